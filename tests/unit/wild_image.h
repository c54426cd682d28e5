/* Images whose metadata is nearly right, or not: what the verdicts are held against other statements with. */
#ifndef UNIT_WILD_IMAGE_H
#define UNIT_WILD_IMAGE_H

#include "support.h"

/* No image is larger, in bytes: the least that QEMU loads. */
enum { WILD_SIZE = 0x10000 };

struct wild_image {
    uint8_t *bytes;      /* an exact buffer that the caller frees, or hands on */
    uint64_t size;       /* 1 to WILD_SIZE */
    uint64_t descriptor; /* file offset where the first descriptor was meant to be; it may lie outside of the bytes */
    uint32_t sections;   /* how many entries were written there */
};

/*
 * One image. The same state of the generator gives the same image. A good share is what every loader takes; the others
 * have one fault or a few in the section entries, the header, the GUIDed table, the pointers or the size, mostly with
 * numbers at which a comparison or a sum changes its outcome.
 */
struct wild_image wild_image(uint64_t *rng);

#endif
