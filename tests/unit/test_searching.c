/* Searching in the explorer: where / and n lead, in steps between the keys, and anew for another image. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "parts.h"
#include "screenless.h"
#include "tui/reload.h"
#include "tui/searching.h"
#include "tui/unpack.h"

enum { SIZE = 100 << 20 };

/* Opens the prompt and accepts what was typed. */
static bool type(struct app *app, bool backwards, const char *text)
{
    searching_prompt(app, backwards);
    assert_true(app->prompt.active);
    app->prompt.active = false;
    app->message[0] = '\0';
    return app->prompt.accept(app, text);
}

static void finish(struct app *app)
{
    while (searching_runs(app)) {
        searching_step(app);
    }
}

/* The cursor is at the offset, and the message begins like this. */
static void assert_at(const struct app *app, uint64_t offset, const char *message)
{
    assert_true(app->selection.offset == offset);
    if (strncmp(app->message, message, strlen(message)) != 0) {
        fail_msg("\"%s\" instead of \"%s\"", app->message, message);
    }
}

/* An image with the word at some places. */
static struct tdxp_image *image_with(size_t size, const size_t *places, size_t count)
{
    uint8_t *bytes = calloc(1, size);
    struct tdxp_image *image;

    assert_non_null(bytes);
    for (size_t i = 0; i < count; i++) {
        memcpy(bytes + places[i], "needle", 6);
    }
    image = tdxp_image_from_memory("test", bytes, size, NULL);
    assert_non_null(image);
    return image;
}

static const size_t three[] = {0x10, 0x20, 0x900};

static void matches_are_gone_to_from_the_cursor_on_and_around_the_end(void **state)
{
    struct tdxp_image *image = image_with(0x1000, three, 3);
    struct app *app = screenless_new(image);

    (void)state;
    app_select_byte(app, app->selection.space, 0x18, false);
    assert_true(type(app, false, "text:needle"));
    assert_at(app, 0x20, "match 2 of 3: text:needle");
    searching_next(app, false);
    assert_at(app, 0x900, "match 3 of 3: text:needle");
    searching_next(app, false);
    assert_at(app, 0x10, "match 1 of 3, from the start again: text:needle");
    searching_next(app, true);
    assert_at(app, 0x900, "match 3 of 3, from the end again: text:needle");
    searching_next(app, true);
    assert_at(app, 0x20, "match 2 of 3: ");
    app_select_byte(app, app->selection.space, 0x800, false);
    assert_int_equal(searching_current(app), -1);
    searching_next(app, false);
    assert_at(app, 0x900, "match 3 of 3: ");
    assert_true(app_back(app));
    assert_true(app->selection.offset == 0x800);
    screenless_free(app);
    tdxp_image_close(image);
}

static void a_search_backwards_turns_the_keys_around(void **state)
{
    struct tdxp_image *image = image_with(0x1000, three, 3);
    struct app *app = screenless_new(image);

    (void)state;
    app_select_byte(app, app->selection.space, 0x30, false);
    assert_true(type(app, true, "needle"));
    assert_at(app, 0x20, "match 2 of 3: any:needle");
    searching_next(app, false);
    assert_at(app, 0x10, "match 1 of 3: ");
    searching_next(app, false);
    assert_at(app, 0x900, "match 3 of 3, from the end again: ");
    searching_next(app, true);
    assert_at(app, 0x10, "match 1 of 3, from the start again: ");
    screenless_free(app);
    tdxp_image_close(image);
}

static void what_is_not_there_is_said_and_nobody_is_moved(void **state)
{
    struct tdxp_image *image = image_with(0x1000, three, 3);
    struct app *app = screenless_new(image);

    (void)state;
    app_select_byte(app, app->selection.space, 0x30, false);
    searching_next(app, false);
    assert_at(app, 0x30, "nothing was searched for");
    assert_true(type(app, false, "text:pin"));
    assert_at(app, 0x30, "not found: text:pin");
    assert_true(app->message_is_error);
    searching_next(app, true);
    assert_at(app, 0x30, "not found: text:pin");
    assert_false(type(app, false, "hex:5"));
    assert_at(app, 0x30, "character 6 of the pattern");
    screenless_free(app);
    tdxp_image_close(image);
}

