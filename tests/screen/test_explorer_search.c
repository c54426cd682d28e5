/* Searching on the screen: the prompt, what is highlighted, counted and listed. */
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
#include "tdxplore/search.h"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options common = {.env = no_color};
static const struct screen_options wide = {.rows = 60, .cols = 200, .env = no_color};
static const struct screen_options looks[] = {
    {.rows = 24, .cols = 80},
    {.rows = 60, .cols = 200},
    {.rows = 24, .cols = 80, .env = no_color},
    {.rows = 60, .cols = 200, .env = no_color},
    {.rows = 24, .cols = 80, .term = "xterm"},
    {.rows = 60, .cols = 200, .locale = "C", .env = no_color},
};

/* The matches of a pattern in the model. */
static struct tdxp_search *matches_of(const struct explorer *e, const char *text)
{
    struct tdxp_pattern pattern;
    struct tdxp_search *search;

    assert_true(tdxp_pattern_parse(text, &pattern, NULL));
    search = tdxp_search_begin(e->fw, &pattern, NULL, NULL);
    assert_non_null(search);
    while (tdxp_search_step(search, UINT64_MAX)) {
    }
    return search;
}

/* The match that covers a byte, or -1. Those of these tests do not overlap. */
static int match_at(const struct tdxp_search *search, uint64_t offset)
{
    const struct tdxp_search_result *result = tdxp_search_result(search);

    for (size_t i = 0; i < result->kept; i++) {
        if (offset >= result->matches[i].offset && offset - result->matches[i].offset < result->matches[i].length) {
            return (int)i;
        }
    }
    return -1;
}

enum { PLAIN, MATCH, CURRENT, CLASSES };

static int class_of(const struct tdxp_search *search, uint64_t offset, uint64_t cursor)
{
    int match = match_at(search, offset);

    return match < 0 ? PLAIN : match == match_at(search, cursor) ? CURRENT : MATCH;
}

/*
 * Bytes of the match that the cursor is in look alike, those of others look alike in another way, and none else looks like
 * either; digits and characters, but for the cursor byte. Returns how many of others are in view.
 */
static int assert_highlighted(struct explorer *e, const struct tdxp_search *search)
{
    struct hex_view view = explorer_hex(e);
    uint64_t cursor = hex_cursor(e);
    struct screen_cell look[CLASSES];
    int count[CLASSES] = {0};

    for (int pass = 0; pass < 2; pass++) {
        for (uint64_t offset = view.top; offset < view.end; offset++) {
            int class = class_of(search, offset, cursor);
            int row, digit, character;

            assert_true(hex_cell(&view, offset, &row, &digit, &character));
            if (offset == cursor) {
                continue;
            }
            if (pass == 0) {
                look[class] = screen_cell(e->s, row, digit);
                count[class]++;
                continue;
            }
            for (int other = MATCH; other < CLASSES; other++) {
                if (count[other] > 0) {
                    assert_int_equal(same_look(screen_cell(e->s, row, digit), look[other]), class == other);
                    assert_int_equal(same_look(screen_cell(e->s, row, digit + 1), look[other]), class == other);
                    assert_int_equal(same_look(screen_cell(e->s, row, character), look[other]), class == other);
                }
            }
        }
    }
    assert_true(count[CURRENT] > 0 && count[PLAIN] > 0);
    return count[MATCH];
}

/* What stands before a byte, and behind one. */
static const char *mark_before(struct explorer *e, uint64_t offset, int behind)
{
    struct hex_view view = explorer_hex(e);
    static char mark[sizeof((struct screen_cell *)NULL)->utf8];
    int row, digit, character;

    assert_true(hex_cell(&view, offset, &row, &digit, &character));
    snprintf(mark, sizeof mark, "%s", screen_cell(e->s, row, digit + (behind ? 2 : -1)).utf8);
    return mark;
}

/* Two sizes of the sample's first section have it, in the middle of their fields. */
#define PATTERN "hex:10 35"
#define FIRST UINT64_C(0xcaf025)
#define SECOND UINT64_C(0xcaf031)
#define FIRST_PATH "tdvf/section[0]/RawDataSize"
#define SECOND_PATH "tdvf/section[0]/MemoryDataSize"

