/* Aligning two runs of bytes: what of the one stands for what of the other. */
#ifndef COMPARE_ALIGN_H
#define COMPARE_ALIGN_H

#include "tdxplore/compare.h"

/* Bytes of a space. */
struct side_run {
    const struct tdxp_space *space;
    uint64_t start, length;
};

/* Stretches as they are found. Zero-initialise before use. */
struct stretches {
    const struct tdxp_image *image[TDXP_SIDES]; /* whose holes need not be looked at; NULL: nothing is known of any */
    struct tdxp_stretch *items;                 /* owned */
    size_t count, capacity;
    bool coarse; /* there were too many: some have bytes that are the same */
    bool failed; /* memory ran out: some are missing */
};

/* Add the stretches of two runs, which together cover both. Either may be empty. O(n log n). */
void align_runs(struct stretches *stretches, const struct side_run *a, const struct side_run *b);

#endif
