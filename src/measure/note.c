/* What there is to know about a value: one table of differences between launches, and when each shows. */
#include "measure/note.h"

/* Whether the note is about section i; for a note about no section it is asked once, with i 0. */
typedef bool applies(const struct plan *plan, const struct tdxp_measure_options *options, uint32_t i);

#define QEMU (1u << TDXP_VMM_QEMU)
#define CLOUD_HYPERVISOR (1u << TDXP_VMM_CLOUD_HYPERVISOR)
#define SPEC (1u << TDXP_VMM_SPEC)
#define ANY (QEMU | CLOUD_HYPERVISOR | SPEC)

struct note_row {
    unsigned vmms;
    bool whole; /* about no section */
    applies *applies;
    const char *key, *text, *source;
};

#define APPLIES(name) bool name(const struct plan *plan, const struct tdxp_measure_options *options, uint32_t i)

static APPLIES(per_page)
{
    (void)plan, (void)i;
    return options->order == TDXP_ORDER_PER_PAGE;
}

static APPLIES(two_passes)
{
    (void)plan, (void)i;
    return options->order == TDXP_ORDER_TWO_PASSES;
}

static APPLIES(two_passes_all)
{
    (void)plan, (void)i;
    return options->order == TDXP_ORDER_TWO_PASSES_ALL;
}

static APPLIES(has_tail)
{
    const struct tdxp_measure_section *result = &plan->results[i];

    (void)options;
    return result->extended && tdxp_type_is_firmware(result->section->type) &&
           result->bytes_extended > result->section->raw_data_size;
}

static APPLIES(has_aug)
{
    (void)options;
    return plan->sections[i].pages > 0 && plan->results[i].section->attributes & TDXP_ATTRIBUTE_PAGE_AUG;
}

static APPLIES(has_more_attributes)
{
    uint32_t attributes = plan->results[i].section->attributes;

    (void)options;
    return plan->sections[i].pages > 0 && attributes & TDXP_ATTRIBUTE_MR_EXTEND &&
           attributes != TDXP_ATTRIBUTE_MR_EXTEND;
}

static APPLIES(extended_unadded)
{
    (void)options;
    return plan->results[i].extended && !plan->sections[i].added;
}

static APPLIES(bytes_left_in_image)
{
    const struct tdxp_measure_section *result = &plan->results[i];

    (void)options;
    return result->extended && result->section->raw_data_size > 0 && result->content != TDXP_CONTENT_FILE;
}

static APPLIES(partial_page)
{
    (void)options;
    return plan->results[i].section->memory_data_size % TDXP_PAGE_SIZE != 0;
}

static APPLIES(past_end)
{
    (void)options;
    return plan->results[i].extended && plan->results[i].missing > 0;
}

static APPLIES(handed_over)
{
    (void)options;
    return plan->results[i].extended && is_handed_over(plan->results[i].content) && !plan->results[i].unknown;
}

static APPLIES(unknown)
{
    (void)options;
    return plan->results[i].unknown;
}

/* Data was given that goes into no measured page. */
static APPLIES(given_in_vain)
{
    bool given[TDXP_CONTENTS] = {false};

    (void)i;
    for (unsigned content = TDXP_CONTENT_FILE + 1; content < TDXP_CONTENTS; content++) {
        given[content] = options->given[content].data != NULL;
    }
    for (uint32_t section = 0; section < plan->count; section++) {
        given[plan->results[section].content] &= !plan->results[section].extended;
    }
    return given[TDXP_CONTENT_PAYLOAD] || given[TDXP_CONTENT_TD_HOB] || given[TDXP_CONTENT_PAYLOAD_PARAM];
}