static void matches_stand_out_and_the_current_one_more(void **state)
{
    struct explorer *e = *state;

    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        struct tdxp_search *search;

        explorer_start(e, &looks[i], NULL);
        search = matches_of(e, PATTERN);
        explorer_prompt(e, "/", "/", PATTERN);
        explorer_wait_cursor(e, FIRST);
        assert_int_equal(assert_highlighted(e, search), 2);
        assert_string_equal(mark_before(e, FIRST, 0), "{");
        assert_string_equal(mark_before(e, FIRST + 1, 1), "}");
        assert_string_equal(mark_before(e, SECOND, 0), "(");
        assert_string_equal(mark_before(e, SECOND + 1, 1), ")");
        screen_type(e->s, "n");
        explorer_wait_cursor(e, SECOND);
        assert_int_equal(assert_highlighted(e, search), 2);
        assert_string_equal(mark_before(e, FIRST, 0), "(");
        assert_string_equal(mark_before(e, SECOND, 0), "{");
        tdxp_search_free(search);
    }
}

static void esc_ends_the_search_and_its_highlights(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_prompt(e, "/", "/", PATTERN);
    explorer_wait_cursor(e, FIRST);
    screen_wait_text(e->s, "match 1 of "); /* while it goes on, Esc stops it */
    assert_string_equal(mark_before(e, SECOND, 0), "(");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_text(e->s, "the search has ended");
    assert_string_equal(mark_before(e, SECOND, 0), " ");
    explorer_assert_hex_selects(e, explorer_node(e, FIRST_PATH));
    screen_type(e->s, "n");
    screen_wait_text(e->s, "nothing was searched for; / and ? search");
}

static void matches_are_counted_and_gone_around(void **state)
{
    struct explorer *e = *state;

    for (size_t i = 0; i < 2; i++) {
        explorer_start(e, &looks[i], NULL);
        explorer_prompt(e, "/", "/", "name:0xff04");
        screen_wait_text(e->s, "match 1 of 2: name:0xff04");
        explorer_wait_path(e, "tdvf/section[2]/MemoryAddress");
        screen_type(e->s, "n");
        screen_wait_text(e->s, "match 2 of 2: name:0xff04");
        screen_type(e->s, "n");
        screen_wait_text(e->s, "match 1 of 2, from the start again");
        screen_type(e->s, "N");
        screen_wait_text(e->s, "match 2 of 2, from the end again");
        explorer_wait_path(e, "tdvf/section[4]/MemoryAddress");
        explorer_prompt(e, "?", "?", "name:0xff04");
        screen_wait_text(e->s, "match 1 of 2: name:0xff04");
        screen_type(e->s, "n");
        screen_wait_text(e->s, "match 2 of 2, from the end again");
        explorer_prompt(e, "/", "/", "text:not there");
        screen_wait_text(e->s, "not found: text:not there");
        explorer_wait_path(e, "tdvf/section[4]/MemoryAddress");
    }
}

static void matches_are_listed_and_chosen(void **state)
{
    struct explorer *e = *state;
    char title[EXPLORER_TEXT];

    for (size_t i = 0; i < 2; i++) {
        explorer_start(e, &looks[2 + i], NULL);
        screen_type(e->s, "9");
        explorer_wait_focus(e, "Matches");
        assert_true(explorer_has(e, "Matches", "Nothing was searched for"));
        explorer_prompt(e, "/", "/", PATTERN);
        explorer_wait_chosen(e, "Matches", "0xcaf025");
        assert_true(explorer_has(e, "Matches", "[0]/MemoryDataSize"));
        explorer_title(e, "Matches", title, sizeof title);
        assert_non_null(strstr(title, PATTERN));
        screen_type(e->s, "j");
        explorer_wait_chosen(e, "Matches", "0xcaf031");
        explorer_wait_path(e, SECOND_PATH);
        screen_key(e->s, SCREEN_ENTER);
        explorer_wait_focus(e, "Hex");
        explorer_wait_cursor(e, SECOND);
        explorer_prompt(e, "/", "/", "text:not there");
        screen_type(e->s, "9");
        explorer_wait_focus(e, "Matches");
        assert_true(explorer_has(e, "Matches", "No match."));
    }
}

