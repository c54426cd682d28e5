/* Going about: from bytes to nodes, from fields to what they point at, and the way back. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "explorer.h"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options wide = {.rows = 60, .cols = 200, .env = no_color};
static const struct screen_options medium = {.rows = 24, .cols = 80, .env = no_color};

static const struct tdxp_space *file(const struct explorer *e)
{
    return tdxp_tree_space(e->fw->tree, 0);
}

static void focus(struct explorer *e, const char *key, const char *pane)
{
    screen_type(e->s, key);
    explorer_wait_focus(e, pane);
}

/* ---- From the hex pane ---- */

/* Whatever the cursor is put on, the tree has chosen the deepest node that covers it. */
static void walk(struct explorer *e, const char *key, int64_t step, int times)
{
    uint64_t offset = hex_cursor(e);

    for (int i = 0; i < times; i++) {
        const struct tdxp_node *node;

        offset = (uint64_t)((int64_t)offset + step);
        node = tdxp_tree_at(e->fw->tree, file(e), offset);
        screen_type(e->s, key);
        explorer_wait_cursor(e, offset);
        explorer_wait_node(e, node);
        explorer_assert_hex_selects(e, node);
    }
}

static void moving_in_hex_selects_the_deepest_node_in_the_tree(void **state)
{
    struct explorer *e = *state;
    int per_row;

    explorer_start(e, &wide, NULL);
    focus(e, "2", "Hex");
    per_row = explorer_hex(e).per_row;
    walk(e, "l", 1, 40);
    walk(e, "h", -1, 9);
    walk(e, "j", per_row, 12);
    walk(e, "k", -per_row, 14);
}

static void moving_in_hex_does_the_same_on_a_common_screen_and_in_ovmf(void **state)
{
    struct explorer *e = *state;

    explorer_start_ovmf(e, &medium);
    focus(e, "2", "Hex");
    walk(e, "l", 1, 20);
    walk(e, "j", explorer_hex(e).per_row, 30);
}

static void hex_moves_by_pages_rows_and_to_both_ends(void **state)
{
    struct explorer *e = *state;
    struct hex_view view;
    uint64_t at, page;

    explorer_start(e, &wide, NULL);
    focus(e, "2", "Hex");
    view = explorer_hex(e);
    at = hex_cursor(e);
    page = (uint64_t)(view.area.rows - 1) * (uint64_t)view.per_row;
    screen_key(e->s, SCREEN_PGDN);
    explorer_wait_cursor(e, at + page);
    screen_key(e->s, SCREEN_PGUP);
    explorer_wait_cursor(e, at);
    screen_type(e->s, "$");
    explorer_wait_cursor(e, at - at % (uint64_t)view.per_row + (uint64_t)view.per_row - 1);
    screen_key(e->s, SCREEN_HOME);
    explorer_wait_cursor(e, at - at % (uint64_t)view.per_row);
    screen_type(e->s, "G");
    explorer_wait_cursor(e, tdxp_image_bytes(e->image)->size - 1);
    screen_type(e->s, "lj");
    screen_type(e->s, "<");
    explorer_wait_cursor(e, 0);
    screen_type(e->s, "hk");
    screen_type(e->s, "l");
    explorer_wait_cursor(e, 1);
}

static void p_in_hex_selects_what_encloses(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/section[1]/MemoryAddress");
    focus(e, "2", "Hex");
    screen_type(e->s, "p");
    explorer_wait_path(e, "tdvf/section[1]");
    explorer_assert_hex_selects(e, explorer_node(e, "tdvf/section[1]"));
    screen_type(e->s, "p");
    explorer_wait_path(e, "tdvf");
}

static void the_tree_closes_again_what_it_opened_for_a_selection_that_left(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/section[1]/MemoryAddress");
    assert_true(screen_find(e->s, "▾ Section 1", NULL, NULL));
    explorer_go(e, "tdvf/Signature");
    assert_true(screen_find(e->s, "▸ Section 1", NULL, NULL));
    assert_false(screen_find(e->s, "▾ Section 1", NULL, NULL));
}

/* ---- Following ---- */

static void enter_on_data_offset_goes_to_the_bytes_and_back_returns(void **state)
{
    struct explorer *e = *state;
    const struct tdxp_node *bytes;

    explorer_start(e, &wide, NULL);
    bytes = explorer_node(e, "contents/section[0]");
    explorer_go(e, "tdvf/section[0]/DataOffset");
    screen_key(e->s, SCREEN_ENTER);
    explorer_wait_node(e, bytes);
    explorer_assert_hex_selects(e, bytes);
    assert_true(hex_cursor(e) == e->fw->tdvf->sections[0].data_offset);
    screen_ctrl(e->s, 'O');
    explorer_wait_path(e, "tdvf/section[0]/DataOffset");
    explorer_assert_hex_selects(e, explorer_node(e, "tdvf/section[0]/DataOffset"));
    screen_type(e->s, "F");
    explorer_wait_node(e, bytes);
    screen_key(e->s, SCREEN_BACKSPACE);
    explorer_wait_path(e, "tdvf/section[0]/DataOffset");
}

static void enter_on_memory_address_goes_to_the_map_and_back_returns(void **state)
{
    struct explorer *e = *state;

    for (int i = 0; i < 2; i++) {
        explorer_start(e, i ? &medium : &wide, NULL);
        explorer_go(e, "tdvf/section[1]/MemoryAddress");
        screen_key(e->s, SCREEN_ENTER);
        explorer_wait_focus(e, "Guest memory");
        screen_ctrl(e->s, 'O');
        explorer_wait_focus(e, "Structure");
        explorer_wait_path(e, "tdvf/section[1]/MemoryAddress");
        screen_type(e->s, "F");
        explorer_wait_focus(e, "Guest memory");
    }
}

