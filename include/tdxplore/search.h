/*
 * Searching: a pattern as a person types it, and the places of an image that match.
 *
 * A pattern is a few needles: bytes, of each of which some bits count. Wildcards and letters in either case are masks, so
 * that one scanner does for all kinds.
 */
#ifndef TDXPLORE_SEARCH_H
#define TDXPLORE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/error.h"
#include "tdxplore/firmware.h"

/* ---- patterns ---- */

#define TDXP_NEEDLE_MAX 512u /* bytes of a needle */
#define TDXP_NEEDLES 4u      /* of a pattern */

/* Bytes to look for: a byte b matches the i-th where (b & mask[i]) == value[i]. */
struct tdxp_needle {
    uint8_t value[TDXP_NEEDLE_MAX], mask[TDXP_NEEDLE_MAX];
    uint32_t length; /* at least 1 */
    bool exact;      /* all bits of all bytes count */
};

/* A kind of pattern. The rows live as long as the program. */
struct tdxp_pattern_kind {
    const char *key;     /* what stands before the colon: "hex" */
    const char *example; /* "54 44 ?? 46" */
    const char *summary; /* what it finds, in a sentence */
    const char *plain;   /* what is taken for it without the key, as a clause; NULL: nothing is */
    bool names;          /* it looks in the names and values of nodes, not in bytes */
};

/* The n-th kind, or NULL past the last. Those that are taken without the key stand in the order in which they are tried. */
const struct tdxp_pattern_kind *tdxp_pattern_kind(unsigned n);

struct tdxp_pattern {
    const struct tdxp_pattern_kind *kind;
    struct tdxp_needle needles[TDXP_NEEDLES]; /* any of them will do; the longest where several match at one place */
    unsigned count;
};

/*
 * Read a pattern: "KEY:..." of one of the kinds, or plain input whose kind shows. False, with *err saying what is wrong
 * and at which character of the text (from 1), where it is none.
 */
bool tdxp_pattern_parse(const char *text, struct tdxp_pattern *pattern, struct tdxp_error *err);

/*
 * Write a pattern that finds the bytes of a node anywhere, for tdxp_pattern_parse: of a GUID, a number or other bytes.
 * False where it has none, more than fit into a needle, or size bytes do not suffice.
 */
bool tdxp_pattern_of_node(const struct tdxp_node *node, char *buffer, size_t size);

/* ---- searching in steps ---- */

struct tdxp_match {
    const struct tdxp_space *space;
    uint64_t offset, length;      /* in bytes, in the space; of a name, those of the node */
    const struct tdxp_node *node; /* the deepest that covers the first byte; of a name, the node */
};

/* Matches that are kept, unless the caller says otherwise. */
#define TDXP_SEARCH_LIMIT_DEFAULT UINT64_C(100000)

struct tdxp_search_options {
    const struct tdxp_space *space; /* the one to search; NULL: all, in the order of their numbers */
    uint64_t from;                  /* first offset of that space, at which a match may begin; 0 with all */
    uint64_t limit;                 /* matches after which the search ends; 0: the default */
    bool count_only;                /* keep no matches, and go on beyond the limit */
};

enum tdxp_search_state {
    TDXP_SEARCH_RUNNING,
    TDXP_SEARCH_DONE,   /* everything was searched */
    TDXP_SEARCH_FULL,   /* it ended at the limit */
    TDXP_SEARCH_FAILED, /* memory ran out: what was found before is there */
};

struct tdxp_search_result {
    enum tdxp_search_state state;
    const struct tdxp_match *matches; /* in the order of spaces and offsets; of names, in that of the tree */
    size_t kept;
    uint64_t count;       /* found; those that are kept, but for count_only */
    uint64_t done, whole; /* bytes, or nodes, that were gone over, and that there are */
};

struct tdxp_search;

/*
 * Begin to search a decoded image, which must outlive the search; options may be NULL. Matches may overlap: one is
 * found wherever one begins. Holes of a sparse file are passed over where the pattern cannot match in them. NULL with
 * *err filled in where memory ran out.
 */
struct tdxp_search *tdxp_search_begin(const struct tdxp_firmware *firmware, const struct tdxp_pattern *pattern,
                                      const struct tdxp_search_options *options, struct tdxp_error *err);

/* Search at most about budget bytes more, in time that grows with them alone. True while there is more to do. */
bool tdxp_search_step(struct tdxp_search *search, uint64_t budget);

/* What has been found so far. The matches stay where they are until the next step. */
const struct tdxp_search_result *tdxp_search_result(const struct tdxp_search *search);

/* What it looks for; as long as the search. */
const struct tdxp_pattern *tdxp_search_pattern(const struct tdxp_search *search);

/* search may be NULL. */
void tdxp_search_free(struct tdxp_search *search);

#endif
