/* Rules of the sections together: what there must be, and where they lie in guest memory. */
#include <inttypes.h>

#include "check/overlap.h"
#include "check/rules.h"
#include "check/run.h"

#define FOUR_GIB (UINT64_C(1) << 32)

/* An x86 processor starts at the 16 bytes below 4 GiB (Intel SDM vol. 3A, 9.1.4). */
#define RESET_VECTOR UINT64_C(0xfffffff0)

/* Private addresses end at the shared bit, which is bit 47 or, with 52-bit guest addresses, bit 51. */
#define PRIVATE_NARROW (UINT64_C(1) << 47)
#define PRIVATE_WIDE (UINT64_C(1) << 51)

static const char *name(const struct tdxp_section *section)
{
    return tdxp_section_type_name(section->type);
}

static bool copied(const struct tdxp_section *section)
{
    return section->type == TDXP_SECTION_BFV || section->type == TDXP_SECTION_CFV;
}

/* The last address of a section with memory; 2^64 - 1 where its range wraps. */
static uint64_t last_of(const struct tdxp_section *section)
{
    return tdxp_add_sat(section->memory_address, section->memory_data_size - 1);
}

/* The first section of a type, or NULL. */
static const struct tdxp_section *first_of(const struct tdxp_check_run *run, enum tdxp_section_type type)
{
    for (uint32_t i = 0; i < run->sections; i++) {
        if (run->tdvf->sections[i].type == (uint32_t)type) {
            return &run->tdvf->sections[i];
        }
    }
    return NULL;
}

static const struct tdxp_node *field(const struct tdxp_section *section, const char *field_name)
{
    return field_of(section->entry, field_name);
}

/* ---- M-001 to M-006: what there must be ---- */

RULE_CHECK(check_no_bfv)
{
    (void)section;
    if (run->tdvf && !first_of(run, TDXP_SECTION_BFV)) {
        report(run, run->tdvf->node, "none of the %" PRIu32 " sections is a BFV", run->sections);
        suggest(run, "a section of type 0 with the firmware's code, up to the reset vector at 4 GiB");
    }
}

/* Bytes of the file, not of the zero-filled tail, at all 16 addresses. */
static bool holds_reset_vector(const struct tdxp_section *section)
{
    uint64_t end;

    return section->type == TDXP_SECTION_BFV && section->memory_address <= RESET_VECTOR &&
           tdxp_add(section->memory_address, section->raw_data_size, &end) && end >= FOUR_GIB;
}

RULE_CHECK(check_reset_vector)
{
    const struct tdxp_section *nearest = NULL;

    (void)section;
    for (uint32_t i = 0; run->tdvf && i < run->sections; i++) {
        const struct tdxp_section *s = &run->tdvf->sections[i];

        if (holds_reset_vector(s)) {
            return;
        }
        if (s->type == TDXP_SECTION_BFV && (!nearest || s->memory_address > nearest->memory_address)) {
            nearest = s;
        }
    }
    if (!nearest) {
        return;
    }
    report_section(run, nearest, field(nearest, "MemoryAddress"),
                   "the reset vector at GPA 0xfffffff0 lies in no BFV: section %" PRIu32
                   " puts 0x%" PRIx32 " bytes at 0x%" PRIx64 " to 0x%" PRIx64,
                   nearest->index, nearest->raw_data_size, nearest->memory_address,
                   tdxp_add_sat(nearest->memory_address, nearest->raw_data_size));
    suggest(run, "MemoryAddress 0x%" PRIx64 ", so that RawDataSize 0x%" PRIx32 " bytes end at 4 GiB",
            FOUR_GIB - nearest->raw_data_size, nearest->raw_data_size);
}

