/* The code pane: the bytes around the cursor as instructions, of which the one under the cursor is the selection. */
#include "tui/pane_code.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tdxplore/listing.h"
#include "tdxplore/range.h"
#include "tui/app.h"

enum {
    BYTES_MOST = 8,  /* of an instruction that are shown */
    TEXT_LEAST = 28, /* columns that mnemonic and operands have before bytes are shown */
    MNEMONIC = 8,    /* columns of a mnemonic, with the blank behind it */
    ROWS_MOST = 1024,
};

#define NO_EDGE UINT64_MAX

struct code_state {
    struct tdxp_listing *listing; /* owned; made when the pane is first shown */
    struct tdxp_line *lines;      /* owned; what is shown, ROWS_MOST of them */
    size_t count;
    struct tdxp_listing_place listed; /* where the lines were listed from, and for how many rows */
    size_t listed_rows;
    const struct tdxp_space *space; /* of the lines */
    uint64_t top;                   /* offset of the first line */
    enum tdxp_code_bits bits;       /* chosen by key; TDXP_CODE_UNKNOWN: by place */
    const struct tdxp_node *area;   /* in which that choice holds */
    uint64_t edge;                  /* where a line begins because a jump or step led there; NO_EDGE: nowhere */
};

static bool code_open(struct app *app, struct pane *pane)
{
    struct code_state *state = pane->state;

    (void)app;
    *state = (struct code_state){.edge = NO_EDGE};
    return true;
}

static void code_close(struct app *app, struct pane *pane)
{
    struct code_state *state = pane->state;

    (void)app;
    tdxp_listing_free(state->listing);
    free(state->lines);
    *state = (struct code_state){.edge = NO_EDGE};
}

/* ---- what is in view ---- */

/* The node that the code around belongs to, as a whole. */
static const struct tdxp_node *area_of(const struct tdxp_node *node)
{
    while (node->parent && node->kind != TDXP_KIND_CODE && node->kind != TDXP_KIND_CONTENT &&
           node->kind != TDXP_KIND_UNCLAIMED) {
        node = node->parent;
    }
    return node;
}

static bool make_listing(const struct app *app, struct code_state *state)
{
    if (!state->listing) {
        state->listing = tdxp_listing_new(app->fw);
    }
    if (!state->lines) {
        state->lines = calloc(ROWS_MOST, sizeof *state->lines);
    }
    return state->listing && state->lines && tdxp_listing_engine(state->listing);
}

static struct tdxp_listing_place place_at(const struct code_state *state, uint64_t offset)
{
    return (struct tdxp_listing_place){state->space, offset, state->bits, state->edge};
}

static size_t rows_of(const struct pane *pane)
{
    return pane->inside.rows < 1 ? 1 : pane->inside.rows < ROWS_MOST ? (size_t)pane->inside.rows : ROWS_MOST;
}

/* What has not changed since the last time is not decoded again: a command and the drawing after it both ask. */
static void list_lines(struct code_state *state, size_t rows)
{
    const struct tdxp_listing_place place = place_at(state, state->top);
    const struct tdxp_listing_place *last = &state->listed;

    if (state->listed_rows == rows && last->space == place.space && last->offset == place.offset &&
        last->bits == place.bits && last->edge == place.edge) {
        return;
    }
    state->count = tdxp_listing_from(state->listing, &place, rows, state->lines);
    state->listed = place;
    state->listed_rows = rows;
}

/* The line that covers an offset; NULL where none in view does. */
static const struct tdxp_line *line_at(const struct code_state *state, uint64_t offset)
{
    for (size_t i = 0; i < state->count; i++) {
        if (tdxp_range_has((struct tdxp_range){state->lines[i].offset, state->lines[i].length}, offset)) {
            return &state->lines[i];
        }
    }
    return NULL;
}

/* The offset of the line that is so many before another, or of the first. */
static uint64_t start_before(const struct code_state *state, uint64_t offset, size_t count)
{
    const struct tdxp_listing_place place = place_at(state, offset);
    struct tdxp_line *lines = calloc(count ? count : 1, sizeof *lines);
    uint64_t start = offset;

    if (lines && tdxp_listing_before(state->listing, &place, count, lines) > 0) {
        start = lines[0].offset;
    }
    free(lines);
    return start;
}

