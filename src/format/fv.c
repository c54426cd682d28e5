/* Firmware volumes: finding them, and decoding their headers. */
#include "format/fv.h"

#include <inttypes.h>
#include <string.h>

#include "format/ffs.h"
#include "format/fv_search.h"
#include "format/varstore.h"
#include "format/walker.h"
#include "tdxplore/guid.h"
#include "tdxplore/range.h"
#include "tdxplore/text.h"

enum {
    FIXED_SIZE = 0x38, /* of the header without its block map */
    BLOCK_SIZE = 8,    /* of a block-map entry */
    BLOCKS_MAX = 64,   /* block-map entries that are shown */
    ENTRIES_MAX = 64,  /* extended-header entries that are shown */
    ENTRY_MIN = 4,     /* size and type of an extended-header entry */
};

#define ERASE_POLARITY (UINT32_C(1) << 11)
#define ALIGNMENT_SHIFT 16
#define ALIGNMENT_MASK UINT32_C(0x1f)

/* td-shim's linker writes this into the IPL volume whatever the header holds (td-shim-tools/src/linker.rs). */
#define TD_SHIM_IPL_CHECKSUM 0x3d21u
/* HeaderLength of td-shim's payload volume: its pad file and extended header are counted with the header. */
#define TD_SHIM_PAYLOAD_HEADER 0x78u

/* A volume while it is being decoded. Offsets are those of its space. */
struct work {
    struct tdxp_tree *tree;
    struct volume_list *volumes;
    struct tdxp_volume volume;
    struct tdxp_node *node, *header;
    const struct tdxp_bytes *bytes;
    uint64_t end;          /* behind the last byte that is taken as the volume's */
    uint32_t attributes;   /* Attributes */
    uint16_t ext_offset;   /* ExtHeaderOffset */
    uint32_t blocks;       /* block-map entries that are shown, the closing one included */
    uint64_t blocks_end;   /* behind the last of them */
    uint64_t blocks_total; /* bytes that all blocks make */
    bool blocks_ended;     /* the map has its closing entry */
    bool blocks_limited;   /* it goes on past what is shown */
    uint64_t header_end;   /* behind the header */
    uint64_t ext_end;      /* behind the extended header; 0 where there is none */
    struct tdxp_guid name; /* FvName */
    bool has_name;
};

void volume_nodes_add(struct volume_list *volumes, const struct tdxp_node *node)
{
    volumes->nodes++;
    for (const struct tdxp_node *child = node->child; child; child = child->next) {
        volume_nodes_add(volumes, child);
    }
}

bool volume_nodes_left(struct tdxp_tree *tree, struct tdxp_node *node, const struct volume_list *volumes)
{
    if (volumes->nodes < VOLUME_NODE_LIMIT) {
        return true;
    }
    if (!(node->marks & TDXP_MARK_LIMIT)) {
        tdxp_node_mark(tree, node, TDXP_MARK_LIMIT, "the rest of it is not decoded: the limit of %u nodes is reached",
                       VOLUME_NODE_LIMIT);
    }
    return false;
}

struct tdxp_node *volume_field(struct tdxp_node *node, const char *name)
{
    struct tdxp_node *field = walked_field(node, name);

    return field ? field : node;
}

/* ---- reading ---- */

static uint16_t sum16(const struct tdxp_bytes *bytes, uint64_t offset, uint64_t length)
{
    uint16_t sum = 0;
    uint16_t word = 0;

    for (uint64_t i = 0; i + 2 <= length && tdxp_read_u16(bytes, offset + i, &word); i += 2) {
        sum = (uint16_t)(sum + word);
    }
    return sum;
}

