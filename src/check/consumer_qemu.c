/*
 * QEMU: what it refuses from opening the file to the look-up of TD_HOB.
 *
 * Facts of qemu/qemu, named by file at each group. Sums are in 32 bits where QEMU's are.
 */
#include "check/conditions.h"
#include "check/consumer.h"

/* The first 4096 bytes, the footer, its length; then entry by entry (hw/i386/pc_sysfw_ovmf.c). */
enum {
    TABLE_IMAGE_MIN = 4096,
    TABLE_GUID = 0x30, /* from the end of the file */
    TABLE_LENGTH = 0x32,
    ENTRY_FIXED = 18,
};

/*
 * A process that does not ask for more has the addresses below 2^47, less a page; and QEMU maps a page more than it was
 * asked for (util/mmap-alloc.c).
 */
#define MAPPING_MAX ((UINT64_C(1) << 47) - 2 * TDXP_PAGE_SIZE)

/* The widest physical address of an x86 processor. */
#define ADDRESS_MAX ((UINT64_C(1) << 52) - 1)

static enum view_end walk_entries(struct tdxp_view *view, uint64_t foot, int64_t remaining, uint64_t *data)
{
    while (remaining >= ENTRY_FIXED) {
        struct tdxp_guid guid;
        uint16_t length;

        if (!tdxp_read_guid(view->bytes, foot - 16, &guid) ||
            !tdxp_read_u16(view->bytes, foot - ENTRY_FIXED, &length) || length < ENTRY_FIXED || length > remaining) {
            return VIEW_NO_ENTRY;
        }
        foot -= length;
        remaining -= length;
        if (tdxp_guid_equal(&guid, &tdxp_guid_tdx_metadata_offset)) {
            *data = foot;
            return VIEW_FOUND;
        }
    }
    return VIEW_NO_ENTRY;
}

void qemu_locate(struct tdxp_view *view)
{
    struct tdxp_guid guid;
    uint16_t length;
    uint64_t data;
    uint32_t pointer;

    /* The size goes into an int, and no more than that is read of the file (hw/i386/x86-common.c). */
    view->size = (uint32_t)view->size;
    if (view->size < TABLE_IMAGE_MIN || !tdxp_read_guid(view->bytes, view->size - TABLE_GUID, &guid) ||
        !tdxp_guid_equal(&guid, &tdxp_guid_table_footer) ||
        !tdxp_read_u16(view->bytes, view->size - TABLE_LENGTH, &length)) {
        view->end = VIEW_NO_TABLE;
        return;
    }
    view->table = (int64_t)length - ENTRY_FIXED;
    if (view->table < 0 || (uint64_t)view->table > view->size - TABLE_LENGTH) {
        view->end = view->table < 0 ? VIEW_TABLE_SIZE : VIEW_TABLE_START;
        return;
    }
    view->end = walk_entries(view, view->size - TABLE_LENGTH, view->table, &data);
    if (view->end == VIEW_FOUND && tdxp_read_u32(view->bytes, data, &pointer)) {
        view_take(view, pointer, (uint32_t)(view->size - pointer));
    }
}

static bool accepted_extent(const struct tdxp_section *section, struct extent *extent)
{
    return is_zeroed(section) && guest_extent(section, extent);
}

/* Ranges that QEMU accepts as guest RAM must not cross those that it accepted before. */
static void locate(struct tdxp_view *view)
{
    qemu_locate(view);
    view_find_overlaps(view, accepted_extent);
}

/* ---- hw/i386/x86-common.c, hw/i386/tdvf.c: the file and the descriptor ---- */

static CONDITION(size_unusable)
{
    return view->size == 0 || view->size > INT32_MAX || view->size % 65536 != 0;
}

static CONDITION(table_size)
{
    return view->end == VIEW_TABLE_SIZE || view->end == VIEW_TABLE_START;
}

static CONDITION(no_entry)
{
    return view->end == VIEW_NO_TABLE || view->end == VIEW_NO_ENTRY;
}

static CONDITION(length_past_end)
{
    return (uint32_t)((uint32_t)view->offset + view->at.length) > view->size;
}

static CONDITION(too_few)
{
    return view->at.count < 2;
}

/* ---- hw/i386/tdvf.c, tdvf_parse_and_check_section_entry ---- */

static CONDITION(memory_below_data)
{
    return section->memory_data_size < section->raw_data_size;
}

static CONDITION(address_unaligned)
{
    return section->memory_address % TDXP_PAGE_SIZE != 0;
}

static CONDITION(memory_unaligned)
{
    return section->memory_data_size % TDXP_PAGE_SIZE != 0;
}

static CONDITION(without_data)
{
    return is_copied(section) && section->raw_data_size == 0;
}

static CONDITION(with_data)
{
    return is_zeroed(section) && section->raw_data_size != 0;
}

static CONDITION(type_unknown)
{
    return !is_copied(section) && !is_zeroed(section);
}

/* ---- target/i386/kvm/tdx.c, tdx_finalize_vm ---- */

/* mmap refuses a length of zero and one that no address space has room for. */
static CONDITION(unmappable)
{
    return is_zeroed(section) && (section->memory_data_size == 0 || section->memory_data_size > MAPPING_MAX);
}

/*
 * tdx_accept_ram_range wants the range inside of one piece of guest RAM. How much RAM there is is the user's choice;
 * where the image itself is mapped there is none, nor past the widest address, and a range that was accepted before is
 * a piece of its own.
 */
