/* UEFI capsules: files that carry a firmware image to those who update it. */
#ifndef FORMAT_CAPSULE_H
#define FORMAT_CAPSULE_H

#include "tdxplore/tree.h"

#define CAPSULE_ITEM_LIMIT 64u /* items of an FMP capsule that are decoded */

/* The tables of a capsule's structures (src/format/capsule_table.c). */
extern const struct tdxp_format capsule_format_header;
extern const struct tdxp_format capsule_format_fmp;
extern const struct tdxp_format capsule_format_item;   /* what an image header of version 1 has, */
extern const struct tdxp_format capsule_format_item_2; /* what version 2 adds, */
extern const struct tdxp_format capsule_format_item_3; /* and version 3 */
extern const struct tdxp_format capsule_format_auth;
extern const struct tdxp_format capsule_format_payload;
extern const struct tdxp_field capsule_field_offset; /* an element of ItemOffsetList */
extern const struct tdxp_doc capsule_doc;
extern const struct tdxp_doc capsule_doc_more;
extern const struct tdxp_doc capsule_doc_driver;
extern const struct tdxp_doc capsule_doc_item;
extern const struct tdxp_doc capsule_doc_image;
extern const struct tdxp_doc capsule_doc_cert;
extern const struct tdxp_doc capsule_doc_vendor;

/*
 * Where the file is a capsule, decode its headers below parent, which is the root, and tell the tree where in the file
 * the image is (tdxp_tree_set_image): of several that an FMP capsule has, the largest. False where it is none.
 */
bool capsule_decode(struct tdxp_tree *tree, struct tdxp_node *parent);

#endif
