/* The bounds-checked reader and the arithmetic of ranges. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/range.h"

static const uint8_t nine[9] = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99};

static int setup(void **state)
{
    struct tdxp_bytes *bytes = malloc(sizeof *bytes);

    *bytes = (struct tdxp_bytes){exact_copy(nine, sizeof nine), sizeof nine};
    *state = bytes;
    return 0;
}

static int teardown(void **state)
{
    struct tdxp_bytes *bytes = *state;
    void *data;

    memcpy(&data, &bytes->data, sizeof data);
    free(data);
    free(bytes);
    return 0;
}

static void integers_are_read_little_endian(void **state)
{
    const struct tdxp_bytes *b = *state;
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;

    assert_true(tdxp_read_u8(b, 0, &u8));
    assert_true(tdxp_read_u16(b, 1, &u16));
    assert_true(tdxp_read_u32(b, 2, &u32));
    assert_true(tdxp_read_u64(b, 1, &u64));
    assert_int_equal(u8, 0x11);
    assert_int_equal(u16, 0x3322);
    assert_int_equal(u32, 0x66554433);
    assert_true(u64 == UINT64_C(0x9988776655443322));
}

static void integers_of_any_width_from_1_to_8_bytes_are_read(void **state)
{
    const struct tdxp_bytes *b = *state;
    uint64_t expected = 0;

    for (unsigned width = 1; width <= 8; width++) {
        uint64_t value = 0;

        expected |= (uint64_t)nine[width - 1] << (8 * (width - 1));
        assert_true(tdxp_read_uint(b, 0, width, &value));
        assert_true(value == expected);
    }
}

static void widths_of_0_and_above_8_are_refused(void **state)
{
    static const unsigned widths[] = {0, 9, 16, UINT32_MAX};
    uint64_t value = 42;

    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
        assert_false(tdxp_read_uint(*state, 0, widths[i], &value));
        assert_int_equal(value, 42);
    }
}

static void last_place_where_an_integer_fits_is_read_and_the_next_is_not(void **state)
{
    const struct tdxp_bytes *b = *state;
    uint8_t u8 = 7;
    uint16_t u16 = 7;
    uint32_t u32 = 7;
    uint64_t u64 = 7;

    for (unsigned width = 1; width <= 8; width++) {
        u64 = 7;
        assert_true(tdxp_read_uint(b, 9 - width, width, &u64));
        u64 = 7;
        assert_false(tdxp_read_uint(b, 10 - width, width, &u64));
        assert_int_equal(u64, 7);
    }
    assert_false(tdxp_read_u8(b, 9, &u8));
    assert_false(tdxp_read_u16(b, 8, &u16));
    assert_false(tdxp_read_u32(b, 6, &u32));
    assert_false(tdxp_read_u64(b, 2, &u64));
    assert_int_equal(u8 + u16 + u32 + u64, 28);
}

static void offsets_near_the_end_of_64_bits_do_not_wrap(void **state)
{
    const struct tdxp_bytes *b = *state;
    struct tdxp_guid guid;
    uint8_t byte = 7;

    for (uint64_t back = 0; back < 20; back++) {
        uint64_t offset = UINT64_MAX - back;
        uint64_t u64 = 7;

        assert_false(tdxp_read_u8(b, offset, &byte));
        for (unsigned width = 1; width <= 8; width++) {
            assert_false(tdxp_read_uint(b, offset, width, &u64));
        }
        assert_int_equal(u64, 7);
        assert_false(tdxp_read_copy(b, offset, &byte, 1));
        assert_false(tdxp_read_copy(b, 1, &byte, (size_t)offset));
        assert_int_equal(tdxp_read_some(b, offset, &byte, 1), 0);
        assert_false(tdxp_read_equals(b, offset, nine, 4));
        assert_false(tdxp_read_guid(b, offset, &guid));
        assert_int_equal(tdxp_bytes_slice(b, offset, UINT64_MAX).size, 0);
        assert_false(tdxp_bytes_find(b, offset, UINT64_MAX, nine, 1, &u64));
    }
    assert_int_equal(byte, 7);
}

static void nothing_can_be_read_from_no_bytes(void **state)
{
    const struct tdxp_bytes none = {NULL, 0};
    uint64_t value = 7;
    uint8_t byte = 7;

    (void)state;
    assert_false(tdxp_read_uint(&none, 0, 1, &value));
    assert_true(tdxp_read_copy(&none, 0, &byte, 0));
    assert_int_equal(tdxp_read_some(&none, 0, &byte, 1), 0);
    assert_true(tdxp_read_equals(&none, 0, &byte, 0));
    assert_false(tdxp_read_equals(&none, 0, &byte, 1));
    assert_int_equal(tdxp_bytes_slice(&none, 0, 5).size, 0);
    assert_false(tdxp_bytes_find(&none, 0, UINT64_MAX, &byte, 1, &value));
    assert_int_equal(value + byte, 14);
}

static void copies_are_whole_or_not_made(void **state)
{
    uint8_t to[10];

    memset(to, 0xee, sizeof to);
    assert_false(tdxp_read_copy(*state, 5, to, 5));
    assert_int_equal(to[0], 0xee);
    assert_true(tdxp_read_copy(*state, 5, to, 4));
    assert_memory_equal(to, nine + 5, 4);
    assert_int_equal(to[4], 0xee);
    assert_true(tdxp_read_copy(*state, 9, to, 0));
    assert_false(tdxp_read_copy(*state, 10, to, 0));
}

static void reading_some_stops_at_the_end(void **state)
{
    uint8_t to[10];

    memset(to, 0xee, sizeof to);
    assert_int_equal(tdxp_read_some(*state, 7, to, 10), 2);
    assert_memory_equal(to, nine + 7, 2);
    assert_int_equal(to[2], 0xee);
    assert_int_equal(tdxp_read_some(*state, 9, to, 10), 0);
}

static void comparing_never_looks_past_the_end(void **state)
{
    assert_true(tdxp_read_equals(*state, 5, nine + 5, 4));
    assert_false(tdxp_read_equals(*state, 4, nine + 5, 4));
    assert_false(tdxp_read_equals(*state, 6, nine + 6, 4));
    assert_true(tdxp_read_equals(*state, 9, nine, 0));
}

static void slices_are_cut_to_what_there_is(void **state)
{
    const struct tdxp_bytes *b = *state;
    struct tdxp_bytes slice = tdxp_bytes_slice(b, 4, UINT64_MAX);

    assert_int_equal(slice.size, 5);
    assert_ptr_equal(slice.data, b->data + 4);
    slice = tdxp_bytes_slice(b, 4, 2);
    assert_int_equal(slice.size, 2);
    slice = tdxp_bytes_slice(b, 9, 1);
    assert_int_equal(slice.size, 0);
    slice = tdxp_bytes_slice(b, 3, 0);
    assert_int_equal(slice.size, 0);
}

static void sum_is_of_the_bytes_that_are_there_and_wraps_at_256(void **state)
{
    static const uint8_t data[] = {0x80, 0x7f, 0x02, 0xff};
    const struct tdxp_bytes bytes = {data, sizeof data};

    (void)state;
    assert_int_equal(tdxp_bytes_sum8(&bytes, 0, 2), 0xff);
    assert_int_equal(tdxp_bytes_sum8(&bytes, 0, 3), 0x01);
    assert_int_equal(tdxp_bytes_sum8(&bytes, 2, 2), 0x01);
    assert_int_equal(tdxp_bytes_sum8(&bytes, 3, UINT64_MAX), 0xff);
    assert_int_equal(tdxp_bytes_sum8(&bytes, 4, 1), 0);
    assert_int_equal(tdxp_bytes_sum8(&bytes, UINT64_MAX, 2), 0);
    assert_int_equal(tdxp_bytes_sum8(&bytes, 1, 0), 0);
}

static void needle_is_found_only_where_it_lies_wholly_in_the_range(void **state)
{
    uint64_t at = 99;

    assert_true(tdxp_bytes_find(*state, 0, 9, nine + 3, 3, &at));
    assert_int_equal(at, 3);
    at = 99;
    assert_true(tdxp_bytes_find(*state, 3, 6, nine + 3, 3, &at));
    assert_int_equal(at, 3);
    at = 99;
    assert_false(tdxp_bytes_find(*state, 3, 5, nine + 3, 3, &at));
    assert_false(tdxp_bytes_find(*state, 4, 9, nine + 3, 3, &at));
    assert_false(tdxp_bytes_find(*state, 5, 5, nine + 5, 1, &at));
    assert_false(tdxp_bytes_find(*state, 6, 5, nine + 5, 1, &at));
    assert_false(tdxp_bytes_find(*state, 0, 9, nine, 0, &at));
    assert_int_equal(at, 99);
    assert_true(tdxp_bytes_find(*state, 8, UINT64_MAX, nine + 8, 1, &at));
    assert_int_equal(at, 8);
}

/* The first place of the needle at or after from, by trying each. False where there is none. */
static bool first_place(const uint8_t *bytes, size_t size, size_t from, const uint8_t *needle, size_t length,
                        uint64_t *found)
{
    for (size_t at = from; at + length <= size; at++) {
        if (memcmp(bytes + at, needle, length) == 0) {
            *found = at;
            return true;
        }
    }
    return false;
}

