/* What lies in the bytes of a section by its type, beside firmware volumes. */
#ifndef FORMAT_SECTION_CONTENTS_H
#define FORMAT_SECTION_CONTENTS_H

#include "tdxplore/tdvf.h"

#define SECTION_CONTENTS_LIMIT 64u /* sections whose contents are decoded */

/* Decode the contents of the descriptor's sections below their nodes, which are the children of contents. */
void section_contents_decode(struct tdxp_tree *tree, struct tdxp_node *contents, const struct tdxp_tdvf *tdvf);

#endif
