/* The guest memory pane: a picture of what the sections make of guest-physical memory. */
#include "tui/pane_map.h"

#include <stdio.h>

#include "tdxplore/map_layout.h"
#include "tui/app.h"
#include "tui/comparing.h"
#include "tui/map_beside.h"
#include "tui/map_draw.h"
#include "tui/map_foot.h"

enum {
    ZOOM_MOST = 20, /* doublings of the picture's height */
    FOOT_PART = 4,  /* the foot takes at most this part of the pane, else it is left out */
};

struct map_state {
    const struct tdxp_guest_map *map; /* that the rest is of */
    struct tdxp_guest_map *joined;    /* owned; of the memory of both images, while they are compared; else NULL */
    const struct tdxp_comparison *joined_of; /* the comparison for which it is; never looked into */
    struct tdxp_map_layout *layout; /* owned; of joined, or of map; NULL where memory ran out: the pane stays empty */
    enum tdxp_map_scale laid_scale; /* the scale for which it was */
    int zoom;                       /* doublings of the picture's height beyond that of the pane */
    int laid_rows;                  /* rows of the pane for which layout was made */
    uint64_t top;                   /* first row of the picture on the screen */
    struct map_foot foot;
    int foot_rows; /* that it has, as of the last drawing */

    const struct tdxp_segment *chosen; /* what the selection shows here; NULL: nothing */
};

static int picture_rows(const struct map_state *state, const struct pane *pane)
{
    int rows = pane->inside.rows - state->foot_rows;

    return rows > 0 ? rows : 1;
}

static struct map_view view_of(const struct app *app, const struct pane *pane)
{
    const struct map_state *state = pane->state;
    struct box box = pane->inside;

    box.rows = picture_rows(state, pane);
    box.cols -= map_beside_columns(app, box.cols);
    return (struct map_view){
        .app = app,
        .layout = state->layout,
        .map = app_map(app),
        .chosen = state->chosen,
        .top = state->top,
        .box = box,
        .focused = pane->focused,
    };
}

/* The band that shows the chosen segment: of those it spans, the one with the cursor. */
static const struct tdxp_map_band *chosen_band(const struct app *app, const struct map_state *state)
{
    const struct selection *s = &app->selection;
    uint64_t gpa = state->chosen->start;

    if (s->has_gpa && s->gpa >= state->chosen->start && s->gpa <= state->chosen->last) {
        gpa = s->gpa;
    }
    return tdxp_map_layout_at(state->layout, gpa);
}

static void keep_in_range(struct map_state *state, const struct pane *pane)
{
    uint64_t rows = (uint64_t)picture_rows(state, pane);
    uint64_t all = tdxp_map_layout_rows(state->layout);
    uint64_t most = all > rows ? all - rows : 0;

    if (state->top > most) {
        state->top = most;
    }
}

/* Bring a row into view; one from far away comes to the middle. */
static void scroll_to(struct map_state *state, const struct pane *pane, uint64_t row)
{
    uint64_t rows = (uint64_t)picture_rows(state, pane);

    if (row < state->top || row - state->top >= rows) {
        state->top = row > rows / 2 ? row - rows / 2 : 0;
    }
    keep_in_range(state, pane);
}

static void show_chosen(struct app *app, struct pane *pane)
{
    struct map_state *state = pane->state;

    if (state->layout && state->chosen) {
        scroll_to(state, pane, tdxp_map_band_row(chosen_band(app, state)));
    }
}

static enum tdxp_map_scale scale_of(const struct app *app)
{
    return (enum tdxp_map_scale)app->settings.values[SET_SCALE];
}

/* Lay the picture out anew, with what was in the middle of the pane in the middle again. */
static void lay_out(struct app *app, struct pane *pane)
{
    struct map_state *state = pane->state;
    int rows = picture_rows(state, pane);

    tdxp_map_layout_free(state->layout);
    tdxp_guest_map_free(state->joined);
    state->joined = map_beside_join(app);
    state->joined_of = app->comparing.comparison;
    state->laid_scale = scale_of(app);
    state->layout = tdxp_map_layout_new(state->joined ? state->joined : app_map(app), state->laid_scale,
                                        (uint64_t)rows << state->zoom);
    state->laid_rows = rows;
    state->top = 0;
    show_chosen(app, pane);
}

