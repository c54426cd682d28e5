/* Text for people: foreign text made harmless, sizes written and read. */
#include "tdxplore/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "image/utf8.h"
#include "tdxplore/range.h"

/* Output that stops at the first unit that does not fit, while the wanted length goes on being counted. */
struct sink {
    char *buffer;
    size_t size;
    size_t used;   /* bytes written */
    size_t wanted; /* bytes that a buffer without end would hold */
};

static void sink_unit(struct sink *sink, const void *unit, size_t length)
{
    bool cut = sink->wanted != sink->used;

    sink->wanted += length;
    if (!cut && sink->size > length && sink->used < sink->size - length) {
        memcpy(sink->buffer + sink->used, unit, length);
        sink->used += length;
    }
}

/* Characters that pass as they are, a byte each: as many as fit. */
static void sink_plain(struct sink *sink, const uint8_t *text, size_t length)
{
    size_t room = sink->wanted == sink->used && sink->size > sink->used + 1 ? sink->size - sink->used - 1 : 0;
    size_t fitting = length < room ? length : room;

    if (fitting > 0) {
        memcpy(sink->buffer + sink->used, text, fitting);
    }
    sink->used += fitting;
    sink->wanted += length;
}

/* How many bytes at text are such characters. Nearly all text is nothing else. */
static size_t plain_length(const uint8_t *text, size_t length)
{
    size_t i = 0;

    while (i < length && text[i] >= 0x20 && text[i] < 0x7f && text[i] != '\\') {
        i++;
    }
    return i;
}

static size_t sink_end(struct sink *sink)
{
    if (sink->size > 0) {
        sink->buffer[sink->used] = '\0';
    }
    return sink->wanted;
}

static void sink_byte(struct sink *sink, uint8_t byte)
{
    char unit[8];

    if (byte == '\\') {
        sink_unit(sink, "\\\\", 2);
    } else if (byte >= 0x20 && byte < 0x7f) {
        sink_unit(sink, &byte, 1);
    } else {
        sink_unit(sink, unit, (size_t)snprintf(unit, sizeof unit, "\\x%02x", byte));
    }
}

size_t tdxp_escape(const void *bytes, size_t length, char *buffer, size_t size)
{
    struct sink sink = {.buffer = buffer, .size = size};
    const uint8_t *p = bytes;

    for (size_t i = 0; i < length; i++) {
        sink_byte(&sink, p[i]);
    }
    return sink_end(&sink);
}

/* Well-formed sequences by their first byte, with the range of the second (Unicode 15, table 3-7). */
static const struct utf8_row {
    uint8_t first, last; /* first byte of the sequence */
    uint8_t low, high;   /* second byte */
    uint8_t length;      /* in bytes */
    uint8_t mask;        /* bits of the first byte that belong to the code point */
} utf8_rows[] = {
    {0xc2, 0xdf, 0x80, 0xbf, 2, 0x1f}, {0xe0, 0xe0, 0xa0, 0xbf, 3, 0x0f}, {0xe1, 0xec, 0x80, 0xbf, 3, 0x0f},
    {0xed, 0xed, 0x80, 0x9f, 3, 0x0f}, {0xee, 0xef, 0x80, 0xbf, 3, 0x0f}, {0xf0, 0xf0, 0x90, 0xbf, 4, 0x07},
    {0xf1, 0xf3, 0x80, 0xbf, 4, 0x07}, {0xf4, 0xf4, 0x80, 0x8f, 4, 0x07},
};

/* Length in bytes of the well-formed character at p, and its code point; 0 where there is none. */
static size_t utf8_decode(const uint8_t *p, size_t length, uint32_t *code)
{
    if (length == 0) {
        return 0;
    }
    if (p[0] < 0x80) {
        *code = p[0];
        return 1;
    }
    for (size_t r = 0; r < sizeof utf8_rows / sizeof *utf8_rows; r++) {
        const struct utf8_row *row = &utf8_rows[r];

        if (p[0] < row->first || p[0] > row->last) {
            continue;
        }
        if (length < row->length || p[1] < row->low || p[1] > row->high) {
            return 0;
        }
        *code = p[0] & row->mask;
        for (size_t i = 1; i < row->length; i++) {
            if ((p[i] & 0xc0) != 0x80) {
                return 0;
            }
            *code = *code << 6 | (p[i] & 0x3f);
        }
        return row->length;
    }
    return 0;
}

