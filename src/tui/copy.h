/* Copying what is selected: to the terminal's clipboard or into a file. */
#ifndef TUI_COPY_H
#define TUI_COPY_H

#include "tui/app.h"

/* Ask which form is wanted, for the next key to say. */
void copy_begin(struct app *app);

/* What ":copy" does: rest is the name of a form, and behind it a file or nothing for the clipboard. False with a message. */
bool copy_run(struct app *app, const char *rest);

/* Offer forms, and behind one the names of files. */
void copy_offer(const struct app *app, const char *typed, struct completions *c);

/* The same for ":copy!", which replaces a file that exists. */
bool copy_run_over(struct app *app, const char *rest);

#endif
