/* One selection in all panes: what moves where when it moves, proved by the cells. */
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

static const char *const no_color[] = {"NO_COLOR=1", NULL};

/* All panes on the screen; in mono nothing but the selection stands out. */
static const struct screen_options wide_mono = {.rows = 60, .cols = 200, .env = no_color};
static const struct screen_options wide = {.rows = 60, .cols = 200};
static const struct screen_options medium_mono = {.rows = 24, .cols = 80, .env = no_color};

/* ---- The guest map, as far as it is told by a section's name and how that looks ---- */

static struct screen_cell map_name(struct explorer *e, const char *name)
{
    struct area inside = explorer_inside(e, "Guest memory");
    int row = inside.row, col = inside.col;

    while (screen_find_from(e->s, name, row, col, &row, &col)) {
        if (row >= inside.row + inside.rows) {
            break;
        }
        if (col >= inside.col && col < inside.col + inside.cols) {
            return screen_cell(e->s, row, col);
        }
        col++;
    }
    screen_dump(e->s, stderr);
    fail_msg("the map does not name %s", name);
    abort();
}

/* ---- From the tree ---- */

/* The descriptor's sections stand below its header, closed: j goes from one to the next. */
static void step_through_sections(struct explorer *e)
{
    char path[64];

    explorer_go(e, "tdvf/section[0]");
    for (uint32_t i = 0; i < e->fw->tdvf->section_count; i++) {
        const struct tdxp_section *section = &e->fw->tdvf->sections[i];
        char title[EXPLORER_TEXT], gpa[40];

        snprintf(path, sizeof path, "tdvf/section[%" PRIu32 "]", i);
        explorer_wait_path(e, path);
        explorer_assert_hex_selects(e, section->entry);
        assert_true(hex_cursor(e) == section->offset);
        explorer_title(e, "Hex", title, sizeof title);
        snprintf(gpa, sizeof gpa, "  GPA 0x%" PRIx64 "  ",
                 UINT64_C(0x100000000) - tdxp_image_bytes(e->image)->size + section->offset);
        assert_non_null(strstr(title, gpa));
        screen_type(e->s, "j");
    }
}

static void stepping_through_the_sections_of_ovmf_moves_the_hex_pane(void **state)
{
    struct explorer *e = *state;

    explorer_start_ovmf(e, &wide_mono);
    assert_int_equal(e->fw->tdvf->section_count, 6);
    step_through_sections(e);
}

static void stepping_through_the_sections_of_the_sample_moves_the_hex_pane(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide_mono, NULL);
    assert_int_equal(e->fw->tdvf->section_count, 8);
    step_through_sections(e);
}

static void assert_map_follows_the_tree(struct explorer *e)
{
    struct screen_cell bfv, cfv;

    explorer_go(e, "tdvf/section[0]");
    bfv = map_name(e, "BFV");
    cfv = map_name(e, "CFV");
    screen_type(e->s, "j");
    explorer_wait_path(e, "tdvf/section[1]");
    assert_false(same_look(map_name(e, "BFV"), bfv));
    assert_false(same_look(map_name(e, "CFV"), cfv));
    screen_type(e->s, "k");
    explorer_wait_path(e, "tdvf/section[0]");
    assert_true(same_look(map_name(e, "BFV"), bfv));
    assert_true(same_look(map_name(e, "CFV"), cfv));
}

static void stepping_through_the_sections_moves_the_map(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide_mono, NULL);
    assert_map_follows_the_tree(e);
    explorer_start(e, &wide, NULL);
    assert_map_follows_the_tree(e);
    explorer_start_ovmf(e, &wide_mono);
    assert_map_follows_the_tree(e);
}

static void the_whole_bfv_of_ovmf_is_selected_where_its_contents_are(void **state)
{
    struct explorer *e = *state;
    const struct tdxp_node *bfv;

    explorer_start_ovmf(e, &wide_mono);
    explorer_go(e, "contents/section[0]");
    bfv = explorer_node(e, "contents/section[0]");
    assert_true(bfv->offset == 0x20000 && bfv->length == 0x1e0000);
    assert_true(hex_cursor(e) == 0x20000);
    assert_true(screen_find(e->s, "GPA 0xffe20000", NULL, NULL));
    explorer_assert_hex_selects(e, bfv);
}

/* A field at both edges, inside of a row, over two rows, alone; bits of a field; the last bytes. */
static void the_bytes_of_the_selected_node_are_selected_and_no_others(void **state)
{
    static const char *const paths[] = {
        "tdvf/Signature",
        "tdvf/NumberOfSectionEntry",
        "tdvf/section[3]/MemoryDataSize",
        "tdvf/section[7]",
        "tdvf/section[0]/Attributes/MR.EXTEND",
        "tdvf-guid",
        "contents/section[1]",
        "contents/section[0]/volume[0]/header/Checksum",
        "legacy-offset",
        "locate/guid-table",
    };
    struct explorer *e = *state;

    for (int size = 0; size < 2; size++) {
        explorer_start(e, size ? &medium_mono : &wide_mono, NULL);
        for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
            explorer_go(e, paths[i]);
            explorer_assert_hex_selects(e, explorer_node(e, paths[i]));
        }
    }
}

static void a_node_without_bytes_selects_none(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide_mono, NULL);
    explorer_go(e, "locate");
    explorer_assert_hex_selects(e, explorer_node(e, "locate"));
    explorer_go(e, "contents");
    explorer_assert_hex_selects(e, explorer_node(e, "contents"));
}

/* ---- Colours ---- */

/* Background of a byte: what tells selected, enclosing and other bytes apart. */
static struct screen_colour background(struct explorer *e, const struct hex_view *view, uint64_t offset)
{
    int row, digit, character;

