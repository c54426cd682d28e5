/*
 * QEMU as far as the section entries, stated anew from qemu/qemu: x86_bios_rom_init of hw/i386/x86-common.c
 * (04ddbb137da1), pc_system_parse_ovmf_flash and pc_system_ovmf_table_find of hw/i386/pc_sysfw_ovmf.c (64915058e18c),
 * tdvf_get_metadata and tdvf_parse_metadata of hw/i386/tdvf.c (6f1035fc6540).
 */
#include "naive_loaders.h"

#include <string.h>

static const uint8_t footer_guid[16] = {0xde, 0x82, 0xb5, 0x96, 0xb2, 0x1f, 0xf7, 0x45,
                                        0xba, 0xea, 0xa3, 0x66, 0xc5, 0x5a, 0x08, 0x2d};
static const uint8_t offset_guid[16] = {0x35, 0x65, 0x7a, 0xe4, 0x4a, 0x98, 0x98, 0x47,
                                        0x86, 0x5e, 0x46, 0x85, 0xa7, 0xbf, 0x8e, 0xc2};

/* pc_sysfw_ovmf.c: the data of the first entry with the GUID, or NULL. */
static const uint8_t *table_find(const uint8_t *data, size_t size)
{
    const uint8_t *foot;
    int left;

    if (size < 4096 || memcmp(data + size - 48, footer_guid, 16) != 0) {
        return NULL;
    }
    foot = data + size - 50;
    left = (int)naive_number(foot, 2) - 18;
    if (left < 0 || left > foot - data) {
        return NULL;
    }
    while (left >= 18) {
        const uint8_t *guid = foot - 16;
        int length = (int)naive_number(foot - 18, 2);

        if (length < 18 || length > left) {
            return NULL;
        }
        foot -= length;
        left -= length;
        if (memcmp(guid, offset_guid, 16) == 0) {
            return foot;
        }
    }
    return NULL;
}

/* Sums are as wide as there: uint32_t plus size_t is of 64 bits, uint32_t plus uint32_t of 32. */
const uint8_t *naive_qemu_entries(const uint8_t *data, size_t size, uint32_t *count)
{
    const uint8_t *pointer, *at;
    uint32_t offset, length;

    if (size == 0 || size > INT32_MAX || size % 65536 != 0) {
        return NULL;
    }
    pointer = table_find(data, size);
    if (!pointer) {
        return NULL;
    }
    offset = (uint32_t)(size - naive_number(pointer, 4));
    if ((uint64_t)offset + 16 > size) {
        return NULL;
    }
    at = data + offset;
    length = (uint32_t)naive_number(at + 4, 4);
    *count = (uint32_t)naive_number(at + 12, 4);
    if (memcmp(at, "TDVF", 4) != 0 || (uint32_t)(offset + length) > size || naive_number(at + 8, 4) != 1 ||
        *count < 2 || length != 16 + (uint64_t)*count * 32) {
        return NULL;
    }
    /* The entries are copied without a further look: past the end of the mapping that faults. */
    return (uint64_t)offset + length > size ? NULL : at + 16;
}
