/* Keys and the mouse: help, panes, zoom, and what is no key. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "explorer.h"
#include "tui/keymap.h"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options common = {.env = no_color};
static const struct screen_options wide = {.rows = 60, .cols = 200, .env = no_color};

static const char *const panes[] = {"Structure", "Hex",      "Guest memory", "Explanation",
                                    "Findings",  "Verdicts", "Code",         "Measurement",
                                    "Matches",   "Readout",  "Lesson",       "Differences"};

enum { PANES = sizeof panes / sizeof *panes, DIGITS = 9 };

/* ---- Help ---- */

/* A command's line as the help screen has it, cut to what there is of summary. */
static bool help_shows(struct explorer *e, const struct command_info *command)
{
    struct keymap keymap;
    char keys[64], line[200];

    keymap_default(&keymap);
    keymap_names(&keymap, command->command, keys, sizeof keys);
    assert_true(*keys);
    snprintf(line, sizeof line, "│   %-20s %s ", keys, command->summary);
    return screen_find(e->s, line, NULL, NULL);
}

static bool first_row_differs(struct screen *s, void *before)
{
    return strcmp(screen_row_text(s, 2), before) != 0;
}

static void help_names_every_command_and_scrolls_to_the_last(void **state)
{
    static const struct screen_options sizes[] = {{.rows = 24, .cols = 80}, {.rows = 12, .cols = 80}};
    struct explorer *e = *state;
    size_t count;
    const struct command_info *commands = keymap_commands(&count);

    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
        explorer_start(e, &sizes[size], NULL);
        screen_type(e->s, "H");
        screen_wait_text(e->s, "or Esc back");
        for (size_t i = 0; i < count; i++) {
            char before[400];

            for (int step = 0; step < 3 && !help_shows(e, &commands[i]); step++) {
                snprintf(before, sizeof before, "%s", screen_row_text(e->s, 2));
                screen_type(e->s, "j");
                screen_wait_until(e->s, first_row_differs, before, "help to scroll");
            }
            if (!help_shows(e, &commands[i])) {
                fail_msg("help does not show: %s", commands[i].summary);
            }
        }
        screen_key(e->s, SCREEN_ESC);
        screen_wait_text(e->s, "1 Structure");
        assert_false(screen_find(e->s, "Help", NULL, NULL));
    }
}

static void help_is_left_by_its_own_keys_and_f1(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    screen_key(e->s, SCREEN_F1);
    screen_wait_text(e->s, "Help");
    screen_key(e->s, SCREEN_F1);
    screen_wait_text(e->s, "1 Structure");
    screen_type(e->s, "H");
    screen_wait_text(e->s, "Help");
    screen_type(e->s, "H");
    screen_wait_text(e->s, "1 Structure");
}

static void help_scrolls_by_pages_and_to_both_ends_and_no_further(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    screen_type(e->s, "H");
    screen_wait_text(e->s, "Moving");
    screen_type(e->s, "Gjj");
    screen_wait_text(e->s, "quit");
    screen_wait_gone(e->s, "Moving");
    screen_wait_text(e->s, "leave help, prompt, range, zoom");
    screen_type(e->s, "<kk");
    screen_wait_text(e->s, "Moving");
    screen_key(e->s, SCREEN_PGDN);
    screen_wait_gone(e->s, "Moving");
    screen_key(e->s, SCREEN_PGUP);
    screen_wait_text(e->s, "Moving");
}

static void help_survives_a_resize(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    screen_type(e->s, "HG");
    screen_wait_text(e->s, "leave help");
    screen_resize(e->s, 140, 100);
    screen_wait_text(e->s, "Moving");
    screen_wait_text(e->s, "leave help");
    screen_resize(e->s, 24, 80);
    screen_wait_text(e->s, "Help");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_text(e->s, "1 Structure");
}

/* ---- Panes ---- */

static void tab_and_the_digits_give_the_keys_to_each_pane(void **state)
{
    static const struct screen_options sizes[] = {
        {.rows = 60, .cols = 200}, {.rows = 24, .cols = 80}, {.rows = 12, .cols = 60}};
    struct explorer *e = *state;

    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
        explorer_start(e, &sizes[size], NULL);
        for (int i = 1; i <= PANES; i++) {
            screen_key(e->s, SCREEN_TAB);
            explorer_wait_focus(e, panes[i % PANES]);
        }
        for (int i = PANES - 1; i >= 0; i--) {
            screen_key(e->s, SCREEN_BACKTAB);
            explorer_wait_focus(e, panes[i]);
        }
        for (int i = DIGITS - 1; i >= 0; i--) {
            char key[] = {(char)('1' + i), '\0'};

            screen_type(e->s, key);
            explorer_wait_focus(e, panes[i]);
            for (int other = 0; other < PANES; other++) {
                assert_int_equal(explorer_focused(e, panes[other]), other == i);
            }
        }
    }
}

