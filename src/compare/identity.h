/* What makes a node the same as one of another image. */
#ifndef COMPARE_IDENTITY_H
#define COMPARE_IDENTITY_H

#include "tdxplore/tree.h"

enum { IDENTITY_PARTS = 2, IDENTITY_BYTES = 48 };

/* A copy, as what is sorted by it must not change meanwhile, which the bytes of a file may. */
struct identity_part {
    uint64_t size;                 /* of all of it, in bytes */
    uint8_t bytes[IDENTITY_BYTES]; /* its beginning, and zeros behind it */
};

struct identity {
    const struct tdxp_node *node;
    size_t stem; /* bytes of its key before the index, of which it has all where it has none */
    struct identity_part parts[IDENTITY_PARTS]; /* what names it; those not needed are empty */
    bool named;                                 /* it is known by its name wherever it is: a file by its GUID */
    bool newest;                                /* of several that are alike, the last is the one that counts */
};

struct identity identity_of(const struct tdxp_node *node);

/* Less than, equal to or greater than 0: an order in which the same things are equal. */
int identity_compare(const struct identity *a, const struct identity *b);

/* Whether it is one of an indexed row, which others may stand before in another image. */
bool identity_is_indexed(const struct identity *identity);

#endif
