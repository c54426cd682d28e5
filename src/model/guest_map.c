/* The guest map: sections laid on guest-physical memory. */
#include "tdxplore/guest_map.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/range.h"

enum { SEGMENTS_MAX = 3 }; /* of one region: see split_region */

/* The segments of one region. */
struct parts {
    const struct tdxp_segment *items[SEGMENTS_MAX];
    size_t count;
};

struct tdxp_guest_map {
    struct tdxp_region *regions; /* by start, then section */
    size_t region_count;
    struct tdxp_segment *segments; /* by start, then section */
    size_t segment_count;
    struct parts *parts;                   /* by position in regions */
    uint64_t *max_last;                    /* by position in regions: see fill_max_last */
    const struct tdxp_region **by_section; /* regions by section index */
    uint32_t lanes;
    uint64_t file_loaded;
};

const char *tdxp_source_name(enum tdxp_source source)
{
    static const char *const names[] = {
        [TDXP_SOURCE_FILE] = "file", [TDXP_SOURCE_ZERO_FILL] = "zero-fill",
        [TDXP_SOURCE_ZERO] = "zero", [TDXP_SOURCE_LAUNCH] = "launch",
        [TDXP_SOURCE_AUG] = "aug",   [TDXP_SOURCE_NONE] = "none",
    };

    return names[source];
}

static int region_order(const void *a, const void *b)
{
    const struct tdxp_region *x = a;
    const struct tdxp_region *y = b;

    if (x->start != y->start) {
        return x->start < y->start ? -1 : 1;
    }
    return x->placed.section < y->placed.section ? -1 : x->placed.section > y->placed.section;
}

static int segment_order(const void *a, const void *b)
{
    const struct tdxp_segment *x = a;
    const struct tdxp_segment *y = b;

    if (x->start != y->start) {
        return x->start < y->start ? -1 : 1;
    }
    return x->region->placed.section < y->region->placed.section
               ? -1
               : x->region->placed.section > y->region->placed.section;
}

static int section_order(const void *a, const void *b)
{
    const struct tdxp_region *x = *(const struct tdxp_region *const *)a;
    const struct tdxp_region *y = *(const struct tdxp_region *const *)b;

    return x->placed.section < y->placed.section ? -1 : x->placed.section > y->placed.section;
}

static struct tdxp_region region_of(const struct tdxp_placement *placed)
{
    struct tdxp_region region = {.placed = *placed, .start = placed->gpa};
    uint64_t last;

    region.wraps = !tdxp_add(placed->gpa, placed->size - 1, &last);
    region.last = region.wraps ? UINT64_MAX : last;
    return region;
}

/*
 * The regions form a balanced tree over the sorted array: the middle of [low, high) is the root of the rest.
 * max_last of a position is the highest last address in the subtree whose root it is, so that a query can pass over
 * subtrees that end before the address.
 */
static uint64_t fill_max_last(struct tdxp_guest_map *map, size_t low, size_t high)
{
    size_t middle = low + (high - low) / 2;
    uint64_t highest;
    uint64_t side;

    if (low >= high) {
        return 0;
    }
    highest = map->regions[middle].last;
    side = fill_max_last(map, low, middle);
    highest = side > highest ? side : highest;
    side = fill_max_last(map, middle + 1, high);
    highest = side > highest ? side : highest;
    map->max_last[middle] = highest;
    return highest;
}

/* Ends of the lanes in use, a heap with the lane that ends first on top; of equals the lower lane. */
struct lane_end {
    uint64_t last;
    uint32_t lane;
};

static bool lane_before(struct lane_end a, struct lane_end b)
{
    return a.last != b.last ? a.last < b.last : a.lane < b.lane;
}

