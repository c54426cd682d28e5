/* Values of variables that are numbers, switches and rows of them, as tables. */
#include "format/varstore_value.h"

#include <stddef.h>

#define GLOBAL "UEFI specification 2.10, 3.3, Globally Defined Variables"
#define EDK2 "tianocore/edk2:MdeModulePkg/Include/Guid/"

static const struct tdxp_choice switch_choices[] = {
    {0, "off", {"it is off", "The summary of the variable says what that means.", GLOBAL}},
    {1, "on", {"it is on", "The summary of the variable says what that means.", GLOBAL}},
    {.name = NULL},
};

static const struct tdxp_field switch_fields[] = {
    {.name = "Value",
     .type_name = "UINT8",
     .offset = 0,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = switch_choices,
     .doc = {"on or off", "Other values are reserved.", GLOBAL}},
    {.name = NULL},
};

const struct tdxp_format value_format_switch = {
    .name = "switch", .size = 1, .fields = switch_fields, .doc = {.summary = "a switch"}};

static const struct tdxp_field option_fields[] = {
    {.name = "OptionNumber",
     .type_name = "UINT16",
     .offset = 0,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"number of a load option",
             "Its four hexadecimal digits end the name of the option's variable: 1 in BootOrder stands for Boot0001. "
             "Following it goes to that variable of the same store.",
             GLOBAL}},
    {.name = NULL},
};

const struct tdxp_format value_format_option = {
    .name = "option", .size = 2, .fields = option_fields, .doc = {.summary = "a number of an option"}};

static const struct tdxp_field timeout_fields[] = {
    {.name = "Timeout",
     .type_name = "UINT16",
     .offset = 0,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"seconds to wait for a key", "0: none. 65535: until one is pressed.", GLOBAL}},
    {.name = NULL},
};

const struct tdxp_format value_format_timeout = {
    .name = "timeout", .size = 2, .fields = timeout_fields, .doc = {.summary = "seconds"}};

static const struct tdxp_flag indications[] = {
    {0, 0, "BOOT_TO_FW_UI", {"stop at the firmware's menu", "At the next start of the machine.", GLOBAL}, 0},
    {1,
     1,
     "TIMESTAMP_REVOCATION",
     {"revocation by time is supported", "Time stamps of signatures are looked at.", GLOBAL},
     0},
    {2,
     2,
     "FILE_CAPSULE_DELIVERY_SUPPORTED",
     {"updates lie on a disk", "The firmware looks for capsules in a directory of the system partition.", GLOBAL},
     0},
    {3,
     3,
     "FMP_CAPSULE_SUPPORTED",
     {"updates of devices are supported", "Capsules may be for devices other than the firmware's own memory.", GLOBAL},
     0},
    {4,
     4,
     "CAPSULE_RESULT_VAR_SUPPORTED",
     {"what became of an update is told in variables", "Named Capsule0000 and so on.", GLOBAL},
     0},
    {5,
     5,
     "START_OS_RECOVERY",
     {"start the recovery of the operating system", "At the next start of the machine.", GLOBAL},
     0},
    {6,
     6,
     "START_PLATFORM_RECOVERY",
     {"start the recovery of the machine", "At the next start of the machine.", GLOBAL},
     0},
    {7,
     7,
     "JSON_CONFIG_DATA_REFRESH",
     {"write the settings down as JSON", "At the next start of the machine.", GLOBAL},
     0},
    {.name = NULL},
};

static const struct tdxp_field indication_fields[] = {
    {.name = "OsIndications",
     .type_name = "UINT64",
     .offset = 0,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = indications,
     .doc = {"what the operating system asks of the firmware", "The firmware clears the bits that it has dealt with.",
             GLOBAL}},
    {.name = NULL},
};

const struct tdxp_format value_format_indications = {
    .name = "indications", .size = 8, .fields = indication_fields, .doc = {.summary = "requests"}};

static const struct tdxp_field guid_fields[] = {
    {.name = "SignatureType",
     .type_name = "EFI_GUID",
     .offset = 0,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"a type of signature", "Lists of this type may be in db and dbx.", GLOBAL}},
    {.name = NULL},
};

const struct tdxp_format value_format_signature_type = {
    .name = "signature type", .size = 16, .fields = guid_fields, .doc = {.summary = "a type of signature"}};

#define MTC EDK2 "MtcVendor.h"
static const struct tdxp_field counter_fields[] = {
    {.name = "HighMonotonicCount",
     .type_name = "UINT32",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"upper half of the counter", "One more with each start of the machine; the lower half counts in memory.",
             MTC}},
    {.name = NULL},
};

const struct tdxp_format value_format_counter = {
    .name = "counter", .size = 4, .fields = counter_fields, .doc = {.summary = "a counter"}};

