/* What rules and consumers ask of one section entry. */
#ifndef CHECK_SECTION_H
#define CHECK_SECTION_H

#include "tdxplore/range.h"
#include "tdxplore/tdvf.h"

/* Where a BIOS image ends in guest memory. */
#define FOUR_GIB (UINT64_C(1) << 32)

static inline bool is_type(const struct tdxp_section *section, enum tdxp_section_type type)
{
    return section->type == (uint32_t)type;
}

static inline bool is_copied(const struct tdxp_section *section)
{
    return tdxp_type_is_firmware(section->type);
}

/* TD_HOB and TempMem: guest RAM that is added as zeros. */
static inline bool is_zeroed(const struct tdxp_section *section)
{
    return is_type(section, TDXP_SECTION_TD_HOB) || is_type(section, TDXP_SECTION_TEMP_MEM);
}

/* TD_HOB, TempMem and PermMem: no bytes of the file. */
static inline bool is_memory_only(const struct tdxp_section *section)
{
    return is_zeroed(section) || is_type(section, TDXP_SECTION_PERM_MEM);
}

static inline bool is_info(const struct tdxp_section *section)
{
    return tdxp_type_is_info(section->type);
}

static inline const char *type_name(const struct tdxp_section *section)
{
    return tdxp_section_type_name(section->type);
}

/* File offset behind its bytes, in more than 32 bits. */
static inline uint64_t data_end(const struct tdxp_section *section)
{
    return (uint64_t)section->data_offset + section->raw_data_size;
}

/* Its last guest-physical address, where MemoryDataSize is not 0; 2^64 - 1 where the range wraps. */
static inline uint64_t last_gpa(const struct tdxp_section *section)
{
    return tdxp_add_sat(section->memory_address, section->memory_data_size - 1);
}

/* Length of a descriptor with that many section entries, in more than 32 bits. */
static inline uint64_t length_with(uint32_t entries)
{
    return TDXP_TDVF_HEADER_SIZE + (uint64_t)TDXP_TDVF_ENTRY_SIZE * entries;
}

#endif
