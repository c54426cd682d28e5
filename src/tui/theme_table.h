/* The colours of the themes. */
#ifndef TUI_THEME_TABLE_H
#define TUI_THEME_TABLE_H

#include "tui/palette.h"

/* For terminals with 256 colours, and for those with 8 or 16. */
struct theme_table {
    struct look rich[STYLES], plain[STYLES];
    short rich_hues[HUES], plain_hues[HUES];
    short rich_shades[SHADES - 1]; /* the grounds of enclosing structures, which only the former have */
    short shaded_text;             /* text without a hue on these, legible whatever the terminal's own colours are */
};

/* For a light ground, or for a dark one. */
const struct theme_table *theme_table(bool light);

/* Attributes of the styles without colours, STYLES of them. */
const attr_t *theme_mono(void);

#endif
