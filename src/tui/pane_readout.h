/* The readout pane. */
#ifndef TUI_PANE_READOUT_H
#define TUI_PANE_READOUT_H

#include "tui/pane.h"

extern const struct pane_class pane_readout;

#endif
