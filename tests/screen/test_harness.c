/* The screen-test harness itself, proved with small programs whose output is known. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness.h"

/* Starts a shell script; *state keeps the screen for the teardown. */
static struct screen *start(void **state, const struct screen_options *opt, const char *script)
{
    const char *argv[] = {"/bin/sh", "-c", script, NULL};

    *state = screen_start(opt, argv);
    return *state;
}

static bool contains(struct screen *s, const char *bytes)
{
    size_t size;
    const uint8_t *since = screen_bytes_since(s, &size);

    return memmem(since, size, bytes, strlen(bytes)) != NULL;
}

/* ---- Cells ---- */

static void text_appears_where_the_program_puts_it(void **state)
{
    struct screen *s = start(state, NULL, "printf 'one\\033[3;11Htwo two  '; cat");
    int row = -1, col = -1;
    bool visible = false;

    screen_wait_text(s, "two");
    assert_int_equal(screen_rows(s), 24);
    assert_int_equal(screen_cols(s), 80);
    assert_string_equal(screen_row_text(s, 0), "one");
    assert_string_equal(screen_row_text(s, 1), "");
    assert_string_equal(screen_row_text(s, 2), "          two two");
    assert_true(screen_find(s, "two", &row, &col));
    assert_int_equal(row, 2);
    assert_int_equal(col, 10);
    assert_true(screen_find_from(s, "two", row, col + 1, &row, &col));
    assert_int_equal(col, 14);
    assert_false(screen_find_from(s, "two", row, col + 1, &row, &col));
    assert_false(screen_find(s, "three", NULL, NULL));
    screen_cursor(s, &row, &col, &visible);
    assert_int_equal(row, 2);
    assert_int_equal(col, 19);
    assert_true(visible);
}

static void rows_keep_their_text_while_others_are_read(void **state)
{
    struct screen *s = start(state, NULL, "printf 'first\\r\\nsecond'; cat");
    const char *first, *second;

    screen_wait_text(s, "second");
    first = screen_row_text(s, 0);
    second = screen_row_text(s, 1);
    assert_string_equal(first, "first");
    assert_string_equal(second, "second");
}

static void attributes_and_colours_are_told_cell_by_cell(void **state)
{
    struct screen *s = start(state, NULL,
                             "printf 'p\\033[1mb\\033[0;4mu\\033[0;7mr\\033[0;5mk\\033[0;3mi"
                             "\\033[0;9ms\\033[0;31;42mA\\033[0;95mB\\033[38;5;200;48;5;17mC"
                             "\\033[38;2;1;2;3mD\\033[0mE'; cat");
    struct screen_cell c;

    screen_wait_text(s, "ABCDE");
    c = screen_cell(s, 0, 0);
    assert_string_equal(c.utf8, "p");
    assert_false(c.bold || c.underline || c.reverse || c.blink || c.italic || c.strike);
    assert_int_equal(c.fg.kind, SCREEN_DEFAULT);
    assert_int_equal(c.bg.kind, SCREEN_DEFAULT);
    assert_true(screen_cell(s, 0, 1).bold);
    assert_true(screen_cell(s, 0, 2).underline);
    assert_false(screen_cell(s, 0, 2).bold);
    assert_true(screen_cell(s, 0, 3).reverse);
    assert_true(screen_cell(s, 0, 4).blink);
    assert_true(screen_cell(s, 0, 5).italic);
    assert_true(screen_cell(s, 0, 6).strike);
    c = screen_cell(s, 0, 7);
    assert_int_equal(c.fg.kind, SCREEN_INDEXED);
    assert_int_equal(c.fg.idx, 1);
    assert_int_equal(c.bg.kind, SCREEN_INDEXED);
    assert_int_equal(c.bg.idx, 2);
    c = screen_cell(s, 0, 8);
    assert_int_equal(c.fg.idx, 13);
    assert_int_equal(c.bg.kind, SCREEN_DEFAULT);
    c = screen_cell(s, 0, 9);
    assert_int_equal(c.fg.idx, 200);
    assert_int_equal(c.bg.idx, 17);
    c = screen_cell(s, 0, 10);
    assert_int_equal(c.fg.kind, SCREEN_RGB);
    assert_int_equal(c.fg.r, 1);
    assert_int_equal(c.fg.g, 2);
    assert_int_equal(c.fg.b, 3);
    c = screen_cell(s, 0, 11);
    assert_int_equal(c.fg.kind, SCREEN_DEFAULT);
}

