/* Files that the explorer cannot read or write: it says so, goes on, and what was in them is in them still. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
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

enum { PATH = 256, NAME = 128, TEXT = 4096, PRELOAD = EXPLORER_PATH + sizeof "LD_PRELOAD=" };

/* ---- The program with a fault ---- */

static void need_preload(char preload[static PRELOAD])
{
    char path[EXPLORER_PATH];

    explorer_library("fault", path);
    snprintf(preload, PRELOAD, "LD_PRELOAD=%s", path);
}

/*
 * Starts the program on argv, NULL at its end. All its files are below the directory of e. call fails for files with that
 * part of a path; at as in tests/fault.c. call NULL: nothing fails.
 */
static void start(struct explorer *e, const char *const argv[], const char *call, const char *file, const char *at)
{
    char preload[PRELOAD], fault[PATH], name[PATH], number[32], config[PATH], data[PATH], stay[PATH];
    const char *const env[] = {config, data, stay, "NO_COLOR=1", call ? preload : NULL, fault, name, number, NULL};
    const struct screen_options opt = {.rows = 40, .cols = 160, .env = env};

    need_preload(preload);
    snprintf(fault, sizeof fault, "FAULT_CALL=%s", call ? call : "");
    snprintf(name, sizeof name, "FAULT_FILE=%s", file ? file : "");
    snprintf(number, sizeof number, "FAULT_AT=%s", at ? at : "1");
    snprintf(config, sizeof config, "XDG_CONFIG_HOME=%s/config", e->dir);
    snprintf(data, sizeof data, "XDG_DATA_HOME=%s/data", e->dir);
    snprintf(stay, sizeof stay, "XDG_STATE_HOME=%s/state", e->dir);
    explorer_run(e, &opt, argv);
    screen_wait_text(e->s, "4 Explanation");
}

static void start_on(struct explorer *e, const char *image, const char *call, const char *file, const char *at)
{
    char allow[PATH];
    const char *const argv[] = {screen_program(), allow, image, NULL};

    snprintf(allow, sizeof allow, "--allow=%s", e->dir);
    start(e, argv, call, file, at);
}

/* A line that is typed meets the error: it stays, so that it can be put right, until it is left. */
static void expect_error(struct explorer *e, const char *line)
{
    screen_type(e->s, ":");
    screen_wait_text(e->s, "Tab lists them all");
    screen_type(e->s, line);
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "Input/output error");
    screen_wait_text(e->s, line);
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, line);
}

/* ---- Files ---- */

static const char *path_of(const struct explorer *e, const char *name, char path[static PATH])
{
    snprintf(path, PATH, "%s/%.*s", e->dir, NAME, name);
    return path;
}

static void make_directory(const struct explorer *e, const char *name)
{
    char path[PATH];
    struct stat info;

    if (stat(path_of(e, name, path), &info) != 0) {
        assert_int_equal(mkdir(path, 0700), 0);
    }
}

static void put(struct explorer *e, const char *name, const char *text)
{
    free(explorer_file(e, name, (const uint8_t *)text, strlen(text)));
}

static void assert_holds(const struct explorer *e, const char *name, const char *text)
{
    char path[PATH];
    char got[TEXT];
    FILE *in = fopen(path_of(e, name, path), "r");
    size_t size;

    assert_non_null(in);
    size = fread(got, 1, sizeof got - 1, in);
    got[size] = '\0';
    fclose(in);
    assert_string_equal(got, text);
}

static void assert_entries(const struct explorer *e, const char *name, unsigned wanted)
{
    char path[PATH];
    unsigned count = 0;
    DIR *dir = opendir(path_of(e, name, path));

    assert_non_null(dir);
    for (const struct dirent *entry; (entry = readdir(dir));) {
        count += entry->d_name[0] != '.';
    }
    closedir(dir);
    assert_int_equal(count, wanted);
}

/* To be freed; where the test is going to be skipped, nothing is left to free. */
static char *sample(struct explorer *e)
{
    char preload[PRELOAD];
    uint8_t *bytes;
    char *path;

    need_preload(preload);
    bytes = explorer_sample_bytes();
    path = explorer_file(e, "image.fd", bytes, TDXP_SAMPLE_SIZE);

    free(bytes);
    return path;
}

/* ---- The image ---- */

static void a_page_that_cannot_be_read_is_told_and_the_rest_is_shown(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e);

    /* The page of the descriptor, which is looked for at the start. */
    start_on(e, path, "page", "image.fd", "3248");
    screen_wait_text(e->s, "the file has a read error: bytes that did not come show as 00; r reads it again");
    screen_wait_text(e->s, "READ ERROR");
    screen_type(e->s, "r");
    screen_wait_text(e->s, "read again");
    screen_wait_text(e->s, "the file has a read error");
    explorer_quit(e);
    free(path);
}

