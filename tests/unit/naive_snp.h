/*
 * The SEV-SNP launch digest computed anew, slowly and simply, from the bytes of the image alone. Nothing of the library
 * has a part in it: it finds the table, the metadata and the reset block itself, and has its own VMSA pages.
 */
#ifndef UNIT_NAIVE_SNP_H
#define UNIT_NAIVE_SNP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum naive_snp_vmm { NAIVE_SNP_QEMU, NAIVE_SNP_EC2, NAIVE_SNP_GCE, NAIVE_SNP_KRUN, NAIVE_SNP_EC2_OLD };

struct naive_snp {
    const uint8_t *image;
    size_t size;
    enum naive_snp_vmm vmm;
    uint32_t vcpus, signature;
    uint64_t features;
    const char *kernel, *initrd, *append; /* texts; kernel NULL: none is given */
};

struct naive_snp_digests {
    uint8_t firmware[48], before_vmsa[48], launch[48];
};

/* The digests of a launch that nobody refuses. */
void naive_snp(const struct naive_snp *naive, struct naive_snp_digests *digests);

/* Whether a launch comes to a digest at all. */
bool naive_snp_launches(const struct naive_snp *naive);

#endif
