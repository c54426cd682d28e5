/*
 * QEMU: what it refuses from opening the file to the look-up of TD_HOB.
 *
 * Facts of qemu/qemu, named by file at each group. Sums are in 32 bits where QEMU's are.
 */
#include "check/consumer.h"

/* The first 4096 bytes, the footer, its length; then entry by entry (hw/i386/pc_sysfw_ovmf.c). */
enum {
    TABLE_IMAGE_MIN = 4096,
    TABLE_GUID = 0x30, /* from the end of the file */
    TABLE_LENGTH = 0x32,
    ENTRY_FIXED = 18,
};

/* User addresses of a process without five-level page tables end here: no larger mapping can be made. */
#define MAPPING_MAX (UINT64_C(1) << 47)

#define FOUR_GIB (UINT64_C(1) << 32)

static enum view_end walk_entries(struct tdxp_view *view, uint64_t foot, int64_t remaining, uint64_t *data)
{
    while (remaining >= ENTRY_FIXED) {
        struct tdxp_guid guid;
        uint16_t length;

        if (!tdxp_read_guid(view->bytes, foot - 16, &guid) ||
            !tdxp_read_u16(view->bytes, foot - ENTRY_FIXED, &length) || length < ENTRY_FIXED ||
            length > remaining) {
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

    if (view->size < TABLE_IMAGE_MIN ||
        !tdxp_read_guid(view->bytes, view->size - TABLE_GUID, &guid) ||
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
        view->by_table = true;
        view_take(view, data, pointer, (uint32_t)(view->size - pointer));
    }
}

/* ---- hw/i386/x86-common.c, hw/i386/tdvf.c: the file and the descriptor ---- */

static bool size_unusable(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return view->size % 65536 != 0;
}

static bool table_size(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return view->end == VIEW_TABLE_SIZE || view->end == VIEW_TABLE_START;
}

static bool no_entry(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return view->end == VIEW_NO_TABLE || view->end == VIEW_NO_ENTRY;
}

static bool outside(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return view->end == VIEW_OUTSIDE;
}

static bool signature_wrong(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return view->signature != TDXP_TDVF_SIGNATURE;
}

static bool length_past_end(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return (uint32_t)((uint32_t)view->offset + view->length) > view->size;
}

static bool version_wrong(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return view->version != 1;
}

static bool too_few(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return view->number < 2;
}

static bool length_wrong(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return view->length != TDXP_TDVF_HEADER_SIZE + (uint64_t)TDXP_TDVF_ENTRY_SIZE * view->number;
}

/* Only where 32-bit offset + Length wraps does QEMU come here with entries past the end. */
static bool entries_past_end(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return view->offset + (uint64_t)view->length > view->size;
}

/* ---- hw/i386/tdvf.c, tdvf_parse_and_check_section_entry ---- */

static bool memory_below_data(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return section->memory_data_size < section->raw_data_size;
}

static bool address_unaligned(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return section->memory_address % TDXP_PAGE_SIZE != 0;
}

static bool memory_unaligned(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return section->memory_data_size % TDXP_PAGE_SIZE != 0;
}

static bool copied(const struct tdxp_section *section)
{
    return section->type == TDXP_SECTION_BFV || section->type == TDXP_SECTION_CFV;
}

static bool zeroed(const struct tdxp_section *section)
{
    return section->type == TDXP_SECTION_TD_HOB || section->type == TDXP_SECTION_TEMP_MEM;
}

static bool without_data(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return copied(section) && section->raw_data_size == 0;
}

static bool with_data(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return zeroed(section) && section->raw_data_size != 0;
}

static bool type_unknown(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return !qemu_adds(section);
}

/* ---- target/i386/kvm/tdx.c, tdx_finalize_vm ---- */

/* mmap refuses a length of zero and one that no address space has room for. */
static bool unmappable(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return zeroed(section) &&
           (section->memory_data_size == 0 || section->memory_data_size > MAPPING_MAX);
}

/*
 * tdx_accept_ram_range wants the range inside of one piece of guest RAM. How much RAM there is is the user's choice;
 * where the image itself is mapped there is none, nor past the 52 bits of an address, and a range that was accepted
 * before is a piece of its own.
 */
static bool never_ram(const struct tdxp_view *view, const struct tdxp_section *section)
{
    uint64_t last = tdxp_add_sat(section->memory_address, section->memory_data_size - 1);
    uint32_t other = view->overlap[section->index];

    if (!zeroed(section) || section->memory_data_size == 0) {
        return false;
    }
    if (last >= UINT64_C(1) << 52 ||
        (section->memory_address < FOUR_GIB && last >= FOUR_GIB - (view->size < FOUR_GIB ? view->size : FOUR_GIB))) {
        return true;
    }
    if (other >= view->count || !zeroed(&view->sections[other])) {
        return false;
    }
    return section->memory_address < view->sections[other].memory_address ||
           last > tdxp_add_sat(view->sections[other].memory_address,
                               view->sections[other].memory_data_size - 1);
}

static bool no_hob(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return view->first[TDXP_SECTION_TD_HOB] == UINT32_MAX;
}

static const struct tdxp_condition conditions[] = {
    {TDXP_CONDITION_HEADER, "the size of the file is a multiple of 64 KiB", size_unusable,
     "could not load PC BIOS", NULL, {RULE(F001), RULE(F003), RULE(F002)}},
    {TDXP_CONDITION_HEADER, "the GUIDed table's length is at least its footer's and fits into the file",
     table_size, "OVMF table has invalid size {table:d}", NULL, {RULE(L002)}},
    {TDXP_CONDITION_HEADER, "the GUIDed table has an entry for the TDX metadata offset", no_entry,
     "Cannot find TDX_METADATA_OFFSET_GUID", NULL,
     {RULE(L002), RULE(L003), RULE(L013), RULE(L015), RULE(L001), RULE(D001)}},
    {TDXP_CONDITION_HEADER, "the descriptor's header lies in the file", outside,
     "failed to parse TDVF for TDX VM", NULL,
     {RULE(L007), RULE(L005), RULE(D002), RULE(L001)}},
    {TDXP_CONDITION_HEADER, "Signature is \"TDVF\"", signature_wrong,
     "Invalid TDVF signature in metadata!", NULL, {RULE(D001), RULE(L008), RULE(L005), RULE(L001)}},
    {TDXP_CONDITION_HEADER, "Length does not reach past the end of the file", length_past_end,
     "failed to parse TDVF for TDX VM", NULL, {RULE(D005), RULE(D006)}},
    {TDXP_CONDITION_HEADER, "Version is 1", version_wrong, "failed to parse TDVF for TDX VM", NULL,
     {RULE(D003)}},
    {TDXP_CONDITION_HEADER, "NumberOfSectionEntry is at least 2", too_few,
     "Invalid number of fw entries ({number:d}) in TDVF Metadata", NULL,
     {RULE(D004), RULE(D007)}},
    {TDXP_CONDITION_HEADER, "Length is 16 + 32 * NumberOfSectionEntry", length_wrong,
     "TDVF metadata len (0x{length}) mismatch, expected (0x{expected})", NULL, {RULE(D005)}},
    {TDXP_CONDITION_HEADER, "the section entries lie in the file (not asked: they are copied all the same)",
     entries_past_end, "no message: the copy of 0x{length} bytes from 0x{offset} runs past the image", NULL,
     {RULE(D006)}},

    {TDXP_CONDITION_SECTION, "MemoryDataSize is not below RawDataSize", memory_below_data,
     "Broken metadata RawDataSize 0x{raw} MemoryDataSize 0x{memory}", NULL,
     {RULE(S008), RULE(S020), RULE(S006), RULE(S001)}},
    {TDXP_CONDITION_SECTION, "MemoryAddress is a multiple of 4096", address_unaligned,
     "MemoryAddress 0x{address} not page aligned", NULL, {RULE(S009), RULE(S011)}},
    {TDXP_CONDITION_SECTION, "MemoryDataSize is a multiple of 4096", memory_unaligned,
     "MemoryDataSize 0x{memory} not page aligned", NULL, {RULE(S010), RULE(S011)}},
    {TDXP_CONDITION_SECTION, "BFV and CFV have bytes in the file", without_data,
     "{type:d} section with RawDataSize == 0", NULL, {RULE(S005)}},
    {TDXP_CONDITION_SECTION, "TD_HOB and TempMem have none", with_data,
     "{type:d} section with RawDataSize 0x{raw} != 0", NULL, {RULE(S006)}},
    {TDXP_CONDITION_SECTION, "Type is BFV, CFV, TD_HOB or TempMem", type_unknown,
     "TDVF contains unsupported section type {type:d}", NULL, {RULE(S001), RULE(S020)}},

    {TDXP_CONDITION_LAUNCH, "memory for TD_HOB and TempMem can be mapped", unmappable,
     "Failed to mmap memory for TDVF section {type:d}", NULL,
     {RULE(S015), RULE(M007), RULE(M008), RULE(M009)}},
    {TDXP_CONDITION_LAUNCH, "TD_HOB and TempMem can lie in guest RAM", never_ram,
     "Failed to accept memory for TDVF section {type:d}", NULL,
     {RULE(M014), RULE(M007), RULE(M008), RULE(M010), RULE(M011), RULE(S010), RULE(S009)}},
    {TDXP_CONDITION_IMAGE, "there is a TD_HOB", no_hob,
     "TDVF metadata doesn't specify TD_HOB location.", NULL, {RULE(M004), RULE(M005), RULE(S001)}},
};

const struct tdxp_consumer tdxp_consumer_qemu = {
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
    .locate = qemu_locate,
    .conditions = conditions,
    .count = sizeof conditions / sizeof conditions[0],
};
