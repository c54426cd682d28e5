/* The hex pane: the bytes of a space, each in the colour of its section, with the selection and what encloses it. */
#include "tui/pane_hex.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tdxplore/range.h"
#include "tui/app.h"

struct hex_state {
    uint64_t top;  /* offset of the first byte shown, a multiple of per_row */
    int per_row;   /* bytes a row, as of the last drawing */
};

enum { GUTTER = 3 }; /* blank, the section's mark, blank before the first byte's bracket column */

static int offset_digits(const struct tdxp_space *space)
{
    int digits = 6;

    while (digits < 16 && (space->bytes.size - 1) >> (4 * digits) != 0) {
        digits++;
    }
    return digits;
}

/* offset, gutter, three columns a byte (each has its bracket or blank before it), one to close, the characters. */
static int columns_for(const struct tdxp_space *space, int per_row)
{
    return offset_digits(space) + GUTTER - 1 + 3 * per_row + 2 + per_row;
}

static int bytes_per_row(const struct tdxp_space *space, int cols)
{
    static const int choices[] = {32, 16, 8, 4, 2};

    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        if (columns_for(space, choices[i]) <= cols) {
            return choices[i];
        }
    }
    return 1;
}

int hex_columns(const struct app *app, int room)
{
    const struct tdxp_space *space = app->selection.space;

    return columns_for(space, bytes_per_row(space, room - 2)) + 2;
}

static bool hex_open(struct app *app, struct pane *pane)
{
    struct hex_state *state = pane->state;

    (void)app;
    state->per_row = 16;
    return true;
}

static uint64_t row_of(const struct hex_state *state, uint64_t offset)
{
    return offset - offset % (uint64_t)state->per_row;
}

/* Bring the cursor row into view; a far jump puts it a third down, so that what comes before it is seen too. */
static void hex_follow(struct app *app, struct pane *pane)
{
    struct hex_state *state = pane->state;
    uint64_t rows = pane->inside.rows > 0 ? (uint64_t)pane->inside.rows : 1;
    uint64_t span;
    uint64_t row;

    if (pane->inside.cols > 0) {
        state->per_row = bytes_per_row(app->selection.space, pane->inside.cols);
    }
    row = row_of(state, app->selection.offset);
    span = rows * (uint64_t)state->per_row;
    state->top = row_of(state, state->top);
    if (row >= state->top && row - state->top < span) {
        return;
    }
    if (row < state->top && state->top - row <= (uint64_t)state->per_row) {
        state->top = row;
    } else if (row > state->top && row - state->top - span < (uint64_t)state->per_row) {
        state->top = row - span + (uint64_t)state->per_row;
    } else {
        uint64_t lead = rows / 3 * (uint64_t)state->per_row;

        state->top = row > lead ? row - lead : 0;
    }
}

static void hex_title(const struct app *app, const struct pane *pane, char *buffer, size_t size)
{
    const struct selection *s = &app->selection;
    char path[SAFE_SIZE], safe[SAFE_SIZE];
    int used;

    (void)pane;
    tdxp_node_path(s->node, path, sizeof path);
    used = snprintf(buffer, size, "%s 0x%" PRIx64, s->space->name, s->offset);
    if (s->has_gpa && used > 0 && (size_t)used < size) {
        used += snprintf(buffer + used, size - (size_t)used, "  GPA 0x%" PRIx64 "%s", s->gpa,
                         s->gpa_by_bios ? " (BIOS)" : "");
    }
    if (used > 0 && (size_t)used < size) {
        snprintf(buffer + used, size - (size_t)used, "  %s", app_safe(app, path, safe, sizeof safe));
    }
}

/* How one byte looks. */
struct look {
    int32_t section;
    unsigned shade;  /* how deeply it is enclosed by the selection's ancestors */
    bool selected;
    bool cursor;
    bool claimed;
    enum tdxp_severity severity;
    bool fault_begins; /* the byte before has no such finding */
};

/* The same for a run of bytes, so that the index is asked once a run and not once a byte. */
struct run {
    uint64_t start, end;
    const struct tdxp_node *node;
    int32_t section;
};

static bool covers(const struct tdxp_node *node, const struct tdxp_space *space, uint64_t offset)
{
    return node->space == space &&
           tdxp_range_has((struct tdxp_range){node->offset, node->length}, offset);
}

/* Ancestors of the selected node that cover the byte, the closest one deepest; the image itself is no structure. */
static unsigned shade_at(const struct selection *s, uint64_t offset)
{
    unsigned shade = SHADES;

    for (const struct tdxp_node *n = s->node->parent; n && n->parent && shade > 1; n = n->parent) {
        if (n->kind != TDXP_KIND_STRUCT && n->kind != TDXP_KIND_FIELD) {
            continue;
        }
        shade--;
        if (covers(n, s->space, offset)) {
            return shade;
        }
    }
    return 0;
}

