/* The firmware file system: sections that hold sections, as they stand, guarded by a checksum, or compressed. */
#include <inttypes.h>
#include <zlib.h>

#include "format/codec.h"
#include "format/ffs.h"
#include "format/opened.h"
#include "format/walker.h"
#include "tdxplore/guid.h"
#include "tdxplore/text.h"

enum { NOT_COMPRESSED = 0, STANDARD_COMPRESSION = 1 }; /* CompressionType */
enum { PROCESSING_REQUIRED = 0x0001 };                 /* Attributes of a GUID-defined section */

static const struct tdxp_guid guid_crc32 =
    TDXP_GUID(0xfc1bcdb0, 0x7d31, 0x49aa, 0x93, 0x6a, 0xa4, 0x60, 0x0d, 0x9d, 0xd0, 0x83);

/* ---- what is inside ---- */

static void add_data(const struct ffs_walk *w, struct tdxp_node *node, const struct ffs_section *s)
{
    if (s->offset + s->size > s->data) {
        ffs_content(w, node, "data", "Data", s->data, s->offset + s->size - s->data, &ffs_doc_encoded_data);
    }
}

/* Sections that stand there as they are. */
static bool add_inner(const struct ffs_walk *w, struct tdxp_node *node, const struct ffs_section *s,
                      struct ffs_labels *labels)
{
    struct nesting nest = w->nest;

    if (++nest.sections > SECTION_DEPTH_LIMIT) {
        tdxp_node_mark(w->tree, node, TDXP_MARK_LIMIT,
                       "not decoded: it lies inside of %u sections, and that is the limit", w->nest.sections);
        add_data(w, node, s);
        return true;
    }
    return ffs_decode_sections(w->tree, node, s->data, s->offset + s->size - s->data, nest, w->volumes, labels);
}

/* What came out of the compressed data, as a space of its own. */
static bool add_space(const struct ffs_walk *w, struct tdxp_node *node, struct tdxp_packed *packed,
                      const struct opened_part *part, struct ffs_labels *labels)
{
    struct nesting nest = w->nest;
    struct tdxp_node *content =
        tdxp_tree_space_new(w->tree, node, "decompressed", "Decompressed data", &part->bytes, &ffs_doc_decompressed);
    char size[TDXP_HUMAN_SIZE];

    tdxp_human_size(part->bytes.size, size);
    content->note = tdxp_tree_text(w->tree, "%s", size);
    if (part->remark[0]) {
        tdxp_node_mark(w->tree, content, part->marks, "%s", part->remark);
    }
    volume_nodes_add(w->volumes, content);
    packed->state = TDXP_PACKED_OPEN;
    packed->content = content;
    point_to_bytes(node, content->space, 0, part->bytes.size);
    nest.spaces++;
    return ffs_decode_sections(w->tree, content, 0, part->bytes.size, nest, w->volumes, labels);
}

static bool add_packed(const struct ffs_walk *w, struct tdxp_node *node, const struct ffs_section *s,
                       const struct tdxp_codec *codec, struct ffs_labels *labels)
{
    struct tdxp_packed *packed = tdxp_tree_alloc(w->tree, 1, sizeof *packed);
    struct opened_part part;

    if (!packed) {
        return false;
    }
    *packed = (struct tdxp_packed){
        .method = codec->name,
        .codec = codec,
        .bytes = tdxp_bytes_slice(w->bytes, s->data, s->offset + s->size - s->data),
    };
    node->packed = packed;
    add_data(w, node, s);
    switch (opened_ask(w->volumes->opened, node, w->nest.spaces, &part)) {
    case OPENED_NOTHING:
        return true;
    case OPENED_NO_MEMORY:
        return false;
    case OPENED_PART:
        break;
    }
    if (part.bytes.size > 0) {
        return add_space(w, node, packed, &part, labels);
    }
    packed->state = TDXP_PACKED_FAILED;
    tdxp_node_mark(w->tree, node, part.marks, "%s", part.remark);
    return true;
}

static bool add_unknown(const struct ffs_walk *w, struct tdxp_node *node, const struct ffs_section *s, const char *what)
{
    add_data(w, node, s);
    tdxp_node_mark(w->tree, node, 0, "what is inside cannot be shown: %s", what);
    return true;
}

/* ---- GUID-defined sections ---- */

