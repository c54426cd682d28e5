/* The hashes of a kernel that the VMM hands to the firmware in a page that is measured. */
#ifndef MEASURE_SNP_HASHES_H
#define MEASURE_SNP_HASHES_H

#include "tdxplore/snp.h"

#define SNP_HASHES_SIZE 176u /* bytes of the table, with what it is padded by */

/* Write the page: the table at offset, with room for it, and zeros. False where the cryptographic library fails. */
bool snp_hashes_page(const struct tdxp_snp_options *options, uint32_t offset, uint8_t page[static TDXP_PAGE_SIZE]);

#endif
