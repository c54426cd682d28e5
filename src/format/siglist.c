/* Signature lists: the form of db, dbx, KEK and PK. */
#include "format/siglist.h"

#include <inttypes.h>

#include "format/efi_time.h"
#include "format/hex.h"
#include "format/walker.h"
#include "format/x509.h"
#include "tdxplore/guid.h"
#include "tdxplore/range.h"

enum {
    LIST_HEADER = 28,
    OWNER = 16, /* SignatureOwner, the first bytes of a signature */
};

enum data_kind { DATA_BYTES, DATA_HASH, DATA_REVOKED, DATA_CERTIFICATE };

/* The types of signatures (UEFI specification 2.10, 32.4.1). */
static const struct type {
    struct tdxp_guid guid;
    const char *name; /* of one signature */
    enum data_kind kind;
    uint8_t hash;  /* bytes of the hash, for those that have one */
    uint32_t size; /* bytes of data of each signature; 0: any */
} types[] = {
    {TDXP_GUID(0xa5c059a1, 0x94e4, 0x4aa7, 0x87, 0xb5, 0xab, 0x15, 0x5c, 0x2b, 0xf0, 0x72), "X.509 certificate",
     DATA_CERTIFICATE, 0, 0},
    {TDXP_GUID(0xc1c41626, 0x504c, 0x4092, 0xac, 0xa9, 0x41, 0xf9, 0x36, 0x93, 0x43, 0x28), "SHA-256 hash", DATA_HASH,
     32, 32},
    {TDXP_GUID(0x826ca512, 0xcf10, 0x4ac9, 0xb1, 0x87, 0xbe, 0x01, 0x49, 0x66, 0x31, 0xbd), "SHA-1 hash", DATA_HASH, 20,
     20},
    {TDXP_GUID(0x0b6e5233, 0xa65c, 0x44c9, 0x94, 0x07, 0xd9, 0xab, 0x83, 0xbf, 0xc8, 0xbd), "SHA-224 hash", DATA_HASH,
     28, 28},
    {TDXP_GUID(0xff3e5307, 0x9fd0, 0x48c9, 0x85, 0xf1, 0x8a, 0xd5, 0x6c, 0x70, 0x1e, 0x01), "SHA-384 hash", DATA_HASH,
     48, 48},
    {TDXP_GUID(0x093e0fae, 0xa6c4, 0x4f50, 0x9f, 0x1b, 0xd4, 0x1e, 0x2b, 0x89, 0xc1, 0x9a), "SHA-512 hash", DATA_HASH,
     64, 64},
    {TDXP_GUID(0x3bd2a492, 0x96c0, 0x4079, 0xb4, 0x20, 0xfc, 0xf9, 0x8e, 0xf1, 0x03, 0xed),
     "SHA-256 hash of a certificate", DATA_REVOKED, 32, 48},
    {TDXP_GUID(0x7076876e, 0x80c2, 0x4ee6, 0xaa, 0xd2, 0x28, 0xb3, 0x49, 0xa6, 0x86, 0x5b),
     "SHA-384 hash of a certificate", DATA_REVOKED, 48, 64},
    {TDXP_GUID(0x446dbf63, 0x2502, 0x4cda, 0xbc, 0xfa, 0x24, 0x65, 0xd2, 0xb0, 0xfe, 0x9d),
     "SHA-512 hash of a certificate", DATA_REVOKED, 64, 80},
    {TDXP_GUID(0x3c5766e8, 0x269c, 0x4e34, 0xaa, 0x14, 0xed, 0x77, 0x6e, 0x85, 0xb3, 0xb6), "RSA-2048 key", DATA_BYTES,
     0, 256},
    {TDXP_GUID(0xe2b36190, 0x879b, 0x4a3d, 0xad, 0x8d, 0xf2, 0xe7, 0xbb, 0xa3, 0x27, 0x84),
     "RSA-2048 signature of a SHA-256 hash", DATA_BYTES, 0, 256},
    {TDXP_GUID(0x67f8444f, 0x8743, 0x48f1, 0xa3, 0x28, 0x1e, 0xaa, 0xb8, 0x73, 0x60, 0x80),
     "RSA-2048 signature of a SHA-1 hash", DATA_BYTES, 0, 256},
};

