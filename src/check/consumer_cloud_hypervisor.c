/*
 * Cloud Hypervisor: parsing the image, and the TD_HOB that it takes for granted.
 *
 * Facts of cloud-hypervisor/cloud-hypervisor: arch/src/x86_64/tdx/mod.rs (tdvf_descriptor_offset,
 * parse_tdvf_sections) and vmm/src/vm.rs (populate_tdx_sections).
 */
#include "check/conditions.h"
#include "check/consumer.h"

enum {
    TABLE_END = 0x20,
    TABLE_GUID = 0x30,
    TABLE_LENGTH = 0x32,
    ENTRY_FIXED = 18,
    ENTRY_WANTED = 22, /* an entry of another length is passed over */
};

/*
 * The walk over the table of length bytes. Where the entries end without a match, or one has length 0, the older way
 * is taken; a length beyond what remains makes an index wrap.
 */
static enum view_end walk_entries(struct tdxp_view *view, uint16_t length, uint64_t *data)
{
    uint64_t start = view->size - TABLE_END - length;
    uint64_t offset = (uint64_t)length - ENTRY_FIXED;

    while (offset >= ENTRY_FIXED) {
        struct tdxp_guid guid;
        uint16_t size;

        if (!tdxp_read_guid(view->bytes, start + offset - 16, &guid) ||
            !tdxp_read_u16(view->bytes, start + offset - ENTRY_FIXED, &size) || size == 0) {
            return VIEW_NO_ENTRY;
        }
        if (size > offset) {
            return VIEW_ENTRY_SIZE;
        }
        offset -= size;
        if (size == ENTRY_WANTED && tdxp_guid_equal(&guid, &tdxp_guid_tdx_metadata_offset)) {
            *data = start + offset;
            return VIEW_FOUND;
        }
    }
    return VIEW_NO_ENTRY;
}

static enum view_end search_table(struct tdxp_view *view, uint64_t *data)
{
    struct tdxp_guid guid;
    uint16_t length;

    if (view->size < TABLE_GUID) {
        return VIEW_TOO_SMALL;
    }
    if (!tdxp_read_guid(view->bytes, view->size - TABLE_GUID, &guid) ||
        !tdxp_guid_equal(&guid, &tdxp_guid_table_footer)) {
        return VIEW_NO_TABLE;
    }
    if (view->size < TABLE_LENGTH || !tdxp_read_u16(view->bytes, view->size - TABLE_LENGTH, &length)) {
        return VIEW_TOO_SMALL;
    }
    view->table = length;
    if (length > view->size - TABLE_END) {
        return VIEW_TABLE_START;
    }
    return length < ENTRY_FIXED ? VIEW_TABLE_SIZE : walk_entries(view, length, data);
}

static void locate(struct tdxp_view *view)
{
    uint64_t data;
    uint32_t pointer;

    view->end = search_table(view, &data);
    if (view->end == VIEW_FOUND && tdxp_read_u32(view->bytes, data, &pointer)) {
        /* Seeking before the start of the file fails, as reading past its end does. */
        view_take(view, pointer, pointer <= view->size ? view->size - pointer : UINT64_MAX);
    } else if ((view->end == VIEW_NO_TABLE || view->end == VIEW_NO_ENTRY) &&
               tdxp_read_u32(view->bytes, view->size - TABLE_END, &pointer)) {
        view_take(view, pointer, pointer);
    }
}

static CONDITION(unreadable_table)
{
    return view->end == VIEW_TOO_SMALL || view->end == VIEW_TABLE_START;
}

static CONDITION(table_size)
{
    return view->end == VIEW_TABLE_SIZE;
}

static CONDITION(entry_size)
{
    return view->end == VIEW_ENTRY_SIZE;
}

static const struct tdxp_condition conditions[] = {
    HEADER("the end of the file, and the GUIDed table, can be read", unreadable_table, "Failed read GUID table",
           RULE(L002), RULE(L001)),
    HEADER("the table's length is at least its footer's", table_size,
           "panic: attempt to subtract with overflow (table size {table:u} less 18)", RULE(L002)),
    HEADER("no entry before the one that is looked for is longer than what remains", entry_size,
           "panic: attempt to subtract with overflow (GUIDed table entry size)", RULE(L003)),
    HEADER("the descriptor's header lies in the file", outside, "Failed read TDVF descriptor", RULE(L007), RULE(L005),
           RULE(L002), RULE(L003), RULE(L015), RULE(D002), RULE(L009), RULE(L001), RULE(D001)),
    HEADER("Signature is \"TDVF\"", signature_wrong, "Invalid descriptor signature", RULE(D001), RULE(L008), RULE(L005),
           RULE(L003), RULE(L015), RULE(L009), RULE(L001)),
    HEADER("Length is 16 + 32 * NumberOfSectionEntry", length_wrong, "Invalid descriptor size", RULE(D005)),
    HEADER("Version is 1", version_wrong, "Invalid descriptor version", RULE(D003)),
    HEADER("the section entries lie in the file", entries_past_end, "Failed read TDVF descriptor", RULE(D006)),
    IMAGE("there is a TD_HOB", no_hob, "panic: called `Option::unwrap()` on a `None` value (no TD_HOB section)",
          RULE(M004), RULE(M005), RULE(S001), RULE(D004)),
};

const struct tdxp_consumer consumer_cloud_hypervisor = {
    .key = "cloud-hypervisor",
    .name = "Cloud Hypervisor",
    .version = "main branch of 2026",
    .source = "cloud-hypervisor/cloud-hypervisor:arch/src/x86_64/tdx/mod.rs; "
              "cloud-hypervisor/cloud-hypervisor:vmm/src/vm.rs",
    .description =
        "Parsing the image and, when the guest is built, the TD_HOB section whose absence makes it panic. The GUIDed "
        "table is searched for an entry of length 22, else the offset at size - 0x20 is taken. Sections are not checked: "
        "a type above 6 is read into an enumeration that has no such value, MR.EXTEND counts only where Attributes is 1 "
        "exactly, PAGE.AUG is not honoured, and a section whose bytes the file does not have is filled as far as they "
        "go.",
    .locate = locate,
    .conditions = conditions,
    .count = sizeof conditions / sizeof conditions[0],
};