/* letters: how many different bytes there are. With few of them the needle's first byte is everywhere. */
static void search_random(uint64_t seed, size_t size, unsigned letters)
{
    uint8_t *bytes = malloc(size);
    struct tdxp_bytes view = {bytes, size};
    uint64_t rng = seed;

    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)random_below(&rng, letters);
    }
    for (int i = 0; i < 20; i++) {
        size_t length = 1 + random_below(&rng, 20);
        size_t from = random_below(&rng, size);
        uint8_t needle[20];
        uint64_t expected = 0;
        uint64_t at = 0;
        bool there;

        for (size_t k = 0; k < length; k++) {
            needle[k] = (uint8_t)random_below(&rng, letters);
        }
        if (random_below(&rng, 2) && size > length) { /* often near the end, so that much is passed over */
            memcpy(bytes + size - length - random_below(&rng, size - length > 9 ? 9 : 1), needle, length);
        }
        there = first_place(bytes, size, from, needle, length, &expected);
        if (tdxp_bytes_find(&view, from, size, needle, length, &at) != there || at != expected) {
            fail_msg("seed %llu, size %zu, %u letters", (unsigned long long)seed, size, letters);
        }
    }
    free(bytes);
}

static void needle_is_found_where_trying_every_place_finds_it(void **state)
{
    static const unsigned letters[] = {1, 2, 3, 16, 256};

    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
            search_random(seed, 1 + seed % 40, letters[i]);
            search_random(seed, 20000, letters[i]);
        }
    }
}