/* Code points that a terminal must not be sent from foreign text, in rising order. */
static const struct code_range {
    uint32_t first, last;
} unsafe_codes[] = {
    {0x0000, 0x001f},    /* C0 controls */
    {0x007f, 0x009f},    /* DEL and C1 controls */
    {0x00ad, 0x00ad},    /* soft hyphen */
    {0x034f, 0x034f},    /* combining grapheme joiner */
    {0x061c, 0x061c},    /* Arabic letter mark */
    {0x115f, 0x1160},    /* Hangul fillers */
    {0x17b4, 0x17b5},    /* Khmer inherent vowels */
    {0x180b, 0x180f},    /* Mongolian selectors and vowel separator */
    {0x200b, 0x200f},    /* zero-width characters and direction marks */
    {0x2028, 0x202e},    /* line and paragraph separators, bidirectional embedding */
    {0x2060, 0x206f},    /* invisible operators, bidirectional isolates */
    {0x3164, 0x3164},    /* Hangul filler */
    {0xd800, 0xf8ff},    /* surrogates and private use */
    {0xfdd0, 0xfdef},    /* noncharacters */
    {0xfe00, 0xfe0f},    /* variation selectors */
    {0xfeff, 0xfeff},    /* byte-order mark */
    {0xffa0, 0xffa0},    /* half-width Hangul filler */
    {0xfff0, 0xfffb},    /* interlinear annotation */
    {0xe0000, 0xe0fff},  /* tags and variation selectors */
    {0xf0000, 0x10ffff}, /* private use */
};

static bool is_unsafe(uint32_t code)
{
    if ((code & 0xfffe) == 0xfffe) {
        return true; /* U+xxFFFE and U+xxFFFF are noncharacters in every plane */
    }
    for (size_t i = 0; i < sizeof unsafe_codes / sizeof *unsafe_codes; i++) {
        if (code <= unsafe_codes[i].last) {
            return code >= unsafe_codes[i].first;
        }
    }
    return false;
}

size_t tdxp_escape_utf8(const void *bytes, size_t length, char *buffer, size_t size)
{
    struct sink sink = {.buffer = buffer, .size = size};
    const uint8_t *p = bytes;
    size_t i = 0;

    while (i < length) {
        uint32_t code = 0;
        size_t plain = plain_length(p + i, length - i);
        size_t width;
        char unit[16];

        if (plain > 0) {
            sink_plain(&sink, p + i, plain);
            i += plain;
            continue;
        }
        width = utf8_decode(p + i, length - i, &code);
        if (width <= 1) {
            sink_byte(&sink, p[i]);
            width = 1;
        } else if (is_unsafe(code)) {
            sink_unit(&sink, unit, (size_t)snprintf(unit, sizeof unit, "\\u{%" PRIx32 "}", code));
        } else {
            sink_unit(&sink, p + i, width);
        }
        i += width;
    }
    return sink_end(&sink);
}

