/* The terminal is left as it was found, whatever ends or stops the program. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "explorer.h"
#include "given_back.h"

/* A sanitizer that takes the signals of a crash for itself would hide what the program does. */
static const char *const own_signals[] = {
    "ASAN_OPTIONS=handle_segv=0:handle_abort=0:handle_sigfpe=0:handle_sigill=0:handle_sigbus=0",
    "UBSAN_OPTIONS=handle_segv=0:handle_abort=0:handle_sigfpe=0:handle_sigill=0:handle_sigbus=0", NULL};

static void assert_taken_and_given_back(struct explorer *e, const struct termios *before)
{
    assert_true(assert_given_back(e->s, before) > 0);
}

static void assert_screen_taken(struct explorer *e)
{
    struct termios now;

    assert_true(screen_altscreen(e->s));
    assert_int_equal(screen_mouse_mode(e->s), SCREEN_MOUSE_DRAG);
    screen_termios(e->s, &now);
    assert_int_equal(now.c_lflag & (tcflag_t)(ICANON | ECHO | ISIG), 0);
}

/* Starts the program on a terminal whose modes are not the usual ones, and tells them. */
static void start_on_odd_terminal(struct explorer *e, struct termios *before)
{
    const char *argv[] = {"/bin/sh", "-c", "stty -ixon -onlcr intr ^X erase ^H min 3; echo ready; read x; exec \"$0\"",
                          screen_program(), NULL};
    const struct screen_options opt = {.env = own_signals};

    explorer_run(e, &opt, argv);
    screen_wait_text(e->s, "ready");
    screen_termios(e->s, before);
    assert_int_equal(before->c_cc[VINTR], 'X' & 0x1f);
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "q quit");
    assert_screen_taken(e);
}

/* ---- Ends ---- */

static void quitting_gives_the_terminal_back_and_succeeds(void **state)
{
    static const char *const keys[] = {"q", ":q\r", ":quit\r", "Hq", "z2q", "5q"};
    struct explorer *e = *state;
    struct termios before;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        start_on_odd_terminal(e, &before);
        screen_type(e->s, keys[i]);
        explorer_expect_exit(e, 0);
        assert_taken_and_given_back(e, &before);
        assert_true(screen_find(e->s, "ready", NULL, NULL));
    }
}

static void expect_death(struct explorer *e, int signo, const struct termios *before)
{
    int status;

    screen_wait_exit(e->s, &status);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), signo);
    assert_taken_and_given_back(e, before);
}

static void every_signal_that_ends_the_program_gives_the_terminal_back_first(void **state)
{
    static const int signals[] = {SIGINT,  SIGTERM, SIGHUP,    SIGQUIT, SIGSEGV, SIGABRT, SIGFPE,
                                  SIGILL,  SIGBUS,  SIGTRAP,   SIGSYS,  SIGXCPU, SIGALRM, SIGUSR1,
                                  SIGUSR2, SIGPIPE, SIGVTALRM, SIGPROF, SIGIO};
    struct explorer *e = *state;
    struct termios before;

    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        start_on_odd_terminal(e, &before);
        screen_signal(e->s, signals[i]);
        expect_death(e, signals[i], &before);
    }
}

static void the_interrupt_and_quit_keys_end_the_program_as_their_signals_do(void **state)
{
    struct explorer *e = *state;
    struct termios before;

    start_on_odd_terminal(e, &before);
    screen_ctrl(e->s, 'C');
    expect_death(e, SIGINT, &before);
    start_on_odd_terminal(e, &before);
    screen_ctrl(e->s, '\\');
    expect_death(e, SIGQUIT, &before);
}

static void a_closed_terminal_ends_the_program(void **state)
{
    struct explorer *e = *state;
    int status;

    explorer_start(e, NULL, NULL);
    screen_hangup(e->s);
    screen_wait_exit(e->s, &status);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGHUP);
}

static void a_terminal_without_an_alternate_screen_gets_its_cursor_and_modes_back_too(void **state)
{
    static const char *const terms[] = {"vt100", "vt220", "linux"};
    struct explorer *e = *state;
    struct termios before;

    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        const char *argv[] = {"/bin/sh", "-c", "echo ready; read x; exec \"$0\"", screen_program(), NULL};
        const struct screen_options opt = {.term = terms[i], .locale = "C", .env = own_signals};

        for (int signo = 0; signo < 2; signo++) {
            explorer_run(e, &opt, argv);
            screen_wait_text(e->s, "ready");
            screen_termios(e->s, &before);
            screen_key(e->s, SCREEN_ENTER);
            screen_wait_text(e->s, "q quit");
            screen_signal(e->s, signo ? SIGSEGV : SIGTERM);
            expect_death(e, signo ? SIGSEGV : SIGTERM, &before);
            assert_false(screen_find(e->s, "$<", NULL, NULL));
        }
    }
}

