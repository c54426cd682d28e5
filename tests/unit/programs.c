/* Small programs made in memory, and images that hold one. */
#include "programs.h"

#include <string.h>

#include "support.h"

static const uint8_t code[] = {0x31, 0xc0, 0xeb, 0xfc, 0xc3}; /* xor eax, eax; jmp back to it; ret */

/* ---- ELF ---- */

struct elf_section {
    const char *name;
    uint32_t type;
    uint64_t flags, address, offset, size;
};

static const struct elf_section elf_sections[] = {
    {"", 0, 0, 0, 0, 0},
    {".text", 1, 6, ELF_VADDR + ELF_CODE, ELF_CODE, 0x40},
    {".bss", 8, 3, ELF_VADDR + 0x1000, 0x240, 0x100},
    {".shstrtab", 3, 0, 0, 0x240, 0x20},
};

enum { ELF_SECTIONS = sizeof elf_sections / sizeof elf_sections[0], ELF_STRINGS = 0x240, ELF_TABLE = 0x280 };

static void put_elf_segment(uint8_t *at, bool wide, uint32_t type, uint32_t flags, const uint64_t values[6])
{
    unsigned width = wide ? 8 : 4;
    uint8_t *words = at + width;

    put_uint(at, 4, type);
    put_uint(at + (wide ? 4 : 24), 4, flags);
    for (unsigned i = 0; i < 5; i++) {
        put_uint(words + (size_t)i * width, width, values[i]);
    }
    put_uint(wide ? at + 48 : at + 28, width, values[5]);
}

static void put_elf_sections(uint8_t *at, bool wide)
{
    unsigned width = wide ? 8 : 4;
    size_t names = 0;

    for (size_t i = 0; i < ELF_SECTIONS; i++) {
        const struct elf_section *s = &elf_sections[i];
        uint8_t *header = at + ELF_TABLE + i * (wide ? 64 : 40);
        const uint64_t values[] = {s->flags, s->address, s->offset, s->size};

        put_uint(header, 4, names);
        put_uint(header + 4, 4, s->type);
        for (unsigned j = 0; j < 4; j++) {
            put_uint(header + 8 + (size_t)j * width, width, values[j]);
        }
        memcpy(at + ELF_STRINGS + names, s->name, strlen(s->name));
        names += strlen(s->name) + 1;
    }
}

static size_t make_elf(uint8_t *at, bool wide)
{
    static const uint64_t load[] = {0, ELF_VADDR, ELF_VADDR, ELF_SIZE, 0x1100, 0x1000};
    static const uint64_t stack[] = {0, 0, 0, 0, 0, 16};
    unsigned width = wide ? 8 : 4;
    size_t entry_size = wide ? 56 : 32;
    size_t table = wide ? 64 : 52;
    uint8_t *halves = at + 16 + 12 + (size_t)3 * width;

    memcpy(at, "\177ELF", 4);
    at[4] = wide ? 2 : 1;
    at[5] = at[6] = 1;
    put_uint(at + 16, 2, 2);
    put_uint(at + 18, 2, wide ? 62 : 3);
    put_uint(at + 20, 4, 1);
    put_uint(at + 24, width, ELF_VADDR + ELF_CODE + 0x10);
    put_uint(at + 24 + width, width, table);
    put_uint(at + 24 + (size_t)2 * width, width, ELF_TABLE);
    put_uint(halves, 2, table);
    put_uint(halves + 2, 2, entry_size);
    put_uint(halves + 4, 2, 2);
    put_uint(halves + 6, 2, wide ? 64 : 40);
    put_uint(halves + 8, 2, ELF_SECTIONS);
    put_uint(halves + 10, 2, ELF_SECTIONS - 1);
    put_elf_segment(at + table, wide, 1, 5, load);
    put_elf_segment(at + table + entry_size, wide, 0x6474e551, 6, stack);
    memcpy(at + ELF_CODE + 0x10, code, sizeof code);
    put_elf_sections(at, wide);
    return ELF_SIZE;
}

/* ---- PE and TE ---- */

static void put_pe_section(uint8_t *at, const char *name, uint32_t size, uint32_t rva, uint32_t pointer, uint32_t flags)
{
    memcpy(at, name, strlen(name));
    put_uint(at + 8, 4, size);
    put_uint(at + 12, 4, rva);
    put_uint(at + 16, 4, size);
    put_uint(at + 20, 4, pointer);
    put_uint(at + 36, 4, flags);
}

