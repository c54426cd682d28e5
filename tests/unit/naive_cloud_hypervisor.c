/*
 * Cloud Hypervisor, stated anew from its tdvf_descriptor_offset and parse_tdvf_sections of arch/src/x86_64/tdx/mod.rs,
 * as they stand in gjolly/cloud-hypervisor 9b6177510b05 (a fork of 2026), and populate_tdx_sections of vmm/src/vm.rs. A
 * subtraction that overflows, or a slice out of range, is a panic.
 */
#include "naive_loaders.h"

#include <string.h>

static const uint8_t footer_guid[16] = {0xde, 0x82, 0xb5, 0x96, 0xb2, 0x1f, 0xf7, 0x45,
                                        0xba, 0xea, 0xa3, 0x66, 0xc5, 0x5a, 0x08, 0x2d};
static const uint8_t offset_guid[16] = {0x35, 0x65, 0x7a, 0xe4, 0x4a, 0x98, 0x98, 0x47,
                                        0x86, 0x5e, 0x46, 0x85, 0xa7, 0xbf, 0x8e, 0xc2};

enum search { MATCHED, IN_VAIN, PANIC };

/* The table of length bytes, footer included, from its end. */
static enum search search_table(const uint8_t *table, size_t length, uint32_t *pointer)
{
    size_t at = length - 18;

    while (at >= 18) {
        size_t entry = naive_number(table + at - 18, 2);
        bool wanted = memcmp(table + at - 16, offset_guid, 16) == 0;

        if (entry == 0) {
            return IN_VAIN;
        }
        if (entry > at) {
            return PANIC;
        }
        at -= entry;
        if (wanted && entry == 22) {
            *pointer = (uint32_t)naive_number(table + at, 4);
            return MATCHED;
        }
    }
    return IN_VAIN;
}

/* Where the file is sought to for the descriptor; negative: nowhere. */
static int64_t descriptor_offset(const uint8_t *data, size_t size)
{
    enum search found = IN_VAIN;
    uint32_t pointer = 0;

    if (size < 0x30) {
        return -1;
    }
    if (memcmp(data + size - 0x30, footer_guid, 16) == 0) {
        size_t length = size < 0x32 ? 0 : naive_number(data + size - 0x32, 2);

        if (size < 0x32 || length + 0x20 > size || length < 18) {
            return -1;
        }
        found = search_table(data + size - 0x20 - length, length, &pointer);
    }
    if (found == PANIC) {
        return -1;
    }
    return found == MATCHED ? (int64_t)size - pointer : (int64_t)naive_number(data + size - 0x20, 4);
}

bool naive_cloud_hypervisor(const uint8_t *data, size_t size)
{
    int64_t offset = descriptor_offset(data, size);
    const uint8_t *at;
    uint64_t count, left;

    if (offset < 0 || (uint64_t)offset > size || size - (uint64_t)offset < 16) {
        return false;
    }
    at = data + offset;
    left = size - (uint64_t)offset - 16;
    count = naive_number(at + 12, 4);
    if (memcmp(at, "TDVF", 4) != 0 || naive_number(at + 4, 4) != 16 + 32 * count || naive_number(at + 8, 4) != 1 ||
        32 * count > left) {
        return false;
    }
    /* The address of the last TD_HOB is unwrapped. Any number is taken for a type: the enumeration is not checked. */
    for (uint64_t i = 0; i < count; i++) {
        if (naive_entry_at(at + 16 + i * NAIVE_ENTRY).type == 2) {
            return true;
        }
    }
    return false;
}
