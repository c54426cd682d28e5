/* The readout of the bytes at the cursor, and the range of bytes that is marked. */
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

#include "explorer.h"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options common = {.env = no_color};
static const struct screen_options tall = {.rows = 40, .cols = 120, .env = no_color};
static const struct screen_options wide = {.rows = 60, .cols = 200, .env = no_color};
static const struct screen_options colours = {.rows = 60, .cols = 200};
static const struct screen_options *const sizes[] = {&common, &tall, &wide, &colours};

enum { TDVF = 0xcaf010 }; /* where the sample's descriptor is */

static void press(struct explorer *e, enum screen_key key, int times)
{
    while (times-- > 0) {
        screen_key(e->s, key);
    }
}

/* ---- the readout ---- */

static void d_shows_the_readout_and_leaves_the_keys_where_they_are(void **state)
{
    struct explorer *e = *state;
    struct area frame;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        explorer_start(e, sizes[i], NULL);
        screen_type(e->s, "2d");
        screen_wait_text(e->s, "d Readout");
        explorer_wait_focus(e, "Hex");
        assert_true(explorer_has(e, "Readout", "u32       0x46564454  1180058708"));
        assert_true(explorer_has(e, "Readout", "text      \"TDVF\""));
        screen_type(e->s, "d");
        screen_wait_gone(e->s, "d Readout");
        explorer_wait_focus(e, "Hex");
        assert_true(explorer_pane(e, "Explanation", &frame));
    }
}

static void the_readout_takes_the_keys_from_the_pane_whose_place_it_takes(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "9");
    explorer_wait_focus(e, "Matches");
    screen_type(e->s, "d");
    explorer_wait_focus(e, "Readout");
    screen_type(e->s, "d");
    explorer_wait_focus(e, "Hex");

    explorer_start(e, &common, NULL);
    screen_type(e->s, "4");
    explorer_wait_focus(e, "Explanation");
    screen_type(e->s, "d");
    explorer_wait_focus(e, "Readout");
    screen_type(e->s, "d");
    explorer_wait_focus(e, "Hex");
}

static void the_readout_follows_every_move_of_the_cursor(void **state)
{
    struct explorer *e = *state;
    int row, col;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "2d");
    screen_wait_text(e->s, "u16       0x4454  17492");
    press(e, SCREEN_RIGHT, 1);
    screen_wait_text(e->s, "u16       0x5644  22084");
    explorer_go(e, "tdvf/NumberOfSectionEntry");
    screen_wait_text(e->s, "u32       0x00000008  8");
    assert_true(screen_find(e->s, "Section 1", &row, &col));
    assert_true(screen_click(e->s, row, col, SCREEN_BUTTON_LEFT));
    screen_wait_text(e->s, "d Readout  file 0xcaf040");
    screen_type(e->s, "1");
    screen_key(e->s, SCREEN_BACKTAB); /* over the differences and the lessons */
    screen_key(e->s, SCREEN_BACKTAB);
    screen_key(e->s, SCREEN_BACKTAB);
    explorer_wait_focus(e, "Readout");
    screen_type(e->s, "h");
    screen_wait_text(e->s, "d Readout  file 0xcaf03f");
}

static void a_small_screen_has_the_readout_alone_and_it_scrolls(void **state)
{
    static const struct screen_options small = {.rows = 10, .cols = 50, .env = no_color};
    struct explorer *e = *state;

    explorer_start(e, &small, NULL);
    screen_type(e->s, "d");
    explorer_wait_focus(e, "Readout");
    assert_false(explorer_has(e, "Readout", "Unix time"));
    screen_type(e->s, "G");
    screen_wait_text(e->s, "Unix time");
    screen_type(e->s, "d");
    explorer_wait_focus(e, "Hex");
}

/* ---- the range ---- */

