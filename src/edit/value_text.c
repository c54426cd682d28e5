/* The value of a node as text that can be typed, and the names that can. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "edit/value_parse.h"
#include "tdxplore/guid.h"
#include "tdxplore/text.h"

static size_t number_text(const struct tdxp_node *node, char *buffer, size_t size)
{
    const struct tdxp_choice *choice = tdxp_node_choice(node);

    /* Of two values with one name, the name leads to the first. */
    for (const struct tdxp_choice *c = choice ? node->field->choices : NULL; c && c->name; c++) {
        if (word_is((struct word){choice->name, strlen(choice->name)}, c->name)) {
            choice = c->value == node->value ? choice : NULL;
            break;
        }
    }
    if (choice && !looks_like_number((struct word){choice->name, strlen(choice->name)})) {
        return (size_t)snprintf(buffer, size, "%s", choice->name);
    }
    if (node->kind == TDXP_KIND_FIELD && node->field->role == TDXP_ROLE_COUNT) {
        return (size_t)snprintf(buffer, size, "%" PRIu64, node->value);
    }
    return (size_t)snprintf(buffer, size, "0x%" PRIx64, node->value);
}

/* Of what is behind the end of a buffer only the length counts. */
static size_t add(char *buffer, size_t size, size_t used, const char *text)
{
    size_t length = strlen(text);

    if (used < size) {
        snprintf(buffer + used, size - used, "%s", text);
    }
    return used + length;
}

/* The text without the zeros that fill it up, unless it is none but for them. */
static size_t characters_text(const struct tdxp_node *node, char *buffer, size_t size)
{
    const struct tdxp_bytes bytes = tdxp_bytes_slice(&node->space->bytes, node->offset, node->length);
    uint64_t count = bytes.size;
    size_t used = add(buffer, size, 0, "\"");

    while (count > 0 && bytes.data[count - 1] == 0) {
        count--;
    }
    for (uint64_t i = 0; i < count; i++) {
        char shown[8] = "\\\"";

        if (bytes.data[i] != '"') {
            tdxp_escape(&bytes.data[i], 1, shown, sizeof shown);
        }
        used = add(buffer, size, used, shown);
    }
    return add(buffer, size, used, "\"");
}

static size_t bytes_text(const struct tdxp_node *node, char *buffer, size_t size)
{
    const struct tdxp_bytes bytes = tdxp_bytes_slice(&node->space->bytes, node->offset, node->length);
    size_t used = 0;

    for (uint64_t i = 0; i < bytes.size && used < size; i++) {
        char shown[8];

        snprintf(shown, sizeof shown, "%s%02x", i ? " " : "", bytes.data[i]);
        used = add(buffer, size, used, shown);
    }
    return (size_t)(bytes.size * 3 - 1);
}

size_t tdxp_edit_value_text(const struct tdxp_node *node, char *buffer, size_t size)
{
    struct tdxp_guid guid;
    char text[TDXP_GUID_TEXT];

    if (size > 0) {
        buffer[0] = '\0';
    }
    if (!tdxp_edit_possible(node, NULL)) {
        return 0;
    }
    if (node->kind == TDXP_KIND_BITS && node->flag->low == node->flag->high) {
        return (size_t)snprintf(buffer, size, "%s", node->value ? "set" : "clear");
    }
    if (node->kind == TDXP_KIND_BITS || is_number(node)) {
        return number_text(node, buffer, size);
    }
    if (node->field && node->length == node->field->size) {
        if (node->field->type == TDXP_TYPE_GUID && tdxp_read_guid(&node->space->bytes, node->offset, &guid)) {
            tdxp_guid_format(&guid, text);
            return (size_t)snprintf(buffer, size, "%s", text);
        }
        if (node->field->type == TDXP_TYPE_CHAR8) {
            return characters_text(node, buffer, size);
        }
    }
    return bytes_text(node, buffer, size);
}

/* ---- names ---- */

static const char *flag_name(const struct tdxp_flag *flags, size_t n)
{
    for (const struct tdxp_flag *f = flags; f && f->name; f++) {
        if (!f->reserved && n-- == 0) {
            return f->name;
        }
    }
    return NULL;
}

static const char *choice_name(const struct tdxp_choice *choices, size_t n)
{
    for (const struct tdxp_choice *c = choices; c && c->name; c++) {
        if (n-- == 0) {
            return c->name;
        }
    }
    return NULL;
}

const char *tdxp_edit_choice(const struct tdxp_node *node, size_t n)
{
    static const char *const states[] = {"set", "clear"};
    const struct tdxp_guid_name *known;

    if (!node->field || !tdxp_edit_possible(node, NULL)) {
        return NULL;
    }
    if (node->kind == TDXP_KIND_BITS) {
        return node->flag->low == node->flag->high && n < 2 ? states[n] : NULL;
    }
    if (is_number(node)) {
        return node->field->role == TDXP_ROLE_ENUM    ? choice_name(node->field->choices, n)
               : node->field->role == TDXP_ROLE_FLAGS ? flag_name(node->field->flags, n)
                                                      : NULL;
    }
    known = node->field->type == TDXP_TYPE_GUID ? tdxp_guid_known(n) : NULL;
    return known ? known->name : NULL;
}
