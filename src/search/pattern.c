/* Patterns: one table of their kinds, and how each is read. */
#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "search/reader.h"
#include "tdxplore/text.h"

/* ---- what the readers share ---- */

bool reader_fail(const struct reader *reader, const char *at, const char *format, ...)
{
    char words[256];
    size_t number = 1;
    va_list args;

    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    /* Of UTF-8, each character has one byte that does not go on with another. */
    for (const char *c = reader->text; c < at; c++) {
        number += (*c & 0xc0) != 0x80;
    }
    tdxp_error_set(reader->err, "character %zu of the pattern: %s", number, words);
    return false;
}

struct tdxp_needle *reader_needle(const struct reader *reader)
{
    struct tdxp_needle *needle = &reader->pattern->needles[reader->pattern->count++];

    needle->length = 0;
    needle->exact = true;
    return needle;
}

bool reader_put(const struct reader *reader, struct tdxp_needle *needle, const char *at, uint8_t value, uint8_t mask)
{
    if (needle->length == TDXP_NEEDLE_MAX) {
        return reader_fail(reader, at, "a pattern has %u bytes at most", TDXP_NEEDLE_MAX);
    }
    needle->value[needle->length] = value & mask;
    needle->mask[needle->length++] = mask;
    needle->exact = needle->exact && mask == 0xff;
    return true;
}

/* Letters in either case: those of ASCII differ in one bit, and no other characters have the rest of their bits. */
static uint8_t case_mask(uint8_t byte, bool fold)
{
    return fold && isascii(byte) && isalpha(byte) ? 0xdf : 0xff;
}

/* ---- hex ---- */

static bool is_hex_or_any(char c)
{
    return c == '?' || isxdigit((unsigned char)c);
}

static unsigned nibble_of(char c)
{
    return c == '?'                    ? 0
           : isdigit((unsigned char)c) ? (unsigned)(c - '0')
                                       : (unsigned)(tolower((unsigned char)c) - 'a' + 10);
}

static const char *skip_to_pair(const char *at)
{
    at += strspn(at, " \t,");
    return at + (at[0] == '0' && (at[1] == 'x' || at[1] == 'X') ? 2 : 0);
}

static bool read_hex(const struct reader *reader)
{
    struct tdxp_needle *needle = reader_needle(reader);
    const char *at = reader->at;
    uint8_t known = 0;

    while (at = skip_to_pair(at), *at) {
        uint8_t mask;

        if (!is_hex_or_any(at[0])) {
            return reader_fail(reader, at, "not a hexadecimal digit, nor ?");
        }
        if (!is_hex_or_any(at[1])) {
            return reader_fail(reader, at + 1, "a byte has two hexadecimal digits; ?? is any");
        }
        mask = (uint8_t)((at[0] == '?' ? 0 : 0xf0) | (at[1] == '?' ? 0 : 0x0f));
        if (!reader_put(reader, needle, at, (uint8_t)(nibble_of(at[0]) << 4 | nibble_of(at[1])), mask)) {
            return false;
        }
        known |= mask;
        at += 2;
    }
    if (needle->length > 0 && known == 0) {
        return reader_fail(reader, reader->at, "any bytes match: at least one digit must be known");
    }
    return true;
}

/* Two pairs or more, and nothing else. */
static bool is_hex(const char *text)
{
    size_t pairs = 0;

    for (const char *at = text; at = skip_to_pair(at), *at; at += 2, pairs++) {
        if (!is_hex_or_any(at[0]) || !is_hex_or_any(at[1])) {
            return false;
        }
    }
    return pairs >= 2;
}

/* ---- GUIDs ---- */

static bool read_guid(const struct reader *reader)
{
    struct tdxp_guid guid;
    struct tdxp_needle *needle;

    if (!reader_guid(reader, &guid)) {
        return false;
    }
    needle = reader_needle(reader);
    for (size_t i = 0; i < sizeof guid.bytes; i++) {
        reader_put(reader, needle, reader->at, guid.bytes[i], 0xff);
    }
    return true;
}

