/* The TDVF descriptor: decoding it at a place in the file. */
#include "format/tdvf.h"

#include <inttypes.h>

#include "format/walker.h"
#include "tdxplore/range.h"

void tdvf_read_header(const struct tdxp_bytes *bytes, uint64_t offset, struct tdxp_tdvf *out)
{
    struct tdxp_guid guid;

    out->offset = offset;
    out->present = (uint32_t)tdxp_clip(offset, TDXP_TDVF_HEADER_SIZE, bytes->size);
    out->has_guid = offset >= sizeof guid.bytes && tdxp_read_guid(bytes, offset - sizeof guid.bytes, &guid) &&
                    tdxp_guid_equal(&guid, &tdxp_guid_tdx_metadata);
    tdxp_read_u32(bytes, offset, &out->signature);
    tdxp_read_u32(bytes, tdxp_add_sat(offset, 4), &out->length);
    tdxp_read_u32(bytes, tdxp_add_sat(offset, 8), &out->version);
    tdxp_read_u32(bytes, tdxp_add_sat(offset, 12), &out->count);
}

/* How many whole entries the file has room for, whatever the header says. */
static uint64_t entries_room(const struct tdxp_bytes *bytes, uint64_t offset)
{
    uint64_t start = tdxp_add_sat(offset, TDXP_TDVF_HEADER_SIZE);

    return start < bytes->size ? (bytes->size - start) / TDXP_TDVF_ENTRY_SIZE : 0;
}

static bool attributes_cleared(const struct tdxp_tdvf *tdvf)
{
    for (uint32_t i = 0; i < tdvf->section_count; i++) {
        if (tdvf->sections[i].attributes != 0) {
            return false;
        }
    }
    return true;
}

/* td-shim-patch gives an image to the NRX loader by changing the signature and clearing all attributes. */
static void judge_signature(struct tdxp_tree *tree, struct tdxp_node *node, const struct tdxp_tdvf *tdvf)
{
    struct tdxp_node *field = walked_field(node, "Signature");

    if (tdvf->present < 4 || tdvf->signature == TDXP_TDVF_SIGNATURE) {
        return;
    }
    if (tdvf->signature != TDXP_NRX_SIGNATURE) {
        tdxp_node_mark(tree, field, TDXP_MARK_INVALID, "not \"TDVF\"");
        return;
    }
    tdxp_node_mark(tree, field, 0, "td-shim's variant for the NRX loader; VMMs refuse it");
    if (attributes_cleared(tdvf)) {
        tdxp_node_mark(
            tree, node, 0,
            "no section has an attribute, as the NRX loader wants it: they do not tell here what is measured");
    }
}

static void judge_header(struct tdxp_tree *tree, struct tdxp_node *node, const struct tdxp_tdvf *tdvf)
{
    uint64_t expected = TDXP_TDVF_HEADER_SIZE + (uint64_t)TDXP_TDVF_ENTRY_SIZE * tdvf->count;
    uint64_t room = entries_room(&node->space->bytes, tdvf->offset);

    judge_signature(tree, node, tdvf);
    if (tdvf->present >= 12 && tdvf->version != 1) {
        tdxp_node_mark(tree, walked_field(node, "Version"), TDXP_MARK_INVALID,
                       "the only version that the specification defines is 1");
    }
    if (tdvf->present < TDXP_TDVF_HEADER_SIZE) {
        return;
    }
    if (tdvf->length != expected) {
        tdxp_node_mark(tree, walked_field(node, "Length"), TDXP_MARK_INVALID,
                       "%" PRIu32 " section entries make a length of 0x%" PRIx64, tdvf->count, expected);
    }
    if (room < tdvf->count) {
        tdxp_node_mark(tree, walked_field(node, "NumberOfSectionEntry"), TDXP_MARK_INVALID,
                       "the file has room for only %" PRIu64 " whole entries", room);
    }
    if (tdvf->limited) {
        tdxp_node_mark(tree, walked_field(node, "NumberOfSectionEntry"), TDXP_MARK_LIMIT,
                       "only the first %" PRIu32 " entries are decoded", tdvf->section_count);
    }
}

void tdvf_read_entry(const struct tdxp_bytes *bytes, uint64_t offset, uint32_t index, struct tdxp_section *out)
{
    out->index = index;
    out->offset = offset;
    tdxp_read_u32(bytes, offset, &out->data_offset);
    tdxp_read_u32(bytes, offset + 4, &out->raw_data_size);
    tdxp_read_u64(bytes, offset + 8, &out->memory_address);
    tdxp_read_u64(bytes, offset + 16, &out->memory_data_size);
    tdxp_read_u32(bytes, offset + 24, &out->type);
    tdxp_read_u32(bytes, offset + 28, &out->attributes);
}

static struct tdxp_node *add_section(struct tdxp_tree *tree, struct tdxp_node *parent,
                                     const struct tdxp_section *section)
{
    const struct tdxp_space *file = parent->space;
    struct tdxp_node *node = walk_struct(tree, parent, &tdxp_format_tdvf_section,
                                         tdxp_tree_text(tree, "section[%" PRIu32 "]", section->index),
                                         tdxp_tree_text(tree, "Section %" PRIu32, section->index), section->offset);

    node->note = tdxp_section_type_name(section->type);
    node->gpa = section->memory_address;
    node->gpa_size = section->memory_data_size;
    node->section = (int32_t)section->index;
    for (struct tdxp_node *field = node->child; field; field = field->next) {
        field->section = node->section;
        for (struct tdxp_node *bits = field->child; bits; bits = bits->next) {
            bits->section = node->section;
        }
    }
    if (section->raw_data_size > 0) {
        point_to_bytes(node, file, file->image.start + section->data_offset, section->raw_data_size);
        point_to_bytes(walked_field(node, "DataOffset"), file, file->image.start + section->data_offset,
                       section->raw_data_size);
    }
    if (section->memory_data_size > 0) {
        point_to_gpa(walked_field(node, "MemoryAddress"), section->memory_address, section->memory_data_size);
    }
    return node;
}

