/* The picture of guest memory: bands of addresses and how tall each is. */
#include "tdxplore/map_layout.h"

#include <math.h>
#include <stdlib.h>

#include "tdxplore/range.h"

#define PAGE 0x1000u
#define LAST_BELOW_4G UINT64_C(0xffffffff)

struct tdxp_map_layout {
    struct tdxp_map_band *bands; /* from the top down */
    size_t count;
    uint64_t rows;
};

static const char *const scale_names[TDXP_SCALES] = {
    [TDXP_SCALE_COMPRESSED] = "compressed",
    [TDXP_SCALE_LINEAR] = "linear",
    [TDXP_SCALE_LOGARITHMIC] = "logarithmic",
};

/* Sources: Intel SDM vol. 3, sections 9.1.4 (reset vector), 11.4.1 (APIC); PC memory map below 1 MiB. */
static const struct tdxp_landmark landmarks[] = {
    {0xa0000, "640 KiB", "The end of low memory on a PC; above it lie video memory and option ROMs."},
    {0x100000, "1 MiB", "The end of what real-mode code can address."},
    {0xfec00000, "MMIO hole", "Memory-mapped devices, among them the I/O APIC here and the local APIC at 0xfee00000."},
    {0xfffffff0, "reset vector", "The first instruction that a processor fetches after reset."},
    {0x100000000, "4 GiB", "An image that is mapped as a BIOS ends here."},
};

const struct tdxp_landmark *tdxp_landmarks(size_t *count)
{
    *count = sizeof landmarks / sizeof landmarks[0];
    return landmarks;
}

const char *tdxp_map_scale_name(enum tdxp_map_scale scale)
{
    return scale_names[scale];
}

/* ---- bands ---- */