static bool is_guid(const char *text)
{
    const struct reader reader = {text, text, NULL, NULL};
    struct tdxp_guid guid;

    /* Eleven bytes with commas between them are bytes. */
    return (strchr(text, '-') || (strchr(text, ',') && strpbrk(text, "{xX"))) && reader_guid(&reader, &guid);
}

/* ---- numbers ---- */

static void put_number(const struct reader *reader, uint64_t number, unsigned width)
{
    struct tdxp_needle *needle = reader_needle(reader);

    for (unsigned i = 0; i < width; i++) {
        reader_put(reader, needle, reader->at, (uint8_t)(number >> 8 * i), 0xff);
    }
}

static bool fits(uint64_t number, unsigned width)
{
    return width == 8 || number >> 8 * width == 0;
}

static bool read_number(const struct reader *reader, uint64_t *number)
{
    const char *at = reader->at + strspn(reader->at, " ");

    return tdxp_parse_size(at, number) || reader_fail(reader, at, "not a number of 64 bits: 0x20000, 131072 or 128K");
}

static bool read_width(const struct reader *reader, unsigned width)
{
    uint64_t number;

    if (!read_number(reader, &number)) {
        return false;
    }
    if (!fits(number, width)) {
        return reader_fail(reader, reader->at, "0x%" PRIx64 " has more than %u byte%s", number, width,
                           width == 1 ? "" : "s");
    }
    put_number(reader, number, width);
    return true;
}

static bool read_u8(const struct reader *reader)
{
    return read_width(reader, 1);
}

static bool read_u16(const struct reader *reader)
{
    return read_width(reader, 2);
}

static bool read_u32(const struct reader *reader)
{
    return read_width(reader, 4);
}

static bool read_u64(const struct reader *reader)
{
    return read_width(reader, 8);
}

static bool read_from_width(const struct reader *reader, unsigned least)
{
    uint64_t number;

    if (!read_number(reader, &number)) {
        return false;
    }
    for (unsigned width = least; width <= 8; width *= 2) {
        if (fits(number, width)) {
            put_number(reader, number, width);
        }
    }
    return true;
}

static bool read_uint(const struct reader *reader)
{
    return read_from_width(reader, 1);
}

static bool read_place(const struct reader *reader)
{
    return read_from_width(reader, 4);
}

static bool is_number(const char *text)
{
    uint64_t number;

    return text[0] == '0' && (text[1] == 'x' || text[1] == 'X') && tdxp_parse_size(text, &number);
}

/* ---- text ---- */

static bool put_text(const struct reader *reader, const char *text, size_t length, bool fold)
{
    struct tdxp_needle *needle = reader_needle(reader);

    for (size_t i = 0; i < length; i++) {
        uint8_t byte = (uint8_t)text[i];

        if (!reader_put(reader, needle, text + i, byte, case_mask(byte, fold))) {
            return false;
        }
    }
    return true;
}

/* The code point of well-formed UTF-8 at *at, which goes behind it. */
static uint32_t next_code(const char **at)
{
    const uint8_t *byte = (const uint8_t *)*at;
    unsigned more = *byte < 0x80 ? 0 : *byte < 0xe0 ? 1 : *byte < 0xf0 ? 2 : 3;
    uint32_t code = more == 0 ? *byte : *byte & (0x3fu >> more);

    for (unsigned i = 1; i <= more; i++) {
        code = code << 6 | (byte[i] & 0x3f);
    }
    *at += 1 + more;
    return code;
}

static bool put_unit(const struct reader *reader, struct tdxp_needle *needle, const char *at, uint32_t unit, bool fold)
{
    uint8_t low = (uint8_t)unit;

    return reader_put(reader, needle, at, low, case_mask(low, fold && unit < 0x80)) &&
           reader_put(reader, needle, at, (uint8_t)(unit >> 8), 0xff);
}

