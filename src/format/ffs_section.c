/* The firmware file system: decoding the sections that files are made of. */
#include "format/ffs.h"

#include <inttypes.h>

#include "format/ffs_apriori.h"
#include "format/ffs_depex.h"
#include "format/program.h"
#include "format/walker.h"
#include "format/wide.h"
#include "tdxplore/guid.h"
#include "tdxplore/range.h"

enum {
    SECTION_HEADER = 4,
    SECTION_HEADER_LARGE = 8,
    SECTION_ALIGN = 4,
    SECTION_SIZE_EXTENDED = 0xffffff,
};

static void add_string(const struct ffs_walk *w, struct tdxp_node *node, const struct ffs_section *s, const char *key,
                       const char **label)
{
    const char *text = wide_text(w->tree, w->bytes, s->data, s->offset + s->size - s->data);
    struct tdxp_node *string = ffs_content(w, node, key, key, s->data, s->offset + s->size - s->data, &ffs_doc_string);

    string->note = node->note = tdxp_tree_text(w->tree, "\"%s\"", text);
    if (!*label) {
        *label = text;
    }
}

static bool add_volume_image(const struct ffs_walk *w, struct tdxp_node *node, const struct ffs_section *s)
{
    uint32_t before = w->volumes->count;
    uint64_t length = s->offset + s->size - s->data;

    if (!fv_decode_nested(w->tree, node, s->data, length, w->nest, w->volumes)) {
        return false;
    }
    if (w->volumes->count == before && length > 0) {
        if (!(node->marks & TDXP_MARK_LIMIT)) {
            tdxp_node_mark(w->tree, node, TDXP_MARK_INVALID, "it holds no firmware volume");
        }
        ffs_content(w, node, "data", "Data", s->data, length, &ffs_doc_section_data);
    }
    return true;
}

/* The fields that a type has behind the common header; NULL where there are none. */
static const struct tdxp_format *own_fields(uint8_t type)
{
    static const struct {
        uint8_t type;
        const struct tdxp_format *format;
    } rows[] = {
        {FFS_SECTION_COMPRESSION, &ffs_format_compression},
        {FFS_SECTION_GUID_DEFINED, &ffs_format_guid_defined},
        {FFS_SECTION_VERSION, &ffs_format_version},
        {FFS_SECTION_FREEFORM_SUBTYPE_GUID, &ffs_format_freeform},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].type == type) {
            return rows[i].format;
        }
    }
    return NULL;
}

/* A section that holds a program. td-shim's PE32 sections may hold an ELF file. */
static void add_program(const struct ffs_walk *w, struct tdxp_node *node, const struct ffs_section *s)
{
    uint64_t length = s->offset + s->size - s->data;
    struct tdxp_node *data;

    if (length > 0) {
        data = ffs_content(w, node, "data", "Data", s->data, length, &ffs_doc_section_data);
        program_decode(w->tree, data, s->data, length, s->type == FFS_SECTION_TE ? PROGRAM_TE : PROGRAM_PE32,
                       w->volumes);
    }
}

static struct tdxp_node *add_section_header(const struct ffs_walk *w, struct tdxp_node *node, struct ffs_section *s)
{
    const struct tdxp_format *own = own_fields(s->type);
    uint64_t room = s->size - s->header_size;
    bool fits = !own || own->size <= room;
    struct tdxp_node *header;

    s->data = s->offset + s->header_size + (own && fits ? own->size : 0);
    header = tdxp_tree_add(w->tree, node, TDXP_KIND_STRUCT, "header", "Section header", s->offset, s->data - s->offset,
                           &ffs_format_section.doc);
    walk_fields(w->tree, header, &ffs_format_section, s->offset);
    if (s->header_size == SECTION_HEADER_LARGE) {
        walk_fields(w->tree, header, &ffs_format_section_extended, s->offset);
    }
    if (own && fits) {
        walk_fields(w->tree, header, own, s->offset + s->header_size);
    } else if (own) {
        tdxp_node_mark(w->tree, header, TDXP_MARK_INVALID, "the section is too short for the fields of its type");
    }
    return fits ? header : NULL;
}

static bool add_section_data(const struct ffs_walk *w, struct tdxp_node *node, struct tdxp_node *header,
                             struct ffs_section *s, struct ffs_labels *labels)
{
    struct tdxp_guid guid;

