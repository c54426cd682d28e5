/*
 * td-shim's own loader and image checker.
 *
 * Facts of confidential-containers/td-shim: td-shim-interface/src/loader.rs (TdShimLoader::parse) and metadata.rs
 * (validate_sections). It says the same words for every fault of a section. Its sums are of 32 bits and wrap in a
 * release build, as they do here; a debug build panics instead.
 */
#include "check/conditions.h"
#include "check/consumer.h"

enum {
    POINTER_FROM_END = 0x20, /* TDX_METADATA_OFFSET */
    HEADER = 16,             /* TDX_METADATA_DESCRIPTOR_LEN, and TDX_METADATA_GUID_LEN */
};

static void locate(struct tdxp_view *view)
{
    uint32_t size = (uint32_t)view->size;
    uint32_t pointer;

    if (view->size < POINTER_FROM_END + HEADER ||
        !tdxp_read_u32(view->bytes, view->size - POINTER_FROM_END, &pointer)) {
        view->end = VIEW_TOO_SMALL;
        return;
    }
    view_take(view, pointer, pointer);
    if (pointer > size - POINTER_FROM_END - HEADER) {
        view->end = VIEW_OUTSIDE;
    }
}

static CONDITION(too_small)
{
    return view->end == VIEW_TOO_SMALL;
}

static CONDITION(guid_before_file)
{
    return view->offset < HEADER;
}

static CONDITION(no_guid)
{
    return !view->at.has_guid;
}

static CONDITION(header_invalid)
{
    return signature_wrong(view, NULL) || version_wrong(view, NULL) || view->at.count == 0 || length_wrong(view, NULL);
}

/* It counts the GUID and the header once more than there are. */
static CONDITION(past_end)
{
    uint32_t end = (uint32_t)view->offset + TDXP_TDVF_ENTRY_SIZE * view->at.count + 4 * HEADER;

    return end > (uint32_t)view->size;
}

/* ---- the fields, which are checked in this order whatever the type ---- */

static CONDITION(type_unknown)
{
    return section->type >= VIEW_TYPES;
}

static CONDITION(repeated)
{
    bool single = is_type(section, TDXP_SECTION_TD_HOB) || is_type(section, TDXP_SECTION_PAYLOAD) ||
                  is_type(section, TDXP_SECTION_PAYLOAD_PARAM) || is_info(section);

    return single && view->first[section->type] != section->index;
}

static CONDITION(without_data)
{
    return is_copied(section) && section->raw_data_size == 0;
}

static CONDITION(with_data)
{
    return is_memory_only(section) && (section->raw_data_size != 0 || section->data_offset != 0);
}

static CONDITION(attributes_wrong)
{
    switch (section->type) {
    case TDXP_SECTION_BFV:
        return section->attributes != TDXP_ATTRIBUTE_MR_EXTEND;
    case TDXP_SECTION_PERM_MEM:
        return section->attributes != TDXP_ATTRIBUTE_PAGE_AUG;
    case TDXP_SECTION_PAYLOAD:
        return (section->attributes & ~TDXP_ATTRIBUTE_MR_EXTEND) != 0;
    default:
        return section->attributes != 0;
    }
}

static CONDITION(info_without_data)
{
    return is_info(section) && section->raw_data_size == 0;
}

static CONDITION(info_in_memory)
{
    return is_info(section) && (section->memory_address != 0 || section->memory_data_size != 0);
}

static CONDITION(offset_without_data)
{
    return !is_info(section) && section->raw_data_size == 0 && section->data_offset != 0;
}

static CONDITION(memory_below_data)
{
    return !is_info(section) && section->memory_data_size < section->raw_data_size;
}

static CONDITION(address_unaligned)
{
    return !is_info(section) && section->memory_address % TDXP_PAGE_SIZE != 0;
}

/* ---- after the sections ---- */

static CONDITION(no_bfv)
{
    return !view_has(view, TDXP_SECTION_BFV);
}

static CONDITION(no_memory)
{
    return !view_has(view, TDXP_SECTION_TD_HOB) && !view_has(view, TDXP_SECTION_PERM_MEM);
}

static CONDITION(param_alone)
{
    return view_has(view, TDXP_SECTION_PAYLOAD_PARAM) && !view_has(view, TDXP_SECTION_PAYLOAD);
}

/* Only the last BFV is compared with. */
static CONDITION(info_outside)
{
    static const struct tdxp_section none;
    const struct tdxp_section *bfv =
        view->last_bfv < view->at.section_count ? &view->at.sections[view->last_bfv] : &none;
    uint32_t bfv_end = bfv->data_offset + bfv->raw_data_size;
    uint32_t end = section->data_offset + section->raw_data_size;

    return is_info(section) &&
           (section->data_offset < bfv->data_offset || section->data_offset >= bfv_end || end > bfv_end);
}

