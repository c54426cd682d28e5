/* IGVM files: the fixed header, and the list of variable headers. */
#include "format/igvm.h"

#include <inttypes.h>
#include <zlib.h>

#include "format/walker.h"
#include "tdxplore/range.h"

enum {
    CHECKSUM_AT = 20,
    ALIGNMENT = 8,
};

static const char magic[4] = {'I', 'G', 'V', 'M'};

struct headers {
    uint32_t version, offset, size, total, checksum; /* as they stand */
    uint64_t fixed_size;                             /* of the fixed header */
    uint64_t available;                              /* bytes of the variable headers that exist */
};

static void read_header(const struct tdxp_bytes *bytes, uint64_t at, uint64_t length, struct headers *h)
{
    tdxp_read_u32(bytes, at + 4, &h->version);
    tdxp_read_u32(bytes, at + 8, &h->offset);
    tdxp_read_u32(bytes, at + 12, &h->size);
    tdxp_read_u32(bytes, at + 16, &h->total);
    tdxp_read_u32(bytes, at + CHECKSUM_AT, &h->checksum);
    h->fixed_size = h->version >= 2 ? igvm_format_header2.size : igvm_format_header.size;
    h->available = tdxp_clip(h->offset, h->size, length);
}

/* ---- what the fixed header claims ---- */

/* The sum continued over a run of bytes. */
static uint32_t sum_run(uint32_t sum, const struct tdxp_bytes *bytes, uint64_t offset, uint64_t length)
{
    struct tdxp_bytes run = tdxp_bytes_slice(bytes, offset, length);

    return run.size > 0 ? (uint32_t)crc32_z(sum, run.data, (size_t)run.size) : sum;
}

/* The sum over the headers, with 0 in place of the checksum. */
static uint32_t sum_headers(const struct tdxp_bytes *bytes, uint64_t at, const struct headers *h)
{
    static const uint8_t zeros[4];
    const struct tdxp_bytes checksum = {zeros, sizeof zeros};
    uint64_t behind = CHECKSUM_AT + sizeof zeros;
    uint32_t sum = sum_run((uint32_t)crc32_z(0, NULL, 0), bytes, at, CHECKSUM_AT);

    sum = sum_run(sum, &checksum, 0, sizeof zeros);
    sum = sum_run(sum, bytes, at + behind, h->fixed_size - behind);
    return sum_run(sum, bytes, at + h->offset, h->size);
}

static void judge_checksum(struct tdxp_tree *tree, struct tdxp_node *node, const struct headers *h)
{
    struct tdxp_node *field = walked_field(node, "checksum");
    uint32_t expected;

    if (h->available < h->size) {
        return; /* there is nothing to sum */
    }
    if (h->size > IGVM_CHECKSUM_LIMIT) {
        tdxp_node_mark(tree, field, TDXP_MARK_LIMIT, "not verified: the headers have more than 64 MiB");
        return;
    }
    expected = sum_headers(&node->space->bytes, node->offset, h);
    if (expected != h->checksum) {
        tdxp_node_mark(tree, field, TDXP_MARK_INVALID, "the headers make 0x%08" PRIx32, expected);
        tdxp_node_set_right(tree, field, expected);
    } else if (field) {
        field->note = "right";
    }
}

static void judge_header(struct tdxp_tree *tree, struct tdxp_node *node, const struct headers *h, uint64_t length)
{
    if (h->version != 1 && h->version != 2) {
        tdxp_node_mark(tree, walked_field(node, "format_version"), TDXP_MARK_INVALID, "only 1 and 2 are defined");
    }
    if (h->offset < h->fixed_size || h->offset % ALIGNMENT != 0) {
        tdxp_node_mark(tree, walked_field(node, "variable_header_offset"), TDXP_MARK_INVALID, "%s",
                       h->offset < h->fixed_size ? "leads into the fixed header" : "not a multiple of 8");
    }
    if (h->available < h->size) {
        tdxp_node_mark(tree, walked_field(node, "variable_header_size"), TDXP_MARK_INVALID,
                       "0x%" PRIx64 " bytes are there", h->available);
    }
    if (h->total != length) {
        tdxp_node_mark(tree, walked_field(node, "total_file_size"), TDXP_MARK_INVALID,
                       "the file has 0x%" PRIx64 " bytes", length);
        tdxp_node_set_right(tree, walked_field(node, "total_file_size"), length);
    }
    judge_checksum(tree, node, h);
}

/* ---- variable headers ---- */

