/* The report at a glance, as text and as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report_image.h"

static const struct small_section sound[] = {
    {0x2000, 0x2000, 0xffffe000, 0x2000, TDXP_SECTION_BFV, 1},
    {0, 0, 0x800000, 0x2000, TDXP_SECTION_TD_HOB, 0},
};

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part)) {
        print_error("not found: '%s' in\n%s\n", part, text);
        fail();
    }
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part)) {
        print_error("found: '%s' in\n%s\n", part, text);
        fail();
    }
}

static void a_sound_image_is_shown_without_a_warning(void **state)
{
    struct small small = small_new("sound.fd", sound, 2, NULL, 0);
    char *text = info_text(&small, false);

    (void)state;
    assert_has(text, "Image         sound.fd\n");
    assert_has(text, "Size          0x4000 (16.0 KiB)\n");
    assert_has(text, "* legacy offset       0x3fe0   0x1010  taken: 0x1010\n");
    assert_has(text, "  signature scan           -        -  0x1010\n");
    assert_has(text, "0 BFV    0x2000  0x2000 0xffffe000     0x2000 0xffffffff MR.EXTEND\n");
    assert_has(text, "1 TD_HOB    0x0     0x0   0x800000     0x2000   0x801fff -\n");
    assert_lacks(text, "! ");
    free(text);
    small_free(&small);
}

static void no_line_is_wider_than_80_columns_or_ends_in_a_space(void **state)
{
    const struct small_section sections[] = {
        {0xcaf000, 0x351000, 0xffcaf000, 0x351000, TDXP_SECTION_BFV, 1},
        {0, 0, 0x860000, 0x2000000, TDXP_SECTION_PAYLOAD_PARAM, 2},
        {0x3000, 0x8000, 0xfffff000, 0x1000, 9, 0},
    };
    struct small small = small_new("wide", sections, 3, NULL, 0);
    char *text = info_text(&small, false);

    (void)state;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        assert_in_range(strlen(line), 1, 80);
        assert_int_not_equal(line[strlen(line) - 1], ' ');
    }
    free(text);
    small_free(&small);
}

static void a_section_past_the_end_of_the_file_is_marked_below_its_row(void **state)
{
    const struct small_section sections[] = {
        {0x3000, 0x2000, 0xfffff000, 0x2000, TDXP_SECTION_BFV, 1},
    };
    struct small small = small_new("cut", sections, 1, NULL, 0);
    char *text = info_text(&small, false);
    json_t *report = info_json(&small);
    const json_t *section = json_array_get(json_object_get(json_object_get(report, "tdvf"), "sections"), 0);

    (void)state;
    assert_has(text, "MR.EXTEND\n    ! RawDataSize claims 0x2000 bytes from 0x3000, ");
    assert_string_equal(member(section, NULL, "raw_data_size"), "0x2000");
    assert_string_equal(member(section, NULL, "raw_data_present"), "0x1000");
    assert_string_equal(member(json_array_get(json_object_get(section, "problems"), 0), NULL, "path"),
                        "contents/section[0]");
    json_decref(report);
    free(text);
    small_free(&small);
}

static void reserved_types_and_attributes_are_shown_with_their_numbers(void **state)
{
    const struct small_section sections[] = {
        {0, 0, 0x1000, 0x1000, 9, 0},
        {0, 0, 0x3000, 0x1000, UINT32_MAX, 0x80000003},
    };
    struct small small = small_new("reserved", sections, 2, NULL, 0);
    char *text = info_text(&small, false);
    json_t *report = info_json(&small);
    const json_t *array = json_object_get(json_object_get(report, "tdvf"), "sections");
    const json_t *last = json_array_get(array, 1);

    (void)state;
    assert_has(text, "reserved (0x9) ");
    assert_has(text, "reserved (0xffffffff) ");
    assert_has(text, "MR.EXTEND PAGE.AUG 0x80000000\n");
    assert_int_equal(json_integer_value(json_object_get(last, "type")), UINT32_MAX);
    assert_string_equal(member(last, NULL, "type_name"), "reserved");
    assert_string_equal(member(last, NULL, "attributes"), "0x80000003");
    assert_int_equal(json_array_size(json_object_get(last, "attribute_names")), 2);
    json_decref(report);
    free(text);
    small_free(&small);
}

static void overlapping_and_wrapping_sections_are_named(void **state)
{
    const struct small_section sections[] = {
        {0, 0, 0x1000, 0x3000, TDXP_SECTION_TEMP_MEM, 0},
        {0, 0, 0x3000, 0x1000, TDXP_SECTION_TD_HOB, 0},
        {0, 0, UINT64_MAX - 0xfff, 0x2000, TDXP_SECTION_TEMP_MEM, 0},
    };
    struct small small = small_new("overlap", sections, 3, NULL, 0);
    char *text = info_text(&small, false);

    (void)state;
    assert_has(text, "! overlaps section 1 (TD_HOB) in guest memory\n");
    assert_has(text, "! overlaps section 0 (TempMem) in guest memory\n");
    assert_has(text, "! MemoryAddress + MemoryDataSize exceeds 64 bits\n");
    free(text);
    small_free(&small);
}

static void a_volume_that_the_bios_mapping_has_elsewhere_is_named(void **state)
{
    const struct small_section sections[] = {
        {0x2000, 0x1000, 0xffffc000, 0x1000, TDXP_SECTION_BFV, 1},
    };
    struct small small = small_new("shifted", sections, 1, NULL, 0);
    char *text = info_text(&small, false);

    (void)state;
    assert_has(text, "! the BIOS mapping has the byte at DataOffset at 0xffffe000\n");
    free(text);
    small_free(&small);
}

static void wrong_header_fields_are_shown_with_what_they_should_be(void **state)
{
    const struct small_patch patches[] = {{SMALL_DESCRIPTOR + 4, 0x20}, {SMALL_DESCRIPTOR + 8, 7}};
    struct small small = small_new("header", sound, 2, patches, 2);
    char *text = info_text(&small, false);
    json_t *report = info_json(&small);

    (void)state;
    assert_has(text, "Version 7, Length 0x20\n");
    assert_has(text, "! Length: 2 section entries make a length of 0x50\n");
    assert_has(text, "! Version: ");
    assert_string_equal(member(report, "tdvf", "version"), "0x7");
    assert_string_equal(member(report, "tdvf", "length"), "0x20");
    json_decref(report);
    free(text);
    small_free(&small);
}

static void a_count_beyond_the_file_shows_the_entries_that_are_there(void **state)
{
    const struct small_patch patches[] = {{SMALL_DESCRIPTOR + 12, UINT32_MAX}};
    struct small small = small_new("count", sound, 2, patches, 1);
    char *text = info_text(&small, false);
    json_t *report = info_json(&small);
    const json_t *tdvf = json_object_get(report, "tdvf");

    (void)state;
    assert_has(text, "NumberOfSectionEntry 4294967295, 383 in the file\n");
    assert_int_equal(json_integer_value(json_object_get(tdvf, "number_of_section_entry")), UINT32_MAX);
    assert_int_equal(json_integer_value(json_object_get(tdvf, "sections_present")), 383);
    assert_int_equal(json_array_size(json_object_get(tdvf, "sections")), 383);
    json_decref(report);
    free(text);
    small_free(&small);
}

static void without_a_descriptor_the_report_says_so_and_tdvf_is_null(void **state)
{
    const struct small_patch patches[] = {{SMALL_DESCRIPTOR, 0}, {SMALL_SIZE - 0x20, 0}};
    struct small small = small_new("none", sound, 2, patches, 2);
    char *text = info_text(&small, false);
    json_t *report = info_json(&small);

    (void)state;
    assert_has(text, "No TDX descriptor");
    assert_true(json_is_null(json_object_get(report, "tdvf")));
    assert_true(json_is_null(json_object_get(report, "guest_memory")));
    assert_true(json_is_null(json_object_get(report, "guid_table")));
    assert_int_equal(json_array_size(json_object_get(report, "lookups")), TDXP_METHODS);
    json_decref(report);
    free(text);
    small_free(&small);
}

static void json_has_addresses_as_strings_and_indexes_as_numbers(void **state)
{
    struct small small = small_new("sound.fd", sound, 2, NULL, 0);
    json_t *report = info_json(&small);
    const json_t *tdvf = json_object_get(report, "tdvf");
    const json_t *bfv = json_array_get(json_object_get(tdvf, "sections"), 0);

    (void)state;
    assert_string_equal(member(report, "image", "size"), "0x4000");
    assert_int_equal(strlen(member(report, "image", "sha256")), 64);
    assert_string_equal(member(report, "tdvf", "located_by"), "legacy-offset");
    assert_string_equal(member(report, "tdvf", "offset"), "0x1010");
    assert_string_equal(member(report, "tdvf", "length"), "0x50");
    assert_int_equal(json_integer_value(json_object_get(bfv, "index")), 0);
    assert_true(json_is_integer(json_object_get(bfv, "type")));
    assert_string_equal(member(bfv, NULL, "type_name"), "BFV");
    assert_string_equal(member(bfv, NULL, "data_offset"), "0x2000");
    assert_string_equal(member(bfv, NULL, "memory_address"), "0xffffe000");
    assert_string_equal(member(bfv, NULL, "memory_data_size"), "0x2000");
    assert_string_equal(member(bfv, NULL, "memory_last"), "0xffffffff");
    assert_string_equal(member(bfv, NULL, "attributes"), "0x1");
    json_decref(report);
    small_free(&small);
}

static void the_hash_is_that_of_the_bytes(void **state)
{
    uint8_t *bytes = malloc(3);
    struct tdxp_error err;
    struct small small;
    json_t *report;

    (void)state;
    assert_non_null(bytes);
    memcpy(bytes, "abc", 3);
    small.image = tdxp_image_from_memory("abc", bytes, 3, &err);
    small.firmware = tdxp_firmware_decode(small.image, &err);
    assert_non_null(small.firmware);
    report = info_json(&small);
    /* FIPS 180-2, appendix B.1 */
    assert_string_equal(member(report, "image", "sha256"),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    json_decref(report);
    small_free(&small);
}

