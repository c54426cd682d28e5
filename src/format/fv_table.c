/* The header of a firmware volume as tables: what each field, attribute and block-map entry is. */
#include <stddef.h>

#include "format/fv.h"

#define PI "PI specification vol. 3, 3.2.1"
#define PI_SOURCE PI "; tianocore/edk2:MdePkg/Include/Pi/PiFirmwareVolume.h"

const struct tdxp_doc fv_doc_volume = {
    "a firmware volume: a container of firmware files",
    "UEFI firmware is kept in volumes as a disk's files are kept in partitions. A volume begins with a header that says "
    "how long it is and which file system it has; the files follow, each with a GUID for a name. Volumes come one "
    "behind the other, and a file of one volume may hold another volume, often compressed.\n"
    "A volume is recognised by the characters _FVH at 0x28 bytes from its start.",
    PI};

const struct tdxp_doc fv_doc_data = {
    "what the volume holds", "Everything behind the header. The volume's file system is not one that is known here.",
    PI};

const struct tdxp_doc fv_doc_ext_data = {
    "data of the entry",
    "What is in it depends on the entry's type. Who does not know the type steps over it by the entry's size.", PI};

static const struct tdxp_flag attributes[] = {
    {0,
     0,
     "READ_DISABLED_CAP",
     {"reading can be disabled", "The storage has a switch for it. READ_STATUS says how the switch stands.", PI_SOURCE},
     0},
    {1,
     1,
     "READ_ENABLED_CAP",
     {"reading can be enabled", "The same switch in the other direction. READ_STATUS says how it stands.", PI_SOURCE},
     0},
    {2,
     2,
     "READ_STATUS",
     {"reading is enabled",
      "Clear: reading is disabled, and a driver that respects the bit reads no file of the volume.", PI_SOURCE},
     0},
    {3,
     3,
     "WRITE_DISABLED_CAP",
     {"writing can be disabled", "The storage has a switch for it. WRITE_STATUS says how the switch stands.",
      PI_SOURCE},
     0},
    {4,
     4,
     "WRITE_ENABLED_CAP",
     {"writing can be enabled", "The same switch in the other direction. WRITE_STATUS says how it stands.", PI_SOURCE},
     0},
    {5,
     5,
     "WRITE_STATUS",
     {"writing is enabled", "OVMF sets it in all its volumes, also in those that nobody writes to.", PI_SOURCE},
     0},
    {6,
     6,
     "LOCK_CAP",
     {"the attributes can be locked",
      "The storage can be told to keep the switches for reading and writing as they stand.", PI_SOURCE},
     0},
    {7,
     7,
     "LOCK_STATUS",
     {"the attributes are locked", "The switches for reading and writing stay as they stand, and so does this bit.",
      PI_SOURCE},
     0},
    {8,
     8,
     "reserved[8]",
     {"bit 8, which no version of the specification defines", "Shown only where it is set.", PI_SOURCE},
     1},
    {9,
     9,
     "STICKY_WRITE",
     {"a bit that was written needs an erase to change back",
      "True of flash memory. In a virtual machine the volume is plain memory or an emulated flash chip; the bit says "
      "what the firmware was built for.",
      PI_SOURCE},
     0},
    {10,
     10,
     "MEMORY_MAPPED",
     {"the volume can be read as memory",
      "A program looks at the bytes where they are. Clear: it has to ask a driver for them.", PI_SOURCE},
     0},
    {11,
     11,
     "ERASE_POLARITY",
     {"what an erased bit reads as",
      "Set: erased bytes are ff, as in flash chips, and a bit is written by clearing it. Clear: erased bytes are 00. "
      "Free space is told by it, and the State of every file is stored inverted where the bit is set. OVMF sets it, "
      "td-shim does not.",
      PI_SOURCE},
     0},
    {12,
     12,
     "READ_LOCK_CAP",
     {"reading can be locked", "The storage has a lock for it. READ_LOCK_STATUS says whether the lock is closed.",
      PI_SOURCE},
     0},
    {13,
     13,
     "READ_LOCK_STATUS",
     {"reading is locked", "Says something of flash chips only: OVMF sets it in volumes that are read all the same.",
      PI_SOURCE},
     0},
    {14,
     14,
     "WRITE_LOCK_CAP",
     {"writing can be locked", "The storage has a lock for it. WRITE_LOCK_STATUS says whether the lock is closed.",
      PI_SOURCE},
     0},
    {15,
     15,
     "WRITE_LOCK_STATUS",
     {"writing is locked", "Says something of flash chips only: OVMF sets it in its volume of variables, too.",
      PI_SOURCE},
     0},
    {16,
     20,
     "ALIGNMENT",
     {"the volume's address is a multiple of 2 to this power", "4 stands for 16 bytes, 12 for 4 KiB.", PI_SOURCE},
     0},
    {21,
     30,
     "reserved[30:21]",
     {"bits 30:21, which the specification does not define", "Shown only where one of them is set.", PI_SOURCE},
     1},
    {31,
     31,
     "WEAK_ALIGNMENT",
     {"the volume may lie on any power of two", "Such a volume cannot be moved and keep its alignment.", PI_SOURCE},
     0},
    {0, 0, NULL, {.summary = NULL}, 0},
};

