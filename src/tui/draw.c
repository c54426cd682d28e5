/* Drawing text and lines into a rectangle of the screen. */
#include "tui/draw.h"

#include <curses.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "image/columns.h"

static const struct {
    const char *utf8, *ascii;
} glyphs[GLYPHS] = {
    [GLYPH_HORIZONTAL] = {"─", "-"},   [GLYPH_VERTICAL] = {"│", "|"},    [GLYPH_TOP_LEFT] = {"┌", "+"},
    [GLYPH_TOP_RIGHT] = {"┐", "+"},    [GLYPH_BOTTOM_LEFT] = {"└", "+"}, [GLYPH_BOTTOM_RIGHT] = {"┘", "+"},
    [GLYPH_OPEN] = {"▾", "-"},         [GLYPH_CLOSED] = {"▸", "+"},      [GLYPH_PACKED] = {"»", "#"},
    [GLYPH_BREAK] = {"⋮", ":"},        [GLYPH_FOLLOW] = {"→", ">"},      [GLYPH_NOTED] = {"✎", "\""},
    [GLYPH_TAKEN] = {"●", "*"},        [GLYPH_ELLIPSIS] = {"…", "~"},    [GLYPH_TEE_LEFT] = {"├", "+"},
    [GLYPH_TEE_RIGHT] = {"┤", "+"},    [GLYPH_FULL] = {"█", "#"},        [GLYPH_SHADE_DARK] = {"▓", "="},
    [GLYPH_SHADE_MEDIUM] = {"▒", "-"}, [GLYPH_SHADE_LIGHT] = {"░", "."}, [GLYPH_DOT] = {"·", "o"},
    [GLYPH_CROSS] = {"×", "x"},        [GLYPH_LINES] = {"≡", "%"},       [GLYPH_EIGHTH_1] = {"▁", "."},
    [GLYPH_EIGHTH_2] = {"▂", "."},     [GLYPH_EIGHTH_3] = {"▃", "-"},    [GLYPH_EIGHTH_4] = {"▄", "-"},
    [GLYPH_EIGHTH_5] = {"▅", "="},     [GLYPH_EIGHTH_6] = {"▆", "="},    [GLYPH_EIGHTH_7] = {"▇", "="},
};

const char *glyph(const struct canvas *canvas, enum glyph which)
{
    return canvas->utf8 ? glyphs[which].utf8 : glyphs[which].ascii;
}

int text_width(const char *text)
{
    return (int)text_columns(text);
}

/* Whether a byte of UTF-8 is no character, which is where a message was cut within one; length as text_next has it. */
static bool is_broken(const struct canvas *canvas, const char *text, size_t length)
{
    return canvas->utf8 && length == 1 && (unsigned char)*text >= 0x80;
}

/* With "?" in place of what is broken: curses would keep it for the beginning of the character to come. */
static void add_mended(const struct canvas *canvas, const char *text, size_t bytes)
{
    for (size_t at = 0; at < bytes;) {
        size_t columns;
        size_t length = text_next(text + at, &columns);

        if (is_broken(canvas, text + at, length)) {
            addstr("?");
        } else {
            addnstr(text + at, (int)length);
        }
        at += length;
    }
}

int put(const struct canvas *canvas, struct box box, int row, int col, int width, const char *text)
{
    int room = box.cols - col;
    size_t bytes = 0;
    int columns = 0;
    bool broken = false;

    if (width >= 0 && width < room) {
        room = width;
    }
    if (row < 0 || row >= box.rows || col < 0 || room <= 0) {
        return 0;
    }
    while (text[bytes]) {
        size_t char_width;
        size_t length = text_next(text + bytes, &char_width);
        bool last = text[bytes + length] == '\0';

        if (columns + (int)char_width > room - (last ? 0 : 1)) {
            break;
        }
        broken = broken || is_broken(canvas, text + bytes, length);
        columns += (int)char_width;
        bytes += length;
    }
    if (broken) {
        move(box.y + row, box.x + col);
        add_mended(canvas, text, bytes);
    } else {
        mvaddnstr(box.y + row, box.x + col, text, (int)bytes);
    }
    if (text[bytes] && columns < room) {
        addstr(glyph(canvas, GLYPH_ELLIPSIS));
        columns++;
    }
    return columns;
}

int put_tail(const struct canvas *canvas, struct box box, int row, int col, int width, const char *text)
{
    int cut = 0;

    if (width < 0) {
        width = box.cols - col;
    }
    if (text_width(text) > width) {
        cut = put(canvas, box, row, col, 1, glyph(canvas, GLYPH_ELLIPSIS));
        width--;
    }
    while (*text && text_width(text) > width) {
        do {
            text++;
        } while ((*text & 0xc0) == 0x80);
    }
    return cut + put(canvas, box, row, col + cut, width, text);
}

