/* Two images compared: the differences, from pairs of nodes and stretches of bytes. */
#include "tdxplore/compare.h"

#include <stdlib.h>
#include <string.h>

#include "compare/comparison.h"
#include "tdxplore/range.h"

/* ---- differences ---- */

static struct tdxp_difference *add(struct tdxp_comparison *c, const struct tdxp_node *a, const struct tdxp_node *b,
                                   uint32_t parent)
{
    struct tdxp_difference *d;

    if (c->count == c->capacity) {
        size_t capacity = c->capacity ? c->capacity * 2 : 256;
        struct tdxp_difference *grown = realloc(c->differences, capacity * sizeof *grown);

        if (!grown) {
            c->failed = true;
            return NULL;
        }
        c->differences = grown;
        c->capacity = capacity;
    }
    d = &c->differences[c->count++];
    *d = (struct tdxp_difference){.node = {a, b}, .parent = parent, .count = 1};
    d->depth = parent == TDXP_DIFFERENCE_TOP ? 0 : c->differences[parent].depth + 1;
    return d;
}

static void add_alone(struct tdxp_comparison *c, enum tdxp_side side, const struct tdxp_node *node, uint32_t parent)
{
    struct tdxp_difference *d;

    if (node->kind == TDXP_KIND_BITS) {
        return; /* its field tells it */
    }
    d = add(c, side == TDXP_SIDE_A ? node : NULL, side == TDXP_SIDE_A ? NULL : node, parent);
    if (d) {
        d->what = side == TDXP_SIDE_A ? TDXP_DIFFERENCE_REMOVED : TDXP_DIFFERENCE_ADDED;
        *(side == TDXP_SIDE_A ? &d->removed : &d->added) = node->length;
    }
}

