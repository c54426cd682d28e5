/* Text of 16-bit characters, as firmware has it. */
#include "format/wide.h"

#include "image/utf8.h"
#include "tdxplore/text.h"

enum { LABEL_UNITS = 128 }; /* of a text that are shown, in 16-bit units */

const char *wide_text(struct tdxp_tree *tree, const struct tdxp_bytes *bytes, uint64_t start, uint64_t length)
{
    char utf8[LABEL_UNITS * 3 + 4] = {0};
    char shown[sizeof utf8 * TDXP_ESCAPE_MAX + 1];
    size_t used = 0;
    size_t units = 0;
    uint16_t unit = 0;
    bool cut;

    for (; length >= 2 && units < LABEL_UNITS; units++, start += 2, length -= 2) {
        uint32_t code;
        uint16_t low = 0;

        if (!tdxp_read_u16(bytes, start, &unit) || unit == 0) {
            break;
        }
        code = unit;
        if ((unit & 0xfc00) == 0xd800 && length >= 4 && tdxp_read_u16(bytes, start + 2, &low) &&
            (low & 0xfc00) == 0xdc00) {
            code = 0x10000 + ((uint32_t)(unit & 0x3ff) << 10) + (low & 0x3ff);
            units++;
            start += 2;
            length -= 2;
        }
        used += utf8_put(code, utf8 + used); /* escaping shows the bytes of a surrogate that stands alone */
    }
    tdxp_escape(utf8, used, shown, sizeof shown);
    cut = units >= LABEL_UNITS && length >= 2 && tdxp_read_u16(bytes, start, &unit) && unit != 0;
    return tdxp_tree_text(tree, "%s%s", shown, cut ? "..." : "");
}