static void lane_sift_up(struct lane_end *heap, size_t i)
{
    struct lane_end item = heap[i];

    while (i > 0 && lane_before(item, heap[(i - 1) / 2])) {
        heap[i] = heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    heap[i] = item;
}

static void lane_sift_down(struct lane_end *heap, size_t count)
{
    struct lane_end item = heap[0];
    size_t i = 0;

    for (;;) {
        size_t child = 2 * i + 1;

        if (child >= count) {
            break;
        }
        if (child + 1 < count && lane_before(heap[child + 1], heap[child])) {
            child++;
        }
        if (!lane_before(heap[child], item)) {
            break;
        }
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = item;
}

/* Tell the regions of [first, end), which hang together by overlaps, how many lanes they need. */
static void close_group(struct tdxp_guest_map *map, size_t first, size_t end, uint32_t lanes)
{
    for (size_t i = first; i < end; i++) {
        map->regions[i].lanes = lanes;
    }
    map->lanes = lanes > map->lanes ? lanes : map->lanes;
}

/* Lanes restart at 0 with every group of regions that hang together by overlaps. */
static bool assign_lanes(struct tdxp_guest_map *map)
{
    struct lane_end *heap = malloc((map->region_count + 1) * sizeof *heap);
    size_t used = 0;
    size_t group = 0; /* its first region */
    uint64_t group_last = 0;

    if (!heap) {
        return false;
    }
    for (size_t i = 0; i < map->region_count; i++) {
        struct tdxp_region *region = &map->regions[i];

        if (i == 0 || region->start > group_last) {
            close_group(map, group, i, (uint32_t)used);
            group = i;
            used = 0;
            group_last = region->last;
        } else {
            group_last = region->last > group_last ? region->last : group_last;
        }
        if (used > 0 && heap[0].last < region->start) {
            region->lane = heap[0].lane;
            heap[0].last = region->last;
            lane_sift_down(heap, used);
        } else {
            region->lane = (uint32_t)used;
            heap[used] = (struct lane_end){region->last, region->lane};
            lane_sift_up(heap, used++);
        }
    }
    close_group(map, group, map->region_count, (uint32_t)used);
    free(heap);
    return true;
}

/* A region overlaps its neighbours in the sorted order where one that starts before reaches it, or it the next. */
static void mark_overlaps(struct tdxp_guest_map *map)
{
    uint64_t reach = 0;

    for (size_t i = 0; i < map->region_count; i++) {
        struct tdxp_region *region = &map->regions[i];
        bool next = i + 1 < map->region_count && map->regions[i + 1].start <= region->last;

        region->overlapped = (i > 0 && region->start <= reach) || next;
        reach = i == 0 || region->last > reach ? region->last : reach;
    }
}

static void add_segment(struct tdxp_guest_map *map, const struct tdxp_region *region, uint64_t skip, uint64_t last,
                        enum tdxp_source source)
{
    map->segments[map->segment_count++] = (struct tdxp_segment){
        .start = region->start + skip,
        .last = last,
        .file_offset = tdxp_add_sat(region->placed.file_offset, skip),
        .region = region,
        .source = source,
    };
}

/* At most three segments: what is copied, what should be but lies past the file's end, and the zero-filled tail. */
static void split_region(struct tdxp_guest_map *map, const struct tdxp_region *region, uint64_t file_size)
{
    const struct tdxp_placement *placed = &region->placed;
    uint64_t span = region->last - region->start; /* size less one */
    uint64_t wanted = placed->file_size;
    uint64_t copied = tdxp_clip(placed->file_offset, wanted, file_size);

    if (placed->augmented) {
        add_segment(map, region, 0, region->last, TDXP_SOURCE_AUG);
        return;
    }
    if (wanted == 0) {
        add_segment(map, region, 0, region->last, placed->written ? TDXP_SOURCE_LAUNCH : TDXP_SOURCE_ZERO);
        return;
    }
    if (copied > 0) {
        uint64_t end = copied - 1 < span ? copied - 1 : span;

        add_segment(map, region, 0, region->start + end, TDXP_SOURCE_FILE);
    }
    if (copied < wanted && copied <= span) {
        uint64_t end = wanted - 1 < span ? wanted - 1 : span;

        add_segment(map, region, copied, region->start + end, TDXP_SOURCE_NONE);
    }
    if (wanted <= span) {
        add_segment(map, region, wanted, region->last, TDXP_SOURCE_ZERO_FILL);
    }
}

static int range_order(const void *a, const void *b)
{
    const struct tdxp_range *x = a;
    const struct tdxp_range *y = b;

    return x->start < y->start ? -1 : x->start > y->start;
}

/* How many bytes of the file at least one region copies. */
static bool sum_loaded(struct tdxp_guest_map *map)
{
    struct tdxp_range *loaded = malloc((map->segment_count + 1) * sizeof *loaded);
    uint64_t reach = 0;
    size_t count = 0;

    if (!loaded) {
        return false;
    }
    for (size_t i = 0; i < map->segment_count; i++) {
        const struct tdxp_segment *segment = &map->segments[i];

        if (segment->source == TDXP_SOURCE_FILE) {
            loaded[count++] = (struct tdxp_range){segment->file_offset, segment->last - segment->start + 1};
        }
    }
    qsort(loaded, count, sizeof *loaded, range_order);
    for (size_t i = 0; i < count; i++) {
        uint64_t end = loaded[i].start + loaded[i].length; /* inside of the file */
        uint64_t from = loaded[i].start > reach ? loaded[i].start : reach;

        if (end > from) {
            map->file_loaded += end - from;
            reach = end;
        }
    }
    free(loaded);
    return true;
}

static bool build(struct tdxp_guest_map *map, const struct tdxp_placement *placements, size_t count, uint64_t file_size)
{
    for (size_t i = 0; i < count; i++) {
        if (placements[i].size > 0) {
            map->regions[map->region_count++] = region_of(&placements[i]);
        }
    }
    qsort(map->regions, map->region_count, sizeof *map->regions, region_order);
    fill_max_last(map, 0, map->region_count);
    if (!assign_lanes(map)) {
        return false;
    }
    mark_overlaps(map);
    for (size_t i = 0; i < map->region_count; i++) {
        split_region(map, &map->regions[i], file_size);
        map->by_section[i] = &map->regions[i];
    }
    qsort(map->segments, map->segment_count, sizeof *map->segments, segment_order);
    for (size_t i = 0; i < map->segment_count; i++) {
        struct parts *parts = &map->parts[map->segments[i].region - map->regions];

        parts->items[parts->count++] = &map->segments[i];
    }
    qsort(map->by_section, map->region_count, sizeof(const struct tdxp_region *), section_order);
    return sum_loaded(map);
}

struct tdxp_guest_map *tdxp_guest_map_new(const struct tdxp_placement *placements, size_t count, uint64_t file_size)
{
    struct tdxp_guest_map *map = calloc(1, sizeof *map);

    if (!map) {
        return NULL;
    }
    map->regions = calloc(count + 1, sizeof *map->regions);
    map->segments = calloc(SEGMENTS_MAX * count + 1, sizeof *map->segments);
    map->parts = calloc(count + 1, sizeof *map->parts);
    map->max_last = calloc(count + 1, sizeof *map->max_last);
    map->by_section = calloc(count + 1, sizeof(const struct tdxp_region *));
    if (!map->regions || !map->segments || !map->parts || !map->max_last || !map->by_section ||
        !build(map, placements, count, file_size)) {
        tdxp_guest_map_free(map);
        return NULL;
    }
    return map;
}

void tdxp_guest_map_free(struct tdxp_guest_map *map)
{
    if (!map) {
        return;
    }
    free(map->regions);
    free(map->segments);
    free(map->parts);
    free(map->max_last);
    free(map->by_section);
    free(map);
}

const struct tdxp_region *tdxp_guest_map_regions(const struct tdxp_guest_map *map, size_t *count)
{
    *count = map->region_count;
    return map->regions;
}

const struct tdxp_segment *tdxp_guest_map_segments(const struct tdxp_guest_map *map, size_t *count)
{
    *count = map->segment_count;
    return map->segments;
}

uint32_t tdxp_guest_map_lanes(const struct tdxp_guest_map *map)
{
    return map->lanes;
}

struct query {
    const struct tdxp_guest_map *map;
    uint64_t gpa;
    const struct tdxp_region **out;
    size_t max, found;
};

/* Put an answer into its place; where there are more answers than places the highest section goes. */
static void keep(struct query *q, const struct tdxp_region *region)
{
    size_t i = q->found < q->max ? q->found : q->max;

    q->found++;
    while (i > 0 && q->out[i - 1]->placed.section > region->placed.section) {
        if (i < q->max) {
            q->out[i] = q->out[i - 1];
        }
        i--;
    }
    if (i < q->max) {
        q->out[i] = region;
    }
}

static void query(struct query *q, size_t low, size_t high)
{
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct tdxp_region *region = &q->map->regions[middle];

        if (q->map->max_last[middle] < q->gpa) {
            return;
        }
        query(q, low, middle);
        if (region->start > q->gpa) {
            return;
        }
        if (region->last >= q->gpa) {
            keep(q, region);
        }
        low = middle + 1;
    }
}

size_t tdxp_guest_map_at(const struct tdxp_guest_map *map, uint64_t gpa, const struct tdxp_region **out, size_t max)
{
    struct query q = {map, gpa, out, max, 0};

    query(&q, 0, map->region_count);
    return q.found;
}

const struct tdxp_region *tdxp_guest_map_section(const struct tdxp_guest_map *map, uint32_t section)
{
    size_t low = 0;
    size_t high = map->region_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (map->by_section[middle]->placed.section < section) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < map->region_count && map->by_section[low]->placed.section == section) {
        return map->by_section[low];
    }
    return NULL;
}