static const struct type unknown_type = {.name = "signature of unknown type", .kind = DATA_BYTES};

/* A list as it stands. */
struct list {
    uint64_t offset;
    uint64_t end;            /* behind the list, and not behind the data that holds it */
    uint32_t size;           /* SignatureListSize */
    uint32_t header_size;    /* SignatureHeaderSize */
    uint32_t signature_size; /* SignatureSize */
    const struct type *type;
};

static const struct type *find_type(const struct tdxp_guid *guid)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (tdxp_guid_equal(&types[i].guid, guid)) {
            return &types[i];
        }
    }
    return &unknown_type;
}

/* ---- a signature ---- */

static void show_hash(const struct ffs_walk *w, struct tdxp_node *signature, uint64_t at, const struct type *type,
                      uint64_t room)
{
    uint64_t length = type->hash < room ? type->hash : room;
    struct tdxp_node *node =
        tdxp_tree_add(w->tree, signature, TDXP_KIND_CONTENT, "hash", "Hash", at, length, &siglist_doc_hash);

    node->note = signature->note = hex_text_at(w->tree, w->bytes, at, length);
    if (type->kind == DATA_REVOKED && room == type->size) {
        walk_fields(w->tree, signature, &siglist_format_revoked, at + type->hash);
        efi_time_decode(w->tree, walked_field(signature, "TimeOfRevocation"));
    }
}

static bool add_certificate(const struct ffs_walk *w, struct tdxp_node *signature, uint64_t at, uint64_t length)
{
    struct tdxp_node *node = tdxp_tree_add(w->tree, signature, TDXP_KIND_CONTENT, "certificate", "Certificate", at,
                                           length, &siglist_doc_certificate);
    const char *label = NULL;

    if (!x509_decode(w->tree, node, &label)) {
        return false;
    }
    if (label) {
        signature->note = label;
    }
    return true;
}

static bool add_signature(const struct ffs_walk *w, struct tdxp_node *parent, const struct list *list, uint32_t index,
                          uint64_t at)
{
    uint64_t data = at + OWNER;
    uint64_t length = list->signature_size - (uint64_t)OWNER;
    struct tdxp_node *node;
    bool done = true;

    node = tdxp_tree_add(w->tree, parent, TDXP_KIND_STRUCT, tdxp_tree_text(w->tree, "signature[%" PRIu32 "]", index),
                         list->type->name, at, list->signature_size, &siglist_doc_signature);
    walk_fields(w->tree, node, &siglist_format_signature, at);
    if (list->type->kind == DATA_CERTIFICATE) {
        done = add_certificate(w, node, data, length);
    } else if (list->type->kind != DATA_BYTES) {
        show_hash(w, node, data, list->type, length);
    } else if (length > 0) {
        tdxp_tree_add(w->tree, node, TDXP_KIND_CONTENT, "SignatureData", "SignatureData", data, length,
                      &siglist_doc_data);
    }
    volume_nodes_add(w->volumes, node);
    return done;
}

/* ---- a list ---- */

/* True where signatures can be told apart. */
static bool judge_list(const struct ffs_walk *w, struct tdxp_node *header, const struct list *list)
{
    uint64_t room = list->end - list->offset;
    const struct type *type = list->type;

    if (type == &unknown_type) {
        tdxp_node_mark(w->tree, volume_field(header, "SignatureType"), 0, "a type that is not known");
    }
    if (list->size < LIST_HEADER) {
        tdxp_node_mark(w->tree, volume_field(header, "SignatureListSize"), TDXP_MARK_INVALID,
                       "less than the header's 0x1c bytes");
    } else if (list->size > room) {
        tdxp_node_mark(w->tree, volume_field(header, "SignatureListSize"), TDXP_MARK_INVALID,
                       "more than the 0x%" PRIx64 " bytes that are left", room);
    }
    if (list->header_size > room - LIST_HEADER) {
        tdxp_node_mark(w->tree, volume_field(header, "SignatureHeaderSize"), TDXP_MARK_INVALID,
                       "reaches outside of the list");
        return false;
    }
    if (list->signature_size < OWNER) {
        tdxp_node_mark(w->tree, volume_field(header, "SignatureSize"), TDXP_MARK_INVALID,
                       "less than the 16 bytes of an owner");
        return false;
    }
    if (type->size > 0 && list->signature_size != OWNER + type->size) {
        tdxp_node_mark(w->tree, volume_field(header, "SignatureSize"), TDXP_MARK_INVALID,
                       "0x%" PRIx32 " is the size for this type", OWNER + type->size);
        tdxp_node_set_right(w->tree, volume_field(header, "SignatureSize"), OWNER + type->size);
    }
    if ((room - LIST_HEADER - list->header_size) % list->signature_size != 0) {
        tdxp_node_mark(w->tree, volume_field(header, "SignatureSize"), TDXP_MARK_INVALID,
                       "signatures of this size do not fill the list: 0x%" PRIx64 " bytes are left over",
                       (room - LIST_HEADER - list->header_size) % list->signature_size);
    }
    return true;
}

