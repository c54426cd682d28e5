/*
 * The picture of guest memory as text. Every edge between two bands is a line of its own, with its address; between the
 * edges are the rows that the layout gives each band.
 */
#include <inttypes.h>
#include <string.h>

#include "image/columns.h"
#include "report/grid.h"
#include "report/guest.h"
#include "report/map_lanes.h"
#include "report/table.h"
#include "report/totals.h"
#include "tdxplore/range.h"
#include "tdxplore/report.h"
#include "tdxplore/text.h"

enum {
    DIGITS_LEAST = 8,     /* of an address below 4 GiB */
    WIDTH_PREFIX = 48,    /* from these widths on: addresses with 0x, */
    WIDTH_SIZES = 56,     /* sizes beside the boxes, */
    WIDTH_WORDS = 76,     /* and words behind them, */
    WIDTH_LANDMARKS = 96, /* and landmarks behind those */
    SIDE_MARKS = 2,       /* columns beside the boxes: measured or not, overlap or not */
    SIDE_SIZES = 15,
    SIDE_WORDS = 33,
    SIDE_LANDMARKS = 47,
    SIDE_TEXT = 3, /* where text begins beside the marks */
    SIZE_COLUMNS = 11,
    LANE_LEAST = 3, /* columns within a lane's walls */
    ESCAPED_NAME = 4096,
};

struct picture {
    struct grid grid;
    struct map_lanes lanes;
    const struct tdxp_map_band *bands;
    size_t band_count;
    unsigned width;
    bool prefix;               /* addresses with 0x */
    unsigned address;          /* columns of an address */
    unsigned box, box_columns; /* first column and columns of the boxes, walls included */
    unsigned side, side_columns;
    unsigned lane_least;
    FILE *out;
};

/* What stands side by side in a band, as it is drawn. */
struct boxes {
    const struct tdxp_segment *lanes[LANES_MAX];
    unsigned shown; /* lanes that the boxes' columns are shared out to */
    size_t count;   /* segments in the band, with those that are not shown, */
    bool measured;  /* and whether any of these is measured */
};

/* ---- columns ---- */

static unsigned digits_of(uint64_t value, unsigned base)
{
    unsigned digits = 1;

    while (value >= base) {
        value /= base;
        digits++;
    }
    return digits;
}

static void set_columns(struct picture *p, const struct tdxp_guest_map *map)
{
    unsigned digits = digits_of(p->bands[0].last, 16);
    size_t count;
    const struct tdxp_region *regions = tdxp_guest_map_regions(map, &count);

    digits = digits < DIGITS_LEAST ? DIGITS_LEAST : digits;
    p->prefix = p->width >= WIDTH_PREFIX;
    /* Where 2^32 needs one digit more than 2^32 - 1 it takes the column of the prefix, or that before the boxes. */
    p->address = digits + (p->prefix ? 3 : 1);
    p->box = p->address + 1;
    p->side_columns = p->width >= WIDTH_LANDMARKS ? SIDE_LANDMARKS
                      : p->width >= WIDTH_WORDS   ? SIDE_WORDS
                      : p->width >= WIDTH_SIZES   ? SIDE_SIZES
                                                  : SIDE_MARKS;
    p->side = p->width - p->side_columns;
    p->box_columns = p->side - p->box;
    p->lane_least = LANE_LEAST;
    for (size_t i = 0; i < count; i++) {
        unsigned needed = digits_of(regions[i].placed.section, 10);

        p->lane_least = needed > p->lane_least ? needed : p->lane_least;
    }
}

/* The column of a wall: of as many lanes as are shown, the one at the left of lane. */
static unsigned wall(const struct picture *p, unsigned lane, unsigned shown)
{
    return p->box + (p->box_columns - 1) * lane / shown;
}

/* How many lanes can be told apart in the boxes' columns. */
static unsigned lanes_most(const struct picture *p)
{
    unsigned most = (p->box_columns - 1) / (p->lane_least + 1);

    return most < 1 ? 1 : most > LANES_MAX ? LANES_MAX : most;
}

static struct boxes boxes_of(const struct picture *p)
{
    struct boxes boxes = {.shown = 1, .count = p->lanes.count, .measured = p->lanes.measured > 0};
    unsigned most = lanes_most(p);

