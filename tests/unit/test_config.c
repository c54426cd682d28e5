/* The settings file: what is read of it, what is wrong in it, and how it is written. */
#include "place.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tui/config.h"

enum { TEXT = 4096 };

/* An explorer without image and screen, and a directory of settings. */
struct home {
    struct app *app;
    char dir[PLACE_DIR];
    char path[PLACE_DIR + 32];
};

static void begin(struct home *home)
{
    free(home->app);
    home->app = calloc(1, sizeof *home->app);
    assert_non_null(home->app);
    settings_default(&home->app->settings);
    keymap_default(&home->app->keys);
}

static int setup(void **state)
{
    struct home *home = calloc(1, sizeof *home);

    assert_non_null(home);
    assert_true(make_directory(home->dir));
    snprintf(home->path, sizeof home->path, "%s/tdxplore/config", home->dir);
    setenv("XDG_CONFIG_HOME", home->dir, 1);
    begin(home);
    *state = home;
    return 0;
}

static int teardown(void **state)
{
    struct home *home = *state;
    bool removed = remove_directory(home->dir);

    unsetenv("XDG_CONFIG_HOME");
    free(home->app);
    free(home);
    return removed ? 0 : -1;
}

static void write_bytes(const char *path, const void *bytes, size_t size)
{
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, size, out), size);
    assert_int_equal(fclose(out), 0);
}

static void write_config(struct home *home, const char *text)
{
    char dir[PLACE_DIR + 16];

    snprintf(dir, sizeof dir, "%s/tdxplore", home->dir);
    mkdir(dir, 0700);
    write_bytes(home->path, text, strlen(text));
}

static void assert_file(const char *path, const char *text)
{
    char read[TEXT] = "";
    FILE *in = fopen(path, "r");

    assert_non_null(in);
    read[fread(read, 1, sizeof read - 1, in)] = '\0';
    fclose(in);
    assert_string_equal(read, text);
}

static void load(struct home *home)
{
    begin(home);
    assert_true(config_load(home->app, NULL, NULL));
    home->app->config.at_start = home->app->settings;
}

static const char *word(const struct home *home, enum setting_id id)
{
    return setting_word(&home->app->settings, id);
}

static void lines_set_bind_and_colour(void **state)
{
    struct home *home = *state;

    write_config(
        home,
        "# mine\n\n  set bytes=16  \r\nkey Ctrl-N next-finding\nkey # none\ncolour cursor red on 17\ncolor match bold");
    load(home);
    assert_int_equal(home->app->config.count, 0);
    assert_string_equal(home->app->config.path, home->path);
    assert_string_equal(word(home, SET_BYTES), "16");
    assert_int_equal(keymap_find(&home->app->keys, 'n' & 0x1f), CMD_NEXT_FINDING);
    assert_int_equal(keymap_find(&home->app->keys, '#'), CMD_NONE);
    assert_int_equal(home->app->palette.looks[STYLE_CURSOR].bg, 17);
    assert_true(home->app->palette.looks[STYLE_MATCH].attributes == A_BOLD);
}

static void a_wrong_line_is_told_by_its_number_and_left_out(void **state)
{
    static const char *const problems[] = {
        ":1: no such setting: 'byts'",
        ":3: not set, key or colour: 'bytes'",
        ":4: no such key: 'Alt-x'",
        ":5: no such command: 'fly'",
        ":6: no such command: ''",
        ":7: no colour: 'pink'",
        ":9: not set, key or colour: 'a\\x1b[31m'",
    };
    struct home *home = *state;

    write_config(
        home,
        "set byts=16\nset bytes=8\nbytes 16\nkey Alt-x quit\nkey x fly\nkey x\ncolour cursor pink\n\na\x1b[31m\n");
    load(home);
    assert_string_equal(word(home, SET_BYTES), "8");
    assert_int_equal(home->app->config.count, sizeof problems / sizeof problems[0]);
    for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++) {
        assert_string_equal(home->app->config.problems[i], problems[i]);
    }
    config_tell(home->app);
    assert_true(home->app->message_is_error);
    assert_string_equal(home->app->message, "config:1: no such setting: 'byts' (and 6 more: :config)");
}

static void bytes_that_are_no_text_are_one_wrong_line_each(void **state)
{
    struct home *home = *state;
    char text[4000];

    write_config(home, "");
    memset(text, 'x', sizeof text);
    memcpy(text, "\0\nset bytes=32\n", 15);
    write_bytes(home->path, text, sizeof text);
    load(home);
    assert_int_equal(home->app->config.count, 2);
    assert_string_equal(home->app->config.problems[0], ":1: no text, or too long a line");
    assert_string_equal(home->app->config.problems[1], ":3: no text, or too long a line");
    assert_string_equal(word(home, SET_BYTES), "32");
}

static void more_problems_than_are_kept_are_counted(void **state)
{
    struct home *home = *state;
    char text[TEXT] = "";

    for (int i = 0; i < PROBLEMS_MOST + 7; i++) {
        strcat(text, "x\n");
    }
    write_config(home, text);
    load(home);
    assert_int_equal(home->app->config.count, PROBLEMS_MOST + 7);
}

