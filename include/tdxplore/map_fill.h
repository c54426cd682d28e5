/*
 * What becomes of a segment when the VMM builds the guest, in the few kinds that a picture of guest memory can tell
 * apart without colour. Every picture fills its segments by these and calls them by the same words.
 */
#ifndef TDXPLORE_MAP_FILL_H
#define TDXPLORE_MAP_FILL_H

#include <stdbool.h>
#include <stdint.h>

#include "tdxplore/guest_map.h"

/* In the order in which a legend names them. */
enum tdxp_map_fill {
    TDXP_FILL_MEASURED, /* copied from the file and measured */
    TDXP_FILL_COPIED,   /* copied from the file */
    TDXP_FILL_TAIL,     /* the zero-filled tail behind bytes of the file */
    TDXP_FILL_ZERO,     /* zero pages */
    TDXP_FILL_AUG,      /* left to the guest to accept */
    TDXP_FILL_MISSING,  /* should be copied, but the file ends before */
    TDXP_FILL_LAUNCH,   /* written at launch, not from the file */
    TDXP_FILLS,
};

enum tdxp_map_fill tdxp_map_fill_for(enum tdxp_source source, bool measured);

/* The same for a segment as its descriptor has it. */
enum tdxp_map_fill tdxp_map_fill_of(const struct tdxp_segment *segment);

/* A few words for a legend: "copied, measured". */
const char *tdxp_map_fill_name(enum tdxp_map_fill fill);

/* What of a picture's marks occurs, and a legend has to explain. */
struct tdxp_map_legend {
    uint32_t fills; /* bit i: a segment is filled with enum tdxp_map_fill i */
    bool measured;  /* a section is measured */
    bool overlaps;  /* sections overlap */
};

struct tdxp_map_legend tdxp_map_legend_of(const struct tdxp_guest_map *map);

/* What the VMM does for a source, in words: "copied from the file". */
const char *tdxp_source_words(enum tdxp_source source);

#endif