static void utf8_is_decoded_with_wide_and_combining_characters(void **state)
{
    struct screen *s = start(state, NULL, "printf '\\342\\224\\200\\344\\270\\255e\\314\\201|'; cat");
    int row, col;

    screen_wait_text(s, "|");
    assert_string_equal(screen_row_text(s, 0), "\u2500\u4e2de\u0301|");
    assert_int_equal(screen_cell(s, 0, 0).chars[0], 0x2500);
    assert_int_equal(screen_cell(s, 0, 1).width, 2);
    assert_string_equal(screen_cell(s, 0, 1).utf8, "\u4e2d");
    assert_int_equal(screen_cell(s, 0, 2).width, 0);
    assert_string_equal(screen_cell(s, 0, 2).utf8, "");
    assert_int_equal(screen_cell(s, 0, 3).chars[1], 0x301);
    assert_true(screen_find(s, "|", &row, &col));
    assert_int_equal(col, 4);
    assert_true(screen_find(s, "\u4e2de\u0301", &row, &col));
    assert_int_equal(col, 1);
    assert_int_equal(screen_cell(s, 5, 5).chars[0], ' ');
    assert_int_equal(screen_cell(s, 5, 5).width, 1);
}

static void the_c_locale_has_no_utf8(void **state)
{
    const struct screen_options opt = {.locale = "C"};
    struct screen *s = start(state, &opt, "printf '\\342\\224\\200|'; echo $LC_ALL; cat");

    screen_wait_text(s, "|C");
    assert_false(screen_find(s, "\u2500", NULL, NULL));
}

static void line_drawing_of_the_alternate_character_set_is_seen_as_lines(void **state)
{
    const struct screen_options opt = {.locale = "C"};
    struct screen *s = start(state, &opt, "printf '\\033(0lqk\\033(Bq'; cat");

    screen_wait_text(s, "\u250c\u2500\u2510q");
}

static void repeated_characters_are_expanded(void **state)
{
    struct screen *s = start(state, NULL, "printf 'x\\033[4by'; cat");

    screen_wait_text(s, "xxxxxy");
}

static void characters_repeated_up_to_the_last_column_leave_it_free(void **state)
{
    const struct screen_options opt = {.rows = 3, .cols = 8};
    struct screen *s = start(state, &opt, "printf 'x\\033[6by\\033[2;1Hx\\033[7b\\033[3;1Hz'; cat");

    screen_wait_text(s, "z");
    assert_string_equal(screen_row_text(s, 0), "xxxxxxxy");
    assert_string_equal(screen_row_text(s, 1), "xxxxxxxx");
    assert_string_equal(screen_row_text(s, 2), "z");
}

static void erasing_keeps_the_background_colour(void **state)
{
    struct screen *s = start(state, NULL, "printf 'a\\033[44m\\033[K\\033[m'; cat");

    screen_wait_text(s, "a");
    assert_int_equal(screen_cell(s, 0, 0).bg.kind, SCREEN_DEFAULT);
    assert_int_equal(screen_cell(s, 0, 79).bg.kind, SCREEN_INDEXED);
    assert_int_equal(screen_cell(s, 0, 79).bg.idx, 4);
}

static void the_alternate_screen_and_a_hidden_cursor_are_noticed(void **state)
{
    struct screen *s = start(state, NULL,
                             "stty -echo; printf 'shell'; read x; printf '\\033[?1049h\\033[H"
                             "\\033[?25lfull'; read x; printf '\\033[?1049l\\033[?25hback'; cat");
    bool visible;

    screen_wait_text(s, "shell");
    assert_false(screen_altscreen(s));
    screen_key(s, SCREEN_ENTER);
    screen_wait_text(s, "full");
    assert_true(screen_altscreen(s));
    assert_string_equal(screen_row_text(s, 0), "full");
    screen_cursor(s, NULL, NULL, &visible);
    assert_false(visible);
    screen_key(s, SCREEN_ENTER);
    screen_wait_text(s, "shellback");
    assert_false(screen_altscreen(s));
    screen_cursor(s, NULL, NULL, &visible);
    assert_true(visible);
}

