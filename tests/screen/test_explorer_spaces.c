/* Compressed parts: opened from the explorer, with progress and a way to stop, and walked about in like the file. */
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

#include "../unit/parts.h"
#include "explorer.h"

#define VOLUME_PATH "volumes/volume[0]"
#define SECTION VOLUME_PATH "/file[1]/section[0]"
#define INSIDE SECTION "/decompressed"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options wide = {.rows = 60, .cols = 200, .env = no_color};
static const struct screen_options medium = {.rows = 24, .cols = 80, .env = no_color};

static void start_volume(struct explorer *e, const struct screen_options *opt, struct part volume)
{
    char *path = explorer_file(e, "packed.fd", volume.data, volume.size);

    free(volume.data);
    explorer_start(e, opt, path);
    free(path);
}

/* A volume whose second file is compressed: a raw section, a section with a name, and what is compressed again. */
static struct part packed(void)
{
    struct part again =
        part_guided(&part_guid_lzma, 1, part_of(NULL, 0), part_lzma(part_section(0x19, part_filled(0x33, 300))));

    return part_packed_volume(part_join(part_join(part_section(0x19, part_random(1000)), part_ui("Inside")), again));
}

static void start(struct explorer *e, const struct screen_options *opt)
{
    start_volume(e, opt, packed());
}

static void select_section(struct explorer *e)
{
    explorer_go(e, SECTION);
    explorer_wait_chosen(e, "Structure", "GUID_DEFINED section");
}

/* Enter on the section; the model follows. */
static void open_section(struct explorer *e)
{
    screen_key(e->s, SCREEN_ENTER);
    explorer_open_model(e);
    e->space = tdxp_tree_space(e->fw->tree, 1);
    explorer_wait_path(e, INSIDE);
}

/* ---- Opening ---- */

static void enter_on_a_compressed_section_opens_it_and_goes_inside(void **state)
{
    struct explorer *e = *state;
    char text[EXPLORER_TEXT];

    start(e, &wide);
    select_section(e);
    explorer_chosen(e, "Structure", text, sizeof text);
    assert_non_null(strstr(text, "LZMA compressed: Enter"));
    assert_true(screen_find(e->s, "Compressed by LZMA. Enter opens it", NULL, NULL));
    open_section(e);
    assert_true(screen_find(e->s, "GUID_DEFINED section opened: ", NULL, NULL));
    assert_true(screen_find(e->s, "space 1 was decompressed from " SECTION, NULL, NULL));
    assert_int_equal(hex_cursor(e), 0);
    explorer_assert_hex_selects(e, explorer_node(e, INSIDE));
    explorer_quit(e);
}

static void what_is_inside_has_its_nodes_and_its_bytes(void **state)
{
    struct explorer *e = *state;

    start(e, &wide);
    select_section(e);
    open_section(e);
    screen_type(e->s, "ll");
    explorer_wait_path(e, INSIDE "/section[0]");
    screen_type(e->s, "j");
    explorer_wait_path(e, INSIDE "/section[1]");
    explorer_assert_hex_selects(e, explorer_node(e, INSIDE "/section[1]"));
    screen_type(e->s, "2");
    explorer_wait_focus(e, "Hex");
    screen_type(e->s, "llll");
    explorer_wait_path(e, INSIDE "/section[1]/FileNameString");
    explorer_wait_cursor(e, explorer_node(e, INSIDE "/section[1]")->offset + 4);
    explorer_assert_hex_selects(e, explorer_node(e, INSIDE "/section[1]/FileNameString"));
    /* Offsets are those of the space. */
    explorer_prompt(e, "g", "Go to: ", "0x5");
    explorer_wait_cursor(e, 5);
    explorer_wait_path(e, INSIDE "/section[0]/data");
    explorer_prompt(e, "g", "Go to: ", "-1");
    explorer_wait_cursor(e, e->space->bytes.size - 1);
    explorer_prompt(e, "g", "Go to: ", "0x10000000");
    screen_wait_text(e->s, "is past the end");
    screen_key(e->s, SCREEN_ESC);
}

static void the_parent_of_a_space_is_where_its_bytes_are_in_the_file(void **state)
{
    struct explorer *e = *state;

    start(e, &wide);
    select_section(e);
    open_section(e);
    screen_type(e->s, "p");
    e->space = NULL;
    explorer_wait_path(e, SECTION);
    explorer_wait_cursor(e, explorer_node(e, SECTION)->offset);
    explorer_assert_hex_selects(e, explorer_node(e, SECTION));
    assert_true(screen_find(e->s, "Opened: Enter goes to the ", NULL, NULL));
    /* Enter on it now leads inside at once. */
    screen_key(e->s, SCREEN_ENTER);
    e->space = tdxp_tree_space(e->fw->tree, 1);
    explorer_wait_path(e, INSIDE);
}

