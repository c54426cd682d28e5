/* The files that an image is made of. */
#include "format/parts.h"

#include <string.h>

#include "tdxplore/text.h"

static const struct tdxp_doc group_doc = {
    "the files that were joined to this image",
    "A VMM maps the variable store directly below the code, and what the code says of itself is written for both "
    "together. So here one file follows the other, and every offset that is shown is one of both together. What the "
    "offset is in a file of its own is that less the offset at which the file begins here.",
    NULL};

static const struct tdxp_doc part_doc = {
    "the bytes of one file",
    "They are those of the file as it was when it was opened. In a file of its own they begin at offset 0.",
    "qemu/qemu:hw/i386/pc_sysfw.c (how the VMM maps them)"};

void parts_add(struct tdxp_tree *tree, struct tdxp_node *parent, const struct tdxp_image *image)
{
    size_t count;
    const struct tdxp_image_part *parts = tdxp_image_parts(image, &count);
    struct tdxp_node *group;

    if (count < 2) {
        return;
    }
    group = tdxp_tree_add(tree, parent, TDXP_KIND_GROUP, "files", "Files", 0, 0, &group_doc);
    for (size_t i = 0; i < count; i++) {
        struct tdxp_node *node = tdxp_tree_add(tree, group, TDXP_KIND_IMAGE, tdxp_tree_text(tree, "file[%zu]", i),
                                               tdxp_tree_text(tree, "%s", tdxp_file_base(parts[i].name)),
                                               parts[i].range.start, parts[i].range.length, &part_doc);

        if (strcmp(node->name, parts[i].name) != 0) {
            node->note = tdxp_tree_text(tree, "in %s", parts[i].name);
        }
    }
    parent->name = tdxp_tree_text(tree, "%s + %s", tdxp_file_base(parts[0].name), tdxp_file_base(parts[1].name));
}
