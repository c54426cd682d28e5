/* Signature lists and the certificates in them: well-formed ones are shown, malformed ones marked. */
#include "nv_image.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define DATA NV_VARIABLE(0) "/Data"
#define LIST DATA "/list[0]"
#define SIGNATURE LIST "/signature[0]"
#define CERTIFICATE SIGNATURE "/certificate"

/* A store of one variable, db. */
static struct decoded decode_db(const void *data, size_t length)
{
    struct nv_image image = nv_new(0x2000, 0);

    nv_add(&image, "db", &nv_database, NV_ADDED, data, length);
    return nv_decode(&image);
}

static struct decoded decode_list(const struct tdxp_guid *type, const void *data, size_t length)
{
    uint8_t list[0x1000];

    assert_true(length + 44 <= sizeof list);
    return decode_db(list, nv_put_list(list, type, data, length));
}

static uint8_t *new_certificate(const char *organisation, const char *name, size_t *length)
{
    const char *const entries[] = {"O", organisation, "CN", name, NULL};

    return nv_certificate(entries, length);
}

/* ---- lists ---- */

static void hash_is_shown_with_its_owner(void **state)
{
    static const char digits[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    uint8_t hash[32];
    struct decoded d;

    (void)state;
    for (size_t i = 0; i < sizeof hash; i++) {
        hash[i] = (uint8_t)i;
    }
    d = decode_list(&nv_type_sha256, hash, sizeof hash);
    assert_note(&d, LIST, "SHA-256 hash, 1 entry");
    assert_value(&d, LIST "/header/SignatureType", "c1c41626-504c-4092-aca9-41f936934328 (SHA-256 hashes)");
    assert_number(&d, LIST "/header/SignatureListSize", 28 + 48);
    assert_number(&d, LIST "/header/SignatureHeaderSize", 0);
    assert_number(&d, LIST "/header/SignatureSize", 48);
    assert_name(&d, SIGNATURE, "SHA-256 hash");
    assert_note(&d, SIGNATURE, digits);
    assert_note(&d, SIGNATURE "/hash", digits);
    assert_value(&d, SIGNATURE "/SignatureOwner", "01234567-89ab-cdef-1032-547698badcfe");
    assert_marks(&d, LIST, 0);
    decoded_free(&d);
}

static void lists_and_signatures_follow_each_other(void **state)
{
    uint8_t data[512];
    uint8_t hash[32] = {1};
    size_t first = nv_put_list(data, &nv_type_sha256, hash, sizeof hash);
    struct decoded d;

    (void)state;
    memcpy(data + first, data + 28, 48); /* one more signature in the first list */
    put_uint(data + 16, 4, first + 48);
    first += 48;
    d = decode_db(data, first + nv_put_list(data + first, &nv_type_sha256, hash, sizeof hash));
    assert_note(&d, LIST, "SHA-256 hash, 2 entries");
    node_at(&d, LIST "/signature[1]");
    assert_no_node(&d, LIST "/signature[2]");
    assert_note(&d, DATA "/list[1]", "SHA-256 hash, 1 entry");
    assert_no_node(&d, DATA "/rest");
    decoded_free(&d);
}

static void all_variables_of_secure_boot_are_lists(void **state)
{
    static const char *const names[] = {"PK", "KEK", "dbx"};
    uint8_t data[128];
    uint8_t hash[32] = {1};
    size_t length = nv_put_list(data, &nv_type_sha256, hash, sizeof hash);

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct nv_image image = nv_new(0x400, 0);
        struct decoded d;

        nv_add(&image, names[i], i < 2 ? &nv_global : &nv_database, NV_ADDED, data, length);
        d = nv_decode(&image);
        node_at(&d, SIGNATURE "/hash");
        decoded_free(&d);
    }
}

static void hash_of_a_certificate_has_a_time_behind_it(void **state)
{
    static const struct tdxp_guid type =
        TDXP_GUID(0x3bd2a492, 0x96c0, 0x4079, 0xb4, 0x20, 0xfc, 0xf9, 0x8e, 0xf1, 0x03, 0xed);
    uint8_t data[48] = {0xaa, [32] = 0xe7, 0x07, 12, 31, 23, 59, 58};
    struct decoded d = decode_list(&type, data, sizeof data);

    (void)state;
    assert_note_has(&d, SIGNATURE, "aa00");
    assert_note(&d, SIGNATURE "/TimeOfRevocation", "2023-12-31 23:59:58");
    assert_number(&d, SIGNATURE "/TimeOfRevocation/Day", 31);
    decoded_free(&d);
}

