/* Writing a new file so that a reader sees either none, or all of it. */
#ifndef TDXPLORE_SAVE_H
#define TDXPLORE_SAVE_H

#include <stdbool.h>

#include "tdxplore/bytes.h"
#include "tdxplore/error.h"
#include "tdxplore/image.h"

enum tdxp_save_mode {
    TDXP_SAVE_NEW,     /* fail where the name exists */
    TDXP_SAVE_REPLACE, /* take the place of a regular file of that name, whose permissions stay */
};

/*
 * Write the bytes to path: to a temporary file in the same directory, which is flushed to the disk and then renamed.
 * False with *err filled in where that fails, the name exists (TDXP_SAVE_NEW), or names something that is not a regular
 * file (TDXP_SAVE_REPLACE); path and what it named are then untouched and the temporary file is gone.
 */
bool tdxp_save(const char *path, const struct tdxp_bytes *bytes, enum tdxp_save_mode mode, struct tdxp_error *err);

/* The same with all bytes of an image. What its file does not store (tdxp_image_next_data) is a hole in the new one as well. */
bool tdxp_save_image(const char *path, const struct tdxp_image *image, enum tdxp_save_mode mode,
                     struct tdxp_error *err);

#endif
