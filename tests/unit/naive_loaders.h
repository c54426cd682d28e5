/*
 * What the loaders say of an image, stated anew from their sources and from the bytes alone: nothing of the library
 * has a part in it, so that it can be held against the verdicts.
 *
 * Each function answers whether the loader takes the image: true where it does, false where it refuses it, panics, or
 * reads outside of it. data has size bytes; none is read past them.
 */
#ifndef UNIT_NAIVE_LOADERS_H
#define UNIT_NAIVE_LOADERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* From opening the file to the look-up of TD_HOB, with as much guest RAM as a processor can address. */
bool naive_qemu(const uint8_t *data, size_t size);

/* The regions that QEMU asks KVM to add; also those of a descriptor at whose sections QEMU stops. */
bool naive_kvm(const uint8_t *data, size_t size);

/* Parsing the image, and the TD_HOB without which building the guest panics. */
bool naive_cloud_hypervisor(const uint8_t *data, size_t size);

/* TdShimLoader::parse. */
bool naive_td_shim(const uint8_t *data, size_t size);

/* Where QEMU comes as far as the section entries: the bytes of the first, and how many there are; else NULL. */
const uint8_t *naive_qemu_entries(const uint8_t *data, size_t size, uint32_t *count);

/* ---- for these functions ---- */

/* The little-endian number of that many bytes, 8 at most. */
static inline uint64_t naive_number(const uint8_t *at, unsigned width)
{
    uint64_t value = 0;

    while (width > 0) {
        value = value << 8 | at[--width];
    }
    return value;
}

struct naive_entry {
    uint32_t data_offset, raw_size;
    uint64_t address, memory_size;
    uint32_t type, attributes;
};

enum { NAIVE_ENTRY = 32 };

static inline struct naive_entry naive_entry_at(const uint8_t *at)
{
    return (struct naive_entry){
        (uint32_t)naive_number(at, 4), (uint32_t)naive_number(at + 4, 4),  naive_number(at + 8, 8),
        naive_number(at + 16, 8),      (uint32_t)naive_number(at + 24, 4), (uint32_t)naive_number(at + 28, 4)};
}

#endif
