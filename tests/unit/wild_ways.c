/* The ways to the descriptor of a wild image. */
#include "wild.h"

#include <string.h>

static const uint8_t metadata_guid[16] = {0xf3, 0xf9, 0xea, 0xe9, 0x8e, 0x16, 0xd5, 0x44,
                                          0xa8, 0xeb, 0x7f, 0x4d, 0x87, 0x38, 0xf6, 0xae};
static const uint8_t footer_guid[16] = {0xde, 0x82, 0xb5, 0x96, 0xb2, 0x1f, 0xf7, 0x45,
                                        0xba, 0xea, 0xa3, 0x66, 0xc5, 0x5a, 0x08, 0x2d};
static const uint8_t offset_guid[16] = {0x35, 0x65, 0x7a, 0xe4, 0x4a, 0x98, 0x98, 0x47,
                                        0x86, 0x5e, 0x46, 0x85, 0xa7, 0xbf, 0x8e, 0xc2};

/* An entry that ends at an offset; returns where it begins. */
static uint32_t put_entry(struct wild *w, uint32_t end, const uint8_t *guid, uint32_t length)
{
    wild_put_bytes(w, end - 16, guid, 16);
    wild_put(w, end - 18, 2, length);
    return end - length;
}

void wild_put_table(struct wild *w)
{
    static const uint8_t other_guid[16] = {1, 2, 3};
    static const uint32_t lengths[] = {18, 22, 26, 44};
    uint32_t at = WILD_FOOTER;

    if (wild_once_in(w, 4)) {
        at = put_entry(w, at, other_guid, lengths[random_below(w->rng, 4)]);
    }
    if (wild_once_in(w, 20)) {
        at = put_entry(w, at, offset_guid, lengths[random_below(w->rng, 4)]);
        wild_put(w, at, 4, wild_near(w, WILD_SIZE - w->descriptor));
    }
    at = put_entry(w, at, offset_guid, 22);
    w->entry = at;
    wild_put(w, at, 4, WILD_SIZE - w->descriptor);
    if (wild_once_in(w, 4)) {
        at = put_entry(w, at, other_guid, lengths[random_below(w->rng, 4)]);
    }
    wild_put_bytes(w, WILD_FOOTER + 2, footer_guid, 16);
    wild_put(w, WILD_FOOTER, 2, WILD_POINTER - at);
}

void wild_spoil_table(struct wild *w)
{
    static const uint64_t lengths[] = {
        0, 1, 17, 18, 19, 21, 22, 23, 35, 36, 40, 58, 0x100, WILD_SIZE - 0x21, WILD_SIZE - 0x20, 0xffff};
    uint64_t length = lengths[random_below(w->rng, sizeof lengths / sizeof lengths[0])];

    switch (random_below(w->rng, 6)) {
    case 0:
        wild_put(w, WILD_FOOTER, 2, length);
        break;
    case 1:
        wild_put(w, WILD_FOOTER, 2, wild_near(w, wild_get(w, WILD_FOOTER, 2)));
        break;
    case 2:
        wild_put(w, w->entry + 4, 2, length);
        break;
    case 3: /* of whatever entry is the first */
        wild_put(w, WILD_FOOTER - 18, 2, length);
        break;
    case 4:
        wild_put(w, w->entry + 6 + random_below(w->rng, 16), 1, random_next(w->rng));
        break;
    default:
        wild_put(w, WILD_FOOTER + 2 + random_below(w->rng, 16), 1, random_next(w->rng));
        break;
    }
}

void wild_spoil_pointer(struct wild *w)
{
    static const uint64_t meant[] = {0, 8, 15, 16, 17, 0x30, WILD_SIZE - 0x30, WILD_SIZE - 16, WILD_SIZE};
    uint64_t at = wild_once_in(w, 2) ? w->entry : WILD_POINTER;

    switch (random_below(w->rng, 5)) {
    case 0:
        wild_put(w, at, 4, wild_near(w, wild_get(w, at, 4)));
        break;
    case 1:
        wild_put(w, at, 4, wild_edge(w));
        break;
    case 2:
        wild_put(w, at, 4, wild_near(w, meant[random_below(w->rng, sizeof meant / sizeof meant[0])]));
        break;
    case 3: /* the GUID before the descriptor */
        wild_put(w, w->descriptor - 16 + random_below(w->rng, 16), 1, random_next(w->rng));
        break;
    default: /* no table, or no entry in it */
        memset(w->bytes + (wild_once_in(w, 2) ? WILD_FOOTER + 2 : w->entry), 0, 8);
        break;
    }
}

void wild_put_guid(struct wild *w)
{
    wild_put_bytes(w, w->descriptor - 16u, metadata_guid, 16);
}