#define SECTIONS "Invalid metadata sections."

static const struct tdxp_condition conditions[] = {
    HEADER("the file has at least 0x30 bytes", too_small,
           "panic: attempt to subtract with overflow (a file of 0x{size} bytes)", RULE(L001)),
    HEADER("the offset at size - 0x20 leaves room for a header before it", outside,
           "The metadata offset is invalid. {pointer:u}", RULE(L012), RULE(L009), RULE(L015), RULE(D008), RULE(D002),
           RULE(D001), RULE(L007), RULE(L008), RULE(L001)),
    HEADER("the GUID before the descriptor lies in the file", guid_before_file,
           "panic: attempt to subtract with overflow (metadata offset 0x{pointer})", RULE(L012), RULE(L009), RULE(L014),
           RULE(L015), RULE(D001), RULE(L007), RULE(L008), RULE(L001)),
    HEADER("the TDX metadata GUID stands before the descriptor", no_guid, "Invalid TdxMetadataGuid", RULE(L012),
           RULE(L009), RULE(L014), RULE(L015), RULE(D001), RULE(L007), RULE(L008), RULE(L001)),
    HEADER("Signature, Version, Length and NumberOfSectionEntry are right", header_invalid,
           "Invalid TdxMetadata Descriptor: TdxMetadataDescriptor { signature: {signature:u}, length: {length:u}, "
           "version: {version:u}, number_of_section_entry: {number:u} }",
           RULE(D001), RULE(D003), RULE(D004), RULE(D005), RULE(L009), RULE(L012), RULE(L008)),
    HEADER("32 bytes remain behind the section entries", past_end, "Invalid TdxMetadata length {entries:u}", RULE(D006),
           RULE(D008)),
    HEADER("the section entries lie in the file", entries_past_end,
           "panic: a section entry is out of range for slice of length {size:u}", RULE(D006)),

    SECTION("Type is one of 0 to 8", type_unknown, SECTIONS, RULE(S001)),
    SECTION("TD_HOB, Payload, PayloadParam, TD_INFO and TD_PARAMS come once", repeated, SECTIONS, RULE(M003)),
    SECTION("BFV and CFV have bytes in the file", without_data, SECTIONS, RULE(S005)),
    SECTION("TD_HOB, TempMem and PermMem have neither bytes nor DataOffset", with_data, SECTIONS, RULE(S006),
            RULE(S007)),
    SECTION("Attributes are those of the type", attributes_wrong, SECTIONS, RULE(S002), RULE(S003), RULE(S004),
            RULE(S001)),
    SECTION("TD_INFO and TD_PARAMS have bytes in the file", info_without_data, SECTIONS, RULE(S005)),
    SECTION("TD_INFO and TD_PARAMS have no memory", info_in_memory, SECTIONS, RULE(S011)),
    SECTION("DataOffset is 0 where RawDataSize is", offset_without_data, SECTIONS, RULE(S007), RULE(S005)),
    SECTION("MemoryDataSize is not below RawDataSize", memory_below_data, SECTIONS, RULE(S008), RULE(S006)),
    SECTION("MemoryAddress is a multiple of 4096", address_unaligned, SECTIONS, RULE(S009)),

    IMAGE("there is a BFV", no_bfv, SECTIONS, RULE(M001)),
    IMAGE("there is a TD_HOB or a PermMem", no_memory, SECTIONS, RULE(M004)),
    IMAGE("a PayloadParam comes with a Payload", param_alone, SECTIONS, RULE(M006)),
    LATER("TD_INFO and TD_PARAMS lie in the last BFV", info_outside, SECTIONS, RULE(S017), RULE(S018), RULE(M003)),
};

const struct tdxp_consumer consumer_td_shim = {
    .key = "td-shim",
    .name = "td-shim",
    .version = "td-shim-interface of 2025 to 2026 (loader.rs 6c780e6590aa, metadata.rs 215d03192977)",
    .source = "confidential-containers/td-shim:td-shim-interface/src/loader.rs; "
              "confidential-containers/td-shim:td-shim-interface/src/metadata.rs",
    .description =
        "td-shim's own loader, which its tools use to read an image back: the offset at size - 0x20 alone, and the GUID "
        "must stand before the descriptor. It checks sections more closely than any VMM, and neither the alignment of "
        "MemoryDataSize nor file ranges.",
    .locate = locate,
    .conditions = conditions,
    .count = sizeof conditions / sizeof conditions[0],
};
