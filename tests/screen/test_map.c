/* The guest memory pane: a picture of the memory that the VMM builds, moved through by segment. */
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

#define MAP "Guest memory"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options wide = {.rows = 60, .cols = 200};
static const struct screen_options wide_mono = {.rows = 60, .cols = 200, .env = no_color};
static const struct screen_options zoomed_mono = {.rows = 40, .cols = 100, .env = no_color};

/* An image with the sample's section entries changed: bytes from malloc. */
struct change {
    uint32_t section;
    uint64_t memory_address, memory_data_size;
};

static char *changed_sample(struct explorer *e, const struct change *changes, size_t count)
{
    uint8_t *bytes = explorer_sample_bytes();
    char *path;

    for (size_t i = 0; i < count; i++) {
        char entry[64];

        snprintf(entry, sizeof entry, "tdvf/section[%" PRIu32 "]", changes[i].section);
        explorer_patch(bytes, entry, 8, 8, changes[i].memory_address);
        explorer_patch(bytes, entry, 16, 8, changes[i].memory_data_size);
    }
    path = explorer_file(e, "changed.fd", bytes, 0x1000000);
    free(bytes);
    return path;
}

static int map_row(struct explorer *e, const char *text)
{
    return explorer_row_of(e, MAP, text);
}

static bool map_has(struct explorer *e, const char *text)
{
    return explorer_has(e, MAP, text);
}

/* The cell of the first character of text in the map. */
static struct screen_cell map_cell(struct explorer *e, const char *text)
{
    struct area inside = explorer_inside(e, MAP);
    int row = inside.row;
    int col = inside.col;

    while (screen_find_from(e->s, text, row, col, &row, &col)) {
        if (col >= inside.col && col < inside.col + inside.cols && row < inside.row + inside.rows) {
            return screen_cell(e->s, row, col);
        }
        col++;
    }
    screen_dump(e->s, stderr);
    fail_msg("the map does not show %s", text);
    abort();
}

struct wanted {
    struct explorer *e;
    const char *text;
};

static bool chosen_is(struct screen *s, void *context)
{
    const struct wanted *w = context;

    (void)s;
    return map_has(w->e, w->text) && map_cell(w->e, w->text).reverse;
}

/* Waits until a segment, by its label, is the selected one: its label stands on a reversed bar. */
static void wait_chosen(struct explorer *e, const char *label)
{
    struct wanted w = {e, label};

    screen_wait_until(e->s, chosen_is, &w, label);
}

static void open_map(struct explorer *e, const struct screen_options *opt, const char *path)
{
    explorer_start(e, opt, path);
    screen_type(e->s, "3");
    explorer_wait_focus(e, MAP);
}

/* ---- The picture ---- */

static void every_section_is_in_the_picture_from_the_highest_down(void **state)
{
    static const char *const labels[] = {"0 BFV", "3 TempMem", "2 TempMem",      "4 TempMem",
                                         "1 CFV", "6 Payload", "7 PayloadParam", "5 TD_HOB"};
    struct explorer *e = *state;
    int last = -1;

    explorer_start(e, &wide, NULL);
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        int row = map_row(e, labels[i]);

        assert_true(row > last);
        last = row;
    }
}

static void addresses_and_sizes_are_those_of_the_sections(void **state)
{
    struct explorer *e = *state;
    struct area inside;
    char line[EXPLORER_TEXT];

    explorer_start(e, &wide, NULL);
    inside = explorer_inside(e, MAP);
    explorer_text(e, inside, 0, line, sizeof line);
    assert_non_null(strstr(line, "4 GiB"));
    explorer_text(e, inside, map_row(e, "4 TempMem"), line, sizeof line);
    assert_non_null(strstr(line, "ff040000"));
    assert_non_null(strstr(line, "4.0 KiB"));
    explorer_text(e, inside, map_row(e, "6 Payload"), line, sizeof line);
    assert_non_null(strstr(line, "32.0 MiB"));
    assert_true(map_has(e, "ffcaf000"));
    assert_true(map_has(e, "861000"));
    assert_true(map_has(e, "reset vector"));
    assert_true(map_has(e, "MMIO hole"));
    assert_true(map_has(e, "1 MiB 640 KiB"));
}

static void gaps_are_cut_short_and_say_their_size(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    assert_true(map_has(e, "⋮ ~12.2 MiB"));
    assert_true(map_has(e, "⋮ ~3.9 GiB"));
    assert_true(map_has(e, "⋮ 256.0 KiB"));
}