    assert_true(hex_cell(view, offset, &row, &digit, &character));
    return screen_cell(e->s, row, digit).bg;
}

static bool same_background(struct screen_colour a, struct screen_colour b)
{
    return a.kind == b.kind && a.idx == b.idx;
}

static void enclosing_structures_are_shaded_each_by_its_depth(void **state)
{
    struct explorer *e = *state;
    const struct tdxp_node *field, *entry, *tdvf;
    struct screen_colour selected, near, far;
    struct hex_view view;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/section[1]/RawDataSize");
    field = explorer_node(e, "tdvf/section[1]/RawDataSize");
    entry = explorer_node(e, "tdvf/section[1]");
    tdvf = explorer_node(e, "tdvf");
    view = explorer_hex(e);
    selected = background(e, &view, field->offset + 1);
    near = background(e, &view, entry->offset);
    far = background(e, &view, tdvf->offset);
    assert_int_equal(selected.kind, SCREEN_INDEXED);
    assert_int_equal(near.kind, SCREEN_INDEXED);
    assert_int_equal(far.kind, SCREEN_INDEXED);
    assert_false(same_background(selected, near));
    assert_false(same_background(selected, far));
    assert_false(same_background(near, far));
    for (uint64_t offset = view.top; offset < view.end; offset++) {
        struct screen_colour wanted = {.kind = SCREEN_DEFAULT};

        if (offset == field->offset) {
            continue; /* the cursor */
        }
        if (offset > field->offset && offset < field->offset + field->length) {
            wanted = selected;
        } else if (offset >= entry->offset && offset < entry->offset + entry->length) {
            wanted = near;
        } else if (offset >= tdvf->offset && offset < tdvf->offset + tdvf->length) {
            wanted = far;
        }
        if (!same_background(background(e, &view, offset), wanted)) {
            fail_msg("byte 0x%" PRIx64 " has another background", offset);
        }
    }
}

static void without_colours_the_nearest_enclosing_structure_is_underlined(void **state)
{
    struct explorer *e = *state;
    const struct tdxp_node *field, *entry;
    struct hex_view view;

    explorer_start(e, &wide_mono, NULL);
    explorer_go(e, "tdvf/section[1]/RawDataSize");
    field = explorer_node(e, "tdvf/section[1]/RawDataSize");
    entry = explorer_node(e, "tdvf/section[1]");
    view = explorer_hex(e);
    for (uint64_t offset = view.top; offset < view.end; offset++) {
        bool in_field = offset >= field->offset && offset < field->offset + field->length;
        bool in_entry = offset >= entry->offset && offset < entry->offset + entry->length;
        int row, digit, character;

        assert_true(hex_cell(&view, offset, &row, &digit, &character));
        if (!in_field) {
            assert_int_equal(screen_cell(e->s, row, digit).underline, in_entry);
        }
    }
}

static void brackets_stand_around_the_selected_bytes(void **state)
{
    struct explorer *e = *state;
    const struct tdxp_node *field;
    struct hex_view view;
    int row, digit, character;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/section[1]/MemoryAddress");
    field = explorer_node(e, "tdvf/section[1]/MemoryAddress");
    view = explorer_hex(e);
    assert_true(hex_cell(&view, field->offset, &row, &digit, &character));
    assert_string_equal(screen_cell(e->s, row, digit - 1).utf8, "[");
    assert_true(hex_cell(&view, field->offset + field->length - 1, &row, &digit, &character));
    assert_string_equal(screen_cell(e->s, row, digit + 2).utf8, "]");
}

static void a_section_has_one_colour_in_tree_and_hex(void **state)
{
    struct explorer *e = *state;
    struct screen_cell in_tree, in_hex, other;
    struct hex_view view;
    int row, col, character;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/Signature");
    assert_true(screen_find(e->s, "Section 1", &row, &col));
    in_tree = screen_cell(e->s, row, col);
    assert_true(screen_find(e->s, "Section 0", &row, &col));
    other = screen_cell(e->s, row, col);
    view = explorer_hex(e);
    assert_true(hex_cell(&view, explorer_node(e, "tdvf/section[1]")->offset, &row, &col, &character));
    in_hex = screen_cell(e->s, row, col);
    assert_int_equal(in_tree.fg.kind, SCREEN_INDEXED);
    assert_int_equal(in_hex.fg.kind, SCREEN_INDEXED);
    assert_int_equal(in_tree.fg.idx, in_hex.fg.idx);
    assert_int_not_equal(in_tree.fg.idx, other.fg.idx);
}

static void the_path_of_the_selected_node_is_on_every_common_screen(void **state)
{
    static const char *const paths[] = {"tdvf/section[1]/MemoryAddress", "locate", "tdvf-guid"};
    struct explorer *e = *state;

    explorer_start(e, &medium_mono, NULL);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        char title[EXPLORER_TEXT];

        explorer_go(e, paths[i]);
        explorer_title(e, "Explanation", title, sizeof title);
        assert_non_null(strstr(title, paths[i]));
    }
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(stepping_through_the_sections_of_ovmf_moves_the_hex_pane),
        CASE(stepping_through_the_sections_of_the_sample_moves_the_hex_pane),
        CASE(stepping_through_the_sections_moves_the_map),
        CASE(the_whole_bfv_of_ovmf_is_selected_where_its_contents_are),
        CASE(the_bytes_of_the_selected_node_are_selected_and_no_others),
        CASE(a_node_without_bytes_selects_none),
        CASE(enclosing_structures_are_shaded_each_by_its_depth),
        CASE(without_colours_the_nearest_enclosing_structure_is_underlined),
        CASE(brackets_stand_around_the_selected_bytes),
        CASE(a_section_has_one_colour_in_tree_and_hex),
        CASE(the_path_of_the_selected_node_is_on_every_common_screen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
