/* Settings, keys and colours: from the file, and while the explorer goes on. */
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

#include <cmocka.h>

#include "explorer.h"

/* ---- Starting with a settings file ---- */

struct with {
    const char *term;
    int rows, cols;
    const char *env[2]; /* besides; NULL: nothing */
};

/* The program with its settings in a directory of the test; text NULL: as an earlier start has left them. */
static void start_with(struct explorer *e, const struct with *with, const char *text)
{
    char variable[128];
    const char *const env[] = {variable, with->env[0], with->env[0] ? with->env[1] : NULL, NULL};
    const struct screen_options opt = {.rows = with->rows, .cols = with->cols, .term = with->term, .env = env};
    char dir[128];

    snprintf(variable, sizeof variable, "XDG_CONFIG_HOME=%s", e->dir);
    snprintf(dir, sizeof dir, "%s/tdxplore", e->dir);
    mkdir(dir, 0700);
    if (text) {
        free(explorer_file(e, "tdxplore/config", (const uint8_t *)text, strlen(text)));
    }
    explorer_start(e, &opt, NULL);
}

static const struct with medium = {.rows = 40, .cols = 120};
static const struct with wide = {.rows = 60, .cols = 200};

static void type_command(struct explorer *e, const char *text)
{
    explorer_prompt(e, ":", ":", text);
}

static bool line_begins(struct screen *s, void *text)
{
    return strncmp(screen_row_text(s, screen_rows(s) - 1), text, strlen(text)) == 0;
}

static void wait_line(struct explorer *e, const char *text)
{
    screen_wait_until(e->s, line_begins, (void *)(uintptr_t)text, text);
}

struct per_row {
    struct explorer *e;
    int bytes;
};

static bool has_bytes(struct screen *s, void *data)
{
    const struct per_row *want = data;

    return screen_find(s, "Hex", NULL, NULL) && explorer_hex(want->e).per_row == want->bytes;
}

static void wait_per_row(struct explorer *e, int bytes)
{
    struct per_row want = {e, bytes};

    screen_wait_until(e->s, has_bytes, &want, "another number of bytes a row");
}

/* ---- The file ---- */

static void the_file_changes_keys_and_panes(void **state)
{
    struct explorer *e = *state;
    struct area frame;

    start_with(
        e, &medium,
        "set bytes=8\nset pane=hex\nset below=readout\nkey Q quit\nkey q none\nkey H next-finding\nkey F5 help\n");
    explorer_wait_focus(e, "Hex");
    wait_per_row(e, 8);
    assert_true(explorer_pane(e, "Readout", &frame));
    assert_true(screen_find(e->s, "F1 help  Q quit", NULL, NULL));
    screen_type(e->s, "q");
    screen_wait_text(e->s, "that key does nothing; F1 shows the keys");
    screen_key(e->s, SCREEN_F5);
    screen_wait_text(e->s, "] H                  next finding");
    screen_type(e->s, "G");
    screen_wait_text(e->s, "F1 F5                this help, and back");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_text(e->s, "Hex");
    screen_type(e->s, "H");
    screen_wait_gone(e->s, "that key");
    screen_type(e->s, "Q");
    explorer_expect_exit(e, 0);
}

static void a_wrong_line_is_told_of_and_the_others_count(void **state)
{
    struct explorer *e = *state;

    start_with(e, &medium, "set bytes=8\nset byts=9\n\nkey \x1b[31m quit\n");
    wait_line(e, " config:2: no such setting: 'byts' (and 1 more: :config)");
    wait_per_row(e, 8);
    type_command(e, "config");
    screen_wait_text(e->s, "What is wrong in the settings file");
    assert_true(screen_find(e->s, "/tdxplore/config:2: no such setting: 'byts'", NULL, NULL));
    assert_true(screen_find(e->s, "/tdxplore/config:4: no such key: '\\x1b[31m'", NULL, NULL));
    screen_key(e->s, SCREEN_ESC);
    screen_wait_text(e->s, "TDVF descriptor");
    explorer_quit(e);
}

