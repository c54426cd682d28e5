/* Memory that runs out at any point of a session: the terminal is given back in the end, and until then nothing crashes. */
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
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "explorer.h"
#include "given_back.h"

enum {
    PATH = 256,
    SPREAD = 2, /* the distance of two points grows by what stands before them, divided by this */
    TROUBLE = 2,
};

static bool has_begun_or_ended(struct screen *s, void *context)
{
    /* Asking for the state takes in what was written meanwhile: it is to be looked at behind that. */
    bool runs = screen_child_state(s) == SCREEN_RUNNING;

    (void)context;
    return !runs || strstr(screen_row_text(s, 0), "tdxplore");
}

/* The program on the sample; its at-th allocation fails, and where that is asked for all that follow. */
static void start(struct explorer *e, long at, bool for_ever, struct termios *before)
{
    static const char script[] =
        "echo ready; read x; exec env LD_PRELOAD=\"$1\" STARVE_AT=\"$2\" \"$3\" STARVE_COUNT=\"$4\" "
        "XDG_DATA_HOME=\"$5\" XDG_STATE_HOME=\"$5\" \"$0\"";
    char preload[PATH], number[24], count[PATH];
    const char *builddir = getenv("builddir");
    const char *argv[] = {"/bin/sh",
                          "-c",
                          script,
                          screen_program(),
                          preload,
                          number,
                          for_ever ? "STARVE_ON=1" : "X=",
                          count,
                          e->dir,
                          NULL};

    snprintf(preload, sizeof preload, "%s/tests/starve.so", builddir ? builddir : ".");
    snprintf(number, sizeof number, "%ld", at);
    snprintf(count, sizeof count, "%s/count", e->dir);
    if (access(preload, R_OK) != 0) {
        print_message("skipped: tests/starve.so was not made\n");
        skip();
    }
    explorer_run(e, NULL, argv);
    screen_wait_text(e->s, "ready");
    screen_termios(e->s, before);
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_until(e->s, has_begun_or_ended, NULL, "the first screen, or the end");
}

/* How many allocations the last program made, had it got all of them. */
static long count_of(const struct explorer *e)
{
    char path[PATH];
    long count = -1;
    FILE *in;

    snprintf(path, sizeof path, "%s/count", e->dir);
    in = fopen(path, "r");
    assert_non_null(in);
    assert_int_equal(fscanf(in, "%ld", &count), 1);
    fclose(in);
    unlink(path);
    return count;
}

/* A session in which memory runs out. Where the program goes on, it ends when it is told to. */
static void go_through(struct explorer *e, long at, bool for_ever)
{
    struct termios before;
    bool drawn;
    int status;

    start(e, at, for_ever, &before);
    drawn = screen_child_state(e->s) == SCREEN_RUNNING;
    if (drawn) {
        screen_type(e->s, "jj\t\x0f/TDVF\rn:note of a session\r3H\x1b");
        screen_settle(e->s);
        screen_type(e->s, "\x1bq");
        screen_settle(e->s);
        screen_signal(e->s, SIGTERM);
    }
    screen_wait_exit(e->s, &status);
    assert_given_back(e->s, &before);
    if (WIFSIGNALED(status) && !(for_ever && !drawn && WTERMSIG(status) == SIGSEGV)) {
        assert_int_equal(WTERMSIG(status), SIGTERM);
    } else if (WIFSIGNALED(status)) {
        /* Nobody can help it: while curses begins (newterm), it does not look whether it got memory for its strings. */
        print_message("allocation %ld: curses did not survive that all fail from there\n", at);
    } else if (WEXITSTATUS(status) != 0) {
        /* curses has a message and a status of its own for it. */
        bool ours = WEXITSTATUS(status) == TROUBLE && screen_find(e->s, "tdxplore: ", NULL, NULL);

        if (!ours && (WEXITSTATUS(status) != EXIT_FAILURE ||
                      !screen_find(e->s, "Out of memory", NULL, NULL))) {
            screen_dump(e->s, stderr);
            fail_msg("status %d without a message of memory", WEXITSTATUS(status));
        }
    }
}

static void memory_may_run_out_at_any_point(void **state)
{
    struct explorer *e = *state;
    long total;

    go_through(e, 0, false);
    total = count_of(e);
    assert_true(total > 100);
    for (long at = 1; at <= total; at += 1 + at / SPREAD) {
        go_through(e, at, false);
        go_through(e, at, true);
    }
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(memory_may_run_out_at_any_point),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
