/* UEFI capsules: their headers, and where in the file the image is. */
#include "format/capsule.h"

#include <inttypes.h>

#include "format/walker.h"
#include "tdxplore/guid.h"

enum {
    HEADER_MAX = 0x1000, /* of a capsule whose GUID nobody knows: a longer header is none */
    AUTH_AFTER = 8,      /* dwLength counts from here */
    WIN_CERT_REVISION = 0x0200,
    WIN_CERT_TYPE_EFI_GUID = 0x0ef1,
    SUPPORT_DEPENDENCY = 2, /* of ImageCapsuleSupport */
};

#define FLAGS_RESERVED UINT32_C(0xfff80000)

static const struct tdxp_guid guid_fmp =
    TDXP_GUID(0x6dcbd5ed, 0xe82d, 0x4c44, 0xbd, 0xa1, 0x71, 0x94, 0x19, 0x9a, 0xd9, 0x2a);
static const struct tdxp_guid guid_ux =
    TDXP_GUID(0x3b8c8162, 0x188c, 0x46a4, 0xae, 0xc9, 0xbe, 0x43, 0xf1, 0xd6, 0x56, 0x97);

struct work {
    struct tdxp_tree *tree;
    struct tdxp_node *group; /* the capsule */
    struct tdxp_node *header;
    const struct tdxp_space *file;
    uint32_t header_size; /* HeaderSize */
    uint64_t start;       /* of what the capsule carries */
    uint64_t end;         /* of the capsule, inside of the file */
    bool fmp;
    struct tdxp_range image; /* the largest so far */
};

/* Vendors have GUIDs of their own: for one that is not known the numbers must fit each other and the file. */
static bool is_capsule(const struct tdxp_bytes *bytes, bool *fmp)
{
    struct tdxp_guid guid;
    uint32_t header = 0;
    uint32_t flags = 0;
    uint32_t size = 0;

    if (!tdxp_read_guid(bytes, 0, &guid) || !tdxp_read_u32(bytes, 16, &header) || !tdxp_read_u32(bytes, 20, &flags) ||
        !tdxp_read_u32(bytes, 24, &size)) {
        return false;
    }
    *fmp = tdxp_guid_equal(&guid, &guid_fmp);
    if (*fmp || tdxp_guid_equal(&guid, &guid_ux)) {
        return true;
    }
    return header >= capsule_format_header.size && header <= HEADER_MAX && header < size && size == bytes->size &&
           (flags & FLAGS_RESERVED) == 0;
}

static void add_header(struct work *w)
{
    const struct tdxp_bytes *bytes = &w->file->bytes;
    uint32_t size = 0;

    w->header = walk_struct(w->tree, w->group, &capsule_format_header, "header", "Capsule header", 0);
    tdxp_read_u32(bytes, 16, &w->header_size);
    tdxp_read_u32(bytes, 24, &size);
    w->end = size;
    if (size > bytes->size) {
        w->end = bytes->size;
        tdxp_node_mark(w->tree, walked_field(w->header, "CapsuleImageSize"), TDXP_MARK_INVALID,
                       "more than the 0x%" PRIx64 " bytes of the file", bytes->size);
    }
    w->start = w->header_size;
    if (w->header_size < capsule_format_header.size || w->header_size > w->end) {
        w->start = capsule_format_header.size;
        w->end = w->end < w->start ? bytes->size : w->end;
        tdxp_node_mark(w->tree, walked_field(w->header, "HeaderSize"), TDXP_MARK_INVALID, "%s",
                       w->header_size < w->start ? "less than the 0x1c bytes of the fields"
                                                 : "more than the whole capsule");
    }
    point_to_bytes(walked_field(w->header, "HeaderSize"), w->file, w->start, 1);
    if (w->start > capsule_format_header.size) {
        tdxp_tree_add(w->tree, w->group, TDXP_KIND_CONTENT, "more", "More of the header", capsule_format_header.size,
                      w->start - capsule_format_header.size, &capsule_doc_more);
    }
}

/* Of several images, the largest is the one that is decoded. */
static void add_image(struct work *w, struct tdxp_node *parent, uint64_t start, uint64_t end)
{
    struct tdxp_node *node;

    if (end <= start) {
        return;
    }
    node = tdxp_tree_add(w->tree, parent, TDXP_KIND_IMAGE, "image", "Image", start, end - start, &capsule_doc_image);
    if (node->length > w->image.length) {
        w->image = (struct tdxp_range){node->offset, node->length};
    }
}

