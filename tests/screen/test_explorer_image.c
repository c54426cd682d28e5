/* The image from anywhere, under any name, and changed while it is shown. */
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
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "explorer.h"
#include "tdxplore/sample.h"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options common = {.env = no_color};
static const struct screen_options wide = {.rows = 60, .cols = 200, .env = no_color};

static char *sample_file(struct explorer *e, const char *name)
{
    uint8_t *bytes = explorer_sample_bytes();
    char *path = explorer_file(e, name, bytes, TDXP_SAMPLE_SIZE);

    free(bytes);
    return path;
}

/* ---- Changes while it is shown. The model is mapped here as well, and not to be read after a truncation ---- */

static void a_file_that_is_truncated_is_told_and_shows_zeros(void **state)
{
    struct explorer *e = *state;
    char *path = sample_file(e, "shrinking.fd");
    struct area hex;
    int row, col;

    explorer_start(e, &common, path);
    screen_type(e->s, "2");
    explorer_wait_focus(e, "Hex");
    assert_true(screen_find(e->s, "54 44 56 46", NULL, NULL));
    assert_int_equal(truncate(path, 0x1000), 0);
    free(path);
    screen_wait_text(e->s, "the file has become shorter");
    screen_wait_text(e->s, "16.0 MiB, SHORTER");
    screen_wait_gone(e->s, "54 44 56 46");
    screen_type(e->s, "<");
    explorer_wait_cursor(e, 0);
    screen_type(e->s, "G");
    explorer_wait_cursor(e, TDXP_SAMPLE_SIZE - 1);
    hex = explorer_inside(e, "Hex");
    assert_true(screen_find_from(e->s, "00 00 00 00", hex.row, hex.col, &row, &col));
    screen_key(e->s, SCREEN_PGUP);
    screen_key(e->s, SCREEN_PGUP);
    explorer_prompt(e, "g", "Go to: ", "tdvf/section[1]");
    screen_wait_text(e->s, "Section 1  CFV");
    assert_non_null(strstr(screen_row_text(e->s, 0), "SHORTER"));
    explorer_quit(e);
}

static void a_file_of_which_nothing_is_left_is_survived(void **state)
{
    struct explorer *e = *state;
    char *path = sample_file(e, "emptied.fd");

    explorer_start(e, &common, path);
    assert_int_equal(truncate(path, 0), 0);
    free(path);
    screen_type(e->s, "2<");
    explorer_wait_cursor(e, 0);
    screen_type(e->s, "1*G");
    screen_wait_text(e->s, "SHORTER");
    explorer_quit(e);
}

static void a_file_that_is_written_to_is_told(void **state)
{
    struct explorer *e = *state;
    char *path = sample_file(e, "written.fd");
    FILE *file;

    explorer_start(e, &common, path);
    file = fopen(path, "r+b");
    free(path);
    assert_non_null(file);
    assert_int_equal(fputc('x', file), 'x');
    assert_int_equal(fclose(file), 0);
    screen_wait_text(e->s, "the file has changed on disk");
    screen_wait_text(e->s, "16.0 MiB, CHANGED");
    screen_type(e->s, "j");
    screen_wait_gone(e->s, "the file has changed on disk");
    explorer_wait_path(e, "tdvf/Signature");
    assert_non_null(strstr(screen_row_text(e->s, 0), "CHANGED"));
}

static void a_file_that_is_deleted_is_told_and_stays(void **state)
{
    struct explorer *e = *state;
    char *path = sample_file(e, "deleted.fd");

    explorer_start(e, &wide, path);
    assert_int_equal(unlink(path), 0);
    free(path);
    screen_wait_text(e->s, "the file was deleted or replaced");
    screen_type(e->s, "r");
    screen_wait_text(e->s, "not read again: cannot open: No such file or directory");
    explorer_go(e, "tdvf/section[1]");
    explorer_assert_hex_selects(e, explorer_node(e, "tdvf/section[1]"));
    explorer_quit(e);
}

static void a_file_that_is_replaced_is_told_and_the_old_one_stays(void **state)
{
    struct explorer *e = *state;
    char *path = sample_file(e, "replaced.fd");
    char *other = explorer_file(e, "other.fd", (const uint8_t *)"other", 5);

    explorer_start(e, &wide, path);
    assert_int_equal(rename(other, path), 0);
    free(path);
    free(other);
    screen_wait_text(e->s, "the file was deleted or replaced");
    explorer_go(e, "contents/section[0]");
    explorer_assert_hex_selects(e, explorer_node(e, "contents/section[0]"));
    explorer_quit(e);
}

