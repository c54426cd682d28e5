/* The guest memory of the image that this one is compared with, beside this one's. */
#include "tui/map_beside.h"

#include <stdlib.h>

#include "tui/comparing.h"

enum {
    LEAST = 27,    /* columns of the pane for two pictures */
    ADDRESSES = 8, /* columns that the left one has for addresses, and shares with nobody */
};

/* Add the placements of a map; returns how many there are then. */
static size_t add(struct tdxp_placement *placements, size_t used, const struct tdxp_guest_map *map)
{
    size_t count;
    const struct tdxp_region *regions = tdxp_guest_map_regions(map, &count);

    for (size_t i = 0; i < count; i++) {
        placements[used++] = regions[i].placed;
    }
    return used;
}

struct tdxp_guest_map *map_beside_join(const struct app *app)
{
    const struct tdxp_guest_map *other;
    struct tdxp_placement *placements;
    struct tdxp_guest_map *joined = NULL;
    uint64_t a = tdxp_image_bytes(app->image)->size;
    uint64_t b;
    size_t count;
    size_t more;

    if (!comparing(app)) {
        return NULL;
    }
    other = tdxp_guest_map_of(app->comparing.fw, app->whose);
    b = tdxp_image_bytes(app->comparing.image)->size;
    tdxp_guest_map_regions(app_map(app), &count);
    tdxp_guest_map_regions(other, &more);
    placements = calloc(count + more + 1, sizeof *placements);
    if (placements) {
        count = add(placements, add(placements, 0, app_map(app)), other);
        joined = tdxp_guest_map_new(placements, count, a > b ? a : b);
    }
    free(placements);
    return joined;
}

int map_beside_columns(const struct app *app, int cols)
{
    return comparing(app) && cols >= LEAST ? (cols - ADDRESSES) / 2 : 0;
}

void map_beside_draw(const struct map_view *view, int cols)
{
    struct map_view beside = *view;
    int width = map_beside_columns(view->app, cols);

    beside.map = tdxp_guest_map_of(view->app->comparing.fw, view->app->whose);
    beside.chosen = NULL;
    beside.other = true;
    beside.box.x += view->box.cols;
    beside.box.cols = width;
    map_draw(&beside);
}
