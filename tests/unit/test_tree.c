/* The tree of nodes: building, sealing, paths, and the byte index. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

/* ---- building and sealing ---- */

static const struct tdxp_doc doc = {.summary = "for the test"};

enum { SPACE = 64 };

static const uint8_t space_bytes[SPACE];
static const struct tdxp_bytes space = {space_bytes, SPACE};

static struct tdxp_node *add(struct tdxp_tree *tree, struct tdxp_node *parent, enum tdxp_kind kind, const char *key,
                             uint64_t offset, uint64_t length)
{
    return tdxp_tree_add(tree, parent, kind, key, key, offset, length, &doc);
}

static struct tdxp_tree *new_tree(void)
{
    struct tdxp_tree *tree = tdxp_tree_new("image", &space, &doc);

    assert_non_null(tree);
    return tree;
}

static void root_covers_the_file_and_has_no_parent(void **state)
{
    struct tdxp_tree *tree = new_tree();
    const struct tdxp_node *root;

    (void)state;
    assert_true(tdxp_tree_seal(tree));
    root = tdxp_tree_root(tree);
    assert_int_equal(tdxp_tree_count(tree), 1);
    assert_ptr_equal(tdxp_tree_node(tree, 0), root);
    assert_null(tdxp_tree_node(tree, 1));
    assert_null(root->parent);
    assert_string_equal(root->name, "image");
    assert_int_equal(root->kind, TDXP_KIND_IMAGE);
    assert_int_equal(root->length, SPACE);
    assert_int_equal(root->section, -1);
    assert_ptr_equal(tdxp_tree_space(tree, 0), root->space);
    assert_null(tdxp_tree_space(tree, 1));
    assert_ptr_equal(tdxp_tree_at(tree, root->space, 0), root);
    assert_ptr_equal(tdxp_tree_at(tree, root->space, SPACE - 1), root);
    assert_null(tdxp_tree_at(tree, root->space, SPACE));
    assert_null(tdxp_tree_at(tree, root->space, UINT64_MAX));
    tdxp_tree_free(tree);
}

static void ids_are_given_in_pre_order_and_depths_count_from_the_root(void **state)
{
    struct tdxp_tree *tree = new_tree();
    struct tdxp_node *a = add(tree, tdxp_tree_top(tree), TDXP_KIND_STRUCT, "a", 0, 8);
    struct tdxp_node *b = add(tree, tdxp_tree_top(tree), TDXP_KIND_STRUCT, "b", 8, 8);
    struct tdxp_node *a1 = add(tree, a, TDXP_KIND_FIELD, "1", 0, 4);
    struct tdxp_node *a2 = add(tree, a, TDXP_KIND_FIELD, "2", 4, 4);
    struct tdxp_node *a11 = add(tree, a1, TDXP_KIND_BITS, "1", 0, 4);

    (void)state;
    assert_true(tdxp_tree_seal(tree));
    assert_int_equal(tdxp_tree_count(tree), 6);
    assert_int_equal(a->id, 1);
    assert_int_equal(a1->id, 2);
    assert_int_equal(a11->id, 3);
    assert_int_equal(a2->id, 4);
    assert_int_equal(b->id, 5);
    assert_int_equal(a11->depth, 3);
    assert_int_equal(b->depth, 1);
    assert_ptr_equal(tdxp_tree_node(tree, 4), a2);
    assert_true(tdxp_node_within(a11, a));
    assert_true(tdxp_node_within(a, a));
    assert_false(tdxp_node_within(a, a1));
    assert_false(tdxp_node_within(b, a));
    tdxp_tree_free(tree);
}

static void ranges_that_leave_the_space_are_cut_and_marked(void **state)
{
    static const struct {
        uint64_t offset, length, cut_offset, cut_length;
        uint32_t marks;
    } cases[] = {
        {0, SPACE, 0, SPACE, 0},
        {SPACE, 0, SPACE, 0, 0},
        {60, 5, 60, 4, TDXP_MARK_TRUNCATED},
        {1, UINT64_MAX, 1, SPACE - 1, TDXP_MARK_TRUNCATED},
        {SPACE, 1, SPACE, 0, TDXP_MARK_OUTSIDE},
        {SPACE + 1, 4, SPACE, 0, TDXP_MARK_OUTSIDE},
        {UINT64_MAX, UINT64_MAX, SPACE, 0, TDXP_MARK_OUTSIDE},
    };
    struct tdxp_tree *tree = new_tree();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct tdxp_node *node =
            add(tree, tdxp_tree_top(tree), TDXP_KIND_CONTENT, "cut", cases[i].offset, cases[i].length);

        assert_int_equal(node->offset, cases[i].cut_offset);
        assert_int_equal(node->length, cases[i].cut_length);
        assert_int_equal(node->marks, cases[i].marks);
    }
    tdxp_tree_free(tree);
}

