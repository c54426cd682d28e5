/* The picture of guest memory: bands, their heights, and what is where. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/map_layout.h"
#include "tdxplore/range.h"

#define E TDXP_MAP_EIGHTHS
#define TOP_BELOW_4G UINT64_C(0xffffffff)

/* ---- maps to lay out ---- */

struct extent {
    uint64_t gpa, size;
    uint64_t file_size; /* bytes of a file of FILE_SIZE, from its start */
};

enum { FILE_SIZE = 0x1000 };

static struct tdxp_guest_map *map_of(const struct extent *extents, size_t count)
{
    struct tdxp_placement *placements = calloc(count + 1, sizeof *placements);
    struct tdxp_guest_map *map;

    assert_non_null(placements);
    for (size_t i = 0; i < count; i++) {
        placements[i] = (struct tdxp_placement){
            .section = (uint32_t)i,
            .name = "TempMem",
            .gpa = extents[i].gpa,
            .size = extents[i].size,
            .file_size = extents[i].file_size,
        };
    }
    map = tdxp_guest_map_new(placements, count, FILE_SIZE);
    assert_non_null(map);
    free(placements);
    return map;
}

static struct tdxp_map_layout *layout_of(const struct tdxp_guest_map *map, enum tdxp_map_scale scale, uint64_t rows)
{
    struct tdxp_map_layout *layout = tdxp_map_layout_new(map, scale, rows);

    assert_non_null(layout);
    return layout;
}

/* A range of one of several characters: pages, single bytes, vast, at the end of all addresses, each on the next. */
static struct extent random_extent(uint64_t *state, unsigned character, struct extent before)
{
    switch (character) {
    case 0:
        return (struct extent){random_below(state, 0x100000) << 12, (1 + random_below(state, 64)) << 12, 0};
    case 1:
        return (struct extent){random_below(state, 256), 1 + random_below(state, 4), 0};
    case 2:
        return (struct extent){random_next(state), random_next(state) >> random_below(state, 64), 0};
    case 3:
        return (struct extent){UINT64_MAX - random_below(state, 64), 1 + random_below(state, 128), 0};
    case 4:
        return (struct extent){before.gpa + before.size, 1 + random_below(state, 0x10000), 0};
    default:
        return (struct extent){0x1000 * random_below(state, 8), UINT64_C(0x1000) << random_below(state, 20), 0};
    }
}

static struct tdxp_guest_map *random_map(uint64_t *state, size_t count)
{
    struct extent *extents = calloc(count + 1, sizeof *extents);
    unsigned character = (unsigned)random_below(state, 7);
    struct tdxp_guest_map *map;

    assert_non_null(extents);
    for (size_t i = 0; i < count; i++) {
        unsigned own = character == 6 ? (unsigned)random_below(state, 6) : character;

        extents[i] = random_extent(state, own, i > 0 ? extents[i - 1] : (struct extent){0, 0x1000, 0});
        /* One segment or two, or three where the file ends before. */
        extents[i].file_size = random_below(state, 3) ? 0 : random_below(state, 2 * FILE_SIZE);
    }
    map = map_of(extents, count);
    free(extents);
    return map;
}

/* ---- what holds of every layout ---- */

static bool covered(const struct tdxp_guest_map *map, uint64_t gpa)
{
    size_t count;
    const struct tdxp_segment *segments = tdxp_guest_map_segments(map, &count);

    for (size_t i = 0; i < count; i++) {
        if (segments[i].start <= gpa && gpa <= segments[i].last) {
            return true;
        }
    }
    return false;
}

