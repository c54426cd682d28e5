/* Which sections share something with an earlier one. */
#ifndef CHECK_OVERLAP_H
#define CHECK_OVERLAP_H

#include <stdbool.h>
#include <stdint.h>

#include "tdxplore/tdvf.h"

#define OVERLAP_NONE UINT32_MAX

/* Inclusive at both ends. */
struct extent {
    uint64_t start, last;
};

/* What a section occupies, into *extent; false where it occupies nothing. */
typedef bool extent_of(const struct tdxp_section *section, struct extent *extent);

/* Its guest memory. */
bool guest_extent(const struct tdxp_section *section, struct extent *extent);

/* Its bytes of the file, but for TD_INFO and TD_PARAMS, whose bytes are those of a BFV as well. */
bool file_extent(const struct tdxp_section *section, struct extent *extent);

/*
 * For each of count sections, into partner, the index of an earlier one whose extent shares a number with its own, or
 * OVERLAP_NONE. Of several earlier ones it is the one that reaches furthest, and of those the one that starts first.
 * O(n log n). False where memory ran out.
 */
bool find_overlaps(const struct tdxp_section *sections, uint32_t count, extent_of *of, uint32_t *partner);

#endif
