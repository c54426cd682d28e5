/* The headers of UEFI capsules as tables: what each field and flag is. */
#include <stddef.h>

#include "format/capsule.h"

#define UEFI "UEFI specification 2.10, 8.5.3, EFI_CAPSULE_HEADER"
#define FMP "UEFI specification 2.10, 23.3; tianocore/edk2:MdePkg/Include/Guid/FmpCapsule.h"
#define AUTH "UEFI specification 2.10, 23.1, EFI_FIRMWARE_IMAGE_AUTHENTICATION"
#define PAYLOAD "tianocore/edk2:FmpDevicePkg/Library/FmpPayloadHeaderLibV1/FmpPayloadHeaderLib.c"

const struct tdxp_doc capsule_doc = {
    "the envelope in which a firmware image is sent to the firmware that installs it",
    "A running system hands a capsule to its firmware, now or over a reset, and the firmware does with it what the "
    "capsule's GUID asks for: mostly, it replaces itself by the image inside. A VMM does not open capsules. It wants "
    "the image alone.",
    UEFI};

const struct tdxp_doc capsule_doc_more = {
    "what follows the header's fields and belongs to the header",
    "HeaderSize may be more than the 28 bytes of the fields. What the rest is depends on the capsule's GUID; tools "
    "often leave it as padding.",
    UEFI};

const struct tdxp_doc capsule_doc_driver = {
    "a driver that is loaded before the images are installed",
    "A UEFI driver in PE/COFF form, which knows how to install the images behind it. It ends where the next item "
    "begins.",
    FMP};

const struct tdxp_doc capsule_doc_item = {
    "an image to be installed, behind a header that says where",
    "The header names the device or firmware that the image is for. A signature and a header with the image's version "
    "may come before the image itself, data for the installer behind it.",
    FMP};

const struct tdxp_doc capsule_doc_image = {
    "the firmware image that the capsule carries",
    "What is decoded of this file besides the capsule's own headers is decoded of these bytes: offsets that the image "
    "holds count from its start or from its end, while all offsets that are shown are those of the file.",
    FMP};

const struct tdxp_doc capsule_doc_cert = {
    "the signature over the image",
    "What it is made of depends on CertType: for the usual one, signed data as PKCS #7 has it, in DER. It covers the "
    "image and MonotonicCount.",
    AUTH};

const struct tdxp_doc capsule_doc_vendor = {
    "data for the installer",
    "It is handed to the function that installs the image, and means something to that alone.", FMP};

static const struct tdxp_flag capsule_flags[] = {
    {0,
     15,
     "TypeSpecific",
     {"bits that the capsule's GUID gives a meaning", "The specification leaves them to who defines the GUID.", UEFI},
     0},
    {16,
     16,
     "PERSIST_ACROSS_RESET",
     {"the capsule is processed after the next reset",
      "The firmware keeps it in memory over the reset, because the flash memory can be written only before the "
      "operating system runs.",
      UEFI},
     0},
    {17,
     17,
     "POPULATE_SYSTEM_TABLE",
     {"the firmware tells the operating system of the capsule after the reset",
      "It is then listed in the system table by its GUID. An FMP capsule must not have it.", UEFI},
     0},
    {18,
     18,
     "INITIATE_RESET",
     {"handing over the capsule resets the machine",
      "It goes with PERSIST_ACROSS_RESET: the call that hands it over does not come back.", UEFI},
     0},
    {19,
     31,
     "reserved[19:31]",
     {"bits that no version of the specification defines", "Shown only where one is set.", UEFI},
     1},
    {0, 0, NULL, {.summary = NULL}, 0},
};

static const struct tdxp_field header_fields[] = {
    {.name = "CapsuleGuid",
     .type_name = "EFI_GUID",
     .offset = 0,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"what the capsule is for",
             "The firmware looks for one that it knows. The capsule for the firmware management protocol, FMP, is what "
             "updates are mostly sent in; others are those of one vendor.",
             UEFI}},
    {.name = "HeaderSize",
     .type_name = "UINT32",
     .offset = 16,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"bytes of the header", "What the capsule carries begins there. At least 0x1c, the size of the fields.",
             UEFI}},
    {.name = "Flags",
     .type_name = "UINT32",
     .offset = 20,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = capsule_flags,
     .doc = {"how the capsule is to be taken",
             "The upper half is defined by the specification, the lower half by the GUID.", UEFI}},
    {.name = "CapsuleImageSize",
     .type_name = "UINT32",
     .offset = 24,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"bytes of the capsule, with its header",
             "A file that is a capsule is as long as this says. What is behind is not of the capsule.", UEFI}},
    {.name = NULL},
};

