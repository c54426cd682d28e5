/* Half-open ranges of bytes whose arithmetic cannot wrap. */
#ifndef TDXPLORE_RANGE_H
#define TDXPLORE_RANGE_H

#include <stdbool.h>
#include <stdint.h>

/* A run of bytes in some space. An empty range has length 0; its start still says where it is. */
struct tdxp_range {
    uint64_t start;  /* first byte, in bytes from the start of the space */
    uint64_t length; /* in bytes */
};

/* Stores a + b in *sum; false, and *sum untouched, where that exceeds 64 bits. */
static inline bool tdxp_add(uint64_t a, uint64_t b, uint64_t *sum)
{
    uint64_t r;

    if (__builtin_add_overflow(a, b, &r)) {
        return false;
    }
    *sum = r;
    return true;
}

/* a + b, or UINT64_MAX where that exceeds 64 bits. */
static inline uint64_t tdxp_add_sat(uint64_t a, uint64_t b)
{
    uint64_t r;

    return __builtin_add_overflow(a, b, &r) ? UINT64_MAX : r;
}

/* True where all of [start, start + length) lies in [0, size). An empty range lies inside when its start is <= size. */
static inline bool tdxp_fits(uint64_t start, uint64_t length, uint64_t size)
{
    return start <= size && length <= size - start;
}

/* How many bytes of [start, start + length) lie in [0, size). */
static inline uint64_t tdxp_clip(uint64_t start, uint64_t length, uint64_t size)
{
    if (start >= size) {
        return 0;
    }
    return length < size - start ? length : size - start;
}

/* True where the byte at offset lies in the range; never for an empty range. */
static inline bool tdxp_range_has(struct tdxp_range r, uint64_t offset)
{
    return offset >= r.start && offset - r.start < r.length;
}

/* True where the two ranges share at least one byte. */
static inline bool tdxp_range_overlap(struct tdxp_range a, struct tdxp_range b)
{
    if (a.length == 0 || b.length == 0) {
        return false;
    }
    return a.start < b.start ? b.start - a.start < a.length : a.start - b.start < b.length;
}

/* True where every byte of inner lies in outer. */
static inline bool tdxp_range_within(struct tdxp_range inner, struct tdxp_range outer)
{
    return inner.start >= outer.start && tdxp_fits(inner.start - outer.start, inner.length, outer.length);
}

#endif
