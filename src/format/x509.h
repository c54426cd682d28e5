/* X.509 certificates, decoded by OpenSSL's libcrypto. */
#ifndef FORMAT_X509_H
#define FORMAT_X509_H

#include "tdxplore/tree.h"

#define X509_SIZE_MAX 65536u /* bytes of a certificate that is decoded */

/* What is shown of a certificate. */
struct x509_part {
    const char *key;
    const char *name;
    struct tdxp_doc doc;
};

/* The parts that are shown, in their order; the last has key NULL (src/format/x509_table.c). */
extern const struct x509_part x509_parts[];

/* The places of parts in x509_parts. */
enum {
    X509_PART_FINGERPRINT,
    X509_PART_VERSION,
    X509_PART_SERIAL,
    X509_PART_SIGNATURE,
    X509_PART_ISSUER,
    X509_PART_VALIDITY,
    X509_PART_NOT_BEFORE,
    X509_PART_NOT_AFTER,
    X509_PART_SUBJECT,
    X509_PART_KEY,
    X509_PART_EXTENSIONS,
    X509_PART_SIGNATURE_VALUE,
    X509_PARTS,
};

/*
 * Decode the certificate that a node covers, as its children. *label becomes the name that the certificate is for, made
 * harmless and living as long as the tree; it stays as it is where there is none. Bytes that are no certificate are
 * marked. False where memory ran out.
 */
bool x509_decode(struct tdxp_tree *tree, struct tdxp_node *node, const char **label);

#endif
