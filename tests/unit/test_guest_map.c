/* The guest map: sections laid on guest memory, whatever addresses and sizes they claim. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/guest_map.h"

#define TOP UINT64_MAX /* the last address that there is */

/* ---- small maps ---- */

/* A section of which a test says only what matters to it. */
static struct tdxp_placement place(uint32_t section, uint64_t gpa, uint64_t size)
{
    return (struct tdxp_placement){.section = section, .name = "test", .gpa = gpa, .size = size};
}

static struct tdxp_placement place_file(uint32_t section, uint64_t gpa, uint64_t size, uint64_t offset,
                                        uint64_t file_size)
{
    struct tdxp_placement placed = place(section, gpa, size);

    placed.file_offset = offset;
    placed.file_size = file_size;
    return placed;
}

static struct tdxp_guest_map *map_new(const struct tdxp_placement *placements, size_t count, uint64_t file_size)
{
    struct tdxp_guest_map *map = tdxp_guest_map_new(placements, count, file_size);

    assert_non_null(map);
    return map;
}

static struct tdxp_guest_map *map_one(struct tdxp_placement placed, uint64_t file_size)
{
    return map_new(&placed, 1, file_size);
}

struct expected_segment {
    uint64_t start, last;
    enum tdxp_source source;
    uint64_t file_offset; /* for FILE and NONE */
};

static void assert_segments(const struct tdxp_guest_map *map, const struct expected_segment *expected,
                            size_t expected_count)
{
    const struct tdxp_segment *segments;
    size_t count;

    segments = tdxp_guest_map_segments(map, &count);
    assert_int_equal(count, expected_count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(segments[i].start, expected[i].start);
        assert_int_equal(segments[i].last, expected[i].last);
        assert_int_equal(segments[i].source, expected[i].source);
        if (expected[i].source == TDXP_SOURCE_FILE || expected[i].source == TDXP_SOURCE_NONE) {
            assert_int_equal(segments[i].file_offset, expected[i].file_offset);
        }
    }
}

/* ---- segments ---- */

