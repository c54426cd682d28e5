/* The strip beside the bytes: the whole of what they are part of, with its sections, its findings and its entropy. */
#ifndef TUI_HEX_STRIP_H
#define TUI_HEX_STRIP_H

#include "tui/app.h"
#include "tui/minimap.h"

enum { HEX_STRIP = 4 }; /* columns: a blank, the cursor's cell or matches, section or finding or cover, entropy */

struct strip_mark {
    int32_t section;             /* that has most of the cell, or -1 */
    bool claimed;                /* a structure has some of it */
    enum tdxp_severity severity; /* of the worst finding in it */
};

/* All zero before it is drawn first. */
struct hex_strip {
    struct minimap *map;      /* owned */
    struct strip_mark *marks; /* owned; one a cell */
    const struct tdxp_space *space;
    enum tdxp_guest whose;
    int rows;
    bool done; /* the entropy of all cells is there */
};

/* Draw it from a column of the pane on. */
void hex_strip_draw(const struct app *app, const struct pane *pane, struct hex_strip *strip, int col);

/* A bounded piece of the work on entropy. */
void hex_strip_step(struct hex_strip *strip);

/* The first byte of the cell in a row, into *offset. False where there is none. */
bool hex_strip_at(const struct hex_strip *strip, int row, uint64_t *offset);

/* Free what it holds. */
void hex_strip_free(struct hex_strip *strip);

#endif
