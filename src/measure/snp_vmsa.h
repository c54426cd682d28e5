/* The VMSA: the page of registers with which a vCPU starts. */
#ifndef MEASURE_SNP_VMSA_H
#define MEASURE_SNP_VMSA_H

#include "measure/snp_model.h"
#include "tdxplore/tdvf.h"

#define SNP_RESET_VECTOR UINT32_C(0xfffffff0) /* where the first vCPU starts */

/* The page of the first vCPU, or of further ones, which start at address eip. */
void snp_vmsa_first(const struct tdxp_snp_options *options, uint8_t page[static TDXP_PAGE_SIZE]);
void snp_vmsa_further(const struct tdxp_snp_options *options, uint32_t eip, uint8_t page[static TDXP_PAGE_SIZE]);

#endif
