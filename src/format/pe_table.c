/* PE/COFF images as tables: what each header, field, flag and data directory is. */
#include <stddef.h>

#include "format/program.h"

#define PE "Microsoft PE Format, "
#define EDK2 "; tianocore/edk2:MdePkg/Include/IndustryStandard/PeImage.h"
#define LOADER "; tianocore/edk2:MdePkg/Library/BasePeCoffLib/BasePeCoff.c"

const struct tdxp_doc pe_doc_file = {
    "a program in the format of Windows, which UEFI has taken over",
    "Firmware drivers, boot loaders and Linux kernels come as PE images. Headers say which processor the program is for, "
    "where it wants to be loaded, where it begins, and what its sections are; the sections hold code and data. Addresses "
    "in it are relative to the place where the image is loaded (RVA: relative virtual address); a loader that puts the "
    "image elsewhere than it was linked for corrects the code by its base relocations.",
    "UEFI specification 2.10, 2.1.1; Microsoft PE Format"};

const struct tdxp_doc pe_doc_dos_stub = {
    "a small program for MS-DOS",
    "MS-DOS would run it in place of the image, to say that it cannot run the image. A Linux kernel keeps code here that "
    "says the same where somebody boots it from a floppy disk. Nothing else looks at it.",
    PE "MS-DOS Stub"};

const struct tdxp_doc pe_doc_section = {
    "the bytes of a section of the image",
    "A loader copies them to the section's VirtualAddress, counted from where it puts the image, and fills up to "
    "VirtualSize with zeros. Firmware that runs from where it lies, as the SEC phase does, is not copied at all: its "
    "sections then lie in the file as they would in memory.",
    PE "Section Data"};

const struct tdxp_doc pe_doc_certificates = {
    "the signatures of the image",
    "Secure Boot looks here for the certificates with which the image is signed (Authenticode). They are no part of what "
    "is loaded, and the digest that they sign leaves them out.",
    PE "The Attribute Certificate Table; UEFI specification 2.10, 32.2.3"};

const struct tdxp_doc pe_doc_rest_of_optional = {
    "bytes of the optional header that its fields do not account for",
    "SizeOfOptionalHeader counts more bytes than the fields and data directories take. The section table begins behind "
    "them.",
    PE "Optional Header"};

/* ---- DOS header ---- */

static const struct tdxp_field dos_fields[] = {
    {.name = "e_magic",
     .type_name = "CHAR8[2]",
     .offset = 0,
     .size = 2,
     .type = TDXP_TYPE_CHAR8,
     .doc = {"marks a program that MS-DOS would run: \"MZ\"",
             "The format keeps the header of an MS-DOS program in front. All that matters of it today are these two "
             "characters and e_lfanew.",
             PE "MS-DOS Stub" EDK2}},
    {.name = "e_cblp..e_res2",
     .type_name = "UINT8[58]",
     .offset = 2,
     .size = 58,
     .type = TDXP_TYPE_BYTES,
     .doc = {"what only MS-DOS reads",
             "Sizes, registers and a checksum of the MS-DOS program, and reserved words. Firmware ignores them; edk2's "
             "tools leave them zero. In a Linux kernel they are code.",
             "tianocore/edk2:MdePkg/Include/IndustryStandard/PeImage.h"}},
    {.name = "e_lfanew",
     .type_name = "UINT32",
     .offset = 60,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"where the PE signature is, in bytes from the start of the image",
             "A loader goes there and expects the characters PE and two zero bytes.", PE "MS-DOS Stub" EDK2}},
    {.name = NULL},
};

const struct tdxp_format pe_format_dos = {
    .name = "DOS header",
    .size = 64,
    .fields = dos_fields,
    .doc =
        {"the header of an MS-DOS program, kept in front of the image",
         "Old systems recognise an executable by it. Its last field leads to the real header. Firmware also takes images "
         "without it, which begin with the PE signature.",
         PE "MS-DOS Stub"},
};

/* ---- COFF file header, with the signature before it ---- */

