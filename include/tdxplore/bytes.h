/* The bounds-checked reader: the only door to bytes of an image. All integers are little-endian. */
#ifndef TDXPLORE_BYTES_H
#define TDXPLORE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A view of bytes that somebody else owns. data may be NULL only where size is 0. */
struct tdxp_bytes {
    const uint8_t *data;
    uint64_t size; /* in bytes */
};

/*
 * Read one little-endian integer at offset (in bytes from the start of the view).
 * False, and *out untouched, where any of its bytes lies outside of the view.
 */
bool tdxp_read_u8(const struct tdxp_bytes *bytes, uint64_t offset, uint8_t *out);
bool tdxp_read_u16(const struct tdxp_bytes *bytes, uint64_t offset, uint16_t *out);
bool tdxp_read_u32(const struct tdxp_bytes *bytes, uint64_t offset, uint32_t *out);
bool tdxp_read_u64(const struct tdxp_bytes *bytes, uint64_t offset, uint64_t *out);

/*
 * Read a little-endian unsigned integer of width bytes (1 to 8; the PI specification has 24-bit sizes).
 * False, and *out untouched, where it does not lie inside or width is out of range.
 */
bool tdxp_read_uint(const struct tdxp_bytes *bytes, uint64_t offset, unsigned width, uint64_t *out);

/* Copy length bytes from offset into dst. False, and dst untouched, where they do not all lie inside. */
bool tdxp_read_copy(const struct tdxp_bytes *bytes, uint64_t offset, void *dst, size_t length);

/* Copy as many of the length bytes from offset as there are; returns how many were copied. */
size_t tdxp_read_some(const struct tdxp_bytes *bytes, uint64_t offset, void *dst, size_t length);

/* True where the length bytes at offset all lie inside and equal those at expected. */
bool tdxp_read_equals(const struct tdxp_bytes *bytes, uint64_t offset, const void *expected, size_t length);

/*
 * A view of [offset, offset + length), for handing a run of bytes to a library.
 * What lies outside is cut off, so that the result may be shorter, or empty.
 */
struct tdxp_bytes tdxp_bytes_slice(const struct tdxp_bytes *bytes, uint64_t offset, uint64_t length);

/*
 * Find needle (length bytes, at least 1) that lies wholly in [from, to) of the view.
 * True with its offset in *found; false where there is none.
 */
bool tdxp_bytes_find(const struct tdxp_bytes *bytes, uint64_t from, uint64_t to, const void *needle, size_t length,
                     uint64_t *found);

/* The sum, in 8 bits, of the length bytes from offset; those outside of the view count as 0. */
uint8_t tdxp_bytes_sum8(const struct tdxp_bytes *bytes, uint64_t offset, uint64_t length);

#endif
