/* Rules of what lies over what: in the file, and in guest memory. */
#include <inttypes.h>

#include "check/overlap.h"
#include "check/rules.h"
#include "check/run.h"
#include "check/section.h"

RULE_CHECK(check_over_descriptor)
{
    struct tdxp_range data = {section->data_offset, section->raw_data_size};
    struct tdxp_range descriptor = {run->tdvf->offset, run->tdvf->length};

    if (is_type(section, TDXP_SECTION_BFV) || !tdxp_range_overlap(data, descriptor)) {
        return;
    }
    report_field(run, section, "DataOffset",
                 "its bytes 0x%" PRIx64 " to 0x%" PRIx64 " lie over the descriptor itself, at 0x%" PRIx64
                 " to 0x%" PRIx64,
                 data.start, data_end(section) - 1, descriptor.start, descriptor.start + descriptor.length - 1);
    if (data.start < descriptor.start) {
        suggest(run, "RawDataSize of at most 0x%" PRIx64, descriptor.start - data.start);
    } else {
        suggest(run, "DataOffset 0x%" PRIx64 " or above, behind the descriptor", descriptor.start + descriptor.length);
    }
}

/* Say of each section a that shares something with an earlier one b. */
static void report_overlaps(struct tdxp_check_run *run, extent_of *of,
                            void (*say)(struct tdxp_check_run *run, const struct tdxp_section *a,
                                        const struct tdxp_section *b))
{
    if (run->sections == 0) {
        return;
    }
    if (!find_overlaps(run->tdvf->sections, run->sections, of, run->overlap)) {
        run->failed = true;
        return;
    }
    for (uint32_t i = 0; i < run->sections; i++) {
        if (run->overlap[i] != OVERLAP_NONE) {
            say(run, &run->tdvf->sections[i], &run->tdvf->sections[run->overlap[i]]);
        }
    }
}

static void say_file_overlap(struct tdxp_check_run *run, const struct tdxp_section *a, const struct tdxp_section *b)
{
    report_field(run, a, "DataOffset",
                 "takes 0x%" PRIx32 " to 0x%" PRIx64 " of the file, section %" PRIu32 " (%s) 0x%" PRIx32
                 " to 0x%" PRIx64,
                 a->data_offset, data_end(a) - 1, b->index, type_name(b), b->data_offset, data_end(b) - 1);
    if (a->data_offset < b->data_offset) {
        suggest(run, "RawDataSize of at most 0x%" PRIx32, b->data_offset - a->data_offset);
    }
}

RULE_CHECK(check_file_overlap)
{
    report_overlaps(run, file_extent, say_file_overlap);
}

static void say_guest_overlap(struct tdxp_check_run *run, const struct tdxp_section *a, const struct tdxp_section *b)
{
    report_field(run, a, "MemoryAddress",
                 "GPA 0x%" PRIx64 " to 0x%" PRIx64 " overlaps section %" PRIu32 " (%s) at 0x%" PRIx64 " to 0x%" PRIx64,
                 a->memory_address, last_gpa(a), b->index, type_name(b), b->memory_address, last_gpa(b));
    if (is_zeroed(a)) {
        suggest(run, "MemoryAddress 0x%" PRIx64 " or above, behind section %" PRIu32, last_gpa(b) + 1, b->index);
    }
}

RULE_CHECK(check_gpa_overlap)
{
    report_overlaps(run, guest_extent, say_guest_overlap);
}