static CONDITION(never_ram)
{
    const struct tdxp_section *other;
    uint64_t last;

    if (!is_zeroed(section) || section->memory_data_size == 0) {
        return false;
    }
    last = last_gpa(section);
    if (last > ADDRESS_MAX || (section->memory_address < FOUR_GIB && last >= FOUR_GIB - view->size)) {
        return true;
    }
    if (view->overlap[section->index] == OVERLAP_NONE) {
        return false;
    }
    other = &view->at.sections[view->overlap[section->index]];
    return section->memory_address < other->memory_address || last > last_gpa(other);
}

static const struct tdxp_condition conditions[] = {
    HEADER("the size of the file is a multiple of 64 KiB below 2 GiB", size_unusable, "could not load PC BIOS",
           RULE(F001), RULE(F003), RULE(F002), RULE(L001)),
    HEADER("the GUIDed table's length is at least its footer's and fits into the file", table_size,
           "OVMF table has invalid size {table:d}", RULE(L002)),
    HEADER("the GUIDed table has an entry for the TDX metadata offset", no_entry,
           "Cannot find TDX_METADATA_OFFSET_GUID", RULE(L002), RULE(L003), RULE(L013), RULE(L015), RULE(L001),
           RULE(D001), RULE(F002)),
    HEADER("the descriptor's header lies in the file", outside, "failed to parse TDVF for TDX VM", RULE(L007),
           RULE(L005), RULE(D002), RULE(L001)),
    HEADER("Signature is \"TDVF\"", signature_wrong, "Invalid TDVF signature in metadata!", RULE(D001), RULE(L008),
           RULE(L005), RULE(L001)),
    HEADER("Length does not reach past the end of the file", length_past_end, "failed to parse TDVF for TDX VM",
           RULE(D005), RULE(D006)),
    HEADER("Version is 1", version_wrong, "failed to parse TDVF for TDX VM", RULE(D003)),
    HEADER("NumberOfSectionEntry is at least 2", too_few, "Invalid number of fw entries ({number:u}) in TDVF Metadata",
           RULE(D004), RULE(D007)),
    HEADER("Length is 16 + 32 * NumberOfSectionEntry", length_wrong,
           "TDVF metadata len (0x{length}) mismatch, expected (0x{expected})", RULE(D005)),
    /* Only where 32-bit offset + Length wraps does QEMU come here with entries past the end. */
    HEADER("the section entries lie in the file (not asked: they are copied all the same)", entries_past_end,
           "no message: the copy of 0x{length} bytes from 0x{offset} runs past the image", RULE(D006)),

    SECTION("MemoryDataSize is not below RawDataSize", memory_below_data,
            "Broken metadata RawDataSize 0x{raw} MemoryDataSize 0x{memory}", RULE(S008), RULE(S020), RULE(S006),
            RULE(S001)),
    SECTION("MemoryAddress is a multiple of 4096", address_unaligned, "MemoryAddress 0x{address} not page aligned",
            RULE(S009), RULE(S011)),
    SECTION("MemoryDataSize is a multiple of 4096", memory_unaligned, "MemoryDataSize 0x{memory} not page aligned",
            RULE(S010), RULE(S011)),
    SECTION("BFV and CFV have bytes in the file", without_data, "{type:d} section with RawDataSize == 0", RULE(S005)),
    SECTION("TD_HOB and TempMem have none", with_data, "{type:d} section with RawDataSize 0x{raw} != 0", RULE(S006)),
    SECTION("Type is BFV, CFV, TD_HOB or TempMem", type_unknown, "TDVF contains unsupported section type {type:d}",
            RULE(S001), RULE(S020)),

    LATER("memory for TD_HOB and TempMem can be mapped", unmappable, "Failed to mmap memory for TDVF section {type:d}",
          RULE(S015), RULE(M007), RULE(M008), RULE(M009)),
    LATER("TD_HOB and TempMem can lie in guest RAM", never_ram, "Failed to accept memory for TDVF section {type:d}",
          RULE(M014), RULE(M007), RULE(M008), RULE(M010), RULE(M011), RULE(S010), RULE(S009)),
    IMAGE("there is a TD_HOB", no_hob, "TDVF metadata doesn't specify TD_HOB location.", RULE(M004), RULE(M005),
          RULE(S001)),
};

const struct tdxp_consumer consumer_qemu = {
    .key = "qemu",
    .name = "QEMU",
    .version = "10.1 and later (sources of 2025 to 2026)",
    .source = "qemu/qemu:hw/i386/x86-common.c; qemu/qemu:hw/i386/pc_sysfw_ovmf.c; "
              "qemu/qemu:hw/i386/tdvf.c; qemu/qemu:target/i386/kvm/tdx.c",
    .description =
        "QEMU's own code from opening the file given with -bios to the look-up of TD_HOB when the guest is built. It "
        "finds the descriptor through the GUIDed table alone. It does not compare file ranges with the size of the "
        "file, ignores PAGE.AUG, and copies MemoryDataSize bytes of BFV and CFV where the specification wants "
        "RawDataSize bytes and zeros. A section outside of guest RAM is only counted as refused where no amount of RAM "
        "would do.",
    .locate = locate,
    .conditions = conditions,
    .count = sizeof conditions / sizeof conditions[0],
};