/* ---- ranges ---- */

static void sums_that_exceed_64_bits_are_refused_or_saturate(void **state)
{
    uint64_t sum = 7;

    (void)state;
    assert_true(tdxp_add(UINT64_MAX - 1, 1, &sum));
    assert_true(sum == UINT64_MAX);
    sum = 7;
    assert_false(tdxp_add(UINT64_MAX, 1, &sum));
    assert_false(tdxp_add(UINT64_MAX, UINT64_MAX, &sum));
    assert_int_equal(sum, 7);
    assert_true(tdxp_add_sat(UINT64_MAX, 1) == UINT64_MAX);
    assert_true(tdxp_add_sat(UINT64_MAX - 1, 1) == UINT64_MAX);
    assert_int_equal(tdxp_add_sat(3, 4), 7);
}

static void range_fits_where_all_of_it_lies_inside(void **state)
{
    (void)state;
    assert_true(tdxp_fits(0, 10, 10));
    assert_true(tdxp_fits(10, 0, 10));
    assert_false(tdxp_fits(11, 0, 10));
    assert_false(tdxp_fits(1, 10, 10));
    assert_false(tdxp_fits(1, UINT64_MAX, 10));
    assert_false(tdxp_fits(UINT64_MAX, 1, UINT64_MAX));
    assert_true(tdxp_fits(UINT64_MAX, 0, UINT64_MAX));
    assert_true(tdxp_fits(0, UINT64_MAX, UINT64_MAX));
}