static void a_dump_shows_every_row(void **state)
{
    const struct screen_options opt = {.rows = 3, .cols = 20};
    struct screen *s = start(state, &opt, "printf 'top\\033[3;3Hbottom'; cat");
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    screen_wait_text(s, "bottom");
    screen_dump(s, out);
    fclose(out);
    assert_non_null(strstr(text, "3 rows, 20 columns; cursor at 2, 8"));
    assert_non_null(strstr(text, "  0|top\n  1|\n  2|  bottom\n"));
    free(text);
}

/* ---- Size ---- */

static void the_program_has_the_size_asked_for(void **state)
{
    const struct screen_options opt = {.rows = 30, .cols = 132};
    struct screen *s = start(state, &opt, "stty size; cat");

    screen_wait_text(s, "30 132");
    assert_int_equal(screen_cell(s, 29, 131).width, 1);
}

static void a_resize_reaches_the_program_and_the_cells(void **state)
{
    struct screen *s = start(state, NULL,
                             "trap 'printf \"\\033[H\"; stty size' WINCH; echo ready; while :; do sleep 0.02; "
                             "done");

    screen_wait_text(s, "ready");
    screen_resize(s, 10, 40);
    screen_wait_text(s, "10 40");
    assert_int_equal(screen_rows(s), 10);
    screen_resize(s, 50, 200);
    screen_wait_text(s, "50 200");
    assert_int_equal(screen_cols(s), 200);
    assert_int_equal(screen_cell(s, 49, 199).width, 1);
}

/* ---- Keys ---- */

#define SHOW_KEYS "stty raw -echo; printf 'ready\\r\\n'; exec cat -v"
#define SHOW_APPLICATION_KEYS "printf '\\033[?1h\\033='; " SHOW_KEYS

static void cursor_keys_follow_the_mode_that_the_program_set(void **state)
{
    struct screen *s = start(state, NULL, SHOW_KEYS);

    screen_wait_text(s, "ready");
    screen_key(s, SCREEN_UP);
    screen_key(s, SCREEN_HOME);
    screen_wait_text(s, "^[[A^[[H");
    screen_teardown(state);
    s = start(state, NULL, SHOW_APPLICATION_KEYS);
    screen_wait_text(s, "ready");
    screen_key(s, SCREEN_UP);
    screen_key(s, SCREEN_DOWN);
    screen_key(s, SCREEN_LEFT);
    screen_key(s, SCREEN_RIGHT);
    screen_key(s, SCREEN_HOME);
    screen_key(s, SCREEN_END);
    screen_wait_text(s, "^[OA^[OB^[OD^[OC^[OH^[OF");
}

static void other_keys_are_those_of_an_xterm(void **state)
{
    struct screen *s = start(state, NULL, SHOW_APPLICATION_KEYS);

    screen_wait_text(s, "ready");
    screen_key(s, SCREEN_PGUP);
    screen_key(s, SCREEN_PGDN);
    screen_key(s, SCREEN_INSERT);
    screen_key(s, SCREEN_DELETE);
    screen_key(s, SCREEN_BACKTAB);
    screen_key(s, SCREEN_F1);
    screen_key(s, SCREEN_F5);
    screen_key(s, SCREEN_F12);
    screen_wait_text(s, "^[[5~^[[6~^[[2~^[[3~^[[Z^[OP^[[15~^[[24~");
    screen_key(s, SCREEN_BACKSPACE);
    screen_key(s, SCREEN_ENTER);
    screen_key(s, SCREEN_ESC);
    screen_ctrl(s, 'o');
    screen_ctrl(s, '?');
    screen_type(s, "q");
    screen_wait_text(s, "^?^M^[^O^?q");
}

static void keys_of_another_terminal_are_its_own(void **state)
{
    const struct screen_options opt = {.term = "linux"};
    struct screen *s = start(state, &opt, SHOW_KEYS);

    screen_wait_text(s, "ready");
    screen_key(s, SCREEN_UP);
    screen_key(s, SCREEN_HOME);
    screen_key(s, SCREEN_F1);
    screen_wait_text(s, "^[[A^[[1~^[[[A");
}

static void an_unknown_terminal_has_the_keys_of_an_xterm(void **state)
{
    const struct screen_options opt = {.term = "no-such-terminal"};
    struct screen *s = start(state, &opt, SHOW_KEYS);

    screen_wait_text(s, "ready");
    screen_key(s, SCREEN_UP);
    screen_key(s, SCREEN_F1);
    screen_wait_text(s, "^[[A^[OP");
}

