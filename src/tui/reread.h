/* Reading the file again, as it is now. */
#ifndef TUI_REREAD_H
#define TUI_REREAD_H

#include "tui/app.h"

/* Read it and show it, with everybody where they were. Where it cannot be read that is said, and the old one stays. */
void reread_image(struct app *app);

/* The same, but ask where changes that are in no file would be lost. */
void reread_begin(struct app *app);

enum { REREAD_STILL_MS = 500 }; /* that the files have stood still before they are read without a key */

/*
 * While the image is not what its files are: read them once they have stood still, so that a build is not met half-way;
 * and where that fails, not again before they change. To be called again and again.
 */
void reread_when_still(struct app *app);

/* Milliseconds until that has to be called, where nothing happens before; -1: it need not be. */
int reread_rest(const struct app *app);

/* Show an image that is made for the explorer, which becomes the owner. False with *err filled in, and nothing changed. */
bool reread_take(struct app *app, struct tdxp_image *image, struct tdxp_error *err);

/* Close the image that the explorer owns. */
void reread_close(struct app *app);

#endif