static const char *address_fault(const struct tdxp_guest_map *map, const struct tdxp_map_layout *layout)
{
    size_t count;
    size_t segment_count;
    const struct tdxp_map_band *bands = tdxp_map_layout_bands(layout, &count);
    const struct tdxp_segment *segments = tdxp_guest_map_segments(map, &segment_count);
    uint64_t highest = TOP_BELOW_4G;

    for (size_t i = 0; i < segment_count; i++) {
        highest = segments[i].last > highest ? segments[i].last : highest;
    }
    if (count == 0 || bands[0].last != highest || bands[count - 1].start != 0) {
        return "the bands do not reach from the highest address to 0";
    }
    for (size_t i = 0; i < count; i++) {
        if (bands[i].start > bands[i].last) {
            return "a band ends before it begins";
        }
        if (i > 0 && bands[i - 1].start - 1 != bands[i].last) {
            return "the bands do not follow each other";
        }
        if (bands[i].gap == covered(map, bands[i].start)) {
            return "a gap is covered, or another band is not";
        }
        if (i > 0 && bands[i].gap && bands[i - 1].gap) {
            return "two gaps stand on each other";
        }
    }
    return NULL;
}

/* Each segment begins where a band begins and ends where one ends, so that none is cut or lost. */
static const char *segment_fault(const struct tdxp_guest_map *map, const struct tdxp_map_layout *layout)
{
    size_t count;
    const struct tdxp_segment *segments = tdxp_guest_map_segments(map, &count);

    for (size_t i = 0; i < count; i++) {
        const struct tdxp_map_band *lowest = tdxp_map_layout_at(layout, segments[i].start);
        const struct tdxp_map_band *highest = tdxp_map_layout_at(layout, segments[i].last);

        if (!lowest || lowest->start != segments[i].start || lowest->gap) {
            return "a segment does not begin with a band";
        }
        if (!highest || highest->last != segments[i].last || highest->gap) {
            return "a segment does not end with a band";
        }
    }
    return NULL;
}

static const char *height_fault(const struct tdxp_map_layout *layout, enum tdxp_map_scale scale)
{
    size_t count;
    const struct tdxp_map_band *bands = tdxp_map_layout_bands(layout, &count);
    uint64_t top = 0;

    for (size_t i = 0; i < count; i++) {
        if (bands[i].height < E) {
            return "a band has less than a row";
        }
        if (bands[i].top != top) {
            return "a band does not begin where the one above it ends";
        }
        if (i > 0 && !bands[i].gap && !bands[i - 1].gap && top % E != 0) {
            return "an edge between two segments lies within a row";
        }
        if (i > 0 && tdxp_map_band_row(&bands[i]) <= tdxp_map_band_row(&bands[i - 1])) {
            return "two labels share a row";
        }
        if (scale == TDXP_SCALE_COMPRESSED && (top % E != 0 || (bands[i].gap && bands[i].height != E))) {
            return "a compressed gap is not one row, or does not lie on one";
        }
        top += bands[i].height;
    }
    return top == tdxp_map_layout_rows(layout) * E ? NULL : "the bands do not fill the picture";
}

/* A larger band is never lower than a smaller one: by more than the rounding to rows where there is any. */
static const char *order_fault(const struct tdxp_map_layout *layout, enum tdxp_map_scale scale)
{
    size_t count;
    const struct tdxp_map_band *bands = tdxp_map_layout_bands(layout, &count);
    uint64_t slack = scale == TDXP_SCALE_COMPRESSED ? 0 : 2 * E;

    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count; k++) {
            bool compared = scale != TDXP_SCALE_COMPRESSED || (!bands[i].gap && !bands[k].gap);

            if (compared && bands[i].last - bands[i].start > bands[k].last - bands[k].start &&
                bands[i].height + slack < bands[k].height) {
                return "a larger band is lower than a smaller one";
            }
        }
    }
    return NULL;
}

/* In the linear scale every band is as tall as the largest one lets expect, or one row, but for the rounding of edges. */
static const char *proportion_fault(const struct tdxp_map_layout *layout)
{
    size_t count;
    const struct tdxp_map_band *bands = tdxp_map_layout_bands(layout, &count);
    const struct tdxp_map_band *largest = &bands[0];

    for (size_t i = 0; i < count; i++) {
        largest = bands[i].last - bands[i].start > largest->last - largest->start ? &bands[i] : largest;
    }
    for (size_t i = 0; i < count; i++) {
        double part = ((double)(bands[i].last - bands[i].start) + 1) / ((double)(largest->last - largest->start) + 1);
        double expected = part * (double)largest->height;

        expected = expected < E ? E : expected;
        if ((double)bands[i].height > expected + 2 * E || (double)bands[i].height < expected - 2 * E) {
            return "a linear height is out of proportion";
        }
    }
    return NULL;
}

