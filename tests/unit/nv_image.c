/* Volumes of variables made in memory. */
#include "nv_image.h"

#include <openssl/asn1.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

const struct tdxp_guid nv_global =
    TDXP_GUID(0x8be4df61, 0x93ca, 0x11d2, 0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b, 0x8c);
const struct tdxp_guid nv_database =
    TDXP_GUID(0xd719b2cb, 0x3d3a, 0x4596, 0xa3, 0xbc, 0xda, 0xd0, 0x0e, 0x67, 0x65, 0x6f);
const struct tdxp_guid nv_nobody =
    TDXP_GUID(0x01234567, 0x89ab, 0xcdef, 0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe);
const struct tdxp_guid nv_type_x509 =
    TDXP_GUID(0xa5c059a1, 0x94e4, 0x4aa7, 0x87, 0xb5, 0xab, 0x15, 0x5c, 0x2b, 0xf0, 0x72);
const struct tdxp_guid nv_type_sha256 =
    TDXP_GUID(0xc1c41626, 0x504c, 0x4092, 0xac, 0xa9, 0x41, 0xf9, 0x36, 0x93, 0x43, 0x28);

static const struct tdxp_guid guid_volume =
    TDXP_GUID(0xfff12b8d, 0x7696, 0x4c8b, 0xa9, 0x85, 0x27, 0x47, 0x07, 0x5b, 0x4f, 0x50);
static const struct tdxp_guid guid_authenticated =
    TDXP_GUID(0xaaf32c78, 0x947b, 0x439a, 0xa1, 0x80, 0x2e, 0x14, 0x4e, 0xc3, 0x77, 0x92);
static const struct tdxp_guid guid_plain =
    TDXP_GUID(0xddcf3616, 0x3275, 0x4164, 0x98, 0xb6, 0xfe, 0x85, 0x70, 0x7f, 0xfe, 0x7d);
static const struct tdxp_guid guid_ftw =
    TDXP_GUID(0x9e58292b, 0x7c68, 0x497d, 0xa0, 0xce, 0x65, 0x00, 0xfd, 0x9f, 0x1b, 0x95);

/* ---- volumes ---- */

static struct nv_image new_image(size_t size, uint32_t store_size, const struct tdxp_guid *kind)
{
    struct nv_image image = {.size = size, .at = NV_FIRST, .erased = 0xff};

    image.bytes = malloc(size);
    assert_non_null(image.bytes);
    memset(image.bytes, 0xff, size);
    memset(image.bytes, 0, NV_FIRST);
    put_volume_header(image.bytes, size);
    memcpy(image.bytes + 0x10, guid_volume.bytes, 16);
    put_uint(image.bytes + 0x2c, 4, 0x4feff); /* Attributes: as OVMF's, with erase polarity 1 */
    memcpy(image.bytes + NV_STORE, kind->bytes, 16);
    put_uint(image.bytes + NV_STORE + 16, 4, store_size ? store_size : size - NV_STORE);
    image.bytes[NV_STORE + 20] = 0x5a;
    image.bytes[NV_STORE + 21] = 0xfe;
    return image;
}

struct nv_image nv_new(size_t size, uint32_t store_size)
{
    return new_image(size, store_size, &guid_authenticated);
}

struct nv_image nv_new_plain(size_t size, uint32_t store_size)
{
    struct nv_image image = new_image(size, store_size, &guid_plain);

    image.plain = true;
    return image;
}

size_t nv_add(struct nv_image *image, const char *name, const struct tdxp_guid *vendor, uint8_t state, const void *data,
              size_t length)
{
    size_t header = image->plain ? NV_PLAIN : NV_AUTHENTICATED;
    size_t name_size = 2 * (strlen(name) + 1);
    size_t start = image->at;
    uint8_t *at = image->bytes + start;
    uint8_t *sizes = at + header - 24;

    assert_true(start + header + name_size + length <= image->size);
    memset(at, 0, header);
    put_uint(at, 2, 0x55aa);
    at[2] = state;
    put_uint(at + 4, 4, 7);
    put_uint(sizes, 4, name_size);
    put_uint(sizes + 4, 4, length);
    memcpy(sizes + 8, vendor->bytes, 16);
    for (size_t i = 0; i < name_size / 2; i++) {
        put_uint(at + header + 2 * i, 2, (uint8_t)name[i]);
    }
    if (length > 0) {
        memcpy(at + header + name_size, data, length);
    }
    image->at = (start + header + name_size + length + 3) & ~(size_t)3;
    return start;
}

