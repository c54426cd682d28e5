/* Putting a variable store before the code that is shown. */
#ifndef TUI_VARS_H
#define TUI_VARS_H

#include "tui/app.h"

/* Where the image that is shown lacks its variable store, say in a message how to put it there. */
void vars_offer(struct app *app);

/* What ":vars" does: rest is the path of the store, or nothing for the one beside the image. False with a message. */
bool vars_run(struct app *app, const char *rest);

#endif
