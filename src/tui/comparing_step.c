/* From one difference between two images to the next. */
#include "tui/comparing_step.h"

#include "tui/comparing.h"

enum { APART = 16 }; /* bytes that are the same between two places that are stepped to one by one */

/* ---- structures ---- */

/* Those that say something; the others only lead to them. */
static bool step_structure(struct app *app, bool back)
{
    size_t count;
    const struct tdxp_difference *d = tdxp_comparison_differences(app->comparing.comparison, &count);
    int at = comparing_current(app);

    at = at < 0 && back ? (int)count : at;
    do {
        at += back ? -1 : 1;
    } while (at >= 0 && at < (int)count && d[at].what == 0);
    if (at < 0 || at >= (int)count) {
        return false;
    }
    comparing_choose(app, (size_t)at, true);
    return true;
}

/* ---- bytes ---- */

static bool seek(const struct app *app, uint64_t from, bool back, uint64_t *found)
{
    return tdxp_comparison_seek(app->comparing.comparison, TDXP_SIDE_A, app->selection.space, from, back, found);
}

/* The end of what differs at a place; the place itself where B alone has something before it. */
static uint64_t end_of(const struct app *app, uint64_t place)
{
    const struct tdxp_stretch *stretch =
        tdxp_comparison_at(app->comparing.comparison, TDXP_SIDE_A, app->selection.space, place);

    return !stretch || stretch->kind == TDXP_STRETCH_SAME
               ? place
               : stretch->at[TDXP_SIDE_A].start + stretch->at[TDXP_SIDE_A].length;
}

/* The first place behind the cursor that is not near those that the cursor is in. */
static bool next_place(const struct app *app, uint64_t *found)
{
    uint64_t end = end_of(app, app->selection.offset);
    bool inside = end > app->selection.offset;
    uint64_t from = inside ? end : app->selection.offset + 1;

    while (seek(app, from, false, found)) {
        if (!inside || *found - end >= APART) {
            return true;
        }
        end = end_of(app, *found);
        from = end > *found ? end : *found + 1;
    }
    return false;
}

/* The one before the cursor, and of those near it the first. */
static bool previous_place(const struct app *app, uint64_t *found)
{
    uint64_t before;

    if (!seek(app, app->selection.offset, true, found)) {
        return false;
    }
    while (seek(app, *found, true, &before) && *found - end_of(app, before) < APART) {
        *found = before;
    }
    return true;
}

static bool step_bytes(struct app *app, bool back)
{
    uint64_t found;

    if (!(back ? previous_place(app, &found) : next_place(app, &found))) {
        return false;
    }
    app_select_byte(app, app->selection.space, found, true);
    return true;
}

void comparing_step_to(struct app *app, bool back)
{
    bool bytes = app->focus == PANE_HEX && !app->guest;

    if (!(bytes ? step_bytes(app, back) : step_structure(app, back))) {
        app_message(app, true, "no difference %s this one%s", back ? "before" : "behind",
                    bytes ? " in what the pane shows" : "");
    }
}
