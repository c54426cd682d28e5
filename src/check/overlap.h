/* Which of many ranges share something with an earlier one. */
#ifndef CHECK_OVERLAP_H
#define CHECK_OVERLAP_H

#include <stdbool.h>
#include <stdint.h>

#define OVERLAP_NONE UINT32_MAX

/* Inclusive at both ends. */
struct extent {
    uint64_t start, last;
    uint32_t index; /* of the caller's; rising from one extent to the next */
};

/*
 * For each extent the index of an earlier one that shares a number with it, or OVERLAP_NONE: partner[i] belongs to
 * extents[i]. Of several earlier ones it is one that reaches furthest. O(n log n). False where memory ran out.
 */
bool find_overlaps(const struct extent *extents, uint32_t count, uint32_t *partner);

#endif
