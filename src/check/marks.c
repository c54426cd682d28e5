/* Rules that are broken where a decoder marked something: what it marked, as findings. */
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "check/rules.h"
#include "check/run.h"
#include "image/ascii.h"

static bool is_field(const struct tdxp_node *node)
{
    return node->kind == TDXP_KIND_FIELD || node->kind == TDXP_KIND_BITS;
}

/* The thing that a node is part of, as a person would name it: what has the header, or the data, that has the field. */
static const struct tdxp_node *owner_of(const struct tdxp_node *node)
{
    while (is_field(node) && node->parent) {
        node = node->parent;
    }
    return node->parent && (ascii_same(node->key, "header", SIZE_MAX) || ascii_same(node->key, "data", SIZE_MAX))
               ? node->parent
               : node;
}

/* Something that the owner lies in is cut: that is the fault, and it is told of there. */
static bool follows_from_cut(const struct tdxp_node *owner)
{
    for (const struct tdxp_node *n = owner->parent; n; n = n->parent) {
        if (n->marks & TDXP_MARK_TRUNCATED) {
            return true;
        }
    }
    return false;
}

/* Bits share the marks of their field: only a row that names them means them. */
static bool means_field(const struct tdxp_fault *fault, const struct tdxp_node *node)
{
    const char *name;

    if (!node->field || tdxp_field_find(fault->format, node->field->name) != node->field) {
        return false;
    }
    name = node->kind == TDXP_KIND_BITS ? node->flag->name : node->field->name;
    return fault->field ? strcmp(name, fault->field) == 0 : node->kind == TDXP_KIND_FIELD;
}

static bool means(const struct tdxp_check_run *run, const struct tdxp_fault *fault, const struct tdxp_node *node)
{
    uint32_t marks = fault->marks ? fault->marks : TDXP_MARK_INVALID;

    return (node->marks & marks) && (!fault->format || means_field(fault, node)) &&
           (!fault->doc || node->doc == fault->doc) && (!fault->when || fault->when(run, node));
}

static bool is_row(const struct tdxp_fault *fault)
{
    return fault->format || fault->doc || fault->when;
}

static const char *value_of(struct tdxp_check_run *run, const struct tdxp_node *node)
{
    if (!is_field(node)) {
        return "";
    }
    return node->field->type == TDXP_TYPE_UINT ? run_text(run, "%s 0x%" PRIx64 ": ", node->name, node->value)
                                               : run_text(run, "%s: ", node->name);
}

static const char *remark_of(const struct tdxp_node *node)
{
    if (node->remark) {
        return node->remark;
    }
    return node->marks & TDXP_MARK_TRUNCATED ? "a part of it is missing" : "it is not as it must be";
}

static void report_mark(struct tdxp_check_run *run, const struct tdxp_node *node)
{
    const struct tdxp_node *owner = owner_of(node);
    bool file = owner->space->id == 0;

    if (!follows_from_cut(owner)) {
        report(run, node, "%s at 0x%" PRIx64 "%s%s: %s%s", owner->name, owner->offset, file ? "" : " of ",
               file ? "" : owner->space->name, value_of(run, node), remark_of(node));
        if (node->right) {
            suggest(run, "%s 0x%" PRIx64, node->name, *node->right);
            correct_it(run, *node->right);
        }
    }
}

void report_faults(struct tdxp_check_run *run, const struct tdxp_fault *faults)
{
    uint32_t count = tdxp_tree_count(run->fw->tree);

    for (uint32_t id = 0; id < count; id++) {
        const struct tdxp_node *node = tdxp_tree_node(run->fw->tree, id);
        const struct tdxp_fault *fault = faults;

        while (node->marks != 0 && is_row(fault) && !means(run, fault, node)) {
            fault++;
        }
        if (node->marks != 0 && is_row(fault)) {
            report_mark(run, node);
        }
    }
}
