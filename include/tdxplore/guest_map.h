/*
 * The guest map: the sections of the metadata laid on guest-physical memory.
 *
 * Addresses are inclusive at both ends ("start" and "last"), because a range may reach 2^64 - 1.
 */
#ifndef TDXPLORE_GUEST_MAP_H
#define TDXPLORE_GUEST_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/tree.h"

/* Where the bytes of a segment come from when the VMM builds the guest. */
enum tdxp_source {
    TDXP_SOURCE_FILE,      /* copied from the file */
    TDXP_SOURCE_ZERO_FILL, /* the zero-filled tail behind bytes copied from the file */
    TDXP_SOURCE_ZERO,      /* zero pages only: no bytes of the file at all */
    TDXP_SOURCE_LAUNCH,    /* no bytes of the file: whoever launches the guest writes what it needs */
    TDXP_SOURCE_AUG,       /* PAGE.AUG: left to the guest to accept */
    TDXP_SOURCE_NONE,      /* should be copied from the file, but the file ends before */
};

/* One section on guest memory, as the caller describes it. */
struct tdxp_placement {
    const struct tdxp_node *entry;   /* the descriptor entry that made it */
    const struct tdxp_node *content; /* the bytes of the file; NULL where it has none */
    uint32_t section;                /* index in the descriptor */
    const char *name;                /* as the specification names its type; must outlive the map */
    uint64_t gpa, size;              /* MemoryAddress, MemoryDataSize; gpa + size may wrap */
    uint64_t file_offset, file_size; /* DataOffset, RawDataSize: bytes of the file, as claimed */
    bool augmented;                  /* PAGE.AUG in place of PAGE.ADD */
    bool measured;                   /* MR.EXTEND */
    bool written;                    /* at launch, where it has no bytes of the file: a hand-off block list, say */
};

/* A placement on the map. A region of size 0 is not on the map and has no segments. */
struct tdxp_region {
    struct tdxp_placement placed;
    uint64_t start, last; /* GPA, inclusive; last is 2^64 - 1 where the claimed range wraps */
    bool wraps;           /* gpa + size exceeds 2^64 */
    bool overlapped;      /* shares an address with another region */
    uint32_t lane;        /* 0 unless overlapped: regions in one lane never overlap */
    uint32_t lanes;       /* how many lanes the regions need that hang together with this one by overlaps */
};

/* A part of a region with one source. */
struct tdxp_segment {
    uint64_t start, last; /* GPA, inclusive */
    uint64_t file_offset; /* of the byte at start; meaningful for TDXP_SOURCE_FILE and _NONE */
    const struct tdxp_region *region;
    enum tdxp_source source;
};

struct tdxp_guest_map; /* immutable */

/*
 * Lay count placements on guest memory; file_size (bytes) tells what can be copied. O(n log n).
 * The map copies the placements. NULL where memory ran out.
 */
struct tdxp_guest_map *tdxp_guest_map_new(const struct tdxp_placement *placements, size_t count, uint64_t file_size);

void tdxp_guest_map_free(struct tdxp_guest_map *map);

/* The regions of size > 0 by start and, of equal starts, by section; *count of them. */
const struct tdxp_region *tdxp_guest_map_regions(const struct tdxp_guest_map *map, size_t *count);

/* The segments by start and, of equal starts, by section; *count of them. */
const struct tdxp_segment *tdxp_guest_map_segments(const struct tdxp_guest_map *map, size_t *count);

/* How many lanes overlapping regions need: 1 where none overlap, 0 for an empty map. */
uint32_t tdxp_guest_map_lanes(const struct tdxp_guest_map *map);

/*
 * The regions that cover gpa, in the order of their sections, into out; where there are more than max, those of the
 * lowest sections. Returns how many there are, which may exceed max. out may be NULL only where max is 0.
 * O(log n) for each answer, and max more where they do not come in that order.
 */
size_t tdxp_guest_map_at(const struct tdxp_guest_map *map, uint64_t gpa, const struct tdxp_region **out, size_t max);

/* The region of a section index, or NULL where it is not on the map. O(log n). */
const struct tdxp_region *tdxp_guest_map_section(const struct tdxp_guest_map *map, uint32_t section);

/* The segment of the map's region that covers gpa, or NULL. O(1). */
const struct tdxp_segment *tdxp_guest_map_segment(const struct tdxp_guest_map *map, const struct tdxp_region *region,
                                                  uint64_t gpa);

/* What the VMM does in all, in bytes of guest memory; overlapping ranges count once for each section. */
struct tdxp_guest_totals {
    uint64_t added;       /* PAGE.ADD */
    uint64_t measured;    /* MR.EXTEND */
    uint64_t zero;        /* added without a byte of the file: zeros, and what is written at launch */
    uint64_t augmented;   /* PAGE.AUG */
    uint64_t file_loaded; /* bytes of the file that at least one section copies */
};

/* Sums stay at 2^64 - 1 where they would exceed it. */
struct tdxp_guest_totals tdxp_guest_map_totals(const struct tdxp_guest_map *map);

/* "file", "zero-fill", "zero", "launch", "aug", "none". */
const char *tdxp_source_name(enum tdxp_source source);

#endif
