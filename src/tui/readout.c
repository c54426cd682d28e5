/* Bytes read as what they may be: numbers, text, a GUID, a time. */
#include "tui/readout.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "format/efi_time.h"
#include "tdxplore/guid.h"

enum { TEXT_LEAST = 2 }; /* characters in a row that are taken for text */

/* Seconds from 1970 to the start of 2000 and of 2100. */
#define UNIX_FIRST UINT32_C(946684800)
#define UNIX_END UINT32_C(4102444800)

static const struct {
    const char *name;
    unsigned width; /* in bytes, of a number */
    bool big;       /* the most significant byte comes first */
} kinds[READOUT_KINDS] = {
    [READOUT_U8] = {"u8", 1, false},
    [READOUT_U16] = {"u16", 2, false},
    [READOUT_U32] = {"u32", 4, false},
    [READOUT_U64] = {"u64", 8, false},
    [READOUT_TEXT] = {"text", 0, false},
    [READOUT_UTF16] = {"UTF-16", 0, false},
    [READOUT_GUID] = {"GUID", 0, false},
    [READOUT_U16_BE] = {"u16 BE", 2, true},
    [READOUT_U32_BE] = {"u32 BE", 4, true},
    [READOUT_U64_BE] = {"u64 BE", 8, true},
    [READOUT_EFI_TIME] = {"EFI_TIME", 0, false},
    [READOUT_UNIX_TIME] = {"Unix time", 0, false},
};

const char *readout_name(enum readout_kind kind)
{
    return kinds[kind].name;
}

static uint64_t turn_round(uint64_t value, unsigned width)
{
    return __builtin_bswap64(value) >> (64 - 8 * width);
}

static uint64_t read_number(const struct tdxp_bytes *bytes, uint64_t offset, unsigned width, bool big,
                            char text[static READOUT_SIZE])
{
    uint64_t value;
    uint64_t sign;
    int used;

    if (!tdxp_read_uint(bytes, offset, width, &value)) {
        return 0;
    }
    value = big ? turn_round(value, width) : value;
    sign = UINT64_C(1) << (8 * width - 1);
    used = snprintf(text, READOUT_SIZE, "0x%0*" PRIx64 "  %" PRIu64, (int)(2 * width), value, value);
    if (value & sign) {
        snprintf(text + used, READOUT_SIZE - (size_t)used, "  %" PRId64, (int64_t)((value ^ sign) - sign));
    }
    return width;
}

/* unit: bytes of a character. */
static uint64_t read_text(const struct tdxp_bytes *bytes, uint64_t offset, unsigned unit,
                          char text[static READOUT_SIZE])
{
    char run[READOUT_TEXT_MOST + 1];
    int count = 0;
    uint64_t value;

    while (count < READOUT_TEXT_MOST && tdxp_read_uint(bytes, offset + (uint64_t)count * unit, unit, &value) &&
           value < 0x80 && isprint((int)value)) {
        run[count++] = (char)value;
    }
    if (count < TEXT_LEAST) {
        return 0;
    }
    run[count] = '\0';
    snprintf(text, READOUT_SIZE, "\"%s\"", run);
    return (uint64_t)count * unit;
}

static uint64_t read_guid(const struct tdxp_bytes *bytes, uint64_t offset, char text[static READOUT_SIZE])
{
    const struct tdxp_guid_name *known;
    char canonical[TDXP_GUID_TEXT];
    struct tdxp_guid guid;

    if (!tdxp_read_guid(bytes, offset, &guid)) {
        return 0;
    }
    known = tdxp_guid_find(&guid);
    tdxp_guid_format(&guid, canonical);
    snprintf(text, READOUT_SIZE, "%s%s%s", canonical, known ? "  " : "", known ? known->name : "");
    return sizeof guid.bytes;
}

/* Of the fields that the text does not show: where they are out of range, the bytes are hardly meant as a time. */
static bool rest_of_time_conforms(const struct tdxp_bytes *bytes, uint64_t offset)
{
    enum { PAD1 = 7, NANOSECOND = 8, ZONE = 12, DAYLIGHT = 14, PAD2 = 15, UNSPECIFIED = 2047, DAY_MINUTES = 1440 };
    uint8_t pad1, pad2, saving;
    uint32_t nanosecond;
    uint16_t time_zone;
    int minutes;

    if (!tdxp_read_u8(bytes, offset + PAD1, &pad1) || !tdxp_read_u32(bytes, offset + NANOSECOND, &nanosecond) ||
        !tdxp_read_u16(bytes, offset + ZONE, &time_zone) || !tdxp_read_u8(bytes, offset + DAYLIGHT, &saving) ||
        !tdxp_read_u8(bytes, offset + PAD2, &pad2)) {
        return false;
    }
    minutes = (int16_t)time_zone;
    return pad1 == 0 && pad2 == 0 && nanosecond < 1000000000 && saving < 4 &&
           (minutes == UNSPECIFIED || (minutes >= -DAY_MINUTES && minutes <= DAY_MINUTES));
}

static uint64_t read_efi_time(const struct tdxp_bytes *bytes, uint64_t offset, char text[static READOUT_SIZE])
{
    char date[EFI_TIME_TEXT];

    if (!rest_of_time_conforms(bytes, offset) || !efi_time_text(bytes, offset, date)) {
        return 0;
    }
    snprintf(text, READOUT_SIZE, "%s", date);
    return 16;
}

static uint64_t read_unix_time(const struct tdxp_bytes *bytes, uint64_t offset, char text[static READOUT_SIZE])
{
    uint32_t seconds;
    struct tm tm;
    time_t when;

    if (!tdxp_read_u32(bytes, offset, &seconds) || seconds < UNIX_FIRST || seconds >= UNIX_END) {
        return 0;
    }
    when = (time_t)seconds;
    if (!gmtime_r(&when, &tm)) {
        return 0;
    }
    return strftime(text, READOUT_SIZE, "%Y-%m-%d %H:%M:%S UTC", &tm) > 0 ? sizeof seconds : 0;
}

uint64_t readout_value(enum readout_kind kind, const struct tdxp_bytes *bytes, uint64_t offset,
                       char text[static READOUT_SIZE])
{
    text[0] = '\0';
    switch (kind) {
    case READOUT_TEXT:
        return read_text(bytes, offset, 1, text);
    case READOUT_UTF16:
        return read_text(bytes, offset, 2, text);
    case READOUT_GUID:
        return read_guid(bytes, offset, text);
    case READOUT_EFI_TIME:
        return read_efi_time(bytes, offset, text);
    case READOUT_UNIX_TIME:
        return read_unix_time(bytes, offset, text);
    default:
        return read_number(bytes, offset, kinds[kind].width, kinds[kind].big, text);
    }
}
