/* IGVM files: recognised, their headers listed and summed, and nothing in them leads a reader astray. */
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { FILE_SIZE = 0x200, FIXED = 24, FIXED2 = 32 };

struct header {
    uint32_t type, length;
};

/* A platform, a page, and one of a type that a loader may pass over. */
static const struct header usual[] = {{0x1, 16}, {0x302, 20}, {0x80000999, 0}};

/* Variable headers one behind the other; returns how many bytes they take. */
static uint32_t put_headers(uint8_t *at, const struct header *headers, uint32_t count)
{
    uint32_t size = 0;

    for (uint32_t i = 0; i < count; i++) {
        put_uint(at + size, 4, headers[i].type);
        put_uint(at + size + 4, 4, headers[i].length);
        memset(at + size + 8, 0x11, headers[i].length);
        size += 8 + (headers[i].length + 7) / 8 * 8;
    }
    return size;
}

static void put_fixed(uint8_t *at, uint32_t version, uint32_t fixed, uint32_t variable)
{
    memcpy(at, "IGVM", 4);
    put_uint(at + 4, 4, version);
    put_uint(at + 8, 4, fixed);
    put_uint(at + 12, 4, variable);
    put_uint(at + 16, 4, FILE_SIZE);
    put_uint(at + 20, 4, 0);
    put_uint(at + 20, 4, crc32_z(0, at, fixed + variable));
}

static uint8_t *usual_bytes(uint32_t version)
{
    uint32_t fixed = version == 2 ? FIXED2 : FIXED;
    uint8_t *bytes = calloc(1, FILE_SIZE);

    assert_non_null(bytes);
    if (version == 2) {
        put_uint(bytes + 28, 4, 0x1000);
    }
    put_fixed(bytes, version, fixed, put_headers(bytes + fixed, usual, 3));
    return bytes;
}

/* ---- what is there ---- */

static void headers_are_listed_by_type_and_length(void **state)
{
    struct decoded d = decode_taken(usual_bytes(1), FILE_SIZE);

    (void)state;
    assert_range(&d, "igvm", 0, FILE_SIZE);
    assert_string_equal(node_at(&d, "igvm")->note, "version 1");
    assert_range(&d, "igvm/header", 0, FIXED);
    assert_value(&d, "igvm/header/magic", "\"IGVM\"");
    assert_leads_to_bytes(&d, "igvm/header/variable_header_offset", FIXED, 24 + 32 + 8);
    assert_string_equal(node_at(&d, "igvm/header/checksum")->note, "right");
    assert_range(&d, "igvm/variables", FIXED, 24 + 32 + 8);
    assert_string_equal(node_at(&d, "igvm/variables")->note, "3");
    assert_string_equal(node_at(&d, "igvm/variables/variable[0]")->name, "IGVM_VHT_SUPPORTED_PLATFORM");
    assert_range(&d, "igvm/variables/variable[1]", FIXED + 24, 28);
    assert_range(&d, "igvm/variables/variable[1]/content", FIXED + 32, 20);
    assert_range(&d, "igvm/variables/variable[2]", FIXED + 56, 8);
    assert_no_node(&d, "igvm/variables/variable[2]/content");
    assert_number(&d, "igvm/variables/variable[2]/typ/optional", 1);
    assert_marks(&d, "igvm/variables/variable[2]/typ", TDXP_MARK_RESERVED);
    assert_range(&d, "igvm/data", FIXED + 64, FILE_SIZE - FIXED - 64);
    assert_marks(&d, "igvm/header/total_file_size", 0);
    assert_no_node(&d, "igvm/header/page_size");
    assert_sound(&d);
    decoded_free(&d);
}

static void version_2_has_two_fields_more(void **state)
{
    struct decoded d = decode_taken(usual_bytes(2), FILE_SIZE);

    (void)state;
    assert_range(&d, "igvm/header", 0, FIXED2);
    assert_value(&d, "igvm/header/architecture", "0 (X64)");
    assert_value(&d, "igvm/header/page_size", "0x1000");
    assert_string_equal(node_at(&d, "igvm/header/checksum")->note, "right");
    assert_sound(&d);
    decoded_free(&d);
}

static void other_files_are_no_igvm_files(void **state)
{
    uint8_t *bytes = usual_bytes(1);
    struct decoded d;

    (void)state;
    bytes[3] = 'm';
    d = decode_taken(bytes, FILE_SIZE);
    assert_no_node(&d, "igvm");
    decoded_free(&d);
    bytes = usual_bytes(1);
    d = decode_copy(bytes, FIXED - 1);
    assert_no_node(&d, "igvm");
    decoded_free(&d);
    d = decode_copy(bytes, FIXED);
    assert_range(&d, "igvm/header", 0, FIXED);
    assert_no_node(&d, "igvm/variables");
    assert_sound(&d);
    decoded_free(&d);
    free(bytes);
}

