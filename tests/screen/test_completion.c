/* Completing in the line at the bottom: the list above it, and what the keys put in the line. */
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

#include "../unit/parts.h"
#include "explorer.h"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options looks[] = {
    {.rows = 24, .cols = 80},
    {.rows = 24, .cols = 80, .env = no_color},
    {.rows = 60, .cols = 200, .locale = "C", .env = no_color},
};
static const struct screen_options common = {.env = no_color};

/* The word stands in the row above the line, and stands out there or not. */
static void assert_listed(struct explorer *e, const char *word, bool current)
{
    int row, col;

    assert_true(screen_find_from(e->s, word, screen_rows(e->s) - 2, 0, &row, &col));
    assert_int_equal(row, screen_rows(e->s) - 2);
    assert_int_equal(stands_out(screen_cell(e->s, row, col)), current);
}

static void tab_completes_and_goes_through_what_there_is(void **state)
{
    struct explorer *e = *state;

    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        explorer_start(e, &looks[i], NULL);
        explorer_open_prompt(e, ":", "goto PLACE");
        screen_type(e->s, "cop\t");
        explorer_wait_line(e, ":copy");
        assert_listed(e, "copy  copy!", false);
        screen_type(e->s, "\t\t");
        explorer_wait_line(e, ":copy!");
        assert_listed(e, "copy!", true);
        assert_listed(e, "copy  ", false);
        screen_key(e->s, SCREEN_BACKTAB);
        explorer_wait_line(e, ":copy");
        assert_listed(e, "copy  ", true);
        screen_type(e->s, "h\t");
        explorer_wait_line(e, ":copy hex");
        screen_wait_gone(e->s, "copy  copy!");
        screen_key(e->s, SCREEN_ESC);
        screen_wait_text(e->s, "q quit");
    }
}

static void paths_are_completed_level_by_level(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    explorer_open_prompt(e, "g", "gpa:0xffe20000");
    screen_type(e->s, "tdvf/s\t");
    explorer_wait_line(e, "Go to: tdvf/section[");
    assert_listed(e, "section[0]/  section[1]/", false);
    assert_string_equal(screen_cell(e->s, 22, 79).utf8, ">");
    screen_key(e->s, SCREEN_BACKTAB);
    explorer_wait_line(e, "Go to: tdvf/section[7]/");
    screen_key(e->s, SCREEN_BACKTAB);
    explorer_wait_line(e, "Go to: tdvf/section[6]/");
    assert_listed(e, "section[6]/", true);
    assert_string_equal(screen_cell(e->s, 22, 0).utf8, "<");
    screen_type(e->s, "/Ty\t");
    explorer_wait_line(e, "Go to: tdvf/section[6]/Type");
    screen_key(e->s, SCREEN_ENTER);
    explorer_wait_path(e, "tdvf/section[6]/Type");
    explorer_open_prompt(e, "g", "gpa:0xffe20000");
    screen_type(e->s, "nowhere\t");
    screen_wait_text(e->s, "nothing to complete");
}

static void settings_keys_and_colours_are_completed(void **state)
{
    static const struct {
        const char *typed, *completed;
    } rows[] = {
        {"set them\t", ":set theme="},
        {"set theme=li\t", ":set theme=light"},
        {"key F9 next-f\t", ":key F9 next-finding"},
        {"key Shift-T\t", ":key Shift-Tab"},
        {"colour match-\t", ":colour match-current"},
        {"colour title white on bright-bla\t", ":colour title white on bright-black"},
        {"config w\t", ":config write"},
        {"colo\t", ":colour"},
    };
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        explorer_open_prompt(e, ":", "goto PLACE");
        screen_type(e->s, rows[i].typed);
        explorer_wait_line(e, rows[i].completed);
        screen_key(e->s, SCREEN_ESC);
        screen_wait_text(e->s, "q quit");
    }
}

static void kinds_of_patterns_are_completed(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    explorer_open_prompt(e, "/", "54 44");
    screen_type(e->s, "nam\t0xff04");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "match 1 of 2: name:0xff04");
}

static void file_names_are_completed_and_escaped_on_the_screen_alone(void **state)
{
    static const uint8_t byte[] = {0};
    static const char *const names[] = {"a b\xff.bin", ".hidden", "two1", "two2"};
    struct explorer *e = *state;
    char home[sizeof "HOME=" + sizeof e->dir];
    const char *const env[] = {"NO_COLOR=1", home, NULL};
    const struct screen_options opt = {.env = env, .cwd = e->dir};

    snprintf(home, sizeof home, "HOME=%s", e->dir);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        free(explorer_file(e, names[i], byte, sizeof byte));
    }
    explorer_start(e, &opt, NULL);
    screen_type(e->s, "x");
    screen_wait_text(e->s, "Save to: ");
    screen_ctrl(e->s, 'U');
    screen_type(e->s, "\t");
    screen_wait_text(e->s, "a b\\xff.bin  two1  two2");
    screen_type(e->s, "\t");
    explorer_wait_line(e, "Save to: a b\\xff.bin");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "a b\\xff.bin: ");
    screen_ctrl(e->s, 'U');
    screen_type(e->s, ".h\t");
    explorer_wait_line(e, "Save to: .hidden");
    screen_ctrl(e->s, 'U');
    screen_type(e->s, "~/saved");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "saved to ~/saved");
    screen_type(e->s, "x");
    screen_wait_text(e->s, "Save to: ");
    screen_ctrl(e->s, 'U');
    screen_type(e->s, "~/s\t");
    explorer_wait_line(e, "Save to: ~/saved");
}

/* A section inside of one that is compressed as well. */
static void what_is_closed_is_told_of_and_opened_all_the_way(void **state)
{
    struct explorer *e = *state;
    struct part again = part_guided(&part_guid_lzma, 1, part_of(NULL, 0), part_lzma(part_ui("Needle")));
    struct part volume = part_packed_volume(part_join(part_section(0x19, part_random(1000)), again));
    char *path = explorer_file(e, "packed.fd", volume.data, volume.size);

    free(volume.data);
    explorer_start(e, &common, path);
    free(path);
    explorer_prompt(e, "/", "/", "wide:Needle");
    screen_wait_text(e->s, "not found: wide:Needle; 1 compressed part is closed: :unpack opens it");
    screen_type(e->s, "9");
    explorer_wait_focus(e, "Matches");
    assert_true(explorer_has(e, "Matches", "No match; 1 compressed part"));
    explorer_prompt(e, ":", ":", "unpack");
    screen_wait_text(e->s, "2 compressed parts are open");
    screen_type(e->s, "n");
    screen_wait_text(e->s, "match 1 of 1");
    screen_wait_gone(e->s, "closed");
    explorer_prompt(e, ":", ":", "unpack");
    screen_wait_text(e->s, "nothing is compressed and closed");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(tab_completes_and_goes_through_what_there_is),
        CASE(paths_are_completed_level_by_level),
        CASE(settings_keys_and_colours_are_completed),
        CASE(kinds_of_patterns_are_completed),
        CASE(file_names_are_completed_and_escaped_on_the_screen_alone),
        CASE(what_is_closed_is_told_of_and_opened_all_the_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
