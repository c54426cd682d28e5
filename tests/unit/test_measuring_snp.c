/* The launch digest in the explorer, beside the MRTD: each guest has its own measurement, and the pane follows the guest. */
#include <stdlib.h>
#include <string.h>

#include "screenless.h"
#include "snp_image.h"
#include "tui/measure_kind.h"
#include "tui/measuring.h"
#include "tui/reload.h"

/* An image for both guests, with the SEV-SNP one shown. */
struct both {
    struct decoded d;
    struct app *app;
};

static struct both both_of(const struct snp_image *image)
{
    struct both b = {.d = snp_image_decoded(image)};

    assert_true(tdxp_guest_described(b.d.fw, TDXP_GUEST_TDX));
    b.app = screenless_new(b.d.image);
    app_show_guest(b.app, TDXP_GUEST_SEV);
    assert_int_equal(b.app->whose, TDXP_GUEST_SEV);
    return b;
}

static struct both both_default(void)
{
    struct snp_image image = snp_image_default();

    return both_of(&image);
}

static void both_free(struct both *b)
{
    screenless_free(b->app);
    decoded_free(&b->d);
}

static void command(struct app *app, enum command command)
{
    screenless_command(app, PANE_MEASURE, command);
}

static void type_vcpus(struct app *app, const char *text)
{
    command(app, CMD_VCPUS);
    assert_true(app->prompt.active);
    app->prompt.active = !app->prompt.accept(app, text);
}

static const struct tdxp_snp_result *result_of(const struct app *app)
{
    assert_non_null(app->measuring.snp);
    return tdxp_snp_result(app->measuring.snp);
}

/* The digest that the explorer has is the one that is measured without it. */
static void assert_digest(struct both *b, const struct tdxp_snp_options *options)
{
    struct tdxp_snp_measurement *m = tdxp_snp_begin(b->d.fw, options, NULL);

    assert_non_null(m);
    tdxp_snp_step(m, UINT64_MAX);
    screenless_measure(b->app);
    assert_int_equal(tdxp_snp_result(m)->state, TDXP_MEASURE_DONE);
    assert_int_equal(result_of(b->app)->state, TDXP_MEASURE_DONE);
    assert_memory_equal(result_of(b->app)->digest, tdxp_snp_result(m)->digest, TDXP_SNP_DIGEST_SIZE);
    tdxp_snp_free(m);
}

/* ---- the work ---- */

static void only_the_guest_that_is_shown_is_measured(void **state)
{
    struct both b = both_default();

    (void)state;
    assert_false(measuring_begun(b.app));
    measuring_toggle(b.app);
    assert_true(measuring_begun(b.app));
    assert_null(b.app->measuring.measurement);
    both_free(&b);
}

static void each_guest_keeps_its_measurement_and_its_options(void **state)
{
    const struct tdxp_snp_options options = {
        .vmm = TDXP_SNP_EC2, .vcpus = 1, .cpu_signature = 0x800f12, .guest_features = 1};
    struct both b = both_default();
    const struct tdxp_snp_measurement *snp;
    const struct tdxp_measurement *mrtd;

    (void)state;
    command(b.app, CMD_VMM);
    assert_digest(&b, &options);
    snp = b.app->measuring.snp;
    app_switch_guest(b.app);
    assert_false(measuring_begun(b.app));
    command(b.app, CMD_ORDER);
    mrtd = b.app->measuring.measurement;
    assert_string_equal(measured_of(b.app).vmm, "qemu");
    app_switch_guest(b.app);
    assert_string_equal(measured_of(b.app).vmm, "ec2");
    assert_ptr_equal(b.app->measuring.snp, snp);
    assert_ptr_equal(b.app->measuring.measurement, mrtd);
    assert_int_equal(b.app->measuring.options.order, TDXP_ORDER_TWO_PASSES);
    both_free(&b);
}

static void the_digest_is_that_of_the_library_for_each_vmm_type_and_number_of_vcpus(void **state)
{
    static const char *const numbers[] = {"0", "1", "3"};
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct both b = both_default();

    (void)state;
    for (unsigned vmm = 0; vmm < TDXP_SNP_VMMS; vmm++) {
        options.vmm = (enum tdxp_snp_vmm)vmm;
        for (unsigned n = 0; n < 3; n++) {
            options.vcpus = (uint32_t)atoi(numbers[n]);
            type_vcpus(b.app, numbers[n]);
            assert_digest(&b, &options);
        }
        command(b.app, CMD_VMM);
    }
    assert_int_equal(b.app->measuring.snp_options.vmm, TDXP_SNP_QEMU);
    options.vmm = TDXP_SNP_QEMU;
    command(b.app, CMD_ORDER);
    options.cpu_signature = 0x830f10;
    assert_digest(&b, &options);
    both_free(&b);
}

