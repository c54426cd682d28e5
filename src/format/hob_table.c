/* Hand-off blocks as tables: the header, the types, and the blocks that are not about memory. */
#include <stddef.h>

#include "format/hob.h"

#define PI "PI specification 1.8 vol. 3, chapter 5, HOB Code Definitions"
#define PIHOB "tianocore/edk2:MdePkg/Include/Pi/PiHob.h"
#define SPEC "TD-SHIM specification 0.7, TD HOB"

const struct tdxp_doc hob_doc_list = {
    "a list of hand-off blocks",
    "Hand-off blocks (HOB) carry what one stage of the firmware found out to the next. In a TD the first such stage is the "
    "VMM: it writes a list into the TD_HOB section that says which memory the guest has. The list is not trusted: the "
    "firmware extends it into RTMR[0] before it reads it.\n"
    "Every block begins with its type and its length; the next one follows at a multiple of 8 bytes. The first is the "
    "hand-off information table, the last says that the list ends.",
    PI "; " SPEC};

static const struct tdxp_choice types[] = {
    {HOB_HANDOFF,
     "EFI_HOB_TYPE_HANDOFF",
     {"the hand-off information table, with which every list begins",
      "Says in which way the machine starts, and where the list ends. Of a TD's list only its version and its end mean "
      "something.",
      PI "; " SPEC}},
    {HOB_MEMORY_ALLOCATION,
     "EFI_HOB_TYPE_MEMORY_ALLOCATION",
     {"memory that is in use, and for what", "Says how memory is used, not what it is.", PI}},
    {HOB_RESOURCE_DESCRIPTOR,
     "EFI_HOB_TYPE_RESOURCE_DESCRIPTOR",
     {"a range of addresses, and what is there: memory, devices, nothing",
      "What a TD's list is mainly made of: from these blocks the firmware learns which memory it may accept.",
      PI "; " SPEC}},
    {HOB_GUID_EXTENSION,
     "EFI_HOB_TYPE_GUID_EXTENSION",
     {"anything else; a GUID says what",
      "The TD-SHIM specification defines three: the kind of payload, an ACPI table, a memory map as E820 has it.",
      PI "; " SPEC}},
    {HOB_FV, "EFI_HOB_TYPE_FV", {"where a firmware volume lies in memory", "Address and length.", PI}},
    {HOB_CPU, "EFI_HOB_TYPE_CPU", {"how many address bits the processor has", "For memory and for ports.", PI}},
    {HOB_MEMORY_POOL,
     "EFI_HOB_TYPE_MEMORY_POOL",
     {"memory that was taken from the list's own free space", "What it holds is known only to who took it.", PI}},
    {HOB_FV2,
     "EFI_HOB_TYPE_FV2",
     {"where a firmware volume lies that came out of a file of another one",
      "Names volume and file, so that it is not taken out a second time.", PI}},
    {HOB_LOAD_PEIM_UNUSED,
     "EFI_HOB_TYPE_LOAD_PEIM_UNUSED",
     {"not used any more", "Older versions of the specification had a block of this type.", PIHOB}},
    {HOB_UEFI_CAPSULE,
     "EFI_HOB_TYPE_UEFI_CAPSULE",
     {"where a capsule lies in memory", "A capsule carries an update of the firmware over a restart.", PI}},
    {HOB_FV3,
     "EFI_HOB_TYPE_FV3",
     {"where a firmware volume lies, and whether its origin was verified", "Stands beside the block of the older kind.",
      PI}},
    {HOB_UNUSED,
     "EFI_HOB_TYPE_UNUSED",
     {"a block that is to be passed over", "Who wants to remove a block gives it this type.", PI}},
    {HOB_END, "EFI_HOB_TYPE_END_OF_HOB_LIST", {"the end of the list", "Has nothing but its header.", PI}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_field header_fields[] = {
    {.name = "HobType",
     .type_name = "UINT16",
     .offset = 0,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = types,
     .doc = {"what kind of block this is", "Who does not know a type steps over the block by its length.", PI}},
    {.name = "HobLength",
     .type_name = "UINT16",
     .offset = 2,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc =
         {"size of the block, this header included",
          "A multiple of 8. Cloud Hypervisor writes one that is not, for the kind of payload; td-shim rounds up before "
          "it goes on.",
          PI "; confidential-containers/td-shim:td-shim-interface/src/td_uefi_pi/hob.rs"}},
    {.name = "Reserved",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"must be 0", "td-shim refuses a list in which it is not.",
             PI "; confidential-containers/td-shim:td-shim-interface/src/td_uefi_pi/hob.rs"}},
    {.name = NULL},
};

const struct tdxp_format hob_format_header = {
    .name = "hand-off block",
    .size = 8,
    .fields = header_fields,
    .doc = {"a hand-off block", "Type and length, then what the type says.", PI}};

/* ---- the hand-off information table ---- */

static const struct tdxp_choice boot_modes[] = {
    {0x00, "BOOT_WITH_FULL_CONFIGURATION", {"an ordinary start", "What every VMM writes.", PI}},
    {0x01,
     "BOOT_WITH_MINIMAL_CONFIGURATION",
     {"a start with as few devices as will do", "Not used in virtual machines.", PI}},
    {0x02,
     "BOOT_ASSUMING_NO_CONFIGURATION_CHANGES",
     {"nothing changed since the last start", "So that less is looked for.", PI}},
    {0x03,
     "BOOT_WITH_FULL_CONFIGURATION_PLUS_DIAGNOSTICS",
     {"an ordinary start, with tests", "The firmware tests memory and devices.", PI}},
    {0x04,
     "BOOT_WITH_DEFAULT_SETTINGS",
     {"a start with the settings as delivered", "What the user set is left aside.", PI}},
    {0x05, "BOOT_ON_S4_RESUME", {"waking from hibernation", "Memory comes back from disk.", PI}},
    {0x06, "BOOT_ON_S5_RESUME", {"a start after the machine was off", "As an ordinary one.", PI}},
    {0x07, "BOOT_WITH_MFG_MODE_SETTINGS", {"a start in the factory", "For the maker of the machine.", PI}},
    {0x10, "BOOT_ON_S2_RESUME", {"waking from the sleep state S2", "Processor state is lost, memory is kept.", PI}},
    {0x11, "BOOT_ON_S3_RESUME", {"waking from suspend to memory", "Memory is kept.", PI}},
    {0x12, "BOOT_ON_FLASH_UPDATE", {"a start to update the firmware", "A capsule waits in memory.", PI}},
    {0x20, "BOOT_IN_RECOVERY_MODE", {"a start because the firmware is damaged", "It is to be restored.", PI}},
    {0, NULL, {.summary = NULL}},
};

#define ADDRESS_FIELD(field_name, at, what, more)                                                                     \
    {                                                                                                                 \
        .name = (field_name), .type_name = "EFI_PHYSICAL_ADDRESS", .offset = (at), .size = 8, .type = TDXP_TYPE_UINT, \
        .role = TDXP_ROLE_GPA, .doc = {                                                                               \
            (what),                                                                                                   \
            (more),                                                                                                   \
            PI "; " SPEC                                                                                              \
        }                                                                                                             \
    }

static const struct tdxp_field handoff_fields[] = {
    {.name = "Version",
     .type_name = "UINT32",
     .offset = 8,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"version of the list's layout: 9", "Has not changed since PI 1.0.", PIHOB}},
    {.name = "BootMode",
     .type_name = "EFI_BOOT_MODE",
     .offset = 12,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = boot_modes,
     .doc = {"in which way the machine starts", "0 in the list of a TD.", PI "; " SPEC}},
    ADDRESS_FIELD("EfiMemoryTop", 16, "end of the memory that the writer of the list uses", "0 in the list of a TD."),
    ADDRESS_FIELD("EfiMemoryBottom", 24, "start of the memory that the writer of the list uses",
                  "0 in the list of a TD."),
    ADDRESS_FIELD("EfiFreeMemoryTop", 32, "end of what is still free in that memory", "0 in the list of a TD."),
    ADDRESS_FIELD("EfiFreeMemoryBottom", 40, "start of what is still free in that memory", "0 in the list of a TD."),
    ADDRESS_FIELD("EfiEndOfHobList", 48, "address behind the last block of the list",
                  "td-shim refuses a list whose last block does not end there."),
    {.name = NULL},
};

