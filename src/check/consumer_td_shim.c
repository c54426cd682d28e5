/*
 * td-shim's own loader and image checker.
 *
 * Facts of confidential-containers/td-shim: td-shim-interface/src/loader.rs (TdShimLoader::parse) and metadata.rs
 * (validate_sections). It says the same words for every fault of a section. Its sums are of 32 bits and wrap in a
 * release build, as they do here; a debug build panics instead.
 */
#include "check/consumer.h"

enum {
    POINTER_FROM_END = 0x20, /* TDX_METADATA_OFFSET */
    HEADER = 16,             /* TDX_METADATA_DESCRIPTOR_LEN, and TDX_METADATA_GUID_LEN */
};

static void locate(struct tdxp_view *view)
{
    uint32_t pointer;

    if (view->size < POINTER_FROM_END + HEADER ||
        !tdxp_read_u32(view->bytes, view->size - POINTER_FROM_END, &pointer)) {
        view->end = VIEW_TOO_SMALL;
        return;
    }
    view_take(view, view->size - POINTER_FROM_END, pointer, pointer);
    if (pointer > view->size - POINTER_FROM_END - HEADER) {
        view->end = VIEW_OUTSIDE;
    }
}

static bool too_small(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return view->end == VIEW_TOO_SMALL;
}

static bool outside(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return view->end == VIEW_OUTSIDE;
}

static bool guid_before_file(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return view->offset < HEADER;
}

static bool no_guid(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return !view->has_guid;
}

static bool header_invalid(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return view->signature != TDXP_TDVF_SIGNATURE || view->version != 1 || view->number == 0 ||
           view->length != TDXP_TDVF_HEADER_SIZE + (uint64_t)TDXP_TDVF_ENTRY_SIZE * view->number;
}

/* It counts the GUID and the header once more than there are. */
static bool past_end(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return view->offset + (uint64_t)TDXP_TDVF_ENTRY_SIZE * view->number + 4 * HEADER > view->size;
}

/* ---- the fields, which are checked in this order whatever the type ---- */

static bool is(const struct tdxp_section *section, enum tdxp_section_type type)
{
    return section->type == (uint32_t)type;
}

static bool memory_only(const struct tdxp_section *section)
{
    return is(section, TDXP_SECTION_TD_HOB) || is(section, TDXP_SECTION_TEMP_MEM) ||
           is(section, TDXP_SECTION_PERM_MEM);
}

static bool info(const struct tdxp_section *section)
{
    return is(section, TDXP_SECTION_TD_INFO) || is(section, TDXP_SECTION_TD_PARAMS);
}

static bool type_unknown(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return section->type >= VIEW_TYPES;
}

static bool repeated(const struct tdxp_view *view, const struct tdxp_section *section)
{
    bool single = is(section, TDXP_SECTION_TD_HOB) || is(section, TDXP_SECTION_PAYLOAD) ||
                  is(section, TDXP_SECTION_PAYLOAD_PARAM) || info(section);

    return single && view->first[section->type] != section->index;
}

static bool without_data(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return (is(section, TDXP_SECTION_BFV) || is(section, TDXP_SECTION_CFV)) &&
           section->raw_data_size == 0;
}

static bool with_data(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return memory_only(section) && (section->raw_data_size != 0 || section->data_offset != 0);
}

static bool attributes_wrong(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
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

static bool info_without_data(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return info(section) && section->raw_data_size == 0;
}

static bool info_in_memory(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return info(section) && (section->memory_address != 0 || section->memory_data_size != 0);
}

static bool offset_without_data(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return !info(section) && section->raw_data_size == 0 && section->data_offset != 0;
}

static bool memory_below_data(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return !info(section) && section->memory_data_size < section->raw_data_size;
}

static bool address_unaligned(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)view;
    return !info(section) && section->memory_address % TDXP_PAGE_SIZE != 0;
}

/* ---- after the sections ---- */

static bool has(const struct tdxp_view *view, enum tdxp_section_type type)
{
    return view->first[type] != UINT32_MAX;
}

static bool no_bfv(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return !has(view, TDXP_SECTION_BFV);
}

static bool no_memory(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return !has(view, TDXP_SECTION_TD_HOB) && !has(view, TDXP_SECTION_PERM_MEM);
}

static bool param_alone(const struct tdxp_view *view, const struct tdxp_section *section)
{
    (void)section;
    return has(view, TDXP_SECTION_PAYLOAD_PARAM) && !has(view, TDXP_SECTION_PAYLOAD);
}

/* Only the last BFV is compared with. */
static bool info_outside(const struct tdxp_view *view, const struct tdxp_section *section)
{
    static const struct tdxp_section none;
    const struct tdxp_section *bfv =
        view->last_bfv < view->count ? &view->sections[view->last_bfv] : &none;
    uint32_t bfv_end = bfv->data_offset + bfv->raw_data_size;
    uint32_t end = section->data_offset + section->raw_data_size;

    return info(section) && (section->data_offset < bfv->data_offset ||
                             section->data_offset >= bfv_end || end > bfv_end);
}

