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

/*
 * A cover of spans of any origin: room for count of them, then one by one, then made ready to be asked. False where
 * memory ran out; close all the same.
 */
bool cover_begin(struct cover *cover, size_t count);
void cover_add(struct cover *cover, struct span span, bool measured);
void cover_finish(struct cover *cover);

/* The bytes of the file, and the guest memory, that the plan covers. False where memory ran out; close all the same. */
bool cover_open_file(struct cover *cover, const struct plan *plan);
bool cover_open_memory(struct cover *cover, const struct plan *plan);

void cover_close(struct cover *cover);

/* What becomes of a number; the last one in a row from there that is like it into *last. O(log n). */
enum tdxp_cover cover_at(const struct cover *cover, uint64_t number, uint64_t *last);

/* The same for bytes of a file of that size, with how many are alike, as tdxp_measure_cover has it. */
enum tdxp_cover cover_of_file(const struct cover *cover, uint64_t size, uint64_t offset, uint64_t *run);

/* How many bytes of a file of that size become what. */
void cover_totals(const struct cover *cover, uint64_t size, uint64_t bytes[static TDXP_COVERS]);

#endif
