/* Why a launch does not come to an MRTD: the verdicts, what the TDX module refuses, what is not known. */
#include "measure/refusal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/overlap.h"

__attribute__((format(printf, 2, 0))) static void give_reason(struct refusal *refusal, const char *format, va_list args)
{
    refusal->refused = true;
    vsnprintf(refusal->text, sizeof refusal->text, format, args);
}

void refuse(struct refusal *refusal, const char *format, ...)
{
    va_list args;

    if (refusal->refused) {
        return;
    }
    va_start(args, format);
    give_reason(refusal, format, args);
    va_end(args);
}

void refuse_finally(struct refusal *refusal, const char *format, ...)
{
    va_list args;

    if (refusal->final) {
        return;
    }
    refusal->final = true;
    va_start(args, format);
    give_reason(refusal, format, args);
    va_end(args);
}

void refuse_over_limit(struct refusal *refusal, uint64_t total, uint64_t limit)
{
    if (limit == 0) {
        limit = TDXP_MEASURE_LIMIT_DEFAULT;
    }
    if (total > limit) {
        refuse_finally(refusal, "0x%" PRIx64 " bytes would be hashed, which is more than the limit of 0x%" PRIx64,
                       total, limit);
    }
}

static const struct tdxp_verdict *verdict_of(const struct tdxp_check_result *check, const char *key)
{
    return &check->verdicts[tdxp_consumer_find(key)];
}

const struct tdxp_verdict *vmm_verdict(const struct tdxp_check_result *check, enum tdxp_vmm vmm)
{
    return verdict_of(check, model_consumers(vmm)[0]);
}

void refusal_of_image(struct refusal *refusal, const struct tdxp_firmware *firmware,
                      const struct tdxp_check_result *check, enum tdxp_vmm vmm)
{
    const struct tdxp_tdvf *tdvf = vmm_verdict(check, vmm)->tdvf;

    if (!firmware->tdvf) {
        refuse_finally(refusal, "there is no TDX descriptor");
        return;
    }
    for (const char *const *key = model_consumers(vmm); *key; key++) {
        const struct tdxp_verdict *verdict = verdict_of(check, *key);

        if (!verdict->accepts) {
            refuse(refusal, "%s: %s", verdict->consumer->name, verdict->reason);
        }
    }
    if (!tdvf) {
        refuse(refusal, "%s reads another descriptor than any that is decoded here", tdxp_vmm_name(vmm));
    } else if (tdvf->limited) {
        refuse(refusal, "only the first %" PRIu32 " of %" PRIu32 " section entries are decoded", tdvf->section_count,
               tdvf->count);
    }
}

/* ---- the plan ---- */

/* The pages of a section that PAGE.ADD adds. */
static bool added_extent(const struct tdxp_section *section, struct extent *extent)
{
    uint64_t bytes = section->memory_data_size / TDXP_PAGE_SIZE * TDXP_PAGE_SIZE;

    if (bytes == 0) {
        return false;
    }
    *extent = (struct extent){section->memory_address, tdxp_add_sat(section->memory_address, bytes - 1)};
    return true;
}

/*
 * Intel TDX Module ABI, TDH.MEM.PAGE.ADD: a page is added once, and TDH.MR.EXTEND wants one that was added. Linux
 * besides, whatever the VMM: a region has pages, its GPA is aligned and does not wrap (arch/x86/kvm/vmx/tdx.c,
 * tdx_vcpu_init_mem_region). The specification has MemoryDataSize 0 for no action.
 */
static void refuse_section(struct refusal *refusal, const struct plan *plan, uint32_t i, uint32_t partner,
                           enum tdxp_vmm vmm)
{
    const struct tdxp_section *section = plan->results[i].section;
    const char *name = tdxp_section_type_name(section->type);
    struct extent extent;

