/* The lesson pane: the step of a lesson, or the lessons to choose from. */
#ifndef TUI_PANE_LESSON_H
#define TUI_PANE_LESSON_H

#include "tui/pane.h"

extern const struct pane_class pane_lesson;

#endif