static void what_is_measured_is_marked_without_colour(void **state)
{
    struct explorer *e = *state;
    struct area inside;
    char line[EXPLORER_TEXT];

    explorer_start(e, &wide_mono, NULL);
    inside = explorer_inside(e, MAP);
    explorer_text(e, inside, map_row(e, "0 BFV"), line, sizeof line);
    assert_non_null(strstr(line, "M ~3.3 MiB"));
    assert_true(map_has(e, "████"));
    explorer_text(e, inside, map_row(e, "1 CFV"), line, sizeof line);
    assert_null(strstr(line, "M 256.0 KiB"));
    assert_non_null(strstr(line, "▓"));
    explorer_text(e, inside, map_row(e, "2 TempMem"), line, sizeof line);
    assert_non_null(strstr(line, "░"));
    assert_true(map_has(e, "█ copied, measured  ▓ copied  ░ zero pages"));
}

static void totals_stand_below_the_picture(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    assert_true(map_has(e, "added ~35.9 MiB  measured ~3.3 MiB  zero ~32.4 MiB"));
    assert_true(map_has(e, "file not loaded ~12.4 MiB"));
}

static void each_section_has_the_same_colour_in_tree_and_map(void **state)
{
    struct explorer *e = *state;
    struct area tree;
    char text[64];

    explorer_start(e, &wide, NULL);
    tree = explorer_inside(e, "Structure");
    for (uint32_t i = 1; i < 8; i++) {
        const char *name = e->fw->tdvf->sections[i].type == TDXP_SECTION_TEMP_MEM
                               ? "TempMem"
                               : tdxp_section_type_name(e->fw->tdvf->sections[i].type);
        struct screen_cell in_tree, in_map;
        int row = tree.row, col = tree.col;

        snprintf(text, sizeof text, "Section %" PRIu32 " ", i);
        assert_true(screen_find_from(e->s, text, tree.row, tree.col, &row, &col));
        in_tree = screen_cell(e->s, row, col);
        snprintf(text, sizeof text, "%" PRIu32 " %s", i, name);
        in_map = map_cell(e, text);
        assert_int_equal(in_tree.fg.kind, in_map.fg.kind);
        assert_int_equal(in_tree.fg.idx, in_map.fg.idx);
    }
}

static void without_a_descriptor_the_pane_says_so(void **state)
{
    struct explorer *e = *state;
    uint8_t *bytes = calloc(1, 0x10000);
    char *path = explorer_file(e, "zeros.fd", bytes, 0x10000);

    explorer_start(e, &wide, path);
    assert_true(map_has(e, "No TDX descriptor, so no memory."));
    screen_type(e->s, "3jkhlsioe0$");
    screen_settle(e->s);
    assert_true(map_has(e, "No TDX descriptor, so no memory."));
    explorer_quit(e);
    free(path);
    free(bytes);
}

/* ---- Moving ---- */

static void moving_selects_the_section_in_all_panes(void **state)
{
    struct explorer *e = *state;

    open_map(e, &wide_mono, NULL);
    wait_chosen(e, "0 BFV");
    screen_type(e->s, "j");
    wait_chosen(e, "3 TempMem");
    explorer_wait_path(e, "tdvf/section[3]");
    explorer_assert_hex_selects(e, explorer_node(e, "tdvf/section[3]"));
    screen_type(e->s, "jjj");
    wait_chosen(e, "1 CFV");
    explorer_wait_path(e, "contents/section[1]");
    explorer_wait_cursor(e, 0);
    screen_type(e->s, "k");
    wait_chosen(e, "4 TempMem");
    screen_type(e->s, "G");
    wait_chosen(e, "5 TD_HOB");
    screen_type(e->s, "<");
    wait_chosen(e, "0 BFV");
    assert_true(hex_cursor(e) == 0xcaf000);
}

static void the_map_follows_the_cursor_in_hex(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide_mono, NULL);
    explorer_prompt(e, "g", "Go to: ", "0x10");
    wait_chosen(e, "1 CFV");
    explorer_prompt(e, "g", "Go to: ", "-1");
    wait_chosen(e, "0 BFV");
    explorer_go(e, "tdvf/section[5]/MemoryAddress");
    wait_chosen(e, "5 TD_HOB");
}

static void a_click_on_a_segment_selects_it(void **state)
{
    struct explorer *e = *state;
    struct area inside;

    explorer_start(e, &wide_mono, NULL);
    inside = explorer_inside(e, MAP);
    assert_true(screen_click(e->s, inside.row + map_row(e, "6 Payload"), inside.col + 20, SCREEN_BUTTON_LEFT));
    wait_chosen(e, "6 Payload");
    explorer_wait_path(e, "tdvf/section[6]");
    assert_true(explorer_focused(e, MAP));
}