const struct tdxp_segment *tdxp_guest_map_segment(const struct tdxp_guest_map *map, const struct tdxp_region *region,
                                                  uint64_t gpa)
{
    const struct parts *parts = &map->parts[region - map->regions];

    for (size_t i = 0; i < parts->count; i++) {
        if (gpa >= parts->items[i]->start && gpa <= parts->items[i]->last) {
            return parts->items[i];
        }
    }
    return NULL;
}

struct tdxp_guest_totals tdxp_guest_map_totals(const struct tdxp_guest_map *map)
{
    struct tdxp_guest_totals totals = {.file_loaded = map->file_loaded};

    for (size_t i = 0; i < map->segment_count; i++) {
        const struct tdxp_segment *segment = &map->segments[i];
        uint64_t size = tdxp_add_sat(segment->last - segment->start, 1);

        if (segment->source == TDXP_SOURCE_AUG) {
            totals.augmented = tdxp_add_sat(totals.augmented, size);
        } else {
            totals.added = tdxp_add_sat(totals.added, size);
        }
        if (segment->source != TDXP_SOURCE_FILE && segment->source != TDXP_SOURCE_AUG &&
            segment->source != TDXP_SOURCE_NONE) {
            totals.zero = tdxp_add_sat(totals.zero, size);
        }
        if (segment->region->placed.measured) {
            totals.measured = tdxp_add_sat(totals.measured, size);
        }
    }
    return totals;
}