static void the_way_back_leads_out_of_a_space_and_into_it_again(void **state)
{
    struct explorer *e = *state;

    start(e, &wide);
    select_section(e);
    open_section(e);
    screen_ctrl(e->s, 'o');
    e->space = NULL;
    explorer_wait_path(e, SECTION);
    explorer_assert_hex_selects(e, explorer_node(e, SECTION));
    screen_type(e->s, "F");
    e->space = tdxp_tree_space(e->fw->tree, 1);
    explorer_wait_path(e, INSIDE);
    explorer_assert_hex_selects(e, explorer_node(e, INSIDE));
}

static void space_and_l_open_it_where_they_stand(void **state)
{
    static const char *const keys[] = {" ", "l"};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct explorer *e = *state;

        start(e, &wide);
        select_section(e);
        screen_type(e->s, keys[i]);
        screen_wait_text(e->s, "GUID_DEFINED section opened: ");
        explorer_wait_path(e, SECTION);
        assert_true(screen_find(e->s, "Decompressed data", NULL, NULL));
        explorer_quit(e);
    }
}

static void enter_on_its_bytes_opens_it_too(void **state)
{
    struct explorer *e = *state;

    start(e, &wide);
    explorer_go(e, SECTION "/data");
    screen_type(e->s, "2");
    explorer_wait_focus(e, "Hex");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "GUID_DEFINED section opened: ");
    explorer_open_model(e);
    explorer_wait_path(e, SECTION "/data");
}

static void spaces_inside_of_a_space_are_opened_in_turn(void **state)
{
    struct explorer *e = *state;

    start(e, &wide);
    select_section(e);
    open_section(e);
    explorer_go(e, INSIDE "/section[2]");
    screen_key(e->s, SCREEN_ENTER);
    e->space = tdxp_tree_space(e->fw->tree, 2);
    explorer_wait_path(e, INSIDE "/section[2]/decompressed");
    explorer_assert_hex_selects(e, explorer_node(e, INSIDE "/section[2]/decompressed"));
    screen_type(e->s, "p");
    e->space = tdxp_tree_space(e->fw->tree, 1);
    explorer_wait_path(e, INSIDE "/section[2]");
    explorer_assert_hex_selects(e, explorer_node(e, INSIDE "/section[2]"));
}

static void everything_is_open_from_the_start_where_that_is_asked_for(void **state)
{
    struct explorer *e = *state;
    struct part volume = packed();
    char *path = explorer_file(e, "packed.fd", volume.data, volume.size);
    const char *argv[] = {screen_program(), "--unpack", path, NULL};

    free(volume.data);
    explorer_run(e, &wide, argv);
    screen_wait_text(e->s, "tdxplore");
    explorer_prompt(e, "g", "Go to: ", INSIDE "/section[2]/decompressed");
    screen_wait_text(e->s, "space 2 0x0");
    free(path);
    explorer_quit(e);
}

/* ---- The rest of the screen meanwhile ---- */

static void what_was_open_in_the_tree_stays_open(void **state)
{
    struct explorer *e = *state;
    char before[EXPLORER_TEXT];
    char after[EXPLORER_TEXT];
    struct area tree;

    start(e, &wide);
    explorer_go(e, VOLUME_PATH "/file[0]");
    screen_type(e->s, "*");
    screen_wait_text(e->s, "DATA_ALIGNMENT_2");
    select_section(e);
    assert_true(screen_find(e->s, "DATA_ALIGNMENT_2", NULL, NULL));
    tree = explorer_inside(e, "Structure");
    explorer_text(e, tree, 1, before, sizeof before);
    screen_type(e->s, "l");
    screen_wait_text(e->s, "GUID_DEFINED section opened: ");
    explorer_wait_path(e, SECTION);
    assert_true(screen_find(e->s, "DATA_ALIGNMENT_2", NULL, NULL));
    explorer_text(e, tree, 1, after, sizeof after);
    assert_string_equal(before, after);
    explorer_quit(e);
}

static void scale_and_zoom_of_guest_memory_stay(void **state)
{
    struct explorer *e = *state;
    char title[EXPLORER_TEXT];

    explorer_start_ovmf(e, &wide);
    screen_type(e->s, "3");
    explorer_wait_focus(e, "Guest memory");
    screen_type(e->s, "sii");
    screen_wait_text(e->s, "linear x4");
    screen_type(e->s, "1");
    explorer_wait_focus(e, "Structure");
    explorer_go(e, "contents/section[0]/volume[0]/file[1]/section[0]");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "GUID_DEFINED section opened: ~12.9 MiB");
    explorer_title(e, "Guest memory", title, sizeof title);
    assert_non_null(strstr(title, "linear x4"));
}

