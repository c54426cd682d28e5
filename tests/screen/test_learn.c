/* Lessons through the terminal: choosing, going on, answering, leaving, and coming back. */
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
#include "tdxplore/sample.h"

static void start(struct explorer *e, int rows, int cols, const char *const argv[])
{
    char variable[128];
    const char *const env[] = {variable, "NO_COLOR=1", NULL};
    const struct screen_options opt = {.rows = rows, .cols = cols, .env = env};

    snprintf(variable, sizeof variable, "XDG_STATE_HOME=%s/state", e->dir);
    explorer_run(e, &opt, argv);
}

static void start_learning(struct explorer *e, const char *chapter)
{
    const char *const argv[] = {screen_program(), "learn", chapter, NULL};

    start(e, 40, 120, argv);
}

static void next(struct explorer *e, const char *shown)
{
    screen_type(e->s, "\x0e");
    screen_wait_text(e->s, shown);
}

static void lessons_are_chosen_and_gone_through(void **state)
{
    struct explorer *e = *state;

    start_learning(e, NULL);
    explorer_wait_focus(e, "Lesson");
    explorer_wait_chosen(e, "Lesson", "1 ");
    screen_type(e->s, "j");
    explorer_wait_chosen(e, "Lesson", "2 ");
    screen_type(e->s, "k");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "Lesson  1/5  Why a virtual machine needs firmware");
    /* The explanation has given way to the lesson, but for its first line. */
    assert_true(screen_find(e->s, "TDVF descriptor version 1, 8 sections: tells the VMM how to build", NULL, NULL));
    assert_true(screen_find(e->s, "Ctrl-N goes on to the next step", NULL, NULL));
    explorer_wait_focus(e, "Structure");
    next(e, "Lesson  2/5");
    next(e, "Lesson  3/5");
    /* Nothing is asked before the fourth step. */
    screen_wait_text(e->s, "Ctrl-N next step");
    assert_false(screen_find(e->s, "A answer", NULL, NULL));
    next(e, "Lesson  4/5");
    screen_wait_text(e->s, "Ctrl-N next step  A answer");
    screen_type(e->s, "\x10");
    screen_wait_text(e->s, "Lesson  3/5");
    next(e, "Lesson  4/5");
    /* It asks for a node, and does not go on before it was told twice. */
    next(e, "A answers, K shows a hint; Ctrl-N again goes on without");
    screen_type(e->s, "A");
    screen_wait_text(e->s, "no, not tdvf; K shows a hint");
    screen_type(e->s, "K");
    screen_wait_text(e->s, "It is the fourth line below the descriptor.");
    screen_type(e->s, "jjjj");
    screen_type(e->s, "A");
    screen_wait_text(e->s, "that is right");
    assert_true(explorer_has(e, "Lesson", "Right."));
    assert_true(explorer_has(e, "Lesson", "Its value is the number of sections"));
    next(e, "Lesson  5/5");
    next(e, "that was the last step; Enter begins another lesson");
    assert_true(explorer_has(e, "Lesson", "1  done   Why a virtual machine"));
    explorer_quit(e);
}

static void a_lesson_is_taken_up_where_it_was_left(void **state)
{
    struct explorer *e = *state;

    start_learning(e, "2");
    screen_wait_text(e->s, "Lesson  1/8  Finding the descriptor");
    next(e, "Lesson  2/8");
    explorer_quit(e);
    start_learning(e, NULL);
    explorer_wait_focus(e, "Lesson");
    assert_true(explorer_has(e, "Lesson", "2  at 2   Finding the descriptor"));
    start_learning(e, "02-finding");
    screen_wait_text(e->s, "Lesson  2/8  Finding the descriptor");
    explorer_quit(e);
}

static void numbers_are_typed_for_an_answer(void **state)
{
    struct explorer *e = *state;

    start_learning(e, "3");
    next(e, "Lesson  2/6");
    next(e, "Lesson  3/6");
    screen_type(e->s, "A");
    screen_wait_text(e->s, "Answer: ");
    screen_type(e->s, "nonsense\r");
    screen_wait_text(e->s, "not a number");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, "Answer: ");
    screen_type(e->s, "A");
    screen_wait_text(e->s, "Answer: ");
    screen_type(e->s, "0x111\r");
    screen_wait_text(e->s, "no, not 0x111");
    screen_type(e->s, "A");
    screen_wait_text(e->s, "Answer: ");
    screen_type(e->s, "16+8*32\r");
    screen_wait_text(e->s, "that is right");
    explorer_quit(e);
}

static void a_lesson_gives_back_the_image_and_the_place(void **state)
{
    struct explorer *e = *state;
    uint8_t *bytes = explorer_sample_bytes();
    char *path = explorer_file(e, "mine.fd", bytes, TDXP_SAMPLE_SIZE);
    const char *const argv[] = {screen_program(), path, NULL};

    start(e, 40, 120, argv);
    screen_wait_text(e->s, "mine.fd");
    explorer_prompt(e, "g", "Go to: ", "reset-vector");
    screen_wait_text(e->s, "reset-vector");
    screen_type(e->s, "T");
    explorer_wait_focus(e, "Lesson");
    screen_type(e->s, "jjjjjjjjj\r");
    screen_wait_text(e->s, "Something is wrong");
    assert_true(screen_find(e->s, "a broken image  16.0 MiB", NULL, NULL));
    screen_type(e->s, "T");
    explorer_wait_focus(e, "Lesson");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, "a broken image  16.0 MiB");
    screen_wait_text(e->s, "mine.fd");
    screen_type(e->s, "1");
    explorer_wait_chosen(e, "Structure", "Reset vector");
    explorer_quit(e);
    free(path);
    free(bytes);
}

