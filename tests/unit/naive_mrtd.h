/*
 * The MRTD computed anew, slowly and simply, from the bytes of the image alone: all that goes into the hash is laid out
 * in memory, byte by byte, and hashed at once. Nothing of the library has a part in it.
 */
#ifndef UNIT_NAIVE_MRTD_H
#define UNIT_NAIVE_MRTD_H

#include <stddef.h>
#include <stdint.h>

enum naive_vmm { NAIVE_QEMU, NAIVE_CLOUD_HYPERVISOR, NAIVE_SPEC };
enum naive_order { NAIVE_PER_PAGE, NAIVE_TWO_PASSES, NAIVE_TWO_PASSES_ALL };

struct naive {
    const uint8_t *image;
    size_t size;
    size_t descriptor; /* file offset of the signature */
    uint32_t count;    /* sections, the first ones */
    enum naive_vmm vmm;
    enum naive_order order;
    const uint8_t *payload; /* NULL: none */
    size_t payload_size;
};

void naive_mrtd(const struct naive *naive, uint8_t mrtd[48]);

/* What becomes of a byte of the file: 0 never loaded, 1 loaded, 2 measured. */
int naive_cover(const struct naive *naive, size_t offset);

#endif
