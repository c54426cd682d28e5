/* Two images with what is decompressed of them, as deeply as they differ. */
#include <string.h>

#include "tdxplore/compare.h"

/* The next node from that id on whose compressed bytes nobody has opened. */
static const struct tdxp_node *next_closed(const struct tdxp_tree *tree, uint32_t *id)
{
    while (*id < tdxp_tree_count(tree)) {
        const struct tdxp_node *node = tdxp_tree_node(tree, (*id)++);

        if (node->packed && node->packed->state == TDXP_PACKED_CLOSED) {
            return node;
        }
    }
    return NULL;
}

static bool is_closed(const struct tdxp_node *node)
{
    return node->packed && node->packed->state == TDXP_PACKED_CLOSED;
}

static bool open_node(struct tdxp_opened *opened, const struct tdxp_node *node, struct tdxp_error *err)
{
    struct tdxp_opening *opening = tdxp_opening_start(opened, node, err);
    bool done = false;

    if (opening) {
        while (tdxp_opening_step(opening, UINT64_MAX)) {
        }
        done = tdxp_opening_finish(opening, err);
    }
    tdxp_opening_free(opening);
    return done;
}

static bool same_packed(const struct tdxp_node *a, const struct tdxp_node *b)
{
    return a->packed->bytes.size == b->packed->bytes.size &&
           tdxp_read_equals(&a->packed->bytes, 0, b->packed->bytes.data, (size_t)b->packed->bytes.size);
}

bool tdxp_comparison_open(const struct tdxp_comparison *comparison, struct tdxp_opened *a, struct tdxp_opened *b,
                          bool *any, struct tdxp_error *err)
{
    const struct tdxp_node *node;
    uint32_t id = 0;

    *any = false;
    while ((node = next_closed(tdxp_comparison_firmware(comparison, TDXP_SIDE_A)->tree, &id))) {
        const struct tdxp_node *partner = tdxp_comparison_partner(comparison, TDXP_SIDE_A, node);

        if (partner && is_closed(partner) && !same_packed(node, partner)) {
            if (!open_node(a, node, err) || !open_node(b, partner, err)) {
                return false;
            }
            *any = true;
        }
    }
    return true;
}

static void forget_decoded(struct tdxp_pair *pair)
{
    tdxp_comparison_free(pair->comparison);
    pair->comparison = NULL;
    for (int side = 0; side < TDXP_SIDES; side++) {
        tdxp_firmware_free(pair->firmware[side]);
        pair->firmware[side] = NULL;
    }
}

static bool decode(struct tdxp_pair *pair, const struct tdxp_image *const images[static TDXP_SIDES],
                   struct tdxp_error *err)
{
    forget_decoded(pair);
    for (int side = 0; side < TDXP_SIDES; side++) {
        pair->firmware[side] = tdxp_firmware_decode_opened(images[side], pair->opened[side], err);
        if (!pair->firmware[side]) {
            return false;
        }
    }
    pair->comparison = tdxp_compare(pair->firmware[TDXP_SIDE_A], pair->firmware[TDXP_SIDE_B], err);
    return pair->comparison != NULL;
}

/* Each round opens parts that a round before has brought to light; the limits of the stores end it. */
static bool compare(struct tdxp_pair *pair, const struct tdxp_image *const images[static TDXP_SIDES],
                    struct tdxp_error *err)
{
    bool again = true;

    while (again) {
        if (!decode(pair, images, err) || !tdxp_comparison_open(pair->comparison, pair->opened[TDXP_SIDE_A],
                                                                pair->opened[TDXP_SIDE_B], &again, err)) {
            return false;
        }
    }
    for (int side = 0; side < TDXP_SIDES; side++) {
        pair->check[side] = tdxp_check(pair->firmware[side], err);
        if (!pair->check[side]) {
            return false;
        }
    }
    return true;
}

bool tdxp_pair_make(struct tdxp_pair *pair, const struct tdxp_image *a, const struct tdxp_image *b,
                    const struct tdxp_open_limits *limits, struct tdxp_error *err)
{
    const struct tdxp_image *images[TDXP_SIDES] = {a, b};

    memset(pair, 0, sizeof *pair);
    for (int side = 0; side < TDXP_SIDES; side++) {
        pair->opened[side] = tdxp_opened_new(limits, false);
        if (!pair->opened[side]) {
            tdxp_error_set(err, "out of memory");
            tdxp_pair_free(pair);
            return false;
        }
    }
    if (!compare(pair, images, err)) {
        tdxp_pair_free(pair);
        return false;
    }
    return true;
}

void tdxp_pair_free(struct tdxp_pair *pair)
{
    for (int side = 0; side < TDXP_SIDES; side++) {
        tdxp_check_free(pair->check[side]);
    }
    forget_decoded(pair);
    for (int side = 0; side < TDXP_SIDES; side++) {
        tdxp_opened_free(pair->opened[side]);
    }
    memset(pair, 0, sizeof *pair);
}
