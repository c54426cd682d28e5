/* The prompts for places and commands: what they take, what they refuse, and that the rest of the screen goes on. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "explorer.h"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options common = {.env = no_color};
static const struct screen_options wide = {.rows = 60, .cols = 200, .env = no_color};

/* ---- Places ---- */

static void g_takes_every_way_of_naming_a_place(void **state)
{
    static const struct place_row {
        const char *text;
        uint64_t offset;
    } places[] = {
        {"0xcaf014", 0xcaf014}, {"+0x10", 0xcaf024},      {"4096", 4096},
        {"-0x20", 0xffffe0},    {"-1", 0xffffff},         {"  0x1F ", 0x1f},
        {"+1", 0x20},           {"4K", 0x1000},           {"tdvf/section[2]/Type", 0xcaf078},
        {"/tdvf", 0xcaf010},    {"gpa:0xff000010", 0x10}, {"gpa: 0xffffffff", 0xffffff},
    };
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        explorer_prompt(e, "g", "Go to: ", places[i].text);
        explorer_wait_cursor(e, places[i].offset);
        screen_wait_gone(e->s, "Go to: ");
    }
}

/* Sizes at which a refusal fits behind the text, and at which it does not. */
static void a_bad_place_says_why_and_keeps_the_prompt_open(void **state)
{
    static const struct refusal_row {
        const char *text, *message;
    } refusals[] = {
        {"nowhere", "no such place: nowhere"},
        {"tdvf/section[8]", "no such place: tdvf"},
        {"0x1000000", "past the end"},
        {"$+1", "past the end of the file"},
        {"-0x1000001", "outside of the file"},
        {"+0xffffffffffffffff", "outside of the file"},
        {"0x10000000000000000", "not a number of 64 bits"},
        {"-x", "at 2: no such place: x"},
        {"gpa:high", "at 5: not an address: high"},
        {"gpa:", "at 5: not an address"},
        {"gpa:0x1", "nothing is at GPA 0x1"},
    };
    static const struct screen_options sizes[] = {{.rows = 24, .cols = 80}, {.rows = 12, .cols = 40}};
    struct explorer *e = *state;

    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
        explorer_start(e, &sizes[size], NULL);
        screen_type(e->s, "2");
        screen_wait_text(e->s, "2 Hex");
        for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
            char message[24];

            snprintf(message, sizeof message, "%s", refusals[i].message);
            explorer_prompt(e, "g", "Go to: ", refusals[i].text);
            screen_wait_text(e->s, message);
            assert_true(screen_find(e->s, "Go to: ", NULL, NULL));
            assert_true(screen_find(e->s, refusals[i].text, NULL, NULL));
            assert_true(hex_cursor(e) == 0xcaf010);
            screen_key(e->s, SCREEN_ESC);
            screen_wait_gone(e->s, "Go to: ");
        }
    }
}

static void a_refused_place_can_be_put_right(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    explorer_prompt(e, "g", "Go to: ", "0x1000000");
    screen_wait_text(e->s, "past the end");
    screen_key(e->s, SCREEN_BACKSPACE);
    screen_wait_gone(e->s, "past the end");
    explorer_wait_line(e, "Go to: 0x100000");
    screen_key(e->s, SCREEN_ENTER);
    explorer_wait_cursor(e, 0x100000);
    screen_wait_gone(e->s, "Go to: ");
}

static void an_open_prompt_says_what_may_be_typed(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    explorer_open_prompt(e, "g", "Go to: ");
    screen_wait_text(e->s, "gpa:0xffe20000");
    screen_type(e->s, "7");
    screen_wait_gone(e->s, "gpa:0xffe20000");
    explorer_wait_line(e, "Go to: 7");
}

/* ---- Commands ---- */

static void commands_go_help_and_quit(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    explorer_prompt(e, ":", ":", "goto 0x10");
    explorer_wait_cursor(e, 0x10);
    explorer_prompt(e, ":", ":", "gpa 0xffcaf010");
    screen_wait_text(e->s, "guest  GPA 0xffcaf010  file 0xcaf");
    explorer_prompt(e, ":", ":", "0x20");
    explorer_wait_cursor(e, 0x20);
    explorer_prompt(e, ":", ":", "+5");
    explorer_wait_cursor(e, 0x25);
    explorer_prompt(e, ":", ":", "-0x20");
    explorer_wait_cursor(e, 0xffffe0);
    explorer_prompt(e, ":", ":", "help");
    screen_wait_text(e->s, "or Esc back");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_text(e->s, "1 Structure");
    explorer_prompt(e, ":", ":", "quit");
    explorer_expect_exit(e, 0);
}

