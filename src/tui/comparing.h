/* Comparing the image with another one while the explorer goes on. The explorer's is A, the other one is B. */
#ifndef TUI_COMPARING_H
#define TUI_COMPARING_H

#include "tui/app.h"

/* Whether another image is beside this one. */
bool comparing(const struct app *app);

/* Commands of the prompt: "diff FILE" begins, "diff" ends; "shift WORD" or a number says how the columns stand to each other. */
bool comparing_run(struct app *app, const char *rest);
bool comparing_run_shift(struct app *app, const char *rest);
void comparing_offer_shift(const struct app *app, const char *typed, struct completions *c);

/* Begin with an image that is opened already, which it takes over. False with *err filled in, and the image the caller's. */
bool comparing_begin(struct app *app, struct tdxp_image *image, struct tdxp_error *err);

/*
 * Open the other image once more, as its file is now, and compare with that; what has been done is said with the differences
 * behind it. False with *err filled in where that fails, and the old one stays.
 */
bool comparing_reread(struct app *app, const char *done, struct tdxp_error *err);

/* End it, and take what belongs to it from the screen. Nothing where nothing is compared. */
void comparing_end(struct app *app);

/* The commands of the differences. False where the command is for something else. */
bool comparing_command(struct app *app, enum command command);

/* The image was decoded again: compare that. Where memory runs out, comparing ends with a message. */
void comparing_reload(struct app *app);

/* There is something to do; a bounded piece of it. */
bool comparing_runs(const struct app *app);
void comparing_step(struct app *app);

/* Free what it holds. */
void comparing_close(struct app *app);

/* ---- what there is to show ---- */

/* Select a difference: the node in A, or where it would be; the bytes of B beside it. */
void comparing_choose(struct app *app, size_t index, bool remember);

/* The difference of the selected node, or of the closest node around it; -1: none. */
int comparing_current(const struct app *app);

/*
 * What stands beside the cursor: a place of B, in *space and *offset. False where nothing does: the byte is in A alone, and
 * *space (NULL: there is none) and *offset are where it would be.
 */
bool comparing_beside(const struct app *app, const struct tdxp_space **space, uint64_t *offset);

/* Whether B shows a place for which it was chosen, and not what stands beside the cursor of A. */
bool comparing_pinned(const struct app *app);

/* Show a place of B, and of A what it stands for, or where that would be. */
void comparing_show_b(struct app *app, const struct tdxp_space *space, uint64_t offset, bool remember);

/* Put the cursor of B on a byte of the space that stands there, and that of A on what it stands for. */
void comparing_select_b(struct app *app, uint64_t offset);

#endif
