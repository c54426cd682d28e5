/* Which nodes of two trees stand for each other. */
#ifndef COMPARE_PAIRING_H
#define COMPARE_PAIRING_H

#include "tdxplore/compare.h"

struct pairing {
    const struct tdxp_tree *tree[TDXP_SIDES];
    const struct tdxp_node **partner[TDXP_SIDES]; /* owned; by id, NULL for a node without one */
};

/* The trees must outlive it. False where memory ran out: nothing is left to free. */
bool pairing_make(struct pairing *pairing, const struct tdxp_tree *a, const struct tdxp_tree *b);

void pairing_free(struct pairing *pairing);

#endif
