/* What a launch does with each section: pages, records, and the bytes that go into the pages. */
#include "measure/plan.h"

#include <stdlib.h>
#include <string.h>

static uint64_t multiply(uint64_t a, uint64_t b)
{
    uint64_t product;

    return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

static enum tdxp_measure_content content_of(const struct tdxp_section *section, const struct measure_model *model)
{
    bool copied = section->raw_data_size > 0 && !model->firmware_alone;

    switch (section->type) {
    case TDXP_SECTION_BFV:
    case TDXP_SECTION_CFV:
        return TDXP_CONTENT_FILE;
    case TDXP_SECTION_TD_HOB:
        return TDXP_CONTENT_TD_HOB;
    case TDXP_SECTION_PAYLOAD:
        return copied ? TDXP_CONTENT_FILE : TDXP_CONTENT_PAYLOAD;
    case TDXP_SECTION_PAYLOAD_PARAM:
        return TDXP_CONTENT_PAYLOAD_PARAM;
    default:
        return copied ? TDXP_CONTENT_FILE : TDXP_CONTENT_ZERO;
    }
}

/* How many bytes of the file the section asks for. */
static uint64_t wanted_of(const struct tdxp_section *section, const struct measure_model *model, uint64_t memory)
{
    uint64_t wanted = model->tails_from_file && tdxp_type_is_firmware(section->type) ? memory : section->raw_data_size;

    return wanted < memory ? wanted : memory;
}

static void plan_section(struct plan_section *plan, struct tdxp_measure_section *result,
                         const struct tdxp_firmware *firmware, const struct measure_model *model,
                         const struct tdxp_bytes given[static TDXP_CONTENTS])
{
    const struct tdxp_section *section = result->section;
    bool passed_over = tdxp_type_is_info(section->type) && model->info == INFO_PASSED_OVER;
    struct tdxp_range image = tdxp_firmware_range(firmware);
    uint64_t memory;

    /* Both VMMs divide MemoryDataSize by the size of a page; the specification has whole pages only. */
    plan->pages = passed_over ? 0 : section->memory_data_size / TDXP_PAGE_SIZE;
    memory = plan->pages * TDXP_PAGE_SIZE;
    plan->added = !(model->aug_honoured && section->attributes & TDXP_ATTRIBUTE_PAGE_AUG);
    result->extended = plan->pages > 0 && (model->extend_exactly ? section->attributes == TDXP_ATTRIBUTE_MR_EXTEND
                                                                 : section->attributes & TDXP_ATTRIBUTE_MR_EXTEND);
    result->content = content_of(section, model);
    if (result->content == TDXP_CONTENT_FILE) {
        uint64_t wanted = wanted_of(section, model, memory);

        result->file_offset = image.start + section->data_offset;
        plan->source = tdxp_bytes_slice(tdxp_image_bytes(firmware->image), result->file_offset,
                                        tdxp_clip(section->data_offset, wanted, image.length));
        result->missing = wanted - plan->source.size;
    } else if (is_handed_over(result->content) && given[result->content].data) {
        plan->source = tdxp_bytes_slice(&given[result->content], 0, memory);
    }
    result->copied = plan->source.size;
    result->unknown = result->extended && is_handed_over(result->content) && !given[result->content].data;
    result->pages_added = plan->added ? plan->pages : 0;
    result->bytes_extended = result->extended ? memory : 0;
    result->hashed_bytes =
        multiply(plan->pages, (plan->added ? HASHED_BY_ADD : 0) + (result->extended ? HASHED_BY_EXTEND : 0));
}

static void find_blanks(struct plan *plan, const struct tdxp_tdvf *tdvf, uint64_t image_start)
{
    for (uint32_t i = 0; i < plan->count; i++) {
        const struct tdxp_section *section = &tdvf->sections[i];
        struct tdxp_range *blank = &plan->blanks[section->type == TDXP_SECTION_TD_INFO ? 0 : 1];

        if (tdxp_type_is_info(section->type) && blank->length == 0) {
            *blank = (struct tdxp_range){image_start + section->data_offset, section->raw_data_size};
        }
    }
}

bool plan_open(struct plan *plan, const struct tdxp_firmware *firmware, const struct tdxp_tdvf *tdvf,
               const struct measure_model *model, const struct tdxp_bytes given[static TDXP_CONTENTS])
{
    *plan = (struct plan){.count = tdvf ? tdvf->section_count : 0};
    plan->sections = calloc((size_t)plan->count + 1, sizeof *plan->sections);
    plan->results = calloc((size_t)plan->count + 1, sizeof *plan->results);
    if (!plan->sections || !plan->results) {
        return false;
    }
    for (uint32_t i = 0; i < plan->count; i++) {
        plan->results[i].section = &tdvf->sections[i];
        plan_section(&plan->sections[i], &plan->results[i], firmware, model, given);
        plan->total = tdxp_add_sat(plan->total, plan->results[i].hashed_bytes);
    }
    if (model->info == INFO_BLANK) {
        find_blanks(plan, tdvf, tdxp_firmware_range(firmware).start);
    }
    return true;
}

void plan_close(struct plan *plan)
{
    free(plan->sections);
    free(plan->results);
}

/* Zero what of the blank lies in out, whose bytes begin at offset of the file. */
static void blank_out(struct tdxp_range blank, uint64_t offset, uint8_t *out, size_t length)
{
    uint64_t start;

    if (tdxp_range_overlap(blank, (struct tdxp_range){offset, length})) {
        start = blank.start > offset ? blank.start - offset : 0;
        memset(out + start, 0, (size_t)tdxp_clip(start, blank.start + blank.length - (offset + start), length));
    }
}

void plan_read(const struct plan *plan, uint32_t section, uint64_t offset, uint8_t *out, size_t length)
{
    const struct tdxp_measure_section *result = &plan->results[section];
    size_t copied = tdxp_read_some(&plan->sections[section].source, offset, out, length);

    memset(out + copied, 0, length - copied);
    for (unsigned i = 0; i < BLANKS && result->content == TDXP_CONTENT_FILE; i++) {
        blank_out(plan->blanks[i], result->file_offset + offset, out, length);
    }
}
