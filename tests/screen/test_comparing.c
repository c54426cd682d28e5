/* Two images side by side: the columns of bytes, the list of differences, the maps, and searching in both. */
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
#include "tdxplore/sample.h"

enum { ATTRIBUTES = 0xcaf07c, ADDRESS = 0xcaf068 }; /* of section 2, TempMem, in the sample */

/* The sample with its section 2 elsewhere, and with PAGE.AUG. */
static char *other(struct explorer *e)
{
    uint8_t *bytes = explorer_sample_bytes();
    char *path;

    explorer_patch(bytes, "tdvf/section[2]/Attributes", 0, 1, 2);
    explorer_patch(bytes, "tdvf/section[2]/MemoryAddress", 0, 8, 0x10000000);
    path = explorer_file(e, "other.fd", bytes, TDXP_SAMPLE_SIZE);
    free(bytes);
    return path;
}

static void compare(struct explorer *e, const struct screen_options *opt)
{
    char *path = other(e);
    char line[160];

    explorer_start(e, opt, NULL);
    snprintf(line, sizeof line, "diff %s", path);
    explorer_prompt(e, ":", ":", line);
    screen_wait_text(e->s, "0 added, 0 removed, 2 changed, 0 moved");
    free(path);
}

static void differences_are_listed_and_stepped_through(void **state)
{
    struct explorer *e = *state;
    const struct screen_options opt = {.rows = 40, .cols = 120};
    struct area frame;

    compare(e, &opt);
    explorer_wait_focus(e, "Differences");
    assert_true(explorer_has(e, "Differences", "MemoryAddress: 0xff041000"));
    screen_type(e->s, ";");
    explorer_wait_cursor(e, ADDRESS + 1);
    explorer_wait_chosen(e, "Structure", "MemoryAddress");
    screen_type(e->s, ";");
    explorer_wait_cursor(e, ATTRIBUTES);
    explorer_wait_chosen(e, "Structure", "Attributes");
    screen_type(e->s, ";");
    screen_wait_text(e->s, "no difference behind this one");
    screen_type(e->s, "\"");
    explorer_wait_cursor(e, ADDRESS + 1);
    assert_true(explorer_pane(e, "Hex", &frame));
    explorer_prompt(e, ":", ":", "diff");
    screen_wait_text(e->s, "nothing is compared any more");
    assert_false(explorer_pane(e, "Differences", &frame));
    explorer_quit(e);
}

/* The row of the hex pane that begins with that address, as text. */
static void row_at(struct explorer *e, const char *address, char *text, size_t size)
{
    struct area inside = explorer_inside(e, "Hex");

    for (int row = 0; row < inside.rows; row++) {
        explorer_text(e, inside, row, text, size);
        if (strncmp(text, address, strlen(address)) == 0) {
            return;
        }
    }
    fail_msg("no row begins with %s", address);
}

static void bytes_of_both_stand_side_by_side(void **state)
{
    struct explorer *e = *state;
    const struct screen_options opt = {.rows = 40, .cols = 120};
    char text[EXPLORER_TEXT];

    compare(e, &opt);
    screen_type(e->s, ";");
    explorer_wait_cursor(e, ADDRESS + 1);
    row_at(e, "caf068", text, sizeof text);
    /* The sign in the gutter tells without colour. */
    assert_non_null(strstr(text, "caf068~2[00 10 04 ff"));
    assert_non_null(strstr(text, "caf068~2 00 00 00 10"));
    row_at(e, "caf060", text, sizeof text);
    assert_null(strchr(text, '~'));
    explorer_quit(e);
}

