/* The image that a command works on. */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include "cli/args.h"
#include "tdxplore/firmware.h"

/* Open the image that the operand names, or the built-in sample without one. NULL after a message. */
struct tdxp_image *source_open(const struct args *args);

/* Open the image at path. NULL with *err filled in, and no message. */
struct tdxp_image *source_open_path(const struct args *args, const char *path,
                                    struct tdxp_error *err);

/* Decode it. NULL after a message. */
struct tdxp_firmware *source_decode(const struct tdxp_image *image);

#endif
