/* The store of UEFI variables as tables: what each field, state and attribute is. */
#include <stddef.h>

#include "format/varstore.h"

#define STORE "tianocore/edk2:MdeModulePkg/Include/Guid/VariableFormat.h"
#define PARSING "tianocore/edk2:MdeModulePkg/Universal/Variable/RuntimeDxe/VariableParsing.c"
#define UEFI_SET "UEFI specification 2.10, 8.2, SetVariable()"

const struct tdxp_doc varstore_doc_data = {
    "what the volume holds: variables, and room for writing them safely",
    "Not files but the settings of the firmware. First comes the store of variables; at the end are two areas that keep "
    "the store whole when the power goes while it is written: the working block, which says what is being written, and "
    "the spare area, which holds a copy of it. In a TD this is the configuration volume (CFV): it is not part of the "
    "measurement MRTD, but the firmware measures what it uses of it.",
    "tianocore/edk2:OvmfPkg/VarStore.fdf.inc; MdeModulePkg/Include/Guid/SystemNvDataGuid.h"};

const struct tdxp_doc varstore_doc_store = {
    "the store: UEFI variables, one behind the other",
    "A header, and then the variables in the order in which they were written. Nothing is written over: a new value "
    "is added behind the last variable, and the old one is marked as deleted. When the store is full, the firmware "
    "copies the variables that still count and begins anew. So a store tells a part of its own history.",
    STORE};

const struct tdxp_doc varstore_doc_variable = {
    "a UEFI variable: a name, a vendor, and some bytes",
    "Firmware and operating system keep settings in variables. The name alone does not tell which variable it is: the "
    "vendor's GUID belongs to it. Variables that are marked as deleted are shown as well; the firmware passes them over.",
    STORE};

const struct tdxp_doc varstore_doc_name = {
    "the name of the variable",
    "Characters of 16 bits each, ended by a zero, which counts. Names may hold anything; what is not printable ASCII "
    "is shown by its bytes.",
    STORE};

const struct tdxp_doc varstore_doc_value = {
    "the value of the variable",
    "Its meaning is agreed upon between those who read and write the variable. Where it is known here, it is taken "
    "apart.",
    UEFI_SET};

const struct tdxp_doc varstore_doc_free_space = {
    "space that is not written yet",
    "It reads as erased bytes: ff or 00 by the volume's erase polarity. In the store, new variables are written here.",
    STORE};

const struct tdxp_doc varstore_doc_rest = {
    "bytes in use that are no variable",
    "A variable should begin here, or erased bytes, but neither does. The firmware sees nothing from this place on, "
    "because each variable is found by the sizes of the one before.",
    PARSING};

/* ---- the header of the store ---- */

static const struct tdxp_choice store_formats[] = {
    {0x5a,
     "VARIABLE_STORE_FORMATTED",
     {"the store is formatted", "Any other value: the firmware takes the store for broken and makes a new one.",
      STORE}},
    {.name = NULL},
};

static const struct tdxp_choice store_states[] = {
    {0xfe,
     "VARIABLE_STORE_HEALTHY",
     {"the store is in order", "Any other value: the firmware takes the store for broken and makes a new one.", STORE}},
    {.name = NULL},
};

static const struct tdxp_field header_fields[] = {
    {.name = "Signature",
     .type_name = "EFI_GUID",
     .offset = 0,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"says that this is a store of variables, and of which kind",
             "In a store of authenticated variables each variable has a time stamp and a counter as well, so that "
             "firmware with Secure Boot can tell an old update from a new one. In a plain store it has neither.",
             STORE}},
    {.name = "Size",
     .type_name = "UINT32",
     .offset = 16,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the store: this header and everything up to its end", "The header of the volume does not count.",
             STORE}},
    {.name = "Format",
     .type_name = "UINT8",
     .offset = 20,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = store_formats,
     .doc = {"whether the store is formatted", "The one value that the firmware accepts is 5a.", STORE}},
    {.name = "State",
     .type_name = "UINT8",
     .offset = 21,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = store_states,
     .doc = {"whether the store is in order", "The one value that the firmware accepts is fe.", STORE}},
    {.name = "Reserved",
     .type_name = "UINT16",
     .offset = 22,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"not used", "The firmware does not look at it.", STORE}},
    {.name = "Reserved1",
     .type_name = "UINT32",
     .offset = 24,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"not used", "The firmware does not look at it.", STORE}},
    {.name = NULL},
};

