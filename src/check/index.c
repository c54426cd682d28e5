/* Finding the findings: by node, by byte, by section. */
#include "check/index.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/range.h"

/* From start to the start of the next stretch the worst severity is the same. */
struct stretch {
    uint64_t start;
    enum tdxp_severity worst;
};

struct tdxp_check_index {
    uint32_t nodes;
    uint8_t *own, *below;                /* enum tdxp_severity by node id */
    const struct tdxp_finding **by_node; /* by node id, then as in the result */
    size_t count;
    struct stretch *stretches; /* by start, from 0 */
    size_t stretch_count;
    const struct tdxp_finding **by_section; /* by section, then as in the result */
};

/* The tree is immutable, and so are findings: where they stand in memory is their order. */
static int by_node_id(const void *a, const void *b)
{
    const struct tdxp_finding *x = *(const struct tdxp_finding *const *)a;
    const struct tdxp_finding *y = *(const struct tdxp_finding *const *)b;

    if (x->node->id != y->node->id) {
        return x->node->id < y->node->id ? -1 : 1;
    }
    return (x > y) - (x < y);
}

static int by_section_index(const void *a, const void *b)
{
    const struct tdxp_finding *x = *(const struct tdxp_finding *const *)a;
    const struct tdxp_finding *y = *(const struct tdxp_finding *const *)b;

    if (x->section != y->section) {
        return x->section < y->section ? -1 : 1;
    }
    return (x > y) - (x < y);
}

static void raise(uint8_t *severity, enum tdxp_severity to)
{
    if (*severity < (uint8_t)to) {
        *severity = (uint8_t)to;
    }
}

static void index_nodes(struct tdxp_check_index *index, const struct tdxp_check_result *result)
{
    for (size_t i = 0; i < result->count; i++) {
        const struct tdxp_finding *finding = &result->findings[i];

        index->by_node[i] = finding;
        index->by_section[i] = finding;
        raise(&index->own[finding->node->id], finding->severity);
        for (const struct tdxp_node *node = finding->node; node; node = node->parent) {
            raise(&index->below[node->id], finding->severity);
        }
    }
    if (result->count > 1) {
        qsort(index->by_node, result->count, sizeof *index->by_node, by_node_id);
        qsort(index->by_section, result->count, sizeof *index->by_section, by_section_index);
    }
}

/* Where a finding's bytes begin or end. */
struct edge {
    uint64_t at;
    enum tdxp_severity severity;
    bool begins;
};

static int by_edge(const void *a, const void *b)
{
    const struct edge *x = a;
    const struct edge *y = b;

    return (x->at > y->at) - (x->at < y->at);
}

static enum tdxp_severity worst_of(const size_t open[TDXP_SEVERITY_ERROR + 1])
{
    for (int severity = TDXP_SEVERITY_ERROR; severity > TDXP_SEVERITY_NONE; severity--) {
        if (open[severity] > 0) {
            return (enum tdxp_severity)severity;
        }
    }
    return TDXP_SEVERITY_NONE;
}

static void index_bytes(struct tdxp_check_index *index, const struct tdxp_check_result *result, struct edge *edges)
{
    size_t open[TDXP_SEVERITY_ERROR + 1] = {0};
    size_t count = 0;

    for (size_t i = 0; i < result->count; i++) {
        const struct tdxp_finding *f = &result->findings[i];

        edges[count++] = (struct edge){f->offset, f->severity, true};
        edges[count++] = (struct edge){f->offset + f->length, f->severity, false};
    }
    if (count > 1) {
        qsort(edges, count, sizeof *edges, by_edge);
    }
    index->stretches[index->stretch_count++] = (struct stretch){0, TDXP_SEVERITY_NONE};
    for (size_t i = 0; i < count; i++) {
        open[edges[i].severity] += edges[i].begins ? 1 : (size_t)-1;
        if (i + 1 == count || edges[i + 1].at != edges[i].at) {
            index->stretches[index->stretch_count++] = (struct stretch){edges[i].at, worst_of(open)};
        }
    }
}

struct tdxp_check_index *index_new(struct arena *arena, const struct tdxp_firmware *firmware,
                                   const struct tdxp_check_result *result)
{
    struct tdxp_check_index *index = arena_alloc(arena, 1, sizeof *index);
    struct edge *edges = arena_alloc(arena, 2 * result->count + 1, sizeof *edges);

    if (!index || !edges) {
        return NULL;
    }
    index->nodes = tdxp_tree_count(firmware->tree);
    index->count = result->count;
    index->own = arena_alloc(arena, (size_t)index->nodes + 1, 1);
    index->below = arena_alloc(arena, (size_t)index->nodes + 1, 1);
    index->by_node = arena_alloc(arena, result->count + 1, sizeof *index->by_node);
    index->by_section = arena_alloc(arena, result->count + 1, sizeof *index->by_section);
    index->stretches = arena_alloc(arena, 2 * result->count + 2, sizeof *index->stretches);
    if (!index->own || !index->below || !index->by_node || !index->by_section || !index->stretches) {
        return NULL;
    }
    index_nodes(index, result);
    index_bytes(index, result, edges);
    return index;
}

enum tdxp_severity tdxp_check_node_worst(const struct tdxp_check_result *result, const struct tdxp_node *node)
{
    return node->id < result->index->nodes ? (enum tdxp_severity)result->index->own[node->id] : TDXP_SEVERITY_NONE;
}

enum tdxp_severity tdxp_check_below(const struct tdxp_check_result *result, const struct tdxp_node *node)
{
    return node->id < result->index->nodes ? (enum tdxp_severity)result->index->below[node->id] : TDXP_SEVERITY_NONE;
}

const struct tdxp_finding *const *tdxp_check_of_node(const struct tdxp_check_result *result,
                                                     const struct tdxp_node *node, size_t *count)
{
    const struct tdxp_check_index *index = result->index;
    size_t low = 0;
    size_t high = index->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (index->by_node[middle]->node->id < node->id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *count = 0;
    while (low + *count < index->count && index->by_node[low + *count]->node == node) {
        ++*count;
    }
    return index->by_node + low;
}

enum tdxp_severity tdxp_check_byte_worst(const struct tdxp_check_result *result, uint64_t offset)
{
    const struct tdxp_check_index *index = result->index;
    size_t low = 0;
    size_t high = index->stretch_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (index->stretches[middle].start <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return index->stretches[low - 1].worst;
}

enum tdxp_severity tdxp_check_section_worst(const struct tdxp_check_result *result, uint32_t section)
{
    const struct tdxp_check_index *index = result->index;
    enum tdxp_severity worst = TDXP_SEVERITY_NONE;
    size_t low = 0;
    size_t high = index->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (index->by_section[middle]->section < (int32_t)section) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < index->count && index->by_section[low]->section == (int32_t)section; low++) {
        if (index->by_section[low]->severity > worst) {
            worst = index->by_section[low]->severity;
        }
    }
    return worst;
}
