/* The trust anchor in td-shim's configuration volume. */
#ifndef FORMAT_TRUST_ANCHOR_H
#define FORMAT_TRUST_ANCHOR_H

#include "format/ffs.h"

extern const struct tdxp_format trust_anchor_format;
extern const struct tdxp_doc trust_anchor_doc_hash;
extern const struct tdxp_doc trust_anchor_doc_rest;

/* Name of the file that holds it. */
extern const struct tdxp_guid trust_anchor_file;

/* Decode the trust anchor that begins with a file's data, as children of the data's node. */
void trust_anchor_decode(const struct ffs_walk *w, struct tdxp_node *data);

#endif
