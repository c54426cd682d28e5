/* The mouse held down over bytes: the range grows while it moves, and goes on beyond the edges of the pane. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "explorer.h"

enum { TDVF = 0xcaf010 }; /* where the cursor is at the start */

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options wide = {.rows = 60, .cols = 200, .env = no_color};
static const struct screen_options common = {.env = no_color};

/* Moves the mouse with the button held down to a cell; at first it presses it there. */
static void hold(struct explorer *e, int row, int col)
{
    assert_true(screen_mouse(e->s, row, col, SCREEN_BUTTON_LEFT, true));
}

static void let_go(struct explorer *e, int row, int col)
{
    assert_true(screen_mouse(e->s, row, col, SCREEN_BUTTON_LEFT, false));
}

static void hold_byte(struct explorer *e, const struct hex_view *view, uint64_t offset)
{
    int row, digit, character;

    assert_true(hex_cell(view, offset, &row, &digit, &character));
    hold(e, row, digit);
}

static void wait_range(struct explorer *e, uint64_t first, uint64_t last)
{
    char text[64];

    snprintf(text, sizeof text, "0x%" PRIx64 "..0x%" PRIx64 "  ", first, last);
    screen_wait_text(e->s, text);
}

static void the_range_grows_and_shrinks_while_the_mouse_moves(void **state)
{
    static const struct screen_options *const sizes[] = {&common, &wide};
    struct explorer *e = *state;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct hex_view view;
        int row, digit, character;

        explorer_start(e, sizes[i], NULL);
        view = explorer_hex(e);
        hold_byte(e, &view, TDVF + 1);
        explorer_wait_cursor(e, TDVF + 1);
        hold_byte(e, &view, TDVF + 3);
        wait_range(e, TDVF + 1, TDVF + 3);
        hold_byte(e, &view, TDVF + 0x20);
        wait_range(e, TDVF + 1, TDVF + 0x20);
        hold_byte(e, &view, TDVF);
        wait_range(e, TDVF, TDVF + 1);
        assert_true(hex_cell(&view, TDVF + 1, &row, &digit, &character));
        assert_true(stands_out(screen_cell(e->s, row, digit)));
        assert_true(hex_cell(&view, TDVF, &row, &digit, &character));
        let_go(e, row, digit);
        screen_settle(e->s);
        wait_range(e, TDVF, TDVF + 1);
    }
}

static void a_press_that_is_let_go_where_it_was_marks_nothing(void **state)
{
    struct explorer *e = *state;
    struct hex_view view;
    int row, digit, character;

    explorer_start(e, &wide, NULL);
    view = explorer_hex(e);
    assert_true(hex_cell(&view, TDVF + 5, &row, &digit, &character));
    hold(e, row, digit);
    explorer_wait_cursor(e, TDVF + 5);
    let_go(e, row, digit);
    screen_settle(e->s);
    assert_false(screen_find(e->s, "CRC32", NULL, NULL));
}

/* True once the cursor is beyond what was in view at first by more than a few rows, above or below. */
struct beyond {
    struct explorer *e;
    uint64_t limit;
    bool below;
};

static bool is_beyond(struct screen *s, void *ctx)
{
    const struct beyond *beyond = ctx;
    uint64_t cursor = hex_cursor(beyond->e);

    (void)s;
    return beyond->below ? cursor > beyond->limit : cursor < beyond->limit;
}

static void drag_beyond(struct explorer *e, bool below)
{
    struct hex_view view = explorer_hex(e);
    uint64_t rows = 5 * (uint64_t)view.per_row;
    struct beyond beyond = {e, below ? view.end + rows : view.top - rows, below};
    uint64_t cursor;
    int row, digit, character, outside;

    assert_true(hex_cell(&view, TDVF, &row, &digit, &character));
    hold(e, row, digit);
    explorer_wait_cursor(e, TDVF);
    outside = below ? view.area.row + view.area.rows : view.area.row - 1;
    hold(e, outside, digit);
    screen_wait_until(e->s, is_beyond, &beyond, "the cursor far beyond the pane");
    let_go(e, outside, digit);
    screen_settle(e->s);
    cursor = hex_cursor(e);
    assert_int_equal(cursor % (uint64_t)view.per_row, TDVF % (uint64_t)view.per_row);
    wait_range(e, below ? TDVF : cursor, below ? cursor : TDVF);
    /* A key that moves nothing, answered: whatever went on by itself would have done so before. */
    screen_type(e->s, "H");
    screen_wait_text(e->s, "Moving");
    screen_type(e->s, "H");
    screen_wait_gone(e->s, "Moving");
    assert_int_equal(hex_cursor(e), cursor);
}

static void above_and_below_the_pane_the_range_goes_on_by_itself(void **state)
{
    struct explorer *e = *state;

    for (int below = 0; below < 2; below++) {
        explorer_start(e, &common, NULL);
        drag_beyond(e, below);
        explorer_start(e, &wide, NULL);
        drag_beyond(e, below);
    }
}

static void in_guest_memory_nothing_is_marked_and_that_is_said(void **state)
{
    struct explorer *e = *state;
    struct area inside;
    char before[EXPLORER_TEXT], now[EXPLORER_TEXT];
    int row, col;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "2v");
    screen_wait_text(e->s, "guest  GPA");
    inside = explorer_inside(e, "Hex");
    explorer_text(e, inside, 0, before, sizeof before);
    assert_true(screen_find_from(e->s, "54 44 56 46", inside.row, inside.col, &row, &col));
    hold(e, row, col);
    hold(e, row, col + 3);
    screen_wait_text(e->s, "a range is one of bytes of the file");
    hold(e, inside.row + inside.rows, col);
    let_go(e, inside.row + inside.rows, col);
    screen_settle(e->s);
    assert_true(screen_find(e->s, "a range is one of bytes of the file", NULL, NULL));
    explorer_text(e, inside, 0, now, sizeof now);
    assert_string_equal(before, now);
    explorer_wait_path(e, "tdvf/Signature");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_range_grows_and_shrinks_while_the_mouse_moves),
        CASE(a_press_that_is_let_go_where_it_was_marks_nothing),
        CASE(above_and_below_the_pane_the_range_goes_on_by_itself),
        CASE(in_guest_memory_nothing_is_marked_and_that_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
