/* Finding one needle in bytes, in linear time. */
#ifndef SEARCH_SCAN_H
#define SEARCH_SCAN_H

#include "tdxplore/search.h"

#define SCAN_WORDS (TDXP_NEEDLE_MAX / 64u)

struct scan {
    const struct tdxp_needle *needle;
    uint64_t (*table)[SCAN_WORDS]; /* owned; 256 rows: the places of the needle that a byte matches. NULL: it is exact */
    uint64_t state[SCAN_WORDS];    /* beginnings of the needle that the bytes before at match */
    uint64_t at;                   /* next byte to read; of an exact needle, next place to try */
};

/* False where memory ran out. The needle must outlive it. */
bool scan_open(struct scan *scan, const struct tdxp_needle *needle);
void scan_close(struct scan *scan);

/* Go on from a place, and forget what was before. */
void scan_start(struct scan *scan, uint64_t from);

/* The next place before end, at which the needle lies in the bytes, into *found. False where there is none. */
bool scan_next(struct scan *scan, const struct tdxp_bytes *bytes, uint64_t end, uint64_t *found);

#endif
