/*
 * The Linux kernel behind QEMU: what KVM_TDX_INIT_MEM_REGION refuses.
 *
 * Facts of torvalds/linux, arch/x86/kvm/vmx/tdx.c (tdx_vcpu_init_mem_region) and virt/kvm/guest_memfd.c
 * (kvm_gmem_populate); the regions are those of qemu/qemu, target/i386/kvm/tdx.c (tdx_init_fw_mem_region): one a
 * section in table order, of MemoryDataSize >> 12 pages.
 */
#include "check/consumer.h"

#include "check/overlap.h"

/* With the widest guest addresses bit 51 says that a page is shared: private ones lie below (TDX_SHARED_BIT_PWL_5). */
#define SHARED_BIT (UINT64_C(1) << 51)

static uint64_t region_bytes(const struct tdxp_section *section)
{
    return section->memory_data_size & ~(TDXP_PAGE_SIZE - 1);
}

static bool copied(const struct tdxp_section *section)
{
    return section->type == TDXP_SECTION_BFV || section->type == TDXP_SECTION_CFV;
}

/* QEMU maps the image at a page boundary, so that DataOffset alone decides. Other regions come from mmap. */
static bool source_unaligned(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return copied(section) && section->data_offset % TDXP_PAGE_SIZE != 0;
}

static bool gpa_unaligned(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return qemu_adds(section) && section->memory_address % TDXP_PAGE_SIZE != 0;
}

static bool no_pages(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return qemu_adds(section) && region_bytes(section) == 0;
}

static bool gpa_wraps(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return qemu_adds(section) && region_bytes(section) > 0 &&
           section->memory_address + region_bytes(section) <= section->memory_address;
}

static bool gpa_shared(const struct tdxp_view *view, const struct tdxp_section *section)
{
    uint64_t end;

    (void)view;
    return qemu_adds(section) && region_bytes(section) > 0 &&
           tdxp_add(section->memory_address, region_bytes(section), &end) && end > SHARED_BIT;
}

/* A page is added once. */
static bool added_before(const struct tdxp_view *view, const struct tdxp_section *section)
{
    return qemu_adds(section) && view->overlap[section->index] != OVERLAP_NONE;
}

/* QEMU leaves an inaccessible page behind each mapping (util/mmap-alloc.c), so that reading past the image faults. */
static bool source_missing(const struct tdxp_view *view, const struct tdxp_section *section)
{
    uint64_t mapped = tdxp_add_sat(view->size, TDXP_PAGE_SIZE - 1) & ~(TDXP_PAGE_SIZE - 1);

    return copied(section) && !tdxp_fits(section->data_offset, region_bytes(section), mapped);
}

#define IOCTL "TDX ioctl KVM_TDX_INIT_MEM_REGION failed: "

static const struct tdxp_condition conditions[] = {
    {TDXP_CONDITION_HEADER, "QEMU comes as far as the section entries", NULL,
     "no region reaches KVM, because QEMU stops: {reason}", &tdxp_consumer_qemu, {NULL}},

    {TDXP_CONDITION_LAUNCH, "the source address is page aligned", source_unaligned,
     IOCTL "Invalid argument (source_addr: DataOffset 0x{data-offset} is not page aligned)", NULL,
     {RULE(S014), RULE(S012), RULE(S013)}},
    {TDXP_CONDITION_LAUNCH, "the GPA is page aligned", gpa_unaligned,
     IOCTL "Invalid argument (gpa 0x{address} is not page aligned)", NULL, {RULE(S009)}},
    {TDXP_CONDITION_LAUNCH, "the region has pages", no_pages,
     IOCTL "Invalid argument (nr_pages is 0: MemoryDataSize 0x{memory})", NULL,
     {RULE(S015), RULE(S010), RULE(S008)}},
    {TDXP_CONDITION_LAUNCH, "GPA plus size does not wrap", gpa_wraps,
     IOCTL "Invalid argument (gpa 0x{address} plus 0x{memory} bytes wraps)", NULL, {RULE(M007)}},
    {TDXP_CONDITION_LAUNCH, "the GPA is a private one", gpa_shared,
     IOCTL "Invalid argument (gpa 0x{address} plus 0x{memory} bytes is not private memory)", NULL,
     {RULE(M008), RULE(M007)}},
    {TDXP_CONDITION_LAUNCH, "no page was added before", added_before,
     IOCTL "File exists (gpa 0x{address}: pages of section {other:d} were added there)", NULL,
     {RULE(M011)}},
    {TDXP_CONDITION_LAUNCH, "the source pages exist", source_missing,
     IOCTL "Bad address (source: 0x{memory} bytes from DataOffset 0x{data-offset} of an image of 0x{size})",
     NULL, {RULE(S012), RULE(S016), RULE(S013), RULE(M007), RULE(M008)}},
};

const struct tdxp_consumer tdxp_consumer_kvm = {
    .key = "kvm",
    .name = "KVM",
    .version = "Linux 6.16 and later (torvalds/linux 3829d81b6958)",
    .source = "torvalds/linux:arch/x86/kvm/vmx/tdx.c; torvalds/linux:virt/kvm/guest_memfd.c; "
              "qemu/qemu:target/i386/kvm/tdx.c",
    .description =
        "The Linux kernel behind QEMU: each BFV, CFV, TD_HOB and TempMem of the descriptor that QEMU reads, in table "
        "order, as the region that QEMU would ask KVM to add. They are judged even where QEMU stops at another section "
        "or for want of a TD_HOB; where QEMU does not come as far as the section entries there is no region to judge, "
        "and the verdict says so. Sections of other types are not regions.",
    .locate = qemu_locate,
    .conditions = conditions,
    .count = sizeof conditions / sizeof conditions[0],
};
