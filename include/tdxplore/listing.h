/*
 * Any bytes of an image as lines of assembly: which mode the processor is in at a place, where instructions begin, and
 * what is no code.
 */
#ifndef TDXPLORE_LISTING_H
#define TDXPLORE_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/code.h"
#include "tdxplore/firmware.h"

enum tdxp_line_kind {
    TDXP_LINE_INSTRUCTION,
    TDXP_LINE_NONE, /* one byte that begins no instruction */
    TDXP_LINE_DATA, /* bytes of a structure, or of code for another processor */
};

#define TDXP_LINE_DATA_MAX 16u /* bytes of a line of data */

/* One line. Lines follow each other without gaps. */
struct tdxp_line {
    enum tdxp_line_kind kind;
    uint64_t offset;  /* of its first byte, from the start of the space */
    uint64_t length;  /* in bytes, at least 1 */
    uint64_t address; /* of its first byte in guest memory, or the offset where it has none */
    bool has_gpa;
    enum tdxp_code_bits bits;            /* of its instruction */
    struct tdxp_instruction instruction; /* for TDXP_LINE_INSTRUCTION */
    const struct tdxp_node *node;        /* the deepest node of the first byte */
    bool has_target;                     /* the instruction goes to a byte of the same space */
    uint64_t target;                     /* its offset */
};

/* A place to list from. */
struct tdxp_listing_place {
    const struct tdxp_space *space;
    uint64_t offset;          /* in bytes from the start of the space */
    enum tdxp_code_bits bits; /* the mode to take, TDXP_CODE_UNKNOWN: by place */
    uint64_t edge;            /* an offset that no line may cross, UINT64_MAX: none */
};

struct tdxp_listing;

/* A listing of a decoded image, which must outlive it; the caller frees it. NULL where memory ran out. */
struct tdxp_listing *tdxp_listing_new(const struct tdxp_firmware *fw);

/* listing may be NULL. */
void tdxp_listing_free(struct tdxp_listing *listing);

/* As tdxp_code_engine. */
const char *tdxp_listing_engine(const struct tdxp_listing *listing);

/*
 * The mode of the processor at a byte. In code that is reached from the reset vector it is followed through its changes;
 * in a program it is that of its machine; else near the end of an image that of the reset vector, and 64-bit elsewhere.
 * TDXP_CODE_FOREIGN for code of another processor.
 */
enum tdxp_code_bits tdxp_listing_bits(const struct tdxp_listing *listing, const struct tdxp_space *space,
                                      uint64_t offset);

/*
 * The offset at which the line of a byte begins. Where no structure tells, it is found by decoding from a little before,
 * which finds into step with the instructions after a few.
 */
uint64_t tdxp_listing_start(const struct tdxp_listing *listing, const struct tdxp_listing_place *place);

/*
 * Write up to count lines from place on, whose offset is taken for the start of one. Returns how many there are: fewer
 * at the end of the space.
 */
size_t tdxp_listing_from(const struct tdxp_listing *listing, const struct tdxp_listing_place *place, size_t count,
                         struct tdxp_line *lines);

/* Write up to count lines before place, in order, the last of which ends at its offset. Returns how many there are. */
size_t tdxp_listing_before(const struct tdxp_listing *listing, const struct tdxp_listing_place *place, size_t count,
                           struct tdxp_line *lines);

#endif
