/* Showing another decoding of the image: everybody stays where they were, as far as there is such a place. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "parts.h"
#include "screenless.h"
#include "tui/keymap.h"
#include "tui/playback.h"
#include "tui/reload.h"
#include "tui/span.h"
#include "tui/unpack.h"

#define PACKED "volumes/volume[0]/file[1]/section[0]"
#define INSIDE PACKED "/decompressed"

static struct tdxp_image *image_of(struct part volume)
{
    struct tdxp_image *image = tdxp_image_from_memory("test", volume.data, volume.size, NULL);

    assert_non_null(image);
    return image;
}

/* A volume whose second file holds a name that is compressed, behind size bytes. */
static struct tdxp_image *packed_image(const char *name, size_t size)
{
    return image_of(part_packed_volume(part_join(part_section(0x19, part_random(size)), part_ui(name))));
}

static void open_packed(struct app *app, bool go)
{
    unpack_start(app, screenless_node(app, PACKED), go);
    while (app->unpack.opening) {
        unpack_step(app);
    }
}

static void command(struct app *app, enum pane_id pane, enum command command)
{
    assert_true(app->panes[pane].class->command(app, &app->panes[pane], command));
}

static void assert_title(struct app *app, enum pane_id pane, const char *expected)
{
    char title[256];

    app->panes[pane].class->title(app, &app->panes[pane], title, sizeof title);
    assert_string_equal(title, expected);
}

/* ---- the same image ---- */

static void the_selection_stays_at_its_node_and_byte(void **state)
{
    struct tdxp_image *image = packed_image("Name", 500);
    struct app *app = screenless_new(image);
    const struct tdxp_firmware *before = app->fw;

    (void)state;
    app_select_byte(app, app->selection.space, screenless_node(app, PACKED "/data")->offset + 7, false);
    assert_ptr_equal(app->selection.node, screenless_node(app, PACKED "/data"));
    open_packed(app, false);
    assert_ptr_not_equal(app->fw, before);
    assert_ptr_equal(app->selection.node, screenless_node(app, PACKED "/data"));
    assert_ptr_equal(app->selection.space, tdxp_tree_space(app->fw->tree, 0));
    assert_int_equal(app->selection.offset, screenless_node(app, PACKED "/data")->offset + 7);
    screenless_free(app);
    tdxp_image_close(image);
}

static void a_node_without_bytes_keeps_the_cursor_where_it_was(void **state)
{
    struct tdxp_image *image = packed_image("Name", 500);
    struct app *app = screenless_new(image);

    (void)state;
    app_select_byte(app, app->selection.space, 0x50, false);
    app_select_node(app, screenless_node(app, "volumes"), false);
    open_packed(app, false);
    assert_ptr_equal(app->selection.node, screenless_node(app, "volumes"));
    assert_int_equal(app->selection.offset, 0x50);
    screenless_free(app);
    tdxp_image_close(image);
}

static void places_to_go_back_to_stay(void **state)
{
    struct tdxp_image *image = packed_image("Name", 500);
    struct app *app = screenless_new(image);

    (void)state;
    app_select_node(app, screenless_node(app, "volumes/volume[0]/header"), true);
    app_select_node(app, screenless_node(app, PACKED), true);
    open_packed(app, true);
    assert_ptr_equal(app->selection.node, screenless_node(app, INSIDE));
    assert_int_equal(app->selection.space->id, 1);
    assert_true(app_back(app));
    assert_ptr_equal(app->selection.node, screenless_node(app, PACKED));
    assert_true(app_back(app));
    assert_ptr_equal(app->selection.node, screenless_node(app, "volumes/volume[0]/header"));
    assert_true(app_back(app));
    assert_ptr_equal(app->selection.node, tdxp_tree_root(app->fw->tree));
    assert_false(app_back(app));
    assert_true(app_forward(app) && app_forward(app) && app_forward(app));
    assert_ptr_equal(app->selection.node, screenless_node(app, INSIDE));
    screenless_free(app);
    tdxp_image_close(image);
}

static void a_selection_that_moved_on_is_left_alone(void **state)
{
    struct tdxp_image *image = packed_image("Name", 500);
    struct app *app = screenless_new(image);

    (void)state;
    app_select_node(app, screenless_node(app, PACKED), true);
    unpack_start(app, screenless_node(app, PACKED), true);
    app_select_node(app, screenless_node(app, "volumes/volume[0]/header"), true);
    while (app->unpack.opening) {
        unpack_step(app);
    }
    assert_ptr_equal(app->selection.node, screenless_node(app, "volumes/volume[0]/header"));
    assert_non_null(screenless_node(app, INSIDE));
    screenless_free(app);
    tdxp_image_close(image);
}

