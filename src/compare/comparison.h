/* What a comparison consists of. */
#ifndef COMPARE_COMPARISON_H
#define COMPARE_COMPARISON_H

#include "compare/pairing.h"
#include "compare/stretch_map.h"

struct tdxp_comparison {
    const struct tdxp_firmware *firmware[TDXP_SIDES];
    struct pairing pairing;
    struct stretch_map map;
    struct tdxp_difference *differences; /* owned */
    size_t count, capacity;
    uint32_t *of_node[TDXP_SIDES]; /* owned; by id, the index of the node's difference plus one; 0: none */
    struct tdxp_comparison_totals totals;
    bool failed; /* memory ran out */
};

#endif
