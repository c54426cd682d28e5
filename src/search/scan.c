/* Finding one needle in bytes, in linear time. */
#include "search/scan.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/range.h"

/*
 * Needles with masks are found by the Shift-And method (Baeza-Yates and Gonnet, "A new approach to text searching",
 * CACM 35/10, 1992): bit i of the state says that the last i + 1 bytes match the first i + 1 of the needle. A byte costs
 * the same whatever came before.
 */
bool scan_open(struct scan *scan, const struct tdxp_needle *needle)
{
    *scan = (struct scan){.needle = needle};
    if (needle->exact) {
        return true;
    }
    scan->table = calloc(256, sizeof *scan->table);
    if (!scan->table) {
        return false;
    }
    for (uint32_t i = 0; i < needle->length; i++) {
        for (unsigned byte = 0; byte < 256; byte++) {
            if ((byte & needle->mask[i]) == needle->value[i]) {
                scan->table[byte][i / 64] |= UINT64_C(1) << i % 64;
            }
        }
    }
    return true;
}

void scan_close(struct scan *scan)
{
    free(scan->table);
    scan->table = NULL;
}

void scan_start(struct scan *scan, uint64_t from)
{
    scan->at = from;
    memset(scan->state, 0, sizeof scan->state);
}

static bool find_exact(struct scan *scan, const struct tdxp_bytes *bytes, uint64_t end, uint64_t *found)
{
    const struct tdxp_needle *needle = scan->needle;

    if (!tdxp_bytes_find(bytes, scan->at, tdxp_add_sat(end, needle->length - 1), needle->value, needle->length,
                         found)) {
        scan->at = end > scan->at ? end : scan->at;
        return false;
    }
    scan->at = *found + 1;
    return true;
}

/* True where the byte ends a match. */
static bool advance(struct scan *scan, uint8_t byte, bool *idle)
{
    uint32_t last = scan->needle->length - 1;
    uint64_t carry = 1;
    uint64_t any = 0;

    for (uint32_t word = 0; word <= last / 64; word++) {
        uint64_t old = scan->state[word];

        scan->state[word] = (old << 1 | carry) & scan->table[byte][word];
        any |= scan->state[word];
        carry = old >> 63;
    }
    *idle = any == 0;
    return scan->state[last / 64] >> last % 64 & 1;
}

static bool find_masked(struct scan *scan, const struct tdxp_bytes *bytes, uint64_t end, uint64_t *found)
{
    uint32_t length = scan->needle->length;
    uint64_t stop = tdxp_add_sat(end, length - 1);
    struct tdxp_bytes part = tdxp_bytes_slice(bytes, scan->at, stop > scan->at ? stop - scan->at : 0);
    const uint8_t *byte = part.data;
    const uint8_t *last = part.data + part.size;
    bool idle = false;
    bool hit = false;

    if (part.size == 0) {
        return false;
    }
    while (byte < last && !hit) {
        hit = advance(scan, *byte++, &idle);
        while (idle && byte < last && !(scan->table[*byte][0] & 1)) {
            byte++;
        }
    }
    scan->at += (uint64_t)(byte - part.data);
    if (hit) {
        *found = scan->at - length;
    }
    return hit;
}

bool scan_next(struct scan *scan, const struct tdxp_bytes *bytes, uint64_t end, uint64_t *found)
{
    return scan->needle->exact ? find_exact(scan, bytes, end, found) : find_masked(scan, bytes, end, found);
}
