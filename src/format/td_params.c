/* TD_PARAMS: what an image wants its TD to be created with. */
#include <inttypes.h>
#include <string.h>

#include "format/td_shim.h"
#include "format/walker.h"
#include "format/zeros.h"

enum {
    TSC_UNIT_MHZ = 25,
    TSC_MIN = 4, /* of TSC_UNIT_MHZ */
    TSC_MAX = 400,
    L2_VMS_MAX = 3,
};

static void judge_reserved(struct tdxp_tree *tree, struct tdxp_node *node)
{
    for (struct tdxp_node *field = node->child; field; field = field->next) {
        if (strncmp(field->key, "RESERVED", 8) == 0 &&
            !zeros_only(&field->space->bytes, field->offset, field->length)) {
            tdxp_node_mark(tree, field, TDXP_MARK_RESERVED, "not 0");
        }
    }
}

/* What the TDX module refuses whatever processor it runs on. */
static void judge_values(struct tdxp_tree *tree, struct tdxp_node *node)
{
    struct tdxp_node *vcpus = walked_field(node, "MAX_VCPUS");
    struct tdxp_node *l2 = walked_field(node, "NUM_L2_VMS");
    struct tdxp_node *tsc = walked_field(node, "TSC_FREQUENCY");

    if (vcpus && vcpus->value == 0) {
        tdxp_node_mark(tree, vcpus, TDXP_MARK_INVALID, "a TD has at least one virtual processor");
    }
    if (l2 && l2->value > L2_VMS_MAX) {
        tdxp_node_mark(tree, l2, TDXP_MARK_INVALID, "more than %d", L2_VMS_MAX);
    }
    if (tsc && tsc->value >= TSC_MIN && tsc->value <= TSC_MAX) {
        tsc->note = tdxp_tree_text(tree, "%" PRIu64 " MHz", tsc->value * TSC_UNIT_MHZ);
    } else if (tsc && tsc->value == 0) {
        tsc->note = "left to the VMM"; /* td-shim's own example leaves it open */
    } else {
        tdxp_node_mark(tree, tsc, TDXP_MARK_INVALID, "not from %d to %d", TSC_MIN, TSC_MAX);
    }
}

void td_params_decode(struct tdxp_tree *tree, struct tdxp_node *content)
{
    struct tdxp_node *node;

    if (content->length == 0) {
        return;
    }
    if (content->length < td_params_format.size) {
        tdxp_node_mark(tree, content, TDXP_MARK_INVALID, "too small for a TD_PARAMS, which has 1024 bytes");
        return;
    }
    node = walk_struct(tree, content, &td_params_format, "td-params", "TD_PARAMS", content->offset);
    if (zeros_only(&node->space->bytes, content->offset, td_params_format.size)) {
        node->note = "present but not patched: all zero";
        return;
    }
    judge_reserved(tree, node);
    judge_values(tree, node);
}