static void what_one_image_alone_has_shifts_the_other(void **state)
{
    struct explorer *e = *state;
    const struct screen_options opt = {.rows = 40, .cols = 120, .env = (const char *const[]){"NO_COLOR=1", NULL}};
    uint8_t a[600];
    uint8_t b[616];
    char *first;
    char *second;
    char text[EXPLORER_TEXT];
    char option[160];

    for (int i = 0; i < 600; i++) {
        a[i] = (uint8_t)(i * 7 + i / 256 * 13 + 1);
    }
    memcpy(b, a, 304);
    memset(b + 304, 0xee, 16);
    memcpy(b + 320, a + 304, 296);
    first = explorer_file(e, "a", a, sizeof a);
    second = explorer_file(e, "b", b, sizeof b);
    snprintf(option, sizeof option, "--diff=%s", second);
    explorer_run(e, &opt, (const char *const[]){screen_program(), option, first, NULL});
    screen_wait_text(e->s, "Differences");
    screen_type(e->s, "2");
    explorer_prompt(e, "g", "Go to: ", "0x128");
    screen_wait_text(e->s, "0x128  B 0x128");
    row_at(e, "000128", text, sizeof text);
    assert_non_null(strstr(text, "000128 "));
    assert_null(strchr(text, '+'));
    row_at(e, "000130", text, sizeof text);
    assert_non_null(strstr(text, "000130+"));
    assert_non_null(strstr(text, "ee ee ee ee ee ee ee ee"));
    /* Below that B is 16 bytes ahead, which the row says. */
    row_at(e, "000148", text, sizeof text);
    assert_non_null(strstr(text, "000148>"));
    explorer_prompt(e, "g", "Go to: ", "0x138");
    screen_wait_text(e->s, "0x138  B 0x148");
    row_at(e, "000138", text, sizeof text);
    assert_non_null(strstr(text, "000148 "));
    row_at(e, "000120", text, sizeof text);
    assert_non_null(strstr(text, "000130+"));
    /* In this pane the next place is one of bytes. */
    explorer_prompt(e, "g", "Go to: ", "0");
    screen_wait_text(e->s, "file 0x0  B 0x0");
    screen_type(e->s, ";");
    screen_wait_text(e->s, "0x130  B 0x140");
    screen_type(e->s, ";");
    screen_wait_text(e->s, "no difference behind this one in what the pane shows");
    screen_type(e->s, "$\"");
    screen_wait_text(e->s, "0x130  B 0x140");
    explorer_prompt(e, "g", "Go to: ", "0x138");
    screen_wait_text(e->s, "0x138  B 0x148");
    /* The same offsets instead, and by hand. */
    screen_type(e->s, "~");
    screen_wait_text(e->s, "0x138  B 0x138");
    explorer_prompt(e, ":", ":", "shift -0x10");
    screen_wait_text(e->s, "0x138  B 0x128");
    explorer_prompt(e, ":", ":", "shift aligned");
    screen_wait_text(e->s, "0x138  B 0x148");
    explorer_quit(e);
    free(first);
    free(second);
}

static void guest_memory_of_both_stands_side_by_side(void **state)
{
    struct explorer *e = *state;
    const struct screen_options opt = {.rows = 50, .cols = 200};
    struct area map;
    char text[EXPLORER_TEXT];
    int row;

    compare(e, &opt);
    map = explorer_inside(e, "Guest memory");
    row = explorer_row_of(e, "Guest memory", "10000000");
    assert_true(row >= 0);
    explorer_text(e, map, row, text, sizeof text);
    /* B alone has it: the left half of the row is empty behind the address. */
    assert_int_equal(strspn(text + 8, " ") > 10, true);
    assert_true(explorer_has(e, "Guest memory", "2 TempMem ~"));
    explorer_quit(e);
}

static void a_search_finds_in_both(void **state)
{
    struct explorer *e = *state;
    const struct screen_options opt = {.rows = 40, .cols = 120};

    compare(e, &opt);
    explorer_prompt(e, "/", "/", "hex:00 00 00 00 00 10 00 00 00 00 00 00 02");
    screen_wait_text(e->s, "not found");
    screen_type(e->s, "9");
    explorer_wait_focus(e, "Matches");
    screen_wait_text(e->s, "1 in B");
    assert_true(explorer_has(e, "Matches", "B 0xcaf066"));
    screen_type(e->s, "\r");
    explorer_wait_focus(e, "Hex");
    explorer_wait_cursor(e, ADDRESS - 2);
    explorer_quit(e);
}

static void two_columns_fit_into_eighty(void **state)
{
    struct explorer *e = *state;
    const struct screen_options opt = {.rows = 24, .cols = 80};
    struct area frame;
    char text[EXPLORER_TEXT];

    compare(e, &opt);
    screen_type(e->s, ";");
    screen_wait_text(e->s, "B 0xcaf069");
    assert_false(explorer_pane(e, "Structure", &frame));
    row_at(e, "caf068", text, sizeof text);
    assert_non_null(strstr(text, "0010 04ff"));
    assert_non_null(strstr(text, "0000 0010"));
    screen_type(e->s, "1");
    explorer_wait_focus(e, "Structure");
    explorer_quit(e);
}

