/* The differences pane: what another image has otherwise, one line a difference, and what that does. */
#ifndef TUI_PANE_DIFFERENCES_H
#define TUI_PANE_DIFFERENCES_H

#include "tui/pane.h"

extern const struct pane_class pane_differences;

#endif
