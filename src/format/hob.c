/* Hand-off blocks: walking a list, and what each block says. */
#include "format/hob.h"

#include <inttypes.h>

#include "format/walker.h"
#include "format/zeros.h"
#include "tdxplore/guid.h"
#include "tdxplore/range.h"
#include "tdxplore/text.h"

enum {
    HEADER_SIZE = 8,
    HANDOFF_SIZE = 56,
    HANDOFF_VERSION = 9,
    ALIGNMENT = 8,
};

struct block {
    uint64_t start, end;   /* offsets in the space; end is inside of what holds the list */
    uint16_t type, length; /* as they stand */
};

/* ---- one block ---- */

void hob_add_data(struct tdxp_tree *tree, struct tdxp_node *node, uint64_t from, uint64_t end)
{
    if (end > from) {
        tdxp_tree_add(tree, node, TDXP_KIND_CONTENT, "data", "Data", from, end - from, &hob_doc_data);
    }
}

/* A range of guest memory that two fields of a block give: the block's own. */
static void give_range(struct tdxp_node *node, const char *start, const char *length)
{
    struct tdxp_node *first = walked_field(node, start);
    struct tdxp_node *size = walked_field(node, length);

    if (first && size && size->value > 0) {
        node->gpa = first->value;
        node->gpa_size = size->value;
        point_to_gpa(first, first->value, size->value);
    }
}

static void describe_range(struct tdxp_tree *tree, struct tdxp_node *node, const char *what)
{
    char size[TDXP_HUMAN_SIZE];

    tdxp_human_size(node->gpa_size, size);
    node->note = tdxp_tree_text(tree, "%s%s0x%" PRIx64 ", %s", what, *what ? " at " : "", node->gpa, size);
}

static void decode_handoff(struct tdxp_tree *tree, struct tdxp_node *node)
{
    static const char *const addresses[] = {"EfiMemoryTop", "EfiMemoryBottom", "EfiFreeMemoryTop",
                                            "EfiFreeMemoryBottom", "EfiEndOfHobList"};
    struct tdxp_node *version = walked_field(node, "Version");

    if (version && version->value != HANDOFF_VERSION) {
        tdxp_node_mark(tree, version, TDXP_MARK_INVALID, "the only version that is defined is %d", HANDOFF_VERSION);
        tdxp_node_set_right(tree, version, HANDOFF_VERSION);
    }
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        struct tdxp_node *field = walked_field(node, addresses[i]);

        if (field && field->value > 0) {
            point_to_gpa(field, field->value, 1);
        }
    }
}

static void decode_resource(struct tdxp_tree *tree, struct tdxp_node *node)
{
    struct tdxp_node *type = walked_field(node, "ResourceType");
    struct tdxp_node *length = walked_field(node, "ResourceLength");
    const struct tdxp_choice *choice = type ? hob_resource_type_find(type->value) : NULL;
    uint64_t end;

    give_range(node, "PhysicalStart", "ResourceLength");
    describe_range(tree, node, choice ? choice->doc.summary : "unknown type");
    if (length && !tdxp_add(node->gpa, length->value, &end)) {
        tdxp_node_mark(tree, length, TDXP_MARK_INVALID, "PhysicalStart and ResourceLength exceed 64 bits");
    }
}

static void decode_volume(struct tdxp_tree *tree, struct tdxp_node *node)
{
    give_range(node, "BaseAddress", "Length");
    describe_range(tree, node, "");
}

static void decode_cpu(struct tdxp_tree *tree, struct tdxp_node *node)
{
    struct tdxp_node *reserved = walked_field(node, "Reserved");

    if (reserved && !zeros_only(&reserved->space->bytes, reserved->offset, reserved->length)) {
        tdxp_node_mark(tree, reserved, TDXP_MARK_RESERVED, "not 0");
        tdxp_node_set_right(tree, reserved, 0);
    }
}

