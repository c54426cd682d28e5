/* The value of a node as a person reads it, and look-ups in the tables that describe formats. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tdxplore/guid.h"
#include "tdxplore/text.h"
#include "tdxplore/tree.h"

enum { SHOWN_BYTES = 16 }; /* of a field that is just bytes */

const struct tdxp_choice *tdxp_choice_find(const struct tdxp_choice *choices, uint64_t value)
{
    for (const struct tdxp_choice *c = choices; c && c->name; c++) {
        if (c->value == value) {
            return c;
        }
    }
    return NULL;
}

const struct tdxp_field *tdxp_field_find(const struct tdxp_format *format, const char *name)
{
    for (const struct tdxp_field *f = format->fields; f->name; f++) {
        if (strcmp(f->name, name) == 0) {
            return f;
        }
    }
    return NULL;
}

const struct tdxp_choice *tdxp_node_choice(const struct tdxp_node *node)
{
    if (!node->field || node->kind != TDXP_KIND_FIELD || node->length < node->field->size) {
        return NULL;
    }
    return tdxp_choice_find(node->field->choices, node->value);
}

/* Appends to buffer at *used, never past size; *used counts what would have been written. */
__attribute__((format(printf, 4, 5))) static void append(char *buffer, size_t size, size_t *used, const char *format,
                                                         ...)
{
    va_list args;
    int length;

    va_start(args, format);
    length = vsnprintf(*used < size ? buffer + *used : NULL, *used < size ? size - *used : 0, format, args);
    va_end(args);
    if (length > 0) {
        *used += (size_t)length;
    }
}

static void flags_text(const struct tdxp_node *node, char *buffer, size_t size)
{
    size_t used = 0;
    bool any = false;

    append(buffer, size, &used, "0x%" PRIx64, node->value);
    for (const struct tdxp_flag *f = node->field->flags; f->name; f++) {
        uint64_t width = f->high - f->low + 1u;
        uint64_t mask = (width < 64 ? (UINT64_C(1) << width) - 1 : UINT64_MAX) << f->low;

        if (node->value & mask) {
            append(buffer, size, &used, "%s%s", any ? " | " : " (", f->name);
            any = true;
        }
    }
    if (any) {
        append(buffer, size, &used, ")");
    }
}

static void choice_text(const struct tdxp_node *node, char *buffer, size_t size)
{
    const struct tdxp_choice *choice = tdxp_node_choice(node);
    const char *name = choice ? choice->name : "reserved";

    if (node->value < 10) {
        snprintf(buffer, size, "%" PRIu64 " (%s)", node->value, name);
    } else {
        snprintf(buffer, size, "0x%" PRIx64 " (%s)", node->value, name);
    }
}

static void uint_text(const struct tdxp_node *node, char *buffer, size_t size)
{
    switch (node->field->role) {
    case TDXP_ROLE_COUNT:
        snprintf(buffer, size, "%" PRIu64, node->value);
        return;
    case TDXP_ROLE_FLAGS:
        flags_text(node, buffer, size);
        return;
    case TDXP_ROLE_ENUM:
        choice_text(node, buffer, size);
        return;
    default:
        snprintf(buffer, size, "0x%" PRIx64, node->value);
        return;
    }
}

static void char8_text(const struct tdxp_node *node, char *buffer, size_t size)
{
    char raw[SHOWN_BYTES];
    char shown[SHOWN_BYTES * 4 + 1];
    size_t count = tdxp_read_some(&node->space->bytes, node->offset, raw,
                                  node->length < sizeof raw ? (size_t)node->length : sizeof raw);

    tdxp_escape(raw, count, shown, sizeof shown);
    snprintf(buffer, size, "\"%s\"%s", shown, count < node->length ? "..." : "");
}

static void guid_text(const struct tdxp_node *node, char *buffer, size_t size)
{
    const struct tdxp_guid_name *known;
    char canonical[TDXP_GUID_TEXT];
    struct tdxp_guid guid;

    if (!tdxp_read_guid(&node->space->bytes, node->offset, &guid)) {
        return;
    }
    tdxp_guid_format(&guid, canonical);
    known = tdxp_guid_find(&guid);
    if (known) {
        snprintf(buffer, size, "%s (%s)", canonical, known->name);
    } else {
        snprintf(buffer, size, "%s", canonical);
    }
}

static void bytes_text(const struct tdxp_node *node, char *buffer, size_t size)
{
    uint8_t raw[SHOWN_BYTES];
    size_t count = tdxp_read_some(&node->space->bytes, node->offset, raw,
                                  node->length < sizeof raw ? (size_t)node->length : sizeof raw);
    char shown[SHOWN_BYTES * 3 + 1] = "";
    char *end = shown;

    for (size_t i = 0; i < count; i++) {
        *end++ = "0123456789abcdef"[raw[i] >> 4];
        *end++ = "0123456789abcdef"[raw[i] & 0xf];
        *end++ = ' ';
    }
    end -= count > 0;
    *end = '\0';
    snprintf(buffer, size, "%s%s", shown, count == node->length ? "" : count > 0 ? " ..." : "...");
}

void tdxp_node_value(const struct tdxp_node *node, char *buffer, size_t size)
{
    if (size == 0) {
        return;
    }
    buffer[0] = '\0';
    if (node->kind == TDXP_KIND_BITS && node->flag->low == node->flag->high) {
        snprintf(buffer, size, "%s", node->value ? "set" : "clear");
        return;
    }
    if (node->kind == TDXP_KIND_BITS) {
        snprintf(buffer, size, "0x%" PRIx64, node->value);
        return;
    }
    if (!node->field || node->length == 0) {
        return;
    }
    if (node->length < node->field->size) {
        bytes_text(node, buffer, size);
        return;
    }
    switch (node->field->type) {
    case TDXP_TYPE_UINT:
        uint_text(node, buffer, size);
        return;
    case TDXP_TYPE_CHAR8:
        char8_text(node, buffer, size);
        return;
    case TDXP_TYPE_GUID:
        guid_text(node, buffer, size);
        return;
    case TDXP_TYPE_BYTES:
        bytes_text(node, buffer, size);
        return;
    case TDXP_TYPE_NONE:
        return;
    }
}
