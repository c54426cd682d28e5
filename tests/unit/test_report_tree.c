/* The report of every node, as text and as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/nodes.h"
#include "report_image.h"

static const struct small_section sections[] = {
    {0x2000, 0x2000, 0xffffe000, 0x2000, TDXP_SECTION_BFV, 1},
    {0, 0, 0x800000, 0x2000, 9, 0},
};

static int set_up(void **state)
{
    static struct small small; /* of one test at a time */

    small = small_new("small.fd", sections, 2, NULL, 0);
    *state = &small;
    return 0;
}

static int tear_down(void **state)
{
    small_free(*state);
    return 0;
}

/* The line of text that holds part, as a copy that the caller frees. */
static char *line_with(const char *text, const char *part)
{
    const char *hit = strstr(text, part);
    const char *start = hit;

    if (!hit) {
        print_error("not found: '%s' in\n%s\n", part, text);
    }
    assert_non_null(hit);
    while (start > text && start[-1] != '\n') {
        start--;
    }
    return strndup(start, strcspn(start, "\n"));
}

static unsigned count_lines(const char *text)
{
    unsigned lines = 0;

    for (; *text; text++) {
        lines += *text == '\n';
    }
    return lines;
}

static void every_node_has_a_line_of_its_own(void **state)
{
    const struct small *small = *state;
    char *text = tree_text(small, &(struct tdxp_report_style){.utf8 = false});

    assert_int_equal(count_lines(text), 1 + tdxp_tree_count(small->firmware->tree));
    free(text);
}

static void a_field_is_shown_with_offset_length_and_value(void **state)
{
    char *text = tree_text(*state, &(struct tdxp_report_style){.paths = true});
    char *line = line_with(text, "tdvf/section[0]/MemoryAddress");

    assert_non_null(strstr(line, "0x1028     0x8  |  |  |- MemoryAddress"));
    assert_non_null(strstr(line, "  0xffffe000  "));
    free(line);
    free(text);
}

static void guides_are_ascii_unless_utf8_is_asked_for(void **state)
{
    char *ascii = tree_text(*state, &(struct tdxp_report_style){.utf8 = false});
    char *utf8 = tree_text(*state, &(struct tdxp_report_style){.utf8 = true});
    char *last = line_with(utf8, "Attributes");

    for (const char *c = ascii; *c; c++) {
        assert_in_range((unsigned char)*c, '\n', 0x7e);
    }
    assert_non_null(strstr(last, "│  │  └─ Attributes"));
    free(last);
    free(utf8);
    free(ascii);
}

static void trouble_is_marked_and_said_in_words(void **state)
{
    char *text = tree_text(*state, &(struct tdxp_report_style){.paths = true});
    char *line = line_with(text, "tdvf/section[1]/Type");

    assert_non_null(strstr(line, "9 (reserved)  ! "));
    free(line);
    free(text);
}

static void depth_leaves_out_what_lies_deeper(void **state)
{
    const struct tdxp_report_style style = {.limited = true, .depth = 1};
    const struct small *small = *state;
    const struct tdxp_node *root = tdxp_tree_root(small->firmware->tree);
    json_t *report = tree_json(small, &style);
    char *text = tree_text(small, &style);
    unsigned children = 0;

    for (const struct tdxp_node *child = root->child; child; child = child->next) {
        children++;
    }
    assert_int_equal(count_lines(text), 2 + children);
    assert_int_equal(json_array_size(json_object_get(report, "nodes")), 1 + children);
    json_decref(report);
    free(text);
}

static void json_nodes_name_their_parents_and_find_by_their_paths(void **state)
{
    const struct small *small = *state;
    const struct tdxp_tree *tree = small->firmware->tree;
    json_t *report = tree_json(small, &(struct tdxp_report_style){.utf8 = false});
    const json_t *nodes = json_object_get(report, "nodes");
    const json_t *object;
    size_t i;

    assert_int_equal(json_array_size(nodes), tdxp_tree_count(tree));
    json_array_foreach(nodes, i, object)
    {
        const struct tdxp_node *node = tdxp_tree_find(tree, member(object, NULL, "path"));
        const json_t *parent = json_object_get(object, "parent");
        char offset[32];

        assert_non_null(node);
        assert_int_equal(node->id, i);
        assert_int_equal(json_integer_value(json_object_get(object, "id")), i);
        if (node->parent) {
            assert_int_equal(json_integer_value(parent), node->parent->id);
        } else {
            assert_true(json_is_null(parent));
        }
        snprintf(offset, sizeof offset, "0x%llx", (unsigned long long)node->offset);
        assert_string_equal(member(object, NULL, "offset"), offset);
    }
    json_decref(report);
}

static void json_has_the_value_as_text_and_as_a_raw_number(void **state)
{
    const struct small *small = *state;
    json_t *report = tree_json(small, &(struct tdxp_report_style){.utf8 = false});
    const struct tdxp_node *node = tdxp_tree_find(small->firmware->tree, "tdvf/section[0]/Type");
    const json_t *object = json_array_get(json_object_get(report, "nodes"), node->id);

    assert_string_equal(member(object, NULL, "value"), "0 (BFV)");
    assert_string_equal(member(object, NULL, "raw"), "0x0");
    assert_string_equal(member(object, NULL, "kind"), "field");
    assert_int_equal(json_integer_value(json_object_get(object, "section")), 0);
    json_decref(report);
}

static void numbers_have_as_many_digits_as_they_need(void **state)
{
    static const struct {
        uint64_t value;
        const char *text;
    } rows[] = {
        {0, "0x0"},
        {1, "0x1"},
        {0xf, "0xf"},
        {0x10, "0x10"},
        {0xcaf010, "0xcaf010"},
        {UINT64_C(0xfedcba987654321), "0xfedcba987654321"},
        {UINT64_C(1) << 60, "0x1000000000000000"},
        {UINT64_MAX, "0xffffffffffffffff"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[REPORT_HEX];

        assert_int_equal(report_hex(rows[i].value, text), strlen(rows[i].text));
        assert_string_equal(text, rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_as_many_digits_as_they_need),
        cmocka_unit_test_setup_teardown(every_node_has_a_line_of_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_field_is_shown_with_offset_length_and_value, set_up, tear_down),
        cmocka_unit_test_setup_teardown(guides_are_ascii_unless_utf8_is_asked_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(trouble_is_marked_and_said_in_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(depth_leaves_out_what_lies_deeper, set_up, tear_down),
        cmocka_unit_test_setup_teardown(json_nodes_name_their_parents_and_find_by_their_paths, set_up, tear_down),
        cmocka_unit_test_setup_teardown(json_has_the_value_as_text_and_as_a_raw_number, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("report: tree", tests, NULL, NULL);
}
