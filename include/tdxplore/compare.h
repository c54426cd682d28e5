/*
 * Two images compared: first what they are made of, then their bytes.
 *
 * The nodes of two trees are paired by what they are, not by where they are: a file of a volume by its GUID, a variable by
 * its name and vendor, a section by its type, a field by its key. What has no partner was added or removed. Bytes are
 * compared inside of pairs, each byte once, as part of the deepest node that covers it; so a file that has grown is a file
 * that has grown, and what lies behind it has moved and is the same.
 *
 * The images are called A and B, the older and the newer one in words such as "added". Nothing here is a file's order or
 * a display's: what a comparison gives is in the order of the nodes of A, with what B alone has where it stands there.
 */
#ifndef TDXPLORE_COMPARE_H
#define TDXPLORE_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/check.h"
#include "tdxplore/error.h"
#include "tdxplore/firmware.h"
#include "tdxplore/measure.h"
#include "tdxplore/opened.h"
#include "tdxplore/tree.h"

enum tdxp_side { TDXP_SIDE_A, TDXP_SIDE_B, TDXP_SIDES };

/* ---- bytes ---- */

/* How a run of bytes of one image stands to the other. */
enum tdxp_stretch_kind {
    TDXP_STRETCH_SAME,    /* in both, and equal */
    TDXP_STRETCH_CHANGED, /* in both, and every byte differs */
    TDXP_STRETCH_ONLY,    /* in one of them only: the other's length is 0 */
};

/* Bytes of A and the bytes of B that stand for them: as many, or none on one side. */
struct tdxp_stretch {
    enum tdxp_stretch_kind kind;
    struct {
        const struct tdxp_space *space; /* NULL: nothing of this side stands for it */
        uint64_t start;                 /* offset in the space; where length is 0, where the bytes would be */
        uint64_t length;                /* in bytes */
    } at[TDXP_SIDES];
};

/* ---- structure ---- */

/* What is different about a node or a pair of nodes. */
enum tdxp_difference_kind {
    TDXP_DIFFERENCE_ADDED = 1u << 0,     /* B alone has the node */
    TDXP_DIFFERENCE_REMOVED = 1u << 1,   /* A alone has it */
    TDXP_DIFFERENCE_VALUE = 1u << 2,     /* a field has another value */
    TDXP_DIFFERENCE_BYTES = 1u << 3,     /* bytes differ that belong to no node below it */
    TDXP_DIFFERENCE_RESIZED = 1u << 4,   /* it has more or fewer bytes */
    TDXP_DIFFERENCE_MOVED = 1u << 5,     /* it starts elsewhere in its parent, and its siblings are in the same order */
    TDXP_DIFFERENCE_REORDERED = 1u << 6, /* it stands elsewhere among its siblings */
    TDXP_DIFFERENCE_ELSEWHERE = 1u << 7, /* it has another parent */
    TDXP_DIFFERENCE_PACKED = 1u << 8,    /* what is decompressed of it is the same, and was compressed otherwise */
    TDXP_DIFFERENCE_TEXT = 1u << 9,      /* what was found out about it, in words, is another thing */
};

#define TDXP_DIFFERENCE_TOP UINT32_MAX /* no difference lies above it */

/*
 * One difference. They come in the order of A's nodes; a difference below another, whose node lies below that one's, comes
 * behind it.
 */
struct tdxp_difference {
    const struct tdxp_node *node[TDXP_SIDES]; /* the node on each side, or NULL */
    uint32_t what;                            /* enum tdxp_difference_kind; 0: only what lies below it differs */
    uint32_t parent;                          /* index of the difference that it lies below, or TDXP_DIFFERENCE_TOP */
    uint32_t depth;                           /* how many lie above it */
    uint32_t count;    /* of siblings in a row, from this one on, that have only moved, all by as much; else 1 */
    uint64_t distance; /* bytes by which it was moved in its parent; else 0 */
    bool back;         /* towards the beginning */
    uint64_t changed, removed, added; /* bytes of it that belong to no difference below it */
    size_t places;                    /* stretches that they are in, where both sides have the node; else 0 */
    uint64_t first[TDXP_SIDES];       /* offset in each one's space at which the first begins; else 0 */
};

