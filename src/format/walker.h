/* Turning a table of fields and bytes into nodes. */
#ifndef FORMAT_WALKER_H
#define FORMAT_WALKER_H

#include "tdxplore/format.h"
#include "tdxplore/tree.h"

/*
 * Add one field of a structure that starts at offset (bytes from the start of the parent's space) as the last child of
 * parent. A field that lies partly or wholly outside of the space is added and marked. Flags become children of the
 * field; a reserved flag is shown only where it is set. A value that an enumeration does not list is marked as
 * reserved. Returns the field's node.
 */
struct tdxp_node *walk_field(struct tdxp_tree *tree, struct tdxp_node *parent, const struct tdxp_field *field,
                             uint64_t offset);

/* Add every field of a structure that starts at offset to parent, as walk_field does. */
void walk_fields(struct tdxp_tree *tree, struct tdxp_node *parent, const struct tdxp_format *format, uint64_t offset);

/*
 * Add a structure as the last child of parent and its fields below it. doc of the format explains it.
 * Returns the structure's node.
 */
struct tdxp_node *walk_struct(struct tdxp_tree *tree, struct tdxp_node *parent, const struct tdxp_format *format,
                              const char *key, const char *name, uint64_t offset);

/* The child of that field name, or NULL. The name is the table's. */
struct tdxp_node *walked_field(struct tdxp_node *parent, const char *name);

/* Make following a node go to bytes of a space, which need not exist. */
void point_to_bytes(struct tdxp_node *node, const struct tdxp_space *space, uint64_t start, uint64_t length);

/* Make following a node go to guest memory. */
void point_to_gpa(struct tdxp_node *node, uint64_t start, uint64_t length);

#endif
