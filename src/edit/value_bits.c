/* Numbers, and the flags in them, from text. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "edit/value_parse.h"
#include "image/ascii.h"
#include "tdxplore/text.h"

enum { WORD_ROOM = 64 };

static uint64_t ones(unsigned count)
{
    return count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
}

uint64_t flag_most(const struct tdxp_flag *flag)
{
    return ones(flag->high - flag->low + 1);
}

uint64_t flag_mask(const struct tdxp_flag *flag)
{
    return flag_most(flag) << flag->low;
}

bool is_number(const struct tdxp_node *node)
{
    return node->kind == TDXP_KIND_FIELD && node->field && node->field->type == TDXP_TYPE_UINT &&
           node->length == node->field->size && node->length >= 1 && node->length <= 8;
}

uint64_t stored_value(const struct tdxp_node *node)
{
    uint64_t value = 0;

    tdxp_read_uint(&node->space->bytes, node->offset, (unsigned)node->length, &value);
    return value;
}

void store_value(uint64_t value, uint64_t length, uint8_t *bytes)
{
    for (uint64_t i = 0; i < length; i++) {
        bytes[i] = i < 8 ? (uint8_t)(value >> 8 * i) : 0;
    }
}

struct number number_of(const struct tdxp_node *node)
{
    const struct tdxp_flag *flag = node->kind == TDXP_KIND_BITS ? node->flag : NULL;
    uint64_t most = flag ? flag_most(flag) : ones(8 * (unsigned)node->length);
    uint64_t stored = stored_value(node) >> (flag ? flag->low : 0) & most;

    /* A State is shown as what its bits mean where erased flash has them set (PI specification vol. 3, 3.2.3.1). */
    return (struct number){node->value, most, node->value != stored};
}

/* ---- words ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct word word_trim(struct word word)
{
    while (word.length > 0 && is_blank(word.at[0])) {
        word.at++;
        word.length--;
    }
    while (word.length > 0 && is_blank(word.at[word.length - 1])) {
        word.length--;
    }
    return word;
}

bool word_is(struct word word, const char *text)
{
    return strlen(text) == word.length && ascii_same(word.at, text, word.length);
}

/* Whether the text is digits alone, and a suffix where that may be. */
static bool has_form_of_number(const char *text, bool suffixed)
{
    bool hexadecimal = text[0] == '0' && (text[1] | 0x20) == 'x';
    const char *rest = text + (hexadecimal ? 2 : 0);
    size_t digits = strspn(rest, hexadecimal ? "0123456789abcdefABCDEF" : "0123456789");

    rest += digits;
    if (suffixed && *rest && strchr("kKmMgGtT", *rest)) {
        rest += strcmp(rest + 1, "iB") == 0 ? 3 : 1;
    }
    return digits > 0 && *rest == '\0';
}

/* The word as a string, or an empty one where it is longer than any number but one with many zeros in front. */
static void copy_word(struct word word, char text[static WORD_ROOM])
{
    snprintf(text, WORD_ROOM, "%.*s", word.length < WORD_ROOM ? (int)word.length : 0, word.at);
}

bool looks_like_number(struct word word)
{
    char text[WORD_ROOM];

    copy_word(word, text);
    return has_form_of_number(text, false);
}

bool read_number(struct word word, bool suffixed, uint64_t most, uint64_t *value, struct tdxp_error *err)
{
    char text[WORD_ROOM];

    copy_word(word_trim(word), text);
    if (!has_form_of_number(text, suffixed)) {
        tdxp_error_set(err, "not a number: decimal, or hexadecimal with 0x%s; the largest is 0x%" PRIx64,
                       suffixed ? ", and K, M, G or T behind it" : "", most);
        return false;
    }
    if (!tdxp_parse_size(text, value) || *value > most) {
        tdxp_error_set(err, "%s does not fit: the largest is 0x%" PRIx64, text, most);
        return false;
    }
    return true;
}

/* ---- flags ---- */

