/* What the explorer can still do, and what an intruder in it cannot, once it has given up the rights that it does not need. */
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
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "explorer.h"
#include "tdxplore/sample.h"

enum { PATH_SIZE = 256 };

static void skip_without_confinement(void)
{
#if CONFINEMENT && defined SYS_landlock_create_ruleset
    if (syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, 1) >= 1) {
        return;
    }
#endif
    skip();
}

/* ---- a place to work in ---- */

/* Below the directory of e: work/ with the image a.fd and the image b.fd in it, elsewhere/ with the image c.fd. */
struct ground {
    struct explorer *e;
    char work[PATH_SIZE], elsewhere[PATH_SIZE];
    char a[PATH_SIZE];
};

static void write_sample(const char *path)
{
    uint8_t *bytes = explorer_sample_bytes();
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, TDXP_SAMPLE_SIZE, file), TDXP_SAMPLE_SIZE);
    assert_int_equal(fclose(file), 0);
    free(bytes);
}

static struct ground lay(struct explorer *e)
{
    struct ground g = {.e = e};
    char b[PATH_SIZE], c[PATH_SIZE];

    snprintf(g.work, sizeof g.work, "%.60s/work", e->dir);
    snprintf(g.elsewhere, sizeof g.elsewhere, "%.60s/elsewhere", e->dir);
    assert_int_equal(mkdir(g.work, 0700), 0);
    assert_int_equal(mkdir(g.elsewhere, 0700), 0);
    snprintf(g.a, sizeof g.a, "%.70s/a.fd", g.work);
    snprintf(b, sizeof b, "%.70s/b.fd", g.work);
    snprintf(c, sizeof c, "%.70s/c.fd", g.elsewhere);
    write_sample(g.a);
    write_sample(b);
    write_sample(c);
    return g;
}

/* The explorer on a.fd, started in another directory than its. */
static void start_at(const struct ground *g, const char *option, const char *home)
{
    char variable[PATH_SIZE + 8];
    const char *const env[] = {variable, NULL};
    char *program = screen_program();
    const char *const argv[] = {program, g->a, option, NULL};
    const struct screen_options options = {.rows = 40, .cols = 160, .cwd = "/", .env = home ? env : NULL};

    snprintf(variable, sizeof variable, "HOME=%s", home ? home : "");

    explorer_run(g->e, &options, argv);
    explorer_wait_begun_or_ended(g->e); /* or files that a test replaces might not have been opened */
}

static void start(const struct ground *g, const char *option)
{
    start_at(g, option, NULL);
}

static void type_command(const struct ground *g, const char *word, const char *directory, const char *name)
{
    char line[PATH_SIZE + 32];

    snprintf(line, sizeof line, "%s %s/%s", word, directory, name);
    screen_type(g->e->s, ":");
    screen_type(g->e->s, line);
    screen_key(g->e->s, SCREEN_ENTER);
}

static bool exists(const char *directory, const char *name)
{
    char path[PATH_SIZE + 32];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    return access(path, F_OK) == 0;
}

/* ---- what works ---- */

static void files_beside_the_image_can_be_written_and_compared(void **state)
{
    struct ground g = lay(*state);
    struct screen *s;

    start(&g, NULL);
    s = g.e->s;
    type_command(&g, "write", g.work, "new.fd");
    screen_wait_text(s, "new.fd written, ");
    assert_true(exists(g.work, "new.fd"));
    type_command(&g, "diff", g.work, "b.fd");
    screen_wait_text(s, "same");
    explorer_quit(g.e);
}

/* As build systems do it: a new file, of half the size, takes the name. */
static void replace_image(const struct ground *g)
{
    char fresh[PATH_SIZE];
    uint8_t *bytes = explorer_sample_bytes();
    FILE *file;

    snprintf(fresh, sizeof fresh, "%.70s/fresh", g->work);
    file = fopen(fresh, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, TDXP_SAMPLE_SIZE / 2, file), TDXP_SAMPLE_SIZE / 2);
    assert_int_equal(fclose(file), 0);
    free(bytes);
    assert_int_equal(rename(fresh, g->a), 0);
    screen_wait_text(g->e->s, "was deleted or replaced");
}

static void an_image_that_was_replaced_is_read_again(void **state)
{
    struct ground g = lay(*state);

    start(&g, NULL);
    replace_image(&g);
    screen_type(g.e->s, "r");
    screen_wait_text(g.e->s, "8.0 MiB");
    explorer_quit(g.e);
}