static const struct tdxp_choice machines[] = {
    {0x14c,
     "I386",
     {"32-bit x86",
      "Code for protected mode. In firmware for 64-bit machines, what runs before long mode is switched on.",
      PE "Machine Types"}},
    {0x8664,
     "AMD64",
     {"64-bit x86 (x64)", "Code for long mode, the usual one for firmware of confidential VMs.", PE "Machine Types"}},
    {0xebc,
     "EBC",
     {"EFI byte code", "Runs in an interpreter of the firmware, whatever the processor.", PE "Machine Types"}},
    {0x1c2, "THUMB", {"32-bit ARM, Thumb instructions", "Not for x86 machines.", PE "Machine Types"}},
    {0x1c4, "ARMNT", {"32-bit ARM, Thumb-2 instructions", "Not for x86 machines.", PE "Machine Types"}},
    {0xaa64, "ARM64", {"64-bit ARM (AArch64)", "Not for x86 machines.", PE "Machine Types"}},
    {0x200, "IA64", {"Intel Itanium", "Not for x86 machines, in spite of the maker.", PE "Machine Types"}},
    {0x5032, "RISCV32", {"32-bit RISC-V", "Not for x86 machines.", PE "Machine Types"}},
    {0x5064, "RISCV64", {"64-bit RISC-V", "Not for x86 machines.", PE "Machine Types"}},
    {0, NULL, {.summary = NULL}},
};

#define CHARACTERISTICS PE "Characteristics"

static const struct tdxp_flag file_flags[] = {
    {0,
     0,
     "RELOCS_STRIPPED",
     {"the image has no base relocations",
      "It runs only at the address that it was linked for, ImageBase. A loader that cannot give it that address refuses "
      "it. Images for UEFI leave the bit clear.",
      CHARACTERISTICS LOADER},
     0},
    {1,
     1,
     "EXECUTABLE_IMAGE",
     {"the image can be run", "Clear in an object file, or where the linker met an error.", CHARACTERISTICS},
     0},
    {2,
     2,
     "LINE_NUMS_STRIPPED",
     {"COFF line numbers have been removed", "They are a thing of the past, and so is the bit.", CHARACTERISTICS},
     0},
    {3,
     3,
     "LOCAL_SYMS_STRIPPED",
     {"COFF symbols have been removed", "They are a thing of the past, and so is the bit.", CHARACTERISTICS},
     0},
    {4,
     4,
     "AGGRESSIVE_WS_TRIM",
     {"the image's memory was to be trimmed early", "Obsolete; must be clear.", CHARACTERISTICS},
     0},
    {5,
     5,
     "LARGE_ADDRESS_AWARE",
     {"the image can handle addresses above 2 GiB", "Linkers set it for every 64-bit image.", CHARACTERISTICS},
     0},
    {6, 6, "reserved[6]", {"bit 6, which is reserved", "Shown only where it is set.", CHARACTERISTICS}, 1},
    {7, 7, "BYTES_REVERSED_LO", {"little-endian", "Deprecated; should be clear.", CHARACTERISTICS}, 0},
    {8, 8, "32BIT_MACHINE", {"for a machine with 32-bit words", "Set in PE32 images.", CHARACTERISTICS}, 0},
    {9,
     9,
     "DEBUG_STRIPPED",
     {"debugging information has been removed", "It may be kept in a file beside the image.", CHARACTERISTICS},
     0},
    {10,
     11,
     "RUN_FROM_SWAP",
     {"how Windows treats an image on removable media (bit 10) or a network (bit 11)",
      "Copy the image to the swap file first. Means nothing in firmware.", CHARACTERISTICS},
     0},
    {12, 12, "SYSTEM", {"a system file", "Not a program of a user.", CHARACTERISTICS}, 0},
    {13,
     13,
     "DLL",
     {"a dynamic-link library", "It is loaded by programs and cannot be run itself. EFI drivers often bear the bit.",
      CHARACTERISTICS},
     0},
    {14, 14, "UP_SYSTEM_ONLY", {"for machines with one processor", "Means nothing in firmware.", CHARACTERISTICS}, 0},
    {15, 15, "BYTES_REVERSED_HI", {"big-endian", "Deprecated; should be clear.", CHARACTERISTICS}, 0},
    {0, 0, NULL, {.summary = NULL}, 0},
};

#define FILE_HEADER PE "COFF File Header"

