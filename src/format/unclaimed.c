/* Bytes of the file that nothing describes. */
#include "format/unclaimed.h"

#include <inttypes.h>
#include <stdlib.h>

#include "tdxplore/range.h"

static const struct tdxp_doc group_doc = {
    "bytes of the file that no structure describes",
    "No section loads them and no table that is known mentions them. Padding, or data of a kind that is not decoded.",
    NULL};

static const struct tdxp_doc run_doc = {
    "bytes that no structure describes",
    "Nothing that was decoded covers them. Where they are all 00 or all ff they are padding.", NULL};

struct claims {
    struct tdxp_range *ranges;
    size_t count, capacity;
    bool failed;
};

static void claim(struct claims *claims, const struct tdxp_node *node)
{
    if (claims->count == claims->capacity) {
        size_t capacity = claims->capacity ? claims->capacity * 2 : 64;
        struct tdxp_range *grown = realloc(claims->ranges, capacity * sizeof *grown);

        if (!grown) {
            claims->failed = true;
            return;
        }
        claims->ranges = grown;
        claims->capacity = capacity;
    }
    claims->ranges[claims->count++] = (struct tdxp_range){node->offset, node->length};
}

/* Only what is outermost counts: what lies below a node that has bytes of its own lies inside of them. */
static void collect(struct claims *claims, const struct tdxp_node *parent)
{
    for (const struct tdxp_node *node = parent->child; node && !claims->failed; node = node->next) {
        if (node->kind == TDXP_KIND_GROUP) {
            collect(claims, node);
        } else if (node->kind != TDXP_KIND_LOOKUP && node->kind != TDXP_KIND_IMAGE && node->length > 0) {
            claim(claims, node);
        }
    }
}

static int by_start(const void *a, const void *b)
{
    const struct tdxp_range *x = a;
    const struct tdxp_range *y = b;

    return x->start < y->start ? -1 : x->start > y->start;
}

static void add_run(struct tdxp_tree *tree, struct tdxp_node **group, uint64_t start, uint64_t end)
{
    if (end <= start) {
        return;
    }
    if (!*group) {
        *group =
            tdxp_tree_add(tree, tdxp_tree_top(tree), TDXP_KIND_GROUP, "unclaimed", "Unclaimed bytes", 0, 0, &group_doc);
    }
    tdxp_tree_add(tree, *group, TDXP_KIND_UNCLAIMED, tdxp_tree_text(tree, "0x%" PRIx64, start),
                  tdxp_tree_text(tree, "0x%" PRIx64, start), start, end - start, &run_doc);
}

bool unclaimed_add(struct tdxp_tree *tree)
{
    struct tdxp_node *root = tdxp_tree_top(tree);
    struct tdxp_node *group = NULL;
    struct claims claims = {.ranges = NULL};
    uint64_t reach = 0;

    collect(&claims, root);
    if (claims.failed) {
        free(claims.ranges);
        return false;
    }
    if (claims.count > 0) {
        qsort(claims.ranges, claims.count, sizeof *claims.ranges, by_start);
    }
    for (size_t i = 0; i < claims.count; i++) {
        uint64_t end = claims.ranges[i].start + claims.ranges[i].length; /* inside of the file */

        add_run(tree, &group, reach, claims.ranges[i].start);
        reach = end > reach ? end : reach;
    }
    add_run(tree, &group, reach, root->length);
    free(claims.ranges);
    return true;
}
