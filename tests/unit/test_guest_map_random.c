/* The guest map against a restatement of what its header promises, which tries every section and address. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/guest_map.h"

#define TOP UINT64_MAX /* the last address that there is */

static bool covers(const struct tdxp_placement *p, uint64_t gpa)
{
    return gpa >= p->gpa && gpa - p->gpa < p->size;
}

/* Where the byte at gpa, which the placement covers, comes from. */
static enum tdxp_source source_at(const struct tdxp_placement *p, uint64_t gpa, uint64_t file_size)
{
    uint64_t skip = gpa - p->gpa;

    if (p->augmented) {
        return TDXP_SOURCE_AUG;
    }
    if (p->file_size == 0) {
        return TDXP_SOURCE_ZERO;
    }
    if (skip >= p->file_size) {
        return TDXP_SOURCE_ZERO_FILL;
    }
    return p->file_offset < file_size && skip < file_size - p->file_offset ? TDXP_SOURCE_FILE : TDXP_SOURCE_NONE;
}

/* The last address of a placement that has any. */
static uint64_t last_of(const struct tdxp_placement *p)
{
    return p->size - 1 > TOP - p->gpa ? TOP : p->gpa + (p->size - 1);
}

static bool overlap(const struct tdxp_placement *a, const struct tdxp_placement *b)
{
    return a->size > 0 && b->size > 0 && a->gpa <= last_of(b) && b->gpa <= last_of(a);
}

static bool same_placement(const struct tdxp_placement *a, const struct tdxp_placement *b)
{
    return a->section == b->section && a->gpa == b->gpa && a->size == b->size && a->file_offset == b->file_offset &&
           a->file_size == b->file_size && a->augmented == b->augmented && a->measured == b->measured;
}

struct world {
    struct tdxp_placement *placements; /* section i is placements[i] */
    size_t count;
    uint64_t file_size;
    struct tdxp_guest_map *map;
};

static const char *fault_of_region(const struct world *w, const struct tdxp_region *region)
{
    const struct tdxp_placement *p = &w->placements[region->placed.section];
    bool overlapped = false;

    if (!same_placement(p, &region->placed)) {
        return "a region is not what was placed";
    }
    if (p->size == 0 || region->start != p->gpa || region->last != last_of(p)) {
        return "a region is not where it was placed";
    }
    if (region->wraps != (p->size - 1 > TOP - p->gpa)) {
        return "wraps is wrong";
    }
    for (size_t i = 0; i < w->count && !overlapped; i++) {
        overlapped = i != p->section && overlap(&w->placements[i], p);
    }
    if (region->overlapped != overlapped) {
        return "overlapped is wrong";
    }
    if (!overlapped && region->lane != 0) {
        return "a region that overlaps none is not in lane 0";
    }
    return tdxp_guest_map_section(w->map, p->section) == region ? NULL : "a section is not found";
}

static const char *fault_of_regions(const struct world *w)
{
    const struct tdxp_region *regions;
    const char *fault = NULL;
    uint32_t lanes = 0;
    size_t placed = 0;
    size_t count;

    regions = tdxp_guest_map_regions(w->map, &count);
    for (size_t i = 0; i < w->count; i++) {
        placed += w->placements[i].size > 0;
    }
    if (placed != count) {
        return "the number of regions is wrong";
    }
    for (size_t i = 0; i < count && !fault; i++) {
        const struct tdxp_region *r = &regions[i];

        lanes = r->lane + 1 > lanes ? r->lane + 1 : lanes;
        fault = fault_of_region(w, r);
        if (i > 0 &&
            (r[-1].start > r->start || (r[-1].start == r->start && r[-1].placed.section >= r->placed.section))) {
            fault = "regions are not sorted";
        }
    }
    for (size_t i = 0; i < count && !fault; i++) {
        for (size_t k = i + 1; k < count && regions[k].start <= regions[i].last && !fault; k++) {
            fault = regions[k].lane == regions[i].lane ? "two regions in one lane overlap" : NULL;
        }
    }
    if (!fault && lanes != tdxp_guest_map_lanes(w->map)) {
        fault = "the number of lanes is wrong";
    }
    return fault;
}

static const char *fault_of_segment(const struct world *w, const struct tdxp_segment *s)
{
    const struct tdxp_placement *p = &s->region->placed;

    if (s->start > s->last || s->start < s->region->start || s->last > s->region->last) {
        return "a segment is not in its region";
    }
    if (source_at(p, s->start, w->file_size) != s->source || source_at(p, s->last, w->file_size) != s->source) {
        return "a segment's source is wrong";
    }
    if (s->start > s->region->start && source_at(p, s->start - 1, w->file_size) == s->source) {
        return "a segment begins too late";
    }
    if (s->last < s->region->last && source_at(p, s->last + 1, w->file_size) == s->source) {
        return "a segment ends too early";
    }
    if (s->source == TDXP_SOURCE_FILE && s->file_offset != p->file_offset + (s->start - p->gpa)) {
        return "a segment's file offset is wrong";
    }
    return tdxp_guest_map_segment(w->map, s->region, s->start) == s &&
                   tdxp_guest_map_segment(w->map, s->region, s->last) == s
               ? NULL
               : "a segment is not found";
}

