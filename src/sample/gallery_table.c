/*
 * The table of broken images.
 *
 * In the order of the rules that they are meant for. A name is never given to another image. Each is one change, as
 * small as its rule allows: a further edit is there because without it this rule would hold, or others break as well.
 */
#include "sample/gallery.h"
#include "sample/layout.h"
#include "tdxplore/sev.h"

/* clang-format off */
#define PUT(at, width, to) {.kind = TDXP_EDIT_PUT, .offset = (at), .length = (width), .value = (to)}
#define ZERO(at, size) {.kind = TDXP_EDIT_ZERO, .offset = (at), .length = (size)}
#define COPY(at, from, size) \
    {.kind = TDXP_EDIT_COPY, .offset = (at), .length = (size), .value = (from)}
#define FV_SUM(volume) \
    {.kind = TDXP_EDIT_FV_SUM, .offset = (volume) + SAMPLE_FV_CHECKSUM, .length = 2, .value = (volume)}
#define FFS_SUM(file) \
    {.kind = TDXP_EDIT_FFS_SUM, .offset = (file) + SAMPLE_FFS_HEADER_CHECKSUM, .length = 1, .value = (file)}
#define GUID(at, first, last) PUT(at, 8, UINT64_C(first)), PUT((at) + 8, 8, UINT64_C(last)) /* as two numbers */
#define PAIR(at, first, second) PUT(at, 8, (uint64_t)(first) | (uint64_t)(second) << 32)
/* clang-format on */

/* The pointers to the descriptor: of the table, its distance from the end; the legacy one, its offset. */
#define TABLE_POINTER(to) PUT(SAMPLE_GUID_TABLE, 4, to)
#define TABLE_ENTRY_LENGTH(to) PUT(SAMPLE_TABLE_ENTRY_LENGTH, 2, to)
#define TABLE_LENGTH(to) PUT(SAMPLE_TABLE_FOOTER, 2, to)
#define LEGACY_POINTER(to) PUT(SAMPLE_LEGACY_DWORD, 4, to)

/* A field of the descriptor's header. */
#define HEADER(field, to) PUT(SAMPLE_DESCRIPTOR + SAMPLE_TDVF_##field, 4, to)
#define SIGNATURE(to) PUT(SAMPLE_DESCRIPTOR, 4, to)

/* NumberOfSectionEntry, and the Length that goes with it. */
#define SECTIONS_ARE(n) HEADER(COUNT, n), HEADER(LENGTH, SAMPLE_DESCRIPTOR_LENGTH(n))

/* A field of a section entry. */
#define FIELD32(n, field, to) PUT(SAMPLE_SECTION_ENTRY(n) + SAMPLE_##field, 4, to)
#define FIELD64(n, field, to) PUT(SAMPLE_SECTION_ENTRY(n) + SAMPLE_##field, 8, to)
#define DATA_OFFSET(section, to) FIELD32(SAMPLE_SECTION_##section, DATA_OFFSET, to)
#define RAW_DATA_SIZE(section, to) FIELD32(SAMPLE_SECTION_##section, RAW_DATA_SIZE, to)
#define MEMORY_ADDRESS(section, to) FIELD64(SAMPLE_SECTION_##section, MEMORY_ADDRESS, to)
#define MEMORY_DATA_SIZE(section, to) FIELD64(SAMPLE_SECTION_##section, MEMORY_DATA_SIZE, to)
#define TYPE(section, to) FIELD32(SAMPLE_SECTION_##section, TYPE, TDXP_SECTION_##to)
#define ATTRIBUTES(section, to) FIELD32(SAMPLE_SECTION_##section, ATTRIBUTES, to)

/* A ninth section, a TD_INFO; what is not named stays 0, as TD_INFO wants it. */
#define TD_INFO_SIZE 0x20
#define ADDED SAMPLE_SECTION_COUNT
#define ADD_TD_INFO(data_offset)                                                      \
    SECTIONS_ARE(SAMPLE_SECTION_COUNT + 1), FIELD32(ADDED, DATA_OFFSET, data_offset), \
        FIELD32(ADDED, RAW_DATA_SIZE, TD_INFO_SIZE), FIELD32(ADDED, TYPE, TDXP_SECTION_TD_INFO)

#define PAGE TDXP_PAGE_SIZE
#define FOUR_GIB UINT64_C(0x100000000)

/* The metadata GUID, the header, and section entries that a descriptor is moved or copied with. */
#define GUID_SIZE 0x10
#define METADATA_BYTES (GUID_SIZE + SAMPLE_DESCRIPTOR_LENGTH(SAMPLE_SECTION_COUNT))

/* The metadata region behind the descriptor, which is zero: room for what a BFV should hold. */
#define METADATA_ROOM (SAMPLE_METADATA + 0x800)

/* The first bytes of OVMF's code for further processors: jmp, nop (tianocore/edk2, ResetVectorVtf0.asm). */
#define OVMF_JUMP 0x90ff2ae9

#define NRX_SIGNATURE 0x58524e5f /* "_NRX" (td-shim, doc/custom_nrx_image.md) */

/* Where the last 8 bytes of the image are a descriptor's first. */
#define HALF_HEADER 8
#define LAST_HEADER (TDXP_SAMPLE_SIZE - HALF_HEADER)