static void each_part_of_a_section_has_the_source_that_the_sizes_make(void **state)
{
    enum { FILE_SIZE = 0x8000 };
    static const struct {
        const char *what;
        uint64_t size, file_offset, raw_size;
        bool augmented;
        struct expected_segment segments[3];
        size_t count;
    } cases[] = {
        {"all of it in the file", 0x1000, 0x2000, 0x1000, false, {{0x10000, 0x10fff, TDXP_SOURCE_FILE, 0x2000}}, 1},
        {"memory behind the bytes of the file",
         0x4000,
         0x2000,
         0x1001,
         false,
         {{0x10000, 0x11000, TDXP_SOURCE_FILE, 0x2000}, {0x11001, 0x13fff, TDXP_SOURCE_ZERO_FILL, 0}},
         2},
        {"memory for one byte more than the file gives",
         0x1001,
         0,
         0x1000,
         false,
         {{0x10000, 0x10fff, TDXP_SOURCE_FILE, 0}, {0x11000, 0x11000, TDXP_SOURCE_ZERO_FILL, 0}},
         2},
        {"less memory than bytes", 0x1000, 0x2000, 0x5000, false, {{0x10000, 0x10fff, TDXP_SOURCE_FILE, 0x2000}}, 1},
        {"no bytes", 0x3000, 0, 0, false, {{0x10000, 0x12fff, TDXP_SOURCE_ZERO, 0}}, 1},
        {"no bytes, but an offset", 0x3000, 0x2000, 0, false, {{0x10000, 0x12fff, TDXP_SOURCE_ZERO, 0}}, 1},
        {"left to the guest", 0x3000, 0, 0, true, {{0x10000, 0x12fff, TDXP_SOURCE_AUG, 0}}, 1},
        {"left to the guest, with bytes", 0x3000, 0x2000, 0x1000, true, {{0x10000, 0x12fff, TDXP_SOURCE_AUG, 0}}, 1},
        {"up to the file's last byte",
         0x1000,
         0x7000,
         0x1000,
         false,
         {{0x10000, 0x10fff, TDXP_SOURCE_FILE, 0x7000}},
         1},
        {"one byte past it",
         0x1001,
         0x7000,
         0x1001,
         false,
         {{0x10000, 0x10fff, TDXP_SOURCE_FILE, 0x7000}, {0x11000, 0x11000, TDXP_SOURCE_NONE, 0x8000}},
         2},
        {"bytes, bytes that are missing, zeros",
         0x4000,
         0x7000,
         0x2000,
         false,
         {{0x10000, 0x10fff, TDXP_SOURCE_FILE, 0x7000},
          {0x11000, 0x11fff, TDXP_SOURCE_NONE, 0x8000},
          {0x12000, 0x13fff, TDXP_SOURCE_ZERO_FILL, 0}},
         3},
        {"bytes that are missing where there is no memory for them",
         0x1000,
         0x7000,
         0x2000,
         false,
         {{0x10000, 0x10fff, TDXP_SOURCE_FILE, 0x7000}},
         1},
        {"bytes from the file's end on",
         0x2000,
         0x8000,
         0x1000,
         false,
         {{0x10000, 0x10fff, TDXP_SOURCE_NONE, 0x8000}, {0x11000, 0x11fff, TDXP_SOURCE_ZERO_FILL, 0}},
         2},
        {"bytes from far behind it", 0x1000, TOP, TOP, false, {{0x10000, 0x10fff, TDXP_SOURCE_NONE, TOP}}, 1},
        {"one byte of memory", 1, 0, 1, false, {{0x10000, 0x10000, TDXP_SOURCE_FILE, 0}}, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct tdxp_placement placed = place_file(0, 0x10000, cases[i].size, cases[i].file_offset, cases[i].raw_size);
        struct tdxp_guest_map *map;

        print_message("%s\n", cases[i].what);
        placed.augmented = cases[i].augmented;
        map = map_one(placed, FILE_SIZE);
        assert_segments(map, cases[i].segments, cases[i].count);
        tdxp_guest_map_free(map);
    }
}

static void every_source_has_a_name_of_its_own(void **state)
{
    (void)state;
    assert_string_equal(tdxp_source_name(TDXP_SOURCE_FILE), "file");
    assert_string_equal(tdxp_source_name(TDXP_SOURCE_ZERO_FILL), "zero-fill");
    assert_string_equal(tdxp_source_name(TDXP_SOURCE_ZERO), "zero");
    assert_string_equal(tdxp_source_name(TDXP_SOURCE_LAUNCH), "launch");
    assert_string_equal(tdxp_source_name(TDXP_SOURCE_AUG), "aug");
    assert_string_equal(tdxp_source_name(TDXP_SOURCE_NONE), "none");
}

/* ---- regions ---- */

static void map_without_sections_is_empty_and_has_no_answers(void **state)
{
    struct tdxp_guest_map *map = map_new(NULL, 0, 0x1000);
    struct tdxp_guest_totals totals = tdxp_guest_map_totals(map);
    size_t count;

    (void)state;
    tdxp_guest_map_regions(map, &count);
    assert_int_equal(count, 0);
    tdxp_guest_map_segments(map, &count);
    assert_int_equal(count, 0);
    assert_int_equal(tdxp_guest_map_lanes(map), 0);
    assert_int_equal(tdxp_guest_map_at(map, 0, NULL, 0), 0);
    assert_int_equal(tdxp_guest_map_at(map, TOP, NULL, 0), 0);
    assert_null(tdxp_guest_map_section(map, 0));
    assert_int_equal(totals.added | totals.measured | totals.zero | totals.augmented | totals.file_loaded, 0);
    tdxp_guest_map_free(map);
    tdxp_guest_map_free(NULL);
}

static void section_without_memory_is_not_on_the_map(void **state)
{
    struct tdxp_placement placements[] = {
        place_file(0, 0x1000, 0, 0, 0x1000),
        place(1, 0, 0),
        place(2, 0x5000, 0x1000),
        place(3, TOP, 0),
    };
    struct tdxp_guest_map *map = map_new(placements, 4, 0x1000);
    const struct tdxp_region *regions;
    size_t count;

    (void)state;
    regions = tdxp_guest_map_regions(map, &count);
    assert_int_equal(count, 1);
    assert_int_equal(regions[0].placed.section, 2);
    assert_false(regions[0].overlapped);
    assert_null(tdxp_guest_map_section(map, 0));
    assert_null(tdxp_guest_map_section(map, 1));
    assert_ptr_equal(tdxp_guest_map_section(map, 2), &regions[0]);
    assert_null(tdxp_guest_map_section(map, 3));
    assert_null(tdxp_guest_map_section(map, 4));
    assert_null(tdxp_guest_map_section(map, UINT32_MAX));
    assert_int_equal(tdxp_guest_map_at(map, 0x1000, NULL, 0), 0);
    assert_int_equal(tdxp_guest_map_at(map, TOP, NULL, 0), 0);
    assert_int_equal(tdxp_guest_map_totals(map).file_loaded, 0);
    tdxp_guest_map_free(map);
}

static void region_ends_at_the_last_address_where_its_size_goes_beyond(void **state)
{
    static const struct {
        uint64_t gpa, size, last;
        bool wraps;
    } cases[] = {
        {0, 1, 0, false},
        {0, TOP, TOP - 1, false},
        {1, TOP, TOP, false},
        {2, TOP, TOP, true},
        {TOP, 1, TOP, false},
        {TOP, 2, TOP, true},
        {TOP, TOP, TOP, true},
        {TOP - 0xfff, 0x1000, TOP, false},
        {TOP - 0xfff, 0x1001, TOP, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct tdxp_guest_map *map = map_one(place(0, cases[i].gpa, cases[i].size), 0x1000);
        const struct tdxp_region *region = tdxp_guest_map_section(map, 0);

        assert_non_null(region);
        assert_int_equal(region->start, cases[i].gpa);
        assert_int_equal(region->last, cases[i].last);
        assert_int_equal(region->wraps, cases[i].wraps);
        assert_int_equal(tdxp_guest_map_at(map, cases[i].last, NULL, 0), 1);
        assert_int_equal(tdxp_guest_map_at(map, cases[i].gpa, NULL, 0), 1);
        if (cases[i].gpa > 0) {
            assert_int_equal(tdxp_guest_map_at(map, cases[i].gpa - 1, NULL, 0), 0);
        }
        if (cases[i].last < TOP) {
            assert_int_equal(tdxp_guest_map_at(map, cases[i].last + 1, NULL, 0), 0);
        }
        tdxp_guest_map_free(map);
    }
}

static void bytes_that_would_go_beyond_the_last_address_are_not_loaded(void **state)
{
    static const struct expected_segment expected[] = {{TOP - 0xf, TOP, TDXP_SOURCE_FILE, 0x100}};
    struct tdxp_guest_map *map = map_one(place_file(0, TOP - 0xf, 0x1000, 0x100, 0x800), 0x1000);

    (void)state;
    assert_segments(map, expected, 1);
    assert_int_equal(tdxp_guest_map_totals(map).file_loaded, 0x10);
    tdxp_guest_map_free(map);
}

static void map_keeps_the_placements_when_the_caller_changes_them(void **state)
{
    struct tdxp_placement placed = place_file(7, 0x4000, 0x1000, 0x200, 0x400);
    struct tdxp_guest_map *map = map_new(&placed, 1, 0x1000);
    const struct tdxp_region *region;

    (void)state;
    placed = place(9, 0, 1);
    region = tdxp_guest_map_section(map, 7);
    assert_non_null(region);
    assert_int_equal(region->placed.gpa, 0x4000);
    assert_int_equal(region->placed.file_size, 0x400);
    assert_null(tdxp_guest_map_section(map, 9));
    tdxp_guest_map_free(map);
}

static void regions_and_segments_are_sorted_by_start_then_by_section(void **state)
{
    /* The second segment of section 9 and the first of section 3 begin at the same address. */
    struct tdxp_placement placements[] = {
        place_file(9, 0x1000, 0x2000, 0, 0x1000),
        place(8, 0x2000, 0x1000),
        place(3, 0x2000, 0x3000),
        place(4, 0, 0x800),
    };
    static const uint32_t region_sections[] = {4, 9, 3, 8};
    static const uint32_t segment_sections[] = {4, 9, 3, 8, 9};
    struct tdxp_guest_map *map = map_new(placements, 4, 0x1000);
    const struct tdxp_segment *segments;
    const struct tdxp_region *regions;
    size_t count;

    (void)state;
    regions = tdxp_guest_map_regions(map, &count);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(regions[i].placed.section, region_sections[i]);
    }
    segments = tdxp_guest_map_segments(map, &count);
    assert_int_equal(count, 5);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(segments[i].region->placed.section, segment_sections[i]);
    }
    tdxp_guest_map_free(map);
}

