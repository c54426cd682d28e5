/* Opening the explorer: what stands where at every size, in every locale and on every kind of terminal. */
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
#include "tdxplore/sample.h"

static const char *const panes[] = {"Structure", "Hex",  "Guest memory", "Explanation", "Findings",
                                    "Verdicts",  "Code", "Measurement",  "Matches"};

enum { PANES = sizeof panes / sizeof *panes };

/* Which panes a size shows, one letter a pane in the order above, and a dash for one that is not there. */
static const struct size_row {
    int cols, rows;
    const char *shown;
} sizes[] = {
    {200, 60, "SHGEF----"}, {132, 40, "SHGEF----"}, {131, 40, "SH-E-----"}, {120, 40, "SH-E-----"},
    {80, 24, "SH-E-----"},  {100, 16, "SH-E-----"}, {79, 24, "S--------"},  {40, 12, "S--------"},
};

/* The panes lie side by side and below each other: every cell between title and bottom line is in one of them. */
static void assert_tiled(struct explorer *e)
{
    int rows = screen_rows(e->s), cols = screen_cols(e->s);
    int *covered = calloc((size_t)(rows * cols), sizeof *covered);
    struct area frame;

    assert_non_null(covered);
    for (int i = 0; i < PANES; i++) {
        if (!explorer_pane(e, panes[i], &frame)) {
            continue;
        }
        for (int cell = 0; cell < frame.rows * frame.cols; cell++) {
            covered[(frame.row + cell / frame.cols) * cols + frame.col + cell % frame.cols]++;
        }
    }
    for (int row = 0; row < rows; row++) {
        for (int col = 0; col < cols; col++) {
            assert_int_equal(covered[row * cols + col], row > 0 && row < rows - 1);
        }
    }
    free(covered);
}

static void every_size_shows_the_panes_that_fit(void **state)
{
    struct explorer *e = *state;
    struct area frame;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const struct screen_options opt = {.rows = sizes[i].rows, .cols = sizes[i].cols};

        explorer_start(e, &opt, NULL);
        for (int p = 0; p < PANES; p++) {
            assert_int_equal(explorer_pane(e, panes[p], &frame), sizes[i].shown[p] == *panes[p]);
        }
        assert_true(explorer_focused(e, "Structure"));
        if (strchr(sizes[i].shown, 'H')) {
            assert_tiled(e);
        }
    }
}

static void the_first_selection_is_the_descriptor(void **state)
{
    struct explorer *e = *state;
    const struct screen_options opt = {.rows = 40, .cols = 132};

    explorer_start(e, &opt, NULL);
    explorer_wait_node(e, e->fw->tdvf->node);
    assert_true(hex_cursor(e) == e->fw->tdvf->offset);
}

static void the_smallest_screen_still_shows_the_tree_and_what_is_selected(void **state)
{
    struct explorer *e = *state;
    const struct screen_options opt = {.rows = 5, .cols = 20};

    explorer_start(e, &opt, NULL);
    assert_true(screen_find(e->s, "TDVF", NULL, NULL));
    screen_type(e->s, "j");
    screen_wait_text(e->s, "Signature");
    /* No row goes to a frame. */
    screen_type(e->s, "2");
    screen_wait_text(e->s, "caf010 0[54 44] TD");
    screen_wait_text(e->s, "caf014");
    screen_type(e->s, "H");
    screen_wait_text(e->s, "Help");
    explorer_quit(e);
}

static void a_screen_that_is_too_small_says_what_is_needed(void **state)
{
    static const struct size_row small[] = {{19, 5, ""}, {20, 4, ""}, {80, 4, ""}, {19, 40, ""}};
    struct explorer *e = *state;

    for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
        const struct screen_options opt = {.rows = small[i].rows, .cols = small[i].cols};

        explorer_start(e, &opt, NULL);
        screen_wait_text(e->s, "needs 20x5");
        screen_resize(e->s, 24, 80);
        screen_wait_text(e->s, "2 Hex");
        screen_resize(e->s, small[i].rows, small[i].cols);
        screen_wait_text(e->s, "needs 20x5");
        explorer_quit(e);
    }
}

/* The verdicts one by one, or where room is short the names of those that refuse, or how many. */
static bool title_has_verdicts(const struct explorer *e)
{
    const char *title = screen_row_text(e->s, 0);
    char names[128] = "refused by";
    bool each = true;
    size_t refusals = 0;
    char text[64];

    for (size_t i = 0; i < e->check->verdict_count; i++) {
        const struct tdxp_verdict *v = &e->check->verdicts[i];

        snprintf(text, sizeof text, "%s %s", v->consumer->key, v->accepts ? "ok" : "NO");
        each = each && strstr(title, text);
        if (!v->accepts) {
            snprintf(names + strlen(names), sizeof names - strlen(names), " %s", v->consumer->key);
            refusals++;
        }
    }
    snprintf(text, sizeof text, "%zu of %zu refuse", refusals, e->check->verdict_count);
    return each || (refusals && strstr(title, names)) || strstr(title, refusals ? text : "all accept");
}