/* A build that writes a new file and renames it: what has changed stands out until the next key. */
static void r_reads_a_rebuilt_file_and_shows_what_changed(void **state)
{
    static const struct screen_options *const sizes[] = {&common, &wide};
    struct explorer *e = *state;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *path = sample_file(e, "built.fd");
        uint8_t *bytes = explorer_sample_bytes();
        struct hex_view view;
        char *rebuilt;
        int row, digit, character;

        explorer_start(e, sizes[i], path);
        explorer_prompt(e, "g", "Go to: ", "tdvf/section[1]/Type");
        explorer_wait_chosen(e, "Structure", "Type");
        view = explorer_hex(e); /* before: the model does not change */
        explorer_patch(bytes, "tdvf/section[1]/Attributes", 0, 4, 1);
        explorer_patch(bytes, "tdvf/section[2]/MemoryDataSize", 1, 1, 0x55);
        rebuilt = explorer_file(e, "rebuilt.fd", bytes, TDXP_SAMPLE_SIZE);
        assert_int_equal(rename(rebuilt, path), 0);
        screen_type(e->s, "r");
        screen_wait_text(e->s, "read again: 2 bytes changed in 2 places from 0xcaf05c");
        explorer_wait_chosen(e, "Structure", "Type");
        assert_true(hex_cell(&view, 0xcaf05c, &row, &digit, &character));
        assert_true(stands_out(screen_cell(e->s, row, digit)));
        assert_true(stands_out(screen_cell(e->s, row, character)));
        assert_true(hex_cell(&view, 0xcaf05d, &row, &digit, &character));
        assert_false(stands_out(screen_cell(e->s, row, digit)));
        screen_type(e->s, "k");
        screen_wait_gone(e->s, "read again");
        assert_true(hex_cell(&view, 0xcaf05c, &row, &digit, &character));
        assert_false(stands_out(screen_cell(e->s, row, digit)));
        assert_null(strstr(screen_row_text(e->s, 0), "CHANGED"));
        explorer_go(e, "tdvf/section[1]/Attributes");
        assert_true(explorer_has(e, "Structure", "Attributes 0x1"));
        free(rebuilt);
        free(path);
        free(bytes);
    }
}

static void with_reload_a_rebuilt_file_is_read_by_itself(void **state)
{
    struct explorer *e = *state;
    char *path = sample_file(e, "built.fd");
    uint8_t *bytes = explorer_sample_bytes();
    const char *const argv[] = {screen_program(), "--reload", path, NULL};
    char *rebuilt;

    explorer_run(e, &wide, argv);
    screen_wait_text(e->s, "TDVF descriptor");
    assert_int_equal(unlink(path), 0);
    screen_wait_text(e->s, "not read again: cannot open: No such file or directory");
    explorer_patch(bytes, "tdvf/section[1]/Attributes", 0, 4, 1);
    rebuilt = explorer_file(e, "rebuilt.fd", bytes, TDXP_SAMPLE_SIZE);
    assert_int_equal(rename(rebuilt, path), 0);
    screen_wait_text(e->s, "read again: 1 byte changed at 0xcaf05c");
    assert_null(strstr(screen_row_text(e->s, 0), "GONE"));
    explorer_quit(e);
    free(rebuilt);
    free(path);
    free(bytes);
}

/* A pipe that nobody writes to: whoever opens it as a file waits for ever. */
static void a_file_that_has_become_a_pipe_is_not_read_again(void **state)
{
    struct explorer *e = *state;
    char *path = sample_file(e, "piped.fd");
    char *own = sample_file(e, "own.fd");
    char option[160];

    snprintf(option, sizeof option, "--diff=%s", path);
    explorer_start(e, &common, path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    screen_type(e->s, "r");
    screen_wait_text(e->s, "not read again: is no file but a pipe or a device");
    explorer_go(e, "tdvf/section[1]");
    explorer_quit(e);
    assert_int_equal(unlink(path), 0);
    free(sample_file(e, "piped.fd"));
    explorer_run(e, &common, (const char *const[]){screen_program(), "--reload", option, own, NULL});
    screen_wait_text(e->s, "B is piped.fd");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    screen_wait_text(e->s, "B not read again: is no file but a pipe or a device");
    explorer_quit(e);
    free(own);
    free(path);
}

/* Old and new are one file then, of which the old bytes are gone: nothing is claimed of them. */
static void r_says_that_a_file_written_in_place_cannot_be_compared(void **state)
{
    struct explorer *e = *state;
    char *path = sample_file(e, "in-place.fd");
    const struct tdxp_node *field;
    FILE *file;

    explorer_start(e, &wide, path);
    field = explorer_node(e, "tdvf/section[1]/Attributes");
    file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, (long)field->offset, SEEK_SET), 0);
    assert_int_equal(fputc(1, file), 1);
    assert_int_equal(fclose(file), 0);
    screen_type(e->s, "r");
    screen_wait_text(e->s, "read again: written in place, so what changed is not known");
    screen_type(e->s, "r");
    screen_wait_text(e->s, "read again: no byte differs from what was shown");
    assert_null(strstr(screen_row_text(e->s, 0), "CHANGED"));
    explorer_go(e, "tdvf/section[1]/Attributes");
    assert_true(explorer_has(e, "Structure", "Attributes 0x1"));
    explorer_quit(e);
    free(path);
}