struct tdxp_comparison; /* immutable */

/*
 * Compare two decoded images. Both must outlive the result, which the caller frees. NULL where memory ran out, with *err
 * filled in. O(n log n) in nodes and bytes.
 */
struct tdxp_comparison *tdxp_compare(const struct tdxp_firmware *a, const struct tdxp_firmware *b,
                                     struct tdxp_error *err);

/* comparison may be NULL. */
void tdxp_comparison_free(struct tdxp_comparison *comparison);

const struct tdxp_firmware *tdxp_comparison_firmware(const struct tdxp_comparison *comparison, enum tdxp_side side);

/* The differences; *count of them. Valid as long as the comparison. */
const struct tdxp_difference *tdxp_comparison_differences(const struct tdxp_comparison *comparison, size_t *count);

/* The node of the other image that a node of the image on a side stands for, or NULL. O(1). */
const struct tdxp_node *tdxp_comparison_partner(const struct tdxp_comparison *comparison, enum tdxp_side side,
                                                const struct tdxp_node *node);

/* The difference whose node a node of that side is, or NULL. O(1). */
const struct tdxp_difference *tdxp_comparison_of_node(const struct tdxp_comparison *comparison, enum tdxp_side side,
                                                      const struct tdxp_node *node);

/*
 * The stretches that belong to a pair of nodes, or to one that has no partner, and to no node below it, by side[...] of a
 * node; in the order of its bytes. *count of them, 0 where it has none.
 */
const struct tdxp_stretch *tdxp_comparison_stretches(const struct tdxp_comparison *comparison, enum tdxp_side side,
                                                     const struct tdxp_node *node, size_t *count);

/* The stretch that a byte of that side lies in; NULL past the end of the space. O(log n). */
const struct tdxp_stretch *tdxp_comparison_at(const struct tdxp_comparison *comparison, enum tdxp_side side,
                                              const struct tdxp_space *space, uint64_t offset);

/*
 * The next place of a space from offset on, the byte there included, where the two images differ; or, backwards, the last
 * before offset: where a changed stretch or one of this side alone begins, or where the other alone has bytes. False where
 * there is none. O(log n), and n for those in between.
 */
bool tdxp_comparison_seek(const struct tdxp_comparison *comparison, enum tdxp_side side, const struct tdxp_space *space,
                          uint64_t offset, bool backwards, uint64_t *found);

/*
 * Where in the other image the byte is that a byte of that side stands for. False where there is none: *other_space and
 * *other_offset are then where it would be, and *other_space is NULL where nothing near it is in both.
 */
bool tdxp_comparison_across(const struct tdxp_comparison *comparison, enum tdxp_side side,
                            const struct tdxp_space *space, uint64_t offset, const struct tdxp_space **other_space,
                            uint64_t *other_offset);

struct tdxp_comparison_totals {
    bool same;                        /* the files are equal, byte for byte */
    uint64_t changed, removed, added; /* bytes of the files, without what is decompressed */
    uint64_t packed; /* and of compressed parts, which are told by what comes out of them: not in those */
    bool coarse;     /* there were too many differences: some stretches that are told as changed have bytes
                        that are not */
    size_t nodes_added, nodes_removed, nodes_changed, nodes_moved; /* of differences, that many of each */
};

struct tdxp_comparison_totals tdxp_comparison_totals(const struct tdxp_comparison *comparison);

/* ---- what is compressed ---- */

/*
 * Open the compressed parts of pairs of nodes that are closed on both sides and are not the same, into the stores from which
 * the two images were decoded; *any: there were some, so that decoding and comparing again tells more. False where memory
 * ran out, with *err filled in.
 */
bool tdxp_comparison_open(const struct tdxp_comparison *comparison, struct tdxp_opened *a, struct tdxp_opened *b,
                          bool *any, struct tdxp_error *err);

/*
 * Two images and all that is made of them, for comparing them as deeply as they differ: compressed parts that are not the
 * same are opened on both sides, and in those again, until what differs is decoded.
 */
