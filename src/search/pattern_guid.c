/*
 * GUIDs as people write them: "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" (RFC 9562, section 4), with braces or quotes or without
 * hyphens; and as numbers, as in C and in the declaration files of EDK2 (EDK II Package Declaration (DEC) File Format
 * Specification, section 3.6): "{ 0x8be4df61, 0x93ca, 0x11d2, { 0xaa, 0x0d, ... } }", or byte by byte as it is on disk.
 */
#include <ctype.h>
#include <string.h>

#include "search/reader.h"

enum { DIGITS = 32, NUMBERS = 11, BYTES = 16 };

static int digit_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : -1;
}

static bool is_around(char c)
{
    return strchr("{}() \t\"'", c) != NULL;
}

/* The groups of the text are stored from their last byte on, but for the last two (UEFI 2.10, appendix A). */
static void set_digits(const uint8_t text[static BYTES], struct tdxp_guid *guid)
{
    static const uint8_t order[BYTES] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

    for (unsigned i = 0; i < BYTES; i++) {
        guid->bytes[i] = text[order[i]];
    }
}

static bool read_digits(const struct reader *reader, struct tdxp_guid *guid)
{
    uint8_t bytes[BYTES] = {0};
    const char *at = reader->at;
    unsigned count = 0;
    bool hyphens = strchr(at, '-') != NULL;

    for (; *at; at++) {
        bool between = count == 8 || count == 12 || count == 16 || count == 20;

        if (hyphens && between && at[-1] != '-') {
            if (*at != '-') {
                return reader_fail(reader, at, "a GUID has a hyphen here");
            }
            continue;
        }
        if (is_around(*at) && (count == 0 || count == DIGITS)) {
            continue;
        }
        if (digit_of(*at) < 0 || count == DIGITS) {
            return reader_fail(reader, at, "a GUID has 8-4-4-4-12 hexadecimal digits");
        }
        bytes[count / 2] = (uint8_t)(bytes[count / 2] << 4 | digit_of(*at));
        count++;
    }
    if (count < DIGITS) {
        return reader_fail(reader, at, "the GUID ends after %u of 32 digits", count);
    }
    set_digits(bytes, guid);
    return true;
}

/* A number in hexadecimal, with 0x or without, and suffixes as in C. */
static bool read_number(const char **at, uint64_t *number)
{
    const char *c = *at;
    unsigned digits = 0;

    c += c[0] == '0' && (c[1] == 'x' || c[1] == 'X') ? 2 : 0;
    for (*number = 0; digit_of(*c) >= 0 && digits < 16; c++, digits++) {
        *number = *number << 4 | (uint64_t)digit_of(*c);
    }
    c += strspn(c, "uUlL");
    *at = c;
    return digits > 0;
}

static bool read_numbers(const struct reader *reader, struct tdxp_guid *guid)
{
    uint64_t numbers[BYTES] = {0};
    const char *starts[BYTES] = {NULL};
    uint8_t text[BYTES];
    unsigned count = 0;
    const char *at = reader->at;

    while (at += strspn(at, "{}() \t,;"), *at) {
        const char *start = at;

        if (count == BYTES || !read_number(&at, &numbers[count])) {
            return reader_fail(reader, start, "a GUID is 11 numbers in hexadecimal, or 16 bytes");
        }
        starts[count++] = start;
    }
    if (count != NUMBERS && count != BYTES) {
        return reader_fail(reader, at, "a GUID is 11 numbers, or 16 bytes: these are %u", count);
    }
    for (unsigned i = 0; i < count; i++) {
        unsigned width = count == BYTES || i > 2 ? 1 : i == 0 ? 4 : 2;

        if (numbers[i] >> 8 * width) {
            return reader_fail(reader, starts[i], "this number of a GUID has %u byte%s at most", width,
                               width == 1 ? "" : "s");
        }
        text[i] = (uint8_t)numbers[i];
    }
    if (count == BYTES) {
        memcpy(guid->bytes, text, BYTES);
        return true;
    }
    for (unsigned i = 0; i < 4; i++) {
        guid->bytes[i] = (uint8_t)(numbers[0] >> 8 * i);
    }
    for (unsigned i = 0; i < 4; i++) {
        guid->bytes[4 + i] = (uint8_t)(numbers[1 + i / 2] >> 8 * (i % 2));
    }
    memcpy(guid->bytes + 8, text + 3, 8);
    return true;
}

bool reader_guid(const struct reader *reader, struct tdxp_guid *guid)
{
    return strchr(reader->at, ',') ? read_numbers(reader, guid) : read_digits(reader, guid);
}