const struct tdxp_format capsule_format_header = {
    .name = "EFI_CAPSULE_HEADER",
    .size = 28,
    .fields = header_fields,
    .doc = {"the header that every capsule begins with",
            "It says what the capsule is for and how long header and capsule are. What is inside, the GUID decides.",
            UEFI},
};

static const struct tdxp_field fmp_fields[] = {
    {.name = "Version",
     .type_name = "UINT32",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"version of this header", "Always 1 so far.", FMP}},
    {.name = "EmbeddedDriverCount",
     .type_name = "UINT16",
     .offset = 4,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"how many drivers the capsule brings along",
             "They come before the images, in the list and in the capsule.", FMP}},
    {.name = "PayloadItemCount",
     .type_name = "UINT16",
     .offset = 6,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"how many images the capsule carries", "A capsule with neither drivers nor images is not processed.",
             FMP}},
    {.name = NULL},
};

const struct tdxp_format capsule_format_fmp = {
    .name = "EFI_FIRMWARE_MANAGEMENT_CAPSULE_HEADER",
    .size = 8,
    .fields = fmp_fields,
    .doc = {"the list of what an FMP capsule carries",
            "It follows the capsule's header and ends in ItemOffsetList: for each driver and then for each image the "
            "distance from the start of this list, in rising order.",
            FMP},
};

const struct tdxp_field capsule_field_offset = {
    .name = "ItemOffsetList",
    .type_name = "UINT64",
    .offset = 0,
    .size = 8,
    .type = TDXP_TYPE_UINT,
    .role = TDXP_ROLE_NUMBER,
    .doc = {"where an item begins, from the start of this list",
            "An item may begin at any byte: everything in a capsule is packed. Offsets rise from item to item.", FMP},
};

static const struct tdxp_field item_fields[] = {
    {.name = "Version",
     .type_name = "UINT32",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc =
         {"version of this header: 1, 2 or 3",
          "Version 2 added UpdateHardwareInstance, version 3 ImageCapsuleSupport; so it also says how long the header "
          "is.",
          FMP}},
    {.name = "UpdateImageTypeId",
     .type_name = "EFI_GUID",
     .offset = 4,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"which firmware the image is for",
             "The system looks for the part that reports the same GUID as its own. Who builds a platform makes one up.",
             FMP}},
    {.name = "UpdateImageIndex",
     .type_name = "UINT8",
     .offset = 20,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"number of the image among those of the device",
             "Handed to the function that installs the image. Mostly 1.", FMP}},
    {.name = "reserved_bytes",
     .type_name = "UINT8[3]",
     .offset = 21,
     .size = 3,
     .type = TDXP_TYPE_BYTES,
     .doc = {"not used", "Zero by convention; nobody looks at it.", FMP}},
    {.name = "UpdateImageSize",
     .type_name = "UINT32",
     .offset = 24,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"bytes of the image behind this header",
             "A signature in front of the image is counted, and a header with its version as well.", FMP}},
    {.name = "UpdateVendorCodeSize",
     .type_name = "UINT32",
     .offset = 28,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"bytes of data for the installer, behind the image", "0 where there are none.", FMP}},
    {.name = NULL},
};

const struct tdxp_format capsule_format_item = {
    .name = "EFI_FIRMWARE_MANAGEMENT_CAPSULE_IMAGE_HEADER",
    .size = 32,
    .fields = item_fields,
    .doc = {"the header before an image",
            "It says which device or firmware the image is for and how long it is. None of it is covered by the "
            "signature.",
            FMP},
};

static const struct tdxp_field item_2_fields[] = {
    {.name = "UpdateHardwareInstance",
     .type_name = "UINT64",
     .offset = 32,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"which of several equal devices the image is for", "0: all of them.", FMP}},
    {.name = NULL},
};

