/* What the reports that write nodes have in common. */
#ifndef REPORT_NODES_H
#define REPORT_NODES_H

#include "tdxplore/report.h"

/* The node to write after one, or the first for NULL, in pre-order; NULL after the last. */
const struct tdxp_node *report_next_node(const struct tdxp_tree *tree, const struct tdxp_report_style *style,
                                         const struct tdxp_node *node);

#define REPORT_HEX 19         /* bytes that suffice for "0x" and 64 bits */
#define REPORT_OFFSET_TEXT 32 /* bytes that suffice for every offset */

/* "0x1f0". Returns its length. */
size_t report_hex(uint64_t value, char text[static REPORT_HEX]);

/*
 * "0x1f0", or "2:0x1f0": offsets in spaces other than the file are told apart by the number of the space. Returns its
 * length.
 */
size_t report_offset_text(const struct tdxp_space *space, uint64_t offset, char text[static REPORT_OFFSET_TEXT]);

/* What the numbers of the spaces stand for, where there are any but the file. */
void report_print_spaces(const struct tdxp_tree *tree, const struct tdxp_report_style *style, FILE *out);

#endif