/* The segments of all regions together cover as much as the regions do, so that none leaves a gap. */
static const char *fault_of_segments(const struct world *w)
{
    const struct tdxp_segment *segments;
    const struct tdxp_region *regions;
    uint64_t in_segments = 0;
    uint64_t in_regions = 0;
    const char *fault = NULL;
    size_t count;

    segments = tdxp_guest_map_segments(w->map, &count);
    for (size_t i = 0; i < count && !fault; i++) {
        const struct tdxp_segment *s = &segments[i];

        in_segments += s->last - s->start + 1; /* wraps as in_regions does */
        fault = fault_of_segment(w, s);
        if (i > 0 && (s[-1].start > s->start ||
                      (s[-1].start == s->start && s[-1].region->placed.section >= s->region->placed.section))) {
            fault = "segments are not sorted";
        }
    }
    regions = tdxp_guest_map_regions(w->map, &count);
    for (size_t i = 0; i < count; i++) {
        in_regions += regions[i].last - regions[i].start + 1;
    }
    if (!fault && in_segments != in_regions) {
        fault = "the segments leave a gap";
    }
    return fault;
}

static const char *fault_at(const struct world *w, uint64_t gpa)
{
    const struct tdxp_region *out[3];
    size_t max = sizeof out / sizeof out[0];
    size_t found = tdxp_guest_map_at(w->map, gpa, out, max);
    size_t expected = 0;

    for (size_t i = 0; i < w->count; i++) {
        if (!covers(&w->placements[i], gpa)) {
            continue;
        }
        if (expected < max && (expected >= found || out[expected]->placed.section != i)) {
            return "a query gives another section, or another order";
        }
        expected++;
    }
    return found == expected ? NULL : "a query counts wrongly";
}

static void assert_world(const struct world *w, uint64_t seed)
{
    const char *fault = fault_of_regions(w);

    if (!fault) {
        fault = fault_of_segments(w);
    }
    for (size_t i = 0; i < w->count && !fault; i += w->count / 200 + 1) {
        const struct tdxp_placement *p = &w->placements[i];

        fault = fault_at(w, p->gpa);
        fault = fault ? fault : fault_at(w, p->gpa - 1);
        fault = fault ? fault : fault_at(w, p->gpa + p->size);
        fault = fault ? fault : fault_at(w, p->gpa + p->size - 1);
    }
    if (fault) {
        fail_msg("seed %llu: %s", (unsigned long long)seed, fault);
    }
}

enum { FEW = 14, SPAN = 48 }; /* placements and addresses of a small world */

/* The totals of a world whose addresses all lie within SPAN of base, and whose file has no more than SPAN bytes. */
static void assert_totals_by_counting(const struct world *w, uint64_t base, uint64_t seed)
{
    struct tdxp_guest_totals totals = tdxp_guest_map_totals(w->map);
    struct tdxp_guest_totals counted = {.added = 0};
    bool loaded[SPAN] = {false};

    for (size_t i = 0; i < w->count; i++) {
        const struct tdxp_placement *p = &w->placements[i];

        for (uint64_t at = 0; at < SPAN && at <= TOP - base; at++) {
            enum tdxp_source source;

            if (!covers(p, base + at)) {
                continue;
            }
            source = source_at(p, base + at, w->file_size);
            counted.measured += p->measured;
            counted.augmented += source == TDXP_SOURCE_AUG;
            counted.added += source != TDXP_SOURCE_AUG;
            counted.zero += source == TDXP_SOURCE_ZERO || source == TDXP_SOURCE_ZERO_FILL;
            if (source == TDXP_SOURCE_FILE) {
                loaded[p->file_offset + (base + at - p->gpa)] = true;
            }
        }
    }
    for (size_t i = 0; i < SPAN; i++) {
        counted.file_loaded += loaded[i];
    }
    if (memcmp(&totals, &counted, sizeof totals) != 0) {
        fail_msg("seed %llu: the totals are wrong", (unsigned long long)seed);
    }
}

