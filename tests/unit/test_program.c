/* Programs: well-formed ones become nodes, malformed ones become nodes with remarks. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "programs.h"

#define SECTION "contents/section[1]/volume[0]/file[0]/section[0]/data/"

/* ---- decoding ---- */

/* A whole file that is the program. change, which may be NULL, is called before it is decoded. */
static struct decoded decode_program(size_t (*make_one)(uint8_t *at), void (*change)(uint8_t *at))
{
    uint8_t bytes[PROGRAM_ROOM] = {0};
    size_t size = make_one(bytes);

    if (change) {
        change(bytes);
    }
    return decode_copy(bytes, size);
}

static void assert_note(const struct decoded *d, const char *path, const char *expected)
{
    assert_non_null(node_at(d, path)->note);
    assert_string_equal(node_at(d, path)->note, expected);
}

static void assert_name(const struct decoded *d, const char *path, const char *expected)
{
    assert_string_equal(node_at(d, path)->name, expected);
}

static void assert_remark(const struct decoded *d, const char *path, uint32_t mark, const char *part)
{
    const struct tdxp_node *node = node_at(d, path);

    assert_true(node->marks & mark);
    if (!node->remark || !strstr(node->remark, part)) {
        fail_msg("%s: \"%s\" is not in \"%s\"", path, part, node->remark ? node->remark : "");
    }
}

static void assert_code(const struct decoded *d, const char *path, uint64_t offset, uint64_t length,
                        enum tdxp_code_bits bits)
{
    assert_range(d, path, offset, length);
    assert_int_equal(node_at(d, path)->kind, TDXP_KIND_CODE);
    assert_int_equal(node_at(d, path)->value, bits);
}

/* No node is marked as trouble, and everything holds that must hold of any image. */
static void assert_clean(const struct decoded *d)
{
    for (uint32_t i = 0; i < tdxp_tree_count(d->fw->tree); i++) {
        const struct tdxp_node *node = tdxp_tree_node(d->fw->tree, i);

        if (node->marks & TDXP_MARKS_TROUBLE) {
            fail_msg("%s is marked: %s", node->name, node->remark ? node->remark : "");
        }
    }
    assert_sound(d);
}

/* ---- ELF ---- */

static void an_elf_file_has_its_header_segments_and_sections(void **state)
{
    struct decoded d = decode_program(make_elf64, NULL);

    (void)state;
    assert_clean(&d);
    assert_true(d.fw->kind->unmapped);
    assert_range(&d, "elf", 0, ELF_SIZE);
    assert_name(&d, "elf", "ELF64 file");
    assert_note(&d, "elf", "EM_X86_64, ET_EXEC");
    assert_value(&d, "elf/e_ident/EI_CLASS", "2 (ELFCLASS64)");
    assert_range(&d, "elf/header", 16, 48);
    assert_value(&d, "elf/header/e_machine", "0x3e (EM_X86_64)");
    assert_leads_to_bytes(&d, "elf/header/e_entry", ELF_CODE + 0x10, 1);
    assert_note(&d, "elf/header/e_entry", "byte 0x210");
    assert_leads_to_bytes(&d, "elf/header/e_phoff", 64, 112);
    assert_note(&d, "elf/program-header[0]", "PT_LOAD");
    assert_value(&d, "elf/program-header[0]/p_flags", "0x5 (PF_X | PF_R)");
    assert_leads_to_bytes(&d, "elf/program-header[0]/p_offset", 0, ELF_SIZE);
    assert_note(&d, "elf/program-header[1]", "PT_GNU_STACK");
    assert_leads_nowhere(&d, "elf/program-header[1]");
    assert_code(&d, "elf/segment[0]", 0, ELF_SIZE, TDXP_CODE_64);
    assert_note(&d, "elf/section-header[1]", ".text");
    assert_code(&d, "elf/section[1]", ELF_CODE, 0x40, TDXP_CODE_64);
    assert_name(&d, "elf/section[1]", ".text");
    assert_note(&d, "elf/section-header[2]", ".bss");
    assert_no_node(&d, "elf/section[2]");
    assert_int_equal(node_at(&d, "elf/section[3]")->kind, TDXP_KIND_CONTENT);
    decoded_free(&d);
}

