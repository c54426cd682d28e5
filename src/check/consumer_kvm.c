/*
 * The Linux kernel behind QEMU: what KVM_TDX_INIT_MEM_REGION refuses.
 *
 * Facts of torvalds/linux, arch/x86/kvm/vmx/tdx.c (tdx_vcpu_init_mem_region) and virt/kvm/guest_memfd.c
 * (kvm_gmem_populate); the regions are those of qemu/qemu, target/i386/kvm/tdx.c (tdx_init_fw_mem_region): one a
 * section in table order, of MemoryDataSize >> 12 pages.
 */
#include "check/conditions.h"
#include "check/consumer.h"

/*
 * With the widest guest addresses bit 51 says that a page is shared (TDX_SHARED_BIT_PWL_5), and a processor has no
 * address bit behind it: private pages lie below.
 */
#define SHARED_BIT (UINT64_C(1) << 51)

/* Sections of other types QEMU refuses. */
static bool is_region(const struct tdxp_section *section)
{
    return is_copied(section) || is_zeroed(section);
}

static uint64_t region_bytes(const struct tdxp_section *section)
{
    return section->memory_data_size & ~(TDXP_PAGE_SIZE - 1);
}

static bool region_extent(const struct tdxp_section *section, struct extent *extent)
{
    if (!is_region(section) || region_bytes(section) == 0) {
        return false;
    }
    extent->start = section->memory_address;
    extent->last = tdxp_add_sat(section->memory_address, region_bytes(section) - 1);
    return true;
}

/* Pages are added once. */
static void locate(struct tdxp_view *view)
{
    qemu_locate(view);
    view_find_overlaps(view, region_extent);
}

/* QEMU maps the image at a page boundary, so that DataOffset alone decides. Other regions come from mmap. */
static CONDITION(source_unaligned)
{
    return is_copied(section) && section->data_offset % TDXP_PAGE_SIZE != 0;
}

static CONDITION(gpa_unaligned)
{
    return is_region(section) && section->memory_address % TDXP_PAGE_SIZE != 0;
}

static CONDITION(no_pages)
{
    return is_region(section) && region_bytes(section) == 0;
}

static CONDITION(gpa_wraps)
{
    return is_region(section) && region_bytes(section) > 0 &&
           section->memory_address + region_bytes(section) <= section->memory_address;
}

static CONDITION(gpa_shared)
{
    uint64_t end;

    return is_region(section) && region_bytes(section) > 0 &&
           tdxp_add(section->memory_address, region_bytes(section), &end) && end > SHARED_BIT;
}

/* The errno is EEXIST while guest_memfd keeps track of what it prepared, and EIO in later kernels. */
static CONDITION(added_before)
{
    return is_region(section) && view->overlap[section->index] != OVERLAP_NONE;
}

/* QEMU leaves an inaccessible page behind each mapping (util/mmap-alloc.c), so that reading past the image faults. */
static CONDITION(source_missing)
{
    uint64_t mapped = tdxp_add_sat(view->size, TDXP_PAGE_SIZE - 1) & ~(TDXP_PAGE_SIZE - 1);

    return is_copied(section) && !tdxp_fits(section->data_offset, region_bytes(section), mapped);
}

/* QEMU's words for an ioctl that fails (target/i386/kvm/tdx.c, tdx_ioctl_internal). */
#define IOCTL "TDX ioctl KVM_TDX_INIT_MEM_REGION failed, hw_errors: 0x0: "

static const struct tdxp_condition conditions[] = {
    {TDXP_CONDITION_HEADER,
     "QEMU comes as far as the section entries",
     NULL,
     "no region reaches KVM, because QEMU stops: {reason}",
     &consumer_qemu,
     {NULL}},

    LATER("the source address is page aligned", source_unaligned,
          IOCTL "Invalid argument (source_addr: DataOffset 0x{data-offset} is not page aligned)", RULE(S014),
          RULE(S012), RULE(S013)),
    LATER("the GPA is page aligned", gpa_unaligned, IOCTL "Invalid argument (gpa 0x{address} is not page aligned)",
          RULE(S009)),
    LATER("the region has pages", no_pages, IOCTL "Invalid argument (nr_pages is 0: MemoryDataSize 0x{memory})",
          RULE(S015), RULE(S010), RULE(S008)),
    LATER("GPA plus size does not wrap", gpa_wraps,
          IOCTL "Invalid argument (gpa 0x{address} plus 0x{memory} bytes wraps)", RULE(M007)),
    LATER("the GPA is one of private memory", gpa_shared,
          IOCTL "Invalid argument (gpa 0x{address} plus 0x{memory} bytes is not private memory)", RULE(M008),
          RULE(M007)),
    LATER("no page was added before", added_before,
          IOCTL "File exists (gpa 0x{address}: pages of section {other:u} were added there)", RULE(M011)),
    LATER("the source pages exist", source_missing,
          IOCTL "Bad address (source: 0x{memory} bytes from DataOffset 0x{data-offset} of 0x{size})", RULE(S012),
          RULE(S016), RULE(S013), RULE(M007), RULE(M008)),
};

const struct tdxp_consumer consumer_kvm = {
    .key = "kvm",
    .name = "KVM",
    .version = "Linux 6.16 and later (torvalds/linux 3829d81b6958)",
    .source = "torvalds/linux:arch/x86/kvm/vmx/tdx.c; torvalds/linux:virt/kvm/guest_memfd.c; "
              "qemu/qemu:target/i386/kvm/tdx.c",
    .description =
        "The Linux kernel behind QEMU: each BFV, CFV, TD_HOB and TempMem of the descriptor that QEMU reads, in table "
        "order, as the region that QEMU would ask KVM to add. They are judged even where QEMU stops at another section "
        "or for want of a TD_HOB; where QEMU does not come as far as the section entries there is no region to judge, "
        "and the verdict says so. Sections of other types are not regions. The words are QEMU's for the kernel's error, "
        "with the cause, which the kernel does not give, in parentheses.",
    .locate = locate,
    .conditions = conditions,
    .count = sizeof conditions / sizeof conditions[0],
};