const struct tdxp_format varstore_format_header = {
    .name = "VARIABLE_STORE_HEADER",
    .size = 28,
    .fields = header_fields,
    .doc = {"header of the store", "It says which kind of variables follow, and where the store ends.", STORE}};

/* ---- variables ---- */

/* The bits that each step of a variable's life changes. */
static const struct tdxp_flag variable_states[] = {
    {0,
     0,
     "VAR_IN_DELETED_TRANSITION",
     {"a new value is about to replace this one",
      "Set before the new variable is written. If the power goes in between, this value still counts; once the new one "
      "is complete, this one is marked as deleted.",
      STORE},
     0},
    {1,
     1,
     "VAR_DELETED",
     {"the variable does not count any more", "It was deleted, or replaced by a variable further down in the store.",
      STORE},
     0},
    {6, 6, "VAR_ADDED", {"name and data are complete", "Set last: before, the variable does not count.", STORE}, 0},
    {7,
     7,
     "VAR_HEADER_VALID_ONLY",
     {"the header is complete",
      "Set when the header has been written, before name and data are. From then on the place of the next variable is "
      "known, whatever happens.",
      STORE},
     0},
    {.name = NULL},
};

static const struct tdxp_flag variable_attributes[] = {
    {0,
     0,
     "NON_VOLATILE",
     {"kept when the machine is switched off", "Variables without it live in memory only and are in no store.",
      UEFI_SET},
     0},
    {1,
     1,
     "BOOTSERVICE_ACCESS",
     {"can be read and written by firmware and boot loader", "Every variable has it.", UEFI_SET},
     0},
    {2,
     2,
     "RUNTIME_ACCESS",
     {"can be seen by the operating system", "Without it the variable disappears when the operating system takes over.",
      UEFI_SET},
     0},
    {3,
     3,
     "HARDWARE_ERROR_RECORD",
     {"holds the report of a hardware error",
      "Such variables have space of their own, so that a report can be kept whatever else is stored.", UEFI_SET},
     0},
    {4,
     4,
     "AUTHENTICATED_WRITE_ACCESS",
     {"changes must be signed, with a counter (no longer used)",
      "The specification reserves the bit now: TIME_BASED_AUTHENTICATED_WRITE_ACCESS took its place.", UEFI_SET},
     0},
    {5,
     5,
     "TIME_BASED_AUTHENTICATED_WRITE_ACCESS",
     {"changes must be signed, with a time",
      "A new value is accepted only with a signature, and with a time later than the one that is stored. PK, KEK, db "
      "and dbx have it.",
      UEFI_SET},
     0},
    {6,
     6,
     "APPEND_WRITE",
     {"a request to add to the data", "It belongs to a request and not to a variable: it is not stored.", UEFI_SET},
     0},
    {7,
     7,
     "ENHANCED_AUTHENTICATED_ACCESS",
     {"the data begins with a description of who may change it",
      "Changes must be signed in the way that the data itself names.", UEFI_SET},
     0},
    {8,
     31,
     "reserved[31:8]",
     {"bits that no version of the specification defines", "Shown only where one of them is set.", UEFI_SET},
     1},
    {.name = NULL},
};

/* Both kinds begin with the same fields. */
#define START_ID                                                                                                  \
    {                                                                                                             \
        .name = "StartId", .type_name = "UINT16", .offset = 0, .size = 2, .type = TDXP_TYPE_UINT,                 \
        .role = TDXP_ROLE_NUMBER, .doc = {                                                                        \
            "55aa: a variable begins here",                                                                       \
            "Variables begin at multiples of 4 bytes. The first place where it does not stand is the end of the " \
            "list.",                                                                                              \
            STORE                                                                                                 \
        }                                                                                                         \
    }

#define STATE                                                                                                         \
    {                                                                                                                 \
        .name = "State", .type_name = "UINT8", .offset = 2, .size = 1, .type = TDXP_TYPE_UINT,                        \
        .role = TDXP_ROLE_FLAGS, .flags = variable_states, .doc = {                                                   \
            "how far the life of the variable has come",                                                              \
            "Each step changes one bit of the erased byte, so that a power cut leaves a state that can be "           \
            "understood. Where erased bytes are ff, a bit is written by clearing it: 3f is a complete variable, 3e "  \
            "one that is being replaced, 3d and 3c deleted ones, 7f one of which only the header was written. Shown " \
            "is what it means, with the bits that were written as ones.",                                             \
            STORE                                                                                                     \
        }                                                                                                             \
    }