/* No taller than asked for where every band has its row, but for the rounding of edges. */
static const char *rows_fault(const struct tdxp_map_layout *layout, enum tdxp_map_scale scale, uint64_t rows)
{
    size_t count;
    const struct tdxp_map_band *bands = tdxp_map_layout_bands(layout, &count);
    uint64_t least = rows > count ? rows : count;
    uint64_t all = tdxp_map_layout_rows(layout);
    bool nothing = count == 1 && bands[0].gap;

    if (nothing && scale == TDXP_SCALE_COMPRESSED) {
        return all == 1 ? NULL : "a map without segments is more than a row";
    }
    if (rows == 0) {
        return all >= count && all <= count * 40 ? NULL : "the natural height is not in proportion to the bands";
    }
    if (all < least) {
        return "the picture is lower than asked for";
    }
    return all <= least + 2 ? NULL : "the picture is taller than asked for";
}

static const struct tdxp_map_band *naive_at(const struct tdxp_map_layout *layout, uint64_t gpa)
{
    size_t count;
    const struct tdxp_map_band *bands = tdxp_map_layout_bands(layout, &count);

    for (size_t i = 0; i < count; i++) {
        if (bands[i].start <= gpa && gpa <= bands[i].last) {
            return &bands[i];
        }
    }
    return NULL;
}

static const struct tdxp_map_band *naive_band(const struct tdxp_map_layout *layout, uint64_t position)
{
    size_t count;
    const struct tdxp_map_band *bands = tdxp_map_layout_bands(layout, &count);

    for (size_t i = 0; i < count; i++) {
        if (bands[i].top <= position && position - bands[i].top < bands[i].height) {
            return &bands[i];
        }
    }
    return &bands[count - 1];
}

/* The rows of addresses that rise through a band go up from its lowest to its highest row. */
static const char *row_fault(const struct tdxp_map_band *band)
{
    uint64_t highest = band->top / E;
    uint64_t lowest = (band->top + band->height - 1) / E;
    uint64_t span = band->last - band->start;
    uint64_t before = UINT64_MAX;

    for (unsigned i = 0; i <= 16; i++) {
        uint64_t gpa = i == 16 ? band->last : band->start + span / 16 * i;
        uint64_t row = tdxp_map_band_row_of(band, gpa);

        if (row < highest || row > lowest) {
            return "an address lies outside of its band's rows";
        }
        if (row > before) {
            return "a higher address lies in a lower row";
        }
        before = row;
    }
    if (tdxp_map_band_row_of(band, band->last) != highest) {
        return "the last address of a band is not in its first row";
    }
    if (span >= band->height && tdxp_map_band_row_of(band, band->start) != lowest) {
        return "the first address of a band is not in its last row";
    }
    if (tdxp_map_band_row(band) < highest || tdxp_map_band_row(band) > lowest) {
        return "a label stands outside of its band";
    }
    return NULL;
}