static void a_page_of_the_image_beside_that_cannot_be_read_is_told(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e);
    char option[PATH + 16];
    const char *const argv[] = {screen_program(), option, NULL};

    snprintf(option, sizeof option, "--diff=%s", path);
    start(e, argv, "page", "image.fd", "3248");
    screen_wait_text(e->s, "B has a read error: bytes that did not come show as 00; r reads it again");
    screen_wait_text(e->s, "B is image.fd, READ ERROR");
    explorer_quit(e);
    free(path);
}

static void where_reading_again_fails_the_old_image_stays(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e);

    start_on(e, path, "open", "image.fd", "2");
    screen_type(e->s, "r");
    screen_wait_text(e->s, "not read again: cannot open: Input/output error");
    screen_wait_text(e->s, "TDVF descriptor");
    screen_type(e->s, "r");
    screen_wait_text(e->s, "read again: no byte differs");
    explorer_quit(e);
    free(path);
}

static void an_error_while_saving_is_told_and_leaves_nothing(void **state)
{
    static const char *const calls[] = {"open", "write", "fsync", "close", "rename"};
    struct explorer *e = *state;
    char new[PATH], line[PATH + 16];

    make_directory(e, "dir");
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        start_on(e, NULL, calls[i], "/dir/", "0");
        screen_type(e->s, "x");
        screen_wait_text(e->s, "Save to: ");
        screen_ctrl(e->s, 'u');
        screen_type(e->s, path_of(e, "dir/new", new));
        screen_key(e->s, SCREEN_ENTER);
        screen_wait_text(e->s, "Input/output error");
        assert_entries(e, "dir", 0);
        screen_key(e->s, SCREEN_ESC);
        screen_wait_gone(e->s, "Save to: ");
        put(e, "dir/new", "old");
        snprintf(line, sizeof line, "write! %s", new);
        expect_error(e, line);
        assert_entries(e, "dir", 1);
        assert_holds(e, "dir/new", "old");
        assert_int_equal(unlink(new), 0);
        explorer_quit(e);
    }
}

/* ---- What is kept ---- */

static void settings_that_cannot_be_read_are_told_and_not_replaced(void **state)
{
    struct explorer *e = *state;
    char path[PATH], target[PATH];
    ssize_t length;

    make_directory(e, "config");
    make_directory(e, "config/tdxplore");
    /* Nobody can read what is at the start of a process: an error of a real file. */
    assert_int_equal(symlink("/proc/self/mem", path_of(e, "config/tdxplore/config", path)), 0);
    start_on(e, NULL, NULL, NULL, NULL);
    screen_wait_text(e->s, "config: Input/output error");
    explorer_prompt(e, ":", ":", "set bytes=8");
    expect_error(e, "config write");
    explorer_quit(e);
    length = readlink(path, target, sizeof target - 1);
    assert_true(length > 0);
    target[length] = '\0';
    assert_string_equal(target, "/proc/self/mem");
    assert_entries(e, "config/tdxplore", 1);
}

static void settings_that_cannot_be_written_stay_as_they_were(void **state)
{
    static const char *const calls[] = {"open", "write", "fsync", "rename"};
    struct explorer *e = *state;

    make_directory(e, "config");
    make_directory(e, "config/tdxplore");
    put(e, "config/tdxplore/config", "set bytes=16\n");
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        start_on(e, NULL, calls[i], "config.tdxp-", "1");
        explorer_prompt(e, ":", ":", "set bytes=8");
        expect_error(e, "config write");
        explorer_quit(e);
        assert_holds(e, "config/tdxplore/config", "set bytes=16\n");
        assert_entries(e, "config/tdxplore", 1);
    }
}

static void places_that_cannot_be_read_or_written_are_not_lost(void **state)
{
    static const char places[] = "image /other.fd\nplace hex file tdx 0x0 tdvf\n";
    static const char *const faults[][2] = {
        {"open", "/places"},       {"fstat", "/places"},      {"read", "/places"},        {"open", "places.tdxp-"},
        {"write", "places.tdxp-"}, {"fsync", "places.tdxp-"}, {"rename", "places.tdxp-"},
    };
    struct explorer *e = *state;
    char *path = sample(e);
    int row, col;

    make_directory(e, "state");
    make_directory(e, "state/tdxplore");
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        put(e, "state/tdxplore/places", places);
        start_on(e, path, faults[i][0], faults[i][1], "0");
        screen_type(e->s, "Mz");
        screen_wait_text(e->s, "mark z: ");
        explorer_quit(e);
        screen_wait_text(e->s, "Input/output error; the marks could not be kept");
        assert_holds(e, "state/tdxplore/places", places);
        assert_entries(e, "state/tdxplore", 1);
    }
    /* Where there were none, an error leaves none. */
    unlink(path_of(e, "state/tdxplore/places", (char[PATH]){0}));
    start_on(e, path, "write", "places.tdxp-", "0");
    explorer_quit(e);
    assert_false(screen_find(e->s, "could not be kept", &row, &col)); /* no mark was set */
    assert_entries(e, "state/tdxplore", 0);
    free(path);
}

