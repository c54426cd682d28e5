/* The mouse: a click selects and gives the keys, a double click follows, the wheel moves. */
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
#include <unistd.h>

#include <cmocka.h>

#include "explorer.h"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options wide = {.rows = 60, .cols = 200, .env = no_color};
static const struct screen_options very_wide = {.rows = 60, .cols = 300, .env = no_color};
static const struct screen_options common = {.env = no_color};

static void click(struct explorer *e, int row, int col)
{
    assert_true(screen_click(e->s, row, col, SCREEN_BUTTON_LEFT));
}

static void click_text(struct explorer *e, const char *text)
{
    int row, col;

    assert_true(screen_find(e->s, text, &row, &col));
    click(e, row, col);
}

static void wheel(struct explorer *e, const char *pane, enum screen_button direction)
{
    struct area inside = explorer_inside(e, pane);

    assert_true(screen_click(e->s, inside.row + 1, inside.col + 2, direction));
}

static void a_click_in_the_tree_selects_and_gives_it_the_keys(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "2");
    explorer_wait_focus(e, "Hex");
    click_text(e, "Section 4");
    explorer_wait_focus(e, "Structure");
    explorer_wait_path(e, "tdvf/section[4]");
    explorer_assert_hex_selects(e, explorer_node(e, "tdvf/section[4]"));
}

static void a_click_on_the_sign_of_a_node_opens_and_closes_it(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    click_text(e, "▸ Section 4");
    screen_wait_text(e->s, "▾ Section 4");
    explorer_wait_path(e, "tdvf/section[4]");
    click_text(e, "▾ Section 4");
    screen_wait_text(e->s, "▸ Section 4");
}

static void a_click_on_a_byte_selects_it(void **state)
{
    static const uint64_t offsets[] = {0xcaf010, 0xcaf016, 0xcaf037, 0xcaf05f};
    struct explorer *e = *state;

    for (int i = 0; i < 3; i++) {
        explorer_start(e, i == 0 ? &wide : i == 1 ? &common : &very_wide, NULL);
        for (size_t o = 0; o < sizeof offsets / sizeof *offsets; o++) {
            struct hex_view view = explorer_hex(e);
            int row, digit, character;

            assert_true(hex_cell(&view, offsets[o], &row, &digit, &character));
            click(e, row, o % 2 ? character : digit + 1);
            explorer_wait_cursor(e, offsets[o]);
            explorer_wait_focus(e, "Hex");
            explorer_wait_node(e, tdxp_tree_at(e->fw->tree, tdxp_tree_space(e->fw->tree, 0), offsets[o]));
        }
    }
}

static void a_click_beside_the_bytes_only_gives_the_keys(void **state)
{
    struct explorer *e = *state;
    struct area hex, explanation;

    explorer_start(e, &wide, NULL);
    hex = explorer_inside(e, "Hex");
    explanation = explorer_inside(e, "Explanation");
    click(e, hex.row + 5, hex.col + 1);
    explorer_wait_focus(e, "Hex");
    click(e, explanation.row + 1, explanation.col + 1);
    explorer_wait_focus(e, "Explanation");
    click(e, 0, 5);
    click(e, screen_rows(e->s) - 1, screen_cols(e->s) - 1);
    screen_settle(e->s);
    assert_true(explorer_focused(e, "Explanation"));
    explorer_wait_path(e, "tdvf");
}

static void a_click_on_the_title_of_a_pane_gives_it_the_keys(void **state)
{
    static const struct screen_options *const sizes[] = {&common, &wide};
    struct explorer *e = *state;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        explorer_start(e, sizes[i], NULL);
        click_text(e, "2 Hex");
        explorer_wait_focus(e, "Hex");
        click_text(e, "4 Explanation");
        explorer_wait_focus(e, "Explanation");
        click_text(e, "1 Structure");
        explorer_wait_focus(e, "Structure");
        explorer_wait_path(e, "tdvf");
    }
}

static void a_click_on_the_verdicts_of_the_title_line_leads_to_them(void **state)
{
    static const struct screen_options *const sizes[] = {&common, &wide};
    struct explorer *e = *state;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const char *key;
        int row, col;

        explorer_start(e, sizes[i], NULL);
        key = e->check->verdicts[0].consumer->key;
        if (!screen_find(e->s, key, &row, &col) || row != 0) {
            assert_true(screen_find(e->s, "refuse", &row, &col));
        }
        assert_int_equal(row, 0);
        click(e, 0, col);
        explorer_wait_focus(e, "Verdicts");
    }
}