static bool add_signatures(const struct ffs_walk *w, struct tdxp_node *node, const struct list *list, uint64_t *at,
                           uint32_t *count)
{
    while (list->end - *at >= list->signature_size) {
        if (!volume_nodes_left(w->tree, node, w->volumes)) {
            return true;
        }
        if (!add_signature(w, node, list, (*count)++, *at)) {
            return false;
        }
        *at += list->signature_size;
    }
    return true;
}

static bool add_list(const struct ffs_walk *w, struct tdxp_node *parent, uint32_t index, const struct list *list)
{
    uint64_t at = list->offset + LIST_HEADER;
    struct tdxp_node *header;
    struct tdxp_node *node;
    uint32_t count = 0;

    node = tdxp_tree_add(w->tree, parent, TDXP_KIND_STRUCT, tdxp_tree_text(w->tree, "list[%" PRIu32 "]", index),
                         tdxp_tree_text(w->tree, "Signature list %" PRIu32, index), list->offset,
                         list->end - list->offset, &siglist_doc_list);
    header = walk_struct(w->tree, node, &siglist_format_list, "header", "Signature list header", list->offset);
    volume_nodes_add(w->volumes, node);
    if (judge_list(w, header, list)) {
        if (list->header_size > 0) {
            ffs_content(w, node, "SignatureHeader", "SignatureHeader", at, list->header_size, &siglist_doc_header);
            at += list->header_size;
        }
        if (!add_signatures(w, node, list, &at, &count)) {
            return false;
        }
    }
    node->note = tdxp_tree_text(w->tree, "%s, %" PRIu32 " entr%s", list->type->name, count, count == 1 ? "y" : "ies");
    if (at < list->end && !(node->marks & TDXP_MARK_LIMIT)) {
        ffs_content(w, node, "rest", "Bytes that are no signature", at, list->end - at, &siglist_doc_rest);
    }
    return true;
}

bool siglist_decode(const struct ffs_walk *w, struct tdxp_node *data)
{
    uint64_t at = data->offset;
    uint64_t end = data->offset + data->length;

    for (uint32_t i = 0; at < end; i++) {
        struct list list = {.offset = at, .end = end};
        struct tdxp_guid guid = {{0}};

        if (!volume_nodes_left(w->tree, data, w->volumes)) {
            return true;
        }
        if (end - at < LIST_HEADER) {
            tdxp_node_mark(w->tree,
                           ffs_content(w, data, "rest", "Bytes that are no signature", at, end - at, &siglist_doc_rest),
                           TDXP_MARK_INVALID, "too few for a signature list");
            return true;
        }
        tdxp_read_guid(w->bytes, at, &guid);
        tdxp_read_u32(w->bytes, at + 16, &list.size);
        tdxp_read_u32(w->bytes, at + 20, &list.header_size);
        tdxp_read_u32(w->bytes, at + 24, &list.signature_size);
        list.type = find_type(&guid);
        if (list.size >= LIST_HEADER && list.size < end - at) {
            list.end = at + list.size;
        }
        if (!add_list(w, data, i, &list)) {
            return false;
        }
        at = list.end;
    }
    return true;
}
