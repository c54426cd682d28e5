/* Hand-off blocks: the list by which a VMM tells the firmware what the guest has. */
#ifndef FORMAT_HOB_H
#define FORMAT_HOB_H

#include "tdxplore/tree.h"

#define HOB_NODE_LIMIT 50000u /* nodes of one list, after which no further block is decoded */

enum hob_type {
    HOB_HANDOFF = 0x1,
    HOB_MEMORY_ALLOCATION = 0x2,
    HOB_RESOURCE_DESCRIPTOR = 0x3,
    HOB_GUID_EXTENSION = 0x4,
    HOB_FV = 0x5,
    HOB_CPU = 0x6,
    HOB_MEMORY_POOL = 0x7,
    HOB_FV2 = 0x9,
    HOB_LOAD_PEIM_UNUSED = 0xa,
    HOB_UEFI_CAPSULE = 0xb,
    HOB_FV3 = 0xc,
    HOB_UNUSED = 0xfffe,
    HOB_END = 0xffff,
};

/* The tables (hob_table.c, hob_memory_table.c, hob_guid_table.c). All but the header begin behind the header. */
extern const struct tdxp_format hob_format_header;
extern const struct tdxp_format hob_format_handoff;
extern const struct tdxp_format hob_format_allocation;
extern const struct tdxp_format hob_format_allocation_module;
extern const struct tdxp_format hob_format_resource;
extern const struct tdxp_format hob_format_guid;
extern const struct tdxp_format hob_format_volume;
extern const struct tdxp_format hob_format_volume2;
extern const struct tdxp_format hob_format_volume3;
extern const struct tdxp_format hob_format_capsule;
extern const struct tdxp_format hob_format_cpu;
extern const struct tdxp_format hob_format_payload_info;        /* of specification 0.7 */
extern const struct tdxp_format hob_format_payload_info_packed; /* of specification 0.5.1, and Cloud Hypervisor's */
extern const struct tdxp_format hob_format_acpi_table;
extern const struct tdxp_format hob_format_e820_entry;
extern const struct tdxp_doc hob_doc_list;
extern const struct tdxp_doc hob_doc_data;

/* The row of a type, or NULL for one that is not defined. */
const struct tdxp_choice *hob_type_find(uint64_t type);

/* The row of a resource type, or NULL for one that is not defined. */
const struct tdxp_choice *hob_resource_type_find(uint64_t type);

/* True where a hand-off table begins at offset: the block that every list starts with. */
bool hob_list_begins(const struct tdxp_bytes *bytes, uint64_t offset);

/*
 * Decode the list that begins with the first byte of parent and ends inside of it as a child of parent. Where it is
 * known where in guest memory the list lies, that is base; else 0. Blocks that cannot be are marked, and nothing is
 * decoded behind a length that leads nowhere.
 */
void hob_list_decode(struct tdxp_tree *tree, struct tdxp_node *parent, uint64_t base);

/* Show what lies behind the fields of a block that are known, if anything does; end is behind the block. */
void hob_add_data(struct tdxp_tree *tree, struct tdxp_node *node, uint64_t from, uint64_t end);

/* Decode what is in a GUID extension or memory allocation, by its GUID, into the block's node; end is behind it. */
void hob_guid_decode(struct tdxp_tree *tree, struct tdxp_node *node, uint64_t end);
void hob_allocation_decode(struct tdxp_tree *tree, struct tdxp_node *node, uint64_t end);

#endif