const struct tdxp_format hob_format_handoff = {
    .name = "EFI_HOB_HANDOFF_INFO_TABLE",
    .size = 56,
    .fields = handoff_fields,
    .doc = {"the hand-off information table", "The first block of every list.", PI "; " SPEC}};

/* ---- volumes, capsules, the processor ---- */

static const struct tdxp_field volume_fields[] = {
    ADDRESS_FIELD("BaseAddress", 8, "where it begins in memory", "A guest-physical address."),
    {.name = "Length",
     .type_name = "UINT64",
     .offset = 16,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"its size in bytes", "As its own header says it.", PI}},
    {.name = NULL},
};

const struct tdxp_format hob_format_volume = {
    .name = "EFI_HOB_FIRMWARE_VOLUME",
    .size = 24,
    .fields = volume_fields,
    .doc = {"where a firmware volume lies in memory", "Address and length.", PI}};

const struct tdxp_format hob_format_capsule = {.name = "EFI_HOB_UEFI_CAPSULE",
                                               .size = 24,
                                               .fields = volume_fields,
                                               .doc = {"where a capsule lies in memory", "Address and length.", PI}};

#define NAME_FIELD(field_name, at, what)                                                                            \
    {                                                                                                               \
        .name = (field_name), .type_name = "EFI_GUID", .offset = (at), .size = 16, .type = TDXP_TYPE_GUID, .doc = { \
            (what),                                                                                                 \
            "As FvName of an extended volume header, or Name of a file header, has it.",                            \
            PI                                                                                                      \
        }                                                                                                           \
    }

