/* The guest memory of the image that this one is compared with, beside this one's. */
#ifndef TUI_MAP_BESIDE_H
#define TUI_MAP_BESIDE_H

#include "tui/map_draw.h"

/* The memory of both images as one map, for a picture in which the same address is in the same row. NULL where nothing is
   compared, or memory ran out. Freed by the caller. */
struct tdxp_guest_map *map_beside_join(const struct app *app);

/* How many of the columns it takes; 0 where nothing is compared, or there is no room. */
int map_beside_columns(const struct app *app, int cols);

/* Draw it at the right of what the view shows, up to so many columns from its left edge. */
void map_beside_draw(const struct map_view *view, int cols);

#endif
