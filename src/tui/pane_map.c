/* The guest memory pane: what the sections make of guest-physical memory, the highest address on top. */
#include "tui/pane_map.h"

#include <inttypes.h>

#include "tui/app.h"
#include "tui/list.h"

struct map_state {
    struct list list; /* of regions, from the highest down */
};

static const struct tdxp_region *region_at(const struct app *app, int row)
{
    size_t count;
    const struct tdxp_region *regions = tdxp_guest_map_regions(app->fw->map, &count);

    return row >= 0 && (size_t)row < count ? &regions[count - 1 - (size_t)row] : NULL;
}

static void map_follow(struct app *app, struct pane *pane)
{
    struct map_state *state = pane->state;
    size_t count;

    tdxp_guest_map_regions(app->fw->map, &count);
    state->list.count = (int)count;
    state->list.rows = pane->inside.rows;
    for (int row = 0; row < state->list.count; row++) {
        if ((int32_t)region_at(app, row)->placed.section == app->selection.section) {
            state->list.at = row;
        }
    }
    list_fit(&state->list);
}

static void map_draw(struct app *app, struct pane *pane)
{
    struct map_state *state = pane->state;

    pane->cursor_row = -1;
    for (int row = 0; row < pane->inside.rows; row++) {
        const struct tdxp_region *region = region_at(app, state->list.top + row);

        if (!region) {
            break;
        }
        if ((int32_t)region->placed.section == app->selection.section) {
            theme_set(&app->theme, pane->focused ? STYLE_SELECTED : STYLE_SELECTED_OTHER);
            pane->cursor_row = row;
            pane->cursor_col = 0;
        } else {
            theme_set_hue(&app->theme, (int)region->placed.section, 0, 0);
        }
        putf(&app->canvas, pane->inside, row, 0, -1, "%12" PRIx64 " %s", region->start, region->placed.name);
    }
}

static bool map_command(struct app *app, struct pane *pane, enum command command)
{
    struct map_state *state = pane->state;
    const struct tdxp_region *region;

    if (!list_command(&state->list, command)) {
        return false;
    }
    region = region_at(app, state->list.at);
    if (region) {
        app_select_section(app, region->placed.section, false);
    }
    return true;
}

const struct pane_class pane_map = {
    .name = "Guest memory",
    .hint = "j/k choose",
    .state_size = sizeof(struct map_state),
    .draw = map_draw,
    .command = map_command,
    .follow = map_follow,
};
