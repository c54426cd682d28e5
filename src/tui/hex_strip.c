/* The strip beside the bytes: the whole of what they are part of, with its sections, its findings and its entropy. */
#include "tui/hex_strip.h"

#include <stdlib.h>

#include "tui/measuring.h"
#include "tui/searching.h"

enum {
    SAMPLES = 8, /* bytes of a cell that are asked for their section */
    STEP = 16,   /* cells between two looks at the keys */
};

void hex_strip_free(struct hex_strip *strip)
{
    minimap_free(strip->map);
    free(strip->marks);
    *strip = (struct hex_strip){.map = NULL};
}

/* ---- what is in a cell ---- */

static struct strip_mark mark_of(const struct app *app, const struct tdxp_space *space, struct tdxp_range range)
{
    struct strip_mark mark = {.section = -1};
    int32_t sections[SAMPLES];
    int best = 0;

    for (int i = 0; i < SAMPLES; i++) {
        uint64_t offset = range.start + range.length / SAMPLES * (uint64_t)i;
        const struct tdxp_node *node = tdxp_tree_at(app->fw->tree, space, offset);
        int count = 0;

        mark.claimed = mark.claimed || (node && node->parent && node->kind != TDXP_KIND_UNCLAIMED);
        sections[i] = space->id == 0 ? app_hue_of_byte(app, node, offset) : -1;
        for (int before = 0; before <= i; before++) {
            count += sections[before] == sections[i];
        }
        if (count > best) {
            best = count;
            mark.section = sections[i];
        }
    }
    return mark;
}

static void mark_findings(const struct app *app, struct hex_strip *strip)
{
    for (size_t i = 0; i < app->check->count; i++) {
        const struct tdxp_finding *finding = &app->check->findings[i];
        int last = minimap_cell_of(strip->map, finding->offset + finding->length - 1);

        for (int cell = minimap_cell_of(strip->map, finding->offset); cell <= last; cell++) {
            if (finding->severity > strip->marks[cell].severity) {
                strip->marks[cell].severity = finding->severity;
            }
        }
    }
}

/* Made anew where it is of other bytes, or of another height, than it is to show. False where memory ran out. */
static bool make(const struct app *app, struct hex_strip *strip, int rows)
{
    const struct tdxp_space *space = app->selection.space;

    if (strip->map && strip->space == space && strip->rows == rows && strip->whose == app->whose) {
        return true;
    }
    hex_strip_free(strip);
    strip->map = minimap_new(&space->bytes, rows);
    strip->marks = calloc((size_t)rows, sizeof *strip->marks);
    if (!strip->map || !strip->marks) {
        hex_strip_free(strip);
        return false;
    }
    strip->space = space;
    strip->rows = rows;
    strip->whose = app->whose;
    for (int cell = 0; cell < minimap_cells(strip->map); cell++) {
        strip->marks[cell] = mark_of(app, space, minimap_range(strip->map, cell));
    }
    if (space->id == 0) {
        mark_findings(app, strip);
    }
    return true;
}

void hex_strip_step(struct hex_strip *strip)
{
    for (int i = 0; i < STEP && strip->map && !strip->done; i++) {
        strip->done = !minimap_step(strip->map);
    }
}

bool hex_strip_at(const struct hex_strip *strip, int row, uint64_t *offset)
{
    if (!strip->map || row < 0 || row >= minimap_cells(strip->map)) {
        return false;
    }
    *offset = minimap_range(strip->map, row).start;
    return true;
}

/* ---- drawing ---- */

static const char *entropy_text(const struct app *app, double entropy)
{
    static const enum glyph glyphs[] = {GLYPH_EIGHTH_1, GLYPH_EIGHTH_2, GLYPH_EIGHTH_3, GLYPH_EIGHTH_4,
                                        GLYPH_EIGHTH_5, GLYPH_EIGHTH_6, GLYPH_EIGHTH_7, GLYPH_FULL};
    int level = (int)(entropy + 0.5);

    return level < 1 ? " " : glyph(&app->canvas, glyphs[level - 1]);
}

/* As the gutter has it: a finding's mark, or the section's number; a point for what else a structure claims. */
static void draw_mark(const struct app *app, const struct pane *pane, int row, int col, const struct strip_mark *mark,
                      bool here)
{
    const char *text = theme_mark(mark->severity);
    char number[2] = {(char)(mark->section < 10 ? '0' + mark->section : '+'), '\0'};

    if (mark->severity < TDXP_SEVERITY_WARNING) {
        text = mark->section >= 0 ? number : mark->claimed ? "." : " ";
    }
    if (here) {
        theme_set_selected(&app->theme, pane->focused);
    } else if (mark->severity >= TDXP_SEVERITY_WARNING) {
        theme_set(&app->theme, theme_severity(mark->severity));
    } else {
        theme_set_hue(&app->theme, mark->section, 0, 0);
    }
    put(&app->canvas, pane->inside, row, col, 1, text);
}

/* While the overlay is shown: what becomes of the bytes, or of most of them. */
static void draw_cover(const struct app *app, const struct pane *pane, int row, int col, struct tdxp_range range)
{
    bool mixed;
    enum tdxp_cover cover = measuring_cover_of(app, app->selection.space, range.start, range.length, &mixed);

    theme_set(&app->theme, measuring_style(cover));
    put(&app->canvas, pane->inside, row, col, 1, mixed ? "|" : measuring_mark(cover));
}

/* Where the cursor is, or else that there are matches of the search. */
static void draw_sign(const struct app *app, const struct pane *pane, int row, int col, struct tdxp_range range,
                      bool here)
{
    if (here) {
        theme_set(&app->theme, STYLE_HEAD);
        put(&app->canvas, pane->inside, row, col, 1, glyph(&app->canvas, GLYPH_FOLLOW));
    } else if (searching_begins_in(app, app->selection.space, range.start, range.length)) {
        theme_set(&app->theme, STYLE_MATCH);
        put(&app->canvas, pane->inside, row, col, 1, "*");
    }
}

void hex_strip_draw(const struct app *app, const struct pane *pane, struct hex_strip *strip, int col)
{
    int here;

    if (!make(app, strip, pane->inside.rows)) {
        return;
    }
    here = minimap_cell_of(strip->map, app->selection.offset);
    for (int row = 0; row < minimap_cells(strip->map); row++) {
        struct tdxp_range range = minimap_range(strip->map, row);

        draw_sign(app, pane, row, col + 1, range, row == here);
        if (app->measuring.overlay) {
            draw_cover(app, pane, row, col + 2, range);
        } else {
            draw_mark(app, pane, row, col + 2, &strip->marks[row], row == here);
        }
        theme_set_hue(&app->theme, strip->marks[row].section, 0, 0);
        put(&app->canvas, pane->inside, row, col + 3, 1, entropy_text(app, minimap_entropy(strip->map, row)));
    }
}