/* What a shell's '>' does, looked at while there is nothing in the file. */
static void a_file_that_is_truncated_and_written_anew_shows_its_new_bytes(void **state)
{
    struct explorer *e = *state;
    char *path = sample_file(e, "anew.fd");
    uint8_t *bytes = explorer_sample_bytes();

    explorer_start(e, &common, path);
    screen_type(e->s, "2");
    explorer_wait_focus(e, "Hex");
    assert_true(screen_find(e->s, "54 44 56 46", NULL, NULL));
    assert_int_equal(truncate(path, 0), 0);
    screen_wait_text(e->s, "16.0 MiB, SHORTER");
    screen_wait_gone(e->s, "54 44 56 46");
    free(explorer_file(e, "anew.fd", bytes, TDXP_SAMPLE_SIZE));
    screen_wait_text(e->s, "16.0 MiB, CHANGED");
    screen_wait_text(e->s, "54 44 56 46");
    screen_type(e->s, "r");
    screen_wait_text(e->s, "read again: written in place, so what changed is not known");
    assert_null(strstr(screen_row_text(e->s, 0), "CHANGED"));
    assert_true(screen_find(e->s, "54 44 56 46", NULL, NULL));
    explorer_quit(e);
    free(bytes);
    free(path);
}

enum { STANDS_STILL_MS = 400 }; /* less than what the program takes for the end of a build */

/* Writes a file anew, piece by piece, as builds do. False where a piece came so late that the program could take that for the end. */
static bool write_in_pieces(const char *path, const uint8_t *bytes)
{
    struct timespec last, now;
    bool in_time = true;
    FILE *file;

    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &last), 0);
    assert_int_equal(unlink(path), 0);
    file = fopen(path, "wb");
    assert_non_null(file);
    for (int piece = 0; piece < 16; piece++) {
        assert_int_equal(fwrite(bytes + ((size_t)piece << 20), 1, 1 << 20, file), 1 << 20);
        assert_int_equal(fflush(file), 0);
        usleep(100000);
        assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
        in_time &= (now.tv_sec - last.tv_sec) * 1000 + (now.tv_nsec - last.tv_nsec) / 1000000 < STANDS_STILL_MS;
        last = now;
    }
    assert_int_equal(fclose(file), 0);
    return in_time;
}

/* What is shown while a file is written stays the whole file that there was. */
static void with_reload_a_file_is_read_once_it_stands_still(void **state)
{
    struct explorer *e = *state;
    char *path = sample_file(e, "pieces.fd");
    uint8_t *bytes = explorer_sample_bytes();
    const char *const argv[] = {screen_program(), "--reload", path, NULL};
    bool in_time = false;

    for (int i = 0; i < 5 && !in_time; i++) {
        explorer_run(e, &wide, argv);
        screen_wait_text(e->s, "TDVF descriptor");
        in_time = write_in_pieces(path, bytes);
    }
    if (!in_time) {
        skip(); /* a machine that is held up for so long tells nothing of it */
    }
    /* Had a part of it been read, the whole would differ from that. */
    screen_wait_text(e->s, "read again: no byte differs from what was shown");
    explorer_quit(e);
    free(path);
    free(bytes);
}

/* The sample with another size, and every bit of every third byte from the offset on another, in place of the file. */
static void resize(struct explorer *e, const char *path, size_t size, size_t from)
{
    uint8_t *sample = explorer_sample_bytes();
    uint8_t *bytes = calloc(size, 1);
    char *other;

    assert_non_null(bytes);
    memcpy(bytes, sample, size < TDXP_SAMPLE_SIZE ? size : TDXP_SAMPLE_SIZE);
    for (size_t i = from; i < size; i += 3) {
        bytes[i] = (uint8_t)~bytes[i];
    }
    other = explorer_file(e, "other.fd", bytes, size);
    assert_int_equal(rename(other, path), 0);
    free(other);
    free(bytes);
    free(sample);
}

