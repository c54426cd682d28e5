/* What somebody has chosen to look otherwise than the theme has it: styles, colours of sections, shades. */
#ifndef TUI_PALETTE_H
#define TUI_PALETTE_H

#include <curses.h>
#include <stdbool.h>
#include <stddef.h>

#include "tdxplore/error.h"

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
    STYLE_EDITED,         /* bytes that were changed in memory */
    STYLE_DIFFERS,        /* bytes that are others in the image that this one is compared with */
    STYLE_ADDED,          /* what the image alone has that this one is compared with */
    STYLE_REMOVED,        /* what this image alone has of the two */
    STYLE_MATCH_CURRENT,  /* those of the match that the cursor is in */
    STYLE_KEY,            /* a key's name in hints and help */
    STYLE_ERROR,
    STYLE_WARNING,
    STYLE_NOTE,
    STYLE_GOOD,
    STYLE_MEASURED, /* by what becomes of a byte: the launch measures it */
    STYLE_LOADED,   /* the launch puts it into memory */
    STYLE_NEVER,    /* neither */
    STYLES,
};

enum { HUES = 6, SHADES = 4 }; /* shade 0: no background; 1..3: deeper and deeper enclosing structures */

/* A colour is the number of one of the 256 of a terminal, of which the first 16 have names, or -1: that of the terminal. */
struct look {
    bool chosen; /* else all is as the theme has it */
    short fg, bg;
    attr_t attributes;
};

/* What can be given a look: the styles, then the colours of the sections, then the shades but the first. */
enum { LOOK_HUE = STYLES, LOOK_SHADE = LOOK_HUE + HUES, LOOKS = LOOK_SHADE + SHADES - 1 };

struct palette {
    struct look looks[LOOKS];
};

struct look_info {
    const char *name;    /* in settings: "match-current" */
    const char *summary; /* what looks so */
};

/* Names of the looks, LOOKS of them. */
const struct look_info *palette_looks(void);

/* The word of the n-th colour or attribute that has one, or NULL past the last. */
const char *palette_colour(unsigned n);
const char *palette_attribute(unsigned n);

/*
 * Take "NAME [COLOUR] [on COLOUR] [ATTRIBUTE]..." over, or "NAME theme", as the theme has it. False with *err filled in, and
 * nothing changed, for anything else; that may quote text as it is.
 */
bool palette_take(struct palette *palette, const char *text, struct tdxp_error *err);

#endif
