/* Drawing the picture of guest memory: addresses at the left, the bands as boxes, what becomes of them at the right. */
#include "tui/map_draw.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tdxplore/text.h"
#include "tui/comparing.h"
#include "tui/editing.h"
#include "tui/measuring.h"
#include "tui/playback.h"

enum {
    ADDRESS_LEAST = 8, /* digits of an address below 4 GiB */
    SIDE_MARKS = 2,    /* columns at the right: measured or not, finding or not */
    SIDE_SIZE = 14,    /* the same with the size or a landmark's name */
    SIDE_WORDS = 48,   /* the same with what happens in words */
    BOX_LEAST = 14,    /* columns that the boxes keep before sizes are shown beside them */
    BOX_MOST = 72,     /* wider ones are harder to read, not easier */
    LANE_LEAST = 3,    /* columns of a lane that can be told from its neighbours */
};

static const enum glyph fill_glyphs[TDXP_FILLS] = {
    [TDXP_FILL_MEASURED] = GLYPH_FULL,    [TDXP_FILL_COPIED] = GLYPH_SHADE_DARK, [TDXP_FILL_TAIL] = GLYPH_SHADE_MEDIUM,
    [TDXP_FILL_ZERO] = GLYPH_SHADE_LIGHT, [TDXP_FILL_AUG] = GLYPH_DOT,           [TDXP_FILL_MISSING] = GLYPH_CROSS,
    [TDXP_FILL_LAUNCH] = GLYPH_LINES,
};

enum glyph map_fill_glyph(enum tdxp_map_fill fill)
{
    return fill_glyphs[fill];
}

static bool is_to_be_measured(const struct app *app, const struct tdxp_segment *segment)
{
    return app->measuring.overlay ? measuring_cover_gpa(app, segment->start) == TDXP_COVER_MEASURED
                                  : segment->region->placed.measured;
}

/* How far the launch has come with it, where it is played; which is that of this image alone. */
static enum playback_state played(const struct map_view *view, const struct tdxp_segment *segment)
{
    return view->other ? PLAYBACK_DONE : playback_state_of(view->app, segment->region->placed.section);
}

/* Measured, as far as the launch has come. */
static bool is_measured(const struct map_view *view, const struct tdxp_segment *segment)
{
    return view->other ? segment->region->placed.measured
                       : is_to_be_measured(view->app, segment) && played(view, segment) == PLAYBACK_DONE;
}

static bool overlaid(const struct map_view *view)
{
    return view->app->measuring.overlay && !view->other;
}

/* A sign of what was changed or what the other image has otherwise: of the entry, or the bytes that are copied. */
static char sign_of(const struct map_view *view, const struct tdxp_segment *segment)
{
    const struct tdxp_comparison *comparison = view->app->comparing.comparison;
    const struct tdxp_placement *placed = &segment->region->placed;
    enum tdxp_side side = view->other ? TDXP_SIDE_B : TDXP_SIDE_A;

    if (!view->other && (editing_touches(view->app, placed->entry) ||
                         (placed->content && editing_touches(view->app, placed->content)))) {
        return '*';
    }
    if (!comparison) {
        return '\0';
    }
    if (!tdxp_comparison_partner(comparison, side, placed->entry)) {
        return view->other ? '+' : '-';
    }
    return tdxp_comparison_of_node(comparison, side, placed->entry) ||
                   (placed->content && tdxp_comparison_of_node(comparison, side, placed->content))
               ? '~'
               : '\0';
}

/* The colour of the section, or where the overlay is shown of what becomes of the segment. */
static void set_colour(const struct map_view *view, const struct tdxp_segment *segment, attr_t extra)
{
    const struct theme *theme = &view->app->theme;

    if (overlaid(view)) {
        theme_set_with(theme, measuring_style(measuring_cover_gpa(view->app, segment->start)), extra);
    } else {
        theme_set_hue(theme, (int)segment->region->placed.section, 0, extra);
    }
}

/* A pane's width, shared out. */
struct columns {
    int address;       /* digits */
    int box, box_cols; /* first column and width of the boxes, edges included */
    int side, side_cols;
};