static bool put_wide(const struct reader *reader, const char *text, size_t length, bool fold)
{
    const char *end = text + length;
    struct tdxp_needle *needle;

    if (!tdxp_is_utf8(text, length)) {
        return reader_fail(reader, text, "not UTF-8");
    }
    needle = reader_needle(reader);
    while (text < end) {
        const char *at = text;
        uint32_t code = next_code(&text);
        bool whole = code < 0x10000 ? put_unit(reader, needle, at, code, fold)
                                    : put_unit(reader, needle, at, 0xd800 + (code - 0x10000) / 0x400, false) &&
                                          put_unit(reader, needle, at, 0xdc00 + (code - 0x10000) % 0x400, false);

        if (!whole) {
            return false;
        }
    }
    return true;
}

/* What stands in double quotes goes without them: for blanks at the ends, and what looks like another kind. */
static const char *unquoted(const char *text, size_t *length)
{
    *length = strlen(text);
    if (*length > 2 && text[0] == '"' && text[*length - 1] == '"') {
        *length -= 2;
        return text + 1;
    }
    return text;
}

/* As in less -i and in vi with smartcase. */
static bool has_no_capitals(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] >= 'A' && text[i] <= 'Z') {
            return false;
        }
    }
    return true;
}

static bool read_text_as(const struct reader *reader, bool fold)
{
    size_t length;
    const char *text = unquoted(reader->at, &length);

    return put_text(reader, text, length, fold);
}

static bool read_wide_as(const struct reader *reader, bool fold)
{
    size_t length;
    const char *text = unquoted(reader->at, &length);

    return put_wide(reader, text, length, fold);
}

static bool read_text(const struct reader *reader)
{
    return read_text_as(reader, false);
}

static bool read_text_either(const struct reader *reader)
{
    return read_text_as(reader, true);
}

static bool read_wide(const struct reader *reader)
{
    return read_wide_as(reader, false);
}

static bool read_wide_either(const struct reader *reader)
{
    return read_wide_as(reader, true);
}

static bool read_any(const struct reader *reader)
{
    size_t length;
    const char *text = unquoted(reader->at, &length);
    bool fold = has_no_capitals(text, length);

    return put_text(reader, text, length, fold) &&
           (!tdxp_is_utf8(text, length) || put_wide(reader, text, length, fold));
}

static bool read_name(const struct reader *reader)
{
    size_t length;
    const char *text = unquoted(reader->at, &length);

    return put_text(reader, text, length, has_no_capitals(text, length));
}

static bool is_text(const char *text)
{
    return *text != '\0';
}

/* ---- the table ---- */

