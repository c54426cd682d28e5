/* EFI_TIME: dates and times of UEFI. */
#include "format/efi_time.h"

#include <stdio.h>

#include "format/walker.h"
#include "tdxplore/range.h"

#define UEFI_TIME "UEFI specification 2.10, 8.3, GetTime()"

static const struct tdxp_flag daylight_flags[] = {
    {0,
     0,
     "EFI_TIME_ADJUST_DAYLIGHT",
     {"the place has daylight saving time", "Says nothing of whether it is in force.", UEFI_TIME},
     0},
    {1,
     1,
     "EFI_TIME_IN_DAYLIGHT",
     {"daylight saving time is in force", "The time has been put forward already.", UEFI_TIME},
     0},
    {2, 7, "reserved[7:2]", {"reserved bits", "Shown only where one of them is set.", UEFI_TIME}, 1},
    {.name = NULL},
};

static const struct tdxp_field time_fields[] = {
    {.name = "Year",
     .type_name = "UINT16",
     .offset = 0,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"year", "From 1900 to 9999.", UEFI_TIME}},
    {.name = "Month",
     .type_name = "UINT8",
     .offset = 2,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"month", "From 1 to 12.", UEFI_TIME}},
    {.name = "Day",
     .type_name = "UINT8",
     .offset = 3,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"day of the month", "From 1 to 31.", UEFI_TIME}},
    {.name = "Hour",
     .type_name = "UINT8",
     .offset = 4,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"hour", "From 0 to 23.", UEFI_TIME}},
    {.name = "Minute",
     .type_name = "UINT8",
     .offset = 5,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"minute", "From 0 to 59.", UEFI_TIME}},
    {.name = "Second",
     .type_name = "UINT8",
     .offset = 6,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"second", "From 0 to 59.", UEFI_TIME}},
    {.name = "Pad1",
     .type_name = "UINT8",
     .offset = 7,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"not used", "0 in the time stamp of a signed update.", UEFI_TIME}},
    {.name = "Nanosecond",
     .type_name = "UINT32",
     .offset = 8,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"nanosecond", "0 in the time stamp of a signed update.", UEFI_TIME}},
    {.name = "TimeZone",
     .type_name = "INT16",
     .offset = 12,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"minutes to Universal Time, with a sign",
             "7ff (2047): not said. 0 in the time stamp of a signed update, which is in Universal Time.", UEFI_TIME}},
    {.name = "Daylight",
     .type_name = "UINT8",
     .offset = 14,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = daylight_flags,
     .doc = {"daylight saving time", "0 in the time stamp of a signed update.", UEFI_TIME}},
    {.name = "Pad2",
     .type_name = "UINT8",
     .offset = 15,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"not used", "0 in the time stamp of a signed update.", UEFI_TIME}},
    {.name = NULL},
};

const struct tdxp_format efi_time_format = {
    .name = "EFI_TIME",
    .size = 16,
    .fields = time_fields,
    .doc = {"a date and a time", "The time of UEFI: a calendar date, not a count of seconds.", UEFI_TIME}};

static bool in_range(unsigned value, unsigned low, unsigned high)
{
    return value >= low && value <= high;
}

bool efi_time_text(const struct tdxp_bytes *bytes, uint64_t offset, char text[static EFI_TIME_TEXT])
{
    uint16_t year;
    uint8_t part[5]; /* month, day, hour, minute, second */

    text[0] = '\0';
    if (!tdxp_read_u16(bytes, offset, &year) || !tdxp_read_copy(bytes, offset + 2, part, sizeof part)) {
        return false;
    }
    snprintf(text, EFI_TIME_TEXT, "%04u-%02u-%02u %02u:%02u:%02u", year, part[0], part[1], part[2], part[3], part[4]);
    return in_range(year, 1900, 9999) && in_range(part[0], 1, 12) && in_range(part[1], 1, 31) && part[2] <= 23 &&
           part[3] <= 59 && part[4] <= 59;
}

void efi_time_decode(struct tdxp_tree *tree, struct tdxp_node *node)
{
    static const uint8_t none[16];
    const struct tdxp_bytes *bytes;
    char text[EFI_TIME_TEXT];
    bool valid;

    if (!node || node->length < sizeof none) {
        return;
    }
    bytes = &node->space->bytes;
    walk_fields(tree, node, &efi_time_format, node->offset);
    if (tdxp_read_equals(bytes, node->offset, none, sizeof none)) {
        node->note = "none";
        return;
    }
    valid = efi_time_text(bytes, node->offset, text);
    node->note = tdxp_tree_text(tree, "%s", text);
    if (!valid) {
        tdxp_node_mark(tree, node, TDXP_MARK_INVALID, "no such time");
    }
}