static const struct tdxp_field file_fields[] = {
    {.name = "Signature",
     .type_name = "CHAR8[4]",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_CHAR8,
     .doc = {"marks a PE image: \"PE\" and two zero bytes", "The COFF file header follows it at once.",
             PE "Signature"}},
    {.name = "Machine",
     .type_name = "UINT16",
     .offset = 4,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = machines,
     .doc = {"the processor that the image is for",
             "Firmware loads only what its processor can run. td-shim takes x64 images alone.",
             PE "Machine Types; confidential-containers/td-shim:td-loader/src/pe.rs"}},
    {.name = "NumberOfSections",
     .type_name = "UINT16",
     .offset = 6,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"how many section headers follow the optional header", "Each has 40 bytes. Windows takes at most 96.",
             FILE_HEADER}},
    {.name = "TimeDateStamp",
     .type_name = "UINT32",
     .offset = 8,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"when the image was made, in seconds since 1970",
             "Builds that are to be reproducible put 0 or a digest here.", FILE_HEADER}},
    {.name = "PointerToSymbolTable",
     .type_name = "UINT32",
     .offset = 12,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"where the COFF symbol table is; 0 for none",
             "In bytes from the start of the image. Images should have none any more.", FILE_HEADER}},
    {.name = "NumberOfSymbols",
     .type_name = "UINT32",
     .offset = 16,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"how many symbols the COFF symbol table has", "Images should have none any more.", FILE_HEADER}},
    {.name = "SizeOfOptionalHeader",
     .type_name = "UINT16",
     .offset = 20,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the optional header in bytes, its data directories included",
             "The section table begins behind it: there is no other pointer to the table.", FILE_HEADER}},
    {.name = "Characteristics",
     .type_name = "UINT16",
     .offset = 22,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = file_flags,
     .doc = {"what kind of file this is", "Of these bits, firmware looks at RELOCS_STRIPPED alone.",
             CHARACTERISTICS LOADER}},
    {.name = NULL},
};

const struct tdxp_format pe_format_file = {
    .name = "File header",
    .size = 24,
    .fields = file_fields,
    .doc = {"the PE signature and the COFF file header",
            "Says which processor the image is for, how many sections it has and how long the header that follows is.",
            FILE_HEADER EDK2},
};

/* ---- optional header ---- */

static const struct tdxp_choice magics[] = {
    {0x10b,
     "PE32",
     {"addresses have 32 bits", "The header has BaseOfData, and ImageBase and sizes of 4 bytes.",
      PE "Optional Header"}},
    {0x20b,
     "PE32+",
     {"addresses have 64 bits", "ImageBase and the sizes of stack and heap have 8 bytes.", PE "Optional Header"}},
    {0x107, "ROM", {"an image for read-only memory", "An old kind that firmware does not load.", PE "Optional Header"}},
    {0, NULL, {.summary = NULL}},
};

#define SUBSYSTEM PE "Windows Subsystem"

static const struct tdxp_choice subsystems[] = {
    {0, "UNKNOWN", {"not known", "The image does not say what it needs.", SUBSYSTEM}},
    {1, "NATIVE", {"none: a driver of Windows", "Runs in the kernel of Windows.", SUBSYSTEM}},
    {2, "WINDOWS_GUI", {"windows of Windows", "A program with a graphical interface.", SUBSYSTEM}},
    {3, "WINDOWS_CUI", {"a console of Windows", "A program with a text interface.", SUBSYSTEM}},
    {5, "OS2_CUI", {"a console of OS/2", "A thing of the past.", SUBSYSTEM}},
    {7, "POSIX_CUI", {"a console of the POSIX subsystem", "A thing of the past.", SUBSYSTEM}},
    {8, "NATIVE_WINDOWS", {"none: a driver of Windows 9x", "A thing of the past.", SUBSYSTEM}},
    {9, "WINDOWS_CE_GUI", {"windows of Windows CE", "A thing of the past.", SUBSYSTEM}},
    {10,
     "EFI_APPLICATION",
     {"an EFI application",
      "Boot loaders and Linux kernels are applications: when one returns, its memory is freed. Its code and data lie in "
      "memory of type EfiLoaderCode and EfiLoaderData.",
      SUBSYSTEM "; UEFI specification 2.10, 2.1.1"}},
    {11,
     "EFI_BOOT_SERVICE_DRIVER",
     {"an EFI driver that lives until the operating system takes over",
      "It stays in memory when its entry point returns, and is gone after ExitBootServices. edk2 builds SEC, PEI and DXE "
      "cores with this value as well.",
      SUBSYSTEM "; UEFI specification 2.10, 2.1.1"}},
    {12,
     "EFI_RUNTIME_DRIVER",
     {"an EFI driver that lives on beside the operating system",
      "It serves calls of the running system, such as those that read and write variables.",
      SUBSYSTEM "; UEFI specification 2.10, 2.1.1"}},
    {13,
     "EFI_ROM",
     {"an EFI image for read-only memory", "The PI specification calls it a SAL runtime driver.", SUBSYSTEM EDK2}},
    {14, "XBOX", {"an Xbox", "Not for firmware.", SUBSYSTEM}},
    {16,
     "WINDOWS_BOOT_APPLICATION",
     {"a boot application of Windows", "Started by the boot manager of Windows.", SUBSYSTEM}},
    {0, NULL, {.summary = NULL}},
};

