/* X.509 certificates, decoded by OpenSSL's libcrypto. */
#include "format/x509.h"

#include <inttypes.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include "format/hex.h"
#include "image/crypto.h"
#include "tdxplore/range.h"
#include "tdxplore/text.h"

enum { TEXT_MAX = 512 }; /* bytes of a name that are shown */

/* A name as one reads it; what would mean something in it is put into quotes. */
#define NAME_FLAGS                                                                                            \
    (ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_QUOTE | ASN1_STRFLGS_UTF8_CONVERT | ASN1_STRFLGS_DUMP_UNKNOWN | \
     ASN1_STRFLGS_DUMP_DER | XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_FN_SN)

/* A certificate while it is being decoded. */
struct work {
    struct tdxp_tree *tree;
    struct tdxp_node *node;
    const uint8_t *der; /* a copy of its bytes: those of a mapped file may change under the library */
    size_t size;        /* of the copy */
    X509 *x509;
    struct tdxp_range parts[X509_PARTS]; /* where each part is, from the start of the copy; length 0: not there */
};

/*
 * True where what failed last in the library did so for want of memory. silent is the answer where the library does not
 * say why.
 */
static bool ran_out(bool silent)
{
    unsigned long error = ERR_get_error();
    bool found = error == 0 && silent;

    for (; error != 0; error = ERR_get_error()) {
        found |= ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE;
    }
    return found;
}

/* ---- where the parts are ---- */

/* A row of DER elements. */
struct der {
    const uint8_t *base;
    size_t at, end; /* from base */
};

/* The next element: all of it as *whole, and what is inside as *inner; its tag's number is returned, -1 without any. */
static int der_next(struct der *der, struct tdxp_range *whole, struct der *inner)
{
    const unsigned char *p = der->base + der->at;
    long length = 0;
    int class = 0;
    int tag = 0;
    int form;

    if (der->at >= der->end) {
        return -1;
    }
    form = ASN1_get_object(&p, &length, &tag, &class, (long)(der->end - der->at));
    if ((form & 0x81) || length < 0) {
        return -1; /* an error, or no length given */
    }
    *inner = (struct der){der->base, (size_t)(p - der->base), (size_t)(p - der->base) + (size_t)length};
    *whole = (struct tdxp_range){der->at, inner->end - der->at};
    der->at = inner->end;
    return class == V_ASN1_CONTEXT_SPECIFIC ? 0x100 + tag : tag;
}

enum { TAG_VERSION = 0x100, TAG_EXTENSIONS = 0x103 };

/* RFC 5280, 4.1: the order of the fields. The library has found all that must be there. */
static void find_parts(struct work *w)
{
    static const uint8_t order[] = {X509_PART_SERIAL,   X509_PART_SIGNATURE, X509_PART_ISSUER,
                                    X509_PART_VALIDITY, X509_PART_SUBJECT,   X509_PART_KEY};
    struct der all = {w->der, 0, w->size};
    struct der certificate;
    struct der tbs;
    struct der inner;
    struct der times = {w->der, 0, 0};
    struct tdxp_range range = {0, 0};
    int tag;

    if (der_next(&all, &range, &certificate) < 0 || der_next(&certificate, &range, &tbs) < 0) {
        return;
    }
    tag = der_next(&tbs, &range, &inner);
    if (tag == TAG_VERSION) {
        w->parts[X509_PART_VERSION] = range;
        tag = der_next(&tbs, &range, &inner);
    }
    for (size_t i = 0; i < sizeof order && tag >= 0; i++) {
        w->parts[order[i]] = range;
        if (order[i] == X509_PART_VALIDITY) {
            times = inner;
        }
        tag = der_next(&tbs, &range, &inner);
    }
    while (tag >= 0 && tag != TAG_EXTENSIONS) {
        tag = der_next(&tbs, &range, &inner);
    }
    if (tag == TAG_EXTENSIONS) {
        w->parts[X509_PART_EXTENSIONS] = range;
    }
    if (der_next(&times, &range, &inner) >= 0) {
        w->parts[X509_PART_NOT_BEFORE] = range;
    }
    if (der_next(&times, &range, &inner) >= 0) {
        w->parts[X509_PART_NOT_AFTER] = range;
    }
    /* NOLINTNEXTLINE(misc-redundant-expression): each call goes on to the next element. */
    if (der_next(&certificate, &range, &inner) >= 0 && der_next(&certificate, &range, &inner) >= 0) {
        w->parts[X509_PART_SIGNATURE_VALUE] = range;
    }
}

