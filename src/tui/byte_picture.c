/* A picture of a structure's bytes. */
#include "tui/byte_picture.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    OFFSET = 7, /* columns before the first byte */
    CELL = 3,   /* of a byte, with what stands before it */
    WIDE = 16,  /* bytes a row */
    NARROW = 8,
};

/* What a byte of the structure belongs to: the part of it that has the byte, or NULL. */
static const struct tdxp_node *part_at(const struct tdxp_node *structure, uint64_t offset)
{
    for (const struct tdxp_node *n = structure->child; n; n = n->next) {
        if (n->space == structure->space && offset >= n->offset && offset - n->offset < n->length) {
            return n;
        }
    }
    return NULL;
}

/* The structure that has the node among its parts, or that it is itself. */
static const struct tdxp_node *structure_of(const struct tdxp_node *node)
{
    const struct tdxp_node *structure = node;

    if (node->field || !node->child) {
        structure = node->parent;
    }
    while (structure && structure->field) {
        structure = structure->parent;
    }
    if (!structure || structure->length == 0 || structure->kind != TDXP_KIND_STRUCT ||
        !part_at(structure, structure->offset)) {
        return NULL;
    }
    return structure;
}

/* A run of bytes of one part, as far as it is in the row. */
struct run {
    const struct tdxp_node *part;
    uint64_t start, end; /* offsets in the space */
};

static struct run run_at(const struct tdxp_node *structure, uint64_t offset, uint64_t row_end)
{
    struct run run = {part_at(structure, offset), offset, offset + 1};

    while (run.end < row_end && part_at(structure, run.end) == run.part) {
        run.end++;
    }
    return run;
}

static void set_style(const struct writer *w, const struct run *run, const struct tdxp_node *node, enum style style)
{
    if (run->part && (run->part == node || tdxp_node_within(node, run->part))) {
        theme_set(&w->app->theme, STYLE_SELECTED_OTHER);
    } else {
        theme_set(&w->app->theme, style);
    }
}

static void put_bytes(const struct writer *w, int row, int col, const struct run *run)
{
    for (uint64_t offset = run->start; offset < run->end; offset++) {
        uint8_t byte = 0;

        tdxp_read_copy(&run->part->space->bytes, offset, &byte, 1);
        putf(&w->app->canvas, w->pane->inside, row, col + (int)(offset - run->start) * CELL, -1, "%02x", byte);
    }
}

/* The names, and below them the bytes. All in one style but for what is selected: what changes is cheap to draw anew. */
static void draw_row(struct writer *w, const struct tdxp_node *structure, const struct tdxp_node *node, uint64_t start,
                     uint64_t end)
{
    struct box inside = w->pane->inside;
    const struct canvas *canvas = &w->app->canvas;
    int names = writer_row(w);
    int bytes = writer_row(w);

    theme_set(&w->app->theme, STYLE_TEXT);
    putf(canvas, inside, bytes, 1, -1, "%4" PRIx64, start - structure->offset);
    for (uint64_t offset = start; offset < end;) {
        struct run run = run_at(structure, offset, end);
        int col = OFFSET + (int)(offset - start) * CELL;
        int width = (int)(run.end - run.start) * CELL - 1;
        char name[SAFE_SIZE];

        theme_set(&w->app->theme, STYLE_TEXT);
        put(canvas, inside, names, col - 1, 1, glyph(canvas, GLYPH_VERTICAL));
        put(canvas, inside, bytes, col - 1, 1, glyph(canvas, GLYPH_VERTICAL));
        if (run.part) {
            set_style(w, &run, node, STYLE_NAME);
            put(canvas, inside, names, col, width, app_safe(w->app, run.part->name, name, sizeof name));
            set_style(w, &run, node, STYLE_TEXT);
            put_bytes(w, bytes, col, &run);
        }
        offset = run.end;
        theme_set(&w->app->theme, STYLE_TEXT);
        put(canvas, inside, names, col + width, 1, glyph(canvas, GLYPH_VERTICAL));
        put(canvas, inside, bytes, col + width, 1, glyph(canvas, GLYPH_VERTICAL));
    }
}

void byte_picture(struct writer *w, const struct tdxp_node *node)
{
    const struct tdxp_node *structure = structure_of(node);
    int cols = w->pane->inside.cols;
    uint64_t per_row = cols >= OFFSET + WIDE * CELL + 1 ? WIDE : cols >= OFFSET + NARROW * CELL + 1 ? NARROW : 0;
    uint64_t end;

    if (!structure || per_row == 0) {
        return;
    }
    end = structure->offset + (structure->length < BYTE_PICTURE_MOST ? structure->length : BYTE_PICTURE_MOST);
    for (uint64_t start = structure->offset; start < end; start += per_row) {
        draw_row(w, structure, node, start, end - start < per_row ? end : start + per_row);
    }
    if (structure->length > BYTE_PICTURE_MOST) {
        writer_format(w, STYLE_DIM, OFFSET, "and 0x%" PRIx64 " bytes more", structure->length - BYTE_PICTURE_MOST);
    }
}
