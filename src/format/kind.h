/* What a file seems to be as a whole. */
#ifndef FORMAT_KIND_H
#define FORMAT_KIND_H

#include "tdxplore/firmware.h"

/* Whether the image begins as a file of a kind that no VMM maps: a program, an IGVM file. Asked before anything is decoded. */
bool kind_starts_otherwise(const struct tdxp_firmware *fw);

/*
 * How many bytes the image lacks at its front, by its descriptor: all sections together end as far past the image's end as
 * a configuration volume that begins the image is long.
 */
uint64_t kind_missing_front(const struct tdxp_firmware *fw);

/* Set kind and inner of fw, and say it in the root's node. Everything else must be decoded. */
void kind_decide(struct tdxp_firmware *fw);

#endif
