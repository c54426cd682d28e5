/* The sub-command that writes the bytes of a node. */
#include <stdio.h>

#include "cli/binary.h"
#include "cli/command.h"
#include "cli/node.h"
#include "cli/source.h"

static int extract(const struct args *args, const struct tdxp_firmware *firmware)
{
    const struct tdxp_node *node = node_find(firmware, args->operands[1]);
    struct tdxp_bytes bytes;
    int status;

    if (!node || !node_has_bytes(firmware, node)) {
        return STATUS_TROUBLE;
    }
    if (args->text[OPTION_OUTPUT] && !tdxp_image_was_read(firmware->image)) {
        return STATUS_TROUBLE; /* which closing the image says */
    }
    bytes = tdxp_bytes_slice(&node->space->bytes, node->offset, node->length);
    status = write_binary(args, &bytes);
    if (node->marks & TDXP_MARK_TRUNCATED) {
        node_message(firmware, node, "is cut: a part of it does not exist\n");
        status = STATUS_TROUBLE;
    }
    return status;
}

int run_extract(const struct args *args)
{
    struct tdxp_image *image = source_open(args);
    struct tdxp_opened *opened = image ? source_opened(args, args->operands[1]) : NULL;
    struct tdxp_firmware *firmware = opened ? source_decode_opened(image, opened) : NULL;
    int status = firmware ? extract(args, firmware) : STATUS_TROUBLE;

    tdxp_firmware_free(firmware);
    tdxp_opened_free(opened);
    return source_close(image, status);
}
