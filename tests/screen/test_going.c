/* Going: expressions, marks, the lists of places, and the next of a kind. */
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

#include <cmocka.h>

#include "../unit/parts.h"
#include "explorer.h"

#define SECTION "volumes/volume[0]/file[1]/section[0]"
#define INSIDE SECTION "/decompressed"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options common = {.env = no_color};
static const struct screen_options wide = {.rows = 60, .cols = 200, .env = no_color};
static const struct screen_options small = {.rows = 8, .cols = 40, .env = no_color};

enum { TDVF = 0xcaf010 }; /* where the sample's descriptor is */

static void go(struct explorer *e, const char *text)
{
    explorer_prompt(e, "g", "Go to: ", text);
}

static void press_and_wait(struct explorer *e, const char *key, uint64_t offset)
{
    screen_type(e->s, key);
    explorer_wait_cursor(e, offset);
}

/* ---- expressions ---- */

static void g_takes_expressions(void **state)
{
    static const struct {
        const char *text;
        uint64_t offset;
    } places[] = {
        {"tdvf+0x10", TDVF + 0x10},
        {".-0x10", TDVF},
        {"gpa:0xff000000+4*8", 0x20},
        {"(tdvf+4)-(2*2)", TDVF},
        {"s1+0x30", 0x30},
        {"section 0 - 1", 0xcaeFFF},
        {"reset-vector-0x10", 0xffffe0},
        {"-0x20+0x10", 0xfffff0},
        {"$-1", 0xffffff},
        {"0", 0},
        {"$", 0xffffff},
        {"$-0x20", 0xffffe0},
        {"1", 1},
        {"-0", 0xffffff},
        {"2*(3+4)", 14},
    };
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        go(e, places[i].text);
        explorer_wait_cursor(e, places[i].offset);
    }
}

static void a_section_is_selected_by_its_number(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    go(e, "s0");
    explorer_wait_path(e, "contents/section[0]");
    go(e, "section 3");
    explorer_wait_path(e, "tdvf/section[3]");
}

static void an_error_names_the_place_in_the_expression(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    go(e, "tdvf+(4*nowhere)");
    screen_wait_text(e->s, "at 9: no such place: nowhere");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, "Go to: ");
    go(e, "tdvf+0x1000000");
    screen_wait_text(e->s, "0x1caf010 is past the end of the file, whose last byte is at 0xffffff");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, "Go to: ");
    go(e, "$+1");
    screen_wait_text(e->s, "0x1000001 is past the end of the file, whose last byte is at 0xffffff");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, "Go to: ");
    go(e, "0xffffffffffffffff+1");
    screen_wait_text(e->s, "at 19: more than 64 bits");
    screen_key(e->s, SCREEN_ESC);
}

static void a_path_through_what_is_compressed_opens_it(void **state)
{
    struct part volume = part_packed_volume(part_join(part_section(0x19, part_random(1000)), part_ui("Inside")));
    struct explorer *e = *state;
    char *path = explorer_file(e, "packed.fd", volume.data, volume.size);

    free(volume.data);
    explorer_start(e, &wide, path);
    free(path);
    go(e, INSIDE "/section[1]+2");
    screen_wait_text(e->s, "4 Explanation  " INSIDE "/section[1]");
    assert_true(screen_find(e->s, "▾ GUID_DEFINED section", NULL, NULL));
    go(e, INSIDE "/section[9]");
    screen_wait_text(e->s, "no such place");
}

/* ---- marks ---- */

static void a_mark_is_gone_to_by_its_letter(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    screen_type(e->s, "Ma");
    screen_wait_text(e->s, "mark a: file 0xcaf010  tdvf");
    go(e, "0x100");
    explorer_wait_cursor(e, 0x100);
    screen_type(e->s, "MZ");
    screen_wait_text(e->s, "mark Z: file 0x100");
    press_and_wait(e, "'a", TDVF);
    press_and_wait(e, "'Z", 0x100);
    press_and_wait(e, "''", TDVF);
    screen_type(e->s, "'b");
    screen_wait_text(e->s, "mark b is not set");
    screen_type(e->s, "M1");
    screen_wait_text(e->s, "a mark is a letter");
    screen_type(e->s, "M");
    screen_wait_text(e->s, "Mark this place:");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, "Mark this place:");
}

