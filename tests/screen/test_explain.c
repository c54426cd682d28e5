/* The explanation's picture of bytes, and its links. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "explorer.h"

static const char *const no_color[] = {"NO_COLOR=1", NULL};

static void start(struct explorer *e, int rows, int cols, const char *path)
{
    const struct screen_options opt = {.rows = rows, .cols = cols, .env = no_color};

    explorer_start(e, &opt, NULL);
    explorer_prompt(e, "g", "Go to: ", path);
    screen_type(e->s, "4z");
    explorer_wait_focus(e, "Explanation");
    screen_settle(e->s);
}

/* Where text stands in the pane: its row, and in *col its column. Fails the test where it does not. */
static int find(struct explorer *e, const char *text, int *col)
{
    int row;

    if (!screen_find(e->s, text, &row, col)) {
        fail_msg("no %s", text);
    }
    return row;
}

static void each_field_stands_above_its_bytes(void **state)
{
    static const struct {
        const char *name, *bytes;
    } fields[] = {
        {"DataOffset │", "00 00 00 00"},
        {"RawDataSize│", "00 00 04 00"},
        {"MemoryAddress  ", "00 00 00 ff 00 00 00 00"},
        {"MemoryDataSize  ", "00 00 04 00 00 00 00 00"},
        {"Type       │", "01 00 00 00"},
        {"Attributes │", "00 00 00 00"},
    };
    static const int widths[] = {100, 45};
    struct explorer *e = *state;

    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
        start(e, 44, widths[w], "tdvf/section[1]");
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
            char bytes[64] = "";
            int col, row = find(e, fields[i].name, &col);

            for (size_t c = 0; c < strlen(fields[i].bytes); c++) {
                strcat(bytes, screen_cell(e->s, row + 1, col + (int)c).utf8);
            }
            assert_string_equal(bytes, fields[i].bytes);
        }
    }
    start(e, 44, 30, "tdvf/section[1]");
    assert_false(screen_find(e->s, "DataOffset │", NULL, NULL));
}

static void the_selected_field_stands_out_in_its_structure(void **state)
{
    struct explorer *e = *state;
    int col, row;

    start(e, 44, 100, "tdvf/section[1]/Type");
    row = find(e, "MemoryDataSize  ", &col);
    assert_false(stands_out(screen_cell(e->s, row, col)));
    assert_false(stands_out(screen_cell(e->s, row + 1, col)));
    row = find(e, "│Type ", &col);
    assert_true(stands_out(screen_cell(e->s, row, col + 1)));
    assert_true(stands_out(screen_cell(e->s, row + 1, col + 1)));
    assert_true(stands_out(screen_cell(e->s, row + 1, col + 11)));
    assert_false(stands_out(screen_cell(e->s, row + 1, col + 12)));
}

static void what_is_large_is_begun_and_what_has_no_fields_has_no_picture(void **state)
{
    struct explorer *e = *state;

    start(e, 44, 100, "tdvf");
    assert_true(screen_find(e->s, "and 0xd0 bytes more", NULL, NULL));
    start(e, 44, 100, "contents/section[1]");
    assert_false(screen_find(e->s, "bytes more", NULL, NULL));
}

static void without_the_keys_there_is_neither_picture_nor_link(void **state)
{
    const struct screen_options opt = {.rows = 60, .cols = 200, .env = no_color};
    struct explorer *e = *state;

    explorer_start(e, &opt, NULL);
    explorer_go(e, "tdvf/section[1]");
    assert_false(screen_find(e->s, "DataOffset │", NULL, NULL));
    screen_type(e->s, "4");
    explorer_wait_focus(e, "Explanation");
    screen_wait_text(e->s, "DataOffset │");
    screen_type(e->s, "G");
    screen_wait_text(e->s, "part of: tdvf");
    screen_type(e->s, "1");
    screen_wait_gone(e->s, "part of: tdvf");
    /* The shorter text is shown to its end. */
    assert_true(explorer_has(e, "Explanation", "See: TD-SHIM specification, table 1.1-2"));
}

static void links_are_chosen_and_followed(void **state)
{
    struct explorer *e = *state;
    int col, row;

    start(e, 44, 100, "tdvf/section[1]");
    row = find(e, "points to: contents/section[1]", &col);
    assert_false(stands_out(screen_cell(e->s, row, col)));
    screen_type(e->s, "l");
    screen_settle(e->s);
    assert_true(stands_out(screen_cell(e->s, row, col)));
    screen_type(e->s, "l");
    screen_settle(e->s);
    assert_false(stands_out(screen_cell(e->s, row, col)));
    row = find(e, "part of: tdvf", &col);
    assert_true(stands_out(screen_cell(e->s, row, col)));
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "pointed to by: guid-table/entry[0]/Offset");
    explorer_wait_focus(e, "Explanation");
    screen_type(e->s, "h");
    screen_settle(e->s);
    screen_key(e->s, SCREEN_BACKSPACE);
    screen_wait_text(e->s, "points to: contents/section[1]");
}

/* All keys that have come are taken before anything is drawn: links that were drawn may be those of another node. */
static void keys_that_come_together_follow_the_links_of_where_they_are(void **state)
{
    struct explorer *e = *state;

    start(e, 44, 100, "tdvf/section[1]");
    screen_type(e->s, "l\rl\r");
    screen_settle(e->s);
    /* From the entry to its bytes, and from these by the first of their own links to the entry again. */
    assert_true(screen_find(e->s, "Explanation  tdvf/section[1]", NULL, NULL));
    screen_key(e->s, SCREEN_BACKSPACE);
    screen_wait_text(e->s, "Explanation  contents/section[1]");
}

static void a_link_out_of_view_is_brought_into_it(void **state)
{
    struct explorer *e = *state;

    start(e, 14, 100, "tdvf/section[1]");
    assert_false(screen_find(e->s, "points to: contents", NULL, NULL));
    screen_type(e->s, "l");
    screen_wait_text(e->s, "points to: contents/section[1]");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_field_stands_above_its_bytes),
        CASE(the_selected_field_stands_out_in_its_structure),
        CASE(what_is_large_is_begun_and_what_has_no_fields_has_no_picture),
        CASE(without_the_keys_there_is_neither_picture_nor_link),
        CASE(links_are_chosen_and_followed),
        CASE(keys_that_come_together_follow_the_links_of_where_they_are),
        CASE(a_link_out_of_view_is_brought_into_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
