/* The hex pane. */
#ifndef TUI_PANE_HEX_H
#define TUI_PANE_HEX_H

#include "tui/pane.h"

extern const struct pane_class pane_hex;

/*
 * Columns, frame included, that the pane wants: for as many bytes a row (32, 16, 8 ...; at most most) as fit into room
 * columns.
 */
int hex_columns(const struct app *app, int room, int most);

/* What of guest memory the cursor is on, while that is shown and the cursor is on no byte of the file; else NULL. */
const char *hex_fill_words(const struct app *app);

/* The strip beside the bytes is not worked out yet; a bounded piece of that work. */
bool hex_runs(const struct app *app);
void hex_step(struct app *app);

#endif
