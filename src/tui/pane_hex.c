/* The hex pane: the bytes of the file or of guest memory, each in the colour of its section, with the selection. */
#include "tui/pane_hex.h"

#include <inttypes.h>
#include <stdio.h>

#include "tdxplore/map_fill.h"
#include "tdxplore/range.h"
#include "tdxplore/text.h"
#include "tui/app.h"
#include "tui/comparing.h"
#include "tui/hex_beside.h"
#include "tui/hex_guest.h"
#include "tui/hex_options.h"
#include "tui/hex_row.h"
#include "tui/hex_strip.h"
#include "tui/measuring.h"
#include "tui/span.h"

enum { SPARE = 11 }; /* columns of the room that are left to other panes before there is a strip */

struct hex_state {
    int per_row; /* bytes a row, as of the last drawing */
    /* The file or what was decompressed from it. */
    uint64_t top; /* offset of the first byte shown, a multiple of per_row */
    /* Guest memory. */
    struct hex_guest *guests[TDXP_GUESTS]; /* owned */
    struct hex_guest_row guest_top;
    struct hex_strip strip;
};

/* The memory that is shown. */
static struct hex_guest *guest_of(const struct app *app, const struct hex_state *state)
{
    return state->guests[app->whose];
}

static int offset_digits(const struct app *app)
{
    uint64_t last = hex_beside_larger(app, app->selection.space->bytes.size) - 1;
    unsigned base = hex_decimal(app) ? 10 : 16;
    int digits = 0;

    for (; last > 0; last /= base) {
        digits++;
    }
    return digits < 6 ? 6 : digits;
}

static struct hex_shape shape_of(const struct app *app, const struct hex_state *state)
{
    struct hex_shape shape = {.per_row = state->per_row, .group = hex_beside_group(app, hex_group(app))};

    shape.digits = app->guest ? hex_guest_digits(guest_of(app, state)) : offset_digits(app);
    shape.decimal = hex_decimal(app) && !app->guest;
    return shape;
}

/* As many as somebody has chosen, or as fit; at most most. */
static int fitting(const struct app *app, const struct hex_state *state, int cols, int most)
{
    struct hex_shape shape = shape_of(app, state);

    if (hex_beside(app, cols)) {
        cols = hex_beside_columns(cols);
    }
    return hex_row_bytes(&shape, cols, hex_bytes(app) > 0 ? hex_bytes(app) : most);
}

int hex_columns(const struct app *app, int room, int most)
{
    const struct hex_state *state = app->panes[PANE_HEX].state;
    struct hex_shape shape = shape_of(app, state);
    int columns;

    shape.per_row = fitting(app, state, room - 2, most);
    if (hex_beside(app, room - 2)) {
        return 2 * hex_row_columns(&shape) + 3;
    }
    columns = hex_row_columns(&shape) + 2;
    return columns + HEX_STRIP + SPARE <= room ? columns + HEX_STRIP : columns;
}

static void hex_close(struct app *app, struct pane *pane)
{
    struct hex_state *state = pane->state;

    (void)app;
    hex_strip_free(&state->strip);
    for (int i = 0; i < TDXP_GUESTS; i++) {
        hex_guest_free(state->guests[i]);
        state->guests[i] = NULL;
    }
}

static bool hex_open(struct app *app, struct pane *pane)
{
    struct hex_state *state = pane->state;

    *state = (struct hex_state){.per_row = 16};
    for (int i = 0; i < TDXP_GUESTS; i++) {
        state->guests[i] = hex_guest_new(tdxp_guest_map_of(app->fw, (enum tdxp_guest)i));
        if (!state->guests[i]) {
            hex_close(app, pane);
            return false;
        }
    }
    return true;
}

/* The same bytes at the same place of the pane, where they are still there. */
static void hex_adopt(struct app *app, struct pane *pane, const void *before, const struct change *change)
{
    struct hex_state *state = pane->state;
    const struct hex_state *was = before;

    (void)change;
    state->per_row = was->per_row;
    state->top = was->top;
    state->guest_top = hex_guest_row_of(guest_of(app, state), was->guest_top.start, was->per_row);
}