static int address_order(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* Every address at which a band begins, rising and each once. edges has room for two a segment and one more. */
static size_t find_edges(const struct tdxp_segment *segments, size_t count, uint64_t *edges)
{
    size_t used = 0;
    size_t kept = 0;

    edges[used++] = 0;
    for (size_t i = 0; i < count; i++) {
        edges[used++] = segments[i].start;
        if (segments[i].last != UINT64_MAX) {
            edges[used++] = segments[i].last + 1;
        }
    }
    qsort(edges, used, sizeof *edges, address_order);
    for (size_t i = 0; i < used; i++) {
        if (kept == 0 || edges[i] != edges[kept - 1]) {
            edges[kept++] = edges[i];
        }
    }
    return kept;
}

/* Bands in falling order. A band that would begin above all that is shown is left out. */
static size_t make_bands(const uint64_t *edges, size_t count, uint64_t highest, struct tdxp_map_band *bands)
{
    size_t used = 0;
    uint64_t last = highest;

    for (size_t i = count; i-- > 0;) {
        if (edges[i] > highest) {
            continue;
        }
        bands[used++] = (struct tdxp_map_band){.start = edges[i], .last = last};
        last = edges[i] - 1;
    }
    return used;
}

/* From the lowest band up: a band that none of the segments so far reaches is a gap. */
static void mark_gaps(struct tdxp_map_layout *layout, const struct tdxp_segment *segments, size_t count)
{
    size_t next = 0;
    uint64_t reach = 0;

    for (size_t i = layout->count; i-- > 0;) {
        struct tdxp_map_band *band = &layout->bands[i];

        for (; next < count && segments[next].start <= band->start; next++) {
            reach = segments[next].last > reach ? segments[next].last : reach;
        }
        band->gap = next == 0 || reach < band->start;
    }
}

/* ---- heights ---- */

static double weight(const struct tdxp_map_band *band, enum tdxp_map_scale scale)
{
    double size = (double)(band->last - band->start) + 1;

    return scale == TDXP_SCALE_LINEAR ? size : log2(size / PAGE + 1) + 1;
}

/* A band whose height is not decided by its weight: a gap in the compressed scale. */
static bool is_fixed(const struct tdxp_map_band *band, enum tdxp_map_scale scale)
{
    return scale == TDXP_SCALE_COMPRESSED && band->gap;
}

struct share {
    struct tdxp_map_band *band;
    double weight;
};

static int share_order(const void *a, const void *b)
{
    const struct share *x = a;
    const struct share *y = b;

    if (x->weight != y->weight) {
        return x->weight < y->weight ? -1 : 1;
    }
    return x->band < y->band ? -1 : x->band > y->band;
}

/*
 * Share rows out by weight, at least one a band. The lightest come first: each takes its part of what is left, so that
 * what the bands below one row take too much is borne by all the heavier ones in proportion.
 */
static void share_out(struct share *shares, size_t count, double rows, enum tdxp_map_scale scale)
{
    double total = 0;

    qsort(shares, count, sizeof *shares, share_order);
    for (size_t i = 0; i < count; i++) {
        total += shares[i].weight;
    }
    for (size_t i = 0; i < count; i++) {
        double part = i + 1 < count ? rows * shares[i].weight / total : rows;
        double height = part < 1 ? 1 : part;

        if (scale == TDXP_SCALE_COMPRESSED) {
            height = floor(height);
        }
        shares[i].band->height = (uint64_t)(height * TDXP_MAP_EIGHTHS + 0.5);
        rows -= (double)shares[i].band->height / TDXP_MAP_EIGHTHS;
        total -= shares[i].weight;
    }
}

/*
 * Put the bands below each other. An edge between two segments comes to lie between two rows: a cell has one colour
 * beside its ground, so that only an edge between a segment and a gap can be drawn within a row. Each edge is rounded
 * from where the heights as shared out have it, so that roundings do not add up over many bands.
 */
static void stack(struct tdxp_map_layout *layout)
{
    uint64_t top = 0;
    uint64_t exact = 0;

    for (size_t i = 0; i < layout->count; i++) {
        struct tdxp_map_band *band = &layout->bands[i];
        bool whole = i + 1 == layout->count || (!band->gap && !layout->bands[i + 1].gap);
        uint64_t end = exact += band->height;

        if (whole) {
            end = (end + TDXP_MAP_EIGHTHS / 2) / TDXP_MAP_EIGHTHS * TDXP_MAP_EIGHTHS;
        }
        if (end < top + TDXP_MAP_EIGHTHS) {
            end = top + TDXP_MAP_EIGHTHS;
            end = whole ? (end + TDXP_MAP_EIGHTHS - 1) / TDXP_MAP_EIGHTHS * TDXP_MAP_EIGHTHS : end;
        }
        band->top = top;
        band->height = end - top;
        top = end;
    }
    layout->rows = top / TDXP_MAP_EIGHTHS;
}

/* As many rows as the picture needs to be read: about half a row for each doubling of a band's pages. */
static uint64_t natural_rows(const struct tdxp_map_layout *layout, enum tdxp_map_scale scale)
{
    double rows = 0;

    for (size_t i = 0; i < layout->count; i++) {
        double height = weight(&layout->bands[i], TDXP_SCALE_LOGARITHMIC) / 2;
        bool low = is_fixed(&layout->bands[i], scale) || height < 1;

        rows += low ? 1 : height;
    }
    return (uint64_t)rows;
}

static bool set_heights(struct tdxp_map_layout *layout, enum tdxp_map_scale scale, uint64_t rows)
{
    struct share *shares = malloc(layout->count * sizeof *shares);
    size_t weighed = 0;

    if (!shares) {
        return false;
    }
    rows = rows > 0 ? rows : natural_rows(layout, scale);
    rows = rows < layout->count ? layout->count : rows;
    for (size_t i = 0; i < layout->count; i++) {
        struct tdxp_map_band *band = &layout->bands[i];

        if (is_fixed(band, scale)) {
            band->height = TDXP_MAP_EIGHTHS;
            rows--;
        } else {
            shares[weighed++] = (struct share){band, weight(band, scale)};
        }
    }
    share_out(shares, weighed, (double)rows, scale);
    free(shares);
    stack(layout);
    return true;
}

struct tdxp_map_layout *tdxp_map_layout_new(const struct tdxp_guest_map *map, enum tdxp_map_scale scale, uint64_t rows)
{
    size_t segment_count;
    const struct tdxp_segment *segments = tdxp_guest_map_segments(map, &segment_count);
    struct tdxp_map_layout *layout = calloc(1, sizeof *layout);
    uint64_t *edges = calloc(2 * segment_count + 1, sizeof *edges);
    uint64_t highest = LAST_BELOW_4G;
    size_t edge_count = 0;

    for (size_t i = 0; i < segment_count; i++) {
        highest = segments[i].last > highest ? segments[i].last : highest;
    }
    if (edges) {
        edge_count = find_edges(segments, segment_count, edges);
    }
    if (layout && edges) {
        layout->bands = calloc(edge_count, sizeof *layout->bands);
    }
    if (!layout || !edges || !layout->bands) {
        free(edges);
        tdxp_map_layout_free(layout);
        return NULL;
    }
    layout->count = make_bands(edges, edge_count, highest, layout->bands);
    free(edges);
    mark_gaps(layout, segments, segment_count);
    rows = rows > TDXP_MAP_ROWS_MAX ? TDXP_MAP_ROWS_MAX : rows;
    if (!set_heights(layout, scale, rows)) {
        tdxp_map_layout_free(layout);
        return NULL;
    }
    return layout;
}

void tdxp_map_layout_free(struct tdxp_map_layout *layout)
{
    if (layout) {
        free(layout->bands);
    }
    free(layout);
}

/* ---- queries ---- */

const struct tdxp_map_band *tdxp_map_layout_bands(const struct tdxp_map_layout *layout, size_t *count)
{
    *count = layout->count;
    return layout->bands;
}

uint64_t tdxp_map_layout_rows(const struct tdxp_map_layout *layout)
{
    return layout->rows;
}

const struct tdxp_map_band *tdxp_map_layout_at(const struct tdxp_map_layout *layout, uint64_t gpa)
{
    size_t low = 0;
    size_t high = layout->count;

    if (gpa > layout->bands[0].last) {
        return NULL;
    }
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (layout->bands[middle].last >= gpa) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return &layout->bands[low];
}

const struct tdxp_map_band *tdxp_map_layout_band(const struct tdxp_map_layout *layout, uint64_t position)
{
    size_t low = 0;
    size_t high = layout->count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (layout->bands[middle].top <= position) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return &layout->bands[low];
}

uint64_t tdxp_map_band_row(const struct tdxp_map_band *band)
{
    return (band->top + band->height / 2) / TDXP_MAP_EIGHTHS;
}

uint64_t tdxp_map_band_row_of(const struct tdxp_map_band *band, uint64_t gpa)
{
    double size = (double)(band->last - band->start) + 1;
    double below_top = (double)(band->last - gpa) / size * (double)band->height;
    uint64_t row = (band->top + (uint64_t)below_top) / TDXP_MAP_EIGHTHS;
    uint64_t last = (band->top + band->height - 1) / TDXP_MAP_EIGHTHS;

    return row < last ? row : last;
}
