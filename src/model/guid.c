/* GUIDs: reading, writing as text, and the table of well-known names. */
#include "tdxplore/guid.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const struct tdxp_guid_name names[] = {
#define GUID_NAME(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7, name, summary, source) \
    {TDXP_GUID(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7), name, summary, source},
#include "model/guids.def"
#undef GUID_NAME
};

bool tdxp_read_guid(const struct tdxp_bytes *bytes, uint64_t offset, struct tdxp_guid *guid)
{
    return tdxp_read_copy(bytes, offset, guid->bytes, sizeof guid->bytes);
}

bool tdxp_guid_equal(const struct tdxp_guid *a, const struct tdxp_guid *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

void tdxp_guid_format(const struct tdxp_guid *guid, char text[static TDXP_GUID_TEXT])
{
    const uint8_t *b = guid->bytes;

    snprintf(text, TDXP_GUID_TEXT, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[3], b[2],
             b[1], b[0], b[5], b[4], b[7], b[6], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

const struct tdxp_guid_name *tdxp_guid_find(const struct tdxp_guid *guid)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (tdxp_guid_equal(&names[i].guid, guid)) {
            return &names[i];
        }
    }
    return NULL;
}

const struct tdxp_guid_name *tdxp_guid_known(size_t n)
{
    return n < sizeof names / sizeof names[0] ? &names[n] : NULL;
}