/* Both clicks are sent at once, so that they are one after the other however slow the machine is. */
static void double_click(struct explorer *e, int row, int col)
{
    char keys[128];
    int used = 0;

    for (int i = 0; i < 2; i++) {
        used += snprintf(keys + used, sizeof keys - (size_t)used, "\033[<0;%d;%dM\033[<0;%d;%dm", col + 1, row + 1,
                         col + 1, row + 1);
    }
    screen_type(e->s, keys);
}

static void a_double_click_follows_as_enter_does(void **state)
{
    struct explorer *e = *state;
    struct hex_view view;
    int row, digit, character;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/section[0]/DataOffset");
    assert_true(screen_find_from(e->s, "DataOffset", 2, 0, &row, &digit));
    double_click(e, row, digit);
    explorer_wait_path(e, "contents/section[0]");
    assert_true(explorer_focused(e, "Structure"));
    screen_ctrl(e->s, 'O');
    explorer_wait_path(e, "tdvf/section[0]/DataOffset");
    view = explorer_hex(e);
    assert_true(hex_cell(&view, explorer_node(e, "tdvf/section[1]/DataOffset")->offset, &row, &digit, &character));
    double_click(e, row, digit);
    explorer_wait_path(e, "contents/section[1]");
    assert_true(explorer_focused(e, "Hex"));
}

static void a_double_click_on_a_finding_leads_to_its_bytes(void **state)
{
    struct explorer *e = *state;
    struct area inside;

    explorer_start(e, &wide, NULL);
    inside = explorer_inside(e, "Findings");
    double_click(e, inside.row + 2, inside.col + 4);
    explorer_wait_focus(e, "Hex");
    explorer_wait_node(e, e->check->findings[2].node);
}

static void what_a_double_click_has_to_say_stays_when_the_button_is_let_go(void **state)
{
    struct explorer *e = *state;
    int row, col;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/Version");
    assert_true(screen_find(e->s, "Version 1", &row, &col));
    double_click(e, row, col);
    screen_wait_text(e->s, "Version points nowhere");
}

static void two_clicks_on_the_sign_of_a_node_open_and_close_it(void **state)
{
    struct explorer *e = *state;
    int row, col;

    explorer_start(e, &wide, NULL);
    assert_true(screen_find(e->s, "▸ Section 4", &row, &col));
    double_click(e, row, col);
    explorer_wait_path(e, "tdvf/section[4]");
    screen_settle(e->s);
    assert_true(screen_find(e->s, "▸ Section 4", NULL, NULL));
}

static void clicks_on_two_cells_are_no_double_click(void **state)
{
    struct explorer *e = *state;
    int row, col;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/section[0]/DataOffset");
    assert_true(screen_find_from(e->s, "DataOffset", 2, 0, &row, &col));
    click(e, row, col);
    click(e, row, col + 1);
    screen_settle(e->s);
    explorer_wait_path(e, "tdvf/section[0]/DataOffset");
}

/* The first has been answered before the time begins that makes the second come too late. */
static void two_slow_clicks_are_no_double_click(void **state)
{
    struct explorer *e = *state;
    int row, col;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/section[0]/DataOffset");
    assert_true(screen_find_from(e->s, "DataOffset", 2, 0, &row, &col));
    screen_type(e->s, "2");
    explorer_wait_focus(e, "Hex");
    click(e, row, col);
    explorer_wait_focus(e, "Structure");
    usleep(500000);
    click(e, row, col);
    screen_settle(e->s);
    explorer_wait_path(e, "tdvf/section[0]/DataOffset");
}

static void the_right_button_goes_back(void **state)
{
    struct explorer *e = *state;
    struct area hex;

    explorer_start(e, &wide, NULL);
    hex = explorer_inside(e, "Hex");
    explorer_go(e, "tdvf/section[1]");
    explorer_go(e, "contents/section[0]");
    assert_true(screen_click(e->s, hex.row + 1, hex.col + 1, SCREEN_BUTTON_RIGHT));
    explorer_wait_path(e, "tdvf/section[1]");
    assert_true(explorer_focused(e, "Structure"));
    assert_true(screen_click(e->s, hex.row + 1, hex.col + 1, SCREEN_BUTTON_RIGHT));
    explorer_wait_path(e, "tdvf");
}

