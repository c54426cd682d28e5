/* The ways of breaking the plain image, by name. */
#include <string.h>

#include "check_image.h"

/* Fields of a section entry, by their width. */
#define SET4(section, field, value)        \
    {                                      \
        FIELD_AT(section, field), 4, value \
    }
#define SET8(section, field, value)        \
    {                                      \
        FIELD_AT(section, field), 8, value \
    }

/* One more section, the fifth. */
#define ADD(...) .add_section = true, .add = {__VA_ARGS__}

enum {
    SIGNATURE_AT = DESCRIPTOR,
    LENGTH_AT = DESCRIPTOR + 4,
    VERSION_AT = DESCRIPTOR + 8,
    NUMBER_AT = DESCRIPTOR + 12,
    WHOLE = 16 + 16 + 4 * 32,         /* bytes of the descriptor, its GUID included */
    COPY_AT = 0x8000,                 /* where a copy of it goes */
    TABLE_LENGTH_AT = TABLE_END - 18, /* in the footer */
    ENTRY_LENGTH_AT = TABLE_END - 36, /* in the TDX metadata offset entry */
    LEGACY_AT = TABLE_END,
};

static void zero_all(uint8_t *bytes)
{
    memset(bytes, 0, IMAGE_SIZE);
}

static void be_igvm(uint8_t *bytes)
{
    zero_all(bytes);
    memcpy(bytes, "IGVM", 4);
}

static void repeat_tdx_entry(uint8_t *bytes)
{
    memcpy(bytes + TDX_ENTRY - 22, bytes + TDX_ENTRY, 22);
}

static void copy_descriptor(uint8_t *bytes)
{
    memcpy(bytes + COPY_AT, bytes + DESCRIPTOR - 16, WHOLE);
}

static void remove_pointers(uint8_t *bytes)
{
    memset(bytes + TDX_ENTRY, 0, TABLE_END + 4 - TDX_ENTRY);
}

static void signature_alone_at_end(uint8_t *bytes)
{
    memset(bytes + DESCRIPTOR, 0, 4);
    memcpy(bytes + IMAGE_SIZE - 8, "TDVF", 4);
}

/* Change the volume's header, and its Checksum so that the sum stays 0. */
static void change_volume(uint8_t *bytes, unsigned at, unsigned width, uint64_t value)
{
    uint16_t sum = 0;

    put_uint(bytes + at, width, value);
    put_uint(bytes + 0x32, 2, 0);
    for (unsigned i = 0; i < 0x48; i += 2) {
        sum = (uint16_t)(sum + bytes[i] + (bytes[i + 1] << 8));
    }
    put_uint(bytes + 0x32, 2, (uint16_t)-sum);
}

static void lengthen_volume(uint8_t *bytes)
{
    change_volume(bytes, 0x20, 8, 0x13000);
}

static void revise_volume(uint8_t *bytes)
{
    change_volume(bytes, 0x37, 1, 3);
}

