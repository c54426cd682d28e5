/* The measurement pane. */
#ifndef TUI_PANE_MEASURE_H
#define TUI_PANE_MEASURE_H

#include "tui/pane.h"

extern const struct pane_class pane_measure;

#endif