/* ---- what is wrong ---- */

static void values_that_cannot_be_are_marked(void **state)
{
    static const struct {
        const char *path;
        size_t at;
        uint32_t value;
    } faults[] = {
        {"igvm/header/format_version", 4, 0},
        {"igvm/header/format_version", 4, 3},
        {"igvm/header/variable_header_offset", 8, 16},
        {"igvm/header/variable_header_offset", 8, 28},
        {"igvm/header/variable_header_size", 12, FILE_SIZE},
        {"igvm/header/variable_header_size", 12, UINT32_MAX},
        {"igvm/header/total_file_size", 16, FILE_SIZE - 1},
        {"igvm/header/checksum", 20, 0},
        {"igvm/header/checksum", FIXED + 12, 0x12345678},
        {"igvm/variables/variable[2]/length", FIXED + 60, 1},
        {"igvm/variables/variable[0]/length", FIXED + 4, UINT32_MAX},
    };

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        uint8_t *bytes = usual_bytes(1);
        struct decoded d;

        put_uint(bytes + faults[i].at, 4, faults[i].value);
        d = decode_taken(bytes, FILE_SIZE);
        assert_marks(&d, faults[i].path, TDXP_MARK_INVALID);
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void bytes_too_few_for_a_header_are_marked(void **state)
{
    uint8_t *bytes = usual_bytes(1);
    struct decoded d;

    (void)state;
    put_uint(bytes + 12, 4, 24 + 32 + 7);
    d = decode_taken(bytes, FILE_SIZE);
    assert_marks(&d, "igvm/variables", TDXP_MARK_INVALID);
    assert_string_equal(node_at(&d, "igvm/variables")->note, "2");
    decoded_free(&d);
}

static void decoder_stops_at_its_limit_and_says_so(void **state)
{
    enum { LIMIT = 16384, SIZE = FIXED + 8 * (LIMIT + 1) };
    uint8_t *bytes = calloc(1, SIZE);
    struct decoded d;

    (void)state;
    assert_non_null(bytes);
    put_fixed(bytes, 1, FIXED, SIZE - FIXED);
    d = decode_copy(bytes, SIZE - 8);
    assert_marks(&d, "igvm/variables", 0);
    decoded_free(&d);
    d = decode_taken(bytes, SIZE);
    assert_marks(&d, "igvm/variables", TDXP_MARK_LIMIT);
    assert_string_equal(node_at(&d, "igvm/variables")->note, "16384");
    decoded_free(&d);
}

/* Memory that nobody writes to costs nothing. */
static void headers_of_more_than_is_summed_have_an_open_checksum(void **state)
{
    enum { BEYOND = (64 << 20) + 8, SIZE = FIXED + BEYOND };
    uint8_t *bytes = calloc(1, SIZE);
    struct decoded d;

    (void)state;
    assert_non_null(bytes);
    memcpy(bytes, "IGVM", 4);
    put_uint(bytes + 4, 4, 1);
    put_uint(bytes + 8, 4, FIXED);
    put_uint(bytes + 12, 4, BEYOND);
    put_uint(bytes + 16, 4, SIZE);
    d = decode_taken(bytes, SIZE);
    assert_marks(&d, "igvm/header/checksum", TDXP_MARK_LIMIT);
    decoded_free(&d);
}

static void any_bytes_changed_are_sound(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint8_t *bytes = usual_bytes(1 + seed % 2);
        uint64_t rng = seed;
        struct decoded d;

        for (int i = 0; i < 4; i++) {
            bytes[4 + random_below(&rng, FIXED2 + 64)] = (uint8_t)(random_next(&rng) >> random_below(&rng, 8));
        }
        d = decode_copy(bytes, 1 + random_below(&rng, FILE_SIZE));
        assert_sound(&d);
        decoded_free(&d);
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_are_listed_by_type_and_length),
        cmocka_unit_test(version_2_has_two_fields_more),
        cmocka_unit_test(other_files_are_no_igvm_files),
        cmocka_unit_test(values_that_cannot_be_are_marked),
        cmocka_unit_test(bytes_too_few_for_a_header_are_marked),
        cmocka_unit_test(decoder_stops_at_its_limit_and_says_so),
        cmocka_unit_test(headers_of_more_than_is_summed_have_an_open_checksum),
        cmocka_unit_test(any_bytes_changed_are_sound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
