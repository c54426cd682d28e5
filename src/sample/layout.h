/* The sample image's layout: where everything lies, and the writers that cannot leave the image. */
#ifndef TDXPLORE_SAMPLE_LAYOUT_H
#define TDXPLORE_SAMPLE_LAYOUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tdxplore/guid.h"
#include "tdxplore/range.h"
#include "tdxplore/sample.h"
#include "tdxplore/tdvf.h"

/*
 * File offsets and sizes, in bytes. The regions are those of td-shim of January 2024
 * (confidential-containers/td-shim:td-layout/src/build_time.rs).
 */
#define SAMPLE_CONFIG UINT64_C(0x0)
#define SAMPLE_CONFIG_SIZE UINT64_C(0x40000)
#define SAMPLE_MAILBOX UINT64_C(0x40000)
#define SAMPLE_MAILBOX_SIZE UINT64_C(0x1000)
#define SAMPLE_TEMP_STACK UINT64_C(0x41000)
#define SAMPLE_TEMP_STACK_SIZE UINT64_C(0x20000)
#define SAMPLE_TEMP_HEAP UINT64_C(0x61000)
#define SAMPLE_TEMP_HEAP_SIZE UINT64_C(0x20000)
#define SAMPLE_FREE UINT64_C(0x81000)
#define SAMPLE_FREE_SIZE UINT64_C(0x1000)
#define SAMPLE_PAYLOAD UINT64_C(0x82000)
#define SAMPLE_PAYLOAD_SIZE UINT64_C(0xc2d000)
#define SAMPLE_METADATA UINT64_C(0xcaf000)
#define SAMPLE_METADATA_SIZE UINT64_C(0x1000)
#define SAMPLE_IPL UINT64_C(0xcb0000)
#define SAMPLE_IPL_SIZE UINT64_C(0x348000)
#define SAMPLE_RESET_VECTOR UINT64_C(0xff8000)
#define SAMPLE_RESET_VECTOR_SIZE UINT64_C(0x8000)

/* What the BFV takes: metadata, IPL and reset vector, to the end of the image. */
#define SAMPLE_BFV_SIZE (TDXP_SAMPLE_SIZE - SAMPLE_METADATA)

/* Inside the metadata region: the metadata GUID, then the descriptor. */
#define SAMPLE_METADATA_GUID SAMPLE_METADATA
#define SAMPLE_DESCRIPTOR UINT64_C(0xcaf010)
#define SAMPLE_SECTIONS UINT64_C(0xcaf020)
#define SAMPLE_SECTION_SIZE UINT64_C(0x20)
#define SAMPLE_SECTION_COUNT UINT64_C(8)
#define SAMPLE_SECTION_ENTRY(n) (SAMPLE_SECTIONS + (n)*SAMPLE_SECTION_SIZE)
#define SAMPLE_DESCRIPTOR_LENGTH(count) (UINT64_C(0x10) + (count)*SAMPLE_SECTION_SIZE)

/* Inside the descriptor, from its start (TD-SHIM specification, table 1.1-1). */
#define SAMPLE_TDVF_LENGTH UINT64_C(0x4)
#define SAMPLE_TDVF_VERSION UINT64_C(0x8)
#define SAMPLE_TDVF_COUNT UINT64_C(0xc)

/* Inside a section entry, from its start (table 1.1-2). */
#define SAMPLE_DATA_OFFSET UINT64_C(0x0)
#define SAMPLE_RAW_DATA_SIZE UINT64_C(0x4)
#define SAMPLE_MEMORY_ADDRESS UINT64_C(0x8)
#define SAMPLE_MEMORY_DATA_SIZE UINT64_C(0x10)
#define SAMPLE_TYPE UINT64_C(0x18)
#define SAMPLE_ATTRIBUTES UINT64_C(0x1c)

/* The sections in their order. */
enum {
    SAMPLE_SECTION_BFV,
    SAMPLE_SECTION_CFV,
    SAMPLE_SECTION_STACK,
    SAMPLE_SECTION_HEAP,
    SAMPLE_SECTION_MAILBOX,
    SAMPLE_SECTION_TD_HOB,
    SAMPLE_SECTION_PAYLOAD,
    SAMPLE_SECTION_PAYLOAD_PARAM,
};

/*
 * Inside a volume, from its start: fields of its header, extended header in a pad file, first
 * real file (td-shim/src/fv.rs).
 */
#define SAMPLE_FV_LENGTH UINT64_C(0x20)
#define SAMPLE_FV_HEADER_LENGTH UINT64_C(0x30)
#define SAMPLE_FV_CHECKSUM UINT64_C(0x32)
#define SAMPLE_FV_EXT_OFFSET UINT64_C(0x34)
#define SAMPLE_FV_REVISION UINT64_C(0x37)
#define SAMPLE_FV_BLOCKS UINT64_C(0x38)
#define SAMPLE_FV_HEADER_SIZE UINT64_C(0x48)
#define SAMPLE_FV_EXT_HEADER UINT64_C(0x60)
#define SAMPLE_FV_FIRST_FILE UINT64_C(0x78)
#define SAMPLE_FFS_HEADER_SIZE UINT64_C(0x18)
#define SAMPLE_FFS_HEADER_CHECKSUM UINT64_C(0x10) /* this and the next ones: inside the file header */
#define SAMPLE_FFS_FILE_CHECKSUM UINT64_C(0x11)
#define SAMPLE_FFS_TYPE UINT64_C(0x12)
#define SAMPLE_FFS_ATTRIBUTES UINT64_C(0x13)
#define SAMPLE_FFS_SIZE UINT64_C(0x14)
#define SAMPLE_FFS_STATE UINT64_C(0x17)
#define SAMPLE_FFS_SECTION_HEADER_SIZE UINT64_C(0x4)

