/* Load options: the programs that the boot manager can start, and the keys that start them. */
#include <inttypes.h>
#include <stddef.h>

#include "format/device_path.h"
#include "format/varstore.h"
#include "format/walker.h"
#include "format/wide.h"

#define LOAD_OPTION "UEFI specification 2.10, 3.1.3, Load Options"
#define KEY_OPTION "UEFI specification 2.10, 3.1.6, Launching Boot#### Load Options Using Hot Keys"

const struct tdxp_doc load_option_doc_description = {"what a person reads in the boot menu",
                                                     "Characters of 16 bits each, ended by a zero.", LOAD_OPTION};

const struct tdxp_doc load_option_doc_path = {
    "where the program is",
    "A device path, or several: the first leads to the program, others belong to whoever made the option.",
    LOAD_OPTION};

const struct tdxp_doc load_option_doc_optional = {
    "data that the program is handed when it starts",
    "For a boot loader it may be a command line; the firmware does not look at it.", LOAD_OPTION};

/* ---- load options ---- */

static const struct tdxp_flag load_attributes[] = {
    {0,
     0,
     "ACTIVE",
     {"the boot manager tries the option by itself", "Clear: only when a person chooses it.", LOAD_OPTION},
     0},
    {1,
     1,
     "FORCE_RECONNECT",
     {"all drivers are connected anew", "Of a driver: once it is loaded, devices that have a driver get it again.",
      LOAD_OPTION},
     0},
    {3, 3, "HIDDEN", {"the option is in no menu", "The boot manager may still try it.", LOAD_OPTION}, 0},
    {8,
     12,
     "CATEGORY",
     {"what kind of program it is",
      "0: something to boot. 1: an application, such as a set-up menu, which is not tried in turn.", LOAD_OPTION},
     0},
    {.name = NULL},
};

static const struct tdxp_field load_fields[] = {
    {.name = "Attributes",
     .type_name = "UINT32",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = load_attributes,
     .doc = {"how the boot manager deals with the option", "Bits without a name are not used.", LOAD_OPTION}},
    {.name = "FilePathListLength",
     .type_name = "UINT16",
     .offset = 4,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the device paths in bytes",
             "They begin behind the description; what follows them is handed to the program.", LOAD_OPTION}},
    {.name = NULL},
};

const struct tdxp_format load_option_format = {
    .name = "EFI_LOAD_OPTION",
    .size = 6,
    .fields = load_fields,
    .doc = {"a program that can be started", "Attributes, a description, where the program is, and what it is handed.",
            LOAD_OPTION}};

/* Bytes of the 16-bit characters in [start, end), the closing zero included; all of them where there is none. */
static uint64_t string_length(const struct tdxp_bytes *bytes, uint64_t start, uint64_t end)
{
    uint64_t at = start;
    uint16_t unit = 1;

    while (unit != 0 && end - at >= 2 && tdxp_read_u16(bytes, at, &unit)) {
        at += 2;
    }
    return unit == 0 ? at - start : end - start;
}

bool load_option_decode(const struct ffs_walk *w, struct tdxp_node *data)
{
    uint64_t at = data->offset + load_option_format.size;
    uint64_t end = data->offset + data->length;
    uint16_t path_size = 0;
    uint64_t length;
    struct tdxp_node *description;
    struct tdxp_node *path;
    const char *text;

    if (data->length < load_option_format.size) {
        tdxp_node_mark(w->tree, data, TDXP_MARK_INVALID, "too short for a load option");
        return true;
    }
    walk_fields(w->tree, data, &load_option_format, data->offset);
    tdxp_read_u16(w->bytes, data->offset + 4, &path_size);
    length = string_length(w->bytes, at, end);
    text = wide_text(w->tree, w->bytes, at, length);
    description = ffs_content(w, data, "Description", "Description", at, length, &load_option_doc_description);
    description->note = data->note = tdxp_tree_text(w->tree, "\"%s\"", text);
    at += length;
    if (path_size > end - at) {
        tdxp_node_mark(w->tree, volume_field(data, "FilePathListLength"), TDXP_MARK_INVALID,
                       "only 0x%" PRIx64 " bytes are left behind the description", end - at);
        path_size = (uint16_t)(end - at);
    }
    if (path_size > 0) {
        path = ffs_content(w, data, "FilePathList", "FilePathList", at, path_size, &load_option_doc_path);
        path->note = device_path_decode(w, path, at, path_size);
        data->note = tdxp_tree_text(w->tree, "\"%s\", %s", text, path->note);
        at += path_size;
    }
    if (at < end) {
        ffs_content(w, data, "OptionalData", "OptionalData", at, end - at, &load_option_doc_optional);
    }
    return true;
}

