/* Capsules made in memory. */
#ifndef UNIT_CAPSULE_H
#define UNIT_CAPSULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a capsule is made of. */
struct capsule_plan {
    const uint8_t *image; /* not taken over */
    size_t size;          /* of it, in bytes */
    bool fmp;             /* else a capsule of a GUID that nobody knows */
    bool with_driver;     /* FMP: a driver of CAPSULE_DRIVER bytes before the payload */
    uint32_t version;     /* FMP: of the image header; 0 stands for 3 */
    bool is_signed;       /* FMP: a signature with CAPSULE_CERT bytes of data before the image */
    bool has_version;     /* FMP: EDK2's payload header before the image */
    uint32_t vendor;      /* FMP: bytes of vendor code behind the image */
    size_t behind;        /* bytes behind the capsule */
};

enum {
    CAPSULE_HEADER = 0x20, /* HeaderSize: four bytes more than the fields have */
    CAPSULE_DRIVER = 0x30,
    CAPSULE_CERT = 0x25,
};

/* An FMP capsule around an image with everything that one can have. */
struct capsule_plan capsule_full(const uint8_t *image, size_t size);

/* The bytes in an exact buffer that the caller frees; *size of them; *image is where the image begins. */
uint8_t *capsule_bytes(const struct capsule_plan *plan, size_t *size, size_t *image);

#endif