static void the_launch_goes_on_at_its_step(void **state)
{
    struct tdxp_image *image = tdxp_image_from_memory("sample", sample_bytes(), 16 << 20, NULL);
    struct app *app = screenless_new(image);
    struct tdxp_error err;

    (void)state;
    playback_command(app, CMD_LAUNCH);
    playback_command(app, CMD_STEP);
    playback_command(app, CMD_STEP);
    assert_int_equal(app->playback.at, 2);
    assert_true(app_reload(app, image, &err));
    assert_true(app->playback.active);
    assert_int_equal(app->playback.at, 2);
    playback_command(app, CMD_STEP_BACK);
    assert_int_equal(app->playback.at, 1);
    screenless_free(app);
    tdxp_image_close(image);
}

static void an_address_of_guest_memory_stays_selected(void **state)
{
    struct tdxp_image *image = tdxp_image_from_memory("sample", sample_bytes(), 16 << 20, NULL);
    struct app *app = screenless_new(image);
    struct tdxp_error err;
    uint64_t gpa;

    (void)state;
    /* Memory without a byte of the file. */
    gpa = app->fw->tdvf->sections[2].memory_address + 0x123;
    assert_true(app_select_guest(app, gpa, false));
    assert_true(app->selection.has_gpa);
    assert_true(app_reload(app, image, &err));
    assert_true(app->selection.has_gpa);
    assert_false(app->selection.gpa_by_bios);
    assert_int_equal(app->selection.gpa, gpa);
    assert_ptr_equal(app->selection.node, app->fw->tdvf->sections[2].entry);
    screenless_free(app);
    tdxp_image_close(image);
}

static void the_chosen_finding_and_verdict_stay(void **state)
{
    struct tdxp_image *image = tdxp_image_from_memory("sample", sample_bytes(), 16 << 20, NULL);
    struct app *app = screenless_new(image);
    const struct tdxp_node *node;
    struct tdxp_error err;
    char path[128];

    (void)state;
    assert_true(app->check->count > 1);
    command(app, PANE_FINDINGS, CMD_DOWN);
    command(app, PANE_VERDICTS, CMD_DOWN);
    node = app->selection.node;
    assert_ptr_equal(node, app->check->findings[1].node);
    tdxp_node_path(node, path, sizeof path);
    assert_true(app_reload(app, image, &err));
    assert_ptr_equal(app->selection.node, screenless_node(app, path));
    command(app, PANE_FINDINGS, CMD_UP);
    assert_ptr_equal(app->selection.node, app->check->findings[0].node);
    screenless_free(app);
    tdxp_image_close(image);
}

static void a_range_and_marks_stay(void **state)
{
    struct tdxp_image *image = packed_image("Name", 500);
    struct app *app = screenless_new(image);
    uint32_t crc32;

    (void)state;
    app_select_node(app, screenless_node(app, "volumes/volume[0]/header"), true);
    app->marks[0].set = true;
    app->marks[0].place = app_here(app);
    app_select_node(app, screenless_node(app, PACKED), true);
    assert_true(span_begin(app));
    app_select_byte(app, app->selection.space, app->selection.offset + 7, false);
    crc32 = app->span.crc32;
    app_select_byte(app, app->selection.space, app->selection.offset - 7, false);
    app_select_byte(app, app->selection.space, app->selection.offset + 7, false);
    open_packed(app, false);
    assert_true(app->span.active);
    assert_ptr_equal(app->span.space, tdxp_tree_space(app->fw->tree, 0));
    assert_int_equal(span_picked(app).range.start, screenless_node(app, PACKED)->offset);
    assert_int_equal(span_picked(app).range.length, 8);
    assert_int_equal(app->span.state, SPAN_HASHED);
    assert_int_equal(app->span.crc32, crc32);
    assert_ptr_equal(app->marks[0].place.selection.node, screenless_node(app, "volumes/volume[0]/header"));
    app_go_place(app, &app->marks[0].place);
    assert_ptr_equal(app->selection.node, screenless_node(app, "volumes/volume[0]/header"));
    screenless_free(app);
    tdxp_image_close(image);
}

static void a_range_ends_where_the_cursor_goes_to_other_bytes(void **state)
{
    struct tdxp_image *image = packed_image("Name", 500);
    struct app *app = screenless_new(image);

    (void)state;
    open_packed(app, false);
    app_select_node(app, screenless_node(app, PACKED), true);
    assert_true(span_begin(app));
    app_select_node(app, screenless_node(app, INSIDE), true);
    assert_false(app->span.active);
    assert_true(*app->message);
    screenless_free(app);
    tdxp_image_close(image);
}

/* ---- another version of the image ---- */

static void what_was_open_is_opened_in_the_new_image_too(void **state)
{
    struct tdxp_image *old = packed_image("Old", 500);
    struct tdxp_image *new = packed_image("New", 900);
    struct app *app = screenless_new(old);
    struct tdxp_error err;

    (void)state;
    app_select_node(app, screenless_node(app, PACKED), true);
    open_packed(app, true);
    app_select_node(app, screenless_node(app, INSIDE "/section[1]"), true);
    assert_string_equal(app->selection.node->note, "\"Old\"");
    assert_true(app_reload(app, new, &err));
    tdxp_image_close(old);
    assert_ptr_equal(app->image, new);
    assert_ptr_equal(app->selection.node, screenless_node(app, INSIDE "/section[1]"));
    assert_string_equal(app->selection.node->note, "\"New\"");
    assert_int_equal(app->selection.space->id, 1);
    /* The node has moved, and the cursor with it. */
    assert_int_equal(app->selection.offset, 904);
    assert_true(app_back(app));
    assert_ptr_equal(app->selection.node, screenless_node(app, INSIDE));
    screenless_free(app);
    tdxp_image_close(new);
}

