/*
 * What of an image is opened: compressed parts, decompressed into spaces of their own.
 *
 * A tree does not change once it is made. To look into a compressed part, decompress it into a store of opened spaces
 * and decode the image anew with the store: the space then hangs below its node, and the paths of all nodes stay what
 * they were. The store is keyed by the path of the node that holds the compressed bytes.
 */
#ifndef TDXPLORE_OPENED_H
#define TDXPLORE_OPENED_H

#include <stdbool.h>
#include <stdint.h>

#include "tdxplore/bytes.h"
#include "tdxplore/error.h"
#include "tdxplore/tree.h"

/*
 * How far decompressing may go. A part that exceeds a limit by what it claims is not begun; one that exceeds it on the
 * way is kept as far as it came. Either is said in the remark of its node.
 */
struct tdxp_open_limits {
    uint64_t one;   /* bytes of a space */
    uint64_t all;   /* bytes of all spaces together */
    uint64_t ratio; /* bytes that come out for each compressed byte; asked from TDXP_OPEN_RATIO_FROM bytes on */
    uint32_t count; /* spaces */
    uint32_t depth; /* spaces inside of each other */
};

#define TDXP_OPEN_RATIO_FROM (UINT64_C(16) << 20)

/* 128 MiB of a space, 512 MiB of all, 1000 for 1, 1024 spaces, 4 inside of each other. */
struct tdxp_open_limits tdxp_open_limits_default(void);

/* The default limits, but for bytes of one space and of all, and without a ratio: for a user who knows the image. */
struct tdxp_open_limits tdxp_open_limits_of_size(uint64_t bytes);

struct tdxp_opened;

/*
 * An empty store. limits is copied; NULL stands for the default. all: decoding an image with it opens whatever it meets.
 * NULL where memory ran out.
 */
struct tdxp_opened *tdxp_opened_new(const struct tdxp_open_limits *limits, bool all);

/*
 * An empty store for another version of an image: with the same limits, and decoding with it opens what opened has, as far
 * as there is a compressed part under that path. NULL where memory ran out.
 */
struct tdxp_opened *tdxp_opened_again(const struct tdxp_opened *opened);

/*
 * Have decoding with the store open whatever the path of a node leads through, so that the node is there: a '/' before it
 * or behind it may be left out or not, and with one behind it what the last node holds is opened as well. False where
 * memory ran out.
 */
bool tdxp_opened_lead(struct tdxp_opened *opened, const char *path);

/* Firmware that was decoded with it must be freed before. opened may be NULL. */
void tdxp_opened_free(struct tdxp_opened *opened);

/* How many bytes have been decompressed, of all that the store holds. */
uint64_t tdxp_opened_bytes(const struct tdxp_opened *opened);

/*
 * The path of the node that the store has its index-th part from, or NULL past the last; in the order of their bytes, in
 * which a node comes before what lies below it. Valid until the store changes.
 */
const char *tdxp_opened_path(const struct tdxp_opened *opened, uint32_t index);

/* ---- decompressing in steps ---- */

struct tdxp_opening;

/*
 * Begin to open a node, whose packed member says that nobody has. The node's compressed bytes must stay where they are;
 * the tree need not. NULL with *err filled in where memory ran out.
 */
struct tdxp_opening *tdxp_opening_start(struct tdxp_opened *opened, const struct tdxp_node *node,
                                        struct tdxp_error *err);

/* Decompress at most bytes more of it. True while there is more to do. */
bool tdxp_opening_step(struct tdxp_opening *opening, uint64_t bytes);

/* How far it has come, from 0 to 1; and how many bytes have come out. */
double tdxp_opening_progress(const struct tdxp_opening *opening);
uint64_t tdxp_opening_bytes(const struct tdxp_opening *opening);

/*
 * Put what came of it, be it that nothing did, into the store: the image is then to be decoded anew. To be called once
 * there is no more to do. False with *err filled in where memory ran out.
 */
bool tdxp_opening_finish(struct tdxp_opening *opening, struct tdxp_error *err);

/* Free it. One that is not finished leaves nothing behind. opening may be NULL. */
void tdxp_opening_free(struct tdxp_opening *opening);

#endif
