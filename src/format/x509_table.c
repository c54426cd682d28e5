/* X.509 certificates as a table: what each part that is shown is. */
#include <stddef.h>

#include "format/x509.h"

#define RFC "RFC 5280, "

const struct x509_part x509_parts[] = {
    [X509_PART_FINGERPRINT] = {"fingerprint",
                               "SHA-256 fingerprint",
                               {"SHA-256 hash of the whole certificate",
                                "It is in no certificate: everybody computes it. Two certificates with the same "
                                "fingerprint are the same, whatever names they bear.",
                                "FIPS 180-4"}},
    [X509_PART_VERSION] = {"version",
                           "version",
                           {"version of the form",
                            "Stored less one: 2 stands for version 3, which has extensions. Left out for version 1.",
                            RFC "4.1.2.1"}},
    [X509_PART_SERIAL] = {"serialNumber",
                          "serialNumber",
                          {"number that the issuer gave the certificate", "No issuer gives a number twice.",
                           RFC "4.1.2.2"}},
    [X509_PART_SIGNATURE] = {"signature",
                             "signature",
                             {"by which algorithm the certificate is signed",
                              "It stands here, where it is signed itself, and again behind the signed part.",
                              RFC "4.1.2.3"}},
    [X509_PART_ISSUER] = {"issuer",
                          "issuer",
                          {"who signed the certificate",
                           "The subject of another certificate, or the same as this one's subject: then it is signed "
                           "with its own key.",
                           RFC "4.1.2.4"}},
    [X509_PART_VALIDITY] = {"validity",
                            "validity",
                            {"from when to when the issuer vouches for it",
                             "Firmware does not look at it: it has no clock that it could trust.", RFC "4.1.2.5"}},
    [X509_PART_NOT_BEFORE] = {"notBefore",
                              "notBefore",
                              {"from when on it is valid", "In Universal Time.", RFC "4.1.2.5"}},
    [X509_PART_NOT_AFTER] = {"notAfter", "notAfter", {"until when it is valid", "In Universal Time.", RFC "4.1.2.5"}},
    [X509_PART_SUBJECT] = {"subject",
                           "subject",
                           {"whose key it is",
                            "Country (C), organisation (O), unit (OU), common name (CN) and the like.", RFC "4.1.2.6"}},
    [X509_PART_KEY] = {"subjectPublicKeyInfo",
                       "subjectPublicKeyInfo",
                       {"the public key, and what it is for",
                        "Signatures that were made with the private key that belongs to it can be checked with it.",
                        RFC "4.1.2.7"}},
    [X509_PART_EXTENSIONS] = {"extensions",
                              "extensions",
                              {"what else the issuer says",
                               "What the key may be used for, whether the subject may issue certificates itself, and "
                               "more. Shown as bytes.",
                               RFC "4.1.2.9"}},
    [X509_PART_SIGNATURE_VALUE] = {"signatureValue",
                                   "signatureValue",
                                   {"the issuer's signature of all that is above", "Not checked here.", RFC "4.1.1.3"}},
    [X509_PARTS] = {.key = NULL},
};