static void the_wheel_steps_through_a_whole_picture_and_scrolls_a_tall_one(void **state)
{
    struct explorer *e = *state;
    struct area inside;

    open_map(e, &wide_mono, NULL);
    inside = explorer_inside(e, MAP);
    wait_chosen(e, "0 BFV");
    assert_true(screen_mouse(e->s, inside.row + 3, inside.col + 20, SCREEN_WHEEL_DOWN, true));
    wait_chosen(e, "3 TempMem");
    assert_true(screen_mouse(e->s, inside.row + 3, inside.col + 20, SCREEN_WHEEL_UP, true));
    wait_chosen(e, "0 BFV");
    screen_type(e->s, "iii");
    screen_wait_text(e->s, "compressed x8");
    assert_false(map_has(e, "~12.2 MiB"));
    /* One at a time: curses keeps few events of a burst. */
    for (int i = 0; i < 30 && !map_has(e, "⋮ ~12.2 MiB"); i++) {
        assert_true(screen_mouse(e->s, inside.row + 3, inside.col + 20, SCREEN_WHEEL_DOWN, true));
        screen_settle(e->s);
    }
    screen_wait_text(e->s, "⋮ ~12.2 MiB");
    explorer_wait_path(e, "contents/section[0]");
}

static void enter_goes_to_the_bytes_or_to_the_memory_itself(void **state)
{
    struct explorer *e = *state;

    open_map(e, &wide_mono, NULL);
    screen_type(e->s, "G");
    wait_chosen(e, "5 TD_HOB");
    screen_key(e->s, SCREEN_ENTER);
    explorer_wait_focus(e, "Hex");
    screen_wait_text(e->s, "guest  GPA 0x800000  written at launch");
    screen_ctrl(e->s, 'O');
    explorer_wait_focus(e, MAP);
    screen_wait_gone(e->s, "guest  GPA");
    screen_type(e->s, "<");
    wait_chosen(e, "0 BFV");
    screen_key(e->s, SCREEN_ENTER);
    explorer_wait_focus(e, "Hex");
    explorer_wait_cursor(e, 0xcaf000);
}

/* ---- Scales and zoom ---- */

static int rows_of(struct explorer *e, const char *symbol)
{
    struct area inside = explorer_inside(e, MAP);
    char line[EXPLORER_TEXT];
    int count = 0;

    for (int row = 0; row < inside.rows; row++) {
        explorer_text(e, inside, row, line, sizeof line);
        count += strstr(line, "copied") == NULL && strstr(line, symbol) != NULL;
    }
    return count;
}

static void the_scale_changes_and_none_is_lost(void **state)
{
    static const char *const scales[] = {"linear", "logarithmic", "compressed"};
    struct explorer *e = *state;
    char title[EXPLORER_TEXT];

    open_map(e, &wide_mono, NULL);
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        screen_type(e->s, "s");
        screen_wait_text(e->s, scales[i]);
        explorer_title(e, MAP, title, sizeof title);
        assert_non_null(strstr(title, scales[i]));
        for (uint32_t n = 0; n < 8; n++) {
            char label[64];

            snprintf(label, sizeof label, "%" PRIu32 " %s", n, tdxp_section_type_name(e->fw->tdvf->sections[n].type));
            assert_true(map_has(e, label));
        }
    }
}

static void in_the_linear_scale_the_largest_gap_is_the_tallest(void **state)
{
    struct explorer *e = *state;
    struct area inside;

    open_map(e, &wide_mono, NULL);
    assert_int_equal(rows_of(e, "⋮"), 4);
    screen_type(e->s, "s");
    screen_wait_text(e->s, "linear");
    inside = explorer_inside(e, MAP);
    assert_true(rows_of(e, "⋮") > inside.rows / 2);
}

static void zooming_makes_the_selected_taller_and_fitting_shows_all_again(void **state)
{
    struct explorer *e = *state;
    char title[EXPLORER_TEXT];
    int before;

    open_map(e, &wide_mono, NULL);
    before = rows_of(e, "█");
    screen_type(e->s, "ii");
    screen_wait_text(e->s, "compressed x4");
    assert_true(rows_of(e, "█") > 2 * before);
    wait_chosen(e, "0 BFV");
    screen_type(e->s, "f");
    screen_wait_gone(e->s, "compressed x4");
    assert_int_equal(rows_of(e, "█"), before);
    screen_type(e->s, "o");
    screen_wait_text(e->s, "everything is shown");
    screen_type(e->s, "je");
    wait_chosen(e, "3 TempMem");
    explorer_title(e, MAP, title, sizeof title);
    assert_non_null(strstr(title, " x"));
    assert_true(rows_of(e, "░") >= explorer_inside(e, MAP).rows / 3);
}

