/* The trust anchor in td-shim's configuration volume. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/sample.h"

#define DATA "contents/section[1]/volume[0]/file[1]/data"
#define ANCHOR DATA "/trust-anchor"
#define HEADER ANCHOR "/header"

/* Where the anchor stands in the sample: behind volume header, pad file and file header. */
enum { AT = 0x90, LENGTH = 0x50 };

static struct decoded decode_with_change(uint64_t at, unsigned width, uint64_t value)
{
    uint8_t *bytes = sample_bytes();

    put_uint(bytes + AT + at, width, value);
    return decode_taken(bytes, TDXP_SAMPLE_SIZE);
}

static void anchor_of_the_sample_is_taken_apart(void **state)
{
    struct decoded d = decode_taken(sample_bytes(), TDXP_SAMPLE_SIZE);
    const struct tdxp_node *data = node_at(&d, DATA);

    (void)state;
    assert_range(&d, ANCHOR, AT, LENGTH);
    assert_value(&d, HEADER "/TypeGuid", "be8f65a3-a83b-415c-a1fb-f78e105e824e (td-shim trust anchor)");
    assert_number(&d, HEADER "/StructVersion", 1);
    assert_number(&d, HEADER "/Length", LENGTH);
    assert_value(&d, HEADER "/TrustAnchorAlgorithm", "1 (SHA384)");
    assert_range(&d, ANCHOR "/HashData", AT + 0x20, 48);
    assert_string_equal(node_at(&d, ANCHOR "/HashData")->note,
                        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
                        "00112233445566778899aabbccddeeff");
    assert_range(&d, DATA "/rest", AT + LENGTH, data->length - LENGTH);
    assert_marks(&d, HEADER, 0);
    decoded_free(&d);
}

static void values_that_td_shim_does_not_know_are_marked(void **state)
{
    static const struct {
        uint64_t at, value;
        const char *path;
        uint32_t marks;
    } rows[] = {
        {0x10, 2, HEADER "/StructVersion", TDXP_MARK_INVALID},
        {0x14, 0x4f, HEADER "/Length", TDXP_MARK_INVALID},
        {0x14, 0xffffffff, HEADER "/Length", TDXP_MARK_INVALID},
        {0x18, 2, HEADER "/TrustAnchorAlgorithm", TDXP_MARK_RESERVED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct decoded d = decode_with_change(rows[i].at, 4, rows[i].value);

        assert_marks(&d, rows[i].path, rows[i].marks);
        decoded_free(&d);
    }
}

static void hash_of_zeros_is_remarked_on(void **state)
{
    uint8_t *bytes = sample_bytes();
    struct decoded d;

    (void)state;
    memset(bytes + AT + 0x20, 0, 48);
    d = decode_taken(bytes, TDXP_SAMPLE_SIZE);
    assert_string_equal(node_at(&d, ANCHOR "/HashData")->remark, "all zeros: the hash of no key");
    decoded_free(&d);
}

static void file_without_an_anchor_is_marked(void **state)
{
    struct decoded d = decode_with_change(0, 1, 0);

    (void)state;
    assert_no_node(&d, ANCHOR);
    assert_marks(&d, DATA, TDXP_MARK_INVALID);
    decoded_free(&d);
}

static void anchor_in_a_file_too_short_for_it_is_shown_as_far_as_it_goes(void **state)
{
    static const uint32_t sizes[] = {0, 31, 32, 33, 79, 80};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        uint8_t *bytes = sample_bytes();
        struct decoded d;

        put_uint(bytes + AT - 24 + 0x14, 3, 24 + sizes[i]); /* Size of the file */
        d = decode_taken(bytes, TDXP_SAMPLE_SIZE);
        if (sizes[i] < 32) {
            assert_no_node(&d, ANCHOR);
        } else {
            assert_range(&d, ANCHOR, AT, sizes[i]);
            assert_marks(&d, HEADER "/Length", sizes[i] < LENGTH ? TDXP_MARK_INVALID : 0);
        }
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void other_files_are_not_looked_into(void **state)
{
    uint8_t *bytes = sample_bytes();
    struct decoded d;

    (void)state;
    bytes[AT - 24] ^= 1; /* the file's name */
    d = decode_taken(bytes, TDXP_SAMPLE_SIZE);
    assert_null(node_at(&d, DATA)->child);
    assert_marks(&d, DATA, 0);
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(anchor_of_the_sample_is_taken_apart),
        cmocka_unit_test(values_that_td_shim_does_not_know_are_marked),
        cmocka_unit_test(hash_of_zeros_is_remarked_on),
        cmocka_unit_test(file_without_an_anchor_is_marked),
        cmocka_unit_test(anchor_in_a_file_too_short_for_it_is_shown_as_far_as_it_goes),
        cmocka_unit_test(other_files_are_not_looked_into),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
