/* What stands on the screen: cells, text, the cursor. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "harness_private.h"

#include <stdlib.h>
#include <string.h>

int screen_rows(const struct screen *s)
{
    return s->rows;
}

int screen_cols(const struct screen *s)
{
    return s->cols;
}

static size_t put_utf8(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | (c >> 18 & 0x07));
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

static struct screen_colour colour_of(const VTermColor *c)
{
    if (VTERM_COLOR_IS_DEFAULT_FG(c) || VTERM_COLOR_IS_DEFAULT_BG(c)) {
        return (struct screen_colour){.kind = SCREEN_DEFAULT};
    }
    if (VTERM_COLOR_IS_INDEXED(c)) {
        return (struct screen_colour){.kind = SCREEN_INDEXED, .idx = c->indexed.idx};
    }
    return (struct screen_colour){.kind = SCREEN_RGB, .r = c->rgb.red, .g = c->rgb.green, .b = c->rgb.blue};
}

struct screen_cell screen_cell(struct screen *s, int row, int col)
{
    struct screen_cell cell = {.width = 0};
    VTermScreenCell v = {.chars = {0}};
    char *end = cell.utf8;

    if (row < 0 || col < 0 || row >= s->rows || col >= s->cols ||
        !vterm_screen_get_cell(s->cells, (VTermPos){.row = row, .col = col}, &v)) {
        harness_give_up(s, "there is no cell at row %d, column %d", row, col);
    }
    if (v.chars[0] != UINT32_MAX) { /* what libvterm has in the right half of a wide character */
        v.chars[0] = v.chars[0] ? v.chars[0] : ' ';
        for (size_t i = 0; i < SCREEN_CELL_CHARS && v.chars[i]; i++) {
            cell.chars[i] = v.chars[i];
            end += put_utf8(v.chars[i], end);
        }
        cell.width = v.width;
    }
    *end = '\0';
    cell.bold = v.attrs.bold;
    cell.underline = v.attrs.underline != VTERM_UNDERLINE_OFF;
    cell.reverse = v.attrs.reverse;
    cell.blink = v.attrs.blink;
    cell.italic = v.attrs.italic;
    cell.strike = v.attrs.strike;
    cell.fg = colour_of(&v.fg);
    cell.bg = colour_of(&v.bg);
    return cell;
}

const char *screen_row_text(struct screen *s, int row)
{
    struct buffer text = {0};

    for (int col = 0; col < s->cols; col++) {
        struct screen_cell cell = screen_cell(s, row, col);

        harness_append(&text, cell.utf8, strlen(cell.utf8));
    }
    while (text.size > 0 && text.data[text.size - 1] == ' ') {
        text.size--;
    }
    harness_append(&text, "", 1);
    free(s->row_texts[row]);
    s->row_texts[row] = text.data;
    return text.data;
}

static bool matches_at(struct screen *s, const char *text, int row, int col)
{
    while (*text) {
        struct screen_cell cell;
        size_t length;

        if (col >= s->cols) {
            return false;
        }
        cell = screen_cell(s, row, col);
        length = strlen(cell.utf8);
        if (length == 0 || strncmp(text, cell.utf8, length) != 0) {
            return false;
        }
        text += length;
        col += cell.width;
    }
    return true;
}

bool screen_find_from(struct screen *s, const char *text, int from_row, int from_col, int *row, int *col)
{
    for (int r = from_row; r < s->rows; r++, from_col = 0) {
        for (int c = from_col; c < s->cols; c++) {
            if (!matches_at(s, text, r, c)) {
                continue;
            }
            if (row) {
                *row = r;
            }
            if (col) {
                *col = c;
            }
            return true;
        }
    }
    return false;
}

bool screen_find(struct screen *s, const char *text, int *row, int *col)
{
    return screen_find_from(s, text, 0, 0, row, col);
}

void screen_cursor(const struct screen *s, int *row, int *col, bool *visible)
{
    VTermPos at;

    vterm_state_get_cursorpos(vterm_obtain_state(s->vt), &at);
    if (row) {
        *row = at.row;
    }
    if (col) {
        *col = at.col;
    }
    if (visible) {
        *visible = s->cursor_shown;
    }
}

bool screen_altscreen(const struct screen *s)
{
    return s->altscreen;
}

enum screen_mouse_mode screen_mouse_mode(const struct screen *s)
{
    static const enum screen_mouse_mode modes[VTERM_N_PROP_MOUSES] = {
        [VTERM_PROP_MOUSE_NONE] = SCREEN_MOUSE_OFF,
        [VTERM_PROP_MOUSE_CLICK] = SCREEN_MOUSE_CLICK,
        [VTERM_PROP_MOUSE_DRAG] = SCREEN_MOUSE_DRAG,
        [VTERM_PROP_MOUSE_MOVE] = SCREEN_MOUSE_MOVE,
    };

    return modes[s->mouse];
}

void screen_dump(struct screen *s, FILE *out)
{
    int row, col;

    screen_cursor(s, &row, &col, NULL);
    fprintf(out, "screen of %d rows, %d columns; cursor at %d, %d%s%s\n", s->rows, s->cols, row, col,
            s->cursor_shown ? "" : ", hidden", s->altscreen ? "; alternate screen" : "");
    for (int r = 0; r < s->rows; r++) {
        fprintf(out, "%3d|%s\n", r, screen_row_text(s, r));
    }
    fflush(out);
}
