/* The files that an image is made of. */
#ifndef FORMAT_PARTS_H
#define FORMAT_PARTS_H

#include "tdxplore/image.h"
#include "tdxplore/tree.h"

/* Where the image is made of two files, add a group below parent, the root, that says which bytes are whose. */
void parts_add(struct tdxp_tree *tree, struct tdxp_node *parent, const struct tdxp_image *image);

#endif