    if (header) {
        switch (s->type) {
        case FFS_SECTION_USER_INTERFACE:
            add_string(w, node, s, "FileNameString", &labels->ui);
            return true;
        case FFS_SECTION_VERSION:
            add_string(w, node, s, "VersionString", &labels->version);
            return true;
        case FFS_SECTION_VOLUME_IMAGE:
            return add_volume_image(w, node, s);
        case FFS_SECTION_DXE_DEPEX:
        case FFS_SECTION_PEI_DEPEX:
        case FFS_SECTION_MM_DEPEX:
            ffs_add_depex(w, node, s);
            return true;
        case FFS_SECTION_RAW:
            if (labels->name && ffs_is_apriori(labels->name) && !labels->apriori) {
                labels->apriori = node;
                ffs_add_apriori(w, node, s);
                return true;
            }
            break;
        case FFS_SECTION_PE32:
        case FFS_SECTION_TE:
            add_program(w, node, s);
            return true;
        case FFS_SECTION_GUID_DEFINED:
        case FFS_SECTION_COMPRESSION:
        case FFS_SECTION_DISPOSABLE:
            return ffs_add_wrapped(w, node, header, s, labels);
        case FFS_SECTION_FREEFORM_SUBTYPE_GUID:
            if (tdxp_read_guid(w->bytes, s->offset + s->header_size, &guid)) {
                node->note = ffs_guid_text(w, &guid);
            }
            break;
        default:
            break;
        }
    }
    if (s->offset + s->size > s->data) {
        ffs_content(w, node, "data", "Data", s->data, s->offset + s->size - s->data, &ffs_doc_section_data);
    }
    return true;
}

/* size is the section's as it stands, room what holds it has left. */
static bool add_section(const struct ffs_walk *w, struct tdxp_node *parent, uint32_t index, struct ffs_section *s,
                        uint64_t size, uint64_t room, struct ffs_labels *labels)
{
    const struct tdxp_choice *type = ffs_section_type_find(s->type);
    struct tdxp_node *header;
    struct tdxp_node *node;

    s->size = size < room ? size : room;
    node = tdxp_tree_add(w->tree, parent, TDXP_KIND_STRUCT, tdxp_tree_text(w->tree, "section[%" PRIu32 "]", index),
                         type ? tdxp_tree_text(w->tree, "%s section", type->name)
                              : tdxp_tree_text(w->tree, "Section of type 0x%02x", s->type),
                         s->offset, s->size, &ffs_doc_section);
    header = add_section_header(w, node, s);
    if (!type && header) {
        node->note = ffs_type_range(header, s->type);
    }
    volume_nodes_add(w->volumes, node);
    if (size > room) {
        tdxp_node_mark(w->tree, node, TDXP_MARK_TRUNCATED,
                       "its size of 0x%" PRIx64 " exceeds the 0x%" PRIx64 " bytes that are left", size, room);
    }
    return add_section_data(w, node, header, s, labels);
}

bool ffs_decode_sections(struct tdxp_tree *tree, struct tdxp_node *parent, uint64_t start, uint64_t length,
                         struct nesting nest, struct volume_list *volumes, struct ffs_labels *labels)
{
    const struct ffs_walk w = {tree, volumes, &parent->space->bytes, nest};
    uint64_t end = start + tdxp_clip(start, length, w.bytes->size);
    uint64_t at = start;

    for (uint32_t i = 0; at < end && end - at >= SECTION_HEADER; i++) {
        struct ffs_section s = {.offset = at, .header_size = SECTION_HEADER};
        uint64_t size = 0;

        if (!volume_nodes_left(tree, parent, volumes)) {
            break;
        }
        tdxp_read_uint(w.bytes, at, 3, &size);
        tdxp_read_u8(w.bytes, at + 3, &s.type);
        if (size == SECTION_SIZE_EXTENDED && end - at >= SECTION_HEADER_LARGE) {
            s.header_size = SECTION_HEADER_LARGE;
            tdxp_read_uint(w.bytes, at + 4, 4, &size);
        }
        if (size < s.header_size) {
            ffs_content(&w, parent, "rest", "Bytes that are no section", at, end - at, &ffs_doc_not_sections);
            tdxp_node_mark(tree, parent->last_child, TDXP_MARK_INVALID,
                           "a section of 0x%" PRIx64 " bytes cannot be: its header alone has %u", size,
                           (unsigned)s.header_size);
            return true;
        }
        if (!add_section(&w, parent, i, &s, size, end - at, labels)) {
            return false;
        }
        at = size < end - at ? ffs_align(start, at + size, SECTION_ALIGN) : end;
    }
    return true;
}