/* A few placements in a small part of guest memory, so that they meet in every way. */
static void try_small_world(uint64_t seed)
{
    struct tdxp_placement placements[FEW];
    struct world w = {.placements = placements};
    uint64_t rng = seed;
    uint64_t base = random_below(&rng, 2) ? 0 : TOP - (SPAN / 2 - 1);
    size_t most = 0; /* regions at one address */

    w.count = random_below(&rng, FEW + 1);
    w.file_size = random_below(&rng, SPAN);
    memset(placements, 0, sizeof placements);
    for (uint32_t i = 0; i < w.count; i++) {
        placements[i].section = i;
        placements[i].gpa = base + random_below(&rng, SPAN / 2);
        placements[i].size = random_below(&rng, SPAN / 2 + 1);
        placements[i].file_offset = random_below(&rng, SPAN);
        placements[i].file_size = random_below(&rng, 3) ? random_below(&rng, SPAN) : 0;
        placements[i].augmented = random_below(&rng, 5) == 0;
        placements[i].measured = random_below(&rng, 2) == 0;
    }
    w.map = tdxp_guest_map_new(placements, w.count, w.file_size);
    assert_non_null(w.map);
    assert_world(&w, seed);
    assert_totals_by_counting(&w, base, seed);
    for (uint64_t at = 0; at < SPAN; at++) {
        const char *fault = fault_at(&w, base + at);
        size_t here = tdxp_guest_map_at(w.map, base + at, NULL, 0);

        most = here > most ? here : most;
        if (fault) {
            fail_msg("seed %llu, GPA 0x%llx: %s", (unsigned long long)seed, (unsigned long long)(base + at), fault);
        }
    }
    if (tdxp_guest_map_lanes(w.map) != most) {
        fail_msg("seed %llu: more lanes than regions at any address", (unsigned long long)seed);
    }
    tdxp_guest_map_free(w.map);
}

static void small_maps_agree_with_trying_every_address(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        try_small_world(seed);
    }
}

/* Many placements: most apart, some anywhere. spread is the room that each has, in bytes. */
static void try_large_world(uint64_t seed, uint64_t spread)
{
    enum { MANY = 10000 };
    struct world w = {.placements = calloc(MANY, sizeof *w.placements), .count = MANY, .file_size = 1 << 20};
    uint64_t rng = seed;

    assert_non_null(w.placements);
    for (uint32_t i = 0; i < MANY; i++) {
        struct tdxp_placement *p = &w.placements[i];

        p->section = i;
        p->gpa = random_below(&rng, MANY) * spread;
        p->size = random_below(&rng, 2 * 0x1000);
        if (random_below(&rng, 100) == 0) {
            p->gpa = random_next(&rng);
            p->size = random_next(&rng) >> random_below(&rng, 64);
        }
        p->file_offset = random_below(&rng, 2 << 20);
        p->file_size = random_below(&rng, 2) ? random_below(&rng, 0x2000) : 0;
        p->augmented = random_below(&rng, 9) == 0;
    }
    w.map = tdxp_guest_map_new(w.placements, MANY, w.file_size);
    assert_non_null(w.map);
    assert_world(&w, seed);
    tdxp_guest_map_free(w.map);
    free(w.placements);
}

static void map_of_ten_thousand_sections_agrees_with_comparing_them_all(void **state)
{
    (void)state;
    try_large_world(1, 0x10000);
    try_large_world(2, 0x800);
}

static void map_of_ten_thousand_equal_sections_has_as_many_lanes(void **state)
{
    enum { MANY = 10000 };
    struct tdxp_placement *placements = calloc(MANY, sizeof *placements);
    const struct tdxp_region *first[2] = {NULL, NULL};
    struct tdxp_guest_map *map;

    (void)state;
    assert_non_null(placements);
    for (uint32_t i = 0; i < MANY; i++) {
        placements[i] =
            (struct tdxp_placement){.section = MANY - 1 - i, .gpa = 0x1000, .size = 0x2000, .file_size = 0x800};
    }
    map = tdxp_guest_map_new(placements, MANY, 0x1000);
    assert_non_null(map);
    assert_int_equal(tdxp_guest_map_lanes(map), MANY);
    assert_int_equal(tdxp_guest_map_at(map, 0x1000, first, 2), MANY);
    assert_int_equal(first[0]->placed.section, 0);
    assert_int_equal(first[1]->placed.section, 1);
    for (uint32_t i = 0; i < MANY; i++) {
        const struct tdxp_region *region = tdxp_guest_map_section(map, i);
        const struct tdxp_segment *segment = tdxp_guest_map_segment(map, region, 0x2fff);

        assert_ptr_equal(segment->region, region);
        assert_int_equal(segment->source, TDXP_SOURCE_ZERO_FILL);
    }
    tdxp_guest_map_free(map);
    free(placements);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_maps_agree_with_trying_every_address),
        cmocka_unit_test(map_of_ten_thousand_sections_agrees_with_comparing_them_all),
        cmocka_unit_test(map_of_ten_thousand_equal_sections_has_as_many_lanes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
