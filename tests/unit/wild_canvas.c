/* The canvas of a wild image, and numbers to put on it. */
#include "wild.h"

#include <string.h>

bool wild_once_in(struct wild *w, uint64_t times)
{
    return random_below(w->rng, times) == 0;
}

void wild_put(struct wild *w, uint64_t at, unsigned width, uint64_t value)
{
    if (at <= WILD_SIZE - width) {
        put_uint(w->bytes + at, width, value);
    }
}

void wild_put_bytes(struct wild *w, uint64_t at, const void *bytes, size_t length)
{
    if (at <= WILD_SIZE - length) {
        memcpy(w->bytes + at, bytes, length);
    }
}

uint64_t wild_get(const struct wild *w, uint64_t at, unsigned width)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < width && at + i < WILD_SIZE; i++) {
        value |= (uint64_t)w->bytes[at + i] << 8 * i;
    }
    return value;
}

uint64_t wild_edge(struct wild *w)
{
    static const uint64_t edges[] = {
        0,
        1,
        16,
        0x1000,
        0x2000,
        0x4000,
        WILD_SIZE - 0x1000,
        WILD_SIZE,
        INT32_MAX,
        WILD_GPA - 0x1000,
        WILD_GPA,
        UINT32_MAX,
        UINT32_MAX - 0xfff,
        UINT64_C(1) << 32,
        (UINT64_C(1) << 47) - 0x2000,
        (UINT64_C(1) << 47) - 0x1000,
        UINT64_C(1) << 47,
        (UINT64_C(1) << 51) - 0x1000,
        UINT64_C(1) << 51,
        (UINT64_C(1) << 52) - 0x1000,
        UINT64_C(1) << 52,
        UINT64_C(1) << 63,
        UINT64_MAX - 0xfff,
        UINT64_MAX,
    };
    uint64_t value = edges[random_below(w->rng, sizeof edges / sizeof edges[0])];

    switch (random_below(w->rng, 6)) {
    case 0:
        return value + 1;
    case 1:
        return value - 1;
    case 2:
        return random_next(w->rng) >> random_below(w->rng, 64);
    default:
        return value;
    }
}

uint64_t wild_near(struct wild *w, uint64_t value)
{
    static const uint64_t steps[] = {0, 1, 4, 16, 32, 0x1000};
    uint64_t step = steps[random_below(w->rng, sizeof steps / sizeof steps[0])];

    return wild_once_in(w, 2) ? value + step : value - step;
}
