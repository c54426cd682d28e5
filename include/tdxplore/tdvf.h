/*
 * The TDVF metadata: how its descriptor is found, and what it says.
 *
 * Facts: TD-SHIM specification 0.7 (confidential-containers/td-shim:doc/tdshim_spec.md), tables 1.1-1 to 1.1-4;
 * GUIDed table: tianocore/edk2:OvmfPkg/ResetVector/Ia16/ResetVectorVtf0.asm.
 */
#ifndef TDXPLORE_TDVF_H
#define TDXPLORE_TDVF_H

#include <stdbool.h>
#include <stdint.h>

#include "tdxplore/format.h"
#include "tdxplore/guid.h"
#include "tdxplore/tree.h"

#define TDXP_TDVF_SIGNATURE UINT32_C(0x46564454) /* "TDVF" */
/* "_NRX": td-shim's variant for the NRX loader (confidential-containers/td-shim:doc/custom_nrx_image.md). */
#define TDXP_NRX_SIGNATURE UINT32_C(0x58524e5f)
#define TDXP_TDVF_HEADER_SIZE 16u
#define TDXP_TDVF_ENTRY_SIZE 32u
#define TDXP_PAGE_SIZE UINT64_C(0x1000)

enum tdxp_section_type {
    TDXP_SECTION_BFV = 0,
    TDXP_SECTION_CFV = 1,
    TDXP_SECTION_TD_HOB = 2,
    TDXP_SECTION_TEMP_MEM = 3,
    TDXP_SECTION_PERM_MEM = 4,
    TDXP_SECTION_PAYLOAD = 5,
    TDXP_SECTION_PAYLOAD_PARAM = 6,
    TDXP_SECTION_TD_INFO = 7,
    TDXP_SECTION_TD_PARAMS = 8, /* 9 and above are reserved */
};

/* True for BFV and CFV, whose bytes every VMM copies from the image. type may be a reserved value, here and below. */
static inline bool tdxp_type_is_firmware(uint32_t type)
{
    return type == TDXP_SECTION_BFV || type == TDXP_SECTION_CFV;
}

/* True for TD_INFO and TD_PARAMS: bytes of the file that lie in another section's, and no memory. */
static inline bool tdxp_type_is_info(uint32_t type)
{
    return type == TDXP_SECTION_TD_INFO || type == TDXP_SECTION_TD_PARAMS;
}

#define TDXP_ATTRIBUTE_MR_EXTEND UINT32_C(0x1)
#define TDXP_ATTRIBUTE_PAGE_AUG UINT32_C(0x2)
#define TDXP_ATTRIBUTE_RESERVED UINT32_C(0xfffffffc)

/* A section entry with the values that it holds, whatever they are. */
struct tdxp_section {
    uint32_t index;
    uint64_t offset;           /* file offset of the entry */
    uint32_t data_offset;      /* DataOffset: file offset */
    uint32_t raw_data_size;    /* RawDataSize: bytes in the file */
    uint64_t memory_address;   /* MemoryAddress: GPA */
    uint64_t memory_data_size; /* MemoryDataSize: bytes of guest memory */
    uint32_t type;             /* enum tdxp_section_type, or a reserved value */
    uint32_t attributes;
    const struct tdxp_node *entry;   /* its node */
    const struct tdxp_node *content; /* its bytes in the file; NULL where there are none */
};

/* A descriptor as far as the file has bytes of it. */
struct tdxp_tdvf {
    uint64_t offset;  /* file offset of the signature */
    bool has_guid;    /* the TDX metadata GUID stands in the 16 bytes before */
    uint32_t present; /* how many of the header's 16 bytes exist; fields past it are 0 */
    uint32_t signature;
    uint32_t length;               /* Length, as it stands */
    uint32_t version;              /* Version, as it stands */
    uint32_t count;                /* NumberOfSectionEntry, as it stands */
    struct tdxp_section *sections; /* entries that lie wholly in the file and below the decoder's limit */
    uint32_t section_count;
    bool limited;                 /* there are more entries in the file than the decoder's limit */
    const struct tdxp_node *node; /* NULL for a descriptor that is only read, not shown */
};

/* Most entries that are decoded of one descriptor. */
#define TDXP_SECTION_LIMIT 16384u

