/* Where notes are in a tree. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tdxplore/notes.h"

/* A number up to one of the characters in stop; *end is that. */
static bool take_number(const char *text, uint64_t *value, char **end)
{
    bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    const char *digits = hex ? text + 2 : text;
    size_t count = strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789");

    errno = 0;
    *value = strtoull(digits, end, hex ? 16 : 10);
    return count > 0 && errno == 0 && *end == digits + count;
}

bool tdxp_note_range_parse(const char *text, struct tdxp_range *range)
{
    struct tdxp_range found;
    uint64_t sum;
    char *end;

    if (!take_number(text, &found.start, &end) || *end != '+' || !take_number(end + 1, &found.length, &end) || *end ||
        found.length == 0 || !tdxp_add(found.start, found.length, &sum)) {
        return false;
    }
    *range = found;
    return true;
}

/* The bytes of the node that the note is about, in the space of the node. */
static struct tdxp_range range_in(const struct tdxp_node *node, struct tdxp_range range)
{
    uint64_t start = range.start < node->length ? range.start : node->length;

    if (range.length == 0) {
        return (struct tdxp_range){node->offset, node->length};
    }
    return (struct tdxp_range){node->offset + start, tdxp_clip(range.start, range.length, node->length)};
}

static struct tdxp_noted find(const struct tdxp_tree *tree, const struct tdxp_note *note)
{
    const char *rest = note->place.path;
    const struct tdxp_node *node = tdxp_tree_reach(tree, &rest);
    struct tdxp_noted noted = {.note = note};

    if (*rest) {
        noted.packed = node->packed && node->packed->state == TDXP_PACKED_CLOSED;
        return noted;
    }
    noted.node = node;
    noted.range = range_in(node, note->place.range);
    return noted;
}

static int in_order(const void *a, const void *b)
{
    const struct tdxp_noted *x = a;
    const struct tdxp_noted *y = b;
    uint32_t x_id = x->node ? x->node->id : UINT32_MAX;
    uint32_t y_id = y->node ? y->node->id : UINT32_MAX;
    struct tdxp_range p = x->note->place.range;
    struct tdxp_range q = y->note->place.range;

    if (x_id != y_id) {
        return x_id < y_id ? -1 : 1;
    }
    if (x->node && (p.length == 0) != (q.length == 0)) {
        return p.length == 0 ? -1 : 1;
    }
    if (x->node && p.start != q.start) {
        return p.start < q.start ? -1 : 1;
    }
    if (x->node && p.length != q.length) {
        return p.length < q.length ? -1 : 1;
    }
    /* All notes are of one list: as they stand there. */
    return (x->note > y->note) - (x->note < y->note);
}

struct tdxp_noting *tdxp_noting_new(const struct tdxp_notes *notes, const struct tdxp_tree *tree)
{
    size_t count = tdxp_notes_count(notes);
    struct tdxp_noting *noting = calloc(1, sizeof *noting);

    if (noting) {
        noting->items = calloc(count + 1, sizeof *noting->items);
    }
    if (!noting || !noting->items) {
        free(noting);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        noting->items[i] = find(tree, tdxp_notes_get(notes, i));
        noting->placed += noting->items[i].node != NULL;
    }
    noting->count = count;
    qsort(noting->items, count, sizeof *noting->items, in_order);
    return noting;
}

void tdxp_noting_free(struct tdxp_noting *noting)
{
    if (noting) {
        free(noting->items);
    }
    free(noting);
}

/* The first whose node has that id, or a larger one. */
static size_t first_from(const struct tdxp_noting *noting, uint64_t id)
{
    size_t low = 0;
    size_t high = noting->placed;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (noting->items[middle].node->id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const struct tdxp_noted *tdxp_noting_of(const struct tdxp_noting *noting, const struct tdxp_node *node, size_t *count)
{
    size_t first = first_from(noting, node->id);

    *count = first_from(noting, (uint64_t)node->id + 1) - first;
    return &noting->items[first];
}
