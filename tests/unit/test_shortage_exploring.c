/* Running out of memory while an image is opened, shown and changed. */
#include "shortage.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "format/code_engine.h"
#include "image/digest.h"
#include "screenless.h"
#include "tdxplore/edit.h"
#include "tdxplore/opened.h"
#include "tui/measuring.h"
#include "tui/minimap.h"
#include "tui/reload.h"
#include "tui/span.h"

/* ---- opening ---- */

static void opening_an_image_ends_in_a_message_where_memory_runs_out(void **state)
{
    static const char *const paths[] = {"/proc/self/status", "/dev/null", "/"};
    struct tdxp_error err;

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        for (unsigned countdown = 0; countdown < 4; countdown++) {
            struct tdxp_image *image;

            err.text[0] = '\0';
            shortage_begin(countdown, true);
            image = tdxp_image_open(paths[i], NULL, &err);
            if (shortage_end() > 0) {
                assert_null(image);
                assert_true(err.text[0] != '\0');
            }
            tdxp_image_close(image);
        }
    }
}

static void image_in_memory_leaves_its_bytes_to_the_caller_where_memory_runs_out(void **state)
{
    uint8_t *bytes = exact_copy((const uint8_t *)"abc", 3);
    struct tdxp_error err;

    (void)state;
    shortage_begin(0, true);
    assert_null(tdxp_image_from_memory("name", bytes, 3, &err));
    assert_true(shortage_end() > 0);
    assert_non_null(strstr(err.text, "out of memory"));
    assert_int_equal(bytes[2], 'c');
    free(bytes);
}

static void joining_images_ends_in_a_message_where_memory_runs_out(void **state)
{
    struct tdxp_image *image = tdxp_image_from_memory("a", exact_copy((const uint8_t *)"a", 1), 1, NULL);
    unsigned countdown = 0;
    unsigned failed;

    (void)state;
    do {
        struct tdxp_error err = {.text = ""};
        struct tdxp_image *joined;

        shortage_begin(countdown++, true);
        joined = tdxp_image_join(image, image, NULL, &err);
        failed = shortage_end();
        assert_int_equal(joined == NULL, failed > 0);
        assert_true(joined || strstr(err.text, "out of memory"));
        tdxp_image_close(joined);
    } while (failed > 0);
    assert_true(countdown > 3);
    tdxp_image_close(image);
}

static void copying_an_image_ends_in_a_message_where_memory_runs_out(void **state)
{
    struct tdxp_image *first = tdxp_image_from_memory("a", exact_copy((const uint8_t *)"a", 1), 1, NULL);
    struct tdxp_image *joined = tdxp_image_join(first, first, NULL, NULL);
    struct tdxp_image *file = tdxp_image_open("/proc/self/exe", NULL, NULL);
    const struct tdxp_image *const images[] = {first, joined, file};

    (void)state;
    for (size_t i = 0; i < sizeof images / sizeof images[0]; i++) {
        unsigned failed = 1;

        for (unsigned countdown = 0; failed > 0; countdown++) {
            struct tdxp_error err = {.text = ""};
            struct tdxp_edits *edits;

            shortage_begin(countdown, true);
            edits = tdxp_edits_new(images[i], &err);
            failed = shortage_end();
            assert_int_equal(edits == NULL, failed > 0);
            assert_true(edits || strstr(err.text, "out of memory"));
            tdxp_edits_free(edits);
        }
    }
    tdxp_image_close(first);
    tdxp_image_close(joined);
    tdxp_image_close(file);
}

/* ---- opening what is compressed, in steps ---- */

/* Open a node with the countdown-th allocation failing: it must end in a message and leave nothing. */
static bool opening_fails_at(struct tdxp_opened *opened, const struct tdxp_node *node, unsigned countdown)
{
    struct tdxp_error err = {.text = ""};
    struct tdxp_opening *opening;
    bool done = false;
    unsigned failed;

    shortage_begin(countdown, true);
    opening = tdxp_opening_start(opened, node, &err);
    if (opening) {
        while (tdxp_opening_step(opening, 10000)) {
        }
        done = tdxp_opening_finish(opening, &err);
    }
    tdxp_opening_free(opening);
    failed = shortage_end();
    if (!done) {
        assert_true(failed > 0);
        assert_non_null(strstr(err.text, "out of memory"));
        assert_int_equal(tdxp_opened_bytes(opened), 0);
        assert_null(tdxp_opened_path(opened, 0));
    }
    return !done;
}