#define SECTIONS "Invalid metadata sections."

static const struct tdxp_condition conditions[] = {
    {TDXP_CONDITION_HEADER, "the file has at least 0x30 bytes", too_small,
     "panic: attempt to subtract with overflow (a file of 0x{size} bytes)", NULL, {RULE(L001)}},
    {TDXP_CONDITION_HEADER, "the offset at size - 0x20 leaves room for a header before it", outside,
     "The metadata offset is invalid. {pointer:d}", NULL,
     {RULE(L012), RULE(L009), RULE(L015), RULE(D008), RULE(D002), RULE(D001), RULE(L007), RULE(L008),
      RULE(L001)}},
    {TDXP_CONDITION_HEADER, "the GUID before the descriptor lies in the file", guid_before_file,
     "panic: attempt to subtract with overflow (metadata offset 0x{pointer})", NULL,
     {RULE(L012), RULE(L009), RULE(L014), RULE(L015), RULE(D001), RULE(L007), RULE(L008), RULE(L001)}},
    {TDXP_CONDITION_HEADER, "the TDX metadata GUID stands before the descriptor", no_guid,
     "Invalid TdxMetadataGuid", NULL,
     {RULE(L012), RULE(L009), RULE(L014), RULE(L015), RULE(D001), RULE(L007), RULE(L008), RULE(L001)}},
    {TDXP_CONDITION_HEADER, "Signature, Version, Length and NumberOfSectionEntry are right",
     header_invalid,
     "Invalid TdxMetadata Descriptor: TdxMetadataDescriptor { signature: {signature:d}, length: {length:d}, "
     "version: {version:d}, number_of_section_entry: {number:d} }",
     NULL,
     {RULE(D001), RULE(D003), RULE(D004), RULE(D005), RULE(L009), RULE(L012), RULE(L008)}},
    {TDXP_CONDITION_HEADER, "32 bytes remain behind the section entries", past_end,
     "Invalid TdxMetadata length {entries:d}", NULL, {RULE(D006), RULE(D008)}},

    {TDXP_CONDITION_SECTION, "Type is one of 0 to 8", type_unknown, SECTIONS, NULL, {RULE(S001)}},
    {TDXP_CONDITION_SECTION, "TD_HOB, Payload, PayloadParam, TD_INFO and TD_PARAMS come once", repeated,
     SECTIONS, NULL, {RULE(M003)}},
    {TDXP_CONDITION_SECTION, "BFV and CFV have bytes in the file", without_data, SECTIONS, NULL,
     {RULE(S005)}},
    {TDXP_CONDITION_SECTION, "TD_HOB, TempMem and PermMem have neither bytes nor DataOffset", with_data,
     SECTIONS, NULL, {RULE(S006), RULE(S007)}},
    {TDXP_CONDITION_SECTION, "Attributes are those of the type", attributes_wrong, SECTIONS, NULL,
     {RULE(S002), RULE(S003), RULE(S004), RULE(S001)}},
    {TDXP_CONDITION_SECTION, "TD_INFO and TD_PARAMS have bytes in the file", info_without_data, SECTIONS,
     NULL, {RULE(S005)}},
    {TDXP_CONDITION_SECTION, "TD_INFO and TD_PARAMS have no memory", info_in_memory, SECTIONS, NULL,
     {RULE(S011)}},
    {TDXP_CONDITION_SECTION, "DataOffset is 0 where RawDataSize is", offset_without_data, SECTIONS, NULL,
     {RULE(S007), RULE(S005)}},
    {TDXP_CONDITION_SECTION, "MemoryDataSize is not below RawDataSize", memory_below_data, SECTIONS,
     NULL, {RULE(S008), RULE(S006)}},
    {TDXP_CONDITION_SECTION, "MemoryAddress is a multiple of 4096", address_unaligned, SECTIONS, NULL,
     {RULE(S009)}},

    {TDXP_CONDITION_IMAGE, "there is a BFV", no_bfv, SECTIONS, NULL, {RULE(M001)}},
    {TDXP_CONDITION_IMAGE, "there is a TD_HOB or a PermMem", no_memory, SECTIONS, NULL, {RULE(M004)}},
    {TDXP_CONDITION_IMAGE, "a PayloadParam comes with a Payload", param_alone, SECTIONS, NULL,
     {RULE(M006)}},
    {TDXP_CONDITION_LAUNCH, "TD_INFO and TD_PARAMS lie in the last BFV", info_outside, SECTIONS, NULL,
     {RULE(S017), RULE(S018), RULE(M003)}},
};

const struct tdxp_consumer tdxp_consumer_td_shim = {
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