static struct columns columns_of(const struct map_view *view)
{
    struct columns c = {.address = ADDRESS_LEAST, .side_cols = SIDE_MARKS};
    size_t count;
    uint64_t highest = tdxp_map_layout_bands(view->layout, &count)[0].last;

    while (c.address < 16 && highest >> (4 * c.address) != 0) {
        c.address++;
    }
    if (view->other) {
        c.box_cols = view->box.cols - c.side_cols;
        c.side = c.box_cols;
        return c;
    }
    c.box = c.address + 2;
    if (view->box.cols - c.box - SIDE_SIZE >= BOX_LEAST) {
        c.side_cols = SIDE_SIZE;
    }
    c.box_cols = view->box.cols - c.box - c.side_cols;
    if (c.box_cols > BOX_MOST) {
        c.box_cols = BOX_MOST;
        c.side_cols = view->box.cols - c.box - c.box_cols;
    }
    c.side = c.box + c.box_cols;
    return c;
}

size_t map_segments_of(const struct tdxp_guest_map *map, const struct tdxp_map_band *band,
                       const struct tdxp_segment *out[static MAP_LANES])
{
    const struct tdxp_region *regions[MAP_LANES];
    size_t count = band->gap ? 0 : tdxp_guest_map_at(map, band->start, regions, MAP_LANES);

    count = count < MAP_LANES ? count : MAP_LANES;
    for (size_t i = 0; i < count; i++) {
        out[i] = tdxp_guest_map_segment(map, regions[i], band->start);
    }
    for (size_t i = 1; i < count; i++) {
        for (size_t k = i; k > 0 && out[k - 1]->region->lane > out[k]->region->lane; k--) {
            const struct tdxp_segment *swapped = out[k];

            out[k] = out[k - 1];
            out[k - 1] = swapped;
        }
    }
    return count;
}

/* Where a segment stands within the boxes' inner columns: overlapping ones share them, from the left by lane. */
static bool lane_of(const struct map_view *view, const struct columns *c, const struct tdxp_segment *segment, int *col,
                    int *cols)
{
    int inner = c->box_cols - 2;
    int lanes = (int)segment->region->lanes;
    int most = inner / LANE_LEAST;
    int lane = (int)segment->region->lane;
    int first = 0;

    if (!segment->region->overlapped) {
        *col = c->box + 1;
        *cols = inner;
        return inner > 0;
    }
    most = most < 1 ? 1 : most > MAP_LANES ? MAP_LANES : most;
    /* Of more lanes than fit, those up to the selected one are shown. */
    if (lanes > most) {
        int chosen = view->chosen ? (int)view->chosen->region->lane : 0;

        first = chosen >= most ? chosen - most + 1 : 0;
        first = first > lanes - most ? lanes - most : first;
        lanes = most;
    }
    if (lane < first || lane >= first + lanes) {
        return false;
    }
    *cols = inner / lanes;
    *col = c->box + 1 + (lane - first) * *cols;
    return *cols > 0;
}

/* The longest that fits of "0 BFV 1.9 MiB", "0 BFV" and "0"; the size is left out where it stands beside the boxes. */
static void label_text(const struct map_view *view, const struct columns *c, const struct tdxp_segment *segment,
                       int cols, char *buffer, size_t size)
{
    char sign[3] = {' ', sign_of(view, segment), '\0'};
    const struct tdxp_placement *placed = &segment->region->placed;
    const char *name = segment->source == TDXP_SOURCE_ZERO_FILL ? "tail" : placed->name;
    char human[TDXP_HUMAN_SIZE];

    tdxp_human_size(segment->last - segment->start + 1, human);
    sign[0] = sign[1] ? ' ' : '\0';
    snprintf(buffer, size, " %" PRIu32 " %s %s%s ", placed->section, name, human, sign);
    if (c->side_cols >= SIDE_SIZE || text_width(buffer) > cols) {
        snprintf(buffer, size, " %" PRIu32 " %s%s ", placed->section, name, sign);
    }
    if (text_width(buffer) > cols) {
        snprintf(buffer, size, "%" PRIu32 "%s", placed->section, sign[1] ? sign + 1 : "");
    }
}