static void without_a_file_all_is_as_it_is(void **state)
{
    struct home *home = *state;

    load(home);
    assert_int_equal(home->app->config.count, 0);
    config_tell(home->app);
    assert_string_equal(home->app->message, "");
    setenv("XDG_CONFIG_HOME", "relative", 1);
    unsetenv("HOME");
    load(home);
    assert_int_equal(home->app->config.count, 0);
    assert_string_equal(home->app->config.path, "");
}

static void a_file_that_cannot_be_read_is_told_of(void **state)
{
    struct home *home = *state;
    struct tdxp_error err;
    char dir[PLACE_DIR + 16];

    snprintf(dir, sizeof dir, "%s/tdxplore", home->dir);
    mkdir(dir, 0700);
    mkdir(home->path, 0700);
    load(home);
    config_tell(home->app);
    assert_string_equal(home->app->message, "config: Is a directory");
    assert_false(config_load(home->app, "/nowhere/at/all", &err));
    assert_string_equal(err.text, "/nowhere/at/all: No such file or directory");
}

static void a_pipe_without_a_writer_is_empty_and_not_waited_for(void **state)
{
    struct home *home = *state;

    write_config(home, "");
    unlink(home->path);
    assert_int_equal(mkfifo(home->path, 0600), 0);
    load(home);
    assert_int_equal(home->app->config.count, 0);
}

static void what_is_too_large_is_not_read(void **state)
{
    struct home *home = *state;

    write_config(home, "set bytes=8\n");
    assert_int_equal(truncate(home->path, 1 << 20), 0);
    load(home);
    assert_string_equal(word(home, SET_BYTES), "auto");
    assert_string_equal(home->app->config.problems[0], ": File too large");
}

static void writing_changes_what_was_set_and_keeps_the_rest(void **state)
{
    struct home *home = *state;
    struct tdxp_error err;

    write_config(home, "# mine\nset bytes=8\nset wrong\nset theme=light\n  set bytes = 32\nkey x quit");
    load(home);
    assert_int_equal(settings_take(&home->app->settings, "bytes=16", NULL), SET_BYTES);
    assert_int_equal(settings_take(&home->app->settings, "nomouse", NULL), SET_MOUSE);
    config_typed(home->app, "colour cursor red");
    assert_true(config_write(home->app, &err));
    assert_file(home->path, "# mine\nset bytes=16\nset wrong\nset theme=light\nset bytes=16\nkey x quit\n"
                            "set mouse=off\ncolour cursor red\n");
    /* Nothing is written twice. */
    assert_true(config_write(home->app, &err));
    load(home);
    assert_int_equal(home->app->config.count, 1);
    assert_string_equal(word(home, SET_BYTES), "16");
    assert_string_equal(word(home, SET_THEME), "light");
    assert_string_equal(word(home, SET_MOUSE), "off");
}

static void writing_makes_the_file_and_its_directories(void **state)
{
    struct home *home = *state;
    char deep[PLACE_DIR + 32];
    struct tdxp_error err;

    snprintf(deep, sizeof deep, "%s/a/b", home->dir);
    setenv("XDG_CONFIG_HOME", deep, 1);
    load(home);
    assert_int_equal(settings_take(&home->app->settings, "group=4", NULL), SET_GROUP);
    assert_true(config_write(home->app, &err));
    snprintf(deep, sizeof deep, "%s/a/b/tdxplore/config", home->dir);
    assert_file(deep, "set group=4\n");
}

static void a_file_behind_a_link_is_changed_where_it_is(void **state)
{
    struct home *home = *state;
    struct stat info;
    struct tdxp_error err;
    char kept[PLACE_DIR + 16];

    write_config(home, "");
    unlink(home->path);
    snprintf(kept, sizeof kept, "%s/kept", home->dir);
    write_bytes(kept, "set bytes=8\n", 12);
    assert_int_equal(symlink(kept, home->path), 0);
    load(home);
    assert_int_equal(settings_take(&home->app->settings, "bytes=32", NULL), SET_BYTES);
    assert_true(config_write(home->app, &err));
    assert_file(kept, "set bytes=32\n");
    assert_int_equal(lstat(home->path, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
}

static void a_file_that_cannot_be_written_stays_as_it_was(void **state)
{
    struct home *home = *state;
    struct tdxp_error err;
    char blocked[PLACE_DIR + 16];

    /* A file where a directory is to be: root may write anywhere else. */
    snprintf(blocked, sizeof blocked, "%s/tdxplore", home->dir);
    write_bytes(blocked, "x", 1);
    load(home);
    assert_int_equal(settings_take(&home->app->settings, "bytes=32", NULL), SET_BYTES);
    assert_false(config_write(home->app, &err));
    assert_true(*err.text);
    assert_file(blocked, "x");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(lines_set_bind_and_colour),
        CASE(a_wrong_line_is_told_by_its_number_and_left_out),
        CASE(bytes_that_are_no_text_are_one_wrong_line_each),
        CASE(more_problems_than_are_kept_are_counted),
        CASE(without_a_file_all_is_as_it_is),
        CASE(a_file_that_cannot_be_read_is_told_of),
        CASE(a_pipe_without_a_writer_is_empty_and_not_waited_for),
        CASE(what_is_too_large_is_not_read),
        CASE(writing_changes_what_was_set_and_keeps_the_rest),
        CASE(writing_makes_the_file_and_its_directories),
        CASE(a_file_behind_a_link_is_changed_where_it_is),
        CASE(a_file_that_cannot_be_written_stays_as_it_was),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