/* How blocks of a type are decoded: up to two tables, one behind the other, then what they mean together. */
static const struct kind {
    uint16_t type;
    const struct tdxp_format *formats[2];
    void (*decode)(struct tdxp_tree *tree, struct tdxp_node *node);
    void (*decode_data)(struct tdxp_tree *tree, struct tdxp_node *node, uint64_t end); /* takes what is behind */
} kinds[] = {
    {HOB_HANDOFF, {&hob_format_handoff, NULL}, decode_handoff, NULL},
    {HOB_MEMORY_ALLOCATION, {&hob_format_allocation, NULL}, NULL, hob_allocation_decode},
    {HOB_RESOURCE_DESCRIPTOR, {&hob_format_resource, NULL}, decode_resource, NULL},
    {HOB_GUID_EXTENSION, {&hob_format_guid, NULL}, NULL, hob_guid_decode},
    {HOB_FV, {&hob_format_volume, NULL}, decode_volume, NULL},
    {HOB_CPU, {&hob_format_cpu, NULL}, decode_cpu, NULL},
    {HOB_FV2, {&hob_format_volume, &hob_format_volume2}, decode_volume, NULL},
    {HOB_UEFI_CAPSULE, {&hob_format_capsule, NULL}, decode_volume, NULL},
    {HOB_FV3, {&hob_format_volume, &hob_format_volume3}, decode_volume, NULL},
};

static const struct kind *kind_of(uint16_t type)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].type == type) {
            return &kinds[i];
        }
    }
    return NULL;
}

/* The size that the tables of a kind describe. */
static uint32_t kind_size(const struct kind *kind)
{
    return kind->formats[1] ? kind->formats[1]->size : kind->formats[0]->size;
}

static void decode_contents(struct tdxp_tree *tree, struct tdxp_node *node, const struct block *block)
{
    const struct kind *kind = kind_of(block->type);

    if (!kind) {
        hob_add_data(tree, node, block->start + HEADER_SIZE, block->end);
        return;
    }
    if (block->end - block->start < kind_size(kind)) {
        tdxp_node_mark(tree, node, TDXP_MARK_INVALID, "a block of this type has at least 0x%" PRIx32 " bytes",
                       kind_size(kind));
        hob_add_data(tree, node, block->start + HEADER_SIZE, block->end);
        return;
    }
    for (size_t i = 0; i < 2 && kind->formats[i]; i++) {
        walk_fields(tree, node, kind->formats[i], block->start);
    }
    if (kind->decode) {
        kind->decode(tree, node);
    }
    if (kind->decode_data) {
        kind->decode_data(tree, node, block->end);
    } else {
        hob_add_data(tree, node, block->start + kind_size(kind), block->end);
    }
}

static struct tdxp_node *add_block(struct tdxp_tree *tree, struct tdxp_node *list, uint32_t index,
                                   const struct block *block)
{
    const struct tdxp_choice *type = hob_type_find(block->type);
    struct tdxp_node *node =
        tdxp_tree_add(tree, list, TDXP_KIND_STRUCT, tdxp_tree_text(tree, "hob[%" PRIu32 "]", index),
                      type ? type->name : "Unknown type", block->start, block->end - block->start,
                      type ? &type->doc : &hob_format_header.doc);
    struct tdxp_node *header = walk_struct(tree, node, &hob_format_header, "Header", "Header", block->start);
    struct tdxp_node *reserved = walked_field(header, "Reserved");

    if (reserved && reserved->value != 0) {
        tdxp_node_mark(tree, reserved, TDXP_MARK_RESERVED, "not 0");
    }
    if (block->length < HEADER_SIZE) {
        tdxp_node_mark(tree, walked_field(header, "HobLength"), TDXP_MARK_INVALID,
                       "below 8, the size of the header: nothing behind it can be found");
    } else if (block->length > block->end - block->start) {
        tdxp_node_mark(tree, node, TDXP_MARK_TRUNCATED, "HobLength claims 0x%" PRIx16 " bytes, 0x%" PRIx64 " are there",
                       block->length, block->end - block->start);
    } else if (block->length % ALIGNMENT != 0) {
        tdxp_node_mark(tree, walked_field(header, "HobLength"), TDXP_MARK_INVALID, "not a multiple of 8");
    }
    return node;
}