static enum tdxp_volume_quirk find_quirk(const struct tdxp_bytes *bytes, const struct tdxp_volume *v)
{
    if (!v->header_whole || v->sum == 0) {
        return TDXP_VOLUME_NO_QUIRK;
    }
    if (v->header_length == FV_HEADER_MIN && v->checksum == TD_SHIM_IPL_CHECKSUM) {
        return TDXP_VOLUME_TD_SHIM_IPL;
    }
    if (v->header_length == TD_SHIM_PAYLOAD_HEADER && sum16(bytes, v->offset, FIXED_SIZE) == 0) {
        return TDXP_VOLUME_TD_SHIM_PAYLOAD;
    }
    return TDXP_VOLUME_NO_QUIRK;
}

/* Read the fields of the header; those past end stay 0. */
static void read_header(struct work *w, uint64_t at, uint64_t end)
{
    const struct tdxp_bytes cut = tdxp_bytes_slice(w->bytes, 0, end);
    struct tdxp_volume *v = &w->volume;

    v->offset = at;
    v->available = end - at;
    tdxp_read_guid(&cut, at + 0x10, &v->file_system);
    tdxp_read_u64(&cut, at + 0x20, &v->fv_length);
    tdxp_read_u32(&cut, at + 0x2c, &w->attributes);
    tdxp_read_u16(&cut, at + 0x30, &v->header_length);
    tdxp_read_u16(&cut, at + 0x32, &v->checksum);
    tdxp_read_u16(&cut, at + 0x34, &w->ext_offset);
    tdxp_read_u8(&cut, at + 0x37, &v->revision);
    v->header_whole =
        v->header_length >= FV_HEADER_MIN && v->header_length % 2 == 0 && v->header_length <= v->available;
    if (v->header_whole) {
        v->sum = sum16(&cut, at, v->header_length);
        v->quirk = find_quirk(&cut, v);
    }
}

/* Find the end of the block map: its closing entry, or where HeaderLength or the volume ends. */
static void measure_blocks(struct work *w)
{
    uint64_t at = w->volume.offset;
    uint64_t limit = w->volume.header_whole ? at + w->volume.header_length : w->end;
    uint32_t count = 0;
    uint32_t length = 0;

    w->blocks_end = at + FIXED_SIZE;
    limit = limit < w->end ? limit : w->end;
    while (!w->blocks_ended && limit >= w->blocks_end && limit - w->blocks_end >= BLOCK_SIZE) {
        if (w->blocks == BLOCKS_MAX) {
            w->blocks_limited = true;
            break;
        }
        tdxp_read_u32(w->bytes, w->blocks_end, &count);
        tdxp_read_u32(w->bytes, w->blocks_end + 4, &length);
        w->blocks_total = tdxp_add_sat(w->blocks_total, (uint64_t)count * length);
        w->blocks_ended = count == 0 && length == 0;
        w->blocks_end += BLOCK_SIZE;
        w->blocks++;
    }
    w->header_end = w->blocks_end;
    if (w->volume.header_whole) {
        w->header_end = at + w->volume.header_length;
    } else if (!w->blocks_ended) {
        w->header_end = at + FIXED_SIZE;
    }
    if (w->header_end > w->end) {
        w->header_end = w->end;
    }
}

/* ---- the header's nodes ---- */

static void add_blocks(struct work *w)
{
    uint64_t at = w->volume.offset + FIXED_SIZE;
    uint32_t shown = w->volume.header_whole || w->blocks_ended ? w->blocks : 0;
    struct tdxp_node *node = NULL;

    for (uint32_t i = 0; i < shown; i++) {
        node = walk_struct(w->tree, w->header, &fv_format_block, tdxp_tree_text(w->tree, "BlockMap[%" PRIu32 "]", i),
                           tdxp_tree_text(w->tree, "BlockMap[%" PRIu32 "]", i), at + (uint64_t)i * BLOCK_SIZE);
        if (i == 0 && w->blocks_ended && w->blocks_total != w->volume.fv_length) {
            tdxp_node_mark(w->tree, node, TDXP_MARK_INVALID,
                           "the blocks make 0x%" PRIx64 " bytes, but FvLength is 0x%" PRIx64, w->blocks_total,
                           w->volume.fv_length);
        }
    }
    if (node && w->blocks_ended) {
        node->note = "end of the map";
    } else if (w->blocks_limited) {
        tdxp_node_mark(w->tree, w->header, TDXP_MARK_LIMIT, "only the first %u entries of the block map are shown",
                       (unsigned)BLOCKS_MAX);
    } else {
        tdxp_node_mark(w->tree, w->header, TDXP_MARK_INVALID, "no entry of zeros ends the block map");
    }
}