static const struct image_change list[] = {
    /* the file */
    {"only-0x2f-bytes", .last = 0x2f},
    {"16-bytes-behind", .behind = 0x10},
    {"size-not-64k", .front = 0x1000},

    /* the ways to the descriptor */
    {"zeros", .edit = zero_all},
    {"igvm", .edit = be_igvm},
    {"no-table", .no_table = true},
    {"no-guid", .no_guid = true},
    {"no-pointers", .edit = remove_pointers},
    {"table-length-17", .pokes = {{TABLE_LENGTH_AT, 2, 17}}},
    {"table-length-ffff", .pokes = {{TABLE_LENGTH_AT, 2, 0xffff}}},
    {"table-left-over", .pokes = {{TABLE_LENGTH_AT, 2, 18 + 22 + 5}}},
    {"entry-length-0", .pokes = {{ENTRY_LENGTH_AT, 2, 0}}},
    {"entry-length-23", .pokes = {{ENTRY_LENGTH_AT, 2, 23}}},
    /* Four more bytes of data, so that the first four still lead to the descriptor. */
    {"tdx-entry-length-26",
     .pokes = {{TABLE_LENGTH_AT, 2, 18 + 26}, {ENTRY_LENGTH_AT, 2, 26}, {TDX_ENTRY - 4, 4, IMAGE_SIZE - DESCRIPTOR}}},
    {"tdx-entry-length-20", .pokes = {{ENTRY_LENGTH_AT, 2, 20}}},
    {"tdx-entry-twice", .edit = repeat_tdx_entry, .pokes = {{TABLE_LENGTH_AT, 2, 18 + 22 + 22}}},
    {"table-offset-outside", .pokes = {{TDX_ENTRY, 4, IMAGE_SIZE + 1}}},
    {"table-offset-wrong", .pokes = {{TDX_ENTRY, 4, IMAGE_SIZE - DESCRIPTOR + 8}}},
    {"legacy-offset-wrong", .pokes = {{LEGACY_AT, 4, DESCRIPTOR + 8}}},
    {"legacy-offset-outside", .pokes = {{LEGACY_AT, 4, IMAGE_SIZE + 0x1234}}},
    {"legacy-offset-8", .pokes = {{LEGACY_AT, 4, 8}}},
    {"jump-at-legacy-offset", .pokes = {{LEGACY_AT, 4, 0x90ff2ae9}}},
    {"two-descriptors", .edit = copy_descriptor, .pokes = {{LEGACY_AT, 4, COPY_AT + 16}}},
    {"copy-of-descriptor", .edit = copy_descriptor},

    /* the descriptor's header */
    {"signature", .pokes = {{SIGNATURE_AT, 1, 'U'}}},
    {"nrx", .pokes = {{SIGNATURE_AT, 4, 0x58524e5f}}},
    {"header-cut", .edit = signature_alone_at_end, .pokes = {{TDX_ENTRY, 4, 8}, {LEGACY_AT, 4, IMAGE_SIZE - 8}}},
    {"version-2", .pokes = {{VERSION_AT, 4, 2}}},
    {"number-0", .pokes = {{NUMBER_AT, 4, 0}}},
    {"number-5", .pokes = {{NUMBER_AT, 4, 5}}},
    {"number-huge", .pokes = {{NUMBER_AT, 4, 0x40000004}}},
    {"length-odd", .pokes = {{LENGTH_AT, 4, 16 + 4 * 32 + 1}}},
    {"length-past-end", .pokes = {{LENGTH_AT, 4, IMAGE_SIZE - DESCRIPTOR + 1}}},
    {"entries-past-end", .pokes = {{LENGTH_AT, 4, 16 + 32 * 0x1000}, {NUMBER_AT, 4, 0x1000}}},
    /* 32 bits do not hold their end, and what they hold lies in the file. */
    {"entries-wrap", .pokes = {{LENGTH_AT, 4, 0xfffffff0}, {NUMBER_AT, 4, 0x7ffffff}}},
    {"one-section", .pokes = {{LENGTH_AT, 4, 16 + 32}, {NUMBER_AT, 4, 1}}},
    /* As close to the legacy offset as can be. There is no room for a table behind it. */
    {"descriptor-at-end", .no_table = true, .descriptor = TABLE_END - 16 - 4 * 32},

    /* a section entry */
    {"type-9", .pokes = {SET4(2, TYPE, 9)}},
    {"type-80000000", .pokes = {SET4(2, TYPE, 0x80000000)}},
    {"attributes-reserved", .pokes = {SET4(2, ATTRIBUTES, 4)}},
    {"hob-attributes-reserved", .pokes = {SET4(3, ATTRIBUTES, 4)}},
    {"bfv-not-measured", .pokes = {SET4(0, ATTRIBUTES, 0)}},
    {"cfv-measured", .pokes = {SET4(1, ATTRIBUTES, 1)}},
    {"temp-augmented", .pokes = {SET4(2, ATTRIBUTES, 2)}},
    {"cfv-without-bytes", .pokes = {SET4(1, RAW_DATA_SIZE, 0)}},
    {"hob-with-bytes", .pokes = {SET4(3, RAW_DATA_SIZE, 0x10)}},
    {"temp-with-offset", .pokes = {SET4(2, DATA_OFFSET, 0x1000)}},
    {"cfv-memory-small", .pokes = {SET8(1, MEMORY_DATA_SIZE, 0x2000)}},
    {"cfv-memory-odd", .pokes = {SET8(1, MEMORY_DATA_SIZE, 0x31f0)}},
    {"bfv-memory-small", .pokes = {SET8(0, MEMORY_DATA_SIZE, 0xb000)}},
    {"hob-memory-odd", .pokes = {SET8(3, MEMORY_DATA_SIZE, 0x1f0)}},
    {"hob-without-memory", .pokes = {SET8(3, MEMORY_DATA_SIZE, 0)}},
    {"cfv-unaligned", .pokes = {SET8(1, MEMORY_ADDRESS, IMAGE_GPA + 0x10)}},
    {"cfv-zero-filled", .pokes = {SET4(1, RAW_DATA_SIZE, 0x2000)}},
    {"cfv-source-unaligned", .pokes = {SET4(1, DATA_OFFSET, 0x10)}},
    {"cfv-bytes-wrap",
     .pokes = {SET4(1, DATA_OFFSET, 0xfffff000), SET4(1, RAW_DATA_SIZE, 0x2000), SET8(1, MEMORY_DATA_SIZE, 0x2000)}},
    {"bfv-bytes-past-end", .pokes = {SET4(0, RAW_DATA_SIZE, 0xd000), SET8(0, MEMORY_DATA_SIZE, 0xd000)}},
    /* As if this were the later part of an image whose first 0x3000 bytes, the CFV, are missing. */
    {"half-of-split-image", .pokes = {SET4(0, DATA_OFFSET, 0x3000 + 0x4000)}},
    {"temp-unaligned", .pokes = {SET8(2, MEMORY_ADDRESS, 0x810010)}},
    {"temp-without-memory", .pokes = {SET8(2, MEMORY_DATA_SIZE, 0)}},
    {"temp-memory-huge", .pokes = {SET8(2, MEMORY_DATA_SIZE, UINT64_C(1) << 48)}},

    /* a section more */
    {"info", ADD(0x5000, 0x100, 0, 0, TDXP_SECTION_TD_INFO, 0)},
    {"params", ADD(0x5000, 1024, 0, 0, TDXP_SECTION_TD_PARAMS, 0)},
    {"info-without-bytes", ADD(0, 0, 0, 0, TDXP_SECTION_TD_INFO, 0)},
    {"info-in-memory", ADD(0x5000, 0x100, 0, 0x1000, TDXP_SECTION_TD_INFO, 0)},
    {"info-outside-bfv", ADD(0x3000, 0x100, 0, 0, TDXP_SECTION_TD_INFO, 0)},
    {"info-over-descriptor", ADD(DESCRIPTOR, 0x100, 0, 0, TDXP_SECTION_TD_INFO, 0)},
    /* A small BFV behind the one that TD_INFO lies in. */
    {"info-in-first-bfv", ADD(0x7000, 0x100, 0, 0, TDXP_SECTION_TD_INFO, 0),
     .pokes = {SET4(2, DATA_OFFSET, 0x3000), SET4(2, RAW_DATA_SIZE, 0x1000),
               SET8(2, MEMORY_ADDRESS, IMAGE_GPA + 0x3000), SET8(2, MEMORY_DATA_SIZE, 0x1000),
               SET4(2, TYPE, TDXP_SECTION_BFV), SET4(2, ATTRIBUTES, 1)}},
    {"payload", ADD(0, 0, 0x1000000, 0x1000, TDXP_SECTION_PAYLOAD, 0)},
    {"payload-with-offset", ADD(0x1000, 0, 0x1000000, 0x1000, TDXP_SECTION_PAYLOAD, 0)},
    {"payload-param-alone", ADD(0, 0, 0x1000000, 0x1000, TDXP_SECTION_PAYLOAD_PARAM, 0)},
    {"two-hobs", ADD(0, 0, 0x900000, 0x1000, TDXP_SECTION_TD_HOB, 0)},
    /* What more may be wrong with it. */
    {"fifth-measured", .pokes = {SET4(4, ATTRIBUTES, 1)}},
    {"fifth-memory-odd", .pokes = {SET8(4, MEMORY_DATA_SIZE, 0x1f0)}},
    {"fifth-in-memory", .pokes = {SET8(4, MEMORY_DATA_SIZE, 0x1000)}},

    /* the sections together */
    {"no-bfv",
     .pokes = {SET4(0, DATA_OFFSET, 0), SET4(0, RAW_DATA_SIZE, 0), SET8(0, MEMORY_ADDRESS, 0x900000),
               SET8(0, MEMORY_DATA_SIZE, 0x1000), SET4(0, TYPE, TDXP_SECTION_TEMP_MEM), SET4(0, ATTRIBUTES, 0)}},
    {"no-hob", .pokes = {SET4(3, TYPE, TDXP_SECTION_TEMP_MEM)}},
    {"perm-mem-for-hob", .pokes = {SET4(3, TYPE, TDXP_SECTION_PERM_MEM), SET4(3, ATTRIBUTES, 2)}},
    {"bfv-ends-before-4g", .pokes = {SET4(0, RAW_DATA_SIZE, 0xb000), SET8(0, MEMORY_DATA_SIZE, 0xb000)}},
    {"reset-vector-zero-filled", .pokes = {SET4(0, RAW_DATA_SIZE, 0xb000)}},
    {"bfv-ends-within-a-page", .pokes = {SET4(0, RAW_DATA_SIZE, 0xbff0)}},
    {"temp-wraps", .pokes = {SET8(2, MEMORY_ADDRESS, UINT64_C(0xfffffffffffff000)), SET8(2, MEMORY_DATA_SIZE, 0x1000)}},
    {"temp-at-bit-51", .pokes = {SET8(2, MEMORY_ADDRESS, UINT64_C(1) << 51)}},
    {"temp-at-bit-60", .pokes = {SET8(2, MEMORY_ADDRESS, UINT64_C(1) << 60)}},
    {"temp-at-bit-47", .pokes = {SET8(2, MEMORY_ADDRESS, UINT64_C(1) << 47)}},
    {"bfv-across-4g", .pokes = {SET8(0, MEMORY_ADDRESS, IMAGE_GPA + 0x5000)}},
    {"bfv-above-4g", .pokes = {SET8(0, MEMORY_ADDRESS, UINT64_C(1) << 32)}},
    {"bfv-low-cfv-above-4g",
     .pokes = {SET8(0, MEMORY_ADDRESS, IMAGE_GPA + 0x3000), SET8(1, MEMORY_ADDRESS, UINT64_C(1) << 32)}},
    {"cfv-above-4g", .pokes = {SET8(1, MEMORY_ADDRESS, UINT64_C(1) << 32)}},
    {"cfv-over-bfv", .pokes = {SET8(1, MEMORY_ADDRESS, IMAGE_GPA + 0x4000)}},
    {"hob-inside-temp", .pokes = {SET8(3, MEMORY_ADDRESS, 0x811000)}},
    {"hob-into-temp", .pokes = {SET8(3, MEMORY_ADDRESS, 0x80f000)}},
    {"hob-over-image", .pokes = {SET8(3, MEMORY_ADDRESS, IMAGE_GPA + 0x3000), SET8(3, MEMORY_DATA_SIZE, 0x1000)}},
    {"cfv-elsewhere", .pokes = {SET8(1, MEMORY_ADDRESS, IMAGE_GPA - 0x10000)}},
    {"cfv-shares-bytes-of-bfv", .pokes = {SET4(1, RAW_DATA_SIZE, 0x5000), SET8(1, MEMORY_ADDRESS, IMAGE_GPA - 0x5000),
                                          SET8(1, MEMORY_DATA_SIZE, 0x5000)}},

    /* the firmware volume in the CFV, which begins the file */
    {"volume", .volume = true},
    {"volume-header-length", .volume = true, .pokes = {{0x30, 2, 7}}},
    {"volume-checksum", .volume = true, .pokes = {{0x32, 2, 0x1234}}},
    {"volume-length", .volume = true, .edit = lengthen_volume},
    {"volume-revision", .volume = true, .edit = revise_volume},
    {"volume-checksum-of-td-shim", .volume = true, .pokes = {{0x32, 2, 0x3d21}}},
};

const struct image_change *changes(size_t *count)
{
    *count = sizeof list / sizeof list[0];
    return list;
}

const struct image_change *change_find(const char *name)
{
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        if (strcmp(list[i].name, name) == 0) {
            return &list[i];
        }
    }
    fail_msg("there is no change \"%s\"", name);
    return NULL;
}