#define DLL PE "DLL Characteristics"

static const struct tdxp_flag dll_flags[] = {
    {0, 3, "reserved[3:0]", {"bits 3:0, which must be 0", "Shown only where one of them is set.", DLL}, 1},
    {4, 4, "reserved[4]", {"bit 4, which is not defined", "Shown only where it is set.", DLL}, 1},
    {5, 5, "HIGH_ENTROPY_VA", {"can be placed anywhere in 64 bits", "For address randomisation in Windows.", DLL}, 0},
    {6, 6, "DYNAMIC_BASE", {"can be relocated when it is loaded", "For address randomisation in Windows.", DLL}, 0},
    {7, 7, "FORCE_INTEGRITY", {"its signature must be checked", "Windows enforces it.", DLL}, 0},
    {8,
     8,
     "NX_COMPAT",
     {"does not execute data",
      "The image never runs code from memory that it also writes, so that firmware may give it pages that are one or the "
      "other.",
      DLL},
     0},
    {9, 9, "NO_ISOLATION", {"is not to be isolated", "Means nothing in firmware.", DLL}, 0},
    {10, 10, "NO_SEH", {"has no structured exception handlers", "Means nothing in firmware.", DLL}, 0},
    {11, 11, "NO_BIND", {"is not to be bound", "Means nothing in firmware.", DLL}, 0},
    {12, 12, "APPCONTAINER", {"must run in an AppContainer", "Means nothing in firmware.", DLL}, 0},
    {13, 13, "WDM_DRIVER", {"a WDM driver", "Means nothing in firmware.", DLL}, 0},
    {14, 14, "GUARD_CF", {"supports Control Flow Guard", "Means nothing in firmware.", DLL}, 0},
    {15, 15, "TERMINAL_SERVER_AWARE", {"knows of terminal servers", "Means nothing in firmware.", DLL}, 0},
    {0, 0, NULL, {.summary = NULL}, 0},
};

#define STANDARD PE "Optional Header Standard Fields"
#define WINDOWS PE "Optional Header Windows-Specific Fields"

/* Fields that both kinds of optional header have; type and place are given where they differ. */
#define U16(at, field_name, r) \
    .name = (field_name), .type_name = "UINT16", .offset = (at), .size = 2, .type = TDXP_TYPE_UINT, .role = (r)
#define U32(at, field_name, r) \
    .name = (field_name), .type_name = "UINT32", .offset = (at), .size = 4, .type = TDXP_TYPE_UINT, .role = (r)
#define U8(at, field_name, r) \
    .name = (field_name), .type_name = "UINT8", .offset = (at), .size = 1, .type = TDXP_TYPE_UINT, .role = (r)
#define WORD(at, width, field_name, r)                                                                      \
    .name = (field_name), .type_name = (width) == 8 ? "UINT64" : "UINT32", .offset = (at), .size = (width), \
    .type = TDXP_TYPE_UINT, .role = (r)

