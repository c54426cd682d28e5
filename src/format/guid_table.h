/* The table of GUIDed structures at the end of an image. */
#ifndef FORMAT_GUID_TABLE_H
#define FORMAT_GUID_TABLE_H

#include "tdxplore/tdvf.h"

/* What an entry for the offset of TDX or SEV metadata holds, and one for an SVSM. */
extern const struct tdxp_format guid_table_format_offset, guid_table_format_svsm;

/* What every entry ends with. */
extern const struct tdxp_format guid_table_format_tail;

/* The entries whose data is known, by number from 0 on: the GUID into *guid, and what the data holds. NULL past the last,
   with *guid untouched. */
const struct tdxp_format *guid_table_known(size_t n, struct tdxp_guid *guid);

/* Walk the table that ends 0x20 bytes before the end of the image into *table. No nodes are made. False where memory ran
   out. */
bool guid_table_read(struct tdxp_tree *tree, const struct tdxp_space *file, struct tdxp_guid_table *table);

/* Add the nodes of a table that was read below parent; none where it is absent. */
void guid_table_add_nodes(struct tdxp_tree *tree, struct tdxp_node *parent, struct tdxp_guid_table *table);

/* The first entry with that GUID in the order of the walk, or NULL. */
const struct tdxp_guid_entry *guid_table_find(const struct tdxp_guid_table *table, const struct tdxp_guid *guid);

#endif
