/* Comparing with a value of somebody else: the variant of the launch that gives it is found and named. */
#include "measuring.h"

#include <stdlib.h>
#include <string.h>

static struct tdxp_measure_match match(const struct decoded *d, const struct tdxp_measure_options *options,
                                       const uint8_t *expected)
{
    struct tdxp_measure_match found;
    struct tdxp_error err;

    if (!tdxp_measure_match(d->fw, NULL, options, expected, &found, &err)) {
        fail_msg("%s", err.text);
    }
    return found;
}

/* The value of one launch, looked for from another, is found, and what is said of it holds the words. */
static void assert_named(const struct decoded *d, const struct tdxp_measure_options *launch,
                         const struct tdxp_measure_options *asked, const char *words)
{
    struct tdxp_measurement *m = measure(d, launch);
    struct tdxp_measure_match found = match(d, asked, tdxp_measure_result(m)->mrtd);

    assert_true(found.found);
    assert_false(found.as_asked);
    assert_true(found.all_tried);
    if (!strstr(found.text, words)) {
        fail_msg("\"%s\" is not in \"%s\"", words, found.text);
    }
    tdxp_measure_free(m);
}

static const struct tdxp_measure_options qemu = {.vmm = TDXP_VMM_QEMU, .force = true};
static const struct tdxp_measure_options cloud_hypervisor = {.vmm = TDXP_VMM_CLOUD_HYPERVISOR, .force = true};
static const struct tdxp_measure_options spec = {.vmm = TDXP_VMM_SPEC, .force = true};

static void the_value_of_the_launch_itself_is_found_at_once(void **state)
{
    const struct plan_section sections[] = {SECTION_BFV, SECTION_HOB};
    struct decoded d = measured_image(sections, 2, 1);
    struct tdxp_measurement *m = measure(&d, &qemu);
    struct tdxp_measure_match found = match(&d, &qemu, tdxp_measure_result(m)->mrtd);

    (void)state;
    assert_true(found.found);
    assert_true(found.as_asked);
    assert_int_equal(found.tried, 1);
    assert_string_equal(found.text, "");
    tdxp_measure_free(m);
    decoded_free(&d);
}

static void each_order_is_named(void **state)
{
    const struct plan_section sections[] = {
        SECTION_BFV, {0x1000, 0x2000, 0x1000000, 0x2000, TDXP_SECTION_CFV, 0}, SECTION_HOB};
    struct decoded d = measured_image(sections, 3, 1);

    (void)state;
    for (unsigned order = 0; order < TDXP_ORDERS; order++) {
        for (unsigned asked = 0; asked < TDXP_ORDERS; asked++) {
            const struct tdxp_measure_options a = {.order = (enum tdxp_measure_order)order};
            const struct tdxp_measure_options b = {.order = (enum tdxp_measure_order)asked};
            char words[64];

            snprintf(words, sizeof words, "(order %s)", tdxp_measure_order_name(a.order));
            if (order != asked) {
                assert_named(&d, &a, &b, words);
            }
        }
    }
    decoded_free(&d);
}

static void what_a_vmm_does_with_tails_is_named(void **state)
{
    const struct plan_section sections[] = {
        SECTION_BFV, SECTION_HOB, {0x1000, 0x1000, 0x1000000, 0x2000, TDXP_SECTION_BFV, 1}};
    struct decoded d = measured_image(sections, 3, 1);

    (void)state;
    assert_named(&d, &qemu, &spec, "MemoryDataSize bytes of the file are copied for BFV and CFV, as with QEMU");
    assert_named(&d, &spec, &qemu, "zeros follow RawDataSize bytes");
    decoded_free(&d);
}

static void what_a_vmm_does_with_page_aug_is_named(void **state)
{
    const struct plan_section sections[] = {
        SECTION_BFV, SECTION_HOB, {0, 0, 0x1000000, 0x2000, TDXP_SECTION_PERM_MEM, 2}};
    struct decoded d = measured_image(sections, 3, 1);

    (void)state;
    assert_named(&d, &cloud_hypervisor, &spec, "pages with PAGE.AUG are added");
    assert_named(&d, &spec, &qemu, "pages with PAGE.AUG are not added");
    decoded_free(&d);
}