/*
 * A row that is all of a band. Of the selected segment the row with the label is a bar in the colours of the selection;
 * the filling keeps the colour of the section, for a full block would hide any ground.
 */
static void draw_segment(const struct map_view *view, const struct columns *c, int row,
                         const struct tdxp_segment *segment, bool label)
{
    char text[64];
    int col;
    int cols;

    if (!lane_of(view, c, segment, &col, &cols)) {
        return;
    }
    if (label && segment == view->chosen) {
        theme_set_selected(&view->app->theme, view->focused);
        blank(view->box, row, col, cols);
    } else {
        set_colour(view, segment, 0);
        if (played(view, segment) != PLAYBACK_PENDING) {
            fill(&view->app->canvas, view->box, row, col, cols,
                 fill_glyphs[tdxp_map_fill_for(segment->source, is_measured(view, segment))]);
        }
    }
    if (!label) {
        return;
    }
    label_text(view, c, segment, cols, text, sizeof text);
    if (segment != view->chosen) {
        set_colour(view, segment, A_BOLD);
    }
    put(&view->app->canvas, view->box, row, col + (cols > text_width(text) ? 1 : 0), cols, text);
}

/* An edge between a segment and a gap within a row: eighths of the cell, from the bottom or from the top. */
static void draw_part(const struct map_view *view, const struct columns *c, int row, const struct tdxp_segment *segment,
                      unsigned eighths, bool lower)
{
    attr_t turned = 0;
    int col;
    int cols;

    if (eighths == 0 || !lane_of(view, c, segment, &col, &cols)) {
        return;
    }
    /* The upper part of a cell is its lower part with ink and ground exchanged; ASCII only says how much. */
    if (!lower && view->app->canvas.utf8) {
        eighths = TDXP_MAP_EIGHTHS - eighths;
        turned = A_REVERSE;
    }
    set_colour(view, segment, turned);
    fill(&view->app->canvas, view->box, row, col, cols, (enum glyph)(GLYPH_EIGHTH_1 + eighths - 1));
}

static void draw_gap(const struct map_view *view, const struct columns *c, int row, const struct tdxp_map_band *band,
                     bool label)
{
    char human[TDXP_HUMAN_SIZE];
    char text[64];
    int inner = c->box_cols - 2;
    int col;

    theme_set(&view->app->theme, STYLE_DIM);
    tdxp_human_size(band->last - band->start + 1, human);
    snprintf(text, sizeof text, "%s %s", glyph(&view->app->canvas, GLYPH_BREAK), label ? human : "");
    col = (inner - text_width(human) - 2) / 2;
    put(&view->app->canvas, view->box, row, c->box + 1 + (col > 0 ? col : 0), inner, text);
}

static void draw_address(const struct map_view *view, const struct columns *c, int row, uint64_t gpa, enum style style)
{
    theme_set(&view->app->theme, style);
    if (gpa == UINT64_C(1) << 32) {
        putf(&view->app->canvas, view->box, row, 0, c->address, "%*s", c->address, "4 GiB");
    } else {
        putf(&view->app->canvas, view->box, row, 0, c->address, "%*" PRIx64, c->address, gpa);
    }
}

/* The lowest row of a band has its first address, the highest row of the picture the end of all. */
static void draw_addresses(const struct map_view *view, const struct columns *c, int row,
                           const struct tdxp_map_band *band, bool lowest)
{
    uint64_t picture_row = view->top + (uint64_t)row;

    if (lowest && (!band->gap || band->start == 0)) {
        draw_address(view, c, row, band->start, STYLE_TEXT);
    } else if (picture_row == 0 && band->last != UINT64_MAX) {
        draw_address(view, c, row, band->last + 1, STYLE_DIM);
    } else if (picture_row == band->top / TDXP_MAP_EIGHTHS && !band->gap) {
        draw_address(view, c, row, band->last, STYLE_DIM);
    }
}

