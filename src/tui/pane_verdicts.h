/* What each loader would say. */
#ifndef TUI_PANE_VERDICTS_H
#define TUI_PANE_VERDICTS_H

#include "tui/pane.h"

extern const struct pane_class pane_verdicts;

#endif
