/* The image that a file of code is a part of: Debian and others ship the variable store as a file of its own. */
#ifndef CLI_JOINED_H
#define CLI_JOINED_H

#include "tdxplore/image.h"

/*
 * Where path names a file of code (OVMF_CODE.fd) and its variable store lies beside it (OVMF_VARS.fd), the two joined in
 * memory, the store first, and the store's path from malloc into *vars. NULL where there is no such file, or memory ran
 * out, or they are too large to be firmware.
 */
struct tdxp_image *joined_open(const struct tdxp_image *code, const char *path, char **vars);

#endif
