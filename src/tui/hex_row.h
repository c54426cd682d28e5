/* One row of the hex pane: address, section, bytes, characters. */
#ifndef TUI_HEX_ROW_H
#define TUI_HEX_ROW_H

#include <stdint.h>

#include "tui/app.h"
#include "tui/searching.h"

enum { HEX_ROW_MOST = 32 }; /* bytes a row */

/* How one byte looks. */
struct hex_look {
    int32_t section;
    unsigned shade; /* how deeply it is enclosed by the selection's ancestors */
    bool selected;  /* or marked, while a range is */
    bool cursor;
    bool claimed;
    bool noted;   /* in a range that has a note */
    bool changed; /* since the file was read before */
    bool edited;  /* it was changed in memory */
    bool differs; /* the image that this one is compared with has another byte there */
    bool astray;  /* it stands beside bytes that it does not stand for */
    char alone;   /* '-': of two images this one alone has it; '+': the other one alone; else 0 */
    enum search_look match;
    bool match_begins;
    enum tdxp_severity severity;
    bool fault_begins;     /* the byte before has no such finding */
    enum tdxp_cover cover; /* what becomes of it; only while the overlay is shown */
};

/* One byte, or the lack of one. */
struct hex_cell {
    bool shown;   /* false: left blank */
    char hex[8];  /* two columns */
    char text[4]; /* one column */
    struct hex_look look;
};

/* Where in a row is what. */
struct hex_shape {
    int digits;   /* of the address */
    bool decimal; /* they are decimal */
    int per_row;  /* bytes */
    int group;    /* bytes that stand together */
};

/* Columns that a row takes. */
int hex_row_columns(const struct hex_shape *shape);

/* As many bytes a row (32, 16, 8 ... 1; at most most) as fit into cols columns; per_row does not matter. */
int hex_row_bytes(const struct hex_shape *shape, int cols, int most);

/* Which of the bytes of a row stands at a column, in hex or as a character; -1 for none. */
int hex_row_byte_at(const struct hex_shape *shape, int col);

/* The look of a byte of a space, as far as the file's structures tell: all but the cursor. */
struct hex_run {
    uint64_t start, end; /* offsets for which the rest holds; the index is asked once a run and not once a byte */
    const struct tdxp_node *node;
    int32_t section;
    const struct tdxp_stretch *stretch; /* while images are compared */
    enum tdxp_cover cover; /* of all bytes of a space that was decompressed: the caller's, while the overlay is shown */
};
struct hex_look hex_look_of(const struct app *app, const struct tdxp_space *space, struct hex_run *run,
                            uint64_t offset);

/* The same for a byte of the image that this one is compared with. */
struct hex_look hex_look_of_other(const struct app *app, const struct tdxp_space *space, struct hex_run *run,
                                  uint64_t offset);

/* The cell of a byte: what it looks like is the caller's. */
struct hex_cell hex_cell_of(const struct app *app, uint8_t byte, struct hex_look look);

/* Draw the cells of a row behind its address. Where one has the cursor, so has the pane. */
void hex_row_draw(const struct app *app, struct pane *pane, int row, const struct hex_shape *shape, uint64_t address,
                  const struct hex_cell *cells);

#endif