static void judge_checksum(struct work *w)
{
    struct tdxp_node *field = volume_field(w->header, "Checksum");
    const struct tdxp_volume *v = &w->volume;
    uint16_t expected = (uint16_t)(v->checksum - v->sum);

    if (!v->header_whole || v->sum == 0) {
        return;
    }
    switch (v->quirk) {
    case TDXP_VOLUME_TD_SHIM_IPL:
        tdxp_node_mark(w->tree, field, 0,
                       "the constant that td-shim's linker writes into every IPL volume; the rule of the PI "
                       "specification gives 0x%" PRIx16,
                       expected);
        return;
    case TDXP_VOLUME_TD_SHIM_PAYLOAD:
        tdxp_node_mark(w->tree, field, 0,
                       "td-shim's linker sums the first 0x38 bytes only, before it fills in the block map; the rule of "
                       "the PI specification gives 0x%" PRIx16,
                       expected);
        return;
    case TDXP_VOLUME_NO_QUIRK:
        tdxp_node_mark(w->tree, field, TDXP_MARK_INVALID, "0x%" PRIx16 " would make the sum of the header 0", expected);
        return;
    }
}

static void judge_header(struct work *w)
{
    const struct tdxp_volume *v = &w->volume;
    struct tdxp_node *reserved = volume_field(w->header, "Reserved");

    if (v->fv_length > v->available) {
        tdxp_node_mark(w->tree, volume_field(w->header, "FvLength"), TDXP_MARK_INVALID,
                       "only 0x%" PRIx64 " bytes lie between here and the end of what holds the volume", v->available);
    } else if (v->fv_length < FV_HEADER_MIN) {
        tdxp_node_mark(w->tree, volume_field(w->header, "FvLength"), TDXP_MARK_INVALID,
                       "less than the header needs: no file is decoded");
    }
    if (!v->header_whole) {
        tdxp_node_mark(w->tree, volume_field(w->header, "HeaderLength"), TDXP_MARK_INVALID,
                       "odd, below 0x48, or past the end of what holds the volume");
    } else if (v->header_length > v->fv_length) {
        tdxp_node_mark(w->tree, volume_field(w->header, "HeaderLength"), TDXP_MARK_INVALID, "exceeds FvLength");
    }
    if (reserved->value != 0) {
        tdxp_node_mark(w->tree, reserved, TDXP_MARK_RESERVED, "not 0");
    }
    if (v->revision != 2) {
        tdxp_node_mark(w->tree, volume_field(w->header, "Revision"), TDXP_MARK_INVALID,
                       "the only revision that the specification defines is 2");
    }
    judge_checksum(w);
}

static void add_header(struct work *w)
{
    uint64_t at = w->volume.offset;
    struct tdxp_node *alignment;
    char size[TDXP_HUMAN_SIZE];

    w->header = tdxp_tree_add(w->tree, w->node, TDXP_KIND_STRUCT, "header", "Volume header", at, w->header_end - at,
                              &fv_format_header.doc);
    w->volume.header = w->header;
    if (w->end - at < FIXED_SIZE) {
        tdxp_node_mark(w->tree, w->header, TDXP_MARK_TRUNCATED,
                       "only 0x%" PRIx64 " of its bytes lie inside of what holds the volume", w->end - at);
        return;
    }
    walk_fields(w->tree, w->header, &fv_format_header, at);
    alignment = volume_field(volume_field(w->header, "Attributes"), "ALIGNMENT");
    tdxp_human_size(UINT64_C(1) << (w->attributes >> ALIGNMENT_SHIFT & ALIGNMENT_MASK), size);
    alignment->note = tdxp_tree_text(w->tree, "%s", size);
    add_blocks(w);
    judge_header(w);
}

