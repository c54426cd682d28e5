/* The table of GUIDed structures at the end of an image. */
#include "format/guid_table.h"

#include <inttypes.h>

#include "format/walker.h"
#include "tdxplore/range.h"

#define VTF0 "tianocore/edk2:OvmfPkg/ResetVector/Ia16/ResetVectorVtf0.asm"

enum {
    TABLE_END = 0x20, /* the table ends this far from the end of the file */
    ENTRY_FIXED = 18, /* bytes of an entry that are not data: u16 length, GUID */
};

const struct tdxp_guid tdxp_guid_table_footer =
    TDXP_GUID(0x96b582de, 0x1fb2, 0x45f7, 0xba, 0xea, 0xa3, 0x66, 0xc5, 0x5a, 0x08, 0x2d);
const struct tdxp_guid tdxp_guid_tdx_metadata_offset =
    TDXP_GUID(0xe47a6535, 0x984a, 0x4798, 0x86, 0x5e, 0x46, 0x85, 0xa7, 0xbf, 0x8e, 0xc2);
const struct tdxp_guid tdxp_guid_tdx_metadata =
    TDXP_GUID(0xe9eaf9f3, 0x168e, 0x44d5, 0xa8, 0xeb, 0x7f, 0x4d, 0x87, 0x38, 0xf6, 0xae);

static const struct tdxp_doc table_doc = {
    "structures that the VMM finds by GUID, from the end of the image backwards",
    "An image has no header: its end is what the processor knows, because it is mapped below 4 GiB. So OVMF put a table "
    "there whose last entry, the footer, is always at the same place: its GUID fills the 16 bytes at size - 0x30, and "
    "the length before it counts the whole table. Each entry is its data, then a 16-bit length that counts data, length "
    "and GUID, then its GUID. A reader walks from the footer towards the start, one length at a time.",
    VTF0};

static const struct tdxp_doc footer_doc = {
    "the last entry of the table: where a reader starts",
    "It has no data. Its GUID tells that there is a table at all; its length is that of the whole table.", VTF0};

static const struct tdxp_doc entry_doc = {
    "an entry of the GUIDed table",
    "Data, then a 16-bit length that counts the whole entry, then the GUID that says "
    "what the data is.",
    VTF0};

static const struct tdxp_doc data_doc = {
    "the entry's data", "Its GUID says what it means. Shown are the bytes that are not known to be fields.", VTF0};

static const struct tdxp_field tail_fields[] = {
    {.name = "Length",
     .type_name = "UINT16",
     .offset = 0,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the entry: data, this length and the GUID",
             "For the footer it is the size of the whole table, footer included. An entry's length is at least 18.",
             VTF0}},
    {.name = "Guid",
     .type_name = "GUID",
     .offset = 2,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"says what the entry is",
             "On disk the first three groups of a GUID are stored little-endian: e47a6535-984a-4798-865e-... is the "
             "bytes 35 65 7a e4 4a 98 98 47 86 5e ...",
             "UEFI specification 2.10, appendix A"}},
    {.name = NULL},
};

const struct tdxp_format guid_table_format_tail = {
    .name = "entry tail", .size = ENTRY_FIXED, .fields = tail_fields, .doc = {.summary = "length and GUID"}};

/* The data of the entries that are known, in one table a kind. */
static const struct tdxp_field metadata_offset_fields[] = {
    {.name = "Offset",
     .type_name = "UINT32",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FROM_END,
     .doc = {"distance of the descriptor's signature from the end of the image",
             "In bytes: the descriptor begins at the size of the file less this value.", VTF0}},
    {.name = NULL},
};

