/* Bytes of the file that nothing describes. */
#ifndef FORMAT_UNCLAIMED_H
#define FORMAT_UNCLAIMED_H

#include "tdxplore/tree.h"

/*
 * Add a group below the root with one node for each run of bytes of the file that no other node but the root covers.
 * Called last. False where memory ran out.
 */
bool unclaimed_add(struct tdxp_tree *tree);

#endif
