/* What a file seems to be as a whole. */
#include "capsule.h"
#include "programs.h"
#include "support.h"
#include "tdxplore/check.h"

#include <stdlib.h>
#include <string.h>

/* The kind of a file, by its key. Takes over bytes. */
static void assert_kind(uint8_t *bytes, size_t size, const char *expected)
{
    struct decoded d = decode_taken(bytes, size);

    assert_string_equal(d.fw->kind->key, expected);
    assert_string_equal(tdxp_tree_root(d.fw->tree)->note, d.fw->kind->name);
    assert_ptr_equal(tdxp_tree_root(d.fw->tree)->doc, &d.fw->kind->doc);
    assert_null(d.fw->inner);
    assert_sound(&d);
    decoded_free(&d);
}

static void put_variables_volume(uint8_t *at, uint64_t length)
{
    static const struct tdxp_guid variables =
        TDXP_GUID(0xfff12b8d, 0x7696, 0x4c8b, 0xa9, 0x85, 0x27, 0x47, 0x07, 0x5b, 0x4f, 0x50);

    put_volume_header(at, length);
    memcpy(at + 0x10, variables.bytes, sizeof variables.bytes);
}

/* An image with the table that OVMF has, and no TDX metadata. */
static struct plan plan_of_ovmf(void)
{
    static const uint8_t address[4] = {0x04, 0xb0, 0x80, 0};
    static const struct plan_entry entry = {
        TDXP_GUID(0x00f771de, 0x1a7e, 0x4fcb, 0x89, 0x0e, 0x68, 0xc7, 0x7e, 0x2f, 0xb4, 0x4e), address, sizeof address};
    struct plan plan = plan_default();

    plan.no_descriptor = plan.no_guid = plan.no_tdx_entry = plan.no_legacy = true;
    plan.entries = &entry;
    plan.entry_count = 1;
    return plan;
}

/* ---- complete images ---- */

static void image_whose_legacy_offset_leads_to_the_descriptor_is_as_td_shim_has_it(void **state)
{
    struct plan plan = plan_default();

    (void)state;
    assert_kind(plan_bytes(&plan), PLAN_SIZE, "td-shim");
    assert_kind(sample_bytes(), 16 << 20, "td-shim");
}

static void other_image_with_a_descriptor_is_a_tdx_image(void **state)
{
    struct plan plan = plan_default();

    (void)state;
    plan.no_legacy = true;
    assert_kind(plan_bytes(&plan), PLAN_SIZE, "tdx");
    plan.no_table = true;
    assert_kind(plan_bytes(&plan), PLAN_SIZE, "tdx");
}

static void image_with_variables_code_and_table_is_ovmf(void **state)
{
    struct plan plan = plan_of_ovmf();
    uint8_t *bytes = plan_bytes(&plan);
    uint8_t *with_metadata;

    (void)state;
    put_variables_volume(bytes, 0x8000);
    put_volume_header(bytes + 0x8000, 0x8000);
    assert_kind(bytes, PLAN_SIZE, "ovmf");
    plan = plan_default();
    plan.no_legacy = true;
    with_metadata = plan_bytes(&plan);
    put_variables_volume(with_metadata, 0x4000);
    put_volume_header(with_metadata + 0x8000, 0x7000);
    assert_kind(with_metadata, PLAN_SIZE, "ovmf");
}

/* ---- parts ---- */

static void code_without_variables_is_ovmf_code(void **state)
{
    struct plan plan = plan_of_ovmf();
    uint8_t *bytes = plan_bytes(&plan);

    (void)state;
    put_volume_header(bytes, 0x8000);
    assert_kind(bytes, PLAN_SIZE, "ovmf-code");
}

/* An image whose BFV ends 0x4000 bytes past its end, and whose CFV begins it and is as long as given. */
static struct decoded decode_later_part(uint32_t cfv)
{
    const struct plan_section sections[] = {
        {0x4000, 0x10000, PLAN_GPA, 0x10000, TDXP_SECTION_BFV, TDXP_ATTRIBUTE_MR_EXTEND},
        {0x0, cfv, PLAN_GPA - 0x4000, 0x4000, TDXP_SECTION_CFV, 0},
    };
    struct plan plan = plan_default();

    plan.sections = sections;
    plan.section_count = 2;
    plan.no_legacy = true;
    return decode_plan(&plan);
}

static void image_whose_metadata_lacks_its_front_is_ovmf_code(void **state)
{
    struct decoded d = decode_later_part(0x4000);

    (void)state;
    assert_int_equal(d.fw->missing_front, 0x4000);
    assert_string_equal(d.fw->kind->key, "ovmf-code");
    decoded_free(&d);
}