static void panning_scrolls_and_leaves_the_selection_alone(void **state)
{
    struct explorer *e = *state;

    open_map(e, &wide_mono, NULL);
    screen_type(e->s, "iii");
    screen_wait_text(e->s, "compressed x8");
    assert_false(map_has(e, "5 TD_HOB"));
    for (int i = 0; i < 12; i++) {
        screen_key(e->s, SCREEN_PGDN);
    }
    screen_wait_text(e->s, "5 TD_HOB");
    screen_settle(e->s);
    explorer_wait_path(e, "tdvf");
    screen_type(e->s, "j");
    wait_chosen(e, "3 TempMem");
}

static void edges_within_a_row_are_drawn_by_parts_of_cells(void **state)
{
    static const struct screen_options ascii = {.rows = 60, .cols = 200, .env = no_color, .locale = "C"};
    struct explorer *e = *state;
    bool any = false;

    open_map(e, &wide_mono, NULL);
    screen_type(e->s, "ss");
    screen_wait_text(e->s, "logarithmic");
    for (size_t i = 0; i < 7; i++) {
        static const char *const parts[] = {"▁▁▁▁", "▂▂▂▂", "▃▃▃▃", "▄▄▄▄", "▅▅▅▅", "▆▆▆▆", "▇▇▇▇"};

        any = any || map_has(e, parts[i]);
    }
    assert_true(any);
    open_map(e, &ascii, NULL);
    screen_type(e->s, "ss");
    screen_wait_text(e->s, "logarithmic");
    assert_true(map_has(e, "----") || map_has(e, "===="));
    assert_true(map_has(e, "####"));
}

/* ---- Overlaps ---- */

static void sections_that_overlap_stand_side_by_side_and_are_marked(void **state)
{
    static const struct change changes[] = {{2, 0xff041000, 0x40000}};
    struct explorer *e = *state;
    char *path = changed_sample(e, changes, 1);
    struct area inside;
    char line[EXPLORER_TEXT];

    open_map(e, &zoomed_mono, path);
    screen_type(e->s, "z");
    screen_wait_gone(e->s, "1 Structure");
    inside = explorer_inside(e, MAP);
    explorer_text(e, inside, map_row(e, "3 TempMem"), line, sizeof line);
    assert_non_null(strstr(line, "2 TempMem"));
    assert_non_null(strstr(line, "!"));
    assert_true(strstr(line, "2 TempMem") < strstr(line, "3 TempMem"));
    screen_type(e->s, "j");
    wait_chosen(e, "2 TempMem");
    screen_type(e->s, "l");
    wait_chosen(e, "3 TempMem");
    assert_false(map_cell(e, "2 TempMem").reverse);
    screen_type(e->s, "h");
    wait_chosen(e, "2 TempMem");
    free(path);
}

static void memory_up_to_the_last_address_is_shown(void **state)
{
    static const struct change changes[] = {{2, UINT64_C(0xfffffffffffe0000), 0x20000}};
    struct explorer *e = *state;
    char *path = changed_sample(e, changes, 1);

    open_map(e, &wide_mono, path);
    assert_true(map_has(e, "fffffffffffe0000"));
    screen_type(e->s, "<");
    wait_chosen(e, "2 TempMem");
    screen_type(e->s, "sssiiofe");
    wait_chosen(e, "2 TempMem");
    screen_type(e->s, "v2G");
    screen_wait_text(e->s, "GPA 0xffffffffffffffff");
    explorer_quit(e);
    free(path);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_section_is_in_the_picture_from_the_highest_down),
        CASE(addresses_and_sizes_are_those_of_the_sections),
        CASE(gaps_are_cut_short_and_say_their_size),
        CASE(what_is_measured_is_marked_without_colour),
        CASE(totals_stand_below_the_picture),
        CASE(each_section_has_the_same_colour_in_tree_and_map),
        CASE(without_a_descriptor_the_pane_says_so),
        CASE(moving_selects_the_section_in_all_panes),
        CASE(the_map_follows_the_cursor_in_hex),
        CASE(a_click_on_a_segment_selects_it),
        CASE(the_wheel_steps_through_a_whole_picture_and_scrolls_a_tall_one),
        CASE(enter_goes_to_the_bytes_or_to_the_memory_itself),
        CASE(the_scale_changes_and_none_is_lost),
        CASE(in_the_linear_scale_the_largest_gap_is_the_tallest),
        CASE(zooming_makes_the_selected_taller_and_fitting_shows_all_again),
        CASE(panning_scrolls_and_leaves_the_selection_alone),
        CASE(edges_within_a_row_are_drawn_by_parts_of_cells),
        CASE(sections_that_overlap_stand_side_by_side_and_are_marked),
        CASE(memory_up_to_the_last_address_is_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
