/* Rules of one section entry: its type, its attributes and its fields. */
#include <inttypes.h>

#include "check/rules.h"
#include "check/run.h"

static bool info(const struct tdxp_section *section)
{
    return section->type == TDXP_SECTION_TD_INFO || section->type == TDXP_SECTION_TD_PARAMS;
}

static const char *name(const struct tdxp_section *section)
{
    return tdxp_section_type_name(section->type);
}

static const struct tdxp_node *field(const struct tdxp_section *section, const char *field_name)
{
    return field_of(section->entry, field_name);
}

/* The first multiple of a page at or above value; 0 where there is none below 2^64. */
static uint64_t round_up(uint64_t value)
{
    uint64_t rounded;

    return tdxp_add(value, TDXP_PAGE_SIZE - 1, &rounded) ? rounded & ~(TDXP_PAGE_SIZE - 1) : 0;
}

/* ---- Type and Attributes ---- */

RULE_CHECK(check_type)
{
    if (section->type > TDXP_SECTION_TD_PARAMS) {
        report(run, field(section, "Type"), "section %" PRIu32 ": Type 0x%" PRIx32 " is reserved",
               section->index, section->type);
        suggest(run, "0 (BFV) to 8 (TD_PARAMS)");
    }
}

RULE_CHECK(check_attributes_reserved)
{
    uint32_t reserved = section->attributes & TDXP_ATTRIBUTE_RESERVED;

    if (reserved) {
        report(run, field(section, "Attributes"),
               "section %" PRIu32 " (%s): Attributes 0x%" PRIx32 " has reserved bits set: 0x%" PRIx32,
               section->index, name(section), section->attributes, reserved);
        suggest(run, "0x%" PRIx32, section->attributes & ~TDXP_ATTRIBUTE_RESERVED);
    }
}

/* Say that a bit is set or clear against the type's wish. */
static void report_bit(struct tdxp_check_run *run, const struct tdxp_section *section, const char *bit,
                       uint32_t mask)
{
    bool set = (section->attributes & mask) != 0;

    report(run, field(section, "Attributes"),
           "section %" PRIu32 " (%s): Attributes 0x%" PRIx32 " has %s %s, which %s must %s",
           section->index, name(section), section->attributes, bit, set ? "set" : "clear", name(section),
           set ? "not have" : "have");
    suggest(run, "0x%" PRIx32, section->attributes ^ mask);
}

RULE_CHECK(check_mr_extend)
{
    bool set = (section->attributes & TDXP_ATTRIBUTE_MR_EXTEND) != 0;

    if (section->type == TDXP_SECTION_PAYLOAD) {
        return;
    }
    if (set != (section->type == TDXP_SECTION_BFV)) {
        report_bit(run, section, "MR.EXTEND (bit 0)", TDXP_ATTRIBUTE_MR_EXTEND);
    }
}

RULE_CHECK(check_page_aug)
{
    bool set = (section->attributes & TDXP_ATTRIBUTE_PAGE_AUG) != 0;

    if (set != (section->type == TDXP_SECTION_PERM_MEM)) {
        report_bit(run, section, "PAGE.AUG (bit 1)", TDXP_ATTRIBUTE_PAGE_AUG);
    }
}

/* ---- RawDataSize and DataOffset ---- */

RULE_CHECK(check_data_missing)
{
    bool wanted = section->type == TDXP_SECTION_BFV || section->type == TDXP_SECTION_CFV || info(section);

    if (wanted && section->raw_data_size == 0) {
        report(run, field(section, "RawDataSize"),
               "section %" PRIu32 " (%s): RawDataSize is 0, but %s has bytes in the file", section->index,
               name(section), name(section));
        if (section->memory_data_size > 0) {
            suggest(run, "up to 0x%" PRIx64 ", the MemoryDataSize", section->memory_data_size);
        }
    }
}

RULE_CHECK(check_data_unwanted)
{
    bool memory_only = section->type == TDXP_SECTION_TD_HOB ||
                       section->type == TDXP_SECTION_TEMP_MEM ||
                       section->type == TDXP_SECTION_PERM_MEM;

    if (memory_only && section->raw_data_size != 0) {
        report(run, field(section, "RawDataSize"),
               "section %" PRIu32 " (%s): RawDataSize is 0x%" PRIx32 ", but %s has no bytes in the file",
               section->index, name(section), section->raw_data_size, name(section));
        suggest(run, "0, and DataOffset 0");
    }
}

