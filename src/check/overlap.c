/* Which sections share something with an earlier one. */
#include "check/overlap.h"

#include <stdlib.h>

#include "check/section.h"

bool guest_extent(const struct tdxp_section *section, struct extent *extent)
{
    if (section->memory_data_size == 0) {
        return false;
    }
    *extent = (struct extent){section->memory_address, last_gpa(section)};
    return true;
}

bool file_extent(const struct tdxp_section *section, struct extent *extent)
{
    if (section->raw_data_size == 0 || is_info(section)) {
        return false;
    }
    *extent = (struct extent){section->data_offset, data_end(section) - 1};
    return true;
}

/* The extent of a section, by its index. */
struct occupied {
    struct extent extent;
    uint32_t section;
};

/*
 * A Fenwick tree over the extents in the order of their starts: each slot holds the furthest-reaching extent of those
 * put in so far. Putting the extents in one by one and asking, before each, for the furthest of all that start at or
 * before its last number answers the question without comparing pairs.
 */
struct furthest {
    const struct occupied **slots; /* 1 to count */
    uint32_t count;
};

/* Of two that reach as far, the one that starts first: it holds the other. */
static bool reaches_further(const struct occupied *a, const struct occupied *b)
{
    return !b || a->extent.last > b->extent.last ||
           (a->extent.last == b->extent.last && a->extent.start < b->extent.start);
}

static void put(struct furthest *tree, uint32_t rank, const struct occupied *occupied)
{
    for (uint32_t i = rank; i <= tree->count; i += i & -i) {
        if (reaches_further(occupied, tree->slots[i])) {
            tree->slots[i] = occupied;
        }
    }
}

static const struct occupied *ask(const struct furthest *tree, uint32_t rank)
{
    const struct occupied *best = NULL;

    for (uint32_t i = rank; i > 0; i -= i & -i) {
        if (tree->slots[i] && reaches_further(tree->slots[i], best)) {
            best = tree->slots[i];
        }
    }
    return best;
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* How many of the sorted starts are at or below value. */
static uint32_t rank_of(const uint64_t *starts, uint32_t count, uint64_t value)
{
    uint32_t low = 0;
    uint32_t high = count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (starts[middle] <= value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The extents that there are, in the order of their sections; returns how many. */
static uint32_t list_extents(const struct tdxp_section *sections, uint32_t count, extent_of *of, struct occupied *list,
                             uint64_t *starts)
{
    uint32_t listed = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (of(&sections[i], &list[listed].extent)) {
            list[listed].section = i;
            starts[listed] = list[listed].extent.start;
            listed++;
        }
    }
    if (listed > 1) {
        qsort(starts, listed, sizeof *starts, by_number);
    }
    return listed;
}

static void pair(const struct occupied *list, uint32_t count, const uint64_t *starts, struct furthest *tree,
                 uint32_t *partner)
{
    tree->count = count;
    for (uint32_t i = 0; i < count; i++) {
        const struct extent *extent = &list[i].extent;
        const struct occupied *other = ask(tree, rank_of(starts, count, extent->last));

        if (other && other->extent.last >= extent->start) {
            partner[list[i].section] = other->section;
        }
        put(tree, rank_of(starts, count, extent->start), &list[i]);
    }
}

bool find_overlaps(const struct tdxp_section *sections, uint32_t count, extent_of *of, uint32_t *partner)
{
    size_t room = (size_t)count + 1;
    struct occupied *list = calloc(room, sizeof *list);
    uint64_t *starts = calloc(room, sizeof *starts);
    struct furthest tree = {.slots = calloc(room, sizeof *tree.slots)};
    bool done = list && starts && tree.slots;

    for (uint32_t i = 0; i < count; i++) {
        partner[i] = OVERLAP_NONE;
    }
    if (done) {
        pair(list, list_extents(sections, count, of, list, starts), starts, &tree, partner);
    }
    free(list);
    free(starts);
    free(tree.slots);
    return done;
}
