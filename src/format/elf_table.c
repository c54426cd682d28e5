/* ELF files as tables: what each header, field, type and flag is. */
#include <stddef.h>

#include "format/program.h"

#define ELF "System V ABI (gABI), chapter 4, "
#define ELF_H ELF "ELF Header"
#define LOADING "System V ABI (gABI), chapter 5, Program Header"
#define SECTIONS ELF "Sections"
#define TD_LOADER "; confidential-containers/td-shim:td-loader/src/elf.rs"

const struct tdxp_doc elf_doc_file = {
    "a program in the format of Unix systems",
    "td-shim's own code and its payloads come in it, and the Linux kernel proper that is packed in a bzImage. The header "
    "in front leads to two tables. Program headers say what a loader puts where: they matter for running it. Section "
    "headers say what a linker or debugger calls the same bytes: they may be missing.",
    "System V ABI (gABI), chapter 4"};

const struct tdxp_doc elf_doc_segment = {
    "the bytes of a segment that is loaded",
    "A loader copies them to the segment's address and fills up with zeros to p_memsz.", LOADING TD_LOADER};

const struct tdxp_doc elf_doc_section = {
    "the bytes of a section",
    "A part of the file that a linker or debugger has a name for. What of it is loaded, the segments say.", SECTIONS};

/* ---- identification ---- */

#define IDENT ELF "ELF Identification"