static void signatures_of_unknown_type_are_bytes(void **state)
{
    struct decoded d = decode_list(&nv_nobody, "abc", 3);

    (void)state;
    assert_note(&d, LIST, "signature of unknown type, 1 entry");
    assert_int_equal(node_at(&d, SIGNATURE "/SignatureData")->length, 3);
    assert_remark_has(&d, LIST "/header/SignatureType", "not known");
    decoded_free(&d);
}

static void header_of_the_signatures_is_stepped_over(void **state)
{
    uint8_t data[28 + 4 + 17] = {0};
    struct decoded d;

    (void)state;
    memcpy(data, nv_nobody.bytes, 16);
    put_uint(data + 16, 4, sizeof data);
    put_uint(data + 20, 4, 4);
    put_uint(data + 24, 4, 17);
    d = decode_db(data, sizeof data);
    assert_int_equal(node_at(&d, LIST "/SignatureHeader")->length, 4);
    assert_int_equal(node_at(&d, SIGNATURE)->offset, node_at(&d, LIST "/SignatureHeader")->offset + 4);
    assert_marks(&d, LIST, 0);
    decoded_free(&d);
}

/* ---- sizes that lie ---- */

struct lie {
    unsigned at; /* of the field that lies, in the list */
    uint32_t value;
    const char *field, *remark;
    bool signatures; /* are shown all the same */
};

static void sizes_that_lie_are_marked(void **state)
{
    static const struct lie lies[] = {
        {16, 27, "SignatureListSize", "less than the header's", true},
        {16, 0, "SignatureListSize", "less than the header's", true},
        {16, 0x1000, "SignatureListSize", "more than the 0x4c bytes", true},
        {16, 0xffffffff, "SignatureListSize", "more than the 0x4c bytes", true},
        {20, 49, "SignatureHeaderSize", "outside of the list", false},
        {20, 0xffffffff, "SignatureHeaderSize", "outside of the list", false},
        {24, 15, "SignatureSize", "less than the 16 bytes", false},
        {24, 0, "SignatureSize", "less than the 16 bytes", false},
        {24, 47, "SignatureSize", "0x30 is the size for this type", true},
        {24, 0xffffffff, "SignatureSize", "0x30 bytes are left over", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        uint8_t data[128];
        uint8_t hash[32] = {1};
        size_t length = nv_put_list(data, &nv_type_sha256, hash, sizeof hash);
        struct decoded d;
        char path[128];

        put_uint(data + lies[i].at, 4, lies[i].value);
        d = decode_db(data, length);
        snprintf(path, sizeof path, LIST "/header/%s", lies[i].field);
        assert_marks(&d, path, TDXP_MARK_INVALID);
        assert_remark_has(&d, path, lies[i].remark);
        if (lies[i].signatures) {
            node_at(&d, SIGNATURE);
        } else {
            assert_no_node(&d, SIGNATURE);
            node_at(&d, LIST "/rest");
        }
        decoded_free(&d);
    }
}

static void signatures_that_do_not_fill_the_list_leave_a_rest(void **state)
{
    uint8_t data[28 + 20 + 5] = {0};
    struct decoded d;

    (void)state;
    memcpy(data, nv_nobody.bytes, 16);
    put_uint(data + 16, 4, sizeof data);
    put_uint(data + 24, 4, 20);
    d = decode_db(data, sizeof data);
    assert_marks(&d, LIST "/header/SignatureSize", TDXP_MARK_INVALID);
    assert_remark_has(&d, LIST "/header/SignatureSize", "0x5 bytes are left over");
    assert_int_equal(node_at(&d, LIST "/rest")->length, 5);
    decoded_free(&d);
}

static void bytes_too_few_for_a_list_are_marked(void **state)
{
    uint8_t data[128];
    uint8_t hash[32] = {1};
    size_t length = nv_put_list(data, &nv_type_sha256, hash, sizeof hash);

    (void)state;
    for (size_t more = 1; more < 28; more++) {
        struct decoded d;

        memset(data + length, 0x55, more);
        d = decode_db(data, length + more);
        node_at(&d, SIGNATURE);
        assert_marks(&d, DATA "/rest", TDXP_MARK_INVALID);
        assert_int_equal(node_at(&d, DATA "/rest")->length, more);
        decoded_free(&d);
    }
}

/* ---- certificates ---- */

static void digest_text(const uint8_t *bytes, size_t length, char text[static 65])
{
    uint8_t digest[32];

    assert_int_equal(EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL), 1);
    for (size_t i = 0; i < sizeof digest; i++) {
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    }
}