static void typed_text_arrives_as_it_is(void **state)
{
    struct screen *s = start(state, NULL, "stty raw -echo; echo ready; exec cat");

    screen_wait_text(s, "ready");
    screen_type(s, "a \u00e4\u4e2d~");
    screen_wait_text(s, "a \u00e4\u4e2d~");
}

static void the_mouse_is_sent_only_to_a_program_that_wants_it(void **state)
{
    struct screen *s = start(state, NULL,
                             "stty raw -echo; printf 'ready\\r\\n'; head -c 1; "
                             "printf '\\033[?1000h\\033[?1006hmouse on\\r\\n'; exec cat -v");

    screen_wait_text(s, "ready");
    assert_int_equal(screen_mouse_mode(s), SCREEN_MOUSE_OFF);
    assert_false(screen_click(s, 2, 3, SCREEN_BUTTON_LEFT));
    screen_type(s, "!");
    screen_wait_text(s, "!mouse on");
    assert_int_equal(screen_mouse_mode(s), SCREEN_MOUSE_CLICK);
    assert_true(screen_click(s, 4, 9, SCREEN_BUTTON_LEFT));
    screen_wait_text(s, "^[[<0;10;5M^[[<0;10;5m");
    assert_true(screen_click(s, 0, 0, SCREEN_WHEEL_UP));
    assert_true(screen_mouse(s, 0, 0, SCREEN_WHEEL_DOWN, true));
    screen_type(s, ".");
    screen_wait_text(s, "m^[[<64;1;1M^[[<65;1;1M.");
}

static void several_modes_can_be_set_at_once_and_in_pieces(void **state)
{
    struct screen *s = start(state, NULL,
                             "stty -echo; printf 'a\\033[?1006;1000hb'; read x; "
                             "printf '\\033'; sleep 0.05; printf '[?1000;200'; sleep 0.05; "
                             "printf '4;25lc\\033\\033[1md\\033[?7he'; cat");
    bool visible;

    screen_wait_text(s, "ab");
    assert_int_equal(screen_mouse_mode(s), SCREEN_MOUSE_CLICK);
    screen_key(s, SCREEN_ENTER);
    screen_wait_text(s, "abcde");
    assert_int_equal(screen_mouse_mode(s), SCREEN_MOUSE_OFF);
    screen_cursor(s, NULL, NULL, &visible);
    assert_false(visible);
    assert_false(screen_cell(s, 0, 2).bold);
    assert_true(screen_cell(s, 0, 3).bold);
    assert_true(contains(s, "\033[?1006;1000h"));
}

static void the_terminal_answers_questions_of_the_program(void **state)
{
    struct screen *s = start(state, NULL,
                             "stty raw -echo; printf '\\033[5;7H\\033[6n'; head -c 6 | cat -v; "
                             "exec cat");

    screen_wait_text(s, "^[[5;7R");
}

static void much_output_and_much_input_do_not_block_each_other(void **state)
{
    struct screen *s = start(state, NULL,
                             "stty raw -echo; printf 'ready\\r\\n'; head -c 1 >/dev/null; "
                             "yes 0123456789 | head -c 1000000; printf '\\r\\nwritten\\r\\n'; "
                             "head -c 40000 | tr -d x | wc -c; printf '\\r\\n'; exec cat");
    char *much = malloc(40002);

    screen_wait_text(s, "ready");
    screen_mark(s);
    memset(much, 'x', 40001);
    memset(much + 20001, 'y', 20000);
    much[40001] = '\0';
    screen_type(s, much);
    free(much);
    screen_wait_text(s, "20000");
    assert_true(screen_raw_bytes(s) > 1000000);
}

/* ---- The program's surroundings ---- */