/* One line further than what is in view scrolls by one; a far jump leaves a third of the pane above it. */
static void scroll_to(struct code_state *state, uint64_t start, size_t rows)
{
    const struct tdxp_line *last = state->count > 0 ? &state->lines[state->count - 1] : NULL;

    if (last && start == last->offset + last->length) {
        state->top = start_before(state, start, rows - 1);
    } else if (last && start < state->lines[0].offset && start_before(state, state->lines[0].offset, 1) == start) {
        state->top = start;
    } else {
        state->top = start_before(state, start, rows / 3);
    }
    list_lines(state, rows);
}

/* At the end of the space no row is left empty while there are lines above. */
static void fill_up(struct code_state *state, size_t rows)
{
    if (state->count < rows && state->top > 0) {
        state->top = start_before(state, state->space->bytes.size, rows);
        list_lines(state, rows);
    }
}

/* Bring the selection into view. False where there is no code to be had. */
static bool fit(const struct app *app, const struct pane *pane)
{
    struct code_state *state = pane->state;
    const struct selection *s = &app->selection;
    size_t rows = rows_of(pane);
    struct tdxp_listing_place place;

    if (!make_listing(app, state)) {
        return false;
    }
    if (s->offset != state->edge) {
        state->edge = NO_EDGE;
    }
    if (area_of(s->node) != state->area) {
        state->area = area_of(s->node);
        state->bits = TDXP_CODE_UNKNOWN;
    }
    if (state->space != s->space) {
        state->space = s->space;
        state->count = 0;
        state->listed_rows = 0;
    } else {
        list_lines(state, rows);
    }
    if (!line_at(state, s->offset) || (state->edge != NO_EDGE && line_at(state, s->offset)->offset != s->offset)) {
        place = place_at(state, s->offset);
        scroll_to(state, state->edge != NO_EDGE ? s->offset : tdxp_listing_start(state->listing, &place), rows);
    }
    fill_up(state, rows);
    return true;
}

/* ---- drawing ---- */

static int address_digits(const struct code_state *state)
{
    int digits = 8;

    while (digits < 16 && (state->space->bytes.size - 1) >> (4 * digits) != 0) {
        digits += 4;
    }
    return digits;
}

static void line_text(const struct app *app, const struct tdxp_line *line, char *text, size_t size)
{
    const struct tdxp_instruction *in = &line->instruction;
    char name[SAFE_SIZE];
    char value[160];

    if (line->kind == TDXP_LINE_INSTRUCTION) {
        snprintf(text, size, "%-*s%s%s%s", in->operands[0] ? MNEMONIC - 1 : 0, in->mnemonic, in->operands[0] ? " " : "",
                 in->operands, line->has_target ? " " : "");
    } else if (line->kind == TDXP_LINE_NONE) {
        snprintf(text, size, "no instruction");
    } else if (line->node->kind == TDXP_KIND_CODE) {
        snprintf(text, size, "code of another processor");
    } else {
        tdxp_node_value(line->node, value, sizeof value);
        snprintf(text, size, "%s%s%s", app_safe(app, line->node->name, name, sizeof name), *value ? " = " : "", value);
    }
}

/* As many bytes as there is room for; a sign where there are more. Returns the columns that all lines keep for them. */
static int put_bytes(const struct app *app, const struct pane *pane, int row, int col, const struct tdxp_line *line)
{
    const struct code_state *state = pane->state;
    int room = (pane->inside.cols - col - TEXT_LEAST) / 3;
    int most = room < BYTES_MOST ? room : BYTES_MOST;
    uint8_t bytes[BYTES_MOST];
    int count;

    if (most < 2) {
        return 0;
    }
    count = (int)tdxp_read_some(&state->space->bytes, line->offset, bytes,
                                line->length < (uint64_t)most ? (size_t)line->length : (size_t)most);
    for (int i = 0; i < count; i++) {
        putf(&app->canvas, pane->inside, row, col + 3 * i, 2, "%02x", bytes[i]);
    }
    if (line->length > (uint64_t)count) {
        put(&app->canvas, pane->inside, row, col + 3 * count - 1, 1, glyph(&app->canvas, GLYPH_ELLIPSIS));
    }
    return 3 * most + 1;
}

