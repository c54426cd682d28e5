/* Files that say what they are with their first bytes. */
#ifndef FORMAT_FILE_START_H
#define FORMAT_FILE_START_H

#include "tdxplore/tree.h"

/* Decode the list of hand-off blocks, IGVM file or signed payload that the file is, where it is one, below parent. */
void file_start_decode(struct tdxp_tree *tree, struct tdxp_node *parent);

#endif
