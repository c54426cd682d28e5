/* The volume of non-volatile data: the store of UEFI variables, and what lies behind it. */
#include "format/varstore.h"

#include <inttypes.h>

#include "format/efi_time.h"
#include "format/walker.h"
#include "format/wide.h"
#include "tdxplore/guid.h"
#include "tdxplore/range.h"
#include "tdxplore/text.h"

enum {
    STORE_HEADER = 28,
    ALIGN = 4, /* of variables, from the start of the volume; HEADER_ALIGNMENT of VariableFormat.h */
    START_ID = 0x55aa,
};

/* States with erased bits taken as 0 (VariableFormat.h, for flash memory whose erased bits are 1). */
enum {
    STATE_IN_DELETED_TRANSITION = 0x01,
    STATE_DELETED = VARSTORE_DELETED,
    STATE_HEADER_VALID = 0x80,
    STATE_UNDEFINED = 0x3c,
    STATE_LIVE = VARSTORE_LIVE,
};

/* The kinds of stores. */
static const struct store_kind {
    struct tdxp_guid guid;
    const char *name;
    const struct tdxp_format *variable; /* what each variable begins with */
} store_kinds[] = {
    {TDXP_GUID(0xaaf32c78, 0x947b, 0x439a, 0xa1, 0x80, 0x2e, 0x14, 0x4e, 0xc3, 0x77, 0x92), "authenticated",
     &varstore_format_authenticated},
    {TDXP_GUID(0xddcf3616, 0x3275, 0x4164, 0x98, 0xb6, 0xfe, 0x85, 0x70, 0x7f, 0xfe, 0x7d), "plain",
     &varstore_format_variable},
};

/* A store while it is being decoded. */
struct store {
    const struct ffs_walk *w;
    struct tdxp_node *node;
    const struct store_kind *kind; /* NULL where it is not known */
    uint64_t base;                 /* of the volume */
    uint64_t start, end;           /* of the store; end is behind what is taken as its bytes */
    uint64_t size;                 /* Size, as it stands */
    uint8_t erased;
    uint32_t count, live, deleted; /* variables */
};

/* A variable as it stands. */
struct variable {
    uint64_t offset;
    uint32_t name_size, data_size; /* 0 where they were never written */
    struct tdxp_guid vendor;
    uint8_t stored_state, state; /* as it stands; with erased bits taken as 0 */
};

/* ---- what is not in use ---- */

static void add_unused(const struct ffs_walk *w, struct tdxp_node *parent, uint64_t start, uint64_t end, uint8_t erased)
{
    uint64_t used = ffs_first_used(w->bytes, start, end, erased);
    struct tdxp_node *node;

    if (used > start) {
        ffs_content(w, parent, "free-space", "Free space", start, used - start, &varstore_doc_free_space);
    }
    if (used < end) {
        node = ffs_content(w, parent, "rest", "Bytes that are no variable", used, end - used, &varstore_doc_rest);
        tdxp_node_mark(w->tree, node, 0, "the firmware looks for nothing here");
    }
}

/* ---- a variable ---- */

/* Where a field stands, from the start of its structure. */
static uint64_t field_at(const struct tdxp_format *format, const char *name)
{
    return tdxp_field_find(format, name)->offset;
}

static void read_variable(const struct store *s, uint64_t at, struct variable *v)
{
    const struct tdxp_bytes *bytes = s->w->bytes;
    const struct tdxp_format *format = s->kind->variable;
    uint32_t attributes = 0;

    *v = (struct variable){.offset = at};
    tdxp_read_u8(bytes, at + 2, &v->stored_state);
    tdxp_read_u32(bytes, at + 4, &attributes);
    tdxp_read_u32(bytes, at + field_at(format, "NameSize"), &v->name_size);
    tdxp_read_u32(bytes, at + field_at(format, "DataSize"), &v->data_size);
    tdxp_read_guid(bytes, at + field_at(format, "VendorGuid"), &v->vendor);
    v->state = v->stored_state ^ s->erased;
    /* As the firmware has it: while one of these reads as erased, the variable is a header alone. */
    if (v->state == 0 || attributes == UINT32_MAX || v->name_size == UINT32_MAX || v->data_size == UINT32_MAX) {
        v->name_size = v->data_size = 0;
    }
}

static const char *state_text(uint8_t state)
{
    if (state & STATE_DELETED) {
        return "deleted";
    }
    if ((state & STATE_LIVE) == STATE_LIVE) {
        return state & STATE_IN_DELETED_TRANSITION ? "in deleted transition" : "added";
    }
    return state & STATE_HEADER_VALID ? "header valid only" : "header not complete";
}

static void judge_state(const struct store *s, struct tdxp_node *header, const struct variable *v)
{
    struct tdxp_node *field = walked_field(header, "State");

    if (!field) {
        return; /* memory ran out */
    }
    ffs_show_state(s->w, field, v->stored_state, v->state, state_text(v->state));
    if (v->state & STATE_UNDEFINED) {
        tdxp_node_mark(s->w->tree, field, TDXP_MARK_RESERVED, "bits without a meaning are written");
    }
}