/* ---- what is in view ---- */

static uint64_t row_of(const struct hex_state *state, uint64_t offset)
{
    return offset - offset % (uint64_t)state->per_row;
}

/* A far jump puts the cursor's row a third down, so that what comes before it is seen too. */
static void follow_in_file(const struct app *app, struct hex_state *state, uint64_t rows)
{
    uint64_t per_row = (uint64_t)state->per_row;
    uint64_t row = row_of(state, app->selection.offset);
    uint64_t span = rows * per_row;

    state->top = row_of(state, state->top);
    if (row >= state->top && row - state->top < span) {
        return;
    }
    if (row < state->top && state->top - row <= per_row) {
        state->top = row;
    } else if (row > state->top && row - state->top - span < per_row) {
        state->top = row - span + per_row;
    } else {
        uint64_t lead = rows / 3 * per_row;

        state->top = row > lead ? row - lead : 0;
    }
}

/* Rows of guest memory have no numbers, for gaps are among them: they are counted from the top of the pane. */
static void follow_in_guest(const struct app *app, struct hex_state *state, uint64_t rows)
{
    const struct selection *s = &app->selection;
    struct hex_guest_row wanted;
    struct hex_guest_row row;

    state->guest_top = hex_guest_row_of(guest_of(app, state), state->guest_top.start, state->per_row);
    if (!s->has_gpa || !hex_guest_has(guest_of(app, state), s->gpa)) {
        return;
    }
    wanted = hex_guest_row_of(guest_of(app, state), s->gpa, state->per_row);
    row = state->guest_top;
    for (uint64_t i = 0; i < rows; i++) {
        if (row.start == wanted.start) {
            return;
        }
        if (!hex_guest_next(guest_of(app, state), &row, state->per_row)) {
            break;
        }
    }
    /* One row below the last: scroll by one. One above the first: the same. Else a third down. */
    if (row.start == wanted.start) {
        hex_guest_next(guest_of(app, state), &state->guest_top, state->per_row);
        return;
    }
    row = state->guest_top;
    state->guest_top = wanted;
    if (hex_guest_prev(guest_of(app, state), &row, state->per_row) && row.start == wanted.start) {
        return;
    }
    for (uint64_t i = 0; i < rows / 3; i++) {
        hex_guest_prev(guest_of(app, state), &state->guest_top, state->per_row);
    }
}

static void hex_follow(struct app *app, struct pane *pane)
{
    struct hex_state *state = pane->state;
    uint64_t rows = pane->inside.rows > 0 ? (uint64_t)pane->inside.rows : 1;

    if (pane->inside.cols > 0) {
        state->per_row = fitting(app, state, pane->inside.cols, HEX_ROW_MOST);
    }
    if (app->guest) {
        follow_in_guest(app, state, rows);
    } else {
        follow_in_file(app, state, rows);
    }
}

/* ---- drawing ---- */

const char *hex_fill_words(const struct app *app)
{
    const struct tdxp_region *region;
    const struct tdxp_segment *segment;

    if (!app->guest || !app->selection.has_gpa ||
        tdxp_guest_map_at(app_map(app), app->selection.gpa, &region, 1) == 0) {
        return NULL;
    }
    segment = tdxp_guest_map_segment(app_map(app), region, app->selection.gpa);
    return segment->source == TDXP_SOURCE_FILE ? NULL : tdxp_source_words(segment->source);
}

