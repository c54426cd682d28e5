/* The code pane: instructions of the one selection, and jumps that lead to their targets. */
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
#include "tdxplore/listing.h"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options wide = {.rows = 60, .cols = 200, .env = no_color};
static const struct screen_options medium = {.rows = 24, .cols = 80, .env = no_color};
static const struct screen_options narrow = {.rows = 24, .cols = 60, .env = no_color};
static const struct screen_options ascii = {.rows = 50, .cols = 160, .locale = "C", .env = no_color};

/* What these tests expect of the pane is not there in a build without Capstone. */
static void skip_without_capstone(void)
{
#ifndef HAVE_CAPSTONE
    print_message("skipped: built without Capstone\n");
    skip();
#endif
}

/* A row of the pane that begins with an address: its text with single blanks; "" where there is none in view. */
static void row_of_address(struct explorer *e, const char *address, char *text, size_t size)
{
    struct area inside = explorer_inside(e, "Code");
    char row[EXPLORER_TEXT];

    text[0] = '\0';
    for (int i = 0; i < inside.rows && !text[0]; i++) {
        size_t used = 0;

        explorer_text(e, inside, i, row, sizeof row);
        if (strncmp(row, address, strlen(address)) != 0) {
            continue;
        }
        for (const char *p = row; *p && used + 1 < size; p++) {
            if (*p != ' ' || (used > 0 && text[used - 1] != ' ')) {
                text[used++] = *p;
            }
        }
        text[used] = '\0';
    }
}

static void assert_row(struct explorer *e, const char *address, const char *expected)
{
    char text[EXPLORER_TEXT];
    char whole[EXPLORER_TEXT];

    row_of_address(e, address, text, sizeof text);
    snprintf(whole, sizeof whole, "%s %s", address, expected);
    assert_string_equal(text, whole);
}

/* Puts the cursor on a byte of the file and the keys into the code pane. */
static void show_code(struct explorer *e, const char *place, uint64_t offset)
{
    explorer_prompt(e, "g", "Go to: ", place);
    explorer_wait_cursor(e, offset);
    screen_type(e->s, "7");
    explorer_wait_focus(e, "Code");
}

/* The same with the sample on a wide screen. */
static void start_with_code(struct explorer *e, const char *place, uint64_t offset)
{
    skip_without_capstone();
    explorer_start(e, &wide, NULL);
    show_code(e, place, offset);
}

static void wait_address(struct explorer *e, const char *address)
{
    explorer_wait_chosen(e, "Code", address);
}

/* ---- what is shown ---- */

static void the_reset_vector_of_the_sample_is_shown_as_its_instructions(void **state)
{
    struct explorer *e = *state;
    char title[EXPLORER_TEXT];

    start_with_code(e, "reset-vector", 0xfffff0);
    wait_address(e, "fffffff0");
    assert_row(e, "fffffff0", "90 nop");
    assert_row(e, "fffffff2", "e9 09 ff ff ff jmp 0xffffff00 →");
    assert_row(e, "fffffff7", "90 nop");
    explorer_title(e, "Code", title, sizeof title);
    assert_non_null(strstr(title, "32-bit  Reset vector"));
    /* The legacy offset before it is no code. */
    screen_type(e->s, "z");
    screen_wait_text(e->s, "ffffffe0");
    assert_row(e, "ffffffe0", "10 f0 ca 00 Legacy offset = 0xcaf010");
}

static void the_code_that_the_sample_goes_on_with_is_shown_as_it_was_written(void **state)
{
    static const struct {
        const char *address, *text;
    } rows[] = {
        {"fffffefd", "f4 hlt"},
        {"fffffefe", "eb fd jmp 0xfffffefd →"},
        {"ffffff00", "fa cli"},
        {"ffffff01", "0f 01 15 d8 fe ff ff lgdt [0xfffffed8]"},
        {"ffffff08", "ea 0f ff ff ff 10 00 ljmp 0x10:0xffffff0f →"},
        {"ffffff0f", "66 b8 08 00 mov ax, 8"},
    };
    struct explorer *e = *state;

    start_with_code(e, "0xffff00", 0xffff00);
    wait_address(e, "ffffff00");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_row(e, rows[i].address, rows[i].text);
    }
}