static void the_name_of_an_image_cannot_control_the_terminal(void **state)
{
    struct small small = small_new("a\033[31m\xff\xc3\xa9\xe2\x80\xae", sound, 2, NULL, 0);
    char *ascii = info_text(&small, false);
    char *utf8 = info_text(&small, true);
    json_t *report = info_json(&small);

    (void)state;
    assert_has(ascii, "Image         a\\x1b[31m\\xff\\xc3\\xa9\\xe2\\x80\\xae\n");
    assert_has(utf8, "Image         a\\x1b[31m\\xff\xc3\xa9\\u{202e}\n");
    assert_string_equal(member(report, "image", "name"), "a\\x1b[31m\\xff\xc3\xa9\\u{202e}");
    json_decref(report);
    free(ascii);
    free(utf8);
    small_free(&small);
}

static void a_valid_name_comes_back_from_json_unchanged(void **state)
{
    struct small small = small_new("a\\b \"\xc3\xa9\" \n\xe2\x80\xae", sound, 2, NULL, 0);
    json_t *report = info_json(&small);

    (void)state;
    assert_string_equal(member(report, "image", "name"), "a\\b \"\xc3\xa9\" \n\xe2\x80\xae");
    json_decref(report);
    small_free(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_image_is_shown_without_a_warning),
        cmocka_unit_test(no_line_is_wider_than_80_columns_or_ends_in_a_space),
        cmocka_unit_test(a_section_past_the_end_of_the_file_is_marked_below_its_row),
        cmocka_unit_test(reserved_types_and_attributes_are_shown_with_their_numbers),
        cmocka_unit_test(overlapping_and_wrapping_sections_are_named),
        cmocka_unit_test(a_volume_that_the_bios_mapping_has_elsewhere_is_named),
        cmocka_unit_test(wrong_header_fields_are_shown_with_what_they_should_be),
        cmocka_unit_test(a_count_beyond_the_file_shows_the_entries_that_are_there),
        cmocka_unit_test(without_a_descriptor_the_report_says_so_and_tdvf_is_null),
        cmocka_unit_test(json_has_addresses_as_strings_and_indexes_as_numbers),
        cmocka_unit_test(the_hash_is_that_of_the_bytes),
        cmocka_unit_test(the_name_of_an_image_cannot_control_the_terminal),
        cmocka_unit_test(a_valid_name_comes_back_from_json_unchanged),
    };

    return cmocka_run_group_tests_name("report: info", tests, NULL, NULL);
}