/* The signature before an image. Returns where it ends: at start where there is none. */
static uint64_t add_auth(struct work *w, struct tdxp_node *item, uint64_t start, uint64_t end)
{
    const struct tdxp_bytes *bytes = &w->file->bytes;
    uint32_t fixed = capsule_format_auth.size;
    struct tdxp_node *node;
    uint32_t length = 0;
    uint16_t revision = 0;
    uint16_t type = 0;

    if (end - start < fixed || !tdxp_read_u32(bytes, start + 8, &length) ||
        !tdxp_read_u16(bytes, start + 12, &revision) || !tdxp_read_u16(bytes, start + 14, &type) ||
        revision != WIN_CERT_REVISION || type != WIN_CERT_TYPE_EFI_GUID || length < fixed - AUTH_AFTER ||
        length > end - start - AUTH_AFTER) {
        return start;
    }
    node = walk_struct(w->tree, item, &capsule_format_auth, "auth", "Signature of the image", start);
    point_to_bytes(walked_field(node, "dwLength"), w->file, start + AUTH_AFTER + length, 1);
    if (AUTH_AFTER + length > fixed) {
        tdxp_tree_add(w->tree, item, TDXP_KIND_CONTENT, "CertData", "CertData", start + fixed,
                      AUTH_AFTER + length - fixed, &capsule_doc_cert);
    }
    return start + AUTH_AFTER + length;
}

/* EDK2's header with the version. Returns where it ends: at start where there is none. */
static uint64_t add_payload_header(struct work *w, struct tdxp_node *item, uint64_t start, uint64_t end)
{
    uint32_t size = 0;

    if (!tdxp_read_equals(&w->file->bytes, start, "MSS1", 4) || !tdxp_read_u32(&w->file->bytes, start + 4, &size) ||
        size < capsule_format_payload.size || size > end - start) {
        return start;
    }
    walk_struct(w->tree, item, &capsule_format_payload, "payload-header", "Payload header", start);
    if (size > capsule_format_payload.size) {
        tdxp_tree_add(w->tree, item, TDXP_KIND_CONTENT, "payload-more", "More of the payload header",
                      start + capsule_format_payload.size, size - capsule_format_payload.size,
                      &capsule_format_payload.doc);
    }
    return start + size;
}

/* Returns the header's node, which is as long as its version says; *end is where it ends. */
static struct tdxp_node *add_item_header(struct work *w, struct tdxp_node *item, uint64_t start, uint64_t *end)
{
    const struct tdxp_format *last = &capsule_format_item;
    struct tdxp_node *header;
    uint32_t version = 0;

    tdxp_read_u32(&w->file->bytes, start, &version);
    header = walk_struct(w->tree, item, &capsule_format_item, "header", "Image header", start);
    if (version >= 2) {
        last = &capsule_format_item_2;
        walk_fields(w->tree, header, last, start);
    }
    if (version >= 3) {
        last = &capsule_format_item_3;
        walk_fields(w->tree, header, last, start);
    }
    header->length = tdxp_clip(start, last->size, w->file->bytes.size);
    if (version < 1 || version > 3) {
        tdxp_node_mark(w->tree, walked_field(header, "Version"), TDXP_MARK_RESERVED,
                       "not a version that the specification defines; taken as %s", version < 1 ? "1" : "3");
    }
    *end = start + last->size;
    return header;
}

static bool has_dependencies(struct tdxp_node *header)
{
    const struct tdxp_node *support = walked_field(header, "ImageCapsuleSupport");

    return support && (support->value & SUPPORT_DEPENDENCY);
}

static void add_payload(struct work *w, const char *key, uint32_t index, uint64_t start, uint64_t end)
{
    const struct tdxp_bytes *bytes = &w->file->bytes;
    struct tdxp_node *item =
        tdxp_tree_add(w->tree, w->group, TDXP_KIND_GROUP, key, tdxp_tree_text(w->tree, "Payload %" PRIu32, index),
                      start, 0, &capsule_doc_item);
    uint64_t at;
    struct tdxp_node *header = add_item_header(w, item, start, &at);
    uint32_t size = 0;
    uint32_t vendor = 0;
    uint64_t image_end;

    if (at >= end) {
        tdxp_node_mark(w->tree, item, TDXP_MARK_TRUNCATED, "no image follows the header");
        return;
    }
    tdxp_read_u32(bytes, start + 24, &size);
    tdxp_read_u32(bytes, start + 28, &vendor);
    image_end = at + size;
    if (size > end - at) {
        image_end = end;
        tdxp_node_mark(w->tree, walked_field(header, "UpdateImageSize"), TDXP_MARK_INVALID,
                       "more than the 0x%" PRIx64 " bytes that are left", end - at);
    }
    at = add_auth(w, item, at, image_end);
    if (!has_dependencies(header)) {
        at = add_payload_header(w, item, at, image_end);
    }
    add_image(w, item, at, image_end);
    if (vendor > 0) {
        tdxp_tree_add(w->tree, item, TDXP_KIND_CONTENT, "vendor-code", "Vendor code", image_end,
                      vendor < end - image_end ? vendor : end - image_end, &capsule_doc_vendor);
    }
}