static void a_file_that_is_named_is_read_in_place_of_the_usual_one(void **state)
{
    struct explorer *e = *state;
    char *path = explorer_file(e, "other", (const uint8_t *)"set bytes=32\n", 13);
    char *option = NULL;
    const struct screen_options opt = {.rows = 60, .cols = 200};

    assert_true(asprintf(&option, "--config=%s", path) > 0);
    const char *argv[] = {screen_program(), option, NULL};

    explorer_start(e, &opt, NULL);
    explorer_run(e, &opt, argv);
    screen_wait_text(e->s, "TDVF descriptor");
    wait_per_row(e, 32);
    argv[1] = "--config=/nowhere/at/all";
    explorer_run(e, &opt, argv);
    explorer_expect_exit(e, 2);
    assert_true(screen_find(e->s, "tdxplore: /nowhere/at/all: No such file or directory", NULL, NULL));
    free(option);
    free(path);
}

static void the_panes_of_a_wide_screen_are_those_of_the_file(void **state)
{
    struct explorer *e = *state;
    struct area frame;

    start_with(e, &wide, "set corner=verdicts\nset pane=map\n");
    explorer_wait_focus(e, "Guest memory");
    assert_true(explorer_pane(e, "Verdicts", &frame));
    assert_false(explorer_pane(e, "Findings", &frame));
}

static void the_column_of_a_medium_screen_is_that_of_the_file(void **state)
{
    struct explorer *e = *state;
    struct area frame;

    start_with(e, &medium, "set column=map\nset scale=linear\n");
    explorer_wait_focus(e, "Structure");
    assert_true(explorer_pane(e, "Guest memory", &frame));
    assert_false(explorer_pane(e, "Hex", &frame));
    assert_true(screen_find(e->s, "linear", NULL, NULL));
}

/* ---- The list of settings ---- */

static void settings_are_changed_in_their_list_and_kept(void **state)
{
    struct explorer *e = *state;
    char text[200] = "";
    char path[128];
    FILE *file;

    start_with(e, &medium, "# mine\nset reload=off\n");
    type_command(e, "set");
    screen_wait_text(e->s, "Settings");
    assert_true(screen_find(e->s, "theme        auto         the colours: auto, dark, light or mono", NULL, NULL));
    for (int i = 0; i < 8; i++) {
        screen_type(e->s, "j");
    }
    screen_type(e->s, "l");
    screen_wait_text(e->s, "bytes        8  ");
    screen_type(e->s, "hh");
    screen_wait_text(e->s, "bytes        32  ");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "bytes        auto");
    screen_type(e->s, "l");
    screen_wait_text(e->s, "bytes        8  ");
    screen_type(e->s, "kkkkkkl");
    screen_wait_text(e->s, "reload       on");
    type_command(e, "config write");
    wait_line(e, " what was set is in /");
    screen_key(e->s, SCREEN_ESC);
    wait_per_row(e, 8);
    explorer_quit(e);
    snprintf(path, sizeof path, "%s/tdxplore/config", e->dir);
    file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(text, "# mine\nset reload=on\nset bytes=8\n");
    start_with(e, &medium, NULL);
    wait_per_row(e, 8);
}

static void a_settings_file_that_is_not_there_is_told_of(void **state)
{
    struct explorer *e = *state;

    start_with(e, &medium, NULL);
    type_command(e, "config");
    wait_line(e, " there is no settings file /");
    screen_wait_text(e->s, "/tdxplore/config; :config write makes it");
    type_command(e, "config write");
    wait_line(e, " what was set is in /");
    type_command(e, "config");
    wait_line(e, " nothing is wrong in /");
}

static void settings_have_no_file_without_a_directory_for_it(void **state)
{
    static const char *const env[] = {"XDG_CONFIG_HOME=", "HOME=", NULL};
    const struct screen_options opt = {.rows = 40, .cols = 120, .env = env};
    struct explorer *e = *state;

    explorer_start(e, &opt, NULL);
    type_command(e, "config write");
    screen_wait_text(e->s, "neither XDG_CONFIG_HOME nor HOME names a directory");
    assert_false(screen_find(e->s, ": neither", NULL, NULL));
    screen_key(e->s, SCREEN_ESC);
    explorer_quit(e);
}

static void a_row_of_the_list_is_changed_by_a_click(void **state)
{
    struct explorer *e = *state;
    int row, col;

    start_with(e, &medium, "");
    type_command(e, "set");
    screen_wait_text(e->s, "reload       off");
    assert_true(screen_find(e->s, "reload       off", &row, &col));
    assert_true(screen_click(e->s, row, col, SCREEN_BUTTON_LEFT));
    screen_wait_text(e->s, "reload       on");
}

