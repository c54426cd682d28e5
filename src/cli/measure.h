/* What the two kinds of launches that are measured have in common: those of trust domains, and of SEV-SNP guests. */
#ifndef CLI_MEASURE_H
#define CLI_MEASURE_H

#include <limits.h>

#include "cli/command.h"
#include "tdxplore/measure.h"

/* Whether the options go together. False after a message. */
bool measure_options_fit(const struct args *args);

/* The launch of a trust domain that they describe, without data that files have. */
struct tdxp_measure_options measure_options_of(const struct args *args);

/* Read the digest that an option has, where it is given. False after a message. */
bool measure_digest_of(const struct args *args, enum option_id option, uint8_t digest[static TDXP_MRTD_SIZE]);

/* The exit status: whether there is the value, and whether it is the one expected, where one is. */
int measure_status(const struct args *args, bool there, bool expected);

/* Look for the launch of an image that gives the expected value, into *match. False where memory ran out. */
typedef bool measure_search(const void *context, const struct tdxp_firmware *firmware,
                            struct tdxp_measure_match *match);

/*
 * Compare with what is expected: matches where the launch that was measured gives it; else search in the image, and then
 * in that with the variable store that it lacks before it, whose path goes into vars where that is it. False where memory
 * ran out. Whether there is a variable store at all is no matter.
 */
bool measure_compare(const struct args *args, const struct tdxp_firmware *firmware, bool matches,
                     measure_search *search, const void *context, struct tdxp_measure_match *match,
                     char vars[static PATH_MAX]);

/* The sub-command with --snp. */
int run_measure_snp(const struct args *args);

#endif