static void an_elf_file_of_32_bits_has_the_fields_of_its_class(void **state)
{
    struct decoded d = decode_program(make_elf32, NULL);

    (void)state;
    assert_clean(&d);
    assert_name(&d, "elf", "ELF32 file");
    assert_note(&d, "elf", "EM_386, ET_EXEC");
    assert_range(&d, "elf/header", 16, 36);
    assert_leads_to_bytes(&d, "elf/header/e_entry", ELF_CODE + 0x10, 1);
    assert_range(&d, "elf/program-header[1]", 52 + 32, 32);
    assert_value(&d, "elf/program-header[0]/p_flags", "0x5 (PF_X | PF_R)");
    assert_code(&d, "elf/section[1]", ELF_CODE, 0x40, TDXP_CODE_32);
    decoded_free(&d);
}

static void make_big_endian(uint8_t *at)
{
    at[5] = 2;
}

static void make_arm(uint8_t *at)
{
    put_uint(at + 18, 2, 183);
}

static void make_unheard_of(uint8_t *at)
{
    put_uint(at + 18, 2, 22);
}

static void elf_files_for_other_machines_are_told_apart(void **state)
{
    struct decoded d = decode_program(make_elf64, make_big_endian);

    (void)state;
    assert_clean(&d);
    assert_note(&d, "elf", "big-endian: not decoded");
    assert_no_node(&d, "elf/header");
    decoded_free(&d);

    d = decode_program(make_elf64, make_arm);
    assert_clean(&d);
    assert_code(&d, "elf/section[1]", ELF_CODE, 0x40, TDXP_CODE_FOREIGN);
    decoded_free(&d);

    d = decode_program(make_elf64, make_unheard_of);
    assert_clean(&d);
    assert_note(&d, "elf", "another processor, ET_EXEC");
    assert_note(&d, "elf/header/e_machine", "another processor");
    decoded_free(&d);
}

static void break_elf(uint8_t *at)
{
    put_uint(at + 24, 8, 0x5000);      /* e_entry: in no segment */
    put_uint(at + 40, 8, UINT64_MAX);  /* e_shoff */
    put_uint(at + 52, 2, 65);          /* e_ehsize */
    put_uint(at + 64 + 32, 8, 0x2000); /* p_filesz, more than the file has */
    put_uint(at + 64 + 40, 8, 0x1000); /* p_memsz, less than that */
    put_uint(at + 56, 2, UINT16_MAX);  /* e_phnum */
}

static void what_is_wrong_with_an_elf_file_is_marked(void **state)
{
    struct decoded d = decode_program(make_elf64, break_elf);

    (void)state;
    assert_sound(&d);
    assert_remark(&d, "elf/header/e_entry", TDXP_MARK_INVALID, "no segment");
    assert_remark(&d, "elf/header/e_shoff", TDXP_MARK_INVALID, "past the end");
    assert_remark(&d, "elf/header/e_ehsize", TDXP_MARK_INVALID, "0x40 bytes");
    assert_remark(&d, "elf/header/e_phnum", TDXP_MARK_INVALID, "only 17 whole entries");
    assert_remark(&d, "elf/program-header[0]/p_offset", TDXP_MARK_INVALID, "0x2000 bytes");
    assert_remark(&d, "elf/program-header[0]/p_memsz", TDXP_MARK_INVALID, "less than p_filesz");
    assert_remark(&d, "elf/segment[0]", TDXP_MARK_TRUNCATED, "only 0x400 exist");
    assert_no_node(&d, "elf/section-header[0]");
    decoded_free(&d);
}

static void shrink_entries(uint8_t *at)
{
    put_uint(at + 54, 2, 1);
    put_uint(at + 58, 2, 0);
}

static void tables_of_entries_too_small_are_not_decoded(void **state)
{
    struct decoded d = decode_program(make_elf64, shrink_entries);

    (void)state;
    assert_sound(&d);
    assert_remark(&d, "elf/header/e_phentsize", TDXP_MARK_INVALID, "0x38 bytes");
    assert_remark(&d, "elf/header/e_shentsize", TDXP_MARK_INVALID, "0x40 bytes");
    assert_no_node(&d, "elf/program-header[0]");
    decoded_free(&d);
}

