/*
 * The picture in an SVG of guest memory. Everything that is told by colour is told by a pattern, a mark or words as
 * well.
 */
#include <inttypes.h>
#include <string.h>

#include "report/map_lanes.h"
#include "report/map_svg.h"
#include "tdxplore/text.h"

enum {
    ADDRESS_X = 168, /* where addresses end */
    BOX_X = 184,
    BOX_WIDTH = 400,
    SIDE_X = BOX_X + BOX_WIDTH + 16,
    EIGHTH = 3,    /* height of an eighth of a row */
    CHARACTER = 8, /* width of one in a label's typeface, rounded up */
    LABEL_INSET = 8,
    LABEL_HEIGHT = 18,
    RAIL = 5, /* width of the bar that marks what is measured */
    LANDMARK_LINE = 14,
    LANDMARKS_MAX = 16,
    HUES = 6,
    OVERLAP_NAMES = 3, /* sections that overlap and are named; of more, the number */
};

/* ---- what the document has of it, too ---- */

/* "Section 0 BFV, 0xffe20000 to 0xffffffff, ~1.9 MiB, copied from the file at 0x20000, measured". */
void svg_map_segment(FILE *out, const struct tdxp_segment *segment)
{
    const struct tdxp_placement *placed = &segment->region->placed;
    char human[TDXP_HUMAN_SIZE];

    tdxp_human_size(segment->last - segment->start + 1, human);
    fprintf(out, "Section %" PRIu32 " ", placed->section);
    svg_escaped(out, placed->name);
    fprintf(out, ", 0x%" PRIx64 " to 0x%" PRIx64 ", %s, %s", segment->start, segment->last, human,
            tdxp_source_words(segment->source));
    if (segment->source == TDXP_SOURCE_FILE) {
        fprintf(out, " at 0x%" PRIx64, segment->file_offset);
    }
    fprintf(out, ", %s", placed->measured ? "measured" : "not measured");
    if (segment->region->overlapped) {
        fputs(", overlapping others", out);
    }
}

void svg_map_fill(FILE *out, enum tdxp_map_fill fill, int hue, struct svg_box box)
{
    char text[32];

    if (hue < 0) {
        snprintf(text, sizeof text, "hx f%u", (unsigned)fill);
    } else {
        snprintf(text, sizeof text, "h%d f%u", hue, (unsigned)fill);
    }
    svg_rect(out, text, box, 3);
    if (fill != TDXP_FILL_MEASURED) {
        snprintf(text, sizeof text, "tdxp-f%u", (unsigned)fill);
        svg_pattern(out, text, box, 3);
    }
}

const char *svg_map_edge(enum tdxp_map_fill fill, bool overlapped)
{
    bool dashed = fill == TDXP_FILL_AUG || fill == TDXP_FILL_MISSING;

    if (overlapped) {
        return dashed ? "edge over dash" : "edge over";
    }
    return dashed ? "edge dash" : "edge";
}

void svg_map_rail(FILE *out, struct svg_box box)
{
    svg_rect(out, "ink", (struct svg_box){box.x + box.width - RAIL - 4, box.y + 4, RAIL, box.height - 8}, 2);
}

/* ---- places ---- */

static uint64_t y_of(uint64_t position)
{
    return SVG_MAP_TOP + position * EIGHTH;
}

uint64_t svg_map_end(const struct svg_map *svg)
{
    return y_of(tdxp_map_layout_rows(svg->layout) * TDXP_MAP_EIGHTHS);
}

static uint64_t middle_of(const struct tdxp_map_band *band)
{
    return y_of(band->top) + band->height * EIGHTH / 2;
}

static unsigned lanes_shown(const struct tdxp_region *region)
{
    return region->lanes < LANES_MAX ? region->lanes : LANES_MAX;
}

/* Where a segment stands: over all its bands, in its lane. Height 0 where its lane is not shown. */
static struct svg_box box_of(const struct svg_map *svg, const struct tdxp_segment *segment)
{
    const struct tdxp_map_band *upper = tdxp_map_layout_at(svg->layout, segment->last);
    const struct tdxp_map_band *lower = tdxp_map_layout_at(svg->layout, segment->start);
    unsigned shown = lanes_shown(segment->region);
    unsigned left = BOX_WIDTH * segment->region->lane / shown;
    unsigned right = BOX_WIDTH * (segment->region->lane + 1) / shown;
    uint64_t top = y_of(upper->top);

    if (segment->region->lane >= shown) {
        return (struct svg_box){0};
    }
    return (struct svg_box){BOX_X + left, top, right - left, y_of(lower->top + lower->height) - top};
}

/* ---- boxes ---- */

