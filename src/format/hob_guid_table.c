/* Hand-off blocks as tables: what GUID extensions hold. */
#include <stddef.h>

#include "format/hob.h"

#define PI "PI specification 1.8 vol. 3, chapter 5, HOB Code Definitions"
#define SPEC "TD-SHIM specification 0.7, GUID Extension HOB definition"
#define CODE "confidential-containers/td-shim:td-shim-interface/src/lib.rs"
#define ACPI "ACPI specification 6.5, 5.2.6, System Description Table Header"
#define E820 "ACPI specification 6.5, 15.1, INT 15H, E820H"

const struct tdxp_doc hob_doc_data = {"data of the block", "What is in it depends on the block's type and GUID.", PI};

static const struct tdxp_field guid_fields[] = {
    {.name = "Name",
     .type_name = "EFI_GUID",
     .offset = 8,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"says what the data behind it is", "Who does not know the GUID passes over the block.", PI}},
    {.name = NULL},
};

const struct tdxp_format hob_format_guid = {
    .name = "EFI_HOB_GUID_TYPE",
    .size = 24,
    .fields = guid_fields,
    .doc = {"anything else; a GUID says what", "The data follows the GUID.", PI}};

/* ---- the kind of payload ---- */

static const struct tdxp_choice image_types[] = {
    {0,
     "PayloadImageTypeExecutablePayload",
     {"an ELF or PE/COFF executable",
      "td-shim finds the entry point in its header, and hands it a list of hand-off blocks of its own.", SPEC}},
    {1,
     "PayloadImageTypeBzImage",
     {"a Linux kernel as bzImage", "Entered 0x200 bytes behind where its 64-bit code was loaded.", SPEC}},
    {2,
     "PayloadImageTypeVmLinux",
     {"a Linux kernel as ELF file",
      "The code of td-shim and Cloud Hypervisor takes 2 for a kernel that the VMM has unpacked already, for which the "
      "specification has 3.",
      SPEC "; " CODE}},
    {3,
     "PayloadImageTypeRawVmLinux",
     {"a Linux kernel that the VMM has unpacked already", "Entered at Entrypoint.", SPEC}},
    {0, NULL, {.summary = NULL}},
};

#define IMAGE_TYPE                                                                                   \
    {                                                                                                \
        .name = "ImageType", .type_name = "UINT32", .offset = 24, .size = 4, .type = TDXP_TYPE_UINT, \
        .role = TDXP_ROLE_ENUM, .choices = image_types, .doc = {                                     \
            "what kind of payload the VMM loaded",                                                   \
            "Decides how td-shim starts it.",                                                        \
            SPEC "; " CODE                                                                           \
        }                                                                                            \
    }

#define ENTRY_POINT(at)                                                                                 \
    {                                                                                                   \
        .name = "Entrypoint", .type_name = "UINT64", .offset = (at), .size = 8, .type = TDXP_TYPE_UINT, \
        .role = TDXP_ROLE_GPA, .doc = {                                                                 \
            "where the payload is to be entered",                                                       \
            "A guest-physical address. Used for a kernel that the VMM has unpacked.",                   \
            SPEC "; " CODE                                                                              \
        }                                                                                               \
    }

static const struct tdxp_field payload_info_fields[] = {
    IMAGE_TYPE,
    {.name = "Reserved",
     .type_name = "UINT32",
     .offset = 28,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"not used", "Came with version 0.7 of the specification.", SPEC}},
    ENTRY_POINT(32),
    {.name = NULL},
};

const struct tdxp_format hob_format_payload_info = {
    .name = "HOB_PAYLOAD_INFO_TABLE",
    .size = 40,
    .fields = payload_info_fields,
    .doc = {"what kind of payload the VMM loaded", "And where it is entered.", SPEC}};

static const struct tdxp_field payload_info_packed_fields[] = {
    IMAGE_TYPE,
    ENTRY_POINT(28),
    {.name = NULL},
};

