/* The last bytes of an image: the legacy offset and the reset vector. */
#include "format/image_end.h"

#include "format/walker.h"

enum { LEGACY_FROM_END = 0x20, RESET_VECTOR_SIZE = 16 };

/* An x86 processor starts at 16 bytes below 4 GiB (Intel SDM vol. 3A, 9.1.4). */
#define RESET_VECTOR_GPA UINT64_C(0xfffffff0)

static const struct tdxp_field legacy_field = {
    .name = "MetadataOffset",
    .type_name = "UINT32",
    .offset = 0,
    .size = 4,
    .type = TDXP_TYPE_UINT,
    .role = TDXP_ROLE_OFFSET,
    .doc =
        {"where the older way looks for the descriptor: an offset from the start of the file",
         "td-shim writes the file offset of the descriptor's signature here. In images whose reset code is 16-bit, such "
         "as OVMF, the same four bytes are a jump instruction, so that the value means nothing; a reader tells them "
         "apart by what they lead to.",
         "TD-SHIM specification, Metadata Location; "
         "tianocore/edk2:OvmfPkg/ResetVector/Ia16/ResetVectorVtf0.asm"},
};

static const struct tdxp_doc reset_vector_doc = {
    "the first instructions that the guest executes",
    "An x86 processor starts 16 bytes below 4 GiB, and an image is mapped so that it ends there: these are its last 16 "
    "bytes. They hold little more than a jump to the code before them. In a TD the processor is already in 32-bit "
    "protected mode when it arrives here, not in 16-bit real mode as on an ordinary machine.",
    "Intel SDM vol. 3A, 9.1.4; Intel TDX module base architecture specification, TD VCPU initial state"};

void image_end_decode(struct tdxp_tree *tree, struct tdxp_node *parent)
{
    const struct tdxp_space *file = parent->space;
    const struct tdxp_range *image = &file->image;
    uint64_t end = image->start + image->length;
    struct tdxp_node *node;

    if (image->length >= LEGACY_FROM_END) {
        node = walk_field(tree, parent, &legacy_field, end - LEGACY_FROM_END);
        node->key = "legacy-offset";
        node->name = "Legacy offset";
        if (node->value < image->length) {
            point_to_bytes(node, file, image->start + node->value, 1);
        } else {
            node->note = "leads outside of the file";
        }
    }
    if (image->length >= RESET_VECTOR_SIZE) {
        node = tdxp_tree_add(tree, parent, TDXP_KIND_CODE, "reset-vector", "Reset vector", end - RESET_VECTOR_SIZE,
                             RESET_VECTOR_SIZE, &reset_vector_doc);
        point_to_gpa(node, RESET_VECTOR_GPA, RESET_VECTOR_SIZE);
    }
}