/* ---- Stops ---- */

static void wait_redrawn(struct explorer *e)
{
    screen_wait_text(e->s, "q quit");
    screen_wait_text(e->s, "1 Structure");
    assert_screen_taken(e);
}

static void suspending_gives_the_terminal_back_and_fg_takes_it_again(void **state)
{
    struct explorer *e = *state;
    struct termios before;

    for (int by_key = 0; by_key < 2; by_key++) {
        start_on_odd_terminal(e, &before);
        screen_type(e->s, "j");
        screen_wait_text(e->s, "arks the start of the descriptor");
        for (int times = 0; times < 2; times++) {
            if (by_key) {
                screen_ctrl(e->s, 'Z');
            } else {
                screen_signal(e->s, SIGTSTP);
            }
            screen_wait_state(e->s, SCREEN_STOPPED);
            assert_taken_and_given_back(e, &before);
            screen_foreground(e->s);
            screen_wait_state(e->s, SCREEN_RUNNING);
            screen_wait_text(e->s, "arks the start of the descriptor");
            wait_redrawn(e);
        }
        screen_type(e->s, "j");
        screen_wait_text(e->s, "Length  (UINT32)");
        screen_type(e->s, "q");
        explorer_expect_exit(e, 0);
        assert_taken_and_given_back(e, &before);
    }
}

static void a_terminal_that_was_resized_in_the_meantime_gets_the_right_layout(void **state)
{
    struct explorer *e = *state;
    struct area frame;

    explorer_start(e, NULL, NULL);
    screen_ctrl(e->s, 'Z');
    screen_wait_state(e->s, SCREEN_STOPPED);
    screen_resize(e->s, 60, 200);
    screen_foreground(e->s);
    screen_wait_state(e->s, SCREEN_RUNNING);
    screen_wait_text(e->s, "3 Guest memory");
    wait_redrawn(e);
    assert_true(explorer_pane(e, "Guest memory", &frame));
    assert_true(explorer_pane(e, "Explanation", &frame));
}

/* SIGSTOP leaves no time to give anything back: the shell then does as it likes with screen and modes. */
static void after_a_stop_without_warning_everything_is_taken_again(void **state)
{
    struct explorer *e = *state;
    static const char prompt[] = "\033[?1049l\033[?1000l\033[?1l\033[2J\033[Hshell$ ";
    struct termios before, cooked;
    char path[64];
    int tty;

    start_on_odd_terminal(e, &before);
    snprintf(path, sizeof path, "/proc/%d/fd/0", (int)screen_pid(e->s));
    tty = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(tty >= 0);
    screen_signal(e->s, SIGSTOP);
    screen_wait_state(e->s, SCREEN_STOPPED);
    cooked = before;
    cooked.c_lflag |= (tcflag_t)(ICANON | ECHO | ISIG);
    assert_int_equal(tcsetattr(tty, TCSANOW, &cooked), 0);
    assert_int_equal(write(tty, prompt, sizeof prompt - 1), sizeof prompt - 1);
    close(tty);
    screen_wait_text(e->s, "shell$");
    screen_foreground(e->s);
    screen_wait_state(e->s, SCREEN_RUNNING);
    screen_wait_gone(e->s, "shell$");
    wait_redrawn(e);
    screen_type(e->s, "j");
    screen_wait_text(e->s, "arks the start of the descriptor");
    screen_type(e->s, "q");
    explorer_expect_exit(e, 0);
    assert_taken_and_given_back(e, &before);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(quitting_gives_the_terminal_back_and_succeeds),
        CASE(every_signal_that_ends_the_program_gives_the_terminal_back_first),
        CASE(the_interrupt_and_quit_keys_end_the_program_as_their_signals_do),
        CASE(a_closed_terminal_ends_the_program),
        CASE(a_terminal_without_an_alternate_screen_gets_its_cursor_and_modes_back_too),
        CASE(suspending_gives_the_terminal_back_and_fg_takes_it_again),
        CASE(a_terminal_that_was_resized_in_the_meantime_gets_the_right_layout),
        CASE(after_a_stop_without_warning_everything_is_taken_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
