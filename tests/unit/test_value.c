/* The value of a node as a person reads it. */
#include "support.h"

#include <string.h>

#include "tdxplore/tree.h"

#define DOC                       \
    {                             \
        .summary = "for the test" \
    }

static const struct tdxp_doc doc = DOC;

static const struct tdxp_choice colours[] = {{0, "RED", DOC}, {10, "GREEN", DOC}, {0, NULL, DOC}};

static const struct tdxp_flag bits[] = {
    {0, 0, "LOW", DOC, 0},
    {4, 7, "NIBBLE", DOC, 0},
    {63, 63, "HIGH", DOC, 0},
    {0, 0, NULL, DOC, 0},
};

static const struct tdxp_flag all_bits[] = {{0, 63, "ALL", DOC, 0}, {0, 0, NULL, DOC, 0}};

/* Write the value of a field of that kind over these bytes, of which present exist. */
static void value_of(const struct tdxp_field *field, const void *raw, uint64_t present, char *text, size_t size)
{
    const struct tdxp_bytes bytes = {raw, present};
    struct tdxp_tree *tree = tdxp_tree_new("test", &bytes, &doc);
    struct tdxp_node *node = tdxp_tree_add(tree, tdxp_tree_top(tree), TDXP_KIND_FIELD, "f", "f", 0, field->size, &doc);

    node->field = field;
    if (field->type == TDXP_TYPE_UINT && present >= field->size) {
        assert_true(tdxp_read_uint(&bytes, 0, field->size, &node->value));
    }
    tdxp_node_value(node, text, size);
    tdxp_tree_free(tree);
}

static void assert_uint(enum tdxp_role role, unsigned size, uint64_t value, const char *expected)
{
    struct tdxp_field field = {.name = "f", .size = size, .type = TDXP_TYPE_UINT, .role = role};
    uint8_t raw[8];
    char text[128];

    field.choices = role == TDXP_ROLE_ENUM ? colours : NULL;
    field.flags = role == TDXP_ROLE_FLAGS ? bits : NULL;
    put_uint(raw, size, value);
    value_of(&field, raw, size, text, sizeof text);
    assert_string_equal(text, expected);
}

static void numbers_are_hexadecimal_and_counts_decimal(void **state)
{
    (void)state;
    assert_uint(TDXP_ROLE_NUMBER, 1, 0, "0x0");
    assert_uint(TDXP_ROLE_SIZE, 3, 0xfffffe, "0xfffffe");
    assert_uint(TDXP_ROLE_OFFSET, 4, 0x1000, "0x1000");
    assert_uint(TDXP_ROLE_FROM_END, 4, 0x840, "0x840");
    assert_uint(TDXP_ROLE_GPA, 8, UINT64_MAX, "0xffffffffffffffff");
    assert_uint(TDXP_ROLE_COUNT, 4, 4294967295, "4294967295");
    assert_uint(TDXP_ROLE_COUNT, 8, UINT64_MAX, "18446744073709551615");
}

static void value_of_an_enumeration_has_its_name(void **state)
{
    (void)state;
    assert_uint(TDXP_ROLE_ENUM, 4, 0, "0 (RED)");
    assert_uint(TDXP_ROLE_ENUM, 4, 10, "0xa (GREEN)");
    assert_uint(TDXP_ROLE_ENUM, 4, 9, "9 (reserved)");
    assert_uint(TDXP_ROLE_ENUM, 4, 0xdead, "0xdead (reserved)");
}

static void flags_that_are_set_are_listed(void **state)
{
    (void)state;
    assert_uint(TDXP_ROLE_FLAGS, 8, 0, "0x0");
    assert_uint(TDXP_ROLE_FLAGS, 8, 1, "0x1 (LOW)");
    assert_uint(TDXP_ROLE_FLAGS, 8, 0x20, "0x20 (NIBBLE)");
    assert_uint(TDXP_ROLE_FLAGS, 8, UINT64_C(0x8000000000000011), "0x8000000000000011 (LOW | NIBBLE | HIGH)");
    assert_uint(TDXP_ROLE_FLAGS, 8, 2, "0x2");
}