struct tdxp_pair {
    struct tdxp_firmware *firmware[TDXP_SIDES];
    struct tdxp_check_result *check[TDXP_SIDES];
    struct tdxp_opened *opened[TDXP_SIDES];
    struct tdxp_comparison *comparison;
};

/*
 * Fill *pair in from two images, which must outlive it. limits as tdxp_opened_new takes them. False where memory ran out,
 * with *err filled in and *pair empty.
 */
bool tdxp_pair_make(struct tdxp_pair *pair, const struct tdxp_image *a, const struct tdxp_image *b,
                    const struct tdxp_open_limits *limits, struct tdxp_error *err);

/* Free what is in it. It may be all zero. */
void tdxp_pair_free(struct tdxp_pair *pair);

/* ---- what the differences do ---- */

/* A finding that one image has and the other has not. */
struct tdxp_finding_change {
    enum tdxp_side side; /* which has it: A alone, it is gone; B alone, it has come */
    const struct tdxp_finding *finding;
};

/* Two findings are the same where they are of one rule about nodes that stand for each other. */
struct tdxp_judgement {
    struct tdxp_finding_change *findings; /* those that are gone, then those that have come */
    size_t finding_count;
    uint32_t verdicts; /* bit i: consumer i of tdxp_consumers answers another thing, or for another reason */
};

/* What the comparison means for findings and verdicts. False where memory ran out. The caller frees it. */
bool tdxp_judge(const struct tdxp_comparison *comparison, const struct tdxp_check_result *a,
                const struct tdxp_check_result *b, struct tdxp_judgement *judgement);

void tdxp_judgement_free(struct tdxp_judgement *judgement);

/* Why a section has something else in the MRTD of B than in that of A. */
enum tdxp_launch_cause_kind {
    TDXP_CAUSE_ADDED = 1u << 0,
    TDXP_CAUSE_REMOVED = 1u << 1,
    TDXP_CAUSE_PLACE = 1u << 2,    /* pages are added at other addresses */
    TDXP_CAUSE_SIZE = 1u << 3,     /* other numbers of pages or of bytes that are extended */
    TDXP_CAUSE_CONTENTS = 1u << 4, /* other bytes are extended */
    TDXP_CAUSE_ORDER = 1u << 5,    /* it comes at another place in the order */
    TDXP_CAUSE_UNKNOWN = 1u << 6,  /* its contents lie beyond TDXP_MEASURE_LIMIT_DEFAULT bytes of all: not compared */
};

struct tdxp_launch_cause {
    const struct tdxp_measure_section *section[TDXP_SIDES]; /* or NULL */
    uint32_t what;                                          /* enum tdxp_launch_cause_kind */
    uint64_t bytes; /* for TDXP_CAUSE_CONTENTS: bytes in which the contents differ */
};

/*
 * Which sections make the launch of B measure something else than that of A, in the order of A's sections with what B
 * alone has behind them; from two measurements with the same options, which need not have made a step. An array that the
 * caller frees with free(), *count long; NULL with *count 0 where there are none, and where memory ran out (*failed).
 */
struct tdxp_launch_cause *tdxp_launch_causes(const struct tdxp_comparison *comparison,
                                             const struct tdxp_measure_result *a, const struct tdxp_measure_result *b,
                                             size_t *count, bool *failed);

/* All of that for two images. */
struct tdxp_effects {
    struct tdxp_judgement judgement;
    struct tdxp_measurement *measurement[TDXP_SIDES];
    struct tdxp_launch_cause *causes;
    size_t cause_count;
};

/*
 * Fill *effects in, for launches as options (NULL: the default) has them; the measurements are begun, and have made no step. pair must outlive it. False where memory ran out or
 * the cryptographic library fails, with *err filled in and *effects empty.
 */
bool tdxp_effects_make(struct tdxp_effects *effects, const struct tdxp_pair *pair,
                       const struct tdxp_measure_options *options, struct tdxp_error *err);

/* Hash about budget bytes more of each image. True while there is more to do. */
bool tdxp_effects_step(struct tdxp_effects *effects, uint64_t budget);

/* Free what is in it. It may be all zero. */
void tdxp_effects_free(struct tdxp_effects *effects);

#endif
