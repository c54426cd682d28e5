/* What share of a file becomes what. */
#ifndef MEASURE_SHARE_H
#define MEASURE_SHARE_H

#include "tdxplore/measure.h"
#include "tdxplore/text.h"

/*
 * The share of each in all of them as text, as tdxp_share has it, but so rounded that together they come to 100.0 %.
 * All the bytes are those of one file, so that no sum of them wraps.
 */
void measure_shares(const uint64_t bytes[static TDXP_COVERS], char shares[static TDXP_COVERS][TDXP_SHARE_SIZE]);

#endif
