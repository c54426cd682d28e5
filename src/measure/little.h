/* Numbers as they are written into what is hashed. */
#ifndef MEASURE_LITTLE_H
#define MEASURE_LITTLE_H

#include <stdint.h>

/* Write value little-endian; width is 1 to 8 bytes. */
static inline void put_little(uint8_t *at, unsigned width, uint64_t value)
{
    for (unsigned i = 0; i < width; i++) {
        at[i] = (uint8_t)(value >> 8 * i);
    }
}

#endif
