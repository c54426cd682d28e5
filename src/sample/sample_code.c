/* The sample image's code: the loader, the reset vector, and the tables that stand around it. */
#include "sample/layout.h"

/* An integer as the bytes of an instruction's operand. */
#define LE16(v) (uint8_t)((v)&0xff), (uint8_t)((v) >> 8 & 0xff)
#define LE32(v) LE16(v), (uint8_t)((v) >> 16 & 0xff), (uint8_t)((v) >> 24 & 0xff)

/*
 * A byte of the image as 32-bit code addresses it, and how far a jump must go from the instruction
 * behind it.
 */
#define GPA32(offset) ((uint32_t)(SAMPLE_GPA(offset)))
#define RELATIVE32(target, next) ((uint32_t)((target) - (next)))

/*
 * ELF-64 (System V ABI): what the loader of td-shim needs, a header and one segment, no sections.
 */
#define ELF_PROGRAM_HEADER 0x40

static const struct sample_field elf_header[] = {
    {0x00, 4, 0x464c457f},                            /* e_ident: "\177ELF" */
    {0x04, 1, 2},                                     /* ELFCLASS64 */
    {0x05, 1, 1},                                     /* ELFDATA2LSB */
    {0x06, 1, 1},                                     /* EV_CURRENT */
    {0x10, 2, 2},                                     /* e_type: ET_EXEC */
    {0x12, 2, 62},                                    /* e_machine: EM_X86_64 */
    {0x14, 4, 1},                                     /* e_version: EV_CURRENT */
    {0x18, 8, SAMPLE_IPL_RUN_GPA + SAMPLE_ELF_ENTRY}, /* e_entry */
    {0x20, 8, ELF_PROGRAM_HEADER},                    /* e_phoff */
    {0x34, 2, 0x40},                                  /* e_ehsize */
    {0x36, 2, 0x38},                                  /* e_phentsize */
    {0x38, 2, 1},                                     /* e_phnum */
    {0x3a, 2, 0x40},                                  /* e_shentsize */
};

static const struct sample_field elf_program_header[] = {
    {0x00, 4, 1},                  /* p_type: PT_LOAD */
    {0x04, 4, 5},                  /* p_flags: PF_R, PF_X */
    {0x08, 8, 0},                  /* p_offset */
    {0x10, 8, SAMPLE_IPL_RUN_GPA}, /* p_vaddr */
    {0x18, 8, SAMPLE_IPL_RUN_GPA}, /* p_paddr */
    {0x20, 8, SAMPLE_ELF_SIZE},    /* p_filesz */
    {0x28, 8, SAMPLE_ELF_SIZE},    /* p_memsz */
    {0x30, 8, 0x1000},             /* p_align */
};

#define COM1 0x3f8
#define LOADER_CODE_SIZE 0x17

static const char loader_text[] = "tdxplore sample: there is nothing to boot here\r\n";

#define LOADER_TEXT_LENGTH (sizeof loader_text - 1) /* the closing NUL is not printed */

/* 64-bit code; offsets from the loader's entry point */
/* clang-format off */
static const uint8_t loader_code[] = {
    0xfa,                                             /* 00  cli */
    0xfc,                                             /* 01  cld */
    0x48, 0x8d, 0x35, LE32(LOADER_CODE_SIZE - 0x09),  /* 02  lea  rsi, [rip + text] */
    0xb9, LE32(LOADER_TEXT_LENGTH),                   /* 09  mov  ecx, LOADER_TEXT_LENGTH */
    0x66, 0xba, LE16(COM1),                           /* 0e  mov  dx, COM1 */
    0xf3, 0x6e,                                       /* 12  rep outsb */
    0xf4,                                             /* 14  hlt */
    0xeb, 0xfd,                                       /* 15  jmp  14 */
};
/* clang-format on */

_Static_assert(sizeof loader_code == LOADER_CODE_SIZE, "the text follows the code");
_Static_assert(SAMPLE_ELF_ENTRY + sizeof loader_code + sizeof loader_text <= SAMPLE_ELF_SIZE,
               "the segment holds code and text");

