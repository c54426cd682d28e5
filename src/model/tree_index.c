/* The byte index: which node is the deepest at a byte. */
#include <stdlib.h>

#include "model/tree_private.h"

/*
 * Nodes are sorted by where they start; a sweep over the starts and ends keeps those that cover the current byte in
 * a heap with the deepest on top, and writes a run whenever the top changes. Ends are found lazily: a node that has
 * ended is dropped when it comes to the top.
 */
struct sweep {
    const struct tdxp_node **heap;
    size_t used;
};

/* True where a covers a byte more closely than b: the shorter range, then the one further down, then the later one. */
static bool closer(const struct tdxp_node *a, const struct tdxp_node *b)
{
    if (a->length != b->length) {
        return a->length < b->length;
    }
    if (a->depth != b->depth) {
        return a->depth > b->depth;
    }
    return a->id > b->id;
}

static void heap_push(struct sweep *sweep, const struct tdxp_node *node)
{
    size_t i = sweep->used++;

    while (i > 0 && closer(node, sweep->heap[(i - 1) / 2])) {
        sweep->heap[i] = sweep->heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    sweep->heap[i] = node;
}

static void heap_pop(struct sweep *sweep)
{
    const struct tdxp_node *node = sweep->heap[--sweep->used];
    size_t i = 0;

    for (;;) {
        size_t child = 2 * i + 1;

        if (child >= sweep->used) {
            break;
        }
        if (child + 1 < sweep->used && closer(sweep->heap[child + 1], sweep->heap[child])) {
            child++;
        }
        if (!closer(sweep->heap[child], node)) {
            break;
        }
        sweep->heap[i] = sweep->heap[child];
        i = child;
    }
    sweep->heap[i] = node;
}

static int by_start(const void *a, const void *b)
{
    const struct tdxp_node *x = *(const struct tdxp_node *const *)a;
    const struct tdxp_node *y = *(const struct tdxp_node *const *)b;

    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static void emit(struct byte_index *index, uint64_t start, const struct tdxp_node *node)
{
    if (index->count > 0 && index->runs[index->count - 1].node == node) {
        return;
    }
    index->runs[index->count++] = (struct index_run){start, node};
}

/* Write the runs between here and the next start, as nodes on top of the heap end one after the other. */
static void drain(struct byte_index *index, struct sweep *sweep, uint64_t here, uint64_t next)
{
    while (sweep->used > 0) {
        const struct tdxp_node *top = sweep->heap[0];
        uint64_t end = top->offset + top->length; /* inside of the space, so it cannot wrap */

        if (end <= here) {
            heap_pop(sweep);
            continue;
        }
        emit(index, here, top);
        if (end >= next) {
            return;
        }
        here = end;
    }
}

static bool takes_part(const struct tdxp_node *node, const struct tdxp_space *space)
{
    return node->space == space && node->length > 0 && node->kind != TDXP_KIND_BITS && node->kind != TDXP_KIND_LOOKUP &&
           node->kind != TDXP_KIND_GROUP;
}

/* How many nodes a node and all that lies below it are: their ids follow each other. */
static uint32_t nodes_of(const struct tdxp_tree *tree, const struct tdxp_node *top)
{
    const struct tdxp_node *node = top;

    while (node && !node->next) {
        node = node->parent;
    }
    return (node ? node->next->id : tree->count) - top->id;
}

bool byte_index_build(struct byte_index *index, const struct tdxp_tree *tree, const struct tdxp_space *space)
{
    uint32_t nodes = nodes_of(tree, space->top);
    size_t room = (size_t)nodes + 1;
    const struct tdxp_node **sorted = malloc(room * sizeof *sorted);
    struct sweep sweep = {malloc(room * sizeof *sweep.heap), 0};
    bool done = false;
    size_t count = 0;

    /* Each node begins at most one run and, where it ends, uncovers at most one. */
    index->runs = malloc(2 * room * sizeof *index->runs);
    index->count = 0;
    if (sorted && sweep.heap && index->runs) {
        for (uint32_t i = 0; i < nodes; i++) {
            const struct tdxp_node *node = tree->nodes[space->top->id + i];

            if (takes_part(node, space)) {
                sorted[count++] = node;
            }
        }
        qsort(sorted, count, sizeof *sorted, by_start);
        for (size_t i = 0; i < count;) {
            uint64_t here = sorted[i]->offset;

            while (i < count && sorted[i]->offset == here) {
                heap_push(&sweep, sorted[i++]);
            }
            drain(index, &sweep, here, i < count ? sorted[i]->offset : space->bytes.size);
        }
        done = true;
    }
    free(sweep.heap);
    free(sorted);
    return done;
}

void byte_index_free(struct byte_index *index)
{
    free(index->runs);
    index->runs = NULL;
    index->count = 0;
}

size_t byte_index_at(const struct byte_index *index, uint64_t offset)
{
    size_t low = 0;
    size_t high = index->count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (index->runs[middle].start <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}