    if (p->lanes.count > 0) {
        boxes.shown = p->lanes.group < most ? p->lanes.group : most;
        memcpy(boxes.lanes, p->lanes.lanes, boxes.shown * sizeof boxes.lanes[0]);
    }
    return boxes;
}

/* ---- beside the boxes ---- */

static void put_address(struct picture *p, uint64_t gpa, bool end_of_all)
{
    char text[24];

    snprintf(text, sizeof text, "%s%" PRIx64, p->prefix ? "0x" : "", gpa);
    if (end_of_all) {
        snprintf(text, sizeof text, "2^64");
    }
    grid_text(&p->grid, p->address - (unsigned)strlen(text), p->address, GRID_PLAIN, text);
}

/* Add the name of a landmark, where it fits whole; column is where the text so far ends, 0 for none so far. */
static unsigned put_landmark(struct picture *p, unsigned column, const struct tdxp_landmark *mark)
{
    unsigned at = column == 0 ? p->side + SIDE_TEXT : column + 2;
    unsigned length = (unsigned)strlen(mark->name);

    if (at + length > p->width) {
        return column;
    }
    grid_text(&p->grid, at, length, GRID_DIM, mark->name);
    return at + length;
}

/* The landmark that an edge is. */
static void put_edge_landmark(struct picture *p, uint64_t gpa)
{
    size_t count;
    const struct tdxp_landmark *marks = tdxp_landmarks(&count);

    for (size_t i = 0; i < count; i++) {
        if (marks[i].gpa == gpa) {
            put_landmark(p, 0, &marks[i]);
        }
    }
}

/* The landmarks that lie in a row of a band, from the highest down; those at its edges have been told. */
static void put_landmarks(struct picture *p, const struct tdxp_map_band *band, uint64_t row, unsigned column)
{
    size_t count;
    const struct tdxp_landmark *marks = tdxp_landmarks(&count);

    while (count-- > 0) {
        uint64_t gpa = marks[count].gpa;

        if (gpa > band->start && gpa <= band->last && tdxp_map_band_row_of(band, gpa) == row) {
            column = put_landmark(p, column, &marks[count]);
        }
    }
}

/* The segment that a band says something of: the only one, and only where it begins from above. */
static const struct tdxp_segment *told_of(const struct tdxp_map_band *band, const struct boxes *boxes)
{
    const struct tdxp_segment *segment = NULL;

    for (unsigned i = 0; i < boxes->shown && boxes->count == 1; i++) {
        segment = boxes->lanes[i] ? boxes->lanes[i] : segment;
    }
    return segment && segment->last == band->last ? segment : NULL;
}

/* Size and what becomes of it, or that there are several. Returns the column behind the text, 0 without any. */
static unsigned put_words(struct picture *p, const struct tdxp_map_band *band, const struct boxes *boxes)
{
    const struct tdxp_segment *segment = told_of(band, boxes);
    char human[TDXP_HUMAN_SIZE];
    char text[64];

    if (p->side_columns < SIDE_SIZES) {
        return 0;
    }
    if (boxes->count > 1) {
        snprintf(text, sizeof text, "overlap of %zu", boxes->count);
    } else if (segment) {
        tdxp_human_size(segment->last - segment->start + 1, human);
        snprintf(text, sizeof text, "%-*s %s", SIZE_COLUMNS, human,
                 p->side_columns >= SIDE_WORDS ? tdxp_map_fill_name(tdxp_map_fill_of(segment)) : "");
    } else {
        return 0;
    }
    grid_text(&p->grid, p->side + SIDE_TEXT, p->side_columns - SIDE_TEXT, GRID_PLAIN, text);
    return p->side + SIDE_TEXT + (unsigned)strlen(text);
}

static void put_marks(struct picture *p, const struct boxes *boxes)
{
    if (boxes->measured) {
        grid_text(&p->grid, p->side, 1, GRID_PLAIN, "M");
    }
    if (boxes->count > 1) {
        grid_text(&p->grid, p->side + 1, 1, GRID_PLAIN, "!");
    }
}

/* ---- the boxes ---- */