static void what_is_kept_of_the_user_is_written(void **state)
{
    struct ground g = lay(*state);
    const char *home;

    start(&g, NULL);
    home = screen_home(g.e->s);
    screen_type(g.e->s, "a");
    screen_wait_text(g.e->s, "Note");
    screen_type(g.e->s, "remember this");
    screen_key(g.e->s, SCREEN_ENTER);
    screen_wait_gone(g.e->s, "Note:");
    screen_type(g.e->s, "q");
    explorer_expect_exit(g.e, 0);
    assert_true(exists(home, ".local/share/tdxplore/notes"));
    assert_true(exists(home, ".local/state/tdxplore/places"));
}

static void it_stops_and_goes_on(void **state)
{
    struct ground g = lay(*state);

    start(&g, NULL);
    screen_ctrl(g.e->s, 'z');
    screen_wait_state(g.e->s, SCREEN_STOPPED);
    screen_foreground(g.e->s);
    screen_wait_text(g.e->s, "a.fd");
    explorer_quit(g.e);
}

/* ---- what does not ---- */

static void a_file_elsewhere_is_refused_with_what_would_allow_it(void **state)
{
    struct ground g = lay(*state);

    skip_without_confinement();
    start(&g, NULL);
    type_command(&g, "diff", g.elsewhere, "c.fd");
    screen_wait_text(g.e->s, "outside of what is allowed; '--allow=DIR' allows more");
    screen_key(g.e->s, SCREEN_ESC);
    type_command(&g, "write", g.elsewhere, "new.fd");
    screen_wait_text(g.e->s, "elsewhere/new.fd: outside of what is allowed; '--allow=DIR' allows more");
    assert_false(exists(g.elsewhere, "new.fd"));
    screen_key(g.e->s, SCREEN_ESC);
    explorer_quit(g.e);
}

/* An image in the home directory itself does not open all of that. */
static void the_home_directory_is_not_open(void **state)
{
    struct ground g = lay(*state);

    skip_without_confinement();
    start_at(&g, NULL, g.work);
    type_command(&g, "write", g.work, "new.fd");
    screen_wait_text(g.e->s, "work/new.fd: outside of what is allowed; '--allow=DIR' allows more");
    screen_key(g.e->s, SCREEN_ESC);
    type_command(&g, "diff", g.work, "b.fd");
    screen_wait_text(g.e->s, "work/b.fd: outside of what is allowed; '--allow=DIR' allows more");
    screen_key(g.e->s, SCREEN_ESC);
    screen_type(g.e->s, "r");
    screen_wait_text(g.e->s, "read again");
    screen_wait_gone(g.e->s, "not read again");
    replace_image(&g);
    screen_type(g.e->s, "r");
    screen_wait_text(g.e->s, "not read again: outside of what is allowed; '--allow=DIR' allows more");
    explorer_quit(g.e);
}

/* Nor does a file of settings that is there. */
static void settings_in_the_home_directory_do_not_open_it(void **state)
{
    struct ground g = lay(*state);
    char option[PATH_SIZE + 16];

    skip_without_confinement();
    snprintf(option, sizeof option, "--config=%s/conf", g.work);
    free(explorer_file(g.e, "work/conf", (const uint8_t *)"set bytes=8\n", 12));
    start_at(&g, option, g.work);
    type_command(&g, "write", g.work, "new.fd");
    screen_wait_text(g.e->s, "work/new.fd: outside of what is allowed; '--allow=DIR' allows more");
    screen_key(g.e->s, SCREEN_ESC);
    screen_type(g.e->s, ":set bytes=16\r:config write\r");
    screen_wait_text(g.e->s, "work/conf: outside of what is allowed; '--allow=DIR' allows more");
    screen_key(g.e->s, SCREEN_ESC);
    explorer_quit(g.e);
}

static void what_is_not_there_is_told_as_ever(void **state)
{
    struct ground g = lay(*state);

    start(&g, NULL);
    type_command(&g, "diff", g.elsewhere, "none.fd");
    screen_wait_text(g.e->s, "No such file or directory");
    screen_key(g.e->s, SCREEN_ESC);
    explorer_quit(g.e);
}

