/*
 * The words of a condition, with values put in.
 *
 * {name} stands for a value in hexadecimal without 0x, {name:u} for the same in decimal, and {name:d} for what "%d"
 * of C makes of it, which is negative from 2^31; the names are in the table below. {reason} is what the consumer said
 * that this one is behind. A brace before anything but a letter stands for itself.
 */
#include "check/consumer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "check/section.h"

struct words {
    char text[512];
    size_t used;
};

static void put(struct words *words, const char *text, size_t length)
{
    size_t room = sizeof words->text - 1 - words->used;

    length = length < room ? length : room;
    memcpy(words->text + words->used, text, length);
    words->used += length;
}

/* What can be put in. */
enum value {
    VALUE_SIZE,    /* of the file */
    VALUE_POINTER, /* the number that leads to the descriptor */
    VALUE_OFFSET,  /* of the descriptor in the file */
    VALUE_TABLE,   /* bytes of entries that the GUIDed table claims; of a negative number the complement */
    VALUE_SIGNATURE,
    VALUE_LENGTH,
    VALUE_VERSION,
    VALUE_NUMBER,   /* of the header */
    VALUE_EXPECTED, /* the Length that goes with NumberOfSectionEntry, in 32 bits */
    VALUE_ENTRIES,  /* 32n + 32 in 32 bits: the length that td-shim's loader counts */
    VALUE_DATA_OFFSET,
    VALUE_RAW,
    VALUE_ADDRESS,
    VALUE_MEMORY,
    VALUE_TYPE,  /* of the section */
    VALUE_OTHER, /* index of an earlier section that this one overlaps */
    VALUE_COUNT,
};

static const char *const names[VALUE_COUNT] = {
    [VALUE_SIZE] = "size",       [VALUE_POINTER] = "pointer",         [VALUE_OFFSET] = "offset",
    [VALUE_TABLE] = "table",     [VALUE_SIGNATURE] = "signature",     [VALUE_LENGTH] = "length",
    [VALUE_VERSION] = "version", [VALUE_NUMBER] = "number",           [VALUE_EXPECTED] = "expected",
    [VALUE_ENTRIES] = "entries", [VALUE_DATA_OFFSET] = "data-offset", [VALUE_RAW] = "raw",
    [VALUE_ADDRESS] = "address", [VALUE_MEMORY] = "memory",           [VALUE_TYPE] = "type",
    [VALUE_OTHER] = "other",
};

struct values {
    uint64_t of[VALUE_COUNT];
    const struct tdxp_condition *stopped_by; /* {reason} */
};

static struct values values_of(const struct tdxp_view *view, const struct tdxp_section *section)
{
    struct values values = {
        .of =
            {
                [VALUE_SIZE] = view->size,
                [VALUE_POINTER] = view->pointer,
                [VALUE_OFFSET] = view->offset,
                [VALUE_TABLE] = (uint64_t)view->table,
                [VALUE_SIGNATURE] = view->at.signature,
                [VALUE_LENGTH] = view->at.length,
                [VALUE_VERSION] = view->at.version,
                [VALUE_NUMBER] = view->at.count,
                [VALUE_EXPECTED] = (uint32_t)length_with(view->at.count),
                [VALUE_ENTRIES] = (uint32_t)(TDXP_TDVF_ENTRY_SIZE * view->at.count + 32),
            },
        .stopped_by = view->stopped_by,
    };

    if (section) {
        values.of[VALUE_DATA_OFFSET] = section->data_offset;
        values.of[VALUE_RAW] = section->raw_data_size;
        values.of[VALUE_ADDRESS] = section->memory_address;
        values.of[VALUE_MEMORY] = section->memory_data_size;
        values.of[VALUE_TYPE] = section->type;
        values.of[VALUE_OTHER] = view->overlap ? view->overlap[section->index] : 0;
    }
    return values;
}

/* The value of that name; VALUE_COUNT for none. */
static enum value value_named(const char *name, size_t length)
{
    unsigned value = 0;

    while (value < VALUE_COUNT && (strlen(names[value]) != length || memcmp(names[value], name, length) != 0)) {
        value++;
    }
    return (enum value)value;
}

/* One {name}, of length characters without the braces; false where it is none. */
static bool put_value(struct words *words, const struct values *values, const char *name, size_t length)
{
    const char *colon = memchr(name, ':', length);
    enum value value = value_named(name, colon ? (size_t)(colon - name) : length);
    char number[32];

    if (value == VALUE_COUNT) {
        return false;
    }
    if (!colon) {
        snprintf(number, sizeof number, "%" PRIx64, values->of[value]);
    } else if (colon[1] == 'd') {
        snprintf(number, sizeof number, "%" PRId32, (int32_t)values->of[value]);
    } else {
        snprintf(number, sizeof number, "%" PRIu64, values->of[value]);
    }
    put(words, number, strlen(number));
    return true;
}

static void expand(struct words *words, const struct values *values, const struct tdxp_condition *row)
{
    const char *text = row->text;

    while (*text) {
        size_t plain = strcspn(text, "{");
        size_t name = text[plain] ? strcspn(text + plain + 1, "{}") : 0;
        const char *open = text + plain;

        put(words, text, plain);
        text += plain;
        if (strncmp(open, "{reason}", 8) == 0 && values->stopped_by) {
            expand(words, values, values->stopped_by);
            text += 8;
        } else if (name > 0 && open[name + 1] == '}' && put_value(words, values, open + 1, name)) {
            text += name + 2;
        } else if (*text) {
            put(words, text++, 1);
        }
    }
}

const char *condition_text(struct tdxp_check_run *run, const struct tdxp_condition *condition,
                           const struct tdxp_view *view, const struct tdxp_section *section)
{
    struct values values = values_of(view, section);
    struct words words = {.used = 0};

    if (!condition->text) {
        return NULL;
    }
    expand(&words, &values, condition);
    words.text[words.used] = '\0';
    return run_text(run, "%s", words.text);
}
