/* Drawing the picture of guest memory into a rectangle. */
#ifndef TUI_MAP_DRAW_H
#define TUI_MAP_DRAW_H

#include <stdint.h>

#include "tdxplore/map_fill.h"
#include "tdxplore/map_layout.h"
#include "tui/app.h"

enum { MAP_LANES = 16 }; /* most lanes that are drawn side by side */

/* What is drawn and where. */
struct map_view {
    const struct app *app;
    const struct tdxp_map_layout *layout;
    const struct tdxp_guest_map *map;  /* whose segments are drawn; the layout may be of more */
    const struct tdxp_segment *chosen; /* shown as selected; NULL: none */
    uint64_t top;                      /* first row of the picture that is shown */
    struct box box;                    /* for the picture alone */
    bool focused;
    bool other; /* it is that of the image that this one is compared with, beside this one's: without addresses */
};

/* Draw the rows of the picture that fit into the box. */
void map_draw(const struct map_view *view);

/* The segment drawn at a cell of the box, or NULL. */
const struct tdxp_segment *map_segment_at(const struct map_view *view, int row, int col);

/*
 * The segments that the picture shows side by side in a band, in the order of their lanes, into out; at most MAP_LANES.
 * Returns how many.
 */
size_t map_segments_of(const struct tdxp_guest_map *map, const struct tdxp_map_band *band,
                       const struct tdxp_segment *out[static MAP_LANES]);

/* The symbol of a fill. */
enum glyph map_fill_glyph(enum tdxp_map_fill fill);

/* What the VMM does with a segment, in words: "copied from the file, measured". */
void map_describe(const struct app *app, const struct tdxp_segment *segment, char *buffer, size_t size);

#endif
