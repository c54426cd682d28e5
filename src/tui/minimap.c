/* Bytes as a strip of cells: which of them each cell stands for, and their entropy, worked out in steps. */
#include "tui/minimap.h"

#include <math.h>
#include <stdlib.h>

enum { PIECE = 4096 }; /* bytes that are read at once */

struct minimap {
    struct tdxp_bytes bytes; /* data not owned */
    int cells, done;
    double entropy[]; /* of the first done cells */
};

struct minimap *minimap_new(const struct tdxp_bytes *bytes, int cells)
{
    struct minimap *map;

    if (cells < 0) {
        cells = 0;
    }
    if ((uint64_t)cells > bytes->size) {
        cells = (int)bytes->size;
    }
    map = calloc(1, sizeof *map + (size_t)cells * sizeof map->entropy[0]);
    if (map) {
        map->bytes = *bytes;
        map->cells = cells;
    }
    return map;
}

void minimap_free(struct minimap *map)
{
    free(map);
}

int minimap_cells(const struct minimap *map)
{
    return map->cells;
}

/* cell / cells of the size, without a product that wraps. */
static uint64_t start_of(const struct minimap *map, uint64_t cell)
{
    uint64_t cells = (uint64_t)map->cells;

    return map->bytes.size / cells * cell + map->bytes.size % cells * cell / cells;
}

struct tdxp_range minimap_range(const struct minimap *map, int cell)
{
    uint64_t start = start_of(map, (uint64_t)cell);

    return (struct tdxp_range){start, start_of(map, (uint64_t)cell + 1) - start};
}

int minimap_cell_of(const struct minimap *map, uint64_t offset)
{
    int low = 0;
    int high = map->cells - 1;

    while (low < high) {
        int middle = low + (high - low + 1) / 2;

        if (start_of(map, (uint64_t)middle) <= offset) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

/* ---- entropy ---- */

struct counts {
    uint64_t of[256];
    uint64_t all;
};

static void count(const struct minimap *map, uint64_t start, uint64_t length, struct counts *counts)
{
    uint8_t piece[PIECE];
    size_t size = tdxp_read_some(&map->bytes, start, piece, length < PIECE ? (size_t)length : PIECE);

    for (size_t i = 0; i < size; i++) {
        counts->of[piece[i]]++;
    }
    counts->all += size;
}

static double entropy_of(const struct counts *counts)
{
    double bits = 0;

    for (int i = 0; i < 256; i++) {
        if (counts->of[i] > 0) {
            double share = (double)counts->of[i] / (double)counts->all;

            bits -= share * log2(share);
        }
    }
    return bits > 0 ? bits : 0;
}

bool minimap_step(struct minimap *map)
{
    struct counts counts = {.all = 0};
    struct tdxp_range range;
    uint64_t stride = PIECE;

    if (map->done >= map->cells) {
        return false;
    }
    range = minimap_range(map, map->done);
    if (range.length > MINIMAP_READ) {
        stride = range.length / (MINIMAP_READ / PIECE);
    }
    for (uint64_t at = 0; at < range.length; at += stride) {
        count(map, range.start + at, range.length - at, &counts);
    }
    map->entropy[map->done++] = entropy_of(&counts);
    return map->done < map->cells;
}

double minimap_entropy(const struct minimap *map, int cell)
{
    return cell < map->done ? map->entropy[cell] : -1;
}
