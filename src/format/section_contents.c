/* What lies in the bytes of a section by its type, beside firmware volumes. */
#include "format/section_contents.h"

#include "format/hob.h"
#include "format/td_shim.h"

/*
 * A TD_HOB has no bytes in a sound image: the VMM writes the list. Where one has, a list is shown. There may be one
 * only, and lists may be long: further ones are passed over.
 */
static void decode_hob(struct tdxp_tree *tree, struct tdxp_node *content, const struct tdxp_section *section,
                       bool *seen)
{
    if (!hob_list_begins(&content->space->bytes, content->offset)) {
        return;
    }
    if (*seen) {
        tdxp_node_mark(tree, content, TDXP_MARK_LIMIT, "its hand-off blocks are not decoded: only one list is");
        return;
    }
    *seen = true;
    hob_list_decode(tree, content, section->memory_address);
}

void section_contents_decode(struct tdxp_tree *tree, struct tdxp_node *contents, const struct tdxp_tdvf *tdvf)
{
    bool hob_seen = false;
    uint32_t count = 0;

    for (struct tdxp_node *node = contents->child; node; node = node->next) {
        const struct tdxp_section *section = &tdvf->sections[node->section];

        if (count++ == SECTION_CONTENTS_LIMIT) {
            tdxp_node_mark(tree, contents, TDXP_MARK_LIMIT, "only the first %u sections were decoded by their type",
                           SECTION_CONTENTS_LIMIT);
            return;
        }
        switch (section->type) {
        case TDXP_SECTION_BFV:
        case TDXP_SECTION_PAYLOAD:
            signed_payload_decode(tree, node);
            break;
        case TDXP_SECTION_TD_HOB:
            decode_hob(tree, node, section, &hob_seen);
            break;
        case TDXP_SECTION_TD_INFO:
            td_info_decode(tree, node);
            break;
        case TDXP_SECTION_TD_PARAMS:
            td_params_decode(tree, node);
            break;
        default:
            break;
        }
    }
}