/* Bytes 0 to 23 of both kinds. */
#define STANDARD_FIELDS                                                                                                     \
    {U16(0, "Magic", TDXP_ROLE_ENUM), .choices = magics,                                                                    \
     .doc = {"whether addresses have 32 or 64 bits", "Decides which fields follow, and where.", STANDARD}},                 \
        {U8(2, "MajorLinkerVersion", TDXP_ROLE_COUNT),                                                                      \
         .doc = {"version of the linker, first part", "Nobody depends on it.", STANDARD}},                                  \
        {U8(3, "MinorLinkerVersion", TDXP_ROLE_COUNT),                                                                      \
         .doc = {"version of the linker, second part", "Nobody depends on it.", STANDARD}},                                 \
        {U32(4, "SizeOfCode", TDXP_ROLE_SIZE),                                                                              \
         .doc = {"size of all code sections together", "In bytes. A loader does not need it.", STANDARD}},                  \
        {U32(8, "SizeOfInitializedData", TDXP_ROLE_SIZE),                                                                   \
         .doc = {"size of all sections with data together", "In bytes. A loader does not need it.", STANDARD}},             \
        {U32(12, "SizeOfUninitializedData", TDXP_ROLE_SIZE),                                                                \
         .doc = {"size of all sections that begin as zeros together", "In bytes. A loader does not need it.",               \
                 STANDARD}},                                                                                                \
        {U32(16, "AddressOfEntryPoint", TDXP_ROLE_NUMBER),                                                                  \
         .doc = {                                                                                                           \
             "where the program begins: an RVA",                                                                            \
             "Once the image is loaded and relocated, the processor is sent to this address, counted from where the image " \
             "was put. Following it leads to the byte of the file that is loaded there.",                                   \
             STANDARD}},                                                                                                    \
    {                                                                                                                       \
        U32(20, "BaseOfCode", TDXP_ROLE_NUMBER), .doc = {                                                                   \
            "where the code begins: an RVA",                                                                                \
            "The lowest address of a code section.",                                                                        \
            STANDARD                                                                                                        \
        }                                                                                                                   \
    }

/* Bytes 32 to 71 of both kinds. */
#define WINDOWS_FIELDS                                                                                                     \
    {U32(32, "SectionAlignment", TDXP_ROLE_SIZE),                                                                          \
     .doc = {"sections begin at multiples of this in memory",                                                              \
             "In bytes. Where it is less than a page, code and data cannot be given different access rights.",             \
             WINDOWS}},                                                                                                    \
        {U32(36, "FileAlignment", TDXP_ROLE_SIZE),                                                                         \
         .doc = {"sections begin at multiples of this in the file",                                                        \
                 "In bytes; a power of two from 512 for Windows, often 0x20 or 0x40 in firmware.", WINDOWS}},              \
        {U16(40, "MajorOperatingSystemVersion", TDXP_ROLE_COUNT),                                                          \
         .doc = {"version of the system that is needed, first part", "Firmware ignores it.", WINDOWS}},                    \
        {U16(42, "MinorOperatingSystemVersion", TDXP_ROLE_COUNT),                                                          \
         .doc = {"version of the system that is needed, second part", "Firmware ignores it.", WINDOWS}},                   \
        {U16(44, "MajorImageVersion", TDXP_ROLE_COUNT),                                                                    \
         .doc = {"version of the image, first part",                                                                       \
                 "The maker's own; Linux kernels with an EFI stub keep the version of its "                                \
                 "interface here.",                                                                                        \
                 WINDOWS "; torvalds/linux:arch/x86/boot/header.S"}},                                                      \
        {U16(46, "MinorImageVersion", TDXP_ROLE_COUNT),                                                                    \
         .doc = {"version of the image, second part", "The maker's own.", WINDOWS}},                                       \
        {U16(48, "MajorSubsystemVersion", TDXP_ROLE_COUNT),                                                                \
         .doc = {"version of the subsystem that is needed, first part", "Firmware ignores it.", WINDOWS}},                 \
        {U16(50, "MinorSubsystemVersion", TDXP_ROLE_COUNT),                                                                \
         .doc = {"version of the subsystem that is needed, second part", "Firmware ignores it.", WINDOWS}},                \
        {U32(52, "Win32VersionValue", TDXP_ROLE_NUMBER),                                                                   \
         .doc = {"reserved, must be 0", "Firmware ignores it.", WINDOWS}},                                                 \
        {U32(56, "SizeOfImage", TDXP_ROLE_SIZE),                                                                           \
         .doc =                                                                                                            \
             {"size of the image in memory, headers included",                                                             \
              "A loader sets aside this many bytes. A section that reaches past it makes edk2's loader refuse the image.", \
              WINDOWS LOADER}},                                                                                            \
        {U32(60, "SizeOfHeaders", TDXP_ROLE_SIZE),                                                                         \
         .doc = {"size of everything before the first section",                                                            \
                 "These bytes are copied to the start of the image in memory as they stand.", WINDOWS LOADER}},            \
        {U32(64, "CheckSum", TDXP_ROLE_NUMBER),                                                                            \
         .doc =                                                                                                            \
             {"checksum of the image; 0 for none",                                                                         \
              "Windows checks it in drivers. Firmware ignores it, and the digest that Secure Boot signs leaves it out.",   \
              WINDOWS}},                                                                                                   \
        {U16(68, "Subsystem", TDXP_ROLE_ENUM), .choices = subsystems,                                                      \
         .doc = {                                                                                                          \
             "what the image is to run in",                                                                                \
             "For UEFI it tells applications from drivers, and with that which type of memory the image is put into.",     \
             SUBSYSTEM "; UEFI specification 2.10, 2.1.1"}},                                                               \
    {                                                                                                                      \
        U16(70, "DllCharacteristics", TDXP_ROLE_FLAGS), .flags = dll_flags, .doc = {                                       \
            "what the image can do without",                                                                               \
            "Of these bits, firmware knows NX_COMPAT alone.",                                                              \
            DLL                                                                                                            \
        }                                                                                                                  \
    }

