/* Images with compressed parts, and what is opened of them. */
#ifndef UNIT_OPENING_H
#define UNIT_OPENING_H

#include "parts.h"
#include "support.h"
#include "tdxplore/opened.h"

/* Where the first section of the first file is in images of volume_of, and what comes out of it. */
#define FILE_PATH "volumes/volume[0]/file[0]"
#define SECTION FILE_PATH "/section[0]"
#define INSIDE SECTION "/decompressed"

/* An image, what is opened of it, and how it was decoded last. */
struct image {
    struct tdxp_opened *opened;
    struct decoded d;
};

/* Takes over the volume; all: everything is opened that the limits (or NULL: the default) let. */
struct image image_of(struct part volume, const struct tdxp_open_limits *limits, bool all);

/* A volume with one file of one compressed section. */
struct part volume_of(const struct tdxp_guid *guid, struct part packed);

/* The same in an image, with everything opened that the limits let. */
struct image opened_image(const struct tdxp_guid *guid, struct part packed, const struct tdxp_open_limits *limits);

void image_free(struct image *image);

/* Decode with what has been opened meanwhile. */
void decode_again(struct image *image);

/* Open a node, step by step, and decode with what came of it. */
void open_node(struct image *image, const char *path);

/* The node bears exactly these marks, and its remark holds part. */
void assert_remark(const struct image *image, const char *path, uint32_t marks, const char *part);

/* Nothing came of opening the section, for that reason. */
void assert_not_opened(const struct image *image, uint32_t marks, const char *reason);

/* What came out of the section is wanted, all of it and without a mark. Frees nothing. */
void assert_content(const struct image *image, const struct part *wanted);

#endif