static void the_title_line_tells_the_image_and_the_verdicts(void **state)
{
    static const struct size_row wide[] = {{250, 60, ""}, {200, 60, ""}, {132, 40, ""}, {120, 40, ""}, {80, 24, ""}};
    struct explorer *e = *state;

    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        const struct screen_options opt = {.rows = wide[i].rows, .cols = wide[i].cols};
        const char *title;

        explorer_start(e, &opt, NULL);
        title = screen_row_text(e->s, 0);
        assert_non_null(strstr(title, "built-in sample"));
        assert_non_null(strstr(title, "16.0 MiB"));
        assert_non_null(strstr(title, "TDVF v1, 8 sections"));
        assert_true(wide[i].cols < 120 || strstr(title, "via GUIDed table"));
        assert_true(title_has_verdicts(e));
    }
}

/* Size and version give way to the name, of which the directories do, and to the verdicts. */
static void the_title_line_of_a_small_screen_tells_the_name_and_the_verdicts(void **state)
{
    const struct screen_options opt = {.rows = 12, .cols = 40};
    struct explorer *e = *state;
    uint8_t *bytes = explorer_sample_bytes();
    char *path = explorer_file(e, "short.fd", bytes, TDXP_SAMPLE_SIZE);

    free(bytes);
    explorer_start(e, &opt, path);
    free(path);
    assert_non_null(strstr(screen_row_text(e->s, 0), " tdxplore  short.fd  "));
    assert_true(title_has_verdicts(e));
}

static void the_bottom_line_of_a_common_screen_names_help_and_quit_whole(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, NULL, NULL);
    for (int pane = 1; pane <= PANES; pane++) {
        char key[] = {(char)('0' + pane), '\0'};
        const char *bottom;

        screen_type(e->s, key);
        explorer_wait_focus(e, panes[pane - 1]);
        bottom = screen_row_text(e->s, screen_rows(e->s) - 1);
        assert_non_null(strstr(bottom, "H help"));
        assert_non_null(strstr(bottom, "q quit"));
    }
}

/* ---- Locales ---- */

static void frames_are_lines_in_a_utf8_locale(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, NULL, NULL);
    assert_string_equal(screen_cell(e->s, 1, 0).utf8, "┌");
    assert_true(screen_find(e->s, "▾ TDVF descriptor", NULL, NULL));
}

static void the_c_locale_gets_ascii_and_nothing_else(void **state)
{
    const struct screen_options opt = {.rows = 40, .cols = 132, .locale = "C"};
    struct explorer *e = *state;
    const uint8_t *bytes;
    struct area frame;
    size_t size;

    explorer_start(e, &opt, NULL);
    assert_string_equal(screen_cell(e->s, 1, 0).utf8, "+");
    for (int pane = 1; pane <= PANES; pane++) {
        char key[] = {(char)('0' + pane), '\0'};

        screen_type(e->s, key);
        explorer_wait_focus(e, panes[pane - 1]);
        assert_true(explorer_pane(e, panes[pane - 1], &frame));
    }
    screen_type(e->s, "H");
    screen_wait_text(e->s, "Help");
    explorer_quit(e);
    bytes = screen_bytes_since(e->s, &size);
    assert_true(size > 1000);
    for (size_t i = 0; i < size; i++) {
        assert_true(bytes[i] < 0x80);
    }
}

/* ---- Terminals ---- */

/* The highest colour on the screen, -1 where there is none but the terminal's own. */
static int highest_colour(struct screen *s)
{
    int highest = -1;

    for (int row = 0; row < screen_rows(s); row++) {
        for (int col = 0; col < screen_cols(s); col++) {
            struct screen_cell cell = screen_cell(s, row, col);

            assert_true(cell.fg.kind != SCREEN_RGB && cell.bg.kind != SCREEN_RGB);
            if (cell.fg.kind == SCREEN_INDEXED && cell.fg.idx > highest) {
                highest = cell.fg.idx;
            }
            if (cell.bg.kind == SCREEN_INDEXED && cell.bg.idx > highest) {
                highest = cell.bg.idx;
            }
        }
    }
    return highest;
}