static const struct tdxp_field volume2_fields[] = {
    NAME_FIELD("FvName", 24, "name of the volume"),
    NAME_FIELD("FileName", 40, "name of the file that it came out of"),
    {.name = NULL},
};

const struct tdxp_format hob_format_volume2 = {
    .name = "EFI_HOB_FIRMWARE_VOLUME2",
    .size = 56,
    .fields = volume2_fields,
    .doc = {"where a firmware volume lies that came out of a file", "Address and length, then the names.", PI}};

static const struct tdxp_field volume3_fields[] = {
    {.name = "AuthenticationStatus",
     .type_name = "UINT32",
     .offset = 24,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"whether the volume's origin was verified",
             "Bits of their own say whether it was signed, tested and good.", PI}},
    {.name = "ExtractedFv",
     .type_name = "BOOLEAN",
     .offset = 28,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"1 where the volume came out of a file", "The two names mean something only then.", PI}},
    NAME_FIELD("FvName", 32, "name of the volume"),
    NAME_FIELD("FileName", 48, "name of the file that it came out of"),
    {.name = NULL},
};

const struct tdxp_format hob_format_volume3 = {.name = "EFI_HOB_FIRMWARE_VOLUME3",
                                               .size = 64,
                                               .fields = volume3_fields,
                                               .doc = {"where a firmware volume lies, and whether it was verified",
                                                       "Address and length, then status and names.", PI}};

static const struct tdxp_field cpu_fields[] = {
    {.name = "SizeOfMemorySpace",
     .type_name = "UINT8",
     .offset = 8,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"bits of a physical address", "In a TD the highest of them tells shared memory from private.", PI}},
    {.name = "SizeOfIoSpace",
     .type_name = "UINT8",
     .offset = 9,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"bits of a port number", "16 on x86.", PI}},
    {.name = "Reserved",
     .type_name = "UINT8[6]",
     .offset = 10,
     .size = 6,
     .type = TDXP_TYPE_BYTES,
     .doc = {"must be 0", "td-shim refuses a list in which they are not.", PI}},
    {.name = NULL},
};

const struct tdxp_format hob_format_cpu = {
    .name = "EFI_HOB_CPU",
    .size = 16,
    .fields = cpu_fields,
    .doc = {"how many address bits the processor has", "For memory and for ports.", PI}};

const struct tdxp_choice *hob_type_find(uint64_t type)
{
    return tdxp_choice_find(types, type);
}
