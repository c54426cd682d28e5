/* IGVM files as tables: the fixed header, and the types of variable headers. */
#include <stddef.h>

#include "format/igvm.h"

#define DEFS "microsoft/igvm:igvm_defs/src/lib.rs"

const struct tdxp_doc igvm_doc_variables = {
    "the orders for the loader, one behind the other",
    "First the platforms that the file is for, then what prepares the guest, then what is loaded into it. Each begins at a "
    "multiple of 8 bytes.",
    DEFS};

const struct tdxp_doc igvm_doc_content = {"what the variable header says",
                                          "Its layout depends on the type. Shown as bytes.", DEFS};

const struct tdxp_doc igvm_doc_data = {"what the variable headers load",
                                       "Without an order of its own: the headers give the place of each piece.", DEFS};

static const struct tdxp_field header_fields[] = {
    {.name = "magic",
     .type_name = "CHAR8[4]",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_CHAR8,
     .doc = {"marks an IGVM file: \"IGVM\"", "The first four bytes of the file.", DEFS}},
    {.name = "format_version",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"version of the format: 1 or 2", "2 adds two fields to this header.", DEFS}},
    {.name = "variable_header_offset",
     .type_name = "UINT32",
     .offset = 8,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_OFFSET,
     .doc = {"where the variable headers begin", "In bytes from the start of the file, a multiple of 8.", DEFS}},
    {.name = "variable_header_size",
     .type_name = "UINT32",
     .offset = 12,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of all variable headers together", "In bytes.", DEFS}},
    {.name = "total_file_size",
     .type_name = "UINT32",
     .offset = 16,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the whole file", "In bytes: headers and data.", DEFS}},
    {.name = "checksum",
     .type_name = "UINT32",
     .offset = 20,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"CRC-32 over fixed and variable headers",
             "This field counts as 0. The data behind the headers is not covered: it goes into the launch measurement.",
             DEFS}},
    {.name = NULL},
};

const struct tdxp_format igvm_format_header = {
    .name = "IGVM_FIXED_HEADER",
    .size = 24,
    .fields = header_fields,
    .doc = {
        "an IGVM file: orders for a loader, and the pages that they load",
        "The Independent Guest Virtual Machine format describes step by step how a guest is built: which page goes to "
        "which guest-physical address, what is measured, with which registers each processor starts. One file can "
        "serve several kinds of guests, TDX and SEV-SNP among them. td-shim can be linked into one in place of a TDVF "
        "image; there is no TDVF descriptor then.",
        DEFS "; confidential-containers/td-shim:doc/igvm_image.md"}};