static void enter_on_a_way_of_finding_goes_to_the_descriptor(void **state)
{
    static const char *const ways[] = {"legacy-offset", "locate/guid-table", "locate/legacy-offset",
                                       "locate/signature-scan"};
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        explorer_go(e, ways[i]);
        screen_key(e->s, SCREEN_ENTER);
        explorer_wait_path(e, "tdvf");
    }
}

static void enter_follows_from_the_hex_pane_too(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/section[1]/DataOffset");
    focus(e, "2", "Hex");
    screen_key(e->s, SCREEN_ENTER);
    explorer_wait_path(e, "contents/section[1]");
    assert_true(explorer_focused(e, "Hex"));
    screen_ctrl(e->s, 'O');
    explorer_wait_path(e, "tdvf/section[1]/DataOffset");
}

static void what_points_nowhere_says_so(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/Version");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "Version points nowhere");
    explorer_wait_path(e, "tdvf/Version");
}

static void the_ends_of_the_way_back_and_forward_are_told(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    screen_ctrl(e->s, 'O');
    screen_wait_text(e->s, "this is the first place");
    explorer_go(e, "tdvf/Version");
    screen_type(e->s, "F");
    screen_wait_text(e->s, "this is the last place");
    explorer_wait_path(e, "tdvf/Version");
    screen_ctrl(e->s, 'O');
    explorer_wait_path(e, "tdvf");
}

/* Going somewhere else from the middle of the way forgets what was ahead, as in a browser. */
static void a_new_place_takes_the_place_of_those_ahead(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/Version");
    explorer_go(e, "tdvf/Length");
    screen_ctrl(e->s, 'O');
    explorer_wait_path(e, "tdvf/Version");
    explorer_go(e, "tdvf-guid");
    screen_type(e->s, "F");
    screen_wait_text(e->s, "this is the last place");
    screen_ctrl(e->s, 'O');
    explorer_wait_path(e, "tdvf/Version");
    screen_ctrl(e->s, 'O');
    explorer_wait_path(e, "tdvf");
}

static void the_way_back_is_long(void **state)
{
    struct explorer *e = *state;
    char text[32];

    explorer_start(e, &wide, NULL);
    for (unsigned i = 0; i < 300; i++) {
        snprintf(text, sizeof text, "g0x%x\r", 0xcaf120U + i);
        screen_type(e->s, text);
    }
    explorer_wait_cursor(e, 0xcaf120 + 299);
    for (int i = 0; i < 255; i++) {
        screen_ctrl(e->s, 'O');
    }
    explorer_wait_cursor(e, 0xcaf120 + 299 - 255);
    screen_ctrl(e->s, 'O');
    screen_wait_text(e->s, "this is the first place");
}

/* ---- Guest memory without bytes of the file ---- */

static void memory_without_bytes_selects_the_entry_that_made_it(void **state)
{
    static const struct memory_row {
        const char *gpa, *path, *type;
    } memory[] = {
        {"gpa:0x800000", "tdvf/section[5]", "(TD_HOB)"},    {"gpa:0x81ffff", "tdvf/section[5]", "(TD_HOB)"},
        {"gpa:0xff041000", "tdvf/section[2]", "(TempMem)"}, {"gpa:0xff061234", "tdvf/section[3]", "(TempMem)"},
        {"gpa:0x861000", "tdvf/section[6]", "(Payload)"},
    };
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    for (size_t i = 0; i < sizeof memory / sizeof *memory; i++) {
        explorer_prompt(e, "g", "Go to: ", memory[i].gpa);
        explorer_wait_path(e, memory[i].path);
        explorer_assert_hex_selects(e, explorer_node(e, memory[i].path));
        screen_wait_text(e->s, memory[i].type);
        screen_wait_text(e->s, "without a byte of the file");
    }
}

static void memory_with_bytes_selects_the_byte(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_prompt(e, "g", "Go to: ", "gpa:0xffcaf014");
    explorer_wait_cursor(e, 0xcaf014);
    explorer_wait_path(e, "tdvf/Length");
    explorer_prompt(e, "g", "Go to: ", "gpa:0xff000000");
    explorer_wait_cursor(e, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

static void the_explanation_of_a_guid_has_its_bytes_in_their_order(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf-guid");
    assert_true(explorer_has(e, "Explanation", "f3 f9 ea e9 - 8e 16 - d5 44 - a8 eb - 7f 4d 87 38 f6 ae"));
    assert_true(explorer_has(e, "Explanation", "lowest byte first"));
    explorer_go(e, "tdvf/Signature");
    assert_false(explorer_has(e, "Explanation", "lowest byte first"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(moving_in_hex_selects_the_deepest_node_in_the_tree),
        CASE(moving_in_hex_does_the_same_on_a_common_screen_and_in_ovmf),
        CASE(hex_moves_by_pages_rows_and_to_both_ends),
        CASE(p_in_hex_selects_what_encloses),
        CASE(the_tree_closes_again_what_it_opened_for_a_selection_that_left),
        CASE(enter_on_data_offset_goes_to_the_bytes_and_back_returns),
        CASE(enter_on_memory_address_goes_to_the_map_and_back_returns),
        CASE(enter_on_a_way_of_finding_goes_to_the_descriptor),
        CASE(enter_follows_from_the_hex_pane_too),
        CASE(what_points_nowhere_says_so),
        CASE(the_ends_of_the_way_back_and_forward_are_told),
        CASE(a_new_place_takes_the_place_of_those_ahead),
        CASE(the_way_back_is_long),
        CASE(memory_without_bytes_selects_the_entry_that_made_it),
        CASE(memory_with_bytes_selects_the_byte),
        CASE(the_explanation_of_a_guid_has_its_bytes_in_their_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