static void only_so_many_headers_are_decoded(void **state)
{
    enum { SIZE = 0x40000 };
    uint8_t *bytes = calloc(1, SIZE);
    struct decoded d;

    (void)state;
    assert_non_null(bytes);
    make_elf64(bytes);
    put_uint(bytes + 40, 8, 0x1000); /* section headers that say nothing */
    put_uint(bytes + 60, 2, 2000);
    d = decode_taken(bytes, SIZE);
    assert_sound(&d);
    assert_remark(&d, "elf/header/e_shnum", TDXP_MARK_LIMIT, "only the first 128");
    node_at(&d, "elf/section-header[127]");
    assert_no_node(&d, "elf/section-header[128]");
    decoded_free(&d);
}

/* ---- PE ---- */

static void a_pe_image_has_its_headers_directories_and_sections(void **state)
{
    struct decoded d = decode_program(make_pe64, NULL);

    (void)state;
    assert_clean(&d);
    assert_range(&d, "pe", 0, PE_SIZE);
    assert_name(&d, "pe", "PE32+ image");
    assert_note(&d, "pe", "AMD64, EFI_APPLICATION");
    assert_leads_to_bytes(&d, "pe/dos-header/e_lfanew", PE_HEADER, 24);
    assert_range(&d, "pe/dos-stub", 0x40, 0x40);
    assert_value(&d, "pe/file-header/Machine", "0x8664 (AMD64)");
    assert_range(&d, "pe/optional-header", PE_HEADER + 24, 112 + 128);
    assert_value(&d, "pe/optional-header/Magic", "0x20b (PE32+)");
    assert_number(&d, "pe/optional-header/ImageBase", 0x400000);
    assert_leads_to_bytes(&d, "pe/optional-header/AddressOfEntryPoint", PE_CODE + 0x10, 1);
    assert_note(&d, "pe/optional-header/AddressOfEntryPoint", "byte 0x210");
    assert_name(&d, "pe/optional-header/directory[5]", "Base Relocation Table");
    assert_leads_to_bytes(&d, "pe/optional-header/directory[5]", PE_RELOC, 0x0c);
    assert_leads_to_bytes(&d, "pe/optional-header/directory[4]/VirtualAddress", PE_CERTIFICATES, 0x20);
    assert_range(&d, "pe/certificates", PE_CERTIFICATES, 0x20);
    assert_note(&d, "pe/optional-header/directory[0]", "none");
    assert_note(&d, "pe/section-header[0]", ".text");
    assert_code(&d, "pe/section[0]", PE_CODE, 0x100, TDXP_CODE_64);
    assert_name(&d, "pe/section[1]", ".reloc");
    assert_int_equal(node_at(&d, "pe/section[1]")->kind, TDXP_KIND_CONTENT);
    decoded_free(&d);
}

static void a_pe_image_of_32_bits_has_the_fields_of_its_kind(void **state)
{
    struct decoded d = decode_program(make_pe32, NULL);

    (void)state;
    assert_clean(&d);
    assert_name(&d, "pe", "PE32 image");
    assert_range(&d, "pe/optional-header/BaseOfData", PE_HEADER + 24 + 24, 4);
    assert_range(&d, "pe/optional-header/ImageBase", PE_HEADER + 24 + 28, 4);
    assert_range(&d, "pe/optional-header/directory[0]", PE_HEADER + 24 + 96, 8);
    assert_code(&d, "pe/section[0]", PE_CODE, 0x100, TDXP_CODE_32);
    decoded_free(&d);
}

static void a_pe_image_needs_no_dos_header(void **state)
{
    uint8_t bytes[PROGRAM_ROOM] = {0};
    struct decoded d;

    (void)state;
    make_pe64(bytes);
    d = decode_copy(bytes + PE_HEADER, PE_SIZE - PE_HEADER);
    assert_sound(&d);
    assert_no_node(&d, "pe/dos-header");
    assert_range(&d, "pe/file-header", 0, 24);
    assert_no_node(&d, "pe/dos-stub");
    decoded_free(&d);
}