/* Types of one signature give one digest: none of them are stopped at twice. */
static void every_signature_of_a_vcpu_is_come_to_in_turn(void **state)
{
    struct both b = both_default();
    uint32_t seen[32];
    unsigned count = 0;

    (void)state;
    do {
        const struct tdxp_snp_options *options = &b.app->measuring.snp_options;

        for (unsigned i = 0; i < count; i++) {
            assert_int_not_equal(options->cpu_signature, seen[i]);
        }
        assert_true(count < 32);
        seen[count++] = options->cpu_signature;
        command(b.app, CMD_ORDER);
        assert_int_equal(result_of(b.app)->cpu_signature, options->cpu_signature);
    } while (b.app->measuring.snp_options.cpu_signature != seen[0]);
    for (unsigned n = 0; tdxp_snp_cpu(n); n++) {
        unsigned i = 0;

        while (i < count && seen[i] != tdxp_snp_cpu(n)->signature) {
            i++;
        }
        assert_true(i < count);
    }
    both_free(&b);
}

static void what_is_no_number_of_vcpus_is_asked_again(void **state)
{
    struct both b = both_default();

    (void)state;
    type_vcpus(b.app, "many");
    assert_true(b.app->prompt.active);
    assert_non_null(strstr(b.app->message, "a number of vCPUs is wanted"));
    type_vcpus(b.app, "4294967296");
    assert_true(b.app->prompt.active);
    assert_int_equal(b.app->measuring.snp_options.vcpus, 1);
    both_free(&b);
}

/* Two gigabytes of pages in steps: the guest that is shown has the steps, then the other one. */
static void what_is_shown_is_measured_first_and_the_other_goes_on(void **state)
{
    static const struct snp_section large[] = {{0x800000, 0x7f000000, TDXP_SEV_SNP_SEC_MEM}};
    const uint64_t most = 16 << 20; /* bytes that a step hashes at most */
    struct snp_image image = snp_image_default();
    struct both b;
    uint64_t done;

    (void)state;
    image.sections = large;
    image.count = 1;
    b = both_of(&image);
    measuring_start(b.app);
    assert_true(measuring_runs(b.app));
    for (int i = 0; i < 3; i++) {
        done = result_of(b.app)->done;
        measuring_step(b.app);
        assert_true(result_of(b.app)->done > done && result_of(b.app)->done - done <= most);
        command(b.app, CMD_DOWN);
    }
    app_switch_guest(b.app);
    done = result_of(b.app)->done;
    measuring_step(b.app);
    assert_true(result_of(b.app)->done > done);
    both_free(&b);
}

static void a_refused_launch_is_measured_by_force_alone(void **state)
{
    struct tdxp_snp_options by_force = tdxp_snp_options_default();
    struct snp_image image = snp_image_default();
    struct both b;

    (void)state;
    by_force.force = true;
    image.no_reset = true;
    b = both_of(&image);
    measuring_start(b.app);
    assert_int_equal(measured_of(b.app).state, TDXP_MEASURE_REFUSED);
    assert_non_null(measured_of(b.app).way_out);
    command(b.app, CMD_FORCE);
    assert_digest(&b, &by_force);
    /* Of two vCPUs the second has nowhere to start. */
    type_vcpus(b.app, "2");
    assert_true(measured_of(b.app).final);
    command(b.app, CMD_FORCE);
    assert_non_null(strstr(b.app->message, "not even by force: the GUIDed table has no"));
    both_free(&b);
}

/* ---- rows ---- */

static void walk_rows(struct both *b, uint32_t rows)
{
    const struct measure_kind *kind = measure_kind_of(b->app);

    measuring_start(b->app);
    assert_int_equal(measured_of(b->app).row_count, rows);
    for (uint32_t row = 0; row < rows; row++) {
        kind->choose(b->app, row, false);
        assert_int_equal(kind->chosen(b->app), row);
        assert_string_equal(b->app->message, "");
    }
    for (uint32_t row = rows - 1; row > 0; row--) {
        command(b->app, CMD_UP);
        assert_int_equal(kind->chosen(b->app), row - 1);
    }
}

static void every_row_is_chosen_by_what_it_selects(void **state)
{
    struct both b = both_default();

    (void)state;
    b.app->measuring.snp_options.vcpus = 2;
    walk_rows(&b, 9);
    /* EC2 has another order than the metadata. */
    command(b.app, CMD_VMM);
    walk_rows(&b, 9);
    assert_string_equal(result_of(b.app)->groups[6].name, "CPUID");
    measure_kind_of(b.app)->choose(b.app, 6, false);
    assert_ptr_equal(b.app->selection.node, b.app->fw->sev->sections[2].node);
    both_free(&b);
}

/* Such a section is not on the map. */
static void a_section_without_pages_is_chosen_too(void **state)
{
    static const struct snp_section empty[] = {{0x800000, 0x1000, TDXP_SEV_SNP_SEC_MEM},
                                               {0x801000, 0, TDXP_SEV_SNP_SEC_MEM},
                                               {0x802000, 0x1000, TDXP_SEV_CPUID}};
    struct snp_image image = snp_image_default();
    struct both b;

    (void)state;
    image.sections = empty;
    image.count = 3;
    b = both_of(&image);
    walk_rows(&b, 5);
    both_free(&b);
}

