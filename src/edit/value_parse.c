/* The value of a node from text, by what the node is. */
#include "edit/value_parse.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/ascii.h"
#include "search/reader.h"
#include "tdxplore/text.h"

bool tdxp_edit_possible(const struct tdxp_node *node, struct tdxp_error *err)
{
    if (node->space->id != 0) {
        tdxp_error_set(err, "lies in decompressed bytes, which are not written");
        return false;
    }
    if (node->length == 0) {
        tdxp_error_set(err, "has no bytes");
        return false;
    }
    return true;
}

/* ---- bytes and characters ---- */

static int digit_of(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Two digits, or -1. The word has so many left. */
static int pair_of(const char *at, size_t left)
{
    int high = left >= 2 ? digit_of(at[0]) : -1;
    int low = left >= 2 ? digit_of(at[1]) : -1;

    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static bool wrong_length(uint64_t length, uint64_t given, struct tdxp_error *err)
{
    tdxp_error_set(err, "it has %" PRIu64 " byte%s, not %" PRIu64, length, length == 1 ? "" : "s", given);
    return false;
}

/* How many there are goes into *count, and the first of them, up to length, into bytes. */
static bool read_hex(struct word word, uint64_t length, uint8_t *bytes, uint64_t *count, struct tdxp_error *err)
{
    *count = 0;
    for (word = word_trim(word); word.length > 0; word = word_trim(word)) {
        int byte = pair_of(word.at, word.length);

        if (byte < 0) {
            tdxp_error_set(err, "no hexadecimal bytes: two digits for each, as in \"de ad\"");
            return false;
        }
        if (*count < length) {
            bytes[*count] = (uint8_t)byte;
        }
        (*count)++;
        word.at += 2;
        word.length -= 2;
    }
    return true;
}

/* The next byte of characters, which takes *used of them, or -1 where a backslash has nothing to say. */
static int next_character(struct word word, size_t *used)
{
    int byte;

    *used = 1;
    if (word.at[0] != '\\') {
        return (uint8_t)word.at[0];
    }
    *used = 2;
    if (word.length >= 2 && (word.at[1] == '\\' || word.at[1] == '"')) {
        return word.at[1];
    }
    *used = 4;
    byte = word.length >= 4 && word.at[1] == 'x' ? pair_of(word.at + 2, 2) : -1;
    return byte;
}

/* As read_hex. */
static bool read_characters(struct word word, uint64_t length, uint8_t *bytes, uint64_t *count, struct tdxp_error *err)
{
    bool quoted = word.length > 0 && word.at[0] == '"';

    *count = 0;
    if (quoted) {
        word.at++;
        word.length--;
    }
    while (word.length > 0 && !(quoted && word.at[0] == '"')) {
        size_t used;
        int byte = next_character(word, &used);

        if (byte < 0) {
            tdxp_error_set(err, "behind a backslash come x and two hexadecimal digits, \\ or \"");
            return false;
        }
        if (*count < length) {
            bytes[*count] = (uint8_t)byte;
        }
        (*count)++;
        word.at += used;
        word.length -= used;
    }
    if (quoted && word.length != 1) {
        tdxp_error_set(err, word.length == 0 ? "no \" ends the text" : "something stands behind the \"");
        return false;
    }
    return true;
}

/* Text in a field of characters, which zeros fill up. */
static bool read_padded(struct word word, uint64_t length, uint8_t *bytes, struct tdxp_error *err)
{
    uint64_t count;

    if (!read_characters(word, length, bytes, &count, err)) {
        return false;
    }
    if (count > length) {
        return wrong_length(length, count, err);
    }
    memset(bytes + count, 0, (size_t)(length - count));
    return true;
}

static bool has_hex_key(struct word word)
{
    return word.length >= 4 && ascii_same(word.at, "hex:", 4);
}

/* Bytes as such: hexadecimal, or text in quotes. */
static bool read_raw(struct word word, uint64_t length, uint8_t *bytes, uint64_t *count, struct tdxp_error *err)
{
    if (has_hex_key(word)) {
        word = (struct word){word.at + 4, word.length - 4};
    } else if (word.length > 0 && word.at[0] == '"') {
        return read_characters(word, length, bytes, count, err);
    }
    return read_hex(word, length, bytes, count, err);
}

/* As many as there are: none is made up. */
static bool read_exactly(struct word word, uint64_t length, uint8_t *bytes, struct tdxp_error *err)
{
    uint64_t count;

    return read_raw(word, length, bytes, &count, err) && (count == length || wrong_length(length, count, err));
}

uint8_t *tdxp_edit_parse_bytes(const char *text, size_t *length, struct tdxp_error *err)
{
    struct word word = word_trim((struct word){text, strlen(text)});
    uint8_t *bytes = malloc(word.length + 1); /* no text makes more bytes than it has characters */
    uint64_t count;

    if (!bytes) {
        tdxp_error_set(err, "out of memory");
        return NULL;
    }
    if (!read_raw(word, word.length, bytes, &count, err)) {
        free(bytes);
        return NULL;
    }
    if (count == 0) {
        free(bytes);
        tdxp_error_set(err, "these are no bytes at all");
        return NULL;
    }
    *length = (size_t)count;
    return bytes;
}

/* ---- what has a meaning ---- */

static bool read_guid(struct word word, uint8_t *bytes, struct tdxp_error *err)
{
    char text[160];
    struct reader reader = {text, text, NULL, NULL};
    const struct tdxp_guid_name *known;
    struct tdxp_guid guid;

    for (size_t n = 0; (known = tdxp_guid_known(n)); n++) {
        if (word_is(word, known->name)) {
            memcpy(bytes, known->guid.bytes, sizeof known->guid.bytes);
            return true;
        }
    }
    snprintf(text, sizeof text, "%.*s", word.length < sizeof text ? (int)word.length : 0, word.at);
    if (!reader_guid(&reader, &guid)) {
        tdxp_error_set(err, "neither a GUID, of 8-4-4-4-12 hexadecimal digits, nor the name of a "
                            "well-known one");
        return false;
    }
    memcpy(bytes, guid.bytes, sizeof guid.bytes);
    return true;
}

static bool read_choice(const struct tdxp_choice *choices, struct word word, uint64_t *value, struct tdxp_error *err)
{
    char list[384] = "";
    size_t used = 0;

    for (const struct tdxp_choice *c = choices; c && c->name; c++) {
        if (word_is(word, c->name)) {
            *value = c->value;
            return true;
        }
        if (used < sizeof list) {
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", used ? ", " : "", c->name);
        }
    }
    tdxp_error_set(err, "no such value: a number, or one of %s%s", list, used < sizeof list ? "" : "...");
    return false;
}

static bool counts_bytes(enum tdxp_role role)
{
    return role == TDXP_ROLE_SIZE || role == TDXP_ROLE_OFFSET || role == TDXP_ROLE_FROM_END || role == TDXP_ROLE_GPA;
}

static bool read_field(const struct tdxp_node *node, struct word word, uint8_t *bytes, struct tdxp_error *err)
{
    struct number number = number_of(node);
    uint64_t value = number.now;
    enum tdxp_role role = node->field->role;
    bool named = !looks_like_number(word) && word.length > 0;
    bool read;

    if (named && role == TDXP_ROLE_ENUM) {
        read = read_choice(node->field->choices, word, &value, err);
    } else if (named && role == TDXP_ROLE_FLAGS) {
        read = read_flags(node->field->flags, word, &value, err);
    } else {
        read = read_number(word, counts_bytes(role), number.most, &value, err);
    }
    if (read) {
        store_value(number.inverted ? ~value : value, node->length, bytes);
    }
    return read;
}

static bool read_bits(const struct tdxp_node *node, struct word word, uint8_t *bytes, struct tdxp_error *err)
{
    struct number number = number_of(node);
    uint64_t mask = flag_mask(node->flag);
    uint64_t value;

    if (number.most == 1 && (word_is(word, "set") || word_is(word, "clear"))) {
        value = word_is(word, "set");
    } else if (!read_number(word, false, number.most, &value, err)) {
        return false;
    }
    value = (number.inverted ? ~value : value) << node->flag->low;
    store_value((stored_value(node) & ~mask) | (value & mask), node->length, bytes);
    return true;
}

bool tdxp_edit_parse(const struct tdxp_node *node, const char *text, uint8_t *bytes, struct tdxp_error *err)
{
    struct word whole = {text, strlen(text)};
    struct word word = word_trim(whole);

    if (!tdxp_edit_possible(node, err)) {
        return false;
    }
    if (has_hex_key(word)) {
        return read_exactly(word, node->length, bytes, err);
    }
    if (node->kind == TDXP_KIND_BITS) {
        return read_bits(node, word, bytes, err);
    }
    if (is_number(node)) {
        return read_field(node, word, bytes, err);
    }
    if (node->field && node->length == node->field->size) {
        if (node->field->type == TDXP_TYPE_GUID && node->length == 16) {
            return read_guid(word, bytes, err);
        }
        if (node->field->type == TDXP_TYPE_CHAR8) {
            /* Blanks are characters, too, unless quotes say where the text is. */
            return read_padded(word.length > 0 && word.at[0] == '"' ? word : whole, node->length, bytes, err);
        }
    }
    return read_exactly(word, node->length, bytes, err);
}
