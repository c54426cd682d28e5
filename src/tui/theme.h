/* What looks how: styles by meaning, colours by what the terminal can show. */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include <curses.h>
#include <stdbool.h>
#include <stdint.h>

#include "tdxplore/check.h"
#include "tui/palette.h"

enum theme_id { THEME_DARK, THEME_LIGHT, THEME_MONO };

struct theme {
    attr_t attributes[STYLES];
    short pairs[STYLES];
    short hue_pairs[HUES + 1][SHADES]; /* [0]: no section */
    attr_t hue_attributes[HUES + 1];
    bool colour; /* false: mono, where attributes and marks tell all */
    int colours; /* 0, 8, 16 or 256 */
};

/*
 * The styles of a theme for the current terminal, with what somebody has chosen besides, as far as the terminal has it.
 * THEME_MONO is of attributes alone, as is every theme on a terminal without colours. Call after newterm, and again for
 * another theme.
 */
void theme_init(struct theme *theme, enum theme_id id, const struct palette *palette);

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
