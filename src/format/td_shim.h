/* What td-shim puts into an image beside volumes and metadata: each a table of fields and its decoder. */
#ifndef FORMAT_TD_SHIM_H
#define FORMAT_TD_SHIM_H

#include "tdxplore/firmware.h"

extern const struct tdxp_format td_info_format;
extern const struct tdxp_format td_params_format;
extern const struct tdxp_format mailbox_format;
extern const struct tdxp_format sec_core_format;
extern const struct tdxp_format signed_payload_format;

/* Decode the bytes of a TD_INFO section as a child of the node of its contents. */
void td_info_decode(struct tdxp_tree *tree, struct tdxp_node *content);

/* Decode the bytes of a TD_PARAMS section as a child of the node of its contents. */
void td_params_decode(struct tdxp_tree *tree, struct tdxp_node *content);

/* True where the header of a signed payload begins at offset. */
bool signed_payload_begins(const struct tdxp_bytes *bytes, uint64_t offset);

/*
 * Decode the signed payload that begins with the first byte of parent, whose bytes bound it, as a child of parent.
 * False where none begins there.
 */
bool signed_payload_decode(struct tdxp_tree *tree, struct tdxp_node *parent);

/*
 * Add the mailbox that td-shim's linker leaves in the file below the root: the bytes that a TempMem section of one page
 * would have if it had any, where they hold what the linker writes. Nothing where no section is like that.
 */
void mailbox_decode(const struct tdxp_firmware *fw);

/*
 * Add the SEC core information of td-shim's linker, which stands right before the GUIDed table, below the root. Only
 * where the older offset leads to the descriptor, as in td-shim's images, and the loader that it names lies in the file.
 */
void sec_core_decode(const struct tdxp_firmware *fw);

#endif
