/* Images in files of holes: as large as one likes, and decoded over and over in little time. */
#ifndef UNIT_SPARSE_H
#define UNIT_SPARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/image.h"

/* A file in memory in which only the pages that are not all zeros are stored. */
struct sparse {
    struct tdxp_image *image;
    uint8_t *bytes; /* the same bytes, to be changed under the image */
    uint64_t size;
    struct tdxp_range holes[32]; /* runs of pages that are all zeros, as many as fit */
    size_t hole_count;
    int64_t stored; /* how much the system stores of it, in units of its own */
    int fd;
};

/*
 * Make a file of front zeros and, behind them, the size bytes. False where the system does not make such files or
 * opens them by no name.
 */
bool sparse_open(struct sparse *sparse, const uint8_t *bytes, uint64_t size, uint64_t front);

/* Reading a hole stores a page of zeros, and what is stored takes time to search: make it a hole again. */
void sparse_dig(struct sparse *sparse);

void sparse_close(struct sparse *sparse);

#endif
