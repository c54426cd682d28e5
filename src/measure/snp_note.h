/* What there is to know about a launch digest: one table. */
#ifndef MEASURE_SNP_NOTE_H
#define MEASURE_SNP_NOTE_H

#include "measure/snp_plan.h"

enum { SNP_NOTES_MAX = 12 };

/* The notes on a planned launch, in the order of the table, into notes. Returns how many. */
size_t snp_notes_of(const struct snp_plan *plan, const struct tdxp_snp_options *options,
                    struct tdxp_measure_note notes[static SNP_NOTES_MAX]);

#endif