/*
 * The longest that fits of "0 BFV 1.9 MiB M", "0 BFV M", "0 M" and "0"; what stands beside the boxes (told) is left out.
 * A tail is called so even where the name of its section has no place.
 */
static void put_label(struct picture *p, const struct tdxp_segment *segment, unsigned column, unsigned columns,
                      bool told)
{
    const struct tdxp_placement *placed = &segment->region->placed;
    const char *tail = segment->source == TDXP_SOURCE_ZERO_FILL ? " tail" : "";
    const char *measured = placed->measured && !told ? " M" : "";
    char human[TDXP_HUMAN_SIZE];
    char texts[4][96];
    unsigned i = told ? 1 : 0;

    tdxp_human_size(segment->last - segment->start + 1, human);
    snprintf(texts[0], sizeof texts[0], " %" PRIu32 " %s%s %s%s ", placed->section, placed->name, tail, human,
             measured);
    snprintf(texts[1], sizeof texts[1], " %" PRIu32 " %s%s%s ", placed->section, placed->name, tail, measured);
    snprintf(texts[2], sizeof texts[2], " %" PRIu32 "%s%s ", placed->section, tail, measured);
    snprintf(texts[3], sizeof texts[3], "%" PRIu32, placed->section);
    while (i < 3 && strlen(texts[i]) > columns) {
        i++;
    }
    grid_text(&p->grid, column + (columns > strlen(texts[i]) ? 1 : 0), columns,
              GRID_SECTION(placed->section) | GRID_BOLD, texts[i]);
}

static void put_fill(struct picture *p, const struct tdxp_segment *segment, unsigned left, unsigned right)
{
    grid_fill(&p->grid, left + 1, right - left - 1, GRID_SECTION(segment->region->placed.section),
              tdxp_map_fill_of(segment));
}

/* A row between two edges. Segments that begin in the band from above are named in its label's row. */
static void put_boxes(struct picture *p, const struct tdxp_map_band *band, const struct boxes *boxes, bool label)
{
    bool told = told_of(band, boxes) && p->side_columns >= SIDE_SIZES;
    bool any = false;

    for (unsigned i = 0; i < boxes->shown; i++) {
        unsigned left = wall(p, i, boxes->shown);
        unsigned right = wall(p, i + 1, boxes->shown);

        if (!boxes->lanes[i]) {
            continue;
        }
        put_fill(p, boxes->lanes[i], left, right);
        if (label && boxes->lanes[i]->last == band->last) {
            put_label(p, boxes->lanes[i], left + 1, right - left - 1, told);
        }
        grid_line(&p->grid, left, GRID_UP | GRID_DOWN);
        grid_line(&p->grid, right, GRID_UP | GRID_DOWN);
        any = true;
    }
    if (!any && label) {
        grid_text(&p->grid, p->box + 1, p->box_columns - 2, GRID_DIM, "not drawn");
    }
}

static void put_gap(struct picture *p, const struct tdxp_map_band *band, bool label)
{
    char human[TDXP_HUMAN_SIZE];
    unsigned length;
    unsigned column;

    tdxp_human_size(band->last - band->start + 1, human);
    length = (unsigned)strlen(human) + 2;
    column = p->box + (p->box_columns > length ? (p->box_columns - length) / 2 : 0);
    grid_break(&p->grid, column, GRID_DIM);
    if (label) {
        grid_text(&p->grid, column + 2, length, GRID_DIM, human);
    }
}

static void put_level(struct picture *p, unsigned left, unsigned right)
{
    grid_line(&p->grid, left, GRID_RIGHT);
    for (unsigned column = left + 1; column < right; column++) {
        grid_line(&p->grid, column, GRID_LEFT | GRID_RIGHT);
    }
    grid_line(&p->grid, right, GRID_LEFT);
}

/* Walls of one side of an edge, and level lines where a segment is not the same on the other side. */
static void put_ends(struct picture *p, const struct boxes *boxes, const struct boxes *others, enum grid_line direction)
{
    for (unsigned i = 0; i < boxes->shown; i++) {
        unsigned left = wall(p, i, boxes->shown);
        unsigned right = wall(p, i + 1, boxes->shown);

        if (!boxes->lanes[i]) {
            continue;
        }
        if (boxes->lanes[i] != others->lanes[i]) {
            put_level(p, left, right);
        }
        grid_line(&p->grid, left, direction);
        grid_line(&p->grid, right, direction);
    }
}