uint32_t nv_ftw_crc(const struct nv_image *image, size_t at)
{
    uint8_t header[NV_FTW_HEADER];

    memcpy(header, image->bytes + at, sizeof header);
    memset(header + 16, 0xff, 5); /* the checksum, and the two bits of the state, which is fe */
    return (uint32_t)crc32(0, header, sizeof header);
}

void nv_put_ftw(struct nv_image *image, size_t at, uint64_t queue_size)
{
    memset(image->bytes + at, 0xff, NV_FTW_HEADER);
    memcpy(image->bytes + at, guid_ftw.bytes, 16);
    put_uint(image->bytes + at + 24, 8, queue_size);
    put_uint(image->bytes + at + 16, 4, nv_ftw_crc(image, at));
    image->bytes[at + 20] = 0xfe;
}

struct decoded nv_decode(struct nv_image *image)
{
    struct decoded d = decode_taken(image->bytes, image->size);

    image->bytes = NULL;
    assert_sound(&d);
    return d;
}

/* ---- what nodes say ---- */

const char *nv_remark(const struct decoded *d, const char *path)
{
    const char *remark = node_at(d, path)->remark;

    return remark ? remark : "";
}

void assert_note(const struct decoded *d, const char *path, const char *expected)
{
    const char *note = node_at(d, path)->note;

    if (!note) {
        fail_msg("%s has no note", path);
    }
    assert_string_equal(note, expected);
}

void assert_note_has(const struct decoded *d, const char *path, const char *part)
{
    const char *note = node_at(d, path)->note;

    if (!note || !strstr(note, part)) {
        fail_msg("the note of %s is '%s' and does not hold '%s'", path, note ? note : "", part);
    }
}

void assert_name(const struct decoded *d, const char *path, const char *expected)
{
    assert_string_equal(node_at(d, path)->name, expected);
}

void assert_remark_has(const struct decoded *d, const char *path, const char *part)
{
    if (!strstr(nv_remark(d, path), part)) {
        fail_msg("the remark of %s is '%s' and does not hold '%s'", path, nv_remark(d, path), part);
    }
}

/* ---- signatures ---- */

size_t nv_put_list(uint8_t *list, const struct tdxp_guid *type, const void *data, size_t length)
{
    memset(list, 0, 28);
    memcpy(list, type->bytes, 16);
    put_uint(list + 16, 4, 28 + 16 + length);
    put_uint(list + 24, 4, 16 + length);
    memcpy(list + 28, nv_nobody.bytes, 16);
    memcpy(list + 28 + 16, data, length);
    return 28 + 16 + length;
}

static EVP_PKEY *new_key(void)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, NULL);
    EVP_PKEY *key = NULL;

    assert_non_null(context);
    assert_int_equal(EVP_PKEY_keygen_init(context), 1);
    assert_int_equal(EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1), 1);
    assert_int_equal(EVP_PKEY_keygen(context, &key), 1);
    EVP_PKEY_CTX_free(context);
    return key;
}

static void add_entry(X509_NAME *name, const char *field, const char *text)
{
    assert_int_equal(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, (const unsigned char *)text, -1, -1, 0), 1);
}

uint8_t *nv_certificate(const char *const *entries, size_t *length)
{
    X509 *x509 = X509_new();
    EVP_PKEY *key = new_key();
    X509_NAME *name;
    unsigned char *der = NULL;
    uint8_t *copy;
    int size;

    assert_non_null(x509);
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 0x1234);
    ASN1_TIME_set_string_X509(X509_getm_notBefore(x509), "20200101000000Z");
    ASN1_TIME_set_string_X509(X509_getm_notAfter(x509), "20201231235959Z");
    name = X509_get_subject_name(x509);
    for (; *entries; entries += 2) {
        add_entry(name, entries[0], entries[1]);
    }
    X509_set_issuer_name(x509, name);
    X509_set_pubkey(x509, key);
    assert_true(X509_sign(x509, key, EVP_sha256()) > 0);
    size = i2d_X509(x509, &der);
    assert_true(size > 0);
    copy = exact_copy(der, (size_t)size);
    *length = (size_t)size;
    OPENSSL_free(der);
    X509_free(x509);
    EVP_PKEY_free(key);
    return copy;
}