const struct tdxp_format capsule_format_item_2 = {
    .name = "EFI_FIRMWARE_MANAGEMENT_CAPSULE_IMAGE_HEADER, version 2",
    .size = 40,
    .fields = item_2_fields,
    .doc = {"what version 2 of the header before an image adds", "One device of several that are equal can be named.",
            FMP},
};

static const struct tdxp_flag support_flags[] = {
    {0,
     0,
     "AUTHENTICATION",
     {"a signature stands before the image", "EFI_FIRMWARE_IMAGE_AUTHENTICATION, which the image follows.", FMP},
     0},
    {1,
     1,
     "DEPENDENCY",
     {"conditions stand before the image",
      "An expression in postfix form that says which versions of other firmware must be there. It is not decoded here.",
      FMP},
     0},
    {2,
     63,
     "reserved[2:63]",
     {"bits that no version of the specification defines", "Shown only where one is set.", FMP},
     1},
    {0, 0, NULL, {.summary = NULL}, 0},
};

static const struct tdxp_field item_3_fields[] = {
    {.name = "ImageCapsuleSupport",
     .type_name = "UINT64",
     .offset = 40,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = support_flags,
     .doc = {"what stands between this header and the image",
             "Before version 3 of the header a reader had to know it of the device.", FMP}},
    {.name = NULL},
};

const struct tdxp_format capsule_format_item_3 = {
    .name = "EFI_FIRMWARE_MANAGEMENT_CAPSULE_IMAGE_HEADER, version 3",
    .size = 48,
    .fields = item_3_fields,
    .doc = {"what version 3 of the header before an image adds",
            "A reader sees whether a signature or conditions come before the image.", FMP},
};

static const struct tdxp_field auth_fields[] = {
    {.name = "MonotonicCount",
     .type_name = "UINT64",
     .offset = 0,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"a number that grows with each signed image",
             "It is signed with the image, so that an old image cannot pass for a new one.", AUTH}},
    {.name = "dwLength",
     .type_name = "UINT32",
     .offset = 8,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"bytes of the certificate, from this field on",
             "Where it ends the image begins. MonotonicCount is not counted.", AUTH}},
    {.name = "wRevision",
     .type_name = "UINT16",
     .offset = 12,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"version of the certificate's header", "Always 0x200.", AUTH}},
    {.name = "wCertificateType",
     .type_name = "UINT16",
     .offset = 14,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"kind of certificate", "0xef1: a GUID says what it is.", AUTH}},
    {.name = "CertType",
     .type_name = "EFI_GUID",
     .offset = 16,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"what the signature is", "For a firmware image it must be that of signed data as PKCS #7 has it.", AUTH}},
    {.name = NULL},
};

const struct tdxp_format capsule_format_auth = {
    .name = "EFI_FIRMWARE_IMAGE_AUTHENTICATION",
    .size = 32,
    .fields = auth_fields,
    .doc = {"the signature that allows the image to be installed",
            "The firmware checks it against a key that was put into it beforehand. It is not verified here.", AUTH},
};

static const struct tdxp_field payload_fields[] = {
    {.name = "Signature",
     .type_name = "CHAR8[4]",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_CHAR8,
     .doc = {"\"MSS1\"", "Marks the header, and its version in the last character.", PAYLOAD}},
    {.name = "HeaderSize",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"bytes of this header", "The image itself follows. At least 0x10, the size of the fields.", PAYLOAD}},
    {.name = "FwVersion",
     .type_name = "UINT32",
     .offset = 8,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"version of the image", "What the system reports as the firmware's version once it is installed.",
             PAYLOAD}},
    {.name = "LowestSupportedVersion",
     .type_name = "UINT32",
     .offset = 12,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"the oldest version that may follow this one",
             "Once the image is installed, older ones are refused: a fault that was mended is not brought back.",
             PAYLOAD}},
    {.name = NULL},
};

const struct tdxp_format capsule_format_payload = {
    .name = "FMP_PAYLOAD_HEADER",
    .size = 16,
    .fields = payload_fields,
    .doc = {"the version of the image, as EDK2 writes it before an image",
            "No part of the UEFI specification: the installer of EDK2 puts it there and takes it off.", PAYLOAD},
};
