/* The launch digest itself: the pages of a plan in their order. */
#ifndef MEASURE_SNP_HASHER_H
#define MEASURE_SNP_HASHER_H

#include <openssl/evp.h>

#include "measure/snp_plan.h"

struct snp_hasher {
    struct snp_plan *plan; /* whose groups get their digests */
    EVP_MD_CTX *context;
    uint64_t done; /* bytes hashed */
    bool failed;
    bool finished;
    /* What comes next. */
    uint32_t group;
    uint64_t page;
    uint8_t digest[TDXP_SNP_DIGEST_SIZE];   /* of the launch so far */
    uint8_t contents[TDXP_SNP_DIGEST_SIZE]; /* of the page before: pages that repeat are hashed once */
    tdxp_snp_listener *listener;
    void *listener_context;
};

/* False where memory ran out or the library fails; snp_hasher_close is to be called all the same. */
bool snp_hasher_open(struct snp_hasher *hasher, struct snp_plan *plan);

void snp_hasher_close(struct snp_hasher *hasher);

/* As tdxp_snp_step. */
bool snp_hasher_step(struct snp_hasher *hasher, uint64_t budget);

/* A context for the two below; NULL where memory ran out or the library fails. */
EVP_MD_CTX *snp_context(void);

/* Make the launch digest at digest that after one more page; contents as PAGE_INFO has them. */
bool snp_extend(EVP_MD_CTX *context, uint8_t digest[static TDXP_SNP_DIGEST_SIZE], enum tdxp_snp_page page, uint64_t gpa,
                const uint8_t contents[static TDXP_SNP_DIGEST_SIZE]);

/* The SHA-384 of bytes, as contents of a page. */
bool snp_sha384(EVP_MD_CTX *context, const void *bytes, size_t length, uint8_t digest[static TDXP_SNP_DIGEST_SIZE]);

#endif