/* From 72 on, with fields of width bytes. */
#define MEMORY_FIELDS(width)                                                                                              \
    {WORD(72, width, "SizeOfStackReserve", TDXP_ROLE_SIZE),                                                               \
     .doc = {"size of the stack that is set aside", "Firmware ignores it: an image runs on the stack that there is.",     \
             WINDOWS}},                                                                                                   \
        {WORD(72 + (width), width, "SizeOfStackCommit", TDXP_ROLE_SIZE),                                                  \
         .doc = {"size of the stack that is there from the start", "Firmware ignores it.", WINDOWS}},                     \
        {WORD(72 + 2 * (width), width, "SizeOfHeapReserve", TDXP_ROLE_SIZE),                                              \
         .doc = {"size of the heap that is set aside", "Firmware ignores it.", WINDOWS}},                                 \
        {WORD(72 + 3 * (width), width, "SizeOfHeapCommit", TDXP_ROLE_SIZE),                                               \
         .doc = {"size of the heap that is there from the start", "Firmware ignores it.", WINDOWS}},                      \
        {U32(72 + 4 * (width), "LoaderFlags", TDXP_ROLE_NUMBER),                                                          \
         .doc = {"reserved, must be 0", "Firmware ignores it.", WINDOWS}},                                                \
    {                                                                                                                     \
        U32(76 + 4 * (width), "NumberOfRvaAndSizes", TDXP_ROLE_COUNT), .doc =                                             \
        { "how many data directories follow",                                                                             \
          "Each has 8 bytes, and the place in the row says what it is: entry 5, for instance, are the base relocations. " \
          "There are 16 with a meaning; edk2's loader refuses an image with more.",                                       \
          WINDOWS LOADER }                                                                                                \
    }

#define IMAGE_BASE(at, width)                                                                                             \
    {                                                                                                                     \
        WORD(at, width, "ImageBase", TDXP_ROLE_NUMBER), .doc =                                                            \
        { "the address that the image was linked for",                                                                    \
          "Put there, it needs no relocation. edk2's build relocates SEC and PEI code beforehand to the place where the " \
          "volume lies in memory, so that there this is the guest-physical address of the image's first byte.",           \
          WINDOWS }                                                                                                       \
    }

static const struct tdxp_field optional32_fields[] = {
    STANDARD_FIELDS,
    {U32(24, "BaseOfData", TDXP_ROLE_NUMBER),
     .doc = {"where the data begins: an RVA", "Only PE32 has it. A loader does not need it.", STANDARD}},
    IMAGE_BASE(28, 4),
    WINDOWS_FIELDS,
    MEMORY_FIELDS(4),
    {.name = NULL},
};

static const struct tdxp_field optional64_fields[] = {
    STANDARD_FIELDS, IMAGE_BASE(24, 8), WINDOWS_FIELDS, MEMORY_FIELDS(8), {.name = NULL},
};

#define OPTIONAL_DOC                                                                                                          \
    {                                                                                                                         \
        "what a loader needs to know",                                                                                        \
            "Not optional in an image in spite of its name: object files are those that lack it. Entry point, base address, " \
            "alignments and sizes, and the data directories, which lead to tables such as the base relocations.",             \
            PE "Optional Header" EDK2                                                                                         \
    }

const struct tdxp_format pe_format_optional32 = {
    .name = "Optional header", .size = 96, .fields = optional32_fields, .doc = OPTIONAL_DOC};
const struct tdxp_format pe_format_optional64 = {
    .name = "Optional header", .size = 112, .fields = optional64_fields, .doc = OPTIONAL_DOC};