static void an_unknown_command_is_refused(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    explorer_prompt(e, ":", ":", "frobnicate now");
    screen_wait_text(e->s, "no such command: frobnicate");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_text(e->s, "q quit");
    explorer_prompt(e, ":", ":", "goto");
    screen_wait_text(e->s, "no place is named");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_text(e->s, "q quit");
    explorer_prompt(e, ":", ":", "gpa");
    screen_wait_text(e->s, "not an address");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_text(e->s, "q quit");
}

/* 120 bytes of a name are told: an even number of those of letters that have two. */
static void a_name_that_is_cut_within_a_character_ends_in_a_question_mark(void **state)
{
    struct explorer *e = *state;
    char name[256] = "x";
    char told[256] = "no such command: x";

    for (int i = 0; i < 70; i++) {
        strcat(name, "д");
        strcat(told, i < 59 ? "д" : "");
    }
    strcat(told, "?");
    explorer_start(e, &wide, NULL);
    explorer_prompt(e, ":", ":", name);
    screen_wait_text(e->s, told);
}

/* ---- Typing ---- */

static void the_line_is_edited_with_the_usual_keys(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    explorer_open_prompt(e, "g", "Go to: ");
    screen_type(e->s, "bd");
    screen_key(e->s, SCREEN_LEFT);
    screen_type(e->s, "c");
    explorer_wait_line(e, "Go to: bcd");
    screen_key(e->s, SCREEN_HOME);
    screen_type(e->s, "a");
    explorer_wait_line(e, "Go to: abcd");
    screen_key(e->s, SCREEN_END);
    screen_type(e->s, "e");
    explorer_wait_line(e, "Go to: abcde");
    screen_key(e->s, SCREEN_BACKSPACE);
    explorer_wait_line(e, "Go to: abcd");
    screen_ctrl(e->s, 'A');
    screen_key(e->s, SCREEN_DELETE);
    explorer_wait_line(e, "Go to: bcd");
    screen_key(e->s, SCREEN_RIGHT);
    screen_ctrl(e->s, 'K');
    explorer_wait_line(e, "Go to: b");
    screen_type(e->s, "xyz");
    screen_ctrl(e->s, 'B');
    screen_ctrl(e->s, 'U');
    explorer_wait_line(e, "Go to: z");
    screen_key(e->s, SCREEN_F9);
    screen_type(e->s, "!");
    explorer_wait_line(e, "Go to: !z");
    screen_key(e->s, SCREEN_END);
    screen_type(e->s, " tdvf/section[0]/");
    screen_ctrl(e->s, 'W');
    explorer_wait_line(e, "Go to: !z tdvf/");
    screen_ctrl(e->s, 'W');
    explorer_wait_line(e, "Go to: !z");
}

/* e with an acute accent as one character and as two, and a wide one, behind bytes that are none. */
static void characters_of_any_language_are_typed_and_gone_over_as_a_whole(void **state)
{
    struct explorer *e = *state;
    int col;

    explorer_start(e, &common, NULL);
    explorer_open_prompt(e, "/", "TDVF  54 44");
    screen_type(e->s, "a\xff\xc3"
                      "é世e\xcc\x81z");
    screen_wait_text(e->s, "/aé世e\xcc\x81z");
    screen_wait_text(e->s, "such a character cannot be typed in this locale");
    screen_ctrl(e->s, 'U');
    screen_type(e->s, "aé世e\xcc\x81z");
    explorer_wait_line(e, "/aé世e\xcc\x81z");
    screen_key(e->s, SCREEN_LEFT);
    screen_key(e->s, SCREEN_BACKSPACE);
    explorer_wait_line(e, "/aé世z");
    screen_key(e->s, SCREEN_LEFT);
    screen_settle(e->s);
    screen_cursor(e->s, NULL, &col, NULL);
    assert_int_equal(col, 3);
    screen_key(e->s, SCREEN_DELETE);
    explorer_wait_line(e, "/aéz");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_text(e->s, "q quit");
    screen_type(e->s, "é");
    screen_wait_text(e->s, "that key does nothing");
}