/* The data begins where the header says; what lies before it belongs to the GUID. */
static void find_data(const struct ffs_walk *w, struct tdxp_node *node, struct tdxp_node *header, struct ffs_section *s)
{
    struct tdxp_node *field = volume_field(header, "DataOffset");
    uint16_t offset = (uint16_t)field->value;

    if (field == header) {
        return; /* memory ran out */
    }
    if (offset < s->data - s->offset || offset > s->size) {
        tdxp_node_mark(w->tree, field, TDXP_MARK_INVALID, "leads %s",
                       offset > s->size ? "outside of the section" : "into the section's own header");
        return;
    }
    s->data = s->offset + offset;
    point_to_bytes(field, node->space, s->data, s->offset + s->size - s->data);
}

static void check_crc32(const struct ffs_walk *w, struct tdxp_node *node, struct tdxp_node *header,
                        const struct ffs_section *s, uint64_t fields)
{
    struct tdxp_bytes data = tdxp_bytes_slice(w->bytes, s->data, s->offset + s->size - s->data);
    struct tdxp_node *field;
    uint32_t sum;

    if (s->data - fields < ffs_format_crc32.size) {
        tdxp_node_mark(w->tree, volume_field(header, "DataOffset"), TDXP_MARK_INVALID,
                       "there is no room for the CRC32 before the data");
        return;
    }
    field = walk_field(w->tree, node, &ffs_format_crc32.fields[0], fields);
    volume_nodes_add(w->volumes, field);
    sum = (uint32_t)crc32_z(0, data.data, (size_t)data.size);
    if (field->value != sum) {
        tdxp_node_mark(w->tree, field, TDXP_MARK_INVALID, "the data has 0x%08" PRIx32, sum);
        tdxp_node_set_right(w->tree, field, sum);
    } else {
        field->note = "right";
    }
}

static bool add_guided(const struct ffs_walk *w, struct tdxp_node *node, struct tdxp_node *header,
                       struct ffs_section *s, struct ffs_labels *labels)
{
    uint64_t fields = s->data; /* those of the GUID, where it has any */
    const struct tdxp_codec *codec;
    struct tdxp_guid guid;

    if (!tdxp_read_guid(w->bytes, s->offset + s->header_size, &guid)) {
        add_data(w, node, s);
        return true;
    }
    node->note = ffs_guid_text(w, &guid);
    find_data(w, node, header, s);
    codec = codec_find(&guid);
    if (tdxp_guid_equal(&guid, &guid_crc32)) {
        check_crc32(w, node, header, s, fields);
        return add_inner(w, node, s, labels);
    }
    if (s->data > fields) {
        ffs_content(w, node, "guid-fields", "Fields of the GUID", fields, s->data - fields, &ffs_doc_guid_fields);
    }
    if (codec) {
        return add_packed(w, node, s, codec, labels);
    }
    if (volume_field(header, "Attributes")->value & PROCESSING_REQUIRED) {
        return add_unknown(w, node, s, codec_lacking(&guid));
    }
    return add_inner(w, node, s, labels);
}

/* ---- compression sections ---- */

static bool add_compression(const struct ffs_walk *w, struct tdxp_node *node, struct tdxp_node *header,
                            struct ffs_section *s, struct ffs_labels *labels)
{
    struct tdxp_node *length = volume_field(header, "UncompressedLength");
    struct tdxp_node *type = volume_field(header, "CompressionType");
    const struct tdxp_choice *row = tdxp_node_choice(type);
    uint64_t there = s->offset + s->size - s->data;

    if (type == header) {
        return true; /* memory ran out */
    }
    node->note = row ? row->name : tdxp_tree_text(w->tree, "type 0x%02x", (unsigned)type->value);
    if (type->value == STANDARD_COMPRESSION) {
        return add_unknown(w, node, s, "this program has no decoder for the EFI compression algorithm");
    }
    if (type->value != NOT_COMPRESSED) {
        return add_unknown(w, node, s, "the specification has no such type of compression");
    }
    if (length->value != there) {
        tdxp_node_mark(w->tree, length, TDXP_MARK_INVALID, "the data has 0x%" PRIx64 " bytes", there);
    }
    return add_inner(w, node, s, labels);
}

bool ffs_add_wrapped(const struct ffs_walk *w, struct tdxp_node *node, struct tdxp_node *header, struct ffs_section *s,
                     struct ffs_labels *labels)
{
    switch (s->type) {
    case FFS_SECTION_GUID_DEFINED:
        return add_guided(w, node, header, s, labels);
    case FFS_SECTION_COMPRESSION:
        return add_compression(w, node, header, s, labels);
    default:
        return add_inner(w, node, s, labels);
    }
}
