/* Firmware volumes: finding them by their signature. */
#include "format/fv_search.h"

const struct tdxp_guid fv_guid_ffs2 =
    TDXP_GUID(0x8c8ce578, 0x8a3d, 0x4f1c, 0x99, 0x35, 0x89, 0x61, 0x85, 0xc3, 0x2d, 0xd3);
const struct tdxp_guid fv_guid_ffs3 =
    TDXP_GUID(0x5473c07a, 0x3dcb, 0x4dca, 0xbd, 0x6f, 0x1e, 0x96, 0x89, 0xe7, 0x34, 0x9a);
const struct tdxp_guid fv_guid_variables =
    TDXP_GUID(0xfff12b8d, 0x7696, 0x4c8b, 0xa9, 0x85, 0x27, 0x47, 0x07, 0x5b, 0x4f, 0x50);

/* The signature stands in code, too: code that looks for volumes compares with it. */
static bool looks_like_header(const struct tdxp_bytes *bytes, uint64_t at, uint64_t end)
{
    struct tdxp_guid guid;
    uint64_t length = 0;
    uint16_t header_length = 0;
    uint8_t reserved = 1;
    uint8_t revision = 0;

    if (tdxp_read_guid(bytes, at + 0x10, &guid) &&
        (tdxp_guid_equal(&guid, &fv_guid_ffs2) || tdxp_guid_equal(&guid, &fv_guid_ffs3) ||
         tdxp_guid_equal(&guid, &fv_guid_variables))) {
        return true;
    }
    if (end - at < FV_HEADER_MIN) {
        return false;
    }
    tdxp_read_u64(bytes, at + 0x20, &length);
    tdxp_read_u16(bytes, at + 0x30, &header_length);
    tdxp_read_u8(bytes, at + 0x36, &reserved);
    tdxp_read_u8(bytes, at + 0x37, &revision);
    return (length >= FV_HEADER_MIN && length <= end - at) +
               (header_length >= FV_HEADER_MIN && header_length % 2 == 0 && header_length <= length) + (reserved == 0) +
               (revision == 1 || revision == 2) >=
           3;
}

/* Holes are zeros, and the signature has no zero byte: none lies in a hole or reaches into one. */
static bool next_signature(struct fv_search *search, uint64_t *hit)
{
    if (!search->image) {
        return tdxp_bytes_find(search->bytes, search->from, search->end, "_FVH", 4, hit);
    }
    while (search->from < search->end) {
        uint64_t end = search->run.start + search->run.length;

        if (tdxp_bytes_find(search->bytes, search->from, end < search->end ? end : search->end, "_FVH", 4, hit)) {
            return true;
        }
        search->from = end > search->from ? end : search->from;
        if (!tdxp_image_next_data(search->image, search->from, &search->run)) {
            return false;
        }
        search->from = search->run.start;
    }
    return false;
}

bool fv_search_next(struct fv_search *search, uint64_t *at)
{
    uint64_t hit;

    while (search->rejected < FV_SEARCH_REJECTED_MAX && next_signature(search, &hit)) {
        search->from = hit + 1;
        *at = hit - FV_SIGNATURE_AT;
        /* Aligned in the space or in the range: the range of a decompressed or cut image may begin anywhere. */
        if ((*at % 8 == 0 || (*at - search->start) % 8 == 0) && looks_like_header(search->bytes, *at, search->end)) {
            return true;
        }
        search->rejected++;
    }
    return false;
}