    if (!plan->sections[i].added) {
        if (plan->results[i].extended) {
            refuse(refusal, "section %" PRIu32 " (%s): the TDX module extends no page that was not added", i, name);
        }
        return;
    }
    if (!added_extent(section, &extent)) {
        if (vmm == TDXP_VMM_CLOUD_HYPERVISOR) {
            refuse(refusal, "section %" PRIu32 " (%s): KVM refuses a region of no pages (MemoryDataSize 0x%" PRIx64 ")",
                   i, name, section->memory_data_size);
        }
        return;
    }
    if (section->memory_address % TDXP_PAGE_SIZE != 0) {
        refuse(refusal, "section %" PRIu32 " (%s): KVM refuses GPA 0x%" PRIx64 ", which is not page aligned", i, name,
               section->memory_address);
    }
    if (extent.last == UINT64_MAX) {
        refuse(refusal, "section %" PRIu32 " (%s): KVM refuses GPA 0x%" PRIx64 " plus 0x%" PRIx64 " bytes, which wraps",
               i, name, section->memory_address, section->memory_data_size);
    }
    if (partner != OVERLAP_NONE) {
        refuse(refusal,
               "section %" PRIu32 " (%s): the TDX module adds a page once, and section %" PRIu32
               " has added some of these",
               i, name, partner);
    }
}

/* The same where PAGE.AUG is honoured. */
static bool added_extent_but_aug(const struct tdxp_section *section, struct extent *extent)
{
    return !(section->attributes & TDXP_ATTRIBUTE_PAGE_AUG) && added_extent(section, extent);
}

static bool refuse_sections(struct refusal *refusal, const struct plan *plan, enum tdxp_vmm vmm)
{
    extent_of *of = model_of(vmm, TDXP_ORDER_PER_PAGE).aug_honoured ? added_extent_but_aug : added_extent;
    uint32_t *partners = calloc((size_t)plan->count + 1, sizeof *partners);
    bool found = partners && (plan->count == 0 || find_overlaps(plan->results[0].section, plan->count, of, partners));

    for (uint32_t i = 0; found && i < plan->count; i++) {
        refuse_section(refusal, plan, i, partners[i], vmm);
    }
    free(partners);
    return found;
}

/* ---- data that is not in the image ---- */

static const char *data_name(enum tdxp_measure_content content)
{
    static const char *const names[TDXP_CONTENTS] = {
        [TDXP_CONTENT_PAYLOAD] = "a payload that is not in the image",
        [TDXP_CONTENT_TD_HOB] = "the hand-off blocks that the VMM writes",
        [TDXP_CONTENT_PAYLOAD_PARAM] = "the command line that the VMM writes",
    };

    return names[content];
}

/*
 * Cloud Hypervisor takes a bzImage alone: "HdrS", a version of 2.00 or later, and loaded high (vmm/src/vm.rs,
 * populate_tdx_sections; the header is at 0x1f1 by Linux, Documentation/arch/x86/boot.rst).
 */
static bool is_bzimage(const struct tdxp_bytes *payload)
{
    uint16_t version;
    uint8_t flags;

    return tdxp_read_equals(payload, 0x202, "HdrS", 4) && tdxp_read_u16(payload, 0x206, &version) && version >= 0x200 &&
           tdxp_read_u8(payload, 0x211, &flags) && (flags & 1);
}

static void refuse_data(struct refusal *refusal, const struct tdxp_measure_section *result,
                        const struct tdxp_measure_options *options)
{
    const struct tdxp_section *section = result->section;
    const struct tdxp_bytes *given = &options->given[result->content];

    if (!is_handed_over(result->content)) {
        return;
    }
    if (result->unknown) {
        refuse(refusal, "the value depends on what is not known: section %" PRIu32 " (%s) measures %s", section->index,
               tdxp_section_type_name(section->type), data_name(result->content));
    }
    if (given->data && given->size > section->memory_data_size) {
        refuse(refusal,
               "section %" PRIu32 " (%s) has 0x%" PRIx64 " bytes of memory, and 0x%" PRIx64 " were given for it",
               section->index, tdxp_section_type_name(section->type), section->memory_data_size, given->size);
    }
    if (given->data && result->content == TDXP_CONTENT_PAYLOAD && options->vmm == TDXP_VMM_CLOUD_HYPERVISOR &&
        !is_bzimage(given)) {
        refuse(refusal, "Cloud Hypervisor: the payload is no bzImage");
    }
}

bool refusal_of_plan(struct refusal *refusal, const struct plan *plan, const struct tdxp_measure_options *options)
{
    refuse_over_limit(refusal, plan->total, options->limit);
    if (refusal->final) {
        return true;
    }
    if (!refuse_sections(refusal, plan, options->vmm)) {
        return false;
    }
    for (uint32_t i = 0; i < plan->count; i++) {
        refuse_data(refusal, &plan->results[i], options);
    }
    return true;
}