#define ERROR_FLAG EDK2 "VarErrorFlag.h"
static const struct tdxp_choice error_choices[] = {
    {0xff, "VAR_ERROR_FLAG_NO_ERROR", {"no error", "All variables could be written.", ERROR_FLAG}},
    {0xef,
     "VAR_ERROR_FLAG_SYSTEM_ERROR",
     {"no room for a variable of the system", "The firmware could not write what it needs.", ERROR_FLAG}},
    {0xfe,
     "VAR_ERROR_FLAG_USER_ERROR",
     {"no room for other variables", "Room is kept free for those of the system.", ERROR_FLAG}},
    {0xee, "both errors", {"no room for variables of either kind", "The bits of both errors are cleared.", ERROR_FLAG}},
    {.name = NULL},
};

static const struct tdxp_field error_fields[] = {
    {.name = "VAR_ERROR_FLAG",
     .type_name = "UINT8",
     .offset = 0,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = error_choices,
     .doc = {"whether room for variables has run out", "Written during one start, and looked at during the next.",
             ERROR_FLAG}},
    {.name = NULL},
};

const struct tdxp_format value_format_error_flag = {
    .name = "error flag", .size = 1, .fields = error_fields, .doc = {.summary = "an error flag"}};

#define MEMORY_TYPE "UEFI specification 2.10, 7.2, EFI_MEMORY_TYPE"
static const struct tdxp_choice memory_type_choices[] = {
    {0, "EfiReservedMemoryType", {"not usable", "Nobody may use such memory.", MEMORY_TYPE}},
    {1, "EfiLoaderCode", {"code of a boot loader", "Free when the operating system has taken over.", MEMORY_TYPE}},
    {2, "EfiLoaderData", {"data of a boot loader", "Free when the operating system has taken over.", MEMORY_TYPE}},
    {3, "EfiBootServicesCode", {"code of the firmware", "Free when the operating system has taken over.", MEMORY_TYPE}},
    {4, "EfiBootServicesData", {"data of the firmware", "Free when the operating system has taken over.", MEMORY_TYPE}},
    {5,
     "EfiRuntimeServicesCode",
     {"code of the firmware that stays", "The operating system leaves it alone.", MEMORY_TYPE}},
    {6,
     "EfiRuntimeServicesData",
     {"data of the firmware that stays", "The operating system leaves it alone.", MEMORY_TYPE}},
    {7, "EfiConventionalMemory", {"free memory", "For whoever asks.", MEMORY_TYPE}},
    {8, "EfiUnusableMemory", {"memory with errors", "Nobody may use it.", MEMORY_TYPE}},
    {9, "EfiACPIReclaimMemory", {"ACPI tables", "Free when the operating system has read them.", MEMORY_TYPE}},
    {10, "EfiACPIMemoryNVS", {"memory of the ACPI firmware", "The operating system leaves it alone.", MEMORY_TYPE}},
    {11, "EfiMemoryMappedIO", {"registers of devices", "That the firmware needs after the start.", MEMORY_TYPE}},
    {12, "EfiMemoryMappedIOPortSpace", {"ports of devices, as memory", "Used on Itanium.", MEMORY_TYPE}},
    {13, "EfiPalCode", {"code of the processor's firmware", "Used on Itanium.", MEMORY_TYPE}},
    {14, "EfiPersistentMemory", {"memory that keeps its contents", "Otherwise free.", MEMORY_TYPE}},
    {15,
     "EfiUnacceptedMemoryType",
     {"memory that a TD has not accepted yet", "It must be accepted before it is used.", MEMORY_TYPE}},
    {16, "EfiMaxMemoryType", {"no type: the number of types", "Ends a list.", MEMORY_TYPE}},
    {.name = NULL},
};

#define MEMORY_INFORMATION EDK2 "MemoryTypeInformation.h"
static const struct tdxp_field memory_fields[] = {
    {.name = "Type",
     .type_name = "EFI_MEMORY_TYPE",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = memory_type_choices,
     .doc = {"a type of memory", "Ranges of this type are kept together.", MEMORY_INFORMATION}},
    {.name = "NumberOfPages",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"pages that are set aside for it", "As many as the last start needed, and some more. A page has 4 KiB.",
             MEMORY_INFORMATION}},
    {.name = NULL},
};

const struct tdxp_format value_format_memory_type = {
    .name = "EFI_MEMORY_TYPE_INFORMATION",
    .size = 8,
    .fields = memory_fields,
    .doc = {"memory that is set aside", "One type of memory, and how many pages of it.", MEMORY_INFORMATION}};

static const struct tdxp_field certificate_list_fields[] = {
    {.name = "CertDbListSize",
     .type_name = "UINT32",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the list, this number included", "4: the list is empty.",
             "tianocore/edk2:SecurityPkg/Library/AuthVariableLib/AuthService.c"}},
    {.name = NULL},
};

const struct tdxp_format value_format_certificates = {
    .name = "certificate list", .size = 4, .fields = certificate_list_fields, .doc = {.summary = "a list"}};