static void certificate_is_shown_with_its_parts(void **state)
{
    size_t length;
    uint8_t *der = new_certificate("Some, Inc.", "Test key", &length);
    struct decoded d = decode_list(&nv_type_x509, der, length);
    char digest[65];

    (void)state;
    digest_text(der, length, digest);
    assert_name(&d, SIGNATURE, "X.509 certificate");
    assert_note(&d, SIGNATURE, "Test key");
    assert_int_equal(node_at(&d, CERTIFICATE)->length, length);
    assert_note(&d, CERTIFICATE "/fingerprint", digest);
    assert_note(&d, CERTIFICATE "/version", "version 3");
    assert_note(&d, CERTIFICATE "/serialNumber", "1234");
    assert_note(&d, CERTIFICATE "/signature", "ecdsa-with-SHA256");
    assert_note(&d, CERTIFICATE "/issuer", "O=\"Some, Inc.\", CN=Test key");
    assert_note(&d, CERTIFICATE "/subject", "O=\"Some, Inc.\", CN=Test key");
    assert_note(&d, CERTIFICATE "/validity", "2020-01-01 00:00:00 to 2020-12-31 23:59:59");
    assert_note(&d, CERTIFICATE "/validity/notBefore", "2020-01-01 00:00:00");
    assert_note(&d, CERTIFICATE "/validity/notAfter", "2020-12-31 23:59:59");
    assert_note(&d, CERTIFICATE "/subjectPublicKeyInfo", "id-ecPublicKey, 256 bits");
    assert_no_node(&d, CERTIFICATE "/extensions");
    assert_marks(&d, CERTIFICATE, 0);
    decoded_free(&d);
    free(der);
}

static void parts_of_a_certificate_lie_where_their_bytes_are(void **state)
{
    size_t length;
    uint8_t *der = new_certificate("O", "CN", &length);
    struct decoded d = decode_list(&nv_type_x509, der, length);
    const struct tdxp_node *serial = node_at(&d, CERTIFICATE "/serialNumber");
    const struct tdxp_node *before = node_at(&d, CERTIFICATE "/validity/notBefore");
    const struct tdxp_node *value = node_at(&d, CERTIFICATE "/signatureValue");
    const struct tdxp_bytes *bytes = &serial->space->bytes;

    (void)state;
    assert_true(tdxp_read_equals(bytes, serial->offset, "\2\2\x12\x34", 4));
    assert_int_equal(serial->length, 4);
    assert_true(tdxp_read_equals(bytes, before->offset,
                                 "\x17\x0d"
                                 "200101000000Z",
                                 15));
    assert_int_equal(before->length, 15);
    assert_int_equal(value->offset + value->length, node_at(&d, CERTIFICATE)->offset + length);
    decoded_free(&d);
    free(der);
}

static void names_in_a_certificate_are_made_harmless(void **state)
{
    size_t length;
    uint8_t *der = new_certificate("a\033[2Jb\\\"", "\xe2\x80\xaeN\xc3\xa9", &length);
    struct decoded d = decode_list(&nv_type_x509, der, length);

    (void)state;
    assert_note(&d, SIGNATURE, "\\u{202e}N\xc3\xa9");
    assert_null(strchr(node_at(&d, CERTIFICATE "/subject")->note, '\033'));
    assert_note_has(&d, CERTIFICATE "/subject", "a\\x1b[2Jb");
    decoded_free(&d);
    free(der);
}