static const struct tdxp_field header_fields[] = {
    {.name = "ZeroVector",
     .type_name = "UINT8[16]",
     .offset = 0x00,
     .size = 16,
     .type = TDXP_TYPE_BYTES,
     .doc = {"reserved for processors that start at address 0",
             "Zero in almost every image: x86 processors start just below 4 GiB.", PI_SOURCE}},
    {.name = "FileSystemGuid",
     .type_name = "EFI_GUID",
     .offset = 0x10,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc =
         {"how the rest of the volume is organised",
          "FFS2 and FFS3 are the two versions of the firmware file system; in FFS3 a file may exceed 16 MiB. Volumes "
          "with other GUIDs hold something else, such as UEFI variables.",
          PI_SOURCE}},
    {.name = "FvLength",
     .type_name = "UINT64",
     .offset = 0x20,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the volume, header included",
             "The next volume, if there is one, begins this many bytes behind the start of this one. The blocks of the "
             "block map make the same number.",
             PI_SOURCE}},
    {.name = "Signature",
     .type_name = "CHAR8[4]",
     .offset = 0x28,
     .size = 4,
     .type = TDXP_TYPE_CHAR8,
     .doc = {"\"_FVH\": marks a firmware volume header",
             "It does not stand first, because the first bytes of a volume may have to be a reset vector. "
             "Who looks for volumes looks for these four characters.",
             PI_SOURCE}},
    {.name = "Attributes",
     .type_name = "EFI_FVB_ATTRIBUTES_2",
     .offset = 0x2c,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = attributes,
     .doc = {"what the storage of the volume can do, and how it was set up",
             "Most bits speak of flash chips: whether they can be read, written and locked. ERASE_POLARITY is the one "
             "that a reader needs.",
             PI_SOURCE}},
    {.name = "HeaderLength",
     .type_name = "UINT16",
     .offset = 0x30,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of this header with its block map",
             "At least 0x48: 0x38 bytes of fields, one block-map entry and the entry of zeros that ends the map. The "
             "extended header is not counted.",
             PI_SOURCE}},
    {.name = "Checksum",
     .type_name = "UINT16",
     .offset = 0x32,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"makes the 16-bit sum of the header 0",
             "All 16-bit words of HeaderLength bytes, this one included, add up to 0 modulo 0x10000. td-shim's linker "
             "writes values that do not fulfil the rule, and does not look at them when it runs.",
             PI_SOURCE "; confidential-containers/td-shim:td-shim-tools/src/linker.rs"}},
    {.name = "ExtHeaderOffset",
     .type_name = "UINT16",
     .offset = 0x34,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"where the extended header is, from the start of the volume",
             "0 where there is none. Builders put it into a pad file, so that readers which do not know it step over "
             "it.",
             PI_SOURCE}},
    {.name = "Reserved",
     .type_name = "UINT8",
     .offset = 0x36,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"reserved: 0", "Kept free for later revisions of the header.", PI_SOURCE}},
    {.name = "Revision",
     .type_name = "UINT8",
     .offset = 0x37,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"revision of the header's layout: 2",
             "1 is the layout from before the PI specification, whose attributes have other meanings.", PI_SOURCE}},
    {.name = NULL},
};

const struct tdxp_format fv_format_header = {
    .name = "volume header",
    .size = 0x38,
    .fields = header_fields,
    .doc = {"says how long the volume is and what is in it",
            "The fields, then the block map: runs of blocks of equal size, ended by an entry of zeros. The first file "
            "follows behind HeaderLength bytes.",
            PI_SOURCE},
};