static const struct tdxp_segment *segment_of_selection(const struct app *app)
{
    const struct selection *s = &app->selection;
    const struct tdxp_region *region = app_region(app);
    const struct tdxp_segment *segment = NULL;

    if (!region) {
        return NULL;
    }
    if (s->has_gpa && !s->gpa_by_bios) {
        segment = tdxp_guest_map_segment(app_map(app), region, s->gpa);
    }
    return segment ? segment : tdxp_guest_map_segment(app_map(app), region, region->start);
}

static void map_follow(struct app *app, struct pane *pane)
{
    struct map_state *state = pane->state;

    state->chosen = segment_of_selection(app);
    if (state->map != app_map(app)) {
        state->map = app_map(app);
        state->foot = map_foot_of(app);
        state->zoom = 0;
        if (state->layout) {
            lay_out(app, pane);
        }
    }
    show_chosen(app, pane);
}

/* Whether this image has something in a band: where two are compared, the other one may have it alone. */
static bool is_filled(const struct app *app, const struct tdxp_map_band *band)
{
    return !band->gap && tdxp_guest_map_at(app_map(app), band->start, NULL, 0) > 0;
}

/* The first band above (or below) another that has something, or NULL. */
static const struct tdxp_map_band *next_band(const struct app *app, const struct map_state *state,
                                             const struct tdxp_map_band *band, bool up)
{
    size_t count;
    const struct tdxp_map_band *bands = tdxp_map_layout_bands(state->layout, &count);
    size_t i = (size_t)(band - bands);

    while (up ? i > 0 : i + 1 < count) {
        i += up ? (size_t)-1 : 1;
        if (is_filled(app, &bands[i])) {
            return &bands[i];
        }
    }
    return NULL;
}

/* Choose a segment of a band: the one of the same lane as before where there is one. */
static void choose_in(struct app *app, struct pane *pane, const struct tdxp_map_band *band)
{
    const struct map_state *state = pane->state;
    const struct tdxp_segment *segments[MAP_LANES];
    size_t count = map_segments_of(app_map(app), band, segments);
    size_t at = 0;

    for (size_t i = 0; i < count && state->chosen; i++) {
        if (segments[i]->region->lane == state->chosen->region->lane) {
            at = i;
        }
    }
    if (count > 0) {
        app_select_segment(app, segments[at], false);
    }
}

/* Past the bands that show the same segment: an overlap cuts a segment into several. */
static void step(struct app *app, struct pane *pane, bool up)
{
    const struct map_state *state = pane->state;
    size_t count;
    const struct tdxp_map_band *bands = tdxp_map_layout_bands(state->layout, &count);
    const struct tdxp_map_band *band;

    if (!state->chosen) {
        band = is_filled(app, &bands[0]) ? &bands[0] : next_band(app, state, &bands[0], false);
        if (band) {
            choose_in(app, pane, band);
        }
        return;
    }
    band = tdxp_map_layout_at(state->layout, up ? state->chosen->last : state->chosen->start);
    band = next_band(app, state, band, up);
    if (band) {
        choose_in(app, pane, band);
    }
}

static void step_to_end(struct app *app, struct pane *pane, bool top)
{
    const struct map_state *state = pane->state;
    size_t count;
    const struct tdxp_map_band *bands = tdxp_map_layout_bands(state->layout, &count);
    const struct tdxp_map_band *band = top ? &bands[0] : &bands[count - 1];

    band = is_filled(app, band) ? band : next_band(app, state, band, !top);
    if (band) {
        choose_in(app, pane, band);
    }
}

/* The segment beside another in a band, or NULL. */
static const struct tdxp_segment *beside(const struct app *app, const struct tdxp_map_band *band,
                                         const struct tdxp_segment *segment, bool right)
{
    const struct tdxp_segment *segments[MAP_LANES];
    size_t count = map_segments_of(app_map(app), band, segments);

    for (size_t i = 0; i < count; i++) {
        if (segments[i] == segment && (right ? i + 1 < count : i > 0)) {
            return segments[right ? i + 1 : i - 1];
        }
    }
    return NULL;
}

/* To the segment beside the chosen one, in the highest band of it that has one. */
static void step_aside(struct app *app, const struct pane *pane, bool right)
{
    const struct map_state *state = pane->state;
    const struct tdxp_segment *chosen = state->chosen;
    size_t count;
    const struct tdxp_map_band *bands = tdxp_map_layout_bands(state->layout, &count);
    const struct tdxp_map_band *band = chosen ? tdxp_map_layout_at(state->layout, chosen->last) : NULL;

    for (; band && band < bands + count && band->last >= chosen->start; band++) {
        const struct tdxp_segment *other = beside(app, band, chosen, right);

        if (other) {
            app_select_segment(app, other, false);
            return;
        }
    }
    app_message(app, false, "nothing overlaps on this side");
}

