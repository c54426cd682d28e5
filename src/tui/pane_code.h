/* The code. */
#ifndef TUI_PANE_CODE_H
#define TUI_PANE_CODE_H

#include "tui/pane.h"

extern const struct pane_class pane_code;

#endif