static const struct tdxp_field block_fields[] = {
    {.name = "NumBlocks",
     .type_name = "UINT32",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"how many blocks of this size follow each other",
             "Most volumes have one run of blocks. 0, with a Length of 0, ends the map.", PI_SOURCE}},
    {.name = "Length",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of each of these blocks",
             "A block is what the storage erases at once; in virtual firmware mostly 4 KiB.", PI_SOURCE}},
    {.name = NULL},
};

const struct tdxp_format fv_format_block = {
    .name = "block-map entry",
    .size = 8,
    .fields = block_fields,
    .doc = {"a run of blocks of equal size",
            "NumBlocks times Length bytes; all entries together make FvLength. An entry of zeros ends the map.",
            PI_SOURCE},
};

static const struct tdxp_field ext_header_fields[] = {
    {.name = "FvName",
     .type_name = "EFI_GUID",
     .offset = 0,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"name of the volume", "What other parts of the firmware know the volume by.", PI_SOURCE}},
    {.name = "ExtHeaderSize",
     .type_name = "UINT32",
     .offset = 16,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the extended header with its entries", "0x14 where there are no entries.", PI_SOURCE}},
    {.name = NULL},
};

const struct tdxp_format fv_format_ext_header = {
    .name = "extended header",
    .size = 0x14,
    .fields = ext_header_fields,
    .doc =
        {"gives the volume its name",
         "ExtHeaderOffset leads here. It came into the format later than the header, so it lies in the data of a pad "
         "file, between the header and the first real file.",
         PI_SOURCE},
};

static const struct tdxp_choice ext_entry_types[] = {
    {0x01,
     "OEM_TYPE",
     {"gives file types of a vendor their GUIDs", "One GUID for each file type from 0xc0 to 0xdf that TypeMask names.",
      PI_SOURCE}},
    {0x02,
     "GUID_TYPE",
     {"data of a vendor, marked by a GUID",
      "The GUID says what the data is. Readers that do not know it step over the entry.", PI_SOURCE}},
    {0x03,
     "USED_SIZE_TYPE",
     {"how many bytes of the volume are in use", "The rest of the volume is erased.", PI_SOURCE}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_field ext_entry_fields[] = {
    {.name = "ExtEntrySize",
     .type_name = "UINT16",
     .offset = 0,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the entry, this field included",
             "The next entry begins this many bytes behind the start of this one.", PI_SOURCE}},
    {.name = "ExtEntryType",
     .type_name = "UINT16",
     .offset = 2,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = ext_entry_types,
     .doc = {"what the entry holds", "Decides what the bytes behind these two fields are.", PI_SOURCE}},
    {.name = NULL},
};

const struct tdxp_format fv_format_ext_entry = {
    .name = "extended-header entry",
    .size = 4,
    .fields = ext_entry_fields,
    .doc = {"an entry of the extended header", "Size, type, and data that depends on the type.", PI_SOURCE},
};

static const struct tdxp_field ext_oem_fields[] = {
    {.name = "TypeMask",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"which vendor file types have a GUID here", "Bit 0 stands for file type 0xc0, bit 31 for 0xdf.",
             PI_SOURCE}},
    {.name = NULL},
};

const struct tdxp_format fv_format_ext_oem_type = {
    .name = "OEM file types", .size = 8, .fields = ext_oem_fields, .doc = {.summary = "OEM file types"}};

static const struct tdxp_field ext_guid_fields[] = {
    {.name = "FormatType",
     .type_name = "EFI_GUID",
     .offset = 4,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"says what the entry's data is",
             "A GUID that a vendor made up for the purpose; the data has a format of the vendor's own.", PI_SOURCE}},
    {.name = NULL},
};

const struct tdxp_format fv_format_ext_guid_type = {
    .name = "vendor data", .size = 20, .fields = ext_guid_fields, .doc = {.summary = "vendor data"}};

static const struct tdxp_field ext_used_fields[] = {
    {.name = "UsedSize",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"bytes of the volume that are in use", "From the start of the volume; what follows is erased.",
             PI_SOURCE}},
    {.name = NULL},
};

const struct tdxp_format fv_format_ext_used_size = {
    .name = "used size", .size = 8, .fields = ext_used_fields, .doc = {.summary = "used size"}};
