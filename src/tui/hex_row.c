/* One row of the hex pane. */
#include "tui/hex_row.h"

#include <inttypes.h>
#include <stdio.h>

#include "tdxplore/range.h"
#include "tui/comparing.h"
#include "tui/editing.h"
#include "tui/hex_options.h"
#include "tui/measuring.h"
#include "tui/noting.h"
#include "tui/searching_beside.h"
#include "tui/span.h"

enum { GUTTER = 3 }; /* blank, the section's mark, the first byte's bracket column */

/*
 * Address, gutter, two columns a byte with one before each group (a bracket or blank), one to close, the characters.
 */
static int first_column(const struct hex_shape *shape)
{
    return shape->digits + GUTTER - 1;
}

/* Of a row that is shorter than a group, all stand together. */
static int group_of(const struct hex_shape *shape)
{
    return shape->group < shape->per_row ? shape->group : shape->per_row;
}

/* The column of the first digit of a byte. */
static int byte_column(const struct hex_shape *shape, int byte)
{
    return first_column(shape) + 2 * byte + byte / group_of(shape) + 1;
}

static int text_column(const struct hex_shape *shape)
{
    return byte_column(shape, shape->per_row) + 1;
}

int hex_row_columns(const struct hex_shape *shape)
{
    return text_column(shape) + shape->per_row;
}

int hex_row_bytes(const struct hex_shape *shape, int cols, int most)
{
    static const int choices[] = {HEX_ROW_MOST, 16, 8, 4, 2};

    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        struct hex_shape tried = *shape;

        tried.per_row = choices[i];
        if (choices[i] <= most && hex_row_columns(&tried) <= cols) {
            return choices[i];
        }
    }
    return 1;
}

/* The column before a group is of its first byte. */
int hex_row_byte_at(const struct hex_shape *shape, int col)
{
    int text = text_column(shape);

    if (col >= text && col < text + shape->per_row) {
        return col - text;
    }
    for (int i = shape->per_row - 1; i >= 0 && col < byte_column(shape, shape->per_row) - 1; i--) {
        if (col >= byte_column(shape, i) - (i % group_of(shape) == 0 ? 1 : 0)) {
            return i;
        }
    }
    return -1;
}

/* ---- how a byte looks ---- */

static bool covers(const struct tdxp_node *node, const struct tdxp_space *space, uint64_t offset)
{
    return node->space == space && tdxp_range_has((struct tdxp_range){node->offset, node->length}, offset);
}

/* Ancestors of the selected node that cover the byte, the closest one deepest; the image itself is no structure. */
static unsigned shade_at(const struct selection *s, const struct tdxp_space *space, uint64_t offset)
{
    unsigned shade = SHADES;

    for (const struct tdxp_node *n = s->node->parent; n && n->parent && shade > 1; n = n->parent) {
        if (n->kind != TDXP_KIND_STRUCT && n->kind != TDXP_KIND_FIELD) {
            continue;
        }
        shade--;
        if (covers(n, space, offset)) {
            return shade;
        }
    }
    return 0;
}

static void find_run(const struct app *app, const struct tdxp_space *space, struct hex_run *run, uint64_t offset)
{
    uint64_t length = 1;

    run->node = tdxp_tree_at(app->fw->tree, space, offset);
    run->start = offset;
    tdxp_tree_run(app->fw->tree, space, offset, &run->start, &length);
    run->end = run->start + length;
    run->section = space->id == 0 ? app_hue_of_byte(app, run->node, offset) : -1;
}

/* How the byte stands to the image on the other side. */
static void compare_look(const struct app *app, enum tdxp_side side, const struct tdxp_space *space,
                         struct hex_run *run, uint64_t offset, struct hex_look *look)
{
    if (!run->stretch || run->stretch->at[side].space != space ||
        offset - run->stretch->at[side].start >= run->stretch->at[side].length) {
        run->stretch = tdxp_comparison_at(app->comparing.comparison, side, space, offset);
    }
    if (run->stretch && run->stretch->kind == TDXP_STRETCH_CHANGED) {
        look->differs = true;
    } else if (run->stretch && run->stretch->kind == TDXP_STRETCH_ONLY) {
        look->alone = side == TDXP_SIDE_A ? '-' : '+';
    }
}