static const struct tdxp_choice architectures[] = {
    {0, "X64", {"x86-64", "Processors with TDX or SEV-SNP.", DEFS}},
    {1, "AARCH64", {"64-bit Arm", "Not a TDX guest.", DEFS}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_field header2_fields[] = {
    {.name = "architecture",
     .type_name = "UINT32",
     .offset = 24,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = architectures,
     .doc = {"for which processors the file is", "A file of version 1 is for x86-64.", DEFS}},
    {.name = "page_size",
     .type_name = "UINT32",
     .offset = 28,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of a page", "A power of 2. A file of version 1 has pages of 4 KiB.", DEFS}},
    {.name = NULL},
};

const struct tdxp_format igvm_format_header2 = {
    .name = "IGVM_FIXED_HEADER_V2",
    .size = 32,
    .fields = header2_fields,
    .doc = {"what version 2 adds to the fixed header", "Processor and page size.", DEFS}};

/* ---- variable headers ---- */

static const struct tdxp_flag type_parts[] = {
    {0, 30, "type", {"what the variable header says", "Its name stands behind the header's.", DEFS}, 0},
    {31,
     31,
     "optional",
     {"a loader that does not know the type may pass it over", "Clear: it must refuse the file.", DEFS},
     0},
    {0, 0, NULL, {.summary = NULL}, 0},
};

static const struct tdxp_field variable_fields[] = {
    {.name = "typ",
     .type_name = "UINT32",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = type_parts,
     .doc = {"what the variable header says",
             "1 to 100 (hexadecimal) are platforms, 101 to 200 prepare the guest, 301 to 400 load something.", DEFS}},
    {.name = "length",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the content alone", "The next variable header follows at the next multiple of 8 bytes.", DEFS}},
    {.name = NULL},
};

const struct tdxp_format igvm_format_variable = {.name = "IGVM_VHS_VARIABLE_HEADER",
                                                 .size = 8,
                                                 .fields = variable_fields,
                                                 .doc = {"a variable header of a type that is not defined",
                                                         "A loader refuses the file, unless the type is optional.",
                                                         DEFS}};

#define TYPE(number, label, what, more) \
    {                                   \
        (number), (label),              \
        {                               \
            (what), (more), DEFS        \
        }                               \
    }

static const struct tdxp_choice types[] = {
    TYPE(0x1, "IGVM_VHT_SUPPORTED_PLATFORM", "a kind of guest that the file is for",
         "With a bit by which the other headers say that they are for it: 2 stands for SEV-SNP, 3 for TDX."),
    TYPE(0x101, "IGVM_VHT_GUEST_POLICY", "what may be done with the guest", "For TDX: debugging, and SEPT_VE_DISABLE."),
    TYPE(0x102, "IGVM_VHT_RELOCATABLE_REGION", "memory that may be put elsewhere", "Within limits that it gives."),
    TYPE(0x103, "IGVM_VHT_PAGE_TABLE_RELOCATION_REGION", "page tables that have to follow what was put elsewhere",
         "The loader changes their entries."),
    TYPE(0x301, "IGVM_VHT_PARAMETER_AREA", "memory in which the loader gathers parameters",
         "Other headers say what goes in; a further one, where it goes in the guest."),
    TYPE(0x302, "IGVM_VHT_PAGE_DATA", "a page that is loaded into the guest",
         "With its guest-physical address, the place of its bytes in the file, and whether it is measured."),
    TYPE(0x303, "IGVM_VHT_PARAMETER_INSERT", "where a parameter area goes in the guest", "It is not measured."),
    TYPE(0x304, "IGVM_VHT_VP_CONTEXT", "registers that a processor starts with",
         "Their layout depends on the platform."),
    TYPE(0x305, "IGVM_VHT_REQUIRED_MEMORY", "memory that the guest must have", "The loader adds it without contents."),
    TYPE(0x306, "RESERVED_DO_NOT_USE", "not used any more", "It once gave the border of shared memory."),
    TYPE(0x307, "IGVM_VHT_VP_COUNT_PARAMETER", "asks for the number of processors", "Put into a parameter area."),
    TYPE(0x308, "IGVM_VHT_SRAT", "asks for the ACPI table SRAT", "Which memory and processors belong together."),
    TYPE(0x309, "IGVM_VHT_MADT", "asks for the ACPI table MADT", "Processors and interrupt controllers."),
    TYPE(0x30a, "IGVM_VHT_MMIO_RANGES", "asks for the addresses of devices", "Put into a parameter area."),
    TYPE(0x30b, "IGVM_VHT_SNP_ID_BLOCK", "the signed identity of an SEV-SNP guest", "Not of use for TDX."),
    TYPE(0x30c, "IGVM_VHT_MEMORY_MAP", "asks for the memory that the guest has", "Put into a parameter area."),
    TYPE(0x30d, "IGVM_VHT_ERROR_RANGE", "memory in which the guest may leave an error", "For the VMM to read."),
    TYPE(0x30e, "IGVM_VHT_COMMAND_LINE", "asks for a command line", "Put into a parameter area."),
    TYPE(0x30f, "IGVM_VHT_SLIT", "asks for the ACPI table SLIT", "How far parts of the machine are from each other."),
    TYPE(0x310, "IGVM_VHT_PPTT", "asks for the ACPI table PPTT", "How processors share caches."),
    TYPE(0x311, "IGVM_VHT_VBS_MEASUREMENT", "the signed measurement for Hyper-V's own isolation",
         "Not of use for TDX."),
    TYPE(0x312, "IGVM_VHT_DEVICE_TREE", "asks for a device tree", "Describes the whole guest at once."),
    TYPE(0x313, "IGVM_VHT_ENVIRONMENT_INFO_PARAMETER", "asks for the state that the guest starts in",
         "Whether its memory is shared at first."),
    {0, NULL, {.summary = NULL}},
};

const struct tdxp_choice *igvm_type_find(uint64_t type)
{
    return tdxp_choice_find(types, type);
}