static void draw_line(const struct app *app, const struct pane *pane, int row, const struct tdxp_line *line,
                      bool selected)
{
    const bool code = line->kind == TDXP_LINE_INSTRUCTION;
    const int digits = address_digits(pane->state);
    char text[512];
    int col = digits + 2;

    if (selected) {
        theme_set(&app->theme, pane->focused ? STYLE_SELECTED : STYLE_SELECTED_OTHER);
        blank(pane->inside, row, 0, pane->inside.cols);
    } else {
        theme_set_hue(&app->theme, line->has_gpa ? app_hue_of_byte(app, line->node, line->offset) : -1, 0, 0);
    }
    putf(&app->canvas, pane->inside, row, 0, -1, "%0*" PRIx64, digits, line->address);
    if (!selected) {
        theme_set(&app->theme, STYLE_DIM);
    }
    col += put_bytes(app, pane, row, col, line);
    if (!selected) {
        theme_set(&app->theme, code ? STYLE_TEXT : STYLE_DIM);
    }
    line_text(app, line, text, sizeof text);
    col += put(&app->canvas, pane->inside, row, col, -1, text);
    if (line->has_target) {
        put(&app->canvas, pane->inside, row, col, -1, glyph(&app->canvas, GLYPH_FOLLOW));
    }
}

/* A paragraph in place of code. */
struct drawing {
    const struct app *app;
    const struct pane *pane;
    int row;
};

static void draw_words(void *context, const char *start, int length)
{
    struct drawing *d = context;

    putf(&d->app->canvas, d->pane->inside, d->row++, 1, -1, "%.*s", length, start);
}

static void draw_no_code(const struct app *app, struct pane *pane)
{
    const struct code_state *state = pane->state;
    struct drawing d = {app, pane, 0};

    pane->cursor_row = -1;
    theme_set(&app->theme, STYLE_TEXT);
    wrap_text(state->listing && state->lines
                  ? "This tdxplore was built without Capstone, the library that decodes instructions."
                  : "There is not enough memory to show code.",
              pane->inside.cols - 2, draw_words, &d);
}

static void code_draw(struct app *app, struct pane *pane)
{
    const struct code_state *state = pane->state;

    if (!fit(app, pane)) {
        draw_no_code(app, pane);
        return;
    }
    pane->cursor_row = -1;
    for (size_t i = 0; i < state->count; i++) {
        const struct tdxp_line *line = &state->lines[i];
        bool selected = tdxp_range_has((struct tdxp_range){line->offset, line->length}, app->selection.offset);

        draw_line(app, pane, (int)i, line, selected);
        if (selected) {
            pane->cursor_row = (int)i;
            pane->cursor_col = 0;
        }
    }
}

static void code_title(const struct app *app, const struct pane *pane, char *buffer, size_t size)
{
    const struct code_state *state = pane->state;
    const struct tdxp_line *line = line_at(state, app->selection.offset);
    char name[SAFE_SIZE];

    if (!line) {
        return;
    }
    app_safe(app, area_of(app->selection.node)->name, name, sizeof name);
    if (state->bits != TDXP_CODE_UNKNOWN) {
        snprintf(buffer, size, "%d-bit as chosen  %s", (int)state->bits, name);
    } else if (line->bits != TDXP_CODE_UNKNOWN) {
        snprintf(buffer, size, "%d-bit  %s", (int)line->bits, name);
    } else {
        snprintf(buffer, size, "%s", name);
    }
}

/* ---- moving ---- */

/* Go to the start of a line: an instruction begins there, even where decoding from elsewhere would not have it so. */
static void go_to(struct app *app, struct code_state *state, uint64_t offset, bool remember)
{
    state->edge = offset;
    app_select_byte(app, state->space, offset, remember);
}

static void move_up(struct app *app, struct code_state *state, size_t count)
{
    const struct tdxp_line *line = line_at(state, app->selection.offset);
    size_t at = line ? (size_t)(line - state->lines) : 0;

    if (line) {
        go_to(app, state, at >= count ? state->lines[at - count].offset : start_before(state, line->offset, count),
              false);
    }
}

static void move_down(struct app *app, struct code_state *state, size_t count)
{
    const struct tdxp_line *line = line_at(state, app->selection.offset);
    struct tdxp_listing_place place;
    struct tdxp_line *lines;
    size_t got;

    if (!line) {
        return;
    }
    place = place_at(state, line->offset);
    lines = calloc(count + 1, sizeof *lines);
    got = lines ? tdxp_listing_from(state->listing, &place, count + 1, lines) : 0;
    if (got > 0) {
        go_to(app, state, lines[got - 1].offset, false);
    }
    free(lines);
}

