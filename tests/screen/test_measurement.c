/* What the launch measures: the overlay in hex and on the map, and the pane with the MRTD. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "explorer.h"
#include "measured.h"
#include "tdxplore/sample.h"

#define PANE MEASUREMENT
#define MAP "Guest memory"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options mono = {.rows = 60, .cols = 200, .env = no_color};
static const struct screen_options ascii = {.rows = 60, .cols = 200, .locale = "C", .env = no_color};

/* Each size has the pane elsewhere: in the second column, or in a corner. */
static const struct screen_options sizes[] = {
    {.rows = 24, .cols = 80},
    {.rows = 40, .cols = 120},
    {.rows = 60, .cols = 200},
    {.rows = 24, .cols = 80, .env = no_color},
    {.rows = 24, .cols = 60, .env = no_color},
};

enum { SIZES = sizeof sizes / sizeof sizes[0] };

/*
 * Bytes of the sample of which the launch makes different things, and others nearby, of other nodes, for the cursor; it
 * stands on none of those at the start.
 */
static const struct place {
    uint64_t offset, cursor;
} measured_byte = {0xcaf020, 0xcaf014}, loaded_byte = {0x20, 0x10}, never_byte = {0x40000, 0x3fff0};

/* ---- the overlay ---- */

/* Shows a byte that is not selected in the hex pane: its look, and the mark before its row. */
static struct screen_cell cell_of(struct explorer *e, struct place at, char *mark)
{
    char place[32];
    struct hex_view view;
    struct screen_cell cell;
    int row, digit, character;

    snprintf(place, sizeof place, "0x%" PRIx64, at.cursor);
    explorer_prompt(e, "g", "Go to: ", place);
    explorer_wait_cursor(e, at.cursor);
    view = explorer_hex(e);
    assert_true(hex_cell(&view, at.offset, &row, &digit, &character));
    cell = screen_cell(e->s, row, digit);
    assert_true(same_look(cell, screen_cell(e->s, row, digit + 1)));
    assert_true(same_look(cell, screen_cell(e->s, row, character)));
    assert_false(stands_out(cell));
    *mark = screen_cell(e->s, row, view.area.col + view.digits + 1).utf8[0];
    return cell;
}

static void show_overlay(struct explorer *e)
{
    screen_type(e->s, "m");
    screen_wait_text(e->s, "m off");
}

static void bytes_are_told_apart_by_marks_and_attributes_without_colour(void **state)
{
    const struct screen_options *opts[] = {&mono, &ascii, &sizes[3]};
    struct explorer *e = *state;

    for (size_t i = 0; i < sizeof opts / sizeof opts[0]; i++) {
        struct screen_cell cell;
        char mark;

        explorer_start(e, opts[i], NULL);
        show_overlay(e);
        cell = cell_of(e, measured_byte, &mark);
        assert_int_equal(mark, 'M');
        assert_true(cell.bold && !cell.underline && !cell.reverse);
        cell = cell_of(e, loaded_byte, &mark);
        assert_int_equal(mark, 'L');
        assert_true(!cell.bold && cell.underline && !cell.reverse);
        cell = cell_of(e, never_byte, &mark);
        assert_int_equal(mark, '-');
        assert_true(!cell.bold && !cell.underline && !cell.reverse);
    }
}

static bool same_colour(struct screen_colour a, struct screen_colour b)
{
    return a.kind == b.kind && a.idx == b.idx && a.r == b.r && a.g == b.g && a.b == b.b;
}

static void bytes_are_told_apart_by_colour_with_256_and_with_8_of_them(void **state)
{
    static const char *const terms[] = {"xterm-256color", "xterm"};
    struct explorer *e = *state;

    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
        const struct screen_options opt = {.rows = 60, .cols = 200, .term = terms[i]};
        struct screen_cell measured, loaded, never;
        char mark;

        explorer_start(e, &opt, NULL);
        show_overlay(e);
        measured = cell_of(e, measured_byte, &mark);
        loaded = cell_of(e, loaded_byte, &mark);
        never = cell_of(e, never_byte, &mark);
        assert_false(same_colour(measured.fg, loaded.fg));
        assert_false(same_colour(loaded.fg, never.fg));
        assert_false(same_colour(never.fg, measured.fg));
    }
}