static void empty_range_outside_of_the_space_is_moved_to_its_end(void **state)
{
    struct tdxp_tree *tree = new_tree();
    const struct tdxp_node *node = add(tree, tdxp_tree_top(tree), TDXP_KIND_CONTENT, "empty", SPACE + 9, 0);

    (void)state;
    assert_int_equal(node->offset, SPACE);
    assert_int_equal(node->length, 0);
    tdxp_tree_free(tree);
}

static void marks_add_up_and_remarks_are_joined(void **state)
{
    struct tdxp_tree *tree = new_tree();
    struct tdxp_node *node = add(tree, tdxp_tree_top(tree), TDXP_KIND_FIELD, "f", 0, 1);

    (void)state;
    tdxp_node_mark(tree, node, TDXP_MARK_INVALID, NULL);
    assert_null(node->remark);
    tdxp_node_mark(tree, node, TDXP_MARK_LIMIT, "only %d", 5);
    assert_string_equal(node->remark, "only 5");
    tdxp_node_mark(tree, node, 0, "%s", "and more");
    assert_string_equal(node->remark, "only 5; and more");
    assert_int_equal(node->marks, TDXP_MARK_INVALID | TDXP_MARK_LIMIT);
    tdxp_node_mark(tree, NULL, TDXP_MARK_LIMIT, "nobody");
    tdxp_tree_free(tree);
}

static void node_without_an_explanation_gets_an_empty_one(void **state)
{
    struct tdxp_tree *tree = new_tree();
    struct tdxp_node *node = tdxp_tree_add(tree, tdxp_tree_top(tree), TDXP_KIND_FIELD, "f", "f", 0, 1, NULL);

    (void)state;
    assert_true(tdxp_tree_seal(tree));
    assert_non_null(node->doc);
    assert_string_equal(node->doc->summary, "");
    tdxp_tree_free(tree);
}

static void children_belong_to_the_section_of_their_parent(void **state)
{
    struct tdxp_tree *tree = new_tree();
    struct tdxp_node *a = add(tree, tdxp_tree_top(tree), TDXP_KIND_CONTENT, "a", 0, 8);

    (void)state;
    assert_int_equal(a->section, -1);
    a->section = 3;
    assert_int_equal(add(tree, a, TDXP_KIND_STRUCT, "b", 0, 4)->section, 3);
    tdxp_tree_free(tree);
}

static void texts_and_allocations_live_as_long_as_the_tree(void **state)
{
    struct tdxp_tree *tree = new_tree();
    const char *texts[2000];
    uint8_t *big = tdxp_tree_alloc(tree, 3, 100000);

    (void)state;
    for (unsigned i = 0; i < 2000; i++) {
        texts[i] = tdxp_tree_text(tree, "text number %u of %s", i, "many");
    }
    assert_non_null(big);
    for (size_t i = 0; i < 300000; i++) {
        assert_true(big[i] == 0);
    }
    for (unsigned i = 0; i < 2000; i++) {
        char expected[64];

        snprintf(expected, sizeof expected, "text number %u of many", i);
        assert_string_equal(texts[i], expected);
    }
    assert_true((uintptr_t)tdxp_tree_alloc(tree, 1, 1) % _Alignof(max_align_t) == 0);
    assert_true((uintptr_t)tdxp_tree_alloc(tree, 1, 1) % _Alignof(max_align_t) == 0);
    assert_true(tdxp_tree_seal(tree));
    tdxp_tree_free(tree);
}

