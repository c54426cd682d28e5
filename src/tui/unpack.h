/* Opening compressed parts of the image while the explorer goes on. */
#ifndef TUI_UNPACK_H
#define TUI_UNPACK_H

#include "tui/app.h"

/* The node that is compressed where node is one, or is the data of one, that can be opened; else NULL. */
const struct tdxp_node *unpack_node(const struct tdxp_node *node);

/* Begin to open such a node. go: when it is done, and the selection has stayed, go to what came out. */
void unpack_start(struct app *app, const struct tdxp_node *node, bool go);

/* What ":unpack" does: open everything, also what comes out of that, part by part. False with a message. */
bool unpack_run(struct app *app, const char *rest);

/* How many compressed parts are in a state. O(nodes). */
unsigned unpack_count(const struct app *app, enum tdxp_packed_state state);

/* Stops it where the command says so. False where it does not, or nothing is being opened. */
bool unpack_command(struct app *app, enum command command);

/* A bounded piece of the work, while something is being opened; at the end it is shown. */
void unpack_step(struct app *app);

/* "Opening GUID_DEFINED section: 34 %, 4.4 MiB", for the bottom line. */
void unpack_line(const struct app *app, char *buffer, size_t size);

/* Free what it holds. */
void unpack_close(struct app *app);

#endif