/* ---- the extended header ---- */

static const struct tdxp_format *entry_format(uint16_t type)
{
    static const struct tdxp_format *const formats[] = {NULL, &fv_format_ext_oem_type, &fv_format_ext_guid_type,
                                                        &fv_format_ext_used_size};

    return type < sizeof formats / sizeof formats[0] ? formats[type] : NULL;
}

static void add_ext_entry(struct work *w, struct tdxp_node *ext, uint32_t index, uint64_t at, uint64_t size)
{
    const struct tdxp_format *format;
    struct tdxp_node *node;
    uint64_t fixed = ENTRY_MIN;
    uint16_t type = 0;

    node = tdxp_tree_add(w->tree, ext, TDXP_KIND_STRUCT, tdxp_tree_text(w->tree, "ExtEntry[%" PRIu32 "]", index),
                         tdxp_tree_text(w->tree, "Entry %" PRIu32, index), at, size, &fv_format_ext_entry.doc);
    walk_fields(w->tree, node, &fv_format_ext_entry, at);
    tdxp_read_u16(w->bytes, at + 2, &type);
    format = entry_format(type);
    if (format && size >= format->size) {
        walk_fields(w->tree, node, format, at);
        fixed = format->size;
    }
    if (size > fixed) {
        tdxp_tree_add(w->tree, node, TDXP_KIND_CONTENT, "data", "Data", at + fixed, size - fixed, &fv_doc_ext_data);
    }
}

static void add_ext_entries(struct work *w, struct tdxp_node *ext)
{
    uint64_t at = ext->offset + fv_format_ext_header.size;
    uint16_t size = 0;

    for (uint32_t i = 0; w->ext_end >= at && w->ext_end - at >= ENTRY_MIN; i++) {
        if (i == ENTRIES_MAX) {
            tdxp_node_mark(w->tree, ext, TDXP_MARK_LIMIT, "only the first %u entries are shown", (unsigned)ENTRIES_MAX);
            return;
        }
        tdxp_read_u16(w->bytes, at, &size);
        if (size < ENTRY_MIN || size > w->ext_end - at) {
            tdxp_node_mark(w->tree, ext, TDXP_MARK_INVALID,
                           "the entry at 0x%" PRIx64 " has the impossible size 0x%" PRIx16, at, size);
            return;
        }
        add_ext_entry(w, ext, i, at, size);
        at += size;
    }
}

static void add_ext_header(struct work *w)
{
    struct tdxp_node *field = volume_field(w->header, "ExtHeaderOffset");
    uint64_t at = w->volume.offset + w->ext_offset;
    static const struct tdxp_guid none;
    struct tdxp_node *ext;
    uint32_t size = 0;

    if (w->ext_offset == 0) {
        return;
    }
    if (at < w->blocks_end || at > w->end || w->end - at < fv_format_ext_header.size) {
        tdxp_node_mark(w->tree, field, TDXP_MARK_INVALID, "leads %s",
                       at < w->blocks_end ? "into the header" : "outside of the volume");
        return;
    }
    tdxp_read_u32(w->bytes, at + 16, &size);
    w->ext_end = tdxp_add_sat(at, size);
    if (size < fv_format_ext_header.size || w->ext_end > w->end) {
        w->ext_end = at + fv_format_ext_header.size;
    }
    ext = tdxp_tree_add(w->tree, w->node, TDXP_KIND_STRUCT, "ext-header", "Extended header", at, w->ext_end - at,
                        &fv_format_ext_header.doc);
    walk_fields(w->tree, ext, &fv_format_ext_header, at);
    point_to_bytes(field, w->node->space, at, w->ext_end - at);
    if (w->ext_end - at != size) {
        tdxp_node_mark(w->tree, volume_field(ext, "ExtHeaderSize"), TDXP_MARK_INVALID, "%s",
                       size < fv_format_ext_header.size ? "less than 0x14, the size without entries"
                                                        : "reaches outside of the volume");
    }
    w->has_name = tdxp_read_guid(w->bytes, at, &w->name) && !tdxp_guid_equal(&w->name, &none);
    add_ext_entries(w, ext);
    volume_nodes_add(w->volumes, ext);
}