static void what_a_row_selects_is_where_its_pages_come_from(void **state)
{
    struct both b = both_default();
    const struct measure_kind *kind;

    (void)state;
    b.app->measuring.snp_options.vcpus = 2;
    measuring_start(b.app);
    kind = measure_kind_of(b.app);
    kind->choose(b.app, 0, false);
    assert_int_equal(b.app->selection.offset, 0);
    kind->choose(b.app, 2, false);
    assert_ptr_equal(b.app->selection.node, b.app->fw->sev->sections[1].node);
    assert_int_equal(b.app->selection.gpa, 0x80d000);
    kind->choose(b.app, 7, false);
    assert_string_equal(b.app->selection.node->name, "Reset vector");
    kind->choose(b.app, 8, false);
    assert_non_null(strstr(b.app->selection.node->name, "SEV-ES reset block"));
    both_free(&b);
}

static void vcpus_that_start_nowhere_select_nothing(void **state)
{
    struct snp_image image = snp_image_default();
    struct both b;
    const struct tdxp_node *before;

    (void)state;
    image.no_reset = true;
    b = both_of(&image);
    b.app->measuring.snp_options.vcpus = 2;
    measuring_start(b.app);
    before = b.app->selection.node;
    measure_kind_of(b.app)->choose(b.app, 8, false);
    assert_ptr_equal(b.app->selection.node, before);
    assert_non_null(strstr(b.app->message, "nothing in the image stands for"));
    both_free(&b);
}

static void columns_fit_and_more_room_has_more_of_them(void **state)
{
    struct both b = both_default();

    (void)state;
    b.app->measuring.snp_options.vcpus = 100;
    measuring_start(b.app);
    screenless_assert_columns(b.app);
    both_free(&b);
}

/* ---- the overlay ---- */

static void bytes_and_addresses_are_what_the_launch_of_the_guest_makes_of_them(void **state)
{
    struct both b = both_default();
    const struct tdxp_space *file = tdxp_tree_space(b.app->fw->tree, 0);
    uint64_t bytes[TDXP_COVERS];

    (void)state;
    measuring_toggle(b.app);
    measuring_totals(b.app, bytes);
    assert_int_equal(bytes[TDXP_COVER_MEASURED], PLAN_SIZE);
    assert_int_equal(measuring_cover(b.app, file, 0), TDXP_COVER_MEASURED);
    assert_int_equal(measuring_cover_gpa(b.app, 0x800000), TDXP_COVER_MEASURED);
    assert_int_equal(measuring_cover_gpa(b.app, 0x80d000), TDXP_COVER_LOADED);
    assert_int_equal(measuring_cover_gpa(b.app, 0x1000), TDXP_COVER_NEVER);
    app_switch_guest(b.app);
    measuring_start(b.app);
    assert_true(b.app->measuring.overlay);
    measuring_totals(b.app, bytes);
    assert_true(bytes[TDXP_COVER_MEASURED] < PLAN_SIZE);
    both_free(&b);
}

/* ---- another decoding ---- */

static void both_measurements_are_made_anew_for_another_image(void **state)
{
    const struct tdxp_snp_options ec2 = {
        .vmm = TDXP_SNP_EC2, .vcpus = 1, .cpu_signature = 0x800f12, .guest_features = 1};
    struct snp_image image = snp_image_default();
    struct both b = both_default();
    struct decoded first = b.d;

    (void)state;
    command(b.app, CMD_VMM);
    assert_digest(&b, &ec2);
    app_switch_guest(b.app);
    measuring_toggle(b.app);
    image.seed = 7;
    b.d = snp_image_decoded(&image);
    assert_true(app_reload(b.app, b.d.image, NULL));
    assert_true(b.app->measuring.overlay);
    assert_ptr_equal(tdxp_measure_result(b.app->measuring.measurement)->tdvf, b.app->fw->tdvf);
    assert_digest(&b, &ec2);
    both_free(&b);
    decoded_free(&first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_guest_that_is_shown_is_measured),
        cmocka_unit_test(each_guest_keeps_its_measurement_and_its_options),
        cmocka_unit_test(the_digest_is_that_of_the_library_for_each_vmm_type_and_number_of_vcpus),
        cmocka_unit_test(every_signature_of_a_vcpu_is_come_to_in_turn),
        cmocka_unit_test(what_is_no_number_of_vcpus_is_asked_again),
        cmocka_unit_test(what_is_shown_is_measured_first_and_the_other_goes_on),
        cmocka_unit_test(a_refused_launch_is_measured_by_force_alone),
        cmocka_unit_test(every_row_is_chosen_by_what_it_selects),
        cmocka_unit_test(a_section_without_pages_is_chosen_too),
        cmocka_unit_test(what_a_row_selects_is_where_its_pages_come_from),
        cmocka_unit_test(vcpus_that_start_nowhere_select_nothing),
        cmocka_unit_test(columns_fit_and_more_room_has_more_of_them),
        cmocka_unit_test(bytes_and_addresses_are_what_the_launch_of_the_guest_makes_of_them),
        cmocka_unit_test(both_measurements_are_made_anew_for_another_image),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
