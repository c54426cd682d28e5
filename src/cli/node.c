/* Nodes that a user names by their paths. */
#include "cli/node.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/message.h"

enum { NAMED_MAX = 12 }; /* children that a message names */

static void put_path(const struct tdxp_node *node)
{
    size_t length = tdxp_node_path(node, NULL, 0);
    char *path = malloc(length + 1);

    if (path) {
        tdxp_node_path(node, path, length + 1);
        put_escaped(path);
        free(path);
    }
}

static bool begins(const struct tdxp_node *node, const char *text, size_t length)
{
    return strncmp(node->key, text, length) == 0;
}

void put_children(const struct tdxp_node *node, const char *text)
{
    size_t length = strcspn(text, "/");
    size_t alike = 0;
    size_t count = 0;
    size_t named = 0;

    for (const struct tdxp_node *child = node->child; child; child = child->next) {
        alike += begins(child, text, length);
        count++;
    }
    if (alike > 0) {
        count = alike;
    }
    for (const struct tdxp_node *child = node->child; child && named < NAMED_MAX; child = child->next) {
        if (alike == 0 || begins(child, text, length)) {
            fputs(named++ > 0 ? ", " : " ", stderr);
            put_escaped(child->key);
        }
    }
    if (count > named) {
        fprintf(stderr, " and %zu more", count - named);
    }
    fputs(count == 0 ? " nothing" : "", stderr);
    if (node->packed && node->packed->state == TDXP_PACKED_FAILED && node->remark) {
        fputs("; it is ", stderr);
        put_escaped(node->remark);
    }
    putc('\n', stderr);
}

/* node is where the beginning of path leads that exists, rest what is left of path. */
static void tell_unknown(const struct tdxp_firmware *firmware, const char *path, const struct tdxp_node *node,
                         const char *rest)
{
    begin_file_error(tdxp_image_name(firmware->image));
    fputs("there is no node '", stderr);
    put_escaped(path);
    fputs("'; below '", stderr);
    put_path(node);
    fputs("' there is", stderr);
    put_children(node, rest);
}

const struct tdxp_node *node_find(const struct tdxp_firmware *firmware, const char *path)
{
    const char *rest = path;
    const struct tdxp_node *node = tdxp_tree_reach(firmware->tree, &rest);

    if (*rest) {
        tell_unknown(firmware, path, node, rest);
        return NULL;
    }
    return node;
}

void node_message(const struct tdxp_firmware *firmware, const struct tdxp_node *node, const char *text)
{
    begin_file_error(tdxp_image_name(firmware->image));
    fputs("node '", stderr);
    put_path(node);
    fprintf(stderr, "' %s", text);
}

bool node_has_bytes(const struct tdxp_firmware *firmware, const struct tdxp_node *node)
{
    if (node->length == 0) {
        node_message(firmware, node, "has no bytes of its own; below it there is");
        put_children(node, "");
    }
    return node->length > 0;
}