static void allocation_whose_size_overflows_fails_and_so_does_the_seal(void **state)
{
    struct tdxp_tree *tree = new_tree();
    size_t huge = SIZE_MAX;

    (void)state;
    assert_null(tdxp_tree_alloc(tree, huge / 2, 3));
    assert_null(tdxp_tree_alloc(tree, huge, 1));
    assert_null(tdxp_tree_alloc(tree, huge - 20, 1));
    assert_false(tdxp_tree_seal(tree));
    tdxp_tree_free(tree);
}

/* ---- paths ---- */

static void paths_are_cut_to_the_buffer_and_give_the_whole_length(void **state)
{
    struct tdxp_tree *tree = new_tree();
    struct tdxp_node *a = add(tree, tdxp_tree_top(tree), TDXP_KIND_STRUCT, "tdvf", 0, 8);
    struct tdxp_node *b = add(tree, a, TDXP_KIND_STRUCT, "section[0]", 0, 8);
    struct tdxp_node *c = add(tree, b, TDXP_KIND_FIELD, "Type", 0, 4);
    static const char whole[] = "tdvf/section[0]/Type";
    char buffer[64];

    (void)state;
    assert_true(tdxp_tree_seal(tree));
    for (size_t size = 0; size <= sizeof whole + 1; size++) {
        size_t shown = size == 0 ? 0 : size - 1 < sizeof whole - 1 ? size - 1 : sizeof whole - 1;

        memset(buffer, '#', sizeof buffer);
        assert_int_equal(tdxp_node_path(c, size ? buffer : NULL, size), sizeof whole - 1);
        if (size > 0) {
            assert_memory_equal(buffer, whole, shown);
            assert_int_equal(buffer[shown], '\0');
        }
        assert_int_equal(buffer[size], '#');
    }
    assert_int_equal(tdxp_node_path(tdxp_tree_root(tree), buffer, sizeof buffer), 1);
    assert_string_equal(buffer, "/");
    assert_int_equal(tdxp_node_path(tdxp_tree_root(tree), NULL, 0), 1);
    tdxp_tree_free(tree);
}

static void only_whole_paths_lead_to_a_node(void **state)
{
    struct tdxp_tree *tree = new_tree();
    struct tdxp_node *a = add(tree, tdxp_tree_top(tree), TDXP_KIND_STRUCT, "tdvf", 0, 8);
    struct tdxp_node *b = add(tree, a, TDXP_KIND_FIELD, "Type", 0, 4);

    (void)state;
    assert_true(tdxp_tree_seal(tree));
    assert_ptr_equal(tdxp_tree_find(tree, "tdvf/Type"), b);
    assert_ptr_equal(tdxp_tree_find(tree, "/tdvf/Type"), b);
    assert_ptr_equal(tdxp_tree_find(tree, "/"), tdxp_tree_root(tree));
    assert_ptr_equal(tdxp_tree_find(tree, ""), tdxp_tree_root(tree));
    assert_null(tdxp_tree_find(tree, "tdv"));
    assert_null(tdxp_tree_find(tree, "tdvf2"));
    assert_null(tdxp_tree_find(tree, "Type"));
    assert_null(tdxp_tree_find(tree, "tdvf/type"));
    assert_null(tdxp_tree_find(tree, "tdvf//Type"));
    assert_ptr_equal(tdxp_tree_find(tree, "tdvf/Type/"), b);
    assert_null(tdxp_tree_find(tree, "tdvf/Type/0"));
    assert_null(tdxp_tree_find(tree, "//tdvf"));
    tdxp_tree_free(tree);
}

static void longest_beginning_of_a_path_is_reached(void **state)
{
    static const struct {
        const char *path, *rest;
        unsigned node; /* 0: the root; 1: a; 2: b */
    } cases[] = {
        {"tdvf/Type", "", 2},
        {"/tdvf/Type/", "", 2},
        {"tdvf/Ty", "Ty", 1},
        {"tdvf/Type/x/y", "x/y", 2},
        {"x/tdvf", "x/tdvf", 0},
        {"", "", 0},
        {"/", "", 0},
        {"tdvf//Type", "/Type", 1},
    };
    struct tdxp_tree *tree = new_tree();
    struct tdxp_node *a = add(tree, tdxp_tree_top(tree), TDXP_KIND_STRUCT, "tdvf", 0, 8);
    struct tdxp_node *b = add(tree, a, TDXP_KIND_FIELD, "Type", 0, 4);
    const struct tdxp_node *const nodes[] = {tdxp_tree_top(tree), a, b};

    (void)state;
    assert_true(tdxp_tree_seal(tree));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *path = cases[i].path;

        assert_ptr_equal(tdxp_tree_reach(tree, &path), nodes[cases[i].node]);
        assert_string_equal(path, cases[i].rest);
    }
    tdxp_tree_free(tree);
}

