/* Showing another image in place of the one that is shown. */
#ifndef TUI_RELOAD_H
#define TUI_RELOAD_H

#include "tui/app.h"

/*
 * Decode image and show it, with the same node selected where there is one of its path. image becomes the explorer's; the
 * one that was shown before is the caller's to close. False with *err filled in, and nothing changed, where memory ran
 * out.
 */
bool app_reload(struct app *app, struct tdxp_image *image, struct tdxp_error *err);

#endif