/* ---- overlaps and lanes ---- */

static void assert_lane(const struct tdxp_guest_map *map, uint32_t section, bool overlapped, uint32_t lane)
{
    const struct tdxp_region *region = tdxp_guest_map_section(map, section);

    assert_non_null(region);
    assert_int_equal(region->overlapped, overlapped);
    assert_int_equal(region->lane, lane);
}

static void regions_that_only_touch_do_not_overlap(void **state)
{
    struct tdxp_placement placements[] = {
        place(0, 0x2000, 0x1000),      place(1, 0x1000, 0x1000),       place(2, 0x3000, 0x1000),
        place(3, TOP - 0xfff, 0x1000), place(4, TOP - 0x1fff, 0x1000),
    };
    struct tdxp_guest_map *map = map_new(placements, 5, 0);

    (void)state;
    for (uint32_t i = 0; i < 5; i++) {
        assert_lane(map, i, false, 0);
    }
    assert_int_equal(tdxp_guest_map_lanes(map), 1);
    tdxp_guest_map_free(map);
}

static void regions_that_share_one_byte_overlap_and_lie_in_different_lanes(void **state)
{
    struct tdxp_placement placements[] = {place(0, 0x1000, 0x1001), place(1, 0x2000, 0x1000)};
    struct tdxp_guest_map *map = map_new(placements, 2, 0);

    (void)state;
    assert_lane(map, 0, true, 0);
    assert_lane(map, 1, true, 1);
    assert_int_equal(tdxp_guest_map_lanes(map), 2);
    tdxp_guest_map_free(map);
}

