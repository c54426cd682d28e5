/* The hash itself: the records of a plan in their order, a page at a time. */
#ifndef MEASURE_HASHER_H
#define MEASURE_HASHER_H

#include <openssl/evp.h>

#include "measure/plan.h"

enum {
    CHUNKS = 16,              /* of a page */
    RECORDS = 1 + 3 * CHUNKS, /* a page's worth: a record for it, and for each chunk a record and its two halves */
    BUFFER = RECORDS * 128,
};

struct hasher {
    const struct plan *plan;
    enum tdxp_measure_order order;
    EVP_MD_CTX *context;
    EVP_MD_CTX *scratch; /* for the digests on the way */
    uint64_t done;       /* bytes hashed */
    bool failed;
    bool finished;
    /* What comes next. */
    unsigned round;
    uint32_t section;
    uint64_t page;
    tdxp_measure_listener *listener;
    void *listener_context;
    /* Records with their fixed parts in place: as many MEM.PAGE.ADD as fit, and one page that is added and extended. */
    uint8_t adds[BUFFER];
    uint8_t whole[BUFFER];
};

/* False where memory ran out or the library fails; hasher_close is to be called all the same. */
bool hasher_open(struct hasher *hasher, const struct plan *plan, enum tdxp_measure_order order);

void hasher_close(struct hasher *hasher);

/* As tdxp_measure_step; digests go into the plan's results. */
bool hasher_step(struct hasher *hasher, uint64_t budget);

/* The digest of all that has been hashed. False where the library fails. */
bool hasher_digest(struct hasher *hasher, uint8_t digest[static TDXP_MRTD_SIZE]);

#endif
