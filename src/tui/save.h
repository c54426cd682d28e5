/* Saving the bytes of the selected node to a file. */
#ifndef TUI_SAVE_H
#define TUI_SAVE_H

#include "tui/app.h"

/* Ask for a file's name, with one that says what is in it. A message where the selected node has no bytes. */
void save_begin(struct app *app);

#endif
