/* The segments of guest memory as JSON. */
#include <stdlib.h>

#include "report/json.h"
#include "tdxplore/report.h"

/* The regions in the order of their sections. */
struct sections {
    const struct tdxp_region **regions;
    size_t count;
};

static int section_order(const void *a, const void *b)
{
    const struct tdxp_region *x = *(const struct tdxp_region *const *)a;
    const struct tdxp_region *y = *(const struct tdxp_region *const *)b;

    return x->placed.section < y->placed.section ? -1 : x->placed.section > y->placed.section;
}

static bool sections_open(struct sections *sections, const struct tdxp_guest_map *map)
{
    const struct tdxp_region *regions = tdxp_guest_map_regions(map, &sections->count);

    sections->regions = calloc(sections->count + 1, sizeof(const struct tdxp_region *));
    if (!sections->regions) {
        return false;
    }
    for (size_t i = 0; i < sections->count; i++) {
        sections->regions[i] = &regions[i];
    }
    qsort(sections->regions, sections->count, sizeof(const struct tdxp_region *), section_order);
    return true;
}

/* The other sections at the segment's addresses, and how many they are. NULL where memory ran out. */
static json_t *overlap_array(const struct tdxp_segment *segment, const struct sections *sections, size_t *found)
{
    json_t *array = json_array();

    *found = 0;
    for (size_t i = 0; i < sections->count && segment->region->overlapped; i++) {
        const struct tdxp_region *other = sections->regions[i];

        if (other == segment->region || other->start > segment->last || other->last < segment->start) {
            continue;
        }
        if ((*found)++ < TDXP_REPORT_OVERLAPS_MAX) {
            array = json_append(array, json_integer(other->placed.section));
        }
    }
    return array;
}

static json_t *segment_object(const struct tdxp_segment *segment, const struct sections *sections)
{
    const struct tdxp_placement *placed = &segment->region->placed;
    bool of_file = segment->source == TDXP_SOURCE_FILE || segment->source == TDXP_SOURCE_NONE;
    size_t overlap_count;
    json_t *overlaps = overlap_array(segment, sections, &overlap_count);

    return json_pack("{s:o, s:o, s:o, s:I, s:s, s:s, s:o, s:b, s:o, s:I}", "start", json_hex(segment->start), "end",
                     json_hex(segment->last), "size", json_hex(segment->last - segment->start + 1), "section",
                     (json_int_t)placed->section, "type_name", placed->name, "source",
                     tdxp_source_name(segment->source), "file_offset",
                     of_file ? json_hex(segment->file_offset) : json_null(), "measured", (int)placed->measured,
                     "overlaps", overlaps, "overlap_count", (json_int_t)overlap_count);
}

/* One segment at a time: there may be many, each with its overlaps. */
bool tdxp_report_map_json(const struct tdxp_firmware *firmware, const struct tdxp_map_style *style, FILE *out)
{
    const struct tdxp_guest_map *map = tdxp_guest_map_of(firmware, style->guest);
    size_t count;
    const struct tdxp_segment *segments = tdxp_guest_map_segments(map, &count);
    struct sections sections;
    bool whole = sections_open(&sections, map);

    fputs("{\"image\": ", out);
    whole = whole && json_print_part(json_image(firmware), out);
    fprintf(out, ",\n\"guest\": \"%s\",\n\"segments\": [", tdxp_guest_key(style->guest));
    for (size_t i = 0; i < count && whole; i++) {
        fputs(i ? ",\n" : "\n", out);
        whole = json_print_part(segment_object(&segments[i], &sections), out);
    }
    fputs("\n],\n\"totals\": ", out);
    whole = whole && json_print_part(json_totals(firmware, style->guest), out);
    fputs("}\n", out);
    free(sections.regions);
    return whole;
}
