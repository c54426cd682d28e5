/* Turning a table of fields and bytes into nodes. */
#include "format/walker.h"

#include <string.h>

#include "tdxplore/range.h"

static uint64_t flag_mask(const struct tdxp_flag *flag)
{
    unsigned width = flag->high - flag->low + 1;

    return (width < 64 ? (UINT64_C(1) << width) - 1 : UINT64_MAX) << flag->low;
}

static void add_flags(struct tdxp_tree *tree, struct tdxp_node *node)
{
    for (const struct tdxp_flag *flag = node->field->flags; flag && flag->name; flag++) {
        uint64_t bits = (node->value & flag_mask(flag)) >> flag->low;
        struct tdxp_node *child;

        if (flag->reserved && bits == 0) {
            continue;
        }
        child =
            tdxp_tree_add(tree, node, TDXP_KIND_BITS, flag->name, flag->name, node->offset, node->length, &flag->doc);
        child->field = node->field;
        child->flag = flag;
        child->value = bits;
        if (flag->reserved) {
            tdxp_node_mark(tree, child, TDXP_MARK_RESERVED, "reserved bits are set");
            node->marks |= TDXP_MARK_RESERVED;
        }
    }
}

struct tdxp_node *walk_field(struct tdxp_tree *tree, struct tdxp_node *parent, const struct tdxp_field *field,
                             uint64_t offset)
{
    struct tdxp_node *node = tdxp_tree_add(tree, parent, TDXP_KIND_FIELD, field->name, field->name,
                                           tdxp_add_sat(offset, field->offset), field->size, &field->doc);

    node->field = field;
    if (node->length < field->size) {
        tdxp_node_mark(tree, node, 0, "only %u of its %u bytes exist", (unsigned)node->length, (unsigned)field->size);
        return node;
    }
    if (field->type != TDXP_TYPE_UINT ||
        !tdxp_read_uint(&node->space->bytes, node->offset, field->size, &node->value)) {
        return node;
    }
    if (field->role == TDXP_ROLE_ENUM && !tdxp_choice_find(field->choices, node->value)) {
        tdxp_node_mark(tree, node, TDXP_MARK_RESERVED, "a value that the specification reserves");
    }
    add_flags(tree, node);
    return node;
}

void walk_fields(struct tdxp_tree *tree, struct tdxp_node *parent, const struct tdxp_format *format, uint64_t offset)
{
    for (const struct tdxp_field *field = format->fields; field->name; field++) {
        walk_field(tree, parent, field, offset);
    }
}

struct tdxp_node *walk_struct(struct tdxp_tree *tree, struct tdxp_node *parent, const struct tdxp_format *format,
                              const char *key, const char *name, uint64_t offset)
{
    struct tdxp_node *node =
        tdxp_tree_add(tree, parent, TDXP_KIND_STRUCT, key, name, offset, format->size, &format->doc);

    if (node->length < format->size) {
        tdxp_node_mark(tree, node, 0, "the file ends inside of it: %u of %u bytes exist", (unsigned)node->length,
                       (unsigned)format->size);
    }
    walk_fields(tree, node, format, offset);
    return node;
}

struct tdxp_node *walked_field(struct tdxp_node *parent, const char *name)
{
    for (struct tdxp_node *node = parent->child; node; node = node->next) {
        if (strcmp(node->key, name) == 0) {
            return node;
        }
    }
    return NULL;
}

void point_to_bytes(struct tdxp_node *node, const struct tdxp_space *space, uint64_t start, uint64_t length)
{
    if (node) {
        node->target = (struct tdxp_target){TDXP_TARGET_BYTES, space, start, length};
    }
}

void point_to_gpa(struct tdxp_node *node, uint64_t start, uint64_t length)
{
    if (node) {
        node->target = (struct tdxp_target){TDXP_TARGET_GPA, NULL, start, length};
    }
}
