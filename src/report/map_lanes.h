/* Which segments stand side by side in each band of a picture of guest memory, band by band from the top down. */
#ifndef REPORT_MAP_LANES_H
#define REPORT_MAP_LANES_H

#include "tdxplore/map_layout.h"

enum { LANES_MAX = 16 }; /* lanes that are kept; what lies in others is only counted */

struct map_lanes {
    const struct tdxp_segment *lanes[LANES_MAX]; /* of the current band; NULL where a lane is empty */
    size_t count;                                /* segments in the band, in whatever lane, */
    size_t measured;                             /* and how many of them are measured */
    uint32_t group; /* lanes that the band's regions and those that hang together with them need */

    /* private */
    const struct tdxp_segment *by_start; /* rising */
    const struct tdxp_segment **by_last; /* falling */
    size_t segments, starts, ends;
};

/* False where memory ran out. The map must outlive the lanes. */
bool map_lanes_open(struct map_lanes *lanes, const struct tdxp_guest_map *map);

void map_lanes_close(struct map_lanes *lanes);

/* Go to a band: each one of a layout of the map, from the first to the last. O(bands + segments) for all. */
void map_lanes_next(struct map_lanes *lanes, const struct tdxp_map_band *band);

#endif