/* ---- text ---- */

static const char *harmless(struct work *w, const void *bytes, size_t length)
{
    char shown[TEXT_MAX];
    bool cut = tdxp_escape_utf8(bytes, length, shown, sizeof shown) >= sizeof shown;

    return tdxp_tree_text(w->tree, "%s%s", shown, cut ? "..." : "");
}

/* False where memory ran out. */
static bool name_text(struct work *w, const X509_NAME *name, const char **text)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    bool done = out != NULL;
    long length;

    *text = "cannot be written as text";
    if (done && X509_NAME_print_ex(out, name, 0, NAME_FLAGS) >= 0) {
        length = BIO_get_mem_data(out, &bytes);
        *text = harmless(w, bytes, length > 0 ? (size_t)length : 0);
    } else if (done) {
        done = !ran_out(false);
    }
    BIO_free(out);
    return done;
}

static const char *time_text(struct work *w, const ASN1_TIME *time)
{
    struct tm tm;

    if (ASN1_TIME_to_tm(time, &tm) != 1) {
        return "no such time";
    }
    return tdxp_tree_text(w->tree, "%04d-%02d-%02d %02d:%02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                          tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static const char *serial_text(struct work *w)
{
    const ASN1_INTEGER *serial = X509_get0_serialNumber(w->x509);
    const char *digits = hex_text(w->tree, ASN1_STRING_get0_data(serial), (size_t)ASN1_STRING_length(serial));

    return ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER ? tdxp_tree_text(w->tree, "-%s", digits) : digits;
}

static const char *object_text(struct work *w, const ASN1_OBJECT *object)
{
    char text[128] = "";
    int length = OBJ_obj2txt(text, sizeof text, object, 0);

    return length > 0 ? tdxp_tree_text(w->tree, "%s%s", text, length < (int)sizeof text ? "" : "...") : "unknown";
}

static const char *algorithm_text(struct work *w)
{
    const X509_ALGOR *algorithm = NULL;
    const ASN1_OBJECT *object = NULL;

    X509_get0_signature(NULL, &algorithm, w->x509);
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    return object_text(w, object);
}

static const char *key_text(struct work *w)
{
    EVP_PKEY *key = X509_get0_pubkey(w->x509);
    ASN1_OBJECT *object = NULL;
    const char *name;

    X509_PUBKEY_get0_param(&object, NULL, NULL, NULL, X509_get_X509_PUBKEY(w->x509));
    name = object_text(w, object);
    return key ? tdxp_tree_text(w->tree, "%s, %d bits", name, EVP_PKEY_bits(key)) : name;
}

/* False where memory ran out. */
static bool fingerprint_text(struct work *w, const char **text)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;

    if (EVP_Digest(w->der, w->size, digest, &length, EVP_sha256(), NULL) != 1) {
        return false;
    }
    *text = hex_text(w->tree, digest, length);
    return true;
}

static bool part_texts(struct work *w, const char *texts[static X509_PARTS])
{
    texts[X509_PART_VERSION] = tdxp_tree_text(w->tree, "version %ld", X509_get_version(w->x509) + 1);
    texts[X509_PART_SERIAL] = serial_text(w);
    texts[X509_PART_SIGNATURE] = algorithm_text(w);
    texts[X509_PART_NOT_BEFORE] = time_text(w, X509_get0_notBefore(w->x509));
    texts[X509_PART_NOT_AFTER] = time_text(w, X509_get0_notAfter(w->x509));
    texts[X509_PART_VALIDITY] =
        tdxp_tree_text(w->tree, "%s to %s", texts[X509_PART_NOT_BEFORE], texts[X509_PART_NOT_AFTER]);
    texts[X509_PART_KEY] = key_text(w);
    return fingerprint_text(w, &texts[X509_PART_FINGERPRINT]) &&
           name_text(w, X509_get_issuer_name(w->x509), &texts[X509_PART_ISSUER]) &&
           name_text(w, X509_get_subject_name(w->x509), &texts[X509_PART_SUBJECT]);
}

/* The common name, or where there is none the whole name. False where memory ran out. */
static bool label_text(struct work *w, const char *whole, const char **label)
{
    X509_NAME *subject = X509_get_subject_name(w->x509);
    int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    const ASN1_STRING *name = at >= 0 ? X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)) : NULL;
    unsigned char *utf8 = NULL;
    int length;

    *label = whole;
    if (!name) {
        return true;
    }
    length = ASN1_STRING_to_UTF8(&utf8, name);
    if (length < 0) {
        return !ran_out(false);
    }
    *label = harmless(w, utf8, (size_t)length);
    OPENSSL_free(utf8);
    return true;
}

