/* The trust anchor in td-shim's configuration volume. */
#include "format/trust_anchor.h"

#include <inttypes.h>
#include <string.h>

#include "format/hex.h"
#include "format/walker.h"
#include "tdxplore/guid.h"
#include "tdxplore/range.h"

#define TD_SHIM "confidential-containers/td-shim:doc/secure_boot.md, Trust Anchor in Td-Shim"

enum { HEADER = 32, HASH = 48 };

const struct tdxp_guid trust_anchor_file =
    TDXP_GUID(0x77a2742e, 0x9340, 0x4ac9, 0x8f, 0x85, 0xb7, 0xb9, 0x78, 0x58, 0x00, 0x21);
static const struct tdxp_guid guid_anchor =
    TDXP_GUID(0xbe8f65a3, 0xa83b, 0x415c, 0xa1, 0xfb, 0xf7, 0x8e, 0x10, 0x5e, 0x82, 0x4e);

static const struct tdxp_doc anchor_doc = {
    "the trust anchor: which key a payload must be signed with",
    "Only the hash of the public key is here; the key itself comes with the payload. td-shim hashes the key, compares, "
    "and checks the payload's signature with it. The anchor is measured into RTMR[0].",
    TD_SHIM};

const struct tdxp_doc trust_anchor_doc_hash = {
    "hash of the public key",
    "SHA-384, over N and E of an RSA key (384 and 8 bytes), or over X and Y of a key on the curve P-384 (48 bytes each).",
    TD_SHIM};

const struct tdxp_doc trust_anchor_doc_rest = {
    "the rest of the file",
    "The tool that writes the anchor makes the file as large as the volume. Nobody reads these bytes.", TD_SHIM};

static const struct tdxp_choice algorithms[] = {
    {1, "SHA384", {"SHA-384", "The hash has 48 bytes.", TD_SHIM}},
    {.name = NULL},
};

static const struct tdxp_field fields[] = {
    {.name = "TypeGuid",
     .type_name = "GUID",
     .offset = 0,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"says that this is the hash of a public key", "td-shim refuses an anchor with another GUID.", TD_SHIM}},
    {.name = "StructVersion",
     .type_name = "UINT32",
     .offset = 16,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"version of the form", "1 is the only one.", TD_SHIM}},
    {.name = "Length",
     .type_name = "UINT32",
     .offset = 20,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of this header and the hash", "0x50 for a hash by SHA-384.", TD_SHIM}},
    {.name = "TrustAnchorAlgorithm",
     .type_name = "UINT32",
     .offset = 24,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = algorithms,
     .doc = {"by which algorithm the key is hashed", "SHA-384 is the only one.", TD_SHIM}},
    {.name = "Reserved",
     .type_name = "UINT32",
     .offset = 28,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"not used", "0.", TD_SHIM}},
    {.name = NULL},
};

const struct tdxp_format trust_anchor_format = {
    .name = "trust anchor header",
    .size = HEADER,
    .fields = fields,
    .doc = {"header of the trust anchor", "It says what the hash behind it is.", TD_SHIM}};

/* Values that td-shim insists on. */
static void judge(const struct ffs_walk *w, struct tdxp_node *header, uint64_t room)
{
    struct tdxp_node *version = volume_field(header, "StructVersion");
    struct tdxp_node *length = volume_field(header, "Length");

    if (version->value != 1) {
        tdxp_node_mark(w->tree, version, TDXP_MARK_INVALID, "the only version is 1");
        tdxp_node_set_right(w->tree, version, 1);
    }
    if (length->value != HEADER + HASH) {
        tdxp_node_mark(w->tree, length, TDXP_MARK_INVALID, "header and hash have 0x50 bytes");
        tdxp_node_set_right(w->tree, length, HEADER + HASH);
    } else if (length->value > room) {
        tdxp_node_mark(w->tree, length, TDXP_MARK_INVALID, "the file has 0x%" PRIx64 " bytes of data", room);
    }
}

void trust_anchor_decode(const struct ffs_walk *w, struct tdxp_node *data)
{
    uint64_t at = data->offset;
    uint64_t room = data->length;
    uint64_t hash = room > HEADER ? room - HEADER : 0;
    struct tdxp_node *header;
    struct tdxp_node *node;

    if (room < HEADER || !tdxp_read_equals(w->bytes, at, guid_anchor.bytes, sizeof guid_anchor.bytes)) {
        tdxp_node_mark(w->tree, data, TDXP_MARK_INVALID, "no trust anchor begins here");
        return;
    }
    hash = hash < HASH ? hash : HASH;
    node =
        tdxp_tree_add(w->tree, data, TDXP_KIND_STRUCT, "trust-anchor", "Trust anchor", at, HEADER + hash, &anchor_doc);
    header = walk_struct(w->tree, node, &trust_anchor_format, "header", "Trust anchor header", at);
    judge(w, header, room);
    if (hash > 0) {
        static const uint8_t none[HASH];
        struct tdxp_node *value = tdxp_tree_add(w->tree, node, TDXP_KIND_CONTENT, "HashData", "HashData", at + HEADER,
                                                hash, &trust_anchor_doc_hash);

        value->note = hex_text_at(w->tree, w->bytes, at + HEADER, hash);
        if (tdxp_read_equals(w->bytes, at + HEADER, none, (size_t)hash)) {
            tdxp_node_mark(w->tree, value, 0, "all zeros: the hash of no key");
        }
    }
    volume_nodes_add(w->volumes, node);
    if (room > HEADER + hash) {
        ffs_content(w, data, "rest", "Rest", at + HEADER + hash, room - HEADER - hash, &trust_anchor_doc_rest);
    }
}
