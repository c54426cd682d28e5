/* The matches pane: what a search has found, one line a match. */
#ifndef TUI_PANE_MATCHES_H
#define TUI_PANE_MATCHES_H

#include "tui/pane.h"

extern const struct pane_class pane_matches;

#endif