static void break_pe(uint8_t *at)
{
    uint8_t *optional = at + PE_HEADER + 24;
    uint8_t *sections = optional + 240;

    put_uint(at + PE_HEADER + 6, 2, 600);     /* NumberOfSections */
    put_uint(optional + 16, 4, 0x9000);       /* AddressOfEntryPoint */
    put_uint(optional + 56, 4, 0x1080);       /* SizeOfImage */
    put_uint(optional + 108, 4, 17);          /* NumberOfRvaAndSizes */
    put_uint(optional + 112 + 48, 4, 0x2000); /* Debug: more than the section has */
    put_uint(optional + 112 + 52, 4, 0x1000);
    put_uint(sections + 16, 4, 0x120); /* .text reaches into .reloc */
    put_uint(sections + 40 + 20, 4, 0x310);
    put_uint(sections + 40 + 16, 4, 0x1000);
}

static void what_is_wrong_with_a_pe_image_is_marked(void **state)
{
    struct decoded d = decode_program(make_pe64, break_pe);

    (void)state;
    assert_sound(&d);
    assert_remark(&d, "pe/file-header/NumberOfSections", TDXP_MARK_INVALID, "room for only");
    assert_remark(&d, "pe/optional-header/AddressOfEntryPoint", TDXP_MARK_INVALID, "no byte of the image");
    assert_remark(&d, "pe/optional-header/NumberOfRvaAndSizes", TDXP_MARK_INVALID, "only 16 have a meaning");
    assert_remark(&d, "pe/optional-header/NumberOfRvaAndSizes", TDXP_MARK_INVALID, "room for 16");
    assert_remark(&d, "pe/optional-header/directory[6]/VirtualAddress", TDXP_MARK_INVALID, "not all in the image");
    assert_remark(&d, "pe/section-header[0]/VirtualAddress", TDXP_MARK_INVALID, "past SizeOfImage, 0x1080");
    assert_remark(&d, "pe/section-header[1]", TDXP_MARK_INVALID, "section 0 has, too");
    assert_remark(&d, "pe/section-header[1]/PointerToRawData", TDXP_MARK_INVALID, "0x1000 bytes from 0x310");
    assert_remark(&d, "pe/section[1]", TDXP_MARK_TRUNCATED, "only 0x50 exist");
    decoded_free(&d);
}

static void shorten_optional_header(uint8_t *at)
{
    put_uint(at + PE_HEADER + 20, 2, 0x30);
}

static void lengthen_optional_header(uint8_t *at)
{
    put_uint(at + PE_HEADER + 24 + 108, 4, 2);
}

static void remove_optional_header(uint8_t *at)
{
    put_uint(at + PE_HEADER + 20, 2, 0);
}

static void change_magic(uint8_t *at)
{
    put_uint(at + PE_HEADER + 24, 2, 0x333);
}

static void an_optional_header_of_another_size_is_decoded_as_far_as_it_goes(void **state)
{
    struct decoded d = decode_program(make_pe64, shorten_optional_header);

    (void)state;
    assert_sound(&d);
    assert_range(&d, "pe/optional-header", PE_HEADER + 24, 0x30);
    assert_remark(&d, "pe/optional-header", TDXP_MARK_INVALID, "0x70 bytes");
    node_at(&d, "pe/optional-header/MinorImageVersion");
    assert_no_node(&d, "pe/optional-header/MajorSubsystemVersion");
    assert_range(&d, "pe/section-header[0]", PE_HEADER + 24 + 0x30, 40);
    decoded_free(&d);

    d = decode_program(make_pe64, lengthen_optional_header);
    assert_clean(&d);
    assert_range(&d, "pe/optional-header/rest", PE_HEADER + 24 + 112 + 16, 14 * 8);
    decoded_free(&d);

    d = decode_program(make_pe64, remove_optional_header);
    assert_sound(&d);
    assert_remark(&d, "pe/file-header/SizeOfOptionalHeader", TDXP_MARK_INVALID, "has an optional header");
    assert_no_node(&d, "pe/optional-header");
    decoded_free(&d);

    d = decode_program(make_pe64, change_magic);
    assert_sound(&d);
    assert_remark(&d, "pe/optional-header/Magic", TDXP_MARK_RESERVED, "reserves");
    assert_no_node(&d, "pe/optional-header/ImageBase");
    assert_name(&d, "pe", "PE image");
    decoded_free(&d);
}