/* ---- nodes ---- */

static void add_parts(struct work *w, const char *const texts[static X509_PARTS])
{
    struct tdxp_node *validity = NULL;

    for (unsigned i = 0; i < X509_PARTS; i++) {
        const struct x509_part *part = &x509_parts[i];
        bool time = i == X509_PART_NOT_BEFORE || i == X509_PART_NOT_AFTER;
        struct tdxp_node *node;

        /* The fingerprint is computed: it has no bytes of its own. */
        if (w->parts[i].length == 0 && i != X509_PART_FINGERPRINT) {
            continue;
        }
        node = tdxp_tree_add(w->tree, time && validity ? validity : w->node, TDXP_KIND_CONTENT, part->key, part->name,
                             w->node->offset + w->parts[i].start, w->parts[i].length, &part->doc);
        node->note = texts[i];
        if (i == X509_PART_VALIDITY) {
            validity = node;
        }
    }
}

static bool decode(struct work *w, const char **label)
{
    const char *texts[X509_PARTS] = {NULL};
    const unsigned char *p = w->der;

    w->x509 = crypto_ready() ? d2i_X509(NULL, &p, (long)w->size) : NULL;
    if (!w->x509) {
        /* Bytes that it cannot read it says something of, always: it is silent where even that took memory. */
        if (ran_out(true)) {
            return false;
        }
        tdxp_node_mark(w->tree, w->node, TDXP_MARK_INVALID, "no certificate that OpenSSL can read");
        return true;
    }
    if ((size_t)(p - w->der) < w->size) {
        tdxp_node_mark(w->tree, w->node, TDXP_MARK_INVALID, "0x%zx bytes follow the certificate",
                       w->size - (size_t)(p - w->der));
        w->size = (size_t)(p - w->der);
    }
    find_parts(w);
    if (!part_texts(w, texts) || !label_text(w, texts[X509_PART_SUBJECT], label)) {
        return false;
    }
    add_parts(w, texts);
    return true;
}

bool x509_decode(struct tdxp_tree *tree, struct tdxp_node *node, const char **label)
{
    struct work w = {.tree = tree, .node = node, .size = (size_t)node->length};
    uint8_t *copy;
    bool done;

    if (node->length > X509_SIZE_MAX) {
        tdxp_node_mark(tree, node, TDXP_MARK_LIMIT, "not decoded: it is larger than 64 KiB");
        return true;
    }
    copy = malloc(w.size + 1);
    if (!copy) {
        return false;
    }
    w.size = tdxp_read_some(&node->space->bytes, node->offset, copy, w.size);
    w.der = copy;
    ERR_clear_error();
    done = decode(&w, label);
    ERR_clear_error();
    X509_free(w.x509);
    free(copy);
    return done;
}
