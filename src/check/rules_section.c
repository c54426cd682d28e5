/* Rules of one section entry: its type, its attributes and its fields. */
#include <inttypes.h>

#include "check/rules.h"
#include "check/run.h"
#include "check/section.h"

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
        report_field(run, section, "Type", "Type 0x%" PRIx32 " is reserved", section->type);
        suggest(run, "0 (BFV) to 8 (TD_PARAMS)");
    }
}

/* What table 1.1-3 gives a type; a Payload keeps its choice. */
static uint32_t right_attributes(const struct tdxp_section *section)
{
    switch (section->type) {
    case TDXP_SECTION_BFV:
        return TDXP_ATTRIBUTE_MR_EXTEND;
    case TDXP_SECTION_PERM_MEM:
        return TDXP_ATTRIBUTE_PAGE_AUG;
    case TDXP_SECTION_PAYLOAD:
        return section->attributes & TDXP_ATTRIBUTE_MR_EXTEND;
    default:
        return 0;
    }
}

RULE_CHECK(check_attributes_reserved)
{
    uint32_t reserved = section->attributes & TDXP_ATTRIBUTE_RESERVED;

    if (reserved) {
        report_field(run, section, "Attributes", "Attributes 0x%" PRIx32 " has reserved bits set: 0x%" PRIx32,
                     section->attributes, reserved);
        suggest(run, "0x%" PRIx32, right_attributes(section));
        correct_it(run, right_attributes(section));
    }
}

static void check_bit(struct tdxp_check_run *run, const struct tdxp_section *section, const char *bit, uint32_t mask)
{
    bool set = (section->attributes & mask) != 0;

    if (set != ((right_attributes(section) & mask) != 0)) {
        report_field(run, section, "Attributes", "Attributes 0x%" PRIx32 " has %s %s, which %s must %s",
                     section->attributes, bit, set ? "set" : "clear", type_name(section), set ? "not have" : "have");
        suggest(run, "0x%" PRIx32, right_attributes(section));
        correct_it(run, right_attributes(section));
    }
}

RULE_CHECK(check_mr_extend)
{
    check_bit(run, section, "MR.EXTEND (bit 0)", TDXP_ATTRIBUTE_MR_EXTEND);
}

RULE_CHECK(check_page_aug)
{
    check_bit(run, section, "PAGE.AUG (bit 1)", TDXP_ATTRIBUTE_PAGE_AUG);
}

/* ---- RawDataSize and DataOffset ---- */

RULE_CHECK(check_data_missing)
{
    bool wanted = is_copied(section) || is_info(section);

    if (wanted && section->raw_data_size == 0) {
        report_field(run, section, "RawDataSize", "RawDataSize is 0, but %s has bytes in the file", type_name(section));
        if (section->memory_data_size > 0) {
            suggest(run, "up to 0x%" PRIx64 ", the MemoryDataSize", section->memory_data_size);
        }
    }
}

RULE_CHECK(check_data_unwanted)
{
    if (is_memory_only(section) && section->raw_data_size != 0) {
        report_field(run, section, "RawDataSize", "RawDataSize is 0x%" PRIx32 ", but %s has no bytes in the file",
                     section->raw_data_size, type_name(section));
        suggest(run, "0, and DataOffset 0");
        correct_it(run, 0);
    }
}

RULE_CHECK(check_offset_without_data)
{
    if (section->raw_data_size == 0 && section->data_offset != 0) {
        report_field(run, section, "DataOffset", "DataOffset is 0x%" PRIx32 " though RawDataSize is 0",
                     section->data_offset);
        suggest(run, "0");
        correct_it(run, 0);
    }
}

/* ---- MemoryAddress and MemoryDataSize ---- */

RULE_CHECK(check_memory_below_data)
{
    if (is_info(section) || section->memory_data_size >= section->raw_data_size) {
        return;
    }
    report_field(run, section, "MemoryDataSize", "MemoryDataSize 0x%" PRIx64 " is below RawDataSize 0x%" PRIx32,
                 section->memory_data_size, section->raw_data_size);
    suggest(run, "0x%" PRIx64 ", the next multiple of 0x1000 that holds RawDataSize", round_up(section->raw_data_size));
    correct_it(run, round_up(section->raw_data_size));
}

RULE_CHECK(check_address_aligned)
{
    uint64_t over = section->memory_address % TDXP_PAGE_SIZE;

    if (is_info(section) || over == 0) {
        return;
    }
    report_field(run, section, "MemoryAddress", "MemoryAddress 0x%" PRIx64 " is not a multiple of 0x1000",
                 section->memory_address);
    if (round_up(section->memory_address) != 0) {
        suggest(run, "0x%" PRIx64 " or 0x%" PRIx64, section->memory_address - over, round_up(section->memory_address));
    } else {
        suggest(run, "0x%" PRIx64, section->memory_address - over);
        correct_it(run, section->memory_address - over);
    }
}

RULE_CHECK(check_memory_aligned)
{
    uint64_t size = section->memory_data_size;

    if (is_info(section) || size % TDXP_PAGE_SIZE == 0) {
        return;
    }
    report_field(run, section, "MemoryDataSize", "MemoryDataSize 0x%" PRIx64 " is not a multiple of 0x1000", size);
    if (round_up(size) == 0) {
        suggest(run, "0x%" PRIx64, size & ~(TDXP_PAGE_SIZE - 1));
    } else if (section->raw_data_size > 0) {
        suggest(run, "the next one that holds RawDataSize 0x%" PRIx32 " is 0x%" PRIx64, section->raw_data_size,
                round_up(size));
    } else {
        suggest(run, "the next one is 0x%" PRIx64, round_up(size));
    }
    correct_it(run, round_up(size) == 0 ? size & ~(TDXP_PAGE_SIZE - 1) : round_up(size));
}

RULE_CHECK(check_info_memory)
{
    bool address = section->memory_address != 0;

    if (!is_info(section) || (!address && section->memory_data_size == 0)) {
        return;
    }
    report_field(run, section, address ? "MemoryAddress" : "MemoryDataSize",
                 "MemoryAddress 0x%" PRIx64 " and MemoryDataSize 0x%" PRIx64 " must be 0: its bytes lie in a BFV",
                 section->memory_address, section->memory_data_size);
    suggest(run, "0 and 0");
    correct_it(run, 0);
}

RULE_CHECK(check_no_memory)
{
    if (is_info(section) || section->memory_data_size != 0) {
        return;
    }
    report_field(run, section, "MemoryDataSize", "MemoryDataSize is 0, so that there is no page to add");
    suggest(run, "a multiple of 0x1000 above 0, or no such section");
}

/* ---- what consumers do not know ---- */

RULE_CHECK(check_type_qemu)
{
    if (!is_copied(section) && !is_zeroed(section)) {
        report_field(run, section, "Type", "QEMU refuses images with a section of type %" PRIu32, section->type);
    }
}

RULE_CHECK(check_type_cloud_hypervisor)
{
    if (section->type > TDXP_SECTION_PAYLOAD_PARAM) {
        report_field(run, section, "Type",
                     "Cloud Hypervisor has no type %" PRIu32 ", and does not check: what it does with it is undefined",
                     section->type);
    }
}
