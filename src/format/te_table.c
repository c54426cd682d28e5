/* TE images as a table: what each field of the header is. */
#include <stddef.h>

#include "format/program.h"

#define TE "PI specification vol. 1, 15"
#define TE_SOURCE TE "; tianocore/edk2:MdePkg/Include/IndustryStandard/PeImage.h"

const struct tdxp_doc te_doc_file = {
    "a PE image whose headers have been cut down to 40 bytes",
    "The PI specification's terse executable (TE), for the phases of the firmware that run from flash memory and have to "
    "save space. It is made of a PE image: the headers in front are taken away and this header is put in their place. "
    "All addresses in the image stay as they were, so that a reader subtracts from each what was taken away, less the 40 "
    "bytes of this header.",
    TE};

static const struct tdxp_choice machines[] = {
    {0x14c, "I386", {"32-bit x86", "Code for protected mode.", TE_SOURCE}},
    {0x8664, "AMD64", {"64-bit x86 (x64)", "Code for long mode.", TE_SOURCE}},
    {0x1c2, "THUMB", {"32-bit ARM", "Not for x86 machines.", TE_SOURCE}},
    {0xaa64, "ARM64", {"64-bit ARM (AArch64)", "Not for x86 machines.", TE_SOURCE}},
    {0x5064, "RISCV64", {"64-bit RISC-V", "Not for x86 machines.", TE_SOURCE}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_choice subsystems[] = {
    {0, "UNKNOWN", {"not known", "The image does not say what it is.", TE_SOURCE}},
    {10, "EFI_APPLICATION", {"an EFI application", "Rare in this format.", TE_SOURCE}},
    {11,
     "EFI_BOOT_SERVICE_DRIVER",
     {"what runs until the operating system takes over", "edk2 builds SEC and PEI code with this value.", TE_SOURCE}},
    {12,
     "EFI_RUNTIME_DRIVER",
     {"an EFI driver that lives on beside the operating system", "Rare in this format.", TE_SOURCE}},
    {13, "SAL_RUNTIME_DRIVER", {"a driver of Itanium's abstraction layer", "Rare in this format.", TE_SOURCE}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_field fields[] = {
    {.name = "Signature",
     .type_name = "CHAR8[2]",
     .offset = 0,
     .size = 2,
     .type = TDXP_TYPE_CHAR8,
     .doc = {"marks a TE image: \"VZ\"", "It stands where a PE image has \"MZ\".", TE_SOURCE}},
    {.name = "Machine",
     .type_name = "UINT16",
     .offset = 2,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = machines,
     .doc = {"the processor that the image is for", "From the PE image's file header.", TE_SOURCE}},
    {.name = "NumberOfSections",
     .type_name = "UINT8",
     .offset = 4,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"how many section headers follow this header", "Each has 40 bytes, as in a PE image.", TE_SOURCE}},
    {.name = "Subsystem",
     .type_name = "UINT8",
     .offset = 5,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = subsystems,
     .doc = {"what the image is to run in", "From the PE image's optional header.", TE_SOURCE}},
    {.name = "StrippedSize",
     .type_name = "UINT16",
     .offset = 6,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc =
         {"how many bytes of headers were taken away",
          "A byte that had offset X in the PE image has offset X - StrippedSize + 40 here. It holds for offsets in the "
          "file and for addresses alike.",
          TE_SOURCE}},
    {.name = "AddressOfEntryPoint",
     .type_name = "UINT32",
     .offset = 8,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"where the program begins: an RVA of the PE image",
             "Following it leads to the byte, with what was stripped taken into account.", TE_SOURCE}},
    {.name = "BaseOfCode",
     .type_name = "UINT32",
     .offset = 12,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"where the code begins: an RVA of the PE image", "From the PE image's optional header.", TE_SOURCE}},
    {.name = "ImageBase",
     .type_name = "UINT64",
     .offset = 16,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"the address that the PE image was linked for",
             "The first byte of this header lies at ImageBase + StrippedSize - 40 where the image runs in place.",
             TE_SOURCE}},
    {.name = NULL},
};

const struct tdxp_format te_format_header = {
    .name = "TE header",
    .size = 24,
    .fields = fields,
    .doc = {"what is left of a PE image's headers",
            "Two data directories follow, base relocations and debug, and then the section headers.", TE_SOURCE},
};
