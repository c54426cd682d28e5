/* The image that a command works on. */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include <limits.h>

#include "cli/args.h"
#include "tdxplore/firmware.h"

/* Open the image that the operand names, or without one what source_build makes. NULL after a message. */
struct tdxp_image *source_open(const struct args *args);

/* Open one file, within the read limit of the options. NULL with *err, which may be NULL, filled in, and no message. */
struct tdxp_image *source_open_file(const struct args *args, const char *path, struct tdxp_error *err);

/*
 * Open the image at path, with what --vars names before it. NULL with *err filled in and *failed the file that it is
 * about, and no message.
 */
struct tdxp_image *source_open_path(const struct args *args, const char *path, const char **failed,
                                    struct tdxp_error *err);

/*
 * Close the image, which may be NULL, that a command has worked on. Returns the command's exit status: status, or that of
 * trouble after a message where not all of the image could be read, or it was written to meanwhile, as nothing that was said
 * of it can be relied on then.
 */
int source_close(struct tdxp_image *image, int status);

/*
 * The image of firmware with the variable store that it lacks and that lies beside it before it; the path of the store
 * into vars. NULL, without a message, where there is none, or memory ran out.
 */
struct tdxp_image *source_join_beside(const struct args *args, const struct tdxp_firmware *firmware,
                                      char vars[static PATH_MAX]);

/* Decode it. NULL after a message. */
struct tdxp_firmware *source_decode(const struct tdxp_image *image);

/* The same with what was opened of it; opened may be NULL. */
struct tdxp_firmware *source_decode_opened(const struct tdxp_image *image, struct tdxp_opened *opened);

/* The limits for decompressing that the options ask for. */
struct tdxp_open_limits source_limits(const struct args *args);

/* Where everything compressed was to be opened, say of what has not come out as a whole: it was not looked into. */
void source_tell_unpacked(const struct args *args, const struct tdxp_firmware *firmware);

/*
 * A store of opened spaces with the limits of the options, that opens everything where they say so; or, where path is not
 * NULL, what lies on the way to that node. NULL after a message.
 */
struct tdxp_opened *source_opened(const struct args *args, const char *path);

/*
 * The same for the node that the second operand names, where there is one: what the path leads through is opened, and what
 * the node itself holds, which is below it.
 */
struct tdxp_opened *source_opened_below(const struct args *args);

#define SOURCE_NAME 80 /* bytes that suffice for the name of an image that is built in */

/*
 * The bytes of the broken image that --broken names, or else of the built-in sample; *size of them, from malloc; what
 * the image is called into name. NULL after a message.
 */
uint8_t *source_build(const struct args *args, uint64_t *size, char name[static SOURCE_NAME]);

#endif