/* ---- the volume ---- */

static void name_volume(struct work *w)
{
    const struct tdxp_guid *guid = w->has_name ? &w->name : &w->volume.file_system;
    const struct tdxp_guid_name *known = tdxp_guid_find(guid);
    char text[TDXP_GUID_TEXT];
    char size[TDXP_HUMAN_SIZE];

    if (!known && w->has_name) {
        known = tdxp_guid_find(&w->volume.file_system);
    }
    if (known) {
        w->node->name = known->name;
    }
    if (known && tdxp_guid_equal(&known->guid, &w->volume.file_system)) {
        w->node->name = tdxp_tree_text(w->tree, "%s volume", known->name);
    }
    tdxp_guid_format(guid, text);
    tdxp_human_size(w->node->length, size);
    w->node->note = tdxp_tree_text(w->tree, "%s, %s", text, size);
}

static bool append(struct work *w)
{
    struct volume_list *list = w->volumes;

    if (list->count == list->capacity) {
        uint32_t capacity = list->capacity ? list->capacity * 2 : 8;
        struct tdxp_volume *grown = tdxp_tree_alloc(w->tree, capacity, sizeof *grown);

        if (!grown) {
            return false;
        }
        if (list->count > 0) {
            memcpy(grown, list->items, list->count * sizeof *grown);
        }
        list->items = grown;
        list->capacity = capacity;
    }
    list->items[list->count++] = w->volume;
    return true;
}

/*
 * Files follow the header. The extended header lies in a pad file there; where it does not, files follow it instead.
 * td-shim's payload volume counts that pad file with its header.
 */
static uint64_t first_file(const struct work *w)
{
    uint64_t at = w->volume.offset;
    uint64_t start = w->header_end;

    if (w->ext_end > 0) {
        uint64_t ext = at + w->ext_offset;

        if (w->blocks_ended && ffs_pad_covers(w->bytes, w->blocks_end, ext, w->ext_end - ext)) {
            start = w->blocks_end;
        } else if (!ffs_pad_covers(w->bytes, at + ((start - at + 7) & ~UINT64_C(7)), ext, w->ext_end - ext) &&
                   w->ext_end > start) {
            start = w->ext_end;
        }
    }
    return start;
}

static bool decode_contents(struct work *w, struct nesting nest)
{
    bool ffs3 = tdxp_guid_equal(&w->volume.file_system, &fv_guid_ffs3);
    struct ffs_area area = {
        .base = w->volume.offset,
        .start = first_file(w),
        .end = w->end,
        .erased = (w->attributes & ERASE_POLARITY) ? 0xff : 0x00,
        .large_files = ffs3,
        .nest = nest,
    };

    area.nest.volumes++;
    if (ffs3 || tdxp_guid_equal(&w->volume.file_system, &fv_guid_ffs2)) {
        return ffs_decode_files(w->tree, w->node, &area, w->volumes);
    }
    if (w->end > w->header_end) {
        bool variables = tdxp_guid_equal(&w->volume.file_system, &fv_guid_variables);
        const struct ffs_walk walk = {w->tree, w->volumes, w->bytes, area.nest};
        struct tdxp_node *data = ffs_content(&walk, w->node, "data", "Data", w->header_end, w->end - w->header_end,
                                             variables ? &varstore_doc_data : &fv_doc_data);

        area.start = w->header_end;
        return !variables || varstore_decode(&walk, data, &area);
    }
    return true;
}