static void pan(struct pane *pane, bool up, int rows)
{
    struct map_state *state = pane->state;
    uint64_t distance = (uint64_t)(rows > 1 ? rows : 1);

    if (up) {
        state->top -= state->top < distance ? state->top : distance;
    } else {
        state->top += distance;
    }
    keep_in_range(state, pane);
}

static void zoom(struct app *app, struct pane *pane, int to)
{
    struct map_state *state = pane->state;

    if (to < 0 || to > ZOOM_MOST) {
        app_message(app, false, to < 0 ? "everything is shown" : "this is the closest view");
        return;
    }
    state->zoom = to;
    lay_out(app, pane);
}

/* The largest zoom at which the chosen segment still fits. */
static void fit_chosen(struct app *app, struct pane *pane)
{
    struct map_state *state = pane->state;
    uint64_t rows = (uint64_t)picture_rows(state, pane);

    if (!state->chosen) {
        app_message(app, false, "nothing is selected here");
        return;
    }
    for (state->zoom = 0; state->zoom < ZOOM_MOST; state->zoom++) {
        lay_out(app, pane);
        if (!state->layout || chosen_band(app, state)->height * 2 > rows * TDXP_MAP_EIGHTHS) {
            break;
        }
    }
    lay_out(app, pane);
}

/* To the bytes: those of the file, or where none is, the memory itself. */
static void follow(struct app *app, struct pane *pane)
{
    const struct map_state *state = pane->state;

    if (!state->chosen) {
        app_message(app, false, "nothing is selected here");
        return;
    }
    app_select_segment(app, state->chosen, true);
    app->guest = app->guest || state->chosen->source != TDXP_SOURCE_FILE;
    app_focus(app, PANE_HEX);
}

static bool map_command(struct app *app, struct pane *pane, enum command command)
{
    struct map_state *state = pane->state;
    int rows = picture_rows(state, pane);

    if (!state->layout) {
        return false;
    }
    switch (command) {
    case CMD_UP:
    case CMD_DOWN:
        step(app, pane, command == CMD_UP);
        return true;
    case CMD_LEFT:
    case CMD_RIGHT:
        step_aside(app, pane, command == CMD_RIGHT);
        return true;
    case CMD_TOP:
    case CMD_LINE_START:
    case CMD_BOTTOM:
    case CMD_LINE_END:
        step_to_end(app, pane, command == CMD_TOP || command == CMD_LINE_START);
        return true;
    case CMD_PAGE_UP:
    case CMD_PAGE_DOWN:
        pan(pane, command == CMD_PAGE_UP, rows - 1);
        return true;
    case CMD_HALF_UP:
    case CMD_HALF_DOWN:
        pan(pane, command == CMD_HALF_UP, rows / 2);
        return true;
    case CMD_ZOOM_IN:
        zoom(app, pane, state->zoom + 1);
        return true;
    case CMD_ZOOM_OUT:
        zoom(app, pane, state->zoom - 1);
        return true;
    case CMD_FIT:
        zoom(app, pane, 0);
        return true;
    case CMD_FIT_SELECTION:
        fit_chosen(app, pane);
        return true;
    case CMD_SCALE:
        setting_next(&app->settings, SET_SCALE);
        lay_out(app, pane);
        return true;
    case CMD_FOLLOW:
        follow(app, pane);
        return true;
    default:
        return false;
    }
}

static bool map_click(struct app *app, struct pane *pane, int row, int col)
{
    const struct map_state *state = pane->state;
    struct map_view view = view_of(app, pane);
    const struct tdxp_segment *segment;

    if (!state->layout || row >= view.box.rows) {
        return false;
    }
    segment = map_segment_at(&view, row, col);
    if (segment) {
        app_select_segment(app, segment, false);
    }
    return segment != NULL;
}

/* A picture that is taller than the pane scrolls; one that is seen whole is stepped through. */
static void map_wheel(struct app *app, struct pane *pane, bool up)
{
    enum { ROWS = 3 };
    const struct map_state *state = pane->state;

    if (!state->layout) {
        return;
    }
    if (tdxp_map_layout_rows(state->layout) > (uint64_t)picture_rows(state, pane)) {
        pan(pane, up, ROWS);
    } else {
        step(app, pane, up);
    }
}

