/* The stretches of two trees: by node, and by place. */
#ifndef COMPARE_STRETCH_MAP_H
#define COMPARE_STRETCH_MAP_H

#include "compare/align.h"
#include "compare/pairing.h"

/* Which stretches belong to a node. */
struct stretch_share {
    uint32_t first, count;
};

struct stretch_map {
    struct stretches stretches;               /* those of one node in a row */
    struct stretch_share *shares[TDXP_SIDES]; /* owned; by id of a node */
    uint32_t *sorted[TDXP_SIDES];             /* owned; indexes of those with bytes on that side, by space and start */
    uint32_t sorted_count[TDXP_SIDES];
    /*
     * Owned; for each of sorted the position there of the nearest one of its space that both sides have: itself, or one
     * before it, or else one behind it; its own where there is none.
     */
    uint32_t *neighbour[TDXP_SIDES];
};

/* image: those that the trees are of. False where memory ran out: nothing is left to free. */
bool stretch_map_make(struct stretch_map *map, const struct pairing *pairing,
                      const struct tdxp_image *const image[static TDXP_SIDES]);

void stretch_map_free(struct stretch_map *map);

/* The stretch at a position in sorted. */
const struct tdxp_stretch *stretch_map_sorted(const struct stretch_map *map, enum tdxp_side side, uint32_t at);

/* Position in sorted of the stretch that a byte lies in, or of the last before it; -1: none of that space is. */
int64_t stretch_map_find(const struct stretch_map *map, enum tdxp_side side, const struct tdxp_space *space,
                         uint64_t offset);

#endif
