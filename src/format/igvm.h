/* IGVM files: another container for what a confidential guest starts with. */
#ifndef FORMAT_IGVM_H
#define FORMAT_IGVM_H

#include "tdxplore/tree.h"

#define IGVM_HEADER_LIMIT 16384u                 /* variable headers that are decoded */
#define IGVM_CHECKSUM_LIMIT (UINT64_C(64) << 20) /* bytes of headers that are summed */

extern const struct tdxp_format igvm_format_header;
extern const struct tdxp_format igvm_format_header2; /* what version 2 adds */
extern const struct tdxp_format igvm_format_variable;
extern const struct tdxp_doc igvm_doc_variables;
extern const struct tdxp_doc igvm_doc_content;
extern const struct tdxp_doc igvm_doc_data;

/* The row of a type of variable header (without its highest bit), or NULL for one that is not defined. */
const struct tdxp_choice *igvm_type_find(uint64_t type);

/* Decode the IGVM file that begins with the first byte of parent as its child. False where none begins there. */
bool igvm_decode(struct tdxp_tree *tree, struct tdxp_node *parent);

#endif