/* The names of the landmarks that lie in the row, from the highest down, beside the boxes. */
static void draw_landmarks(const struct map_view *view, const struct columns *c, int row,
                           const struct tdxp_map_band *band)
{
    int col = c->side + (band->gap ? 1 : 2);
    int end = c->side + c->side_cols;
    size_t count;
    const struct tdxp_landmark *marks = tdxp_landmarks(&count);

    theme_set(&view->app->theme, STYLE_DIM);
    for (size_t i = count; i-- > 0;) {
        if (marks[i].gpa >= band->start && marks[i].gpa <= band->last &&
            tdxp_map_band_row_of(band, marks[i].gpa) == view->top + (uint64_t)row &&
            text_width(marks[i].name) <= end - col) {
            col += put(&view->app->canvas, view->box, row, col, -1, marks[i].name) + 1;
        }
    }
}

/* Measured or not, the finding's mark, the size: readable without colour. */
static void draw_side(const struct map_view *view, const struct columns *c, int row, const struct tdxp_map_band *band,
                      const struct tdxp_segment *const *segments, size_t count, bool label)
{
    enum tdxp_severity worst = TDXP_SEVERITY_NONE;
    bool measured = false;
    char human[TDXP_HUMAN_SIZE];
    char words[96];

    for (size_t i = 0; i < count; i++) {
        enum tdxp_severity s = tdxp_check_section_worst(view->other ? view->app->comparing.check : view->app->check,
                                                        segments[i]->region->placed.section);

        worst = s > worst ? s : worst;
        measured = measured || is_measured(view, segments[i]);
    }
    if (overlaid(view) && count > 0) {
        enum tdxp_cover cover = measuring_cover_gpa(view->app, band->start);

        theme_set(&view->app->theme, measuring_style(cover));
        put(&view->app->canvas, view->box, row, c->side, 1, measuring_mark(cover));
    } else {
        theme_set(&view->app->theme, STYLE_VALUE);
        put(&view->app->canvas, view->box, row, c->side, 1, measured ? "M" : " ");
    }
    if (worst >= TDXP_SEVERITY_WARNING) {
        theme_set(&view->app->theme, theme_severity(worst));
        put(&view->app->canvas, view->box, row, c->side + 1, 1, theme_mark(worst));
    }
    if (c->side_cols < SIDE_SIZE) {
        return;
    }
    if (label && !band->gap) {
        tdxp_human_size(band->last - band->start + 1, human);
        theme_set(&view->app->theme, STYLE_TEXT);
        put(&view->app->canvas, view->box, row, c->side + 2, SIDE_SIZE - 2, human);
        if (c->side_cols >= SIDE_WORDS && count == 1) {
            map_describe(view->app, segments[0], words, sizeof words);
            put(&view->app->canvas, view->box, row, c->side + SIDE_SIZE, -1, words);
        }
    } else {
        draw_landmarks(view, c, row, band);
    }
}

/* Where the cursor byte is in guest memory. */
static void draw_cursor(const struct map_view *view, const struct columns *c, int row, const struct tdxp_map_band *band)
{
    const struct selection *s = &view->app->selection;

    if (view->chosen && s->has_gpa && !s->gpa_by_bios && s->gpa >= view->chosen->start &&
        s->gpa <= view->chosen->last && s->gpa >= band->start && s->gpa <= band->last &&
        tdxp_map_band_row_of(band, s->gpa) == view->top + (uint64_t)row) {
        theme_set(&view->app->theme, STYLE_VALUE);
        put(&view->app->canvas, view->box, row, c->address, 1, glyph(&view->app->canvas, GLYPH_FOLLOW));
    }
}

/* A gap has no walls. Those of the selected segment, where it stands alone, are bars in the colours of the selection. */
static void draw_walls(const struct map_view *view, const struct columns *c, int row, bool selected, bool lowest)
{
    const struct canvas *canvas = &view->app->canvas;

    if (selected) {
        theme_set_selected(&view->app->theme, view->focused);
        blank(view->box, row, c->box, 1);
        blank(view->box, row, c->box + c->box_cols - 1, 1);
        return;
    }
    theme_set(&view->app->theme, STYLE_BORDER);
    put(canvas, view->box, row, c->box, 1, glyph(canvas, lowest ? GLYPH_TEE_LEFT : GLYPH_VERTICAL));
    put(canvas, view->box, row, c->box + c->box_cols - 1, 1, glyph(canvas, lowest ? GLYPH_TEE_RIGHT : GLYPH_VERTICAL));
}

