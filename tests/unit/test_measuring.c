/* Measuring in the explorer: only when it is wanted, in steps between the keys, and anew for another image. */
#include "measuring.h"

#include <stdlib.h>
#include <string.h>

#include "parts.h"
#include "screenless.h"
#include "tui/measure_layout.h"
#include "tui/measuring.h"
#include "tui/reload.h"
#include "tui/unpack.h"

/* What QEMU launches: half of the file measured, a quarter loaded, a quarter neither. */
static const struct plan_section launched[] = {
    SECTION_BFV, SECTION_HOB, {0x4000, 0x4000, 0x1000000, 0x4000, TDXP_SECTION_CFV, 0}};

static const struct tdxp_measure_options default_options;

static const struct tdxp_measure_result *result_of(const struct app *app)
{
    assert_non_null(app->measuring.measurement);
    return tdxp_measure_result(app->measuring.measurement);
}

/* The value that the explorer has is the one that is measured without it. */
static void assert_mrtd(struct app *app, const struct decoded *d, const struct tdxp_measure_options *options)
{
    char expected[TDXP_MRTD_TEXT];
    char text[TDXP_MRTD_TEXT];

    screenless_measure(app);
    assert_int_equal(result_of(app)->state, TDXP_MEASURE_DONE);
    tdxp_mrtd_format(result_of(app)->mrtd, text);
    assert_string_equal(text, mrtd_text(d, options, expected));
}

static void command(struct app *app, enum command command)
{
    screenless_command(app, PANE_MEASURE, command);
}

/* ---- the work ---- */

static void nothing_is_measured_before_somebody_wants_to_see_it(void **state)
{
    struct decoded d = measured_image(launched, 3, 1);
    struct app *app = screenless_new(d.image);

    (void)state;
    app_select_section(app, 1, true);
    measuring_step(app);
    assert_null(app->measuring.measurement);
    assert_true(app_reload(app, app->image, NULL));
    assert_null(app->measuring.measurement);
    measuring_toggle(app);
    assert_non_null(app->measuring.measurement);
    screenless_free(app);
    decoded_free(&d);
}

static void the_value_is_that_of_the_library_for_each_vmm_and_order(void **state)
{
    struct decoded d = measured_image(launched, 3, 2);
    struct app *app = screenless_new(d.image);
    struct tdxp_measure_options options = default_options;

    (void)state;
    for (unsigned vmm = 0; vmm < TDXP_VMMS; vmm++) {
        for (unsigned order = 0; order < TDXP_ORDERS; order++) {
            options.vmm = (enum tdxp_vmm)vmm;
            options.order = (enum tdxp_measure_order)order;
            measuring_start(app);
            assert_mrtd(app, &d, &options);
            command(app, CMD_ORDER);
        }
        command(app, CMD_VMM);
    }
    assert_int_equal(app->measuring.options.vmm, TDXP_VMM_QEMU);
    screenless_free(app);
    decoded_free(&d);
}

/* 512 MiB of zeros behind the bytes of the BFV. */
static void a_large_launch_is_measured_in_steps_between_which_keys_work(void **state)
{
    static const struct plan_section large[] = {
        {0x8000, 0x8000, PLAN_GPA + 0x8000, 0x20000000, TDXP_SECTION_BFV, TDXP_ATTRIBUTE_MR_EXTEND}, SECTION_HOB};
    const uint64_t most = 16 << 20; /* bytes that a step hashes at most: some hundredths of a second */
    struct decoded d = measured_image(large, 2, 3);
    struct app *app = screenless_new(d.image);
    uint64_t done;

    (void)state;
    app->measuring.options = (struct tdxp_measure_options){.vmm = TDXP_VMM_SPEC, .force = true};
    measuring_start(app);
    for (int i = 0; i < 4; i++) {
        assert_true(measuring_runs(app));
        done = result_of(app)->done;
        measuring_step(app);
        assert_true(result_of(app)->done > done && result_of(app)->done - done <= most);
        command(app, CMD_DOWN);
        assert_int_equal(app->selection.section, i == 0 ? 0 : 1);
    }
    /* Another choice begins anew. */
    done = result_of(app)->done;
    command(app, CMD_ORDER);
    assert_true(measuring_runs(app) && result_of(app)->done < done);
    screenless_free(app);
    decoded_free(&d);
}

