/* The model written out: for people as text, for programs as JSON. */
#ifndef TDXPLORE_REPORT_H
#define TDXPLORE_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "tdxplore/firmware.h"

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

/* Every node, one a line in pre-order, indented, with its offset and length. */
bool tdxp_report_tree(const struct tdxp_firmware *firmware, const struct tdxp_report_style *style,
                      FILE *out);

/* The same as one JSON object, with the nodes as an array in pre-order; "parent" of each is the id of its parent. */
bool tdxp_report_tree_json(const struct tdxp_firmware *firmware,
                           const struct tdxp_report_style *style, FILE *out);

/* The broken images of the gallery, for 80 columns: name, rule, what was broken. Cannot fail but for the stream. */
void tdxp_report_gallery(FILE *out);

/* The same as one JSON object whose "images" is an array of objects with "name", "rule" and "change". */
bool tdxp_report_gallery_json(FILE *out);

#endif