/* ---- the list ---- */

bool hob_list_begins(const struct tdxp_bytes *bytes, uint64_t offset)
{
    uint16_t type = 0;
    uint16_t length = 0;
    uint32_t reserved = 1;
    uint32_t version = 0;

    return tdxp_read_u16(bytes, offset, &type) && tdxp_read_u16(bytes, offset + 2, &length) &&
           tdxp_read_u32(bytes, offset + 4, &reserved) && tdxp_read_u32(bytes, offset + 8, &version) &&
           type == HOB_HANDOFF && length == HANDOFF_SIZE && reserved == 0 && version == HANDOFF_VERSION;
}

static uint32_t count_nodes(const struct tdxp_node *node)
{
    uint32_t count = 1;

    for (const struct tdxp_node *child = node->child; child; child = child->next) {
        count += count_nodes(child);
    }
    return count;
}

/* The next block into *block; false where the rest of what holds the list is too short for a header. */
static bool read_block(const struct tdxp_bytes *bytes, uint64_t at, uint64_t end, struct block *block)
{
    if (at > end || end - at < HEADER_SIZE || !tdxp_read_u16(bytes, at, &block->type) ||
        !tdxp_read_u16(bytes, at + 2, &block->length)) {
        return false;
    }
    block->start = at;
    block->end = end;
    if (block->length < HEADER_SIZE) {
        block->end = at + HEADER_SIZE;
    } else if (block->length < end - at) {
        block->end = at + block->length;
    }
    return true;
}

static void judge_end(struct tdxp_tree *tree, struct tdxp_node *list, uint64_t base)
{
    struct tdxp_node *handoff = list->child;
    struct tdxp_node *field = handoff ? walked_field(handoff, "EfiEndOfHobList") : NULL;
    uint64_t expected;

    if (field && base > 0 && tdxp_add(base, list->length, &expected) && field->value != expected) {
        tdxp_node_mark(tree, field, TDXP_MARK_INVALID, "the list ends at 0x%" PRIx64, expected);
        tdxp_node_set_right(tree, field, expected);
    }
}

void hob_list_decode(struct tdxp_tree *tree, struct tdxp_node *parent, uint64_t base)
{
    const struct tdxp_bytes *bytes = &parent->space->bytes;
    uint64_t end = parent->offset + parent->length; /* inside of the space */
    struct tdxp_node *list = tdxp_tree_add(tree, parent, TDXP_KIND_STRUCT, "hob-list", "Hand-off blocks",
                                           parent->offset, parent->length, &hob_doc_list);
    struct block block = {.end = parent->offset};
    uint64_t at = parent->offset;
    uint32_t count = 0;
    uint32_t nodes = 0;
    bool ended = false;

    while (!ended && nodes < HOB_NODE_LIMIT && read_block(bytes, at, end, &block)) {
        struct tdxp_node *node = add_block(tree, list, count++, &block);

        decode_contents(tree, node, &block);
        nodes += count_nodes(node);
        ended = block.type == HOB_END;
        if (block.length < HEADER_SIZE) {
            break;
        }
        at = block.start + ((uint64_t)block.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
    list->length = block.end - parent->offset;
    list->note = tdxp_tree_text(tree, "%" PRIu32 " block%s", count, count == 1 ? "" : "s");
    if (ended) {
        judge_end(tree, list, base);
    } else if (nodes >= HOB_NODE_LIMIT) {
        tdxp_node_mark(tree, list, TDXP_MARK_LIMIT, "the rest of it is not decoded: the limit of %u nodes is reached",
                       HOB_NODE_LIMIT);
    } else {
        tdxp_node_mark(tree, list, TDXP_MARK_INVALID, "no block says that the list ends");
    }
}