/* ---- Behind ":" ---- */

static void set_changes_tells_and_refuses(void **state)
{
    struct explorer *e = *state;

    start_with(e, &medium, "");
    type_command(e, "set bytes=8");
    wait_per_row(e, 8);
    wait_line(e, " bytes=8");
    type_command(e, "set bytes");
    wait_line(e, " bytes=8");
    type_command(e, "set reload?");
    wait_line(e, " reload=off");
    type_command(e, "set reload");
    wait_line(e, " reload=on");
    type_command(e, "set noreload");
    wait_line(e, " reload=off");
    type_command(e, "set bytes&");
    wait_line(e, " bytes=auto");
    type_command(e, "set bytes=7");
    screen_wait_text(e->s, "bytes is auto, 8, 16 or 32, not '7'");
    assert_true(screen_find(e->s, ":set bytes=7", NULL, NULL));
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, ":set");
    type_command(e, "set scale=logarithmic");
    screen_type(e->s, "3");
    screen_wait_text(e->s, "logarithmic");
    screen_type(e->s, "s");
    screen_wait_gone(e->s, "logarithmic");
    type_command(e, "set scale");
    wait_line(e, " scale=compressed");
}

static void keys_are_bound_while_it_runs(void **state)
{
    struct explorer *e = *state;

    start_with(e, &medium, "");
    type_command(e, "key Q quit");
    screen_wait_gone(e->s, ":key");
    type_command(e, "key q help");
    screen_wait_text(e->s, "Q quit");
    type_command(e, "key q nothing");
    screen_wait_text(e->s, "no such command: 'nothing'");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, ":key");
    screen_type(e->s, "q");
    screen_wait_text(e->s, "Moving");
    screen_type(e->s, "Q");
    explorer_expect_exit(e, 0);
}

static void every_command_has_a_name_behind_the_colon(void **state)
{
    struct explorer *e = *state;

    start_with(e, &medium, "");
    type_command(e, "pane-hex");
    explorer_wait_focus(e, "Hex");
    type_command(e, "zoom");
    screen_wait_gone(e->s, "Structure");
    type_command(e, "quit");
    explorer_expect_exit(e, 0);
}

/* ---- Colours ---- */

/* The title line's ground tells the theme: 24 in the dark one and 25 in the light one, of 256. */
static struct screen_cell title(struct explorer *e)
{
    return screen_cell(e->s, 0, 1);
}

static void the_theme_follows_the_file_the_environment_and_the_command(void **state)
{
    static const struct {
        const char *env[2];
        const char *config;
        int ground; /* -1: none, but reversed */
    } rows[] = {
        {{NULL}, "", 24},
        {{NULL}, "set theme=light\n", 25},
        {{"COLORFGBG=0;15"}, "", 25},
        {{"COLORFGBG=15;0"}, "", 24},
        {{"COLORFGBG=12;8"}, "", 24},
        {{"COLORFGBG=0;default;7"}, "", 25},
        {{"COLORFGBG=0;15"}, "set theme=dark\n", 24},
        {{"NO_COLOR=1", "COLORFGBG=0;15"}, "", -1},
        {{"NO_COLOR=1"}, "set theme=dark\n", 24},
        {{NULL}, "set theme=mono\n", -1},
    };
    struct explorer *e = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct with with = {.env = {rows[i].env[0], rows[i].env[1]}};

        start_with(e, &with, rows[i].config);
        assert_int_equal(title(e).reverse, rows[i].ground < 0);
        assert_int_equal(title(e).bg.kind, rows[i].ground < 0 ? SCREEN_DEFAULT : SCREEN_INDEXED);
        assert_int_equal(title(e).bg.idx, rows[i].ground < 0 ? 0 : rows[i].ground);
    }
}

static bool title_is_light(struct screen *s, void *unused)
{
    (void)unused;
    return screen_cell(s, 0, 1).bg.idx == 25;
}

static bool title_is_red(struct screen *s, void *unused)
{
    (void)unused;
    return screen_cell(s, 0, 1).bg.idx == 1 && screen_cell(s, 0, 1).underline;
}

