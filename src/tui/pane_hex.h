/* The hex pane. */
#ifndef TUI_PANE_HEX_H
#define TUI_PANE_HEX_H

#include "tui/pane.h"

extern const struct pane_class pane_hex;

/* Columns, frame included, that the pane wants: for the most bytes a row (32, 16 or 8) that fit into room columns. */
int hex_columns(const struct app *app, int room);

#endif
