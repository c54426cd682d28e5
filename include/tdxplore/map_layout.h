/*
 * The picture of guest memory: a guest map laid out on rows of cells, the highest address on top.
 *
 * Memory is cut into bands: runs of addresses that the same segments cover, and the gaps between them. Whatever the
 * scale, every band has at least one row, so that none is lost for being small; where the rows asked for do not
 * suffice, the picture is taller. The picture can be far taller than any screen: nothing is stored a row.
 */
#ifndef TDXPLORE_MAP_LAYOUT_H
#define TDXPLORE_MAP_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/guest_map.h"

enum tdxp_map_scale {
    TDXP_SCALE_COMPRESSED,  /* bands by the logarithm of their size in whole rows; a gap is one row */
    TDXP_SCALE_LINEAR,      /* heights in proportion to sizes, but for bands below one row */
    TDXP_SCALE_LOGARITHMIC, /* bands and gaps by the logarithm of their size */
    TDXP_SCALES,
};

/* "compressed", "linear", "logarithmic". */
const char *tdxp_map_scale_name(enum tdxp_map_scale scale);

#define TDXP_MAP_EIGHTHS 8u /* heights and positions count in eighths of a row: what block characters can show */

/* The tallest picture, in rows: far beyond what anybody scrolls through, and safe to multiply. */
#define TDXP_MAP_ROWS_MAX (UINT64_C(1) << 32)

/* A run of addresses that the same segments cover. */
struct tdxp_map_band {
    uint64_t start, last; /* GPA, inclusive */
    bool gap;             /* no segment covers it */
    uint64_t top;         /* in eighths of a row from the top of the picture */
    uint64_t height;      /* in eighths of a row; at least one row */
};

struct tdxp_map_layout; /* immutable */

/*
 * Lay a map out on rows rows (at most TDXP_MAP_ROWS_MAX), or more where that does not suffice; 0: as many as it takes
 * to be read, a few for each band. In the compressed scale a map without segments is one row, whatever was asked for.
 * The picture shows all of [0, 4 GiB) and what lies beyond up to the last segment. O(n log n). The map must outlive the
 * result, which the caller frees. NULL where memory ran out.
 */
struct tdxp_map_layout *tdxp_map_layout_new(const struct tdxp_guest_map *map, enum tdxp_map_scale scale, uint64_t rows);

/* layout may be NULL. */
void tdxp_map_layout_free(struct tdxp_map_layout *layout);

/* The bands from the top of the picture down, which is by falling address; *count of them, at least 1. */
const struct tdxp_map_band *tdxp_map_layout_bands(const struct tdxp_map_layout *layout, size_t *count);

/* The height of the picture in rows. */
uint64_t tdxp_map_layout_rows(const struct tdxp_map_layout *layout);

/* The band that covers gpa, or NULL above the picture. O(log n). */
const struct tdxp_map_band *tdxp_map_layout_at(const struct tdxp_map_layout *layout, uint64_t gpa);

/* The band at a position in eighths of a row from the top; the last one for any position below. O(log n). */
const struct tdxp_map_band *tdxp_map_layout_band(const struct tdxp_map_layout *layout, uint64_t position);

/*
 * The row of a band's label, in rows from the top: the one in which its middle lies. No two bands share one, because
 * none is lower than a row.
 */
uint64_t tdxp_map_band_row(const struct tdxp_map_band *band);

/* The row in which an address of the band lies, in rows from the top of the picture. */
uint64_t tdxp_map_band_row_of(const struct tdxp_map_band *band, uint64_t gpa);

/* An address that readers know memory by. */
struct tdxp_landmark {
    uint64_t gpa;
    const char *name;    /* a few words */
    const char *summary; /* one sentence */
};

/* The landmarks by rising address; *count of them. The rows live as long as the program. */
const struct tdxp_landmark *tdxp_landmarks(size_t *count);

#endif