/* ---- the byte index ---- */

static bool answers(const struct tdxp_node *node, uint64_t offset)
{
    return node->kind != TDXP_KIND_BITS && node->kind != TDXP_KIND_GROUP && node->kind != TDXP_KIND_LOOKUP &&
           offset >= node->offset && offset - node->offset < node->length;
}

/* What the header promises, by trying every node. */
static const struct tdxp_node *deepest_by_force(const struct tdxp_tree *tree, uint64_t offset)
{
    const struct tdxp_node *best = NULL;

    for (uint32_t i = 0; i < tdxp_tree_count(tree); i++) {
        const struct tdxp_node *n = tdxp_tree_node(tree, i);

        if (answers(n, offset) &&
            (!best || n->length < best->length || (n->length == best->length && n->depth >= best->depth))) {
            best = n;
        }
    }
    return best;
}

static void assert_index_by_force(const struct tdxp_tree *tree, uint64_t seed)
{
    const struct tdxp_space *file = tdxp_tree_space(tree, 0);
    uint64_t begin = 0;

    for (uint64_t at = 0; at < SPACE; at++) {
        const struct tdxp_node *expected = deepest_by_force(tree, at);
        uint64_t end = at + 1;
        uint64_t start = 99;
        uint64_t length = 99;

        if (at > 0 && deepest_by_force(tree, at - 1) != expected) {
            begin = at;
        }
        while (end < SPACE && deepest_by_force(tree, end) == expected) {
            end++;
        }
        if (tdxp_tree_at(tree, file, at) != expected || !tdxp_tree_run(tree, file, at, &start, &length) ||
            start != begin || length != end - begin) {
            fail_msg("seed %llu, byte %llu", (unsigned long long)seed, (unsigned long long)at);
        }
    }
}

/* Nodes anywhere: nested or not, of equal range, empty, reaching out of the space and out of their parents. */
static struct tdxp_tree *random_tree(uint64_t seed)
{
    static const enum tdxp_kind kinds[] = {
        TDXP_KIND_STRUCT, TDXP_KIND_FIELD, TDXP_KIND_CONTENT, TDXP_KIND_CODE,
        TDXP_KIND_BITS,   TDXP_KIND_GROUP, TDXP_KIND_LOOKUP,  TDXP_KIND_UNCLAIMED,
    };
    struct tdxp_tree *tree = new_tree();
    struct tdxp_node *nodes[41] = {tdxp_tree_top(tree)};
    uint64_t rng = seed;
    size_t count = 1 + random_below(&rng, 40);

    for (size_t i = 1; i <= count; i++) {
        struct tdxp_node *parent = nodes[random_below(&rng, i)];
        uint64_t offset = random_below(&rng, SPACE + 4);
        uint64_t length = random_below(&rng, 4) ? random_below(&rng, 12) : random_below(&rng, SPACE + 4);

        if (random_below(&rng, 4) == 0) {
            offset = parent->offset;
            length = parent->length;
        }
        nodes[i] = add(tree, parent, kinds[random_below(&rng, sizeof kinds / sizeof kinds[0])], "n", offset, length);
    }
    assert_true(tdxp_tree_seal(tree));
    return tree;
}

static void index_answers_as_trying_every_node_does(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 1500; seed++) {
        struct tdxp_tree *tree = random_tree(seed);

        assert_index_by_force(tree, seed);
        tdxp_tree_free(tree);
    }
}

