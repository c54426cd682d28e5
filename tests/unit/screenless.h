/* The explorer's state without a terminal: for what happens to it that no key brings about. */
#ifndef UNIT_SCREENLESS_H
#define UNIT_SCREENLESS_H

#include "tui/app.h"

/* The explorer on an image, as large as a wide terminal, with the image's root selected. Freed by the caller. */
struct app *screenless_new(struct tdxp_image *image);

void screenless_free(struct app *app);

/* The node with that path; fails the test where there is none. */
const struct tdxp_node *screenless_node(const struct app *app, const char *path);

/* A pane takes the command. */
void screenless_command(struct app *app, enum pane_id pane, enum command command);

/* Make all steps of measuring. */
void screenless_measure(struct app *app);

/* The table of the measurement pane fits into any room, and has more columns where there is more. */
void screenless_assert_columns(const struct app *app);

#endif
