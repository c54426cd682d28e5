/* Text of 16-bit characters, as firmware has it. */
#include "format/wide.h"

#include "tdxplore/text.h"

enum { LABEL_UNITS = 128 }; /* of a text that are shown, in 16-bit units */

/* Write the UTF-8 form of a code point, which may be a surrogate: escaping then shows its bytes. Returns its length. */
static size_t put_utf8(uint32_t code, uint8_t out[static 4])
{
    if (code < 0x80) {
        out[0] = (uint8_t)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (uint8_t)(0xc0 | code >> 6);
        out[1] = (uint8_t)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (uint8_t)(0xe0 | code >> 12);
        out[1] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
        out[2] = (uint8_t)(0x80 | (code & 0x3f));
        return 3;
    }
    out[0] = (uint8_t)(0xf0 | code >> 18);
    out[1] = (uint8_t)(0x80 | (code >> 12 & 0x3f));
    out[2] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
    out[3] = (uint8_t)(0x80 | (code & 0x3f));
    return 4;
}

const char *wide_text(struct tdxp_tree *tree, const struct tdxp_bytes *bytes, uint64_t start,
                      uint64_t length)
{
    uint8_t utf8[LABEL_UNITS * 3 + 4] = {0};
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
        used += put_utf8(code, utf8 + used);
    }
    tdxp_escape(utf8, used, shown, sizeof shown);
    cut = units >= LABEL_UNITS && length >= 2 && tdxp_read_u16(bytes, start, &unit) && unit != 0;
    return tdxp_tree_text(tree, "%s%s", shown, cut ? "..." : "");
}
