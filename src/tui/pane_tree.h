/* The structure tree. */
#ifndef TUI_PANE_TREE_H
#define TUI_PANE_TREE_H

#include "tui/pane.h"

extern const struct pane_class pane_tree;

#endif
