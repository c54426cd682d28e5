/* What if: changing bytes of the image in memory, with everything that follows from it; and writing it to a file. */
#ifndef TUI_EDITING_H
#define TUI_EDITING_H

#include "tui/app.h"

/* ---- changing ---- */

/*
 * Put bytes at an offset of the file, as one step; label says in words what it is. Everything is decoded anew. False, with
 * a message, where that cannot be, and nothing is changed.
 */
bool editing_put(struct app *app, uint64_t offset, const uint8_t *bytes, size_t length, const char *label);

/* The same for one byte over and over in a range of the file. */
bool editing_fill(struct app *app, struct tdxp_range range, uint8_t byte);

/* Whether the image may be changed now. False with a message. */
bool editing_may(struct app *app);

/* The commands of editing. False where the command is for something else. */
bool editing_command(struct app *app, enum command command);

/* Commands of the prompt: the steps that were made, to go to each; and writing: "write FILE", "write! [FILE]". */
bool editing_run_changes(struct app *app, const char *rest);
bool editing_run_write(struct app *app, const char *rest);
bool editing_run_write_over(struct app *app, const char *rest);

/* Leave, where nothing is lost by it, or else ask; "q!" does not ask. */
void editing_quit(struct app *app);
bool editing_run_quit(struct app *app, const char *rest);
bool editing_run_quit_anyway(struct app *app, const char *rest);

/* ---- what there is to show ---- */

/* The image as it was opened: the one that is shown, but for changes. */
const struct tdxp_image *editing_opened(const struct app *app);

/* There are changes that are not in a file. */
bool editing_unsaved(const struct app *app);

/* Whether a byte of a space differs from the file's; and whether any of a node's does. */
bool editing_has(const struct app *app, const struct tdxp_space *space, uint64_t offset);
bool editing_touches(const struct app *app, const struct tdxp_node *node);

/* The file that was opened now has what was written to it here: it is none that somebody else has changed. */
bool editing_wrote(const struct app *app);

/* ---- beginning and ending ---- */

/* Another image is shown, or will be: forget all changes. The image that they are of must not be shown any more. */
void editing_close(struct app *app);

#endif