static void region_inside_of_a_long_one_overlaps_even_where_others_lie_between(void **state)
{
    struct tdxp_placement placements[] = {
        place(0, 0x0, 0x10000), /* over all but the last */
        place(1, 0x1000, 0x1000),
        place(2, 0x4000, 0x1000), /* its neighbour before it has ended */
        place(3, 0x10000, 0x1000),
    };
    struct tdxp_guest_map *map = map_new(placements, 4, 0);

    (void)state;
    assert_lane(map, 0, true, 0);
    assert_lane(map, 1, true, 1);
    assert_lane(map, 2, true, 1);
    assert_lane(map, 3, false, 0);
    assert_int_equal(tdxp_guest_map_lanes(map), 2);
    tdxp_guest_map_free(map);
}

static void equal_regions_lie_in_the_order_of_their_sections(void **state)
{
    struct tdxp_placement placements[] = {
        place(2, 0x1000, 0x1000),
        place(0, 0x1000, 0x1000),
        place(1, 0x1000, 0x1000),
    };
    struct tdxp_guest_map *map = map_new(placements, 3, 0);

    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        assert_lane(map, i, true, i);
    }
    assert_int_equal(tdxp_guest_map_lanes(map), 3);
    tdxp_guest_map_free(map);
}

static void lanes_begin_again_behind_every_group_of_overlaps(void **state)
{
    struct tdxp_placement placements[] = {
        place(0, 0x0, 0x3000),    place(1, 0x1000, 0x3000), place(2, 0x2000, 0x3000),
        place(3, 0x5000, 0x2000), place(4, 0x6000, 0x2000),
    };
    struct tdxp_guest_map *map = map_new(placements, 5, 0);

    (void)state;
    assert_lane(map, 0, true, 0);
    assert_lane(map, 1, true, 1);
    assert_lane(map, 2, true, 2);
    assert_lane(map, 3, true, 0);
    assert_lane(map, 4, true, 1);
    assert_int_equal(tdxp_guest_map_lanes(map), 3);
    tdxp_guest_map_free(map);
}

