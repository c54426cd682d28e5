/* Where data begins, and what no structure claims. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "tui/seek.h"

enum { SIZE = 20000 };

static const uint64_t NONE = UINT64_MAX;

static uint64_t data_from(const struct tdxp_bytes *bytes, uint64_t offset, bool forward)
{
    uint64_t at = 0;
    enum seek_result result = seek_data(bytes, offset, forward, &at);

    assert_int_not_equal(result, SEEK_LATER);
    return result == SEEK_FOUND ? at : NONE;
}

static void data_begins_behind_sixteen_zeros(void **state)
{
    static const uint64_t starts[] = {100, 4096, 8191, 12000, SIZE - 1};
    uint8_t *data = calloc(1, SIZE);
    const struct tdxp_bytes bytes = {data, SIZE};

    (void)state;
    assert_non_null(data);
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        data[starts[i]] = 1;
    }
    /* Fifteen zeros are no gap. */
    data[12016] = 1;
    for (uint64_t at = 0, i = 0; i < sizeof starts / sizeof *starts; i++) {
        at = data_from(&bytes, at, true);
        assert_true(at == starts[i]);
    }
    assert_true(data_from(&bytes, SIZE - 1, true) == NONE);
    for (uint64_t at = SIZE - 1, i = sizeof starts / sizeof *starts - 1; i > 0; i--) {
        at = data_from(&bytes, at, false);
        assert_true(at == starts[i - 1]);
    }
    assert_true(data_from(&bytes, 100, false) == NONE);
    assert_true(data_from(&bytes, 12016, false) == 12000);
    free(data);
}

static void what_begins_with_data_begins_there(void **state)
{
    static const uint8_t data[] = {1, 2, 3, 0, 0, 4};
    const struct tdxp_bytes bytes = {data, sizeof data};

    (void)state;
    assert_true(data_from(&bytes, 3, false) == 0);
    assert_true(data_from(&bytes, 0, true) == NONE);
}

/* The same answers as a search that looks at every byte. */
static bool naive_begins(const uint8_t *data, uint64_t at)
{
    uint64_t zeros = 0;

    while (zeros < at && data[at - 1 - zeros] == 0) {
        zeros++;
    }
    return data[at] != 0 && (zeros >= SEEK_ZEROS || zeros == at);
}

static void both_ways_agree_with_looking_at_every_byte(void **state)
{
    uint8_t *data = calloc(1, SIZE);
    const struct tdxp_bytes bytes = {data, SIZE};
    uint32_t seed = 1;

    (void)state;
    assert_non_null(data);
    for (int i = 0; i < 900; i++) {
        seed = seed * 1664525 + 1013904223;
        data[(seed >> 8) % SIZE] = (uint8_t)(seed >> 24 | 1);
    }
    for (uint64_t from = 0; from < SIZE; from += 37) {
        uint64_t next = from + 1;
        uint64_t before = from;

        while (next < SIZE && !naive_begins(data, next)) {
            next++;
        }
        while (before > 0 && !naive_begins(data, before - 1)) {
            before--;
        }
        assert_true(data_from(&bytes, from, true) == (next < SIZE ? next : NONE));
        assert_true(data_from(&bytes, from, false) == (before > 0 ? before - 1 : NONE));
    }
    free(data);
}

static void a_search_through_much_stops_and_goes_on(void **state)
{
    const uint64_t size = UINT64_C(600) << 20;
    uint8_t *data = calloc(1, size);
    const struct tdxp_bytes bytes = {data, size};
    uint64_t at = 0;
    int pieces = 0;

    (void)state;
    assert_non_null(data);
    /* Nothing is written: the pages are all one page of zeros. */
    while (seek_data(&bytes, at, true, &at) == SEEK_LATER) {
        pieces++;
    }
    assert_int_equal(pieces, 1);
    at = size - 1;
    assert_int_equal(seek_data(&bytes, at, false, &at), SEEK_LATER);
    assert_int_equal(seek_data(&bytes, at, false, &at), SEEK_NOTHING);
    free(data);
}

static void unclaimed_runs_are_found_in_both_directions(void **state)
{
    static const struct tdxp_doc doc = {"s", "e", "r"};
    static const uint8_t data[100];
    const struct tdxp_bytes bytes = {data, sizeof data};
    struct tdxp_tree *tree = tdxp_tree_new("image", &bytes, &doc);
    const struct tdxp_space *space;
    uint64_t at;

    (void)state;
    assert_non_null(tree);
    tdxp_tree_add(tree, tdxp_tree_top(tree), TDXP_KIND_STRUCT, "a", "a", 0, 20, &doc);
    tdxp_tree_add(tree, tdxp_tree_top(tree), TDXP_KIND_UNCLAIMED, "b", "b", 20, 10, &doc);
    tdxp_tree_add(tree, tdxp_tree_top(tree), TDXP_KIND_STRUCT, "c", "c", 30, 30, &doc);
    tdxp_tree_add(tree, tdxp_tree_top(tree), TDXP_KIND_STRUCT, "d", "d", 60, 10, &doc);
    tdxp_tree_add(tree, tdxp_tree_top(tree), TDXP_KIND_UNCLAIMED, "e", "e", 70, 30, &doc);
    assert_true(tdxp_tree_seal(tree));
    space = tdxp_tree_space(tree, 0);
    assert_int_equal(seek_unclaimed(tree, space, 0, true, &at), SEEK_FOUND);
    assert_int_equal(at, 20);
    assert_int_equal(seek_unclaimed(tree, space, 20, true, &at), SEEK_FOUND);
    assert_int_equal(at, 70);
    assert_int_equal(seek_unclaimed(tree, space, 70, true, &at), SEEK_NOTHING);
    assert_int_equal(seek_unclaimed(tree, space, 99, false, &at), SEEK_FOUND);
    assert_int_equal(at, 70);
    assert_int_equal(seek_unclaimed(tree, space, 70, false, &at), SEEK_FOUND);
    assert_int_equal(at, 20);
    assert_int_equal(seek_unclaimed(tree, space, 20, false, &at), SEEK_NOTHING);
    assert_int_equal(seek_unclaimed(tree, space, 65, false, &at), SEEK_FOUND);
    assert_int_equal(at, 20);
    tdxp_tree_free(tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_begins_behind_sixteen_zeros),
        cmocka_unit_test(what_begins_with_data_begins_there),
        cmocka_unit_test(both_ways_agree_with_looking_at_every_byte),
        cmocka_unit_test(a_search_through_much_stops_and_goes_on),
        cmocka_unit_test(unclaimed_runs_are_found_in_both_directions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