static void options_allow_a_directory_or_everything(void **state)
{
    struct ground g = lay(*state);
    char option[PATH_SIZE + 32];

    snprintf(option, sizeof option, "--allow=/nowhere:%s", g.elsewhere);
    start(&g, option);
    type_command(&g, "write", g.elsewhere, "new.fd");
    screen_wait_text(g.e->s, "new.fd written, ");
    explorer_quit(g.e);
    start(&g, "--no-confine");
    type_command(&g, "write", g.elsewhere, "newer.fd");
    screen_wait_text(g.e->s, "newer.fd written, ");
    type_command(&g, "diff", g.elsewhere, "c.fd");
    screen_wait_text(g.e->s, "same");
    explorer_quit(g.e);
}

/* ---- an intruder ---- */

/* What the intruder has written into its log so far, to be freed. */
static char *read_log(const char *path)
{
    char *text = calloc(1, 4096);
    FILE *file = fopen(path, "r");

    assert_non_null(text);
    if (!file) {
        return text;
    }
    text[fread(text, 1, 4095, file)] = '\0';
    fclose(file);
    return text;
}

static bool log_is_whole(struct screen *s, void *path)
{
    char *text = read_log(path);
    bool whole = strstr(text, "end\n") != NULL;

    (void)s;
    free(text);
    return whole;
}

/* Runs the explorer with the intruder in it; its log, to be freed. */
static char *intrude(const struct ground *g, const char *option)
{
    char library[EXPLORER_PATH], preload[EXPLORER_PATH + sizeof "LD_PRELOAD="], log[PATH_SIZE],
        log_variable[PATH_SIZE + 16], home[PATH_SIZE];
    const char *const env[] = {preload, log_variable, home, NULL};
    const struct screen_options options = {.rows = 40, .cols = 160, .cwd = "/", .env = env};
    char *program = screen_program();
    const char *const argv[] = {program, g->a, option, NULL};
    char secret[PATH_SIZE];
    FILE *file;

    explorer_library("intruder", library);
    snprintf(secret, sizeof secret, "%.70s/secret", g->elsewhere);
    file = fopen(secret, "w");
    assert_non_null(file);
    fputs("secret", file);
    assert_int_equal(fclose(file), 0);
    snprintf(preload, sizeof preload, "LD_PRELOAD=%s", library);
    snprintf(log, sizeof log, "%.70s/log", g->elsewhere);
    snprintf(log_variable, sizeof log_variable, "INTRUDER_LOG=%s", log);
    snprintf(home, sizeof home, "INTRUDER_HOME=%.100s", g->elsewhere);
    explorer_run(g->e, &options, argv);
    screen_wait_text(g->e->s, "q quit");
    screen_type(g->e->s, "a"); /* a note, for which the image is hashed */
    screen_wait_until(g->e->s, log_is_whole, log, "the intruder has come to its end");
    screen_key(g->e->s, SCREEN_ESC);
    screen_wait_text(g->e->s, "q quit");
    explorer_quit(g->e);
    return read_log(log);
}

static void an_intruder_in_the_explorer_gets_nowhere(void **state)
{
    static const char *const files[] = {"read-secret", "read-passwd", "write-secret",
                                        "make-file",   "rename",      "list-root"};
    static const char *const calls[] = {"chmod", "truncate", "udp-socket", "unix-socket", "fork", "exec"};
    struct ground g = lay(*state);
    char *free_log, *log;
    char done[64];

    skip_without_confinement();
    free_log = intrude(&g, "--no-confine");
    log = intrude(&g, NULL);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(done, sizeof done, "%s done\n", files[i]);
        assert_non_null(strstr(free_log, done));
        assert_null(strstr(log, done));
    }
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        snprintf(done, sizeof done, "%s done\n", calls[i]);
        assert_non_null(strstr(free_log, done));
#ifdef HAVE_SECCOMP
        assert_null(strstr(log, done));
#endif
    }
    free(free_log);
    free(log);
}

#define EXPLORER_TEST(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EXPLORER_TEST(files_beside_the_image_can_be_written_and_compared),
        EXPLORER_TEST(an_image_that_was_replaced_is_read_again),
        EXPLORER_TEST(what_is_kept_of_the_user_is_written),
        EXPLORER_TEST(it_stops_and_goes_on),
        EXPLORER_TEST(a_file_elsewhere_is_refused_with_what_would_allow_it),
        EXPLORER_TEST(the_home_directory_is_not_open),
        EXPLORER_TEST(settings_in_the_home_directory_do_not_open_it),
        EXPLORER_TEST(what_is_not_there_is_told_as_ever),
        EXPLORER_TEST(options_allow_a_directory_or_everything),
        EXPLORER_TEST(an_intruder_in_the_explorer_gets_nowhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
