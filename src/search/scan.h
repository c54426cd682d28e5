/* Finding one needle in bytes, in linear time. */
#ifndef SEARCH_SCAN_H
#define SEARCH_SCAN_H

#include "tdxplore/search.h"

#define SCAN_WORDS (TDXP_NEEDLE_MAX / 64u)

struct scan {
    const struct tdxp_needle *needle;
    uint64_t at; /* next place to try; in a dense part, next byte to read */
    /* Of a needle that is not exact: going from one place with a rare byte of it to the next, while those are few. */
    uint32_t anchor;      /* which byte of the needle that is */
    uint8_t values[2];    /* those that it may have */
    unsigned value_count; /* 0: any of more than two */
    uint64_t next[2];     /* offset before which there is no more of each */
    int64_t credit;       /* bytes that were passed over, less what trying places has cost */
    /* Where they are many: reading every byte once. */
    bool dense;
    uint64_t dense_end; /* the first place behind that part */
    uint64_t (
        *table)[SCAN_WORDS];    /* owned; 256 rows: the places in the needle that a byte matches. NULL: it is exact */
    uint64_t state[SCAN_WORDS]; /* beginnings of the needle that the bytes before at match */
};

/* False where memory ran out. The needle must outlive it. */
bool scan_open(struct scan *scan, const struct tdxp_needle *needle);
void scan_close(struct scan *scan);

/* Go on from a place, and forget what was before. */
void scan_start(struct scan *scan, uint64_t from);

/* The next place before end, at which the needle lies in the bytes, into *found. False where there is none. */
bool scan_next(struct scan *scan, const struct tdxp_bytes *bytes, uint64_t end, uint64_t *found);

#endif