/* The ways to the descriptor, in the order in which they are taken. */
enum tdxp_method {
    TDXP_METHOD_GUID_TABLE,     /* entry of the GUIDed table that ends at size - 0x20 */
    TDXP_METHOD_LEGACY_OFFSET,  /* u32 at size - 0x20, from the start of the file (specification, Metadata Location) */
    TDXP_METHOD_SIGNATURE_SCAN, /* the metadata GUID followed by the signature, anywhere */
    TDXP_METHODS,
};

/* What one way gave. */
enum tdxp_outcome {
    TDXP_OUTCOME_ABSENT,       /* the pointer itself does not exist: no table, no entry, file too short, no match */
    TDXP_OUTCOME_OUT_OF_RANGE, /* the pointer leads outside of the file */
    TDXP_OUTCOME_NO_SIGNATURE, /* it leads to bytes that are not "TDVF" */
    TDXP_OUTCOME_FOUND,        /* it leads to the signature */
};

struct tdxp_lookup {
    enum tdxp_method method;
    enum tdxp_outcome outcome;
    uint64_t pointer_offset;      /* file offset of the 4-byte pointer; meaningless for the scan or where absent */
    uint32_t pointer;             /* its value */
    uint64_t offset;              /* file offset that it leads to; for the scan the first match */
    uint32_t signature;           /* the four bytes there, as a number; 0 where they are not all in the file */
    uint32_t matches;             /* of the scan: how many places match */
    bool partial;                 /* of the scan: only a part of the file was searched */
    const struct tdxp_tdvf *tdvf; /* decoded from there; NULL where not OUTCOME_FOUND and not taken */
    const struct tdxp_node *node;
};

/* "guid-table", "legacy-offset", "signature-scan". */
const char *tdxp_method_name(enum tdxp_method method);

/* "GUIDed table", "legacy offset", "signature scan". */
const char *tdxp_method_title(enum tdxp_method method);

/* One entry of the GUIDed table. */
struct tdxp_guid_entry {
    struct tdxp_guid guid;
    uint64_t offset;      /* file offset of its data, where the entry starts */
    uint16_t length;      /* of the whole entry as it stands: data, length and GUID */
    uint64_t data_length; /* bytes of data */
    const struct tdxp_node *node;
};

/* Why the walk over the table ended. */
enum tdxp_table_end {
    TDXP_TABLE_ABSENT,    /* no footer GUID, or the file is too short for one */
    TDXP_TABLE_WHOLE,     /* the entries fill the table exactly */
    TDXP_TABLE_BAD_SIZE,  /* the footer's length is below its own size, or reaches before the file's start */
    TDXP_TABLE_BAD_ENTRY, /* an entry's length is below 18 or exceeds what remains */
    TDXP_TABLE_LEFT_OVER, /* 1 to 17 bytes remain, too few for an entry */
};

struct tdxp_guid_table {
    enum tdxp_table_end end;
    uint64_t footer; /* file offset of the footer entry (its length field): size - 0x32 */
    uint16_t length; /* of the whole table as the footer gives it */
    uint64_t start;  /* file offset of the first byte of the table; footer where the length is impossible */
    uint64_t bad;    /* file offset of the length field that ended the walk, for BAD_ENTRY and BAD_SIZE */
    uint16_t bad_length;
    struct tdxp_guid_entry *entries; /* in the order of the walk: from the footer backwards */
    uint32_t count;
    const struct tdxp_node *node; /* NULL where absent */
};

/* GUID of the table's footer, of the TDX metadata offset entry, and the one that stands before the descriptor. */
extern const struct tdxp_guid tdxp_guid_table_footer;
extern const struct tdxp_guid tdxp_guid_tdx_metadata_offset;
extern const struct tdxp_guid tdxp_guid_tdx_metadata;

/* The tables that say what the structures are made of. */
extern const struct tdxp_format tdxp_format_tdvf_header;
extern const struct tdxp_format tdxp_format_tdvf_section;

/* The row of a section type, or NULL for a reserved one. */
const struct tdxp_choice *tdxp_section_type_find(uint32_t type);

/* The specification's name of a section type; "reserved" for one that it does not define. */
const char *tdxp_section_type_name(uint32_t type);

#endif