/* ---- TE ---- */

static void a_te_image_takes_what_was_stripped_into_account(void **state)
{
    struct decoded d = decode_program(make_te, NULL);

    (void)state;
    assert_clean(&d);
    assert_range(&d, "te", 0, TE_SIZE);
    assert_note(&d, "te", "I386");
    assert_value(&d, "te/header/Subsystem", "0xb (EFI_BOOT_SERVICE_DRIVER)");
    assert_number(&d, "te/header/StrippedSize", TE_STRIPPED);
    assert_leads_to_bytes(&d, "te/header/AddressOfEntryPoint", TE_CODE + 0x10, 1);
    assert_code(&d, "te/section[0]", TE_CODE, 0x100, TDXP_CODE_32);
    assert_name(&d, "te/directory[0]", "Base Relocation Table");
    assert_leads_to_bytes(&d, "te/directory[0]", TE_CODE + 0x100, 0x0c);
    assert_name(&d, "te/directory[1]", "Debug");
    decoded_free(&d);
}

static void a_te_image_that_was_stripped_of_less_than_its_header_is_marked(void **state)
{
    uint8_t bytes[PROGRAM_ROOM] = {0};
    size_t length = make_te(bytes);
    struct decoded d;
    uint8_t *image;
    size_t size;

    (void)state;
    put_uint(bytes + 6, 2, 39);
    d = decode_copy(bytes, length);
    assert_no_node(&d, "te"); /* two characters alone do not prove it */
    decoded_free(&d);

    image = image_with_program(bytes, length, 0x12, &size);
    d = decode_taken(image, size);
    assert_sound(&d);
    assert_remark(&d, SECTION "te/header/StrippedSize", TDXP_MARK_INVALID, "less than the 40 bytes");
    decoded_free(&d);
}

static void a_section_that_points_into_stripped_headers_has_no_bytes(void **state)
{
    uint8_t bytes[PROGRAM_ROOM] = {0};
    size_t length = make_te(bytes);
    struct decoded d;

    (void)state;
    put_uint(bytes + 40 + 20, 4, 0x10);
    d = decode_copy(bytes, length);
    assert_sound(&d);
    assert_remark(&d, "te/section-header[0]/PointerToRawData", TDXP_MARK_INVALID, "do not all lie");
    assert_no_node(&d, "te/section[0]");
    assert_remark(&d, "te/header/AddressOfEntryPoint", TDXP_MARK_INVALID, "no byte of the image");
    decoded_free(&d);
}

/* ---- Linux ---- */

static void a_kernel_has_its_set_up_header_and_its_parts(void **state)
{
    struct decoded d = decode_program(make_kernel, NULL);

    (void)state;
    assert_clean(&d);
    assert_range(&d, "bzimage", 0, KERNEL_SIZE);
    assert_note(&d, "bzimage", "boot protocol 2.15");
    assert_range(&d, "bzimage/setup-header", 0x1f1, 0x26c - 0x1f1);
    assert_value(&d, "bzimage/setup-header/header", "\"HdrS\"");
    assert_value(&d, "bzimage/setup-header/xloadflags", "0x3 (XLF_KERNEL_64 | XLF_CAN_BE_LOADED_ABOVE_4G)");
    assert_leads_to_bytes(&d, "bzimage/setup-header/code32_start", KERNEL_CODE, 1);
    assert_leads_to_bytes(&d, "bzimage/setup-header/payload_offset", KERNEL_CODE + 0x210, 0x80);
    assert_leads_to_gpa(&d, "bzimage/setup-header/pref_address", 0x1000000, 0x8000);
    assert_leads_to_bytes(&d, "bzimage/setup-header/kernel_version", 0x280, 28);
    assert_note(&d, "bzimage/version", "6.1.0-test (nobody@nowhere)");
    assert_code(&d, "bzimage/setup", 0, KERNEL_CODE, TDXP_CODE_16);
    assert_code(&d, "bzimage/entry-32", KERNEL_CODE, 0x200, TDXP_CODE_32);
    assert_code(&d, "bzimage/kernel", KERNEL_CODE, KERNEL_SIZE - KERNEL_CODE, TDXP_CODE_64);
    assert_range(&d, "bzimage/payload", KERNEL_CODE + 0x210, 0x80);
    decoded_free(&d);
}

