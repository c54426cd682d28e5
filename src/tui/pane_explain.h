/* The explanation of what is selected. */
#ifndef TUI_PANE_EXPLAIN_H
#define TUI_PANE_EXPLAIN_H

#include "tui/pane.h"

extern const struct pane_class pane_explain;

/* The selection in one line: name, type, value, summary. */
void explain_line(const struct app *app, char *buffer, size_t size);

#endif
