/* Places of two images: how a byte of the one stands to the other. */
#include "compare/comparison.h"

const struct tdxp_stretch *tdxp_comparison_stretches(const struct tdxp_comparison *c, enum tdxp_side side,
                                                     const struct tdxp_node *node, size_t *count)
{
    struct stretch_share share = c->map.shares[side][node->id];

    *count = share.count;
    return &c->map.stretches.items[share.first];
}

static const struct tdxp_stretch *sorted_at(const struct tdxp_comparison *c, enum tdxp_side side, int64_t at)
{
    return stretch_map_sorted(&c->map, side, (uint32_t)at);
}

const struct tdxp_stretch *tdxp_comparison_at(const struct tdxp_comparison *c, enum tdxp_side side,
                                              const struct tdxp_space *space, uint64_t offset)
{
    int64_t at = stretch_map_find(&c->map, side, space, offset);
    const struct tdxp_stretch *stretch = at >= 0 ? sorted_at(c, side, at) : NULL;

    return stretch && offset - stretch->at[side].start < stretch->at[side].length ? stretch : NULL;
}

static enum tdxp_side other_of(enum tdxp_side side)
{
    return side == TDXP_SIDE_A ? TDXP_SIDE_B : TDXP_SIDE_A;
}

/* Whether the other side has bytes of its own before this stretch, which follow the one before it. */
static bool follows_gap(const struct tdxp_comparison *c, enum tdxp_side side, int64_t at)
{
    const struct tdxp_stretch *here = sorted_at(c, side, at);
    const struct tdxp_stretch *before = at > 0 ? sorted_at(c, side, at - 1) : NULL;
    enum tdxp_side other = other_of(side);

    return before && before->at[side].space == here->at[side].space && before->at[other].space &&
           before->at[other].space == here->at[other].space &&
           before->at[other].start + before->at[other].length != here->at[other].start;
}

static bool is_place(const struct tdxp_comparison *c, enum tdxp_side side, int64_t at)
{
    return sorted_at(c, side, at)->kind != TDXP_STRETCH_SAME || follows_gap(c, side, at);
}

bool tdxp_comparison_seek(const struct tdxp_comparison *c, enum tdxp_side side, const struct tdxp_space *space,
                          uint64_t offset, bool backwards, uint64_t *found)
{
    int64_t step = backwards ? -1 : 1;
    int64_t at = stretch_map_find(&c->map, side, space, offset);

    if (at < 0) {
        return false;
    }
    if (backwards ? sorted_at(c, side, at)->at[side].start >= offset
                  : sorted_at(c, side, at)->at[side].start < offset) {
        at += step;
    }
    for (; at >= 0 && at < c->map.sorted_count[side] && sorted_at(c, side, at)->at[side].space == space; at += step) {
        if (is_place(c, side, at)) {
            *found = sorted_at(c, side, at)->at[side].start;
            return true;
        }
    }
    return false;
}

/* Where bytes would be that one side alone has: behind the nearest before them that are in both, else before the next. */
static void nearest(const struct tdxp_comparison *c, enum tdxp_side side, int64_t at,
                    const struct tdxp_space **other_space, uint64_t *other_offset)
{
    enum tdxp_side other = other_of(side);
    int64_t neighbour = c->map.neighbour[side][at];
    const struct tdxp_stretch *stretch = sorted_at(c, side, neighbour);

    if (stretch->at[other].length > 0) {
        *other_space = stretch->at[other].space;
        *other_offset = stretch->at[other].start + (neighbour <= at ? stretch->at[other].length : 0);
    }
}

bool tdxp_comparison_across(const struct tdxp_comparison *c, enum tdxp_side side, const struct tdxp_space *space,
                            uint64_t offset, const struct tdxp_space **other_space, uint64_t *other_offset)
{
    enum tdxp_side other = other_of(side);
    int64_t at = stretch_map_find(&c->map, side, space, offset);
    const struct tdxp_stretch *stretch = at >= 0 ? sorted_at(c, side, at) : NULL;
    uint64_t within = stretch ? offset - stretch->at[side].start : 0;

    *other_space = NULL;
    *other_offset = 0;
    if (stretch && within < stretch->at[other].length) {
        *other_space = stretch->at[other].space;
        *other_offset = stretch->at[other].start + within;
        return true;
    }
    if (stretch) {
        nearest(c, side, at, other_space, other_offset);
    }
    return false;
}
