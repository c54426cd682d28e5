/* The TDVF descriptor: decoding it at a place in the file. */
#ifndef FORMAT_TDVF_H
#define FORMAT_TDVF_H

#include "tdxplore/tdvf.h"

/* The values of the header at offset (0 past the end of the bytes) into the members of *out that hold them. */
void tdvf_read_header(const struct tdxp_bytes *bytes, uint64_t offset, struct tdxp_tdvf *out);

/* The values of the entry at offset (as they were past the end of the bytes), with its index and offset, into *out. */
void tdvf_read_entry(const struct tdxp_bytes *bytes, uint64_t offset, uint32_t index, struct tdxp_section *out);

/*
 * Decode the descriptor at offset into *out and a node below parent, whose key and name are given. What the bytes
 * allow is decoded, whatever Signature, Length, Version and count say. False where memory ran out.
 */
bool tdvf_decode(struct tdxp_tree *tree, struct tdxp_node *parent, const char *key, const char *name, uint64_t offset,
                 struct tdxp_tdvf *out);

/*
 * Add the bytes of the file that the sections describe below parent, one node a section that has any, and put the
 * GPA of each into its node.
 */
void tdvf_add_contents(struct tdxp_tree *tree, struct tdxp_node *parent, struct tdxp_tdvf *tdvf);

#endif
