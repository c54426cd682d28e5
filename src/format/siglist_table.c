/* Signature lists as tables: what each field is. */
#include <stddef.h>

#include "format/siglist.h"

#define LIST "UEFI specification 2.10, 32.4.1, Signature Database"
#define EDK2 LIST "; tianocore/edk2:MdePkg/Include/Guid/ImageAuthentication.h"

const struct tdxp_doc siglist_doc_list = {
    "a list of signatures of one type and one size",
    "Keys and hashes of Secure Boot are kept in such lists; a variable holds one or more of them. Certificates differ in "
    "size, so that each mostly has a list of its own; hashes share one.",
    EDK2};

const struct tdxp_doc siglist_doc_header = {"what stands between the list's header and its first signature",
                                            "No type of signature that the specification defines has anything here.",
                                            EDK2};

const struct tdxp_doc siglist_doc_signature = {
    "an entry of the list: who put it there, and a certificate, a key or a hash",
    "Called a signature, though most often it is what signatures are checked against. In db it allows what matches it, "
    "in dbx it forbids it; in KEK and PK it says who may change those lists.",
    EDK2};

const struct tdxp_doc siglist_doc_certificate = {
    "an X.509 certificate, in DER form",
    "It binds a public key to a name, and is signed by who vouches for that. In db it allows all programs that are "
    "signed with its key, or with a key that it vouches for. The firmware looks at no date in it.",
    EDK2 "; RFC 5280, 4.1"};

const struct tdxp_doc siglist_doc_hash = {
    "a hash",
    "Of a program: of its file as Authenticode has it, without its signatures and checksum. Or, where the type of the "
    "list says so, of the part of a certificate that is signed.",
    EDK2};

const struct tdxp_doc siglist_doc_data = {"what the entry consists of",
                                          "The type of the list says what it is; nothing here takes it apart.", EDK2};

const struct tdxp_doc siglist_doc_rest = {
    "bytes that are no signature", "They are too few for another one, or what stands before them is impossible.", EDK2};

static const struct tdxp_field list_fields[] = {
    {.name = "SignatureType",
     .type_name = "EFI_GUID",
     .offset = 0,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"of which type the signatures are", "Certificates, keys, or hashes by one algorithm or another.", EDK2}},
    {.name = "SignatureListSize",
     .type_name = "UINT32",
     .offset = 16,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the list in bytes", "This header, the header of the signatures and all signatures.", EDK2}},
    {.name = "SignatureHeaderSize",
     .type_name = "UINT32",
     .offset = 20,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"bytes between this header and the first signature", "0 for all types that are defined.", EDK2}},
    {.name = "SignatureSize",
     .type_name = "UINT32",
     .offset = 24,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of each signature", "At least 16 bytes: those of SignatureOwner. The signatures fill the list.",
             EDK2}},
    {.name = NULL},
};

const struct tdxp_format siglist_format_list = {
    .name = "EFI_SIGNATURE_LIST",
    .size = 28,
    .fields = list_fields,
    .doc = {"header of the list", "It says which type the signatures have, and how large they are.", EDK2}};

static const struct tdxp_field signature_fields[] = {
    {.name = "SignatureOwner",
     .type_name = "EFI_GUID",
     .offset = 0,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"who put the entry there", "A mark by which an owner finds its own entries again. Nothing proves it.",
             EDK2}},
    {.name = NULL},
};

const struct tdxp_format siglist_format_signature = {
    .name = "EFI_SIGNATURE_DATA",
    .size = 16,
    .fields = signature_fields,
    .doc = {"an entry of the list", "Its owner, and then the certificate, the key or the hash.", EDK2}};

static const struct tdxp_field revoked_fields[] = {
    {.name = "TimeOfRevocation",
     .type_name = "EFI_TIME",
     .offset = 0,
     .size = 16,
     .type = TDXP_TYPE_NONE,
     .doc = {"since when the certificate is not trusted any more",
             "Signatures with a trusted time stamp from before it still count. All zeros: none counts.", EDK2}},
    {.name = NULL},
};

const struct tdxp_format siglist_format_revoked = {
    .name = "TimeOfRevocation",
    .size = 16,
    .fields = revoked_fields,
    .doc = {"the time of a revocation", "It follows the hash of the certificate.", EDK2}};
