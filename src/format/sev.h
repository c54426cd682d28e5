/* SEV metadata: decoding it, and laying it on guest memory. */
#ifndef FORMAT_SEV_H
#define FORMAT_SEV_H

#include "tdxplore/firmware.h"

/*
 * Decode the metadata that the GUIDed table of fw leads to into fw->sev and nodes below the root; fw->sev stays NULL
 * where there is none. The table's nodes must exist: its entry is marked where it leads to no signature.
 * False where memory ran out.
 */
bool sev_decode(struct tdxp_firmware *fw);

/* Lay the image and fw->sev on guest memory, as fw->sev_map; empty without metadata. False where memory ran out. */
bool sev_build_map(struct tdxp_firmware *fw);

#endif