static void a_large_image_is_searched_in_steps(void **state)
{
    static const size_t places[] = {0x100, 60u << 20, 90u << 20};
    struct tdxp_image *image = image_with(SIZE, places, 3);
    struct app *app = screenless_new(image);
    char line[256];

    (void)state;
    app_select_byte(app, app->selection.space, 0x200, false);
    assert_true(type(app, false, "text:needle"));
    assert_true(searching_runs(app));
    assert_at(app, 0x200, "");
    assert_int_equal(searching_result(app)->kept, 1);
    searching_line(app, line, sizeof line);
    assert_non_null(strstr(line, "Searching for text:needle: "));
    assert_non_null(strstr(line, " %, 1 match"));
    while (app->selection.offset == 0x200) {
        assert_true(searching_runs(app));
        searching_step(app);
    }
    assert_at(app, 60u << 20, "match 2 of 2 so far: text:needle");
    assert_true(searching_runs(app));
    finish(app);
    assert_at(app, 60u << 20, "match 2 of 3: text:needle");
    searching_next(app, false);
    assert_at(app, 90u << 20, "match 3 of 3: ");
    screenless_free(app);
    tdxp_image_close(image);
}

/* It may be anywhere up to the cursor: it is known once there is a match behind that, or all is searched. */
static void the_last_match_before_the_cursor_is_waited_for(void **state)
{
    static const size_t places[] = {0x100, 60u << 20, 90u << 20};
    struct tdxp_image *image = image_with(SIZE, places, 3);
    struct app *app = screenless_new(image);

    (void)state;
    app_select_byte(app, app->selection.space, 80u << 20, false);
    assert_true(type(app, true, "text:needle"));
    assert_true(app->selection.offset == 80u << 20);
    finish(app);
    assert_at(app, 60u << 20, "match 2 of 3: ");
    screenless_free(app);
    tdxp_image_close(image);
}

static void esc_stops_a_search_and_what_was_found_is_kept(void **state)
{
    static const size_t places[] = {0x100, 90u << 20};
    struct tdxp_image *image = image_with(SIZE, places, 2);
    struct app *app = screenless_new(image);

    (void)state;
    app_select_byte(app, app->selection.space, 0x200, false);
    assert_true(type(app, false, "text:needle"));
    assert_false(searching_command(app, CMD_DOWN));
    assert_true(searching_command(app, CMD_CANCEL));
    assert_at(app, 0x200, "stopped after 1 match; ");
    assert_false(searching_runs(app));
    assert_false(searching_command(app, CMD_CANCEL));
    searching_next(app, false);
    assert_at(app, 0x100, "match 1 of 1 so far, from the start again: ");
    assert_true(searching_end(app));
    assert_false(searching_end(app));
    assert_null(searching_result(app));
    screenless_free(app);
    tdxp_image_close(image);
}

static void too_many_matches_are_said_to_be_the_first(void **state)
{
    struct tdxp_image *image = image_with(200000, three, 3);
    struct app *app = screenless_new(image);

    (void)state;
    assert_true(type(app, false, "hex:00"));
    finish(app);
    assert_at(app, 1, "match 2 of the first 100000 so far: hex:00");
    screenless_free(app);
    tdxp_image_close(image);
}

static void nodes_are_gone_to_by_their_names(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);
    struct app *app = screenless_new(d.image);
    bool begins;

    (void)state;
    assert_true(type(app, false, "name:numberofsection"));
    assert_ptr_equal(app->selection.node, screenless_node(app, "tdvf/NumberOfSectionEntry"));
    assert_int_equal(searching_current(app), 0);
    assert_int_equal(searching_look(app, app->selection.space, app->selection.offset, &begins), SEARCH_NONE);
    screenless_free(app);
    decoded_free(&d);
}

static void what_is_selected_is_found_everywhere(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);
    struct app *app = screenless_new(d.image);
    char label[64];

    (void)state;
    app_select_node(app, screenless_node(app, "tdvf/Signature"), false);
    searching_selected(app);
    assert_at(app, PLAN_DESCRIPTOR, "match 1 of 1: hex:54445646");
    assert_int_equal(app->focus, PANE_MATCHES);
    app_select_node(app, tdxp_tree_root(app->fw->tree), false);
    searching_selected(app);
    assert_non_null(strstr(app->message, "has too many bytes to search for"));
    app_select_node(app, screenless_node(app, "tdvf/Version"), false);
    searching_selected(app);
    searching_label(app, label, sizeof label);
    assert_string_equal(label, "u32:0x1");
    assert_true(searching_current(app) >= 0);
    screenless_free(app);
    decoded_free(&d);
}

/* "aaaa" holds three of "aa". */
static void overlapping_matches_are_highlighted_as_one_run_with_their_beginnings(void **state)
{
    struct decoded d = decode_copy((const uint8_t *)"-aaaa-", 6);
    struct app *app = screenless_new(d.image);
    static const enum search_look looks[] = {SEARCH_NONE,  SEARCH_CURRENT, SEARCH_CURRENT,
                                             SEARCH_MATCH, SEARCH_MATCH,   SEARCH_NONE};
    static const bool begin[] = {false, true, true, true, false, false};

    (void)state;
    assert_true(type(app, false, "text:aa"));
    assert_at(app, 1, "match 1 of 3");
    app->searching.shown = searching_current(app);
    for (uint64_t offset = 0; offset < 6; offset++) {
        bool begins;

        assert_int_equal(searching_look(app, app->selection.space, offset, &begins), looks[offset]);
        assert_int_equal(begins, begin[offset]);
    }
    screenless_free(app);
    decoded_free(&d);
}

