/* Guest memory in the hex pane, and the launch played step by step. */
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

#define MAP "Guest memory"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options wide = {.rows = 60, .cols = 200};
static const struct screen_options wide_mono = {.rows = 60, .cols = 200, .env = no_color};
static const struct screen_options ascii = {.rows = 40, .cols = 132, .locale = "C", .env = no_color};

static bool hex_has(struct explorer *e, const char *text)
{
    return explorer_has(e, "Hex", text);
}

static bool map_has(struct explorer *e, const char *text)
{
    return explorer_has(e, MAP, text);
}

/* ---- Guest space ---- */

static void copied_bytes_stand_at_their_addresses(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_prompt(e, ":", ":", "gpa 0xffcaf010");
    screen_wait_text(e->s, "guest  GPA 0xffcaf010  file 0xcaf010  tdvf/Signature");
    assert_true(hex_has(e, "ffcaf010 0[54 44 56 46]10 01 00 00 01 00 00 00 08 00 00 00  TDVF"));
    explorer_wait_path(e, "tdvf/Signature");
}

static void zero_fill_is_not_confused_with_zero_bytes_of_the_file(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_prompt(e, ":", ":", "gpa 0xff040000");
    screen_wait_text(e->s, "guest  GPA 0xff040000  zero pages  tdvf/section[4]");
    assert_true(hex_has(e, "ff03fff0 1 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"));
    assert_true(hex_has(e, "ff040000 4[·· ·· ·· ·· ·· ·· ·· ·· ·· ·· ·· ·· ·· ·· ·· ··]"));
    explorer_start(e, &ascii, NULL);
    explorer_prompt(e, ":", ":", "gpa 0xff040000");
    screen_wait_text(e->s, "zero pages");
    assert_true(hex_has(e, "ff040000 4[.. .. .. .. .. .. .. .. .. .. .. .. .. .. .. ..]"));
}

static void memory_that_no_section_covers_is_one_row(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_prompt(e, ":", ":", "gpa 0xffcaf000");
    screen_wait_text(e->s, "guest  GPA 0xffcaf000");
    assert_true(hex_has(e, "~12.2 MiB from 0xff081000: no section puts anything here"));
    screen_type(e->s, "2k");
    screen_wait_text(e->s, "guest  GPA 0xff080fff");
    screen_type(e->s, "l");
    screen_wait_text(e->s, "guest  GPA 0xffcaf000");
}

static void v_goes_between_file_and_guest_without_losing_the_place(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/section[1]/Type");
    screen_type(e->s, "v");
    screen_wait_text(e->s, "guest  GPA 0xffcaf058  file 0xcaf058  tdvf/section[1]/Type");
    screen_type(e->s, "v");
    screen_wait_gone(e->s, "guest  GPA");
    explorer_wait_path(e, "tdvf/section[1]/Type");
    explorer_wait_cursor(e, 0xcaf058);
}

static void bytes_that_are_not_loaded_have_no_place_in_the_guest(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_prompt(e, "g", "Go to: ", "0x100000");
    explorer_wait_cursor(e, 0x100000);
    screen_type(e->s, "v");
    screen_wait_text(e->s, "no section puts this byte into guest memory");
    explorer_wait_cursor(e, 0x100000);
}

static void moving_in_guest_memory_moves_tree_and_map(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide_mono, NULL);
    explorer_prompt(e, ":", ":", "gpa 0x860ff0");
    screen_wait_text(e->s, "guest  GPA 0x860ff0  written at launch");
    explorer_wait_path(e, "tdvf/section[7]");
    screen_type(e->s, "j");
    explorer_wait_path(e, "tdvf/section[6]");
    screen_wait_text(e->s, "guest  GPA 0x861000");
    assert_true(map_has(e, "6 Payload  32.0 MiB  861000-2860fff"));
    screen_type(e->s, "G");
    screen_wait_text(e->s, "guest  GPA 0xffffffff");
    screen_type(e->s, "<");
    screen_wait_text(e->s, "guest  GPA 0x800000");
    screen_type(e->s, "$");
    screen_wait_text(e->s, "guest  GPA 0x80000f");
    screen_key(e->s, SCREEN_PGDN);
    screen_wait_gone(e->s, "guest  GPA 0x80000f");
    screen_key(e->s, SCREEN_PGUP);
    screen_wait_text(e->s, "guest  GPA 0x80000f");
}

static void back_returns_to_the_view_as_well(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_prompt(e, ":", ":", "gpa 0x800000");
    screen_wait_text(e->s, "guest  GPA 0x800000");
    screen_ctrl(e->s, 'O');
    screen_wait_gone(e->s, "guest  GPA");
    explorer_wait_cursor(e, 0xcaf010);
    screen_type(e->s, "F");
    screen_wait_text(e->s, "guest  GPA 0x800000");
}

static void a_click_in_guest_memory_selects_the_address(void **state)
{
    struct explorer *e = *state;
    struct area inside;
    int row, col;

    explorer_start(e, &wide, NULL);
    explorer_prompt(e, ":", ":", "gpa 0xffcaf000");
    screen_wait_text(e->s, "guest  GPA 0xffcaf000");
    inside = explorer_inside(e, "Hex");
    assert_true(screen_find_from(e->s, "ffcaf010 0", inside.row, inside.col, &row, &col));
    assert_true(screen_click(e->s, row, col + 11 + 3 * 4, SCREEN_BUTTON_LEFT));
    screen_wait_text(e->s, "guest  GPA 0xffcaf014  file 0xcaf014  tdvf/Length");
}

/* ---- The launch ---- */

