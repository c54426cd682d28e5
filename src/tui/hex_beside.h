/* The second column of the hex pane: the bytes of the image that this one is compared with. */
#ifndef TUI_HEX_BESIDE_H
#define TUI_HEX_BESIDE_H

#include "tui/hex_row.h"

/* Whether there are two columns on so many columns of the screen. */
bool hex_beside(const struct app *app, int cols);

/* How many of them one has. */
int hex_beside_columns(int cols);

/* Bytes that stand together: more than the group that was chosen where two columns of single ones do not fit. */
int hex_beside_group(const struct app *app, int group);

/* The larger of a size and that of what stands beside it, for the digits of offsets. */
uint64_t hex_beside_larger(const struct app *app, uint64_t size);

/* "  B 0x1cd010": what stands beside the cursor, or would; an empty string where nothing is compared. */
void hex_beside_words(const struct app *app, char *buffer, size_t size);

/* Draw it beside rows of that shape, of which the first begins at top. */
void hex_beside_draw(const struct app *app, const struct pane *pane, const struct hex_shape *shape, uint64_t top);

/* A click at a row, and a column of the pane. True where there is a byte. */
bool hex_beside_click(struct app *app, const struct hex_shape *shape, uint64_t top, int row, int col);

#endif
