/* Showing another decoding of the image: after more of it was opened, or when the file has changed. */
#ifndef TUI_RELOAD_H
#define TUI_RELOAD_H

#include "tui/app.h"

/* What a pane asks while it takes over from the one that it was. */
struct change {
    const struct tdxp_firmware *from, *to;
    const struct tdxp_check_result *checked_from;
    const struct tdxp_node **match; /* by id of a node of the old tree: the one with the same path, or NULL */
};

/* The node of the new tree with the same path, or NULL; and that, or the closest of its ancestors that there is. */
const struct tdxp_node *change_exact(const struct change *change, const struct tdxp_node *node);
const struct tdxp_node *change_nearest(const struct change *change, const struct tdxp_node *node);

/* The space that was made of the same node, or NULL. */
const struct tdxp_space *change_space(const struct change *change, const struct tdxp_space *space);

/*
 * Decode image, which may be the one that is shown, and show it: with all that was opened, and everybody where they were,
 * by the paths of the nodes. Where a node is gone, its closest ancestor takes its place. image becomes the explorer's; one
 * that was shown before is the caller's to close. False with *err filled in, and nothing changed, where memory ran out.
 */
bool app_reload(struct app *app, const struct tdxp_image *image, struct tdxp_error *err);

/* The same for the image that is shown, after bytes of its file have become others: what was decompressed of them is so anew. */
bool app_reload_changed(struct app *app, struct tdxp_range changed, struct tdxp_error *err);

#endif
