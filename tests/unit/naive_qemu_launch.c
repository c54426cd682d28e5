/*
 * QEMU from the section entries on, stated anew from qemu/qemu: tdvf_parse_and_check_section_entry of hw/i386/tdvf.c
 * (6f1035fc6540), tdx_accept_ram_range and tdx_finalize_vm of target/i386/kvm/tdx.c (05caf2690e5a), and qemu_ram_mmap of
 * util/mmap-alloc.c (01c26ad6affa). How much RAM there is, and how wide addresses are, is not in these: naive_qemu and
 * can_map take the most there can be, as the verdict does, so that the two agreeing says nothing of those limits.
 */
#include "naive_loaders.h"

#include <stdlib.h>

/* tdvf.c, tdvf_parse_and_check_section_entry. */
static bool entry_passes(const struct naive_entry *entry)
{
    if (entry->memory_size < entry->raw_size || entry->address % 4096 != 0 || entry->memory_size % 4096 != 0) {
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
                ram->pieces[ram->count++] =
                    (struct piece){start + length, old.start + old.length - (start + length), false};
            }
        }
        return true;
    }
    return false;
}

/* qemu_ram_mmap maps a page more than it is asked for, below 2^47 less a page (TASK_SIZE); no length of 0. */
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

        if (entry.type >= 2 && !(can_map(entry.memory_size) && accept_range(ram, entry.address, entry.memory_size))) {
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
    ram.pieces[1] = (struct piece){UINT64_C(1) << 32, (UINT64_C(1) << 52) - (UINT64_C(1) << 32), false};
    accepts = finalizes(&ram, entries, count);
    free(ram.pieces);
    return accepts;
}