#define SAMPLE_TRUST_ANCHOR_FILE (SAMPLE_CONFIG + SAMPLE_FV_FIRST_FILE)
#define SAMPLE_TRUST_ANCHOR (SAMPLE_TRUST_ANCHOR_FILE + SAMPLE_FFS_HEADER_SIZE)
#define SAMPLE_TRUST_ANCHOR_SIZE UINT64_C(0x50)

#define SAMPLE_IPL_FILE (SAMPLE_IPL + SAMPLE_FV_FIRST_FILE)
#define SAMPLE_IPL_PE32 (SAMPLE_IPL_FILE + SAMPLE_FFS_HEADER_SIZE)
#define SAMPLE_IPL_ELF (SAMPLE_IPL_PE32 + SAMPLE_FFS_SECTION_HEADER_SIZE)
#define SAMPLE_ELF_SIZE UINT64_C(0xc0)
#define SAMPLE_ELF_ENTRY UINT64_C(0x78) /* in bytes from the start of the ELF file */

/*
 * The reset vector's file reaches over the end of the IPL region: its header and two section
 * headers are the last 0x28 bytes there, its content is the reset-vector region
 * (td-shim/src/reset_vector.rs).
 */
#define SAMPLE_RESET_VECTOR_FILE UINT64_C(0xff7fd8)
#define SAMPLE_IPL_VOLUME_SIZE (SAMPLE_IPL_SIZE + SAMPLE_RESET_VECTOR_SIZE)

/* Inside the reset-vector region. */
#define SAMPLE_GDT UINT64_C(0xfffec0)
#define SAMPLE_GDTR UINT64_C(0xfffed8)
#define SAMPLE_PARK UINT64_C(0xfffefd)
#define SAMPLE_MAIN32 UINT64_C(0xffff00)
#define SAMPLE_SEC_CORE_INFO UINT64_C(0xffffac)
#define SAMPLE_GUID_TABLE UINT64_C(0xffffb8)
#define SAMPLE_TABLE_ENTRY_LENGTH (SAMPLE_GUID_TABLE + 4)
#define SAMPLE_TABLE_ENTRY_GUID (SAMPLE_GUID_TABLE + 6)
#define SAMPLE_TABLE_ENTRY_SIZE UINT64_C(22)
#define SAMPLE_TABLE_FOOTER (SAMPLE_GUID_TABLE + SAMPLE_TABLE_ENTRY_SIZE) /* its length comes first */
#define SAMPLE_TABLE_FOOTER_GUID (SAMPLE_TABLE_FOOTER + 2)
#define SAMPLE_TABLE_FOOTER_SIZE UINT64_C(18)
#define SAMPLE_GUID_TABLE_SIZE UINT64_C(0x28)
#define SAMPLE_LEGACY_DWORD UINT64_C(0xffffe0)
#define SAMPLE_VTF_SIGNATURE UINT64_C(0xffffec)
#define SAMPLE_RESET_ENTRY UINT64_C(0xfffff0)

/* Guest-physical addresses. */
#define SAMPLE_BASE_GPA UINT64_C(0xff000000)
#define SAMPLE_GPA(offset) (SAMPLE_BASE_GPA + (offset))
#define SAMPLE_TD_HOB_GPA UINT64_C(0x800000) /* this and the next ones: td-layout/src/runtime/linux.rs */
#define SAMPLE_TD_HOB_SIZE UINT64_C(0x20000)
#define SAMPLE_PAYLOAD_PARAM_GPA UINT64_C(0x860000)
#define SAMPLE_PAYLOAD_PARAM_SIZE UINT64_C(0x1000)
#define SAMPLE_PAYLOAD_GPA UINT64_C(0x861000)
#define SAMPLE_PAYLOAD_MEMORY_SIZE UINT64_C(0x2000000)
#define SAMPLE_IPL_RUN_GPA UINT64_C(0x100000) /* td-shim copies the loader to 1 MiB and runs it there */

