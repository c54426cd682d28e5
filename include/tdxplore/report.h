/* The model and what is found in it written out: for people as text, for programs as JSON and SARIF. */
#ifndef TDXPLORE_REPORT_H
#define TDXPLORE_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "tdxplore/check.h"
#include "tdxplore/compare.h"
#include "tdxplore/firmware.h"
#include "tdxplore/map_layout.h"
#include "tdxplore/measure.h"
#include "tdxplore/notes.h"
#include "tdxplore/search.h"
#include "tdxplore/snp.h"

/* How text is written. Zero-initialised: plain ASCII, the whole tree. JSON ignores utf8 and paths. */
struct tdxp_report_style {
    bool utf8;                       /* the reader's terminal takes UTF-8: line drawing, and names as they are */
    bool paths;                      /* tree: print the path of each node behind it */
    bool limited;                    /* tree: stop at depth */
    uint32_t depth;                  /* tree: deepest level that is written; what is written first is level 0 */
    const struct tdxp_node *from;    /* tree: write only this node and what is below it; NULL: everything */
    const struct tdxp_noting *notes; /* tree: print those of each node below it, of the same tree; NULL: none */
};

/*
 * All functions write to out and leave it open. They return false only where memory ran out; errors of the stream stay
 * in it, for ferror. Text of the image or of its name is escaped: nothing that they write can control a terminal.
 */

/* Files above this many bytes (256 MiB) are not hashed, so that a huge sparse file is reported at once. */
#define TDXP_REPORT_HASH_LIMIT (UINT64_C(1) << 28)

/*
 * An image at a glance, for 80 columns: size and hash, the ways to the descriptor and what each gave, the descriptor,
 * its sections, and what they make of guest memory; then the SEV metadata, where there is any.
 */
bool tdxp_report_info(const struct tdxp_firmware *firmware, const struct tdxp_report_style *style, FILE *out);

/*
 * The same as one JSON object. Offsets, sizes, addresses and raw 32- and 64-bit fields are strings in lower-case
 * hexadecimal with 0x, indexes and counts are numbers. "tdvf" is null where there is no descriptor, "sev" where there
 * is no SEV metadata. Of "image", "kind" is the key of what the file seems to be (tdxplore/kind.h), "kind_name" says it in
 * words, "inner_kind" is that of the image in a capsule, else null; "files" has "path", "offset" in the image and "size"
 * of each file that it is made of.
 */
bool tdxp_report_info_json(const struct tdxp_firmware *firmware, FILE *out);

#define TDXP_MAP_WIDTH_MIN 24u   /* columns below which a picture as text has no place for its boxes */
#define TDXP_MAP_WIDTH_MAX 1024u /* columns beyond which it does not grow */
#define TDXP_MAP_WIDTH_DEFAULT 80u

