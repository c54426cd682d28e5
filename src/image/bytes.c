/* The bounds-checked reader. */
#include "tdxplore/bytes.h"

#include <string.h>

#include "tdxplore/range.h"

bool tdxp_read_uint(const struct tdxp_bytes *bytes, uint64_t offset, unsigned width, uint64_t *out)
{
    uint64_t value = 0;

    if (width < 1 || width > 8 || !tdxp_fits(offset, width, bytes->size)) {
        return false;
    }
    for (unsigned i = width; i-- > 0;) {
        value = value << 8 | bytes->data[offset + i];
    }
    *out = value;
    return true;
}

bool tdxp_read_u8(const struct tdxp_bytes *bytes, uint64_t offset, uint8_t *out)
{
    uint64_t value;

    if (!tdxp_read_uint(bytes, offset, sizeof *out, &value)) {
        return false;
    }
    *out = (uint8_t)value;
    return true;
}

bool tdxp_read_u16(const struct tdxp_bytes *bytes, uint64_t offset, uint16_t *out)
{
    uint64_t value;

    if (!tdxp_read_uint(bytes, offset, sizeof *out, &value)) {
        return false;
    }
    *out = (uint16_t)value;
    return true;
}

bool tdxp_read_u32(const struct tdxp_bytes *bytes, uint64_t offset, uint32_t *out)
{
    uint64_t value;

    if (!tdxp_read_uint(bytes, offset, sizeof *out, &value)) {
        return false;
    }
    *out = (uint32_t)value;
    return true;
}

bool tdxp_read_u64(const struct tdxp_bytes *bytes, uint64_t offset, uint64_t *out)
{
    return tdxp_read_uint(bytes, offset, sizeof *out, out);
}

size_t tdxp_read_some(const struct tdxp_bytes *bytes, uint64_t offset, void *dst, size_t length)
{
    size_t present = (size_t)tdxp_clip(offset, length, bytes->size);

    if (present > 0) {
        memcpy(dst, bytes->data + offset, present);
    }
    return present;
}

bool tdxp_read_copy(const struct tdxp_bytes *bytes, uint64_t offset, void *dst, size_t length)
{
    if (!tdxp_fits(offset, length, bytes->size)) {
        return false;
    }
    tdxp_read_some(bytes, offset, dst, length);
    return true;
}

bool tdxp_read_equals(const struct tdxp_bytes *bytes, uint64_t offset, const void *expected, size_t length)
{
    if (!tdxp_fits(offset, length, bytes->size)) {
        return false;
    }
    return length == 0 || memcmp(bytes->data + offset, expected, length) == 0;
}

struct tdxp_bytes tdxp_bytes_slice(const struct tdxp_bytes *bytes, uint64_t offset, uint64_t length)
{
    struct tdxp_bytes slice = {NULL, tdxp_clip(offset, length, bytes->size)};

    if (slice.size > 0) {
        slice.data = bytes->data + offset;
    }
    return slice;
}

/*
 * As memmem, for a part that is not shorter than the needle. Going from one place with the needle's first byte to the
 * next is several times as fast where that byte is rare, and slow where it is not: then memmem has the rest.
 */
static const uint8_t *find(struct tdxp_bytes part, const uint8_t *needle, size_t length)
{
    enum { WORTH = 64 }; /* bytes to the next place, on average, above which going there is faster */
    const uint8_t *at = part.data;
    const uint8_t *stop = part.data + (part.size - length) + 1; /* behind the last place */
    size_t credit = 4096;

    while (at < stop) {
        const uint8_t *hit = memchr(at, needle[0], (size_t)(stop - at));

        if (!hit || memcmp(hit, needle, length) == 0) {
            return hit;
        }
        credit += (size_t)(hit - at);
        at = hit + 1;
        if (credit < WORTH) {
            return memmem(at, (size_t)(part.data + part.size - at), needle, length);
        }
        credit -= WORTH;
    }
    return NULL;
}

bool tdxp_bytes_find(const struct tdxp_bytes *bytes, uint64_t from, uint64_t to, const void *needle, size_t length,
                     uint64_t *found)
{
    struct tdxp_bytes part;
    const uint8_t *hit;

    if (to <= from) {
        return false;
    }
    part = tdxp_bytes_slice(bytes, from, to - from);
    if (part.size < length || length == 0) {
        return false;
    }
    hit = find(part, needle, length);
    if (!hit) {
        return false;
    }
    *found = from + (uint64_t)(hit - part.data);
    return true;
}

uint8_t tdxp_bytes_sum8(const struct tdxp_bytes *bytes, uint64_t offset, uint64_t length)
{
    struct tdxp_bytes summed = tdxp_bytes_slice(bytes, offset, length);
    uint8_t sum = 0;

    for (uint64_t i = 0; i < summed.size; i++) {
        sum = (uint8_t)(sum + summed.data[i]);
    }
    return sum;
}