/* ---- queries ---- */

static void query_gives_the_lowest_sections_first_and_counts_those_without_room(void **state)
{
    struct tdxp_placement placements[] = {
        place(5, 0x0, 0x5000),    place(1, 0x3000, 0x1000), place(7, 0x1000, 0x5000),
        place(3, 0x2000, 0x5000), place(0, 0x8000, 0x1000),
    };
    static const uint32_t expected[] = {1, 3, 5, 7};
    struct tdxp_guest_map *map = map_new(placements, 5, 0);

    (void)state;
    for (size_t max = 0; max <= 6; max++) {
        const struct tdxp_region *out[7] = {NULL};

        assert_int_equal(tdxp_guest_map_at(map, 0x3800, max ? out : NULL, max), 4);
        for (size_t i = 0; i < 7; i++) {
            if (i < max && i < 4) {
                assert_int_equal(out[i]->placed.section, expected[i]);
            } else {
                assert_null(out[i]);
            }
        }
    }
    tdxp_guest_map_free(map);
}

static void segment_is_that_of_the_region_that_was_asked_about(void **state)
{
    struct tdxp_placement placements[] = {
        place_file(0, 0x1000, 0x3000, 0, 0x1000),
        place(1, 0x1000, 0x2000),
        place(2, 0x1800, 0x100),
    };
    struct tdxp_guest_map *map = map_new(placements, 3, 0x1000);
    const struct tdxp_region *first = tdxp_guest_map_section(map, 0);
    const struct tdxp_region *second = tdxp_guest_map_section(map, 1);

    (void)state;
    assert_null(tdxp_guest_map_segment(map, first, 0xfff));
    assert_int_equal(tdxp_guest_map_segment(map, first, 0x1000)->source, TDXP_SOURCE_FILE);
    assert_int_equal(tdxp_guest_map_segment(map, first, 0x1fff)->source, TDXP_SOURCE_FILE);
    assert_int_equal(tdxp_guest_map_segment(map, first, 0x2000)->source, TDXP_SOURCE_ZERO_FILL);
    assert_int_equal(tdxp_guest_map_segment(map, first, 0x3fff)->source, TDXP_SOURCE_ZERO_FILL);
    assert_null(tdxp_guest_map_segment(map, first, 0x4000));
    assert_int_equal(tdxp_guest_map_segment(map, second, 0x1fff)->source, TDXP_SOURCE_ZERO);
    assert_ptr_equal(tdxp_guest_map_segment(map, second, 0x1000)->region, second);
    assert_null(tdxp_guest_map_segment(map, second, 0x3000));
    tdxp_guest_map_free(map);
}

/* ---- totals ---- */

