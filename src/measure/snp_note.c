/* What there is to know about a launch digest: one table of what it depends on, and when each shows. */
#include "measure/snp_note.h"

#define VMM(vmm) (1u << (vmm))
#define ANY (VMM(TDXP_SNP_VMMS) - 1)
#define BUT_QEMU (ANY & ~VMM(TDXP_SNP_QEMU))
#define EC2 (VMM(TDXP_SNP_EC2) | VMM(TDXP_SNP_EC2_OLD))

/* What has to hold of the options. */
enum condition { ALWAYS, WITH_VCPUS, WITHOUT_KERNEL, WITH_KERNEL, WITH_DIGEST };

struct note_row {
    unsigned vmms;
    enum condition condition;
    unsigned pages;        /* bits by enum tdxp_snp_page of sections that it is about; 0: about none */
    uint32_t section_type; /* where it is not 0: of those sections alone */
    const char *key, *text, *source;
};

#define PAGE(page) (1u << (page))

static const struct note_row rows[] = {
    {ANY, WITH_DIGEST, 0, 0, "firmware-digest-given",
     "The digest of the firmware's pages was given: of the image, the metadata and the reset block alone count.",
     "virtee/sev-snp-measure:README.md"},
    {VMM(TDXP_SNP_QEMU), WITH_VCPUS, 0, 0, "vcpu-type",
     "Each VMSA has the signature of the vCPU's type in RDX: another -cpu gives another digest.",
     "virtee/sev-snp-measure:sevsnpmeasure/vmsa.py"},
    {BUT_QEMU, WITH_VCPUS, 0, 0, "vcpu-type-ignored",
     "The type of the vCPUs makes no difference: their VMSA does not have its signature.",
     "virtee/sev-snp-measure:sevsnpmeasure/vmsa.py"},
    {ANY, WITH_VCPUS, 0, 0, "guest-features",
     "SEV_FEATURES of each VMSA is the host's choice: 0x1 is SNP alone; 0x21, DebugSwap besides, was what kernels from "
     "6.6 on had until they left it out again.",
     "virtee/sev-snp-measure, pull requests 32 and 44"},
    {ANY, WITHOUT_KERNEL, PAGE(TDXP_SNP_ZERO), TDXP_SEV_KERNEL_HASHES, "no-kernel",
     "No kernel is given: zeros are measured here. With kernel-hashes=on QEMU has the hashes of kernel, initial ramdisk "
     "and command line here.",
     "qemu/qemu:target/i386/sev.c"},
    {ANY, WITH_KERNEL, PAGE(TDXP_SNP_NORMAL), TDXP_SEV_KERNEL_HASHES, "kernel-hashes",
     "The hashes of kernel, initial ramdisk and command line are measured here, as with QEMU's kernel-hashes=on.",
     "qemu/qemu:target/i386/sev.c"},
    {VMM(TDXP_SNP_GCE), ALWAYS, PAGE(TDXP_SNP_UNMEASURED), 0, "sec-mem-unmeasured",
     "Google Compute Engine launches this as unmeasured pages, others as zero pages.",
     "virtee/sev-snp-measure:sevsnpmeasure/guest.py"},
    {EC2, ALWAYS, PAGE(TDXP_SNP_CPUID), 0, "cpuid-last",
     "Amazon EC2 launches this behind all other sections, others in the order of the metadata.",
     "virtee/sev-snp-measure:sevsnpmeasure/guest.py"},
    {EC2, WITH_VCPUS, 0, 0, "ec2-rdx",
     "What Amazon EC2 has in RDX of a VMSA has changed: 0 at first (ec2-old), 0x600 later (ec2).",
     "virtee/sev-snp-measure, pull request 60"},
    {VMM(TDXP_SNP_KRUN), WITH_VCPUS, 0, 0, "krun",
     "This is what the crate sev computes for libkrun; no value of a real launch is known to compare it with.",
     "virtee/sev:src/measurement/vmsa.rs"},
    {ANY, ALWAYS, PAGE(TDXP_SNP_SECRETS) | PAGE(TDXP_SNP_CPUID), 0, "contents-not-covered",
     "The digest covers that this page is there, not what is in it.", "virtee/sev-snp-measure:sevsnpmeasure/gctx.py"},
};

_Static_assert(sizeof rows / sizeof rows[0] <= SNP_NOTES_MAX, "there is room for all notes");

static bool holds(enum condition condition, const struct tdxp_snp_options *options)
{
    switch (condition) {
    case WITH_VCPUS:
        return options->vcpus > 0;
    case WITHOUT_KERNEL:
        return !options->with_kernel;
    case WITH_KERNEL:
        return options->with_kernel;
    case WITH_DIGEST:
        return options->firmware_digest;
    case ALWAYS:
        break;
    }
    return true;
}

/* Count the sections that the row is about into the note. */
static void find_sections(const struct snp_plan *plan, const struct note_row *row, struct tdxp_measure_note *note)
{
    for (uint32_t i = 0; i < plan->count; i++) {
        const struct tdxp_snp_group *group = &plan->groups[i];

        if (!group->section || !(row->pages & PAGE(group->page)) ||
            (row->section_type && group->section->type != row->section_type)) {
            continue;
        }
        if (note->count++ == 0) {
            note->first = group->section->index;
        }
    }
}

size_t snp_notes_of(const struct snp_plan *plan, const struct tdxp_snp_options *options,
                    struct tdxp_measure_note notes[static SNP_NOTES_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct note_row *row = &rows[i];
        struct tdxp_measure_note note = {row->key, row->text, row->source, 0, 0};

        if (!(row->vmms & VMM(options->vmm)) || !holds(row->condition, options)) {
            continue;
        }
        find_sections(plan, row, &note);
        if (row->pages == 0 || note.count > 0) {
            notes[count++] = note;
        }
    }
    return count;
}
