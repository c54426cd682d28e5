/* The model's spaces beside the file, and nodes of two trees that have the same path. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

static const struct tdxp_doc doc = {.summary = "a test"};
static const uint8_t hundred[100];
static const struct tdxp_bytes file = {hundred, sizeof hundred};

static struct tdxp_tree *tree_new(void)
{
    struct tdxp_tree *tree = tdxp_tree_new("image", &file, &doc);

    assert_non_null(tree);
    return tree;
}

static struct tdxp_node *add(struct tdxp_tree *tree, struct tdxp_node *parent, const char *key, uint64_t offset,
                             uint64_t length)
{
    return tdxp_tree_add(tree, parent, TDXP_KIND_STRUCT, key, key, offset, length, &doc);
}

/* ---- spaces ---- */

static void each_space_has_its_own_index_of_bytes(void **state)
{
    static const uint8_t more[1000];
    const struct tdxp_bytes bytes = {more, sizeof more};
    struct tdxp_tree *tree = tree_new();
    struct tdxp_node *origin = add(tree, tdxp_tree_top(tree), "origin", 10, 20);
    struct tdxp_node *top = tdxp_tree_space_new(tree, origin, "top", "Top", &bytes, &doc);
    struct tdxp_node *inner = add(tree, top, "inner", 500, 100);
    struct tdxp_node *behind = add(tree, tdxp_tree_top(tree), "behind", 30, 5);

    (void)state;
    assert_true(tdxp_tree_seal(tree));
    assert_ptr_equal(inner->space, top->space);
    assert_ptr_equal(behind->space, tdxp_tree_space(tree, 0));
    assert_ptr_equal(tdxp_tree_space(tree, 1), top->space);
    assert_string_equal(top->space->name, "space 1");
    assert_ptr_equal(tdxp_tree_space(tree, 0)->top, tdxp_tree_root(tree));
    assert_null(tdxp_tree_space(tree, 0)->origin);
    assert_ptr_equal(tdxp_tree_at(tree, top->space, 0), top);
    assert_ptr_equal(tdxp_tree_at(tree, top->space, 550), inner);
    assert_ptr_equal(tdxp_tree_at(tree, top->space, 999), top);
    assert_null(tdxp_tree_at(tree, top->space, 1000));
    assert_ptr_equal(tdxp_tree_at(tree, tdxp_tree_space(tree, 0), 12), origin);
    assert_ptr_equal(tdxp_tree_at(tree, tdxp_tree_space(tree, 0), 32), behind);
    tdxp_tree_free(tree);
}

static void ranges_are_cut_to_their_own_space(void **state)
{
    static const uint8_t more[10];
    const struct tdxp_bytes bytes = {more, sizeof more};
    struct tdxp_tree *tree = tree_new();
    struct tdxp_node *top = tdxp_tree_space_new(tree, tdxp_tree_top(tree), "top", "Top", &bytes, &doc);
    struct tdxp_node *cut = add(tree, top, "cut", 5, 50);

    (void)state;
    assert_int_equal(cut->length, 5);
    assert_int_equal(cut->marks, TDXP_MARK_TRUNCATED);
    assert_true(tdxp_tree_seal(tree));
    tdxp_tree_free(tree);
}

static void there_may_be_as_many_spaces_as_there_is_memory_for(void **state)
{
    enum { MANY = 500 };
    static const uint8_t more[4];
    const struct tdxp_bytes bytes = {more, sizeof more};
    struct tdxp_tree *tree = tree_new();
    struct tdxp_node *at = tdxp_tree_top(tree);

    (void)state;
    /* Half of them inside of each other. */
    for (unsigned i = 1; i <= MANY; i++) {
        struct tdxp_node *top = tdxp_tree_space_new(tree, at, tdxp_tree_text(tree, "%u", i), "Top", &bytes, &doc);

        at = i % 2 ? top : tdxp_tree_top(tree);
    }
    assert_true(tdxp_tree_seal(tree));
    for (unsigned i = 1; i <= MANY; i++) {
        const struct tdxp_space *space = tdxp_tree_space(tree, i);

        assert_int_equal(space->id, i);
        assert_ptr_equal(tdxp_tree_at(tree, space, 3), space->top);
    }
    assert_null(tdxp_tree_space(tree, MANY + 1));
    tdxp_tree_free(tree);
}

/* ---- matching ---- */

/* Trees of two levels, by the keys of their nodes: "a(bc)d". */
static struct tdxp_tree *tree_of(const char *shape)
{
    struct tdxp_tree *tree = tree_new();
    struct tdxp_node *parent = tdxp_tree_top(tree);
    struct tdxp_node *last = parent;

    for (; *shape; shape++) {
        if (*shape == '(') {
            parent = last;
        } else if (*shape == ')') {
            parent = parent->parent;
        } else {
            last = add(tree, parent, tdxp_tree_text(tree, "%c", *shape), 0, 1);
        }
    }
    assert_true(tdxp_tree_seal(tree));
    return tree;
}

static void nodes_of_two_trees_are_matched_by_their_paths(void **state)
{
    static const char *const shapes[] = {"",        "a",      "abc",        "cba",      "b",        "a(bc)d",
                                         "a(cxb)d", "d(bc)a", "a(b(c(d)))", "xa(bc)dy", "abcdefgh", "hgfaedcb"};

    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        for (size_t k = 0; k < sizeof shapes / sizeof shapes[0]; k++) {
            struct tdxp_tree *old = tree_of(shapes[i]);
            struct tdxp_tree *new = tree_of(shapes[k]);
            const struct tdxp_node **match = tdxp_tree_match(old, new);

            assert_non_null(match);
            for (uint32_t id = 0; id < tdxp_tree_count(old); id++) {
                char path[64];

                tdxp_node_path(tdxp_tree_node(old, id), path, sizeof path);
                assert_ptr_equal(match[id], tdxp_tree_find(new, path));
            }
            free(match);
            tdxp_tree_free(old);
            tdxp_tree_free(new);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_space_has_its_own_index_of_bytes),
        cmocka_unit_test(ranges_are_cut_to_their_own_space),
        cmocka_unit_test(there_may_be_as_many_spaces_as_there_is_memory_for),
        cmocka_unit_test(nodes_of_two_trees_are_matched_by_their_paths),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