/* Drivers are named by what is inside of them. */
static void a_driver_of_ovmf_is_found_inside(void **state)
{
    struct explorer *e = *state;
    char text[EXPLORER_TEXT];

    explorer_start_ovmf(e, &medium);
    explorer_go(e, "contents/section[0]/volume[0]/file[1]/section[0]");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "opened: ~12.9 MiB");
    explorer_open_model(e);
    explorer_go(e, "contents/section[0]/volume[0]/file[1]/section[0]/decompressed/section[3]/volume[0]/file[1]");
    explorer_text(e, explorer_inside(e, "Explanation"), 0, text, sizeof text);
    assert_non_null(strstr(text, "DXE apriori file"));
    explorer_go(
        e,
        "contents/section[0]/volume[0]/file[1]/section[0]/decompressed/section[3]/volume[0]/file[1]/section[0]/entry[1]");
    screen_key(e->s, SCREEN_ENTER);
    explorer_wait_chosen(e, "Structure", "PcdDxe");
}

/* ---- Progress ---- */

/* A volume whose one section becomes 192 MiB: that takes a while, the more on a large screen. */
static void start_slow(struct explorer *e)
{
    static const struct screen_options large = {.rows = 100, .cols = 300, .env = no_color};
    struct part file =
        part_file(&part_guid_nobody, 0x07,
                  part_guided(&part_guid_lzma, 1, part_of(NULL, 0), part_lzma(part_filled(0, (size_t)192 << 20))));
    struct part volume = part_volume(&file, 1);
    char *path = explorer_file(e, "slow.fd", volume.data, volume.size);
    const char *argv[] = {screen_program(), "--unpack-limit=1G", path, NULL};

    free(volume.data);
    explorer_run(e, &large, argv);
    screen_wait_text(e->s, "tdxplore");
    explorer_prompt(e, "g", "Go to: ", "volumes/volume[0]/file[0]/section[0]");
    explorer_wait_chosen(e, "Structure", "GUID_DEFINED section");
    free(path);
}

/* The per cent in the bottom line, or -1. */
static int progress(struct explorer *e)
{
    const char *at = strstr(screen_row_text(e->s, screen_rows(e->s) - 1), "section: ");

    return at ? atoi(at + strlen("section: ")) : -1;
}

/*
 * Where there is any and the hex pane has got the keys meanwhile, the program is stopped: else it
 * could be over before it has been looked at.
 */
static bool has_progress_and_keys(struct screen *s, void *context)
{
    if (progress(context) <= 0 || !explorer_focused(context, "Hex")) {
        return false;
    }
    screen_signal(s, SIGSTOP);
    return true;
}

static void progress_is_shown_and_the_keys_go_on(void **state)
{
    struct explorer *e = *state;

    start_slow(e);
    screen_key(e->s, SCREEN_ENTER);
    /* These come while it runs: the tree is walked, help is read, and the opening is stopped before its end. */
    screen_type(e->s, "k");
    screen_type(e->s, "2");
    screen_wait_until(e->s, has_progress_and_keys, e, "progress, and keys that go on");
    assert_in_range(progress(e), 1, 99);
    assert_true(screen_find(e->s, "Opening GUID_DEFINED section: ", NULL, NULL));
    assert_true(screen_find(e->s, "Esc stop", NULL, NULL));
    assert_true(explorer_focused(e, "Hex"));
    screen_key(e->s, SCREEN_ESC);
    screen_foreground(e->s);
    screen_wait_text(e->s, "stopped: it stays closed");
    assert_true(screen_find(e->s, "compressed", NULL, NULL));
    assert_false(screen_find(e->s, "Decompressed data", NULL, NULL));
    screen_type(e->s, "1");
    screen_wait_gone(e->s, "stopped");
    explorer_quit(e);
}

static void what_is_opened_can_be_stopped_at_once_and_begun_again(void **state)
{
    struct explorer *e = *state;

    start_slow(e);
    screen_type(e->s, "\r\033");
    screen_wait_text(e->s, "stopped: it stays closed");
    screen_type(e->s, "\r\r");
    screen_wait_text(e->s, "being opened already; Esc stops that");
    screen_wait_text(e->s, "GUID_DEFINED section opened: 192.0 MiB");
    screen_wait_text(e->s, "space 1 0x0");
    explorer_quit(e);
}

static void the_explorer_can_be_left_while_something_is_opened(void **state)
{
    struct explorer *e = *state;

    start_slow(e);
    screen_type(e->s, "\rq");
    explorer_expect_exit(e, 0);
}

