/* What the two kinds of launches that are measured have in common: those of trust domains, and of SEV-SNP guests. */
#ifndef CLI_MEASURE_H
#define CLI_MEASURE_H

#include "cli/command.h"
#include "tdxplore/measure.h"

/* Whether the options go together. False after a message. */
bool measure_options_fit(const struct args *args);

/* Read the digest that an option has, where it is given. False after a message. */
bool measure_digest_of(const struct args *args, enum option_id option,
                       uint8_t digest[static TDXP_MRTD_SIZE]);

/* The exit status: whether there is the value, and whether it is the one expected, where one is. */
int measure_status(const struct args *args, bool there, bool expected);

/* The sub-command with --snp. */
int run_measure_snp(const struct args *args);

#endif
