/*
 * The words of a condition, with values put in.
 *
 * {name} stands for a value in hexadecimal without 0x, {name:u} for the same in decimal, and {name:d} for what "%d"
 * of C makes of it, which is negative from 2^31; the names are in the table below. {reason} is what the consumer said
 * that this one is behind. A brace before anything but a letter stands for itself.
 */
#include "check/consumer.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

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
struct values {
    uint64_t size;        /* of the file */
    uint64_t pointer;     /* the number that leads to the descriptor */
    uint64_t offset;      /* of the descriptor in the file */
    uint64_t table;       /* bytes of entries that the GUIDed table claims; of a negative number the complement */
    uint64_t signature, length, version, number; /* of the header; number is NumberOfSectionEntry */
    uint64_t expected;    /* the Length that goes with it, in 32 bits */
    uint64_t entries;     /* 32n + 32 in 32 bits: the length that td-shim's loader counts */
    uint64_t index;       /* of the section; the rest are its fields, by their order in the entry */
    uint64_t data_offset, raw, address, memory, type, attributes;
    uint64_t other;       /* index of an earlier section that this one overlaps */
    const struct tdxp_condition *stopped_by; /* {reason} */
};

#define VALUE(name, member) {name, offsetof(struct values, member)}

static const struct {
    const char *name;
    size_t offset; /* of the member, a uint64_t */
} names[] = {
    VALUE("size", size),
    VALUE("pointer", pointer),
    VALUE("offset", offset),
    VALUE("table", table),
    VALUE("signature", signature),
    VALUE("length", length),
    VALUE("version", version),
    VALUE("number", number),
    VALUE("expected", expected),
    VALUE("entries", entries),
    VALUE("index", index),
    VALUE("data-offset", data_offset),
    VALUE("raw", raw),
    VALUE("address", address),
    VALUE("memory", memory),
    VALUE("type", type),
    VALUE("attributes", attributes),
    VALUE("other", other),
};

static struct values values_of(const struct tdxp_view *view, const struct tdxp_section *section)
{
    struct values values = {
        .size = view->size,
        .pointer = view->pointer,
        .offset = view->offset,
        .table = (uint64_t)view->table,
        .signature = view->at.signature,
        .length = view->at.length,
        .version = view->at.version,
        .number = view->at.count,
        .expected = (uint32_t)(TDXP_TDVF_HEADER_SIZE + TDXP_TDVF_ENTRY_SIZE * view->at.count),
        .entries = (uint32_t)(TDXP_TDVF_ENTRY_SIZE * view->at.count + 32),
        .stopped_by = view->stopped_by,
    };

    if (section) {
        values.index = section->index;
        values.data_offset = section->data_offset;
        values.raw = section->raw_data_size;
        values.address = section->memory_address;
        values.memory = section->memory_data_size;
        values.type = section->type;
        values.attributes = section->attributes;
        values.other = view->overlap ? view->overlap[section->index] : 0;
    }
    return values;
}

static const uint64_t *value_named(const struct values *values, const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strlen(names[i].name) == length && memcmp(names[i].name, name, length) == 0) {
            return (const uint64_t *)((const char *)values + names[i].offset);
        }
    }
    return NULL;
}

/* One {name}, of length characters without the braces; false where it is none. */
static bool put_value(struct words *words, const struct values *values, const char *name, size_t length)
{
    const char *colon = memchr(name, ':', length);
    const uint64_t *value = value_named(values, name, colon ? (size_t)(colon - name) : length);
    char number[32];

    if (!value) {
        return false;
    }
    if (!colon) {
        snprintf(number, sizeof number, "%" PRIx64, *value);
    } else if (colon[1] == 'd') {
        snprintf(number, sizeof number, "%" PRId32, (int32_t)*value);
    } else {
        snprintf(number, sizeof number, "%" PRIu64, *value);
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
