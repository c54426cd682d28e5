/*
 * The gallery: broken images to look at, each made from the built-in sample by one small change.
 *
 * A row says what was broken, and for which rule (tdxplore/check.h); its edits are the change itself, byte by byte.
 */
#ifndef TDXPLORE_GALLERY_H
#define TDXPLORE_GALLERY_H

#include <stddef.h>
#include <stdint.h>

#include "tdxplore/error.h"

enum tdxp_edit_kind {
    TDXP_EDIT_NONE,    /* closes a list of edits */
    TDXP_EDIT_PUT,     /* length bytes (1 to 8) become value, little-endian */
    TDXP_EDIT_ZERO,    /* length bytes become 0 */
    TDXP_EDIT_COPY,    /* length bytes become those that stand at offset value */
    TDXP_EDIT_FV_SUM,  /* the Checksum (length 2) becomes right for the volume header at offset value */
    TDXP_EDIT_FFS_SUM, /* the checksum of a file's header (length 1) becomes right for the one at offset value */
};

/*
 * One change of bytes. Offsets are those of the built-in sample, in bytes, also where the row puts bytes before it.
 * Edits are made in their order, so that each finds what those before it left.
 */
struct tdxp_edit {
    enum tdxp_edit_kind kind;
    uint64_t offset; /* of the first byte that changes */
    uint64_t length; /* how many bytes change */
    uint64_t value;  /* as the kind says */
    /* Of a PUT that is made more than once, else 0: how often, how many bytes apart, and by how much value grows. */
    uint64_t count, stride, step;
};

#define TDXP_GALLERY_EDITS 12 /* slots for the edits of an image, the closing one included */

/* A broken image. The rows live as long as the program. */
struct tdxp_gallery_image {
    const char *name;                           /* stable: "data-offset-unaligned" */
    const char *rule;                           /* id of the rule that it is meant for: "TDVF-S-014" */
    const char *change;                         /* what was broken, in one sentence */
    uint64_t before;                            /* zero bytes put before the sample's first byte */
    uint64_t behind;                            /* zero bytes put behind its last byte */
    uint64_t cut;                               /* bytes taken off its end */
    struct tdxp_edit edits[TDXP_GALLERY_EDITS]; /* closed by TDXP_EDIT_NONE */
};

/* All images in the order of the rules that they are meant for; *count of them. */
const struct tdxp_gallery_image *tdxp_gallery(size_t *count);

/* The image of that name, or the first one that is meant for the rule of that id. NULL where there is none. */
const struct tdxp_gallery_image *tdxp_gallery_find(const char *name);

/* The image whose name begins most like that one. NULL where none has the first letters in common. */
const struct tdxp_gallery_image *tdxp_gallery_like(const char *name);

/*
 * The bytes of an image, *size of them (never 0), from malloc: the caller frees them. The same bytes every time.
 * NULL where memory ran out, with *err filled in.
 */
uint8_t *tdxp_gallery_build(const struct tdxp_gallery_image *image, uint64_t *size, struct tdxp_error *err);

#endif