static void z_gives_a_pane_the_whole_screen_and_takes_it_back(void **state)
{
    struct explorer *e = *state;
    struct area frame;

    for (int i = 0; i < DIGITS; i++) {
        char key[] = {(char)('1' + i), '\0'};

        explorer_start(e, &wide, NULL);
        screen_type(e->s, key);
        explorer_wait_focus(e, panes[i]);
        screen_type(e->s, "z");
        screen_wait_text(e->s, "z back");
        for (int other = 0; other < PANES; other++) {
            assert_int_equal(explorer_pane(e, panes[other], &frame), other == i);
        }
        assert_true(explorer_pane(e, panes[i], &frame));
        assert_int_equal(frame.cols, 200);
        assert_true(frame.rows >= 57);
        screen_type(e->s, "z");
        screen_wait_gone(e->s, "z back");
        assert_true(explorer_pane(e, "Structure", &frame));
        screen_type(e->s, "z");
        screen_wait_text(e->s, "z back");
        screen_key(e->s, SCREEN_ESC);
        screen_wait_gone(e->s, "z back");
    }
}

static void the_explanation_scrolls_and_starts_anew_for_another_node(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    explorer_go(e, "tdvf");
    screen_type(e->s, "4");
    explorer_wait_focus(e, "Explanation");
    screen_type(e->s, "j");
    screen_wait_text(e->s, "lines 2-");
    screen_type(e->s, "Gj");
    screen_wait_text(e->s, "pointed to by: guid-table/entry[0]/Offset");
    screen_type(e->s, "1");
    explorer_wait_focus(e, "Structure");
    screen_type(e->s, "j");
    explorer_wait_path(e, "tdvf/Signature");
    screen_type(e->s, "k");
    explorer_wait_path(e, "tdvf");
    screen_wait_text(e->s, "lines 1-");
}

/* ---- The tree's own keys ---- */

static void the_tree_opens_closes_and_moves_by_its_keys(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/section[1]");
    screen_type(e->s, "l");
    screen_wait_text(e->s, "▾ Section 1");
    screen_type(e->s, "l");
    explorer_wait_path(e, "tdvf/section[1]/DataOffset");
    screen_type(e->s, "h");
    explorer_wait_path(e, "tdvf/section[1]");
    screen_type(e->s, "h");
    screen_wait_text(e->s, "▸ Section 1");
    screen_type(e->s, " ");
    screen_wait_text(e->s, "▾ Section 1");
    screen_type(e->s, " ");
    screen_wait_text(e->s, "▸ Section 1");
    screen_type(e->s, "h");
    explorer_wait_path(e, "tdvf");
    screen_type(e->s, "}");
    explorer_wait_path(e, "tdvf-guid");
    screen_type(e->s, "{");
    explorer_wait_path(e, "tdvf");
    screen_type(e->s, "*");
    screen_wait_text(e->s, "▾ Section 1");
    screen_type(e->s, "-");
    screen_wait_text(e->s, "▸ TDVF descriptor");
    screen_type(e->s, "p");
    explorer_wait_path(e, "/");
    screen_type(e->s, "*");
    screen_type(e->s, "G");
    explorer_wait_node(e, tdxp_tree_node(e->fw->tree, tdxp_tree_count(e->fw->tree) - 1));
    screen_key(e->s, SCREEN_HOME);
    explorer_wait_path(e, "/");
    screen_type(e->s, "kkh");
    explorer_wait_path(e, "/");
}

/* Every node of the image is reached with j, and each is explained. */
static void every_node_can_be_stepped_to(void **state)
{
    struct explorer *e = *state;
    uint32_t count;

    explorer_start(e, &wide, NULL);
    count = tdxp_tree_count(e->fw->tree);
    screen_type(e->s, "<*");
    for (uint32_t id = 0; id < count; id++) {
        explorer_wait_node(e, tdxp_tree_node(e->fw->tree, id));
        screen_type(e->s, "j");
    }
}

/* ---- What is no key ---- */

static void an_unknown_key_gives_a_hint_that_the_next_key_takes_away(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    screen_type(e->s, "^");
    screen_wait_text(e->s, "that key does nothing; H shows the keys");
    screen_type(e->s, "j");
    screen_wait_gone(e->s, "that key does nothing");
    screen_key(e->s, SCREEN_F9);
    screen_wait_text(e->s, "that key does nothing; H shows the keys");
    screen_type(e->s, "j");
    screen_wait_gone(e->s, "that key does nothing");
    screen_type(e->s, "é");
    screen_wait_text(e->s, "that key does nothing; H shows the keys");
}

/* A command that the focused pane cannot carry out says where it belongs. */
static void a_key_of_another_pane_gives_a_hint_too(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    screen_type(e->s, "2");
    explorer_wait_focus(e, "Hex");
    screen_type(e->s, "*");
    screen_wait_text(e->s, "that key does nothing here");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(help_names_every_command_and_scrolls_to_the_last),
        CASE(help_is_left_by_its_own_keys_and_f1),
        CASE(help_scrolls_by_pages_and_to_both_ends_and_no_further),
        CASE(help_survives_a_resize),
        CASE(tab_and_the_digits_give_the_keys_to_each_pane),
        CASE(z_gives_a_pane_the_whole_screen_and_takes_it_back),
        CASE(the_explanation_scrolls_and_starts_anew_for_another_node),
        CASE(the_tree_opens_closes_and_moves_by_its_keys),
        CASE(every_node_can_be_stepped_to),
        CASE(an_unknown_key_gives_a_hint_that_the_next_key_takes_away),
        CASE(a_key_of_another_pane_gives_a_hint_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