static void files_that_cannot_be_opened_are_said(void **state)
{
    struct explorer *e = *state;
    char line[160];

    explorer_start(e, NULL, NULL);
    explorer_prompt(e, ":", ":", "diff /nowhere/at/all");
    screen_wait_text(e->s, "/nowhere/at/all: cannot open");
    screen_key(e->s, SCREEN_ESC);
    /* A file of that name, not the terminal, of which there would be no end. */
    explorer_prompt(e, ":", ":", "diff -");
    screen_wait_text(e->s, "-: cannot open");
    screen_key(e->s, SCREEN_ESC);
    snprintf(line, sizeof line, "diff %s/pipe", e->dir);
    assert_int_equal(mkfifo(line + strlen("diff "), 0600), 0);
    explorer_prompt(e, ":", ":", line);
    screen_wait_text(e->s, "pipe: is no file but a pipe or a device");
    screen_key(e->s, SCREEN_ESC);
    screen_type(e->s, ";");
    screen_wait_text(e->s, "nothing is compared: :diff FILE begins");
    explorer_quit(e);
}

/* The sample with that many changes, under the name of the file, as a build that renames does it. */
static void rebuild(struct explorer *e, const char *path, unsigned changes)
{
    uint8_t *bytes = explorer_sample_bytes();
    char *built;

    for (unsigned i = 0; i < changes; i++) {
        bytes[0x100000 * (i + 1)] ^= 0xff;
    }
    built = explorer_file(e, "built.fd", bytes, TDXP_SAMPLE_SIZE);
    assert_int_equal(rename(built, path), 0);
    free(built);
    free(bytes);
}

static void another_b_is_told_and_read_again(void **state)
{
    struct explorer *e = *state;
    const struct screen_options opt = {.rows = 40, .cols = 120};
    char *path = other(e);

    compare(e, &opt);
    explorer_prompt(e, ":", ":", "shift 0x10");
    /* What is changed in A is in no file, and is not asked for where B alone is read. */
    explorer_prompt(e, "g", "Go to: ", "0x20");
    explorer_prompt(e, "R", "Bytes at 0x20: ", "77");
    screen_wait_text(e->s, "[+]");
    rebuild(e, path, 0);
    screen_wait_text(e->s, "B was deleted or replaced: this is the old one; r reads the new");
    screen_wait_text(e->s, "B is other.fd, GONE");
    screen_type(e->s, "r");
    screen_wait_text(e->s, "B read again: 0 added, 0 removed, 1 changed, 0 moved");
    screen_wait_gone(e->s, "GONE");
    screen_wait_text(e->s, "[+]");
    screen_wait_text(e->s, "0x20  B 0x30");
    assert_int_equal(unlink(path), 0);
    screen_wait_text(e->s, "B is other.fd, GONE");
    screen_type(e->s, "r");
    screen_wait_text(e->s, "B not read again: cannot open: No such file or directory");
    screen_wait_text(e->s, "B is other.fd, GONE  1 changed");
    explorer_prompt(e, ":", ":", "diff");
    screen_wait_text(e->s, "nothing is compared any more");
    explorer_prompt(e, ":", ":", "quit!");
    explorer_expect_exit(e, 0);
    free(path);
}

static void with_reload_both_are_read_by_themselves(void **state)
{
    struct explorer *e = *state;
    const struct screen_options opt = {.rows = 40, .cols = 120};
    char option[160];
    char *second = other(e);
    char *first = explorer_file(e, "first.fd", (const uint8_t *)"", 0);

    rebuild(e, first, 0);
    snprintf(option, sizeof option, "--diff=%s", second);
    explorer_run(e, &opt, (const char *const[]){screen_program(), "--reload", option, first, NULL});
    screen_wait_text(e->s, "B is other.fd  2 changed");
    rebuild(e, second, 0);
    screen_wait_text(e->s, "B read again: the two files are the same, byte for byte");
    rebuild(e, first, 1);
    screen_wait_text(e->s, "read again: 1 byte changed at 0x100000");
    screen_wait_text(e->s, "B is other.fd  1 changed");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, "read again");
    rebuild(e, first, 2);
    rebuild(e, second, 2);
    screen_wait_text(e->s, "the two files are the same, byte for byte");
    screen_wait_text(e->s, "B is other.fd, the same");
    explorer_quit(e);
    free(first);
    free(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(differences_are_listed_and_stepped_through, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(bytes_of_both_stand_side_by_side, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(what_one_image_alone_has_shifts_the_other, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(guest_memory_of_both_stands_side_by_side, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(a_search_finds_in_both, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(two_columns_fit_into_eighty, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(files_that_cannot_be_opened_are_said, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(another_b_is_told_and_read_again, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(with_reload_both_are_read_by_themselves, explorer_setup, explorer_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