/*
 * Flat segments, as td-shim/ResetVector/Ia32/ReloadFlat32.asm sets them; accessed, since the table
 * is not written.
 */
/* clang-format off */
static const uint8_t gdt[] = {
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, /* 00  null */
    0xff, 0xff, 0x00, 0x00, 0x00, 0x93, 0xcf, 0x00, /* 08  data, 0 to 4 GiB */
    0xff, 0xff, 0x00, 0x00, 0x00, 0x9b, 0xcf, 0x00, /* 10  32-bit code, 0 to 4 GiB */
};
/* clang-format on */

#define GDT_DATA 0x08
#define GDT_CODE 0x10

static const uint8_t gdtr[] = {
    LE16(sizeof gdt - 1),    /* limit */
    LE32(GPA32(SAMPLE_GDT)), /* base */
};

_Static_assert(SAMPLE_GDT + sizeof gdt == SAMPLE_GDTR, "the GDT's pointer follows the GDT");

/*
 * A processor that starts in real mode, so outside of a TD, decodes the reset vector's
 * displacement as 16 bits from an instruction two bytes shorter: it arrives two bytes early, on
 * this jmp, and halts.
 */
/* clang-format off */
static const uint8_t park[] = {
    0xf4,       /* 00  hlt */
    0xeb, 0xfd, /* 01  jmp  00 */
};
/* clang-format on */

_Static_assert(SAMPLE_PARK + sizeof park == SAMPLE_MAIN32, "the early arrival is park's jmp");

/*
 * 32-bit protected mode, in which the TDX module starts a virtual processor. Loads flat segments
 * and what the SEC core information says, as td-shim's Main.asm does; that would go on to 64-bit
 * mode, this halts.
 */
#define MAIN32_FLAT (SAMPLE_MAIN32 + 0x0f)

/* clang-format off */
static const uint8_t main32[] = {
    0xfa,                                               /* 00  cli */
    0x0f, 0x01, 0x15, LE32(GPA32(SAMPLE_GDTR)),         /* 01  lgdt [gdtr] */
    0xea, LE32(GPA32(MAIN32_FLAT)), LE16(GDT_CODE),     /* 08  jmp  GDT_CODE:0f */
    0x66, 0xb8, LE16(GDT_DATA),                         /* 0f  mov  ax, GDT_DATA */
    0x8e, 0xd8,                                         /* 13  mov  ds, ax */
    0x8e, 0xc0,                                         /* 15  mov  es, ax */
    0x8e, 0xe0,                                         /* 17  mov  fs, ax */
    0x8e, 0xe8,                                         /* 19  mov  gs, ax */
    0x8e, 0xd0,                                         /* 1b  mov  ss, ax */
    0x8b, 0x3d, LE32(GPA32(SAMPLE_SEC_CORE_INFO + 4)),  /* 1d  mov  edi, [base] */
    0x8b, 0x1d, LE32(GPA32(SAMPLE_SEC_CORE_INFO + 8)),  /* 23  mov  ebx, [size] */
    0x8b, 0x35, LE32(GPA32(SAMPLE_SEC_CORE_INFO)),      /* 29  mov  esi, [entry point] */
    0x01, 0xfe,                                         /* 2f  add  esi, edi */
    0xf4,                                               /* 31  hlt */
    0xeb, 0xfd,                                         /* 32  jmp  31 */
};
/* clang-format on */

_Static_assert(SAMPLE_MAIN32 + sizeof main32 <= SAMPLE_SEC_CORE_INFO, "the code ends before the tables");

/*
 * The last 16 bytes: where the processor starts, GPA 0xfffffff0
 * (td-shim/ResetVector/Ia32/ResetVectorVtf0.asm).
 */
/* clang-format off */
static const uint8_t reset_entry[] = {
    0x90,                                                            /* 00  nop */
    0x90,                                                            /* 01  nop */
    0xe9, LE32(RELATIVE32(SAMPLE_MAIN32, SAMPLE_RESET_ENTRY + 7)),   /* 02  jmp  main32 */
    0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90,            /* 07  nop, to the end */
};
/* clang-format on */