static void a_second_m_shows_the_sections_again(void **state)
{
    struct explorer *e = *state;
    char mark;

    explorer_start(e, &mono, NULL);
    show_overlay(e);
    screen_type(e->s, "m");
    screen_wait_text(e->s, "h/l close/open");
    cell_of(e, measured_byte, &mark);
    assert_int_equal(mark, '0');
    cell_of(e, loaded_byte, &mark);
    assert_int_equal(mark, '1');
    explorer_quit(e);
}

static void the_selection_and_the_cursor_are_seen_through_the_overlay(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &mono, NULL);
    show_overlay(e);
    explorer_go(e, "tdvf/section[1]");
    explorer_assert_hex_selects(e, explorer_node(e, "tdvf/section[1]"));
}

/* By the specification zeros and not the file's bytes follow RawDataSize. */
static void a_row_of_several_kinds_has_a_mark_of_its_own(void **state)
{
    struct explorer *e = *state;
    uint8_t *bytes = explorer_sample_bytes();
    struct screen_cell in, out;
    char *path;
    char mark;

    explorer_patch(bytes, "tdvf/section[1]", 4, 4, 0x48);
    path = explorer_file(e, "mixed.fd", bytes, TDXP_SAMPLE_SIZE);
    free(bytes);
    explorer_start(e, &mono, path);
    free(path);
    screen_type(e->s, "8VV");
    screen_wait_text(e->s, "MRTD by the specification");
    show_overlay(e);
    in = cell_of(e, (struct place){0x47, 0x10}, &mark);
    out = cell_of(e, (struct place){0x48, 0x10}, &mark);
    assert_int_equal(mark, '|');
    assert_false(same_look(in, out));
}

static void the_bottom_line_has_the_share_of_each_and_the_legend(void **state)
{
    struct explorer *e = *state;

    for (int i = 0; i < SIZES; i++) {
        const char *bottom;

        explorer_start(e, &sizes[i], NULL);
        screen_type(e->s, "m");
        screen_wait_text(e->s, "never ");
        bottom = screen_row_text(e->s, screen_rows(e->s) - 1);
        if (sizes[i].cols >= 120) {
            assert_non_null(strstr(bottom, "M MRTD would cover 20.7 % of the file  "
                                           "L loaded, not measured 1.6 %  - never loaded 77.7 %"));
        } else {
            assert_non_null(strstr(bottom, "M measured 20.7 %  L loaded 1.6 %  - never 77.7 %"));
        }
        assert_true(sizes[i].cols < 80 || strstr(bottom, "m off  H help  q quit"));
    }
}

static void the_title_of_the_bytes_says_what_the_cursor_byte_is(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &mono, NULL);
    show_overlay(e);
    screen_wait_text(e->s, "file 0xcaf010  measured  GPA 0xffcaf010");
    explorer_prompt(e, "g", "Go to: ", "0x100");
    screen_wait_text(e->s, "file 0x100  loaded, not measured");
    explorer_prompt(e, "g", "Go to: ", "0x100000");
    screen_wait_text(e->s, "file 0x100000  never loaded");
    explorer_quit(e);
}

static void guest_memory_has_it_by_address(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &mono, NULL);
    show_overlay(e);
    explorer_prompt(e, ":", ":", "gpa 0xff040000");
    screen_wait_text(e->s, "guest  GPA 0xff040000  loaded, not measured  zero pages");
    assert_true(explorer_has(e, "Hex", "ff040000 L["));
    explorer_prompt(e, ":", ":", "gpa 0xffcaf010");
    screen_wait_text(e->s, "guest  GPA 0xffcaf010  measured");
    assert_true(explorer_has(e, "Hex", "ffcaf000 M "));
}

/* Opening decodes the image again: the overlay stays, and what comes out is as measured as what it was made of. */
static void what_is_opened_is_as_measured_as_what_it_was_made_of(void **state)
{
    struct explorer *e = *state;

    explorer_start_ovmf(e, &mono);
    show_overlay(e);
    explorer_go(e, "contents/section[0]/volume[0]/file[1]/section[0]");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "space 1 0x0  made of measured bytes");
    assert_true(explorer_has(e, "Hex", "000000 M["));
    screen_type(e->s, "p");
    screen_wait_text(e->s, "M MRTD covers 93.8 % of the file");
    explorer_quit(e);
}

