/* The findings. */
#ifndef TUI_PANE_FINDINGS_H
#define TUI_PANE_FINDINGS_H

#include "tui/pane.h"

extern const struct pane_class pane_findings;

/* Select the next (or previous) finding after the one chosen, from wherever the selection is. */
void findings_step(struct app *app, bool forward);

#endif