/* Whether name and data lie in the store. */
static void judge_sizes(const struct store *s, struct tdxp_node *header, const struct variable *v)
{
    uint64_t room = s->end - v->offset - s->kind->variable->size;

    if (v->name_size > room) {
        tdxp_node_mark(s->w->tree, volume_field(header, "NameSize"), TDXP_MARK_INVALID,
                       "only 0x%" PRIx64 " bytes are left of the store", room);
    } else if (v->data_size > room - v->name_size) {
        tdxp_node_mark(s->w->tree, volume_field(header, "DataSize"), TDXP_MARK_INVALID,
                       "only 0x%" PRIx64 " bytes are left of the store behind the name", room - v->name_size);
    }
}

/* The name as text; an empty one where there is none. */
static const char *add_name(const struct store *s, struct tdxp_node *variable, const struct variable *v, uint64_t at,
                            uint64_t length)
{
    const struct ffs_walk *w = s->w;
    struct tdxp_node *node;
    const char *text;
    uint16_t last = 0;

    if (length == 0) {
        return "";
    }
    text = wide_text(w->tree, w->bytes, at, length);
    node = tdxp_tree_add(w->tree, variable, TDXP_KIND_CONTENT, "Name", "Name", at, length, &varstore_doc_name);
    node->note = tdxp_tree_text(w->tree, "\"%s\"", text);
    if (length == v->name_size) {
        tdxp_read_u16(w->bytes, at + length - 2, &last);
    }
    if (length % 2 != 0 || last != 0) {
        tdxp_node_mark(w->tree, node, TDXP_MARK_INVALID, length % 2 ? "an odd number of bytes" : "no zero ends it");
    }
    return text;
}

static bool add_value(const struct store *s, struct tdxp_node *variable, const struct varstore_known *known,
                      uint64_t at, uint64_t length)
{
    struct tdxp_node *node =
        tdxp_tree_add(s->w->tree, variable, TDXP_KIND_CONTENT, "Data", "Data", at, length, &varstore_doc_value);

    volume_nodes_add(s->w->volumes, node);
    return !known || varstore_value_decode(s->w, node, known);
}

static void name_variable(const struct store *s, struct tdxp_node *node, const struct variable *v, const char *name)
{
    struct tdxp_tree *tree = s->w->tree;
    char size[TDXP_HUMAN_SIZE];

    tdxp_human_size(v->data_size, size);
    node->name = *name ? name : "(no name)";
    node->note = tdxp_tree_text(tree, "%s, %s", ffs_guid_text(s->w, &v->vendor), size);
    if (v->state != STATE_LIVE) {
        node->note = tdxp_tree_text(tree, "%s, %s", node->note, state_text(v->state));
    }
}

/* Add the variable at at, of which a whole header lies in the store. Its end becomes *next. */
static bool add_variable(struct store *s, uint64_t at, uint64_t *next)
{
    const struct ffs_walk *w = s->w;
    const struct tdxp_format *format = s->kind->variable;
    const struct varstore_known *known;
    struct tdxp_node *header;
    struct tdxp_node *node;
    struct variable v;
    uint64_t name = at + format->size;
    uint64_t data;
    const char *text;

    read_variable(s, at, &v);
    data = name + tdxp_clip(name, v.name_size, s->end);
    *next = data + tdxp_clip(data, v.data_size, s->end);
    node =
        tdxp_tree_add(w->tree, s->node, TDXP_KIND_STRUCT, tdxp_tree_text(w->tree, "variable[%" PRIu32 "]", s->count++),
                      "Variable", at, *next - at, &varstore_doc_variable);
    header = walk_struct(w->tree, node, format, "header", "Variable header", at);
    efi_time_decode(w->tree, walked_field(header, "TimeStamp"));
    judge_state(s, header, &v);
    judge_sizes(s, header, &v);
    text = add_name(s, node, &v, name, data - name);
    name_variable(s, node, &v, text);
    volume_nodes_add(w->volumes, node);
    if (v.name_size > data - name || v.data_size > *next - data) {
        node->marks |= TDXP_MARK_TRUNCATED;
    }
    s->live += (v.state & (STATE_LIVE | STATE_DELETED)) == STATE_LIVE;
    s->deleted += (v.state & STATE_DELETED) != 0;
    known = varstore_known_find(text, &v.vendor);
    if (known) {
        node->doc = &known->doc;
    }
    return *next == data || add_value(s, node, known, data, *next - data);
}

/* ---- the store ---- */

static uint64_t align(const struct store *s, uint64_t at)
{
    return ffs_align(s->base, at, ALIGN);
}

