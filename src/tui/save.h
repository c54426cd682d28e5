/* Saving the selected bytes to a file: those of the marked range, or else of the node. */
#ifndef TUI_SAVE_H
#define TUI_SAVE_H

#include "tui/app.h"

/* Ask for a file's name, with one that says what is in it. A message where no bytes are selected. */
void save_begin(struct app *app);

#endif
