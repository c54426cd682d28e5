/* Which of many ranges share something with an earlier one. */
#include "check/overlap.h"

#include <stdlib.h>

/*
 * A Fenwick tree over the extents in the order of their starts: each slot holds the furthest-reaching extent of those
 * put in so far. Putting the extents in one by one and asking, before each, for the furthest of all that start at or
 * before its last number answers the question without comparing pairs.
 */
struct furthest {
    const struct extent **slots; /* 1 to count */
    uint32_t count;
};

static void put(struct furthest *tree, uint32_t rank, const struct extent *extent)
{
    for (uint32_t i = rank; i <= tree->count; i += i & -i) {
        if (!tree->slots[i] || extent->last > tree->slots[i]->last) {
            tree->slots[i] = extent;
        }
    }
}

static const struct extent *ask(const struct furthest *tree, uint32_t rank)
{
    const struct extent *best = NULL;

    for (uint32_t i = rank; i > 0; i -= i & -i) {
        if (tree->slots[i] && (!best || tree->slots[i]->last > best->last)) {
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

bool find_overlaps(const struct extent *extents, uint32_t count, uint32_t *partner)
{
    uint64_t *starts = calloc((size_t)count + 1, sizeof *starts);
    struct furthest tree = {calloc((size_t)count + 1, sizeof *tree.slots), count};
    bool done = starts && tree.slots;

    for (uint32_t i = 0; done && i < count; i++) {
        starts[i] = extents[i].start;
    }
    if (done && count > 1) {
        qsort(starts, count, sizeof *starts, by_number);
    }
    for (uint32_t i = 0; done && i < count; i++) {
        const struct extent *other = ask(&tree, rank_of(starts, count, extents[i].last));

        partner[i] = other && other->last >= extents[i].start ? other->index : OVERLAP_NONE;
        put(&tree, rank_of(starts, count, extents[i].start), &extents[i]);
    }
    free(starts);
    free(tree.slots);
    return done;
}