static void hex_title(const struct app *app, const struct pane *pane, char *buffer, size_t size)
{
    const struct selection *s = &app->selection;
    const char *fill = hex_fill_words(app);
    char offset[64];
    char gpa[64] = "";
    char raw[SAFE_SIZE];
    char safe[SAFE_SIZE];
    char cover[64] = "";
    char beside[64];
    const char *whose = app->whose == TDXP_GUEST_SEV ? "SEV-SNP guest" : "guest";
    const char *path;

    (void)pane;
    tdxp_node_path(s->node, raw, sizeof raw);
    path = app_safe(app, raw, safe, sizeof safe);
    if (app->measuring.overlay) {
        measuring_words(app, cover, sizeof cover);
    }
    snprintf(offset, sizeof offset, "%s 0x%" PRIx64, s->space->name, s->offset);
    if (s->has_gpa) {
        snprintf(gpa, sizeof gpa, "GPA 0x%" PRIx64 "%s", s->gpa, s->gpa_by_bios ? " (BIOS)" : "");
    }
    if (!app->guest) {
        hex_beside_words(app, beside, sizeof beside);
        snprintf(buffer, size, "%s%s%s%s%s%s  %s", offset, beside, *cover ? "  " : "", cover, *gpa ? "  " : "", gpa,
                 path);
    } else if (!s->has_gpa || s->gpa_by_bios) {
        snprintf(buffer, size, "%s  not in the guest: %s  %s", whose, offset, path);
    } else {
        snprintf(buffer, size, "%s  %s%s%s  %s  %s", whose, gpa, *cover ? "  " : "", cover, fill ? fill : offset, path);
    }
}

static void draw_file(struct app *app, struct pane *pane)
{
    const struct hex_state *state = pane->state;
    const struct tdxp_space *space = app->selection.space;
    struct hex_shape shape = shape_of(app, state);
    struct hex_run run = {.section = -1};

    if (app->measuring.overlay && space->id != 0) {
        run.cover = measuring_cover(app, space, 0);
    }
    for (int row = 0; row < pane->inside.rows; row++) {
        uint64_t start = tdxp_add_sat(state->top, (uint64_t)row * (uint64_t)state->per_row);
        struct hex_cell cells[HEX_ROW_MOST] = {0};
        uint8_t bytes[HEX_ROW_MOST];
        size_t count = tdxp_read_some(&space->bytes, start, bytes, (size_t)state->per_row);

        if (count == 0) {
            break;
        }
        for (size_t i = 0; i < count; i++) {
            cells[i] = hex_cell_of(app, bytes[i], hex_look_of(app, space, &run, start + i));
            cells[i].look.cursor = start + i == app->selection.offset;
        }
        hex_row_draw(app, pane, row, &shape, start, cells);
    }
    if (hex_beside(app, pane->inside.cols)) {
        hex_beside_draw(app, pane, &shape, state->top);
    }
}

static void draw_gap(const struct app *app, const struct pane *pane, int row, const struct hex_guest_row *gap)
{
    char size[TDXP_HUMAN_SIZE];

    tdxp_human_size(gap->last - gap->start + 1, size);
    theme_set(&app->theme, STYLE_DIM);
    putf(&app->canvas, pane->inside, row, 0, -1, "%s %s from 0x%" PRIx64 ": no section puts anything here",
         glyph(&app->canvas, GLYPH_BREAK), size, gap->start);
}

static void draw_guest(struct app *app, struct pane *pane)
{
    const struct hex_state *state = pane->state;
    struct hex_shape shape = shape_of(app, state);
    struct hex_guest_row at = state->guest_top;

    for (int row = 0; row < pane->inside.rows; row++) {
        struct hex_cell cells[HEX_ROW_MOST];

        if (at.gap) {
            draw_gap(app, pane, row, &at);
        } else {
            hex_guest_cells(app, &at, state->per_row, cells);
            hex_row_draw(app, pane, row, &shape, at.start, cells);
        }
        if (!hex_guest_next(guest_of(app, state), &at, state->per_row)) {
            break;
        }
    }
}

/* The column that the strip begins at; -1 where there is no room for one. */
static int strip_column(const struct app *app, const struct pane *pane)
{
    struct hex_shape shape = shape_of(app, pane->state);
    int col = hex_row_columns(&shape);

    if (hex_beside(app, pane->inside.cols)) {
        return -1;
    }
    return col + HEX_STRIP <= pane->inside.cols ? col : -1;
}

bool hex_runs(const struct app *app)
{
    const struct hex_state *state = app->panes[PANE_HEX].state;

    return state->strip.map && !state->strip.done;
}

void hex_step(struct app *app)
{
    struct hex_state *state = app->panes[PANE_HEX].state;

    hex_strip_step(&state->strip);
}

