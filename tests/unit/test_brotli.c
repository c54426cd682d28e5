/* Sections that Brotli has compressed: opened within the limits as others are, or said to be closed for good. */
#include <stdlib.h>
#include <string.h>

#include "format/codec.h"
#include "opening.h"

#define MIB ((size_t)1 << 20)

/* Skips the test where there is no encoder. */
static struct part packed_of(struct part data)
{
    struct part packed;

    if (!part_brotli(data, &packed)) {
        free(packed.data);
        print_message("skipped: nothing here compresses with Brotli\n");
        skip();
    }
    return packed;
}

static struct part two_sections(void)
{
    return part_join(part_section(0x19, part_random(5000)), part_ui("Inside"));
}

static void what_was_put_in_comes_out(void **state)
{
    static const size_t sizes[] = {1, 100, 70000, 3 * MIB};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct part wanted = part_section(0x19, part_random(sizes[i]));
        struct image image =
            opened_image(&part_guid_brotli, packed_of(part_section(0x19, part_random(sizes[i]))), NULL);

        assert_content(&image, &wanted);
        assert_string_equal(node_at(&image.d, SECTION)->packed->method, "Brotli");
        assert_sound(&image.d);
        image_free(&image);
        free(wanted.data);
    }
}

static void it_is_opened_step_by_step_and_decoded(void **state)
{
    struct image image = image_of(volume_of(&part_guid_brotli, packed_of(two_sections())), NULL, false);

    (void)state;
    assert_int_equal(node_at(&image.d, SECTION)->packed->state, TDXP_PACKED_CLOSED);
    open_node(&image, SECTION);
    assert_string_equal(node_at(&image.d, FILE_PATH)->name, "Inside");
    assert_int_equal(node_at(&image.d, INSIDE "/section[0]")->length, 5004);
    image_free(&image);
}

static void a_stream_that_ends_too_early_is_shown_as_far_as_it_goes(void **state)
{
    struct part packed = packed_of(part_random(50000));
    struct image image;

    (void)state;
    packed.size /= 2;
    image = opened_image(&part_guid_brotli, packed, NULL);
    assert_remark(&image, INSIDE, TDXP_MARK_INVALID | TDXP_MARK_TRUNCATED, "the compressed bytes end too early: 0x");
    assert_in_range(node_at(&image.d, INSIDE)->length, 1, 49999);
    assert_sound(&image.d);
    image_free(&image);
}

static void a_claim_that_is_not_kept_is_told(void **state)
{
    struct part packed = packed_of(part_random(5000));
    struct image image;

    (void)state;
    put_uint(packed.data, 8, 6000);
    image = opened_image(&part_guid_brotli, packed, NULL);
    assert_remark(&image, INSIDE, TDXP_MARK_INVALID | TDXP_MARK_TRUNCATED, "0x1388 of 0x1770 bytes came out");
    image_free(&image);

    packed = packed_of(part_random(5000));
    put_uint(packed.data, 8, 4000);
    image = opened_image(&part_guid_brotli, packed, NULL);
    assert_int_equal(node_at(&image.d, INSIDE)->length, 4000);
    image_free(&image);
}

static void a_bomb_is_not_begun(void **state)
{
    struct image image = opened_image(&part_guid_brotli, packed_of(part_filled(0, 64 * MIB)), NULL);
    struct part packed;

    (void)state;
    assert_not_opened(&image, TDXP_MARK_LIMIT, "the limit of 1000 bytes for each compressed one is in the way");
    image_free(&image);

    packed = packed_of(part_random(5000));
    put_uint(packed.data, 8, UINT64_MAX - 1);
    image = opened_image(&part_guid_brotli, packed, NULL);
    assert_not_opened(&image, TDXP_MARK_LIMIT, "is in the way");
    image_free(&image);
}

static void damaged_and_missing_streams_give_nothing(void **state)
{
    struct part packed = packed_of(part_random(5000));
    struct image image;

    (void)state;
    memset(packed.data + 16, 0xff, 16);
    image = opened_image(&part_guid_brotli, packed, NULL);
    assert_not_opened(&image, TDXP_MARK_INVALID, "the compressed bytes are damaged");
    image_free(&image);

    image = opened_image(&part_guid_brotli, part_filled(1, 16), NULL);
    assert_not_opened(&image, TDXP_MARK_INVALID, "it does not begin as Brotli does");
    image_free(&image);

    image = opened_image(&part_guid_brotli, part_filled(0, 40), NULL);
    assert_not_opened(&image, TDXP_MARK_INVALID, "it claims that nothing comes out of it");
    image_free(&image);
}

static void any_change_of_one_bit_ends_in_a_sound_tree(void **state)
{
    struct part volume = volume_of(&part_guid_brotli, packed_of(two_sections()));

    (void)state;
    for (size_t i = 0x60; i < volume.size; i += i < 0x90 ? 1 : 47) {
        for (unsigned bit = 0; bit < 8; bit++) {
            struct part copy = part_of(volume.data, volume.size);
            struct image image;

            copy.data[i] ^= (uint8_t)(1u << bit);
            image = image_of(copy, NULL, true);
            assert_sound(&image.d);
            image_free(&image);
        }
    }
    free(volume.data);
}

static void without_the_library_the_section_says_so(void **state)
{
    struct image image;

    (void)state;
    if (codec_find(&part_guid_brotli)) {
        print_message("skipped: the library is there\n");
        skip();
    }
    image = opened_image(&part_guid_brotli, part_filled(1, 64), NULL);
    assert_remark(&image, SECTION, 0, "this program was built without the library for Brotli");
    assert_null(node_at(&image.d, SECTION)->packed);
    image_free(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_in_comes_out),
        cmocka_unit_test(it_is_opened_step_by_step_and_decoded),
        cmocka_unit_test(a_stream_that_ends_too_early_is_shown_as_far_as_it_goes),
        cmocka_unit_test(a_claim_that_is_not_kept_is_told),
        cmocka_unit_test(a_bomb_is_not_begun),
        cmocka_unit_test(damaged_and_missing_streams_give_nothing),
        cmocka_unit_test(any_change_of_one_bit_ends_in_a_sound_tree),
        cmocka_unit_test(without_the_library_the_section_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