static void make_old_kernel(uint8_t *at)
{
    put_uint(at + 0x200, 2, 0x22eb);
    put_uint(at + 0x206, 2, 0x200);
    at[0x236] = 0;
}

static void an_older_kernel_has_fewer_fields(void **state)
{
    struct decoded d = decode_program(make_kernel, make_old_kernel);

    (void)state;
    assert_clean(&d);
    assert_note(&d, "bzimage", "boot protocol 2.00");
    node_at(&d, "bzimage/setup-header/bootsect_kludge");
    assert_no_node(&d, "bzimage/setup-header/heap_end_ptr");
    assert_no_node(&d, "bzimage/payload");
    assert_code(&d, "bzimage/kernel", KERNEL_CODE, KERNEL_SIZE - KERNEL_CODE, TDXP_CODE_32);
    decoded_free(&d);
}

static void count_a_unit_begun(uint8_t *at)
{
    put_uint(at + 0x1f4, 4, (KERNEL_SIZE - KERNEL_CODE) / 16 + 1);
}

/* Memtest86+ and iPXE round syssize up, and have no padding behind the last byte. */
static void a_kernel_may_end_within_its_last_unit(void **state)
{
    uint8_t bytes[PROGRAM_ROOM] = {0};
    struct decoded d;

    (void)state;
    make_kernel(bytes);
    count_a_unit_begun(bytes);
    d = decode_copy(bytes, KERNEL_SIZE + 1);
    assert_clean(&d);
    assert_code(&d, "bzimage/kernel", KERNEL_CODE, KERNEL_SIZE + 1 - KERNEL_CODE, TDXP_CODE_64);
    decoded_free(&d);

    d = decode_program(make_kernel, count_a_unit_begun);
    assert_remark(&d, "bzimage/setup-header/syssize", TDXP_MARK_INVALID, "0x300 bytes are there");
    decoded_free(&d);
}

static void break_kernel(uint8_t *at)
{
    put_uint(at + 0x1f4, 4, UINT32_MAX);
    put_uint(at + 0x248, 4, 0x2f0);
    at[0x200] = 0x90;
}

static void lengthen_setup(uint8_t *at)
{
    at[0x1f1] = 200;
}

static void what_is_wrong_with_a_kernel_is_marked(void **state)
{
    struct decoded d = decode_program(make_kernel, break_kernel);

    (void)state;
    assert_sound(&d);
    assert_remark(&d, "bzimage/setup-header/syssize", TDXP_MARK_INVALID, "0x300 bytes are there");
    assert_remark(&d, "bzimage/setup-header/payload_length", TDXP_MARK_INVALID, "ends before that");
    assert_remark(&d, "bzimage/setup-header/jump", TDXP_MARK_INVALID, "no jump");
    assert_remark(&d, "bzimage/kernel", TDXP_MARK_TRUNCATED, "only 0x300 exist");
    decoded_free(&d);

    d = decode_program(make_kernel, lengthen_setup);
    assert_sound(&d);
    assert_remark(&d, "bzimage/setup-header/setup_sects", TDXP_MARK_INVALID, "no byte behind");
    assert_leads_nowhere(&d, "bzimage/setup-header/code32_start");
    assert_no_node(&d, "bzimage/kernel");
    decoded_free(&d);
}