static void what_a_vmm_does_with_other_attributes_is_named(void **state)
{
    const struct plan_section sections[] = {
        SECTION_BFV, SECTION_HOB, {0x1000, 0x1000, 0x1000000, 0x1000, TDXP_SECTION_CFV, 0x11}};
    struct decoded d = measured_image(sections, 3, 1);

    (void)state;
    assert_named(&d, &cloud_hypervisor, &spec, "only where Attributes is 1 exactly");
    assert_named(&d, &qemu, &cloud_hypervisor, "wherever MR.EXTEND is set");
    decoded_free(&d);
}

static void what_a_vmm_copies_is_named(void **state)
{
    const struct plan_section sections[] = {
        SECTION_BFV, SECTION_HOB, {0x1000, 0x1000, 0x1000000, 0x1000, TDXP_SECTION_PAYLOAD, 1}};
    struct decoded d = measured_image(sections, 3, 1);

    (void)state;
    assert_named(&d, &cloud_hypervisor, &spec, "copied for BFV and CFV alone");
    assert_named(&d, &spec, &cloud_hypervisor, "copied for each section that has any");
    decoded_free(&d);
}

static void several_differences_are_all_named(void **state)
{
    const struct plan_section sections[] = {SECTION_BFV,
                                            SECTION_HOB,
                                            {0x1000, 0x1000, 0x1000000, 0x2000, TDXP_SECTION_BFV, 0x11},
                                            {0, 0, 0x2000000, 0x2000, TDXP_SECTION_PERM_MEM, 2}};
    const struct tdxp_measure_options asked = {.vmm = TDXP_VMM_SPEC, .order = TDXP_ORDER_TWO_PASSES, .force = true};
    struct decoded d = measured_image(sections, 4, 1);

    (void)state;
    assert_named(&d, &cloud_hypervisor, &asked, "(order per-page)");
    assert_named(&d, &cloud_hypervisor, &asked, "; pages with PAGE.AUG are added");
    assert_named(&d, &cloud_hypervisor, &asked, "; pages are extended only where Attributes is 1 exactly");
    decoded_free(&d);
}

/* An image as a build tool leaves it, and as it is when TD_INFO and TD_PARAMS have been filled in. */
static void a_value_from_before_td_info_was_filled_in_is_named(void **state)
{
    const struct plan_section sections[] = {SECTION_BFV,
                                            SECTION_HOB,
                                            {0x9080, 0x300, 0, 0, TDXP_SECTION_TD_INFO, 0},
                                            {0xa000, 0x400, 0, 0, TDXP_SECTION_TD_PARAMS, 0}};
    struct decoded filled = measured_image(sections, 4, 1);
    uint8_t *bytes = exact_copy(tdxp_image_bytes(filled.image)->data, PLAN_SIZE);
    struct tdxp_measurement *m;
    struct tdxp_measure_match found;
    struct decoded blank;

    (void)state;
    memset(bytes + 0x9080, 0, 0x300);
    memset(bytes + 0xa000, 0, 0x400);
    blank = decode_taken(bytes, PLAN_SIZE);
    m = measure(&blank, &qemu);
    found = match(&filled, &qemu, tdxp_measure_result(m)->mrtd);
    assert_true(found.found);
    assert_string_equal(found.text, "the bytes of TD_INFO and TD_PARAMS are zeros, as before they were filled in");
    tdxp_measure_free(m);
    decoded_free(&blank);
    decoded_free(&filled);
}

static void a_value_without_the_pages_of_td_info_is_named(void **state)
{
    const struct plan_section sections[] = {
        SECTION_BFV, SECTION_HOB, {0x9000, 0x100, 0x1000000, 0x1000, TDXP_SECTION_TD_INFO, 0}};
    struct decoded d = measured_image(sections, 3, 1);
    struct tdxp_measurement *m = measure(&d, &qemu);
    struct tdxp_measure_match found;

    (void)state;
    /* TD_INFO comes last: up to the section before it, the digest is that of an image without it. */
    found = match(&d, &qemu, tdxp_measure_result(m)->sections[1].digest);
    assert_true(found.found);
    assert_string_equal(found.text, "TD_INFO and TD_PARAMS are passed over");
    tdxp_measure_free(m);
    decoded_free(&d);
}

