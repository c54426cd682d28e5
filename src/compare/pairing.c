/*
 * Pairing the nodes of two trees, from the root down: children of a pair are sorted by identity, and those of one identity
 * are paired with each other. What finds no partner below its own parent may have gone to another one: what has a name of
 * its own is looked for in the whole tree.
 */
#include "compare/pairing.h"

#include <stdlib.h>
#include <string.h>

#include "compare/identity.h"

enum {
    LOOKED_AT = 256, /* bytes at either end of a node by which it is taken to be the same */
    TRIED = 256,     /* nodes that are looked at for one of the same bytes */
};

/* Nodes to be paired, on one side. */
struct row {
    struct identity *items; /* owned */
    size_t count, capacity;
};

struct work {
    struct pairing *pairing;
    struct row rows[TDXP_SIDES];
    bool failed; /* memory ran out */
};

static void add(struct work *work, enum tdxp_side side, const struct identity *identity)
{
    struct row *row = &work->rows[side];

    if (row->count == row->capacity) {
        size_t capacity = row->capacity ? row->capacity * 2 : 256;
        struct identity *grown = realloc(row->items, capacity * sizeof *grown);

        if (!grown) {
            work->failed = true;
            return;
        }
        row->items = grown;
        row->capacity = capacity;
    }
    row->items[row->count++] = *identity;
}

static void pair(struct pairing *pairing, const struct tdxp_node *a, const struct tdxp_node *b)
{
    pairing->partner[TDXP_SIDE_A][a->id] = b;
    pairing->partner[TDXP_SIDE_B][b->id] = a;
}

static bool is_paired(const struct pairing *pairing, enum tdxp_side side, const struct tdxp_node *node)
{
    return pairing->partner[side][node->id] != NULL;
}

/* By identity; of one identity, in the order of the tree. */
static int in_order(const void *a, const void *b)
{
    const struct identity *x = a;
    const struct identity *y = b;
    int order = identity_compare(x, y);

    return order != 0 ? order : x->node->id < y->node->id ? -1 : x->node->id > y->node->id;
}

/* Whether two nodes have as many bytes, and the same at both ends: enough to choose between nodes of one name. */
static bool look_alike(const struct tdxp_node *a, const struct tdxp_node *b)
{
    uint8_t bytes[LOOKED_AT];
    size_t looked = a->length < LOOKED_AT ? (size_t)a->length : LOOKED_AT;

    return a->length == b->length && tdxp_read_copy(&a->space->bytes, a->offset, bytes, looked) &&
           tdxp_read_equals(&b->space->bytes, b->offset, bytes, looked) &&
           tdxp_read_copy(&a->space->bytes, a->offset + a->length - looked, bytes, looked) &&
           tdxp_read_equals(&b->space->bytes, b->offset + b->length - looked, bytes, looked);
}

/* Those that have the same bytes at the same place among their like. */
static void pair_in_place(struct pairing *pairing, const struct identity *a, size_t a_count, const struct identity *b,
                          size_t b_count)
{
    for (size_t i = 0; i < a_count && i < b_count; i++) {
        if (look_alike(a[i].node, b[i].node)) {
            pair(pairing, a[i].node, b[i].node);
        }
    }
}

/* Those that have the same bytes: others of their like may have come or gone before them. */
static void pair_alike(struct pairing *pairing, const struct identity *a, size_t a_count, const struct identity *b,
                       size_t b_count)
{
    size_t first = 0; /* of b, to look at first: behind the one that was found last */

    for (size_t i = 0; i < a_count; i++) {
        if (is_paired(pairing, TDXP_SIDE_A, a[i].node)) {
            continue;
        }
        for (size_t n = 0; n < b_count && n < TRIED; n++) {
            const struct tdxp_node *node = b[(first + n) % b_count].node;

            if (!is_paired(pairing, TDXP_SIDE_B, node) && look_alike(a[i].node, node)) {
                pair(pairing, a[i].node, node);
                first = (first + n + 1) % b_count;
                break;
            }
        }
    }
}

/* What is left, one after the other; from the last on where that is the one that counts. */
static void pair_rest(struct pairing *pairing, const struct identity *a, size_t a_count, const struct identity *b,
                      size_t b_count)
{
    bool from_end = a[0].newest;
    size_t j = 0;

    for (size_t i = 0; i < a_count; i++) {
        const struct tdxp_node *node = a[from_end ? a_count - 1 - i : i].node;

        if (is_paired(pairing, TDXP_SIDE_A, node)) {
            continue;
        }
        while (j < b_count && is_paired(pairing, TDXP_SIDE_B, b[from_end ? b_count - 1 - j : j].node)) {
            j++;
        }
        if (j == b_count) {
            return;
        }
        pair(pairing, node, b[from_end ? b_count - 1 - j : j].node);
    }
}

/* How many from the first on are of its identity. */
static size_t alike(const struct identity *items, size_t count)
{
    size_t n = 1;

    while (n < count && identity_compare(&items[0], &items[n]) == 0) {
        n++;
    }
    return n;
}

