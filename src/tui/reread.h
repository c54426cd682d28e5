/* Reading the files again, as they are now: that of the image, and that of the one that it is compared with. */
#ifndef TUI_REREAD_H
#define TUI_REREAD_H

#include "tui/app.h"

/*
 * Read what there is to read and show it, with everybody where they were: the image, and the other one where its file has
 * become another, that alone where the image's own has not. Where one cannot be read that is said, and the old one stays.
 */
void reread_image(struct app *app);

/* The same, but ask where changes that are in no file would be lost. */
void reread_begin(struct app *app);

enum { REREAD_STILL_MS = 500 }; /* that the files have stood still before they are read without a key */

/*
 * While an image is not what its files were when they were looked at, and the settings have it so: read them once they have
 * stood still, so that a build is not met half-way; and where that fails, not again before they change. To be called again
 * and again.
 */
void reread_by_itself(struct app *app);

/* Milliseconds until that has to be called, where nothing happens before; -1: it need not be. */
int reread_rest(const struct app *app);

/* Show an image that is made for the explorer, which becomes the owner. False with *err filled in, and nothing changed. */
bool reread_take(struct app *app, struct tdxp_image *image, struct tdxp_error *err);

/* Close the image that the explorer owns. */
void reread_close(struct app *app);

#endif
