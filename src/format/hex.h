/* Bytes as hexadecimal digits. */
#ifndef FORMAT_HEX_H
#define FORMAT_HEX_H

#include "tdxplore/tree.h"

#define HEX_TEXT_MAX 64u /* bytes that are written */

/* Two small digits a byte, in the order of the bytes; dots where there are more than HEX_TEXT_MAX. */
const char *hex_text(struct tdxp_tree *tree, const uint8_t *bytes, size_t length);

/* The same for the bytes at an offset, as far as they exist. */
const char *hex_text_at(struct tdxp_tree *tree, const struct tdxp_bytes *bytes, uint64_t offset, uint64_t length);

#endif
