/* The last bytes of the image in a file: the legacy offset and the reset vector. */
#ifndef FORMAT_IMAGE_END_H
#define FORMAT_IMAGE_END_H

#include "tdxplore/tree.h"

/* Add a node for the u32 at size - 0x20 and one for the 16 bytes at which the processor starts, as far as there are. */
void image_end_decode(struct tdxp_tree *tree, struct tdxp_node *parent);

#endif