static void a_value_of_no_launch_is_not_found(void **state)
{
    static const uint8_t zeros[TDXP_MRTD_SIZE];
    const struct plan_section sections[] = {SECTION_BFV, SECTION_HOB};
    struct decoded d = measured_image(sections, 2, 1);
    struct tdxp_measure_match found = match(&d, &qemu, zeros);

    (void)state;
    assert_false(found.found);
    assert_true(found.all_tried);
    assert_int_equal(found.tried, TDXP_ORDERS); /* nothing else makes a difference here */
    assert_string_equal(found.text, "");
    decoded_free(&d);
}

static void the_limit_bounds_the_search(void **state)
{
    static const uint8_t zeros[TDXP_MRTD_SIZE];
    const struct plan_section huge[] = {
        SECTION_BFV, SECTION_HOB, {0, 0, 0x1000000, UINT64_C(1) << 40, TDXP_SECTION_TEMP_MEM, 1}};
    const struct plan_section sections[] = {SECTION_BFV, SECTION_HOB};
    const struct tdxp_measure_options tight = {.limit = 0x4000}; /* four times that is one launch and a bit */
    struct decoded d = measured_image(huge, 3, 1);
    struct tdxp_measure_match found = match(&d, &qemu, zeros);

    (void)state;
    assert_false(found.found);
    assert_false(found.all_tried);
    assert_int_equal(found.tried, 0);
    decoded_free(&d);
    d = measured_image(sections, 2, 1);
    found = match(&d, &tight, zeros);
    assert_false(found.all_tried);
    assert_int_equal(found.tried, 1);
    decoded_free(&d);
}

static void an_image_without_descriptor_matches_nothing(void **state)
{
    static const uint8_t zeros[TDXP_MRTD_SIZE];
    struct plan plan = plan_default();
    struct tdxp_measure_match found;
    struct decoded d;

    (void)state;
    plan.no_descriptor = plan.no_guid = plan.no_table = plan.no_legacy = true;
    d = decode_plan(&plan);
    found = match(&d, &qemu, zeros);
    assert_false(found.found);
    assert_int_equal(found.tried, 0);
    decoded_free(&d);
}

static void a_value_is_read_in_either_case_and_nothing_else_is(void **state)
{
    char text[2 * TDXP_MRTD_SIZE + 2];
    uint8_t digest[TDXP_MRTD_SIZE];
    char again[TDXP_MRTD_TEXT];

    (void)state;
    for (unsigned i = 0; i < TDXP_MRTD_SIZE; i++) {
        snprintf(text + 2 * i, 3, i % 2 ? "%02x" : "%02X", (i * 37 + 5) & 0xff);
    }
    assert_true(tdxp_mrtd_parse(text, digest));
    assert_int_equal(digest[2], (2 * 37 + 5) & 0xff);
    tdxp_mrtd_format(digest, again);
    assert_int_equal(strlen(again), 96);
    for (unsigned i = 0; i < 96; i++) {
        assert_true(again[i] == text[i] || again[i] == text[i] + ('a' - 'A'));
    }
    text[96] = '0';
    text[97] = '\0';
    assert_false(tdxp_mrtd_parse(text, digest));
    text[95] = '\0';
    assert_false(tdxp_mrtd_parse(text, digest));
    assert_false(tdxp_mrtd_parse("", digest));
    text[95] = 'g';
    text[96] = '\0';
    assert_false(tdxp_mrtd_parse(text, digest));
    assert_int_equal(digest[2], (2 * 37 + 5) & 0xff);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_value_of_the_launch_itself_is_found_at_once),
        cmocka_unit_test(each_order_is_named),
        cmocka_unit_test(what_a_vmm_does_with_tails_is_named),
        cmocka_unit_test(what_a_vmm_does_with_page_aug_is_named),
        cmocka_unit_test(what_a_vmm_does_with_other_attributes_is_named),
        cmocka_unit_test(what_a_vmm_copies_is_named),
        cmocka_unit_test(several_differences_are_all_named),
        cmocka_unit_test(a_value_from_before_td_info_was_filled_in_is_named),
        cmocka_unit_test(a_value_without_the_pages_of_td_info_is_named),
        cmocka_unit_test(a_value_of_no_launch_is_not_found),
        cmocka_unit_test(the_limit_bounds_the_search),
        cmocka_unit_test(an_image_without_descriptor_matches_nothing),
        cmocka_unit_test(a_value_is_read_in_either_case_and_nothing_else_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