static void the_reset_vector_of_ovmf_serves_two_modes(void **state)
{
    struct explorer *e = *state;
    char title[EXPLORER_TEXT];

    skip_without_capstone();
    explorer_start_ovmf(e, &wide);
    if (!tdxp_read_equals(tdxp_image_bytes(e->image), 0x1ffff0, "\x0f\x20\xc0\xa8\x01\x74\x05\xe9\x28\xff", 10)) {
        print_message("skipped: OVMF.fd is of another build\n");
        skip();
    }
    show_code(e, "reset-vector", 0x1ffff0);
    wait_address(e, "fffffff0");
    assert_row(e, "fffffff0", "0f 20 c0 mov eax, cr0");
    assert_row(e, "fffffff5", "74 05 je 0xfffffffc →");
    assert_row(e, "fffffff7", "e9 28 ff ff ff jmp 0xffffff24 →");
    assert_row(e, "fffffffc", "e9 09 ff jmp 0xffffff08 →");
    explorer_title(e, "Code", title, sizeof title);
    assert_non_null(strstr(title, "16-bit"));
    screen_type(e->s, "jjj");
    wait_address(e, "fffffff7");
    explorer_title(e, "Code", title, sizeof title);
    assert_non_null(strstr(title, "32-bit"));
    screen_key(e->s, SCREEN_ENTER);
    wait_address(e, "ffffff24");
    explorer_wait_cursor(e, 0x1fff24);
}

static void the_loader_inside_of_a_section_is_64_bit_code(void **state)
{
    struct explorer *e = *state;
    char title[EXPLORER_TEXT];

    start_with_code(e, "0xcb010c", 0xcb010c);
    wait_address(e, "ffcb010c");
    assert_row(e, "ffcb010e", "48 8d 35 0e 00 00 00 lea rsi, [rip + 0xe]");
    explorer_title(e, "Code", title, sizeof title);
    assert_non_null(strstr(title, "64-bit  Segment 0"));
}

/* ---- moving ---- */

static void moving_by_instructions_moves_hex_and_tree(void **state)
{
    static const uint64_t down[] = {0xffff01, 0xffff08, 0xffff0f, 0xffff13};
    struct explorer *e = *state;

    start_with_code(e, "0xffff00", 0xffff00);
    for (size_t i = 0; i < 4; i++) {
        screen_type(e->s, "j");
        explorer_wait_cursor(e, down[i]);
    }
    for (size_t i = 3; i-- > 0;) {
        screen_type(e->s, "k");
        explorer_wait_cursor(e, down[i]);
    }
    screen_type(e->s, "kkk");
    explorer_wait_cursor(e, 0xfffefd);
    wait_address(e, "fffffefd");
    /* Into what is no code, a structure a line, and the tree follows. */
    explorer_prompt(e, "g", "Go to: ", "0xffffac");
    explorer_wait_cursor(e, 0xffffac);
    screen_type(e->s, "\x06"); /* a page */
    screen_settle(e->s);
    explorer_wait_node(e, tdxp_tree_at(e->fw->tree, tdxp_tree_space(e->fw->tree, 0), hex_cursor(e)));
}

static void moving_in_hex_moves_the_current_instruction(void **state)
{
    struct explorer *e = *state;

    start_with_code(e, "0xffff00", 0xffff00);
    screen_type(e->s, "2");
    explorer_wait_focus(e, "Hex");
    screen_type(e->s, "ll"); /* the second byte of lgdt */
    explorer_wait_cursor(e, 0xffff02);
    wait_address(e, "ffffff01");
    screen_type(e->s, "llllll");
    explorer_wait_cursor(e, 0xffff08);
    wait_address(e, "ffffff08");
}

