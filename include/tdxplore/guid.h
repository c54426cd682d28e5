/* GUIDs: sixteen bytes on disk, the canonical text, and the well-known names. */
#ifndef TDXPLORE_GUID_H
#define TDXPLORE_GUID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/bytes.h"

/* In the order of the bytes on disk: the first three groups of the text are stored little-endian (UEFI 2.10, appendix A). */
struct tdxp_guid {
    uint8_t bytes[16];
};

#define TDXP_GUID_TEXT 37 /* bytes that the canonical text needs, the closing NUL included */

/* A GUID written as in C sources: TDXP_GUID(0xe47a6535, 0x984a, 0x4798, 0x86, 0x5e, ...) */
#define TDXP_GUID(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7)                                                             \
    {                                                                                                                  \
        {                                                                                                              \
            (uint8_t)((a)&0xff), (uint8_t)(((a) >> 8) & 0xff), (uint8_t)(((a) >> 16) & 0xff),                          \
                (uint8_t)(((a) >> 24) & 0xff), (uint8_t)((b)&0xff), (uint8_t)(((b) >> 8) & 0xff), (uint8_t)((c)&0xff), \
                (uint8_t)(((c) >> 8) & 0xff), (d0), (d1), (d2), (d3), (d4), (d5), (d6), (d7)                           \
        }                                                                                                              \
    }

/* A well-known GUID. */
struct tdxp_guid_name {
    struct tdxp_guid guid;
    const char *name;    /* short, as the sources or specifications call it */
    const char *summary; /* one sentence on what it stands for */
    const char *source;  /* repository:file or specification */
};

/* Read the GUID at offset. False, and *guid untouched, where it does not lie inside. */
bool tdxp_read_guid(const struct tdxp_bytes *bytes, uint64_t offset, struct tdxp_guid *guid);

bool tdxp_guid_equal(const struct tdxp_guid *a, const struct tdxp_guid *b);

/* Write the canonical lower-case text (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx) and a NUL. */
void tdxp_guid_format(const struct tdxp_guid *guid, char text[static TDXP_GUID_TEXT]);

/* The well-known name of a GUID, or NULL. The row lives as long as the program. */
const struct tdxp_guid_name *tdxp_guid_find(const struct tdxp_guid *guid);

/* The n-th of the well-known GUIDs, or NULL past the last. */
const struct tdxp_guid_name *tdxp_guid_known(size_t n);

#endif