struct hex_look hex_look_of_other(const struct app *app, const struct tdxp_space *space, struct hex_run *run,
                                  uint64_t offset)
{
    const struct tdxp_firmware *fw = app->comparing.fw;
    struct hex_look look = {.section = -1};
    struct tdxp_gpa gpa;

    if (offset < run->start || offset >= run->end) {
        uint64_t length = 1;

        run->node = tdxp_tree_at(fw->tree, space, offset);
        run->start = offset;
        tdxp_tree_run(fw->tree, space, offset, &run->start, &length);
        run->end = run->start + length;
        run->section = run->node ? run->node->section : -1;
        if (run->section < 0 && space->id == 0 && tdxp_gpa_by_section(fw, offset, &gpa)) {
            run->section = gpa.section;
        }
    }
    look.section = run->section;
    look.claimed = run->node && run->node->parent && run->node->kind != TDXP_KIND_UNCLAIMED;
    compare_look(app, TDXP_SIDE_B, space, run, offset, &look);
    look.match = searching_beside_look(app, space, offset, &look.match_begins);
    return look;
}

struct hex_look hex_look_of(const struct app *app, const struct tdxp_space *space, struct hex_run *run, uint64_t offset)
{
    const struct selection *s = &app->selection;
    struct hex_look look = {.section = -1};

    if (offset < run->start || offset >= run->end) {
        find_run(app, space, run, offset);
    }
    look.section = run->section;
    look.claimed = run->node && run->node->parent && run->node->kind != TDXP_KIND_UNCLAIMED;
    look.selected = app->span.active ? span_has(app, space, offset) : s->node->parent && covers(s->node, space, offset);
    look.shade = look.selected ? 0 : shade_at(s, space, offset);
    look.noted = noting_has(app, space, offset);
    look.match = searching_look(app, space, offset, &look.match_begins);
    if (space->id == 0) {
        look.changed = changes_have(&app->changes, offset);
        look.edited = editing_has(app, space, offset);
        look.severity = tdxp_check_byte_worst(app->check, offset);
        look.fault_begins = look.severity >= TDXP_SEVERITY_WARNING &&
                            (offset == 0 || tdxp_check_byte_worst(app->check, offset - 1) != look.severity);
    }
    if (comparing(app)) {
        compare_look(app, TDXP_SIDE_A, space, run, offset, &look);
    }
    if (app->measuring.overlay) {
        look.cover = space->id == 0 ? measuring_cover(app, space, offset) : run->cover;
    }
    return look;
}

struct hex_cell hex_cell_of(const struct app *app, uint8_t byte, struct hex_look look)
{
    static const char digits[] = "0123456789abcdef";
    struct hex_cell cell = {.shown = true, .look = look, .hex = {digits[byte >> 4], digits[byte & 0xf]}};

    if (app->canvas.utf8 && app->settings.values[SET_CHARACTERS] == SET_CHARACTERS_CP437) {
        snprintf(cell.text, sizeof cell.text, "%s", hex_cp437(byte));
    } else if (byte >= 0x20 && byte < 0x7f) {
        cell.text[0] = (char)byte;
    } else {
        cell.text[0] = '.';
    }
    return cell;
}

/* ---- drawing ---- */

static enum style match_style(enum search_look match)
{
    return match == SEARCH_CURRENT ? STYLE_MATCH_CURRENT : STYLE_MATCH;
}

/* What is selected: the range that somebody marked, or else the node. */
static void set_selected(const struct app *app, const struct pane *pane)
{
    if (app->span.active) {
        theme_set(&app->theme, STYLE_RANGE);
    } else {
        theme_set_selected(&app->theme, pane->focused);
    }
}

