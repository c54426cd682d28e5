/* Places that a linker leaves for a tool to fill in. */
#include "format/zeros.h"

bool zeros_only(const struct tdxp_bytes *bytes, uint64_t offset, uint64_t length)
{
    struct tdxp_bytes part = tdxp_bytes_slice(bytes, offset, length < ZEROS_LOOKED_AT ? length : ZEROS_LOOKED_AT);
    uint8_t byte = 0;

    for (uint64_t i = 0; byte == 0 && tdxp_read_u8(&part, i, &byte); i++) {
    }
    return byte == 0;
}
