/* The last place in an image is taken up again. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "explorer.h"
#include "tdxplore/sample.h"

static const char back_message[] = "this is where you were last time; Ctrl-O goes to the start";

/* The program on the image, with what it keeps in a directory of the test. */
static void start(struct explorer *e, const char *path)
{
    char variable[128];
    const char *const env[] = {variable, "NO_COLOR=1", NULL};
    const struct screen_options opt = {.rows = 60, .cols = 200, .env = env};

    snprintf(variable, sizeof variable, "XDG_STATE_HOME=%s/state", e->dir);
    explorer_start(e, &opt, path);
}

static char *sample(struct explorer *e, const char *name)
{
    uint8_t *bytes = explorer_sample_bytes();
    char *path = explorer_file(e, name, bytes, TDXP_SAMPLE_SIZE);

    free(bytes);
    return path;
}

static bool keeps_places(const struct explorer *e)
{
    char path[128];

    snprintf(path, sizeof path, "%s/state/tdxplore/places", e->dir);
    return access(path, F_OK) == 0;
}

static void the_byte_the_pane_and_the_marks_come_back(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e, "a b%.fd");

    start(e, path);
    explorer_prompt(e, "g", "Go to: ", "tdvf/section[2]/MemoryAddress+3");
    explorer_wait_cursor(e, 0xcaf06b);
    screen_type(e->s, "Mx");
    screen_wait_text(e->s, "mark x");
    screen_type(e->s, "2");
    explorer_wait_focus(e, "Hex");
    explorer_prompt(e, "g", "Go to: ", "0x40012");
    explorer_wait_cursor(e, 0x40012);
    explorer_quit(e);
    start(e, path);
    screen_wait_text(e->s, back_message);
    explorer_wait_cursor(e, 0x40012);
    explorer_wait_focus(e, "Hex");
    screen_type(e->s, "'x");
    explorer_wait_cursor(e, 0xcaf06b);
    screen_key(e->s, SCREEN_BACKSPACE);
    screen_key(e->s, SCREEN_BACKSPACE);
    explorer_wait_path(e, "tdvf");
    explorer_wait_focus(e, "Structure");
    free(path);
}

static void guest_memory_comes_back(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e, "guest.fd");

    start(e, path);
    explorer_go(e, "contents/section[1]");
    screen_type(e->s, "2v");
    screen_wait_text(e->s, "Hex  guest  GPA 0xff000000");
    explorer_quit(e);
    start(e, path);
    screen_wait_text(e->s, "Hex  guest  GPA 0xff000000");
    explorer_quit(e);
    free(path);
}

static void a_node_that_is_gone_gives_way_to_what_it_was_in(void **state)
{
    struct explorer *e = *state;
    uint8_t *bytes = explorer_sample_bytes();
    char *path = sample(e, "changing.fd");

    start(e, path);
    explorer_go(e, "guid-table/entry[0]/Guid");
    explorer_quit(e);
    explorer_patch(bytes, "guid-table/footer/Length", 0, 2, 18);
    free(explorer_file(e, "changing.fd", bytes, TDXP_SAMPLE_SIZE));
    start(e, path);
    screen_wait_text(e->s, back_message);
    explorer_wait_path(e, "guid-table");
    explorer_quit(e);
    free(path);
    free(bytes);
}

static void a_place_moves_with_its_node(void **state)
{
    struct explorer *e = *state;
    uint8_t *bytes = explorer_sample_bytes();
    uint8_t *larger = calloc(1, TDXP_SAMPLE_SIZE + 0x10000);
    char *path = sample(e, "growing.fd");

    assert_non_null(larger);
    start(e, path);
    explorer_prompt(e, "g", "Go to: ", "reset-vector+5");
    explorer_wait_cursor(e, TDXP_SAMPLE_SIZE - 11);
    explorer_quit(e);
    memcpy(larger + 0x10000, bytes, TDXP_SAMPLE_SIZE);
    free(explorer_file(e, "growing.fd", larger, TDXP_SAMPLE_SIZE + 0x10000));
    start(e, path);
    explorer_wait_cursor(e, TDXP_SAMPLE_SIZE + 0x10000 - 11);
    explorer_quit(e);
    free(path);
    free(larger);
    free(bytes);
}

static void no_remember_neither_takes_up_nor_keeps(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e, "image.fd");
    char variable[128];
    const char *const env[] = {variable, "NO_COLOR=1", NULL};
    const struct screen_options opt = {.rows = 60, .cols = 200, .env = env};
    const char *const argv[] = {screen_program(), "--no-remember", path, NULL};

    snprintf(variable, sizeof variable, "XDG_STATE_HOME=%s/state", e->dir);
    explorer_run(e, &opt, argv);
    screen_wait_text(e->s, "TDVF descriptor");
    screen_type(e->s, "jj");
    explorer_quit(e);
    assert_false(keeps_places(e));
    start(e, path);
    explorer_go(e, "reset-vector");
    explorer_quit(e);
    assert_true(keeps_places(e));
    explorer_run(e, &opt, argv);
    screen_wait_text(e->s, "TDVF descriptor");
    screen_settle(e->s);
    assert_false(screen_find(e->s, back_message, NULL, NULL));
    explorer_quit(e);
    free(path);
}

