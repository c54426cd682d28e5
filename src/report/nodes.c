/* What the reports that write nodes have in common. */
#include "report/nodes.h"

#include <inttypes.h>

#include "tdxplore/text.h"

enum { TEXT_MAX = 1024 }; /* bytes of a path */

const struct tdxp_node *report_next_node(const struct tdxp_tree *tree, const struct tdxp_report_style *style,
                                         const struct tdxp_node *node)
{
    const struct tdxp_node *from = style->from ? style->from : tdxp_tree_root(tree);

    if (!node) {
        return from;
    }
    if (node->child && (!style->limited || node->depth - from->depth < style->depth)) {
        return node->child;
    }
    while (node != from && !node->next) {
        node = node->parent;
    }
    return node == from ? NULL : node->next;
}

/* Without printf, which takes as long for two of them as all else that is done for a line. */
size_t report_hex(uint64_t value, char text[static REPORT_HEX])
{
    size_t length = 3;

    while (length < REPORT_HEX - 1 && value >> (4 * (length - 2)) > 0) {
        length++;
    }
    text[0] = '0';
    text[1] = 'x';
    for (size_t i = length; i-- > 2; value >>= 4) {
        text[i] = "0123456789abcdef"[value & 0xf];
    }
    text[length] = '\0';
    return length;
}

size_t report_offset_text(const struct tdxp_space *space, uint64_t offset, char text[static REPORT_OFFSET_TEXT])
{
    size_t length = space->id == 0 ? 0 : (size_t)snprintf(text, REPORT_OFFSET_TEXT - REPORT_HEX, "%u:", space->id);

    return length + report_hex(offset, text + length);
}

void report_print_spaces(const struct tdxp_tree *tree, const struct tdxp_report_style *style, FILE *out)
{
    const struct tdxp_space *space;

    for (unsigned id = 1; (space = tdxp_tree_space(tree, id)); id++) {
        char path[TEXT_MAX];
        char safe[TEXT_MAX];

        tdxp_node_path(space->origin, path, sizeof path);
        tdxp_escape_text(style->utf8, path, safe, sizeof safe);
        fprintf(out, "%s%u: 0x%" PRIx64 " bytes from %s\n",
                id == 1 ? "\nOffsets with a number before them are not of the file but of what was decompressed:\n"
                        : "",
                id, space->bytes.size, safe);
    }
}