static void a_refused_launch_is_measured_by_force_alone(void **state)
{
    /* QEMU wants a TD_HOB. */
    static const struct plan_section refused[] = {SECTION_BFV, {0, 0, 0x1000, 0x1000, TDXP_SECTION_TEMP_MEM, 0}};
    const struct tdxp_measure_options by_force = {.force = true};
    struct decoded d = measured_image(refused, 2, 4);
    struct app *app = screenless_new(d.image);

    (void)state;
    measuring_start(app);
    assert_int_equal(result_of(app)->state, TDXP_MEASURE_REFUSED);
    command(app, CMD_FORCE);
    assert_mrtd(app, &d, &by_force);
    assert_non_null(result_of(app)->refused);
    command(app, CMD_FORCE);
    assert_int_equal(result_of(app)->state, TDXP_MEASURE_REFUSED);
    screenless_free(app);
    decoded_free(&d);
}

static void force_does_not_help_without_a_descriptor(void **state)
{
    struct decoded d = decode_taken(calloc(1, 0x2000), 0x2000);
    struct app *app = screenless_new(d.image);

    (void)state;
    command(app, CMD_FORCE);
    assert_int_equal(result_of(app)->state, TDXP_MEASURE_REFUSED);
    assert_non_null(strstr(app->message, "not even by force: there is no TDX descriptor"));
    command(app, CMD_DOWN);
    command(app, CMD_FOLLOW);
    screenless_free(app);
    decoded_free(&d);
}

/* ---- another decoding ---- */

static void the_same_image_decoded_again_gives_the_same_value(void **state)
{
    const struct tdxp_measure_options spec = {.vmm = TDXP_VMM_SPEC};
    struct decoded d = measured_image(launched, 3, 5);
    struct app *app = screenless_new(d.image);

    (void)state;
    measuring_toggle(app);
    command(app, CMD_VMM);
    command(app, CMD_VMM);
    assert_true(app_reload(app, app->image, NULL));
    assert_true(app->measuring.overlay);
    assert_ptr_equal(result_of(app)->tdvf, app->fw->tdvf);
    assert_mrtd(app, &d, &spec);
    screenless_free(app);
    decoded_free(&d);
}

static void another_image_has_another_value(void **state)
{
    struct decoded first = measured_image(launched, 3, 6);
    struct decoded second = measured_image(launched, 3, 7);
    struct app *app = screenless_new(first.image);

    (void)state;
    measuring_start(app);
    assert_mrtd(app, &first, &default_options);
    assert_true(app_reload(app, second.image, NULL));
    assert_mrtd(app, &second, &default_options);
    screenless_free(app);
    decoded_free(&first);
    decoded_free(&second);
}

/* ---- the overlay ---- */

static void bytes_and_addresses_are_what_the_launch_makes_of_them(void **state)
{
    struct decoded d = measured_image(launched, 3, 8);
    struct app *app = screenless_new(d.image);
    const struct tdxp_space *file = tdxp_tree_space(app->fw->tree, 0);
    char words[64];

    (void)state;
    measuring_toggle(app);
    assert_int_equal(measuring_cover(app, file, 0x3fff), TDXP_COVER_NEVER);
    assert_int_equal(measuring_cover(app, file, 0x4000), TDXP_COVER_LOADED);
    assert_int_equal(measuring_cover(app, file, 0x8000), TDXP_COVER_MEASURED);
    assert_int_equal(measuring_cover_gpa(app, PLAN_GPA + 0x8000), TDXP_COVER_MEASURED);
    assert_int_equal(measuring_cover_gpa(app, 0x809000), TDXP_COVER_LOADED);
    assert_int_equal(measuring_cover_gpa(app, 0x1000), TDXP_COVER_NEVER);
    app_select_byte(app, file, 0x4001, false);
    measuring_words(app, words, sizeof words);
    assert_string_equal(words, "loaded, not measured");
    /* The same in guest memory, where a byte of the file is, and where none is. */
    app_select_guest(app, 0x809010, false);
    app->guest = true;
    measuring_words(app, words, sizeof words);
    assert_string_equal(words, "loaded, not measured");
    measuring_toggle(app);
    assert_false(app->measuring.overlay);
    screenless_free(app);
    decoded_free(&d);
}