static void the_environment_is_clean(void **state)
{
    const char *const extra[] = {"NO_COLOR=1", "LC_ALL=C.utf8", "EMPTY=", NULL};
    const char *const unset[] = {"TERM", "PATH", NULL};
    const struct screen_options opt = {.env = extra, .unset = unset, .rows = 40};
    const char *argv[] = {"/usr/bin/env", NULL};
    struct screen *s;
    char home[128];

    setenv("SCREEN_TEST_STRAY", "1", 1);
    *state = s = screen_start(&opt, argv);
    unsetenv("SCREEN_TEST_STRAY");
    screen_wait_exit(s, NULL);
    snprintf(home, sizeof home, "HOME=%s", screen_home(s));
    assert_true(screen_find(s, home, NULL, NULL));
    assert_true(screen_find(s, "NO_COLOR=1", NULL, NULL));
    assert_true(screen_find(s, "LC_ALL=C.utf8", NULL, NULL));
    assert_true(screen_find(s, "EMPTY=", NULL, NULL));
    assert_false(screen_find(s, "C.UTF-8", NULL, NULL));
    assert_false(screen_find(s, "TERM=", NULL, NULL));
    assert_false(screen_find(s, "PATH=", NULL, NULL));
    assert_false(screen_find(s, "SCREEN_TEST_STRAY", NULL, NULL));
    screen_teardown(state);

    *state = s = screen_start(NULL, argv);
    screen_wait_exit(s, NULL);
    assert_true(screen_find(s, "TERM=xterm-256color", NULL, NULL));
    assert_true(screen_find(s, "LC_ALL=C.UTF-8", NULL, NULL));
    assert_true(screen_find(s, "PATH=", NULL, NULL));
}

static void home_is_a_directory_that_goes_with_the_screen(void **state)
{
    struct screen *s = start(state, NULL, "mkdir -p $HOME/a/b; echo x >$HOME/a/b/c; echo made; cat");
    char home[128];
    struct stat st;

    screen_wait_text(s, "made");
    snprintf(home, sizeof home, "%s", screen_home(s));
    assert_int_equal(stat(home, &st), 0);
    screen_teardown(state);
    assert_int_not_equal(stat(home, &st), 0);
}

static void the_program_runs_where_it_is_told_to(void **state)
{
    const struct screen_options opt = {.cwd = "/usr/share"};
    struct screen *s = start(state, &opt, "pwd; cat");

    screen_wait_text(s, "/usr/share");
}

static void a_relative_program_is_found_in_spite_of_another_directory(void **state)
{
    const struct screen_options opt = {.cwd = "/usr/share"};
    const char *argv[] = {"./sh", "-c", "pwd; cat", NULL};
    char *here = getcwd(NULL, 0);

    assert_int_equal(chdir("/bin"), 0);
    *state = screen_start(&opt, argv);
    assert_int_equal(chdir(here), 0);
    free(here);
    screen_wait_text(*state, "/usr/share");
}

static void without_arguments_the_program_under_test_is_run(void **state)
{
    char *before = getenv("TDXPLORE") ? strdup(getenv("TDXPLORE")) : NULL;

    setenv("TDXPLORE", "/bin/pwd", 1);
    assert_string_equal(screen_program(), "/bin/pwd");
    *state = screen_start(&(struct screen_options){.cwd = "/usr"}, NULL);
    unsetenv("TDXPLORE");
    if (before) {
        setenv("TDXPLORE", before, 1);
    }
    free(before);
    screen_wait_exit(*state, NULL);
    assert_string_equal(screen_row_text(*state, 0), "/usr");
}

/* ---- Waiting ---- */

static void settling_waits_for_the_first_output_and_for_quiet(void **state)
{
    struct screen *s = start(state, NULL, "for i in 1 2 3 4 5; do printf $i; sleep 0.01; done; cat");

    screen_wait_text(s, "1");
    screen_settle(s);
    assert_string_equal(screen_row_text(s, 0), "12345");
}

static void a_program_that_computes_is_not_taken_for_quiet(void **state)
{
    struct screen *s =
        start(state, NULL, "printf begun; i=0; while [ $i -lt 700000 ]; do i=$((i+1)); done; printf ' ended'; cat");

    screen_wait_text(s, "begun");
    screen_settle(s);
    assert_string_equal(screen_row_text(s, 0), "begun ended");
}

static void text_that_goes_away_is_waited_for(void **state)
{
    struct screen *s = start(state, NULL, "printf 'please wait'; sleep 0.2; printf '\\033[H\\033[2Jdone'; cat");

    screen_wait_text(s, "please wait");
    screen_wait_gone(s, "please wait");
    assert_string_equal(screen_row_text(s, 0), "done");
}

static bool count_reaches(struct screen *s, void *ctx)
{
    return atoi(screen_row_text(s, 0)) >= *(int *)ctx;
}

static void a_predicate_is_waited_for(void **state)
{
    struct screen *s = start(state, NULL,
                             "i=0; while [ $i -lt 20 ]; do i=$((i+1)); printf '\\r%d' $i; "
                             "sleep 0.01; done; cat");
    int wanted = 7;

    screen_wait_until(s, count_reaches, &wanted, "7 or more");
    assert_true(atoi(screen_row_text(s, 0)) >= 7);
}

