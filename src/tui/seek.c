/* Where in bytes something begins. */
#include "tui/seek.h"

#include <string.h>

enum {
    BLOCK = 4096,
    BLOCKS_MOST = 16384, /* that are looked through byte by byte, */
    ZERO_SHARE = 8,      /* and so many times as many of zeros alone */
};

static bool all_zero(const uint8_t *block, size_t size)
{
    static const uint8_t zeros[BLOCK];

    return memcmp(block, zeros, size) == 0;
}

/* True where the byte is the start of data, given how many zeros stand before it. */
static bool begins(uint8_t byte, uint64_t zeros, uint64_t offset)
{
    return byte != 0 && (zeros >= SEEK_ZEROS || offset == zeros);
}

/* How many zeros stand before offset; more than SEEK_ZEROS are not counted. */
static uint64_t zeros_before(const struct tdxp_bytes *bytes, uint64_t offset)
{
    uint64_t zeros = 0;
    uint8_t byte;

    while (zeros < SEEK_ZEROS && zeros < offset && tdxp_read_u8(bytes, offset - 1 - zeros, &byte) && byte == 0) {
        zeros++;
    }
    return zeros;
}

static enum seek_result data_forward(const struct tdxp_bytes *bytes, uint64_t from, uint64_t *at)
{
    uint64_t zeros = zeros_before(bytes, from);
    unsigned work = 0;
    uint8_t block[BLOCK];
    size_t size;

    while ((size = tdxp_read_some(bytes, from, block, sizeof block)) > 0) {
        if (work >= BLOCKS_MOST * ZERO_SHARE) {
            *at = from - 1;
            return SEEK_LATER;
        }
        if (all_zero(block, size)) {
            zeros += size;
            work++;
        } else {
            work += ZERO_SHARE;
            for (size_t i = 0; i < size; i++) {
                if (begins(block[i], zeros, from + i)) {
                    *at = from + i;
                    return SEEK_FOUND;
                }
                zeros = block[i] == 0 ? zeros + 1 : 0;
            }
        }
        from += size;
    }
    return SEEK_NOTHING;
}

/* Blocks are read from the highest down; each tells all starts in it, of which the last one counts. */
static enum seek_result data_backward(const struct tdxp_bytes *bytes, uint64_t end, uint64_t *at)
{
    unsigned work = 0;
    uint8_t block[BLOCK];

    while (end > 0) {
        uint64_t from = end > BLOCK ? end - BLOCK : 0;
        size_t size = tdxp_read_some(bytes, from, block, (size_t)(end - from));
        uint64_t zeros;
        bool found = false;

        if (work >= BLOCKS_MOST * ZERO_SHARE) {
            *at = end;
            return SEEK_LATER;
        }
        if (all_zero(block, size)) {
            work++;
            end = from;
            continue;
        }
        work += ZERO_SHARE;
        zeros = zeros_before(bytes, from);
        for (size_t i = 0; i < size; i++) {
            if (begins(block[i], zeros, from + i)) {
                *at = from + i;
                found = true;
            }
            zeros = block[i] == 0 ? zeros + 1 : 0;
        }
        if (found) {
            return SEEK_FOUND;
        }
        end = from;
    }
    return SEEK_NOTHING;
}

enum seek_result seek_data(const struct tdxp_bytes *bytes, uint64_t offset, bool forward, uint64_t *at)
{
    return forward ? data_forward(bytes, offset + 1, at) : data_backward(bytes, offset, at);
}

/* ---- what no structure claims ---- */

struct run {
    uint64_t start, end;
    bool claimed;
};

static bool run_at(const struct tdxp_tree *tree, const struct tdxp_space *space, uint64_t offset, struct run *run)
{
    const struct tdxp_node *node = tdxp_tree_at(tree, space, offset);
    uint64_t length;

    if (!node || !tdxp_tree_run(tree, space, offset, &run->start, &length)) {
        return false;
    }
    run->end = run->start + length;
    run->claimed = node->parent && node->kind != TDXP_KIND_UNCLAIMED;
    return true;
}

/* The neighbouring run. */
static bool step(const struct tdxp_tree *tree, const struct tdxp_space *space, bool forward, struct run *run)
{
    if (!forward && run->start == 0) {
        return false;
    }
    return run_at(tree, space, forward ? run->end : run->start - 1, run);
}

enum seek_result seek_unclaimed(const struct tdxp_tree *tree, const struct tdxp_space *space, uint64_t offset,
                                bool forward, uint64_t *at)
{
    bool beyond = false; /* behind, or before, what is unclaimed around offset */
    struct run run;

    if (!run_at(tree, space, offset, &run)) {
        return SEEK_NOTHING;
    }
    if (!forward && !run.claimed && offset > run.start) {
        *at = run.start;
        return SEEK_FOUND;
    }
    while (!beyond || run.claimed) {
        beyond = beyond || run.claimed;
        if (!step(tree, space, forward, &run)) {
            return SEEK_NOTHING;
        }
    }
    *at = run.start;
    return SEEK_FOUND;
}