static bool add_variables(struct store *s, uint64_t *at)
{
    uint16_t id = 0;

    *at = align(s, s->start + STORE_HEADER);
    while (*at < s->end && s->end - *at >= sizeof id && tdxp_read_u16(s->w->bytes, *at, &id) && id == START_ID) {
        if (!volume_nodes_left(s->w->tree, s->node, s->w->volumes)) {
            *at = s->end;
            return true;
        }
        if (s->end - *at < s->kind->variable->size) {
            tdxp_node_mark(s->w->tree, s->node, TDXP_MARK_INVALID,
                           "the store ends inside of the header of a variable, at 0x%" PRIx64, *at);
            return true;
        }
        if (!add_variable(s, *at, at)) {
            return false;
        }
        *at = align(s, *at);
    }
    return true;
}

static const struct store_kind *find_kind(const struct tdxp_bytes *bytes, uint64_t at)
{
    struct tdxp_guid guid;

    for (size_t i = 0; tdxp_read_guid(bytes, at, &guid) && i < sizeof store_kinds / sizeof store_kinds[0]; i++) {
        if (tdxp_guid_equal(&store_kinds[i].guid, &guid)) {
            return &store_kinds[i];
        }
    }
    return NULL;
}

static void judge_header(const struct store *s, struct tdxp_node *header, uint64_t room)
{
    static const char *const required[] = {"Format", "State"};
    struct tdxp_tree *tree = s->w->tree;

    if (!s->kind) {
        tdxp_node_mark(tree, volume_field(header, "Signature"), TDXP_MARK_INVALID,
                       "no store of variables that is known begins with it");
        return; /* what the other fields should be is not known either */
    }
    if (s->size < STORE_HEADER) {
        tdxp_node_mark(tree, volume_field(header, "Size"), TDXP_MARK_INVALID, "less than the header's 0x1c bytes");
    } else if (s->size > room) {
        tdxp_node_mark(tree, volume_field(header, "Size"), TDXP_MARK_INVALID,
                       "only 0x%" PRIx64 " bytes lie between here and the end of the volume", room);
    }
    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++) {
        struct tdxp_node *field = walked_field(header, required[i]);

        if (field && (field->marks & TDXP_MARK_RESERVED)) {
            field->marks = TDXP_MARK_INVALID;
            field->remark = "the firmware takes the store for broken";
        }
    }
}

static void note_store(const struct store *s, uint64_t used)
{
    struct tdxp_tree *tree = s->w->tree;

    if (!s->kind) {
        return;
    }
    s->node->note = tdxp_tree_text(tree, "%s, %" PRIu32 " variable%s", s->kind->name, s->live, s->live == 1 ? "" : "s");
    if (s->deleted > 0) {
        s->node->note = tdxp_tree_text(tree, "%s and %" PRIu32 " deleted", s->node->note, s->deleted);
    }
    s->node->note = tdxp_tree_text(tree, "%s, 0x%" PRIx64 " of 0x%" PRIx64 " bytes used", s->node->note,
                                   used - s->start, s->end - s->start);
}

/* Add the store; it ends at limit or before it. */
static bool add_store(struct store *s, struct tdxp_node *data, uint64_t room, uint64_t limit)
{
    struct tdxp_node *header;
    uint64_t at = s->start + STORE_HEADER;

    s->end = s->size >= STORE_HEADER && s->size <= limit - s->start ? s->start + s->size : limit;
    s->node = tdxp_tree_add(s->w->tree, data, TDXP_KIND_STRUCT, "store", s->kind ? "Variable store" : "Unknown store",
                            s->start, s->end - s->start, &varstore_doc_store);
    header = walk_struct(s->w->tree, s->node, &varstore_format_header, "header", "Variable store header", s->start);
    judge_header(s, header, room);
    volume_nodes_add(s->w->volumes, s->node);
    if (s->kind && !add_variables(s, &at)) {
        return false;
    }
    varstore_link_options(s->w->tree, s->node);
    if (at > s->end) {
        at = s->end;
    }
    note_store(s, at);
    add_unused(s->w, s->node, at, s->end, s->erased);
    return true;
}

bool varstore_decode(const struct ffs_walk *w, struct tdxp_node *data, const struct ffs_area *area)
{
    struct store s = {.w = w, .base = area->base, .start = area->start, .erased = area->erased};
    uint64_t room = area->end - area->start;
    uint64_t at = area->start;
    uint64_t working;
    uint32_t size = 0;
    bool whole;

    s.kind = find_kind(w->bytes, at);
    tdxp_read_u32(w->bytes, at + 16, &size);
    s.size = size;
    whole = s.kind && size >= STORE_HEADER && size <= room;
    working = ftw_find(w->bytes, area->base, at + (whole ? size : 0), area->end);
    if (working - at >= STORE_HEADER &&
        (s.kind || ffs_first_used(w->bytes, at, at + STORE_HEADER, area->erased) < at + STORE_HEADER)) {
        if (!add_store(&s, data, room, working)) {
            return false;
        }
        at = s.end;
        data->note = s.node->note;
    }
    if (!s.node) {
        data->note = "no variable store";
    }
    if (at < working) {
        add_unused(w, data, at, working, area->erased);
    }
    if (working < area->end) {
        ftw_decode(w, data, working, area->end);
    }
    return true;
}
