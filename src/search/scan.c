/* Finding one needle in bytes, in linear time. */
#include "search/scan.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/range.h"

enum {
    TRY_COST = 32,         /* bytes that could be passed over in the time that trying a place takes at least */
    CREDIT = 4096,         /* bytes' worth of places that are tried before there is any gain */
    DENSE_PART = 64 << 10, /* bytes that are read one by one before places are tried again */
};

/* ---- begin and end ---- */

/* How much better a byte of the needle is to look for than others: those of padding are everywhere. */
static unsigned worth(uint8_t value, uint8_t mask)
{
    if (mask == 0xff) {
        return value == 0 || value == 0xff ? 1 : 3;
    }
    return mask == 0xdf ? 2 : 0;
}

static void choose_anchor(struct scan *scan)
{
    const struct tdxp_needle *needle = scan->needle;
    unsigned best = 0;

    for (uint32_t i = 0; i < needle->length; i++) {
        unsigned is = worth(needle->value[i], needle->mask[i]);

        if (is > best) {
            best = is;
            scan->anchor = i;
            scan->values[0] = needle->value[i];
            scan->values[1] = needle->value[i] | (uint8_t)~needle->mask[i];
            scan->value_count = needle->mask[i] == 0xff ? 1 : 2;
        }
    }
}

bool scan_open(struct scan *scan, const struct tdxp_needle *needle)
{
    *scan = (struct scan){.needle = needle};
    if (needle->exact) {
        return true;
    }
    choose_anchor(scan);
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

static void leave_dense(struct scan *scan, uint64_t place)
{
    scan->at = place;
    scan->dense = false;
    scan->credit = CREDIT;
}

static void enter_dense(struct scan *scan, uint64_t place, uint64_t end)
{
    scan->at = place;
    scan->dense = true;
    scan->dense_end = end;
    memset(scan->state, 0, sizeof scan->state);
}

void scan_start(struct scan *scan, uint64_t from)
{
    scan->next[0] = 0;
    scan->next[1] = 0;
    leave_dense(scan, from);
}

/* ---- exact needles ---- */

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

/* ---- masked needles, every byte ---- */

/*
 * The Shift-And method (Baeza-Yates and Gonnet, "A new approach to text searching", CACM 35/10, 1992): bit i of the state
 * says that the last i + 1 bytes match the first i + 1 of the needle. A byte costs the same whatever came before. True
 * where it ends a match.
 */
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

static bool find_dense(struct scan *scan, const struct tdxp_bytes *bytes, uint64_t end, uint64_t *found)
{
    uint32_t length = scan->needle->length;
    uint64_t stop = tdxp_add_sat(end, length - 1);
    struct tdxp_bytes part = tdxp_bytes_slice(bytes, scan->at, stop > scan->at ? stop - scan->at : 0);
    const uint8_t *byte = part.data;
    const uint8_t *last;
    bool idle = false;
    bool hit = false;

    if (part.size == 0) {
        return false;
    }
    last = part.data + part.size;
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

/* ---- masked needles, from anchor to anchor ---- */

/* The next byte at or behind from, an offset, that may be the anchor; stop where there is none before it. */
static uint64_t next_anchor(struct scan *scan, const struct tdxp_bytes *bytes, uint64_t from, uint64_t stop)
{
    uint64_t nearest = stop;

    for (unsigned i = 0; i < scan->value_count; i++) {
        if (scan->next[i] < from) {
            struct tdxp_bytes part = tdxp_bytes_slice(bytes, from, stop - from);
            const uint8_t *hit = part.size > 0 ? memchr(part.data, scan->values[i], (size_t)part.size) : NULL;

            scan->next[i] = hit ? from + (uint64_t)(hit - part.data) : stop;
        }
        nearest = scan->next[i] < nearest ? scan->next[i] : nearest;
    }
    return nearest;
}

/* How many bytes of the needle lie at a place of the bytes, up to the first that does not. */
static uint32_t count_equal(const struct tdxp_needle *needle, const struct tdxp_bytes *bytes, uint64_t place)
{
    struct tdxp_bytes part = tdxp_bytes_slice(bytes, place, needle->length);
    uint32_t i = 0;

    while (i < part.size && (part.data[i] & needle->mask[i]) == needle->value[i]) {
        i++;
    }
    return i;
}

/* Enters a dense part, and finds nothing, where trying places does not pay. */
static bool find_sparse(struct scan *scan, const struct tdxp_bytes *bytes, uint64_t end, uint64_t *found)
{
    const struct tdxp_needle *needle = scan->needle;
    uint64_t stop = bytes->size < needle->length ? 0 : bytes->size - needle->length + 1;

    stop = stop < end ? stop : end;
    while (scan->at < stop) {
        uint64_t place = next_anchor(scan, bytes, scan->at + scan->anchor, stop + scan->anchor) - scan->anchor;
        uint32_t equal = place < stop ? count_equal(needle, bytes, place) : 0;

        scan->credit += (int64_t)(place - scan->at) - TRY_COST - equal;
        scan->at = place < stop ? place + 1 : stop;
        if (place < stop && equal == needle->length) {
            *found = place;
            return true;
        }
        if (scan->credit < 0) {
            enter_dense(scan, scan->at, tdxp_add_sat(scan->at, DENSE_PART));
            return false;
        }
    }
    scan->at = end > scan->at ? end : scan->at;
    return false;
}

static bool find_masked(struct scan *scan, const struct tdxp_bytes *bytes, uint64_t end, uint64_t *found)
{
    if (scan->value_count == 0 && !scan->dense) {
        enter_dense(scan, scan->at, UINT64_MAX);
    }
    for (;;) {
        if (!scan->dense && find_sparse(scan, bytes, end, found)) {
            return true;
        }
        if (!scan->dense) {
            return false;
        }
        if (find_dense(scan, bytes, scan->dense_end < end ? scan->dense_end : end, found)) {
            return true;
        }
        if (end <= scan->dense_end) {
            return false;
        }
        leave_dense(scan, scan->dense_end);
    }
}

bool scan_next(struct scan *scan, const struct tdxp_bytes *bytes, uint64_t end, uint64_t *found)
{
    return scan->needle->exact ? find_exact(scan, bytes, end, found) : find_masked(scan, bytes, end, found);
}