static void the_map_marks_every_segment(void **state)
{
    struct explorer *e = *state;
    struct area inside;
    char text[EXPLORER_TEXT];

    explorer_start(e, &mono, NULL);
    show_overlay(e);
    inside = explorer_inside(e, MAP);
    explorer_text(e, inside, explorer_row_of(e, MAP, "0 BFV"), text, sizeof text);
    assert_non_null(strstr(text, "M ~3.3 MiB"));
    explorer_text(e, inside, explorer_row_of(e, MAP, "3 TempMem"), text, sizeof text);
    assert_non_null(strstr(text, "L 128.0 KiB"));
    explorer_text(e, inside, explorer_row_of(e, MAP, "6 Payload"), text, sizeof text);
    assert_non_null(strstr(text, "L 32.0 MiB"));
}

/* ---- the pane ---- */

static void show_pane(struct explorer *e)
{
    screen_type(e->s, "8");
    explorer_wait_focus(e, PANE);
}

static void the_pane_has_the_mrtd_of_the_command_at_every_size(void **state)
{
    struct explorer *e = *state;
    char expected[TDXP_MRTD_TEXT];

    measured_by_command("MRTD", "--force", expected);
    for (int i = 0; i < SIZES; i++) {
        explorer_start(e, &sizes[i], NULL);
        show_pane(e);
        screen_type(e->s, "!");
        screen_wait_text(e->s, "Measured by force");
        measured_wait(e, expected);
    }
    explorer_quit(e);
}

static void the_shares_of_the_file_come_to_all_of_it(void **state)
{
    struct explorer *e = *state;

    for (int i = 0; i < 3; i++) {
        explorer_start_ovmf(e, &sizes[i]);
        show_pane(e);
        screen_key(e->s, SCREEN_HOME);
        screen_wait_text(e->s, "Of the file: measured 93.8 %,");
        screen_wait_text(e->s, "loaded only 6.2 %,");
        screen_wait_text(e->s, "never loaded 0.0 %");
        screen_type(e->s, "m");
        screen_wait_text(e->s, sizes[i].cols < 120 ? "L loaded 6.2 %" : "L loaded, not measured 6.2 %");
    }
    explorer_quit(e);
}

static void the_pane_has_the_mrtd_of_ovmf_by_each_vmm_and_order(void **state)
{
    static const char *const vmms[] = {"qemu", "cloud-hypervisor", "spec"};
    struct explorer *e = *state;
    char expected[TDXP_MRTD_TEXT];

    explorer_start_ovmf(e, &mono);
    show_pane(e);
    for (int i = 0; i < 3; i++) {
        char arguments[128];

        snprintf(arguments, sizeof arguments, "--vmm=%s " OVMF, vmms[i]);
        measured_by_command("MRTD", arguments, expected);
        measured_wait(e, expected);
        screen_type(e->s, "V");
    }
    screen_type(e->s, "O");
    measured_by_command("MRTD", "--order=two-passes " OVMF, expected);
    screen_wait_text(e->s, "order two-passes");
    measured_wait(e, expected);
    explorer_quit(e);
}

static void a_row_tells_what_a_section_has_in_the_hash(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &mono, NULL);
    show_pane(e);
    assert_true(explorer_has(e, PANE, "0 BFV            849      849   ~5.1 MiB  83.3 % █████░ MRTD    -"));
    assert_true(explorer_has(e, PANE, "4 TempMem          1        0      128 B  <0.1 % ░░░░░░ -       -"));
    screen_type(e->s, "!");
    screen_wait_text(e->s, "Measured by force");
    assert_true(explorer_has(e, PANE, "..")); /* the digest so far */
    explorer_start(e, &sizes[3], NULL);
    show_pane(e);
    assert_true(explorer_has(e, PANE, "# Type         Added   Share Goes to"));
    assert_true(explorer_has(e, PANE, "1 CFV             64   0.1 % RTMR[0]"));
}

