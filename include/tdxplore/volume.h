/* Firmware volumes: what the checks want to know of their headers (PI specification vol. 3, section 3.2.1). */
#ifndef TDXPLORE_VOLUME_H
#define TDXPLORE_VOLUME_H

#include <stdbool.h>
#include <stdint.h>

#include "tdxplore/guid.h"
#include "tdxplore/tree.h"

/* Headers that td-shim's own linker writes with checksums that the PI rule calls wrong. */
enum tdxp_volume_quirk {
    TDXP_VOLUME_NO_QUIRK,
    TDXP_VOLUME_TD_SHIM_IPL,     /* HeaderLength 0x48 and the constant Checksum 0x3d21 */
    TDXP_VOLUME_TD_SHIM_PAYLOAD, /* HeaderLength 0x78, summed over the first 0x38 bytes with an empty block map */
};

/* A volume whose "_FVH" signature was found, with the values of its header as they stand. */
struct tdxp_volume {
    const struct tdxp_node *node;
    const struct tdxp_node *header; /* node of the header structure */
    const struct tdxp_space *space;
    uint64_t offset;        /* of the volume's first byte in its space */
    uint64_t available;     /* bytes from there to the end of what encloses it */
    uint64_t fv_length;     /* FvLength */
    uint16_t header_length; /* HeaderLength */
    uint16_t checksum;      /* Checksum */
    uint16_t sum;           /* 16-bit sum over HeaderLength bytes: 0 where the checksum is right */
    bool header_whole;      /* HeaderLength is even, at least 0x48, and its bytes all exist: sum means something */
    uint8_t revision;       /* Revision */
    struct tdxp_guid file_system;
    enum tdxp_volume_quirk quirk;
};

#endif