static void every_terminal_is_used_for_the_colours_that_it_has(void **state)
{
    static const struct terminal_row {
        const char *term;
        int least, most; /* of the highest colour */
    } terminals[] = {
        {"xterm-256color", 16, 255}, {"xterm-16color", 1, 15}, {"xterm", 1, 7}, {"linux", 1, 7},
        {"vt220", -1, -1},           {"vt100", -1, -1},
    };
    /* On the Linux console ncurses looks for a mouse through libgpm, which leaks. */
    static const char *const env[] = {"ASAN_OPTIONS=detect_leaks=0", NULL};
    struct explorer *e = *state;

    for (size_t i = 0; i < sizeof terminals / sizeof *terminals; i++) {
        const struct screen_options opt = {
            .rows = 40, .cols = 132, .locale = "C", .term = terminals[i].term, .env = env};
        int highest;

        explorer_start(e, &opt, NULL);
        explorer_go(e, "tdvf/section[1]");
        assert_tiled(e);
        highest = highest_colour(e->s);
        if (highest < terminals[i].least || highest > terminals[i].most) {
            fail_msg("%s shows colour %d", terminals[i].term, highest);
        }
        assert_int_equal(explorer_hex(e).per_row, 16);
        explorer_quit(e);
        assert_false(screen_altscreen(e->s));
    }
}

static void a_terminal_that_cannot_show_it_is_refused_with_a_message(void **state)
{
    static const struct refusal_row {
        const char *term, *message;
    } refusals[] = {
        {"dumb", "tdxplore: terminal type 'dumb' cannot place the cursor"},
        {"no-such-terminal", "tdxplore: terminal type 'no-such-terminal' is unknown"},
        {"", "tdxplore: TERM is not set"},
    };
    static const char *const no_term[] = {"TERM", NULL};
    struct explorer *e = *state;
    const char *argv[] = {screen_program(), NULL};

    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const struct screen_options opt = {.term = refusals[i].term, .unset = *refusals[i].term ? NULL : no_term};

        explorer_run(e, &opt, argv);
        explorer_expect_exit(e, 2);
        assert_true(screen_find(e->s, refusals[i].message, NULL, NULL));
        assert_int_equal(strlen(screen_row_text(e->s, 1)), 0);
        assert_false(screen_altscreen(e->s));
    }
}

/* ---- NO_COLOR ---- */

static void no_color_leaves_every_cell_in_the_terminals_own_colours(void **state)
{
    static const char *const env[] = {"NO_COLOR=1", NULL};
    const struct screen_options opt = {.rows = 40, .cols = 132, .env = env};
    struct explorer *e = *state;

    explorer_start(e, &opt, NULL);
    for (int pane = 1; pane <= PANES; pane++) {
        char key[] = {(char)('0' + pane), '\0'};

        screen_type(e->s, key);
        explorer_wait_focus(e, panes[pane - 1]);
        assert_int_equal(highest_colour(e->s), -1);
    }
    screen_type(e->s, "H");
    screen_wait_text(e->s, "Help");
    assert_int_equal(highest_colour(e->s), -1);
}

static void without_colours_the_selection_is_reversed(void **state)
{
    static const char *const env[] = {"NO_COLOR=1", NULL};
    const struct screen_options opt = {.rows = 40, .cols = 132, .env = env};
    struct explorer *e = *state;

    explorer_start(e, &opt, NULL);
    explorer_go(e, "tdvf/section[1]/MemoryAddress");
    explorer_assert_hex_selects(e, explorer_node(e, "tdvf/section[1]/MemoryAddress"));
    assert_true(explorer_chosen_row(e, "Structure") > 0);
}

static void an_empty_no_color_means_nothing(void **state)
{
    static const char *const env[] = {"NO_COLOR=", NULL};
    const struct screen_options opt = {.env = env};
    struct explorer *e = *state;

    explorer_start(e, &opt, NULL);
    assert_true(highest_colour(e->s) > 15);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_size_shows_the_panes_that_fit),
        CASE(the_first_selection_is_the_descriptor),
        CASE(the_smallest_screen_still_shows_the_tree_and_what_is_selected),
        CASE(a_screen_that_is_too_small_says_what_is_needed),
        CASE(the_title_line_tells_the_image_and_the_verdicts),
        CASE(the_title_line_of_a_small_screen_tells_the_name_and_the_verdicts),
        CASE(the_bottom_line_of_a_common_screen_names_help_and_quit_whole),
        CASE(frames_are_lines_in_a_utf8_locale),
        CASE(the_c_locale_gets_ascii_and_nothing_else),
        CASE(every_terminal_is_used_for_the_colours_that_it_has),
        CASE(a_terminal_that_cannot_show_it_is_refused_with_a_message),
        CASE(no_color_leaves_every_cell_in_the_terminals_own_colours),
        CASE(without_colours_the_selection_is_reversed),
        CASE(an_empty_no_color_means_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
