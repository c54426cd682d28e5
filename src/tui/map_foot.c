/* Below the picture of guest memory. */
#include "tui/map_foot.h"

#include <inttypes.h>
#include <stdio.h>

#include "tdxplore/text.h"
#include "tui/map_draw.h"

struct map_foot map_foot_of(const struct app *app)
{
    return (struct map_foot){.fills = tdxp_map_legend_of(app_map(app)).fills,
                             .totals = tdxp_guest_map_totals(app_map(app)),
                             .file_size = tdxp_image_bytes(app->image)->size};
}

/* Items one behind the other, going on in the next row where one does not fit. */
struct flow {
    const struct app *app;
    struct box box;
    int row, col;
};

/* symbol may be NULL. */
static void put_item(struct flow *flow, const char *symbol, const char *words)
{
    int width = text_width(words) + (symbol ? 2 : 0);

    if (flow->col > 0 && flow->col + 2 + width > flow->box.cols) {
        flow->row++;
        flow->col = 0;
    }
    flow->col += flow->col > 0 ? 2 : 0;
    if (symbol) {
        theme_set(&flow->app->theme, STYLE_TEXT);
        put(&flow->app->canvas, flow->box, flow->row, flow->col, 1, symbol);
    }
    theme_set(&flow->app->theme, STYLE_DIM);
    put(&flow->app->canvas, flow->box, flow->row, flow->col + (symbol ? 2 : 0), -1, words);
    flow->col += width;
}

static void end_row(struct flow *flow)
{
    flow->row += flow->col > 0;
    flow->col = 0;
}

static void put_total(struct flow *flow, const char *what, uint64_t bytes)
{
    char size[TDXP_HUMAN_SIZE];
    char text[64];

    tdxp_human_size(bytes, size);
    snprintf(text, sizeof text, "%s %s", what, size);
    put_item(flow, NULL, text);
}

static void put_readout(struct flow *flow, const struct tdxp_segment *segment)
{
    const struct tdxp_placement *placed = &segment->region->placed;
    char size[TDXP_HUMAN_SIZE];
    char words[96];

    tdxp_human_size(segment->last - segment->start + 1, size);
    theme_set(&flow->app->theme, STYLE_VALUE);
    putf(&flow->app->canvas, flow->box, flow->row++, 0, -1, "%" PRIu32 " %s  %s  %" PRIx64 "-%" PRIx64, placed->section,
         placed->name, size, segment->start, segment->last);
    theme_set(&flow->app->theme, STYLE_TEXT);
    map_describe(flow->app, segment, words, sizeof words);
    put(&flow->app->canvas, flow->box, flow->row++, 0, -1, words);
}

int map_foot_draw(const struct map_foot *foot, const struct app *app, const struct tdxp_segment *segment,
                  struct box box, int row)
{
    struct flow flow = {.app = app, .box = box, .row = row};

    if (segment) {
        put_readout(&flow, segment);
    }
    for (enum tdxp_map_fill fill = 0; fill < TDXP_FILLS; fill++) {
        if (foot->fills >> fill & 1) {
            put_item(&flow, glyph(&app->canvas, map_fill_glyph(fill)), tdxp_map_fill_name(fill));
        }
    }
    end_row(&flow);
    put_total(&flow, "added", foot->totals.added);
    put_total(&flow, "measured", foot->totals.measured);
    put_total(&flow, "no file bytes", foot->totals.zero);
    if (foot->totals.augmented > 0) {
        put_total(&flow, "left to the guest", foot->totals.augmented);
    }
    if (foot->file_size > foot->totals.file_loaded) {
        put_total(&flow, "file not loaded", foot->file_size - foot->totals.file_loaded);
    }
    end_row(&flow);
    return flow.row - row;
}
