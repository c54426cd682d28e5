/* Files and sections of the firmware file system as tables: what each field, type and attribute is. */
#include <stddef.h>

#include "format/ffs.h"

#define EDK2 "; tianocore/edk2:MdePkg/Include/Pi/PiFirmwareFile.h"
#define PI_FILE "PI specification vol. 3, 3.2.3" EDK2
#define PI_SECTION "PI specification vol. 3, 3.2.4" EDK2
#define PI_SECTION_TYPE "PI specification vol. 3, 3.2.5" EDK2
#define PI_FFS "PI specification vol. 3, 3.2.2"

const struct tdxp_doc ffs_doc_file = {
    "a file of the volume",
    "A header of 24 bytes and the data. The name is a GUID; a readable name, where there is one, is inside of the file "
    "in a section of its own. Each file begins at a multiple of 8 bytes from the start of the volume.",
    PI_FILE};

const struct tdxp_doc ffs_doc_file_data = {
    "what the file holds", "Files of this type are not made of sections: the bytes are what they are.", PI_FILE};

const struct tdxp_doc ffs_doc_pad_data = {
    "what fills the gap up to the next file",
    "A pad file is there to bring the file behind it to the address that it needs. Its bytes mean nothing, but for the "
    "extended header of the volume, which the first pad file holds.",
    PI_FILE};

const struct tdxp_doc ffs_doc_free_space = {
    "space of the volume that no file uses",
    "It reads as erased bytes: ff or 00 by the volume's erase polarity. New files would be written here.", PI_FFS};

const struct tdxp_doc ffs_doc_not_files = {
    "bytes of the volume that are no file",
    "A file header should stand here, or erased bytes, but neither does. Nothing behind this place can be told apart, "
    "because each file is found by the size of the one before.",
    PI_FFS};

const struct tdxp_doc ffs_doc_section = {
    "a section of the file",
    "Most files are a row of sections: the program, its name, its version, what it depends on. Each begins with its size "
    "and its type, at a multiple of 4 bytes from the start of the first.",
    PI_SECTION};

const struct tdxp_doc ffs_doc_section_data = {
    "what the section holds",
    "The bytes behind the section's header. Its type says what they are: a program, a list of conditions, data.",
    PI_SECTION_TYPE};

const struct tdxp_doc ffs_doc_encoded_data = {
    "other sections, in the form that the header names",
    "Compressed, signed or checked in some way. Decoded, it is a row of sections again.", PI_SECTION_TYPE};

const struct tdxp_doc ffs_doc_guid_fields = {
    "what the GUID's own format has before the data",
    "The section's header says where the data begins. The bytes before it have a meaning that goes with the GUID: a "
    "checksum, say, or a signature.",
    PI_SECTION_TYPE};

const struct tdxp_doc ffs_doc_decompressed = {
    "what comes out when the section's data is decompressed",
    "A row of sections. No byte of it is in the file as it stands: offsets are counted from the first byte that comes "
    "out, and it has no guest-physical addresses. The firmware itself decompresses it into memory while it starts.",
    PI_SECTION_TYPE};

const struct tdxp_doc ffs_doc_string = {"the text of the section",
                                        "Characters of 16 bits each (UCS-2), ended by a zero.", PI_SECTION_TYPE};

const struct tdxp_doc ffs_doc_not_sections = {
    "bytes of the file that are no section",
    "A section header should stand here, but what it says is impossible. Nothing behind this place can be told apart, "
    "because each section is found by the size of the one before.",
    PI_SECTION};

