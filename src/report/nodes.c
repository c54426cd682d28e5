/* The nodes that a report of a tree writes. */
#include "report/nodes.h"

const struct tdxp_node *report_next_node(const struct tdxp_tree *tree,
                                         const struct tdxp_report_style *style,
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