static void a_kernel_that_is_a_pe_image_is_both(void **state)
{
    uint8_t bytes[PROGRAM_ROOM] = {0};
    struct decoded d;

    (void)state;
    make_kernel(bytes);
    memcpy(bytes, "MZ", 2);
    put_uint(bytes + 0x3c, 4, 0x40);
    memcpy(bytes + 0x40, "PE\0", 4);
    put_uint(bytes + 0x44, 2, 0x8664);
    d = decode_copy(bytes, KERNEL_SIZE);
    assert_sound(&d);
    node_at(&d, "bzimage/setup-header");
    node_at(&d, "pe/file-header");
    decoded_free(&d);
}

/* ---- where programs are found ---- */

static void programs_in_sections_of_files_have_addresses_in_guest_memory(void **state)
{
    uint8_t bytes[PROGRAM_ROOM] = {0};
    struct decoded d;
    uint8_t *image;
    size_t size;

    (void)state;
    image = image_with_program(bytes, make_pe64(bytes), 0x10, &size);
    d = decode_taken(image, size);
    assert_sound(&d);
    assert_false(d.fw->kind->unmapped);
    assert_range(&d, SECTION "pe", PROGRAM_AT, PE_SIZE);
    assert_leads_to_bytes(&d, SECTION "pe/optional-header/AddressOfEntryPoint", PROGRAM_AT + PE_CODE + 0x10, 1);
    assert_note(&d, SECTION "pe/optional-header/AddressOfEntryPoint", "byte 0x274, GPA 0xffff0274");
    assert_code(&d, SECTION "pe/section[0]", PROGRAM_AT + PE_CODE, 0x100, TDXP_CODE_64);
    decoded_free(&d);
}

static void each_section_type_holds_what_it_is_for(void **state)
{
    static const struct {
        uint8_t type;
        bool found[4]; /* elf, pe, te, bzimage */
    } rows[] = {{0x10, {true, true, false, true}}, {0x12, {false, false, true, false}}, {0x19, {false}}};
    static size_t (*const makers[])(uint8_t * at) = {make_elf64, make_pe64, make_te, make_kernel};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t j = 0; j < 4; j++) {
            uint8_t bytes[PROGRAM_ROOM] = {0};
            size_t size;
            uint8_t *image = image_with_program(bytes, makers[j](bytes), rows[i].type, &size);
            struct decoded d = decode_taken(image, size);

            assert_int_equal(node_at(&d, "contents/section[1]/volume[0]/file[0]/section[0]/data")->child != NULL,
                             rows[i].found[j]);
            decoded_free(&d);
        }
    }
}

static void the_contents_of_a_payload_section_are_recognised(void **state)
{
    struct plan_section sections[] = {
        {0x8000, 0x8000, PLAN_GPA + 0x8000, 0x8000, TDXP_SECTION_BFV, TDXP_ATTRIBUTE_MR_EXTEND},
        {0x1000, KERNEL_SIZE, 0x1000000, 0x100000, TDXP_SECTION_PAYLOAD, 0},
        {0x1000, KERNEL_SIZE, 0x2000000, 0x100000, TDXP_SECTION_PAYLOAD, 0}, /* the same bytes again */
    };
    struct plan plan = plan_default();
    struct decoded d;
    uint8_t *bytes;

    (void)state;
    plan.sections = sections;
    plan.section_count = 3;
    bytes = plan_bytes(&plan);
    make_kernel(bytes + 0x1000);
    d = decode_taken(bytes, plan.size);
    assert_sound(&d);
    assert_range(&d, "contents/section[1]/bzimage", 0x1000, KERNEL_SIZE);
    assert_note(&d, "contents/section[1]/bzimage/setup-header/code32_start", "byte 0x1400, GPA 0x1000400");
    assert_no_node(&d, "contents/section[2]/bzimage");
    decoded_free(&d);
}

static void bytes_behind_a_program_are_not_part_of_it(void **state)
{
    uint8_t bytes[PROGRAM_ROOM] = {0};
    struct decoded d;

    (void)state;
    make_pe64(bytes);
    d = decode_copy(bytes, PE_SIZE + 0x40);
    assert_range(&d, "pe", 0, PE_SIZE);
    node_at(&d, "unclaimed/0x360");
    decoded_free(&d);
}