/* What a pair's own bytes say. */
static void tell_bytes(const struct tdxp_comparison *c, struct tdxp_difference *d)
{
    size_t count;
    const struct tdxp_stretch *s = tdxp_comparison_stretches(c, TDXP_SIDE_A, d->node[TDXP_SIDE_A], &count);
    bool field = d->node[TDXP_SIDE_A]->kind == TDXP_KIND_FIELD && d->node[TDXP_SIDE_B]->kind == TDXP_KIND_FIELD;

    for (size_t i = 0; i < count; i++) {
        if (s[i].kind == TDXP_STRETCH_SAME) {
            continue;
        }
        if (d->places++ == 0) {
            d->first[TDXP_SIDE_A] = s[i].at[TDXP_SIDE_A].start;
            d->first[TDXP_SIDE_B] = s[i].at[TDXP_SIDE_B].start;
        }
        if (s[i].kind == TDXP_STRETCH_CHANGED) {
            d->changed += s[i].at[TDXP_SIDE_A].length;
        } else {
            d->removed += s[i].at[TDXP_SIDE_A].length;
            d->added += s[i].at[TDXP_SIDE_B].length;
        }
    }
    if (d->changed + d->removed + d->added > 0) {
        d->what |= field ? TDXP_DIFFERENCE_VALUE : TDXP_DIFFERENCE_BYTES;
    }
    if (d->node[TDXP_SIDE_A]->length != d->node[TDXP_SIDE_B]->length) {
        d->what |= TDXP_DIFFERENCE_RESIZED;
    }
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Where in its parent a child starts. A child may lie outside of it. */
static uint64_t place_in(const struct tdxp_node *node)
{
    return node->space == node->parent->space ? node->offset - node->parent->offset : 0;
}

static void tell_place(const struct tdxp_comparison *c, struct tdxp_difference *d, bool reordered)
{
    const struct tdxp_node *a = d->node[TDXP_SIDE_A];
    const struct tdxp_node *b = d->node[TDXP_SIDE_B];
    uint64_t difference;

    if (!a->parent) {
        return;
    }
    if (c->pairing.partner[TDXP_SIDE_A][a->parent->id] != b->parent) {
        d->what |= TDXP_DIFFERENCE_ELSEWHERE;
        return;
    }
    if (reordered) {
        d->what |= TDXP_DIFFERENCE_REORDERED;
        return;
    }
    difference = place_in(b) - place_in(a);
    if (difference != 0 && a->kind != TDXP_KIND_LOOKUP) {
        d->back = difference > UINT64_MAX / 2;
        d->distance = d->back ? -difference : difference;
        d->what |= TDXP_DIFFERENCE_MOVED;
    }
}

/* ---- the order of siblings ---- */

/* A child of A whose partner is a child of B's parent. */
struct sibling {
    const struct tdxp_node *a;
    uint32_t b;      /* id of the partner: its place among the children of B */
    uint32_t before; /* the one before it in the longest row that ends with it, plus one */
    bool kept;       /* it is of the longest row that is in the same order in both */
};

/*
 * Mark those that are in the same order in both: of all such rows the longest, so that what was taken to another place is
 * what is told to be reordered.
 */
static void keep_longest(struct sibling *siblings, uint32_t count, uint32_t *ends)
{
    uint32_t longest = 0;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t low = 0;
        uint32_t high = longest;

        while (low < high) {
            uint32_t middle = low + (high - low) / 2;

            if (siblings[ends[middle]].b < siblings[i].b) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        siblings[i].before = low > 0 ? ends[low - 1] + 1 : 0;
        ends[low] = i;
        longest += low == longest;
    }
    for (uint32_t i = longest > 0 ? ends[longest - 1] + 1 : 0; i > 0; i = siblings[i - 1].before) {
        siblings[i - 1].kept = true;
    }
}

/* The children of a pair that stand for each other; *count of them, and NULL where memory ran out. */
static struct sibling *siblings_of(struct tdxp_comparison *c, const struct tdxp_node *a, const struct tdxp_node *b,
                                   uint32_t *count)
{
    struct sibling *siblings;
    uint32_t *ends;
    size_t room = 1;

    for (const struct tdxp_node *n = a->child; n; n = n->next) {
        room++;
    }
    siblings = calloc(room, sizeof *siblings);
    ends = malloc(room * sizeof *ends);
    *count = 0;
    for (const struct tdxp_node *n = a->child; siblings && ends && n; n = n->next) {
        const struct tdxp_node *partner = c->pairing.partner[TDXP_SIDE_A][n->id];

        if (partner && partner->parent == b) {
            siblings[*count].a = n;
            siblings[(*count)++].b = partner->id;
        }
    }
    if (!siblings || !ends) {
        free(siblings);
        siblings = NULL;
        c->failed = true;
    } else {
        keep_longest(siblings, *count, ends);
    }
    free(ends);
    return siblings;
}

/* ---- pairs ---- */

static void compare_pair(struct tdxp_comparison *c, const struct tdxp_node *a, const struct tdxp_node *b,
                         uint32_t parent, bool reordered);

/* B's children from one on that B alone has, up to the next that is in the same order as A's. */
static const struct tdxp_node *add_new(struct tdxp_comparison *c, const struct tdxp_node *b,
                                       const struct tdxp_node *until, uint32_t parent)
{
    for (; b && b != until; b = b->next) {
        if (!c->pairing.partner[TDXP_SIDE_B][b->id]) {
            add_alone(c, TDXP_SIDE_B, b, parent);
        }
    }
    return b ? b->next : NULL;
}

static void compare_children(struct tdxp_comparison *c, const struct tdxp_node *a, const struct tdxp_node *b,
                             uint32_t index)
{
    const struct tdxp_node *new = b->child;
    uint32_t count;
    struct sibling *siblings = siblings_of(c, a, b, &count);
    uint32_t at = 0;

    for (const struct tdxp_node *n = a->child; siblings && n && !c->failed; n = n->next) {
        const struct tdxp_node *partner = c->pairing.partner[TDXP_SIDE_A][n->id];
        bool here = at < count && siblings[at].a == n;
        bool kept = here && siblings[at].kept;

        at += here;
        if (!partner) {
            add_alone(c, TDXP_SIDE_A, n, index);
            continue;
        }
        if (kept) {
            new = add_new(c, new, partner, index);
        }
        compare_pair(c, n, partner, index, here && !kept);
    }
    if (siblings) {
        add_new(c, new, NULL, index);
    }
    free(siblings);
}

/* Whether a node is the compressed form of what its parent holds, which is told by what came out of it. */
static bool is_packed_form(const struct tdxp_node *node)
{
    const struct tdxp_packed *packed = node->parent ? node->parent->packed : NULL;
    struct tdxp_bytes bytes = tdxp_bytes_slice(&node->space->bytes, node->offset, node->length);

    return packed && packed->state == TDXP_PACKED_OPEN && bytes.data == packed->bytes.data &&
           bytes.size == packed->bytes.size;
}

/* Compressed in another way, though what comes out of it is the same. */
static bool is_packed_anew(const struct tdxp_comparison *c, const struct tdxp_node *a, const struct tdxp_node *b)
{
    const struct tdxp_node *x = a->packed && a->packed->state == TDXP_PACKED_OPEN ? a->packed->content : NULL;
    const struct tdxp_node *y = b->packed && b->packed->state == TDXP_PACKED_OPEN ? b->packed->content : NULL;
    const struct tdxp_bytes *bytes = x ? &a->packed->bytes : NULL;

    return x && y && c->pairing.partner[TDXP_SIDE_A][x->id] == y && c->of_node[TDXP_SIDE_A][x->id] == 0 &&
           (bytes->size != b->packed->bytes.size ||
            !tdxp_read_equals(bytes, 0, b->packed->bytes.data, (size_t)bytes->size));
}

/* Several in a row that have only moved, all by as much, are one difference. */
static bool join_moved(struct tdxp_comparison *c, const struct tdxp_difference *d)
{
    const struct tdxp_node *before = d->node[TDXP_SIDE_A]->prev;
    uint32_t last = before ? c->of_node[TDXP_SIDE_A][before->id] : 0;
    struct tdxp_difference *group = last > 0 ? &c->differences[last - 1] : NULL;

    if (!group || d->what != TDXP_DIFFERENCE_MOVED || group->what != TDXP_DIFFERENCE_MOVED ||
        group->distance != d->distance || group->back != d->back || last != c->count - 1) {
        return false;
    }
    group->count++;
    c->of_node[TDXP_SIDE_A][d->node[TDXP_SIDE_A]->id] = last;
    c->of_node[TDXP_SIDE_B][d->node[TDXP_SIDE_B]->id] = last;
    c->count--;
    return true;
}

static void compare_pair(struct tdxp_comparison *c, const struct tdxp_node *a, const struct tdxp_node *b,
                         uint32_t parent, bool reordered)
{
    uint32_t index = (uint32_t)c->count;
    struct tdxp_difference *d;

    if (a->kind == TDXP_KIND_BITS || (is_packed_form(a) && is_packed_form(b))) {
        return;
    }
    d = add(c, a, b, parent);
    if (!d) {
        return;
    }
    tell_bytes(c, d);
    tell_place(c, d, reordered);
    if (a->kind == TDXP_KIND_LOOKUP && (!same_text(a->note, b->note) || !same_text(a->remark, b->remark))) {
        d->what |= TDXP_DIFFERENCE_TEXT;
    }
    compare_children(c, a, b, index);
    d = &c->differences[index];
    if (is_packed_anew(c, a, b)) {
        d->what |= TDXP_DIFFERENCE_PACKED;
    }
    if (c->count == index + 1 && (d->what == 0 || join_moved(c, d))) {
        c->count = d->what == 0 ? index : c->count;
        return;
    }
    c->of_node[TDXP_SIDE_A][a->id] = index + 1;
    c->of_node[TDXP_SIDE_B][b->id] = index + 1;
}

/* ---- totals ---- */

static void count_nodes(struct tdxp_comparison *c)
{
    const uint32_t changed = TDXP_DIFFERENCE_VALUE | TDXP_DIFFERENCE_BYTES | TDXP_DIFFERENCE_RESIZED |
                             TDXP_DIFFERENCE_PACKED | TDXP_DIFFERENCE_TEXT;
    const uint32_t moved = TDXP_DIFFERENCE_MOVED | TDXP_DIFFERENCE_REORDERED | TDXP_DIFFERENCE_ELSEWHERE;

    for (size_t i = 0; i < c->count; i++) {
        const struct tdxp_difference *d = &c->differences[i];

        c->totals.nodes_added += (d->what & TDXP_DIFFERENCE_ADDED) != 0;
        c->totals.nodes_removed += (d->what & TDXP_DIFFERENCE_REMOVED) != 0;
        c->totals.nodes_changed += (d->what & changed) != 0;
        c->totals.nodes_moved += (d->what & changed) == 0 && (d->what & moved) != 0 ? d->count : 0;
    }
}

static bool of_file(const struct tdxp_stretch *stretch, enum tdxp_side side)
{
    return stretch->at[side].space && stretch->at[side].space->id == 0;
}

static void count_own(struct tdxp_comparison *c, enum tdxp_side side, const struct tdxp_node *node)
{
    struct tdxp_comparison_totals *t = &c->totals;
    size_t count;
    const struct tdxp_stretch *s = tdxp_comparison_stretches(c, side, node, &count);
    bool packed = is_packed_form(node);

    for (size_t i = 0; i < count; i++) {
        uint64_t a = of_file(&s[i], TDXP_SIDE_A) ? s[i].at[TDXP_SIDE_A].length : 0;
        uint64_t b = of_file(&s[i], TDXP_SIDE_B) ? s[i].at[TDXP_SIDE_B].length : 0;

        if (s[i].kind == TDXP_STRETCH_SAME) {
            continue;
        }
        if (packed) {
            t->packed += a > b ? a : b;
        } else if (s[i].kind == TDXP_STRETCH_CHANGED) {
            t->changed += a > b ? a : b;
        } else {
            t->removed += a;
            t->added += b;
        }
    }
}

static void count_bytes(struct tdxp_comparison *c)
{
    for (uint32_t id = 0; id < tdxp_tree_count(c->pairing.tree[TDXP_SIDE_A]); id++) {
        count_own(c, TDXP_SIDE_A, tdxp_tree_node(c->pairing.tree[TDXP_SIDE_A], id));
    }
    for (uint32_t id = 0; id < tdxp_tree_count(c->pairing.tree[TDXP_SIDE_B]); id++) {
        if (!c->pairing.partner[TDXP_SIDE_B][id]) {
            count_own(c, TDXP_SIDE_B, tdxp_tree_node(c->pairing.tree[TDXP_SIDE_B], id));
        }
    }
}

/* Bytes may be the same and lie elsewhere. */
static bool is_same(const struct tdxp_comparison *c)
{
    const struct tdxp_bytes *a = tdxp_image_bytes(c->firmware[TDXP_SIDE_A]->image);
    const struct tdxp_bytes *b = tdxp_image_bytes(c->firmware[TDXP_SIDE_B]->image);

    return c->totals.changed + c->totals.removed + c->totals.added + c->totals.packed == 0 && a->size == b->size &&
           (c->totals.nodes_moved == 0 || tdxp_read_equals(a, 0, b->data, (size_t)b->size));
}

/* ---- all of it ---- */

struct tdxp_comparison *tdxp_compare(const struct tdxp_firmware *a, const struct tdxp_firmware *b,
                                     struct tdxp_error *err)
{
    const struct tdxp_image *const images[TDXP_SIDES] = {a->image, b->image};
    struct tdxp_comparison *c = calloc(1, sizeof *c);

    if (c) {
        c->firmware[TDXP_SIDE_A] = a;
        c->firmware[TDXP_SIDE_B] = b;
        c->of_node[TDXP_SIDE_A] = calloc(tdxp_tree_count(a->tree), sizeof *c->of_node[TDXP_SIDE_A]);
        c->of_node[TDXP_SIDE_B] = calloc(tdxp_tree_count(b->tree), sizeof *c->of_node[TDXP_SIDE_B]);
        c->failed = !c->of_node[TDXP_SIDE_A] || !c->of_node[TDXP_SIDE_B] ||
                    !pairing_make(&c->pairing, a->tree, b->tree) || !stretch_map_make(&c->map, &c->pairing, images);
    }
    if (c && !c->failed) {
        compare_pair(c, tdxp_tree_root(a->tree), tdxp_tree_root(b->tree), TDXP_DIFFERENCE_TOP, false);
        c->totals.coarse = c->map.stretches.coarse;
        count_nodes(c);
        count_bytes(c);
        c->totals.same = is_same(c);
    }
    if (!c || c->failed) {
        tdxp_comparison_free(c);
        tdxp_error_set(err, "out of memory while comparing");
        return NULL;
    }
    return c;
}

void tdxp_comparison_free(struct tdxp_comparison *c)
{
    if (!c) {
        return;
    }
    for (int side = 0; side < TDXP_SIDES; side++) {
        free(c->of_node[side]);
    }
    free(c->differences);
    stretch_map_free(&c->map);
    pairing_free(&c->pairing);
    free(c);
}

const struct tdxp_firmware *tdxp_comparison_firmware(const struct tdxp_comparison *c, enum tdxp_side side)
{
    return c->firmware[side];
}

const struct tdxp_difference *tdxp_comparison_differences(const struct tdxp_comparison *c, size_t *count)
{
    *count = c->count;
    return c->differences;
}

const struct tdxp_node *tdxp_comparison_partner(const struct tdxp_comparison *c, enum tdxp_side side,
                                                const struct tdxp_node *node)
{
    return c->pairing.partner[side][node->id];
}

const struct tdxp_difference *tdxp_comparison_of_node(const struct tdxp_comparison *c, enum tdxp_side side,
                                                      const struct tdxp_node *node)
{
    uint32_t index = c->of_node[side][node->id];

    return index > 0 ? &c->differences[index - 1] : NULL;
}

struct tdxp_comparison_totals tdxp_comparison_totals(const struct tdxp_comparison *c)
{
    return c->totals;
}