static const struct tdxp_field memory_fields[] = {
    {.name = "Base",
     .type_name = "UINT32",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_GPA,
     .doc = {"guest-physical address of the memory",
             "The VMM writes there before the guest starts. Base and Size are 0 in builds that do not use the entry.",
             VTF0}},
    {.name = "Size",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the memory in bytes", "The VMM writes no more than this.", VTF0}},
    {.name = NULL},
};

static const struct tdxp_flag reset_address[] = {
    {0,
     15,
     "IP",
     {"instruction pointer of the processor's first instruction",
      "The VMM puts it into RIP; it is counted from the base of the code segment.", VTF0},
     0},
    {16,
     31,
     "CS_BASE",
     {"upper 16 bits of the code segment's base",
      "The lower 16 bits of the base are 0, so that base and instruction pointer together make the address.", VTF0},
     0},
    {0, 0, NULL, {.summary = NULL}, 0},
};

static const struct tdxp_field reset_block_fields[] = {
    {.name = "Addr",
     .type_name = "UINT32",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = reset_address,
     .doc = {"where further processors start: IP in bits 15:0, CS base in bits 31:16",
             "The VMM loads it into the register state of each further processor of an SEV-ES guest: that state is "
             "encrypted and measured, so that the firmware cannot set it later. The address lies in memory that the "
             "firmware fills before it wakes them.",
             VTF0}},
    {.name = NULL},
};

static const struct tdxp_field svsm_fields[] = {
    {.name = "LaunchOffset",
     .type_name = "UINT32",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_OFFSET,
     .doc = {"entry point of the SVSM, in bytes from the start of the image",
             "The secure VM service module (SVSM) runs below the guest's own firmware. In an image that has one, a VMM "
             "starts the guest at this place.",
             "virtee/sev-snp-measure:sevsnpmeasure/ovmf.py"}},
    {.name = NULL},
};

const struct tdxp_format guid_table_format_offset = {
    .name = "metadata offset", .size = 4, .fields = metadata_offset_fields, .doc = {.summary = NULL}};
const struct tdxp_format guid_table_format_svsm = {
    .name = "SVSM info", .size = 4, .fields = svsm_fields, .doc = {.summary = NULL}};
static const struct tdxp_format memory_format = {
    .name = "memory", .size = 8, .fields = memory_fields, .doc = {.summary = NULL}};
static const struct tdxp_format reset_block_format = {
    .name = "SEV-ES reset block", .size = 4, .fields = reset_block_fields, .doc = {.summary = NULL}};

static const struct {
    struct tdxp_guid guid;
    const struct tdxp_format *data;
} known_entries[] = {
    /* TDX metadata offset */
    {TDXP_GUID(0xe47a6535, 0x984a, 0x4798, 0x86, 0x5e, 0x46, 0x85, 0xa7, 0xbf, 0x8e, 0xc2), &guid_table_format_offset},
    /* SEV metadata offset */
    {TDXP_GUID(0xdc886566, 0x984a, 0x4798, 0xa7, 0x5e, 0x55, 0x85, 0xa7, 0xbf, 0x67, 0xcc), &guid_table_format_offset},
    /* SEV hash table block */
    {TDXP_GUID(0x7255371f, 0x3a3b, 0x4b04, 0x92, 0x7b, 0x1d, 0xa6, 0xef, 0xa8, 0xd4, 0x54), &memory_format},
    /* SEV secret block */
    {TDXP_GUID(0x4c2eb361, 0x7d9b, 0x4cc3, 0x80, 0x81, 0x12, 0x7c, 0x90, 0xd3, 0xd2, 0x94), &memory_format},
    /* SEV-ES reset block */
    {TDXP_GUID(0x00f771de, 0x1a7e, 0x4fcb, 0x89, 0x0e, 0x68, 0xc7, 0x7e, 0x2f, 0xb4, 0x4e), &reset_block_format},
    /* SVSM info */
    {TDXP_GUID(0xa789a612, 0x0597, 0x4c4b, 0xa4, 0x9f, 0xcb, 0xb1, 0xfe, 0x9d, 0x1d, 0xdd), &guid_table_format_svsm},
};

const struct tdxp_format *guid_table_known(size_t n, struct tdxp_guid *guid)
{
    if (n >= sizeof known_entries / sizeof known_entries[0]) {
        return NULL;
    }
    *guid = known_entries[n].guid;
    return known_entries[n].data;
}

static const struct tdxp_format *data_format(const struct tdxp_guid *guid)
{
    for (size_t i = 0; i < sizeof known_entries / sizeof known_entries[0]; i++) {
        if (tdxp_guid_equal(&known_entries[i].guid, guid)) {
            return known_entries[i].data;
        }
    }
    return NULL;
}

/* A number of the data that is followed by another, its size: 0 and 0 in builds that do not use the entry. */
static void link_memory(struct tdxp_node *node, struct tdxp_node *base)
{
    struct tdxp_node *size = walked_field(node, "Size");

    if (size && size->value > 0) {
        node->gpa = base->value;
        node->gpa_size = size->value;
        point_to_gpa(base, base->value, size->value);
    } else {
        node->note = "not used";
    }
}

/* Make the pointers that are in the data follow to what they point at. */
static void link_data(struct tdxp_tree *tree, struct tdxp_node *node)
{
    const struct tdxp_space *file = node->space;

    for (struct tdxp_node *field = node->child; field; field = field->next) {
        if (!field->field || field->length < field->field->size) {
            continue;
        }
        if (field->field->role == TDXP_ROLE_FROM_END && field->value <= file->image.length) {
            point_to_bytes(field, file, file->image.start + (file->image.length - field->value), 1);
        } else if (field->field->role == TDXP_ROLE_OFFSET) {
            point_to_bytes(field, file, file->image.start + field->value, 1);
            if (field->value >= file->image.length) {
                tdxp_node_mark(tree, field, TDXP_MARK_INVALID, "leads outside of the file");
            }
        } else if (field->field->role == TDXP_ROLE_GPA) {
            link_memory(node, field);
        } else if (field->field->flags == reset_address && field->value > 0) {
            point_to_gpa(field, field->value, 1);
        }
    }
}

static struct tdxp_node *add_entry(struct tdxp_tree *tree, struct tdxp_node *parent,
                                   const struct tdxp_guid_entry *entry, uint32_t index)
{
    const struct tdxp_guid_name *known = tdxp_guid_find(&entry->guid);
    const struct tdxp_format *format = data_format(&entry->guid);
    char canonical[TDXP_GUID_TEXT];
    struct tdxp_node *node;
    uint64_t described = 0;

    tdxp_guid_format(&entry->guid, canonical);
    node = tdxp_tree_add(tree, parent, TDXP_KIND_STRUCT, tdxp_tree_text(tree, "entry[%" PRIu32 "]", index),
                         known ? known->name : tdxp_tree_text(tree, "%s", canonical), entry->offset, entry->length,
                         &entry_doc);
    if (known) {
        struct tdxp_doc *doc = tdxp_tree_alloc(tree, 1, sizeof *doc);

        if (doc) {
            *doc = (struct tdxp_doc){known->summary, entry_doc.detail, known->source};
            node->doc = doc;
        }
    }
    if (format && entry->data_length >= format->size) {
        walk_fields(tree, node, format, entry->offset);
        described = format->size;
    }
    if (entry->data_length > described) {
        tdxp_tree_add(tree, node, TDXP_KIND_CONTENT, "Data", "Data", entry->offset + described,
                      entry->data_length - described, &data_doc);
    }
    walk_fields(tree, node, &guid_table_format_tail, entry->offset + entry->data_length);
    link_data(tree, node);
    return node;
}

/*
 * Walk from the footer backwards and count the entries; their 16-bit lengths bound the walk. Where table->entries is not
 * NULL it has room for them, and they are put there.
 */
static void walk_table(const struct tdxp_bytes *bytes, struct tdxp_guid_table *table)
{
    uint64_t end = table->footer; /* of the entry that comes next */

    table->end = TDXP_TABLE_WHOLE;
    table->count = 0;
    while (end > table->start) {
        uint64_t room = end - table->start;
        struct tdxp_guid_entry entry = {.length = 0};

        if (room < ENTRY_FIXED) {
            table->end = TDXP_TABLE_LEFT_OVER;
            return;
        }
        tdxp_read_u16(bytes, end - ENTRY_FIXED, &entry.length);
        tdxp_read_guid(bytes, end - 16, &entry.guid);
        if (entry.length < ENTRY_FIXED || entry.length > room) {
            table->end = TDXP_TABLE_BAD_ENTRY;
            table->bad = end - ENTRY_FIXED;
            table->bad_length = entry.length;
            return;
        }
        entry.offset = end - entry.length;
        entry.data_length = entry.length - (uint64_t)ENTRY_FIXED;
        end = entry.offset;
        if (table->entries) {
            table->entries[table->count] = entry;
        }
        table->count++;
    }
}

void guid_table_add_nodes(struct tdxp_tree *tree, struct tdxp_node *parent, struct tdxp_guid_table *table)
{
    uint64_t table_end = table->footer + ENTRY_FIXED;
    struct tdxp_node *footer;
    struct tdxp_node *node;

    if (table->end == TDXP_TABLE_ABSENT) {
        return;
    }
    node = tdxp_tree_add(tree, parent, TDXP_KIND_STRUCT, "guid-table", "GUIDed table", table->start,
                         table_end - table->start, &table_doc);
    footer = tdxp_tree_add(tree, node, TDXP_KIND_STRUCT, "footer", "Footer", table->footer, ENTRY_FIXED, &footer_doc);
    table->node = node;
    node->note = tdxp_tree_text(tree, "%" PRIu32 " entr%s", table->count, table->count == 1 ? "y" : "ies");
    walk_fields(tree, footer, &guid_table_format_tail, table->footer);
    for (uint32_t i = 0; i < table->count; i++) {
        table->entries[i].node = add_entry(tree, node, &table->entries[i], i);
    }
    if (table->end == TDXP_TABLE_BAD_SIZE) {
        tdxp_node_mark(tree, walked_field(footer, "Length"), TDXP_MARK_INVALID,
                       table->length < ENTRY_FIXED ? "below 18, the size of the footer itself"
                                                   : "reaches before the start of the file");
    } else if (table->end == TDXP_TABLE_BAD_ENTRY) {
        struct tdxp_node *bad =
            tdxp_tree_add(tree, node, TDXP_KIND_STRUCT, tdxp_tree_text(tree, "entry[%" PRIu32 "]", table->count),
                          "Broken entry", table->bad, ENTRY_FIXED, &entry_doc);

        walk_fields(tree, bad, &guid_table_format_tail, table->bad);
        tdxp_node_mark(tree, bad, TDXP_MARK_INVALID,
                       "length %" PRIu16 " is impossible: %" PRIu64 " bytes remain and 18 is the least",
                       table->bad_length, table->bad + ENTRY_FIXED - table->start);
    } else if (table->end == TDXP_TABLE_LEFT_OVER) {
        tdxp_node_mark(tree, node, TDXP_MARK_INVALID, "its first bytes are too few for an entry");
    }
}

bool guid_table_read(struct tdxp_tree *tree, const struct tdxp_space *file, struct tdxp_guid_table *table)
{
    const struct tdxp_bytes *bytes = &file->bytes;
    const struct tdxp_range *image = &file->image;
    struct tdxp_guid guid;

    *table = (struct tdxp_guid_table){.end = TDXP_TABLE_ABSENT};
    if (image->length < TABLE_END + ENTRY_FIXED) {
        return true;
    }
    table->footer = image->start + image->length - TABLE_END - ENTRY_FIXED;
    table->start = table->footer;
    if (!tdxp_read_guid(bytes, table->footer + 2, &guid) || !tdxp_guid_equal(&guid, &tdxp_guid_table_footer) ||
        !tdxp_read_u16(bytes, table->footer, &table->length)) {
        return true;
    }
    if (table->length < ENTRY_FIXED || table->length - (uint64_t)ENTRY_FIXED > table->footer - image->start) {
        table->end = TDXP_TABLE_BAD_SIZE;
        table->bad = table->footer;
        table->bad_length = table->length;
        return true;
    }
    table->start = table->footer + ENTRY_FIXED - table->length;
    walk_table(bytes, table);
    if (table->count == 0) {
        return true;
    }
    table->entries = tdxp_tree_alloc(tree, table->count, sizeof *table->entries);
    if (!table->entries) {
        return false;
    }
    walk_table(bytes, table);
    return true;
}

const struct tdxp_guid_entry *guid_table_find(const struct tdxp_guid_table *table, const struct tdxp_guid *guid)
{
    for (uint32_t i = 0; i < table->count; i++) {
        if (tdxp_guid_equal(&table->entries[i].guid, guid)) {
            return &table->entries[i];
        }
    }
    return NULL;
}