_Static_assert(SAMPLE_MAILBOX == SAMPLE_CONFIG + SAMPLE_CONFIG_SIZE, "regions leave no gap");
_Static_assert(SAMPLE_TEMP_STACK == SAMPLE_MAILBOX + SAMPLE_MAILBOX_SIZE, "regions leave no gap");
_Static_assert(SAMPLE_TEMP_HEAP == SAMPLE_TEMP_STACK + SAMPLE_TEMP_STACK_SIZE, "regions leave no gap");
_Static_assert(SAMPLE_FREE == SAMPLE_TEMP_HEAP + SAMPLE_TEMP_HEAP_SIZE, "regions leave no gap");
_Static_assert(SAMPLE_PAYLOAD == SAMPLE_FREE + SAMPLE_FREE_SIZE, "regions leave no gap");
_Static_assert(SAMPLE_METADATA == SAMPLE_PAYLOAD + SAMPLE_PAYLOAD_SIZE, "regions leave no gap");
_Static_assert(SAMPLE_IPL == SAMPLE_METADATA + SAMPLE_METADATA_SIZE, "regions leave no gap");
_Static_assert(SAMPLE_RESET_VECTOR == SAMPLE_IPL + SAMPLE_IPL_SIZE, "regions leave no gap");
_Static_assert(TDXP_SAMPLE_SIZE == SAMPLE_RESET_VECTOR + SAMPLE_RESET_VECTOR_SIZE, "regions leave no gap");
_Static_assert(SAMPLE_GPA(TDXP_SAMPLE_SIZE) == UINT64_C(0x100000000), "the image ends at 4 GiB");
_Static_assert(SAMPLE_SEC_CORE_INFO + 12 == SAMPLE_GUID_TABLE, "the SEC core information precedes the table");
_Static_assert(SAMPLE_TABLE_ENTRY_SIZE + SAMPLE_TABLE_FOOTER_SIZE == SAMPLE_GUID_TABLE_SIZE,
               "the table is one entry and its footer");
_Static_assert(SAMPLE_GUID_TABLE + SAMPLE_GUID_TABLE_SIZE == SAMPLE_LEGACY_DWORD, "the table ends at size-0x20");

/* The image being written, and the part of it that the writer at hand may change. */
struct sample_image {
    uint8_t *data;            /* the image's first byte; owned by the caller */
    struct tdxp_range window; /* file offsets; lies inside the bytes at data */
};

/*
 * Copy length bytes to a file offset. Reaching outside of the window is a defect of the writer:
 * aborts.
 */
static inline void sample_put(const struct sample_image *image, uint64_t offset, const void *bytes, uint64_t length)
{
    const struct tdxp_range range = {offset, length};

    if (!tdxp_range_within(range, image->window)) {
        abort();
    }
    memcpy(image->data + offset, bytes, (size_t)length);
}

/* Write the low width bytes (1 to 8) of value, little-endian. */
static inline void sample_put_uint(const struct sample_image *image, uint64_t offset, unsigned width, uint64_t value)
{
    uint8_t bytes[8];

    if (width < 1 || width > sizeof bytes) {
        abort();
    }
    for (unsigned i = 0; i < width; i++) {
        bytes[i] = (uint8_t)(value >> 8 * i);
    }
    sample_put(image, offset, bytes, width);
}

static inline void sample_put_u8(const struct sample_image *image, uint64_t offset, uint8_t value)
{
    sample_put_uint(image, offset, 1, value);
}

static inline void sample_put_u16(const struct sample_image *image, uint64_t offset, uint16_t value)
{
    sample_put_uint(image, offset, 2, value);
}

static inline void sample_put_u24(const struct sample_image *image, uint64_t offset, uint32_t value)
{
    sample_put_uint(image, offset, 3, value);
}

static inline void sample_put_u32(const struct sample_image *image, uint64_t offset, uint32_t value)
{
    sample_put_uint(image, offset, 4, value);
}

static inline void sample_put_u64(const struct sample_image *image, uint64_t offset, uint64_t value)
{
    sample_put_uint(image, offset, 8, value);
}

static inline void sample_put_guid(const struct sample_image *image, uint64_t offset, struct tdxp_guid guid)
{
    sample_put(image, offset, guid.bytes, sizeof guid.bytes);
}

/* One integer of a structure. */
struct sample_field {
    uint64_t offset; /* in bytes from the start of the structure */
    unsigned width;  /* in bytes, 1 to 8 */
    uint64_t value;
};

/* Write the fields of a structure that starts at base. */
static inline void sample_put_fields(const struct sample_image *image, uint64_t base, const struct sample_field *fields,
                                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sample_put_uint(image, tdxp_add_sat(base, fields[i].offset), fields[i].width, fields[i].value);
    }
}

/* What is to be added to the 16-bit words in length bytes to make their sum 0. */
uint16_t sample_checksum16(const uint8_t *bytes, size_t length);

/* The checksum of a file's header that makes the sum of its bytes 0, with the file's checksum and State taken as 0. */
uint8_t sample_ffs_checksum(const uint8_t header[static SAMPLE_FFS_HEADER_SIZE]);

#define SAMPLE_PUT_FIELDS(image, base, fields) \
    sample_put_fields((image), (base), (fields), sizeof(fields) / sizeof((fields)[0]))

/* What stands in a region that is not left zero. The window is the region. */
void sample_write_config(const struct sample_image *image);
void sample_write_ipl(const struct sample_image *image);
void sample_write_reset_vector(const struct sample_image *image);

/* Write the loader, an ELF executable of SAMPLE_ELF_SIZE bytes, at SAMPLE_IPL_ELF. */
void sample_write_elf(const struct sample_image *image);

#endif
