/* The firmware file system: decoding the files of a volume. */
#include "format/ffs.h"

#include <inttypes.h>
#include <string.h>

#include "format/ffs_apriori.h"
#include "format/trust_anchor.h"
#include "format/walker.h"
#include "tdxplore/guid.h"
#include "tdxplore/range.h"
#include "tdxplore/text.h"

enum {
    FILE_HEADER = 24,
    FILE_HEADER_LARGE = 32,
    FILE_ALIGN = 8,
    FIXED_CHECKSUM = 0xaa, /* IntegrityCheck.File where the attribute CHECKSUM is clear */
};

enum { ATTRIBUTE_LARGE_FILE = 0x01, ATTRIBUTE_CHECKSUM = 0x40 };

enum {
    STATE_HEADER_CONSTRUCTION = 0x01,
    STATE_HEADER_VALID = 0x02,
    STATE_DATA_VALID = 0x04,
    STATE_MARKED_FOR_UPDATE = 0x08,
    STATE_DELETED = 0x10,
    STATE_HEADER_INVALID = 0x20,
    STATE_RESERVED = 0xc0,
};

/* How far before the volume's end its top file is looked for, in bytes. */
#define TOP_FILE_REACH (UINT64_C(1) << 20)

/* The volume top file: its last byte is the volume's last byte (PI specification vol. 3, 2.1.3). */
static const struct tdxp_guid guid_top_file =
    TDXP_GUID(0x1ba0062e, 0xc779, 0x4582, 0x85, 0x66, 0x33, 0x6a, 0xe8, 0xf7, 0x8f, 0x09);

/* A file header as it stands. */
struct file {
    uint64_t offset, header_size;
    uint64_t size; /* Size or ExtendedSize, as it stands */
    uint64_t room; /* bytes from offset to the end of the volume */
    struct tdxp_guid name;
    uint8_t header_sum; /* of the header, IntegrityCheck.File and State as 0: 0 where it is right */
    uint8_t header_checksum, file_checksum;
    uint8_t type, attributes;
    uint8_t stored_state, state; /* as it stands; with erased bits taken as 0 */
    bool large;
};

/* ---- bytes ---- */

uint64_t ffs_first_used(const struct tdxp_bytes *bytes, uint64_t start, uint64_t end, uint8_t erased)
{
    uint8_t block[4096];
    uint8_t empty[sizeof block];

    memset(empty, erased, sizeof empty);
    while (start < end) {
        size_t wanted = end - start < sizeof block ? (size_t)(end - start) : sizeof block;
        size_t got = tdxp_read_some(bytes, start, block, wanted);

        if (got == 0) {
            return end;
        }
        if (memcmp(block, empty, got) != 0) {
            for (size_t i = 0; i < got; i++) {
                if (block[i] != erased) {
                    return start + i;
                }
            }
        }
        start += got;
    }
    return end;
}

uint64_t ffs_align(uint64_t base, uint64_t start, uint64_t alignment)
{
    return tdxp_add_sat(start, (alignment - (start - base) % alignment) % alignment);
}

const char *ffs_guid_text(const struct ffs_walk *w, const struct tdxp_guid *guid)
{
    const struct tdxp_guid_name *known = tdxp_guid_find(guid);
    char text[TDXP_GUID_TEXT];

    if (known) {
        return known->name;
    }
    tdxp_guid_format(guid, text);
    return tdxp_tree_text(w->tree, "%s", text);
}

struct tdxp_node *ffs_content(const struct ffs_walk *w, struct tdxp_node *parent, const char *key, const char *name,
                              uint64_t start, uint64_t length, const struct tdxp_doc *doc)
{
    struct tdxp_node *node = tdxp_tree_add(w->tree, parent, TDXP_KIND_CONTENT, key, name, start, length, doc);

    volume_nodes_add(w->volumes, node);
    return node;
}

/* ---- files ---- */