static void put_edge(struct picture *p, const struct boxes *upper, const struct boxes *lower)
{
    for (unsigned i = 0; i < upper->shown; i++) {
        if (upper->lanes[i] && upper->lanes[i] == lower->lanes[i]) {
            put_fill(p, upper->lanes[i], wall(p, i, upper->shown), wall(p, i + 1, upper->shown));
        }
    }
    put_ends(p, upper, lower, GRID_UP);
    put_ends(p, lower, upper, GRID_DOWN);
}

/* ---- the picture ---- */

/* Edges lie between two lines of text, so that what lies within a row comes to the nearer line. */
static uint64_t row_at(uint64_t position)
{
    return (position + TDXP_MAP_EIGHTHS / 2) / TDXP_MAP_EIGHTHS;
}

static void print_band(struct picture *p, const struct tdxp_map_band *band, const struct boxes *boxes)
{
    uint64_t first = row_at(band->top);
    uint64_t end = row_at(band->top + band->height);
    uint64_t label = tdxp_map_band_row(band);

    label = label < first ? first : label >= end ? end - 1 : label;
    for (uint64_t row = first; row < end; row++) {
        unsigned column = row == label ? put_words(p, band, boxes) : 0;

        put_marks(p, boxes);
        if (band->gap) {
            put_gap(p, band, row == label);
        } else {
            put_boxes(p, band, boxes, row == label);
        }
        put_landmarks(p, band, row, column);
        grid_print(&p->grid, p->out);
    }
}

static void print_picture(struct picture *p)
{
    static const struct boxes nothing = {.shown = 1};
    uint64_t end = p->bands[0].last;
    struct boxes upper = nothing;

    for (size_t i = 0; i < p->band_count; i++) {
        struct boxes boxes;

        map_lanes_next(&p->lanes, &p->bands[i]);
        boxes = boxes_of(p);
        put_address(p, end + 1, end == UINT64_MAX);
        put_edge_landmark(p, end + 1);
        put_edge(p, &upper, &boxes);
        grid_print(&p->grid, p->out);
        print_band(p, &p->bands[i], &boxes);
        upper = boxes;
        end = p->bands[i].start - 1;
    }
    put_address(p, 0, false);
    put_edge(p, &upper, &nothing);
    grid_print(&p->grid, p->out);
}

/* ---- above and below ---- */

static void print_heading(const struct tdxp_firmware *firmware, const struct tdxp_map_style *style, unsigned width,
                          FILE *out)
{
    const char *name = tdxp_file_title(tdxp_image_name(firmware->image));
    char escaped[ESCAPED_NAME];
    size_t fits;

    tdxp_escape_text(style->utf8, name, escaped, sizeof escaped);
    fits = text_columns(escaped) <= width ? strlen(escaped) : text_fitting(escaped, width - 3);
    fprintf(out, "%.*s%s\n", (int)fits, escaped, escaped[fits] ? "..." : "");
    snprintf(escaped, sizeof escaped, "Guest memory %s, %s scale", guest_words[style->guest].builds,
             tdxp_map_scale_name(style->scale));
    print_wrapped_to(out, width, 0, 0, escaped);
    putc('\n', out);
}

/* Entries of the legend, one behind the other as long as they fit. */
static void put_entry(struct picture *p, unsigned *column, enum tdxp_map_fill fill, const char *mark, const char *words)
{
    unsigned length = (unsigned)strlen(words) + 2;

    if (*column > 0 && *column + length > p->width) {
        grid_print(&p->grid, p->out);
        *column = 0;
    }
    if (mark) {
        grid_text(&p->grid, *column, 1, GRID_PLAIN, mark);
    } else {
        grid_fill(&p->grid, *column, 1, GRID_PLAIN, fill);
    }
    grid_text(&p->grid, *column + 2, length, GRID_PLAIN, words);
    *column += length + 3;
}