static void long_names_are_cut(void **state)
{
    char text[600];
    const char *const entries[] = {"description", text, NULL};
    size_t length;
    uint8_t *der;
    struct decoded d;

    (void)state;
    memset(text, 'u', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    der = nv_certificate(entries, &length);
    d = decode_list(&nv_type_x509, der, length);
    assert_true(strlen(node_at(&d, CERTIFICATE "/subject")->note) < 520);
    assert_note_has(&d, CERTIFICATE "/subject", "uuu...");
    decoded_free(&d);
    free(der);
}

static void bytes_that_are_no_certificate_are_marked(void **state)
{
    static const char *const bytes[] = {
        "", "x", "\x30", "\x30\x00", "\x30\x80\x00\x00", "\x30\x84\xff\xff\xff\xff", "not a certificate"};

    (void)state;
    for (size_t i = 0; i < sizeof bytes / sizeof bytes[0]; i++) {
        struct decoded d = decode_list(&nv_type_x509, bytes[i], strlen(bytes[i]));

        assert_marks(&d, CERTIFICATE, TDXP_MARK_INVALID);
        assert_remark_has(&d, CERTIFICATE, "no certificate");
        assert_null(node_at(&d, CERTIFICATE)->child);
        decoded_free(&d);
    }
}

static void certificate_is_marked_however_short_it_is_cut(void **state)
{
    size_t length;
    uint8_t *der = new_certificate("O", "CN", &length);

    (void)state;
    for (size_t cut = 0; cut < length; cut++) {
        struct decoded d = decode_list(&nv_type_x509, der, cut);

        assert_marks(&d, CERTIFICATE, TDXP_MARK_INVALID);
        decoded_free(&d);
    }
    free(der);
}

static void bytes_behind_a_certificate_are_marked(void **state)
{
    uint8_t padded[1024] = {0};
    size_t length;
    uint8_t *der = new_certificate("O", "CN", &length);
    struct decoded d;

    (void)state;
    memcpy(padded, der, length);
    d = decode_list(&nv_type_x509, padded, length + 7);
    assert_marks(&d, CERTIFICATE, TDXP_MARK_INVALID);
    assert_remark_has(&d, CERTIFICATE, "0x7 bytes follow the certificate");
    assert_note(&d, SIGNATURE, "CN");
    decoded_free(&d);
    free(der);
}

static void certificate_of_more_than_64_kib_is_not_decoded(void **state)
{
    enum { LARGE = 0x10001 };
    struct nv_image image = nv_new(0x12000, 0);
    uint8_t *list = calloc(1, 44 + LARGE);
    uint8_t *data = calloc(1, LARGE);
    struct decoded d;

    (void)state;
    assert_non_null(list);
    assert_non_null(data);
    nv_put_list(list, &nv_type_x509, data, LARGE);
    nv_add(&image, "db", &nv_database, NV_ADDED, list, 44 + LARGE);
    free(list);
    free(data);
    d = nv_decode(&image);
    assert_marks(&d, CERTIFICATE, TDXP_MARK_LIMIT);
    decoded_free(&d);
}

static void certificate_with_any_byte_changed_is_shown_or_marked(void **state)
{
    size_t length;
    uint8_t *der = new_certificate("Organisation", "Name", &length);
    unsigned read = 0;

    (void)state;
    for (size_t i = 0; i < length; i++) {
        uint8_t original = der[i];
        struct decoded d;

        for (unsigned bit = 0; bit < 8; bit += 3) {
            der[i] = (uint8_t)(original ^ 1u << bit);
            d = decode_list(&nv_type_x509, der, length); /* checks that the tree is sound */
            read += node_at(&d, CERTIFICATE)->child != NULL;
            decoded_free(&d);
        }
        der[i] = original;
    }
    assert_true(read > length); /* most changes leave a certificate */
    free(der);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hash_is_shown_with_its_owner),
        cmocka_unit_test(lists_and_signatures_follow_each_other),
        cmocka_unit_test(all_variables_of_secure_boot_are_lists),
        cmocka_unit_test(hash_of_a_certificate_has_a_time_behind_it),
        cmocka_unit_test(signatures_of_unknown_type_are_bytes),
        cmocka_unit_test(header_of_the_signatures_is_stepped_over),
        cmocka_unit_test(sizes_that_lie_are_marked),
        cmocka_unit_test(signatures_that_do_not_fill_the_list_leave_a_rest),
        cmocka_unit_test(bytes_too_few_for_a_list_are_marked),
        cmocka_unit_test(certificate_is_shown_with_its_parts),
        cmocka_unit_test(parts_of_a_certificate_lie_where_their_bytes_are),
        cmocka_unit_test(names_in_a_certificate_are_made_harmless),
        cmocka_unit_test(long_names_are_cut),
        cmocka_unit_test(bytes_that_are_no_certificate_are_marked),
        cmocka_unit_test(certificate_is_marked_however_short_it_is_cut),
        cmocka_unit_test(bytes_behind_a_certificate_are_marked),
        cmocka_unit_test(certificate_of_more_than_64_kib_is_not_decoded),
        cmocka_unit_test(certificate_with_any_byte_changed_is_shown_or_marked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