static void the_cursor_shows_where_text_goes(void **state)
{
    struct explorer *e = *state;
    int row, col;
    bool visible;

    explorer_start(e, &common, NULL);
    explorer_open_prompt(e, "g", "Go to: ");
    screen_type(e->s, "0x12");
    screen_key(e->s, SCREEN_LEFT);
    explorer_wait_line(e, "Go to: 0x12");
    screen_settle(e->s);
    screen_cursor(e->s, &row, &col, &visible);
    assert_true(visible);
    assert_int_equal(row, 23);
    assert_int_equal(col, 10);
}

static void a_long_line_scrolls_and_has_an_end(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    explorer_open_prompt(e, "g", "Go to: ");
    for (int i = 0; i < 1200; i++) {
        screen_type(e->s, i % 10 == 9 ? "9" : "a");
    }
    screen_wait_text(e->s, "Go to: ");
    screen_key(e->s, SCREEN_HOME);
    screen_wait_text(e->s, "Go to: aaaaaaaaa9aaaaaaaaa9aaaaaaaaa9");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "no such place");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, "Go to: ");
    explorer_quit(e);
}

static void the_prompt_is_left_without_going_anywhere(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    explorer_open_prompt(e, "g", "Go to: ");
    screen_type(e->s, "0x10");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, "Go to: ");
    explorer_open_prompt(e, "g", "Go to: ");
    screen_type(e->s, "0x10");
    screen_ctrl(e->s, 'C');
    screen_wait_gone(e->s, "Go to: ");
    explorer_open_prompt(e, "g", "Go to: ");
    screen_key(e->s, SCREEN_BACKSPACE);
    screen_wait_gone(e->s, "Go to: ");
    explorer_open_prompt(e, "g", "Go to: ");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_gone(e->s, "Go to: ");
    assert_true(hex_cursor(e) == 0xcaf010);
}

/* ---- The rest of the screen goes on ---- */

static void a_resize_lays_the_screen_out_anew_and_keeps_what_is_typed(void **state)
{
    struct explorer *e = *state;
    struct area frame;

    explorer_start(e, &common, NULL);
    explorer_open_prompt(e, "g", "Go to: ");
    screen_type(e->s, "tdvf/section[3]");
    explorer_wait_line(e, "Go to: tdvf/section[3]");
    screen_resize(e->s, 60, 200);
    explorer_wait_line(e, "Go to: tdvf/section[3]");
    assert_true(explorer_pane(e, "Guest memory", &frame));
    screen_resize(e->s, 8, 30);
    explorer_wait_line(e, "Go to: tdvf/section[3]");
    screen_resize(e->s, 3, 30);
    screen_wait_text(e->s, "needs 20x5");
    screen_resize(e->s, 40, 132);
    explorer_wait_line(e, "Go to: tdvf/section[3]");
    screen_type(e->s, "/Type");
    screen_key(e->s, SCREEN_ENTER);
    explorer_wait_path(e, "tdvf/section[3]/Type");
}

static void the_mouse_selects_while_the_prompt_is_open(void **state)
{
    struct explorer *e = *state;
    int row, col;

    explorer_start(e, &wide, NULL);
    explorer_open_prompt(e, "g", "Go to: ");
    screen_type(e->s, "0x10");
    explorer_wait_line(e, "Go to: 0x10");
    assert_true(screen_find(e->s, "Section 2", &row, &col));
    assert_true(screen_click(e->s, row, col, SCREEN_BUTTON_LEFT));
    explorer_wait_path(e, "tdvf/section[2]");
    explorer_wait_line(e, "Go to: 0x10");
    screen_key(e->s, SCREEN_ENTER);
    explorer_wait_cursor(e, 0x10);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(g_takes_every_way_of_naming_a_place),
        CASE(a_bad_place_says_why_and_keeps_the_prompt_open),
        CASE(a_refused_place_can_be_put_right),
        CASE(an_open_prompt_says_what_may_be_typed),
        CASE(commands_go_help_and_quit),
        CASE(an_unknown_command_is_refused),
        CASE(a_name_that_is_cut_within_a_character_ends_in_a_question_mark),
        CASE(the_line_is_edited_with_the_usual_keys),
        CASE(characters_of_any_language_are_typed_and_gone_over_as_a_whole),
        CASE(the_cursor_shows_where_text_goes),
        CASE(a_long_line_scrolls_and_has_an_end),
        CASE(the_prompt_is_left_without_going_anywhere),
        CASE(a_resize_lays_the_screen_out_anew_and_keeps_what_is_typed),
        CASE(the_mouse_selects_while_the_prompt_is_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
