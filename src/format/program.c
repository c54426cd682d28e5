/* Programs: recognising them, and what their decoders share. */
#include "format/program.h"

#include <inttypes.h>

#include "format/walker.h"
#include "tdxplore/text.h"

enum { TEXT_MAX = 128 }; /* bytes of a string that are shown */

/* ---- bytes and nodes ---- */

static void reach_to(struct program *p, uint64_t end)
{
    p->reach = end > p->reach ? end : p->reach;
}

void program_fields(struct program *p, struct tdxp_node *node, const struct tdxp_format *format, uint64_t offset,
                    uint64_t end)
{
    for (const struct tdxp_field *field = format->fields; field->name; field++) {
        if (tdxp_fits(tdxp_add_sat(offset, field->offset), field->size, end)) {
            walk_field(p->tree, node, field, p->base + offset);
        }
    }
}

struct tdxp_node *program_struct(struct program *p, struct tdxp_node *parent, const struct tdxp_format *format,
                                 const char *key, const char *name, uint64_t offset)
{
    uint64_t length = tdxp_clip(offset, format->size, p->bytes.size);
    struct tdxp_node *node;

    if (length == 0) {
        return NULL;
    }
    node = tdxp_tree_add(p->tree, parent, TDXP_KIND_STRUCT, key, name, p->base + offset, length, &format->doc);
    if (length < format->size) {
        tdxp_node_mark(p->tree, node, TDXP_MARK_TRUNCATED,
                       "the bytes end inside of it: 0x%" PRIx64 " of 0x%" PRIx32 " exist", length, format->size);
    }
    program_fields(p, node, format, offset, p->bytes.size);
    reach_to(p, offset + length);
    return node;
}

struct tdxp_node *program_bytes(struct program *p, struct tdxp_node *parent, enum tdxp_kind kind, const char *key,
                                const char *name, struct tdxp_range range, const struct tdxp_doc *doc)
{
    uint64_t length = tdxp_clip(range.start, range.length, p->bytes.size);
    struct tdxp_node *node;

    if (length == 0) {
        return NULL;
    }
    node = tdxp_tree_add(p->tree, parent, kind, key, name, p->base + range.start, length, doc);
    if (kind == TDXP_KIND_CODE) {
        node->value = p->bits;
    }
    if (length < range.length) {
        tdxp_node_mark(p->tree, node, TDXP_MARK_TRUNCATED,
                       "0x%" PRIx64 " bytes are claimed, but only 0x%" PRIx64 " exist", range.length, length);
    }
    reach_to(p, range.start + length);
    return node;
}

const char *program_text(const struct program *p, uint64_t offset, uint64_t length)
{
    char shown[TEXT_MAX * TDXP_ESCAPE_MAX + 1];
    char raw[TEXT_MAX];
    size_t used = 0;
    size_t got = tdxp_read_some(&p->bytes, offset, raw, length < sizeof raw ? (size_t)length : sizeof raw);

    while (used < got && raw[used] != '\0') {
        used++;
    }
    tdxp_escape(raw, used, shown, sizeof shown);
    return tdxp_tree_text(p->tree, "%s", shown);
}

/* ---- what nodes say ---- */

void program_point(const struct program *p, struct tdxp_node *node, struct tdxp_range range)
{
    if (node && range.length > 0) {
        point_to_bytes(node, node->space, tdxp_add_sat(p->base, range.start), range.length);
    }
}

/* The guest-physical address of a byte of the program's space, where the contents of a section hold it. */
static bool gpa_of(const struct program *p, uint64_t offset, uint64_t *gpa)
{
    const struct tdxp_node *node = p->node;

    while (node && node->space == p->node->space && !(node->kind == TDXP_KIND_CONTENT && node->gpa_size > 0)) {
        node = node->parent;
    }
    return node && node->space == p->node->space && tdxp_fits(offset - node->offset, 1, node->gpa_size) &&
           tdxp_add(node->gpa, offset - node->offset, gpa);
}

