/* Exploring a broken image of the gallery. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness.h"

static struct screen *explore_broken(void **state, const char *name)
{
    static const struct screen_options wide = {.rows = 30, .cols = 140};
    const char *argv[] = {screen_program(), "--broken", name, NULL};

    *state = screen_start(&wide, argv);
    return *state;
}

static void the_title_line_names_the_broken_image(void **state)
{
    struct screen *s = explore_broken(state, "data-offset-unaligned");
    int row;

    screen_wait_text(s, "broken sample: data-offset-unaligned");
    assert_true(screen_find(s, "broken sample: data-offset-unaligned", &row, NULL));
    assert_int_equal(row, 0);
}

static void the_title_line_names_the_image_that_a_rule_stands_for(void **state)
{
    struct screen *s = explore_broken(state, "TDVF-S-014");

    screen_wait_text(s, "broken sample: data-offset-unaligned");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_title_line_names_the_broken_image, screen_teardown),
        cmocka_unit_test_teardown(the_title_line_names_the_image_that_a_rule_stands_for, screen_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
