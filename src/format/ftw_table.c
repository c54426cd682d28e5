/* The area for fault-tolerant writes as tables: what each field and state is. */
#include <stddef.h>

#include "format/varstore.h"

#define FTW "tianocore/edk2:MdeModulePkg/Include/Guid/SystemNvDataGuid.h"
#define FTW_DRIVER "tianocore/edk2:MdeModulePkg/Universal/FaultTolerantWriteDxe"

const struct tdxp_doc ftw_doc_block = {
    "the working block: which writes to flash are under way",
    "Flash memory is erased a block at a time, so that a power cut during a write would lose a whole block. Before the "
    "firmware writes, it notes here what it is going to do, copies the new contents to the spare area, writes the "
    "block, and notes each step. After a power cut it looks here and ends what was begun.",
    FTW_DRIVER};

const struct tdxp_doc ftw_doc_queue_free = {
    "room for further writes",
    "Notes on writes are added one behind the other. When the room is used up, the block is made anew.", FTW_DRIVER};

const struct tdxp_doc ftw_doc_private = {"data of who asked for the write",
                                         "Bytes that the caller wants back when it learns how far the write has come.",
                                         FTW_DRIVER};

const struct tdxp_doc ftw_doc_spare = {
    "the spare area: a copy of the block that is being written",
    "As large as the store and the working block together. What is left in it after a write that was completed means "
    "nothing any more.",
    FTW_DRIVER};

/* ---- the header ---- */

static const struct tdxp_flag block_states[] = {
    {0, 0, "WorkingBlockValid", {"the block is in use", "Set when the header is complete.", FTW}, 0},
    {1,
     1,
     "WorkingBlockInvalid",
     {"the block has been replaced", "Set before the block is made anew: its copy in the spare area counts.", FTW},
     0},
    {.name = NULL},
};

static const struct tdxp_field header_fields[] = {
    {.name = "Signature",
     .type_name = "EFI_GUID",
     .offset = 0,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"says that this is a working block", "The firmware makes the block anew where it does not stand.", FTW}},
    {.name = "Crc",
     .type_name = "UINT32",
     .offset = 16,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc =
         {"CRC32 of this header",
          "Taken over the 32 bytes of the header, with ff in place of the checksum itself and of the two state bits. "
          "The firmware makes the block anew where it is wrong, and a write that was under way is lost.",
          FTW_DRIVER "/UpdateWorkingBlock.c"}},
    {.name = "State",
     .type_name = "UINT8",
     .offset = 20,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = block_states,
     .doc = {"whether the block counts",
             "A bit is written by clearing it: fe is a block in use. Shown is what it means, with the bits that were "
             "written as ones.",
             FTW}},
    {.name = "Reserved3",
     .type_name = "UINT8[3]",
     .offset = 21,
     .size = 3,
     .type = TDXP_TYPE_BYTES,
     .doc = {"not used", "Left erased.", FTW}},
    {.name = "WriteQueueSize",
     .type_name = "UINT64",
     .offset = 24,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"bytes behind this header that belong to the block", "Notes on writes stand there.", FTW}},
    {.name = NULL},
};

const struct tdxp_format ftw_format_header = {
    .name = "EFI_FAULT_TOLERANT_WORKING_BLOCK_HEADER",
    .size = 32,
    .fields = header_fields,
    .doc = {"header of the working block", "It says that the block is one, and how long it is.", FTW}};

/* ---- writes ---- */

static const struct tdxp_flag write_states[] = {
    {0, 0, "HeaderAllocated", {"this note is complete", "Only then do the records below it mean something.", FTW}, 0},
    {1, 1, "WritesAllocated", {"room for the records is taken", "The writes may begin.", FTW}, 0},
    {2, 2, "Complete", {"all writes are done", "Nothing is left to do after a power cut.", FTW}, 0},
    {.name = NULL},
};

static const struct tdxp_field write_fields[] = {
    {.name = "State",
     .type_name = "UINT8",
     .offset = 0,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = write_states,
     .doc =
         {"how far the writes have come",
          "A bit is written by clearing it: f8 is a note whose writes are all done. Shown is what it means, with the "
          "bits that were written as ones.",
          FTW}},
    {.name = "CallerId",
     .type_name = "EFI_GUID",
     .offset = 4,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"who asked for the writes", "The firmware's driver of variables gives its own GUID.", FTW}},
    {.name = "NumberOfWrites",
     .type_name = "UINT64",
     .offset = 24,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"how many records follow", "Each describes the write of one range.", FTW}},
    {.name = "PrivateDataSize",
     .type_name = "UINT64",
     .offset = 32,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"bytes of the caller's own behind each record", "They are part of the record.", FTW}},
    {.name = NULL},
};

const struct tdxp_format ftw_format_write = {
    .name = "EFI_FAULT_TOLERANT_WRITE_HEADER",
    .size = 40,
    .fields = write_fields,
    .doc = {"a note on writes that belong together", "It is followed by a record for each of the writes.", FTW}};

static const struct tdxp_flag record_states[] = {
    {0,
     0,
     "BootBlockUpdate",
     {"the block is the one that the machine starts from", "It is exchanged with its copy.", FTW},
     0},
    {1, 1, "SpareComplete", {"the new contents are in the spare area", "From here on the write can be ended.", FTW}, 0},
    {2,
     2,
     "DestinationComplete",
     {"the block itself is written", "The copy in the spare area is no longer needed.", FTW},
     0},
    {.name = NULL},
};

static const struct tdxp_field record_fields[] = {
    {.name = "State",
     .type_name = "UINT8",
     .offset = 0,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = record_states,
     .doc = {"how far the write has come",
             "A bit is written by clearing it. Shown is what it means, with the bits that were written as ones.", FTW}},
    {.name = "Lba",
     .type_name = "EFI_LBA",
     .offset = 8,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"number of the first block that is written", "Counted from the start of the volume.", FTW}},
    {.name = "Offset",
     .type_name = "UINT64",
     .offset = 16,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"bytes from the start of the block to what is written", "Less than the size of a block.", FTW}},
    {.name = "Length",
     .type_name = "UINT64",
     .offset = 24,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"how many bytes are written", "They may reach over several blocks.", FTW}},
    {.name = "RelativeOffset",
     .type_name = "INT64",
     .offset = 32,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"distance from the spare area to the block, with a sign",
             "Firmware that runs later finds the block by it, though it does not know the volume's number.", FTW}},
    {.name = NULL},
};

const struct tdxp_format ftw_format_record = {
    .name = "EFI_FAULT_TOLERANT_WRITE_RECORD",
    .size = 40,
    .fields = record_fields,
    .doc = {"a write of one range", "Which blocks it concerns, and which of its steps are done.", FTW}};
