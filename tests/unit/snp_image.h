/* Images with SEV metadata, made in memory, and measuring them. */
#ifndef UNIT_SNP_IMAGE_H
#define UNIT_SNP_IMAGE_H

#include "support.h"
#include "tdxplore/snp.h"

struct snp_section {
    uint32_t base, size, type;
};

enum {
    SNP_ASEV = 0xc000, /* file offset of the metadata */
    SNP_FIRST = SNP_ASEV + 16,
};

/* What an image is made of. Start from snp_image_default() and change it. */
struct snp_image {
    const struct snp_section *sections;
    uint32_t count;
    uint32_t reset;                        /* of the SEV-ES reset block; 0 is written as well */
    uint32_t hashes;                       /* GPA of the SEV hash table block */
    bool no_reset, no_hashes, no_metadata; /* entries of the table that are not written */
    uint64_t seed;                         /* of all bytes that the format leaves free */
};

/* Sections as OVMF has them, one of each type. */
struct snp_image snp_image_default(void);

/* PLAN_SIZE bytes in an exact buffer that the caller frees. */
uint8_t *snp_image_bytes(const struct snp_image *image);

struct decoded snp_image_decoded(const struct snp_image *image);

/* Begin to measure a launch; fails the test where that fails. */
struct tdxp_snp_measurement *snp_begin(const struct decoded *d, const struct tdxp_snp_options *options);

/* The same with all steps made: the digest has to be there. The caller frees the measurement. */
struct tdxp_snp_measurement *snp_measure(const struct decoded *d, const struct tdxp_snp_options *options);

#endif