/* ---- What goes wrong ---- */

static void what_cannot_be_opened_says_why(void **state)
{
    struct explorer *e = *state;
    struct part bad = part_lzma(part_random(500));
    struct part file;

    bad.data[13] = 1;
    file = part_file(&part_guid_nobody, 0x07, part_guided(&part_guid_lzma, 1, part_of(NULL, 0), bad));
    start_volume(e, &wide, part_volume(&file, 1));
    explorer_go(e, "volumes/volume[0]/file[0]/section[0]");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "the compressed bytes are damaged: 0x0 of 0x1f4 bytes came out");
    explorer_wait_path(e, "volumes/volume[0]/file[0]/section[0]");
    screen_wait_text(e->s, "Note: the compressed bytes are damaged");
    assert_false(screen_find(e->s, "Enter opens", NULL, NULL));
    explorer_quit(e);
}

static void half_of_a_stream_is_shown_with_what_is_wrong(void **state)
{
    struct explorer *e = *state;
    struct part half = part_lzma(part_random(50000));
    struct part file;

    half.size /= 2;
    file = part_file(&part_guid_nobody, 0x07, part_guided(&part_guid_lzma, 1, part_of(NULL, 0), half));
    start_volume(e, &wide, part_volume(&file, 1));
    explorer_go(e, "volumes/volume[0]/file[0]/section[0]");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "; the compressed bytes end too early");
    explorer_open_model(e);
    e->space = tdxp_tree_space(e->fw->tree, 1);
    explorer_wait_path(e, "volumes/volume[0]/file[0]/section[0]/decompressed");
    explorer_assert_hex_selects(e, explorer_node(e, "volumes/volume[0]/file[0]/section[0]/decompressed"));
}

static void a_space_is_shown_on_the_smallest_screen(void **state)
{
    static const struct screen_options small = {.rows = 5, .cols = 20, .env = no_color};
    struct explorer *e = *state;

    start(e, &small);
    explorer_prompt(e, "g", "Go to: ", SECTION);
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "GUID_DEFINED");
    screen_wait_text(e->s, "Decompr");
    screen_resize(e->s, 40, 160);
    screen_wait_text(e->s, "space 1 0x0");
    explorer_quit(e);
}

/* B is decoded anew for that, while a place of it is shown that was chosen: what shows it must not stay with the old one. */
static void what_an_edit_makes_differ_is_opened_on_both_sides(void **state)
{
    static const struct screen_options options = {.rows = 40, .cols = 120, .env = no_color};
    struct explorer *e = *state;
    struct part other = packed();
    char *path = explorer_file(e, "other.fd", other.data, other.size);
    char line[160];

    free(other.data);
    start(e, &options);
    snprintf(line, sizeof line, "diff %s", path);
    free(path);
    explorer_prompt(e, ":", ":", line);
    screen_wait_text(e->s, "the same, byte for byte");
    explorer_prompt(e, "g", "Go to: ", SECTION "/data+0x40");
    screen_wait_text(e->s, "file 0xf8  B 0xf8");
    /* All at once: a byte of what is compressed, and a click on a byte in the column of B. */
    screen_type(e->s, "R\x15 5a\r\033[<0;100;9M\033[<0;100;9m");
    screen_wait_text(e->s, "B is other.fd  2 added  3 changed");
    screen_settle(e->s);
    explorer_prompt(e, ":", ":", "quit!");
    explorer_expect_exit(e, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(enter_on_a_compressed_section_opens_it_and_goes_inside),
        CASE(what_is_inside_has_its_nodes_and_its_bytes),
        CASE(the_parent_of_a_space_is_where_its_bytes_are_in_the_file),
        CASE(the_way_back_leads_out_of_a_space_and_into_it_again),
        CASE(space_and_l_open_it_where_they_stand),
        CASE(enter_on_its_bytes_opens_it_too),
        CASE(spaces_inside_of_a_space_are_opened_in_turn),
        CASE(everything_is_open_from_the_start_where_that_is_asked_for),
        CASE(what_was_open_in_the_tree_stays_open),
        CASE(scale_and_zoom_of_guest_memory_stay),
        CASE(a_driver_of_ovmf_is_found_inside),
        CASE(progress_is_shown_and_the_keys_go_on),
        CASE(what_is_opened_can_be_stopped_at_once_and_begun_again),
        CASE(the_explorer_can_be_left_while_something_is_opened),
        CASE(what_cannot_be_opened_says_why),
        CASE(half_of_a_stream_is_shown_with_what_is_wrong),
        CASE(a_space_is_shown_on_the_smallest_screen),
        CASE(what_an_edit_makes_differ_is_opened_on_both_sides),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
