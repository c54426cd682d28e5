/* Bytes as the output of a command. */
#ifndef CLI_BINARY_H
#define CLI_BINARY_H

#include "cli/args.h"
#include "tdxplore/bytes.h"
#include "tdxplore/image.h"

/*
 * Write bytes to the file that --output names, which must not exist unless --force is given, else to standard output,
 * which must not be a terminal. Returns enum exit_status, after a message where it is not STATUS_OK.
 */
int write_binary(const struct args *args, const struct tdxp_bytes *bytes);

/* The same with all bytes of an image; holes of its file are holes of the new one. */
int write_image(const struct args *args, const struct tdxp_image *image);

#endif
