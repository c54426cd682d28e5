/* The launch of an SEV-SNP guest: groups of pages, steps, what is covered, refused, too much, and found for a value. */
#include <stdlib.h>
#include <string.h>

#include "snp_image.h"

/* ---- groups and steps ---- */

static void each_group_tells_its_pages_and_the_digest_behind_them(void **state)
{
    static const struct {
        const char *name;
        enum tdxp_snp_page page;
        uint64_t gpa, pages, hashed;
    } expected[] = {
        {"firmware", TDXP_SNP_NORMAL, PLAN_GPA, 16, 16 * (112 + 4096)},
        {"SNP_SEC_MEM", TDXP_SNP_ZERO, 0x800000, 9, 9 * 112},
        {"SNP_SECRETS", TDXP_SNP_SECRETS, 0x80d000, 1, 112},
        {"SVSM_CAA", TDXP_SNP_ZERO, 0x80f000, 1, 112},
        {"KERNEL_HASHES", TDXP_SNP_NORMAL, 0x810000, 1, 112 + 4096},
        {"SNP_SEC_MEM", TDXP_SNP_ZERO, 0x811000, 15, 15 * 112},
        {"CPUID", TDXP_SNP_CPUID, 0x80e000, 1, 112},
        {"first vCPU", TDXP_SNP_VMSA, TDXP_SNP_VMSA_GPA, 1, 112 + 4096},
        {"further vCPUs", TDXP_SNP_VMSA, TDXP_SNP_VMSA_GPA, 3, 3 * 112 + 4096},
    };
    const struct snp_image image = snp_image_default();
    struct decoded d = snp_image_decoded(&image);
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct tdxp_snp_measurement *m;
    const struct tdxp_snp_result *result;

    (void)state;
    options.vmm = TDXP_SNP_EC2;
    options.vcpus = 4;
    options.with_kernel = true;
    m = snp_begin(&d, &options);
    result = tdxp_snp_result(m);
    assert_int_equal(result->group_count, 9);
    assert_null(result->firmware_digest);
    for (uint32_t i = 0; i < 9; i++) {
        const struct tdxp_snp_group *group = &result->groups[i];

        assert_string_equal(group->name, expected[i].name);
        assert_int_equal(group->page, expected[i].page);
        assert_int_equal(group->gpa, expected[i].gpa);
        assert_int_equal(group->pages, expected[i].pages);
        assert_int_equal(group->hashed_bytes, expected[i].hashed);
        assert_false(group->done);
    }
    tdxp_snp_step(m, UINT64_MAX);
    assert_ptr_equal(result->firmware_digest, result->groups[0].digest);
    assert_ptr_equal(result->before_vmsa, result->groups[6].digest);
    assert_memory_equal(result->groups[8].digest, result->digest, sizeof result->digest);
    assert_memory_not_equal(result->before_vmsa, result->digest, sizeof result->digest);
    tdxp_snp_free(m);
    decoded_free(&d);
}

static void a_step_does_no_more_than_its_budget_and_a_page(void **state)
{
    const struct snp_section huge[] = {{0, 0x80000000, TDXP_SEV_SNP_SEC_MEM}};
    struct snp_image image = snp_image_default();
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct tdxp_snp_measurement *m;
    const struct tdxp_snp_result *result;
    struct decoded d;

    (void)state;
    image.sections = huge;
    image.count = 1;
    d = snp_image_decoded(&image);
    m = snp_begin(&d, &options);
    result = tdxp_snp_result(m);
    for (unsigned i = 0; i < 100; i++) {
        uint64_t before = result->done;

        assert_true(tdxp_snp_step(m, 1000 * i));
        assert_true(result->done > before);
        assert_true(result->done - before < 1000 * i + 1 + 4096 + 112);
    }
    assert_int_equal(result->state, TDXP_MEASURE_RUNNING);
    assert_non_null(result->firmware_digest);
    assert_null(result->before_vmsa);
    tdxp_snp_free(m);
    decoded_free(&d);
}

