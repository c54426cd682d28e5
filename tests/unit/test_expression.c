/* Places as people type them. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/sample.h"
#include "tui/expression.h"

struct fixture {
    struct tdxp_image *image;
    struct tdxp_firmware *fw;
    struct expression_context context;
};

enum { CURSOR = 0x1000, SIZE = 16 << 20, TDVF = 0xcaf010 };

static int open_sample(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    f->image = tdxp_image_from_memory("sample", sample_bytes(), SIZE, NULL);
    f->fw = tdxp_firmware_decode(f->image, NULL);
    assert_non_null(f->fw);
    f->context = (struct expression_context){f->fw, tdxp_tree_space(f->fw->tree, 0), CURSOR};
    *state = f;
    return 0;
}

static int close_sample(void **state)
{
    struct fixture *f = *state;

    tdxp_firmware_free(f->fw);
    tdxp_image_close(f->image);
    free(f);
    return 0;
}

static struct expression_value value_of(const struct fixture *f, const char *text)
{
    struct expression_value value = {.value = UINT64_MAX};
    struct expression_error error;

    if (!expression_value(&f->context, text, &value, &error)) {
        fail_msg("%s: %s", text, error.text);
    }
    return value;
}

static void assert_is(const struct fixture *f, const char *text, enum expression_kind kind, uint64_t wanted)
{
    struct expression_value value = value_of(f, text);

    if (value.kind != kind || value.value != wanted) {
        fail_msg("%s: kind %d, 0x%llx", text, (int)value.kind, (unsigned long long)value.value);
    }
    assert_true((kind == EXPRESSION_BYTE) == (value.space != NULL));
}

static void assert_fails(const struct fixture *f, const char *text, const char *why)
{
    struct expression_value value = {.value = 42};
    struct expression_error error;

    assert_false(expression_value(&f->context, text, &value, &error));
    assert_string_equal(error.text, why);
    assert_int_equal(value.value, 42);
}

static void numbers_are_added_and_multiplied(void **state)
{
    const struct fixture *f = *state;

    assert_is(f, "0x10", EXPRESSION_NUMBER, 0x10);
    assert_is(f, "4K", EXPRESSION_NUMBER, 4096);
    assert_is(f, "1+2*3", EXPRESSION_NUMBER, 7);
    assert_is(f, "(1+2)*3", EXPRESSION_NUMBER, 9);
    assert_is(f, " ( 1 + 2 ) * ( 3 - 1 ) ", EXPRESSION_NUMBER, 6);
    assert_is(f, "10-2-3", EXPRESSION_NUMBER, 5);
    assert_is(f, "10-(2-1)", EXPRESSION_NUMBER, 9);
}

static void a_sign_at_the_start_counts_from_cursor_or_end(void **state)
{
    const struct fixture *f = *state;

    assert_is(f, "+0x10", EXPRESSION_BYTE, CURSOR + 0x10);
    assert_is(f, "-0x20", EXPRESSION_BYTE, SIZE - 0x20);
    assert_is(f, "-0x20+4*2", EXPRESSION_BYTE, SIZE - 0x18);
    assert_is(f, ".-0x10", EXPRESSION_BYTE, CURSOR - 0x10);
    assert_is(f, "$-1", EXPRESSION_BYTE, SIZE - 1);
    assert_is(f, "$-.", EXPRESSION_NUMBER, SIZE - CURSOR);
}

static void nodes_are_places_and_may_have_a_dash_in_their_path(void **state)
{
    const struct fixture *f = *state;
    const struct tdxp_node *vector = tdxp_tree_find(f->fw->tree, "reset-vector");

    assert_non_null(vector);
    assert_is(f, "tdvf", EXPRESSION_BYTE, TDVF);
    assert_is(f, "tdvf+0x10", EXPRESSION_BYTE, TDVF + 0x10);
    assert_is(f, "4*2+tdvf", EXPRESSION_BYTE, TDVF + 8);
    assert_is(f, "tdvf-0x10", EXPRESSION_BYTE, TDVF - 0x10);
    assert_is(f, "reset-vector-4", EXPRESSION_BYTE, vector->offset - 4);
    assert_is(f, "reset-vector-tdvf", EXPRESSION_NUMBER, vector->offset - TDVF);
    assert_ptr_equal(value_of(f, "reset-vector").node, vector);
    assert_ptr_equal(value_of(f, "(reset-vector)").node, vector);
    assert_null(value_of(f, "reset-vector+0").node);
}

static void sections_are_named_by_their_number(void **state)
{
    const struct fixture *f = *state;
    const struct tdxp_section *first = &f->fw->tdvf->sections[0];
    const struct tdxp_section *without = &f->fw->tdvf->sections[2];

    assert_ptr_equal(value_of(f, "s0").node, first->content);
    assert_ptr_equal(value_of(f, "section 0").node, first->content);
    assert_ptr_equal(value_of(f, "section0").node, first->content);
    assert_is(f, "s0+0x10", EXPRESSION_BYTE, first->content->offset + 0x10);
    assert_is(f, "section 0 + 0x10", EXPRESSION_BYTE, first->content->offset + 0x10);
    assert_is(f, "s0-1", EXPRESSION_BYTE, first->content->offset - 1);
    assert_ptr_equal(value_of(f, "s2").node, without->entry);
    assert_fails(f, "s8", "no such section: 8");
    assert_fails(f, "1+section 99", "at 3: no such section: 99");
    assert_fails(f, "s99999999999999999999", "no such section: 99999999999999999999");
}

static void addresses_stay_addresses(void **state)
{
    const struct fixture *f = *state;

    assert_is(f, "gpa:0xffe20000", EXPRESSION_GPA, 0xffe20000);
    assert_is(f, "gpa: 0xffe20000", EXPRESSION_GPA, 0xffe20000);
    assert_is(f, "gpa:0xffe20000+4*8", EXPRESSION_GPA, 0xffe20020);
    assert_is(f, "gpa:(1+2*2)", EXPRESSION_GPA, 5);
    assert_fails(f, "gpa:1*2", "at 6: only numbers can be multiplied");
    assert_is(f, "gpa:0x20-gpa:0x10", EXPRESSION_NUMBER, 0x10);
}

static void an_error_names_its_place(void **state)
{
    const struct fixture *f = *state;

    assert_fails(f, "", "a place is missing");
    assert_fails(f, "nowhere", "no such place: nowhere");
    assert_fails(f, "tdvf+nowhere-4", "at 6: no such place: nowhere-4");
    assert_fails(f, "tdvf+", "at 6: a place is missing");
    assert_fails(f, "tdvf+1z", "at 6: not a number of 64 bits: 1z");
    assert_fails(f, "(1+2", "at 5: a ) is missing");
    assert_fails(f, "1)", "at 2: what is this: )");
    assert_fails(f, "1 2", "at 3: what is this: 2");
    assert_fails(f, "tdvf*2", "at 5: only numbers can be multiplied");
    assert_fails(f, "tdvf+tdvf", "at 5: two places cannot be added");
    assert_fails(f, "tdvf-gpa:1", "at 5: only a place of the same kind can be taken from one");
    assert_fails(f, "1-tdvf", "at 2: only a place of the same kind can be taken from one");
    assert_fails(f, "gpa:tdvf", "at 5: not an address: tdvf");
    assert_fails(f, "gpa:(tdvf)", "at 5: not an address, but a place already");
    assert_fails(f, "gpa:gpa:1", "at 5: not an address: gpa:1");
}

static void nothing_wraps(void **state)
{
    const struct fixture *f = *state;

    assert_fails(f, "0x10000000000000000", "not a number of 64 bits: 0x10000000000000000");
    assert_fails(f, "0xffffffffffffffff+1", "at 19: more than 64 bits");
    assert_fails(f, "gpa:0xffffffffffffffff+1", "at 23: no address: more than 64 bits");
    assert_fails(f, "1-2", "at 2: less than 0");
    assert_fails(f, "0x100000000*0x100000000", "at 12: more than 64 bits");
    assert_fails(f, "+0xffffffffffffffff", "outside of the file: more than 64 bits");
    assert_fails(f, "-0x1000001", "outside of the file: less than 0");
    assert_is(f, "0xffffffff*0x100000001", EXPRESSION_NUMBER, UINT64_MAX);
}

static void parentheses_end_somewhere(void **state)
{
    const struct fixture *f = *state;
    char deep[200];

    memset(deep, '(', sizeof deep - 1);
    deep[sizeof deep - 1] = '\0';
    assert_fails(f, deep, "at 33: too many parentheses inside of each other");
    assert_is(f, "((((((1))))))", EXPRESSION_NUMBER, 1);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, open_sample, close_sample)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(numbers_are_added_and_multiplied),
        CASE(a_sign_at_the_start_counts_from_cursor_or_end),
        CASE(nodes_are_places_and_may_have_a_dash_in_their_path),
        CASE(sections_are_named_by_their_number),
        CASE(addresses_stay_addresses),
        CASE(an_error_names_its_place),
        CASE(nothing_wraps),
        CASE(parentheses_end_somewhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
