/* The guest memory pane. */
#ifndef TUI_PANE_MAP_H
#define TUI_PANE_MAP_H

#include "tui/pane.h"

extern const struct pane_class pane_map;

#endif