static void small_steps_come_to_the_same_digest(void **state)
{
    const struct snp_image image = snp_image_default();
    struct decoded d = snp_image_decoded(&image);
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct tdxp_snp_measurement *at_once;
    struct tdxp_snp_measurement *stepped;
    unsigned steps = 0;

    (void)state;
    options.vcpus = 3;
    at_once = snp_measure(&d, &options);
    stepped = snp_begin(&d, &options);
    while (tdxp_snp_step(stepped, 0)) {
        steps++;
    }
    assert_int_equal(steps, 16 + 9 + 1 + 1 + 1 + 1 + 15 + 3 - 1);
    assert_memory_equal(tdxp_snp_result(stepped)->digest, tdxp_snp_result(at_once)->digest, TDXP_SNP_DIGEST_SIZE);
    assert_false(tdxp_snp_step(stepped, 0));
    tdxp_snp_free(at_once);
    tdxp_snp_free(stepped);
    decoded_free(&d);
}

/* Told of a page: what the group says of it, in the order of the launch. */
struct told {
    const struct tdxp_snp_result *result;
    uint32_t group;
    uint64_t page, records;
    uint8_t last[TDXP_SNP_DIGEST_SIZE];
};

static void check_record(void *context, const struct tdxp_snp_record *record)
{
    struct told *told = context;
    const struct tdxp_snp_group *group;

    if (told->page == told->result->groups[told->group].pages) {
        told->group++;
        told->page = 0;
    }
    group = &told->result->groups[told->group];
    assert_int_equal(record->group, told->group);
    assert_int_equal(record->page, group->page);
    assert_int_equal(record->gpa, group->part == TDXP_SNP_PART_VMSA ? group->gpa : group->gpa + 4096 * told->page);
    assert_int_equal(record->from_file, group->part == TDXP_SNP_PART_FIRMWARE);
    assert_int_equal(record->file_offset, record->from_file ? 4096 * told->page : 0);
    memcpy(told->last, record->digest, sizeof told->last);
    told->page++;
    told->records++;
}

static void the_listener_is_told_of_every_page_in_order(void **state)
{
    const struct snp_image image = snp_image_default();
    struct decoded d = snp_image_decoded(&image);
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct tdxp_snp_measurement *m;
    struct told told = {.records = 0};

    (void)state;
    options.vcpus = 3;
    m = snp_begin(&d, &options);
    told.result = tdxp_snp_result(m);
    tdxp_snp_listen(m, check_record, &told);
    tdxp_snp_step(m, UINT64_MAX);
    assert_int_equal(told.records, 16 + 9 + 1 + 1 + 1 + 1 + 15 + 3);
    assert_memory_equal(told.last, told.result->digest, sizeof told.last);
    tdxp_snp_free(m);
    decoded_free(&d);
}

/* ---- what is covered ---- */

static void the_whole_file_is_covered_and_memory_by_its_type(void **state)
{
    static const struct {
        uint64_t gpa;
        enum tdxp_cover cover;
        uint64_t last;
    } memory[] = {
        {0, TDXP_COVER_NEVER, 0x7fffff},
        {0x800000, TDXP_COVER_MEASURED, 0x808fff},
        {0x808fff, TDXP_COVER_MEASURED, 0x808fff},
        {0x809000, TDXP_COVER_NEVER, 0x80cfff},
        {0x80d000, TDXP_COVER_LOADED, 0x80efff},
        {0x80f123, TDXP_COVER_MEASURED, 0x81ffff},
        {0x820000, TDXP_COVER_NEVER, PLAN_GPA - 1},
        {PLAN_GPA, TDXP_COVER_MEASURED, 0xffffffff},
        {0x100000000, TDXP_COVER_NEVER, UINT64_MAX},
    };
    const struct snp_image image = snp_image_default();
    struct decoded d = snp_image_decoded(&image);
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct tdxp_snp_measurement *m = snp_begin(&d, &options);
    uint64_t bytes[TDXP_COVERS];
    uint64_t last;

    (void)state;
    assert_int_equal(tdxp_snp_cover(m, 0, &last), TDXP_COVER_MEASURED);
    assert_int_equal(last, PLAN_SIZE);
    assert_int_equal(tdxp_snp_cover(m, PLAN_SIZE - 3, &last), TDXP_COVER_MEASURED);
    assert_int_equal(last, 3);
    assert_int_equal(tdxp_snp_cover(m, PLAN_SIZE, &last), TDXP_COVER_NEVER);
    assert_int_equal(last, UINT64_MAX);
    tdxp_snp_cover_totals(m, bytes);
    assert_int_equal(bytes[TDXP_COVER_MEASURED], PLAN_SIZE);
    assert_int_equal(bytes[TDXP_COVER_LOADED], 0);
    assert_int_equal(bytes[TDXP_COVER_NEVER], 0);
    for (size_t i = 0; i < sizeof memory / sizeof memory[0]; i++) {
        assert_int_equal(tdxp_snp_cover_gpa(m, memory[i].gpa, &last), memory[i].cover);
        assert_int_equal(last, memory[i].last);
    }
    tdxp_snp_free(m);
    options.vmm = TDXP_SNP_GCE;
    m = snp_begin(&d, &options);
    assert_int_equal(tdxp_snp_cover_gpa(m, 0x800000, &last), TDXP_COVER_LOADED);
    tdxp_snp_free(m);
    decoded_free(&d);
}