static const char *query_fault(const struct tdxp_map_layout *layout, uint64_t *state)
{
    size_t count;
    const struct tdxp_map_band *bands = tdxp_map_layout_bands(layout, &count);
    size_t step = count / 200 + 1;

    for (size_t i = 0; i < count; i += step) {
        const uint64_t gpas[] = {bands[i].start,    bands[i].last,      bands[i].start - 1,
                                 bands[i].last + 1, random_next(state), random_below(state, UINT64_C(1) << 33)};
        const uint64_t positions[] = {bands[i].top, bands[i].top + bands[i].height - 1, bands[i].top + bands[i].height,
                                      bands[i].top - 1, random_next(state)};
        const char *fault = row_fault(&bands[i]);

        if (fault) {
            return fault;
        }
        for (size_t k = 0; k < sizeof gpas / sizeof gpas[0]; k++) {
            if (tdxp_map_layout_at(layout, gpas[k]) != naive_at(layout, gpas[k])) {
                return "an address is found in the wrong band";
            }
        }
        for (size_t k = 0; k < sizeof positions / sizeof positions[0]; k++) {
            if (tdxp_map_layout_band(layout, positions[k]) != naive_band(layout, positions[k])) {
                return "a position is found in the wrong band";
            }
        }
    }
    return NULL;
}

static const char *layout_fault(const struct tdxp_guest_map *map, const struct tdxp_map_layout *layout,
                                enum tdxp_map_scale scale, uint64_t rows, uint64_t *state)
{
    const char *fault = address_fault(map, layout);

    fault = fault ? fault : segment_fault(map, layout);
    fault = fault ? fault : height_fault(layout, scale);
    fault = fault ? fault : order_fault(layout, scale);
    fault = fault || scale != TDXP_SCALE_LINEAR ? fault : proportion_fault(layout);
    fault = fault ? fault : rows_fault(layout, scale, rows);
    return fault ? fault : query_fault(layout, state);
}

static void assert_sound_layout(const struct tdxp_guest_map *map, uint64_t rows, uint64_t *state)
{
    for (enum tdxp_map_scale scale = 0; scale < TDXP_SCALES; scale++) {
        struct tdxp_map_layout *layout = layout_of(map, scale, rows);
        const char *fault = layout_fault(map, layout, scale, rows, state);

        if (fault) {
            fail_msg("%s scale, %llu rows: %s", tdxp_map_scale_name(scale), (unsigned long long)rows, fault);
        }
        tdxp_map_layout_free(layout);
    }
}

static void layouts_of_random_maps_lose_nothing_and_keep_every_order(void **unused)
{
    (void)unused;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        uint64_t state = seed;
        struct tdxp_guest_map *map = random_map(&state, (size_t)random_below(&state, 24));
        uint64_t rows = random_next(&state) >> (32 + random_below(&state, 32));

        assert_sound_layout(map, rows, &state);
        tdxp_guest_map_free(map);
    }
}

static void layouts_of_thousands_of_segments_do_so_too(void **unused)
{
    (void)unused;
    for (uint64_t seed = 0; seed < 14; seed++) {
        uint64_t state = ~seed;
        struct tdxp_guest_map *map = random_map(&state, 1000);

        assert_sound_layout(map, seed % 2 ? 0 : random_below(&state, 20000), &state);
        tdxp_guest_map_free(map);
    }
}

/* ---- single cases ---- */

/* The heights of all bands in eighths of a row, from the top. */
static void assert_heights(const struct extent *extents, size_t extent_count, enum tdxp_map_scale scale, uint64_t rows,
                           const uint64_t *heights, size_t count)
{
    struct tdxp_guest_map *map = map_of(extents, extent_count);
    struct tdxp_map_layout *layout = layout_of(map, scale, rows);
    size_t found;
    const struct tdxp_map_band *bands = tdxp_map_layout_bands(layout, &found);

    assert_int_equal(found, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(bands[i].height, heights[i]);
    }
    tdxp_map_layout_free(layout);
    tdxp_guest_map_free(map);
}

static void an_empty_map_is_one_gap_below_4g(void **unused)
{
    struct tdxp_guest_map *map = map_of(NULL, 0);

    (void)unused;
    for (enum tdxp_map_scale scale = 0; scale < TDXP_SCALES; scale++) {
        struct tdxp_map_layout *layout = layout_of(map, scale, 7);
        size_t count;
        const struct tdxp_map_band *bands = tdxp_map_layout_bands(layout, &count);

        assert_int_equal(count, 1);
        assert_true(bands[0].gap);
        assert_int_equal(bands[0].start, 0);
        assert_int_equal(bands[0].last, TOP_BELOW_4G);
        assert_int_equal(tdxp_map_layout_rows(layout), scale == TDXP_SCALE_COMPRESSED ? 1 : 7);
        assert_null(tdxp_map_layout_at(layout, TOP_BELOW_4G + 1));
        tdxp_map_layout_free(layout);
    }
    tdxp_guest_map_free(map);
}