/* The messages stand as a whole on 80 columns: their ends are looked for. */
static void r_tells_that_a_file_has_another_size_and_of_what_cannot_be_read_again(void **state)
{
    struct explorer *e = *state;
    char *path = sample_file(e, "growing.fd");

    explorer_start(e, &common, path);
    resize(e, path, TDXP_SAMPLE_SIZE + 0x1000, SIZE_MAX);
    screen_type(e->s, "r");
    screen_wait_text(e->s, "read again: 4.0 KiB larger; 4.0 KiB changed at 0x1000000");
    screen_type(e->s, "r");
    screen_wait_text(e->s, "read again: no byte differs from what was shown");
    resize(e, path, TDXP_SAMPLE_SIZE + 0x5000000, TDXP_SAMPLE_SIZE - 2);
    screen_type(e->s, "r");
    screen_wait_text(e->s, "read again: ~80.0 MiB larger; ~80.0 MiB changed in 1367 places from 0xfffffe");
    resize(e, path, TDXP_SAMPLE_SIZE - 0x1000, SIZE_MAX);
    screen_type(e->s, "r");
    screen_wait_text(e->s, "read again: ~80.0 MiB smaller; no byte differs from what was shown");
    assert_int_equal(truncate(path, 0x800000), 0);
    screen_type(e->s, "r");
    screen_wait_text(e->s, "read again: ~8.0 MiB smaller; written in place, so what changed is not known");
    explorer_start(e, &wide, NULL);
    screen_type(e->s, "r");
    screen_wait_text(e->s, "not read again: it is no file that could be opened again");
    free(path);
}

/* ---- Standard input ---- */

static void start_shell(struct explorer *e, const char *script, const char *path)
{
    const char *argv[] = {"/bin/sh", "-c", script, screen_program(), path, NULL};

    explorer_run(e, &common, argv);
    screen_wait_text(e->s, "q quit");
}

static void an_image_from_a_pipe_is_explored_with_keys_from_the_terminal(void **state)
{
    static const char *const scripts[] = {"cat \"$1\" | \"$0\" -", "\"$0\" - <\"$1\""};
    struct explorer *e = *state;
    char *path = sample_file(e, "piped.fd");

    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        start_shell(e, scripts[i], path);
        assert_non_null(strstr(screen_row_text(e->s, 0), "standard input  16.0 MiB"));
        screen_type(e->s, "j");
        screen_wait_text(e->s, "Signature  (CHAR8[4])");
        screen_key(e->s, SCREEN_DOWN);
        screen_wait_text(e->s, "Length  (UINT32)");
        explorer_quit(e);
        assert_false(screen_altscreen(e->s));
    }
    free(path);
}

static void a_pipeline_is_suspended_and_continued_as_a_whole(void **state)
{
    struct explorer *e = *state;
    char *path = sample_file(e, "piped.fd");

    start_shell(e, "cat \"$1\" | \"$0\" -; exit $?", path);
    free(path);
    screen_ctrl(e->s, 'Z');
    screen_wait_state(e->s, SCREEN_STOPPED);
    assert_false(screen_altscreen(e->s));
    screen_foreground(e->s);
    screen_wait_text(e->s, "q quit");
    screen_type(e->s, "j");
    screen_wait_text(e->s, "Signature  (CHAR8[4])");
    explorer_quit(e);
}

/* ---- Names ---- */

static bool holds(const struct explorer *e, const char *bytes)
{
    size_t size;
    const uint8_t *since = screen_bytes_since(e->s, &size);

    return memmem(since, size, bytes, strlen(bytes)) != NULL;
}

static void control_characters_in_a_name_are_shown_and_not_sent(void **state)
{
    static const char name[] = "a\033]0;owned\007b\nc\x9b"
                               "31m\\d.fd";
    static const char escaped[] = "a\\x1b]0;owned\\x07b\\x0ac\\x9b31m\\\\d.fd";
    static const char *const locales[] = {"C.UTF-8", "C"};
    struct explorer *e = *state;
    char *path = sample_file(e, name);

    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        const struct screen_options opt = {.rows = 60, .cols = 250, .env = no_color, .locale = locales[i]};

        explorer_start(e, &opt, path);
        assert_non_null(strstr(screen_row_text(e->s, 0), escaped));
        assert_false(holds(e, "\033]0;"));
        assert_false(holds(e, "\007"));
        assert_false(holds(e, "\x9b"));
        screen_type(e->s, "z<");
        screen_wait_text(e->s, "z back");
        assert_true(screen_find_from(e->s, escaped, 1, 0, NULL, NULL));
        explorer_quit(e);
        assert_false(holds(e, "\033]0;"));
    }
    free(path);
}