/* Every byte in view looks marked where it lies in [first, last], and no other does. */
static void assert_marked(struct explorer *e, uint64_t first, uint64_t last)
{
    struct hex_view view = explorer_hex(e);
    uint64_t marked = 0;

    for (uint64_t offset = view.top; offset < view.end; offset++) {
        int row, digit, character;

        assert_true(hex_cell(&view, offset, &row, &digit, &character));
        if (stands_out(screen_cell(e->s, row, digit))) {
            assert_true(offset >= first && offset <= last);
            assert_true(stands_out(screen_cell(e->s, row, digit + 1)));
            assert_true(stands_out(screen_cell(e->s, row, character)));
            marked++;
        }
    }
    assert_true(marked == last - first + 1);
}

static void a_range_goes_with_the_cursor_and_tells_its_hashes(void **state)
{
    struct explorer *e = *state;

    for (size_t i = 0; i < 3; i++) {
        explorer_start(e, sizes[i], NULL);
        screen_type(e->s, "2S");
        press(e, SCREEN_RIGHT, 3);
        screen_wait_text(e->s, "0xcaf010..0xcaf013  4 B  CRC32 0x61e67c82");
        assert_marked(e, TDVF, TDVF + 3);
        screen_type(e->s, "d");
        screen_wait_text(e->s, "range     0xcaf010..0xcaf013, 4 B of the file");
        assert_true(explorer_has(e, "Readout", "+0x0..+0x3 of tdvf/Signature, which has 4 B"));
        assert_true(explorer_has(e, "Readout", "CRC32     0x61e67c82"));
        assert_true(
            explorer_has(e, "Readout", "SHA-256   16b5ff4f6941fc206e1321a7a6c33bf66d67e8f0ba8589fa9c5b593434d7abb0"));
        screen_key(e->s, SCREEN_ESC);
        screen_wait_gone(e->s, "CRC32");
        explorer_wait_focus(e, "Hex");
    }
}

static void a_range_that_is_marked_backwards_is_the_same(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_prompt(e, "g", "Go to: ", "0xcaf013");
    explorer_wait_cursor(e, TDVF + 3);
    screen_type(e->s, "2S");
    press(e, SCREEN_LEFT, 3);
    screen_wait_text(e->s, "0xcaf010..0xcaf013  4 B  CRC32 0x61e67c82");
    assert_marked(e, TDVF, TDVF + 3);
}

static void the_marked_bytes_look_unlike_a_selected_node(void **state)
{
    struct explorer *e = *state;

    for (int i = 0; i < 2; i++) {
        struct screen_cell selected, marked;
        struct hex_view view;
        int row, digit, character;

        explorer_start(e, i == 0 ? &wide : &colours, NULL);
        screen_type(e->s, "2");
        explorer_wait_focus(e, "Hex");
        view = explorer_hex(e);
        assert_true(hex_cell(&view, TDVF + 1, &row, &digit, &character));
        selected = screen_cell(e->s, row, digit);
        screen_type(e->s, "S");
        press(e, SCREEN_RIGHT, 3);
        screen_wait_text(e->s, "0xcaf010..0xcaf013");
        marked = screen_cell(e->s, row, digit);
        assert_true(stands_out(selected));
        assert_true(stands_out(marked));
        assert_false(same_look(selected, marked));
    }
}

static void shift_and_an_arrow_marks(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "2");
    explorer_wait_focus(e, "Hex");
    screen_type(e->s, "\033[1;2C\033[1;2C\033[1;2C");
    screen_wait_text(e->s, "0xcaf010..0xcaf013  4 B");
    screen_type(e->s, "\033[1;2D");
    screen_wait_text(e->s, "0xcaf010..0xcaf012  3 B");
    screen_type(e->s, "\033[1;2B");
    screen_wait_text(e->s, "0xcaf010..0xcaf0");
    assert_marked(e, TDVF, hex_cursor(e));
}

