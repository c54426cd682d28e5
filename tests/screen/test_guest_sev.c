/* The memory of an SEV-SNP guest, beside that of a TDX one. */
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
static const struct screen_options medium = {.rows = 24, .cols = 80};

static bool map_has(struct explorer *e, const char *text)
{
    return explorer_has(e, MAP, text);
}

static void wait_sev(struct explorer *e)
{
    screen_wait_text(e->s, "Guest memory  SEV-SNP");
}

static void wait_tdx(struct explorer *e)
{
    screen_wait_gone(e->s, "Guest memory  SEV-SNP");
    screen_wait_text(e->s, "Guest memory  compressed");
}

/* The first cell of text in a pane. */
static struct screen_cell cell_of(struct explorer *e, const char *name, const char *text)
{
    struct area inside = explorer_inside(e, name);
    int row = explorer_row_of(e, name, text);
    int col;

    assert_true(row >= 0);
    assert_true(screen_find_from(e->s, text, inside.row + row, inside.col, &row, &col));
    return screen_cell(e->s, row, col);
}

static void t_changes_between_the_guests_and_the_selection_stays(void **state)
{
    struct explorer *e = *state;

    explorer_start_ovmf(e, &wide);
    assert_true(map_has(e, "BFV"));
    screen_type(e->s, "3");
    screen_wait_text(e->s, "t TDX/SEV");
    screen_type(e->s, "1t");
    wait_sev(e);
    assert_false(map_has(e, "BFV"));
    assert_true(map_has(e, "5 image"));
    assert_true(map_has(e, "3 CPUID"));
    explorer_wait_path(e, "tdvf");
    screen_type(e->s, "t");
    wait_tdx(e);
    assert_true(map_has(e, "BFV"));
    explorer_wait_path(e, "tdvf");
}

static void an_image_for_one_guest_alone_says_so(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "3");
    screen_wait_text(e->s, "s scale");
    assert_false(screen_find(e->s, "TDX/SEV", NULL, NULL));
    screen_type(e->s, "t");
    screen_wait_text(e->s, "the image has no SEV metadata");
    assert_true(map_has(e, "BFV"));
}

static void the_launch_of_the_other_guest_is_told_and_left_for_the_one_before(void **state)
{
    struct explorer *e = *state;

    explorer_start_ovmf(e, &wide);
    screen_type(e->s, "L");
    screen_wait_text(e->s, "launch 1/");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, "launch 1/");
    wait_tdx(e);
    for (int i = 0; i < 2; i++) {
        screen_type(e->s, i == 0 ? "tL" : "L");
        screen_wait_text(e->s, "this is the launch of the TDX guest; Esc goes back to the SEV-SNP guest");
        wait_tdx(e);
        screen_type(e->s, ".");
        screen_wait_text(e->s, "launch 2/");
        if (i == 0) {
            screen_key(e->s, SCREEN_ESC);
        } else {
            screen_type(e->s, "L");
        }
        wait_sev(e);
    }
}

static void without_a_descriptor_the_memory_is_that_of_the_sev_guest(void **state)
{
    struct explorer *e = *state;
    uint8_t *bytes;
    uint8_t *entry;
    char *path;
    size_t size;

    explorer_start_ovmf(e, &wide);
    size = (size_t)tdxp_image_bytes(e->image)->size;
    bytes = malloc(size);
    assert_non_null(bytes);
    tdxp_read_copy(tdxp_image_bytes(e->image), 0, bytes, size);
    /* Neither the table's entry nor a search finds the descriptor. */
    entry = memmem(bytes, size, tdxp_guid_tdx_metadata_offset.bytes, 16);
    assert_non_null(entry);
    memset(entry, 0, 16);
    memset(bytes + explorer_node(e, "tdvf-guid")->offset, 0, 16);
    path = explorer_file(e, "sev.fd", bytes, size);
    explorer_start(e, &wide, path);
    wait_sev(e);
    screen_type(e->s, "t");
    screen_wait_text(e->s, "the image has no TDX descriptor");
    screen_type(e->s, "L");
    screen_wait_text(e->s, "there is nothing to launch");
    wait_sev(e);
    free(path);
    free(bytes);
}