static void clipping_gives_the_bytes_that_lie_inside(void **state)
{
    (void)state;
    assert_int_equal(tdxp_clip(0, 10, 10), 10);
    assert_int_equal(tdxp_clip(4, 10, 10), 6);
    assert_int_equal(tdxp_clip(10, 10, 10), 0);
    assert_int_equal(tdxp_clip(UINT64_MAX, UINT64_MAX, 10), 0);
    assert_int_equal(tdxp_clip(3, UINT64_MAX, 10), 7);
    assert_int_equal(tdxp_clip(3, 0, 10), 0);
}

static struct tdxp_range range(uint64_t start, uint64_t length)
{
    return (struct tdxp_range){start, length};
}

static void range_has_its_first_and_last_byte_and_no_other(void **state)
{
    (void)state;
    assert_false(tdxp_range_has(range(5, 3), 4));
    assert_true(tdxp_range_has(range(5, 3), 5));
    assert_true(tdxp_range_has(range(5, 3), 7));
    assert_false(tdxp_range_has(range(5, 3), 8));
    assert_false(tdxp_range_has(range(5, 0), 5));
    assert_true(tdxp_range_has(range(UINT64_MAX, 1), UINT64_MAX));
    assert_true(tdxp_range_has(range(UINT64_MAX - 1, UINT64_MAX), UINT64_MAX));
    assert_false(tdxp_range_has(range(UINT64_MAX - 1, UINT64_MAX), 0));
}

static void overlap_and_containment_agree_with_counting_bytes(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 6 * 6 * 6 * 6; i++) {
        struct tdxp_range a = range(i % 6, i / 6 % 6);
        struct tdxp_range b = range(i / 36 % 6, i / 216);
        unsigned shared = 0;

        for (uint64_t byte = 0; byte < 12; byte++) {
            shared += tdxp_range_has(a, byte) && tdxp_range_has(b, byte);
        }
        assert_int_equal(tdxp_range_overlap(a, b), shared > 0);
        if (a.length > 0) {
            assert_int_equal(tdxp_range_within(a, b), shared == a.length);
        }
    }
}

static void ranges_at_the_end_of_64_bits_overlap_without_wrapping(void **state)
{
    (void)state;
    assert_true(tdxp_range_overlap(range(UINT64_MAX - 1, 10), range(UINT64_MAX, 1)));
    assert_false(tdxp_range_overlap(range(UINT64_MAX - 1, 10), range(0, 5)));
    assert_false(tdxp_range_within(range(0, 2), range(UINT64_MAX - 1, 10)));
    assert_true(tdxp_range_within(range(7, 0), range(5, 2)));
    assert_false(tdxp_range_within(range(8, 0), range(5, 2)));
    assert_false(tdxp_range_within(range(6, UINT64_MAX), range(5, 2)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_are_read_little_endian),
        cmocka_unit_test(integers_of_any_width_from_1_to_8_bytes_are_read),
        cmocka_unit_test(widths_of_0_and_above_8_are_refused),
        cmocka_unit_test(last_place_where_an_integer_fits_is_read_and_the_next_is_not),
        cmocka_unit_test(offsets_near_the_end_of_64_bits_do_not_wrap),
        cmocka_unit_test(nothing_can_be_read_from_no_bytes),
        cmocka_unit_test(copies_are_whole_or_not_made),
        cmocka_unit_test(reading_some_stops_at_the_end),
        cmocka_unit_test(comparing_never_looks_past_the_end),
        cmocka_unit_test(slices_are_cut_to_what_there_is),
        cmocka_unit_test(sum_is_of_the_bytes_that_are_there_and_wraps_at_256),
        cmocka_unit_test(needle_is_found_only_where_it_lies_wholly_in_the_range),
        cmocka_unit_test(needle_is_found_where_trying_every_place_finds_it),
        cmocka_unit_test(sums_that_exceed_64_bits_are_refused_or_saturate),
        cmocka_unit_test(range_fits_where_all_of_it_lies_inside),
        cmocka_unit_test(clipping_gives_the_bytes_that_lie_inside),
        cmocka_unit_test(range_has_its_first_and_last_byte_and_no_other),
        cmocka_unit_test(overlap_and_containment_agree_with_counting_bytes),
        cmocka_unit_test(ranges_at_the_end_of_64_bits_overlap_without_wrapping),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