static void a_drag_of_the_mouse_marks(void **state)
{
    struct explorer *e = *state;
    struct hex_view view;
    int row, digit, character;

    explorer_start(e, &wide, NULL);
    view = explorer_hex(e);
    assert_true(hex_cell(&view, TDVF + 3, &row, &digit, &character));
    assert_true(screen_mouse(e->s, row, character, SCREEN_BUTTON_LEFT, true));
    assert_true(hex_cell(&view, TDVF, &row, &digit, &character));
    assert_true(screen_mouse(e->s, row, digit, SCREEN_BUTTON_LEFT, false));
    screen_wait_text(e->s, "0xcaf010..0xcaf013  4 B  CRC32 0x61e67c82");
    explorer_wait_focus(e, "Hex");
    assert_marked(e, TDVF, TDVF + 3);
}

static void a_large_range_is_hashed_while_keys_work(void **state)
{
    enum { SIZE = 3000000 };
    struct explorer *e = *state;
    uint8_t *bytes = malloc(SIZE);
    char *path;

    assert_non_null(bytes);
    memset(bytes, 'a', SIZE);
    path = explorer_file(e, "large", bytes, SIZE);
    explorer_start(e, &wide, path);
    explorer_prompt(e, "g", "Go to: ", "0");
    explorer_wait_cursor(e, 0);
    screen_type(e->s, "2SGd");
    screen_wait_text(e->s, "CRC32     0xdcb277ea");
    screen_wait_text(e->s, "2a152c894398719c0570f83fac34ac03a0f6e8e474b995c2403aa5434f7b9dd4");
    free(path);
    free(bytes);
}

static void x_saves_the_marked_bytes(void **state)
{
    struct explorer *e = *state;
    char path[200];
    char got[8] = "";
    FILE *file;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "2S");
    press(e, SCREEN_RIGHT, 2);
    screen_wait_text(e->s, "3 B");
    screen_type(e->s, "x");
    screen_wait_text(e->s, "Save to: built-in-sample.tdvf.Signature0x0.bin");
    screen_ctrl(e->s, 'u');
    snprintf(path, sizeof path, "%s/three", e->dir);
    screen_type(e->s, path);
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "bytes of Signature, 3 B, saved to ");
    file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(got, 1, sizeof got, file), 3);
    assert_memory_equal(got, "TDV", 3);
    fclose(file);
}

static void a_range_is_of_the_file_and_not_of_guest_memory(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "2vS");
    screen_wait_text(e->s, "a range is one of bytes of the file");
    screen_type(e->s, "v");
    screen_wait_text(e->s, "2 Hex  file");
    screen_type(e->s, "Sll");
    screen_wait_text(e->s, "0xcaf010..0xcaf012");
    screen_type(e->s, "v");
    screen_wait_text(e->s, "2 Hex  guest");
    screen_type(e->s, "l");
    screen_wait_text(e->s, "GPA 0xffcaf013");
    assert_true(screen_find(e->s, "0xcaf010..0xcaf012", NULL, NULL));
}

static void an_address_without_a_byte_of_the_file_has_no_readout(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_prompt(e, ":", ":", "gpa 0xff041000");
    screen_wait_text(e->s, "2 Hex  guest  GPA 0xff041000");
    screen_type(e->s, "d");
    screen_wait_text(e->s, "d Readout");
    assert_true(explorer_has(e, "Readout", "no byte"));
    assert_true(explorer_has(e, "Readout", "GPA       0xff041000"));
    assert_false(explorer_has(e, "Readout", "u32"));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(d_shows_the_readout_and_leaves_the_keys_where_they_are),
        CASE(the_readout_takes_the_keys_from_the_pane_whose_place_it_takes),
        CASE(the_readout_follows_every_move_of_the_cursor),
        CASE(a_small_screen_has_the_readout_alone_and_it_scrolls),
        CASE(a_range_goes_with_the_cursor_and_tells_its_hashes),
        CASE(a_range_that_is_marked_backwards_is_the_same),
        CASE(the_marked_bytes_look_unlike_a_selected_node),
        CASE(shift_and_an_arrow_marks),
        CASE(a_drag_of_the_mouse_marks),
        CASE(a_large_range_is_hashed_while_keys_work),
        CASE(x_saves_the_marked_bytes),
        CASE(an_address_without_a_byte_of_the_file_has_no_readout),
        CASE(a_range_is_of_the_file_and_not_of_guest_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
