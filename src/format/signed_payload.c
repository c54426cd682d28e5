/* A signed payload: td-shim's header, the payload behind it, and the key and signature that end it. */
#include <inttypes.h>

#include "format/td_shim.h"
#include "format/walker.h"
#include "tdxplore/guid.h"
#include "tdxplore/range.h"

#define DOC "confidential-containers/td-shim:doc/secure_boot.md"
#define CODE "confidential-containers/td-shim:td-shim/src/secure_boot.rs"

static const struct tdxp_guid signed_payload_guid =
    TDXP_GUID(0xfcf2d558, 0x9df5, 0x4f4d, 0xb0, 0xd7, 0x3e, 0x4b, 0x79, 0x8a, 0xb0, 0x66);

enum {
    ECDSA_P384 = 1,
    RSA_PSS_3072 = 2,
};

static const struct tdxp_choice algorithms[] = {
    {ECDSA_P384,
     "ECDSA_NIST_P384_SHA384",
     {"ECDSA over the curve P-384, with SHA-384",
      "The number that td-shim's code writes and checks. Its documentation has the two numbers the other way round.",
      CODE}},
    {RSA_PSS_3072,
     "RSA_PSS_3072_SHA384",
     {"RSASSA-PSS with a key of 3072 bits, with SHA-384",
      "The number that td-shim's code writes and checks. Its documentation has the two numbers the other way round.",
      CODE}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_field fields[] = {
    {.name = "TypeGuid",
     .type_name = "GUID",
     .offset = 0,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"marks a signed payload", "fcf2d558-9df5-4f4d-b0d7-3e4b798ab066.", DOC}},
    {.name = "StructVersion",
     .type_name = "UINT32",
     .offset = 16,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"version of this header: 1", "td-shim does not look at it.", DOC "; " CODE}},
    {.name = "Length",
     .type_name = "UINT32",
     .offset = 20,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of header and payload together",
             "What is signed: these bytes. The public key and the signature come behind them.", DOC}},
    {.name = "PayloadVersion",
     .type_name = "UINT64",
     .offset = 24,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"version of the payload", "For people: td-shim does not look at it.", DOC}},
    {.name = "PayloadSvn",
     .type_name = "UINT64",
     .offset = 32,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc =
         {"security version number of the payload",
          "td-shim extends it into RTMR[1]: a verifier can accept every payload of a signer from a certain number on.",
          DOC}},
    {.name = "SigningAlgorithm",
     .type_name = "UINT32",
     .offset = 40,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = algorithms,
     .doc = {"how the payload is signed",
             "Decides how long public key and signature are. Where code and documentation of td-shim differ, the name "
             "here is that of the code.",
             CODE "; " DOC}},
    {.name = "Reserved",
     .type_name = "UINT32",
     .offset = 44,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"must be 0", "Keeps the payload at a multiple of 8 bytes.", DOC}},
    {.name = NULL},
};

const struct tdxp_format signed_payload_format = {
    .name = "signed payload",
    .size = 48,
    .fields = fields,
    .doc = {
        "a payload that td-shim starts only if its signature is good",
        "A td-shim that is built with secure boot checks two things before it starts a payload: that the hash of the "
        "public key behind the payload is the trust anchor in its configuration volume, and that this key signed "
        "header and payload.",
        DOC}};

static const struct tdxp_doc payload_doc = {"the payload itself", "An ELF or PE/COFF executable.", DOC};

static const struct tdxp_doc key_doc = {
    "the public key that the signature is checked with",
    "ECDSA: X and Y of 48 bytes each. RSA: the modulus of 384 bytes and the exponent of 8. Its SHA-384 digest must be the "
    "trust anchor.",
    DOC "; " CODE};

static const struct tdxp_doc signature_doc = {"the signature of header and payload",
                                              "ECDSA: R and S of 48 bytes each, not wrapped in ASN.1. RSA: 384 bytes.",
                                              DOC "; " CODE};

/* The sizes that follow from the algorithm; false for one that is not known. */
static bool block_sizes(uint32_t algorithm, uint64_t *key, uint64_t *signature)
{
    if (algorithm == ECDSA_P384) {
        *key = 96;
        *signature = 96;
        return true;
    }
    if (algorithm == RSA_PSS_3072) {
        *key = 384 + 8;
        *signature = 384;
        return true;
    }
    return false;
}

/* Public key and signature, from at on; end is where what holds them ends. Returns where they end. */
static uint64_t add_block(struct tdxp_tree *tree, struct tdxp_node *node, uint64_t at, uint64_t end)
{
    uint32_t algorithm = 0;
    uint64_t signature;
    uint64_t key;

    tdxp_read_u32(&node->space->bytes, node->offset + 40, &algorithm);
    if (!block_sizes(algorithm, &key, &signature)) {
        return at;
    }
    if (end - at < key + signature) {
        tdxp_node_mark(tree, walked_field(node, "Length"), TDXP_MARK_INVALID,
                       "0x%" PRIx64 " bytes follow it, too few for key and signature (0x%" PRIx64 ")", end - at,
                       key + signature);
        return at;
    }
    tdxp_tree_add(tree, node, TDXP_KIND_CONTENT, "public-key", "Public key", at, key, &key_doc);
    tdxp_tree_add(tree, node, TDXP_KIND_CONTENT, "signature", "Signature", at + key, signature, &signature_doc);
    return at + key + signature;
}

static void judge(struct tdxp_tree *tree, struct tdxp_node *node)
{
    struct tdxp_node *version = walked_field(node, "StructVersion");
    struct tdxp_node *reserved = walked_field(node, "Reserved");

    if (version && version->value != 1) {
        tdxp_node_mark(tree, version, TDXP_MARK_INVALID, "the only version that is defined is 1");
        tdxp_node_set_right(tree, version, 1);
    }
    if (reserved && reserved->value != 0) {
        tdxp_node_mark(tree, reserved, TDXP_MARK_RESERVED, "not 0");
        tdxp_node_set_right(tree, reserved, 0);
    }
}

bool signed_payload_begins(const struct tdxp_bytes *bytes, uint64_t offset)
{
    struct tdxp_guid guid;

    return tdxp_fits(offset, signed_payload_format.size, bytes->size) && tdxp_read_guid(bytes, offset, &guid) &&
           tdxp_guid_equal(&guid, &signed_payload_guid);
}

bool signed_payload_decode(struct tdxp_tree *tree, struct tdxp_node *parent)
{
    const struct tdxp_bytes *bytes = &parent->space->bytes;
    uint64_t start = parent->offset;
    uint64_t end = start + parent->length; /* inside of the space */
    uint32_t length = 0;
    struct tdxp_node *node;

    if (parent->length < signed_payload_format.size || !signed_payload_begins(bytes, start)) {
        return false;
    }
    node = walk_struct(tree, parent, &signed_payload_format, "signed-payload", "Signed payload", start);
    judge(tree, node);
    tdxp_read_u32(bytes, start + 20, &length);
    if (length <= signed_payload_format.size || length > parent->length) {
        tdxp_node_mark(tree, walked_field(node, "Length"), TDXP_MARK_INVALID,
                       length <= signed_payload_format.size ? "no more than the header: there is no payload"
                                                            : "reaches past the end of what holds it");
        return true;
    }
    tdxp_tree_add(tree, node, TDXP_KIND_CONTENT, "payload", "Payload", start + signed_payload_format.size,
                  length - signed_payload_format.size, &payload_doc);
    node->length = add_block(tree, node, start + length, end) - start;
    return true;
}
