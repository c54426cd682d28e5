/* How the hex pane shows bytes as somebody chooses, and the strip of the whole file beside them. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "explorer.h"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options common = {.env = no_color};
static const struct screen_options tall = {.rows = 40, .cols = 120, .env = no_color};
static const struct screen_options wide = {.rows = 60, .cols = 200, .env = no_color};
static const struct screen_options very_wide = {.rows = 60, .cols = 300, .env = no_color};

enum { TDVF = 0xcaf010 }; /* where the sample's descriptor is */

/* ---- bytes, groups, offsets, characters ---- */

static void assert_bytes(struct explorer *e, int wanted)
{
    assert_int_equal(explorer_hex(e).per_row, wanted);
}

static void c_goes_through_the_numbers_of_bytes_a_row(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &very_wide, NULL);
    assert_bytes(e, 32);
    screen_type(e->s, "c");
    screen_wait_text(e->s, "8 bytes a row");
    assert_bytes(e, 8);
    screen_type(e->s, "c");
    screen_wait_text(e->s, "16 bytes a row");
    assert_bytes(e, 16);
    screen_type(e->s, "c");
    screen_wait_text(e->s, "32 bytes a row");
    assert_bytes(e, 32);
    screen_type(e->s, "c");
    screen_wait_text(e->s, "as many bytes a row as fit");
    assert_true(hex_cursor(e) == TDVF);
}

static void more_bytes_than_fit_are_not_shown(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    screen_type(e->s, "ccc");
    screen_wait_text(e->s, "32 bytes a row, where they fit");
    assert_bytes(e, 8);
}

static void the_title_and_the_panes_beside_stay_whole(void **state)
{
    static const struct screen_options *const sizes[] = {&common, &tall, &wide};
    struct explorer *e = *state;
    struct area frame;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        explorer_start(e, sizes[i], NULL);
        for (const char *key = "cBDcBDcBDcBD"; *key; key++) {
            char typed[2] = {*key, '\0'};

            screen_type(e->s, typed);
            screen_settle(e->s);
            assert_true(explorer_pane(e, "Structure", &frame));
            assert_true(explorer_pane(e, "Hex", &frame));
        }
    }
}

static void bytes_stand_together_in_groups(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "B");
    screen_wait_text(e->s, "5444 5646 ");
    screen_type(e->s, "B");
    screen_wait_text(e->s, "[54445646 10010000 ");
    screen_type(e->s, "B");
    screen_wait_text(e->s, "[5444564610010000 ");
    screen_type(e->s, "B");
    screen_wait_text(e->s, "each byte by itself");
    assert_true(screen_find(e->s, "[54 44 56 46 10 01", NULL, NULL));
}

static void a_click_finds_its_byte_in_a_group(void **state)
{
    struct explorer *e = *state;
    int row, col;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "BB");
    screen_wait_text(e->s, "[54445646 10010000 ");
    assert_true(screen_find(e->s, "54445646 10010000", &row, &col));
    for (int digit = 0; digit < 8; digit++) {
        assert_true(screen_click(e->s, row, col + 9 + digit, SCREEN_BUTTON_LEFT));
        explorer_wait_cursor(e, TDVF + 4 + (uint64_t)digit / 2);
    }
    assert_true(screen_find(e->s, "TDVF....", &row, &col));
    assert_true(screen_click(e->s, row, col + 1, SCREEN_BUTTON_LEFT));
    explorer_wait_cursor(e, TDVF + 1);
}

static void offsets_can_be_decimal(void **state)
{
    struct explorer *e = *state;
    int row, col;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "D");
    screen_wait_text(e->s, "offsets are decimal");
    assert_true(screen_find(e->s, "13299728 0[54 44 56 46", &row, &col));
    explorer_prompt(e, "g", "Go to: ", "0");
    screen_wait_text(e->s, "      16 ");
    screen_type(e->s, "D");
    screen_wait_text(e->s, "000010 ");
}

static void characters_can_be_those_of_code_page_437(void **state)
{
    static const struct screen_options ascii = {.rows = 60, .cols = 200, .locale = "C"};
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    assert_true(screen_find(e->s, "TDVF....", NULL, NULL));
    screen_type(e->s, "C");
    screen_wait_text(e->s, "TDVF►☺  ");
    screen_type(e->s, "C");
    screen_wait_text(e->s, "TDVF....");
    explorer_start(e, &ascii, NULL);
    screen_type(e->s, "C");
    screen_wait_text(e->s, "this locale cannot show code page 437");
    assert_true(screen_find(e->s, "TDVF....", NULL, NULL));
}

/* ---- the strip ---- */

/* The last columns of the pane: the sign, the mark, the entropy. */
static struct screen_cell strip_cell(struct explorer *e, int row, int column)
{
    struct area inside = explorer_inside(e, "Hex");

    return screen_cell(e->s, inside.row + row, inside.col + inside.cols - 3 + column);
}

