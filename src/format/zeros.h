/* Places that a linker leaves for a tool to fill in. */
#ifndef FORMAT_ZEROS_H
#define FORMAT_ZEROS_H

#include "tdxplore/bytes.h"

#define ZEROS_LOOKED_AT (UINT64_C(64) << 10) /* bytes from the start; those behind them are not read */

/* True where the length bytes at offset, as far as they exist and are looked at, are all 0. */
bool zeros_only(const struct tdxp_bytes *bytes, uint64_t offset, uint64_t length);

#endif
