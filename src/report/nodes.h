/* The nodes that a report of a tree writes. */
#ifndef REPORT_NODES_H
#define REPORT_NODES_H

#include "tdxplore/report.h"

/* The node to write after one, or the first for NULL, in pre-order; NULL after the last. */
const struct tdxp_node *report_next_node(const struct tdxp_tree *tree,
                                         const struct tdxp_report_style *style,
                                         const struct tdxp_node *node);

#endif
