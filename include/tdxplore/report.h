/* The model written out: for people as text, for programs as JSON. */
#ifndef TDXPLORE_REPORT_H
#define TDXPLORE_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "tdxplore/firmware.h"
#include "tdxplore/map_layout.h"

/* How text is written. Zero-initialised: plain ASCII, the whole tree. JSON ignores utf8 and paths. */
struct tdxp_report_style {
    bool utf8;      /* the reader's terminal takes UTF-8: line drawing, and names as they are */
    bool paths;     /* tree: print the path of each node behind it */
    bool limited;   /* tree: stop at depth */
    uint32_t depth; /* tree: deepest level that is written; the root is level 0 */
};

/*
 * All functions write to out and leave it open. They return false only where memory ran out; errors of the stream stay
 * in it, for ferror. Text of the image or of its name is escaped: nothing that they write can control a terminal.
 */

/* Files above this many bytes (256 MiB) are not hashed, so that a huge sparse file is reported at once. */
#define TDXP_REPORT_HASH_LIMIT (UINT64_C(1) << 28)

/*
 * An image at a glance, for 80 columns: size and hash, the ways to the descriptor and what each gave, the descriptor,
 * its sections, and what they make of guest memory.
 */
bool tdxp_report_info(const struct tdxp_firmware *firmware, const struct tdxp_report_style *style,
                      FILE *out);

/*
 * The same as one JSON object. Offsets, sizes, addresses and raw 32- and 64-bit fields are strings in lower-case
 * hexadecimal with 0x, indexes and counts are numbers. "tdvf" is null where there is no descriptor.
 */
bool tdxp_report_info_json(const struct tdxp_firmware *firmware, FILE *out);

#define TDXP_MAP_WIDTH_MIN 24u      /* columns below which a picture as text has no place for its boxes */
#define TDXP_MAP_WIDTH_MAX 1024u    /* columns beyond which it does not grow */
#define TDXP_MAP_WIDTH_DEFAULT 80u

/* How the map is drawn. Zero-initialised: compressed, as tall as it needs, as plain ASCII text for 80 columns. */
struct tdxp_map_style {
    enum tdxp_map_scale scale;
    uint64_t rows;  /* lines of the picture as text, rows of an SVG: taller where that does not suffice; 0: natural */
    uint32_t width; /* text: no line has more columns; clamped to the limits above; 0: the default */
    bool utf8;      /* text: as in struct tdxp_report_style */
    bool colour;    /* text: a hue for each section, by the escape sequences of ECMA-48 */
};

/*
 * Guest memory as a picture for people, the highest address on top: a box for each segment with its section's index and
 * name, its size and what the VMM does for it; overlapping segments beside each other; gaps cut short. Below it what
 * the symbols mean, and the totals.
 */
bool tdxp_report_map(const struct tdxp_firmware *firmware, const struct tdxp_map_style *style, FILE *out);

/* Most sections that "overlaps" of one segment names, the lowest ones: thousands of sections may share one address. */
#define TDXP_REPORT_OVERLAPS_MAX 64u

/*
 * The segments as one JSON object with "image", "segments" and "totals"; numbers as in tdxp_report_info_json. Of a
 * segment "end" is its last address: it is inclusive, because a segment may reach 2^64 - 1. "file_offset" is that of
 * the byte at "start", also where the file ends before it, and null where the segment is not copied from the file.
 * "overlaps" has the indexes of the other sections that share an address with the segment, and "overlap_count" says
 * how many there are.
 */
bool tdxp_report_map_json(const struct tdxp_firmware *firmware, FILE *out);

/* The picture as a standalone SVG 1.1 document in UTF-8, without scripts, for light and dark surroundings. */
bool tdxp_report_map_svg(const struct tdxp_firmware *firmware, const struct tdxp_map_style *style, FILE *out);

/* Every node, one a line in pre-order, indented, with its offset and length. */
bool tdxp_report_tree(const struct tdxp_firmware *firmware, const struct tdxp_report_style *style,
                      FILE *out);

/* The same as one JSON object, with the nodes as an array in pre-order; "parent" of each is the id of its parent. */
bool tdxp_report_tree_json(const struct tdxp_firmware *firmware,
                           const struct tdxp_report_style *style, FILE *out);

#endif