static void set_look(const struct app *app, const struct pane *pane, const struct hex_look *look)
{
    if (look->cursor) {
        theme_set(&app->theme, STYLE_CURSOR);
    } else if (look->changed) {
        theme_set(&app->theme, STYLE_CHANGED);
    } else if (look->edited) {
        theme_set(&app->theme, STYLE_EDITED);
    } else if (look->differs) {
        theme_set(&app->theme, STYLE_DIFFERS);
    } else if (look->alone) {
        theme_set(&app->theme, look->alone == '+' ? STYLE_ADDED : STYLE_REMOVED);
    } else if (look->astray) {
        theme_set(&app->theme, STYLE_DIM);
    } else if (look->match != SEARCH_NONE) {
        theme_set(&app->theme, match_style(look->match));
    } else if (look->selected) {
        set_selected(app, pane);
    } else if (app->measuring.overlay) {
        theme_set(&app->theme, measuring_style(look->cover));
    } else if (look->severity >= TDXP_SEVERITY_WARNING) {
        theme_set(&app->theme, theme_severity(look->severity));
    } else if (!look->claimed && look->section < 0) {
        theme_set_with(&app->theme, STYLE_DIM, look->noted ? A_UNDERLINE : 0);
    } else {
        theme_set_hue(&app->theme, look->section, look->shade, look->noted ? A_UNDERLINE : 0);
    }
}

/* While the overlay is shown the gutter tells what becomes of the bytes. */
static void draw_cover_mark(const struct app *app, const struct pane *pane, int row, int col,
                            const struct hex_cell *cells, int count)
{
    const struct hex_cell *first = NULL;
    bool same = true;

    for (int i = 0; i < count; i++) {
        if (cells[i].shown) {
            first = first ? first : &cells[i];
            same = same && cells[i].look.cover == first->look.cover;
        }
    }
    if (first) {
        theme_set(&app->theme, same ? measuring_style(first->look.cover) : STYLE_TEXT);
        put(&app->canvas, pane->inside, row, col, 1, same ? measuring_mark(first->look.cover) : "|");
    }
}

/* Before the section's number a sign tells without colour that bytes of the row were changed, or are not in both images. */
static void draw_sign(const struct app *app, const struct pane *pane, int row, int col, const struct hex_cell *cells,
                      int count)
{
    char sign[2] = " ";

    for (int i = 0; i < count; i++) {
        const struct hex_look *look = &cells[i].look;

        if (cells[i].shown && look->edited) {
            sign[0] = '*';
            break;
        }
        if (cells[i].shown && look->alone) {
            sign[0] = look->alone;
        } else if (cells[i].shown && look->differs && sign[0] != '-' && sign[0] != '+') {
            sign[0] = '~';
        } else if (cells[i].shown && look->astray && sign[0] == ' ') {
            sign[0] = '>';
        }
    }
    theme_set(&app->theme, STYLE_VALUE);
    put(&app->canvas, pane->inside, row, col, 1, sign);
}

/* In the gutter the section's number tells its bytes without colour; a finding's mark takes its place. */
static void draw_gutter(const struct app *app, const struct pane *pane, int row, int col, const struct hex_cell *cells,
                        int count)
{
    enum tdxp_severity worst = TDXP_SEVERITY_NONE;
    int32_t section = -1;
    bool same = true;
    bool any = false;

    for (int i = 0; i < count; i++) {
        const struct hex_look *look = &cells[i].look;

        if (!cells[i].shown) {
            continue;
        }
        worst = look->severity > worst ? look->severity : worst;
        same = same && (!any || look->section == section);
        section = any ? section : look->section;
        any = true;
    }
    if (worst >= TDXP_SEVERITY_WARNING) {
        theme_set(&app->theme, theme_severity(worst));
        put(&app->canvas, pane->inside, row, col, 1, theme_mark(worst));
        return;
    }
    theme_set_hue(&app->theme, section, 0, 0);
    if (section >= 0) {
        putf(&app->canvas, pane->inside, row, col, 1, "%c", !same ? '|' : section < 10 ? '0' + (int)section : '+');
    }
}