static void what_is_no_file_is_not_kept(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e, "image.fd");
    char variable[128];
    const char *const env[] = {variable, NULL};
    const struct screen_options opt = {.rows = 60, .cols = 200, .env = env};
    const char *const argv[] = {"/bin/sh", "-c", "\"$0\" - <\"$1\"", screen_program(), path, NULL};

    start(e, NULL);
    explorer_go(e, "reset-vector");
    explorer_quit(e);
    snprintf(variable, sizeof variable, "XDG_STATE_HOME=%s/state", e->dir);
    explorer_run(e, &opt, argv);
    screen_wait_text(e->s, "q quit");
    screen_type(e->s, "jj");
    explorer_quit(e);
    assert_false(keeps_places(e));
    free(path);
}

static void a_signal_that_ends_it_keeps_the_place_as_well(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e, "image.fd");

    start(e, path);
    explorer_go(e, "reset-vector");
    screen_signal(e->s, SIGTERM);
    screen_wait_exit(e->s, NULL);
    start(e, path);
    screen_wait_text(e->s, back_message);
    explorer_wait_path(e, "reset-vector");
    explorer_quit(e);
    free(path);
}

static void where_nothing_can_be_kept_it_works_all_the_same(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e, "image.fd");

    free(explorer_file(e, "state", (const uint8_t *)"x", 1));
    start(e, path);
    explorer_go(e, "reset-vector");
    explorer_quit(e);
    start(e, path);
    screen_settle(e->s);
    explorer_wait_path(e, "tdvf");
    explorer_quit(e);
    free(path);
}

static void mark(struct explorer *e)
{
    screen_type(e->s, "Ma");
    screen_wait_text(e->s, "mark a: ");
    explorer_quit(e);
}

/* But nothing is said where nothing was to be kept. */
static void what_is_lost_without_a_directory_is_told_at_the_end(void **state)
{
    static const char *const env[] = {"XDG_STATE_HOME=", "HOME=", "NO_COLOR=1", NULL};
    static const struct screen_options opt = {.rows = 40, .cols = 120, .env = env};
    static const char nowhere[] = "neither XDG_STATE_HOME nor HOME names a directory";
    struct explorer *e = *state;
    char *path = sample(e, "image.fd");
    const char *const forgetful[] = {screen_program(), "--no-remember", path, NULL};

    explorer_start(e, &opt, path);
    mark(e);
    screen_wait_text(e->s, "tdxplore: neither XDG_STATE_HOME nor HOME names a directory; the marks could not be kept");
    explorer_start(e, &opt, path);
    screen_type(e->s, "T\r");
    screen_wait_text(e->s, "Lesson  1/");
    screen_ctrl(e->s, 'N');
    screen_wait_text(e->s, "Lesson  2/");
    explorer_quit(e);
    screen_wait_text(e->s, "HOME names a directory; how far the lessons have come could not be kept");
    assert_false(screen_find(e->s, "the marks could", NULL, NULL));
    explorer_start(e, &opt, path);
    explorer_quit(e);
    assert_false(screen_find(e->s, nowhere, NULL, NULL));
    explorer_start(e, &opt, NULL);
    mark(e);
    assert_false(screen_find(e->s, nowhere, NULL, NULL));
    explorer_run(e, &opt, forgetful);
    mark(e);
    assert_false(screen_find(e->s, nowhere, NULL, NULL));
    free(path);
}

static void the_usual_start_is_not_worth_a_word(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e, "image.fd");

    start(e, path);
    explorer_quit(e);
    start(e, path);
    screen_settle(e->s);
    assert_false(screen_find(e->s, back_message, NULL, NULL));
    screen_key(e->s, SCREEN_BACKSPACE);
    screen_wait_text(e->s, "this is the first place");
    explorer_quit(e);
    free(path);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_byte_the_pane_and_the_marks_come_back),
        CASE(guest_memory_comes_back),
        CASE(a_node_that_is_gone_gives_way_to_what_it_was_in),
        CASE(a_place_moves_with_its_node),
        CASE(no_remember_neither_takes_up_nor_keeps),
        CASE(what_is_no_file_is_not_kept),
        CASE(a_signal_that_ends_it_keeps_the_place_as_well),
        CASE(where_nothing_can_be_kept_it_works_all_the_same),
        CASE(what_is_lost_without_a_directory_is_told_at_the_end),
        CASE(the_usual_start_is_not_worth_a_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