static const struct tdxp_choice file_types[] = {
    {0x01, "RAW", {"bytes that are not made of sections", "The reset vector is such a file.", PI_FILE}},
    {0x02,
     "FREEFORM",
     {"sections with data of any kind",
      "Pictures, tables and settings come in such files. Any sections may be in them, in any order.", PI_FILE}},
    {0x03,
     "SECURITY_CORE",
     {"the first program that runs: the security phase (SEC)",
      "The reset vector jumps to it. It sets up a stack, and in a TD accepts or maps memory, before anything else runs. "
      "td-shim's loader is of this type.",
      PI_FILE}},
    {0x04,
     "PEI_CORE",
     {"core of the pre-EFI initialisation phase", "It finds the PEI modules and runs them; they prepare memory.",
      PI_FILE}},
    {0x05,
     "DXE_CORE",
     {"core of the driver execution phase", "It finds the drivers and runs them. td-shim's payload is of this type.",
      PI_FILE}},
    {0x06,
     "PEIM",
     {"module of the pre-EFI initialisation phase",
      "PEI modules run one after the other, while there is little memory yet, and prepare what drivers "
      "need.",
      PI_FILE}},
    {0x07,
     "DRIVER",
     {"driver of the driver execution phase (DXE)",
      "Most files of a UEFI firmware are drivers: for disks, file systems, network, screen.", PI_FILE}},
    {0x08,
     "COMBINED_PEIM_DRIVER",
     {"a program that is both PEI module and DXE driver", "The PEI core runs it, and later the DXE core does. Rare.",
      PI_FILE}},
    {0x09,
     "APPLICATION",
     {"a UEFI application: runs and ends, as the shell does", "No core runs it by itself: somebody has to load it.",
      PI_FILE}},
    {0x0a,
     "MM",
     {"driver for management mode",
      "Management mode is a mode of the processor that the operating system cannot look into; on x86 "
      "it is called SMM.",
      PI_FILE}},
    {0x0b,
     "FIRMWARE_VOLUME_IMAGE",
     {"holds another firmware volume", "Often inside of a compressed section: OVMF keeps its PEI and DXE volumes so.",
      PI_FILE}},
    {0x0c,
     "COMBINED_MM_DXE",
     {"a driver for both management mode and DXE",
      "It is run twice: as a DXE driver, and again inside of management mode.", PI_FILE}},
    {0x0d,
     "MM_CORE",
     {"core of management mode", "It is put into memory of its own and runs the drivers for management mode there.",
      PI_FILE}},
    {0x0e,
     "MM_STANDALONE",
     {"driver for standalone management mode", "Needs nothing of the DXE phase, not even while it starts.", PI_FILE}},
    {0x0f,
     "MM_CORE_STANDALONE",
     {"core of standalone management mode",
      "Runs drivers for standalone management mode; needs nothing of the DXE phase.", PI_FILE}},
    {FFS_FILE_TYPE_PAD,
     "FFS_PAD",
     {"fills the gap before a file that must be aligned",
      "It has a header like any other file, so that a reader steps over it by its size.", PI_FILE}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_flag file_attributes[] = {
    {0,
     0,
     "LARGE_FILE",
     {"the file's size stands in ExtendedSize", "Only in FFS3 volumes, for files of 16 MiB and more.", PI_FILE},
     0},
    {1,
     1,
     "DATA_ALIGNMENT_2",
     {"DATA_ALIGNMENT counts from 128 KiB on", "Clear: alignments from 1 byte to 64 KiB. Set: from 128 KiB to 16 MiB.",
      PI_FILE},
     0},
    {2,
     2,
     "FIXED",
     {"the file must not be moved",
      "Something points at bytes in it by their address. A tool that rewrites the volume leaves the "
      "file in its place.",
      PI_FILE},
     0},
    {3,
     5,
     "DATA_ALIGNMENT",
     {"to what the file's data is aligned in the volume",
      "0 to 7 stand for 1, 16, 128, 512 bytes, 1, 4, 32, 64 KiB; with DATA_ALIGNMENT_2 for 128, 256, 512 KiB, 1, 2, 4, "
      "8, 16 MiB.",
      PI_FILE},
     0},
    {6,
     6,
     "CHECKSUM",
     {"the file's data has a checksum", "Clear: IntegrityCheck.File is the constant 0xaa.", PI_FILE},
     0},
    {7, 7, "reserved", {"bit 7, which the specification wants to be 0", "Shown only where it is set.", PI_FILE}, 1},
    {0, 0, NULL, {.summary = NULL}, 0},
};

static const struct tdxp_flag file_states[] = {
    {0,
     0,
     "HEADER_CONSTRUCTION",
     {"writing of the header has begun",
      "The first bit to be set. Alone it means that writing ended within the header.", PI_FILE},
     0},
    {1,
     1,
     "HEADER_VALID",
     {"the header is complete", "From here on the file's size can be believed, and the file can be stepped over.",
      PI_FILE},
     0},
    {2,
     2,
     "DATA_VALID",
     {"the data is complete: the file exists",
      "With the two bits before it this makes 7, the state of almost every file in an image.", PI_FILE},
     0},
    {3,
     3,
     "MARKED_FOR_UPDATE",
     {"a new version of the file is being written", "The file still counts until the new one is complete.", PI_FILE},
     0},
    {4, 4, "DELETED", {"the file was deleted", "Its bytes are still there and are stepped over.", PI_FILE}, 0},
    {5,
     5,
     "HEADER_INVALID",
     {"the header was given up", "Writing ended before the header was complete. There is no such file.", PI_FILE},
     0},
    {0, 0, NULL, {.summary = NULL}, 0},
};

static const struct tdxp_field file_fields[] = {
    {.name = "Name",
     .type_name = "EFI_GUID",
     .offset = 0x00,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"name of the file", "Unique in the volume, but for pad files, which have any name.", PI_FILE}},
    {.name = "IntegrityCheck.Header",
     .type_name = "UINT8",
     .offset = 0x10,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"makes the 8-bit sum of the header 0",
             "State and IntegrityCheck.File are taken as 0 in the sum, because they change while the file is written.",
             PI_FILE}},
    {.name = "IntegrityCheck.File",
     .type_name = "UINT8",
     .offset = 0x11,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc =
         {"checksum of the data, or 0xaa",
          "With the attribute CHECKSUM it makes the 8-bit sum of the file's data 0; without, it is the constant 0xaa.",
          PI_FILE}},
    {.name = "Type",
     .type_name = "EFI_FV_FILETYPE",
     .offset = 0x12,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = file_types,
     .doc = {"what the file is, and whether it is made of sections",
             "0xc0 to 0xdf are for vendors, 0xe0 to 0xef for debugging, 0xf0 and above belong to the file system.",
             PI_FILE}},
    {.name = "Attributes",
     .type_name = "EFI_FFS_FILE_ATTRIBUTES",
     .offset = 0x13,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = file_attributes,
     .doc = {"flags: alignment, checksum, size",
             "They say how the file's data is aligned, whether it has a checksum, and where its size stands.",
             PI_FILE}},
    {.name = "Size",
     .type_name = "UINT24",
     .offset = 0x14,
     .size = 3,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the file, header included",
             "The next file begins behind it, at the next multiple of 8 bytes. Without meaning where LARGE_FILE is set "
             "in an FFS3 volume.",
             PI_FILE}},
    {.name = "State",
     .type_name = "EFI_FFS_FILE_STATE",
     .offset = 0x17,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = file_states,
     .doc = {"how far the life of the file has come",
             "Bits are only ever added, so that a power cut leaves a state that can be understood; the highest one "
             "counts. Where the volume's erase polarity is 1 the byte is stored inverted. Shown is what it means: 7, "
             "stored as f8 or 07, is a complete file.",
             PI_FILE}},
    {.name = NULL},
};