static void enter_on_an_address_of_the_sev_metadata_shows_its_own_guest(void **state)
{
    struct explorer *e = *state;

    explorer_start_ovmf(e, &wide_mono);
    explorer_go(e, "sev/section[3]/Base");
    screen_key(e->s, SCREEN_ENTER);
    wait_sev(e);
    explorer_wait_focus(e, MAP);
    explorer_wait_path(e, "sev/section[3]/Base");
    assert_true(stands_out(cell_of(e, MAP, "3 CPUID")));
    assert_false(stands_out(cell_of(e, MAP, "2 SNP_SECRETS")));
    /* The way back leads to the guest that was shown before. */
    screen_ctrl(e->s, 'o');
    wait_tdx(e);
    explorer_wait_path(e, "sev/section[3]/Base");
    /* And a field of the TDX descriptor to its guest, whichever is shown. */
    screen_type(e->s, "t");
    wait_sev(e);
    explorer_go(e, "tdvf/section[1]/MemoryAddress");
    screen_key(e->s, SCREEN_ENTER);
    wait_tdx(e);
    assert_true(stands_out(cell_of(e, MAP, "1 CFV")));
}

static void choosing_in_the_map_selects_the_entry_of_the_metadata(void **state)
{
    struct explorer *e = *state;

    explorer_start_ovmf(e, &wide);
    screen_type(e->s, "3t");
    wait_sev(e);
    screen_type(e->s, "j");
    explorer_wait_path(e, "sev/section[4]");
    screen_type(e->s, "j");
    explorer_wait_path(e, "sev/section[3]");
    screen_type(e->s, "kk");
    screen_wait_text(e->s, "5 image  2.0 MiB  ffe00000-ffffffff");
    explorer_wait_cursor(e, 0);
}

static void sections_have_one_colour_in_tree_and_map(void **state)
{
    struct explorer *e = *state;
    struct screen_cell entries[2];

    explorer_start_ovmf(e, &wide);
    explorer_go(e, "sev/section[0]");
    screen_type(e->s, "t");
    wait_sev(e);
    explorer_go(e, "sev/Signature");
    for (int i = 0; i < 2; i++) {
        const char *const tree[] = {"Section 0 SNP_SEC_MEM", "Section 2 SNP_SECRETS"};
        const char *const map[] = {"0 SNP_SEC_MEM", "2 SNP_SECRETS"};
        struct screen_cell drawn;

        entries[i] = cell_of(e, "Structure", tree[i]);
        drawn = cell_of(e, MAP, map[i]);
        assert_int_equal(entries[i].fg.idx, drawn.fg.idx);
    }
    assert_int_not_equal(entries[0].fg.idx, entries[1].fg.idx);
}

static void its_memory_can_be_read_by_address(void **state)
{
    struct explorer *e = *state;

    explorer_start_ovmf(e, &wide);
    screen_type(e->s, "t");
    wait_sev(e);
    explorer_prompt(e, ":", ":", "gpa 0x80e000");
    screen_wait_text(e->s, "SEV-SNP guest  GPA 0x80e000");
    explorer_wait_path(e, "sev/section[3]");
    assert_true(explorer_has(e, "Hex", "80e000 3[?? ?? ??"));
    explorer_prompt(e, ":", ":", "gpa 0xfffffff0");
    screen_wait_text(e->s, "SEV-SNP guest  GPA 0xfffffff0  file 0x1ffff0");
}

static void the_launch_is_that_of_tdx(void **state)
{
    struct explorer *e = *state;

    explorer_start_ovmf(e, &wide);
    screen_type(e->s, "t");
    wait_sev(e);
    screen_type(e->s, "L");
    screen_wait_text(e->s, "launch 1/");
    wait_tdx(e);
    screen_type(e->s, "t");
    wait_sev(e);
    screen_wait_gone(e->s, "launch 1/");
}

static void it_is_drawn_in_a_small_terminal_too(void **state)
{
    struct explorer *e = *state;

    explorer_start_ovmf(e, &medium);
    screen_type(e->s, "3t");
    wait_sev(e);
    assert_true(map_has(e, "CPUID"));
    assert_true(map_has(e, "image"));
}

int main(void)
{
#define EXPLORED(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)
    const struct CMUnitTest tests[] = {
        EXPLORED(t_changes_between_the_guests_and_the_selection_stays),
        EXPLORED(an_image_for_one_guest_alone_says_so),
        EXPLORED(the_launch_of_the_other_guest_is_told_and_left_for_the_one_before),
        EXPLORED(without_a_descriptor_the_memory_is_that_of_the_sev_guest),
        EXPLORED(enter_on_an_address_of_the_sev_metadata_shows_its_own_guest),
        EXPLORED(choosing_in_the_map_selects_the_entry_of_the_metadata),
        EXPLORED(sections_have_one_colour_in_tree_and_map),
        EXPLORED(its_memory_can_be_read_by_address),
        EXPLORED(the_launch_is_that_of_tdx),
        EXPLORED(it_is_drawn_in_a_small_terminal_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