static void find_run(const struct app *app, struct run *run, uint64_t offset)
{
    const struct tdxp_space *space = app->selection.space;
    uint64_t length = 1;

    run->node = tdxp_tree_at(app->fw->tree, space, offset);
    run->start = offset;
    tdxp_tree_run(app->fw->tree, space, offset, &run->start, &length);
    run->end = run->start + length;
    run->section = space->id == 0 ? app_hue_of_byte(app, run->node, offset) : -1;
}

static struct look look_at(const struct app *app, struct run *run, uint64_t offset)
{
    const struct selection *s = &app->selection;
    struct look look = {.section = -1};

    if (offset < run->start || offset >= run->end) {
        find_run(app, run, offset);
    }
    look.section = run->section;
    look.claimed = run->node && run->node->parent && run->node->kind != TDXP_KIND_UNCLAIMED;
    look.selected = s->node->parent && covers(s->node, s->space, offset);
    look.cursor = offset == s->offset;
    look.shade = look.selected ? 0 : shade_at(s, offset);
    if (s->space->id == 0) {
        look.severity = tdxp_check_byte_worst(app->check, offset);
        look.fault_begins = look.severity >= TDXP_SEVERITY_WARNING &&
                            (offset == 0 || tdxp_check_byte_worst(app->check, offset - 1) != look.severity);
    }
    return look;
}

static void set_look(const struct app *app, const struct pane *pane, const struct look *look)
{
    if (look->cursor) {
        theme_set(&app->theme, STYLE_CURSOR);
    } else if (look->selected) {
        theme_set(&app->theme, pane->focused ? STYLE_SELECTED : STYLE_SELECTED_OTHER);
    } else if (look->severity >= TDXP_SEVERITY_WARNING && look->shade == 0) {
        theme_set(&app->theme, theme_severity(look->severity));
    } else if (look->severity >= TDXP_SEVERITY_WARNING) {
        theme_set_hue(&app->theme, look->section, look->shade, A_BOLD);
    } else if (!look->claimed && look->section < 0) {
        theme_set(&app->theme, STYLE_DIM);
    } else {
        theme_set_hue(&app->theme, look->section, look->shade, 0);
    }
}

/* In the gutter the section's number tells its bytes without colour; a finding's mark takes its place. */
static void draw_gutter(const struct app *app, const struct pane *pane, int row, int col,
                        const struct look *looks, int count)
{
    enum tdxp_severity worst = TDXP_SEVERITY_NONE;
    int32_t section = count > 0 ? looks[0].section : -1;
    bool same = true;

    for (int i = 0; i < count; i++) {
        worst = looks[i].severity > worst ? looks[i].severity : worst;
        same = same && looks[i].section == section;
    }
    if (worst >= TDXP_SEVERITY_WARNING) {
        theme_set(&app->theme, theme_severity(worst));
        put(&app->canvas, pane->inside, row, col, 1, theme_mark(worst));
        return;
    }
    theme_set_hue(&app->theme, section, 0, 0);
    if (section >= 0) {
        putf(&app->canvas, pane->inside, row, col, 1, "%c",
             !same ? '|' : section < 10 ? '0' + (int)section : '+');
    }
}

/*
 * The column before a byte, and behind the last of a row: the bracket that opens or closes the selection, its filling, or
 * the mark of the finding whose bytes begin there. before and after are NULL at the ends of the row.
 */
static void draw_between(const struct app *app, const struct pane *pane, int row, int col,
                         const struct look *before, const struct look *after)
{
    bool selected = after && after->selected;
    bool was_selected = before && before->selected;

    if (after && after->fault_begins) {
        theme_set(&app->theme, theme_severity(after->severity));
        put(&app->canvas, pane->inside, row, col, 1, theme_mark(after->severity));
    } else if (selected && was_selected) {
        theme_set(&app->theme, pane->focused ? STYLE_SELECTED : STYLE_SELECTED_OTHER);
        put(&app->canvas, pane->inside, row, col, 1, " ");
    } else if (selected || was_selected) {
        theme_set(&app->theme, STYLE_HEAD);
        put(&app->canvas, pane->inside, row, col, 1, selected ? "[" : "]");
    } else if (after) {
        /* In the colour of the byte before it, which a blank does not show: fewer changes to send to the terminal. */
        if (before && !before->cursor && before->shade == after->shade) {
            set_look(app, pane, before);
        } else {
            theme_set_hue(&app->theme, -1, 0, 0);
        }
        put(&app->canvas, pane->inside, row, col, 1, " ");
    }
}

