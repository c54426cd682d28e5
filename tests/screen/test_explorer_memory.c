/*
 * Memory that runs out at any point of a session: it goes on, or it is said that there is none, and the terminal is as it was.
 *
 * tests/starve.c is preloaded: the allocation of a number fails, or that one and all that follow.
 */
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
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "explorer.h"
#include "given_back.h"
#include "tdxplore/sample.h"

enum {
    PATH = 256,
    SPREAD = 3,     /* the distance of two points grows by what stands before them, divided by this */
    ENOUGH = 1000,  /* allocations of a session that are the least */
    PATIENCE = 100, /* how often it is asked to end */
    POINTS_LEAST = 12,
};

/* The program on an image in the directory of e, with such variables for tests/starve.c. */
static void start(struct explorer *e, const char *variable, const char *value, bool on, struct termios *before)
{
    static const char script[] =
        "echo ready; read x; exec env LD_PRELOAD=\"$1\" \"$2\" ${3:+\"$3\"} XDG_DATA_HOME=\"$4\" "
        "XDG_STATE_HOME=\"$4\" \"$0\" --allow=\"$4\" \"$4\"/image.fd";
    char preload[EXPLORER_PATH], assignment[PATH];
    const char *argv[] = {"/bin/sh", "-c", script, screen_program(), preload, assignment, on ? "STARVE_ON=1" : "",
                          e->dir,    NULL};
    const struct screen_options options = {.rows = 40, .cols = 120};

    explorer_library("starve", preload);
    snprintf(assignment, sizeof assignment, "%s=%.200s", variable, value);
    explorer_run(e, &options, argv);
    screen_wait_text(e->s, "ready");
    screen_termios(e->s, before);
    screen_key(e->s, SCREEN_ENTER);
    explorer_wait_begun_or_ended(e);
}

/* Moving, the panes, searching, changing, comparing, a note, the readout, help. */
static void type_session(struct explorer *e)
{
    screen_type(e->s, "jjl\t\t\t/TDVF\rnE\x15"
                      "5\rjZ");
    screen_type(e->s, "5\r8jd?q:diff ");
    screen_type(e->s, e->dir);
    screen_type(e->s, "/image.fd\r;:note of a session\r:copy hex ");
    screen_type(e->s, e->dir);
    screen_type(e->s, "/copy\r");
}

/* However it is: in a prompt, in the help, with a question. */
static void ask_to_end(struct explorer *e)
{
    for (int i = 0; i < PATIENCE && screen_child_state(e->s) == SCREEN_RUNNING; i++) {
        screen_key(e->s, SCREEN_ESC);
        screen_settle(e->s);
        if (screen_child_state(e->s) == SCREEN_RUNNING) {
            screen_type(e->s, ":q!\r");
            screen_settle(e->s);
        }
    }
}

/* A session to its end; its exit status. */
static int run_session(struct explorer *e, const char *variable, const char *value, bool on)
{
    struct termios before;
    int status;

    start(e, variable, value, on, &before);
    if (screen_child_state(e->s) == SCREEN_RUNNING) {
        type_session(e);
        screen_settle(e->s);
        ask_to_end(e);
    }
    screen_wait_exit(e->s, &status);
    assert_given_back(e->s, &before);
    if (!WIFEXITED(status)) {
        fail_msg("%s=%s%s: ended by signal %d", variable, value, on ? " and all that follow" : "", WTERMSIG(status));
    }
    return WEXITSTATUS(status);
}

static void make_image(struct explorer *e)
{
    uint8_t *bytes = explorer_sample_bytes();

    free(explorer_file(e, "image.fd", bytes, TDXP_SAMPLE_SIZE));
    free(bytes);
}

static long count_allocations(struct explorer *e)
{
    char path[PATH];
    long count = 0;
    FILE *in;

    snprintf(path, sizeof path, "%s/count", e->dir);
    assert_int_equal(run_session(e, "STARVE_COUNT", path, false), 0);
    in = fopen(path, "r");
    assert_non_null(in);
    assert_int_equal(fscanf(in, "%ld", &count), 1);
    fclose(in);
    assert_true(count >= ENOUGH);
    return count;
}

/* Denser where the session begins: there libraries set themselves up. */
static void starve(struct explorer *e, bool on)
{
    long count;
    int points = 0;

    make_image(e);
    count = count_allocations(e);
    for (long at = 1; at <= count; at += 1 + at / SPREAD) {
        char number[32];
        int status;

        snprintf(number, sizeof number, "%ld", at);
        status = run_session(e, "STARVE_AT", number, on);
        points++;
        if (status != 0 && (status != 2 || !screen_find(e->s, "tdxplore: ", NULL, NULL))) {
            screen_dump(e->s, stderr);
            fail_msg("allocation %ld%s: exit status %d, or no message", at, on ? " and all that follow" : "", status);
        }
    }
    assert_true(points >= POINTS_LEAST);
}

static void one_allocation_may_fail(void **state)
{
    starve(*state, false);
}

static void memory_may_be_gone_for_good(void **state)
{
    starve(*state, true);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(one_allocation_may_fail),
        CASE(memory_may_be_gone_for_good),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