RULE_CHECK(check_offset_without_data)
{
    if (section->raw_data_size == 0 && section->data_offset != 0) {
        report(run, field(section, "DataOffset"),
               "section %" PRIu32 " (%s): DataOffset is 0x%" PRIx32 " though RawDataSize is 0",
               section->index, name(section), section->data_offset);
        suggest(run, "0");
    }
}

/* ---- MemoryAddress and MemoryDataSize ---- */

RULE_CHECK(check_memory_below_data)
{
    if (info(section) || section->memory_data_size >= section->raw_data_size) {
        return;
    }
    report(run, field(section, "MemoryDataSize"),
           "section %" PRIu32 " (%s): MemoryDataSize 0x%" PRIx64 " is below RawDataSize 0x%" PRIx32,
           section->index, name(section), section->memory_data_size, section->raw_data_size);
    suggest(run, "0x%" PRIx64 ", the next multiple of 0x1000 that holds RawDataSize",
            round_up(section->raw_data_size));
}

RULE_CHECK(check_address_aligned)
{
    uint64_t over = section->memory_address % TDXP_PAGE_SIZE;

    if (info(section) || over == 0) {
        return;
    }
    report(run, field(section, "MemoryAddress"),
           "section %" PRIu32 " (%s): MemoryAddress 0x%" PRIx64 " is not a multiple of 0x1000",
           section->index, name(section), section->memory_address);
    if (round_up(section->memory_address) != 0) {
        suggest(run, "0x%" PRIx64 " or 0x%" PRIx64, section->memory_address - over,
                round_up(section->memory_address));
    } else {
        suggest(run, "0x%" PRIx64, section->memory_address - over);
    }
}

RULE_CHECK(check_memory_aligned)
{
    uint64_t size = section->memory_data_size;

    if (info(section) || size % TDXP_PAGE_SIZE == 0) {
        return;
    }
    report(run, field(section, "MemoryDataSize"),
           "section %" PRIu32 " (%s): MemoryDataSize 0x%" PRIx64 " is not a multiple of 0x1000",
           section->index, name(section), size);
    if (round_up(size) == 0) {
        suggest(run, "0x%" PRIx64, size & ~(TDXP_PAGE_SIZE - 1));
    } else if (section->raw_data_size > 0) {
        suggest(run, "the next one that holds RawDataSize 0x%" PRIx32 " is 0x%" PRIx64,
                section->raw_data_size, round_up(size));
    } else {
        suggest(run, "the next one is 0x%" PRIx64, round_up(size));
    }
}

RULE_CHECK(check_info_memory)
{
    bool address = section->memory_address != 0;

    if (!info(section) || (!address && section->memory_data_size == 0)) {
        return;
    }
    report(run, field(section, address ? "MemoryAddress" : "MemoryDataSize"),
           "section %" PRIu32 " (%s): MemoryAddress 0x%" PRIx64 " and MemoryDataSize 0x%" PRIx64
           " must be 0: its bytes lie in a BFV",
           section->index, name(section), section->memory_address, section->memory_data_size);
    suggest(run, "0 and 0");
}

RULE_CHECK(check_no_memory)
{
    if (info(section) || section->memory_data_size != 0) {
        return;
    }
    report(run, field(section, "MemoryDataSize"),
           "section %" PRIu32 " (%s): MemoryDataSize is 0, so that there is no page to add", section->index,
           name(section));
    suggest(run, "a multiple of 0x1000 above 0, or no such section");
}

/* ---- what consumers do not know ---- */

RULE_CHECK(check_type_qemu)
{
    if (section->type > TDXP_SECTION_TEMP_MEM) {
        report(run, field(section, "Type"),
               "section %" PRIu32 ": QEMU refuses images with a section of type %" PRIu32 " (%s)",
               section->index, section->type, name(section));
    }
}

RULE_CHECK(check_type_cloud_hypervisor)
{
    if (section->type > TDXP_SECTION_PAYLOAD_PARAM) {
        report(run, field(section, "Type"),
               "section %" PRIu32 ": Cloud Hypervisor has no type %" PRIu32
               " (%s), and does not check: what it does with it is undefined",
               section->index, section->type, name(section));
    }
}