static void totals_tell_apart_what_is_added_measured_zeroed_and_augmented(void **state)
{
    struct tdxp_placement placements[] = {
        place_file(0, 0x10000, 0x4000, 0x0, 0x3000),    /* measured, with a zero-filled tail */
        place_file(1, 0x20000, 0x2000, 0x2000, 0x2000), /* shares 0x1000 bytes of the file */
        place(2, 0x30000, 0x1000),
        place(3, 0x40000, 0x8000),                      /* augmented */
        place_file(4, 0x50000, 0x2000, 0x7000, 0x2000), /* half of it past the end of the file */
    };
    struct tdxp_guest_map *map;
    struct tdxp_guest_totals totals;

    (void)state;
    placements[0].measured = true;
    placements[3].augmented = true;
    map = map_new(placements, 5, 0x8000);
    totals = tdxp_guest_map_totals(map);
    assert_int_equal(totals.added, 0x4000 + 0x2000 + 0x1000 + 0x2000);
    assert_int_equal(totals.measured, 0x4000);
    assert_int_equal(totals.zero, 0x1000 + 0x1000);
    assert_int_equal(totals.augmented, 0x8000);
    assert_int_equal(totals.file_loaded, 0x4000 + 0x1000);
    tdxp_guest_map_free(map);
}

static void overlapping_memory_counts_once_for_each_section_and_bytes_of_the_file_once(void **state)
{
    struct tdxp_placement placements[] = {
        place_file(0, 0x1000, 0x1000, 0x0, 0x1000),
        place_file(1, 0x1000, 0x1000, 0x0, 0x1000),
        place_file(2, 0x1800, 0x1000, 0x400, 0x800),
    };
    struct tdxp_guest_map *map = map_new(placements, 3, 0x1000);
    struct tdxp_guest_totals totals = tdxp_guest_map_totals(map);

    (void)state;
    assert_int_equal(totals.added, 0x3000);
    assert_int_equal(totals.zero, 0x800);
    assert_int_equal(totals.file_loaded, 0x1000);
    tdxp_guest_map_free(map);
}

static void totals_stay_at_the_largest_number_instead_of_wrapping(void **state)
{
    struct tdxp_placement placements[] = {
        place(0, 0, TOP), place(1, 1, TOP), place(2, 0, TOP), place(3, 5, TOP), place(4, 0, 0x1000),
    };
    struct tdxp_guest_map *map;
    struct tdxp_guest_totals totals;

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        placements[i].measured = true;
    }
    placements[2].augmented = placements[3].augmented = true;
    map = map_new(placements, 5, 0x1000);
    totals = tdxp_guest_map_totals(map);
    assert_int_equal(totals.added, TOP);
    assert_int_equal(totals.zero, TOP);
    assert_int_equal(totals.augmented, TOP);
    assert_int_equal(totals.measured, TOP);
    tdxp_guest_map_free(map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_part_of_a_section_has_the_source_that_the_sizes_make),
        cmocka_unit_test(every_source_has_a_name_of_its_own),
        cmocka_unit_test(map_without_sections_is_empty_and_has_no_answers),
        cmocka_unit_test(section_without_memory_is_not_on_the_map),
        cmocka_unit_test(region_ends_at_the_last_address_where_its_size_goes_beyond),
        cmocka_unit_test(bytes_that_would_go_beyond_the_last_address_are_not_loaded),
        cmocka_unit_test(map_keeps_the_placements_when_the_caller_changes_them),
        cmocka_unit_test(regions_and_segments_are_sorted_by_start_then_by_section),
        cmocka_unit_test(regions_that_only_touch_do_not_overlap),
        cmocka_unit_test(regions_that_share_one_byte_overlap_and_lie_in_different_lanes),
        cmocka_unit_test(region_inside_of_a_long_one_overlaps_even_where_others_lie_between),
        cmocka_unit_test(equal_regions_lie_in_the_order_of_their_sections),
        cmocka_unit_test(lanes_begin_again_behind_every_group_of_overlaps),
        cmocka_unit_test(query_gives_the_lowest_sections_first_and_counts_those_without_room),
        cmocka_unit_test(segment_is_that_of_the_region_that_was_asked_about),
        cmocka_unit_test(totals_tell_apart_what_is_added_measured_zeroed_and_augmented),
        cmocka_unit_test(overlapping_memory_counts_once_for_each_section_and_bytes_of_the_file_once),
        cmocka_unit_test(totals_stay_at_the_largest_number_instead_of_wrapping),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