/* A section whose bytes are a volume of more than a page, nearly all of it compressed. */
static struct decoded packed_in(uint32_t type, uint32_t attributes, uint64_t memory)
{
    const struct plan_section sections[] = {{0x1000, 0x8000, PLAN_GPA + 0x1000, memory, type, attributes}, SECTION_HOB};
    struct part volume = part_packed_volume(part_join(part_section(0x19, part_random(0x2000)), part_ui("Name")));
    struct plan plan = plan_default();
    uint8_t *bytes;

    plan.sections = sections;
    plan.section_count = 2;
    bytes = plan_bytes(&plan);
    memcpy(bytes + 0x1000, volume.data, volume.size);
    free(volume.data);
    return decode_taken(bytes, PLAN_SIZE);
}

static const struct tdxp_node *first_packed(const struct tdxp_tree *tree)
{
    for (uint32_t i = 0; i < tdxp_tree_count(tree); i++) {
        if (tdxp_tree_node(tree, i)->packed) {
            return tdxp_tree_node(tree, i);
        }
    }
    return NULL;
}

static void assert_unpacked_cover(struct decoded d, enum tdxp_cover expected, const char *words)
{
    struct app *app = screenless_new(d.image);
    char text[64];

    assert_non_null(first_packed(app->fw->tree));
    unpack_start(app, first_packed(app->fw->tree), false);
    while (app->unpack.opening) {
        unpack_step(app);
    }
    measuring_toggle(app);
    app_select_byte(app, tdxp_tree_space(app->fw->tree, 1), 3, false);
    assert_int_equal(measuring_cover(app, app->selection.space, 3), expected);
    measuring_words(app, text, sizeof text);
    assert_string_equal(text, words);
    screenless_free(app);
    decoded_free(&d);
}

static void what_was_decompressed_is_what_all_the_bytes_are_that_it_was_made_of(void **state)
{
    (void)state;
    assert_unpacked_cover(packed_in(TDXP_SECTION_BFV, TDXP_ATTRIBUTE_MR_EXTEND, 0x8000), TDXP_COVER_MEASURED,
                          "made of measured bytes");
    assert_unpacked_cover(packed_in(TDXP_SECTION_CFV, 0, 0x8000), TDXP_COVER_LOADED, "made of bytes not all measured");
    assert_unpacked_cover(packed_in(TDXP_SECTION_CFV, 0, 0), TDXP_COVER_NEVER, "made of bytes not all loaded");
    /* The memory has room for the first page alone. */
    assert_unpacked_cover(packed_in(TDXP_SECTION_BFV, TDXP_ATTRIBUTE_MR_EXTEND, 0x1000), TDXP_COVER_NEVER,
                          "made of bytes not all loaded");
}

/* ---- layout ---- */

static void the_digest_is_broken_into_lines_of_one_length(void **state)
{
    (void)state;
    for (int cols = 0; cols < 200; cols++) {
        int digits = measure_digits(cols);

        assert_true(digits >= 8 && 96 % digits == 0);
        assert_true(digits <= cols || digits == 8);
    }
    assert_int_equal(measure_digits(96), 96);
    assert_int_equal(measure_digits(95), 48);
}

static void columns_fit_and_more_room_has_more_of_them(void **state)
{
    struct decoded d = measured_image(launched, 3, 9);
    struct app *app = screenless_new(d.image);

    (void)state;
    measuring_start(app);
    screenless_assert_columns(app);
    screenless_free(app);
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_measured_before_somebody_wants_to_see_it),
        cmocka_unit_test(the_value_is_that_of_the_library_for_each_vmm_and_order),
        cmocka_unit_test(a_large_launch_is_measured_in_steps_between_which_keys_work),
        cmocka_unit_test(a_refused_launch_is_measured_by_force_alone),
        cmocka_unit_test(force_does_not_help_without_a_descriptor),
        cmocka_unit_test(the_same_image_decoded_again_gives_the_same_value),
        cmocka_unit_test(another_image_has_another_value),
        cmocka_unit_test(bytes_and_addresses_are_what_the_launch_makes_of_them),
        cmocka_unit_test(what_was_decompressed_is_what_all_the_bytes_are_that_it_was_made_of),
        cmocka_unit_test(the_digest_is_broken_into_lines_of_one_length),
        cmocka_unit_test(columns_fit_and_more_room_has_more_of_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