/* The height does not depend on the selection, so that the picture stays where it is. */
static int foot_rows(const struct app *app, const struct pane *pane)
{
    enum { READOUT = 2 };
    const struct map_state *state = pane->state;
    int rows = READOUT + map_foot_draw(&state->foot, app, NULL, pane->inside, pane->inside.rows);

    return rows * FOOT_PART <= pane->inside.rows ? rows : 0;
}

static void map_draw_pane(struct app *app, struct pane *pane)
{
    struct map_state *state = pane->state;
    struct map_view view;
    size_t count;

    pane->cursor_row = -1;
    tdxp_guest_map_regions(app_map(app), &count);
    if (count == 0) {
        theme_set(&app->theme, STYLE_DIM);
        put(&app->canvas, pane->inside, 0, 1, -1,
            app->fw->tdvf ? "No section describes memory." : "No TDX descriptor, so no memory.");
        return;
    }
    state->foot_rows = foot_rows(app, pane);
    if (!state->layout || picture_rows(state, pane) != state->laid_rows || scale_of(app) != state->laid_scale ||
        state->joined_of != app->comparing.comparison) {
        lay_out(app, pane);
    }
    if (!state->layout) {
        return;
    }
    view = view_of(app, pane);
    map_draw(&view);
    if (map_beside_columns(app, pane->inside.cols) > 0) {
        map_beside_draw(&view, pane->inside.cols);
    }
    if (state->foot_rows > 0) {
        map_foot_draw(&state->foot, app, state->chosen, pane->inside, view.box.rows);
    }
    if (state->chosen) {
        uint64_t row = tdxp_map_band_row(chosen_band(app, state));

        if (row >= state->top && row - state->top < (uint64_t)view.box.rows) {
            pane->cursor_row = (int)(row - state->top);
            pane->cursor_col = 0;
        }
    }
}

static void map_title(const struct app *app, const struct pane *pane, char *buffer, size_t size)
{
    const struct map_state *state = pane->state;
    int used;

    used = snprintf(buffer, size, "%s%s", app->whose == TDXP_GUEST_SEV ? "SEV-SNP  " : "",
                    tdxp_map_scale_name(scale_of(app)));
    if (state->zoom > 0 && used > 0 && (size_t)used < size) {
        used += snprintf(buffer + used, size - (size_t)used, " x%d", 1 << state->zoom);
    }
    if (comparing(app) && used > 0 && (size_t)used < size) {
        snprintf(buffer + used, size - (size_t)used, "  beside B");
    }
}

static bool map_open(struct app *app, struct pane *pane)
{
    struct map_state *state = pane->state;

    *state = (struct map_state){.map = app_map(app), .foot = map_foot_of(app)};
    return true;
}

/* The same zoom and place; what is chosen follows from the selection. */
static void map_adopt(struct app *app, struct pane *pane, const void *before, const struct change *change)
{
    struct map_state *state = pane->state;
    const struct map_state *was = before;

    (void)change;
    state->laid_scale = was->laid_scale;
    state->zoom = was->zoom;
    state->foot_rows = was->foot_rows;
    state->laid_rows = was->laid_rows;
    state->top = was->top;
    if (was->layout) {
        state->layout = tdxp_map_layout_new(app_map(app), state->laid_scale, (uint64_t)was->laid_rows << state->zoom);
    }
    if (state->layout) {
        keep_in_range(state, pane);
    }
}

static void map_close(struct app *app, struct pane *pane)
{
    struct map_state *state = pane->state;

    (void)app;
    tdxp_map_layout_free(state->layout);
    tdxp_guest_map_free(state->joined);
    *state = (struct map_state){0};
}

#define MAP_HINT \
    "{down}/{up} choose  {follow} bytes  {scale} scale  {zoom-in}/{zoom-out} zoom  {fit} all  {fit-selection} selection"

static const char *map_hint(const struct app *app)
{
    bool both = tdxp_guest_described(app->fw, TDXP_GUEST_TDX) && tdxp_guest_described(app->fw, TDXP_GUEST_SEV);

    return both ? MAP_HINT "  {guest} TDX/SEV" : MAP_HINT;
}

const struct pane_class pane_map = {
    .name = "Guest memory",
    .hint_now = map_hint,
    .state_size = sizeof(struct map_state),
    .open = map_open,
    .close = map_close,
    .adopt = map_adopt,
    .title = map_title,
    .draw = map_draw_pane,
    .command = map_command,
    .click = map_click,
    .wheel = map_wheel,
    .follow = map_follow,
};