/* More entries than from the descriptor to the end of the file. */
#define TOO_MANY UINT64_C(0x20000)

/* One entry more than the decoder takes, in a region that has room for them. */
#define MANY (UINT64_C(1) + TDXP_SECTION_LIMIT)
#define MANY_DESCRIPTOR (SAMPLE_PAYLOAD + GUID_SIZE)
#define MANY_GPA UINT64_C(0x10000000)
#define MANY_FIELD(field, width, to, by)                                                                       \
    {                                                                                                          \
        .kind = TDXP_EDIT_PUT,                                                                                 \
        .offset = MANY_DESCRIPTOR + SAMPLE_DESCRIPTOR_LENGTH(SAMPLE_SECTION_COUNT) + SAMPLE_##field,           \
        .length = (width), .value = (to), .count = MANY - SAMPLE_SECTION_COUNT, .stride = SAMPLE_SECTION_SIZE, \
        .step = (by)                                                                                           \
    }

/* A field of a file's header, and the sum of the header after that. */
#define FILE(file, field, width, to) \
    PUT(SAMPLE_##file##_FILE + SAMPLE_FFS_##field, width, to), FFS_SUM(SAMPLE_##file##_FILE)

/* The loader's PE32 section, which is made a section of another type: its header is followed by what was the ELF file. */
#define SECTION_SIZE (SAMPLE_RESET_VECTOR_FILE - SAMPLE_IPL_PE32)
#define SECTION_TYPE(to) PUT(SAMPLE_IPL_PE32 + 3, 1, to)
#define SECTION_AT(offset, size) PUT(SAMPLE_IPL_PE32 + (offset), 4, (size) | UINT64_C(0x19) << 24) /* a RAW section */
#define CRC32_DATA 28 /* behind the header of a GUID-defined section and the checksum */
#define COMPRESSION_DATA 9

/* Inside the loader's ELF file: of its header, and of its only program header. */
#define ELF_EHSIZE (SAMPLE_IPL_ELF + 0x34)
#define ELF_MEMSZ (SAMPLE_IPL_ELF + 0x40 + 0x28)

/* A second entry of the GUIDed table, for SEV metadata; it lies over the SEC core information. */
#define SEV (SAMPLE_GUID_TABLE - SAMPLE_TABLE_ENTRY_SIZE)
#define SEV_ENTRY(to)                                                                            \
    COPY(SEV, SAMPLE_GUID_TABLE, SAMPLE_TABLE_ENTRY_SIZE), PUT(SEV, 4, TDXP_SAMPLE_SIZE - (to)), \
        GUID(SEV + 6, 0x4798984adc886566, 0xcc67bfa785555ea7),                                   \
        TABLE_LENGTH(SAMPLE_GUID_TABLE_SIZE + SAMPLE_TABLE_ENTRY_SIZE)
#define SEV_METADATA(version, count)                                                                     \
    SEV_ENTRY(METADATA_ROOM), PAIR(METADATA_ROOM, 0x56455341 /* "ASEV" */, 16 + UINT64_C(12) * (count)), \
        PAIR(METADATA_ROOM + 8, version, count)
#define SEV_SECTION(n, base, size, type)                       \
    PAIR(METADATA_ROOM + 16 + UINT64_C(12) * (n), base, size), \
        PUT(METADATA_ROOM + 24 + UINT64_C(12) * (n), 4, TDXP_SEV_##type)

/* Hand-off blocks where the TD_HOB has bytes in the file: the table that begins them, and the block that ends them. */
#define HOB SAMPLE_FREE
#define HANDOFF_SIZE 56
#define HOB_LIST(end, last)                                                                                 \
    DATA_OFFSET(TD_HOB, HOB), RAW_DATA_SIZE(TD_HOB, SAMPLE_FREE_SIZE), PUT(HOB, 4, 1 | HANDOFF_SIZE << 16), \
        PUT(HOB + 8, 4, 9), PUT(HOB + 48, 8, SAMPLE_TD_HOB_GPA + (end)), PUT(HOB + (last), 4, 0xffff | 8 << 16)

/* A TD_PARAMS that has its bytes in the metadata region. */
#define TD_PARAMS_SIZE 0x400
#define ADD_TD_PARAMS                                                                   \
    SECTIONS_ARE(SAMPLE_SECTION_COUNT + 1), FIELD32(ADDED, DATA_OFFSET, METADATA_ROOM), \
        FIELD32(ADDED, RAW_DATA_SIZE, TD_PARAMS_SIZE), FIELD32(ADDED, TYPE, TDXP_SECTION_TD_PARAMS)

_Static_assert(GUID_SIZE + SAMPLE_DESCRIPTOR_LENGTH(MANY) <= SAMPLE_PAYLOAD_SIZE,
               "the payload region has room for the many sections");
_Static_assert(SAMPLE_DESCRIPTOR + SAMPLE_DESCRIPTOR_LENGTH(SAMPLE_SECTION_COUNT + 1) <= METADATA_ROOM,
               "a ninth section ends before what is put behind the descriptor");

/* clang-format off */
const struct tdxp_gallery_image gallery_images[] = {
    /* ---- ways to the descriptor ---- */
    {.name = "no-descriptor", .rule = "TDVF-L-001",
     .change = "The signature, the GUIDed table's entry and the legacy offset are erased.",
     .edits = {ZERO(SAMPLE_DESCRIPTOR, 4), TABLE_LENGTH(SAMPLE_TABLE_FOOTER_SIZE), LEGACY_POINTER(0)}},
    {.name = "truncated", .rule = "TDVF-L-001",
     .change = "The second half of the file is missing.",
     .cut = TDXP_SAMPLE_SIZE / 2},
    {.name = "table-length", .rule = "TDVF-L-002",
     .change = "The length of the GUIDed table is 17, one byte less than its footer takes.",
     .edits = {TABLE_LENGTH(SAMPLE_TABLE_FOOTER_SIZE - 1)}},
    {.name = "table-entry-length", .rule = "TDVF-L-003",
     .change = "The length of the GUIDed table's entry is 23, one byte more than there is.",
     .edits = {TABLE_ENTRY_LENGTH(SAMPLE_TABLE_ENTRY_SIZE + 1)}},
    {.name = "table-entry-length-zero", .rule = "TDVF-L-003",
     .change = "The length of the GUIDed table's entry is 0.",
     .edits = {TABLE_ENTRY_LENGTH(0)}},
    {.name = "table-left-over", .rule = "TDVF-L-004",
     .change = "The length of the GUIDed table is 5 bytes more than its entries take.",
     .edits = {TABLE_LENGTH(SAMPLE_GUID_TABLE_SIZE + 5)}},
    {.name = "tdx-entry-length", .rule = "TDVF-L-005",
     .change = "The length of the TDX metadata offset entry is 20 and not 22.",
     .edits = {TABLE_ENTRY_LENGTH(SAMPLE_TABLE_ENTRY_SIZE - 2)}},
    {.name = "tdx-entry-twice", .rule = "TDVF-L-006",
     .change = "The GUIDed table has its entry twice; the copy lies over the SEC core information.",
     .edits = {COPY(SAMPLE_GUID_TABLE - SAMPLE_TABLE_ENTRY_SIZE, SAMPLE_GUID_TABLE, SAMPLE_TABLE_ENTRY_SIZE),
               TABLE_LENGTH(SAMPLE_GUID_TABLE_SIZE + SAMPLE_TABLE_ENTRY_SIZE)}},
    {.name = "table-offset-outside", .rule = "TDVF-L-007",
     .change = "The GUIDed table gives the descriptor's GPA, not its distance from the end.",
     .edits = {TABLE_POINTER(SAMPLE_GPA(SAMPLE_DESCRIPTOR))}},
    {.name = "table-offset-signature", .rule = "TDVF-L-008",
     .change = "The GUIDed table gives the descriptor's offset, not its distance from the end.",
     .edits = {TABLE_POINTER(SAMPLE_DESCRIPTOR)}},
    {.name = "legacy-offset", .rule = "TDVF-L-009",
     .change = "The legacy offset is the descriptor's distance from the end, not its offset.",
     .edits = {LEGACY_POINTER(TDXP_SAMPLE_SIZE - SAMPLE_DESCRIPTOR)}},
    {.name = "ways-disagree", .rule = "TDVF-L-010",
     .change = "The legacy offset leads to a copy of the descriptor in the payload region.",
     .edits = {COPY(SAMPLE_PAYLOAD, SAMPLE_METADATA_GUID, METADATA_BYTES),
               LEGACY_POINTER(SAMPLE_PAYLOAD + GUID_SIZE)}},
    {.name = "several-descriptors", .rule = "TDVF-L-011",
     .change = "A copy of the descriptor stands in the payload region, and nothing leads there.",
     .edits = {COPY(SAMPLE_PAYLOAD, SAMPLE_METADATA_GUID, METADATA_BYTES)}},
    {.name = "no-legacy-offset", .rule = "TDVF-L-012",
     .change = "Where the legacy offset should be there is a jump, as in OVMF.",
     .edits = {LEGACY_POINTER(OVMF_JUMP)}},
    {.name = "no-table-entry", .rule = "TDVF-L-013",
     .change = "The length of the GUIDed table is 18: it has a footer and no entry.",
     .edits = {TABLE_LENGTH(SAMPLE_TABLE_FOOTER_SIZE)}},
    {.name = "no-table", .rule = "TDVF-L-013",
     .change = "The footer GUID of the GUIDed table is erased.",
     .edits = {ZERO(SAMPLE_TABLE_FOOTER_GUID, GUID_SIZE)}},
    {.name = "metadata-guid", .rule = "TDVF-L-014",
     .change = "The GUID before the descriptor is erased.",
     .edits = {ZERO(SAMPLE_METADATA_GUID, GUID_SIZE)}},
    {.name = "unreachable", .rule = "TDVF-L-015",
     .change = "The GUIDed table's entry and the legacy offset are erased; the descriptor is there.",
     .edits = {TABLE_LENGTH(SAMPLE_TABLE_FOOTER_SIZE), LEGACY_POINTER(0)}},

    /* ---- the file ---- */
    {.name = "size-4k", .rule = "TDVF-F-001",
     .change = "16 zero bytes are put behind the image.",
     .behind = 16},
    {.name = "size-64k", .rule = "TDVF-F-003",
     .change = "4 KiB of zeros are put before the image, and the offsets from its start say so.",
     .before = PAGE,
     .edits = {LEGACY_POINTER(SAMPLE_DESCRIPTOR + PAGE), DATA_OFFSET(BFV, SAMPLE_METADATA + PAGE),
               DATA_OFFSET(CFV, SAMPLE_CONFIG + PAGE)}},

    /* ---- the descriptor ---- */
    {.name = "signature", .rule = "TDVF-D-001",
     .change = "Signature is erased.",
     .edits = {ZERO(SAMPLE_DESCRIPTOR, 4)}},
    {.name = "signature-nrx", .rule = "TDVF-D-001",
     .change = "Signature is \"_NRX\", that of another variant of td-shim.",
     .edits = {SIGNATURE(NRX_SIGNATURE)}},
    {.name = "header-cut", .rule = "TDVF-D-002",
     .change = "The descriptor is moved to the last 8 bytes of the file, half of a header.",
     .edits = {COPY(LAST_HEADER - GUID_SIZE, SAMPLE_METADATA_GUID, GUID_SIZE + HALF_HEADER),
               ZERO(SAMPLE_METADATA_GUID, GUID_SIZE), TABLE_POINTER(HALF_HEADER), LEGACY_POINTER(LAST_HEADER)}},
    {.name = "version", .rule = "TDVF-D-003",
     .change = "Version is 2.",
     .edits = {HEADER(VERSION, 2)}},
    {.name = "no-sections", .rule = "TDVF-D-004",
     .change = "NumberOfSectionEntry is 0.",
     .edits = {HEADER(COUNT, 0)}},
    {.name = "length", .rule = "TDVF-D-005",
     .change = "Length counts the GUID before the descriptor as well.",
     .edits = {HEADER(LENGTH, METADATA_BYTES)}},
    {.name = "section-count", .rule = "TDVF-D-005",
     .change = "NumberOfSectionEntry is 9; Length has room for 8.",
     .edits = {HEADER(COUNT, SAMPLE_SECTION_COUNT + 1)}},
    {.name = "entries-past-end", .rule = "TDVF-D-006",
     .change = "NumberOfSectionEntry and Length give more section entries than the file has bytes for.",
     .edits = {SECTIONS_ARE(TOO_MANY)}},
    {.name = "one-section", .rule = "TDVF-D-007",
     .change = "NumberOfSectionEntry and Length give one section, the BFV.",
     .edits = {SECTIONS_ARE(1)}},
    {.name = "room-behind", .rule = "TDVF-D-008",
     .change = "The descriptor ends at the legacy offset, over reset code and GUIDed table.",
     .edits = {COPY(SAMPLE_LEGACY_DWORD - METADATA_BYTES, SAMPLE_METADATA_GUID, METADATA_BYTES),
               ZERO(SAMPLE_METADATA_GUID, METADATA_BYTES),
               LEGACY_POINTER(SAMPLE_LEGACY_DWORD - METADATA_BYTES + GUID_SIZE)}},
    {.name = "limit", .rule = "TDVF-D-009",
     .change = "The descriptor has 16385 sections; it lies in the payload region, which has room.",
     .edits = {COPY(SAMPLE_PAYLOAD, SAMPLE_METADATA_GUID, METADATA_BYTES),
               ZERO(SAMPLE_METADATA_GUID, METADATA_BYTES),
               PUT(MANY_DESCRIPTOR + SAMPLE_TDVF_COUNT, 4, MANY),
               PUT(MANY_DESCRIPTOR + SAMPLE_TDVF_LENGTH, 4, SAMPLE_DESCRIPTOR_LENGTH(MANY)),
               MANY_FIELD(TYPE, 4, TDXP_SECTION_TEMP_MEM, 0), MANY_FIELD(MEMORY_ADDRESS, 8, MANY_GPA, PAGE),
               MANY_FIELD(MEMORY_DATA_SIZE, 8, PAGE, 0), TABLE_POINTER(TDXP_SAMPLE_SIZE - MANY_DESCRIPTOR),
               LEGACY_POINTER(MANY_DESCRIPTOR)}},

    /* ---- one section ---- */
    {.name = "type-reserved", .rule = "TDVF-S-001",
     .change = "The mailbox's TempMem has type 9.",
     .edits = {FIELD32(SAMPLE_SECTION_MAILBOX, TYPE, 9)}},
    {.name = "attributes-reserved", .rule = "TDVF-S-002",
     .change = "Bit 2 of the BFV's Attributes is set.",
     .edits = {ATTRIBUTES(BFV, TDXP_ATTRIBUTE_MR_EXTEND | 1 << 2)}},
    {.name = "mr-extend", .rule = "TDVF-S-003",
     .change = "The BFV is not measured.",
     .edits = {ATTRIBUTES(BFV, 0)}},
    {.name = "mr-extend-cfv", .rule = "TDVF-S-003",
     .change = "The CFV is measured.",
     .edits = {ATTRIBUTES(CFV, TDXP_ATTRIBUTE_MR_EXTEND)}},
    {.name = "page-aug", .rule = "TDVF-S-004",
     .change = "PAGE.AUG is set for the mailbox's TempMem.",
     .edits = {ATTRIBUTES(MAILBOX, TDXP_ATTRIBUTE_PAGE_AUG)}},
    {.name = "data-missing", .rule = "TDVF-S-005",
     .change = "RawDataSize of the CFV is 0.",
     .edits = {RAW_DATA_SIZE(CFV, 0)}},
    {.name = "data-unwanted", .rule = "TDVF-S-006",
     .change = "RawDataSize of the TD_HOB is 0x1000.",
     .edits = {RAW_DATA_SIZE(TD_HOB, PAGE)}},
    {.name = "offset-without-data", .rule = "TDVF-S-007",
     .change = "The stack's TempMem has the DataOffset of its region, though it has no bytes.",
     .edits = {DATA_OFFSET(STACK, SAMPLE_TEMP_STACK)}},
    {.name = "memory-below-data", .rule = "TDVF-S-008",
     .change = "MemoryDataSize of the CFV is one page less than RawDataSize.",
     .edits = {MEMORY_DATA_SIZE(CFV, SAMPLE_CONFIG_SIZE - PAGE)}},
    {.name = "address-unaligned", .rule = "TDVF-S-009",
     .change = "MemoryAddress of the TD_HOB is 0x10 bytes behind a page boundary.",
     .edits = {MEMORY_ADDRESS(TD_HOB, SAMPLE_TD_HOB_GPA + 0x10)}},
    {.name = "memory-unaligned", .rule = "TDVF-S-010",
     .change = "MemoryDataSize of the TD_HOB is 0x10 bytes short of a page boundary.",
     .edits = {MEMORY_DATA_SIZE(TD_HOB, SAMPLE_TD_HOB_SIZE - 0x10)}},
    {.name = "info-memory", .rule = "TDVF-S-011",
     .change = "A TD_INFO is added whose MemoryDataSize is a page and not 0.",
     .edits = {ADD_TD_INFO(METADATA_ROOM), FIELD64(ADDED, MEMORY_DATA_SIZE, PAGE)}},
    {.name = "data-past-end", .rule = "TDVF-S-012",
     .change = "The CFV has the last 64 KiB of the file and 192 KiB behind it.",
     .edits = {DATA_OFFSET(CFV, TDXP_SAMPLE_SIZE - 0x10000)}},
    {.name = "data-wraps", .rule = "TDVF-S-013",
     .change = "DataOffset of the CFV is 4 KiB below 4 GiB.",
     .edits = {DATA_OFFSET(CFV, FOUR_GIB - PAGE)}},
    {.name = "data-offset-unaligned", .rule = "TDVF-S-014",
     .change = "DataOffset of the CFV is 0x10.",
     .edits = {DATA_OFFSET(CFV, SAMPLE_CONFIG + 0x10)}},
    {.name = "no-memory", .rule = "TDVF-S-015",
     .change = "MemoryDataSize of the TD_HOB is 0.",
     .edits = {MEMORY_DATA_SIZE(TD_HOB, 0)}},
    {.name = "zero-fill", .rule = "TDVF-S-016",
     .change = "RawDataSize of the CFV is one page less than MemoryDataSize.",
     .edits = {RAW_DATA_SIZE(CFV, SAMPLE_CONFIG_SIZE - PAGE)}},
    {.name = "info-outside-bfv", .rule = "TDVF-S-017",
     .change = "A TD_INFO is added whose bytes lie in the payload region, in no BFV.",
     .edits = {ADD_TD_INFO(SAMPLE_PAYLOAD)}},
    {.name = "info-not-in-last-bfv", .rule = "TDVF-S-018",
     .change = "The CFV is made a second BFV, and a TD_INFO is added in the first.",
     .edits = {TYPE(CFV, BFV), ATTRIBUTES(CFV, TDXP_ATTRIBUTE_MR_EXTEND), ADD_TD_INFO(METADATA_ROOM)}},
    {.name = "over-descriptor", .rule = "TDVF-S-019",
     .change = "DataOffset of the CFV is that of the metadata region.",
     .edits = {DATA_OFFSET(CFV, SAMPLE_METADATA)}},
    {.name = "type-unknown-to-qemu", .rule = "TDVF-S-020",
     .change = "The heap's TempMem is made PermMem.",
     .edits = {TYPE(HEAP, PERM_MEM), ATTRIBUTES(HEAP, TDXP_ATTRIBUTE_PAGE_AUG)}},
    {.name = "type-unknown-to-cloud-hypervisor", .rule = "TDVF-S-021",
     .change = "A TD_INFO is added.",
     .edits = {ADD_TD_INFO(METADATA_ROOM)}},

    /* ---- the sections together, and guest memory ---- */
    {.name = "no-bfv", .rule = "TDVF-M-001",
     .change = "The BFV is made a CFV.",
     .edits = {TYPE(BFV, CFV), ATTRIBUTES(BFV, 0)}},
    {.name = "reset-vector", .rule = "TDVF-M-002",
     .change = "The BFV lies one page too low, so that it ends below the reset vector.",
     .edits = {MEMORY_ADDRESS(BFV, SAMPLE_GPA(SAMPLE_METADATA) - PAGE)}},
    {.name = "repeated", .rule = "TDVF-M-003",
     .change = "The mailbox's TempMem is made a second TD_HOB.",
     .edits = {TYPE(MAILBOX, TD_HOB)}},
    {.name = "no-hob-no-perm-mem", .rule = "TDVF-M-004",
     .change = "The TD_HOB is made a TempMem.",
     .edits = {TYPE(TD_HOB, TEMP_MEM)}},
    {.name = "no-hob", .rule = "TDVF-M-005",
     .change = "The TD_HOB is made a PermMem.",
     .edits = {TYPE(TD_HOB, PERM_MEM), ATTRIBUTES(TD_HOB, TDXP_ATTRIBUTE_PAGE_AUG)}},
    {.name = "param-without-payload", .rule = "TDVF-M-006",
     .change = "The Payload is made a TempMem; PayloadParam stays.",
     .edits = {TYPE(PAYLOAD, TEMP_MEM)}},
    {.name = "gpa-wraps", .rule = "TDVF-M-007",
     .change = "The TD_HOB begins one page below the end of 64-bit addresses.",
     .edits = {MEMORY_ADDRESS(TD_HOB, UINT64_MAX - PAGE + 1)}},
    {.name = "gpa-not-private", .rule = "TDVF-M-008",
     .change = "Bit 51 of the TD_HOB's MemoryAddress is set.",
     .edits = {MEMORY_ADDRESS(TD_HOB, SAMPLE_TD_HOB_GPA | UINT64_C(1) << 51)}},
    {.name = "gpa-wide", .rule = "TDVF-M-009",
     .change = "Bit 47 of the TD_HOB's MemoryAddress is set.",
     .edits = {MEMORY_ADDRESS(TD_HOB, SAMPLE_TD_HOB_GPA | UINT64_C(1) << 47)}},
    {.name = "gpa-4g", .rule = "TDVF-M-010",
     .change = "The BFV lies one page too high, so that it ends past 4 GiB.",
     .edits = {MEMORY_ADDRESS(BFV, SAMPLE_GPA(SAMPLE_METADATA) + PAGE)}},
    {.name = "gpa-overlap", .rule = "TDVF-M-011",
     .change = "The mailbox's TempMem lies on the stack's.",
     .edits = {MEMORY_ADDRESS(MAILBOX, SAMPLE_GPA(SAMPLE_TEMP_STACK))}},
    {.name = "file-overlap", .rule = "TDVF-M-012",
     .change = "DataOffset of the CFV is that of the IPL region, which the BFV takes.",
     .edits = {DATA_OFFSET(CFV, SAMPLE_IPL)}},
    {.name = "bios-mapping", .rule = "TDVF-M-013",
     .change = "The CFV lies 16 MiB lower than its bytes in an image that ends at 4 GiB.",
     .edits = {MEMORY_ADDRESS(CFV, SAMPLE_GPA(SAMPLE_CONFIG) - TDXP_SAMPLE_SIZE)}},
    {.name = "not-guest-ram", .rule = "TDVF-M-014",
     .change = "Payload and PayloadParam are left out, so that QEMU comes as far as the TempMem.",
     .edits = {SECTIONS_ARE(SAMPLE_SECTION_PAYLOAD)}},

    /* ---- firmware volumes ---- */
    {.name = "volume-header-length", .rule = "FV-001",
     .change = "HeaderLength of the configuration volume is odd.",
     .edits = {PUT(SAMPLE_CONFIG + SAMPLE_FV_HEADER_LENGTH, 2, SAMPLE_FV_HEADER_SIZE + 1)}},
    {.name = "volume-checksum", .rule = "FV-002",
     .change = "Checksum of the configuration volume is erased.",
     .edits = {ZERO(SAMPLE_CONFIG + SAMPLE_FV_CHECKSUM, 2)}},
    {.name = "volume-checksum-td-shim", .rule = "FV-003",
     .change = "Checksum of the IPL volume is 0x3d21, as td-shim's linker writes it.",
     .edits = {PUT(SAMPLE_IPL + SAMPLE_FV_CHECKSUM, 2, 0x3d21)}},
    {.name = "volume-length", .rule = "FV-004",
     .change = "FvLength of the configuration volume is a page more than the CFV has; Checksum agrees.",
     .edits = {PUT(SAMPLE_CONFIG + SAMPLE_FV_LENGTH, 8, SAMPLE_CONFIG_SIZE + PAGE), FV_SUM(SAMPLE_CONFIG)}},
    {.name = "volume-revision", .rule = "FV-005",
     .change = "Revision of the configuration volume is 3; Checksum agrees.",
     .edits = {PUT(SAMPLE_CONFIG + SAMPLE_FV_REVISION, 1, 3), FV_SUM(SAMPLE_CONFIG)}},
    {.name = "volume-block-map", .rule = "FV-006",
     .change = "The block map of the configuration volume has one block; Checksum agrees.",
     .edits = {PUT(SAMPLE_CONFIG + SAMPLE_FV_BLOCKS, 4, 1), FV_SUM(SAMPLE_CONFIG)}},
    {.name = "volume-ext-header", .rule = "FV-007",
     .change = "ExtHeaderOffset of the configuration volume leads into its header; Checksum agrees.",
     .edits = {PUT(SAMPLE_CONFIG + SAMPLE_FV_EXT_OFFSET, 2, 8), FV_SUM(SAMPLE_CONFIG)}},

    /* ---- files and sections ---- */
    {.name = "file-header-checksum", .rule = "FFS-001",
     .change = "The checksum of the header of the trust anchor's file is erased.",
     .edits = {ZERO(SAMPLE_TRUST_ANCHOR_FILE + SAMPLE_FFS_HEADER_CHECKSUM, 1)}},
    {.name = "file-data-checksum", .rule = "FFS-002",
     .change = "IntegrityCheck.File of the trust anchor's file is erased.",
     .edits = {ZERO(SAMPLE_TRUST_ANCHOR_FILE + SAMPLE_FFS_FILE_CHECKSUM, 1)}},
    {.name = "file-size", .rule = "FFS-003",
     .change = "The trust anchor's file is a page longer than its volume; its checksum agrees.",
     .edits = {FILE(TRUST_ANCHOR, SIZE, 3, SAMPLE_CONFIG_SIZE - SAMPLE_FV_FIRST_FILE + PAGE)}},
    {.name = "file-large", .rule = "FFS-003",
     .change = "The loader's file is a large one, in an FFS2 volume; its checksum agrees.",
     .edits = {FILE(IPL, ATTRIBUTES, 1, 1)}},
    {.name = "files-overlap", .rule = "FFS-004",
     .change = "The loader's file claims the header of the file behind it, as td-shim's linker has it.",
     .edits = {FILE(IPL, SIZE, 3, SAMPLE_IPL_SIZE - SAMPLE_FV_FIRST_FILE),
               PUT(SAMPLE_IPL_PE32, 3, SAMPLE_RESET_VECTOR - SAMPLE_IPL_PE32)}},
    {.name = "type-unknown", .rule = "FFS-005",
     .change = "The type of the trust anchor's file is 0x1f; its checksum agrees.",
     .edits = {FILE(TRUST_ANCHOR, TYPE, 1, 0x1f)}},
    {.name = "section-size", .rule = "FFS-006",
     .change = "The loader's section is a page longer than its file.",
     .edits = {PUT(SAMPLE_IPL_PE32, 3, SECTION_SIZE + PAGE)}},
    {.name = "section-data-offset", .rule = "FFS-007",
     .change = "The loader's section is made GUID-defined, and its DataOffset leads into its header.",
     .edits = {SECTION_TYPE(2), PUT(SAMPLE_IPL_PE32 + 20, 4, 4 | 1 << 16)}},
    {.name = "section-crc32", .rule = "FFS-008",
     .change = "The loader's section is made one with a CRC32, which is wrong.",
     .edits = {SECTION_TYPE(2), GUID(SAMPLE_IPL_PE32 + 4, 0x49aa7d31fc1bcdb0, 0x83d09d0d60a46a93),
               PUT(SAMPLE_IPL_PE32 + 20, 4, CRC32_DATA | 2 << 16), SECTION_AT(CRC32_DATA, SECTION_SIZE - CRC32_DATA)}},
    {.name = "section-compressed", .rule = "FFS-009",
     .change = "The loader's section is made a compression section whose UncompressedLength is wrong.",
     .edits = {SECTION_TYPE(1), PUT(SAMPLE_IPL_PE32 + 8, 1, 0),
               SECTION_AT(COMPRESSION_DATA, SECTION_SIZE - COMPRESSION_DATA)}},
    {.name = "section-volume", .rule = "FFS-010",
     .change = "The loader's section is made one for a firmware volume.",
     .edits = {SECTION_TYPE(0x17)}},
    {.name = "depex", .rule = "FFS-011",
     .change = "The loader's section is made one for a dependency expression.",
     .edits = {SECTION_TYPE(0x13)}},
    {.name = "list-rest", .rule = "FFS-012",
     .change = "The loader's section is made a dependency expression of two opcodes, TRUE and END.",
     .edits = {SECTION_TYPE(0x13), PUT(SAMPLE_IPL_ELF, 2, 6 | 8 << 8)}},

    /* ---- programs ---- */
    {.name = "elf-header", .rule = "PRG-001",
     .change = "e_ehsize of the loader's ELF file is that of a 32-bit one.",
     .edits = {PUT(ELF_EHSIZE, 2, 0x34)}},
    {.name = "elf-contents", .rule = "PRG-002",
     .change = "p_memsz of the loader's only segment is 1.",
     .edits = {PUT(ELF_MEMSZ, 8, 1)}},
    {.name = "pe-header", .rule = "PRG-003",
     .change = "The loader begins with the two letters of a DOS header.",
     .edits = {PUT(SAMPLE_IPL_ELF, 2, 0x5a4d)}},
    {.name = "pe-contents", .rule = "PRG-004",
     .change = "The loader is a PE image with one section, whose bytes lie behind its end.",
     .edits = {ZERO(SAMPLE_IPL_ELF, SAMPLE_ELF_SIZE), PAIR(SAMPLE_IPL_ELF, 0x4550, 0x8664 | 1 << 16),
               PUT(SAMPLE_IPL_ELF + 20, 2, 0xf0), PUT(SAMPLE_IPL_ELF + 24, 2, 0x20b),
               PAIR(SAMPLE_IPL_ELF + 0x118, PAGE, SAMPLE_IPL_SIZE)}},
    {.name = "linux-header", .rule = "PRG-005",
     .change = "A Linux kernel's signatures are put behind the loader, without a set-up header.",
     .edits = {PUT(SAMPLE_IPL_ELF + 0x1fe, 2, 0xaa55), PUT(SAMPLE_IPL_ELF + 0x202, 4, 0x53726448)}},

    /* ---- what td-shim puts into an image ---- */
    {.name = "td-info", .rule = "SHIM-001",
     .change = "A TD_INFO is added whose Length is 16, less than its header takes.",
     .edits = {ADD_TD_INFO(METADATA_ROOM), PUT(METADATA_ROOM + 16, 4, 16)}},
    {.name = "td-params", .rule = "SHIM-002",
     .change = "A TD_PARAMS is added that sets an attribute and leaves MAX_VCPUS 0.",
     .edits = {ADD_TD_PARAMS, PUT(METADATA_ROOM, 8, 1)}},
    {.name = "trust-anchor", .rule = "SHIM-003",
     .change = "The version of the trust anchor is 2.",
     .edits = {PUT(SAMPLE_TRUST_ANCHOR + 16, 4, 2)}},
    {.name = "signed-payload", .rule = "SHIM-004",
     .change = "The Payload gets bytes: the header of a signed one, whose Length is too small.",
     .edits = {DATA_OFFSET(PAYLOAD, SAMPLE_PAYLOAD), RAW_DATA_SIZE(PAYLOAD, SAMPLE_PAYLOAD_SIZE),
               GUID(SAMPLE_PAYLOAD, 0x4f4d9df5fcf2d558, 0x66b08a794b3ed7b0), PAIR(SAMPLE_PAYLOAD + 16, 1, 0x20),
               PUT(SAMPLE_PAYLOAD + 40, 4, 1)}},
    {.name = "sec-core", .rule = "SHIM-005",
     .change = "The entry point of the SEC core information lies right behind the loader.",
     .edits = {PUT(SAMPLE_SEC_CORE_INFO, 4, SAMPLE_ELF_SIZE)}},

    /* ---- SEV metadata ---- */
    {.name = "sev-offset", .rule = "SEV-001",
     .change = "The GUIDed table gets an entry for SEV metadata that leads to zeros.",
     .edits = {SEV_ENTRY(METADATA_ROOM)}},
    {.name = "sev-header", .rule = "SEV-002",
     .change = "SEV metadata of version 2 is added.",
     .edits = {SEV_METADATA(2, 1), SEV_SECTION(0, 0x800000, PAGE, CPUID)}},
    {.name = "sev-section-memory", .rule = "SEV-003",
     .change = "SEV metadata is added with a section that is half a page large.",
     .edits = {SEV_METADATA(1, 1), SEV_SECTION(0, 0x800000, PAGE / 2, CPUID)}},
    {.name = "sev-section-type", .rule = "SEV-004",
     .change = "SEV metadata is added with a section of type 5.",
     .edits = {SEV_METADATA(1, 1), SEV_SECTION(0, 0x800000, PAGE, SVSM_CAA + 1)}},
    {.name = "sev-overlap", .rule = "SEV-005",
     .change = "SEV metadata is added with a page that is in two sections.",
     .edits = {SEV_METADATA(1, 2), SEV_SECTION(0, 0x800000, 2 * PAGE, SNP_SEC_MEM),
               SEV_SECTION(1, 0x801000, PAGE, CPUID)}},

    /* ---- hand-off blocks ---- */
    {.name = "hob-list", .rule = "HOB-001",
     .change = "The TD_HOB gets bytes: a list that does not end where it says.",
     .edits = {HOB_LIST(HANDOFF_SIZE, HANDOFF_SIZE)}},
    {.name = "hob-length", .rule = "HOB-002",
     .change = "The TD_HOB gets bytes: a list with a block whose length is no multiple of 8.",
     .edits = {HOB_LIST(HANDOFF_SIZE + 24, HANDOFF_SIZE + 16), PUT(HOB + HANDOFF_SIZE, 4, 0xfffe | 12 << 16)}},
    {.name = "hob-acpi-table", .rule = "HOB-003",
     .change = "The TD_HOB gets bytes: a list with an ACPI table whose checksum is wrong.",
     .edits = {HOB_LIST(HANDOFF_SIZE + 72, HANDOFF_SIZE + 64), PUT(HOB + HANDOFF_SIZE, 4, 4 | 64 << 16),
               GUID(HOB + HANDOFF_SIZE + 8, 0x44f4d4ed6a0c5870, 0x8d0c6f8b23dd35a1),
               PUT(HOB + HANDOFF_SIZE + 28, 4, 36)}},
};
/* clang-format on */

const size_t gallery_count = sizeof gallery_images / sizeof gallery_images[0];