#define RESERVED                                                                                  \
    {                                                                                             \
        .name = "Reserved", .type_name = "UINT8", .offset = 3, .size = 1, .type = TDXP_TYPE_UINT, \
        .role = TDXP_ROLE_NUMBER, .doc = {                                                        \
            "not used",                                                                           \
            "The firmware does not look at it.",                                                  \
            STORE                                                                                 \
        }                                                                                         \
    }

#define ATTRIBUTES                                                                                   \
    {                                                                                                \
        .name = "Attributes", .type_name = "UINT32", .offset = 4, .size = 4, .type = TDXP_TYPE_UINT, \
        .role = TDXP_ROLE_FLAGS, .flags = variable_attributes, .doc = {                              \
            "who sees the variable, and how it may be changed",                                      \
            "Given when the variable is made; a new value must come with the same ones.",            \
            UEFI_SET                                                                                 \
        }                                                                                            \
    }

#define NAME_SIZE(at)                                                                                 \
    {                                                                                                 \
        .name = "NameSize", .type_name = "UINT32", .offset = (at), .size = 4, .type = TDXP_TYPE_UINT, \
        .role = TDXP_ROLE_SIZE, .doc = {                                                              \
            "size of the name in bytes",                                                              \
            "Two bytes a character, and the zero behind it counts.",                                  \
            STORE                                                                                     \
        }                                                                                             \
    }

#define DATA_SIZE(at)                                                                                 \
    {                                                                                                 \
        .name = "DataSize", .type_name = "UINT32", .offset = (at), .size = 4, .type = TDXP_TYPE_UINT, \
        .role = TDXP_ROLE_SIZE, .doc = {                                                              \
            "size of the data in bytes",                                                              \
            "The data follows the name without a gap.",                                               \
            STORE                                                                                     \
        }                                                                                             \
    }

#define VENDOR_GUID(at)                                                                                             \
    {                                                                                                               \
        .name = "VendorGuid", .type_name = "EFI_GUID", .offset = (at), .size = 16, .type = TDXP_TYPE_GUID, .doc = { \
            "whose variable it is",                                                                                 \
            "Together with the name it says which variable this is.",                                               \
            STORE                                                                                                   \
        }                                                                                                           \
    }

static const struct tdxp_field variable_fields[] = {
    START_ID, STATE, RESERVED, ATTRIBUTES, NAME_SIZE(8), DATA_SIZE(12), VENDOR_GUID(16), {.name = NULL},
};

static const struct tdxp_field authenticated_fields[] = {
    START_ID,
    STATE,
    RESERVED,
    ATTRIBUTES,
    {.name = "MonotonicCount",
     .type_name = "UINT64",
     .offset = 8,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"counter against old updates (no longer used)",
             "Of variables with the attribute AUTHENTICATED_WRITE_ACCESS; 0 in others.", STORE}},
    {.name = "TimeStamp",
     .type_name = "EFI_TIME",
     .offset = 16,
     .size = 16,
     .type = TDXP_TYPE_NONE,
     .doc = {"time of the last signed update",
             "An update with an earlier time is refused, so that nobody brings an old list of forbidden programs back. "
             "All zeros where the variable was never written with a signature.",
             STORE}},
    {.name = "PubKeyIndex",
     .type_name = "UINT32",
     .offset = 32,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"which public key the variable belongs to (no longer used)",
             "An index into a list of keys that older firmware kept in a variable of its own.", STORE}},
    NAME_SIZE(36),
    DATA_SIZE(40),
    VENDOR_GUID(44),
    {.name = NULL},
};

#define VARIABLE_DOC                                                                                            \
    {                                                                                                           \
        "header of the variable",                                                                               \
            "It says whose variable it is, whether it counts, and how long name and data behind it are.", STORE \
    }

const struct tdxp_format varstore_format_variable = {
    .name = "VARIABLE_HEADER", .size = 32, .fields = variable_fields, .doc = VARIABLE_DOC};

const struct tdxp_format varstore_format_authenticated = {
    .name = "AUTHENTICATED_VARIABLE_HEADER", .size = 60, .fields = authenticated_fields, .doc = VARIABLE_DOC};