static void another_decoding_is_searched_anew_with_what_was_opened(void **state)
{
    struct part volume = part_packed_volume(part_join(part_section(0x19, part_random(500)), part_ui("Needle")));
    struct tdxp_image *image = tdxp_image_from_memory("test", volume.data, volume.size, NULL);
    struct app *app = screenless_new(image);

    (void)state;
    assert_true(type(app, false, "wide:Needle"));
    assert_string_equal(app->message, "not found: wide:Needle; 1 compressed part is closed: :unpack opens it");
    unpack_start(app, screenless_node(app, "volumes/volume[0]/file[1]/section[0]"), false);
    while (app->unpack.opening) {
        unpack_step(app);
    }
    finish(app);
    assert_int_equal(searching_result(app)->kept, 1);
    searching_next(app, false);
    assert_int_equal(app->selection.space->id, 1);
    assert_non_null(strstr(app->message, "match 1 of 1"));
    assert_true(searching_run_here(app, " wide:Needle"));
    assert_int_equal(searching_result(app)->kept, 1);
    app_select_byte(app, tdxp_tree_space(app->fw->tree, 0), 0, false);
    assert_true(searching_run_here(app, " wide:Needle"));
    assert_int_equal(searching_result(app)->kept, 0);
    assert_true(searching_run_find(app, " wide:Needle"));
    assert_int_equal(searching_result(app)->kept, 1);
    screenless_free(app);
    tdxp_image_close(image);
}

static void opening_everything_is_stopped_and_what_is_open_stays(void **state)
{
    struct part again = part_guided(&part_guid_lzma, 1, part_of(NULL, 0), part_lzma(part_ui("Needle")));
    struct part volume = part_packed_volume(part_join(part_section(0x19, part_random(500)), again));
    struct tdxp_image *image = tdxp_image_from_memory("test", volume.data, volume.size, NULL);
    struct app *app = screenless_new(image);

    (void)state;
    assert_true(unpack_run(app, ""));
    while (unpack_count(app, TDXP_PACKED_OPEN) == 0) {
        assert_non_null(app->unpack.opening);
        unpack_step(app);
    }
    assert_non_null(app->unpack.opening);
    assert_true(unpack_command(app, CMD_CANCEL));
    assert_null(app->unpack.opening);
    assert_string_equal(app->message, "stopped: 1 compressed part is open, 1 closed");
    assert_int_equal(unpack_count(app, TDXP_PACKED_OPEN), 1);
    screenless_free(app);
    tdxp_image_close(image);
}

static void lines_that_were_typed_are_kept_once_and_the_newest_first(void **state)
{
    struct prompt_past past = {.count = 0};
    char line[16];

    (void)state;
    for (int i = 0; i < 2 * PAST_MAX; i++) {
        snprintf(line, sizeof line, "%d", i);
        prompt_past_add(&past, line);
    }
    assert_int_equal(past.count, PAST_MAX);
    assert_string_equal(past.lines[0], "63");
    assert_string_equal(past.lines[PAST_MAX - 1], "32");
    prompt_past_add(&past, "40");
    assert_int_equal(past.count, PAST_MAX);
    assert_string_equal(past.lines[0], "40");
    assert_string_equal(past.lines[1], "63");
    assert_string_equal(past.lines[PAST_MAX - 1], "32");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_are_gone_to_from_the_cursor_on_and_around_the_end),
        cmocka_unit_test(a_search_backwards_turns_the_keys_around),
        cmocka_unit_test(what_is_not_there_is_said_and_nobody_is_moved),
        cmocka_unit_test(a_large_image_is_searched_in_steps),
        cmocka_unit_test(the_last_match_before_the_cursor_is_waited_for),
        cmocka_unit_test(esc_stops_a_search_and_what_was_found_is_kept),
        cmocka_unit_test(too_many_matches_are_said_to_be_the_first),
        cmocka_unit_test(nodes_are_gone_to_by_their_names),
        cmocka_unit_test(what_is_selected_is_found_everywhere),
        cmocka_unit_test(overlapping_matches_are_highlighted_as_one_run_with_their_beginnings),
        cmocka_unit_test(another_decoding_is_searched_anew_with_what_was_opened),
        cmocka_unit_test(opening_everything_is_stopped_and_what_is_open_stays),
        cmocka_unit_test(lines_that_were_typed_are_kept_once_and_the_newest_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