static void hex_draw(struct app *app, struct pane *pane)
{
    struct hex_state *state = pane->state;

    if (fitting(app, state, pane->inside.cols, HEX_ROW_MOST) != state->per_row) {
        hex_follow(app, pane);
    }
    pane->cursor_row = -1;
    if (app->guest) {
        draw_guest(app, pane);
    } else {
        draw_file(app, pane);
    }
    if (strip_column(app, pane) >= 0) {
        hex_strip_draw(app, pane, &state->strip, strip_column(app, pane));
    }
}

/* ---- moving ---- */

static void move_in_file(struct app *app, bool forward, uint64_t distance)
{
    const struct selection *s = &app->selection;
    uint64_t last = s->space->bytes.size - 1;
    uint64_t to;

    if (forward) {
        to = distance > last - s->offset ? last : s->offset + distance;
    } else {
        to = distance > s->offset ? 0 : s->offset - distance;
    }
    app_select_byte(app, s->space, to, false);
}

/* Over a gap to the next address that exists. */
static void move_in_guest(struct app *app, const struct hex_state *state, bool forward, uint64_t distance)
{
    const struct selection *s = &app->selection;
    uint64_t from = s->has_gpa ? s->gpa : state->guest_top.start;
    uint64_t to = forward ? tdxp_add_sat(from, distance) : from - (distance < from ? distance : from);
    uint64_t found;

    if (hex_guest_seek(guest_of(app, state), to, forward, &found) ||
        hex_guest_seek(guest_of(app, state), to, !forward, &found)) {
        app_select_guest(app, found, false);
    }
}

static void move_by(struct app *app, const struct hex_state *state, bool forward, uint64_t distance)
{
    if (app->guest) {
        move_in_guest(app, state, forward, distance);
    } else {
        move_in_file(app, forward, distance);
    }
}

/* Up and down stay in their column: not at all rather than to the first or last byte. */
static void move_row(struct app *app, const struct hex_state *state, bool forward)
{
    const struct selection *s = &app->selection;
    uint64_t per_row = (uint64_t)state->per_row;

    if (app->guest || (forward ? s->space->bytes.size - 1 - s->offset >= per_row : s->offset >= per_row)) {
        move_by(app, state, forward, per_row);
    }
}

static void move_to_end(struct app *app, const struct hex_state *state, bool forward)
{
    uint64_t found;

    if (!app->guest) {
        app_select_byte(app, app->selection.space, forward ? app->selection.space->bytes.size - 1 : 0, true);
    } else if (hex_guest_seek(guest_of(app, state), forward ? UINT64_MAX : 0, !forward, &found)) {
        app_select_guest(app, found, true);
    }
}

static void move_in_row(struct app *app, const struct hex_state *state, bool end)
{
    const struct selection *s = &app->selection;
    uint64_t at = app->guest ? s->gpa : s->offset;
    uint64_t in_row = at - row_of(state, at);

    move_by(app, state, end, end ? (uint64_t)state->per_row - 1 - in_row : in_row);
}

/* A move with Shift marks what it passes over. */
static enum command unmarked(enum command command)
{
    switch (command) {
    case CMD_SPAN_UP:
        return CMD_UP;
    case CMD_SPAN_DOWN:
        return CMD_DOWN;
    case CMD_SPAN_LEFT:
        return CMD_LEFT;
    case CMD_SPAN_RIGHT:
        return CMD_RIGHT;
    default:
        return CMD_NONE;
    }
}

