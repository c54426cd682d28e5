/* Files that say what they are with their first bytes. */
#include "format/file_start.h"

#include "format/hob.h"
#include "format/igvm.h"
#include "format/td_shim.h"

void file_start_decode(struct tdxp_tree *tree, struct tdxp_node *parent)
{
    if (hob_list_begins(&parent->space->bytes, parent->offset)) {
        hob_list_decode(tree, parent, 0);
    } else if (!igvm_decode(tree, parent)) {
        signed_payload_decode(tree, parent);
    }
}
