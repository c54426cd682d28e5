/* The second column of the hex pane: the bytes of the image that this one is compared with. */
#include "tui/hex_beside.h"

#include <inttypes.h>
#include <stdio.h>

#include "tui/comparing.h"

enum {
    LEAST = 48,  /* columns of the pane for four bytes a row on both sides */
    ROOMY = 114, /* columns of the screen from which on eight single bytes on both sides stand beside the tree */
};

bool hex_beside(const struct app *app, int cols)
{
    return comparing(app) && !app->guest && cols >= LEAST;
}

int hex_beside_columns(int cols)
{
    return (cols - 1) / 2;
}

int hex_beside_group(const struct app *app, int group)
{
    return comparing(app) && !app->guest && app->cols < ROOMY && group < 2 ? 2 : group;
}

uint64_t hex_beside_larger(const struct app *app, uint64_t size)
{
    const struct tdxp_space *space = NULL;
    uint64_t offset;

    if (comparing(app)) {
        comparing_beside(app, &space, &offset);
    }
    return space && space->bytes.size > size ? space->bytes.size : size;
}

void hex_beside_words(const struct app *app, char *buffer, size_t size)
{
    const struct tdxp_space *space = NULL;
    uint64_t offset;

    buffer[0] = '\0';
    if (!comparing(app)) {
        return;
    }
    if (comparing_beside(app, &space, &offset)) {
        snprintf(buffer, size, "  B 0x%" PRIx64, offset);
    } else {
        snprintf(buffer, size, "  not in B");
    }
}

/*
 * The first byte beside the row that begins at start, counted from the start of B's space: what stands beside the cursor
 * tells how far both are shifted. It may lie before the space's first byte, which a number without sign has as a large one.
 */
static uint64_t row_start(const struct app *app, uint64_t start, uint64_t offset)
{
    return offset - app->selection.offset + start;
}

/* One byte of B, where there is one; before the first byte the offset has wrapped, and there is none. */
static bool read_byte(const struct tdxp_space *space, uint64_t offset, uint8_t *byte)
{
    return tdxp_read_u8(&space->bytes, offset, byte);
}

/*
 * Whether a row of B stands beside one of A that its first byte does not stand for: all rows are shifted as the cursor's is,
 * and there may be something between that one image alone has. Where the user chose the shift, all stand as they are to.
 */
static bool is_astray(const struct app *app, const struct tdxp_space *space, uint64_t start, uint64_t beside)
{
    const struct tdxp_space *other;
    uint64_t offset;

    return app->comparing.shift == SHIFT_ALIGNED && !comparing_pinned(app) &&
           beside < app->selection.space->bytes.size &&
           (!tdxp_comparison_across(app->comparing.comparison, TDXP_SIDE_A, app->selection.space, beside, &other,
                                    &offset) ||
            other != space || offset != start);
}

/* beside is where the row of A begins. */
static void draw_row(const struct app *app, struct pane *pane, int row, const struct hex_shape *shape,
                     const struct tdxp_space *space, uint64_t start, uint64_t beside, struct hex_run *run,
                     const uint64_t *cursor)
{
    bool astray = is_astray(app, space, start, beside);
    struct hex_cell cells[HEX_ROW_MOST] = {0};
    bool any = false;

    for (int i = 0; i < shape->per_row; i++) {
        uint64_t offset = start + (uint64_t)i;
        uint8_t byte;

        if (read_byte(space, offset, &byte)) {
            cells[i] = hex_cell_of(app, byte, hex_look_of_other(app, space, run, offset));
            cells[i].look.cursor = cursor && *cursor == offset;
            cells[i].look.astray = astray;
            any = true;
        }
    }
    if (any) {
        hex_row_draw(app, pane, row, shape, start, cells);
    }
}

void hex_beside_draw(const struct app *app, const struct pane *pane, const struct hex_shape *shape, uint64_t top)
{
    struct pane beside = *pane;
    struct hex_run run = {.section = -1};
    const struct tdxp_space *space;
    uint64_t offset;
    bool there = comparing_beside(app, &space, &offset);
    int col = hex_row_columns(shape);

    theme_set(&app->theme, STYLE_BORDER);
    for (int row = 0; row < pane->inside.rows; row++) {
        put(&app->canvas, pane->inside, row, col, 1, glyph(&app->canvas, GLYPH_VERTICAL));
    }
    beside.inside.x += col + 1;
    beside.inside.cols -= col + 1;
    if (!space) {
        theme_set(&app->theme, STYLE_DIM);
        put(&app->canvas, beside.inside, 0, 0, -1, "nothing of it is in B");
        return;
    }
    for (int row = 0; row < beside.inside.rows; row++) {
        uint64_t mine = top + (uint64_t)row * (uint64_t)shape->per_row;

        draw_row(app, &beside, row, shape, space, row_start(app, mine, offset), mine, &run, there ? &offset : NULL);
    }
}

bool hex_beside_click(struct app *app, const struct hex_shape *shape, uint64_t top, int row, int col)
{
    const struct tdxp_space *space;
    uint64_t offset;
    uint64_t clicked;
    int byte = hex_row_byte_at(shape, col - hex_row_columns(shape) - 1);
    uint8_t unused;

    comparing_beside(app, &space, &offset);
    if (byte < 0 || !space) {
        return false;
    }
    clicked = row_start(app, top + (uint64_t)row * (uint64_t)shape->per_row + (uint64_t)byte, offset);
    if (!read_byte(space, clicked, &unused)) {
        return false;
    }
    comparing_select_b(app, clicked);
    return true;
}