static void a_click_on_a_finding_selects_what_it_is_about(void **state)
{
    struct explorer *e = *state;
    struct area inside;

    explorer_start(e, &wide, NULL);
    assert_true(e->check->count >= 3);
    inside = explorer_inside(e, "Findings");
    click(e, inside.row + 2, inside.col + 4);
    explorer_wait_focus(e, "Findings");
    explorer_wait_node(e, e->check->findings[2].node);
    assert_int_equal(explorer_chosen_row(e, "Findings"), 2);
    if (inside.rows > (int)e->check->count) {
        click(e, inside.row + inside.rows - 1, inside.col + 4);
        screen_settle(e->s);
        explorer_wait_node(e, e->check->findings[2].node);
    }
}

static void a_click_on_a_verdict_chooses_it(void **state)
{
    struct explorer *e = *state;
    char text[100];

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "6");
    explorer_wait_focus(e, "Verdicts");
    snprintf(text, sizeof text, "%s:", e->check->verdicts[2].consumer->name);
    click_text(e, text);
    snprintf(text, sizeof text, "%s %s: ", e->check->verdicts[2].accepts ? "ok" : "NO",
             e->check->verdicts[2].consumer->name);
    explorer_wait_chosen(e, "Verdicts", text);
}

static void the_wheel_moves_in_the_pane_under_it(void **state)
{
    struct explorer *e = *state;
    uint64_t offset;
    int per_row;

    explorer_start(e, &wide, NULL);
    wheel(e, "Structure", SCREEN_WHEEL_DOWN);
    explorer_wait_path(e, "tdvf/Version");
    wheel(e, "Structure", SCREEN_WHEEL_UP);
    explorer_wait_path(e, "tdvf");
    offset = hex_cursor(e);
    per_row = explorer_hex(e).per_row;
    wheel(e, "Hex", SCREEN_WHEEL_DOWN);
    explorer_wait_cursor(e, offset + 3 * (uint64_t)per_row);
    wheel(e, "Hex", SCREEN_WHEEL_UP);
    explorer_wait_cursor(e, offset);
    assert_true(explorer_focused(e, "Structure"));
}

static void the_wheel_scrolls_explanation_and_help(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    wheel(e, "Explanation", SCREEN_WHEEL_DOWN);
    screen_wait_text(e->s, "lines 4-");
    wheel(e, "Explanation", SCREEN_WHEEL_UP);
    screen_wait_text(e->s, "lines 1-");
    screen_type(e->s, "H");
    screen_wait_text(e->s, "Moving");
    assert_true(screen_click(e->s, 5, 5, SCREEN_WHEEL_DOWN));
    screen_wait_gone(e->s, "Moving");
    assert_true(screen_click(e->s, 5, 5, SCREEN_WHEEL_UP));
    screen_wait_text(e->s, "Moving");
    click(e, 5, 5);
    screen_key(e->s, SCREEN_ESC);
    explorer_wait_path(e, "tdvf");
}

static void without_the_mouse_the_terminal_keeps_it(void **state)
{
    struct explorer *e = *state;
    const char *const argv[] = {screen_program(), "--no-mouse", NULL};

    explorer_run(e, &common, argv);
    screen_wait_text(e->s, "1 Structure");
    assert_int_equal(screen_mouse_mode(e->s), SCREEN_MOUSE_OFF);
    assert_false(screen_click(e->s, 5, 5, SCREEN_BUTTON_LEFT));
    explorer_quit(e);
    explorer_start(e, &common, NULL);
    assert_int_not_equal(screen_mouse_mode(e->s), SCREEN_MOUSE_OFF);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_click_in_the_tree_selects_and_gives_it_the_keys),
        CASE(without_the_mouse_the_terminal_keeps_it),
        CASE(a_click_on_the_sign_of_a_node_opens_and_closes_it),
        CASE(a_click_on_a_byte_selects_it),
        CASE(a_click_beside_the_bytes_only_gives_the_keys),
        CASE(a_click_on_the_title_of_a_pane_gives_it_the_keys),
        CASE(a_click_on_the_verdicts_of_the_title_line_leads_to_them),
        CASE(a_double_click_follows_as_enter_does),
        CASE(a_double_click_on_a_finding_leads_to_its_bytes),
        CASE(what_a_double_click_has_to_say_stays_when_the_button_is_let_go),
        CASE(two_clicks_on_the_sign_of_a_node_open_and_close_it),
        CASE(clicks_on_two_cells_are_no_double_click),
        CASE(two_slow_clicks_are_no_double_click),
        CASE(the_right_button_goes_back),
        CASE(a_click_on_a_finding_selects_what_it_is_about),
        CASE(a_click_on_a_verdict_chooses_it),
        CASE(the_wheel_moves_in_the_pane_under_it),
        CASE(the_wheel_scrolls_explanation_and_help),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