static size_t make_pe(uint8_t *at, bool wide)
{
    uint8_t *optional = at + PE_HEADER + 24;
    size_t fields = wide ? 112 : 96;
    uint8_t *sections = optional + fields + (size_t)16 * 8;

    memcpy(at, "MZ", 2);
    put_uint(at + 0x3c, 4, PE_HEADER);
    memcpy(at + PE_HEADER, "PE\0", 4);
    put_uint(at + PE_HEADER + 4, 2, wide ? 0x8664 : 0x14c);
    put_uint(at + PE_HEADER + 6, 2, 2);
    put_uint(at + PE_HEADER + 20, 2, fields + (size_t)16 * 8);
    put_uint(at + PE_HEADER + 22, 2, 0x22);
    put_uint(optional, 2, wide ? 0x20b : 0x10b);
    put_uint(optional + 16, 4, 0x1010);
    put_uint(optional + 20, 4, 0x1000);
    put_uint(optional + (wide ? 24 : 28), wide ? 8 : 4, 0x400000);
    put_uint(optional + 32, 4, 0x1000);
    put_uint(optional + 36, 4, 0x20);
    put_uint(optional + 56, 4, 0x3000);
    put_uint(optional + 60, 4, PE_CODE);
    put_uint(optional + 68, 2, 10);
    put_uint(optional + fields - 4, 4, 16);
    put_uint(optional + fields + (size_t)4 * 8, 4, PE_CERTIFICATES);
    put_uint(optional + fields + (size_t)4 * 8 + 4, 4, 0x20);
    put_uint(optional + fields + (size_t)5 * 8, 4, 0x2000);
    put_uint(optional + fields + (size_t)5 * 8 + 4, 4, 0x0c);
    put_pe_section(sections, ".text", 0x100, 0x1000, PE_CODE, 0x60000020);
    put_pe_section(sections + 40, ".reloc", 0x40, 0x2000, PE_RELOC, 0x42000040);
    memcpy(at + PE_CODE + 0x10, code, sizeof code);
    return PE_SIZE;
}

size_t make_te(uint8_t *at)
{
    memcpy(at, "VZ", 2);
    put_uint(at + 2, 2, 0x14c);
    at[4] = 2;
    at[5] = 11;
    put_uint(at + 6, 2, TE_STRIPPED);
    put_uint(at + 8, 4, 0x1010);
    put_uint(at + 12, 4, 0x1000);
    put_uint(at + 16, 8, 0x400000);
    put_uint(at + 24, 4, 0x2000);
    put_uint(at + 28, 4, 0x0c);
    put_pe_section(at + 40, ".text", 0x100, 0x1000, PE_CODE, 0x60000020);
    put_pe_section(at + 80, ".reloc", 0x40, 0x2000, PE_RELOC, 0x42000040);
    memcpy(at + TE_CODE + 0x10, code, sizeof code);
    return TE_SIZE;
}

/* ---- Linux ---- */

size_t make_kernel(uint8_t *at)
{
    at[0x1f1] = 1;
    put_uint(at + 0x1f4, 4, (KERNEL_SIZE - KERNEL_CODE) / 16);
    put_uint(at + 0x1fe, 2, 0xaa55);
    put_uint(at + 0x200, 2, 0x6aeb);
    memcpy(at + 0x202, "HdrS", 4);
    put_uint(at + 0x206, 2, 0x20f);
    put_uint(at + 0x20e, 2, 0x80);
    at[0x211] = 1;
    put_uint(at + 0x214, 4, 0x100000);
    put_uint(at + 0x236, 2, 3);
    put_uint(at + 0x248, 4, 0x210);
    put_uint(at + 0x24c, 4, 0x80);
    put_uint(at + 0x258, 8, 0x1000000);
    put_uint(at + 0x260, 4, 0x8000);
    memcpy(at + 0x280, "6.1.0-test (nobody@nowhere)", 28);
    memcpy(at + KERNEL_CODE, code, sizeof code);
    memcpy(at + KERNEL_CODE + 0x200, code, sizeof code);
    return KERNEL_SIZE;
}

size_t make_elf32(uint8_t *at)
{
    return make_elf(at, false);
}

size_t make_elf64(uint8_t *at)
{
    return make_elf(at, true);
}

size_t make_pe32(uint8_t *at)
{
    return make_pe(at, false);
}

size_t make_pe64(uint8_t *at)
{
    return make_pe(at, true);
}

const struct program_sample program_samples[] = {
    {"elf", make_elf32}, {"elf", make_elf64},      {"pe", make_pe32}, {"pe", make_pe64},
    {"te", make_te},     {"bzimage", make_kernel}, {NULL, NULL},
};

/* ---- an image around it ---- */

uint8_t *image_with_program(const uint8_t *program, size_t length, uint8_t section_type, size_t *size)
{
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);
    uint8_t *file = bytes + VOLUME_HEADER;

    put_volume_header(bytes, 0x1000);
    file[0x12] = 0x07;
    put_uint(file + 0x14, 3, 24 + 4 + length);
    file[0x17] = 0x07;
    put_uint(file + 24, 3, 4 + length);
    file[27] = section_type;
    memcpy(bytes + PROGRAM_AT, program, length);
    *size = (size_t)plan.size;
    return bytes;
}
