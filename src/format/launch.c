/* The launch, step by step. */
#include "tdxplore/launch.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tdxplore/text.h"

const char *tdxp_launch_action_name(enum tdxp_launch_action action)
{
    static const char *const names[] = {
        [TDXP_LAUNCH_NOTHING] = "nothing",
        [TDXP_LAUNCH_ADD] = "PAGE.ADD",
        [TDXP_LAUNCH_EXTEND] = "MR.EXTEND",
        [TDXP_LAUNCH_AUG] = "PAGE.AUG",
    };

    return names[action];
}

size_t tdxp_launch_steps(const struct tdxp_firmware *firmware, struct tdxp_launch_step **steps)
{
    uint32_t sections = firmware->tdvf ? firmware->tdvf->section_count : 0;
    size_t count = 0;

    *steps = sections > 0 ? calloc(2 * (size_t)sections, sizeof **steps) : NULL;
    for (uint32_t i = 0; *steps && i < sections; i++) {
        struct tdxp_launch_step step = {.section = i, .region = tdxp_guest_map_section(firmware->map, i)};

        if (step.region && step.region->placed.augmented) {
            step.action = TDXP_LAUNCH_AUG;
        } else if (step.region) {
            step.action = TDXP_LAUNCH_ADD;
        }
        (*steps)[count++] = step;
        if (step.action == TDXP_LAUNCH_ADD && step.region->placed.measured) {
            step.action = TDXP_LAUNCH_EXTEND;
            (*steps)[count++] = step;
        }
    }
    return count;
}

int32_t tdxp_launch_conflict(const struct tdxp_firmware *firmware, const struct tdxp_region *region)
{
    size_t count;
    const struct tdxp_region *regions = tdxp_guest_map_regions(firmware->map, &count);
    int32_t first = -1;

    for (size_t i = 0; region->overlapped && i < count && regions[i].start <= region->last; i++) {
        uint32_t section = regions[i].placed.section;

        if (regions[i].last >= region->start && section < region->placed.section &&
            (first < 0 || section < (uint32_t)first)) {
            first = (int32_t)section;
        }
    }
    return first;
}

/* ---- in words ---- */

/* A sentence behind what buffer holds already. */
__attribute__((format(printf, 3, 4))) static void say(char *buffer, size_t size, const char *format, ...)
{
    size_t used = strlen(buffer);
    va_list args;

    va_start(args, format);
    vsnprintf(buffer + used, size - used, format, args);
    va_end(args);
}

static uint64_t pages(uint64_t bytes)
{
    return bytes / TDXP_PAGE_SIZE + (bytes % TDXP_PAGE_SIZE != 0);
}

static void say_contents(const struct tdxp_region *region, char *buffer, size_t size)
{
    const struct tdxp_placement *p = &region->placed;

    if (p->file_size == 0) {
        say(buffer, size, "They hold zeros: no byte of the file goes there. ");
    } else if (p->file_size < p->size) {
        say(buffer, size,
            "0x%" PRIx64 " bytes of the file from 0x%" PRIx64 " are copied into them, and zeros fill the rest. ",
            p->file_size, p->file_offset);
    } else {
        say(buffer, size, "Their 0x%" PRIx64 " bytes are copied from 0x%" PRIx64 " of the file. ", p->size,
            p->file_offset);
    }
}

static void say_conflict(const struct tdxp_firmware *fw, const struct tdxp_region *region, char *buffer, size_t size)
{
    int32_t other = tdxp_launch_conflict(fw, region);

    if (other >= 0) {
        say(buffer, size,
            "But section %" PRId32 " has added some of these pages before: adding a page twice fails, so that "
            "the launch ends here, and what section %" PRId32 " put there stands. ",
            other, other);
    }
}

void tdxp_launch_describe(const struct tdxp_firmware *firmware, const struct tdxp_launch_step *step, char *buffer,
                          size_t size)
{
    const struct tdxp_section *section = &firmware->tdvf->sections[step->section];
    const char *name = tdxp_section_type_name(section->type);
    const struct tdxp_choice *type = tdxp_section_type_find(section->type);
    const struct tdxp_region *region = step->region;

    if (size == 0) {
        return;
    }
    buffer[0] = '\0';
    switch (step->action) {
    case TDXP_LAUNCH_NOTHING:
        say(buffer, size, "Section %" PRIu32 " (%s) has MemoryDataSize 0: the VMM does nothing for it. ", step->section,
            name);
        break;
    case TDXP_LAUNCH_ADD:
        say(buffer, size,
            "Section %" PRIu32 " (%s): TDH.MEM.PAGE.ADD adds %" PRIu64 " private page%s at GPA 0x%" PRIx64
            " to 0x%" PRIx64 ". ",
            step->section, name, pages(region->placed.size), pages(region->placed.size) == 1 ? "" : "s", region->start,
            region->last);
        say_contents(region, buffer, size);
        say_conflict(firmware, region, buffer, size);
        break;
    case TDXP_LAUNCH_EXTEND:
        say(buffer, size,
            "Section %" PRIu32 " (%s) has MR.EXTEND: TDH.MR.EXTEND puts the contents of its pages into MRTD, 256 "
            "bytes at a time, so that the measurement vouches for each of them. KVM does this page by page, right "
            "after each page is added. ",
            step->section, name);
        break;
    case TDXP_LAUNCH_AUG:
        say(buffer, size,
            "Section %" PRIu32 " (%s) has PAGE.AUG: GPA 0x%" PRIx64 " to 0x%" PRIx64
            " is left out before the guest runs. The pages come with TDH.MEM.PAGE.AUG when the guest accepts them, "
            "zeroed and not measured. ",
            step->section, name, region->start, region->last);
        break;
    }
    if (type && step->action != TDXP_LAUNCH_EXTEND) {
        say(buffer, size, "%s: %s.", name, type->doc.summary);
    }
}
