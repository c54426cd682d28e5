/* What an SEV-SNP launch does: groups of pages in its order, and what keeps it from them. */
#include "measure/snp_plan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "check/overlap.h"
#include "check/section.h"
#include "format/guid_table.h"
#include "measure/snp_hashes.h"
#include "measure/snp_vmsa.h"

enum { NOT_SECTIONS = 3 }; /* groups beside those of sections: the image, the first vCPU, further ones */

/* ---- groups ---- */

/* Bytes that a group puts into hashes; contents that repeat are hashed once. */
static uint64_t hashed_by(const struct tdxp_snp_group *group, const struct tdxp_bytes *contents)
{
    if (group->given || group->pages == 0) {
        return 0;
    }
    return group->pages * TDXP_SNP_RECORD_SIZE + contents->size;
}

static void add_group(struct snp_plan *plan, struct tdxp_snp_group group, struct tdxp_bytes contents)
{
    group.hashed_bytes = hashed_by(&group, &contents);
    plan->total = tdxp_add_sat(plan->total, group.hashed_bytes);
    plan->groups[plan->count] = group;
    plan->contents[plan->count++] = contents;
}

/* The image as whole pages that end at 4 GiB. */
static void add_firmware(struct snp_plan *plan, const struct tdxp_firmware *firmware,
                         const struct tdxp_snp_options *options, struct refusal *refusal)
{
    struct tdxp_range image = tdxp_firmware_range(firmware);
    struct tdxp_gpa first = {.gpa = 0};
    bool mapped = tdxp_gpa_by_bios(firmware, image.start, &first);
    struct tdxp_snp_group group = {
        .part = TDXP_SNP_PART_FIRMWARE,
        .name = "firmware",
        .page = TDXP_SNP_NORMAL,
        .gpa = first.gpa,
        .pages = mapped ? image.length / TDXP_PAGE_SIZE : 0,
        .given = options->firmware_digest,
    };

    if (!mapped) {
        refuse_finally(refusal, "the file is no firmware that ends at 4 GiB: it %s",
                       image.length == 0                  ? "is empty"
                       : image.length > UINT64_C(1) << 32 ? "is larger than that"
                                                          : "is of another kind");
    } else if (!group.given && image.length % TDXP_PAGE_SIZE != 0) {
        refuse_finally(refusal, "the image has 0x%" PRIx64 " bytes, which are no whole pages", image.length);
    }
    if (group.given) {
        memcpy(group.digest, options->firmware_digest, sizeof group.digest);
        group.done = true;
    }
    plan->image_start = image.start;
    add_group(plan, group,
              tdxp_bytes_slice(tdxp_image_bytes(firmware->image), image.start, group.pages * TDXP_PAGE_SIZE));
}

/* How a section is launched, unless the VMM or a kernel makes it different. */
static const struct section_row {
    uint32_t type;
    enum tdxp_snp_page page;
    bool one_page; /* whatever its size (sevsnpmeasure/gctx.py) */
} section_rows[] = {
    {TDXP_SEV_SNP_SEC_MEM, TDXP_SNP_ZERO, false},   {TDXP_SEV_SNP_SECRETS, TDXP_SNP_SECRETS, true},
    {TDXP_SEV_CPUID, TDXP_SNP_CPUID, true},         {TDXP_SEV_SVSM_CAA, TDXP_SNP_ZERO, false},
    {TDXP_SEV_KERNEL_HASHES, TDXP_SNP_ZERO, false},
};

static const struct section_row *section_row_of(uint32_t type)
{
    for (size_t i = 0; i < sizeof section_rows / sizeof section_rows[0]; i++) {
        if (section_rows[i].type == type) {
            return &section_rows[i];
        }
    }
    return NULL;
}

static void add_section(struct snp_plan *plan, const struct tdxp_snp_options *options,
                        const struct tdxp_sev_section *section)
{
    const struct section_row *row = section_row_of(section->type);
    bool one = row && row->one_page;
    struct tdxp_snp_group group = {
        .part = TDXP_SNP_PART_SECTION,
        .name = tdxp_sev_section_type_name(section->type),
        .section = section,
        .page = row ? row->page : TDXP_SNP_ZERO, /* as QEMU takes what it does not know */
        .gpa = section->base,
        .pages = one ? 1 : section->size / TDXP_PAGE_SIZE,
    };
    struct tdxp_bytes contents = {.size = 0};

    if (section->type == TDXP_SEV_SNP_SEC_MEM && snp_model_of(options->vmm)->sec_mem_unmeasured) {
        group.page = TDXP_SNP_UNMEASURED;
    }
    if (section->type == TDXP_SEV_KERNEL_HASHES && options->with_kernel) {
        group.page = TDXP_SNP_NORMAL;
        contents = (struct tdxp_bytes){plan->hashes, sizeof plan->hashes};
    }
    add_group(plan, group, contents);
}

