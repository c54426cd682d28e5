/*
 * A signal at any moment of a session: while the program starts, waits, draws, searches, writes files and ends. The
 * terminal is given back, no file is written by half, and the program ends of that signal, or goes on after a stop.
 *
 * The moments are the calls of a function: tests/fault.c sends the signal before one of them.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dirent.h>
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
#include "tdxplore/sample.h"

enum {
    PATH = 256,
    SAVED = 272, /* bytes of the descriptor, which is selected at the start */
    SPREAD = 2,  /* the distance of two moments grows by what stands before them, divided by this */
    MOMENTS_MOST = 200,
};

/* The program on the sample, with this signal before the at-th call of a function. */
static void start(struct explorer *e, const char *call, int at, int signo, struct termios *before)
{
    static const char script[] =
        "echo ready; read x; exec env LD_PRELOAD=\"$1\" FAULT_CALL=\"$2\" FAULT_AT=\"$3\" "
        "FAULT_SIGNAL=\"$4\" FAULT_FILE= XDG_DATA_HOME=\"$5\" XDG_STATE_HOME=\"$5\" \"$0\" \"$6\"";
    char preload[EXPLORER_PATH], number[16], which[16], image[PATH];
    const char *argv[] = {"/bin/sh", "-c", script, screen_program(), preload, call, number, which, e->dir, image, NULL};

    explorer_library("fault", preload);
    snprintf(number, sizeof number, "%d", at);
    snprintf(which, sizeof which, "%d", signo);
    snprintf(image, sizeof image, "%s/image.fd", e->dir);
    explorer_run(e, NULL, argv);
    screen_wait_text(e->s, "ready");
    screen_termios(e->s, before);
    screen_key(e->s, SCREEN_ENTER);
    explorer_wait_begun_or_ended(e);
}

/* All at once: a file that is written, a note, moving, searching, the end. */
static void type_session(struct explorer *e)
{
    screen_type(e->s, "x\x15");
    screen_type(e->s, e->dir);
    screen_type(e->s, "/written\r");
    screen_type(e->s, ":note of a session\rjj3\t\x0f/TDVF\rnNq");
}

static void assert_no_part(const struct explorer *e, const char *name)
{
    char path[PATH];
    DIR *dir;

    snprintf(path, sizeof path, "%s/%s", e->dir, name);
    dir = opendir(path);
    for (const struct dirent *entry; dir && (entry = readdir(dir));) {
        if (strstr(entry->d_name, ".tdxp-")) {
            fail_msg("%s/%s is left", path, entry->d_name);
        }
    }
    if (dir) {
        closedir(dir);
    }
}

/* What the session writes is whole or not there, and nothing is left beside it. The next one finds nothing of it. */
static void assert_whole_files(const struct explorer *e)
{
    char path[PATH];
    char bytes[SAVED + 1];
    FILE *in;

    assert_no_part(e, ".");
    assert_no_part(e, "tdxplore");
    assert_no_part(e, "tdxplore/notes");
    snprintf(path, sizeof path, "%s/written", e->dir);
    in = fopen(path, "r");
    if (in) {
        assert_int_equal(fread(bytes, 1, sizeof bytes, in), SAVED);
        fclose(in);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/tdxplore", e->dir);
    screen_remove_dir(path);
}

static void make_image(struct explorer *e)
{
    uint8_t *bytes = explorer_sample_bytes();

    free(explorer_file(e, "image.fd", bytes, TDXP_SAMPLE_SIZE));
    free(bytes);
}

static bool has_stopped_or_ended(struct screen *s, void *context)
{
    (void)context;
    return screen_child_state(s) != SCREEN_RUNNING;
}

/* A session with a signal that ends the program. False where there are not so many calls, and it has ended by itself. */
static bool is_ended_at(struct explorer *e, const char *call, int at, int signo)
{
    struct termios before;
    int status;

    start(e, call, at, signo, &before);
    type_session(e);
    screen_wait_exit(e->s, &status);
    assert_given_back(e->s, &before);
    assert_whole_files(e);
    if (WIFSIGNALED(status)) {
        assert_int_equal(WTERMSIG(status), signo);
        return true;
    }
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    return false;
}

static void a_signal_that_ends_the_program_may_come_at_any_moment(void **state)
{
    static const char *const calls[] = {"write", "poll", "read", "open", "mmap", "close", "fsync", "rename"};
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT};
    struct explorer *e = *state;
    unsigned moments = 0;

    make_image(e);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        int at = 1;

        while (is_ended_at(e, calls[i], at, signals[moments % 4]) && moments < MOMENTS_MOST) {
            at += 1 + at / SPREAD;
            moments++;
        }
        if (at == 1) {
            fail_msg("%s is never called", calls[i]);
        }
    }
    assert_true(moments >= 30 && moments < MOMENTS_MOST);
}

static void a_stop_may_come_at_any_moment(void **state)
{
    static const char *const calls[] = {"write", "poll", "open"};
    static const int signals[] = {SIGTSTP, SIGWINCH};
    struct explorer *e = *state;
    unsigned stops = 0;

    make_image(e);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        for (int at = 1; at < 100; at += 1 + at * 2 / 3) {
            struct termios before;
            int signo = signals[(unsigned)at % 2];
            bool typed;
            int status;

            start(e, calls[i], at, signo, &before);
            typed = screen_child_state(e->s) == SCREEN_RUNNING;
            if (typed) {
                type_session(e);
                screen_wait_until(e->s, has_stopped_or_ended, NULL, "a stop, or the end");
            }
            if (screen_child_state(e->s) == SCREEN_STOPPED) {
                assert_given_back(e->s, &before);
                stops++;
                screen_foreground(e->s);
                if (!typed) {
                    explorer_wait_begun_or_ended(e);
                    type_session(e);
                }
            }
            screen_wait_exit(e->s, &status);
            assert_true(WIFEXITED(status));
            assert_given_back(e->s, &before);
            assert_whole_files(e);
        }
    }
    assert_true(stops >= 5);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_signal_that_ends_the_program_may_come_at_any_moment),
        CASE(a_stop_may_come_at_any_moment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