/* False where fewer bytes than a header are left. */
static bool read_file(const struct tdxp_bytes *bytes, const struct ffs_area *area, uint64_t at, struct file *f)
{
    *f = (struct file){.offset = at, .header_size = FILE_HEADER};
    if (at > area->end || area->end - at < FILE_HEADER) {
        return false;
    }
    f->room = area->end - at;
    tdxp_read_guid(bytes, at, &f->name);
    tdxp_read_u8(bytes, at + 0x10, &f->header_checksum);
    tdxp_read_u8(bytes, at + 0x11, &f->file_checksum);
    tdxp_read_u8(bytes, at + 0x12, &f->type);
    tdxp_read_u8(bytes, at + 0x13, &f->attributes);
    tdxp_read_uint(bytes, at + 0x14, 3, &f->size);
    tdxp_read_u8(bytes, at + 0x17, &f->stored_state);
    f->state = f->stored_state ^ area->erased;
    f->large = area->large_files && (f->attributes & ATTRIBUTE_LARGE_FILE) && f->room >= FILE_HEADER_LARGE;
    if (f->large) {
        f->header_size = FILE_HEADER_LARGE;
        tdxp_read_u64(bytes, at + 0x18, &f->size);
    }
    f->header_sum = (uint8_t)(tdxp_bytes_sum8(bytes, at, f->header_size) - f->file_checksum - f->stored_state);
    return true;
}

/*
 * True where enough speaks for a file header that a reader wants to see it as one, even where part of it is damaged.
 * What stands behind a file that lies about its size is told apart by this.
 */
static bool looks_like_file(const struct file *f)
{
    bool state =
        !(f->state & STATE_RESERVED) && (f->state & STATE_HEADER_CONSTRUCTION) && (f->state & STATE_HEADER_VALID);
    bool size = f->size >= f->header_size && f->size <= f->room;

    return 2 * (f->header_sum == 0) + state + size + (ffs_file_type_find(f->type) != NULL) >= 2;
}

