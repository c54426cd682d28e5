/* SEV metadata: decoding it, and laying it on guest memory. */
#include "format/sev.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "format/guid_table.h"
#include "format/walker.h"
#include "tdxplore/range.h"

const struct tdxp_guid tdxp_guid_sev_metadata_offset =
    TDXP_GUID(0xdc886566, 0x984a, 0x4798, 0xa7, 0x5e, 0x55, 0x85, 0xa7, 0xbf, 0x67, 0xcc);
const struct tdxp_guid tdxp_guid_sev_hash_table =
    TDXP_GUID(0x7255371f, 0x3a3b, 0x4b04, 0x92, 0x7b, 0x1d, 0xa6, 0xef, 0xa8, 0xd4, 0x54);
const struct tdxp_guid tdxp_guid_sev_reset_block =
    TDXP_GUID(0x00f771de, 0x1a7e, 0x4fcb, 0x89, 0x0e, 0x68, 0xc7, 0x7e, 0x2f, 0xb4, 0x4e);

static const char signature[4] = {'A', 'S', 'E', 'V'};

/* ---- finding it ---- */

/* The entry's number, to be marked; NULL where memory ran out. */
static struct tdxp_node *pointer_node(const struct tdxp_guid_entry *entry)
{
    struct tdxp_node *field = entry->node->child;

    while (field && strcmp(field->key, "Offset") != 0) {
        field = field->next;
    }
    return field;
}

static bool find_metadata(const struct tdxp_firmware *fw, uint64_t *offset)
{
    const struct tdxp_guid_entry *entry = guid_table_find(&fw->table, &tdxp_guid_sev_metadata_offset);
    const struct tdxp_bytes *bytes = tdxp_image_bytes(fw->image);
    struct tdxp_range image = tdxp_firmware_range(fw);
    uint32_t distance = 0;

    if (!entry || entry->data_length < sizeof distance || !tdxp_read_u32(bytes, entry->offset, &distance)) {
        return false;
    }
    if (distance > image.length) {
        tdxp_node_mark(fw->tree, pointer_node(entry), TDXP_MARK_INVALID, "leads to before the start of the file");
        return false;
    }
    *offset = image.start + (image.length - distance);
    if (!tdxp_read_equals(bytes, *offset, signature, sizeof signature)) {
        tdxp_node_mark(fw->tree, pointer_node(entry), TDXP_MARK_INVALID, "leads to no \"ASEV\"");
        return false;
    }
    return true;
}

/* ---- decoding it ---- */

/* How many whole entries the file has room for, whatever the header says. */
static uint64_t entries_room(const struct tdxp_bytes *bytes, uint64_t offset)
{
    uint64_t start = tdxp_add_sat(offset, TDXP_SEV_HEADER_SIZE);

    return start < bytes->size ? (bytes->size - start) / TDXP_SEV_ENTRY_SIZE : 0;
}

static void judge_header(struct tdxp_tree *tree, struct tdxp_node *node, const struct tdxp_sev *sev)
{
    uint64_t expected = TDXP_SEV_HEADER_SIZE + (uint64_t)TDXP_SEV_ENTRY_SIZE * sev->count;
    uint64_t room = entries_room(&node->space->bytes, sev->offset);

    if (!tdxp_fits(sev->offset, TDXP_SEV_HEADER_SIZE, node->space->bytes.size)) {
        return; /* the fields that are missing are marked */
    }
    if (sev->version != 1) {
        tdxp_node_mark(tree, walked_field(node, "Version"), TDXP_MARK_INVALID, "the only version that is known is 1");
        tdxp_node_set_right(tree, walked_field(node, "Version"), 1);
    }
    if (sev->length != expected) {
        tdxp_node_mark(tree, walked_field(node, "Length"), TDXP_MARK_INVALID,
                       "%" PRIu32 " sections make a length of 0x%" PRIx64, sev->count, expected);
        tdxp_node_set_right(tree, walked_field(node, "Length"), expected);
    }
    if (room < sev->count) {
        tdxp_node_mark(tree, walked_field(node, "NumberOfSections"), TDXP_MARK_INVALID,
                       "the file has room for only %" PRIu64 " whole entries", room);
    }
    if (sev->limited) {
        tdxp_node_mark(tree, walked_field(node, "NumberOfSections"), TDXP_MARK_LIMIT,
                       "only the first %" PRIu32 " entries are decoded", sev->section_count);
    }
}

static void judge_section(struct tdxp_tree *tree, struct tdxp_node *node, const struct tdxp_sev_section *section)
{
    if (section->base % TDXP_PAGE_SIZE != 0) {
        tdxp_node_mark(tree, walked_field(node, "Base"), TDXP_MARK_INVALID, "not a multiple of 4 KiB");
    }
    if (section->size % TDXP_PAGE_SIZE != 0) {
        tdxp_node_mark(tree, walked_field(node, "Size"), TDXP_MARK_INVALID, "not a multiple of 4 KiB");
    } else if (section->size == 0) {
        tdxp_node_mark(tree, walked_field(node, "Size"), TDXP_MARK_INVALID, "no memory at all");
    }
}