static void pair_rows(struct work *work)
{
    const struct row *a = &work->rows[TDXP_SIDE_A];
    const struct row *b = &work->rows[TDXP_SIDE_B];
    size_t i = 0;
    size_t j = 0;

    if (a->count == 0 || b->count == 0) {
        return;
    }
    qsort(a->items, a->count, sizeof *a->items, in_order);
    qsort(b->items, b->count, sizeof *b->items, in_order);
    while (i < a->count && j < b->count) {
        size_t a_count = alike(a->items + i, a->count - i);
        size_t b_count = alike(b->items + j, b->count - j);
        int order = identity_compare(&a->items[i], &b->items[j]);

        if (order == 0) {
            pair_in_place(work->pairing, a->items + i, a_count, b->items + j, b_count);
            pair_alike(work->pairing, a->items + i, a_count, b->items + j, b_count);
            pair_rest(work->pairing, a->items + i, a_count, b->items + j, b_count);
        }
        i += order <= 0 ? a_count : 0;
        j += order >= 0 ? b_count : 0;
    }
}

static void gather_children(struct work *work, enum tdxp_side side, const struct tdxp_node *parent)
{
    work->rows[side].count = 0;
    for (const struct tdxp_node *n = parent->child; n; n = n->next) {
        struct identity identity = identity_of(n);

        add(work, side, &identity);
    }
}

/* Most children have the same keys, all in the same order, and nothing about them needs a name. */
static bool pair_equal_keys(struct pairing *pairing, const struct tdxp_node *a, const struct tdxp_node *b)
{
    const struct tdxp_node *x = a->child;
    const struct tdxp_node *y = b->child;

    for (; x && y && strcmp(x->key, y->key) == 0 && !strchr(x->key, '['); x = x->next, y = y->next) {
    }
    if (x || y) {
        return false;
    }
    for (x = a->child, y = b->child; x; x = x->next, y = y->next) {
        pair(pairing, x, y);
    }
    return true;
}

/* All that lies below pairs, of whose nodes of a's tree the ids are from to less than to. */
static void pair_below(struct work *work, uint32_t from, uint32_t to)
{
    for (uint32_t id = from; id < to && !work->failed; id++) {
        const struct tdxp_node *a = tdxp_tree_node(work->pairing->tree[TDXP_SIDE_A], id);
        const struct tdxp_node *b = work->pairing->partner[TDXP_SIDE_A][id];

        if (b && a->child && b->child && !pair_equal_keys(work->pairing, a, b)) {
            gather_children(work, TDXP_SIDE_A, a);
            gather_children(work, TDXP_SIDE_B, b);
            pair_rows(work);
        }
    }
}

/* Those with a name of their own that have no partner, though their parent has one. */
static void gather_lost(struct work *work, enum tdxp_side side)
{
    const struct pairing *pairing = work->pairing;
    uint32_t count = tdxp_tree_count(pairing->tree[side]);

    work->rows[side].count = 0;
    for (uint32_t id = 1; id < count; id++) {
        const struct tdxp_node *node = tdxp_tree_node(pairing->tree[side], id);

        if (!is_paired(pairing, side, node) && is_paired(pairing, side, node->parent)) {
            struct identity identity = identity_of(node);

            if (identity.named) {
                add(work, side, &identity);
            }
        }
    }
}

/* The id behind those of a node and of all that lies below it. */
static uint32_t end_of(const struct tdxp_node *node)
{
    while (node->last_child) {
        node = node->last_child;
    }
    return node->id + 1;
}

static void pair_all(struct work *work)
{
    struct pairing *pairing = work->pairing;
    uint32_t count = tdxp_tree_count(pairing->tree[TDXP_SIDE_A]);

    pair(pairing, tdxp_tree_root(pairing->tree[TDXP_SIDE_A]), tdxp_tree_root(pairing->tree[TDXP_SIDE_B]));
    pair_below(work, 0, count);
    gather_lost(work, TDXP_SIDE_A);
    gather_lost(work, TDXP_SIDE_B);
    pair_rows(work);
    for (uint32_t id = 1; id < count; id++) {
        const struct tdxp_node *a = tdxp_tree_node(pairing->tree[TDXP_SIDE_A], id);
        const struct tdxp_node *b = pairing->partner[TDXP_SIDE_A][id];

        if (b && pairing->partner[TDXP_SIDE_A][a->parent->id] != b->parent) {
            pair_below(work, id, end_of(a));
        }
    }
}

bool pairing_make(struct pairing *pairing, const struct tdxp_tree *a, const struct tdxp_tree *b)
{
    struct work work = {.pairing = pairing};

    *pairing = (struct pairing){.tree = {a, b}};
    for (int side = 0; side < TDXP_SIDES; side++) {
        pairing->partner[side] = calloc(tdxp_tree_count(pairing->tree[side]), sizeof *pairing->partner[side]);
        work.failed = work.failed || !pairing->partner[side];
    }
    if (!work.failed) {
        pair_all(&work);
    }
    for (int side = 0; side < TDXP_SIDES; side++) {
        free(work.rows[side].items);
    }
    if (work.failed) {
        pairing_free(pairing);
    }
    return !work.failed;
}

void pairing_free(struct pairing *pairing)
{
    for (int side = 0; side < TDXP_SIDES; side++) {
        free(pairing->partner[side]);
        pairing->partner[side] = NULL;
    }
}