/* ---- key options ---- */

static const struct tdxp_flag key_data[] = {
    {0, 7, "Revision", {"version of the form", "0 is the only one.", KEY_OPTION}, 0},
    {8, 8, "ShiftPressed", {"a shift key is held down", "Either of the two.", KEY_OPTION}, 0},
    {9, 9, "ControlPressed", {"a control key is held down", "Either of the two.", KEY_OPTION}, 0},
    {10, 10, "AltPressed", {"an alt key is held down", "Either of the two.", KEY_OPTION}, 0},
    {11, 11, "LogoPressed", {"a logo key is held down", "Either of the two.", KEY_OPTION}, 0},
    {12, 12, "MenuPressed", {"the menu key is held down", "The key that opens a menu.", KEY_OPTION}, 0},
    {13, 13, "SysReqPressed", {"the system request key is held down", "Mostly the print key.", KEY_OPTION}, 0},
    {14, 29, "reserved[29:14]", {"reserved bits", "Shown only where one of them is set.", KEY_OPTION}, 1},
    {30,
     31,
     "InputKeyCount",
     {"how many keys follow", "Up to 3; 0: the keys that are held down are enough.", KEY_OPTION},
     0},
    {.name = NULL},
};

static const struct tdxp_field key_option_fields[] = {
    {.name = "KeyData",
     .type_name = "EFI_BOOT_KEY_DATA",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = key_data,
     .doc = {"which keys are to be held down, and how many pressed", "All of them together start the option.",
             KEY_OPTION}},
    {.name = "BootOptionCrc",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"CRC32 of the boot option", "The key is forgotten where the option has changed since.", KEY_OPTION}},
    {.name = "BootOption",
     .type_name = "UINT16",
     .offset = 8,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"number of the boot option that is started", "1 stands for the variable Boot0001.", KEY_OPTION}},
    {.name = NULL},
};

const struct tdxp_format key_option_format = {
    .name = "EFI_KEY_OPTION",
    .size = 10,
    .fields = key_option_fields,
    .doc = {"keys that start a boot option", "Followed by the keys that are to be pressed.", KEY_OPTION}};

static const struct tdxp_field key_fields[] = {
    {.name = "ScanCode",
     .type_name = "UINT16",
     .offset = 0,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"a key that is no character", "1 to 4 are the arrows, b to 16 F1 to F12, 17 Escape.",
             "UEFI specification 2.10, 12.1.2, table of EFI scan codes"}},
    {.name = "UnicodeChar",
     .type_name = "CHAR16",
     .offset = 2,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"a key that is a character", "0 where ScanCode says which key it is.",
             "UEFI specification 2.10, 12.3, EFI_INPUT_KEY"}},
    {.name = NULL},
};

const struct tdxp_format key_option_format_key = {
    .name = "EFI_INPUT_KEY",
    .size = 4,
    .fields = key_fields,
    .doc = {"a key that is to be pressed", "A key of the keyboard, or a character.", KEY_OPTION}};

bool key_option_decode(const struct ffs_walk *w, struct tdxp_node *data)
{
    uint64_t keys = data->offset + key_option_format.size;
    uint32_t key = 0;
    uint16_t option = 0;
    uint32_t count;

    if (data->length < key_option_format.size) {
        tdxp_node_mark(w->tree, data, TDXP_MARK_INVALID, "too short for a key option");
        return true;
    }
    walk_fields(w->tree, data, &key_option_format, data->offset);
    tdxp_read_u32(w->bytes, data->offset, &key);
    tdxp_read_u16(w->bytes, data->offset + 8, &option);
    count = key >> 30;
    data->note = tdxp_tree_text(w->tree, "starts Boot%04" PRIX16, option);
    if (data->length != key_option_format.size + (uint64_t)count * key_option_format_key.size) {
        tdxp_node_mark(w->tree, data, TDXP_MARK_INVALID,
                       "InputKeyCount is %" PRIu32 ", which makes 0x%" PRIx32 " bytes", count,
                       key_option_format.size + count * key_option_format_key.size);
    }
    for (uint32_t i = 0; i < count; i++) {
        uint64_t at = keys + (uint64_t)i * key_option_format_key.size;

        if (data->length - (at - data->offset) < key_option_format_key.size) {
            break;
        }
        walk_struct(w->tree, data, &key_option_format_key, tdxp_tree_text(w->tree, "key[%" PRIu32 "]", i),
                    tdxp_tree_text(w->tree, "Key %" PRIu32, i), at);
    }
    return true;
}
