/* Bytes as hexadecimal digits. */
#include "format/hex.h"

#include <stdio.h>

const char *hex_text(struct tdxp_tree *tree, const uint8_t *bytes, size_t length)
{
    char text[2 * HEX_TEXT_MAX + 1] = "";
    size_t shown = length < HEX_TEXT_MAX ? length : HEX_TEXT_MAX;

    for (size_t i = 0; i < shown; i++) {
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    }
    return tdxp_tree_text(tree, "%s%s", text, shown < length ? "..." : "");
}

const char *hex_text_at(struct tdxp_tree *tree, const struct tdxp_bytes *bytes, uint64_t offset, uint64_t length)
{
    uint8_t raw[HEX_TEXT_MAX + 1]; /* one more than is written, so that dots follow where there are more */

    return hex_text(tree, raw, tdxp_read_some(bytes, offset, raw, length < sizeof raw ? (size_t)length : sizeof raw));
}