static void progress_in_lessons_that_cannot_be_read_or_written_is_not_lost(void **state)
{
    static const char lessons[] = "tour 3\nmine 2 done\n";
    static const char *const faults[][2] = {
        {"open", "/lessons"}, {"read", "/lessons"}, {"write", "lessons.tdxp-"}, {"rename", "lessons.tdxp-"}};
    const char *const argv[] = {screen_program(), "learn", "1", NULL};
    struct explorer *e = *state;

    make_directory(e, "state");
    make_directory(e, "state/tdxplore");
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        put(e, "state/tdxplore/lessons", lessons);
        start(e, argv, faults[i][0], faults[i][1], "0");
        screen_wait_text(e->s, "Lesson  1/5");
        screen_ctrl(e->s, 'N');
        screen_wait_text(e->s, "Lesson  2/5");
        explorer_quit(e);
        screen_wait_text(e->s, "how far the lessons have come could not be kept");
        assert_holds(e, "state/tdxplore/lessons", lessons);
        assert_entries(e, "state/tdxplore", 1);
    }
}

static void notes_that_cannot_be_read_or_written_are_told_and_not_lost(void **state)
{
    static const char *const faults[][2] = {
        {"open", ".notes"},       {"page", ".notes"},        {"fstat", ".notes"},       {"lstat", ".notes"},
        {"open", ".notes.tdxp-"}, {"write", ".notes.tdxp-"}, {"fsync", ".notes.tdxp-"}, {"rename", ".notes.tdxp-"}};
    struct explorer *e = *state;
    char *path = sample(e);
    char file[PATH], store[NAME], text[TEXT];
    FILE *in;
    const struct dirent *entry;
    DIR *dir;

    start_on(e, path, NULL, NULL, NULL);
    explorer_prompt(e, "a", "Note: ", "the first of them");
    screen_wait_text(e->s, "noted: tdvf");
    explorer_quit(e);
    dir = opendir(path_of(e, "data/tdxplore/notes", file));
    assert_non_null(dir);
    do {
        entry = readdir(dir);
        assert_non_null(entry);
        snprintf(store, sizeof store, "data/tdxplore/notes/%.80s", entry->d_name);
    } while (!strstr(entry->d_name, ".notes"));
    closedir(dir);
    in = fopen(path_of(e, store, file), "r");
    assert_non_null(in);
    text[fread(text, 1, sizeof text - 1, in)] = '\0';
    fclose(in);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        start_on(e, path, faults[i][0], faults[i][1], strcmp(faults[i][0], "page") == 0 ? "1" : "0");
        expect_error(e, "note another");
        explorer_quit(e);
        assert_holds(e, store, text);
        assert_entries(e, "data/tdxplore/notes", 2);
    }
    free(path);
}

/* ---- The clock ---- */

static void a_clock_that_goes_backwards_disturbs_nothing(void **state)
{
    static const char *const times[] = {"-100", "300000000000"};
    struct explorer *e = *state;
    char *path = sample(e);
    const char *const argv[] = {screen_program(), path, NULL};
    char preload[PRELOAD], now[PATH];
    const char *const env[] = {preload, now, "NO_COLOR=1", NULL};
    const struct screen_options opt = {.rows = 40, .cols = 160, .env = env};

    need_preload(preload);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        const struct timespec odd[2] = {{-1000000000 + (long)i, 0}, {-1000000000 + (long)i, 999999999}};

        snprintf(now, sizeof now, "FAULT_TIME=%s", times[i]);
        explorer_run(e, &opt, argv);
        screen_wait_text(e->s, "4 Explanation");
        /* What is played goes on by itself. */
        screen_type(e->s, "L ");
        screen_wait_text(e->s, "launch 2/");
        screen_key(e->s, SCREEN_ESC);
        screen_wait_gone(e->s, "launch 2/");
        /* A file that was changed long ago is a changed file, and is read once it stands still. */
        explorer_prompt(e, ":", ":", "set reload=on");
        screen_settle(e->s);
        assert_int_equal(utimensat(AT_FDCWD, path, odd, 0), 0);
        screen_wait_text(e->s, "read again");
        explorer_quit(e);
    }
    free(path);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_page_that_cannot_be_read_is_told_and_the_rest_is_shown),
        CASE(a_page_of_the_image_beside_that_cannot_be_read_is_told),
        CASE(where_reading_again_fails_the_old_image_stays),
        CASE(an_error_while_saving_is_told_and_leaves_nothing),
        CASE(settings_that_cannot_be_read_are_told_and_not_replaced),
        CASE(settings_that_cannot_be_written_stay_as_they_were),
        CASE(places_that_cannot_be_read_or_written_are_not_lost),
        CASE(progress_in_lessons_that_cannot_be_read_or_written_is_not_lost),
        CASE(notes_that_cannot_be_read_or_written_are_told_and_not_lost),
        CASE(a_clock_that_goes_backwards_disturbs_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
