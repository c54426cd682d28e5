/*
 * KVM behind QEMU, stated anew from torvalds/linux: tdx_vcpu_init_mem_region and tdx_gmem_post_populate of
 * arch/x86/kvm/vmx/tdx.c (3829d81b6958), kvm_gmem_populate of virt/kvm/guest_memfd.c (01f492e1817e); and from
 * qemu/qemu, tdx_init_fw_mem_region of target/i386/kvm/tdx.c (05caf2690e5a), which makes the regions.
 */
#include "naive_loaders.h"

/* One call of the ioctl. */
struct region {
    uint64_t source, gpa, pages;
    bool from_image; /* else from memory that was mapped for it */
};

static struct region region_of(const struct naive_entry *entry)
{
    bool from_image = entry->type < 2;

    return (struct region){from_image ? entry->data_offset : 0, entry->address, entry->memory_size >> 12, from_image};
}

/* The conditions that tdx_vcpu_init_mem_region begins with. The image is mapped at a page boundary. */
static bool valid(const struct region *region)
{
    uint64_t length = region->pages << 12;

    return region->source % 4096 == 0 && region->gpa % 4096 == 0 && region->pages != 0 &&
           region->gpa + length > region->gpa;
}

/*
 * Private addresses have the shared bit clear, which is bit 51 with the widest guest addresses. A processor has no
 * address behind the 52nd bit, so that no memory slot lies there either.
 */
static bool private_memory(const struct region *region)
{
    return (region->gpa + (region->pages << 12) - 1) >> 51 == 0;
}

/* The pages of the source are pinned one by one; QEMU's mapping ends with the last page of the image. */
static bool source_exists(const struct region *region, size_t size)
{
    uint64_t image_pages = ((uint64_t)size + 4095) / 4096;

    return !region->from_image || region->source / 4096 + region->pages <= image_pages;
}

/* TDH.MEM.PAGE.ADD adds a page once; guest_memfd of some kernels refuses it before that, with EEXIST. */
static bool meet(const struct region *a, const struct region *b)
{
    uint64_t a_page = a->gpa >> 12;
    uint64_t b_page = b->gpa >> 12;

    return a_page < b_page + b->pages && b_page < a_page + a->pages;
}

static bool added_before(const uint8_t *entries, uint32_t index, const struct region *region)
{
    for (uint32_t i = 0; i < index; i++) {
        struct naive_entry entry = naive_entry_at(entries + (size_t)i * NAIVE_ENTRY);
        struct region other = region_of(&entry);

        if (entry.type < 4 && meet(&other, region)) {
            return true;
        }
    }
    return false;
}

bool naive_kvm(const uint8_t *data, size_t size)
{
    uint32_t count;
    const uint8_t *entries = naive_qemu_entries(data, size, &count);

    for (uint32_t i = 0; entries && i < count; i++) {
        struct naive_entry entry = naive_entry_at(entries + (size_t)i * NAIVE_ENTRY);
        struct region region = region_of(&entry);

        /* QEMU makes no region of a section of another type. */
        if (entry.type < 4 && !(valid(&region) && private_memory(&region) && source_exists(&region, size) &&
                                !added_before(entries, i, &region))) {
            return false;
        }
    }
    return entries != NULL;
}