static void a_name_in_another_script_is_shown_where_the_locale_can(void **state)
{
    struct explorer *e = *state;
    char *path = sample_file(e, "größe-日本\u202e.fd");
    const struct screen_options ascii = {.rows = 60, .cols = 250, .locale = "C"};
    const struct screen_options utf8 = {.rows = 60, .cols = 250};
    struct area frame;

    explorer_start(e, &utf8, path);
    assert_non_null(strstr(screen_row_text(e->s, 0), "größe-日本\\u{202e}.fd  16.0 MiB"));
    assert_true(explorer_pane(e, "Structure", &frame));
    explorer_start(e, &ascii, path);
    assert_non_null(strstr(screen_row_text(e->s, 0), "gr\\xc3\\xb6\\xc3\\x9fe-"));
    free(path);
}

/* A path as long as one may be: its end stands in the title line, and all that belongs there besides. */
static void a_very_long_path_leaves_room_for_the_rest_of_the_title(void **state)
{
    static const struct screen_options sizes[] = {
        {.rows = 24, .cols = 80}, {.rows = 40, .cols = 132}, {.rows = 60, .cols = 200}};
    struct explorer *e = *state;
    char *path = sample_file(e, "the-firmware.fd");
    char *slash = strrchr(path, '/');
    char longer[4000];
    size_t used = (size_t)(slash - path);

    memcpy(longer, path, used);
    while (used < sizeof longer - 64) {
        used += (size_t)snprintf(longer + used, sizeof longer - used, "/.");
    }
    snprintf(longer + used, sizeof longer - used, "%s", slash);
    free(path);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const char *title;

        explorer_start(e, &sizes[i], longer);
        title = screen_row_text(e->s, 0);
        assert_non_null(strstr(title, "the-firmware.fd  16.0 MiB  TDVF v1, 8 sections"));
        assert_true(strstr(title, "refuse") || strstr(title, e->check->verdicts[0].consumer->key));
    }
}

static void a_name_of_255_bytes_that_are_all_escaped_is_cut_at_its_start(void **state)
{
    struct explorer *e = *state;
    char name[256];
    char *path;

    memset(name, 1, sizeof name - 1);
    memcpy(name + sizeof name - 4, ".fd", 4);
    path = sample_file(e, name);
    explorer_start(e, &common, path);
    free(path);
    assert_non_null(strstr(screen_row_text(e->s, 0), "x01\\x01.fd  16.0 MiB  TDVF v1"));
    screen_type(e->s, "<");
    explorer_wait_chosen(e, "Structure", "\\x01\\x01");
    explorer_quit(e);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_file_that_is_truncated_is_told_and_shows_zeros),
        CASE(a_file_of_which_nothing_is_left_is_survived),
        CASE(a_file_that_is_written_to_is_told),
        CASE(a_file_that_is_deleted_is_told_and_stays),
        CASE(a_file_that_is_replaced_is_told_and_the_old_one_stays),
        CASE(r_reads_a_rebuilt_file_and_shows_what_changed),
        CASE(with_reload_a_rebuilt_file_is_read_by_itself),
        CASE(a_file_that_has_become_a_pipe_is_not_read_again),
        CASE(with_reload_a_file_is_read_once_it_stands_still),
        CASE(a_file_that_is_truncated_and_written_anew_shows_its_new_bytes),
        CASE(r_says_that_a_file_written_in_place_cannot_be_compared),
        CASE(r_tells_that_a_file_has_another_size_and_of_what_cannot_be_read_again),
        CASE(an_image_from_a_pipe_is_explored_with_keys_from_the_terminal),
        CASE(a_pipeline_is_suspended_and_continued_as_a_whole),
        CASE(control_characters_in_a_name_are_shown_and_not_sent),
        CASE(a_name_in_another_script_is_shown_where_the_locale_can),
        CASE(a_very_long_path_leaves_room_for_the_rest_of_the_title),
        CASE(a_name_of_255_bytes_that_are_all_escaped_is_cut_at_its_start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