/* w->end is set: what is taken as the volume's bytes. */
static bool decode_volume(struct work *w, struct tdxp_node *parent, const char *key, struct nesting nest)
{
    uint64_t at = w->volume.offset;

    measure_blocks(w);
    if (w->volume.fv_length < FV_HEADER_MIN) {
        w->end = w->header_end;
    }
    w->node = tdxp_tree_add(w->tree, parent, TDXP_KIND_STRUCT, key, "Volume", at, w->end - at, &fv_doc_volume);
    w->volume.node = w->node;
    w->volume.space = parent->space;
    if (w->volume.fv_length > w->volume.available) {
        tdxp_node_mark(w->tree, w->node, TDXP_MARK_TRUNCATED,
                       "FvLength claims 0x%" PRIx64 " bytes; 0x%" PRIx64 " are taken as the volume's",
                       w->volume.fv_length, w->end - at);
    }
    add_header(w);
    volume_nodes_add(w->volumes, w->node);
    add_ext_header(w);
    name_volume(w);
    return append(w) && decode_contents(w, nest);
}

/* The first N for which parent has no "volume[N]" yet. */
static uint32_t first_index(const struct tdxp_node *parent)
{
    static const char prefix[] = "volume[";
    uint32_t index = 0;

    for (const struct tdxp_node *n = parent->child; n; n = n->next) {
        index += strncmp(n->key, prefix, sizeof prefix - 1) == 0;
    }
    return index;
}

static bool decode_found(struct tdxp_tree *tree, struct tdxp_node *parent, struct fv_search *search,
                         struct nesting nest, struct volume_list *volumes)
{
    uint32_t index = first_index(parent);
    uint64_t at;
    bool found = fv_search_next(search, &at);

    while (found && volume_nodes_left(tree, parent, volumes)) {
        struct work w = {.tree = tree, .volumes = volumes, .bytes = search->bytes};
        uint64_t next = 0;

        if (volumes->count == VOLUME_LIMIT) {
            tdxp_node_mark(tree, parent, TDXP_MARK_LIMIT, "only the first %u volumes are decoded", VOLUME_LIMIT);
            return true;
        }
        read_header(&w, at, search->end);
        w.end = search->end;
        if (w.volume.fv_length >= FV_HEADER_MIN && w.volume.fv_length <= w.volume.available) {
            w.end = at + w.volume.fv_length;
            search->from = tdxp_add_sat(w.end, FV_SIGNATURE_AT);
        }
        found = fv_search_next(search, &next);
        if (found && next < w.end) {
            w.end = next; /* FvLength cannot be believed: bytes of the next volume are not this one's */
        }
        if (!decode_volume(&w, parent, tdxp_tree_text(tree, "volume[%" PRIu32 "]", index++), nest)) {
            return false;
        }
        at = next;
    }
    return true;
}

bool fv_decode_nested(struct tdxp_tree *tree, struct tdxp_node *parent, uint64_t start, uint64_t length,
                      struct nesting nest, struct volume_list *volumes)
{
    const struct tdxp_bytes *bytes = &parent->space->bytes;
    struct fv_search search = {
        .bytes = bytes,
        .start = start,
        .end = tdxp_add_sat(start, tdxp_clip(start, length, bytes->size)),
        .from = tdxp_add_sat(start, FV_SIGNATURE_AT),
        .image = parent->space->id == 0 ? volumes->image : NULL,
    };
    bool done;

    if (nest.volumes >= VOLUME_DEPTH_LIMIT) {
        tdxp_node_mark(tree, parent, TDXP_MARK_LIMIT,
                       "not decoded: it lies inside of %u volumes, and that is the limit", nest.volumes);
        return true;
    }
    done = decode_found(tree, parent, &search, nest, volumes);
    if (search.rejected == FV_SEARCH_REJECTED_MAX) {
        tdxp_node_mark(tree, parent, TDXP_MARK_LIMIT,
                       "the search for volumes ended after %u signatures without a header", FV_SEARCH_REJECTED_MAX);
    }
    return done;
}

bool fv_decode_all(struct tdxp_tree *tree, struct tdxp_node *parent, uint64_t start, uint64_t length,
                   struct volume_list *volumes)
{
    return fv_decode_nested(tree, parent, start, length, (struct nesting){0}, volumes);
}