static void metadata_past_the_end_that_no_front_explains_is_not_missing_one(void **state)
{
    struct decoded d = decode_later_part(0x3000);

    (void)state;
    assert_int_equal(d.fw->missing_front, 0);
    assert_string_equal(d.fw->kind->key, "tdx");
    decoded_free(&d);
}

static void volume_of_variables_alone_is_a_variable_store_and_not_mapped_at_4_gib(void **state)
{
    uint8_t *bytes = calloc(1, 0x1000);
    struct tdxp_gpa gpa;
    struct decoded d;

    (void)state;
    put_variables_volume(bytes, 0x800);
    put_variables_volume(bytes + 0x800, 0x800);
    d = decode_copy(bytes, 0x1000);
    assert_false(tdxp_gpa_of_offset(d.fw, 0, &gpa));
    assert_no_node(&d, "reset-vector");
    assert_no_node(&d, "legacy-offset");
    decoded_free(&d);
    assert_kind(bytes, 0x1000, "ovmf-vars");
}

static void volume_alone_is_told_from_a_file_with_volumes(void **state)
{
    uint8_t *bytes = calloc(1, 0x1000);
    uint8_t *two = calloc(1, 0x1000);
    uint8_t *inside = calloc(1, 0x1000);

    (void)state;
    put_volume_header(bytes, 0x1000);
    assert_kind(bytes, 0x1000, "volume");
    put_volume_header(two, 0x800);
    put_volume_header(two + 0x800, 0x800);
    assert_kind(two, 0x1000, "volumes");
    put_volume_header(inside + 0x100, 0x800);
    assert_kind(inside, 0x1000, "volumes");
}

static void volumes_without_a_descriptor_are_found_and_shown(void **state)
{
    uint8_t *bytes = calloc(1, 0x2000);
    struct decoded d;

    (void)state;
    put_variables_volume(bytes, 0x800);
    put_volume_header(bytes + 0x1000, 0x800);
    d = decode_taken(bytes, 0x2000);
    assert_range(&d, "volumes/volume[0]", 0, 0x800);
    assert_range(&d, "volumes/volume[1]", 0x1000, 0x800);
    decoded_free(&d);
}

/* ---- envelopes and other formats ---- */

static void capsule_is_one_and_so_is_what_it_carries_something(void **state)
{
    struct plan plan = plan_default();
    uint8_t *image = plan_bytes(&plan);
    struct capsule_plan envelope = {.image = image, .size = PLAN_SIZE, .fmp = true};
    size_t size;
    size_t start;
    uint8_t *bytes = capsule_bytes(&envelope, &size, &start);
    struct decoded d = decode_taken(bytes, size);

    (void)state;
    assert_string_equal(d.fw->kind->key, "capsule");
    assert_string_equal(d.fw->inner->key, "td-shim");
    assert_string_equal(tdxp_tree_root(d.fw->tree)->note, "UEFI capsule: image as td-shim has it");
    decoded_free(&d);
    free(image);
}

static void formats_with_a_signature_of_their_own_are_known_by_it(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *kind;
    } cases[] = {
        {"IGVM\1\0\0\0", 8, "igvm"},
        {"QFI\xfb\0\0\0\3", 8, "qcow2"},
        {"\x7f"
         "ELF\2\1\1\0",
         8, "elf"},
        {"IGV\0", 4, "unknown"},
        {"MZ", 2, "unknown"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t more = 0; more < 0x1000; more += 0xff0) {
            uint8_t *bytes = calloc(1, cases[i].size + more);

            memcpy(bytes, cases[i].bytes, cases[i].size);
            assert_kind(bytes, cases[i].size + more, cases[i].kind);
        }
    }
}

/* Whether there is a way to a descriptor is asked of files that could be images: a table at the end may make it one. */
static void a_program_is_searched_for_a_descriptor_only_where_a_table_leads_to_one(void **state)
{
    uint8_t program[PROGRAM_ROOM] = {0};
    size_t size = make_elf64(program);
    struct plan plan = plan_of_ovmf();
    struct tdxp_check_result *result;
    struct decoded d;
    uint8_t *bytes;

    (void)state;
    d = decode_copy(program, size);
    assert_no_node(&d, "locate");
    result = tdxp_check(d.fw, NULL);
    assert_non_null(result);
    tdxp_check_free(result);
    decoded_free(&d);
    bytes = plan_bytes(&plan);
    memcpy(bytes, program, size);
    d = decode_taken(bytes, PLAN_SIZE);
    assert_string_equal(d.fw->kind->key, "elf");
    assert_non_null(tdxp_tree_find(d.fw->tree, "locate/guid-table"));
    result = tdxp_check(d.fw, NULL);
    assert_non_null(result);
    assert_true(result->count > 0);
    tdxp_check_free(result);
    decoded_free(&d);
}

