/* Where two versions of a file differ. */
#ifndef TUI_CHANGES_H
#define TUI_CHANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/bytes.h"
#include "tdxplore/range.h"

enum { CHANGES_MOST = 4096 }; /* runs that are told apart; what differs behind them is one run, to the last byte */

#define CHANGES_COMPARED (UINT64_C(256) << 20) /* bytes that are compared at most */

/* Runs of bytes of the newer version, disjoint and in rising order. All zero while nothing is compared. */
struct changes {
    struct tdxp_range *runs; /* owned */
    size_t count;
    uint64_t bytes; /* in all of them */
    bool partial;   /* not everything was compared: there may be more */
};

/*
 * The bytes of after that are not those of before at the same offset, those behind the end of before among them. Only the
 * first CHANGES_COMPARED bytes are compared, and nothing where memory ran out: the result is partial then.
 */
struct changes changes_between(const struct tdxp_bytes *before, const struct tdxp_bytes *after);

/* Whether a byte is one of them. O(log n). */
bool changes_have(const struct changes *changes, uint64_t offset);

void changes_free(struct changes *changes);

#endif