/* The entry that the file's end cuts in two: shown as far as it goes, but no section. */
static void add_partial(struct tdxp_tree *tree, struct tdxp_node *parent, uint64_t offset, uint32_t index)
{
    if (offset < parent->space->bytes.size) {
        walk_struct(tree, parent, &tdxp_format_tdvf_section, tdxp_tree_text(tree, "section[%" PRIu32 "]", index),
                    tdxp_tree_text(tree, "Section %" PRIu32, index), offset);
    }
}

static bool decode_sections(struct tdxp_tree *tree, struct tdxp_node *parent, struct tdxp_tdvf *out)
{
    const struct tdxp_bytes *bytes = &parent->space->bytes;
    uint64_t start = tdxp_add_sat(out->offset, TDXP_TDVF_HEADER_SIZE);
    uint64_t room = entries_room(bytes, out->offset);
    uint64_t count = out->count < room ? out->count : room;
    struct tdxp_section *sections;

    out->limited = count > TDXP_SECTION_LIMIT;
    out->section_count = (uint32_t)(out->limited ? TDXP_SECTION_LIMIT : count);
    sections = tdxp_tree_alloc(tree, out->section_count + 1u, sizeof *sections);
    if (!sections) {
        return false;
    }
    for (uint32_t i = 0; i < out->section_count; i++) {
        tdvf_read_entry(bytes, start + (uint64_t)i * TDXP_TDVF_ENTRY_SIZE, i, &sections[i]);
        sections[i].entry = add_section(tree, parent, &sections[i]);
    }
    out->sections = sections;
    if (out->section_count < out->count && !out->limited) {
        add_partial(tree, parent, start + (uint64_t)out->section_count * TDXP_TDVF_ENTRY_SIZE, out->section_count);
    }
    return true;
}

bool tdvf_decode(struct tdxp_tree *tree, struct tdxp_node *parent, const char *key, const char *name, uint64_t offset,
                 struct tdxp_tdvf *out)
{
    const struct tdxp_bytes *bytes = &parent->space->bytes;
    uint64_t entries;
    struct tdxp_node *node;

    tdvf_read_header(bytes, offset, out);
    entries = tdxp_clip(tdxp_add_sat(offset, TDXP_TDVF_HEADER_SIZE), (uint64_t)TDXP_TDVF_ENTRY_SIZE * out->count,
                        bytes->size);
    if (entries > (uint64_t)TDXP_TDVF_ENTRY_SIZE * TDXP_SECTION_LIMIT) {
        entries = (uint64_t)TDXP_TDVF_ENTRY_SIZE * TDXP_SECTION_LIMIT;
    }
    node = tdxp_tree_add(tree, parent, TDXP_KIND_STRUCT, key, name, offset, TDXP_TDVF_HEADER_SIZE + entries,
                         &tdxp_format_tdvf_header.doc);
    walk_fields(tree, node, &tdxp_format_tdvf_header, offset);
    out->node = node;
    if (!decode_sections(tree, node, out)) {
        return false;
    }
    node->note = tdxp_tree_text(tree, "%sversion %" PRIu32 ", %" PRIu32 " section%s",
                                out->signature == TDXP_NRX_SIGNATURE ? "NRX variant, " : "", out->version,
                                out->section_count, out->section_count == 1 ? "" : "s");
    judge_header(tree, node, out);
    return true;
}

static const struct tdxp_doc contents_doc = {
    "the bytes of the file that this section puts into guest memory",
    "The VMM copies them from here to the section's MemoryAddress. What lies inside is ordinary firmware: volumes, "
    "files, and for the BFV the reset vector.",
    "TD-SHIM specification, table 1.1-2",
};

static void add_content(struct tdxp_tree *tree, struct tdxp_node *parent, struct tdxp_section *section)
{
    const struct tdxp_range *image = &parent->space->image;
    uint64_t present = tdxp_clip(section->data_offset, section->raw_data_size, image->length);
    struct tdxp_node *node =
        tdxp_tree_add(tree, parent, TDXP_KIND_CONTENT, tdxp_tree_text(tree, "section[%" PRIu32 "]", section->index),
                      tdxp_tree_text(tree, "Contents of section %" PRIu32, section->index),
                      image->start + (present > 0 ? section->data_offset : image->length), present, &contents_doc);

    node->note = tdxp_section_type_name(section->type);
    node->section = (int32_t)section->index;
    node->gpa = section->memory_address;
    node->gpa_size = node->length < section->memory_data_size ? node->length : section->memory_data_size;
    section->content = node;
    if (present < section->raw_data_size) {
        tdxp_node_mark(tree, node, present > 0 ? TDXP_MARK_TRUNCATED : TDXP_MARK_OUTSIDE,
                       "RawDataSize claims 0x%" PRIx32 " bytes from 0x%" PRIx32 ", but the file ends at 0x%" PRIx64,
                       section->raw_data_size, section->data_offset, image->length);
    }
}

void tdvf_add_contents(struct tdxp_tree *tree, struct tdxp_node *parent, struct tdxp_tdvf *tdvf)
{
    for (uint32_t i = 0; i < tdvf->section_count; i++) {
        if (tdvf->sections[i].raw_data_size > 0) {
            add_content(tree, parent, &tdvf->sections[i]);
        }
    }
}
