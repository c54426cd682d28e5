/* A set of bytes as runs in rising order, no two of which touch. */
#ifndef EDIT_RUNS_H
#define EDIT_RUNS_H

#include <stdbool.h>
#include <stddef.h>

#include "tdxplore/range.h"

struct runs {
    struct tdxp_range *list; /* from malloc */
    size_t count, room;
    uint64_t bytes; /* that all runs have together */
};

void runs_free(struct runs *runs);

/* Put a run behind all that are there, which it may touch. False where memory ran out. */
bool runs_append(struct runs *runs, struct tdxp_range run);

/* Get room for so many runs more. False where memory ran out. */
bool runs_reserve(struct runs *runs, size_t more);

/* How many slots more than now runs_replace may need: room that must be there before. */
size_t runs_needed(const struct runs *fresh);

/* Within a range, those of fresh, which lie inside of it, take the place of what was there. There is room for them. */
void runs_replace(struct runs *runs, struct tdxp_range range, const struct runs *fresh);

/* The number of the first run that ends behind offset; the count where none does. O(log n). */
size_t runs_find(const struct runs *runs, uint64_t offset);

#endif
