/* Bytes as a strip of cells: which of them each cell stands for, and their entropy, worked out in steps. */
#ifndef TUI_MINIMAP_H
#define TUI_MINIMAP_H

#include <stdbool.h>
#include <stdint.h>

#include "tdxplore/bytes.h"
#include "tdxplore/range.h"

struct minimap;

/*
 * A strip of at most cells cells, at least one byte in each. The bytes must stay where they are. NULL where memory ran
 * out; the caller frees it.
 */
struct minimap *minimap_new(const struct tdxp_bytes *bytes, int cells);

/* map may be NULL. */
void minimap_free(struct minimap *map);

/* How many cells there are: fewer than wanted where there are fewer bytes. */
int minimap_cells(const struct minimap *map);

/* The bytes of a cell. Together the cells have all bytes, in their order, and none twice. */
struct tdxp_range minimap_range(const struct minimap *map, int cell);

/* The cell that a byte is in. */
int minimap_cell_of(const struct minimap *map, uint64_t offset);

/*
 * Work out the entropy of one cell more: of all its bytes, or of pieces that are spread over it evenly where it has more
 * than MINIMAP_READ. True while there is more to do.
 */
enum { MINIMAP_READ = 64 << 10 };
bool minimap_step(struct minimap *map);

/*
 * Shannon's entropy of the bytes of a cell, in bits a byte: 0 where all are alike, 8 where all 256 values are equally
 * frequent, as in what is compressed or encrypted. Less than 0 where it is not worked out yet.
 */
double minimap_entropy(const struct minimap *map, int cell);

#endif