static void add_sections(struct snp_plan *plan, const struct tdxp_sev *sev, const struct tdxp_snp_options *options)
{
    bool cpuid_last = snp_model_of(options->vmm)->cpuid_last;

    for (unsigned round = 0; round < (cpuid_last ? 2u : 1u); round++) {
        for (uint32_t i = 0; i < sev->section_count; i++) {
            bool late = cpuid_last && sev->sections[i].type == TDXP_SEV_CPUID;

            if (late == (round == 1)) {
                add_section(plan, options, &sev->sections[i]);
            }
        }
    }
}

static void add_vcpus(struct snp_plan *plan, const struct tdxp_snp_options *options)
{
    struct tdxp_snp_group group = {
        .part = TDXP_SNP_PART_VMSA,
        .page = TDXP_SNP_VMSA,
        .gpa = TDXP_SNP_VMSA_GPA,
    };

    if (options->vcpus > 0) {
        snp_vmsa_first(options, plan->first);
        group.name = "first vCPU";
        group.pages = 1;
        add_group(plan, group, (struct tdxp_bytes){plan->first, sizeof plan->first});
    }
    if (options->vcpus > 1) {
        snp_vmsa_further(options, plan->reset_eip, plan->further);
        group.name = "further vCPUs";
        group.pages = options->vcpus - 1;
        add_group(plan, group, (struct tdxp_bytes){plan->further, sizeof plan->further});
    }
}

/* ---- what the GUIDed table says ---- */

/* The number at the start of the data of the entry with that GUID; false where there is none. */
static bool table_number(const struct tdxp_firmware *firmware, const struct tdxp_guid *guid, uint32_t *number)
{
    const struct tdxp_guid_entry *entry = guid_table_find(&firmware->table, guid);

    return entry && entry->data_length >= sizeof *number &&
           tdxp_read_u32(tdxp_image_bytes(firmware->image), entry->offset, number);
}

/* QEMU and sev-snp-measure want the block whatever the number of vCPUs; QEMU refuses an address of 0. */
static void find_reset(struct snp_plan *plan, const struct tdxp_firmware *firmware,
                       const struct tdxp_snp_options *options, struct refusal *refusal)
{
    static const char no_block[] = "the GUIDed table has no SEV-ES reset block that says where further vCPUs start";

    plan->has_reset = table_number(firmware, &tdxp_guid_sev_reset_block, &plan->reset_eip) && plan->reset_eip != 0;
    if (plan->has_reset || options->vcpus == 0) {
        return;
    }
    if (options->vcpus > 1) {
        refuse_finally(refusal, "%s", no_block);
    } else {
        refuse(refusal, "%s", no_block);
    }
}

/* False where the cryptographic library fails. */
static bool make_hashes(struct snp_plan *plan, const struct tdxp_firmware *firmware,
                        const struct tdxp_snp_options *options, struct refusal *refusal)
{
    const struct tdxp_sev *sev = firmware->sev;
    uint32_t sections = 0;
    uint32_t base = 0;

    for (uint32_t i = 0; sev && i < sev->section_count; i++) {
        const struct tdxp_sev_section *section = &sev->sections[i];

        if (section->type != TDXP_SEV_KERNEL_HASHES) {
            continue;
        }
        sections++;
        if (section->size != TDXP_PAGE_SIZE) {
            refuse_finally(refusal,
                           "section %" PRIu32 " (KERNEL_HASHES) has 0x%" PRIx32
                           " bytes: how a kernel's hashes are measured is known for one page alone",
                           i, section->size);
        }
    }
    if (sections == 0) {
        refuse(refusal, "a kernel is given, and there is no section KERNEL_HASHES for its hashes");
        return true;
    }
    if (!table_number(firmware, &tdxp_guid_sev_hash_table, &base) || base == 0) {
        refuse_finally(refusal, "a kernel is given, and the GUIDed table does not say where its "
                                "hashes go (SEV hash table block)");
        return true;
    }
    base %= TDXP_PAGE_SIZE;
    if (base > TDXP_PAGE_SIZE - SNP_HASHES_SIZE) {
        refuse_finally(
            refusal, "the hashes of a kernel would go to 0x%" PRIx32 " in their page, which has no room for them there",
            base);
        return true;
    }
    return snp_hashes_page(options, base, plan->hashes);
}

/* ---- what is refused of sections ---- */

