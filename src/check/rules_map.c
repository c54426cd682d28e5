/* Rules of where sections lie in guest memory. */
#include <inttypes.h>

#include "check/rules.h"
#include "check/run.h"
#include "check/section.h"

/* An x86 processor starts at the 16 bytes below 4 GiB (Intel SDM vol. 3A, 9.1.4). */
#define RESET_VECTOR UINT64_C(0xfffffff0)

/* Private addresses end at the shared bit, which is bit 47 or, with 52-bit guest addresses, bit 51. */
#define PRIVATE_NARROW (UINT64_C(1) << 47)
#define PRIVATE_WIDE (UINT64_C(1) << 51)

/* ---- M-002: the reset vector ---- */

/* Bytes of the file, not of the zero-filled tail, at all 16 addresses. */
static bool holds_reset_vector(const struct tdxp_section *section)
{
    uint64_t end;

    return section->memory_address <= RESET_VECTOR && tdxp_add(section->memory_address, section->raw_data_size, &end) &&
           end >= FOUR_GIB;
}

/* The BFV with the highest address; *holds: one of them has the reset vector. NULL for no BFV. */
static const struct tdxp_section *highest_bfv(const struct tdxp_check_run *run, bool *holds)
{
    const struct tdxp_section *highest = NULL;

    *holds = false;
    for (uint32_t i = 0; i < run->sections; i++) {
        const struct tdxp_section *s = &run->tdvf->sections[i];

        if (!is_type(s, TDXP_SECTION_BFV)) {
            continue;
        }
        *holds |= holds_reset_vector(s);
        if (!highest || s->memory_address > highest->memory_address) {
            highest = s;
        }
    }
    return highest;
}

RULE_CHECK(check_reset_vector)
{
    bool holds;
    const struct tdxp_section *bfv = highest_bfv(run, &holds);

    if (!bfv || holds) {
        return;
    }
    report_field(run, bfv, "MemoryAddress",
                 "the reset vector at GPA 0xfffffff0 lies in no BFV: this one puts 0x%" PRIx32 " bytes at 0x%" PRIx64
                 " to 0x%" PRIx64,
                 bfv->raw_data_size, bfv->memory_address,
                 tdxp_add_sat(bfv->memory_address, bfv->raw_data_size - UINT64_C(1)));
    if (bfv->raw_data_size % TDXP_PAGE_SIZE != 0) {
        suggest(run, "RawDataSize a multiple of 0x1000, and the MemoryAddress with which that many bytes end at 4 GiB");
        return;
    }
    suggest(run, "MemoryAddress 0x%" PRIx64 ", so that RawDataSize 0x%" PRIx32 " bytes end at 4 GiB",
            FOUR_GIB - bfv->raw_data_size, bfv->raw_data_size);
    correct_it(run, FOUR_GIB - bfv->raw_data_size);
}

/* ---- M-007 to M-010: addresses that cannot be ---- */

/* The field to blame for reaching beyond: the address if it lies beyond by itself. */
static const char *field_beyond(const struct tdxp_section *section, uint64_t end)
{
    return section->memory_address >= end ? "MemoryAddress" : "MemoryDataSize";
}

/* What would end there at the latest. */
static void suggest_below(struct tdxp_check_run *run, const struct tdxp_section *section, uint64_t end)
{
    if (section->memory_data_size <= end) {
        suggest(run, "MemoryAddress of at most 0x%" PRIx64 " with this MemoryDataSize",
                end - section->memory_data_size);
    } else if (section->memory_address < end) {
        suggest(run, "MemoryDataSize of at most 0x%" PRIx64 " from there", end - section->memory_address);
    }
}

RULE_CHECK(check_gpa_wraps)
{
    uint64_t end;

    if (tdxp_add(section->memory_address, section->memory_data_size, &end)) {
        return;
    }
    report_field(run, section, "MemoryDataSize",
                 "MemoryAddress 0x%" PRIx64 " plus MemoryDataSize 0x%" PRIx64 " exceeds 64 bits",
                 section->memory_address, section->memory_data_size);
    suggest_below(run, section, PRIVATE_WIDE);
}

RULE_CHECK(check_gpa_private)
{
    if (section->memory_data_size == 0 || last_gpa(section) < PRIVATE_WIDE) {
        return;
    }
    report_field(run, section, field_beyond(section, PRIVATE_WIDE),
                 "GPA 0x%" PRIx64 " to 0x%" PRIx64 " is not private memory of any TD, which ends at 0x%" PRIx64,
                 section->memory_address, last_gpa(section), PRIVATE_WIDE - 1);
    suggest_below(run, section, PRIVATE_WIDE);
}

RULE_CHECK(check_gpa_wide)
{
    if (section->memory_data_size == 0 || last_gpa(section) < PRIVATE_NARROW) {
        return;
    }
    report_field(run, section, field_beyond(section, PRIVATE_NARROW),
                 "GPA 0x%" PRIx64 " to 0x%" PRIx64 " is private only in a TD with 52-bit guest addresses",
                 section->memory_address, last_gpa(section));
    suggest_below(run, section, PRIVATE_NARROW);
}

RULE_CHECK(check_gpa_4g)
{
    bool beyond = section->memory_address >= FOUR_GIB;

    if (section->memory_data_size == 0 || last_gpa(section) < FOUR_GIB || (beyond && !is_copied(section))) {
        return;
    }
    report_field(run, section, is_copied(section) ? "MemoryAddress" : field_beyond(section, FOUR_GIB),
                 "GPA 0x%" PRIx64 " to 0x%" PRIx64 " %s 4 GiB, where %s", section->memory_address, last_gpa(section),
                 beyond ? "lies above" : "reaches past",
                 is_copied(section) ? "an image ends" : "no range may run on from below");
    suggest_below(run, section, FOUR_GIB);
}

/* ---- M-013, M-014: addresses that do not go together with the image ---- */

RULE_CHECK(check_bios_mapping)
{
    for (uint32_t i = 0; i < run->sections; i++) {
        const struct tdxp_section *s = &run->tdvf->sections[i];
        uint64_t mapped = FOUR_GIB - run->image.length + s->data_offset;

        if (is_copied(s) && s->raw_data_size > 0 && s->memory_address != mapped) {
            report_field(run, s, "MemoryAddress",
                         "MemoryAddress 0x%" PRIx64 ", but an image that ends at 4 GiB has DataOffset 0x%" PRIx32
                         " at 0x%" PRIx64,
                         s->memory_address, s->data_offset, mapped);
            suggest(run, "MemoryAddress 0x%" PRIx64, mapped);
            correct_it(run, mapped);
        }
    }
}

RULE_CHECK(check_guest_ram)
{
    uint64_t image = FOUR_GIB - run->image.length;

    if (!is_zeroed(section) || section->memory_data_size == 0 || section->memory_address >= FOUR_GIB ||
        last_gpa(section) < image) {
        return;
    }
    report_field(run, section, "MemoryAddress",
                 "GPA 0x%" PRIx64 " to 0x%" PRIx64 " lies where the image is mapped (from 0x%" PRIx64
                 "): QEMU accepts %s in guest RAM only",
                 section->memory_address, last_gpa(section), image, type_name(section));
    suggest(run, "an address in guest RAM, which begins at 0");
}
