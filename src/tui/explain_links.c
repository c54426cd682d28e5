/* From an explanation to others. */
#include "tui/explain_links.h"

static void add(struct explain_links *links, const struct tdxp_node *of, const char *what, const struct tdxp_node *node)
{
    if (!node || node == of || links->count == EXPLAIN_LINKS) {
        return;
    }
    for (int i = 0; i < links->count; i++) {
        if (links->items[i].node == node) {
            return;
        }
    }
    links->items[links->count++] = (struct explain_link){what, node};
}

/* The outermost structure that begins at a byte: what a pointer means. */
static const struct tdxp_node *structure_at(const struct app *app, const struct tdxp_space *space, uint64_t offset)
{
    const struct tdxp_node *best = tdxp_tree_at(app->fw->tree, space, offset);

    for (const struct tdxp_node *n = best; n && n->parent; n = n->parent) {
        if (n->length > 0 && n->offset == offset && n->space == space) {
            best = n;
        }
    }
    return best;
}

static void add_target(struct explain_links *links, const struct app *app, const struct tdxp_node *node)
{
    const struct tdxp_target *target = &node->target;

    if (target->kind == TDXP_TARGET_BYTES && target->start < target->space->bytes.size) {
        add(links, node, "points to", structure_at(app, target->space, target->start));
    }
}

/* The two halves of a section of the descriptor: its entry, and its bytes. */
static void add_section(struct explain_links *links, const struct app *app, const struct tdxp_node *node)
{
    const struct tdxp_tdvf *tdvf = app->fw->tdvf;
    const struct tdxp_section *section;

    if (tdvf && node->section >= 0 && (uint32_t)node->section < tdvf->section_count) {
        section = &tdvf->sections[node->section];
        add(links, node, "entry of the section", section->entry);
        add(links, node, "bytes of the section", section->content);
    }
}

static void add_pointers(struct explain_links *links, const struct app *app, const struct tdxp_node *node)
{
    size_t count = tdxp_tree_count(app->fw->tree);

    for (uint32_t id = 0; id < count && links->count < EXPLAIN_LINKS && node->length > 0; id++) {
        const struct tdxp_node *from = tdxp_tree_node(app->fw->tree, id);
        const struct tdxp_target *target = &from->target;

        if (target->kind == TDXP_TARGET_BYTES && target->space == node->space && target->start == node->offset) {
            add(links, node, "pointed to by", from);
        }
    }
}

struct explain_links explain_links_of(const struct app *app, const struct tdxp_node *node)
{
    struct explain_links links = {.count = 0};

    add_target(&links, app, node);
    add_section(&links, app, node);
    add_pointers(&links, app, node);
    add(&links, node, "part of", node->parent);
    return links;
}