RULE_CHECK(check_repeated)
{
    static const enum tdxp_section_type once[] = {
        TDXP_SECTION_TD_HOB,  TDXP_SECTION_PAYLOAD,   TDXP_SECTION_PAYLOAD_PARAM,
        TDXP_SECTION_TD_INFO, TDXP_SECTION_TD_PARAMS,
    };

    (void)section;
    for (size_t t = 0; run->tdvf && t < sizeof once / sizeof once[0]; t++) {
        const struct tdxp_section *first = first_of(run, once[t]);

        for (uint32_t i = first ? first->index + 1 : run->sections; i < run->sections; i++) {
            const struct tdxp_section *s = &run->tdvf->sections[i];

            if (s->type == (uint32_t)once[t]) {
                report_section(run, s, field(s, "Type"),
                               "section %" PRIu32 " is another %s: section %" PRIu32
                               " is one already, and there may be only one",
                               s->index, name(s), first->index);
            }
        }
    }
}

RULE_CHECK(check_no_hob_no_perm)
{
    (void)section;
    if (run->tdvf && !first_of(run, TDXP_SECTION_TD_HOB) && !first_of(run, TDXP_SECTION_PERM_MEM)) {
        report(run, run->tdvf->node, "none of the %" PRIu32 " sections is a TD_HOB or a PermMem",
               run->sections);
        suggest(run, "a section of type 2 (TD_HOB), which QEMU and Cloud Hypervisor cannot do without");
    }
}

RULE_CHECK(check_no_hob)
{
    const struct tdxp_section *perm;

    (void)section;
    if (!run->tdvf || first_of(run, TDXP_SECTION_TD_HOB)) {
        return;
    }
    perm = first_of(run, TDXP_SECTION_PERM_MEM);
    if (perm) {
        report(run, run->tdvf->node,
               "there is no TD_HOB: section %" PRIu32
               " (PermMem) stands in by the specification, but QEMU and Cloud Hypervisor stop",
               perm->index);
    }
}

RULE_CHECK(check_param_alone)
{
    const struct tdxp_section *param;

    (void)section;
    param = run->tdvf ? first_of(run, TDXP_SECTION_PAYLOAD_PARAM) : NULL;
    if (param && !first_of(run, TDXP_SECTION_PAYLOAD)) {
        report_section(run, param, field(param, "Type"),
                       "section %" PRIu32 " is a PayloadParam, but there is no Payload", param->index);
        suggest(run, "a section of type 5 (Payload), or no PayloadParam");
    }
}

/* ---- M-007 to M-010: addresses that cannot be ---- */

RULE_CHECK(check_gpa_wraps)
{
    uint64_t end;

    if (tdxp_add(section->memory_address, section->memory_data_size, &end)) {
        return;
    }
    report(run, field(section, "MemoryDataSize"),
           "section %" PRIu32 " (%s): MemoryAddress 0x%" PRIx64 " plus MemoryDataSize 0x%" PRIx64
           " exceeds 64 bits",
           section->index, name(section), section->memory_address, section->memory_data_size);
}

RULE_CHECK(check_gpa_private)
{
    if (section->memory_data_size > 0 && last_of(section) >= PRIVATE_WIDE) {
        report(run, field(section, section->memory_address >= PRIVATE_WIDE ? "MemoryAddress"
                                                                           : "MemoryDataSize"),
               "section %" PRIu32 " (%s): GPA 0x%" PRIx64 " to 0x%" PRIx64
               " is not private memory of any TD, which ends at 0x%" PRIx64,
               section->index, name(section), section->memory_address, last_of(section), PRIVATE_WIDE);
    }
}

RULE_CHECK(check_gpa_wide)
{
    if (section->memory_data_size > 0 && last_of(section) >= PRIVATE_NARROW) {
        report(run, field(section, section->memory_address >= PRIVATE_NARROW ? "MemoryAddress"
                                                                             : "MemoryDataSize"),
               "section %" PRIu32 " (%s): GPA 0x%" PRIx64 " to 0x%" PRIx64
               " is private only in a TD with 52-bit guest addresses",
               section->index, name(section), section->memory_address, last_of(section));
    }
}