_Static_assert(SAMPLE_RESET_ENTRY + sizeof reset_entry == TDXP_SAMPLE_SIZE, "the image ends with it");

/*
 * td-shim/src/reset_vector.rs: the loader as the reset vector finds it, its bytes behind the
 * section header
 */
static const struct sample_field sec_core_info[] = {
    {0, 4, SAMPLE_ELF_ENTRY},           /* entry point, from the base */
    {4, 4, SAMPLE_GPA(SAMPLE_IPL_ELF)}, /* base */
    {8, 4, SAMPLE_ELF_SIZE},            /* size */
};

/*
 * The GUIDed table (edk2:OvmfPkg/ResetVector/Ia16/ResetVectorVtf0.asm): one entry, then the
 * footer, in disk order.
 */
static const struct sample_field guid_table[] = {
    {SAMPLE_GUID_TABLE, 4, TDXP_SAMPLE_SIZE - SAMPLE_DESCRIPTOR}, /* from "TDVF" to the end */
    {SAMPLE_TABLE_ENTRY_LENGTH, 2, SAMPLE_TABLE_ENTRY_SIZE},
    {SAMPLE_TABLE_FOOTER, 2, SAMPLE_GUID_TABLE_SIZE}, /* length of the table */
};

static const struct tdxp_guid tdx_metadata_offset_guid =
    TDXP_GUID(0xe47a6535, 0x984a, 0x4798, 0x86, 0x5e, 0x46, 0x85, 0xa7, 0xbf, 0x8e, 0xc2);
static const struct tdxp_guid table_footer_guid =
    TDXP_GUID(0x96b582de, 0x1fb2, 0x45f7, 0xba, 0xea, 0xa3, 0x66, 0xc5, 0x5a, 0x08, 0x2d);

/* The legacy dword, and what td-shim's assembler leaves between it and the signature "VTF\0". */
static const struct sample_field legacy[] = {
    {0, 4, SAMPLE_DESCRIPTOR},                                   /* the descriptor's file offset */
    {4, 4, 0x90909090},                                          /* nop */
    {8, 4, 0},                                                   /* zero */
    {SAMPLE_VTF_SIGNATURE - SAMPLE_LEGACY_DWORD, 4, 0x00465456}, /* "VTF\0" */
};

/* Runs of bytes of the reset-vector region, in the order in which they lie. */
static const struct run {
    uint64_t offset;
    const uint8_t *bytes;
    size_t length; /* in bytes */
} runs[] = {
    {SAMPLE_GDT, gdt, sizeof gdt},
    {SAMPLE_GDTR, gdtr, sizeof gdtr},
    {SAMPLE_PARK, park, sizeof park},
    {SAMPLE_MAIN32, main32, sizeof main32},
    {SAMPLE_RESET_ENTRY, reset_entry, sizeof reset_entry},
};

void sample_write_elf(const struct sample_image *image)
{
    const uint64_t code = SAMPLE_IPL_ELF + SAMPLE_ELF_ENTRY;

    SAMPLE_PUT_FIELDS(image, SAMPLE_IPL_ELF, elf_header);
    SAMPLE_PUT_FIELDS(image, SAMPLE_IPL_ELF + ELF_PROGRAM_HEADER, elf_program_header);
    sample_put(image, code, loader_code, sizeof loader_code);
    sample_put(image, code + sizeof loader_code, loader_text, sizeof loader_text);
}

void sample_write_reset_vector(const struct sample_image *image)
{
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        sample_put(image, runs[i].offset, runs[i].bytes, runs[i].length);
    }
    SAMPLE_PUT_FIELDS(image, SAMPLE_SEC_CORE_INFO, sec_core_info);
    SAMPLE_PUT_FIELDS(image, 0, guid_table);
    sample_put_guid(image, SAMPLE_TABLE_ENTRY_GUID, tdx_metadata_offset_guid);
    sample_put_guid(image, SAMPLE_TABLE_FOOTER_GUID, table_footer_guid);
    SAMPLE_PUT_FIELDS(image, SAMPLE_LEGACY_DWORD, legacy);
}
