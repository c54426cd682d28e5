/* Nodes of two trees that have the same path: for an image that was decoded again. */
#include <stdlib.h>
#include <string.h>

#include "tdxplore/tree.h"

/* A pair of parents whose children are to be matched is reached through the old one, whose match is known by then. */
struct match {
    const struct tdxp_node **match;  /* by id of the old tree */
    const struct tdxp_node **sorted; /* room for all nodes of the new tree */
};

static int by_key(const void *a, const void *b)
{
    const struct tdxp_node *x = *(const struct tdxp_node *const *)a;
    const struct tdxp_node *y = *(const struct tdxp_node *const *)b;

    return strcmp(x->key, y->key);
}

/* From the first child of either that the other has not at the same place. */
static void match_rest(struct match *m, const struct tdxp_node *old, const struct tdxp_node *new)
{
    size_t count = 0;

    for (; new; new = new->next) {
        m->sorted[count++] = new;
    }
    qsort(m->sorted, count, sizeof *m->sorted, by_key);
    for (; old; old = old->next) {
        const struct tdxp_node **found = bsearch(&old, m->sorted, count, sizeof *m->sorted, by_key);

        m->match[old->id] = found ? *found : NULL;
    }
}

/* Children mostly are the same, in the same order. */
static void match_children(struct match *m, const struct tdxp_node *parent)
{
    const struct tdxp_node *old = parent->child;
    const struct tdxp_node *new = m->match[parent->id]->child;

    while (old && new &&strcmp(old->key, new->key) == 0) {
        m->match[old->id] = new;
        old = old->next;
        new = new->next;
    }
    if (old && new) {
        match_rest(m, old, new);
    }
}

const struct tdxp_node **tdxp_tree_match(const struct tdxp_tree *old, const struct tdxp_tree *new)
{
    uint32_t count = tdxp_tree_count(old);
    struct match m = {calloc(count, sizeof *m.match), malloc(tdxp_tree_count(new) * sizeof *m.sorted)};

    if (!m.match || !m.sorted) {
        free(m.match);
        free(m.sorted);
        return NULL;
    }
    m.match[0] = tdxp_tree_root(new);
    for (uint32_t id = 0; id < count; id++) {
        if (m.match[id]) {
            match_children(&m, tdxp_tree_node(old, id));
        }
    }
    free(m.sorted);
    return m.match;
}
