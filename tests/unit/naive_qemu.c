/*
 * QEMU, stated anew from qemu/qemu: x86_bios_rom_init of hw/i386/x86-common.c (04ddbb137da1),
 * pc_system_parse_ovmf_flash and pc_system_ovmf_table_find of hw/i386/pc_sysfw_ovmf.c (64915058e18c),
 * tdvf_parse_metadata of hw/i386/tdvf.c (6f1035fc6540), and tdx_finalize_vm of target/i386/kvm/tdx.c (05caf2690e5a).
 */
#include "naive_loaders.h"

#include <stdlib.h>
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
    if (memcmp(at, "TDVF", 4) != 0 || (uint32_t)(offset + length) > size ||
        naive_number(at + 8, 4) != 1 || *count < 2 || length != 16 + (uint64_t)*count * 32) {
        return NULL;
    }
    /* The entries are copied without a further look: past the end of the mapping that faults. */
    return (uint64_t)offset + length > size ? NULL : at + 16;
}

/* tdvf.c, tdvf_parse_and_check_section_entry. */
static bool entry_passes(const struct naive_entry *entry)
{
    if (entry->memory_size < entry->raw_size || entry->address % 4096 != 0 ||
        entry->memory_size % 4096 != 0) {
        return false;
    }
    switch (entry->type) {
    case 0:
    case 1:
        return entry->raw_size != 0;
    case 2:
    case 3:
        return entry->raw_size == 0;
    default:
        return false;
    }
}

/* A piece of guest RAM; some pieces are added to the guest. */
struct piece {
    uint64_t start, length;
    bool added;
};

struct ram {
    struct piece *pieces;
    size_t count;
};

/* tdx.c, tdx_accept_ram_range: the first piece that the range meets decides, and is cut around it. */
static bool accept_range(struct ram *ram, uint64_t start, uint64_t length)
{
    for (size_t i = 0; i < ram->count; i++) {
        struct piece *met = &ram->pieces[i];
        const struct piece old = *met;

        if (start + length <= old.start || start >= old.start + old.length) {
            continue;
        }
        if (old.start > start || old.start + old.length < start + length) {
            return false;
        }
        if (!old.added) {
            *met = (struct piece){start, length, true};
            if (start > old.start) {
                ram->pieces[ram->count++] = (struct piece){old.start, start - old.start, false};
            }
            if (start + length < old.start + old.length) {
                ram->pieces[ram->count++] = (struct piece){
                    start + length, old.start + old.length - (start + length), false};
            }
        }
        return true;
    }
    return false;
}

/* util/mmap-alloc.c maps a page more than it is asked for, below 2^47 less a page (TASK_SIZE); no length of 0. */
static bool can_map(uint64_t length)
{
    return length != 0 && length <= UINT64_C(0x7fffffffe000);
}

/* The loop of tdx_finalize_vm, and tdx_get_hob_entry behind it. */
static bool finalizes(struct ram *ram, const uint8_t *entries, uint32_t count)
{
    bool hob = false;

    for (uint32_t i = 0; i < count; i++) {
        struct naive_entry entry = naive_entry_at(entries + (size_t)i * NAIVE_ENTRY);

        if (entry.type >= 2 &&
            !(can_map(entry.memory_size) && accept_range(ram, entry.address, entry.memory_size))) {
            return false;
        }
        hob = hob || entry.type == 2;
    }
    return hob;
}

bool naive_qemu(const uint8_t *data, size_t size)
{
    uint32_t count;
    const uint8_t *entries = naive_qemu_entries(data, size, &count);
    struct ram ram = {.count = 2};
    bool accepts;

    if (!entries) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct naive_entry entry = naive_entry_at(entries + (size_t)i * NAIVE_ENTRY);

        if (!entry_passes(&entry)) {
            return false;
        }
    }
    /* RAM wherever there can be any: below the image, which ends at 4 GiB, and from there to the last address. */
    ram.pieces = calloc(2 + 2 * (size_t)count, sizeof *ram.pieces);
    if (!ram.pieces) {
        abort();
    }
    ram.pieces[0] = (struct piece){0, (UINT64_C(1) << 32) - size, false};
    ram.pieces[1] =
        (struct piece){UINT64_C(1) << 32, (UINT64_C(1) << 52) - (UINT64_C(1) << 32), false};
    accepts = finalizes(&ram, entries, count);
    free(ram.pieces);
    return accepts;
}