/* Without a key the first kind is taken whose test holds. */
static const struct {
    struct tdxp_pattern_kind kind;
    bool (*read)(const struct reader *reader);
    bool (*is)(const char *text); /* NULL: only with the key */
} kinds[] = {
    {{"guid", "7739f24c-93d7-11d4-9a3a-0090273fc14d",
      "a GUID as it is stored: canonical, in braces, or as numbers as in C and EDK2 ({0x7739f24c, 0x93d7, ...})",
      "a GUID with hyphens, or as numbers with commas", false},
     read_guid,
     is_guid},
    {{"uint", "0x20000", "a little-endian integer, of the width that it needs or wider", "one number with 0x", false},
     read_uint,
     is_number},
    {{"hex", "54 44 ?? 4?",
      "bytes, two hexadecimal digits each, with ? for any digit; blanks, commas and 0x may be there",
      "two or more pairs of hexadecimal digits or ?", false},
     read_hex,
     is_hex},
    {{"any", "boot",
      "text as UTF-8 or UTF-16LE, of letters of ASCII in either case unless one of the pattern is a capital; quotes around it are "
      "left out",
      "all else", false},
     read_any,
     is_text},
    {{"text", "Boot", "text as UTF-8, letters as they are", NULL, false}, read_text, NULL},
    {{"text/i", "boot", "text as UTF-8, letters of ASCII in either case", NULL, false}, read_text_either, NULL},
    {{"wide", "Boot", "text as UTF-16LE, letters as they are", NULL, false}, read_wide, NULL},
    {{"wide/i", "boot", "text as UTF-16LE, letters of ASCII in either case", NULL, false}, read_wide_either, NULL},
    {{"u8", "0x20", "an integer of one byte", NULL, false}, read_u8, NULL},
    {{"u16", "0x1000", "a little-endian integer of 2 bytes", NULL, false}, read_u16, NULL},
    {{"u32", "128K", "a little-endian integer of 4 bytes", NULL, false}, read_u32, NULL},
    {{"u64", "0xff000000", "a little-endian integer of 8 bytes", NULL, false}, read_u64, NULL},
    {{"offset", "0x84000", "a file offset that is stored somewhere, in 4 or 8 bytes", NULL, false}, read_place, NULL},
    {{"gpa", "0x80a000", "a guest-physical address that is stored somewhere, in 4 or 8 bytes", NULL, false},
     read_place,
     NULL},
    {{"name", "bootorder",
      "nodes of the tree that have this in their name, path segment, note or value; letters as with any", NULL, true},
     read_name,
     NULL},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

const struct tdxp_pattern_kind *tdxp_pattern_kind(unsigned n)
{
    return n < KINDS ? &kinds[n].kind : NULL;
}

/* The kind that the text names, or else seems to be. */
static unsigned kind_of(const char *text, const char **rest)
{
    size_t length = strcspn(text, ":");
    unsigned n;

    for (n = 0; n < KINDS && text[length]; n++) {
        if (strlen(kinds[n].kind.key) == length && strncmp(text, kinds[n].kind.key, length) == 0) {
            *rest = text + length + 1;
            return n;
        }
    }
    *rest = text;
    for (n = 0; n < KINDS && !(kinds[n].is && kinds[n].is(text)); n++) {
    }
    return n;
}

bool tdxp_pattern_parse(const char *text, struct tdxp_pattern *pattern, struct tdxp_error *err)
{
    struct reader reader = {text, text, pattern, err};
    unsigned n = kind_of(text, &reader.at);

    pattern->count = 0;
    if (n == KINDS || *reader.at == '\0') {
        return reader_fail(&reader, reader.at, "there is nothing to look for");
    }
    pattern->kind = &kinds[n].kind;
    if (!kinds[n].read(&reader)) {
        return false;
    }
    if (pattern->needles[0].length == 0) {
        return reader_fail(&reader, reader.at, "there is nothing to look for");
    }
    return true;
}

bool tdxp_pattern_of_node(const struct tdxp_node *node, char *buffer, size_t size)
{
    const struct tdxp_bytes *bytes = &node->space->bytes;
    enum tdxp_type type = node->field ? node->field->type : TDXP_TYPE_NONE;
    char canonical[TDXP_GUID_TEXT];
    struct tdxp_guid guid;
    size_t used;

    if (type == TDXP_TYPE_GUID && node->length == sizeof guid.bytes && tdxp_read_guid(bytes, node->offset, &guid)) {
        tdxp_guid_format(&guid, canonical);
        return (size_t)snprintf(buffer, size, "guid:%s", canonical) < size;
    }
    if (type == TDXP_TYPE_UINT && node->kind == TDXP_KIND_FIELD &&
        (node->length == 1 || node->length == 2 || node->length == 4 || node->length == 8)) {
        return (size_t)snprintf(buffer, size, "u%u:0x%" PRIx64, 8 * (unsigned)node->length, node->value) < size;
    }
    if (node->length == 0 || node->length > TDXP_NEEDLE_MAX || 4 + 2 * node->length >= size) {
        return false;
    }
    used = (size_t)snprintf(buffer, size, "hex:");
    for (uint64_t i = 0; i < node->length; i++) {
        uint8_t byte = 0;

        tdxp_read_u8(bytes, node->offset + i, &byte);
        used += (size_t)snprintf(buffer + used, size - used, "%02x", byte);
    }
    return true;
}