/* What a failing test prints, and whether it failed: it is run by a cmocka of its own. */
static char *output_of_failing(CMUnitTestFunction test, bool *failed)
{
    const struct CMUnitTest tests[] = {{"inner", test, NULL, screen_teardown, NULL}};
    char *text = calloc(1, 65536);
    size_t size = 0;
    ssize_t n;
    int fds[2], status;
    pid_t pid;

    assert_int_equal(pipe(fds), 0);
    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        dup2(fds[1], STDOUT_FILENO);
        dup2(fds[1], STDERR_FILENO);
        close(fds[0]);
        close(fds[1]);
        n = cmocka_run_group_tests(tests, NULL, NULL);
        fflush(NULL);
        _exit((int)n);
    }
    close(fds[1]);
    while ((n = read(fds[0], text + size, 65535 - size)) > 0) {
        size += (size_t)n;
    }
    close(fds[0]);
    waitpid(pid, &status, 0);
    *failed = WIFEXITED(status) && WEXITSTATUS(status) != 0;
    return text;
}

static void inner_missing_text(void **state)
{
    const struct screen_options opt = {.timeout_ms = 300};

    screen_wait_text(start(state, &opt, "echo what there is; exec cat"), "what there is not");
}

static void inner_ended_program(void **state)
{
    screen_wait_text(start(state, NULL, "echo last words; exit 3"), "something");
}

static void inner_no_program(void **state)
{
    const char *argv[] = {"/no/such/program", NULL};

    *state = screen_start(NULL, argv);
}

static void inner_no_cell(void **state)
{
    screen_cell(start(state, NULL, "exec cat"), 24, 0);
}

static void inner_never_quiet(void **state)
{
    const struct screen_options opt = {.timeout_ms = 300};

    screen_settle(start(state, &opt, "exec yes"));
}

static void waits_in_vain_fail_the_test_and_show_the_screen(void **state)
{
    static const struct {
        CMUnitTestFunction test;
        const char *said[2];
    } rows[] = {
        {inner_missing_text, {"screen: waited in vain for \"what there is not\"", "  0|what there is\n"}},
        {inner_ended_program, {"waited for \"something\", but the program has ended: exit status 3", "  0|last words"}},
        {inner_no_program, {"cannot run /no/such/program: No such file", ""}},
        {inner_no_cell, {"there is no cell at row 24, column 0", "screen of 24 rows"}},
        {inner_never_quiet, {"the program has not come to rest", "|y\n"}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool failed;
        char *text = output_of_failing(rows[i].test, &failed);

        if (!failed || !strstr(text, rows[i].said[0]) || !strstr(text, rows[i].said[1])) {
            fail_msg("not failed as it should: \"%s\" is not in:\n%s", rows[i].said[0], text);
        }
        free(text);
    }
}

/* ---- Bytes ---- */

static void bytes_are_counted_and_kept_from_a_mark_on(void **state)
{
    struct screen *s = start(state, NULL,
                             "stty -echo -onlcr; printf 'before\\007'; read x; "
                             "printf '\\033[1mafter\\001'; cat");
    uint64_t before;
    size_t size;

    screen_wait_text(s, "before");
    screen_settle(s);
    assert_true(contains(s, "before\a"));
    before = screen_raw_bytes(s);
    assert_int_equal(before, 7);
    screen_mark(s);
    screen_bytes_since(s, &size);
    assert_int_equal(size, 0);
    screen_key(s, SCREEN_ENTER);
    screen_wait_text(s, "after");
    screen_bytes_since(s, &size);
    assert_int_equal(size, 10);
    assert_int_equal(screen_raw_bytes(s), 17);
    assert_true(contains(s, "\033[1mafter\001"));
    assert_false(contains(s, "before"));
}

/* ---- Life ---- */

static void the_exit_status_and_the_last_output_are_kept(void **state)
{
    struct screen *s = start(state, NULL, "yes 0123456789 | head -c 220000; printf last; exit 42");
    int status;
    size_t size;

    screen_wait_exit(s, &status);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 42);
    assert_int_equal(screen_child_state(s), SCREEN_ENDED);
    assert_string_equal(screen_row_text(s, 23), "last");
    screen_bytes_since(s, &size);
    assert_int_equal(size, 220000 + 20000 + 4); /* each of the 20000 newlines with a CR */
    assert_int_equal(screen_raw_bytes(s), size);
    assert_false(contains(s, "screen-test"));
}

