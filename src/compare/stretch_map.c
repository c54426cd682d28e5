/*
 * Every byte of a space is compared as part of the deepest node that covers it, so that it is compared once, whatever
 * overlaps there. The runs of bytes that are a node's own stand for those of its partner in their order.
 */
#include "compare/stretch_map.h"

#include <stdlib.h>

/* Bytes of which a node is the deepest. */
struct own {
    uint32_t id;
    struct side_run run;
};

struct owns {
    struct own *items; /* owned; by node, then by place */
    size_t count, capacity;
};

static bool owns_add(struct owns *owns, const struct own *own)
{
    if (owns->count == owns->capacity) {
        size_t capacity = owns->capacity ? owns->capacity * 2 : 1024;
        struct own *grown = realloc(owns->items, capacity * sizeof *grown);

        if (!grown) {
            return false;
        }
        owns->items = grown;
        owns->capacity = capacity;
    }
    owns->items[owns->count++] = *own;
    return true;
}

static int by_node(const void *a, const void *b)
{
    const struct own *x = a;
    const struct own *y = b;

    if (x->id != y->id) {
        return x->id < y->id ? -1 : 1;
    }
    return x->run.start < y->run.start ? -1 : x->run.start > y->run.start;
}

static bool owns_of_space(struct owns *owns, const struct tdxp_tree *tree, const struct tdxp_space *space)
{
    uint64_t start = 0;
    uint64_t length;

    for (uint64_t at = 0; tdxp_tree_run(tree, space, at, &start, &length); at = start + length) {
        struct own own = {tdxp_tree_at(tree, space, at)->id, {space, start, length}};

        if (!owns_add(owns, &own)) {
            return false;
        }
    }
    return true;
}

static bool owns_of_tree(struct owns *owns, const struct tdxp_tree *tree)
{
    const struct tdxp_space *space;

    *owns = (struct owns){.items = NULL};
    for (unsigned id = 0; (space = tdxp_tree_space(tree, id)); id++) {
        if (!owns_of_space(owns, tree, space)) {
            return false;
        }
    }
    if (owns->count > 0) {
        qsort(owns->items, owns->count, sizeof *owns->items, by_node);
    }
    return true;
}

/* The first of the node of that id or a later one, from the one at on. */
static size_t owns_skip(const struct owns *owns, size_t at, uint32_t id)
{
    while (at < owns->count && owns->items[at].id < id) {
        at++;
    }
    return at;
}

