/* The table of broken images. */
#ifndef TDXPLORE_SAMPLE_GALLERY_H
#define TDXPLORE_SAMPLE_GALLERY_H

#include "tdxplore/gallery.h"

extern const struct tdxp_gallery_image gallery_images[];
extern const size_t gallery_count;

#endif