static void linear_heights_are_in_proportion_to_sizes(void **unused)
{
    /* 1.5 GiB of nothing, 1 GiB, 1.5 GiB of nothing. */
    const struct extent middle = {0x60000000, 0x40000000, 0};

    (void)unused;
    assert_heights(&middle, 1, TDXP_SCALE_LINEAR, 32, (const uint64_t[]){12 * E, 8 * E, 12 * E}, 3);
    assert_heights(&middle, 1, TDXP_SCALE_LINEAR, 5, (const uint64_t[]){15, 10, 15}, 3);
}

static void linear_proportions_hold_beside_bands_that_have_a_row_too_much(void **unused)
{
    /* 3 GiB of nothing above 1 GiB, and a byte in that: it and what is below it take a row each that they do not fill. */
    const struct extent extents[] = {{0x1000, 0x3ffff000, 0}, {0xfff, 1, 0}};

    (void)unused;
    assert_heights(extents, 2, TDXP_SCALE_LINEAR, 42, (const uint64_t[]){30 * E, 10 * E, E, E}, 4);
}

static void an_edge_within_a_row_is_only_one_of_a_gap(void **unused)
{
    const struct extent half = {0, UINT64_C(0x80000000), 0};
    const struct extent both[] = {{0, UINT64_C(0x80000000), 0}, {UINT64_C(0x80000000), UINT64_C(0x80000000), 0}};

    (void)unused;
    assert_heights(&half, 1, TDXP_SCALE_LINEAR, 3, (const uint64_t[]){12, 12}, 2);
    assert_heights(both, 2, TDXP_SCALE_LINEAR, 3, (const uint64_t[]){16, 8}, 2);
}

static void a_compressed_gap_is_one_row_however_large(void **unused)
{
    const struct extent extents[] = {{UINT64_C(0xffff0000), 0x10000, 0}, {0x1000, 0x10000, 0}};

    (void)unused;
    assert_heights(extents, 2, TDXP_SCALE_COMPRESSED, 20, (const uint64_t[]){9 * E, E, 9 * E, E}, 4);
}

static void logarithmic_heights_grow_with_the_doublings_of_pages(void **unused)
{
    /* 1, 3 and 7 pages weigh 2, 3 and 4; the gap of 2^20 - 11 pages just below 21. */
    const struct extent extents[] = {{0, 0x1000, 0}, {0x1000, 0x3000, 0}, {0x4000, 0x7000, 0}};

    (void)unused;
    assert_heights(extents, 3, TDXP_SCALE_LOGARITHMIC, 30, (const uint64_t[]){21 * E, 4 * E, 3 * E, 2 * E}, 4);
}

static void a_picture_grows_taller_where_its_rows_do_not_suffice(void **unused)
{
    const struct extent extents[] = {{0x1000, 1, 0}, {0x2000, 1, 0}, {0x3000, 0x10000000, 0}, {0x1001, 1, 0}};
    struct tdxp_guest_map *map = map_of(extents, 4);

    (void)unused;
    for (enum tdxp_map_scale scale = 0; scale < TDXP_SCALES; scale++) {
        for (uint64_t rows = 1; rows <= 8; rows++) {
            struct tdxp_map_layout *layout = layout_of(map, scale, rows);

            assert_int_equal(tdxp_map_layout_rows(layout), 8);
            tdxp_map_layout_free(layout);
        }
    }
    tdxp_guest_map_free(map);
}

