/* Text of 16-bit characters, as firmware has it. */
#ifndef FORMAT_WIDE_H
#define FORMAT_WIDE_H

#include "tdxplore/tree.h"

/*
 * The 16-bit characters of [start, start + length) up to a zero, as printable ASCII; cut, with dots behind it, where it
 * is very long. The text lives as long as the tree.
 */
const char *wide_text(struct tdxp_tree *tree, const struct tdxp_bytes *bytes, uint64_t start, uint64_t length);

#endif
