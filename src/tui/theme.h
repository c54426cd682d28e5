/* What looks how: styles by meaning, colours by what the terminal can show. */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include <curses.h>
#include <stdbool.h>
#include <stdint.h>

#include "tdxplore/check.h"

enum style {
    STYLE_TEXT,           /* ordinary text */
    STYLE_DIM,            /* what nobody needs to look at first */
    STYLE_NAME,           /* field and structure names */
    STYLE_VALUE,          /* decoded values */
    STYLE_TITLE,          /* the title line */
    STYLE_HEAD,           /* a heading inside of a pane */
    STYLE_BORDER,         /* frame of a pane */
    STYLE_BORDER_FOCUSED, /* frame of the pane that has the keys */
    STYLE_SELECTED,       /* the selected row, bytes or segment in the focused pane */
    STYLE_SELECTED_OTHER, /* the same in the other panes */
    STYLE_RANGE,          /* bytes of a range that is marked */
    STYLE_CURSOR,         /* the cursor byte */
    STYLE_MATCH,          /* bytes that a search has found */
    STYLE_CHANGED,        /* bytes of the file that were others before */
    STYLE_MATCH_CURRENT,  /* those of the match that the cursor is in */
    STYLE_KEY,            /* a key's name in hints and help */
    STYLE_ERROR,
    STYLE_WARNING,
    STYLE_NOTE,
    STYLE_GOOD,
    STYLE_MEASURED,       /* by what becomes of a byte: the launch measures it */
    STYLE_LOADED,         /* the launch puts it into memory */
    STYLE_NEVER,          /* neither */
    STYLES,
};

enum { HUES = 6, SHADES = 4 }; /* shade 0: no background; 1..3: deeper and deeper enclosing structures */

struct theme {
    attr_t attributes[STYLES];
    short pairs[STYLES];
    short hue_pairs[HUES + 1][SHADES]; /* [0]: no section */
    bool colour;                       /* false: mono, where attributes and marks tell all */
    int colours;                       /* 0, 8, 16 or 256 */
};

/* Choose the styles for the current terminal. mono forces attributes only (NO_COLOR). Call after newterm. */
void theme_init(struct theme *theme, bool mono);

/* Switch the drawing to a style. */
void theme_set(const struct theme *theme, enum style style);

/* The same, with attributes besides. */
void theme_set_with(const struct theme *theme, enum style style, attr_t extra);

/* Switch it to the style of what is selected, in the pane that has the keys or in another. */
void theme_set_selected(const struct theme *theme, bool focused);

/*
 * Switch the drawing to the colour of a section (-1: none) on the background of an enclosing structure at depth shade
 * (0: none). extra is or-ed to the attributes.
 */
void theme_set_hue(const struct theme *theme, int section, unsigned shade, attr_t extra);

/* The style of a severity. */
enum style theme_severity(enum tdxp_severity severity);

/* Its mark, one column wide: "!" for an error, "?" for a warning, else a blank. */
const char *theme_mark(enum tdxp_severity severity);

#endif