static void draw_row(struct app *app, struct pane *pane, int row, uint64_t start, struct run *run)
{
    const struct hex_state *state = pane->state;
    const struct tdxp_space *space = app->selection.space;
    uint8_t bytes[32];
    struct look looks[32];
    int count = (int)tdxp_read_some(&space->bytes, start, bytes, (size_t)state->per_row);
    int digits = offset_digits(space);
    int text_col = digits + GUTTER - 1 + 3 * state->per_row + 2;

    theme_set(&app->theme, STYLE_DIM);
    putf(&app->canvas, pane->inside, row, 0, digits, "%0*" PRIx64, digits, start);
    for (int i = 0; i < count; i++) {
        looks[i] = look_at(app, run, start + (uint64_t)i);
    }
    draw_gutter(app, pane, row, digits + 1, looks, count);
    for (int i = 0; i <= count; i++) {
        int col = digits + GUTTER - 1 + 3 * i;

        draw_between(app, pane, row, col, i > 0 ? &looks[i - 1] : NULL, i < count ? &looks[i] : NULL);
        if (i == count) {
            break;
        }
        set_look(app, pane, &looks[i]);
        putf(&app->canvas, pane->inside, row, col + 1, 2, "%02x", bytes[i]);
        putf(&app->canvas, pane->inside, row, text_col + i, 1, "%c", isascii(bytes[i]) && isprint(bytes[i]) ? bytes[i] : '.');
        if (looks[i].cursor) {
            pane->cursor_row = row;
            pane->cursor_col = col + 1;
        }
    }
}

static void hex_draw(struct app *app, struct pane *pane)
{
    struct hex_state *state = pane->state;
    struct run run = {0, 0, NULL, -1};
    int per_row = bytes_per_row(app->selection.space, pane->inside.cols);

    if (per_row != state->per_row) {
        hex_follow(app, pane);
    }
    pane->cursor_row = -1;
    for (int row = 0; row < pane->inside.rows; row++) {
        uint64_t start = tdxp_add_sat(state->top, (uint64_t)row * (uint64_t)state->per_row);

        if (start >= app->selection.space->bytes.size) {
            break;
        }
        draw_row(app, pane, row, start, &run);
    }
}

static void move_by(struct app *app, bool forward, uint64_t distance)
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

static bool hex_command(struct app *app, struct pane *pane, enum command command)
{
    const struct hex_state *state = pane->state;
    const struct selection *s = &app->selection;
    uint64_t per_row = (uint64_t)state->per_row;
    uint64_t page = per_row * (uint64_t)(pane->inside.rows > 1 ? pane->inside.rows - 1 : 1);
    uint64_t row = row_of(state, s->offset);

    switch (command) {
    case CMD_LEFT:
        move_by(app, false, 1);
        return true;
    case CMD_RIGHT:
        move_by(app, true, 1);
        return true;
    case CMD_UP:
        if (s->offset >= per_row) {
            move_by(app, false, per_row);
        }
        return true;
    case CMD_DOWN:
        if (s->space->bytes.size - 1 - s->offset >= per_row) {
            move_by(app, true, per_row);
        }
        return true;
    case CMD_PAGE_UP:
        move_by(app, false, page);
        return true;
    case CMD_PAGE_DOWN:
        move_by(app, true, page);
        return true;
    case CMD_HALF_UP:
        move_by(app, false, (page / per_row + 1) / 2 * per_row);
        return true;
    case CMD_HALF_DOWN:
        move_by(app, true, (page / per_row + 1) / 2 * per_row);
        return true;
    case CMD_LINE_START:
        app_select_byte(app, s->space, row, false);
        return true;
    case CMD_LINE_END:
        app_select_byte(app, s->space, row + per_row - 1, false);
        return true;
    case CMD_TOP:
        app_select_byte(app, s->space, 0, true);
        return true;
    case CMD_BOTTOM:
        app_select_byte(app, s->space, s->space->bytes.size - 1, true);
        return true;
    case CMD_PARENT:
        if (s->node->parent && s->node->parent->length > 0) {
            app_select_node(app, s->node->parent, false);
        }
        return true;
    default:
        return false;
    }
}

static void hex_click(struct app *app, struct pane *pane, int row, int col)
{
    const struct hex_state *state = pane->state;
    int first = offset_digits(app->selection.space) + GUTTER - 1;
    int text = first + 3 * state->per_row + 2;
    uint64_t start = tdxp_add_sat(state->top, (uint64_t)row * (uint64_t)state->per_row);
    int byte = -1;

    if (col >= text && col < text + state->per_row) {
        byte = col - text;
    } else if (col >= first && col < first + 3 * state->per_row) {
        byte = (col - first) / 3;
    }
    if (byte >= 0 && tdxp_add_sat(start, (uint64_t)byte) < app->selection.space->bytes.size) {
        app_select_byte(app, app->selection.space, start + (uint64_t)byte, false);
    }
}

const struct pane_class pane_hex = {
    .name = "Hex",
    .hint = "arrows move  p enclosing structure  Enter follow  g go to",
    .state_size = sizeof(struct hex_state),
    .open = hex_open,
    .title = hex_title,
    .draw = hex_draw,
    .command = hex_command,
    .click = hex_click,
    .follow = hex_follow,
};
