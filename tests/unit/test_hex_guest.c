/* Guest memory row by row: rows are where sections are, gaps are one row each. */
#include "support.h"

#include <stdlib.h>

#include "tui/hex_guest.h"

enum { PER_ROW = 16 };

static const struct tdxp_node entry;

static struct tdxp_guest_map *map_of(const struct tdxp_placement *placements, size_t count)
{
    struct tdxp_guest_map *map = tdxp_guest_map_new(placements, count, 0x10000);

    assert_non_null(map);
    return map;
}

static struct tdxp_placement placed(uint32_t section, uint64_t gpa, uint64_t size)
{
    return (struct tdxp_placement){.entry = &entry, .section = section, .name = "TempMem", .gpa = gpa, .size = size};
}

static void assert_row(struct hex_guest_row row, bool gap, uint64_t start, uint64_t last)
{
    assert_int_equal(row.gap, gap);
    assert_true(row.start == start);
    assert_true(row.last == last);
}

static void rows_go_through_sections_and_step_over_gaps(void **state)
{
    const struct tdxp_placement placements[] = {placed(0, 0x1008, 0x20), placed(1, 0x2000, 0x10)};
    struct tdxp_guest_map *map = map_of(placements, 2);
    struct hex_guest *guest = hex_guest_new(map);
    struct hex_guest_row row = hex_guest_row_of(guest, 0, PER_ROW);

    (void)state;
    assert_row(row, true, 0, 0xfff);
    assert_true(hex_guest_next(guest, &row, PER_ROW));
    assert_row(row, false, 0x1000, 0x100f);
    assert_true(hex_guest_next(guest, &row, PER_ROW));
    assert_row(row, false, 0x1010, 0x101f);
    assert_true(hex_guest_next(guest, &row, PER_ROW));
    assert_row(row, false, 0x1020, 0x102f);
    assert_true(hex_guest_next(guest, &row, PER_ROW));
    assert_row(row, true, 0x1030, 0x1fff);
    assert_true(hex_guest_next(guest, &row, PER_ROW));
    assert_row(row, false, 0x2000, 0x200f);
    assert_false(hex_guest_next(guest, &row, PER_ROW));
    assert_row(row, false, 0x2000, 0x200f);
    hex_guest_free(guest);
    tdxp_guest_map_free(map);
}

static void going_up_gives_the_same_rows_as_going_down(void **state)
{
    const struct tdxp_placement placements[] = {
        placed(0, 0x1008, 0x20),
        placed(1, 0x2000, 0x10),
        placed(2, 0x2010, 8),
        placed(3, 0x2018, 0x100),
        placed(4, UINT64_MAX - 0x17, 0x18),
    };
    struct tdxp_guest_map *map = map_of(placements, 5);
    struct hex_guest *guest = hex_guest_new(map);
    struct hex_guest_row rows[64];
    struct hex_guest_row row = hex_guest_row_of(guest, 0, PER_ROW);
    size_t count = 0;

    (void)state;
    do {
        assert_true(count < 64);
        rows[count++] = row;
    } while (hex_guest_next(guest, &row, PER_ROW));
    assert_true(rows[count - 1].last == UINT64_MAX);
    for (size_t i = count - 1; i > 0; i--) {
        assert_true(rows[i].start == rows[i - 1].last + 1);
        assert_true(hex_guest_prev(guest, &row, PER_ROW));
        assert_row(row, rows[i - 1].gap, rows[i - 1].start, rows[i - 1].last);
    }
    assert_false(hex_guest_prev(guest, &row, PER_ROW));
    hex_guest_free(guest);
    tdxp_guest_map_free(map);
}

static void seeking_finds_the_closest_address_that_exists(void **state)
{
    const struct tdxp_placement placements[] = {placed(0, 0x1000, 0x1000), placed(1, 0x200000000, 0x1000)};
    struct tdxp_guest_map *map = map_of(placements, 2);
    struct hex_guest *guest = hex_guest_new(map);
    uint64_t found = 42;

    (void)state;
    assert_true(hex_guest_seek(guest, 0, true, &found));
    assert_true(found == 0x1000);
    assert_true(hex_guest_seek(guest, 0x1234, true, &found));
    assert_true(found == 0x1234);
    assert_true(hex_guest_seek(guest, 0x2000, true, &found));
    assert_true(found == 0x200000000);
    assert_true(hex_guest_seek(guest, 0x2000, false, &found));
    assert_true(found == 0x1fff);
    assert_true(hex_guest_seek(guest, UINT64_MAX, false, &found));
    assert_true(found == 0x200000fff);
    found = 42;
    assert_false(hex_guest_seek(guest, 0xfff, false, &found));
    assert_false(hex_guest_seek(guest, 0x200001000, true, &found));
    assert_true(found == 42);
    assert_true(hex_guest_has(guest, 0x1fff));
    assert_false(hex_guest_has(guest, 0x2000));
    assert_false(hex_guest_has(guest, UINT64_MAX));
    assert_int_equal(hex_guest_digits(guest), 9);
    hex_guest_free(guest);
    tdxp_guest_map_free(map);
}

static void without_sections_there_is_one_gap(void **state)
{
    struct tdxp_guest_map *map = map_of(NULL, 0);
    struct hex_guest *guest = hex_guest_new(map);
    struct hex_guest_row row = hex_guest_row_of(guest, 0x1234, PER_ROW);

    (void)state;
    assert_row(row, true, 0, UINT64_MAX);
    assert_false(hex_guest_next(guest, &row, PER_ROW));
    assert_false(hex_guest_prev(guest, &row, PER_ROW));
    assert_int_equal(hex_guest_digits(guest), 8);
    hex_guest_free(guest);
    tdxp_guest_map_free(map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_go_through_sections_and_step_over_gaps),
        cmocka_unit_test(going_up_gives_the_same_rows_as_going_down),
        cmocka_unit_test(seeking_finds_the_closest_address_that_exists),
        cmocka_unit_test(without_sections_there_is_one_gap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