RULE_CHECK(check_gpa_4g)
{
    uint64_t end = tdxp_add_sat(section->memory_address, section->memory_data_size);
    bool crosses = section->memory_address < FOUR_GIB && end > FOUR_GIB;

    if (section->memory_data_size == 0 || (!crosses && !(copied(section) && end > FOUR_GIB))) {
        return;
    }
    report(run, field(section, crosses && section->memory_address <= RESET_VECTOR && !copied(section)
                                   ? "MemoryDataSize"
                                   : "MemoryAddress"),
           "section %" PRIu32 " (%s): GPA 0x%" PRIx64 " to 0x%" PRIx64 " reaches past 4 GiB, where %s",
           section->index, name(section), section->memory_address, end,
           copied(section) ? "an image ends" : "no range may run on from below");
    if (section->memory_data_size <= FOUR_GIB) {
        suggest(run, "MemoryAddress of at most 0x%" PRIx64 " with this MemoryDataSize",
                FOUR_GIB - section->memory_data_size);
    }
}

/* ---- M-011, M-013, M-014: addresses that do not go together ---- */

RULE_CHECK(check_gpa_overlap)
{
    struct extent *extents = arena_alloc(run->texts, (size_t)run->sections + 1, sizeof *extents);
    uint32_t count = 0;

    (void)section;
    run->failed |= !extents;
    for (uint32_t i = 0; !run->failed && i < run->sections; i++) {
        const struct tdxp_section *s = &run->tdvf->sections[i];

        if (s->memory_data_size > 0) {
            extents[count++] = (struct extent){s->memory_address, last_of(s), i};
        }
    }
    run->failed = run->failed || !find_overlaps(extents, count, run->overlap);
    for (uint32_t i = 0; !run->failed && i < count; i++) {
        if (run->overlap[i] != OVERLAP_NONE) {
            const struct tdxp_section *a = &run->tdvf->sections[extents[i].index];
            const struct tdxp_section *b = &run->tdvf->sections[run->overlap[i]];

            report_section(run, a, field(a, "MemoryAddress"),
                           "section %" PRIu32 " (%s) at GPA 0x%" PRIx64 " to 0x%" PRIx64
                           " overlaps section %" PRIu32 " (%s) at 0x%" PRIx64 " to 0x%" PRIx64,
                           a->index, name(a), a->memory_address, last_of(a), b->index, name(b),
                           b->memory_address, last_of(b));
        }
    }
}

RULE_CHECK(check_bios_mapping)
{
    (void)section;
    for (uint32_t i = 0; run->tdvf && run->size <= FOUR_GIB && i < run->sections; i++) {
        const struct tdxp_section *s = &run->tdvf->sections[i];
        uint64_t mapped = FOUR_GIB - run->size + s->data_offset;

        if (!copied(s) || s->raw_data_size == 0 || s->memory_address == mapped) {
            continue;
        }
        report_section(run, s, field(s, "MemoryAddress"),
                       "section %" PRIu32 " (%s): MemoryAddress 0x%" PRIx64
                       ", but an image that ends at 4 GiB has DataOffset 0x%" PRIx32 " at 0x%" PRIx64,
                       s->index, name(s), s->memory_address, s->data_offset, mapped);
        suggest(run, "MemoryAddress 0x%" PRIx64, mapped);
    }
}

RULE_CHECK(check_guest_ram)
{
    uint64_t image = run->size < FOUR_GIB ? FOUR_GIB - run->size : 0;

    if ((section->type != TDXP_SECTION_TD_HOB && section->type != TDXP_SECTION_TEMP_MEM) ||
        section->memory_data_size == 0 || section->memory_address >= FOUR_GIB ||
        last_of(section) < image) {
        return;
    }
    report(run, field(section, "MemoryAddress"),
           "section %" PRIu32 " (%s): GPA 0x%" PRIx64 " to 0x%" PRIx64
           " lies where the image is mapped (from 0x%" PRIx64 "): QEMU accepts %s in guest RAM only",
           section->index, name(section), section->memory_address, last_of(section), image, name(section));
}