static void where_a_node_is_gone_what_held_it_takes_its_place(void **state)
{
    struct tdxp_image *old = packed_image("Old", 500);
    struct part file = part_file(&part_guid_nobody, 0x01, part_filled(1, 30));
    struct tdxp_image *new = image_of(part_volume(&file, 1));
    struct app *app = screenless_new(old);
    struct tdxp_error err;

    (void)state;
    app_select_node(app, screenless_node(app, PACKED), true);
    open_packed(app, true);
    app_select_node(app, screenless_node(app, INSIDE "/section[0]"), true);
    assert_true(app_reload(app, new, &err));
    tdxp_image_close(old);
    assert_ptr_equal(app->selection.node, screenless_node(app, "volumes/volume[0]"));
    assert_ptr_equal(app->selection.space, tdxp_tree_space(app->fw->tree, 0));
    assert_int_equal(app->selection.offset, 0);
    while (app_back(app)) {
        const struct selection *s = &app->selection;

        assert_ptr_equal(s->node, tdxp_tree_node(app->fw->tree, s->node->id));
        assert_ptr_equal(s->space, tdxp_tree_space(app->fw->tree, 0));
        assert_true(s->offset < s->space->bytes.size);
    }
    screenless_free(app);
    tdxp_image_close(new);
}

static void a_file_that_became_shorter_keeps_the_cursor_inside(void **state)
{
    struct tdxp_image *old = tdxp_image_from_memory("old", calloc(1, 5000), 5000, NULL);
    struct tdxp_image *new = tdxp_image_from_memory("new", calloc(1, 100), 100, NULL);
    struct app *app = screenless_new(old);
    struct tdxp_error err;

    (void)state;
    app_select_byte(app, app->selection.space, 4000, false);
    assert_true(app_reload(app, new, &err));
    tdxp_image_close(old);
    assert_int_equal(app->selection.offset, 0);
    assert_ptr_equal(app->selection.node->space, tdxp_tree_space(app->fw->tree, 0));
    screenless_free(app);
    tdxp_image_close(new);
}

static void an_opening_of_the_old_image_ends(void **state)
{
    struct tdxp_image *old = packed_image("Old", 500);
    struct tdxp_image *new = packed_image("New", 500);
    struct app *app = screenless_new(old);
    struct tdxp_error err;

    (void)state;
    unpack_start(app, screenless_node(app, PACKED), true);
    assert_non_null(app->unpack.opening);
    assert_true(app_reload(app, new, &err));
    tdxp_image_close(old);
    assert_null(app->unpack.opening);
    assert_int_equal(screenless_node(app, PACKED)->packed->state, TDXP_PACKED_CLOSED);
    screenless_free(app);
    tdxp_image_close(new);
}

static void another_descriptor_ends_the_launch(void **state)
{
    struct plan plan = plan_default();
    struct tdxp_image *old = tdxp_image_from_memory("old", plan_bytes(&plan), PLAN_SIZE, NULL);
    struct tdxp_image *new;
    struct app *app = screenless_new(old);
    struct tdxp_error err;

    (void)state;
    playback_command(app, CMD_LAUNCH);
    assert_true(app->playback.active);
    plan.section_count = 1;
    new = tdxp_image_from_memory("new", plan_bytes(&plan), PLAN_SIZE, NULL);
    assert_true(app_reload(app, new, &err));
    tdxp_image_close(old);
    assert_false(app->playback.active);
    assert_title(app, PANE_MAP, "compressed");
    screenless_free(app);
    tdxp_image_close(new);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_selection_stays_at_its_node_and_byte),
        cmocka_unit_test(a_node_without_bytes_keeps_the_cursor_where_it_was),
        cmocka_unit_test(places_to_go_back_to_stay),
        cmocka_unit_test(a_selection_that_moved_on_is_left_alone),
        cmocka_unit_test(the_launch_goes_on_at_its_step),
        cmocka_unit_test(an_address_of_guest_memory_stays_selected),
        cmocka_unit_test(the_chosen_finding_and_verdict_stay),
        cmocka_unit_test(what_was_open_is_opened_in_the_new_image_too),
        cmocka_unit_test(a_range_and_marks_stay),
        cmocka_unit_test(a_range_ends_where_the_cursor_goes_to_other_bytes),
        cmocka_unit_test(where_a_node_is_gone_what_held_it_takes_its_place),
        cmocka_unit_test(a_file_that_became_shorter_keeps_the_cursor_inside),
        cmocka_unit_test(an_opening_of_the_old_image_ends),
        cmocka_unit_test(another_descriptor_ends_the_launch),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
