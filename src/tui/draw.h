/* Drawing text and lines into a rectangle of the screen; nothing is ever drawn outside of it. */
#ifndef TUI_DRAW_H
#define TUI_DRAW_H

#include <stdbool.h>

/* A rectangle of screen cells. */
struct box {
    int y, x, rows, cols;
};

/* Symbols that differ between UTF-8 and ASCII. */
enum glyph {
    GLYPH_HORIZONTAL,
    GLYPH_VERTICAL,
    GLYPH_TOP_LEFT,
    GLYPH_TOP_RIGHT,
    GLYPH_BOTTOM_LEFT,
    GLYPH_BOTTOM_RIGHT,
    GLYPH_OPEN,     /* an expanded node */
    GLYPH_CLOSED,   /* a collapsed node */
    GLYPH_PACKED,   /* a collapsed node that is compressed, and not opened */
    GLYPH_BREAK,    /* something is left out */
    GLYPH_FOLLOW,   /* Enter goes somewhere */
    GLYPH_TAKEN,    /* of several, the one taken */
    GLYPH_NOTED,    /* somebody has written a note on it */
    GLYPH_ELLIPSIS, /* text was cut */
    GLYPH_TEE_LEFT,
    GLYPH_TEE_RIGHT,
    GLYPH_FULL,
    GLYPH_SHADE_DARK,
    GLYPH_SHADE_MEDIUM,
    GLYPH_SHADE_LIGHT,
    GLYPH_DOT,
    GLYPH_CROSS,
    GLYPH_LINES,
    GLYPH_EIGHTH_1,
    GLYPH_EIGHTH_2,
    GLYPH_EIGHTH_3,
    GLYPH_EIGHTH_4,
    GLYPH_EIGHTH_5,
    GLYPH_EIGHTH_6,
    GLYPH_EIGHTH_7, /* the lower part of a cell */
    GLYPHS,
};

struct canvas {
    bool utf8; /* the locale can show the UTF-8 symbols */
};

/* The symbol as a multibyte string; in the C locale an ASCII stand-in of the same width (one column). */
const char *glyph(const struct canvas *canvas, enum glyph which);

/*
 * Write text at row and col of box with the current attributes, at most width columns of it (-1: to the edge of the box),
 * cut with an ellipsis where it does not fit. Returns the columns written. text must be safe to show.
 */
int put(const struct canvas *canvas, struct box box, int row, int col, int width, const char *text);

/* The same for a path, of which the end tells it from others: what does not fit is cut from its beginning. */
int put_tail(const struct canvas *canvas, struct box box, int row, int col, int width, const char *text);

/* The same as put, with a format. */
int putf(const struct canvas *canvas, struct box box, int row, int col, int width, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* Fill columns of a row with blanks in the current attributes. */
void blank(struct box box, int row, int col, int width);

/* Fill columns of a row with a symbol in the current attributes. */
void fill(const struct canvas *canvas, struct box box, int row, int col, int width, enum glyph which);

/* Columns that text takes on the screen. */
int text_width(const char *text);

/* Frame the box; title is written into its top edge, right-hand text (or NULL) at the top edge's end. */
void draw_frame(const struct canvas *canvas, struct box box, const char *title, const char *right);

/* The rectangle inside of a frame. */
struct box box_inside(struct box box);

/*
 * Break text into lines of at most width columns at blanks; each '\n' begins a new paragraph. Calls line(context, start,
 * length) for each. Returns the number of lines.
 */
int wrap_text(const char *text, int width, void (*line)(void *context, const char *start, int length), void *context);

#endif