const char *tdxp_file_title(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

const char *tdxp_file_base(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash && slash[1] ? slash + 1 : path;
}

size_t tdxp_escape_text(bool utf8, const char *text, char *buffer, size_t size)
{
    return (utf8 ? tdxp_escape_utf8 : tdxp_escape)(text, strlen(text), buffer, size);
}

bool tdxp_is_utf8(const void *bytes, size_t length)
{
    const uint8_t *p = bytes;
    size_t i = 0;

    while (i < length) {
        uint32_t code;
        size_t width = utf8_decode(p + i, length - i, &code);

        if (width == 0) {
            return false;
        }
        i += width;
    }
    return true;
}

size_t utf8_put(uint32_t code, char bytes[static 4])
{
    static const uint8_t first[] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

    for (size_t i = length; i-- > 1;) {
        bytes[i] = (char)(0x80 | (code & 0x3f));
        code >>= 6;
    }
    bytes[0] = (char)(first[length] | code);
    return length;
}

void tdxp_human_size(uint64_t bytes, char text[static TDXP_HUMAN_SIZE])
{
    static const char units[] = "KMGTPE";
    unsigned step = 0; /* how many times 1024 the unit is */
    uint64_t whole;
    uint64_t rest;
    uint64_t tenths;
    unsigned shift;

    while (step < sizeof units - 1 && bytes >> (10 * (step + 1)) > 0) {
        step++;
    }
    if (step == 0) {
        snprintf(text, TDXP_HUMAN_SIZE, "%" PRIu64 " B", bytes);
        return;
    }
    shift = 10 * step;
    whole = bytes >> shift;
    rest = (bytes & ((UINT64_C(1) << shift) - 1)) * 10; /* below 10 * 2^60, which fits */
    tenths = (rest + (UINT64_C(1) << (shift - 1))) >> shift;
    if (tenths == 10) {
        tenths = 0;
        whole++;
    }
    if (whole == 1024 && step < sizeof units - 1) {
        whole = 1;
        step++;
    }
    snprintf(text, TDXP_HUMAN_SIZE, "%s%u.%u %ciB", rest & ((UINT64_C(1) << shift) - 1) ? "~" : "", (unsigned)whole,
             (unsigned)tenths, units[step - 1]);
}

void tdxp_share(uint64_t part, uint64_t whole, char text[static TDXP_SHARE_SIZE])
{
    unsigned tenths = whole > 0 ? (unsigned)((double)part / (double)whole * 1000 + 0.5) : 0;

    if (part > 0 && tenths == 0) {
        snprintf(text, TDXP_SHARE_SIZE, "<0.1 %%");
    } else if (part < whole && tenths >= 1000) {
        snprintf(text, TDXP_SHARE_SIZE, ">99.9 %%");
    } else {
        snprintf(text, TDXP_SHARE_SIZE, "%u.%u %%", tenths / 10, tenths % 10);
    }
}

/* The value of a digit in any base up to 16, or 16. */
static unsigned digit_of(char c)
{
    if (c >= '0' && c <= '9') {
        return (unsigned)(c - '0');
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

/* Powers of 1024 that a suffix stands for; false where it is none. */
static bool suffix_shift(const char *suffix, unsigned *shift)
{
    static const char letters[] = "kmgt";
    const char *found;

    *shift = 0;
    if (suffix[0] == '\0') {
        return true;
    }
    found = strchr(letters, suffix[0] | 0x20);
    if (!found || *found == '\0' || (suffix[1] != '\0' && strcmp(suffix + 1, "iB") != 0)) {
        return false;
    }
    *shift = 10 * ((unsigned)(found - letters) + 1);
    return true;
}

bool tdxp_parse_size(const char *text, uint64_t *bytes)
{
    bool hexadecimal = text[0] == '0' && (text[1] | 0x20) == 'x';
    const char *p = hexadecimal ? text + 2 : text;
    unsigned base = hexadecimal ? 16 : 10;
    uint64_t value = 0;
    bool fits = true;
    unsigned shift;

    errno = EINVAL;
    if (digit_of(*p) >= base) {
        return false;
    }
    for (; digit_of(*p) < base; p++) {
        fits = fits && !__builtin_mul_overflow(value, (uint64_t)base, &value) && tdxp_add(value, digit_of(*p), &value);
    }
    if (!suffix_shift(p, &shift)) {
        return false;
    }
    if (!fits || (shift && value >> (64 - shift))) {
        errno = ERANGE;
        return false;
    }
    *bytes = value << shift;
    return true;
}