/* The same, by halving: for ids in any order. */
static size_t owns_find(const struct owns *owns, uint32_t id)
{
    size_t low = 0;
    size_t high = owns->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (owns->items[middle].id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_of(const struct owns *owns, size_t at, uint32_t id)
{
    return at < owns->count && owns->items[at].id == id;
}

/* Where bytes would be that a node has none of its own of. */
static struct side_run nothing_in(const struct tdxp_node *node)
{
    return (struct side_run){node->space, node->offset, 0};
}

/* The runs of a pair: the first stands for the first, and so on. */
static void align_pair(struct stretch_map *map, const struct owns owns[static TDXP_SIDES], size_t i,
                       const struct tdxp_node *a, const struct tdxp_node *b)
{
    size_t j = owns_find(&owns[TDXP_SIDE_B], b->id);
    struct side_run x = nothing_in(a);
    struct side_run y = nothing_in(b);

    while (is_of(&owns[TDXP_SIDE_A], i, a->id) || is_of(&owns[TDXP_SIDE_B], j, b->id)) {
        x = is_of(&owns[TDXP_SIDE_A], i, a->id) ? owns[TDXP_SIDE_A].items[i++].run
                                                : (struct side_run){x.space, x.start + x.length, 0};
        y = is_of(&owns[TDXP_SIDE_B], j, b->id) ? owns[TDXP_SIDE_B].items[j++].run
                                                : (struct side_run){y.space, y.start + y.length, 0};
        align_runs(&map->stretches, &x, &y);
    }
}

/* The runs of a node without a partner. */
static size_t align_alone(struct stretch_map *map, const struct owns *owns, enum tdxp_side side, size_t at,
                          const struct tdxp_node *node)
{
    struct side_run none = {NULL, 0, 0};

    for (; is_of(owns, at, node->id); at++) {
        align_runs(&map->stretches, side == TDXP_SIDE_A ? &owns->items[at].run : &none,
                   side == TDXP_SIDE_A ? &none : &owns->items[at].run);
    }
    return at;
}

static void share(struct stretch_map *map, enum tdxp_side side, uint32_t id, size_t first)
{
    map->shares[side][id] = (struct stretch_share){(uint32_t)first, (uint32_t)(map->stretches.count - first)};
}

static void align_all(struct stretch_map *map, const struct pairing *pairing, const struct owns owns[static TDXP_SIDES])
{
    const struct tdxp_tree *const *tree = pairing->tree;
    size_t at = 0;

    for (uint32_t id = 0; id < tdxp_tree_count(tree[TDXP_SIDE_A]); id++) {
        const struct tdxp_node *a = tdxp_tree_node(tree[TDXP_SIDE_A], id);
        const struct tdxp_node *b = pairing->partner[TDXP_SIDE_A][id];
        size_t first = map->stretches.count;

        at = owns_skip(&owns[TDXP_SIDE_A], at, id);
        if (b) {
            align_pair(map, owns, at, a, b);
            share(map, TDXP_SIDE_B, b->id, first);
        } else {
            align_alone(map, &owns[TDXP_SIDE_A], TDXP_SIDE_A, at, a);
        }
        share(map, TDXP_SIDE_A, id, first);
    }
    at = 0;
    for (uint32_t id = 0; id < tdxp_tree_count(tree[TDXP_SIDE_B]); id++) {
        size_t first = map->stretches.count;

        at = owns_skip(&owns[TDXP_SIDE_B], at, id);
        if (!pairing->partner[TDXP_SIDE_B][id]) {
            at = align_alone(map, &owns[TDXP_SIDE_B], TDXP_SIDE_B, at, tdxp_tree_node(tree[TDXP_SIDE_B], id));
            share(map, TDXP_SIDE_B, id, first);
        }
    }
}

/* ---- by place ---- */

/* What the indexes of a side are sorted by. */
struct order {
    const struct tdxp_stretch *items;
    enum tdxp_side side;
};

static int by_place(const void *a, const void *b, void *context)
{
    const struct order *order = context;
    const struct tdxp_stretch *x = &order->items[*(const uint32_t *)a];
    const struct tdxp_stretch *y = &order->items[*(const uint32_t *)b];
    enum tdxp_side side = order->side;

    if (x->at[side].space != y->at[side].space) {
        return x->at[side].space->id < y->at[side].space->id ? -1 : 1;
    }
    return x->at[side].start < y->at[side].start ? -1 : x->at[side].start > y->at[side].start;
}

const struct tdxp_stretch *stretch_map_sorted(const struct stretch_map *map, enum tdxp_side side, uint32_t at)
{
    return &map->stretches.items[map->sorted[side][at]];
}

/* Whether both sides have the stretch at a position, and it is of the same space as the one at another. */
static bool is_neighbour(const struct stretch_map *map, enum tdxp_side side, uint32_t of, uint32_t at)
{
    const struct tdxp_stretch *stretch = stretch_map_sorted(map, side, at);

    return stretch->at[TDXP_SIDE_A].length > 0 && stretch->at[TDXP_SIDE_B].length > 0 &&
           stretch->at[side].space == stretch_map_sorted(map, side, of)->at[side].space;
}

static void find_neighbours(struct stretch_map *map, enum tdxp_side side)
{
    uint32_t *neighbour = map->neighbour[side];
    uint32_t count = map->sorted_count[side];

    for (uint32_t i = 0; i < count; i++) {
        neighbour[i] = i > 0 && !is_neighbour(map, side, i, i) && is_neighbour(map, side, i, neighbour[i - 1])
                           ? neighbour[i - 1]
                           : i;
    }
    for (uint32_t i = count; i-- > 0;) {
        if (i + 1 < count && !is_neighbour(map, side, i, neighbour[i]) &&
            is_neighbour(map, side, i, neighbour[i + 1])) {
            neighbour[i] = neighbour[i + 1];
        }
    }
}

static bool sort_side(struct stretch_map *map, enum tdxp_side side)
{
    struct order order = {map->stretches.items, side};
    uint32_t count = 0;

    map->sorted[side] = malloc((map->stretches.count + 1) * sizeof *map->sorted[side]);
    map->neighbour[side] = malloc((map->stretches.count + 1) * sizeof *map->neighbour[side]);
    if (!map->sorted[side] || !map->neighbour[side]) {
        return false;
    }
    for (size_t i = 0; i < map->stretches.count; i++) {
        if (map->stretches.items[i].at[side].length > 0) {
            map->sorted[side][count++] = (uint32_t)i;
        }
    }
    map->sorted_count[side] = count;
    qsort_r(map->sorted[side], count, sizeof *map->sorted[side], by_place, &order);
    find_neighbours(map, side);
    return true;
}

bool stretch_map_make(struct stretch_map *map, const struct pairing *pairing,
                      const struct tdxp_image *const image[static TDXP_SIDES])
{
    struct owns owns[TDXP_SIDES] = {{.items = NULL}};
    bool made = true;

    *map = (struct stretch_map){.stretches = {.image = {image[TDXP_SIDE_A], image[TDXP_SIDE_B]}}};
    for (int side = 0; side < TDXP_SIDES; side++) {
        map->shares[side] = calloc(tdxp_tree_count(pairing->tree[side]), sizeof *map->shares[side]);
        made = made && map->shares[side] && owns_of_tree(&owns[side], pairing->tree[side]);
    }
    if (made) {
        align_all(map, pairing, owns);
        made = !map->stretches.failed && sort_side(map, TDXP_SIDE_A) && sort_side(map, TDXP_SIDE_B);
    }
    for (int side = 0; side < TDXP_SIDES; side++) {
        free(owns[side].items);
    }
    if (!made) {
        stretch_map_free(map);
    }
    return made;
}

void stretch_map_free(struct stretch_map *map)
{
    free(map->stretches.items);
    for (int side = 0; side < TDXP_SIDES; side++) {
        free(map->shares[side]);
        free(map->sorted[side]);
        free(map->neighbour[side]);
    }
    *map = (struct stretch_map){.stretches = {.items = NULL}};
}

int64_t stretch_map_find(const struct stretch_map *map, enum tdxp_side side, const struct tdxp_space *space,
                         uint64_t offset)
{
    uint32_t low = 0;
    uint32_t high = map->sorted_count[side];

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct tdxp_stretch *stretch = stretch_map_sorted(map, side, middle);

        if (stretch->at[side].space->id < space->id ||
            (stretch->at[side].space == space && stretch->at[side].start <= offset)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0 || stretch_map_sorted(map, side, low - 1)->at[side].space != space) {
        return -1;
    }
    return (int64_t)low - 1;
}
