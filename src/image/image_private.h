/* What the files of an image share and nobody else sees. */
#ifndef IMAGE_IMAGE_PRIVATE_H
#define IMAGE_IMAGE_PRIVATE_H

#include <time.h>

#include "tdxplore/image.h"

/* A mapped file as it was when it was opened, for polling and holes. */
struct source {
    int fd; /* -1: nothing is known of where the bytes come from */
    uint64_t size;
    struct timespec modified;
    struct timespec changed; /* its bytes or what is known of it, which nobody can set back */
    bool named;              /* it had a name */
};

struct tdxp_image {
    struct tdxp_bytes bytes;
    char *name;
    uint8_t *memory;                                /* from malloc, or NULL */
    void *mapping;                                  /* from mmap, or NULL */
    size_t mapping_length;                          /* in bytes */
    struct tdxp_image_part parts[TDXP_IMAGE_PARTS]; /* names of a joined image's are owned */
    struct source sources[TDXP_IMAGE_PARTS];        /* of each part */
    size_t part_count;
    uint8_t *writable; /* the bytes of a copy that can be changed, else NULL */
    uint8_t *written;  /* of a mapped copy: one bit for each chunk of bytes that was written to; from malloc */
};

/* An image without bytes and parts. NULL with *err filled in where memory ran out. */
struct tdxp_image *image_new(const char *name, struct tdxp_error *err);

/* The image is one file, whose bytes are there. */
void become_whole(struct tdxp_image *image);

/* A mapping of length bytes is there; it was to be read, and a page of it could not; it goes. */
void guard_add(const void *mapping, size_t length);
bool guard_has_lost(const void *mapping);
void guard_remove(const void *mapping);

/* Map the first length bytes of a mapping that was only to be read from its file again, with all that was lost of them. */
void guard_restore(void *mapping, size_t length, int fd);

/* tdxp_image_next_data of a mapped file, from inside of it; and of a mapped copy, whose holes may have been written to. */
bool next_stored(const struct tdxp_image *image, uint64_t from, struct tdxp_range *data);
bool next_written(const struct tdxp_image *image, uint64_t from, struct tdxp_range *data);

#endif