static bool hex_command(struct app *app, struct pane *pane, enum command command)
{
    const struct hex_state *state = pane->state;
    const struct selection *s = &app->selection;
    uint64_t per_row = (uint64_t)state->per_row;
    uint64_t page = (uint64_t)(pane->inside.rows > 1 ? pane->inside.rows - 1 : 1);

    switch (command) {
    case CMD_LEFT:
    case CMD_RIGHT:
        move_by(app, state, command == CMD_RIGHT, 1);
        return true;
    case CMD_UP:
    case CMD_DOWN:
        move_row(app, state, command == CMD_DOWN);
        return true;
    case CMD_PAGE_UP:
    case CMD_PAGE_DOWN:
        move_by(app, state, command == CMD_PAGE_DOWN, page * per_row);
        return true;
    case CMD_HALF_UP:
    case CMD_HALF_DOWN:
        move_by(app, state, command == CMD_HALF_DOWN, (page + 1) / 2 * per_row);
        return true;
    case CMD_LINE_START:
    case CMD_LINE_END:
        move_in_row(app, state, command == CMD_LINE_END);
        return true;
    case CMD_TOP:
    case CMD_BOTTOM:
        move_to_end(app, state, command == CMD_BOTTOM);
        return true;
    case CMD_PARENT:
        if (s->node->parent && s->node->parent->length > 0) {
            app_select_node(app, s->node->parent, false);
        }
        return true;
    case CMD_SPAN_UP:
    case CMD_SPAN_DOWN:
    case CMD_SPAN_LEFT:
    case CMD_SPAN_RIGHT:
        return (!app->span.active && !span_begin(app)) || hex_command(app, pane, unmarked(command));
    default:
        return false;
    }
}

/* The byte of a row of guest memory, counted from the top of the pane. False where there is none. */
static bool select_in_guest(struct app *app, const struct hex_state *state, int row, int byte)
{
    struct hex_guest_row at = state->guest_top;

    while (row-- > 0) {
        if (!hex_guest_next(guest_of(app, state), &at, state->per_row)) {
            return false;
        }
    }
    return !at.gap && app_select_guest(app, at.start + (uint64_t)byte, false);
}

/* The byte at a cell of the pane. False where there is none. */
static bool select_at(struct app *app, const struct pane *pane, int row, int col)
{
    const struct hex_state *state = pane->state;
    const struct tdxp_space *space = app->selection.space;
    struct hex_shape shape = shape_of(app, state);
    int byte = hex_row_byte_at(&shape, col);
    uint64_t offset;

    if (hex_beside(app, pane->inside.cols) && col > hex_row_columns(&shape)) {
        return hex_beside_click(app, &shape, state->top, row, col);
    }
    if (byte < 0) {
        return false;
    }
    if (app->guest) {
        return select_in_guest(app, state, row, byte);
    }
    offset = tdxp_add_sat(state->top, (uint64_t)row * (uint64_t)state->per_row + (uint64_t)byte);
    if (offset >= space->bytes.size) {
        return false;
    }
    app_select_byte(app, space, offset, false);
    return true;
}

static bool is_on_strip(const struct app *app, const struct pane *pane, int col)
{
    return strip_column(app, pane) >= 0 && col > strip_column(app, pane);
}

static bool hex_click(struct app *app, struct pane *pane, int row, int col)
{
    const struct hex_state *state = pane->state;
    uint64_t offset;

    if (!is_on_strip(app, pane, col)) {
        return select_at(app, pane, row, col);
    }
    if (hex_strip_at(&state->strip, row, &offset)) {
        app_select_byte(app, app->selection.space, offset, true);
    }
    return false;
}

/* The press has put the cursor on the byte that the range begins with. Beyond an edge it goes on by a row each time. */
static void hex_drag(struct app *app, struct pane *pane, int row, int col, bool begins)
{
    const struct hex_state *state = pane->state;
    int last = pane->inside.rows - 1;
    int nearest = row < 0 ? 0 : row > last ? last : row;

    if (begins ? !span_begin(app) : app->guest || !app->span.active) {
        return;
    }
    if (!is_on_strip(app, pane, col)) {
        select_at(app, pane, nearest, col);
    }
    if (row != nearest) {
        move_row(app, state, row > last);
    }
}

const struct pane_class pane_hex = {
    .name = "Hex",
    .hint =
        "arrows move  {range} range  {copy} copy  {readout} readout  {go} go to  {view} file/guest  {parent} enclosing",
    .state_size = sizeof(struct hex_state),
    .open = hex_open,
    .close = hex_close,
    .adopt = hex_adopt,
    .title = hex_title,
    .draw = hex_draw,
    .command = hex_command,
    .click = hex_click,
    .drag = hex_drag,
    .follow = hex_follow,
};