/* A file of noise between zeros. */
static void start_noise(struct explorer *e, const struct screen_options *opt)
{
    enum { SIZE = 1 << 20 };
    uint8_t *bytes = calloc(1, SIZE);
    uint32_t seed = 1;
    char *path;

    assert_non_null(bytes);
    for (int i = SIZE / 4; i < SIZE / 2; i++) {
        seed = seed * 1664525 + 1013904223;
        bytes[i] = (uint8_t)(seed >> 24);
    }
    path = explorer_file(e, "noise", bytes, SIZE);
    free(bytes);
    explorer_start(e, opt, path);
    free(path);
}

static void the_strip_shows_entropy_and_where_one_is(void **state)
{
    static const struct screen_options *const sizes[] = {&tall, &wide};
    struct explorer *e = *state;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int rows;

        start_noise(e, sizes[i]);
        explorer_prompt(e, "g", "Go to: ", "0");
        explorer_wait_cursor(e, 0);
        screen_wait_text(e->s, "█");
        screen_settle(e->s);
        rows = explorer_inside(e, "Hex").rows;
        assert_string_equal(strip_cell(e, 0, 0).utf8, "→");
        assert_true(stands_out(strip_cell(e, 0, 1)));
        assert_string_equal(strip_cell(e, 0, 2).utf8, " ");
        assert_string_equal(strip_cell(e, rows * 3 / 8, 2).utf8, "█");
        assert_string_equal(strip_cell(e, rows - 1, 2).utf8, " ");
        assert_string_equal(strip_cell(e, rows - 1, 0).utf8, " ");
        screen_type(e->s, "2G");
        explorer_wait_cursor(e, (1 << 20) - 1);
        assert_string_equal(strip_cell(e, rows - 1, 0).utf8, "→");
        assert_string_equal(strip_cell(e, 0, 0).utf8, " ");
        assert_false(stands_out(strip_cell(e, 0, 1)));
    }
}

static void the_strip_shows_sections(void **state)
{
    struct explorer *e = *state;
    int rows;

    explorer_start(e, &wide, NULL);
    screen_settle(e->s);
    rows = explorer_inside(e, "Hex").rows;
    assert_string_equal(strip_cell(e, rows - 1, 1).utf8, "0");
}

static void the_strip_shows_what_is_measured_while_the_overlay_is_there(void **state)
{
    struct explorer *e = *state;
    int rows;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "m");
    screen_wait_text(e->s, "MRTD would cover");
    rows = explorer_inside(e, "Hex").rows;
    assert_string_equal(strip_cell(e, rows - 1, 1).utf8, "M");
    assert_string_equal(strip_cell(e, rows / 2, 1).utf8, "-"); /* the place of the payload, which has no bytes */
    screen_type(e->s, "m");
    screen_wait_gone(e->s, "MRTD would cover");
    assert_string_equal(strip_cell(e, rows - 1, 1).utf8, "0");
}

static void the_strip_shows_where_matches_are(void **state)
{
    struct explorer *e = *state;
    int rows;
    int marked = 0;

    explorer_start(e, &wide, NULL);
    screen_settle(e->s);
    rows = explorer_inside(e, "Hex").rows;
    for (int row = 0; row < rows; row++) {
        assert_string_not_equal(strip_cell(e, row, 0).utf8, "*");
    }
    explorer_prompt(e, "/", "/", "_FVH");
    screen_wait_text(e->s, "match ");
    for (int row = 0; row < rows; row++) {
        marked += strcmp(strip_cell(e, row, 0).utf8, "*") == 0;
    }
    assert_true(marked >= 1 && marked < rows / 2);
}

static void a_click_in_the_strip_goes_there(void **state)
{
    struct explorer *e = *state;
    struct area inside;

    start_noise(e, &wide);
    inside = explorer_inside(e, "Hex");
    assert_true(screen_click(e->s, inside.row + inside.rows / 2, inside.col + inside.cols - 1, SCREEN_BUTTON_LEFT));
    explorer_wait_cursor(e, (uint64_t)(1 << 20) / (uint64_t)inside.rows * (uint64_t)(inside.rows / 2) +
                                (uint64_t)(1 << 20) % (uint64_t)inside.rows * (uint64_t)(inside.rows / 2) /
                                    (uint64_t)inside.rows);
    screen_ctrl(e->s, 'O');
    explorer_wait_cursor(e, 0);
}

static void a_narrow_screen_has_no_strip(void **state)
{
    struct explorer *e = *state;
    struct hex_view view;

    explorer_start(e, &common, NULL);
    view = explorer_hex(e);
    assert_int_equal(view.area.cols, view.digits + 2 + 3 * view.per_row + 2 + view.per_row);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(c_goes_through_the_numbers_of_bytes_a_row),
        CASE(more_bytes_than_fit_are_not_shown),
        CASE(the_title_and_the_panes_beside_stay_whole),
        CASE(bytes_stand_together_in_groups),
        CASE(a_click_finds_its_byte_in_a_group),
        CASE(offsets_can_be_decimal),
        CASE(characters_can_be_those_of_code_page_437),
        CASE(the_strip_shows_entropy_and_where_one_is),
        CASE(the_strip_shows_sections),
        CASE(the_strip_shows_what_is_measured_while_the_overlay_is_there),
        CASE(the_strip_shows_where_matches_are),
        CASE(a_click_in_the_strip_goes_there),
        CASE(a_narrow_screen_has_no_strip),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