static void opening_in_steps_leaves_nothing_where_memory_runs_out(void **state)
{
    struct tdxp_image *image = shortage_packed_image();
    struct tdxp_firmware *fw = tdxp_firmware_decode(image, NULL);
    struct tdxp_opened *opened = tdxp_opened_new(NULL, false);
    const struct tdxp_node *node;
    unsigned countdown = 0;

    (void)state;
    assert_non_null(fw);
    node = tdxp_tree_find(fw->tree, "volumes/volume[0]/file[0]/section[0]");
    assert_non_null(node);
    while (opening_fails_at(opened, node, countdown)) {
        countdown++;
    }
    assert_true(countdown > 5);
    assert_true(tdxp_opened_bytes(opened) > 70000);
    tdxp_firmware_free(fw);
    tdxp_opened_free(opened);
    tdxp_image_close(image);
}

/* ---- showing another decoding ---- */

/* Reload with the countdown-th allocation failing: either it succeeds, or nothing has changed. */
static bool reload_fails_at(struct app *app, struct tdxp_image *image, unsigned countdown)
{
    struct app before = *app;
    struct tdxp_error err = {.text = ""};
    bool done;

    shortage_begin(countdown, false);
    done = app_reload(app, image, &err);
    if (shortage_end() == 0) {
        assert_true(done);
        return false;
    }
    assert_ptr_equal(app->selection.node, tdxp_tree_node(app->fw->tree, app->selection.node->id));
    if (!done) {
        assert_non_null(strstr(err.text, "out of memory"));
        assert_memory_equal(app, &before, sizeof before);
    }
    return true;
}

static void reloading_changes_nothing_where_memory_runs_out(void **state)
{
    struct tdxp_image *images[] = {shortage_packed_image(), shortage_packed_image()};
    struct app *app = screenless_new(images[0]);
    unsigned countdown = 0;

    (void)state;
    app_select_node(app, tdxp_tree_find(app->fw->tree, "volumes/volume[0]/file[0]/section[0]"), true);
    app->whose = TDXP_GUEST_SEV;
    assert_true(measuring_start(app));
    app->whose = TDXP_GUEST_TDX;
    measuring_toggle(app);
    assert_true(app->measuring.overlay && app->measuring.measurement && app->measuring.snp);
    assert_true(span_begin(app));
    /* Some allocations can be done without: the image may be another one after each round. */
    while (reload_fails_at(app, images[app->image == images[0]], countdown)) {
        countdown++;
    }
    assert_true(countdown > 20);
    assert_true(app->measuring.overlay && app->measuring.measurement && app->measuring.snp);
    assert_true(app->span.active);
    screenless_free(app);
    tdxp_image_close(images[0]);
    tdxp_image_close(images[1]);
}

/* ---- what the explorer works out in steps ---- */

/* The library does without some of what it asks for: then the result is the same. */
static void hashes_of_a_range_are_begun_whole_or_not_at_all(void **state)
{
    const struct tdxp_bytes bytes = {(const uint8_t *)"TDVF", 4};
    unsigned countdown = 0;
    bool failed;

    (void)state;
    do {
        struct digest *digest;
        char sha256[SHA256_TEXT];
        uint32_t crc32;

        shortage_begin(countdown++, false);
        digest = digest_begin(&bytes);
        failed = shortage_end() > 0;
        assert_true(digest || failed);
        if (digest) {
            assert_false(digest_step(digest, 4));
            assert_true(digest_finish(digest, &crc32, sha256));
            assert_int_equal(crc32, 0x61e67c82);
        }
        digest_free(digest);
    } while (failed);
    assert_true(countdown > 1);
}

static void a_strip_is_made_whole_or_not_at_all(void **state)
{
    const struct tdxp_bytes bytes = {(const uint8_t *)"TDVF", 4};
    struct minimap *map;

    (void)state;
    shortage_begin(0, true);
    map = minimap_new(&bytes, 4);
    assert_true(shortage_end() > 0);
    assert_null(map);
}

static void a_listing_is_made_whole_or_not_at_all(void **state)
{
    struct decoded d = decode_taken(sample_bytes(), 16 << 20);
    struct tdxp_listing *listing;
    unsigned countdown = 0;

    (void)state;
    do {
        shortage_begin(countdown++, false);
        listing = listing_new(d.fw, &code_engine_none);
        assert_int_equal(shortage_end() == 0, listing != NULL);
    } while (!listing);
    assert_true(countdown > 3);
    tdxp_listing_free(listing);
    decoded_free(&d);
}

/* ---- edits ---- */

/* A history with one step that is undone, over what base has. */
static struct tdxp_edits *edits_with_a_step(const struct tdxp_image *base)
{
    struct tdxp_edits *edits = tdxp_edits_new(base, NULL);

    assert_non_null(edits);
    assert_true(tdxp_edits_put(edits, 1, "x", 1, "undone", NULL));
    assert_true(tdxp_edits_undo(edits, NULL));
    return edits;
}