void program_entry(const struct program *p, struct tdxp_node *field, uint64_t offset)
{
    uint64_t gpa;

    if (!field) {
        return;
    }
    program_point(p, field, (struct tdxp_range){offset, 1});
    if (gpa_of(p, p->base + offset, &gpa)) {
        field->note = tdxp_tree_text(p->tree, "byte 0x%" PRIx64 ", GPA 0x%" PRIx64, p->base + offset, gpa);
    } else {
        field->note = tdxp_tree_text(p->tree, "byte 0x%" PRIx64, p->base + offset);
    }
}

void program_unlisted(struct tdxp_node *field, const char *note)
{
    if (field && (field->marks & TDXP_MARK_RESERVED)) {
        field->marks &= ~(uint32_t)TDXP_MARK_RESERVED;
        field->remark = NULL;
        field->note = note;
    }
}

const char *program_choice(const struct tdxp_node *field, const char *fallback)
{
    const struct tdxp_choice *choice = field ? tdxp_node_choice(field) : NULL;

    return choice ? choice->name : fallback;
}

/* ---- which programs there are ---- */

static bool te_is_likely(const struct tdxp_bytes *bytes)
{
    return te_is(bytes, true);
}

static bool te_is_certain(const struct tdxp_bytes *bytes)
{
    return te_is(bytes, false);
}

static bool pe_is_likely(const struct tdxp_bytes *bytes)
{
    return pe_is(bytes, true);
}

static bool pe_is_certain(const struct tdxp_bytes *bytes)
{
    return pe_is(bytes, false);
}

/* The keys are path segments and so must not change. */
static const struct {
    const char *key, *name;
    const struct tdxp_doc *doc;
    unsigned hints; /* bits of enum program_hint for which the row counts */
    bool (*is)(const struct tdxp_bytes *bytes);
    void (*decode)(struct program *p);
} kinds[] = {
    {"elf", "ELF file", &elf_doc_file, 1u << PROGRAM_NO_HINT | 1u << PROGRAM_PE32, elf_is, elf_decode},
    {"bzimage", "Linux kernel", &bzimage_doc_file, 1u << PROGRAM_NO_HINT | 1u << PROGRAM_PE32, bzimage_is,
     bzimage_decode},
    {"pe", "PE image", &pe_doc_file, 1u << PROGRAM_NO_HINT, pe_is_certain, pe_decode},
    {"pe", "PE image", &pe_doc_file, 1u << PROGRAM_PE32, pe_is_likely, pe_decode},
    {"te", "TE image", &te_doc_file, 1u << PROGRAM_NO_HINT, te_is_certain, te_decode},
    {"te", "TE image", &te_doc_file, 1u << PROGRAM_TE, te_is_likely, te_decode},
};

static struct tdxp_node *decode_kind(struct tdxp_tree *tree, struct tdxp_node *parent, size_t kind, uint64_t start,
                                     const struct tdxp_bytes *bytes)
{
    struct program p = {.tree = tree, .base = start, .bytes = *bytes};

    p.node = tdxp_tree_add(tree, parent, TDXP_KIND_STRUCT, kinds[kind].key, kinds[kind].name, start, bytes->size,
                           kinds[kind].doc);
    kinds[kind].decode(&p);
    if (p.reach < p.node->length) {
        p.node->length = p.reach;
    }
    return p.node;
}

bool program_decode(struct tdxp_tree *tree, struct tdxp_node *parent, uint64_t start, uint64_t length,
                    enum program_hint hint, struct volume_list *volumes)
{
    const struct tdxp_bytes bytes = tdxp_bytes_slice(&parent->space->bytes, start, length);
    bool found = false;

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!(kinds[i].hints >> hint & 1) || !kinds[i].is(&bytes)) {
            continue;
        }
        found = true;
        if (!volume_nodes_left(tree, parent, volumes)) {
            break;
        }
        volume_nodes_add(volumes, decode_kind(tree, parent, i, start, &bytes));
    }
    return found;
}