static void pages_and_ends_are_reached(void **state)
{
    struct explorer *e = *state;
    struct tdxp_listing *listing;
    struct tdxp_listing_place last;

    start_with_code(e, "0xcb0110", 0xcb0110);
    screen_type(e->s, "<"); /* the segment, which begins with its headers */
    explorer_wait_cursor(e, 0xcb0094);
    screen_key(e->s, SCREEN_PGDN);
    screen_wait_text(e->s, "e_flags = 0x0");
    screen_key(e->s, SCREEN_PGUP);
    explorer_wait_cursor(e, 0xcb0094);

    explorer_prompt(e, "g", "Go to: ", "0xcb0110");
    explorer_wait_cursor(e, 0xcb0110);
    screen_type(e->s, ">");
    listing = tdxp_listing_new(e->fw);
    last = (struct tdxp_listing_place){tdxp_tree_space(e->fw->tree, 0), 0xcb0153, TDXP_CODE_UNKNOWN, UINT64_MAX};
    explorer_wait_cursor(e, tdxp_listing_start(listing, &last));
    tdxp_listing_free(listing);
}

/* ---- jumps ---- */

static void enter_follows_a_jump_and_the_way_back_is_kept(void **state)
{
    struct explorer *e = *state;

    start_with_code(e, "0xfffff2", 0xfffff2);
    wait_address(e, "fffffff2");
    screen_key(e->s, SCREEN_ENTER);
    explorer_wait_cursor(e, 0xffff00);
    wait_address(e, "ffffff00");
    assert_true(explorer_focused(e, "Code"));
    screen_type(e->s, "jj");
    wait_address(e, "ffffff08");
    screen_key(e->s, SCREEN_ENTER);
    explorer_wait_cursor(e, 0xffff0f);
    screen_ctrl(e->s, 'o');
    explorer_wait_cursor(e, 0xffff08);
    screen_ctrl(e->s, 'o');
    explorer_wait_cursor(e, 0xfffff2);
    wait_address(e, "fffffff2");
    screen_type(e->s, "F");
    explorer_wait_cursor(e, 0xffff08);
}

static void an_instruction_that_goes_nowhere_is_no_jump(void **state)
{
    struct explorer *e = *state;

    start_with_code(e, "0xffff00", 0xffff00);
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "points nowhere");
    explorer_wait_cursor(e, 0xffff00);
}

static void a_click_chooses_an_instruction(void **state)
{
    struct explorer *e = *state;
    int row, col;

    start_with_code(e, "0xffff00", 0xffff00);
    assert_true(screen_find(e->s, "ffffff08", &row, &col));
    assert_true(screen_click(e->s, row, col + 2, SCREEN_BUTTON_LEFT));
    explorer_wait_cursor(e, 0xffff08);
    wait_address(e, "ffffff08");
}

/* ---- the mode ---- */

static void a_key_chooses_the_mode(void **state)
{
    struct explorer *e = *state;

    start_with_code(e, "0xfffff2", 0xfffff2);
    wait_address(e, "fffffff2");
    screen_type(e->s, "b");
    screen_wait_text(e->s, "16-bit as chosen");
    assert_row(e, "fffffff2", "e9 09 ff jmp 0xfffffefe →");
    screen_type(e->s, "bb");
    screen_wait_text(e->s, "64-bit as chosen");
    assert_row(e, "fffffff2", "e9 09 ff ff ff jmp 0xffffff00 →");
    screen_type(e->s, "b");
    screen_wait_text(e->s, "by place");
    screen_wait_text(e->s, "32-bit  Reset vector");
    /* A choice is for the code at hand. */
    screen_type(e->s, "b");
    screen_wait_text(e->s, "16-bit as chosen");
    explorer_prompt(e, "g", "Go to: ", "0xcb010c");
    screen_wait_text(e->s, "64-bit  Segment 0");
}

