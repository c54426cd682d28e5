/* The built-in sample image: something to explore where no image is at hand. */
#ifndef TDXPLORE_SAMPLE_H
#define TDXPLORE_SAMPLE_H

#include <stdint.h>

#define TDXP_SAMPLE_SIZE UINT64_C(0x1000000) /* in bytes: 16 MiB */

/*
 * Write the sample image over all TDXP_SAMPLE_SIZE bytes, which the caller owns.
 *
 * The image follows the layout of td-shim of January 2024 for a Linux payload
 * (confidential-containers/td-shim: td-layout/src/build_time.rs, td-shim-tools/src/linker.rs and
 * metadata.rs) and ends at 4 GiB in guest-physical memory. It holds the TDX metadata behind its
 * GUID, both ways of finding it (GUIDed table and legacy dword), a configuration volume with a
 * trust anchor, a mailbox, an initial program loader in a firmware volume, and a reset vector.
 * Both volumes keep to the PI specification where td-shim's own images do not: HeaderLength and
 * every checksum are right, and no file overlaps another. The code in it only prepares to run and
 * halts; the trust anchor's hash is a made-up pattern.
 *
 * The same bytes every time: neither clock, randomness, locale nor environment has a part in them.
 * It cannot fail.
 */
void tdxp_sample_build(uint8_t bytes[static TDXP_SAMPLE_SIZE]);

#endif