/* How the map is drawn. Zero-initialised: compressed, as tall as it needs, as plain ASCII text for 80 columns. */
struct tdxp_map_style {
    enum tdxp_guest guest; /* whose memory; the other members have no effect on JSON */
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
 * The segments as one JSON object with "image", "guest" ("tdx" or "sev"), "segments" and "totals"; numbers as in tdxp_report_info_json. Of a
 * segment "end" is its last address: it is inclusive, because a segment may reach 2^64 - 1. "file_offset" is that of
 * the byte at "start", also where the file ends before it, and null where the segment is not copied from the file.
 * "overlaps" has the indexes of the other sections that share an address with the segment, and "overlap_count" says
 * how many there are.
 */
bool tdxp_report_map_json(const struct tdxp_firmware *firmware, const struct tdxp_map_style *style, FILE *out);

/* The picture as a standalone SVG 1.1 document in UTF-8, without scripts, for light and dark surroundings. */
bool tdxp_report_map_svg(const struct tdxp_firmware *firmware, const struct tdxp_map_style *style, FILE *out);

/* Every node, one a line in pre-order, indented, with its offset and length. */
bool tdxp_report_tree(const struct tdxp_firmware *firmware, const struct tdxp_report_style *style, FILE *out);

/*
 * The same as one JSON object, with the nodes as an array in pre-order; "parent" of each is the id of its parent, also
 * where that is not written. Only where there are notes to show, each has "notes", as in tdxp_report_annotate.
 */
bool tdxp_report_tree_json(const struct tdxp_firmware *firmware, const struct tdxp_report_style *style, FILE *out);

/* ---- bytes with what they mean ---- */

#define TDXP_ANNOTATE_WIDTH_MIN 64u /* columns below which there is no place for offsets, bytes and words */

enum tdxp_annotate_format {
    TDXP_ANNOTATE_TEXT,
    TDXP_ANNOTATE_HTML, /* one XHTML page in UTF-8 that needs nothing else, for light and dark surroundings */
    TDXP_ANNOTATE_JSON,
};

/* What an annotated hexdump shows, and how. Zero-initialised: the TDX metadata as plain ASCII text, however wide. */
struct tdxp_annotate_style {
    enum tdxp_annotate_format format;
    /* The bytes of this node; NULL: the descriptor with its GUID, the GUIDed table and the last 32 bytes of the image. */
    const struct tdxp_node *from;
    bool all;                                 /* every space as a whole, where from is NULL */
    bool gpa;                                 /* with guest-physical addresses beside the offsets */
    const struct tdxp_check_result *findings; /* to show below their bytes; NULL: none */
    const struct tdxp_noting *notes;          /* the same, of the tree of the image */
    bool utf8;                                /* text: as in struct tdxp_report_style */
    bool colour;                              /* text: as in struct tdxp_map_style */
    /*
     * Text: no line has more columns, with what does not fit cut, and rows of 8 or 4 bytes where need be; raised to the
     * least above; 0: no limit. Words of findings are broken instead, and long ones stay whole.
     */
    uint32_t width;
};

/*
 * A hexdump in which each line is of one field, with its path and value; headings name the structures. At most 16 bytes a
 * line; rows equal to the one before are folded, and so is, unless from is given, what no table describes. Each line is
 * written as it is made, and none after an error of the stream.
 *
 * JSON is one object with "image", "spaces" and "lines". Of a line "kind" is "bytes", "repeat" (whole rows of 16 bytes,
 * equal to the row before) or "skip" (left out); "hex" is null but for "bytes", "path" is that of the node or null,
 * "value" is null but in the first line of a node; "space", "offset", "length", "gpa" (or null), "summary" (or null),
 * "findings" (each "rule", "severity", "offset", "length", "message", "fix") whose bytes begin there; and only where
 * there are notes to show, "notes" (each "offset" and "length" in its node, or null, and "text") of bytes that begin there.
 */
bool tdxp_report_annotate(const struct tdxp_firmware *firmware, const struct tdxp_annotate_style *style, FILE *out);

/*
 * ---- findings ----
 *
 * Offsets are those of the image. Where it is made of two files, text names the place in the file that has the bytes, and
 * SARIF has an artifact a file.
 *
 * In JSON: "images" in the order in which they come, each with "path", "files" (as in tdxp_report_info_json), "complete"
 * (all that was opened has come out as a whole), "findings" and "verdicts" (by the keys of the consumers: "accepts",
 * "reason", "rule"), and "failed" with "path" and "message" of each that could not be checked.
 * A finding has "rule", "severity", "offset", "length", "message", "fix" (or null), "section" (an index, or null),
 * "node" (its path) and "refused_by" (keys). Offsets and lengths are strings as above.
 *
 * In SARIF: one run with all rules, an artifact a file, a result a finding; the verdicts, and "complete", are
 * properties of the artifact.
 */

enum tdxp_check_format {
    TDXP_CHECK_TEXT,  /* one line a finding, as compilers write them, and one a verdict */
    TDXP_CHECK_JSON,  /* one object with all images */
    TDXP_CHECK_SARIF, /* a log as SARIF 2.1.0 (OASIS, with errata 01) has it */
};

/* What a report of findings holds, and how it is written. Zero-initialised: everything, as plain ASCII text. */
struct tdxp_check_options {
    enum tdxp_check_format format;
    enum tdxp_severity least;             /* findings below this are left out */
    const struct tdxp_consumer *consumer; /* a row of tdxp_consumers: only what it refuses an image for, and its
                                             verdict alone; NULL: all */
    bool utf8;                            /* text: as in struct tdxp_report_style */
    bool colour;                          /* text: severities in colour, by the escape sequences of ECMA-48 */
};

/* A report of findings that is being written, image by image. */
struct tdxp_check_report;

/*
 * Begin a report on out, which has to stay open until its end, and options->consumer too. NULL only where memory ran
 * out. The functions below return false only where memory ran out, then or before.
 */
struct tdxp_check_report *tdxp_report_check_begin(const struct tdxp_check_options *options, FILE *out);

/* The next image, with what tdxp_check found in it; nothing of the two is referred to afterwards. */
bool tdxp_report_check_image(struct tdxp_check_report *report, const struct tdxp_firmware *firmware,
                             const struct tdxp_check_result *result);

/*
 * An image that was to be checked and could not be, and why; the path may hold any byte. It is counted in text, and
 * named in JSON ("failed") and SARIF (a notification of an execution that was not successful): telling the user is
 * the caller's work.
 */
bool tdxp_report_check_failure(struct tdxp_check_report *report, const char *path, const char *message);

/*
 * Write the rest and free the report, which may be NULL. Text is written as the images come, JSON and SARIF here.
 * Where it returns false, the report is not whole.
 */
bool tdxp_report_check_end(struct tdxp_check_report *report);

/* ---- measurement ---- */

/* A value that the MRTD or the launch digest was compared with, and what came of it. */
struct tdxp_measure_expected {
    const uint8_t *mrtd;                    /* the value: TDXP_MRTD_SIZE bytes */
    bool matches;                           /* the launch is not refused, or was measured by force, and gives it */
    const struct tdxp_measure_match *match; /* of the image, or of the joined one where that gives it */
    const char *joined; /* file before the image with which the value comes out; else NULL. May hold any byte */
};

/*
 * What the launch measures, for 80 columns but for the MRTD's own line: a table of the sections with what each has in the
 * MRTD and the beginning of the digest up to it, the MRTD, which bytes it covers, and the notes. expected may be NULL.
 */
bool tdxp_report_measure(const struct tdxp_firmware *firmware, const struct tdxp_measurement *measurement,
                         const struct tdxp_measure_expected *expected, const struct tdxp_report_style *style,
                         FILE *out);

/*
 * The same as one JSON object: "image", "vmm", "order", "mrtd" (96 lower-case hexadecimal digits, or null), "refused"
 * (a reason, or null), "forced", "hashed_bytes", "sections", "covered", "notes", "expected" (or null). "pages_added",
 * "bytes_extended" and "hashed_bytes" count what the launch does, and so are numbers (2^63 - 1 where they exceed it);
 * offsets and sizes are strings as in tdxp_report_info_json.
 */
bool tdxp_report_measure_json(const struct tdxp_firmware *firmware, const struct tdxp_measurement *measurement,
                              const struct tdxp_measure_expected *expected, FILE *out);

/*
 * Make all steps that are left, and write each record on a line: "MEM.PAGE.ADD" or "MR.EXTEND", its GPA, and the offset
 * in the file of the bytes behind it, or "-" where none of them is of the file. Behind the last one, lines that begin
 * with '#' have the digest up to each section's last record, and the MRTD or why there is none.
 */
void tdxp_report_measure_trace(struct tdxp_measurement *measurement, FILE *out);

/*
 * The same three for the launch of an SEV-SNP guest. Text: a table of the groups of pages with the beginning of the
 * digest behind each, then the digests of the firmware's pages, of all before the VMSA pages, and of the launch.
 * JSON: one object with "image" and "snp"; of that "vmm", "vcpus", "vcpu_type" (or null), "vcpu_signature",
 * "guest_features", "kernel_hashes", "launch_digest", "firmware_digest", "digest_before_vmsa" (or null), "refused" (a
 * reason, or null), "forced", "hashed_bytes", "groups", "covered", "notes", "expected" (or null). Trace: the type of each
 * page, its GPA, and its offset in the file, or "-"; the lines with '#' have the digest behind each group.
 */
bool tdxp_report_snp(const struct tdxp_firmware *firmware, const struct tdxp_snp_measurement *measurement,
                     const struct tdxp_measure_expected *expected, const struct tdxp_report_style *style, FILE *out);
bool tdxp_report_snp_json(const struct tdxp_firmware *firmware, const struct tdxp_snp_measurement *measurement,
                          const struct tdxp_measure_expected *expected, FILE *out);
void tdxp_report_snp_trace(struct tdxp_snp_measurement *measurement, FILE *out);

/* The broken images of the gallery, for 80 columns: name, rule, what was broken. Cannot fail but for the stream. */
void tdxp_report_gallery(FILE *out);

/* The same as one JSON object whose "images" is an array of objects with "name", "rule" and "change". */
bool tdxp_report_gallery_json(FILE *out);

/*
 * The matches of a search that has ended, one a line: offset, length, address in guest memory, the first bytes and characters,
 * the path of the node; of names, the node's value in place of the bytes. Nothing where there are none.
 */
bool tdxp_report_search(const struct tdxp_firmware *firmware, const struct tdxp_search *search,
                        const struct tdxp_report_style *style, FILE *out);

/*
 * The same as one JSON object: "image", "spaces", "kind" of the pattern, "count" of matches, "complete" (it was not ended by
 * a limit, and all that was opened has come out as a whole) and "matches", each with "space", "offset", "length", "gpa",
 * "node" and "bytes" in hexadecimal, which are null of names.
 */
bool tdxp_report_search_json(const struct tdxp_firmware *firmware, const struct tdxp_search *search, FILE *out);

/* Write the first 8 bytes of a match ("54 44 56 46"), or 16 characters with '.' for those that cannot be shown. */
void tdxp_match_hex(const struct tdxp_match *match, char *buffer, size_t size);
void tdxp_match_text(const struct tdxp_match *match, char *buffer, size_t size);

/* Two images compared, with all that goes with it. Nothing is owned. */
struct tdxp_diff {
    const struct tdxp_pair *pair;
    const struct tdxp_effects *effects;                     /* of the pair */
    const struct tdxp_measure_result *measured[TDXP_SIDES]; /* of effects, all steps made */
};

struct tdxp_diff_style {
    bool utf8, paths; /* as in struct tdxp_report_style */
    bool colour;      /* signs in colours, by the escape sequences of ECMA-48 */
};

/*
 * The differences between two images for people: what they are made of, a line each with the offset in A and in B, '+' for
 * what was added, '-' for what was removed, '~' for what was changed, and '>' for what has only moved; then bytes in all,
 * the MRTDs with the sections that make them differ, and verdicts and findings that are others. Nothing where the files are
 * the same.
 */
bool tdxp_report_diff(const struct tdxp_diff *diff, const struct tdxp_diff_style *style, FILE *out);

/*
 * The same as one JSON object: "a" and "b" (the images), "same", "differences", "totals", "measurement", "verdicts" and
 * "findings". Of a difference "a" and "b" are its nodes, or null, "what" the list of what is different, "parent" the
 * index of the difference that it lies below, or null, "count" of siblings that have moved together, and "runs" those of
 * its own bytes that differ, the first thousand.
 */
bool tdxp_report_diff_json(const struct tdxp_diff *diff, FILE *out);

/* What a difference is called: the name of its node, with the note of a structure. Escaped. */
void tdxp_difference_name(const struct tdxp_difference *difference, bool utf8, char *text, size_t size);

/* What is different, in words: "grew by 16 bytes to 0x1010". Empty where it is only what lies below it. Escaped. */
void tdxp_difference_text(const struct tdxp_difference *difference, bool utf8, char *text, size_t size);

/* '+', '-', '~' or '>' as above; ' ' where only what lies below it differs. */
char tdxp_difference_sign(const struct tdxp_difference *difference);

/* Why a section makes the MRTD another one, in words. */
void tdxp_launch_cause_text(const struct tdxp_launch_cause *cause, char *text, size_t size);

#endif
