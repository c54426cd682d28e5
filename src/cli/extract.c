/* The sub-command that writes the bytes of a node. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/binary.h"
#include "cli/command.h"
#include "cli/message.h"
#include "cli/source.h"
#include "tdxplore/text.h"

enum { NAMED_MAX = 12 }; /* children that a message names */

/* "PROGRAM: IMAGE: ", which the rest of a message follows. */
static void begin_message(const struct tdxp_firmware *firmware)
{
    const char *name = tdxp_image_name(firmware->image);

    fputs(PROGRAM ": ", stderr);
    put_escaped(tdxp_file_title(name));
    fputs(": ", stderr);
}

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

/* The children whose keys begin like that, of all there are; where there are none, all. Ends the line. */
static void put_children(const struct tdxp_node *node, const char *text, size_t length)
{
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
    for (const struct tdxp_node *child = node->child; child && named < NAMED_MAX;
         child = child->next) {
        if (alike == 0 || begins(child, text, length)) {
            fputs(named++ > 0 ? ", " : " ", stderr);
            put_escaped(child->key);
        }
    }
    if (count > named) {
        fprintf(stderr, " and %zu more", count - named);
    }
    fputs(count == 0 ? " nothing\n" : "\n", stderr);
}

/* node is where the beginning of path leads that exists, rest what is left of path. */
static void tell_unknown(const struct tdxp_firmware *firmware, const char *path,
                         const struct tdxp_node *node, const char *rest)
{
    begin_message(firmware);
    fputs("there is no node '", stderr);
    put_escaped(path);
    fputs("'; below '", stderr);
    put_path(node);
    fputs("' there is", stderr);
    put_children(node, rest, strcspn(rest, "/"));
}

static void tell_empty(const struct tdxp_firmware *firmware, const struct tdxp_node *node)
{
    begin_message(firmware);
    fputs("node '", stderr);
    put_path(node);
    fputs("' has no bytes of its own; below it there is", stderr);
    put_children(node, "", 0);
}

static int extract(const struct args *args, const struct tdxp_firmware *firmware)
{
    const char *path = args->operands[1];
    const char *rest = path;
    const struct tdxp_node *node = tdxp_tree_reach(firmware->tree, &rest);
    struct tdxp_bytes bytes;

    if (*rest) {
        tell_unknown(firmware, path, node, rest);
        return STATUS_TROUBLE;
    }
    if (node->length == 0) {
        tell_empty(firmware, node);
        return STATUS_TROUBLE;
    }
    if (node->marks & TDXP_MARK_TRUNCATED) {
        begin_message(firmware);
        fputs("only a part of node '", stderr);
        put_path(node);
        fputs("' exists\n", stderr);
    }
    bytes = tdxp_bytes_slice(&node->space->bytes, node->offset, node->length);
    return write_binary(args, &bytes);
}

int run_extract(const struct args *args)
{
    struct tdxp_image *image = source_open(args);
    struct tdxp_firmware *firmware = image ? source_decode(image) : NULL;
    int status = firmware ? extract(args, firmware) : STATUS_TROUBLE;

    tdxp_firmware_free(firmware);
    tdxp_image_close(image);
    return status;
}
