/* What is copied, as text that is ready to be pasted. */
#include "tui/copy_text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tdxplore/text.h"

enum {
    HEX_LINE = 32,       /* bytes a line: a SHA-256, or two GUIDs */
    C_LINE = 12,         /* the same, of a definition that is not wider than 80 columns */
    IDENTIFIER_MOST = 60 /* characters */
};

static char *room_for(const struct tdxp_bytes *bytes)
{
    return bytes->size < SIZE_MAX / COPY_GROWTH - COPY_HEAD ? malloc(bytes->size * COPY_GROWTH + COPY_HEAD) : NULL;
}

static uint8_t byte_at(const struct tdxp_bytes *bytes, uint64_t offset)
{
    uint8_t byte = 0;

    tdxp_read_u8(bytes, offset, &byte);
    return byte;
}

/* Two digits, without the cost of a format for each of many bytes. */
static char *put_byte(char *at, uint8_t byte)
{
    static const char digits[] = "0123456789abcdef";

    *at++ = digits[byte >> 4];
    *at++ = digits[byte & 0xf];
    return at;
}

char *copy_hex(const struct tdxp_bytes *bytes, size_t *length)
{
    char *text = room_for(bytes);
    char *at = text;

    if (!text) {
        return NULL;
    }
    for (uint64_t i = 0; i < bytes->size; i++) {
        if (i > 0) {
            *at++ = i % HEX_LINE == 0 ? '\n' : ' ';
        }
        at = put_byte(at, byte_at(bytes, i));
    }
    *at = '\0';
    *length = (size_t)(at - text);
    return text;
}

/* Of a path that is too long, the end, which tells it from others. */
static void identifier(const char *path, char name[static IDENTIFIER_MOST + 2])
{
    size_t length = strlen(path);
    size_t used = 0;

    path += length > IDENTIFIER_MOST ? length - IDENTIFIER_MOST : 0;
    if (!isascii((unsigned char)*path) || !isalpha((unsigned char)*path)) {
        name[used++] = '_';
        path += *path == '/';
    }
    for (; *path && used < IDENTIFIER_MOST; path++) {
        bool fits = isascii((unsigned char)*path) && isalnum((unsigned char)*path);

        /* One '_' for several in a row. */
        if (fits || name[used - (used > 0)] != '_') {
            name[used++] = (char)(fits ? *path : '_');
        }
    }
    while (used > 1 && name[used - 1] == '_') {
        used--;
    }
    name[used] = '\0';
}

char *copy_c(const struct tdxp_bytes *bytes, const char *path, size_t *length)
{
    char *text = room_for(bytes);
    char name[IDENTIFIER_MOST + 2] = "";
    char *at = text;

    if (!text) {
        return NULL;
    }
    identifier(path, name);
    at += snprintf(at, COPY_HEAD, "static const unsigned char %s[%" PRIu64 "] = {", name, bytes->size);
    for (uint64_t i = 0; i < bytes->size; i++) {
        const char *between = i % C_LINE == 0 ? "\n    0x" : " 0x";
        size_t count = strlen(between);

        memcpy(at, between, count);
        at = put_byte(at + count, byte_at(bytes, i));
        *at++ = ',';
    }
    memcpy(at, "\n};\n", sizeof "\n};\n");
    *length = (size_t)(at - text) + strlen(at);
    return text;
}

static bool is_plain(uint8_t byte)
{
    return (byte < 0x80 && isprint(byte)) || byte == '\n' || byte == '\t';
}

/* How many of the bytes are left without the NULs at the end. */
static uint64_t without_nuls(const struct tdxp_bytes *bytes)
{
    uint64_t size = bytes->size;

    while (size > 0 && byte_at(bytes, size - 1) == 0) {
        size--;
    }
    return size;
}

/* True where all characters of so many bytes are plain. */
static bool all_plain(const struct tdxp_bytes *bytes, uint64_t size, unsigned width)
{
    for (uint64_t i = 0; i < size; i += width) {
        if (!is_plain(byte_at(bytes, i)) || (width == 2 && byte_at(bytes, i + 1) != 0)) {
            return false;
        }
    }
    return size > 0;
}

char *copy_plain(const struct tdxp_bytes *bytes, size_t *length)
{
    uint64_t size = without_nuls(bytes);
    bool narrow = all_plain(bytes, size, 1);
    bool wide = !narrow && bytes->size % 2 == 0 && all_plain(bytes, size, 2);
    char *text = room_for(bytes);
    char *at = text;

    if (!text) {
        return NULL;
    }
    for (uint64_t i = 0; i < (narrow || wide ? size : bytes->size); i += wide ? 2 : 1) {
        uint8_t byte = byte_at(bytes, i);

        if (narrow || wide || byte == '\n' || byte == '\t') {
            *at++ = (char)byte;
        } else {
            at += tdxp_escape(&byte, 1, at, TDXP_ESCAPE_MAX + 1);
        }
    }
    *at = '\0';
    *length = (size_t)(at - text);
    return text;
}