/* The longest that fits of "0 BFV ~1.9 MiB", "0 BFV", "0 tail" and "0", on a plate that keeps it readable. */
static void print_label(FILE *out, const struct tdxp_segment *segment, struct svg_box box)
{
    const struct tdxp_placement *placed = &segment->region->placed;
    const char *tail = segment->source == TDXP_SOURCE_ZERO_FILL ? " tail" : "";
    uint64_t room = box.width - (placed->measured ? RAIL + LABEL_INSET : LABEL_INSET);
    uint64_t inset = room > UINT64_C(6) * CHARACTER ? LABEL_INSET : 2;
    uint64_t middle = box.y + box.height / 2;
    char human[TDXP_HUMAN_SIZE];
    char text[96];
    uint64_t width;
    bool sized;

    tdxp_human_size(segment->last - segment->start + 1, human);
    snprintf(text, sizeof text, "%" PRIu32 " %s%s", placed->section, placed->name, tail);
    sized = (strlen(text) + strlen(human) + 3) * CHARACTER + inset <= room;
    if ((strlen(text) + 1) * CHARACTER + inset > room) {
        snprintf(text, sizeof text, "%" PRIu32 "%s", placed->section, tail);
    }
    if ((strlen(text) + 1) * CHARACTER + inset > room) {
        snprintf(text, sizeof text, "%" PRIu32, placed->section);
    }
    width = (strlen(text) + (sized ? strlen(human) + 2 : 1)) * CHARACTER;
    width = width + 2 * inset < box.width ? width : box.width - 2 * inset;
    svg_rect(out, "plate", (struct svg_box){box.x + inset, middle - LABEL_HEIGHT / 2, width, LABEL_HEIGHT}, 4);
    fprintf(out, "<text class=\"mono head\" x=\"%" PRIu64 "\" y=\"%" PRIu64 "\">", box.x + inset + CHARACTER / 2,
            middle + 5);
    svg_escaped(out, text);
    if (sized) {
        fprintf(out, " <tspan class=\"light\">%s</tspan>", human);
    }
    fputs("</text>\n", out);
}

static void print_box(const struct svg_map *svg, const struct tdxp_segment *segment)
{
    enum tdxp_map_fill fill = tdxp_map_fill_of(segment);
    struct svg_box box = box_of(svg, segment);

    if (box.height == 0) {
        return;
    }
    /* Neighbours keep a line of the ground between them. */
    box = (struct svg_box){box.x + 1, box.y + 1, box.width - 2, box.height - 2};
    fputs("<g><title>", svg->out);
    svg_map_segment(svg->out, segment);
    fputs("</title>\n", svg->out);
    svg_map_fill(svg->out, fill, (int)(segment->region->placed.section % HUES), box);
    svg_rect(svg->out, svg_map_edge(fill, segment->region->overlapped), box, 3);
    if (segment->region->placed.measured) {
        svg_map_rail(svg->out, box);
    }
    print_label(svg->out, segment, box);
    fputs("</g>\n", svg->out);
}

/* Walls that are broken off, and how much is left out. */
static void print_gap(const struct svg_map *svg, const struct tdxp_map_band *band)
{
    uint64_t top = y_of(band->top);
    uint64_t bottom = y_of(band->top + band->height);
    uint64_t middle = middle_of(band);
    char human[TDXP_HUMAN_SIZE];
    char text[64];

    for (unsigned i = 0; i < 2; i++) {
        unsigned x = BOX_X + i * BOX_WIDTH;

        svg_line(svg->out, "torn", x, top + 1, x, middle - 4);
        svg_line(svg->out, "torn", x, middle + 4, x, bottom - 1);
        svg_line(svg->out, "hair", x - 6, middle - 1, x + 6, middle - 6);
        svg_line(svg->out, "hair", x - 6, middle + 6, x + 6, middle + 1);
    }
    tdxp_human_size(band->last - band->start + 1, human);
    snprintf(text, sizeof text, "%s in no section", human);
    svg_text(svg->out, "soft small middle", BOX_X + BOX_WIDTH / 2, middle + 4, text);
}

/* ---- beside the boxes ---- */

static void print_address(const struct svg_map *svg, uint64_t y, uint64_t gpa, bool end_of_all)
{
    char text[32];

    snprintf(text, sizeof text, "0x%" PRIx64, gpa);
    svg_text(svg->out, "mono end", ADDRESS_X, y + 4, end_of_all ? "2^64" : text);
    svg_line(svg->out, "hair", ADDRESS_X + 4, y, BOX_X - 2, y);
}

/* "overlap of 1 CFV and 0 BFV" in the order in which they stand, or how many there are. */
static void overlap_words(const struct map_lanes *lanes, char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "overlap of ");
    size_t drawn = 0;

    for (unsigned i = 0; i < LANES_MAX; i++) {
        const struct tdxp_segment *segment = lanes->lanes[i];

        if (segment && drawn++ < OVERLAP_NAMES) {
            used += (size_t)snprintf(text + used, size - used, "%s%" PRIu32 " %s",
                                     drawn == 1              ? ""
                                     : drawn == lanes->count ? " and "
                                                             : ", ",
                                     segment->region->placed.section, segment->region->placed.name);
        }
    }
    if (drawn < lanes->count) {
        snprintf(text, size, "overlap of %zu sections, %zu not drawn", lanes->count, lanes->count - drawn);
    } else if (drawn > OVERLAP_NAMES) {
        snprintf(text, size, "overlap of %zu sections", drawn);
    }
}