static void a_signal_reaches_the_program(void **state)
{
    struct screen *s = start(state, NULL,
                             "trap 'echo caught; exit 5' TERM; echo ready; "
                             "while :; do sleep 0.02; done");
    int status;

    screen_wait_text(s, "ready");
    assert_int_equal(screen_child_state(s), SCREEN_RUNNING);
    screen_signal(s, SIGTERM);
    screen_wait_exit(s, &status);
    assert_int_equal(WEXITSTATUS(status), 5);
    assert_true(screen_find(s, "caught", NULL, NULL));
}

static void a_crash_is_told_by_its_signal(void **state)
{
    struct screen *s = start(state, NULL, "kill -SEGV $$");
    int status;

    screen_wait_exit(s, &status);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGSEGV);
    assert_false(WCOREDUMP(status));
}

static void ctrl_c_interrupts(void **state)
{
    struct screen *s = start(state, NULL, "echo ready; exec cat");
    int status;

    screen_wait_text(s, "ready");
    screen_ctrl(s, 'c');
    screen_wait_exit(s, &status);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGINT);
}

static void ctrl_z_suspends_and_the_foreground_continues(void **state)
{
    struct screen *s = start(state, NULL, "stty -echo; echo ready; exec cat");

    screen_wait_text(s, "ready");
    for (int round = 0; round < 3; round++) {
        char text[16];

        screen_ctrl(s, 'z');
        screen_wait_state(s, SCREEN_STOPPED);
        screen_foreground(s);
        screen_wait_state(s, SCREEN_RUNNING);
        snprintf(text, sizeof text, "round %d", round);
        screen_type(s, text);
        screen_key(s, SCREEN_ENTER);
        screen_wait_text(s, text);
    }
}

static void a_program_that_stops_itself_as_ncurses_does_is_stopped(void **state)
{
    struct screen *s = start(state, NULL, "echo ready; kill -TSTP 0; echo again; cat");

    screen_wait_text(s, "ready");
    screen_wait_state(s, SCREEN_STOPPED);
    assert_false(screen_find(s, "again", NULL, NULL));
    screen_foreground(s);
    screen_wait_text(s, "again");
}

static void a_hangup_is_signalled(void **state)
{
    struct screen *s = start(state, NULL,
                             "trap 'exit 7' HUP; echo ready; "
                             "while :; do sleep 0.02; done");
    int status;

    screen_wait_text(s, "ready");
    screen_hangup(s);
    screen_wait_exit(s, &status);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 7);
    assert_true(screen_find(s, "ready", NULL, NULL));
}

static void a_hangup_gets_through_to_one_of_several_screens(void **state)
{
    struct screen *s = start(state, NULL,
                             "trap '' HUP; echo ready; while read x; do :; done; "
                             "exit 8");
    void *other = NULL;
    int status;

    start(&other, NULL, "echo other; exec cat");
    screen_wait_text(s, "ready");
    screen_wait_text(other, "other");
    screen_hangup(s);
    screen_wait_exit(s, &status);
    assert_int_equal(WEXITSTATUS(status), 8);
    assert_int_equal(screen_child_state(other), SCREEN_RUNNING);
    screen_teardown(&other);
}

static void the_terminal_modes_can_be_compared_also_after_the_end(void **state)
{
    struct screen *s = start(state, NULL,
                             "echo before; read x; stty -echo; echo off; read x; "
                             "[ \"$x\" = restore ] && stty echo; exit 0");
    struct termios before, during, after;

    for (int restored = 0; restored < 2; restored++) {
        screen_wait_text(s, "before");
        screen_termios(s, &before);
        assert_true(before.c_lflag & ECHO);
        screen_key(s, SCREEN_ENTER);
        screen_wait_text(s, "off");
        screen_termios(s, &during);
        assert_false(during.c_lflag & ECHO);
        screen_type(s, restored ? "restore\r" : "leave\r");
        screen_wait_exit(s, NULL);
        screen_termios(s, &after);
        assert_int_equal(after.c_lflag, restored ? before.c_lflag : during.c_lflag);
        assert_int_equal(after.c_iflag, before.c_iflag);
        screen_teardown(state);
        if (!restored) {
            s = start(state, NULL,
                      "echo before; read x; stty -echo; echo off; read x; "
                      "[ \"$x\" = restore ] && stty echo; exit 0");
        }
    }
}

