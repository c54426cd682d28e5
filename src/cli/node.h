/* Nodes that a user names by their paths. */
#ifndef CLI_NODE_H
#define CLI_NODE_H

#include <stdbool.h>

#include "tdxplore/firmware.h"

/* The node of that path; NULL after a message that says how far the path leads, and what is there. */
const struct tdxp_node *node_find(const struct tdxp_firmware *firmware, const char *path);

/* Begin a message, or write all of one, about a node: "PROGRAM: IMAGE: node 'PATH' TEXT". */
void node_message(const struct tdxp_firmware *firmware, const struct tdxp_node *node, const char *text);

/* End a message with the keys of the node's children that begin as text does up to a '/'; where none does, with all. */
void put_children(const struct tdxp_node *node, const char *text);

/* Whether the node has bytes of its own. False after a message that says what is below it. */
bool node_has_bytes(const struct tdxp_firmware *firmware, const struct tdxp_node *node);

#endif
