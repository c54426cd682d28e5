/* What a file seems to be as a whole. */
#ifndef FORMAT_KIND_H
#define FORMAT_KIND_H

#include "tdxplore/firmware.h"

/* Whether the image begins as a file of a kind that no VMM maps: a program, an IGVM file. Asked before anything is decoded. */
bool kind_starts_otherwise(const struct tdxp_firmware *fw);

/* Set kind, inner and missing_front of fw, and say it in the root's node. Everything else must be decoded. */
void kind_decide(struct tdxp_firmware *fw);

#endif