static const char *state_text(uint8_t state)
{
    static const struct {
        uint8_t bit;
        const char *text;
    } rows[] = {
        {STATE_HEADER_INVALID, "header given up"},   {STATE_DELETED, "deleted"},
        {STATE_MARKED_FOR_UPDATE, "being replaced"}, {STATE_DATA_VALID, "complete"},
        {STATE_HEADER_VALID, "data not complete"},   {STATE_HEADER_CONSTRUCTION, "header not complete"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (state & rows[i].bit) {
            return rows[i].text;
        }
    }
    return "not begun";
}

void ffs_show_state(const struct ffs_walk *w, struct tdxp_node *field, uint8_t stored, uint8_t state, const char *text)
{
    for (struct tdxp_node *bit = field->child; bit; bit = bit->next) {
        bit->value = state >> bit->flag->low & 1;
    }
    field->value = state;
    field->note = state == stored ? text : tdxp_tree_text(w->tree, "%s; stored inverted as 0x%02x", text, stored);
}

static void show_state(const struct ffs_walk *w, struct tdxp_node *header, const struct file *f)
{
    struct tdxp_node *field = walked_field(header, "State");

    if (!field) {
        return; /* memory ran out */
    }
    ffs_show_state(w, field, f->stored_state, f->state, state_text(f->state));
    if (f->state & STATE_RESERVED) {
        tdxp_node_mark(w->tree, field, TDXP_MARK_RESERVED, "reserved bits are set");
    }
}

/* The powers of two that DATA_ALIGNMENT stands for, without and with DATA_ALIGNMENT_2. */
static const uint8_t alignments[2][8] = {{0, 4, 7, 9, 10, 12, 15, 16}, {17, 18, 19, 20, 21, 22, 23, 24}};

static void show_alignment(const struct ffs_walk *w, struct tdxp_node *header, const struct file *f)
{
    struct tdxp_node *field = volume_field(volume_field(header, "Attributes"), "DATA_ALIGNMENT");
    char size[TDXP_HUMAN_SIZE];

    tdxp_human_size(UINT64_C(1) << alignments[f->attributes >> 1 & 1][f->attributes >> 3 & 7], size);
    field->note = tdxp_tree_text(w->tree, "%s", size);
}

const char *ffs_type_range(struct tdxp_node *header, uint8_t type)
{
    struct tdxp_node *field = volume_field(header, "Type");
    const char *range = type >= 0xf0   ? "file system's own type"
                        : type >= 0xe0 ? "debug type"
                        : type >= 0xc0 ? "OEM type"
                                       : NULL;

    if (range && field != header) {
        field->marks &= ~(uint32_t)TDXP_MARK_RESERVED;
        field->remark = NULL;
        field->note = range;
    }
    return range ? range : "reserved type";
}

static const char *type_text(const struct ffs_walk *w, struct tdxp_node *header, const struct file *f)
{
    const struct tdxp_choice *type = ffs_file_type_find(f->type);

    return type ? type->name : tdxp_tree_text(w->tree, "%s 0x%02x", ffs_type_range(header, f->type), f->type);
}

static void judge_file(const struct ffs_walk *w, struct tdxp_node *header, const struct ffs_area *area,
                       const struct file *f)
{
    struct tdxp_node *size = volume_field(header, f->large ? "ExtendedSize" : "Size");

    if (f->header_sum != 0 && (f->state & STATE_HEADER_VALID)) {
        tdxp_node_mark(w->tree, volume_field(header, "IntegrityCheck.Header"), TDXP_MARK_INVALID,
                       "0x%02x would make the sum of the header 0",
                       (unsigned)(uint8_t)(f->header_checksum - f->header_sum));
        tdxp_node_set_right(w->tree, volume_field(header, "IntegrityCheck.Header"),
                            (uint8_t)(f->header_checksum - f->header_sum));
    }
    if (f->size < f->header_size) {
        tdxp_node_mark(w->tree, size, TDXP_MARK_INVALID, "less than the header's 0x%" PRIx64 " bytes", f->header_size);
    } else if (f->size > f->room) {
        tdxp_node_mark(w->tree, size, TDXP_MARK_INVALID,
                       "only 0x%" PRIx64 " bytes lie between here and the end of the volume", f->room);
    }
    if ((f->attributes & ATTRIBUTE_LARGE_FILE) && !f->large) {
        tdxp_node_mark(w->tree, volume_field(volume_field(header, "Attributes"), "LARGE_FILE"), TDXP_MARK_INVALID, "%s",
                       area->large_files ? "the volume ends before the extended size"
                                         : "only FFS3 volumes have large files; Size is taken");
    }
}

/* The processor begins with the last bytes of the top file: they must be the volume's last, too. */
static void judge_top_file(const struct ffs_walk *w, struct tdxp_node *header, const struct file *f)
{
    if (tdxp_guid_equal(&f->name, &guid_top_file) && f->size < f->room) {
        tdxp_node_mark(w->tree, volume_field(header, f->large ? "ExtendedSize" : "Size"), TDXP_MARK_INVALID,
                       "the volume top file ends 0x%" PRIx64 " bytes before the volume does", f->room - f->size);
    }
}

/* IntegrityCheck.File, of a file whose data is all there. */
static void judge_data(const struct ffs_walk *w, struct tdxp_node *header, const struct file *f)
{
    struct tdxp_node *field = volume_field(header, "IntegrityCheck.File");
    uint8_t expected = FIXED_CHECKSUM;

    if (!(f->state & STATE_DATA_VALID) || f->size < f->header_size || f->size > f->room) {
        return;
    }
    if (f->attributes & ATTRIBUTE_CHECKSUM) {
        expected = (uint8_t)-tdxp_bytes_sum8(w->bytes, f->offset + f->header_size, f->size - f->header_size);
    }
    if (f->file_checksum != expected) {
        tdxp_node_mark(w->tree, field, TDXP_MARK_INVALID,
                       f->attributes & ATTRIBUTE_CHECKSUM
                           ? "0x%02x would make the sum of the data 0"
                           : "0x%02x is the constant for a file without a checksum of its data",
                       expected);
        tdxp_node_set_right(w->tree, field, expected);
    }
}

static void name_file(const struct ffs_walk *w, struct tdxp_node *node, const struct file *f, const char *type,
                      const struct ffs_labels *labels)
{
    char size[TDXP_HUMAN_SIZE];

    tdxp_human_size(node->length, size);
    node->name = labels->ui && labels->ui[0]    ? labels->ui
                 : f->type == FFS_FILE_TYPE_PAD ? "Pad file"
                                                : ffs_guid_text(w, &f->name);
    node->note = tdxp_tree_text(w->tree, "%s, %s", type, size);
    if (labels->version && labels->version[0]) {
        node->note = tdxp_tree_text(w->tree, "%s, version %s", node->note, labels->version);
    }
    if ((f->state & (STATE_DATA_VALID | STATE_DELETED | STATE_HEADER_INVALID)) != STATE_DATA_VALID) {
        node->note = tdxp_tree_text(w->tree, "%s, %s", node->note, state_text(f->state));
    }
}

static bool add_file_data(const struct ffs_walk *w, struct tdxp_node *node, const struct ffs_area *area,
                          const struct file *f, struct ffs_labels *labels)
{
    uint64_t start = f->offset + f->header_size;
    uint64_t length = node->length > f->header_size ? node->length - f->header_size : 0;
    bool pad = f->type == FFS_FILE_TYPE_PAD;
    struct tdxp_node *data;

    if (length == 0) {
        return true;
    }
    if (f->type >= FFS_FILE_TYPE_FIRST && f->type <= FFS_FILE_TYPE_LAST) {
        return ffs_decode_sections(w->tree, node, start, length, area->nest, w->volumes, labels);
    }
    data = ffs_content(w, node, "data", pad ? "Padding" : "Data", start, length,
                       pad ? &ffs_doc_pad_data : &ffs_doc_file_data);
    if (f->type == FFS_FILE_TYPE_RAW && tdxp_guid_equal(&f->name, &trust_anchor_file)) {
        trust_anchor_decode(w, data);
    }
    return true;
}

/* The apriori lists of a volume: one for the PEI phase and one for DXE; more make no sense. */
enum { LISTS_MAX = 2 };

struct lists {
    struct tdxp_node *items[LISTS_MAX];
    unsigned count;
};

static bool add_file(const struct ffs_walk *w, struct tdxp_node *volume, const struct ffs_area *area, uint32_t index,
                     const struct file *f, struct lists *lists)
{
    uint64_t length = f->size > f->header_size ? f->size : f->header_size;
    struct ffs_labels labels = {.name = &f->name};
    struct tdxp_node *header;
    struct tdxp_node *node;
    const char *type;

    node = tdxp_tree_add(w->tree, volume, TDXP_KIND_STRUCT, tdxp_tree_text(w->tree, "file[%" PRIu32 "]", index), "File",
                         f->offset, length < f->room ? length : f->room, &ffs_doc_file);
    header = tdxp_tree_add(w->tree, node, TDXP_KIND_STRUCT, "header", "File header", f->offset, f->header_size,
                           &ffs_format_file.doc);
    walk_fields(w->tree, header, &ffs_format_file, f->offset);
    if (f->large) {
        walk_fields(w->tree, header, &ffs_format_file_extended, f->offset);
    }
    if (length > f->room) {
        node->marks |= TDXP_MARK_TRUNCATED;
    }
    volume_nodes_add(w->volumes, node);
    show_state(w, header, f);
    show_alignment(w, header, f);
    type = type_text(w, header, f);
    judge_file(w, header, area, f);
    judge_data(w, header, f);
    judge_top_file(w, header, f);
    if (!add_file_data(w, node, area, f, &labels)) {
        return false;
    }
    name_file(w, node, f, type, &labels);
    if (labels.apriori && lists->count < LISTS_MAX) {
        lists->items[lists->count++] = labels.apriori;
    }
    return true;
}

bool ffs_pad_covers(const struct tdxp_bytes *bytes, uint64_t offset, uint64_t inner, uint64_t length)
{
    const struct ffs_area all = {.end = bytes->size};
    struct file f;

    return read_file(bytes, &all, offset, &f) && f.type == FFS_FILE_TYPE_PAD && f.size >= f.header_size &&
           inner >= offset + f.header_size && tdxp_fits(inner - offset, length, f.size);
}

/* What no file covers: erased bytes, or bytes that mean something to somebody else. */
static void add_gap(const struct ffs_walk *w, struct tdxp_node *volume, const struct ffs_area *area, uint64_t start,
                    uint64_t end)
{
    uint64_t used = ffs_first_used(w->bytes, start, end, area->erased);
    bool erased = used == end || used - start >= FILE_HEADER;
    struct tdxp_node *node;

    if (end <= start) {
        return;
    }
    node = ffs_content(w, volume, erased ? "free-space" : "rest", erased ? "Free space" : "Bytes that are no file",
                       start, end - start, erased ? &ffs_doc_free_space : &ffs_doc_not_files);
    if (erased && used < end) {
        tdxp_node_mark(w->tree, node, 0, "not all of it is erased: the first byte in use is at 0x%" PRIx64, used);
    }
}

/*
 * The volume top file, where no file led to it: td-shim's loader file claims the bytes in which the header of the reset
 * vector's file stands, and free space may lie before a top file.
 */
static bool find_top_file(const struct ffs_walk *w, const struct ffs_area *area, struct file *f)
{
    uint64_t from = area->end - area->start > TOP_FILE_REACH ? area->end - TOP_FILE_REACH : area->start;
    uint64_t hit;

    while (tdxp_bytes_find(w->bytes, from, area->end, guid_top_file.bytes, sizeof guid_top_file.bytes, &hit)) {
        if ((hit - area->base) % FILE_ALIGN == 0 && read_file(w->bytes, area, hit, f) && f->size == f->room) {
            return true;
        }
        from = hit + 1;
    }
    return false;
}

/* Add what lies behind the last file that could be followed, which ends at at. */
static bool add_tail(const struct ffs_walk *w, struct tdxp_node *volume, const struct ffs_area *area, uint32_t index,
                     uint64_t at, struct lists *lists)
{
    struct file top;

    if (!find_top_file(w, area, &top)) {
        add_gap(w, volume, area, at, area->end);
        return true;
    }
    if (top.offset > at) {
        add_gap(w, volume, area, at, top.offset);
    }
    if (!add_file(w, volume, area, index, &top, lists)) {
        return false;
    }
    if (top.offset < at) {
        tdxp_node_mark(w->tree, volume->last_child, TDXP_MARK_INVALID,
                       "the file before it claims its first 0x%" PRIx64 " bytes, too", at - top.offset);
    }
    return true;
}

bool ffs_decode_files(struct tdxp_tree *tree, struct tdxp_node *volume, const struct ffs_area *area,
                      struct volume_list *volumes)
{
    const struct ffs_walk w = {tree, volumes, &volume->space->bytes, area->nest};
    uint64_t at = ffs_align(area->base, area->start, FILE_ALIGN);
    struct lists lists = {.count = 0};
    uint32_t index = 0;
    struct file f;

    while (read_file(w.bytes, area, at, &f) &&
           ffs_first_used(w.bytes, at, at + FILE_HEADER, area->erased) < at + FILE_HEADER && looks_like_file(&f)) {
        if (!volume_nodes_left(tree, volume, volumes)) {
            return true;
        }
        if (!add_file(&w, volume, area, index++, &f, &lists)) {
            return false;
        }
        if (f.size < f.header_size) {
            at += f.header_size;
            break;
        }
        at = f.size < f.room ? ffs_align(area->base, at + f.size, FILE_ALIGN) : area->end;
    }
    if (at < area->end && !add_tail(&w, volume, area, index, at, &lists)) {
        return false;
    }
    for (unsigned i = 0; i < lists.count; i++) {
        ffs_name_apriori(tree, volume, lists.items[i]);
    }
    return true;
}