static void add_section(struct tdxp_tree *tree, struct tdxp_node *parent, struct tdxp_sev_section *section)
{
    const struct tdxp_bytes *bytes = &parent->space->bytes;
    struct tdxp_node *node = walk_struct(tree, parent, &tdxp_format_sev_section,
                                         tdxp_tree_text(tree, "section[%" PRIu32 "]", section->index),
                                         tdxp_tree_text(tree, "Section %" PRIu32, section->index), section->offset);

    tdxp_read_u32(bytes, section->offset, &section->base);
    tdxp_read_u32(bytes, section->offset + 4, &section->size);
    tdxp_read_u32(bytes, section->offset + 8, &section->type);
    section->node = node;
    node->note = tdxp_sev_section_type_name(section->type);
    node->gpa = section->base;
    node->gpa_size = section->size;
    if (section->size > 0) {
        point_to_gpa(node, section->base, section->size);
        point_to_gpa(walked_field(node, "Base"), section->base, section->size);
    }
    judge_section(tree, node, section);
}

static bool decode_sections(struct tdxp_tree *tree, struct tdxp_node *node, struct tdxp_sev *sev, uint32_t count)
{
    struct tdxp_sev_section *sections = tdxp_tree_alloc(tree, count + 1u, sizeof *sections);

    if (!sections) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        sections[i].index = i;
        sections[i].offset = sev->offset + TDXP_SEV_HEADER_SIZE + (uint64_t)i * TDXP_SEV_ENTRY_SIZE;
        add_section(tree, node, &sections[i]);
    }
    sev->sections = sections;
    sev->section_count = count;
    return true;
}

static bool decode_at(struct tdxp_firmware *fw, uint64_t offset, struct tdxp_sev *sev)
{
    struct tdxp_node *top = tdxp_tree_top(fw->tree);
    const struct tdxp_bytes *bytes = &top->space->bytes;
    uint64_t room = entries_room(bytes, offset);
    struct tdxp_node *node;
    uint64_t count;

    sev->offset = offset;
    tdxp_read_u32(bytes, offset + 4, &sev->length);
    tdxp_read_u32(bytes, offset + 8, &sev->version);
    tdxp_read_u32(bytes, offset + 12, &sev->count);
    count = sev->count < room ? sev->count : room;
    sev->limited = count > TDXP_SEV_SECTION_LIMIT;
    count = sev->limited ? TDXP_SEV_SECTION_LIMIT : count;
    node = tdxp_tree_add(fw->tree, top, TDXP_KIND_STRUCT, "sev", "SEV metadata", offset,
                         TDXP_SEV_HEADER_SIZE + count * TDXP_SEV_ENTRY_SIZE, &tdxp_format_sev_header.doc);
    walk_fields(fw->tree, node, &tdxp_format_sev_header, offset);
    sev->node = node;
    if (!decode_sections(fw->tree, node, sev, (uint32_t)count)) {
        return false;
    }
    node->note = tdxp_tree_text(fw->tree, "version %" PRIu32 ", %" PRIu32 " section%s", sev->version,
                                sev->section_count, sev->section_count == 1 ? "" : "s");
    judge_header(fw->tree, node, sev);
    return true;
}

bool sev_decode(struct tdxp_firmware *fw)
{
    struct tdxp_sev *sev;
    uint64_t offset;

    if (!find_metadata(fw, &offset)) {
        return true;
    }
    sev = tdxp_tree_alloc(fw->tree, 1, sizeof *sev);
    if (!sev || !decode_at(fw, offset, sev)) {
        return false;
    }
    fw->sev = sev;
    return true;
}

/* ---- guest memory ---- */

static struct tdxp_placement place_section(const struct tdxp_sev_section *section)
{
    return (struct tdxp_placement){
        .entry = section->node,
        .section = section->index,
        .name = tdxp_sev_section_type_name(section->type),
        .gpa = section->base,
        .size = section->size,
        .measured = tdxp_sev_section_measured(section->type),
        .written = section->type == TDXP_SEV_SNP_SECRETS || section->type == TDXP_SEV_CPUID ||
                   section->type == TDXP_SEV_KERNEL_HASHES,
    };
}

/* All of the image, mapped to end at 4 GiB: none for a file that is larger than that. */
static size_t place_image(const struct tdxp_firmware *fw, uint32_t index, struct tdxp_placement *out)
{
    const struct tdxp_node *root = tdxp_tree_root(fw->tree);
    struct tdxp_range image = tdxp_firmware_range(fw);
    struct tdxp_gpa first;

    if (!tdxp_gpa_by_bios(fw, image.start, &first)) {
        return 0;
    }
    *out = (struct tdxp_placement){
        .entry = root,
        .content = root,
        .section = index,
        .name = "image",
        .gpa = first.gpa,
        .size = image.length,
        .file_offset = image.start,
        .file_size = image.length,
        .measured = true,
    };
    return 1;
}

bool sev_build_map(struct tdxp_firmware *fw)
{
    const struct tdxp_sev *sev = fw->sev;
    size_t count = sev ? sev->section_count : 0;
    struct tdxp_placement *placements = calloc(count + 1, sizeof *placements);

    if (!placements) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        placements[i] = place_section(&sev->sections[i]);
    }
    if (sev) {
        count += place_image(fw, sev->section_count, &placements[count]);
    }
    fw->sev_map = tdxp_guest_map_new(placements, count, tdxp_image_bytes(fw->image)->size);
    free(placements);
    return fw->sev_map != NULL;
}