static void a_refused_launch_says_why_and_how_to_measure_all_the_same(void **state)
{
    struct explorer *e = *state;
    char none[TDXP_MRTD_TEXT];

    explorer_start(e, &mono, NULL);
    show_pane(e);
    assert_true(explorer_has(e, PANE, "No MRTD: QEMU: TDVF contains unsupported section type 5."));
    assert_true(explorer_has(e, PANE, "! measures all the same"));
    measured_shown(e, none);
    assert_string_equal(none, "");
    screen_type(e->s, "!");
    screen_wait_text(e->s, "Measured by force, no launch comes to it");
    screen_type(e->s, "!");
    screen_wait_text(e->s, "No MRTD: QEMU");
    explorer_quit(e);
}

static void an_image_without_a_descriptor_has_nothing_to_measure(void **state)
{
    struct explorer *e = *state;
    uint8_t bytes[8192] = {0};
    char *path = explorer_file(e, "zeros.fd", bytes, sizeof bytes);

    explorer_start(e, &mono, path);
    free(path);
    show_pane(e);
    assert_true(explorer_has(e, PANE, "No MRTD: there is no TDX descriptor."));
    screen_type(e->s, "!");
    screen_wait_text(e->s, "not even by force");
    screen_type(e->s, "m");
    screen_wait_text(e->s, "never loaded 100.0 %");
    explorer_quit(e);
}

/* However small the pane is, and whatever is selected. */
static void the_key_of_the_overlay_is_hinted_at_in_one_place(void **state)
{
    static const struct screen_options large = {.rows = 60, .cols = 200};
    struct explorer *e = *state;

    explorer_start(e, &large, NULL);
    show_pane(e);
    screen_wait_text(e->s, "m overlay");
    assert_false(screen_find(e->s, "m measured", NULL, NULL));
}

static void the_pane_begins_with_the_value(void **state)
{
    const struct screen_options small = {.rows = 12, .cols = 50, .env = no_color};
    struct explorer *e = *state;

    explorer_start(e, &small, NULL);
    explorer_prompt(e, "g", "Go to: ", "tdvf/section[7]");
    screen_wait_text(e->s, "Section 7");
    show_pane(e);
    screen_wait_text(e->s, "MRTD by QEMU on KVM");
    screen_type(e->s, "k");
    screen_wait_text(e->s, "Section 6");
    explorer_wait_chosen(e, PANE, "6 Payload");
}

static void choosing_a_row_selects_the_section_everywhere_and_the_other_way_round(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &mono, NULL);
    show_pane(e);
    explorer_wait_chosen(e, PANE, "0 BFV"); /* of which the descriptor is a part */
    screen_type(e->s, "j");
    explorer_wait_path(e, "contents/section[1]");
    explorer_wait_chosen(e, PANE, "1 CFV");
    screen_type(e->s, "j");
    explorer_wait_path(e, "tdvf/section[2]");
    explorer_wait_chosen(e, PANE, "2 TempMem");
    screen_type(e->s, "k");
    explorer_wait_path(e, "contents/section[1]");
    explorer_go(e, "tdvf/section[5]/Type");
    explorer_wait_chosen(e, PANE, "5 TD_HOB");
    /* Enter goes to the bytes. */
    explorer_go(e, "contents/section[1]");
    explorer_wait_chosen(e, PANE, "1 CFV");
    screen_key(e->s, SCREEN_ENTER);
    explorer_wait_focus(e, "Hex");
    explorer_wait_cursor(e, 0);
}

static void the_text_scrolls_to_who_measures_and_to_the_notes_with_their_sources(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &sizes[3], NULL);
    show_pane(e);
    assert_false(screen_find(e->s, "tdx_gmem_post_populate", NULL, NULL));
    screen_key(e->s, SCREEN_PGDN);
    screen_wait_text(e->s, "Who measures what is in the pages");
    screen_wait_text(e->s, "RTMR[0] by OVMF:");
    screen_type(e->s, "G");
    screen_wait_text(e->s, "tdx_gmem_post_populate");
    screen_type(e->s, "<");
    screen_wait_text(e->s, "MRTD by QEMU on KVM, order per-page");
    explorer_quit(e);
}