/* Parentheses around a match, braces around the one that the cursor is in, a bar between two. False where there is none. */
static bool draw_match_between(const struct app *app, const struct pane *pane, int row, int col,
                               const struct hex_cell *before, const struct hex_cell *after)
{
    enum search_look was = before ? before->look.match : SEARCH_NONE;
    enum search_look is = after ? after->look.match : SEARCH_NONE;
    bool edge = was != is || (after && after->look.match_begins);
    const char *mark = was != SEARCH_NONE && is != SEARCH_NONE ? "|"
                       : is != SEARCH_NONE                     ? (is == SEARCH_CURRENT ? "{" : "(")
                                                               : (was == SEARCH_CURRENT ? "}" : ")");

    if (was == SEARCH_NONE && is == SEARCH_NONE) {
        return false;
    }
    theme_set(&app->theme, edge ? STYLE_HEAD : match_style(is));
    put(&app->canvas, pane->inside, row, col, 1, edge ? mark : " ");
    return true;
}

/*
 * The column before a byte, and behind the last of a row: the bracket that opens or closes the selection, its filling, the
 * same of a match, or the mark of the finding whose bytes begin there. before and after are NULL at the ends of the row.
 */
static void draw_between(const struct app *app, const struct pane *pane, int row, int col,
                         const struct hex_cell *before, const struct hex_cell *after)
{
    bool was = before && before->look.selected;
    bool is = after && after->look.selected;

    if (after && after->look.fault_begins) {
        theme_set(&app->theme, theme_severity(after->look.severity));
        put(&app->canvas, pane->inside, row, col, 1, theme_mark(after->look.severity));
    } else if (was != is) {
        theme_set(&app->theme, STYLE_HEAD);
        put(&app->canvas, pane->inside, row, col, 1, is ? "[" : "]");
    } else if (draw_match_between(app, pane, row, col, before, after)) {
        return;
    } else if (is) {
        set_selected(app, pane);
        put(&app->canvas, pane->inside, row, col, 1, " ");
    } else if (after) {
        /* In the colour of the byte before it, which a blank does not show: fewer changes to send to the terminal. */
        if (before && !before->look.cursor && before->look.shade == after->look.shade &&
            before->look.noted == after->look.noted && !app->measuring.overlay) {
            set_look(app, pane, &before->look);
        } else {
            theme_set_hue(&app->theme, -1, 0, 0);
        }
        put(&app->canvas, pane->inside, row, col, 1, " ");
    }
}

/* A cell that is to be drawn, or NULL. */
static const struct hex_cell *shown(const struct hex_cell *cells, int count, int i)
{
    return i >= 0 && i < count && cells[i].shown ? &cells[i] : NULL;
}

/* In decimal it is led by blanks, so that it is not taken for the other. */
static void draw_address(const struct app *app, const struct pane *pane, int row, const struct hex_shape *shape,
                         uint64_t address)
{
    theme_set(&app->theme, STYLE_DIM);
    if (shape->decimal) {
        putf(&app->canvas, pane->inside, row, 0, shape->digits, "%*" PRIu64, shape->digits, address);
    } else {
        putf(&app->canvas, pane->inside, row, 0, shape->digits, "%0*" PRIx64, shape->digits, address);
    }
}

void hex_row_draw(const struct app *app, struct pane *pane, int row, const struct hex_shape *shape, uint64_t address,
                  const struct hex_cell *cells)
{
    int count = shape->per_row;

    draw_address(app, pane, row, shape, address);
    if (comparing(app) || app->editing.edits) {
        draw_sign(app, pane, row, shape->digits, cells, count);
    }
    if (app->measuring.overlay) {
        draw_cover_mark(app, pane, row, shape->digits + 1, cells, count);
    } else {
        draw_gutter(app, pane, row, shape->digits + 1, cells, count);
    }
    for (int i = 0; i <= count; i++) {
        const struct hex_cell *cell = shown(cells, count, i);
        int col = byte_column(shape, i);

        if (i % group_of(shape) == 0) {
            draw_between(app, pane, row, col - 1, shown(cells, count, i - 1), cell);
        }
        if (!cell) {
            continue;
        }
        set_look(app, pane, &cell->look);
        put(&app->canvas, pane->inside, row, col, 2, cell->hex);
        put(&app->canvas, pane->inside, row, text_column(shape) + i, 1, cell->text);
        if (cell->look.cursor) {
            pane->cursor_row = row;
            pane->cursor_col = col;
        }
    }
}