static void colours_change_while_it_runs(void **state)
{
    struct explorer *e = *state;

    start_with(e, &medium, "");
    type_command(e, "set theme=light");
    screen_wait_until(e->s, title_is_light, NULL, "a light theme");
    type_command(e, "colour title white on red underline");
    screen_wait_until(e->s, title_is_red, NULL, "a red title");
    type_command(e, "colour title theme");
    screen_wait_until(e->s, title_is_light, NULL, "the theme's own title");
    type_command(e, "colour title pink");
    screen_wait_text(e->s, "no colour: 'pink'");
}

static void a_colour_that_the_terminal_lacks_is_the_nearest_or_the_themes(void **state)
{
    static const struct with plain = {.term = "xterm"};
    struct explorer *e = *state;

    start_with(e, &plain, "colour title bright-yellow on 17\ncolour border bright-red\n");
    /* 17 is none of eight, so that the title is the theme's: white on blue. */
    assert_int_equal(title(e).bg.idx, 4);
    assert_int_equal(title(e).fg.idx % 8, 7);
    start_with(e, &plain, "colour title bright-yellow on red\n");
    assert_int_equal(title(e).bg.idx, 1);
    assert_int_equal(title(e).fg.idx % 8, 3);
    assert_true(title(e).bold);
}

/* ---- The mouse ---- */

static bool mouse_is_off(struct screen *s, void *unused)
{
    (void)unused;
    return screen_mouse_mode(s) == SCREEN_MOUSE_OFF;
}

static bool mouse_is_on(struct screen *s, void *unused)
{
    (void)unused;
    return screen_mouse_mode(s) != SCREEN_MOUSE_OFF;
}

static void the_mouse_is_given_back_and_taken_again(void **state)
{
    struct explorer *e = *state;

    start_with(e, &medium, "set mouse=off\n");
    assert_true(mouse_is_off(e->s, NULL));
    type_command(e, "set mouse");
    screen_wait_until(e->s, mouse_is_on, NULL, "the mouse");
    type_command(e, "set nomouse");
    screen_wait_until(e->s, mouse_is_off, NULL, "no mouse");
    type_command(e, "set mouse");
    screen_wait_until(e->s, mouse_is_on, NULL, "the mouse");
    explorer_quit(e);
    assert_true(mouse_is_off(e->s, NULL));
}

static void a_click_on_a_hint_is_its_key(void **state)
{
    struct explorer *e = *state;
    int row, col;

    start_with(e, &wide, "");
    assert_true(screen_find(e->s, "Tab pane", &row, &col));
    assert_true(screen_click(e->s, row, col + 5, SCREEN_BUTTON_LEFT));
    explorer_wait_focus(e, "Hex");
    assert_true(screen_find(e->s, "H help", &row, &col));
    assert_true(screen_click(e->s, row, col, SCREEN_BUTTON_LEFT));
    screen_wait_text(e->s, "Moving");
    assert_true(screen_find(e->s, "back to the image", &row, &col));
    assert_true(screen_click(e->s, row, col, SCREEN_BUTTON_LEFT));
    screen_wait_gone(e->s, "Moving");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_file_changes_keys_and_panes),
        CASE(a_wrong_line_is_told_of_and_the_others_count),
        CASE(a_file_that_is_named_is_read_in_place_of_the_usual_one),
        CASE(the_panes_of_a_wide_screen_are_those_of_the_file),
        CASE(the_column_of_a_medium_screen_is_that_of_the_file),
        CASE(settings_are_changed_in_their_list_and_kept),
        CASE(a_settings_file_that_is_not_there_is_told_of),
        CASE(settings_have_no_file_without_a_directory_for_it),
        CASE(a_row_of_the_list_is_changed_by_a_click),
        CASE(set_changes_tells_and_refuses),
        CASE(keys_are_bound_while_it_runs),
        CASE(every_command_has_a_name_behind_the_colon),
        CASE(the_theme_follows_the_file_the_environment_and_the_command),
        CASE(colours_change_while_it_runs),
        CASE(a_colour_that_the_terminal_lacks_is_the_nearest_or_the_themes),
        CASE(the_mouse_is_given_back_and_taken_again),
        CASE(a_click_on_a_hint_is_its_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
