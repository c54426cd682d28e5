/* Where in bytes something begins. */
#ifndef TUI_SEEK_H
#define TUI_SEEK_H

#include <stdbool.h>

#include "tdxplore/tree.h"

enum seek_result {
    SEEK_FOUND,   /* *at is the place */
    SEEK_NOTHING, /* there is none */
    SEEK_LATER,   /* not within a bounded piece of work: *at is where to go on from */
};

enum { SEEK_ZEROS = 16 }; /* bytes of zeros that are a gap between data */

/*
 * The next byte behind offset, or the last before it, that is not zero and stands behind at least SEEK_ZEROS zeros, or at
 * the very start.
 */
enum seek_result seek_data(const struct tdxp_bytes *bytes, uint64_t offset, bool forward, uint64_t *at);

/* The first byte of the next run behind offset, or the last before it, that no structure claims. */
enum seek_result seek_unclaimed(const struct tdxp_tree *tree, const struct tdxp_space *space, uint64_t offset,
                                bool forward, uint64_t *at);

#endif