static void pe_file_is_known_by_both_of_its_headers(void **state)
{
    uint8_t bytes[0x100] = {'M', 'Z'};

    (void)state;
    put_uint(bytes + 0x3c, 4, 0x80);
    memcpy(bytes + 0x80, "PE\0", 4);
    assert_kind(exact_copy(bytes, sizeof bytes), sizeof bytes, "pe");
    put_uint(bytes + 0x3c, 4, UINT32_MAX);
    assert_kind(exact_copy(bytes, sizeof bytes), sizeof bytes, "unknown");
}

static void bios_is_known_by_the_jump_at_its_end(void **state)
{
    uint8_t *bytes = calloc(1, 0x10000);

    (void)state;
    assert_kind(exact_copy(bytes, 0x10000), 0x10000, "unknown");
    bytes[0xfff0] = 0xea;
    assert_kind(exact_copy(bytes, 0x10000), 0x10000, "bios");
    assert_kind(exact_copy(bytes + 8, 0xfff8), 0xfff8, "unknown");
    free(bytes);
}

static void file_of_nothing_that_is_known_is_unknown(void **state)
{
    (void)state;
    assert_kind(exact_copy((const uint8_t *)"x", 1), 1, "unknown");
    assert_kind(exact_copy((const uint8_t *)"some text that is long enough\n", 30), 30, "unknown");
}

/* ---- real files ---- */

static void files_of_the_ovmf_package_are_what_they_are(void **state)
{
    static const struct {
        const char *path, *kind;
    } cases[] = {
        {"/usr/share/ovmf/OVMF.fd", "ovmf"},
        {"/usr/share/OVMF/OVMF_CODE.fd", "ovmf-code"},
        {"/usr/share/OVMF/OVMF_CODE.secboot.fd", "ovmf-code"},
        {"/usr/share/OVMF/OVMF_CODE_4M.fd", "ovmf-code"},
        {"/usr/share/OVMF/OVMF_CODE_4M.secboot.fd", "ovmf-code"},
        {"/usr/share/OVMF/OVMF_VARS.fd", "ovmf-vars"},
        {"/usr/share/OVMF/OVMF_VARS.ms.fd", "ovmf-vars"},
        {"/usr/share/OVMF/OVMF_VARS_4M.fd", "ovmf-vars"},
        {"/usr/share/OVMF/OVMF_VARS_4M.snakeoil.fd", "ovmf-vars"},
    };
    bool any = false;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t size;
        uint8_t *bytes = file_bytes(cases[i].path, &size);

        if (bytes) {
            assert_kind(bytes, size, cases[i].kind);
            any = true;
        }
    }
    if (!any) {
        skip();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(image_whose_legacy_offset_leads_to_the_descriptor_is_as_td_shim_has_it),
        cmocka_unit_test(other_image_with_a_descriptor_is_a_tdx_image),
        cmocka_unit_test(image_with_variables_code_and_table_is_ovmf),
        cmocka_unit_test(code_without_variables_is_ovmf_code),
        cmocka_unit_test(image_whose_metadata_lacks_its_front_is_ovmf_code),
        cmocka_unit_test(metadata_past_the_end_that_no_front_explains_is_not_missing_one),
        cmocka_unit_test(volume_of_variables_alone_is_a_variable_store_and_not_mapped_at_4_gib),
        cmocka_unit_test(volume_alone_is_told_from_a_file_with_volumes),
        cmocka_unit_test(volumes_without_a_descriptor_are_found_and_shown),
        cmocka_unit_test(capsule_is_one_and_so_is_what_it_carries_something),
        cmocka_unit_test(formats_with_a_signature_of_their_own_are_known_by_it),
        cmocka_unit_test(a_program_is_searched_for_a_descriptor_only_where_a_table_leads_to_one),
        cmocka_unit_test(pe_file_is_known_by_both_of_its_headers),
        cmocka_unit_test(bios_is_known_by_the_jump_at_its_end),
        cmocka_unit_test(file_of_nothing_that_is_known_is_unknown),
        cmocka_unit_test(files_of_the_ovmf_package_are_what_they_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