static void a_guid_that_is_selected_is_found_everywhere(void **state)
{
    struct explorer *e = *state;
    const struct tdxp_node *node = NULL;
    char path[256];
    char title[EXPLORER_TEXT];

    explorer_start(e, &wide, NULL);
    for (uint32_t id = 0; !node; id++) {
        const struct tdxp_node *next = tdxp_tree_node(e->fw->tree, id);

        assert_non_null(next);
        node = next->field && next->field->type == TDXP_TYPE_GUID ? next : NULL;
    }
    tdxp_node_path(node, path, sizeof path);
    explorer_go(e, path);
    screen_wait_text(e->s, "# find this GUID");
    screen_type(e->s, "#");
    explorer_wait_focus(e, "Matches");
    explorer_title(e, "Matches", title, sizeof title);
    assert_non_null(strstr(title, "guid:"));
    screen_wait_text(e->s, "match 1 of ");
}

static void up_brings_back_what_was_searched_for(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    explorer_prompt(e, "/", "/", "text:first");
    screen_wait_text(e->s, "not found: text:first");
    explorer_prompt(e, "/", "/", "text:second");
    screen_wait_text(e->s, "not found: text:second");
    screen_type(e->s, "?");
    screen_wait_text(e->s, "H for help");
    screen_key(e->s, SCREEN_UP);
    screen_wait_text(e->s, "?text:second");
    screen_key(e->s, SCREEN_UP);
    screen_wait_text(e->s, "?text:first");
    screen_key(e->s, SCREEN_UP);
    screen_key(e->s, SCREEN_DOWN);
    screen_wait_text(e->s, "?text:second");
    screen_key(e->s, SCREEN_DOWN);
    screen_wait_text(e->s, "H for help");
}

static void nothing_typed_searches_again(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_prompt(e, "/", "/", "");
    screen_wait_text(e->s, "there is nothing to look for");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_text(e->s, "q quit");
    explorer_prompt(e, "/", "/", "name:0xff04");
    screen_wait_text(e->s, "match 1 of 2: name:0xff04");
    explorer_prompt(e, "/", "/", "");
    screen_wait_text(e->s, "match 2 of 2: name:0xff04");
    explorer_prompt(e, "?", "?", "");
    screen_wait_text(e->s, "match 1 of 2: name:0xff04");
    screen_type(e->s, "n");
    screen_wait_text(e->s, "match 2 of 2, from the end again");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_text(e->s, "the search has ended");
    explorer_prompt(e, "?", "?", "");
    screen_wait_text(e->s, "match 1 of 2: name:0xff04");
}

static void a_pattern_that_is_none_keeps_the_prompt_open_and_says_where(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    explorer_prompt(e, "/", "/", "hex:54 4");
    screen_wait_text(e->s, "character 9 of the pattern: a byte has two hexadecimal digits");
    screen_type(e->s, "4 56");
    screen_wait_gone(e->s, "character 9");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "match 1 of 1, from the start again: hex:54 44 56");
}

static void the_line_of_commands_searches_as_well(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    explorer_prompt(e, ":", ":", "find name:0xff04");
    screen_wait_text(e->s, "match 1 of 2: name:0xff04");
    explorer_prompt(e, ":", ":", "here text:TDVF");
    explorer_wait_cursor(e, 0xcaf010);
}

/* In a window of guest memory the same bytes are highlighted, by their addresses. */
static void guest_memory_shows_matches_too(void **state)
{
    struct explorer *e = *state;
    int row, col;

    explorer_start(e, &wide, NULL);
    explorer_prompt(e, "/", "/", PATTERN);
    explorer_wait_cursor(e, FIRST);
    screen_type(e->s, "v");
    screen_wait_text(e->s, "guest  GPA 0xffcaf025");
    assert_true(screen_find(e->s, "{10 35}", &row, &col));
    assert_true(screen_find(e->s, "(10 35)", NULL, NULL));
    screen_type(e->s, "n");
    screen_wait_text(e->s, "guest  GPA 0xffcaf031");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(matches_stand_out_and_the_current_one_more, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(esc_ends_the_search_and_its_highlights, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(matches_are_counted_and_gone_around, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(matches_are_listed_and_chosen, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(a_guid_that_is_selected_is_found_everywhere, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(up_brings_back_what_was_searched_for, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(nothing_typed_searches_again, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(a_pattern_that_is_none_keeps_the_prompt_open_and_says_where, explorer_setup,
                                        explorer_teardown),
        cmocka_unit_test_setup_teardown(the_line_of_commands_searches_as_well, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(guest_memory_shows_matches_too, explorer_setup, explorer_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
