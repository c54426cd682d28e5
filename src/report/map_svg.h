/* What the parts of an SVG of guest memory share. Lengths are in user units. */
#ifndef REPORT_MAP_SVG_H
#define REPORT_MAP_SVG_H

#include "report/svg.h"
#include "tdxplore/firmware.h"
#include "tdxplore/map_fill.h"
#include "tdxplore/map_layout.h"

enum {
    SVG_MAP_WIDTH = 1000, /* of the document */
    SVG_MAP_MARGIN = 28,
    SVG_MAP_TOP = 104,        /* of the picture */
    SVG_MAP_LANDMARK_X = 884, /* where the names of landmarks begin */
};

struct svg_map {
    const struct tdxp_firmware *firmware;
    enum tdxp_guest guest;
    const struct tdxp_guest_map *map;     /* of that guest */
    const struct tdxp_map_layout *layout; /* NULL where there is nothing to draw */
    FILE *out;
};

/* "Section 0 BFV, 0xffe20000 to 0xffffffff, ~1.9 MiB, copied from the file at 0x20000, measured". */
void svg_map_segment(FILE *out, const struct tdxp_segment *segment);

/* Fill a box in a hue (from 0 on; -1: none) with the pattern of a fill. */
void svg_map_fill(FILE *out, enum tdxp_map_fill fill, int hue, struct svg_box box);

/* The classes of a box's edge. */
const char *svg_map_edge(enum tdxp_map_fill fill, bool overlapped);

/* The bar within a box that marks what is measured. */
void svg_map_rail(FILE *out, struct svg_box box);

/* Where the picture ends. */
uint64_t svg_map_end(const struct svg_map *svg);

/* Write the picture; svg->layout is not NULL. False where memory ran out. */
bool svg_map_picture(const struct svg_map *svg);

#endif