/* ---- data directories ---- */

#define DIRECTORIES PE "Optional Header Data Directories"

static const struct tdxp_field directory_fields[] = {
    {U32(0, "VirtualAddress", TDXP_ROLE_NUMBER),
     .doc =
         {"where the table is: an RVA",
          "Counted from where the image is loaded; of the certificate table alone an offset in the file. Following it "
          "leads to the bytes of the file that are loaded there.",
          DIRECTORIES}},
    {U32(4, "Size", TDXP_ROLE_SIZE),
     .doc = {"size of the table in bytes", "0 where there is no such table.", DIRECTORIES}},
    {.name = NULL},
};

const struct tdxp_format pe_format_directory = {
    .name = "Data directory",
    .size = 8,
    .fields = directory_fields,
    .doc = {"where a table of the image is", "Its place in the row says which table it is.", DIRECTORIES EDK2},
};

const struct pe_directory pe_directories[PE_DIRECTORIES] = {
    {"Export Table", {"what the image offers to others by name", "UEFI images export nothing.", DIRECTORIES}},
    {"Import Table",
     {"what the image wants of others by name",
      "UEFI images import nothing: they find services through "
      "the system table.",
      DIRECTORIES}},
    {"Resource Table",
     {"strings, pictures and other resources",
      "UEFI drivers keep the texts and forms of their set-up pages (HII) here.", DIRECTORIES}},
    {"Exception Table", {"how the stack is unwound", "For debuggers; firmware does not need it.", DIRECTORIES}},
    {"Certificate Table",
     {"the signatures of the image",
      "What Secure Boot checks. The only directory whose address is an offset in the file, for "
      "signatures are not loaded.",
      DIRECTORIES}},
    {"Base Relocation Table",
     {"where the code must be corrected when the image is moved",
      "A list of the places that hold absolute addresses. A loader that does not put the image at ImageBase adds the "
      "difference to each.",
      DIRECTORIES LOADER}},
    {"Debug",
     {"where debugging information is", "edk2 keeps the name of the file with the symbols here.", DIRECTORIES}},
    {"Architecture", {"reserved, must be 0", "PeImage.h calls it copyright.", DIRECTORIES EDK2}},
    {"Global Ptr", {"the value of the global pointer register", "Not used on x86.", DIRECTORIES}},
    {"TLS Table", {"storage of its own for each thread", "Means nothing in firmware.", DIRECTORIES}},
    {"Load Config Table", {"settings for the loader of Windows", "Means nothing in firmware.", DIRECTORIES}},
    {"Bound Import", {"addresses of imports, found beforehand", "Means nothing in firmware.", DIRECTORIES}},
    {"IAT", {"the table in which addresses of imports are put", "Means nothing in firmware.", DIRECTORIES}},
    {"Delay Import Descriptor",
     {"imports that are found when they are first used", "Means nothing in firmware.", DIRECTORIES}},
    {"CLR Runtime Header", {"what .NET needs to know", "Means nothing in firmware.", DIRECTORIES}},
    {"Reserved", {"reserved, must be 0", "The last of the directories that have a place.", DIRECTORIES}},
};

/* ---- section headers ---- */

#define SECTION PE "Section Table"
#define SECTION_FLAGS PE "Section Flags"

