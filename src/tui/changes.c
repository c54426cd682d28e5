/* Where two versions of a file differ. */
#include "tui/changes.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 4096 }; /* bytes that are compared at once */

/* Add a byte behind those that are there. */
static void add(struct changes *changes, uint64_t offset)
{
    struct tdxp_range *last = changes->count > 0 ? &changes->runs[changes->count - 1] : NULL;

    changes->bytes++;
    if (last && (last->start + last->length == offset || changes->count == CHANGES_MOST)) {
        last->length = offset + 1 - last->start;
        return;
    }
    changes->runs[changes->count++] = (struct tdxp_range){offset, 1};
}

static void compare_block(struct changes *changes, const struct tdxp_bytes *before, const struct tdxp_bytes *after,
                          uint64_t offset, size_t length)
{
    uint8_t a[BLOCK];
    uint8_t b[BLOCK];

    if (!tdxp_read_copy(before, offset, a, length) || !tdxp_read_copy(after, offset, b, length) ||
        memcmp(a, b, length) == 0) {
        return;
    }
    for (size_t i = 0; i < length; i++) {
        if (a[i] != b[i]) {
            add(changes, offset + i);
        }
    }
}

/* All that the newer version has more. */
static void add_tail(struct changes *changes, uint64_t start, uint64_t end)
{
    if (start < end) {
        add(changes, start);
        changes->runs[changes->count - 1].length = end - changes->runs[changes->count - 1].start;
        changes->bytes += end - start - 1;
    }
}

struct changes changes_between(const struct tdxp_bytes *before, const struct tdxp_bytes *after)
{
    uint64_t both = before->size < after->size ? before->size : after->size;
    uint64_t compared = both < CHANGES_COMPARED ? both : CHANGES_COMPARED;
    struct changes changes = {.runs = calloc(CHANGES_MOST, sizeof *changes.runs)};

    changes.partial = !changes.runs || compared < both;
    if (!changes.runs) {
        return changes;
    }
    for (uint64_t offset = 0; offset < compared; offset += BLOCK) {
        compare_block(&changes, before, after, offset, compared - offset < BLOCK ? (size_t)(compared - offset) : BLOCK);
    }
    add_tail(&changes, both, after->size);
    return changes;
}

bool changes_have(const struct changes *changes, uint64_t offset)
{
    size_t low = 0;
    size_t high = changes->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (changes->runs[middle].start <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 && tdxp_range_has(changes->runs[low - 1], offset);
}

void changes_free(struct changes *changes)
{
    free(changes->runs);
    *changes = (struct changes){.runs = NULL};
}