static void a_fault_is_hidden_until_it_is_found(void **state)
{
    struct explorer *e = *state;

    start_learning(e, "12");
    screen_wait_text(e->s, "Always the same");
    assert_true(screen_find(e->s, "verdicts hidden", NULL, NULL));
    screen_type(e->s, "5");
    screen_wait_text(e->s, "Hidden until all that the lesson asks for is answered.");
    screen_type(e->s, "6");
    explorer_wait_focus(e, "Verdicts");
    assert_true(explorer_has(e, "Verdicts", "Hidden until"));
    screen_key(e->s, SCREEN_ENTER);
    explorer_prompt(e, ":", ":", "diff image.fd");
    screen_wait_text(e->s, "not while findings are hidden, which comparing would tell");
    screen_key(e->s, SCREEN_ESC);
    explorer_prompt(e, "g", "Go to: ", "tdvf/section[0]/Attributes");
    screen_type(e->s, "A");
    screen_wait_text(e->s, "that is right");
    assert_false(screen_find(e->s, "verdicts hidden", NULL, NULL));
    screen_type(e->s, "5");
    explorer_wait_focus(e, "Findings");
    assert_true(explorer_has(e, "Findings", "TDVF-S-003"));
    explorer_quit(e);
}

/* The tree marks values that do not fit by itself, without findings. */
static void nothing_else_gives_the_fault_away(void **state)
{
    const struct screen_options opt = {.rows = 40, .cols = 120};
    const char *const argv[] = {screen_program(), "learn", "10", NULL};
    struct explorer *e = *state;
    struct screen_cell length, version;
    int row, col;

    explorer_run(e, &opt, argv);
    screen_wait_text(e->s, "Something is wrong");
    assert_true(screen_find(e->s, "Length 0x110", &row, &col));
    length = screen_cell(e->s, row, col + 7);
    assert_true(screen_find(e->s, "Version 1", &row, &col));
    version = screen_cell(e->s, row, col + 8);
    assert_true(same_look(length, version));
    explorer_prompt(e, "g", "Go to: ", "tdvf/Length");
    screen_type(e->s, "A");
    screen_wait_text(e->s, "that is right");
    screen_type(e->s, "1j");
    screen_settle(e->s);
    assert_true(screen_find(e->s, "Length 0x110", &row, &col));
    assert_false(same_look(screen_cell(e->s, row, col + 7), version));
}

static void steps_show_what_they_are_about(void **state)
{
    struct explorer *e = *state;

    start_learning(e, "7");
    screen_wait_text(e->s, "The overlay");
    screen_wait_text(e->s, "not measured");
    next(e, "What goes into the hash");
    explorer_wait_focus(e, "Measurement");
    explorer_quit(e);
    start_learning(e, "5");
    screen_wait_text(e->s, "Lesson  1/6");
    for (int step = 2; step <= 6; step++) {
        char title[32];

        snprintf(title, sizeof title, "Lesson  %d/6", step);
        screen_type(e->s, "\x0e");
        screen_settle(e->s);
        if (!screen_find(e->s, title, NULL, NULL)) {
            next(e, title);
        }
    }
    screen_wait_text(e->s, "launch 1/");
    explorer_quit(e);
}

static void on_a_small_screen_the_lesson_has_all_of_it(void **state)
{
    struct explorer *e = *state;
    const char *const argv[] = {screen_program(), "learn", "1", NULL};

    start(e, 12, 40, argv);
    screen_wait_text(e->s, "A machine without memory");
    explorer_wait_focus(e, "Lesson");
    screen_type(e->s, "jjjjjjjj");
    screen_wait_gone(e->s, "A machine without memory");
    next(e, "Firmware that nobody trusts");
    explorer_quit(e);
}

static void a_lesson_of_ones_own_tells_what_cannot_be_done(void **state)
{
    static const char text[] =
        "@title Mine\x1b[31m\n@step Only \x1b[31mone\nFor {help} see there\x1b[31m.\n@go nowhere\x1b[31m\n";
    struct explorer *e = *state;
    char *path = explorer_file(e, "my.lesson", (const uint8_t *)text, sizeof text - 1);
    const char *const argv[] = {screen_program(), "learn", "--lesson", path, NULL};

    start(e, 40, 120, argv);
    screen_wait_text(e->s, "line 4 of the lesson cannot be done: nowhere\\x1b[31m");
    assert_true(explorer_has(e, "Lesson", "For H see there\\x1b[31m."));
    explorer_quit(e);
    free(path);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(lessons_are_chosen_and_gone_through),
        CASE(a_lesson_is_taken_up_where_it_was_left),
        CASE(numbers_are_typed_for_an_answer),
        CASE(a_lesson_gives_back_the_image_and_the_place),
        CASE(a_fault_is_hidden_until_it_is_found),
        CASE(nothing_else_gives_the_fault_away),
        CASE(steps_show_what_they_are_about),
        CASE(on_a_small_screen_the_lesson_has_all_of_it),
        CASE(a_lesson_of_ones_own_tells_what_cannot_be_done),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