static void marks_are_listed_and_chosen(void **state)
{
    static const struct screen_options *const sizes[] = {&common, &wide, &small};
    struct explorer *e = *state;
    int row, col;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        explorer_start(e, sizes[i], NULL);
        screen_type(e->s, "2");
        explorer_wait_focus(e, "Hex");
        explorer_prompt(e, ":", ":", "marks");
        screen_wait_text(e->s, "no marks are set");
        screen_type(e->s, "Mx");
        screen_wait_text(e->s, "mark x");
        go(e, "0x40");
        explorer_wait_cursor(e, 0x40);
        screen_type(e->s, "Mc");
        screen_wait_text(e->s, "mark c");
        go(e, "0x200");
        explorer_wait_cursor(e, 0x200);
        screen_type(e->s, "'?");
        screen_wait_text(e->s, " Marks ");
        assert_true(screen_find(e->s, "c  file 0x40", &row, &col));
        assert_true(stands_out(screen_cell(e->s, row, col)));
        assert_true(screen_find(e->s, "x  file 0xcaf010  tdvf", &row, &col));
        assert_false(stands_out(screen_cell(e->s, row, col)));
        screen_key(e->s, SCREEN_DOWN);
        screen_key(e->s, SCREEN_ENTER);
        explorer_wait_cursor(e, TDVF);
        press_and_wait(e, "\x0f", 0x200);
    }
}

static void places_that_one_has_been_at_are_listed(void **state)
{
    struct explorer *e = *state;
    int row, col;

    explorer_start(e, &common, NULL);
    go(e, "0x40");
    explorer_wait_cursor(e, 0x40);
    go(e, "0x80");
    explorer_wait_cursor(e, 0x80);
    press_and_wait(e, "\x0f", 0x40);
    explorer_prompt(e, ":", ":", "jumps");
    screen_wait_text(e->s, "   file 0xcaf010  tdvf");
    assert_true(screen_find(e->s, ">  file 0x40", NULL, NULL));
    assert_true(screen_find(e->s, "   file 0x80", NULL, NULL));
    screen_key(e->s, SCREEN_DOWN);
    screen_key(e->s, SCREEN_ENTER);
    explorer_wait_cursor(e, 0x80);
    press_and_wait(e, "\x0f", 0x40);
    press_and_wait(e, "F", 0x80);
    explorer_prompt(e, ":", ":", "jumps");
    screen_wait_text(e->s, ">  file 0x80");
    assert_true(screen_find(e->s, "file 0xcaf010", &row, &col));
    assert_true(screen_click(e->s, row, col, SCREEN_BUTTON_LEFT));
    explorer_wait_cursor(e, TDVF);
    explorer_prompt(e, ":", ":", "jumps");
    screen_wait_text(e->s, ">  file 0xcaf010");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_text(e->s, "1 Structure");
    explorer_quit(e);
}

/* ---- the next of a kind ---- */

static void sections_data_and_unclaimed_bytes_are_stepped_through(void **state)
{
    struct explorer *e = *state;
    const struct tdxp_node *node;
    uint64_t offset;

    explorer_start(e, &common, NULL);
    press_and_wait(e, "(", 0xcaf000);
    press_and_wait(e, "(", 0);
    screen_type(e->s, "(");
    screen_wait_text(e->s, "no section begins before here");
    press_and_wait(e, ")", 0xcaf000);
    screen_type(e->s, ")");
    screen_wait_text(e->s, "no section begins behind here");
    go(e, "0");
    explorer_wait_cursor(e, 0);
    screen_type(e->s, "u");
    screen_wait_gone(e->s, "2 Hex  file 0x0 ");
    offset = hex_cursor(e);
    node = tdxp_tree_at(e->fw->tree, tdxp_tree_space(e->fw->tree, 0), offset);
    assert_true(node->kind == TDXP_KIND_UNCLAIMED);
    assert_true(node->offset == offset);
    screen_type(e->s, "U");
    screen_wait_text(e->s, "no unclaimed bytes before here");
}

static void w_goes_to_data_behind_zeros(void **state)
{
    enum { SIZE = 0x10000 };
    struct explorer *e = *state;
    uint8_t *bytes = calloc(1, SIZE);
    char *path;

    assert_non_null(bytes);
    bytes[0x100] = 1;
    bytes[0x104] = 1;
    bytes[0x9001] = 1;
    path = explorer_file(e, "sparse", bytes, SIZE);
    free(bytes);
    explorer_start(e, &common, path);
    free(path);
    go(e, "0");
    explorer_wait_cursor(e, 0);
    press_and_wait(e, "w", 0x100);
    press_and_wait(e, "w", 0x9001);
    screen_type(e->s, "w");
    screen_wait_text(e->s, "no data after zeros behind here");
    press_and_wait(e, "W", 0x100);
    press_and_wait(e, "\x0f", 0x9001);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(g_takes_expressions),
        CASE(a_section_is_selected_by_its_number),
        CASE(an_error_names_the_place_in_the_expression),
        CASE(a_path_through_what_is_compressed_opens_it),
        CASE(a_mark_is_gone_to_by_its_letter),
        CASE(marks_are_listed_and_chosen),
        CASE(places_that_one_has_been_at_are_listed),
        CASE(sections_data_and_unclaimed_bytes_are_stepped_through),
        CASE(w_goes_to_data_behind_zeros),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