/* Where the item behind the one with that index begins, or the capsule ends. */
static uint64_t item_end(const struct work *w, uint32_t index, uint32_t count, uint64_t start)
{
    uint64_t next = 0;

    if (index + 1 < count &&
        tdxp_read_u64(&w->file->bytes, w->start + capsule_format_fmp.size + 8 * (uint64_t)(index + 1), &next)) {
        next = tdxp_add_sat(w->start, next);
        if (next > start && next <= w->end) {
            return next;
        }
    }
    return w->end;
}

static void add_item(struct work *w, struct tdxp_node *list, uint32_t index, uint32_t drivers, uint32_t count)
{
    struct tdxp_node *field =
        walk_field(w->tree, list, &capsule_field_offset, w->start + capsule_format_fmp.size + 8 * (uint64_t)index);
    uint64_t start = tdxp_add_sat(w->start, field->value);
    uint64_t end;

    field->key = tdxp_tree_text(w->tree, "ItemOffsetList[%" PRIu32 "]", index);
    field->name = field->key;
    if (field->length < field->field->size) {
        return;
    }
    if (field->value < capsule_format_fmp.size + 8 * (uint64_t)count || start >= w->end) {
        tdxp_node_mark(w->tree, field, TDXP_MARK_INVALID, "leads %s",
                       start >= w->end ? "outside of the capsule" : "into this list");
        return;
    }
    end = item_end(w, index, count, start);
    point_to_bytes(field, w->file, start, end - start);
    if (index < drivers) {
        tdxp_tree_add(w->tree, w->group, TDXP_KIND_CONTENT, tdxp_tree_text(w->tree, "driver[%" PRIu32 "]", index),
                      tdxp_tree_text(w->tree, "Driver %" PRIu32, index), start, end - start, &capsule_doc_driver);
    } else {
        add_payload(w, tdxp_tree_text(w->tree, "payload[%" PRIu32 "]", index - drivers), index - drivers, start, end);
    }
}

static void add_fmp(struct work *w)
{
    struct tdxp_node *list = walk_struct(w->tree, w->group, &capsule_format_fmp, "fmp", "FMP capsule header", w->start);
    uint16_t drivers = 0;
    uint16_t payloads = 0;
    uint32_t count;

    tdxp_read_u16(&w->file->bytes, w->start + 4, &drivers);
    tdxp_read_u16(&w->file->bytes, w->start + 6, &payloads);
    count = (uint32_t)drivers + payloads;
    list->length = tdxp_clip(list->offset, capsule_format_fmp.size + 8 * (uint64_t)count, w->file->bytes.size);
    for (uint32_t i = 0; i < count; i++) {
        if (i == CAPSULE_ITEM_LIMIT) {
            tdxp_node_mark(w->tree, list, TDXP_MARK_LIMIT, "only the first %u items are decoded", CAPSULE_ITEM_LIMIT);
            break;
        }
        add_item(w, list, i, drivers, count);
    }
}

bool capsule_decode(struct tdxp_tree *tree, struct tdxp_node *parent)
{
    struct work w = {.tree = tree, .file = parent->space};

    if (!is_capsule(&parent->space->bytes, &w.fmp)) {
        return false;
    }
    w.group = tdxp_tree_add(tree, parent, TDXP_KIND_GROUP, "capsule", "Capsule", 0, 0, &capsule_doc);
    add_header(&w);
    if (w.fmp) {
        w.group->note = "firmware management protocol";
        add_fmp(&w);
    } else {
        add_image(&w, w.group, w.start, w.end);
    }
    if (w.image.length > 0) {
        tdxp_tree_set_image(tree, w.image);
    } else {
        tdxp_node_mark(tree, w.group, TDXP_MARK_INVALID, "carries no image");
    }
    return true;
}