/* The two parts of a row in which a gap and a segment meet: eighths of the upper one. */
static void draw_meeting(const struct map_view *view, const struct columns *c, int row,
                         const struct tdxp_map_band *upper, const struct tdxp_map_band *lower, unsigned eighths)
{
    const struct tdxp_segment *segments[MAP_LANES];
    size_t count = map_segments_of(view->map, upper, segments);

    for (size_t i = 0; i < count; i++) {
        draw_part(view, c, row, segments[i], eighths, false);
    }
    count = map_segments_of(view->map, lower, segments);
    for (size_t i = 0; i < count; i++) {
        draw_part(view, c, row, segments[i], TDXP_MAP_EIGHTHS - eighths, true);
    }
}

/* The band that a row tells of: the one whose label it has, else the one with the greater part of it. */
static const struct tdxp_map_band *main_band(const struct map_view *view, int row, const struct tdxp_map_band *upper,
                                             const struct tdxp_map_band *lower, unsigned eighths)
{
    uint64_t picture_row = view->top + (uint64_t)row;

    if (tdxp_map_band_row(upper) == picture_row) {
        return upper;
    }
    if (tdxp_map_band_row(lower) == picture_row) {
        return lower;
    }
    return eighths < TDXP_MAP_EIGHTHS / 2 ? lower : upper;
}

static void draw_row(const struct map_view *view, const struct columns *c, int row)
{
    uint64_t first = (view->top + (uint64_t)row) * TDXP_MAP_EIGHTHS;
    uint64_t end = first + TDXP_MAP_EIGHTHS;
    const struct tdxp_map_band *upper = tdxp_map_layout_band(view->layout, first);
    const struct tdxp_map_band *lower = tdxp_map_layout_band(view->layout, end - 1);
    unsigned eighths = lower == upper ? TDXP_MAP_EIGHTHS : (unsigned)(lower->top - first);
    const struct tdxp_map_band *band = main_band(view, row, upper, lower, eighths);
    bool label = tdxp_map_band_row(band) == view->top + (uint64_t)row;
    bool lowest = band->top + band->height <= end;
    const struct tdxp_segment *segments[MAP_LANES];
    size_t count = map_segments_of(view->map, band, segments);

    if (count > 0) {
        draw_walls(view, c, row, count == 1 && segments[0] == view->chosen, lowest);
    }
    if (lower != upper && (band->gap || !label)) {
        draw_meeting(view, c, row, upper, lower, eighths);
    } else if (band->gap) {
        draw_gap(view, c, row, band, label);
    } else {
        for (size_t i = 0; i < count; i++) {
            draw_segment(view, c, row, segments[i], label);
        }
    }
    draw_side(view, c, row, band, segments, count, label);
    if (!view->other) {
        draw_addresses(view, c, row, band, lowest);
        draw_cursor(view, c, row, band);
    }
}

void map_draw(const struct map_view *view)
{
    struct columns c = columns_of(view);

    for (int row = 0; row < view->box.rows; row++) {
        if (view->top + (uint64_t)row >= tdxp_map_layout_rows(view->layout)) {
            return;
        }
        draw_row(view, &c, row);
    }
}

const struct tdxp_segment *map_segment_at(const struct map_view *view, int row, int col)
{
    struct columns c = columns_of(view);
    uint64_t middle = (view->top + (uint64_t)row) * TDXP_MAP_EIGHTHS + TDXP_MAP_EIGHTHS / 2;
    const struct tdxp_map_band *band = tdxp_map_layout_band(view->layout, middle);
    const struct tdxp_segment *segments[MAP_LANES];
    size_t count = map_segments_of(view->map, band, segments);

    for (size_t i = 0; i < count; i++) {
        int first;
        int cols;

        if (lane_of(view, &c, segments[i], &first, &cols) && col >= first && col < first + cols) {
            return segments[i];
        }
    }
    return count > 0 ? segments[0] : NULL;
}

void map_describe(const struct app *app, const struct tdxp_segment *segment, char *buffer, size_t size)
{
    snprintf(buffer, size, "%s, %s", tdxp_source_words(segment->source),
             is_to_be_measured(app, segment) ? "measured" : "not measured");
}