static void freeing_kills_a_program_that_will_not_end(void **state)
{
    struct screen *s = start(state, NULL, "trap '' HUP TERM INT; echo ready; while :; do sleep 0.02; done");
    pid_t pid;

    screen_wait_text(s, "ready");
    pid = screen_pid(s);
    assert_int_equal(kill(pid, 0), 0);
    screen_teardown(state);
    assert_int_not_equal(kill(pid, 0), 0);
}

static void freeing_kills_a_stopped_program(void **state)
{
    struct screen *s = start(state, NULL, "echo ready; exec cat");
    pid_t pid = screen_pid(s);

    screen_wait_text(s, "ready");
    screen_signal(s, SIGSTOP);
    screen_wait_state(s, SCREEN_STOPPED);
    screen_teardown(state);
    assert_int_not_equal(kill(pid, 0), 0);
}

#define SCREEN_TEST(function) cmocka_unit_test_teardown(function, screen_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCREEN_TEST(text_appears_where_the_program_puts_it),
        SCREEN_TEST(rows_keep_their_text_while_others_are_read),
        SCREEN_TEST(attributes_and_colours_are_told_cell_by_cell),
        SCREEN_TEST(utf8_is_decoded_with_wide_and_combining_characters),
        SCREEN_TEST(the_c_locale_has_no_utf8),
        SCREEN_TEST(line_drawing_of_the_alternate_character_set_is_seen_as_lines),
        SCREEN_TEST(repeated_characters_are_expanded),
        SCREEN_TEST(characters_repeated_up_to_the_last_column_leave_it_free),
        SCREEN_TEST(erasing_keeps_the_background_colour),
        SCREEN_TEST(the_alternate_screen_and_a_hidden_cursor_are_noticed),
        SCREEN_TEST(a_dump_shows_every_row),
        SCREEN_TEST(the_program_has_the_size_asked_for),
        SCREEN_TEST(a_resize_reaches_the_program_and_the_cells),
        SCREEN_TEST(cursor_keys_follow_the_mode_that_the_program_set),
        SCREEN_TEST(other_keys_are_those_of_an_xterm),
        SCREEN_TEST(keys_of_another_terminal_are_its_own),
        SCREEN_TEST(an_unknown_terminal_has_the_keys_of_an_xterm),
        SCREEN_TEST(typed_text_arrives_as_it_is),
        SCREEN_TEST(the_mouse_is_sent_only_to_a_program_that_wants_it),
        SCREEN_TEST(several_modes_can_be_set_at_once_and_in_pieces),
        SCREEN_TEST(the_terminal_answers_questions_of_the_program),
        SCREEN_TEST(much_output_and_much_input_do_not_block_each_other),
        SCREEN_TEST(the_environment_is_clean),
        SCREEN_TEST(home_is_a_directory_that_goes_with_the_screen),
        SCREEN_TEST(the_program_runs_where_it_is_told_to),
        SCREEN_TEST(a_relative_program_is_found_in_spite_of_another_directory),
        SCREEN_TEST(without_arguments_the_program_under_test_is_run),
        SCREEN_TEST(settling_waits_for_the_first_output_and_for_quiet),
        SCREEN_TEST(a_program_that_computes_is_not_taken_for_quiet),
        SCREEN_TEST(text_that_goes_away_is_waited_for),
        SCREEN_TEST(a_predicate_is_waited_for),
        SCREEN_TEST(waits_in_vain_fail_the_test_and_show_the_screen),
        SCREEN_TEST(bytes_are_counted_and_kept_from_a_mark_on),
        SCREEN_TEST(the_exit_status_and_the_last_output_are_kept),
        SCREEN_TEST(a_signal_reaches_the_program),
        SCREEN_TEST(a_crash_is_told_by_its_signal),
        SCREEN_TEST(ctrl_c_interrupts),
        SCREEN_TEST(ctrl_z_suspends_and_the_foreground_continues),
        SCREEN_TEST(a_program_that_stops_itself_as_ncurses_does_is_stopped),
        SCREEN_TEST(a_hangup_is_signalled),
        SCREEN_TEST(a_hangup_gets_through_to_one_of_several_screens),
        SCREEN_TEST(the_terminal_modes_can_be_compared_also_after_the_end),
        SCREEN_TEST(freeing_kills_a_program_that_will_not_end),
        SCREEN_TEST(freeing_kills_a_stopped_program),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