/* ---- what is refused ---- */

/* Whether a launch of the image is refused for that reason, and whether force measures it. */
static void assert_refused(const struct snp_image *image, struct tdxp_snp_options options, const char *reason,
                           bool force_helps)
{
    struct decoded d = snp_image_decoded(image);

    for (unsigned force = 0; force < 2; force++) {
        struct tdxp_snp_measurement *m;
        const struct tdxp_snp_result *result;

        options.force = force;
        m = snp_begin(&d, &options);
        result = tdxp_snp_result(m);
        tdxp_snp_step(m, UINT64_MAX);
        if (!result->refused || !strstr(result->refused, reason)) {
            fail_msg("'%s' instead of '%s'", result->refused ? result->refused : "not refused", reason);
        }
        assert_int_equal(result->state, force && force_helps ? TDXP_MEASURE_DONE : TDXP_MEASURE_REFUSED);
        assert_true(result->group_count > 0); /* what can be told is told */
        tdxp_snp_free(m);
    }
    decoded_free(&d);
}

static void assert_section_refused(struct snp_section section, const char *reason)
{
    const struct snp_section sections[] = {{0x700000, 0x2000, TDXP_SEV_SNP_SEC_MEM}, section};
    struct snp_image image = snp_image_default();

    image.sections = sections;
    image.count = 2;
    assert_refused(&image, tdxp_snp_options_default(), reason, true);
}

static void sections_that_no_launch_comes_to_are_refused(void **state)
{
    (void)state;
    assert_section_refused((struct snp_section){0x800000, 0x1000, 9},
                           "section 1 has the type 0x9, which is not known; QEMU takes it for zero pages");
    assert_section_refused((struct snp_section){0x800010, 0x1000, 1}, "KVM launches whole pages, not 0x1000 bytes at "
                                                                      "0x800010");
    assert_section_refused((struct snp_section){0x800000, 0x1001, 1}, "KVM launches whole pages");
    assert_section_refused((struct snp_section){0x800000, 0, 1}, "section 1 (SNP_SEC_MEM): KVM refuses a range of no "
                                                                 "pages");
    assert_section_refused((struct snp_section){0x800000, 0x2000, 2}, "how more than one page of it is measured");
    assert_section_refused((struct snp_section){0xfffff000, 0x2000, 1}, "reaches past 4 GiB");
    assert_section_refused((struct snp_section){0x701000, 0x1000, 1}, "section 0 has launched some of these");
    assert_section_refused((struct snp_section){0xffff0000, 0x1000, 1}, "the firmware is there");
}

static void an_image_without_metadata_is_refused(void **state)
{
    struct snp_image image = snp_image_default();

    (void)state;
    image.no_metadata = true;
    assert_refused(&image, tdxp_snp_options_default(), "there is no SEV metadata", true);
}

