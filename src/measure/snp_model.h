/* What SEV-SNP launches differ in: one row a VMM, one row a type of vCPU. */
#ifndef MEASURE_SNP_MODEL_H
#define MEASURE_SNP_MODEL_H

#include "tdxplore/snp.h"

struct snp_model {
    const char *key, *name;
    bool cpuid_last;         /* CPUID pages come behind all other sections */
    bool sec_mem_unmeasured; /* SNP_SEC_MEM has pages of type UNMEASURED, else ZERO */
    /* Registers in which the VMSA differs. */
    uint16_t cs_first, cs_further; /* attributes of CS: of the first vCPU, of the others */
    uint16_t ss, tr;               /* attributes of SS and TR */
    bool rdx_is_signature;         /* RDX holds the signature of the vCPU's type, else rdx */
    uint16_t rdx;
    uint16_t x87_fcw;
    uint32_t mxcsr;
    uint64_t g_pat;
};

const struct snp_model *snp_model_of(enum tdxp_snp_vmm vmm);

#endif