/* Bytes that differ from the zeros of base in many runs. */
static void put_runs(struct tdxp_edits *edits, unsigned countdown, bool group, unsigned *failed)
{
    uint8_t bytes[64];
    struct tdxp_error err = {.text = ""};
    size_t done = group ? 1 : 0;
    size_t count;
    bool put;

    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = i % 2;
    }
    if (group) {
        tdxp_edits_begin(edits);
        assert_true(tdxp_edits_put(edits, 200, "y", 1, "group", NULL));
    }
    shortage_begin(countdown, true);
    put = tdxp_edits_put(edits, 100, bytes, sizeof bytes, "many", &err);
    *failed = shortage_end();
    tdxp_edits_end(edits);
    tdxp_edits_changed(edits, &count);
    assert_int_equal(put, *failed == 0);
    if (put) {
        assert_int_equal(tdxp_edits_done(edits), 1);
        assert_int_equal(tdxp_edits_bytes(edits), 32 + done);
        assert_int_equal(count, 32 + done);
    } else {
        assert_non_null(strstr(err.text, "out of memory"));
        assert_int_equal(tdxp_edits_done(edits), done);
        assert_int_equal(tdxp_edits_undone(edits), 1 - done);
        assert_int_equal(tdxp_edits_bytes(edits), done);
        assert_int_equal(count, done);
        assert_int_equal(tdxp_image_bytes(tdxp_edits_image(edits))->data[101], 0);
    }
}

static void edits_are_whole_or_not_at_all_where_memory_runs_out(void **state)
{
    struct tdxp_image *base = tdxp_image_from_memory("zeros", calloc(1, 256), 256, NULL);
    unsigned tried = 0;

    (void)state;
    for (unsigned group = 0; group < 2; group++) {
        unsigned failed = 1;

        for (unsigned countdown = 0; failed > 0; countdown++, tried++) {
            struct tdxp_edits *edits = edits_with_a_step(base);
            size_t done;

            put_runs(edits, countdown, group == 1, &failed);
            /* The way back needs no memory. */
            done = tdxp_edits_done(edits);
            shortage_begin(0, true);
            while (done-- > 0) {
                assert_true(tdxp_edits_undo(edits, NULL));
            }
            while (tdxp_edits_redo(edits, NULL)) {
            }
            shortage_end();
            assert_int_equal(tdxp_edits_undone(edits), 0);
            tdxp_edits_free(edits);
        }
    }
    assert_true(tried > 8);
    tdxp_image_close(base);
}

/* Somebody changes the bytes of base: a step back makes more runs than ever before. */
static void step_back_that_memory_runs_out_for_leaves_all_as_it_was(void **state)
{
    uint8_t *bytes = calloc(1, 4096);
    struct tdxp_image *base = tdxp_image_from_memory("zeros", bytes, 4096, NULL);
    struct tdxp_edits *edits = tdxp_edits_new(base, NULL);
    uint8_t *ones = malloc(4096);
    size_t count;

    (void)state;
    memset(ones, 1, 4096);
    tdxp_edits_begin(edits);
    assert_true(tdxp_edits_put(edits, 0, ones, 2048, "ones", NULL));
    assert_true(tdxp_edits_put(edits, 2048, ones, 2048, "ones", NULL));
    tdxp_edits_end(edits);
    for (size_t i = 0; i < 2048; i += 2) {
        bytes[i] = 2;
    }
    shortage_begin(0, true);
    assert_false(tdxp_edits_undo(edits, NULL));
    shortage_end();
    assert_int_equal(tdxp_edits_done(edits), 1);
    assert_memory_equal(tdxp_image_bytes(tdxp_edits_image(edits))->data, ones, 4096);
    assert_true(tdxp_edits_undo(edits, NULL));
    tdxp_edits_changed(edits, &count);
    assert_int_equal(count, 1024);
    free(ones);
    tdxp_edits_free(edits);
    tdxp_image_close(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_an_image_ends_in_a_message_where_memory_runs_out),
        cmocka_unit_test(image_in_memory_leaves_its_bytes_to_the_caller_where_memory_runs_out),
        cmocka_unit_test(joining_images_ends_in_a_message_where_memory_runs_out),
        cmocka_unit_test(copying_an_image_ends_in_a_message_where_memory_runs_out),
        cmocka_unit_test(opening_in_steps_leaves_nothing_where_memory_runs_out),
        cmocka_unit_test(reloading_changes_nothing_where_memory_runs_out),
        cmocka_unit_test(hashes_of_a_range_are_begun_whole_or_not_at_all),
        cmocka_unit_test(a_strip_is_made_whole_or_not_at_all),
        cmocka_unit_test(a_listing_is_made_whole_or_not_at_all),
        cmocka_unit_test(edits_are_whole_or_not_at_all_where_memory_runs_out),
        cmocka_unit_test(step_back_that_memory_runs_out_for_leaves_all_as_it_was),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