static void tree_and_explanation_say_which_register_a_section_goes_to(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &mono, NULL);
    assert_true(explorer_has(e, "Structure", "Section 0 BFV MRTD"));
    assert_true(explorer_has(e, "Structure", "Section 5 TD_HOB RTMR[0]"));
    explorer_go(e, "tdvf/section[5]/Attributes");
    assert_true(
        explorer_has(e, "Explanation", "TD_HOB: RTMR[0] by OVMF: EV_EFI_HANDOFF_TABLES2 (0x8000000b) \"TdxTable\""));
    assert_true(explorer_has(e, "Explanation", "TD_HOB: RTMR[0] by td-shim"));
    explorer_go(e, "contents/section[1]");
    assert_true(explorer_has(e, "Explanation", "CFV: RTMR[0] by OVMF"));
    /* Not what lies inside, and not what belongs to no section. */
    explorer_go(e, "contents/section[1]/volume[0]");
    assert_false(explorer_has(e, "Explanation", "RTMR"));
    explorer_go(e, "tdvf/Version");
    assert_false(explorer_has(e, "Explanation", "RTMR"));
}

/* ---- in the background ---- */

/* 256 MiB of zeros behind the bytes of the BFV: 400 MB to hash. */
static void keys_work_while_a_large_launch_is_measured(void **state)
{
    struct explorer *e = *state;
    uint8_t *bytes = explorer_sample_bytes();
    char expected[TDXP_MRTD_TEXT];
    char arguments[256];
    char *path;

    explorer_patch(bytes, "tdvf/section[0]", 16, 8, 0x10000000);
    path = explorer_file(e, "large.fd", bytes, TDXP_SAMPLE_SIZE);
    free(bytes);
    explorer_start(e, &mono, path);
    show_pane(e);
    screen_type(e->s, "VV!");
    screen_type(e->s, "j");
    explorer_wait_path(e, "contents/section[1]");
    explorer_go(e, "tdvf/Version");
    screen_type(e->s, "H");
    screen_wait_text(e->s, "or Esc back");
    screen_type(e->s, "H");
    screen_wait_text(e->s, "MRTD by the specification");
    snprintf(arguments, sizeof arguments, "--force --vmm=spec '%s'", path);
    measured_by_command("MRTD", arguments, expected);
    measured_wait(e, expected);
    /* And the end does not wait for a measurement. */
    screen_type(e->s, "O");
    explorer_quit(e);
    free(path);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(bytes_are_told_apart_by_marks_and_attributes_without_colour),
        CASE(bytes_are_told_apart_by_colour_with_256_and_with_8_of_them),
        CASE(a_second_m_shows_the_sections_again),
        CASE(the_selection_and_the_cursor_are_seen_through_the_overlay),
        CASE(a_row_of_several_kinds_has_a_mark_of_its_own),
        CASE(the_bottom_line_has_the_share_of_each_and_the_legend),
        CASE(the_title_of_the_bytes_says_what_the_cursor_byte_is),
        CASE(guest_memory_has_it_by_address),
        CASE(what_is_opened_is_as_measured_as_what_it_was_made_of),
        CASE(the_map_marks_every_segment),
        CASE(the_pane_has_the_mrtd_of_the_command_at_every_size),
        CASE(the_shares_of_the_file_come_to_all_of_it),
        CASE(the_pane_has_the_mrtd_of_ovmf_by_each_vmm_and_order),
        CASE(a_row_tells_what_a_section_has_in_the_hash),
        CASE(a_refused_launch_says_why_and_how_to_measure_all_the_same),
        CASE(an_image_without_a_descriptor_has_nothing_to_measure),
        CASE(the_key_of_the_overlay_is_hinted_at_in_one_place),
        CASE(the_pane_begins_with_the_value),
        CASE(choosing_a_row_selects_the_section_everywhere_and_the_other_way_round),
        CASE(the_text_scrolls_to_who_measures_and_to_the_notes_with_their_sources),
        CASE(tree_and_explanation_say_which_register_a_section_goes_to),
        CASE(keys_work_while_a_large_launch_is_measured),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