static void further_vcpus_need_an_address_to_start_at(void **state)
{
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct snp_image image = snp_image_default();
    struct decoded d;

    (void)state;
    for (unsigned zero = 0; zero < 2; zero++) {
        image.no_reset = !zero;
        image.reset = 0;
        options.vcpus = 1;
        assert_refused(&image, options, "no SEV-ES reset block", true);
        options.vcpus = 2;
        assert_refused(&image, options, "no SEV-ES reset block", false);
        options.vcpus = 0;
        d = snp_image_decoded(&image);
        tdxp_snp_free(snp_measure(&d, &options));
        decoded_free(&d);
    }
}

static void hashes_of_a_kernel_need_a_place(void **state)
{
    const struct snp_section two_pages[] = {{0x810000, 0x2000, TDXP_SEV_KERNEL_HASHES}};
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct snp_image image = snp_image_default();

    (void)state;
    options.with_kernel = true;
    image.hashes = 0x810f51;
    assert_refused(&image, options, "would go to 0xf51 in their page, which has no room", false);
    image.hashes = 0;
    assert_refused(&image, options, "does not say where its hashes go", false);
    image.no_hashes = true;
    assert_refused(&image, options, "does not say where its hashes go", false);
    image = snp_image_default();
    image.count = 4;
    assert_refused(&image, options, "there is no section KERNEL_HASHES", true);
    image.sections = two_pages;
    image.count = 1;
    assert_refused(&image, options, "section 0 (KERNEL_HASHES) has 0x2000 bytes", false);
}

static void an_image_that_is_no_whole_pages_is_measured_by_a_given_digest_alone(void **state)
{
    static const uint8_t given[TDXP_SNP_DIGEST_SIZE] = {1};
    const struct snp_image image = snp_image_default();
    uint8_t *bytes = snp_image_bytes(&image);
    struct decoded d = decode_copy(bytes + 5, PLAN_SIZE - 5);
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct tdxp_snp_measurement *m;

    (void)state;
    options.force = true;
    m = snp_begin(&d, &options);
    assert_int_equal(tdxp_snp_result(m)->state, TDXP_MEASURE_REFUSED);
    assert_string_equal(tdxp_snp_result(m)->refused, "the image has 0xfffb bytes, which are no whole pages");
    tdxp_snp_free(m);
    options.force = false;
    options.firmware_digest = given;
    m = snp_measure(&d, &options);
    assert_memory_equal(tdxp_snp_result(m)->firmware_digest, given, sizeof given);
    assert_true(tdxp_snp_result(m)->groups[0].given);
    assert_int_equal(tdxp_snp_result(m)->groups[0].hashed_bytes, 0);
    tdxp_snp_free(m);
    decoded_free(&d);
    free(bytes);
}

/* ---- too much ---- */

static void more_than_the_limit_is_refused_without_hashing(void **state)
{
    struct snp_section endless[600];
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct snp_image image = snp_image_default();
    struct tdxp_measure_match match;
    struct decoded d;

    (void)state;
    options.vcpus = UINT32_MAX;
    assert_refused(&image, options, "bytes would be hashed, which is more than the limit of 0x40000000", false);
    d = snp_image_decoded(&image);
    options.limit = 1 << 20;
    assert_true(tdxp_snp_match(d.fw, &options, (const uint8_t[TDXP_SNP_DIGEST_SIZE]){0}, &match, NULL));
    assert_false(match.found || match.all_tried);
    assert_true(match.tried <= (4 << 20) / TDXP_SNP_RECORD_SIZE);
    decoded_free(&d);
    options.vcpus = 1;
    options.limit = 16 * 4208 + 28 * 112 + 4208;
    d = snp_image_decoded(&image);
    tdxp_snp_free(snp_measure(&d, &options));
    decoded_free(&d);
    options.limit--;
    assert_refused(&image, options, "bytes would be hashed", false);
    options.limit = 0;
    for (unsigned i = 0; i < 600; i++) {
        endless[i] = (struct snp_section){0, 0xfffff000, TDXP_SEV_SNP_SEC_MEM};
    }
    image.sections = endless;
    image.count = 600;
    assert_refused(&image, options, "bytes would be hashed", false);
    d = snp_image_decoded(&image);
    assert_true(tdxp_snp_match(d.fw, &options, (const uint8_t[TDXP_SNP_DIGEST_SIZE]){0}, &match, NULL));
    assert_false(match.found);
    assert_false(match.all_tried);
    decoded_free(&d);
}

