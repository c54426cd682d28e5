/* A picture of a structure's bytes: each field's bytes below its name. */
#ifndef TUI_BYTE_PICTURE_H
#define TUI_BYTE_PICTURE_H

#include "tui/writer.h"

/*
 * Draw the structure that a node is, or is a field of, with the node standing out; the first BYTE_PICTURE_MOST bytes of a
 * larger one. Nothing for a node without such a structure, and where the pane is too narrow.
 */
enum { BYTE_PICTURE_MOST = 64 };
void byte_picture(struct writer *w, const struct tdxp_node *node);

#endif
