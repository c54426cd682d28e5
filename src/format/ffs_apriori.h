/* Apriori files: which files of a volume are run first, and in which order. */
#ifndef FORMAT_FFS_APRIORI_H
#define FORMAT_FFS_APRIORI_H

#include "format/ffs.h"

/* The table of an entry (src/format/ffs_apriori.c). */
extern const struct tdxp_format apriori_format_entry;
extern const struct tdxp_doc apriori_doc_rest;

/* True where that is the name of an apriori file. */
bool ffs_is_apriori(const struct tdxp_guid *name);

/* Decode the list that fills the data of a raw section as children of its node. */
void ffs_add_apriori(const struct ffs_walk *w, struct tdxp_node *node, const struct ffs_section *s);

/*
 * Give the entries of a list the names of the files of its volume that they mean, and lead there. To be called once all
 * files of the volume are nodes.
 */
void ffs_name_apriori(struct tdxp_tree *tree, const struct tdxp_node *volume, struct tdxp_node *list);

#endif