const struct tdxp_format ffs_format_file = {
    .name = "file header",
    .size = 24,
    .fields = file_fields,
    .doc = {"name, type and size of the file", "24 bytes, or 32 with an extended size.", PI_FILE},
};

static const struct tdxp_field file_extended_fields[] = {
    {.name = "ExtendedSize",
     .type_name = "UINT64",
     .offset = 0x18,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of a large file, header included", "There where LARGE_FILE is set in an FFS3 volume.", PI_FILE}},
    {.name = NULL},
};

const struct tdxp_format ffs_format_file_extended = {
    .name = "extended file size", .size = 32, .fields = file_extended_fields, .doc = {.summary = "extended file size"}};

static const struct tdxp_choice section_types[] = {
    {FFS_SECTION_COMPRESSION,
     "COMPRESSION",
     {"other sections, compressed by a standard method",
      "Its header says how large they become. EDK2 mostly compresses with LZMA, in a GUID_DEFINED "
      "section.",
      PI_SECTION_TYPE}},
    {FFS_SECTION_GUID_DEFINED,
     "GUID_DEFINED",
     {"other sections, in a form that a GUID names", "Such as LZMA compression, or a signature around them.",
      PI_SECTION_TYPE}},
    {FFS_SECTION_DISPOSABLE,
     "DISPOSABLE",
     {"other sections that may be thrown away", "They serve the build and are not needed to run.", PI_SECTION_TYPE}},
    {0x10,
     "PE32",
     {"a program in the PE/COFF format",
      "The format of UEFI drivers and applications, and of programs for Windows. In td-shim's loader "
      "volume it holds an ELF file.",
      PI_SECTION_TYPE}},
    {0x11,
     "PIC",
     {"position-independent code", "Instructions without any header, which run at whatever address they are put. Rare.",
      PI_SECTION_TYPE}},
    {0x12,
     "TE",
     {"a program in the terse executable format", "PE/COFF with a shorter header, for code that runs in place.",
      PI_SECTION_TYPE}},
    {FFS_SECTION_DXE_DEPEX,
     "DXE_DEPEX",
     {"what must be there before the DXE driver runs",
      "A short expression: GUIDs of protocols, joined by AND, OR and NOT. The driver is run once it is "
      "true.",
      PI_SECTION_TYPE}},
    {FFS_SECTION_VERSION,
     "VERSION",
     {"version of the file: a number and a text", "The number rises from build to build; the text is for people.",
      PI_SECTION_TYPE}},
    {FFS_SECTION_USER_INTERFACE,
     "USER_INTERFACE",
     {"readable name of the file", "The name by which the firmware knows a file is a GUID. This one is for people.",
      PI_SECTION_TYPE}},
    {0x16,
     "COMPATIBILITY16",
     {"a 16-bit program for old systems", "For firmware that can also start operating systems made for a BIOS.",
      PI_SECTION_TYPE}},
    {FFS_SECTION_VOLUME_IMAGE,
     "FIRMWARE_VOLUME_IMAGE",
     {"a whole firmware volume", "It begins right behind the section's header. So volumes come to lie inside of files.",
      PI_SECTION_TYPE}},
    {FFS_SECTION_FREEFORM_SUBTYPE_GUID,
     "FREEFORM_SUBTYPE_GUID",
     {"data of a kind that a GUID names",
      "SubTypeGuid says what the data is. Who does not know it leaves the data alone.", PI_SECTION_TYPE}},
    {FFS_SECTION_RAW,
     "RAW",
     {"bytes without a format", "What they are is known by the name of the file that they are in.", PI_SECTION_TYPE}},
    {FFS_SECTION_PEI_DEPEX,
     "PEI_DEPEX",
     {"what must be there before the PEI module runs",
      "A short expression: GUIDs of interfaces, joined by AND, OR and NOT. The module is run once it "
      "is true.",
      PI_SECTION_TYPE}},
    {FFS_SECTION_MM_DEPEX,
     "MM_DEPEX",
     {"what must be there before the management-mode driver runs", "As DXE_DEPEX, with protocols of management mode.",
      PI_SECTION_TYPE}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_field section_fields[] = {
    {.name = "Size",
     .type_name = "UINT24",
     .offset = 0,
     .size = 3,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the section, header included",
             "The next section begins behind it, at the next multiple of 4 bytes. ffffff means that ExtendedSize "
             "follows.",
             PI_SECTION}},
    {.name = "Type",
     .type_name = "EFI_SECTION_TYPE",
     .offset = 3,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = section_types,
     .doc =
         {"what the section holds",
          "COMPRESSION, GUID_DEFINED and DISPOSABLE sections hold other sections; all others hold a "
          "program or data. 0xc0 to 0xdf are for vendors, 0xe0 to 0xef for debugging, 0xf0 and above belong to the file "
          "system.",
          PI_SECTION "; OpenDevicePartnership/patina:src/pi/fw_fs/ffs/section.rs (the ranges)"}},
    {.name = NULL},
};

const struct tdxp_format ffs_format_section = {
    .name = "section header",
    .size = 4,
    .fields = section_fields,
    .doc = {"size and type of the section", "Some types have more fields behind these two.", PI_SECTION},
};

static const struct tdxp_field section_extended_fields[] = {
    {.name = "ExtendedSize",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of a section of 16 MiB or more, header included", "There where Size is ffffff.", PI_SECTION}},
    {.name = NULL},
};

const struct tdxp_format ffs_format_section_extended = {.name = "extended section size",
                                                        .size = 8,
                                                        .fields = section_extended_fields,
                                                        .doc = {.summary = "extended section size"}};

static const struct tdxp_choice compression_types[] = {
    {0x00, "NOT_COMPRESSED", {"the sections stand there as they are", "They can be read right away.", PI_SECTION_TYPE}},
    {0x01,
     "STANDARD_COMPRESSION",
     {"the EFI compression algorithm",
      "The UEFI specification describes it: repeated strings are replaced by references, the result is "
      "Huffman-coded.",
      PI_SECTION_TYPE}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_field compression_fields[] = {
    {.name = "UncompressedLength",
     .type_name = "UINT32",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the data when it is decompressed", "Who decompresses it needs a buffer of this size.",
             PI_SECTION_TYPE}},
    {.name = "CompressionType",
     .type_name = "UINT8",
     .offset = 4,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = compression_types,
     .doc = {"how the data is compressed",
             "Other methods than the one that is defined here have a GUID_DEFINED section.", PI_SECTION_TYPE}},
    {.name = NULL},
};

const struct tdxp_format ffs_format_compression = {
    .name = "compression section", .size = 5, .fields = compression_fields, .doc = {.summary = "compression"}};

static const struct tdxp_flag guid_defined_attributes[] = {
    {0,
     0,
     "PROCESSING_REQUIRED",
     {"the data must be processed before it can be read",
      "As compressed data must. Clear: the sections can be read as "
      "they stand.",
      PI_SECTION_TYPE},
     0},
    {1,
     1,
     "AUTH_STATUS_VALID",
     {"the section says whether its data is authentic",
      "It carries something to test the data by: the CRC32 section sets it, and so does one with a "
      "signature.",
      PI_SECTION_TYPE},
     0},
    {2,
     15,
     "reserved",
     {"bits 15:2, which the specification does not define", "Shown only where one of them is set.", PI_SECTION_TYPE},
     1},
    {0, 0, NULL, {.summary = NULL}, 0},
};

static const struct tdxp_field guid_defined_fields[] = {
    {.name = "SectionDefinitionGuid",
     .type_name = "EFI_GUID",
     .offset = 0,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"what was done to the data, such as LZMA compression",
             "Who knows the GUID can undo it. Who does not can only pass the data on as it is.", PI_SECTION_TYPE}},
    {.name = "DataOffset",
     .type_name = "UINT16",
     .offset = 16,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"where the data begins, from the start of the section",
             "Between the header and the data there may be fields that belong to the GUID, such as a CRC32.",
             PI_SECTION_TYPE}},
    {.name = "Attributes",
     .type_name = "UINT16",
     .offset = 18,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = guid_defined_attributes,
     .doc = {"whether the data can be read as it stands",
             "One bit says that it cannot, another that there is something to test it by.", PI_SECTION_TYPE}},
    {.name = NULL},
};

const struct tdxp_format ffs_format_guid_defined = {
    .name = "GUID-defined section", .size = 20, .fields = guid_defined_fields, .doc = {.summary = "GUID-defined"}};

static const struct tdxp_field crc32_fields[] = {
    {.name = "CRC32Checksum",
     .type_name = "UINT32",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"CRC32 of the section's data",
             "Of all bytes from DataOffset to the section's end, by the polynomial that Ethernet and zip have, too. It "
             "finds damage, but keeps nobody from changing the data on purpose.",
             PI_SECTION_TYPE "; tianocore/edk2:MdeModulePkg/Library/PeiCrc32GuidedSectionExtractLib/"
                             "PeiCrc32GuidedSectionExtractLib.c"}},
    {.name = NULL},
};

const struct tdxp_format ffs_format_crc32 = {
    .name = "CRC32", .size = 4, .fields = crc32_fields, .doc = {.summary = "CRC32"}};

static const struct tdxp_field freeform_fields[] = {
    {.name = "SubTypeGuid",
     .type_name = "EFI_GUID",
     .offset = 0,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"what the data is", "The bytes behind this GUID have the format that it stands for.", PI_SECTION_TYPE}},
    {.name = NULL},
};

const struct tdxp_format ffs_format_freeform = {
    .name = "freeform section", .size = 16, .fields = freeform_fields, .doc = {.summary = "freeform"}};

static const struct tdxp_field version_fields[] = {
    {.name = "BuildNumber",
     .type_name = "UINT16",
     .offset = 0,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"number of the build", "It rises from build to build; 0 where nobody counts.", PI_SECTION_TYPE}},
    {.name = NULL},
};

const struct tdxp_format ffs_format_version = {
    .name = "version section", .size = 2, .fields = version_fields, .doc = {.summary = "version"}};

const struct tdxp_choice *ffs_file_type_find(uint8_t type)
{
    return tdxp_choice_find(file_types, type);
}

const struct tdxp_choice *ffs_section_type_find(uint8_t type)
{
    return tdxp_choice_find(section_types, type);
}