static const struct note_row rows[] = {
    {ANY, true, per_page, "order-per-page",
     "Each page is added and then extended, before the next is added, as Linux does since it launches trust domains "
     "(6.16).",
     "torvalds/linux:arch/x86/kvm/vmx/tdx.c, tdx_gmem_post_populate"},
    {ANY, true, two_passes, "order-two-passes",
     "All pages of a section are added before the first of them is extended, as the kernels of 2024 with "
     "KVM_MEMORY_MAPPING and KVM_TDX_EXTEND_MEMORY had it.",
     "confidential-containers/td-shim issue 683; virtee/tdx-measure issue 18"},
    {ANY, true, two_passes_all, "order-two-passes-all",
     "All pages of all sections are added before the first is extended. No launch is known to do so.",
     "Intel TDX Module ABI, TDH.MR.EXTEND, which allows it"},
    {QEMU, false, has_tail, "tail-from-file",
     "QEMU copies MemoryDataSize bytes from DataOffset, so that bytes of the file past RawDataSize are measured. The "
     "specification has zeros there.",
     "qemu/qemu:target/i386/kvm/tdx.c, tdx_finalize_vm"},
    {QEMU, false, has_aug, "page-aug-ignored",
     "QEMU ignores PAGE.AUG and adds the pages, so that each has a record. By the specification they are left to the "
     "guest.",
     "qemu/qemu:target/i386/kvm/tdx.c, tdx_init_fw_mem_region"},
    {CLOUD_HYPERVISOR, false, has_aug, "page-aug-ignored",
     "Cloud Hypervisor ignores PAGE.AUG and adds the pages, so that each has a record. By the specification they are "
     "left to the guest.",
     "cloud-hypervisor/cloud-hypervisor:vmm/src/vm.rs, init_tdx_memory"},
    {CLOUD_HYPERVISOR, false, has_more_attributes, "attributes-not-exactly-1",
     "Cloud Hypervisor extends pages only where Attributes is 1 exactly, and so not these, though MR.EXTEND is set.",
     "cloud-hypervisor/cloud-hypervisor:vmm/src/vm.rs, init_tdx_memory"},
    {CLOUD_HYPERVISOR, false, bytes_left_in_image, "bytes-not-copied",
     "Cloud Hypervisor copies bytes of the image for BFV and CFV alone. What the image has for this section stays out "
     "of memory.",
     "cloud-hypervisor/cloud-hypervisor:vmm/src/vm.rs, populate_tdx_sections"},
    {SPEC, false, extended_unadded, "extended-unadded",
     "PAGE.AUG and MR.EXTEND are both set: as td-shim's tool has it, the pages are extended without having been added. "
     "No TDX module does so.",
     "confidential-containers/td-shim:td-shim-tools/src/tee_info_hash.rs, build_mrtd"},
    {ANY, false, partial_page, "partial-page",
     "MemoryDataSize is not a multiple of 4 KiB: whole pages alone are added.",
     "qemu/qemu:target/i386/kvm/tdx.c, tdx_init_fw_mem_region; "
     "cloud-hypervisor/cloud-hypervisor:hypervisor/src/kvm/mod.rs, tdx_init_memory_region"},
    {ANY, false, past_end, "past-end",
     "Bytes that should be copied lie past the end of the file: zeros are measured in their place. What QEMU reads "
     "there cannot be told.",
     "qemu/qemu:target/i386/kvm/tdx.c, tdx_finalize_vm, which does not ask for the size of the file"},
    {ANY, false, handed_over, "given-data",
     "The pages hold what the VMM hands over. The value is that of a launch which hands over what was given here, with "
     "zeros behind it.",
     "TD-SHIM specification 0.7, table 1.1-4"},
    {ANY, false, unknown, "unknown-data",
     "The pages hold what the VMM hands over, which is not known: zeros are measured in its place, so that the value "
     "is that of no launch.",
     "TD-SHIM specification 0.7, table 1.1-4"},
    {ANY, true, given_in_vain, "given-in-vain",
     "Of the data that was given, some goes into no page that is measured: the value does not depend on it.",
     "TD-SHIM specification 0.7, MRTD Calculation"},
};

_Static_assert(sizeof rows / sizeof rows[0] <= NOTES_MAX, "all notes fit");

size_t notes_of(const struct plan *plan, const struct tdxp_measure_options *options,
                struct tdxp_measure_note notes[static NOTES_MAX])
{
    size_t count = 0;

    for (size_t n = 0; plan->count > 0 && n < sizeof rows / sizeof rows[0]; n++) {
        const struct note_row *row = &rows[n];
        struct tdxp_measure_note note = {row->key, row->text, row->source, 0, 0};
        bool found = false;

        if (!(row->vmms >> options->vmm & 1)) {
            continue;
        }
        for (uint32_t i = 0; i < (row->whole ? 1 : plan->count); i++) {
            if (!row->applies(plan, options, i)) {
                continue;
            }
            note.first = note.count == 0 ? i : note.first;
            note.count += !row->whole;
            found = true;
        }
        if (found) {
            notes[count++] = note;
        }
    }
    return count;
}