const struct tdxp_format hob_format_payload_info_packed = {
    .name = "HOB_PAYLOAD_INFO_TABLE of version 0.5.1",
    .size = 36,
    .fields = payload_info_packed_fields,
    .doc = {"what kind of payload the VMM loaded", "And where it is entered.",
            "TD-SHIM specification 0.5.1; cloud-hypervisor/cloud-hypervisor:arch/src/x86_64/tdx/mod.rs"}};

/* ---- an ACPI table ---- */

static const struct tdxp_field acpi_table_fields[] = {
    {.name = "Signature",
     .type_name = "CHAR8[4]",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_CHAR8,
     .doc = {"which table it is", "APIC, for instance, is the table of processors and interrupt controllers.", ACPI}},
    {.name = "Length",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the whole table, this header included", "The block may be up to 7 bytes longer.",
             ACPI "; " SPEC}},
    {.name = "Revision",
     .type_name = "UINT8",
     .offset = 8,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"version of the table's layout", "Each table counts for itself.", ACPI}},
    {.name = "Checksum",
     .type_name = "UINT8",
     .offset = 9,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"makes the sum of all bytes of the table 0", "The sum is taken in 8 bits.", ACPI}},
    {.name = "OemId",
     .type_name = "CHAR8[6]",
     .offset = 10,
     .size = 6,
     .type = TDXP_TYPE_CHAR8,
     .doc = {"who made the machine", "The name of the VMM, usually.", ACPI}},
    {.name = "OemTableId",
     .type_name = "CHAR8[8]",
     .offset = 16,
     .size = 8,
     .type = TDXP_TYPE_CHAR8,
     .doc = {"which of the maker's tables it is", "The maker is free in it.", ACPI}},
    {.name = "OemRevision",
     .type_name = "UINT32",
     .offset = 24,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"version of the maker's table", "The maker is free in it.", ACPI}},
    {.name = "CreatorId",
     .type_name = "CHAR8[4]",
     .offset = 28,
     .size = 4,
     .type = TDXP_TYPE_CHAR8,
     .doc = {"which program made the table", "Four characters of its maker's choice.", ACPI}},
    {.name = "CreatorRevision",
     .type_name = "UINT32",
     .offset = 32,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"version of the program that made the table", "Its maker is free in it.", ACPI}},
    {.name = NULL},
};

const struct tdxp_format hob_format_acpi_table = {
    .name = "ACPI table",
    .size = 36,
    .fields = acpi_table_fields,
    .doc = {"an ACPI table that the VMM made for the guest",
            "td-shim copies it into memory that the operating system finds its tables in. One block holds one table.",
            SPEC "; " ACPI}};

/* ---- a memory map ---- */

static const struct tdxp_choice e820_types[] = {
    {1, "AddressRangeMemory", {"memory", "Free to be used.", E820}},
    {2, "AddressRangeReserved", {"not to be used", "Whatever the reason.", E820}},
    {3, "AddressRangeACPI", {"ACPI tables", "Free once the operating system has read them.", E820}},
    {4, "AddressRangeNVS", {"memory that ACPI keeps over sleep", "The operating system must keep it.", E820}},
    {5, "AddressRangeUnusable", {"memory with errors", "Must not be used.", E820}},
    {6, "AddressRangeDisabled", {"memory that is not enabled", "Must not be used.", E820}},
    {7, "AddressRangePersistentMemory", {"memory that keeps its contents", "Not to be used as ordinary memory.", E820}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_field e820_fields[] = {
    {.name = "Address",
     .type_name = "UINT64",
     .offset = 0,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_GPA,
     .doc = {"where the range begins", "A guest-physical address.", SPEC}},
    {.name = "Size",
     .type_name = "UINT64",
     .offset = 8,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"how many bytes it has", "Need not be whole pages.", SPEC}},
    {.name = "Type",
     .type_name = "UINT32",
     .offset = 16,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = e820_types,
     .doc = {"what is there", "As the operating system would get it from a BIOS.", SPEC "; " E820}},
    {.name = NULL},
};

const struct tdxp_format hob_format_e820_entry = {
    .name = "E820_TABLE_ENTRY",
    .size = 20,
    .fields = e820_fields,
    .doc = {"a range of addresses, and what is there", "One entry of a memory map as a BIOS gives it (E820).", SPEC}};
