/* From one difference between two images to the next. */
#ifndef TUI_COMPARING_STEP_H
#define TUI_COMPARING_STEP_H

#include "tui/app.h"

/*
 * Go to the next difference, or the one before: in the hex pane to the next place where bytes differ, else to the next
 * structure. A message where there is none. Two images are compared.
 */
void comparing_step_to(struct app *app, bool back);

#endif
