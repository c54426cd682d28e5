/* Which segments stand side by side in each band of a picture of guest memory. */
#include "report/map_lanes.h"

#include <stdlib.h>

static int last_order(const void *a, const void *b)
{
    const struct tdxp_segment *x = *(const struct tdxp_segment *const *)a;
    const struct tdxp_segment *y = *(const struct tdxp_segment *const *)b;

    return x->last < y->last ? 1 : x->last > y->last ? -1 : 0;
}

bool map_lanes_open(struct map_lanes *lanes, const struct tdxp_guest_map *map)
{
    *lanes = (struct map_lanes){0};
    lanes->by_start = tdxp_guest_map_segments(map, &lanes->segments);
    lanes->starts = lanes->segments;
    lanes->by_last = calloc(lanes->segments + 1, sizeof(const struct tdxp_segment *));
    if (!lanes->by_last) {
        return false;
    }
    for (size_t i = 0; i < lanes->segments; i++) {
        lanes->by_last[i] = &lanes->by_start[i];
    }
    qsort(lanes->by_last, lanes->segments, sizeof(const struct tdxp_segment *), last_order);
    return true;
}

void map_lanes_close(struct map_lanes *lanes)
{
    free(lanes->by_last);
    lanes->by_last = NULL;
}

void map_lanes_next(struct map_lanes *lanes, const struct tdxp_map_band *band)
{
    for (unsigned i = 0; i < LANES_MAX; i++) {
        if (lanes->lanes[i] && lanes->lanes[i]->start > band->last) {
            lanes->lanes[i] = NULL;
        }
    }
    for (; lanes->ends < lanes->segments; lanes->ends++) {
        const struct tdxp_segment *segment = lanes->by_last[lanes->ends];

        if (segment->last < band->last) {
            break;
        }
        if (segment->region->lane < LANES_MAX) {
            lanes->lanes[segment->region->lane] = segment;
        }
        lanes->group = segment->region->lanes;
        lanes->count++;
        lanes->measured += segment->region->placed.measured;
    }
    for (; lanes->starts > 0 && lanes->by_start[lanes->starts - 1].start > band->last; lanes->starts--) {
        lanes->count--;
        lanes->measured -= lanes->by_start[lanes->starts - 1].region->placed.measured;
    }
}
