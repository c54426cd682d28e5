/* Finding the TDVF descriptor: every way is tried, one is taken. */
#ifndef FORMAT_LOCATE_H
#define FORMAT_LOCATE_H

#include "tdxplore/image.h"
#include "tdxplore/tdvf.h"

/* Try every way on the image in the file, which is all of opened. table must have been decoded before. No nodes are made. */
void locate_all(const struct tdxp_image *opened, const struct tdxp_space *file, const struct tdxp_guid_table *table,
                struct tdxp_lookup lookups[static TDXP_METHODS]);

/*
 * The way to take, or -1: the first that leads to the signature; where none does, the first that leads to a place with
 * other evidence of a descriptor (the GUIDed table's own word, or the metadata GUID before it), because a descriptor
 * with a broken signature is what somebody may want to see.
 */
int locate_choose(const struct tdxp_bytes *bytes, const struct tdxp_lookup lookups[static TDXP_METHODS]);

/* Add one node a way below parent that says what it gave. taken is what locate_choose returned. */
void locate_add_nodes(struct tdxp_tree *tree, struct tdxp_node *parent, struct tdxp_lookup lookups[static TDXP_METHODS],
                      int taken);

#endif
