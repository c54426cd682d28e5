/* Rules of SEV metadata that take more than one section to break. */
#include <inttypes.h>
#include <stdlib.h>

#include "check/overlap.h"
#include "check/rules.h"
#include "check/run.h"

/* The sections as those of a descriptor, whose guest memory they have. The caller frees them; NULL: no memory. */
static struct tdxp_section *as_sections(const struct tdxp_sev *sev)
{
    struct tdxp_section *sections = calloc((size_t)sev->section_count + 1, sizeof *sections);

    for (uint32_t i = 0; sections && i < sev->section_count; i++) {
        sections[i].index = i;
        sections[i].memory_address = sev->sections[i].base;
        sections[i].memory_data_size = sev->sections[i].size;
    }
    return sections;
}

RULE_CHECK(check_sev_overlap)
{
    const struct tdxp_sev *sev = run->fw->sev;
    struct tdxp_section *sections;
    uint32_t *partner;

    if (!sev) {
        return;
    }
    sections = as_sections(sev);
    partner = calloc((size_t)sev->section_count + 1, sizeof *partner);
    if (!sections || !partner || !find_overlaps(sections, sev->section_count, guest_extent, partner)) {
        run->failed = true;
    }
    for (uint32_t i = 0; !run->failed && i < sev->section_count; i++) {
        if (partner[i] != OVERLAP_NONE) {
            const struct tdxp_sev_section *s = &sev->sections[i];
            const struct tdxp_sev_section *other = &sev->sections[partner[i]];

            report(run, field_of(s->node, "Base"),
                   "SEV section %" PRIu32 ": GPA 0x%" PRIx32 " and the 0x%" PRIx32
                   " bytes from there share guest memory with section %" PRIu32 ", 0x%" PRIx32
                   " bytes at GPA 0x%" PRIx32,
                   i, s->base, s->size, partner[i], other->size, other->base);
        }
    }
    free(sections);
    free(partner);
}
