/* Bytes as the output of a command. */
#ifndef CLI_BINARY_H
#define CLI_BINARY_H

#include "cli/args.h"
#include "tdxplore/bytes.h"

/*
 * Write bytes to the file that --output names, which must not exist unless --force is given, else to standard output,
 * which must not be a terminal. Returns enum exit_status, after a message where it is not STATUS_OK.
 */
int write_binary(const struct args *args, const struct tdxp_bytes *bytes);

#endif