static const struct tdxp_choice classes[] = {
    {0, "ELFCLASSNONE", {"not valid", "The file says neither 32 nor 64 bits.", IDENT}},
    {1, "ELFCLASS32", {"32-bit: addresses and offsets of 4 bytes", "The tables have the form for 32 bits.", IDENT}},
    {2, "ELFCLASS64", {"64-bit: addresses and offsets of 8 bytes", "The tables have the form for 64 bits.", IDENT}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_choice encodings[] = {
    {0, "ELFDATANONE", {"not valid", "The file says neither little- nor big-endian.", IDENT}},
    {1, "ELFDATA2LSB", {"little-endian", "The least significant byte comes first, as on x86.", IDENT}},
    {2,
     "ELFDATA2MSB",
     {"big-endian", "The most significant byte comes first. Not for x86; it is not decoded further.", IDENT}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_choice versions[] = {
    {0, "EV_NONE", {"not valid", "No version of the format has this number.", IDENT}},
    {1, "EV_CURRENT", {"the current version", "There has been no other.", IDENT}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_choice systems[] = {
    {0, "ELFOSABI_NONE", {"no extensions", "Also called ELFOSABI_SYSV: plain System V.", IDENT}},
    {3, "ELFOSABI_GNU", {"GNU extensions", "Also called ELFOSABI_LINUX.", IDENT}},
    {9, "ELFOSABI_FREEBSD", {"FreeBSD", "For that system.", IDENT}},
    {12, "ELFOSABI_OPENBSD", {"OpenBSD", "For that system.", IDENT}},
    {255, "ELFOSABI_STANDALONE", {"runs without an operating system", "For embedded programs.", "glibc: elf/elf.h"}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_field ident_fields[] = {
    {.name = "EI_MAG",
     .type_name = "CHAR8[4]",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_CHAR8,
     .doc = {"marks an ELF file: the byte 7f and \"ELF\"", "A loader looks here first.", IDENT}},
    {.name = "EI_CLASS",
     .type_name = "UINT8",
     .offset = 4,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = classes,
     .doc = {"whether addresses have 32 or 64 bits", "Decides which form the headers have.", IDENT}},
    {.name = "EI_DATA",
     .type_name = "UINT8",
     .offset = 5,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = encodings,
     .doc = {"order of the bytes in numbers", "Holds for headers and data alike.", IDENT}},
    {.name = "EI_VERSION",
     .type_name = "UINT8",
     .offset = 6,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = versions,
     .doc = {"version of the format", "The same as e_version.", IDENT}},
    {.name = "EI_OSABI",
     .type_name = "UINT8",
     .offset = 7,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = systems,
     .doc = {"whose extensions of the format are used", "0 where none are.", IDENT}},
    {.name = "EI_ABIVERSION",
     .type_name = "UINT8",
     .offset = 8,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"version of those extensions", "Its meaning depends on EI_OSABI.", IDENT}},
    {.name = "EI_PAD",
     .type_name = "UINT8[7]",
     .offset = 9,
     .size = 7,
     .type = TDXP_TYPE_BYTES,
     .doc = {"unused, zero", "A reader ignores them.", IDENT}},
    {.name = NULL},
};

const struct tdxp_format elf_format_ident = {
    .name = "e_ident",
    .size = 16,
    .fields = ident_fields,
    .doc = {"what can be read of the file before anything else is known", "Its bytes mean the same on every machine.",
            IDENT},
};

/* ---- header ---- */

static const struct tdxp_choice types[] = {
    {0, "ET_NONE", {"no type", "The file does not say what it is.", ELF_H}},
    {1, "ET_REL", {"an object file", "What a linker makes programs of. It cannot be run.", ELF_H}},
    {2, "ET_EXEC", {"an executable for fixed addresses", "It runs only where its segments say.", ELF_H}},
    {3,
     "ET_DYN",
     {"an executable for any address, or a library",
      "Addresses in it are relative to where it is put. td-shim relocates such a payload.", ELF_H TD_LOADER}},
    {4, "ET_CORE", {"a core dump", "The memory of a program that crashed.", ELF_H}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_choice machines[] = {
    {0, "EM_NONE", {"no machine", "The file does not say for which processor it is.", ELF_H}},
    {3, "EM_386", {"32-bit x86", "Code for protected mode.", ELF_H}},
    {40, "EM_ARM", {"32-bit ARM", "Not for x86 machines.", ELF_H}},
    {62, "EM_X86_64", {"64-bit x86", "Code for long mode, the usual one for td-shim and Linux.", ELF_H}},
    {183, "EM_AARCH64", {"64-bit ARM", "Not for x86 machines.", ELF_H}},
    {243, "EM_RISCV", {"RISC-V", "Not for x86 machines.", ELF_H}},
    {0, NULL, {.summary = NULL}},
};

#define FIELD(field_name, class, elf_type, at, width, r)                                                              \
    .name = (field_name), .type_name = #class "_" #elf_type, .offset = (at), .size = (width), .type = TDXP_TYPE_UINT, \
    .role = (r)

#define HALF(field_name, class, at, r) FIELD(field_name, class, Half, at, 2, r)
#define WORD(field_name, class, at, r) FIELD(field_name, class, Word, at, 4, r)

#define E_TYPE_TO_E_VERSION(class)                                                                            \
    {HALF("e_type", class, 0, TDXP_ROLE_ENUM), .choices = types,                                              \
     .doc = {"what kind of file this is", "A program, a library, or what a linker has yet to join.", ELF_H}}, \
        {HALF("e_machine", class, 2, TDXP_ROLE_ENUM), .choices = machines,                                    \
         .doc = {"the processor that the file is for", "td-shim loads what is for x86-64.", ELF_H}},          \
    {                                                                                                         \
        WORD("e_version", class, 4, TDXP_ROLE_ENUM), .choices = versions, .doc = {                            \
            "version of the format",                                                                          \
            "1: there has been no other.",                                                                    \
            ELF_H                                                                                             \
        }                                                                                                     \
    }

#define E_ENTRY(class, width)                                                                                              \
    {                                                                                                                      \
        FIELD("e_entry", class, Addr, 8, width, TDXP_ROLE_NUMBER), .doc =                                                  \
        { "where the program begins: a virtual address",                                                                   \
          "Once the segments are in memory, the processor is sent there. Following it leads to the byte of the file that " \
          "is loaded at this address.",                                                                                    \
          ELF_H }                                                                                                          \
    }
#define E_PHOFF(class, width)                                                         \
    {                                                                                 \
        FIELD("e_phoff", class, Off, 8 + (width), width, TDXP_ROLE_SIZE), .doc = {    \
            "where the program headers are, in bytes from the start of the ELF file", \
            "0 where there are none.",                                                \
            ELF_H                                                                     \
        }                                                                             \
    }
#define E_SHOFF(class, width)                                                          \
    {                                                                                  \
        FIELD("e_shoff", class, Off, 8 + 2 * (width), width, TDXP_ROLE_SIZE), .doc = { \
            "where the section headers are, in bytes from the start of the ELF file",  \
            "0 where there are none.",                                                 \
            ELF_H                                                                      \
        }                                                                              \
    }

/* at is where e_flags stands. */
#define E_FLAGS_TO_E_SHSTRNDX(class, at)                                                                          \
    {WORD("e_flags", class, at, TDXP_ROLE_NUMBER), .doc = {"flags of the processor", "x86 has none: 0.", ELF_H}}, \
        {HALF("e_ehsize", class, (at) + 4, TDXP_ROLE_SIZE),                                                       \
         .doc = {"size of this header in bytes", "0x34 for 32 bits, 0x40 for 64.", ELF_H}},                       \
        {HALF("e_phentsize", class, (at) + 6, TDXP_ROLE_SIZE),                                                    \
         .doc = {"size of a program header in bytes",                                                             \
                 "0x20 for 32 bits, 0x38 for 64; more means fields that nobody knows.", ELF_H}},                  \
        {HALF("e_phnum", class, (at) + 8, TDXP_ROLE_COUNT),                                                       \
         .doc = {"how many program headers there are",                                                            \
                 "65535 or more are counted in the first section header; no firmware has that many.", ELF_H}},    \
        {HALF("e_shentsize", class, (at) + 10, TDXP_ROLE_SIZE),                                                   \
         .doc = {"size of a section header in bytes", "0x28 for 32 bits, 0x40 for 64.", ELF_H}},                  \
        {HALF("e_shnum", class, (at) + 12, TDXP_ROLE_COUNT),                                                      \
         .doc = {"how many section headers there are", "The first is empty and stands for no section.", ELF_H}},  \
    {                                                                                                             \
        HALF("e_shstrndx", class, (at) + 14, TDXP_ROLE_COUNT), .doc = {                                           \
            "index of the section that holds the sections' names",                                                \
            "0 where they have none.",                                                                            \
            ELF_H                                                                                                 \
        }                                                                                                         \
    }

static const struct tdxp_field header32_fields[] = {
    E_TYPE_TO_E_VERSION(Elf32),       E_ENTRY(Elf32, 4), E_PHOFF(Elf32, 4), E_SHOFF(Elf32, 4),
    E_FLAGS_TO_E_SHSTRNDX(Elf32, 20), {.name = NULL},
};

static const struct tdxp_field header64_fields[] = {
    E_TYPE_TO_E_VERSION(Elf64),       E_ENTRY(Elf64, 8), E_PHOFF(Elf64, 8), E_SHOFF(Elf64, 8),
    E_FLAGS_TO_E_SHSTRNDX(Elf64, 32), {.name = NULL},
};

#define HEADER_DOC                                                                   \
    {                                                                                \
        "what leads to everything else in the file",                                 \
            "Kind and processor, the entry point, and where the tables of segments " \
            "and sections are.",                                                     \
            ELF_H                                                                    \
    }

/* Both follow e_ident. */
const struct tdxp_format elf_format_header32 = {
    .name = "ELF header", .size = 36, .fields = header32_fields, .doc = HEADER_DOC};
const struct tdxp_format elf_format_header64 = {
    .name = "ELF header", .size = 48, .fields = header64_fields, .doc = HEADER_DOC};

/* ---- program headers ---- */

static const struct tdxp_choice segment_types[] = {
    {0, "PT_NULL", {"unused", "The entry means nothing.", LOADING}},
    {1,
     "PT_LOAD",
     {"a segment that is loaded", "The loader copies p_filesz bytes and fills up to p_memsz with zeros.", LOADING}},
    {2,
     "PT_DYNAMIC",
     {"what a dynamic linker needs", "Leads to the relocations, which td-shim's loader applies.", LOADING TD_LOADER}},
    {3, "PT_INTERP", {"name of the dynamic linker", "Firmware has none.", LOADING}},
    {4, "PT_NOTE", {"notes", "Such as a build ID, or how Xen starts the program.", LOADING}},
    {5, "PT_SHLIB", {"reserved", "Nothing gives it a meaning.", LOADING}},
    {6, "PT_PHDR", {"the program headers themselves", "Where they are in memory.", LOADING}},
    {7, "PT_TLS", {"storage of its own for each thread", "What it begins with.", LOADING}},
    {0x6474e550,
     "PT_GNU_EH_FRAME",
     {"index of how the stack is unwound", "For exceptions and debuggers.", "glibc: elf/elf.h"}},
    {0x6474e551,
     "PT_GNU_STACK",
     {"whether the stack may be executed", "By its flags; it has no bytes.", "glibc: elf/elf.h"}},
    {0x6474e552,
     "PT_GNU_RELRO",
     {"what is read-only once it is relocated", "Lies inside of a loaded segment.", "glibc: elf/elf.h"}},
    {0x6474e553,
     "PT_GNU_PROPERTY",
     {"properties of the program", "Such as its use of control-flow protection.", "glibc: elf/elf.h"}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_flag segment_flags[] = {
    {0, 0, "PF_X", {"may be executed", "Its bytes are instructions, or instructions are among them.", LOADING}, 0},
    {1, 1, "PF_W", {"may be written", "Data that changes.", LOADING}, 0},
    {2, 2, "PF_R", {"may be read", "Set in nearly all segments.", LOADING}, 0},
    {3, 19, "reserved[19:3]", {"bits 19:3, which are not defined", "Shown only where one of them is set.", LOADING}, 1},
    {20,
     31,
     "PF_MASK",
     {"flags of an operating system (27:20) or a processor (31:28)", "Neither Linux nor x86 has any.", LOADING},
     0},
    {0, 0, NULL, {.summary = NULL}, 0},
};

#define P_TYPE(class)                                                                \
    {                                                                                \
        WORD("p_type", class, 0, TDXP_ROLE_ENUM), .choices = segment_types, .doc = { \
            "what the segment is",                                                   \
            "A loader puts PT_LOAD segments into memory and reads the others.",      \
            LOADING                                                                  \
        }                                                                            \
    }
#define P_FLAGS(class, at)                                                            \
    {                                                                                 \
        WORD("p_flags", class, at, TDXP_ROLE_FLAGS), .flags = segment_flags, .doc = { \
            "how the memory may be used",                                             \
            "A loader without page protection ignores it.",                           \
            LOADING                                                                   \
        }                                                                             \
    }
#define P_OFFSET(class, at, width)                                           \
    {                                                                        \
        FIELD("p_offset", class, Off, at, width, TDXP_ROLE_SIZE), .doc = {   \
            "where the segment's bytes are, from the start of the ELF file", \
            "Following it leads there.",                                     \
            LOADING                                                          \
        }                                                                    \
    }
#define P_VADDR(class, at, width)                                            \
    {                                                                        \
        FIELD("p_vaddr", class, Addr, at, width, TDXP_ROLE_NUMBER), .doc = { \
            "virtual address of the segment",                                \
            "td-shim adds the address at which it puts the program.",        \
            LOADING TD_LOADER                                                \
        }                                                                    \
    }
#define P_PADDR(class, at, width)                                                \
    {                                                                            \
        FIELD("p_paddr", class, Addr, at, width, TDXP_ROLE_NUMBER), .doc = {     \
            "physical address of the segment",                                   \
            "For loaders that run without paging. td-shim does not look at it.", \
            LOADING TD_LOADER                                                    \
        }                                                                        \
    }
#define P_FILESZ(class, at, width, type)                                    \
    {                                                                       \
        FIELD("p_filesz", class, type, at, width, TDXP_ROLE_SIZE), .doc = { \
            "how many bytes of the segment are in the file",                \
            "May be 0.",                                                    \
            LOADING                                                         \
        }                                                                   \
    }
#define P_MEMSZ(class, at, width, type)                                    \
    {                                                                      \
        FIELD("p_memsz", class, type, at, width, TDXP_ROLE_SIZE), .doc = { \
            "size of the segment in memory",                               \
            "Not less than p_filesz; the rest is filled with zeros.",      \
            LOADING                                                        \
        }                                                                  \
    }
#define P_ALIGN(class, at, width, type)                                       \
    {                                                                         \
        FIELD("p_align", class, type, at, width, TDXP_ROLE_SIZE), .doc = {    \
            "alignment of the segment",                                       \
            "p_vaddr and p_offset are equal modulo this; 0 and 1 mean none.", \
            LOADING                                                           \
        }                                                                     \
    }

static const struct tdxp_field segment32_fields[] = {
    P_TYPE(Elf32),         P_OFFSET(Elf32, 4, 4),        P_VADDR(Elf32, 8, 4),
    P_PADDR(Elf32, 12, 4), P_FILESZ(Elf32, 16, 4, Word), P_MEMSZ(Elf32, 20, 4, Word),
    P_FLAGS(Elf32, 24),    P_ALIGN(Elf32, 28, 4, Word),  {.name = NULL},
};

static const struct tdxp_field segment64_fields[] = {
    P_TYPE(Elf64),
    P_FLAGS(Elf64, 4),
    P_OFFSET(Elf64, 8, 8),
    P_VADDR(Elf64, 16, 8),
    P_PADDR(Elf64, 24, 8),
    P_FILESZ(Elf64, 32, 8, Xword),
    P_MEMSZ(Elf64, 40, 8, Xword),
    P_ALIGN(Elf64, 48, 8, Xword),
    {.name = NULL},
};

#define SEGMENT_DOC                                                                                  \
    {                                                                                                \
        "what a loader puts where",                                                                  \
            "One entry of the program header table. PT_LOAD entries make the program's memory; the " \
            "others tell a loader more about it.",                                                   \
            LOADING                                                                                  \
    }

const struct tdxp_format elf_format_segment32 = {
    .name = "Program header", .size = 32, .fields = segment32_fields, .doc = SEGMENT_DOC};
const struct tdxp_format elf_format_segment64 = {
    .name = "Program header", .size = 56, .fields = segment64_fields, .doc = SEGMENT_DOC};

/* ---- section headers ---- */

static const struct tdxp_choice section_types[] = {
    {0, "SHT_NULL", {"no section", "The first entry is always such a one.", SECTIONS}},
    {1, "SHT_PROGBITS", {"code or data of the program", "What it means, the program knows.", SECTIONS}},
    {2, "SHT_SYMTAB", {"symbols", "Names and addresses, for linkers and debuggers.", SECTIONS}},
    {3, "SHT_STRTAB", {"strings", "The names of symbols or sections.", SECTIONS}},
    {4, "SHT_RELA", {"relocations with addends", "What must be corrected where the program is moved.", SECTIONS}},
    {5, "SHT_HASH", {"a hash table of symbols", "For a dynamic linker.", SECTIONS}},
    {6, "SHT_DYNAMIC", {"what a dynamic linker needs", "The same as the segment PT_DYNAMIC.", SECTIONS}},
    {7, "SHT_NOTE", {"notes", "The same as a segment PT_NOTE.", SECTIONS}},
    {8,
     "SHT_NOBITS",
     {"data that begins as zeros", "It has no bytes in the file; sh_size is its size in memory.", SECTIONS}},
    {9, "SHT_REL", {"relocations without addends", "What must be corrected where the program is moved.", SECTIONS}},
    {10, "SHT_SHLIB", {"reserved", "Nothing gives it a meaning.", SECTIONS}},
    {11, "SHT_DYNSYM", {"symbols for a dynamic linker", "Those that other programs may use.", SECTIONS}},
    {14, "SHT_INIT_ARRAY", {"addresses of functions to call at the start", "One after the other.", SECTIONS}},
    {15, "SHT_FINI_ARRAY", {"addresses of functions to call at the end", "One after the other.", SECTIONS}},
    {16, "SHT_PREINIT_ARRAY", {"addresses of functions to call before all others", "One after the other.", SECTIONS}},
    {17, "SHT_GROUP", {"sections that belong together", "For linkers.", SECTIONS}},
    {18, "SHT_SYMTAB_SHNDX", {"section indices above 65279", "For symbol tables.", SECTIONS}},
    {19,
     "SHT_RELR",
     {"relocations by the load address, packed", "What must be corrected where the program is moved.", SECTIONS}},
    {0x6ffffff6, "SHT_GNU_HASH", {"a hash table of symbols, GNU's form", "For a dynamic linker.", "glibc: elf/elf.h"}},
    {0x6ffffffd,
     "SHT_GNU_verdef",
     {"versions of symbols that are defined", "For a dynamic linker.", "glibc: elf/elf.h"}},
    {0x6ffffffe,
     "SHT_GNU_verneed",
     {"versions of symbols that are needed", "For a dynamic linker.", "glibc: elf/elf.h"}},
    {0x6fffffff, "SHT_GNU_versym", {"version of each symbol", "For a dynamic linker.", "glibc: elf/elf.h"}},
    {0x70000001,
     "SHT_X86_64_UNWIND",
     {"how the stack is unwound", "For exceptions and debuggers.", "glibc: elf/elf.h"}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_flag section_flags[] = {
    {0, 0, "SHF_WRITE", {"is written while the program runs", "Data that changes.", SECTIONS}, 0},
    {1,
     1,
     "SHF_ALLOC",
     {"takes memory while the program runs", "Clear in what only linkers and debuggers read.", SECTIONS},
     0},
    {2, 2, "SHF_EXECINSTR", {"holds instructions", "Its bytes are code.", SECTIONS}, 0},
    {3, 3, "reserved[3]", {"bit 3, which is not defined", "Shown only where it is set.", SECTIONS}, 1},
    {4,
     11,
     "LINKER",
     {"bits 11:4, for linkers",
      "SHF_MERGE (4), SHF_STRINGS (5), SHF_INFO_LINK (6), SHF_LINK_ORDER (7), SHF_OS_NONCONFORMING (8), SHF_GROUP (9), "
      "SHF_TLS (10), SHF_COMPRESSED (11): how sections are joined, and how their contents are kept.",
      SECTIONS},
     0},
    {12,
     19,
     "reserved[19:12]",
     {"bits 19:12, which are not defined", "Shown only where one of them is set.", SECTIONS},
     1},
    {20,
     31,
     "SHF_MASK",
     {"flags of an operating system (27:20) or a processor (31:28)",
      "GNU keeps sections that nothing refers to by bit 21.", SECTIONS "; glibc: elf/elf.h"},
     0},
    {0, 0, NULL, {.summary = NULL}, 0},
};

#define SECTION_FIELDS(class, width, flags_type, size_type)                                                         \
    {WORD("sh_name", class, 0, TDXP_ROLE_SIZE),                                                                     \
     .doc = {"where the name is, in bytes from the start of the section with the names",                            \
             "e_shstrndx says which that is.", SECTIONS}},                                                          \
        {WORD("sh_type", class, 4, TDXP_ROLE_ENUM), .choices = section_types,                                       \
         .doc = {"what the section holds", "Tells a reader how to read its bytes.", SECTIONS}},                     \
        {FIELD("sh_flags", class, flags_type, 8, width, TDXP_ROLE_FLAGS), .flags = section_flags,                   \
         .doc = {"how the section is used", "Tells code from data, and what is in memory while the program runs.",  \
                 SECTIONS}},                                                                                        \
        {FIELD("sh_addr", class, Addr, 8 + (width), width, TDXP_ROLE_NUMBER),                                       \
         .doc = {"virtual address of the section", "0 where it is not loaded.", SECTIONS}},                         \
        {FIELD("sh_offset", class, Off, 8 + 2 * (width), width, TDXP_ROLE_SIZE),                                    \
         .doc = {"where the section's bytes are, from the start of the ELF file", "Following it leads there.",      \
                 SECTIONS}},                                                                                        \
        {FIELD("sh_size", class, size_type, 8 + 3 * (width), width, TDXP_ROLE_SIZE),                                \
         .doc = {"size of the section in bytes", "In the file, or of SHT_NOBITS in memory.", SECTIONS}},            \
        {WORD("sh_link", class, 8 + 4 * (width), TDXP_ROLE_COUNT),                                                  \
         .doc = {"index of a section that belongs to this one", "Of symbols, for instance, that with their names.", \
                 SECTIONS}},                                                                                        \
        {WORD("sh_info", class, 12 + 4 * (width), TDXP_ROLE_NUMBER),                                                \
         .doc = {"a number whose meaning depends on the type",                                                      \
                 "Of relocations, for instance, the section that they correct.", SECTIONS}},                        \
        {FIELD("sh_addralign", class, size_type, 16 + 4 * (width), width, TDXP_ROLE_SIZE),                          \
         .doc = {"alignment of the section", "0 and 1 mean none.", SECTIONS}},                                      \
    {                                                                                                               \
        FIELD("sh_entsize", class, size_type, 16 + 5 * (width), width, TDXP_ROLE_SIZE), .doc = {                    \
            "size of an entry, where the section is a table",                                                       \
            "0 where it is none.",                                                                                  \
            SECTIONS                                                                                                \
        }                                                                                                           \
    }

static const struct tdxp_field section32_fields[] = {SECTION_FIELDS(Elf32, 4, Word, Word), {.name = NULL}};
static const struct tdxp_field section64_fields[] = {SECTION_FIELDS(Elf64, 8, Xword, Xword), {.name = NULL}};

#define SECTION_DOC                                                          \
    {                                                                        \
        "what a linker or debugger calls a part of the file",                \
            "One entry of the section header table. A loader needs none of " \
            "them.",                                                         \
            SECTIONS                                                         \
    }

const struct tdxp_format elf_format_section32 = {
    .name = "Section header", .size = 40, .fields = section32_fields, .doc = SECTION_DOC};
const struct tdxp_format elf_format_section64 = {
    .name = "Section header", .size = 64, .fields = section64_fields, .doc = SECTION_DOC};
