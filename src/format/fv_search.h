/* Firmware volumes: finding them by their signature. */
#ifndef FORMAT_FV_SEARCH_H
#define FORMAT_FV_SEARCH_H

#include "tdxplore/bytes.h"
#include "tdxplore/guid.h"
#include "tdxplore/image.h"

#define FV_SIGNATURE_AT 0x28u         /* of "_FVH", from the start of the volume */
#define FV_HEADER_MIN 0x48u           /* size of a header with one block-map entry and the closing one */
#define FV_SEARCH_REJECTED_MAX 65536u /* signatures without a header around them, after which the search ends */

/* The file systems that are known. */
extern const struct tdxp_guid fv_guid_ffs2;
extern const struct tdxp_guid fv_guid_ffs3;
extern const struct tdxp_guid fv_guid_variables;

struct fv_search {
    const struct tdxp_bytes *bytes;
    uint64_t start, end;            /* the range that is searched; inside of bytes */
    uint64_t from;                  /* where the next signature is looked for: start + FV_SIGNATURE_AT at first */
    uint32_t rejected;              /* signatures that were passed over; 0 at first */
    const struct tdxp_image *image; /* that the bytes are the file of, to pass over its holes; or NULL */
    struct tdxp_range run;          /* of the file, that was found last; empty at first */
};

/*
 * The next volume: *at is the offset of its first byte, and search->from then lies behind the first byte of its
 * signature. False where there is none, or where FV_SEARCH_REJECTED_MAX is reached.
 */
bool fv_search_next(struct fv_search *search, uint64_t *at);

#endif