/* ---- a value of somebody else ---- */

static void the_launch_with_the_fewest_differences_is_found(void **state)
{
    struct tdxp_snp_options asked = tdxp_snp_options_default();
    struct tdxp_snp_options other = asked;
    const struct snp_image image = snp_image_default();
    struct decoded d = snp_image_decoded(&image);
    struct tdxp_snp_measurement *m;
    struct tdxp_measure_match match;

    (void)state;
    other.vcpus = 512;
    m = snp_measure(&d, &other);
    assert_true(tdxp_snp_match(d.fw, &asked, tdxp_snp_result(m)->digest, &match, NULL));
    assert_string_equal(match.text, "there are 512 vCPUs");
    assert_true(tdxp_snp_match(d.fw, &asked, tdxp_snp_result(m)->before_vmsa, &match, NULL));
    assert_string_equal(match.text, "it ends before the VMSA pages (no vCPU)");
    assert_true(tdxp_snp_match(d.fw, &asked, tdxp_snp_result(m)->firmware_digest, &match, NULL));
    assert_string_equal(match.text, "it ends behind the pages of the firmware, before those of the metadata");
    assert_true(match.found && !match.as_asked);
    tdxp_snp_free(m);
    other.vcpus = 2;
    other.with_kernel = true;
    m = snp_measure(&d, &asked);
    assert_true(tdxp_snp_match(d.fw, &other, tdxp_snp_result(m)->digest, &match, NULL));
    assert_string_equal(match.text, "there is 1 vCPU; the hashes of the kernel are not in it");
    assert_true(tdxp_snp_match(d.fw, &other, (const uint8_t[TDXP_SNP_DIGEST_SIZE]){0}, &match, NULL));
    assert_true(!match.found && match.all_tried && match.tried > 1000);
    tdxp_snp_free(m);
    other.vmm = TDXP_SNP_GCE;
    other.cpu_signature = 0x123;
    m = snp_measure(&d, &other);
    asked.with_kernel = true;
    assert_true(tdxp_snp_match(d.fw, &asked, tdxp_snp_result(m)->digest, &match, NULL));
    assert_string_equal(match.text, "the VMM is Google Compute Engine (gce); there are 2 vCPUs");
    tdxp_snp_free(m);
    decoded_free(&d);
}

static void types_of_vcpus_are_found_by_name_and_signature(void **state)
{
    (void)state;
    assert_string_equal(tdxp_snp_cpu(0)->name, "EPYC");
    assert_null(tdxp_snp_cpu(17));
    assert_string_equal(tdxp_snp_cpu_of(0xa10f10)->name, "EPYC-Genoa");
    assert_null(tdxp_snp_cpu_of(0));
    /* AMD CPUID specification: extended family and model, family 0xf, model, stepping. */
    for (unsigned n = 0; tdxp_snp_cpu(n); n++) {
        assert_int_equal(tdxp_snp_cpu(n)->signature & 0xf00, 0xf00);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_group_tells_its_pages_and_the_digest_behind_them),
        cmocka_unit_test(a_step_does_no_more_than_its_budget_and_a_page),
        cmocka_unit_test(small_steps_come_to_the_same_digest),
        cmocka_unit_test(the_listener_is_told_of_every_page_in_order),
        cmocka_unit_test(the_whole_file_is_covered_and_memory_by_its_type),
        cmocka_unit_test(sections_that_no_launch_comes_to_are_refused),
        cmocka_unit_test(an_image_without_metadata_is_refused),
        cmocka_unit_test(further_vcpus_need_an_address_to_start_at),
        cmocka_unit_test(hashes_of_a_kernel_need_a_place),
        cmocka_unit_test(an_image_that_is_no_whole_pages_is_measured_by_a_given_digest_alone),
        cmocka_unit_test(more_than_the_limit_is_refused_without_hashing),
        cmocka_unit_test(the_launch_with_the_fewest_differences_is_found),
        cmocka_unit_test(types_of_vcpus_are_found_by_name_and_signature),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