static void print_overlap(const struct svg_map *svg, const struct map_lanes *lanes, uint64_t middle)
{
    char text[160];

    overlap_words(lanes, text, sizeof text);
    fprintf(svg->out, "<path class=\"warn\" d=\"M%d %" PRIu64 "l6 -11l6 11z\"/>\n", SIDE_X, middle + 5);
    svg_text(svg->out, "small", SIDE_X + 18, middle + 4, text);
}

/* What becomes of a band: of one segment in words, of several that they overlap. */
static void print_words(const struct svg_map *svg, const struct tdxp_map_band *band, const struct map_lanes *lanes)
{
    const struct tdxp_segment *segment = NULL;
    char text[128];
    size_t used;

    if (lanes->count > 1) {
        print_overlap(svg, lanes, middle_of(band));
        return;
    }
    for (unsigned i = 0; i < LANES_MAX; i++) {
        segment = lanes->lanes[i] ? lanes->lanes[i] : segment;
    }
    if (!segment) {
        return;
    }
    used = (size_t)snprintf(text, sizeof text, "%s", tdxp_source_words(segment->source));
    if (segment->source == TDXP_SOURCE_FILE) {
        used += (size_t)snprintf(text + used, sizeof text - used, " at 0x%" PRIx64, segment->file_offset);
    }
    if (segment->region->placed.measured) {
        snprintf(text + used, sizeof text - used, ", measured");
    }
    svg_text(svg->out, "small", SIDE_X, middle_of(band) + 4, text);
}

/* How far below the top of the picture an address is; it lies in the picture, or is the end of it. */
static uint64_t y_of_address(const struct svg_map *svg, uint64_t gpa)
{
    const struct tdxp_map_band *band = tdxp_map_layout_at(svg->layout, gpa);
    double part;

    if (!band) {
        return SVG_MAP_TOP;
    }
    part = (double)(band->last - gpa) / ((double)(band->last - band->start) + 1);
    return gpa == band->start ? y_of(band->top + band->height)
                              : y_of(band->top) + (uint64_t)(part * (double)(band->height * EIGHTH));
}

/* True where words stand beside the boxes at that height. */
static bool words_at(const struct svg_map *svg, uint64_t gpa, uint64_t y)
{
    const struct tdxp_map_band *band = tdxp_map_layout_at(svg->layout, gpa);
    uint64_t middle = band ? middle_of(band) : 0;

    return band && !band->gap && y + 10 > middle && y < middle + 10;
}

/* At the right margin, each with a faint line from its address; those that are too close give way to each other. */
static void print_landmarks(const struct svg_map *svg)
{
    uint64_t text_y[LANDMARKS_MAX];
    uint64_t limit = svg_map_end(svg);
    uint64_t line_y = 0;
    size_t count;
    const struct tdxp_landmark *marks = tdxp_landmarks(&count);

    /* From the highest down; then from the lowest up, for those that have come to stand below the picture. */
    count = count < LANDMARKS_MAX ? count : LANDMARKS_MAX;
    for (size_t i = count; i-- > 0;) {
        uint64_t y = y_of_address(svg, marks[i].gpa);

        text_y[i] = i + 1 < count && y < text_y[i + 1] + LANDMARK_LINE ? text_y[i + 1] + LANDMARK_LINE : y;
    }
    for (size_t i = 0; i < count; i++) {
        text_y[i] = text_y[i] < limit ? text_y[i] : limit;
        limit = text_y[i] - LANDMARK_LINE;
    }
    for (size_t i = count; i-- > 0;) {
        uint64_t y = y_of_address(svg, marks[i].gpa);

        if (y > line_y + 3 && !words_at(svg, marks[i].gpa, y)) {
            svg_line(svg->out, "faint", BOX_X + BOX_WIDTH + 4, y, SVG_MAP_LANDMARK_X - 6, y);
            line_y = y;
        }
        /* cppcheck-suppress uninitvar ; the loops before go over all of them */
        svg_text(svg->out, "soft small", SVG_MAP_LANDMARK_X, text_y[i] + 4, marks[i].name);
    }
}

bool svg_map_picture(const struct svg_map *svg)
{
    size_t band_count;
    size_t segment_count;
    const struct tdxp_map_band *bands = tdxp_map_layout_bands(svg->layout, &band_count);
    const struct tdxp_segment *segments = tdxp_guest_map_segments(svg->map, &segment_count);
    struct map_lanes lanes;

    if (!map_lanes_open(&lanes, svg->map)) {
        return false;
    }
    print_landmarks(svg);
    for (size_t i = 0; i < band_count; i++) {
        map_lanes_next(&lanes, &bands[i]);
        print_address(svg, y_of(bands[i].top), bands[i].last + 1, bands[i].last == UINT64_MAX);
        if (bands[i].gap) {
            print_gap(svg, &bands[i]);
        } else {
            print_words(svg, &bands[i], &lanes);
        }
    }
    print_address(svg, y_of(bands[band_count - 1].top + bands[band_count - 1].height), 0, false);
    for (size_t i = segment_count; i-- > 0;) {
        print_box(svg, &segments[i]);
    }
    map_lanes_close(&lanes);
    return true;
}