static void the_launch_is_played_forwards_and_backwards(void **state)
{
    static const struct step_row {
        const char *line, *path;
    } steps[] = {
        {"launch 1/9  PAGE.ADD  0 BFV  ffcaf000-ffffffff", "contents/section[0]"},
        {"launch 2/9  MR.EXTEND  0 BFV  ffcaf000-ffffffff", "contents/section[0]"},
        {"launch 3/9  PAGE.ADD  1 CFV  ff000000-ff03ffff", "contents/section[1]"},
        {"launch 4/9  PAGE.ADD  2 TempMem  ff041000-ff060fff", "tdvf/section[2]"},
        {"launch 5/9  PAGE.ADD  3 TempMem  ff061000-ff080fff", "tdvf/section[3]"},
        {"launch 6/9  PAGE.ADD  4 TempMem  ff040000-ff040fff", "tdvf/section[4]"},
        {"launch 7/9  PAGE.ADD  5 TD_HOB  800000-81ffff", "tdvf/section[5]"},
        {"launch 8/9  PAGE.ADD  6 Payload  861000-2860fff", "tdvf/section[6]"},
        {"launch 9/9  PAGE.ADD  7 PayloadParam  860000-860fff", "tdvf/section[7]"},
    };
    struct explorer *e = *state;
    size_t count = sizeof steps / sizeof *steps;

    explorer_start(e, &wide_mono, NULL);
    screen_type(e->s, "L");
    for (size_t i = 0; i < count; i++) {
        screen_wait_text(e->s, steps[i].line);
        explorer_wait_chosen(e, "Structure",
                             strncmp(steps[i].path, "tdvf/", 5) == 0 ? "Section" : "Contents of section");
        screen_type(e->s, ".");
    }
    screen_wait_text(e->s, "that was the last step");
    for (size_t i = count - 1; i-- > 0;) {
        screen_type(e->s, ",");
        screen_wait_text(e->s, steps[i].line);
    }
    screen_type(e->s, ",");
    screen_wait_text(e->s, "this is the first step");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, "launch 1/9");
}

static void the_map_shows_what_is_built_so_far(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide_mono, NULL);
    assert_true(map_has(e, "≡ 5 TD_HOB"));
    screen_type(e->s, "L");
    screen_wait_text(e->s, "launch 1/9");
    assert_false(map_has(e, "≡ 5 TD_HOB"));
    assert_false(map_has(e, "▓ 1 CFV"));
    assert_false(map_has(e, "M ~3.3 MiB"));
    screen_type(e->s, ".");
    screen_wait_text(e->s, "launch 2/9");
    assert_true(map_has(e, "M ~3.3 MiB"));
    screen_type(e->s, "..");
    screen_wait_text(e->s, "launch 4/9");
    assert_true(map_has(e, "▓ 1 CFV"));
    assert_false(map_has(e, "░ 3 TempMem"));
    screen_type(e->s, ",");
    screen_wait_text(e->s, "launch 3/9");
    screen_type(e->s, "L");
    screen_wait_text(e->s, "≡ 5 TD_HOB");
}

static void a_step_is_told_in_words(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "L");
    screen_wait_text(e->s, "TDH.MEM.PAGE.ADD adds 849 private pages at GPA 0xffcaf000");
    screen_type(e->s, ".");
    screen_wait_text(e->s, "TDH.MR.EXTEND puts the contents of its pages into MRTD");
}

static void the_launch_runs_by_itself_and_pauses(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "L");
    screen_wait_text(e->s, "launch 1/9");
    screen_type(e->s, " ");
    screen_wait_text(e->s, "Space pause");
    screen_wait_text(e->s, "launch 3/9");
    screen_type(e->s, " ");
    screen_wait_text(e->s, "Space run");
    explorer_quit(e);
}

static void of_sections_that_overlap_the_words_say_who_wins(void **state)
{
    const char *const argv[] = {screen_program(), "--broken", "gpa-overlap", NULL};
    struct explorer *e = *state;

    explorer_run(e, &wide, argv);
    screen_type(e->s, "L");
    screen_wait_text(e->s, "launch 1/");
    for (int i = 0; i < 8; i++) {
        screen_type(e->s, ".");
        screen_settle(e->s);
        if (screen_find(e->s, "adding a page twice fails", NULL, NULL)) {
            return;
        }
    }
    fail_msg("no step says that a page is added twice");
}

static void without_sections_there_is_nothing_to_play(void **state)
{
    struct explorer *e = *state;
    uint8_t *bytes = calloc(1, 0x10000);
    char *path = explorer_file(e, "zeros.fd", bytes, 0x10000);

    explorer_start(e, &wide, path);
    screen_type(e->s, "L");
    screen_wait_text(e->s, "nothing to launch");
    screen_type(e->s, ".");
    screen_wait_text(e->s, "nothing to launch");
    explorer_quit(e);
    free(path);
    free(bytes);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(copied_bytes_stand_at_their_addresses),
        CASE(zero_fill_is_not_confused_with_zero_bytes_of_the_file),
        CASE(memory_that_no_section_covers_is_one_row),
        CASE(v_goes_between_file_and_guest_without_losing_the_place),
        CASE(bytes_that_are_not_loaded_have_no_place_in_the_guest),
        CASE(moving_in_guest_memory_moves_tree_and_map),
        CASE(back_returns_to_the_view_as_well),
        CASE(a_click_in_guest_memory_selects_the_address),
        CASE(the_launch_is_played_forwards_and_backwards),
        CASE(the_map_shows_what_is_built_so_far),
        CASE(a_step_is_told_in_words),
        CASE(the_launch_runs_by_itself_and_pauses),
        CASE(of_sections_that_overlap_the_words_say_who_wins),
        CASE(without_sections_there_is_nothing_to_play),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
