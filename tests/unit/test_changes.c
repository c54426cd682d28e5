/* Where two versions of a file differ. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "tui/changes.h"

static struct changes between(const char *before, const char *after)
{
    const struct tdxp_bytes a = {(const uint8_t *)before, strlen(before)};
    const struct tdxp_bytes b = {(const uint8_t *)after, strlen(after)};

    return changes_between(&a, &b);
}

static void assert_run(const struct changes *changes, size_t index, uint64_t start, uint64_t length)
{
    assert_true(index < changes->count);
    assert_int_equal(changes->runs[index].start, start);
    assert_int_equal(changes->runs[index].length, length);
}

static void versions_that_are_alike_have_no_changes(void **state)
{
    struct changes changes = between("the same", "the same");

    (void)state;
    assert_int_equal(changes.count, 0);
    assert_int_equal(changes.bytes, 0);
    assert_false(changes.partial);
    assert_false(changes_have(&changes, 0));
    changes_free(&changes);
}

static void each_run_of_changed_bytes_is_one(void **state)
{
    struct changes changes = between("abcdefgh", "Abcd**g*");

    (void)state;
    assert_int_equal(changes.count, 3);
    assert_int_equal(changes.bytes, 4);
    assert_run(&changes, 0, 0, 1);
    assert_run(&changes, 1, 4, 2);
    assert_run(&changes, 2, 7, 1);
    for (uint64_t offset = 0; offset < 9; offset++) {
        assert_int_equal(changes_have(&changes, offset), offset == 0 || offset == 4 || offset == 5 || offset == 7);
    }
    changes_free(&changes);
}

static void what_is_behind_the_old_end_is_changed(void **state)
{
    struct changes changes = between("abc", "abXdef");

    (void)state;
    assert_int_equal(changes.count, 1);
    assert_run(&changes, 0, 2, 4);
    assert_int_equal(changes.bytes, 4);
    changes_free(&changes);
    changes = between("abcdef", "abX");
    assert_int_equal(changes.count, 1);
    assert_run(&changes, 0, 2, 1);
    changes_free(&changes);
}

static void runs_behind_the_limit_are_one(void **state)
{
    enum { SIZE = 4 * CHANGES_MOST };
    uint8_t *before = calloc(1, SIZE);
    uint8_t *after = calloc(1, SIZE);
    struct tdxp_bytes a = {before, SIZE};
    struct tdxp_bytes b = {after, SIZE};
    struct changes changes;

    (void)state;
    assert_non_null(before);
    assert_non_null(after);
    for (int i = 0; i < SIZE; i += 2) {
        after[i] = 1;
    }
    changes = changes_between(&a, &b);
    assert_int_equal(changes.count, CHANGES_MOST);
    assert_int_equal(changes.bytes, SIZE / 2);
    assert_true(changes_have(&changes, SIZE - 2));
    assert_false(changes_have(&changes, SIZE - 1));
    assert_false(changes_have(&changes, 1));
    changes_free(&changes);
    free(before);
    free(after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_that_are_alike_have_no_changes),
        cmocka_unit_test(each_run_of_changed_bytes_is_one),
        cmocka_unit_test(what_is_behind_the_old_end_is_changed),
        cmocka_unit_test(runs_behind_the_limit_are_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
