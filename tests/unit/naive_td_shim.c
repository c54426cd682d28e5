/*
 * td-shim, stated anew from confidential-containers/td-shim: TdShimLoader::parse of td-shim-interface/src/loader.rs
 * (6c780e6590aa), is_valid and validate_sections of td-shim-interface/src/metadata.rs (215d03192977), as a release
 * build computes them: sums of u32 wrap, and a slice out of range is a panic.
 */
#include "naive_loaders.h"

#include <string.h>

static const uint8_t metadata_guid[16] = {0xf3, 0xf9, 0xea, 0xe9, 0x8e, 0x16, 0xd5, 0x44,
                                          0xa8, 0xeb, 0x7f, 0x4d, 0x87, 0x38, 0xf6, 0xae};

/* What validate_sections keeps from section to section. */
struct seen {
    unsigned of_type[9];
    uint32_t bfv_start, bfv_end;         /* of the last one */
    uint32_t info_start[2], info_end[2]; /* of TD_INFO and of TD_PARAMS */
};

/* check_data_memory_fields */
static bool fields(const struct naive_entry *e)
{
    return !(e->raw_size == 0 && e->data_offset != 0) && !(e->raw_size != 0 && e->memory_size < e->raw_size) &&
           (e->address & 0xfff) == 0;
}

static bool no_bytes(const struct naive_entry *e)
{
    return e->raw_size == 0 && e->data_offset == 0;
}

static bool section_passes(const struct naive_entry *e, struct seen *seen)
{
    unsigned times = e->type <= 8 ? ++seen->of_type[e->type] : 0;

    switch (e->type) {
    case 0: /* BFV */
        seen->bfv_start = e->data_offset;
        seen->bfv_end = e->data_offset + e->raw_size;
        return e->raw_size != 0 && e->attributes == 1 && fields(e);
    case 1: /* CFV */
        return e->raw_size != 0 && e->attributes == 0 && fields(e);
    case 2: /* TD_HOB */
        return times == 1 && no_bytes(e) && e->attributes == 0 && fields(e);
    case 3: /* TempMem */
        return no_bytes(e) && e->attributes == 0 && fields(e);
    case 4: /* PermMem */
        return no_bytes(e) && e->attributes == 2 && fields(e);
    case 5: /* Payload */
        return times == 1 && (e->attributes & ~1u) == 0 && fields(e);
    case 6: /* PayloadParam */
        return times == 1 && e->attributes == 0 && fields(e);
    case 7: /* TD_INFO */
    case 8: /* TD_PARAMS */
        seen->info_start[e->type - 7] = e->data_offset;
        seen->info_end[e->type - 7] = e->data_offset + e->raw_size;
        return times == 1 && e->attributes == 0 && e->raw_size != 0 && e->address == 0 && e->memory_size == 0;
    default:
        return false;
    }
}

/* What comes behind the loop over the sections. */
static bool together(const struct seen *seen)
{
    if (seen->of_type[0] == 0 || (seen->of_type[2] == 0 && seen->of_type[4] == 0) ||
        (seen->of_type[5] == 0 && seen->of_type[6] != 0)) {
        return false;
    }
    for (unsigned i = 0; i < 2; i++) {
        if (seen->of_type[7 + i] != 0 && (seen->info_start[i] < seen->bfv_start ||
                                          seen->info_start[i] >= seen->bfv_end || seen->info_end[i] > seen->bfv_end)) {
            return false;
        }
    }
    return true;
}

static bool sections_pass(const uint8_t *data, size_t size, uint64_t at, uint32_t count)
{
    struct seen seen = {.of_type = {0}};
    bool pass = true;

    /* All entries are read before one is judged, and reading past the end is a panic. */
    for (uint32_t i = 0; i < count; i++, at += NAIVE_ENTRY) {
        struct naive_entry entry;

        if (at + NAIVE_ENTRY > size) {
            return false;
        }
        entry = naive_entry_at(data + at);
        pass = section_passes(&entry, &seen) && pass;
    }
    return pass && together(&seen);
}

bool naive_td_shim(const uint8_t *data, size_t size)
{
    uint32_t offset, length, count;
    const uint8_t *at;

    /*
     * A file below 0x20 bytes has no offset to read. Below 0x30 the subtraction behind it wraps, but what that lets
     * through has no room for a section entry, the reading of which panics.
     */
    if (size < 0x30) {
        return false;
    }
    offset = (uint32_t)naive_number(data + size - 0x20, 4);
    if (offset > (uint32_t)size - 0x20 - 16 || offset < 16 || memcmp(data + offset - 16, metadata_guid, 16) != 0) {
        return false;
    }
    at = data + offset;
    length = (uint32_t)naive_number(at + 4, 4);
    count = (uint32_t)naive_number(at + 12, 4);
    if (memcmp(at, "TDVF", 4) != 0 || naive_number(at + 8, 4) != 1 || count == 0 || length < 16 ||
        (length - 16) % 32 != 0 || (length - 16) / 32 != count) {
        return false;
    }
    return (uint32_t)(offset + (count * 32 + 16 + 16) + 16 + 16) <= (uint32_t)size &&
           sections_pass(data, size, (uint64_t)offset + 16, count);
}