static void a_jump_lands_on_an_instruction_in_the_mode_that_was_chosen(void **state)
{
    struct explorer *e = *state;

    start_with_code(e, "0xfffff2", 0xfffff2);
    screen_type(e->s, "b");
    screen_wait_text(e->s, "16-bit as chosen");
    screen_key(e->s, SCREEN_ENTER); /* where a processor in real mode would go: the loop that parks it */
    explorer_wait_cursor(e, 0xfffefe);
    wait_address(e, "fffffefe");
    assert_row(e, "fffffefe", "eb fd jmp 0xfffffefd →");
    screen_wait_text(e->s, "16-bit as chosen");
}

/* ---- layouts ---- */

static void the_pane_takes_the_place_of_hex_on_a_common_screen(void **state)
{
    struct explorer *e = *state;
    struct area frame;

    skip_without_capstone();
    explorer_start(e, &medium, NULL);
    show_code(e, "reset-vector", 0xfffff0);
    assert_false(explorer_pane(e, "Hex", &frame));
    assert_true(explorer_pane(e, "Structure", &frame));
    wait_address(e, "fffffff0");
    screen_type(e->s, "jj");
    wait_address(e, "fffffff2");
    screen_type(e->s, "2");
    explorer_wait_focus(e, "Hex");
    explorer_wait_cursor(e, 0xfffff2);
    assert_false(explorer_pane(e, "Code", &frame));
}

static void the_pane_works_alone_and_without_unicode(void **state)
{
    struct explorer *e = *state;

    skip_without_capstone();
    explorer_start(e, &narrow, NULL);
    explorer_prompt(e, "g", "Go to: ", "0xfffff2");
    screen_type(e->s, "7");
    explorer_wait_focus(e, "Code");
    screen_wait_text(e->s, "jmp     0xffffff00");
    explorer_quit(e);

    explorer_start(e, &ascii, NULL);
    show_code(e, "0xfffff2", 0xfffff2);
    wait_address(e, "fffffff2");
    assert_row(e, "fffffff2", "e9 09 ff ff ff jmp 0xffffff00 >");
}

/* ---- without the library ---- */

static void a_build_without_capstone_says_so(void **state)
{
    struct explorer *e = *state;

#ifdef HAVE_CAPSTONE
    print_message("skipped: built with Capstone\n");
    skip();
#endif
    explorer_start(e, &wide, NULL);
    show_code(e, "reset-vector", 0xfffff0);
    screen_wait_text(e->s, "built without Capstone");
    screen_type(e->s, "j");
    screen_wait_text(e->s, "does nothing here");
    screen_type(e->s, "2");
    explorer_wait_focus(e, "Hex");
    explorer_quit(e);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, explorer_setup, explorer_teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_reset_vector_of_the_sample_is_shown_as_its_instructions),
        TEST(the_code_that_the_sample_goes_on_with_is_shown_as_it_was_written),
        TEST(the_reset_vector_of_ovmf_serves_two_modes),
        TEST(the_loader_inside_of_a_section_is_64_bit_code),
        TEST(moving_by_instructions_moves_hex_and_tree),
        TEST(moving_in_hex_moves_the_current_instruction),
        TEST(pages_and_ends_are_reached),
        TEST(enter_follows_a_jump_and_the_way_back_is_kept),
        TEST(an_instruction_that_goes_nowhere_is_no_jump),
        TEST(a_click_chooses_an_instruction),
        TEST(a_key_chooses_the_mode),
        TEST(a_jump_lands_on_an_instruction_in_the_mode_that_was_chosen),
        TEST(the_pane_takes_the_place_of_hex_on_a_common_screen),
        TEST(the_pane_works_alone_and_without_unicode),
        TEST(a_build_without_capstone_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
