/* Which numbers, file offsets or GPAs, are covered by what: asked of a planned launch. */
#ifndef MEASURE_COVER_H
#define MEASURE_COVER_H

#include "measure/plan.h"

/* Inclusive at both ends. */
struct span {
    uint64_t start, last;
};

/* Disjoint spans in rising order, not next to each other. */
struct spans {
    struct span *items;
    size_t count;
};

/* By what becomes of them: that of measured spans is a part of that of loaded ones. */
struct cover {
    struct spans loaded, measured;
};

/* The bytes of the file, and the guest memory, that the plan covers. False where memory ran out; close all the same. */
bool cover_open_file(struct cover *cover, const struct plan *plan);
bool cover_open_memory(struct cover *cover, const struct plan *plan);

void cover_close(struct cover *cover);

/* What becomes of a number; the last one in a row from there that is like it into *last. O(log n). */
enum tdxp_cover cover_at(const struct cover *cover, uint64_t number, uint64_t *last);

/* How many numbers the spans have; stays at 2^64 - 1. */
uint64_t spans_total(const struct spans *spans);

#endif