static const struct tdxp_flag section_flags[] = {
    {0, 2, "reserved[2:0]", {"bits 2:0, which are reserved", "Shown only where one of them is set.", SECTION_FLAGS}, 1},
    {3, 3, "TYPE_NO_PAD", {"not padded to the next boundary", "Obsolete, and for object files.", SECTION_FLAGS}, 0},
    {4, 4, "reserved[4]", {"bit 4, which is reserved", "Shown only where it is set.", SECTION_FLAGS}, 1},
    {5, 5, "CNT_CODE", {"holds code", "As the compiler says; MEM_EXECUTE is what counts in memory.", SECTION_FLAGS}, 0},
    {6, 6, "CNT_INITIALIZED_DATA", {"holds data", "Bytes that are in the file.", SECTION_FLAGS}, 0},
    {7,
     7,
     "CNT_UNINITIALIZED_DATA",
     {"holds data that begins as zeros", "There are no bytes of it in the file.", SECTION_FLAGS},
     0},
    {8,
     19,
     "OBJECT_FILE",
     {"bits 19:8, most of which are for object files alone",
      "LNK_INFO (bit 9), LNK_REMOVE (11) and LNK_COMDAT (12) tell a linker what to do with the section; GPREL (15) means "
      "nothing on x86; the others are reserved.",
      SECTION_FLAGS},
     0},
    {20,
     23,
     "ALIGN",
     {"alignment that an object file wants, as a power of two and one more",
      "For linkers. GNU ld leaves it in images, where it means nothing.", SECTION_FLAGS},
     0},
    {24, 24, "LNK_NRELOC_OVFL", {"has more relocations than 16 bits count", "For object files.", SECTION_FLAGS}, 0},
    {25,
     25,
     "MEM_DISCARDABLE",
     {"is not needed once the image runs", "Set for base relocations, which are used up when the image is loaded.",
      SECTION_FLAGS},
     0},
    {26, 26, "MEM_NOT_CACHED", {"must not be cached", "Means nothing in firmware.", SECTION_FLAGS}, 0},
    {27, 27, "MEM_NOT_PAGED", {"must not be paged out", "Means nothing in firmware.", SECTION_FLAGS}, 0},
    {28, 28, "MEM_SHARED", {"can be shared", "Means nothing in firmware.", SECTION_FLAGS}, 0},
    {29, 29, "MEM_EXECUTE", {"can be executed", "Its bytes are instructions.", SECTION_FLAGS}, 0},
    {30, 30, "MEM_READ", {"can be read", "Set in all sections of firmware.", SECTION_FLAGS}, 0},
    {31,
     31,
     "MEM_WRITE",
     {"can be written", "Firmware that protects memory wants it clear where MEM_EXECUTE is set.", SECTION_FLAGS},
     0},
    {0, 0, NULL, {.summary = NULL}, 0},
};

static const struct tdxp_field section_fields[] = {
    {.name = "Name",
     .type_name = "CHAR8[8]",
     .offset = 0,
     .size = 8,
     .type = TDXP_TYPE_CHAR8,
     .doc =
         {"name of the section, filled up with zeros",
          "By custom: .text is code, .data and .rdata are data, .reloc are the base relocations. A loader does not go by "
          "it, but for td-shim, which finds the relocations by the name .reloc.",
          SECTION "; confidential-containers/td-shim:td-loader/src/pe.rs"}},
    {U32(8, "VirtualSize", TDXP_ROLE_SIZE),
     .doc = {"size of the section in memory", "Where it exceeds SizeOfRawData, the rest is filled with zeros.",
             SECTION}},
    {U32(12, "VirtualAddress", TDXP_ROLE_NUMBER),
     .doc = {"where the section goes: an RVA", "Counted from where the image is loaded.", SECTION}},
    {U32(16, "SizeOfRawData", TDXP_ROLE_SIZE),
     .doc = {"how many bytes of the section are in the file", "Rounded up to FileAlignment.", SECTION}},
    {U32(20, "PointerToRawData", TDXP_ROLE_SIZE),
     .doc = {"where in the file the section's bytes are",
             "Counted from the start of the image; in a TE image from the start of the PE image that it was made of.",
             SECTION "; PI specification vol. 1, 15.4"}},
    {U32(24, "PointerToRelocations", TDXP_ROLE_SIZE),
     .doc = {"where relocations for a linker are; 0 in images", "Base relocations, which loaders use, are elsewhere.",
             SECTION}},
    {U32(28, "PointerToLinenumbers", TDXP_ROLE_SIZE),
     .doc = {"where COFF line numbers are; 0 for none", "Images should have none any more.", SECTION}},
    {U16(32, "NumberOfRelocations", TDXP_ROLE_COUNT),
     .doc = {"how many relocations for a linker there are", "0 in images.", SECTION}},
    {U16(34, "NumberOfLinenumbers", TDXP_ROLE_COUNT),
     .doc = {"how many COFF line numbers there are", "Images should have none any more.", SECTION}},
    {U32(36, "Characteristics", TDXP_ROLE_FLAGS), .flags = section_flags,
     .doc = {"what the section holds and how it may be used", "Tells code from data, and what may be written.",
             SECTION_FLAGS}},
    {.name = NULL},
};

const struct tdxp_format pe_format_section = {
    .name = "Section header",
    .size = 40,
    .fields = section_fields,
    .doc = {"where a section's bytes are, and where they go in memory",
            "Section headers follow the optional header, one behind the other. PE and TE images have the same.",
            SECTION EDK2},
};