static void the_last_address_of_all_has_a_band(void **unused)
{
    const struct extent last = {UINT64_MAX, 5, 0};
    struct tdxp_guest_map *map = map_of(&last, 1);
    struct tdxp_map_layout *layout = layout_of(map, TDXP_SCALE_COMPRESSED, 4);
    size_t count;
    const struct tdxp_map_band *bands = tdxp_map_layout_bands(layout, &count);

    (void)unused;
    assert_int_equal(count, 2);
    assert_true(bands[0].start == UINT64_MAX && bands[0].last == UINT64_MAX && !bands[0].gap);
    assert_true(bands[1].start == 0 && bands[1].last == UINT64_MAX - 1 && bands[1].gap);
    assert_ptr_equal(tdxp_map_layout_at(layout, UINT64_MAX), &bands[0]);
    tdxp_map_layout_free(layout);
    tdxp_guest_map_free(map);
}

static void rows_beyond_the_tallest_picture_are_cut_to_it(void **unused)
{
    const struct extent extents[] = {{0x1000, 0x1000, 0x800}, {0x100000, 0x4000, 0}};
    struct tdxp_guest_map *map = map_of(extents, 2);

    (void)unused;
    for (enum tdxp_map_scale scale = 0; scale < TDXP_SCALES; scale++) {
        struct tdxp_map_layout *layout = layout_of(map, scale, UINT64_MAX);

        assert_int_equal(tdxp_map_layout_rows(layout), TDXP_MAP_ROWS_MAX);
        tdxp_map_layout_free(layout);
    }
    tdxp_guest_map_free(map);
}

static void the_natural_height_is_a_few_rows_for_each_band(void **unused)
{
    /* 1 MiB weighs 9, 4 KiB 2, the gap in the compressed scale nothing. */
    const struct extent extents[] = {{UINT64_C(0xfff00000), 0x100000, 0}, {0, 0x1000, 0}};

    (void)unused;
    assert_heights(extents, 2, TDXP_SCALE_COMPRESSED, 0, (const uint64_t[]){4 * E, E, E}, 3);
}

static void landmarks_rise_and_have_names(void **unused)
{
    size_t count;
    const struct tdxp_landmark *marks = tdxp_landmarks(&count);

    (void)unused;
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        assert_true(marks[i].name[0] != '\0' && marks[i].summary[0] != '\0');
        assert_true(i == 0 || marks[i].gpa > marks[i - 1].gpa);
    }
}

static void scales_have_names_of_their_own(void **unused)
{
    (void)unused;
    assert_string_equal(tdxp_map_scale_name(TDXP_SCALE_COMPRESSED), "compressed");
    assert_string_equal(tdxp_map_scale_name(TDXP_SCALE_LINEAR), "linear");
    assert_string_equal(tdxp_map_scale_name(TDXP_SCALE_LOGARITHMIC), "logarithmic");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts_of_random_maps_lose_nothing_and_keep_every_order),
        cmocka_unit_test(layouts_of_thousands_of_segments_do_so_too),
        cmocka_unit_test(an_empty_map_is_one_gap_below_4g),
        cmocka_unit_test(linear_heights_are_in_proportion_to_sizes),
        cmocka_unit_test(linear_proportions_hold_beside_bands_that_have_a_row_too_much),
        cmocka_unit_test(an_edge_within_a_row_is_only_one_of_a_gap),
        cmocka_unit_test(a_compressed_gap_is_one_row_however_large),
        cmocka_unit_test(logarithmic_heights_grow_with_the_doublings_of_pages),
        cmocka_unit_test(a_picture_grows_taller_where_its_rows_do_not_suffice),
        cmocka_unit_test(the_last_address_of_all_has_a_band),
        cmocka_unit_test(rows_beyond_the_tallest_picture_are_cut_to_it),
        cmocka_unit_test(the_natural_height_is_a_few_rows_for_each_band),
        cmocka_unit_test(landmarks_rise_and_have_names),
        cmocka_unit_test(scales_have_names_of_their_own),
    };

    return cmocka_run_group_tests_name("map layout", tests, NULL, NULL);
}
