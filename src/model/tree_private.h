/* What the files of the tree share and nobody else sees. */
#ifndef MODEL_TREE_PRIVATE_H
#define MODEL_TREE_PRIVATE_H

#include "model/arena.h"
#include "tdxplore/tree.h"

/* From start to the start of the next run, node is the deepest. */
struct index_run {
    uint64_t start; /* in bytes from the start of the space */
    const struct tdxp_node *node;
};

struct byte_index {
    struct index_run *runs; /* by start; from malloc */
    size_t count;
};

struct tdxp_tree {
    struct arena arena;
    struct tdxp_node *root;
    struct tdxp_node **nodes; /* by id; in the arena */
    uint32_t count;
    struct tdxp_space **spaces; /* by id; from malloc */
    struct byte_index *indexes; /* by id of the space; from malloc, made by the seal */
    unsigned space_count, space_room;
    struct tdxp_node spare; /* handed out when memory ran out */
    bool failed;            /* memory ran out at some time */
};

/*
 * Build the index of one space from the nodes of a numbered tree: n of them are that of its origin and those below it.
 * False where memory ran out. O(n log n).
 */
bool byte_index_build(struct byte_index *index, const struct tdxp_tree *tree, const struct tdxp_space *space);

void byte_index_free(struct byte_index *index);

/* The position of the run that covers offset, which must lie inside of the space. */
size_t byte_index_at(const struct byte_index *index, uint64_t offset);

#endif