/* Append ", NAME" to a list of what is allowed. */
static void add_name(char *list, size_t size, const char *name)
{
    size_t used = strlen(list);

    snprintf(list + used, size - used, "%s%s", used ? ", " : "", name);
}

static const struct tdxp_flag *find_flag(const struct tdxp_flag *flags, struct word name)
{
    while (flags && flags->name && !word_is(name, flags->name)) {
        flags++;
    }
    return flags && flags->name ? flags : NULL;
}

static bool unknown_flag(const struct tdxp_flag *flags, struct word name, struct tdxp_error *err)
{
    char list[320] = "";
    char shown[80];

    for (const struct tdxp_flag *f = flags; f && f->name; f++) {
        if (!f->reserved) {
            add_name(list, sizeof list, f->name);
        }
    }
    tdxp_escape(name.at, name.length, shown, sizeof shown);
    tdxp_error_set(err, "no flag \"%s\": a number, or of %s", shown, list[0] ? list : "none");
    return false;
}

/* One of the words: sign '+' sets, '-' clears, 0 sets and wants a number where it is no single bit. */
static bool read_flag(const struct tdxp_flag *flags, struct word word, char sign, uint64_t *value,
                      struct tdxp_error *err)
{
    const char *equals = memchr(word.at, '=', word.length);
    struct word name = {word.at, equals ? (size_t)(equals - word.at) : word.length};
    const struct tdxp_flag *flag = find_flag(flags, word_trim(word));
    uint64_t bits;

    if (flag) {
        equals = NULL; /* it is a part of the name */
    } else {
        flag = find_flag(flags, word_trim(name));
    }
    if (!flag) {
        return unknown_flag(flags, word_trim(name), err);
    }
    bits = sign == '-' ? 0 : flag_most(flag);
    if (equals && sign == '-') {
        tdxp_error_set(err, "-%s clears all of its bits: it takes no number", flag->name);
        return false;
    }
    if (!equals && sign != '-' && flag->low != flag->high) {
        tdxp_error_set(err, "%s has several bits: %s=NUMBER, of at most 0x%" PRIx64, flag->name, flag->name, bits);
        return false;
    }
    if (equals &&
        !read_number((struct word){equals + 1, word.length - name.length - 1}, false, flag_most(flag), &bits, err)) {
        return false;
    }
    *value = (*value & ~flag_mask(flag)) | bits << flag->low;
    return true;
}

/* Where the next of the changes begins: at a sign behind a blank or comma. */
static size_t change_length(struct word word)
{
    size_t i = 1;

    while (i < word.length &&
           !((word.at[i] == '+' || word.at[i] == '-') && (is_blank(word.at[i - 1]) || word.at[i - 1] == ','))) {
        i++;
    }
    return i;
}

static bool read_changes(const struct tdxp_flag *flags, struct word word, uint64_t *value, struct tdxp_error *err)
{
    while (word.length > 0) {
        size_t length = change_length(word);
        struct word change = {word.at + 1, length - 1};

        while (change.length > 0 && (is_blank(change.at[change.length - 1]) || change.at[change.length - 1] == ',')) {
            change.length--;
        }
        if (!read_flag(flags, word_trim(change), word.at[0], value, err)) {
            return false;
        }
        word.at += length;
        word.length -= length;
    }
    return true;
}

bool read_flags(const struct tdxp_flag *flags, struct word word, uint64_t *value, struct tdxp_error *err)
{
    if (word.length > 0 && (word.at[0] == '+' || word.at[0] == '-')) {
        return read_changes(flags, word, value, err);
    }
    *value = 0;
    while (word.length > 0) {
        size_t length = 0;

        while (length < word.length && word.at[length] != '|' && word.at[length] != ',') {
            length++;
        }
        if (!read_flag(flags, word_trim((struct word){word.at, length}), 0, value, err)) {
            return false;
        }
        length += length < word.length;
        word.at += length;
        word.length -= length;
    }
    return true;
}