/* First or last line of what the code belongs to. */
static void move_to_end(struct app *app, struct code_state *state, bool forward)
{
    const struct tdxp_node *area = area_of(app->selection.node);
    struct tdxp_listing_place place;

    if (area->length == 0 || area->space != state->space) {
        return;
    }
    if (!forward) {
        go_to(app, state, area->offset, true);
        return;
    }
    state->edge = NO_EDGE;
    place = place_at(state, area->offset + area->length - 1);
    go_to(app, state, tdxp_listing_start(state->listing, &place), true);
}

/* True where the current instruction goes somewhere, or would. */
static bool follow_jump(struct app *app, struct code_state *state)
{
    const struct tdxp_line *line = line_at(state, app->selection.offset);
    const struct tdxp_instruction *in = line ? &line->instruction : NULL;
    enum tdxp_code_bits bits;
    uint64_t target;

    if (!line || line->kind != TDXP_LINE_INSTRUCTION || in->flow == TDXP_FLOW_NEXT) {
        return false;
    }
    if (!in->has_target) {
        app_message(app, false, "where this goes is known only when it runs");
        return true;
    }
    if (!line->has_target) {
        app_message(app, true, "0x%" PRIx64 " is no address of a byte here", in->target);
        return true;
    }
    bits = state->bits != TDXP_CODE_UNKNOWN ? in->target_bits : TDXP_CODE_UNKNOWN;
    target = line->target;
    go_to(app, state, target, true);
    state->area = area_of(app->selection.node);
    state->bits = bits;
    return true;
}

static void cycle_bits(struct app *app, struct code_state *state)
{
    static const struct {
        enum tdxp_code_bits from, to;
    } rows[] = {
        {TDXP_CODE_UNKNOWN, TDXP_CODE_16},
        {TDXP_CODE_16, TDXP_CODE_32},
        {TDXP_CODE_32, TDXP_CODE_64},
        {TDXP_CODE_64, TDXP_CODE_UNKNOWN},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].from == state->bits) {
            state->bits = rows[i].to;
            break;
        }
    }
    if (state->bits == TDXP_CODE_UNKNOWN) {
        app_message(app, false, "16, 32 or 64 bits by place");
    } else {
        app_message(app, false, "%d bits, until the selection leaves this part", (int)state->bits);
    }
}

static bool code_command(struct app *app, struct pane *pane, enum command command)
{
    struct code_state *state = pane->state;
    size_t page = rows_of(pane) > 1 ? rows_of(pane) - 1 : 1;

    if (!fit(app, pane)) {
        return false;
    }
    switch (command) {
    case CMD_UP:
        move_up(app, state, 1);
        return true;
    case CMD_DOWN:
        move_down(app, state, 1);
        return true;
    case CMD_PAGE_UP:
        move_up(app, state, page);
        return true;
    case CMD_PAGE_DOWN:
        move_down(app, state, page);
        return true;
    case CMD_HALF_UP:
        move_up(app, state, (page + 1) / 2);
        return true;
    case CMD_HALF_DOWN:
        move_down(app, state, (page + 1) / 2);
        return true;
    case CMD_TOP:
    case CMD_LINE_START:
        move_to_end(app, state, false);
        return true;
    case CMD_BOTTOM:
    case CMD_LINE_END:
        move_to_end(app, state, true);
        return true;
    case CMD_BITS:
        cycle_bits(app, state);
        return true;
    case CMD_FOLLOW:
        return follow_jump(app, state);
    default:
        return false;
    }
}

static bool code_click(struct app *app, struct pane *pane, int row, int col)
{
    struct code_state *state = pane->state;

    (void)col;
    if (fit(app, pane) && row >= 0 && (size_t)row < state->count) {
        go_to(app, state, state->lines[row].offset, false);
        return true;
    }
    return false;
}

const struct pane_class pane_code = {
    .name = "Code",
    .hint = "{down}/{up} instruction  {follow} follow a jump  {bits} 16/32/64 bits",
    .state_size = sizeof(struct code_state),
    .open = code_open,
    .close = code_close,
    .title = code_title,
    .draw = code_draw,
    .command = code_command,
    .click = code_click,
};