static void run_of_all_64_bits_is_a_flag_like_others(void **state)
{
    static const struct tdxp_field field = {
        .name = "f", .size = 8, .type = TDXP_TYPE_UINT, .role = TDXP_ROLE_FLAGS, .flags = all_bits};
    uint8_t raw[8] = {0, 0, 0, 0, 0, 0, 0, 0x80};
    char text[64];

    (void)state;
    value_of(&field, raw, sizeof raw, text, sizeof text);
    assert_string_equal(text, "0x8000000000000000 (ALL)");
}

static void characters_are_quoted_and_made_harmless(void **state)
{
    struct tdxp_field field = {.name = "f", .size = 4, .type = TDXP_TYPE_CHAR8};
    char text[128];

    (void)state;
    value_of(&field, "TDVF", 4, text, sizeof text);
    assert_string_equal(text, "\"TDVF\"");
    value_of(&field, "\x1b[m\\", 4, text, sizeof text);
    assert_string_equal(text, "\"\\x1b[m\\\\\"");
    field.size = 20;
    value_of(&field, "abcdefghijklmnopqrst", 20, text, sizeof text);
    assert_string_equal(text, "\"abcdefghijklmnop\"...");
}

static void long_runs_of_bytes_are_cut(void **state)
{
    static const uint8_t raw[17] = {0xff, 1, 2};
    struct tdxp_field field = {.name = "f", .size = 3, .type = TDXP_TYPE_BYTES};
    char text[128];

    (void)state;
    value_of(&field, raw, 3, text, sizeof text);
    assert_string_equal(text, "ff 01 02");
    field.size = 17;
    value_of(&field, raw, 17, text, sizeof text);
    assert_string_equal(text, "ff 01 02 00 00 00 00 00 00 00 00 00 00 00 00 00 ...");
}

static void field_that_is_cut_shows_the_bytes_that_are_there(void **state)
{
    struct tdxp_field field = {.name = "f", .size = 4, .type = TDXP_TYPE_UINT, .role = TDXP_ROLE_COUNT};
    char text[64];

    (void)state;
    value_of(&field, "\x12\x34\x56", 3, text, sizeof text);
    assert_string_equal(text, "12 34 56");
    value_of(&field, "", 0, text, sizeof text);
    assert_string_equal(text, "");
}

static void value_is_cut_to_any_buffer(void **state)
{
    static const struct tdxp_field field = {
        .name = "f", .size = 8, .type = TDXP_TYPE_UINT, .role = TDXP_ROLE_FLAGS, .flags = bits};
    static const char whole[] = "0x8000000000000011 (LOW | NIBBLE | HIGH)";
    uint8_t raw[8] = {0x11, 0, 0, 0, 0, 0, 0, 0x80};
    char text[sizeof whole + 8];

    (void)state;
    for (size_t size = 0; size < sizeof text; size++) {
        size_t shown = size == 0 ? 0 : size - 1 < sizeof whole - 1 ? size - 1 : sizeof whole - 1;

        memset(text, '#', sizeof text);
        value_of(&field, raw, sizeof raw, text, size);
        assert_memory_equal(text, whole, shown);
        assert_int_equal(text[size], '#');
        if (size > 0) {
            assert_int_equal(text[shown], '\0');
        }
    }
}

static void node_that_is_no_field_has_no_value(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);

    (void)state;
    assert_value(&d, "/", "");
    assert_value(&d, "tdvf", "");
    assert_value(&d, "contents/section[0]", "");
    assert_null(tdxp_node_choice(node_at(&d, "tdvf")));
    assert_null(tdxp_node_choice(node_at(&d, "tdvf/Length")));
    assert_string_equal(tdxp_node_choice(node_at(&d, "tdvf/section[1]/Type"))->name, "CFV");
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_hexadecimal_and_counts_decimal),
        cmocka_unit_test(value_of_an_enumeration_has_its_name),
        cmocka_unit_test(flags_that_are_set_are_listed),
        cmocka_unit_test(run_of_all_64_bits_is_a_flag_like_others),
        cmocka_unit_test(characters_are_quoted_and_made_harmless),
        cmocka_unit_test(long_runs_of_bytes_are_cut),
        cmocka_unit_test(field_that_is_cut_shows_the_bytes_that_are_there),
        cmocka_unit_test(value_is_cut_to_any_buffer),
        cmocka_unit_test(node_that_is_no_field_has_no_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
