/* Drawing again: at another size, and after a key as little as there is to say. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "explorer.h"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options mono = {.env = no_color};

/* ---- Sizes ---- */

static const struct size_row {
    int rows, cols;
} sizes[] = {
    {24, 80}, {1, 1},   {24, 80},   {60, 200}, {5, 20},  {4, 19}, {40, 132}, {1, 200},  {60, 1}, {16, 100}, {2, 2},
    {24, 79}, {25, 81}, {100, 300}, {3, 80},   {15, 80}, {6, 40}, {40, 131}, {12, 500}, {7, 21}, {24, 80},
};

static void assert_all_in_place(struct explorer *e, const struct tdxp_node *node)
{
    struct area frame;

    explorer_wait_node(e, node);
    explorer_assert_hex_selects(e, node);
    assert_true(explorer_pane(e, "Structure", &frame));
    assert_true(explorer_pane(e, "Hex", &frame));
    assert_true(explorer_pane(e, "Explanation", &frame));
    assert_non_null(strstr(screen_row_text(e->s, 0), "tdxplore"));
    screen_wait_text(e->s, "q quit");
}

static void the_screen_follows_every_size_and_comes_back_right(void **state)
{
    struct explorer *e = *state;
    const struct tdxp_node *node;

    explorer_start(e, &mono, NULL);
    explorer_go(e, "tdvf/section[1]/MemoryAddress");
    node = explorer_node(e, "tdvf/section[1]/MemoryAddress");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        screen_resize(e->s, sizes[i].rows, sizes[i].cols);
        screen_settle(e->s);
        assert_int_equal(screen_child_state(e->s), SCREEN_RUNNING);
        screen_type(e->s, "kj");
        if (sizes[i].rows >= 16 && sizes[i].cols >= 80) {
            assert_all_in_place(e, node);
        } else if (sizes[i].rows < 5 || sizes[i].cols < 20) {
            assert_false(screen_find(e->s, "Structure", NULL, NULL));
        } else {
            screen_wait_text(e->s, "tdxplore");
        }
    }
    explorer_quit(e);
}

/* Sizes that come faster than they are drawn: what the terminal has lost meanwhile is drawn again all the same. */
static void a_storm_of_sizes_leaves_a_whole_screen(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &mono, NULL);
    for (int round = 0; round < 5; round++) {
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            screen_resize(e->s, sizes[i].rows, sizes[i].cols);
        }
        screen_type(e->s, round % 2 ? "k" : "j");
        assert_all_in_place(e, explorer_node(e, round % 2 ? "tdvf" : "tdvf/Signature"));
    }
}

static void every_pane_bears_every_size(void **state)
{
    static const char *const keys[] = {"1", "2", "3", "4", "5", "6", "7", "z", "H", "H:x", "\033g1"};
    struct explorer *e = *state;

    explorer_start(e, &mono, NULL);
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        screen_type(e->s, keys[k]);
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            screen_resize(e->s, sizes[i].rows, sizes[i].cols);
            screen_settle(e->s);
        }
        assert_int_equal(screen_child_state(e->s), SCREEN_RUNNING);
    }
    screen_ctrl(e->s, 'C');
    screen_wait_gone(e->s, "Go to");
    explorer_quit(e);
}

static void ctrl_l_draws_what_something_else_has_overwritten(void **state)
{
    struct explorer *e = *state;
    char path[64];
    FILE *tty;

    explorer_start(e, &mono, NULL);
    snprintf(path, sizeof path, "/proc/%d/fd/1", (int)screen_pid(e->s));
    tty = fopen(path, "we");
    assert_non_null(tty);
    fputs("\033[2J\033[Ha message from elsewhere", tty);
    assert_int_equal(fclose(tty), 0);
    screen_wait_text(e->s, "a message from elsewhere");
    screen_ctrl(e->s, 'L');
    screen_wait_gone(e->s, "a message from elsewhere");
    assert_all_in_place(e, e->fw->tdvf->node);
}

/* ---- What a key costs ---- */