static void print_legend(struct picture *p, const struct tdxp_guest_map *map)
{
    struct tdxp_map_legend legend = tdxp_map_legend_of(map);
    unsigned column = 0;

    for (enum tdxp_map_fill fill = 0; fill < TDXP_FILLS; fill++) {
        if (legend.fills >> fill & 1) {
            put_entry(p, &column, fill, NULL, tdxp_map_fill_name(fill));
        }
    }
    if (legend.measured) {
        put_entry(p, &column, TDXP_FILLS, "M", "measured");
    }
    if (legend.overlaps) {
        put_entry(p, &column, TDXP_FILLS, "!", "overlap");
    }
    grid_print(&p->grid, p->out);
}

/* What too many lanes leave out. */
static void print_left_out(const struct picture *p, const struct tdxp_guest_map *map)
{
    size_t left_out = 0;
    size_t count;
    const struct tdxp_region *regions = tdxp_guest_map_regions(map, &count);
    char text[96];

    for (size_t i = 0; i < count; i++) {
        left_out += regions[i].lane >= lanes_most(p);
    }
    if (left_out > 0) {
        snprintf(text, sizeof text, "%zu of %zu sections are not drawn: too many overlap.", left_out, count);
        print_wrapped_to(p->out, p->width, 0, 2, text);
    }
}

/* False, and the reason on out, where there is nothing to draw. */
static bool has_picture(const struct tdxp_firmware *firmware, enum tdxp_guest guest, unsigned width, FILE *out)
{
    size_t count;

    tdxp_guest_map_regions(tdxp_guest_map_of(firmware, guest), &count);
    if (!tdxp_guest_described(firmware, guest)) {
        print_wrapped_to(out, width, 0, 0, guest_words[guest].none);
    } else if (count == 0) {
        print_wrapped_to(out, width, 0, 0, guest_words[guest].empty);
    }
    return count > 0;
}

static bool draw(struct picture *p, const struct tdxp_guest_map *map, const struct tdxp_map_layout *layout,
                 const struct tdxp_map_style *style)
{
    bool whole;

    p->bands = tdxp_map_layout_bands(layout, &p->band_count);
    set_columns(p, map);
    whole = grid_open(&p->grid, p->width, style->utf8, style->colour) && map_lanes_open(&p->lanes, map);
    if (whole) {
        print_picture(p);
        putc('\n', p->out);
        print_legend(p, map);
        print_left_out(p, map);
    }
    map_lanes_close(&p->lanes);
    grid_close(&p->grid);
    return whole;
}

/* For a picture of rows lines in all: what is left of them beside the edges. */
static struct tdxp_map_layout *lay_out(const struct tdxp_guest_map *map, enum tdxp_map_scale scale, uint64_t rows)
{
    struct tdxp_map_layout *layout = tdxp_map_layout_new(map, scale, 0);
    size_t count;

    if (!layout || rows == 0) {
        return layout;
    }
    tdxp_map_layout_bands(layout, &count);
    tdxp_map_layout_free(layout);
    return tdxp_map_layout_new(map, scale, rows > count + 1 ? rows - count - 1 : 1);
}

bool tdxp_report_map(const struct tdxp_firmware *firmware, const struct tdxp_map_style *style, FILE *out)
{
    struct picture p = {.out = out, .width = style->width ? style->width : TDXP_MAP_WIDTH_DEFAULT};
    const struct tdxp_guest_map *map = tdxp_guest_map_of(firmware, style->guest);
    struct tdxp_map_layout *layout;
    bool whole;

    p.width = p.width < TDXP_MAP_WIDTH_MIN   ? TDXP_MAP_WIDTH_MIN
              : p.width > TDXP_MAP_WIDTH_MAX ? TDXP_MAP_WIDTH_MAX
                                             : p.width;
    print_heading(firmware, style, p.width, out);
    if (!has_picture(firmware, style->guest, p.width, out)) {
        return true;
    }
    layout = lay_out(map, style->scale, style->rows);
    whole = layout && draw(&p, map, layout, style);
    tdxp_map_layout_free(layout);
    if (whole) {
        putc('\n', out);
        print_totals(firmware, style->guest, 0, p.width, out);
    }
    return whole;
}
