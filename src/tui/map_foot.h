/* Below the picture of guest memory: the selected segment in words, what the symbols mean, and totals. */
#ifndef TUI_MAP_FOOT_H
#define TUI_MAP_FOOT_H

#include "tui/app.h"

/* What of the foot does not change with the selection; made once for the map that is shown. */
struct map_foot {
    uint32_t fills; /* bit i: enum tdxp_map_fill i occurs */
    struct tdxp_guest_totals totals;
    uint64_t file_size;
};

struct map_foot map_foot_of(const struct app *app);

/* Draw from row on of box; segment may be NULL. What does not fit is left out. Returns the rows that all of it takes. */
int map_foot_draw(const struct map_foot *foot, const struct app *app, const struct tdxp_segment *segment,
                  struct box box, int row);

#endif