/* One that begins at at; end is where all of them end. Returns where the next one begins. */
static uint64_t add_variable(struct tdxp_tree *tree, struct tdxp_node *list, uint32_t index, uint64_t at, uint64_t end)
{
    const struct tdxp_bytes *bytes = &list->space->bytes;
    uint64_t start = at + igvm_format_variable.size;
    const struct tdxp_choice *choice;
    struct tdxp_node *node;
    uint32_t length = 0;
    uint32_t type = 0;
    uint64_t taken;

    tdxp_read_u32(bytes, at, &type);
    tdxp_read_u32(bytes, at + 4, &length);
    taken = length < end - start ? length : end - start;
    choice = igvm_type_find(type & INT32_MAX);
    node = tdxp_tree_add(tree, list, TDXP_KIND_STRUCT, tdxp_tree_text(tree, "variable[%" PRIu32 "]", index),
                         choice ? choice->name : "Unknown type", at, igvm_format_variable.size + taken,
                         choice ? &choice->doc : &igvm_format_variable.doc);
    walk_fields(tree, node, &igvm_format_variable, at);
    if (!choice) {
        tdxp_node_mark(tree, walked_field(node, "typ"), TDXP_MARK_RESERVED, "not defined");
    }
    if (taken < length) {
        tdxp_node_mark(tree, walked_field(node, "length"), TDXP_MARK_INVALID, "only 0x%" PRIx64 " bytes remain", taken);
    }
    if (taken > 0) {
        tdxp_tree_add(tree, node, TDXP_KIND_CONTENT, "content", "Content", start, taken, &igvm_doc_content);
    }
    return start + (taken + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static void add_variables(struct tdxp_tree *tree, struct tdxp_node *file, const struct headers *h)
{
    uint64_t at = file->offset + h->offset;
    uint64_t end = at + h->available;
    struct tdxp_node *list;
    uint32_t count = 0;

    list = tdxp_tree_add(tree, file, TDXP_KIND_STRUCT, "variables", "Variable headers", at, h->available,
                         &igvm_doc_variables);
    while (count < IGVM_HEADER_LIMIT && at < end && end - at >= igvm_format_variable.size) {
        at = add_variable(tree, list, count++, at, end);
    }
    list->note = tdxp_tree_text(tree, "%" PRIu32, count);
    if (at < end && end - at < igvm_format_variable.size) {
        tdxp_node_mark(tree, list, TDXP_MARK_INVALID, "its last bytes are too few for a header");
    } else if (at < end) {
        tdxp_node_mark(tree, list, TDXP_MARK_LIMIT, "only the first %u are decoded", IGVM_HEADER_LIMIT);
    }
}

static struct tdxp_node *add_header(struct tdxp_tree *tree, struct tdxp_node *file, const struct headers *h)
{
    struct tdxp_node *node = tdxp_tree_add(tree, file, TDXP_KIND_STRUCT, "header", "Fixed header", file->offset,
                                           h->fixed_size, &igvm_format_header.doc);

    walk_fields(tree, node, &igvm_format_header, file->offset);
    if (h->version >= 2) {
        walk_fields(tree, node, &igvm_format_header2, file->offset);
    }
    point_to_bytes(walked_field(node, "variable_header_offset"), file->space, file->offset + h->offset,
                   h->size > 0 ? h->size : 1);
    return node;
}

bool igvm_decode(struct tdxp_tree *tree, struct tdxp_node *parent)
{
    const struct tdxp_bytes *bytes = &parent->space->bytes;
    uint64_t length = parent->length;
    struct headers h = {.version = 0};
    struct tdxp_node *file;
    uint64_t end;

    if (length < igvm_format_header.size || !tdxp_read_equals(bytes, parent->offset, magic, sizeof magic)) {
        return false;
    }
    read_header(bytes, parent->offset, length, &h);
    file = tdxp_tree_add(tree, parent, TDXP_KIND_STRUCT, "igvm", "IGVM file", parent->offset, length,
                         &igvm_format_header.doc);
    file->note = tdxp_tree_text(tree, "version %" PRIu32, h.version);
    judge_header(tree, add_header(tree, file, &h), &h, length);
    if (h.available > 0) {
        add_variables(tree, file, &h);
    }
    end = h.offset + h.available; /* inside of the file where there are any */
    if (h.available > 0 && end < length) {
        tdxp_tree_add(tree, file, TDXP_KIND_CONTENT, "data", "File data", parent->offset + end, length - end,
                      &igvm_doc_data);
    }
    return true;
}
