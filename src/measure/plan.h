/* What a launch does with each section: pages, records, and the bytes that go into the pages. */
#ifndef MEASURE_PLAN_H
#define MEASURE_PLAN_H

#include "measure/model.h"

/* Records and contents that one page puts into the hash, in bytes. */
#define HASHED_BY_ADD ((uint64_t)TDXP_MEASURE_RECORD_SIZE)
#define HASHED_BY_EXTEND \
    (TDXP_PAGE_SIZE / TDXP_MEASURE_CHUNK_SIZE * (TDXP_MEASURE_RECORD_SIZE + TDXP_MEASURE_CHUNK_SIZE))

/* What the public section does not tell. */
struct plan_section {
    struct tdxp_bytes source; /* bytes that its pages begin with; zeros follow them */
    uint64_t pages;           /* 4 KiB pages from MemoryAddress on */
    bool added;               /* there is a record MEM.PAGE.ADD for each; extended is in the public section */
};

enum { BLANKS = 2 }; /* one TD_INFO, one TD_PARAMS: the specification allows no more */

struct plan {
    struct plan_section *sections; /* count of them, and public ones beside them */
    struct tdxp_measure_section *results;
    uint32_t count;
    uint64_t total;                   /* bytes to hash; stays at 2^64 - 1 */
    struct tdxp_range blanks[BLANKS]; /* of the file, that are taken as zeros */
};

/* Make a plan; tdvf may be NULL. False where memory ran out; plan_close is to be called all the same. */
bool plan_open(struct plan *plan, const struct tdxp_firmware *firmware, const struct tdxp_tdvf *tdvf,
               const struct measure_model *model, const struct tdxp_bytes given[static TDXP_CONTENTS]);

void plan_close(struct plan *plan);

/* Write length bytes of the contents of a section's pages, from offset in its memory on. */
void plan_read(const struct plan *plan, uint32_t section, uint64_t offset, uint8_t *out, size_t length);

/* Whether the pages of a section hold what the VMM takes from elsewhere than the image. */
static inline bool is_handed_over(enum tdxp_measure_content content)
{
    return content != TDXP_CONTENT_ZERO && content != TDXP_CONTENT_FILE;
}

#endif