enum { MOVES = 60, BUDGET = 1024 }; /* bytes a move, on average */

/* The cursor is moved in the hex pane, one key at a time, and all panes follow. */
static size_t bytes_of_moves(struct explorer *e, const char *key, int64_t step)
{
    uint64_t offset = hex_cursor(e);
    size_t size;

    screen_settle(e->s);
    screen_mark(e->s);
    for (int i = 0; i < MOVES; i++) {
        offset = (uint64_t)((int64_t)offset + step);
        screen_type(e->s, key);
        explorer_wait_cursor(e, offset);
    }
    screen_settle(e->s);
    screen_bytes_since(e->s, &size);
    return size;
}

static void a_move_of_the_cursor_costs_less_than_a_kibibyte(void **state)
{
    static const struct screen_options screens[] = {
        {.rows = 24, .cols = 80},
        {.rows = 40, .cols = 132},
        {.rows = 60, .cols = 200},
    };
    struct explorer *e = *state;

    for (size_t i = 0; i < sizeof screens / sizeof *screens; i++) {
        int per_row;
        size_t along, down;

        explorer_start(e, &screens[i], NULL);
        screen_type(e->s, "2");
        explorer_wait_focus(e, "Hex");
        per_row = explorer_hex(e).per_row;
        along = bytes_of_moves(e, "l", 1);
        down = bytes_of_moves(e, "j", per_row);
        print_message("%dx%d: %zu bytes along, %zu down\n", screens[i].cols, screens[i].rows, along / MOVES,
                      down / MOVES);
        assert_true(along < (size_t)MOVES * BUDGET);
        assert_true(down < (size_t)MOVES * BUDGET);
    }
}

enum { FRAMES = 10, OTHER_WRITES = 60 };

/* Row for row down, with a signal that ends the program before the at-th write to the terminal. Returns how it ended. */
static int status_with_writes(struct explorer *e, int at)
{
    char preload[EXPLORER_PATH + sizeof "LD_PRELOAD="], which[sizeof "FAULT_AT=" + 12], library[EXPLORER_PATH];
    const char *const env[] = {"NO_COLOR=1", preload, "FAULT_CALL=write", "FAULT_FILE=/dev/pts", "FAULT_SIGNAL=15",
                               which,        NULL};
    const struct screen_options opt = {.env = env};
    int status;

    explorer_library("fault", library);
    snprintf(preload, sizeof preload, "LD_PRELOAD=%s", library);
    snprintf(which, sizeof which, "FAULT_AT=%d", at);
    explorer_run(e, &opt, (const char *const[]){screen_program(), NULL});
    explorer_wait_begun_or_ended(e);
    screen_type(e->s, "2");
    for (int i = 0; i < FRAMES && screen_child_state(e->s) == SCREEN_RUNNING; i++) {
        screen_key(e->s, SCREEN_DOWN);
        screen_settle(e->s);
    }
    screen_type(e->s, "q");
    screen_wait_exit(e->s, &status);
    return status;
}

/* Else a terminal could show half of one. */
static void a_frame_is_one_write(void **state)
{
    struct explorer *e = *state;
    int status = status_with_writes(e, FRAMES + 1);

    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    status = status_with_writes(e, FRAMES + OTHER_WRITES);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void an_idle_program_writes_nothing(void **state)
{
    struct explorer *e = *state;
    size_t size;

    explorer_start(e, &mono, NULL);
    screen_settle(e->s);
    screen_mark(e->s);
    screen_settle(e->s);
    screen_bytes_since(e->s, &size);
    assert_int_equal(size, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_screen_follows_every_size_and_comes_back_right),
        CASE(a_storm_of_sizes_leaves_a_whole_screen),
        CASE(every_pane_bears_every_size),
        CASE(ctrl_l_draws_what_something_else_has_overwritten),
        CASE(a_move_of_the_cursor_costs_less_than_a_kibibyte),
        CASE(a_frame_is_one_write),
        CASE(an_idle_program_writes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
