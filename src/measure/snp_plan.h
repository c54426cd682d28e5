/* What an SEV-SNP launch does: groups of pages in its order, and what is in them. */
#ifndef MEASURE_SNP_PLAN_H
#define MEASURE_SNP_PLAN_H

#include "measure/refusal.h"
#include "measure/snp_model.h"

struct snp_plan {
    struct tdxp_snp_group *groups;
    struct tdxp_bytes *contents; /* of each group: what its pages hold, repeated; empty where contents are not hashed */
    uint64_t image_start;        /* file offset of the image's first page */
    uint32_t count;
    uint64_t total;     /* bytes to hash; stays at 2^64 - 1 */
    bool has_reset;     /* the image says where further vCPUs start */
    uint32_t reset_eip; /* that */
    uint8_t hashes[TDXP_PAGE_SIZE], first[TDXP_PAGE_SIZE], further[TDXP_PAGE_SIZE];
};

/*
 * Make a plan, and say in *refusal what keeps the launch from it. False where memory ran out or the cryptographic
 * library fails; snp_plan_close is to be called all the same.
 */
bool snp_plan_open(struct snp_plan *plan, const struct tdxp_firmware *firmware, const struct tdxp_snp_options *options,
                   struct refusal *refusal);

void snp_plan_close(struct snp_plan *plan);

#endif