static void a_file_that_is_a_program_has_no_end_below_4_gib(void **state)
{
    struct decoded d = decode_program(make_elf64, NULL);
    struct tdxp_gpa gpa;
    uint64_t offset;
    int32_t section;

    (void)state;
    assert_no_node(&d, "reset-vector");
    assert_no_node(&d, "volumes");
    assert_false(tdxp_gpa_by_bios(d.fw, 0, &gpa));
    assert_false(tdxp_offset_of_gpa(d.fw, UINT64_C(0xfffffff0), &offset, &section));
    decoded_free(&d);
}

static void two_characters_do_not_make_a_program(void **state)
{
    static const char *const starts[] = {"MZ", "VZ", "PE", "\177EL", "HdrS"};

    (void)state;
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        uint8_t bytes[0x400] = {0};
        struct decoded d;

        memcpy(bytes, starts[i], strlen(starts[i]));
        d = decode_copy(bytes, sizeof bytes);
        assert_false(d.fw->kind->unmapped);
        decoded_free(&d);
    }
}

static void a_pe32_section_that_begins_with_mz_is_shown_as_a_broken_image(void **state)
{
    uint8_t bytes[PROGRAM_ROOM] = {0};
    struct decoded d;
    uint8_t *image;
    size_t length = make_pe64(bytes);
    size_t size;

    (void)state;
    put_uint(bytes + 0x3c, 4, UINT32_MAX);
    image = image_with_program(bytes, length, 0x10, &size);
    d = decode_taken(image, size);
    assert_sound(&d);
    assert_note(&d, SECTION "pe", "no PE signature");
    assert_remark(&d, SECTION "pe/dos-header/e_lfanew", TDXP_MARK_INVALID, "past the end");
    decoded_free(&d);

    put_uint(bytes + 0x3c, 4, PE_HEADER + 1);
    image = image_with_program(bytes, length, 0x10, &size);
    d = decode_taken(image, size);
    assert_remark(&d, SECTION "pe/dos-header/e_lfanew", TDXP_MARK_INVALID, "does not lead to");
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_elf_file_has_its_header_segments_and_sections),
        cmocka_unit_test(an_elf_file_of_32_bits_has_the_fields_of_its_class),
        cmocka_unit_test(elf_files_for_other_machines_are_told_apart),
        cmocka_unit_test(what_is_wrong_with_an_elf_file_is_marked),
        cmocka_unit_test(tables_of_entries_too_small_are_not_decoded),
        cmocka_unit_test(only_so_many_headers_are_decoded),
        cmocka_unit_test(a_pe_image_has_its_headers_directories_and_sections),
        cmocka_unit_test(a_pe_image_of_32_bits_has_the_fields_of_its_kind),
        cmocka_unit_test(a_pe_image_needs_no_dos_header),
        cmocka_unit_test(what_is_wrong_with_a_pe_image_is_marked),
        cmocka_unit_test(an_optional_header_of_another_size_is_decoded_as_far_as_it_goes),
        cmocka_unit_test(a_te_image_takes_what_was_stripped_into_account),
        cmocka_unit_test(a_te_image_that_was_stripped_of_less_than_its_header_is_marked),
        cmocka_unit_test(a_section_that_points_into_stripped_headers_has_no_bytes),
        cmocka_unit_test(a_kernel_has_its_set_up_header_and_its_parts),
        cmocka_unit_test(an_older_kernel_has_fewer_fields),
        cmocka_unit_test(a_kernel_may_end_within_its_last_unit),
        cmocka_unit_test(what_is_wrong_with_a_kernel_is_marked),
        cmocka_unit_test(a_kernel_that_is_a_pe_image_is_both),
        cmocka_unit_test(programs_in_sections_of_files_have_addresses_in_guest_memory),
        cmocka_unit_test(each_section_type_holds_what_it_is_for),
        cmocka_unit_test(the_contents_of_a_payload_section_are_recognised),
        cmocka_unit_test(bytes_behind_a_program_are_not_part_of_it),
        cmocka_unit_test(a_file_that_is_a_program_has_no_end_below_4_gib),
        cmocka_unit_test(two_characters_do_not_make_a_program),
        cmocka_unit_test(a_pe32_section_that_begins_with_mz_is_shown_as_a_broken_image),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