int putf(const struct canvas *canvas, struct box box, int row, int col, int width, const char *format, ...)
{
    char text[1024];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return put(canvas, box, row, col, width, text);
}

void blank(struct box box, int row, int col, int width)
{
    int room = box.cols - col;

    if (row < 0 || row >= box.rows || col < 0 || room <= 0 || width <= 0) {
        return;
    }
    mvhline(box.y + row, box.x + col, ' ', width < room ? width : room);
}

/* A symbol as curses takes it for lines, which it draws several times as fast as text. */
static cchar_t line_of(const struct canvas *canvas, enum glyph which)
{
    wchar_t wide[2] = {L' ', L'\0'};
    cchar_t cell;

    (void)mbtowc(wide, glyph(canvas, which), MB_LEN_MAX);
    setcchar(&cell, wide, A_NORMAL, 0, NULL);
    return cell;
}

void fill(const struct canvas *canvas, struct box box, int row, int col, int width, enum glyph which)
{
    cchar_t cell = line_of(canvas, which);
    int room = box.cols - col;

    if (row < 0 || row >= box.rows || col < 0 || room <= 0 || width <= 0) {
        return;
    }
    mvhline_set(box.y + row, box.x + col, &cell, width < room ? width : room);
}

struct box box_inside(struct box box)
{
    struct box inside = {box.y + 1, box.x + 1, box.rows - 2, box.cols - 2};

    if (inside.rows < 0) {
        inside.rows = 0;
    }
    if (inside.cols < 0) {
        inside.cols = 0;
    }
    return inside;
}

static void draw_edge(const struct canvas *canvas, struct box box, int row, enum glyph left, enum glyph right)
{
    put(canvas, box, row, 0, 1, glyph(canvas, left));
    fill(canvas, box, row, 1, box.cols - 2, GLYPH_HORIZONTAL);
    put(canvas, box, row, box.cols - 1, 1, glyph(canvas, right));
}

void draw_frame(const struct canvas *canvas, struct box box, const char *title, const char *right)
{
    int right_width = right && *right ? text_width(right) + 2 : 0;
    cchar_t side = line_of(canvas, GLYPH_VERTICAL);
    int title_room;

    draw_edge(canvas, box, 0, GLYPH_TOP_LEFT, GLYPH_TOP_RIGHT);
    if (box.rows > 2 && box.cols > 0) {
        mvvline_set(box.y + 1, box.x, &side, box.rows - 2);
        mvvline_set(box.y + 1, box.x + box.cols - 1, &side, box.rows - 2);
    }
    draw_edge(canvas, box, box.rows - 1, GLYPH_BOTTOM_LEFT, GLYPH_BOTTOM_RIGHT);
    title_room = box.cols - 4 - right_width;
    if (title_room < text_width(title) / 2) {
        right_width = 0;
        title_room = box.cols - 4;
    }
    if (title_room > 2) {
        int written = put(canvas, box, 0, 2, title_room - 1, title);

        put(canvas, box, 0, 1, 1, " ");
        put(canvas, box, 0, 2 + written, 1, " ");
    }
    if (right_width > 0) {
        putf(canvas, box, 0, box.cols - 1 - right_width, right_width, " %s ", right);
    }
}

/* How many bytes of a paragraph go into a line of width columns: up to a blank where there is one. */
static size_t line_length(const char *text, size_t paragraph, int width)
{
    size_t fits = 0;
    size_t blank_at = 0;
    int columns = 0;

    while (fits < paragraph) {
        size_t char_width;
        size_t length = text_next(text + fits, &char_width);

        if (text[fits] == ' ') {
            blank_at = fits;
        }
        if (columns + (int)char_width > width) {
            /* A word that is longer than the line is broken; a character that is wider goes into it all the same. */
            return blank_at > 0 ? blank_at : fits > 0 ? fits : length;
        }
        columns += (int)char_width;
        fits += length;
    }
    return fits;
}

int wrap_text(const char *text, int width, void (*line)(void *context, const char *start, int length), void *context)
{
    int lines = 0;

    if (width < 1) {
        return 0;
    }
    while (*text) {
        size_t paragraph = strcspn(text, "\n");
        size_t take = line_length(text, paragraph, width);

        if (line) {
            line(context, text, (int)take);
        }
        lines++;
        text += take;
        if (take == paragraph) {
            text += *text == '\n';
        } else {
            text += strspn(text, " ");
        }
    }
    return lines;
}