static void of_equal_ranges_the_one_further_down_answers(void **state)
{
    struct tdxp_tree *tree = new_tree();
    struct tdxp_node *a = add(tree, tdxp_tree_top(tree), TDXP_KIND_STRUCT, "a", 8, 8);
    struct tdxp_node *b = add(tree, a, TDXP_KIND_FIELD, "b", 8, 8);
    const struct tdxp_space *file = tdxp_tree_root(tree)->space;
    uint64_t start;
    uint64_t length;

    (void)state;
    add(tree, b, TDXP_KIND_BITS, "bits", 8, 8);
    add(tree, tdxp_tree_top(tree), TDXP_KIND_STRUCT, "c", 8, 8);
    assert_true(tdxp_tree_seal(tree));
    assert_ptr_equal(tdxp_tree_at(tree, file, 8), b);
    assert_ptr_equal(tdxp_tree_at(tree, file, 15), b);
    assert_ptr_equal(tdxp_tree_at(tree, file, 16), tdxp_tree_root(tree));
    assert_true(tdxp_tree_run(tree, file, 12, &start, &length));
    assert_int_equal(start, 8);
    assert_int_equal(length, 8);
    assert_true(tdxp_tree_run(tree, file, 63, &start, &length));
    assert_int_equal(start, 16);
    assert_int_equal(length, SPACE - 16);
    assert_false(tdxp_tree_run(tree, file, SPACE, &start, &length));
    tdxp_tree_free(tree);
}

static void tree_of_an_empty_file_has_no_answers(void **state)
{
    static const struct tdxp_bytes none = {NULL, 0};
    struct tdxp_tree *tree = tdxp_tree_new("none", &none, &doc);
    uint64_t start;
    uint64_t length;

    (void)state;
    assert_true(tdxp_tree_seal(tree));
    assert_null(tdxp_tree_at(tree, tdxp_tree_space(tree, 0), 0));
    assert_false(tdxp_tree_run(tree, tdxp_tree_space(tree, 0), 0, &start, &length));
    tdxp_tree_free(tree);
}

/* ---- trees of real images ---- */

static void sample_is_a_sound_tree(void **state)
{
    struct decoded d = decode_taken(sample_bytes(), 16 << 20);

    (void)state;
    assert_sound(&d);
    decoded_free(&d);
}

static void assert_sound_file(const char *path)
{
    struct decoded d = decode_file_or_skip(path);

    assert_sound(&d);
    decoded_free(&d);
}

static void ovmf_is_a_sound_tree(void **state)
{
    (void)state;
    assert_sound_file("/usr/share/ovmf/OVMF.fd");
}

static void ovmf_code_is_a_sound_tree(void **state)
{
    (void)state;
    assert_sound_file("/usr/share/OVMF/OVMF_CODE.fd");
}

static void ovmf_code_of_4_mib_is_a_sound_tree(void **state)
{
    (void)state;
    assert_sound_file("/usr/share/OVMF/OVMF_CODE_4M.fd");
}

static void ovmf_variables_are_a_sound_tree(void **state)
{
    (void)state;
    assert_sound_file("/usr/share/OVMF/OVMF_VARS.fd");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(root_covers_the_file_and_has_no_parent),
        cmocka_unit_test(ids_are_given_in_pre_order_and_depths_count_from_the_root),
        cmocka_unit_test(ranges_that_leave_the_space_are_cut_and_marked),
        cmocka_unit_test(empty_range_outside_of_the_space_is_moved_to_its_end),
        cmocka_unit_test(marks_add_up_and_remarks_are_joined),
        cmocka_unit_test(node_without_an_explanation_gets_an_empty_one),
        cmocka_unit_test(children_belong_to_the_section_of_their_parent),
        cmocka_unit_test(texts_and_allocations_live_as_long_as_the_tree),
        cmocka_unit_test(allocation_whose_size_overflows_fails_and_so_does_the_seal),
        cmocka_unit_test(paths_are_cut_to_the_buffer_and_give_the_whole_length),
        cmocka_unit_test(only_whole_paths_lead_to_a_node),
        cmocka_unit_test(longest_beginning_of_a_path_is_reached),
        cmocka_unit_test(index_answers_as_trying_every_node_does),
        cmocka_unit_test(of_equal_ranges_the_one_further_down_answers),
        cmocka_unit_test(tree_of_an_empty_file_has_no_answers),
        cmocka_unit_test(sample_is_a_sound_tree),
        cmocka_unit_test(ovmf_is_a_sound_tree),
        cmocka_unit_test(ovmf_code_is_a_sound_tree),
        cmocka_unit_test(ovmf_code_of_4_mib_is_a_sound_tree),
        cmocka_unit_test(ovmf_variables_are_a_sound_tree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