/* Linux, arch/x86/kvm/svm/sev.c, snp_launch_update: whole pages, at least one. */
static void refuse_section(struct refusal *refusal, const struct tdxp_sev_section *section)
{
    const struct section_row *row = section_row_of(section->type);
    const char *name = tdxp_sev_section_type_name(section->type);

    if (!row) {
        refuse(refusal,
               "section %" PRIu32 " has the type 0x%" PRIx32 ", which is not known; QEMU takes it for zero pages",
               section->index, section->type);
    }
    if (section->base % TDXP_PAGE_SIZE != 0 || section->size % TDXP_PAGE_SIZE != 0) {
        refuse(refusal, "section %" PRIu32 " (%s): KVM launches whole pages, not 0x%" PRIx32 " bytes at 0x%" PRIx32,
               section->index, name, section->size, section->base);
    } else if (section->size == 0) {
        refuse(refusal, "section %" PRIu32 " (%s): KVM refuses a range of no pages", section->index, name);
    } else if (row && row->one_page && section->size != TDXP_PAGE_SIZE) {
        refuse(refusal,
               "section %" PRIu32 " (%s) has 0x%" PRIx32
               " bytes: how more than one page of it is measured is not known",
               section->index, name, section->size);
    }
    if ((uint64_t)section->base + section->size > FOUR_GIB) {
        refuse(refusal, "section %" PRIu32 " (%s) reaches past 4 GiB, where the firmware's memory ends", section->index,
               name);
    }
}

/* A page is assigned to the guest once: KVM refuses it a second time (sev_gmem_post_populate). */
static bool refuse_overlaps(struct refusal *refusal, const struct tdxp_sev *sev, const struct tdxp_snp_group *firmware)
{
    uint32_t count = sev->section_count + 1;
    struct tdxp_section *sections = calloc(count, sizeof *sections);
    uint32_t *partners = calloc(count, sizeof *partners);
    bool found = false;

    if (sections && partners) {
        sections[0].memory_address = firmware->gpa;
        sections[0].memory_data_size = firmware->pages * TDXP_PAGE_SIZE;
        for (uint32_t i = 1; i < count; i++) {
            sections[i].memory_address = sev->sections[i - 1].base;
            sections[i].memory_data_size = sev->sections[i - 1].size;
        }
        found = find_overlaps(sections, count, guest_extent, partners);
    }
    for (uint32_t i = 1; found && i < count; i++) {
        const char *name = tdxp_sev_section_type_name(sev->sections[i - 1].type);

        if (partners[i] == 0) {
            refuse(refusal, "section %" PRIu32 " (%s): KVM launches a page once, and the firmware is there", i - 1,
                   name);
        } else if (partners[i] != OVERLAP_NONE) {
            refuse(refusal,
                   "section %" PRIu32 " (%s): KVM launches a page once, and section %" PRIu32
                   " has launched some of these",
                   i - 1, name, partners[i] - 1);
        }
    }
    free(sections);
    free(partners);
    return found;
}

static bool refuse_metadata(struct refusal *refusal, const struct tdxp_sev *sev, const struct tdxp_snp_group *firmware)
{
    if (!sev) {
        refuse(refusal, "there is no SEV metadata");
        return true;
    }
    if (sev->section_count < sev->count) {
        refuse(refusal, "only %" PRIu32 " of the %" PRIu32 " section entries of the SEV metadata are decoded",
               sev->section_count, sev->count);
    }
    if (sev->length < TDXP_SEV_HEADER_SIZE + (uint64_t)TDXP_SEV_ENTRY_SIZE * sev->count) {
        refuse(refusal, "a length of 0x%" PRIx32 " is too short for %" PRIu32 " section entries of SEV metadata",
               sev->length, sev->count);
    }
    for (uint32_t i = 0; i < sev->section_count; i++) {
        refuse_section(refusal, &sev->sections[i]);
    }
    return refuse_overlaps(refusal, sev, firmware);
}

bool snp_plan_open(struct snp_plan *plan, const struct tdxp_firmware *firmware, const struct tdxp_snp_options *options,
                   struct refusal *refusal)
{
    const struct tdxp_sev *sev = firmware->sev;
    size_t room = NOT_SECTIONS + (sev ? sev->section_count : 0);

    *plan = (struct snp_plan){.count = 0};
    plan->groups = calloc(room, sizeof *plan->groups);
    plan->contents = calloc(room, sizeof *plan->contents);
    if (!plan->groups || !plan->contents) {
        return false;
    }
    add_firmware(plan, firmware, options, refusal);
    if (!refuse_metadata(refusal, sev, &plan->groups[0])) {
        return false;
    }
    find_reset(plan, firmware, options, refusal);
    if (options->with_kernel && !make_hashes(plan, firmware, options, refusal)) {
        return false;
    }
    if (sev) {
        add_sections(plan, sev, options);
    }
    add_vcpus(plan, options);
    refuse_over_limit(refusal, plan->total, options->limit);
    return true;
}

void snp_plan_close(struct snp_plan *plan)
{
    free(plan->groups);
    free(plan->contents);
}
