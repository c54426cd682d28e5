/* Hand-off blocks: what those that bear a GUID hold, as far as it is known. */
#include <inttypes.h>

#include "format/hob.h"
#include "format/walker.h"
#include "tdxplore/guid.h"
#include "tdxplore/range.h"
#include "tdxplore/text.h"

static const struct tdxp_guid payload_info_guid =
    TDXP_GUID(0xb96fa412, 0x461f, 0x4be3, 0x8c, 0x0d, 0xad, 0x80, 0x5a, 0x49, 0x7a, 0xc0);
static const struct tdxp_guid acpi_table_guid =
    TDXP_GUID(0x6a0c5870, 0xd4ed, 0x44f4, 0xa1, 0x35, 0xdd, 0x23, 0x8b, 0x6f, 0x0c, 0x8d);
static const struct tdxp_guid e820_table_guid =
    TDXP_GUID(0x8f8072ea, 0x3486, 0x4b47, 0x86, 0xa7, 0x23, 0x53, 0xb8, 0x8a, 0x87, 0x73);
static const struct tdxp_guid allocation_module_guid =
    TDXP_GUID(0xf8e21975, 0x0899, 0x4f58, 0xa4, 0xbe, 0x55, 0x25, 0xa9, 0xc6, 0xd7, 0x7a);

/* ---- what certain GUIDs stand for; from is behind the GUID ---- */

static void decode_payload_info(struct tdxp_tree *tree, struct tdxp_node *node, uint64_t from, uint64_t end)
{
    const struct tdxp_format *format = &hob_format_payload_info;
    struct tdxp_node *entry;

    if (end - node->offset < format->size) {
        format = &hob_format_payload_info_packed;
    }
    if (end - node->offset < format->size) {
        tdxp_node_mark(tree, node, TDXP_MARK_INVALID, "too short for the kind and entry point of a payload");
        hob_add_data(tree, node, from, end);
        return;
    }
    walk_fields(tree, node, format, node->offset);
    entry = walked_field(node, "Entrypoint");
    if (entry && entry->value > 0) {
        point_to_gpa(entry, entry->value, 1);
    }
    hob_add_data(tree, node, node->offset + format->size, end);
}

static void decode_acpi_table(struct tdxp_tree *tree, struct tdxp_node *node, uint64_t from, uint64_t end)
{
    const struct tdxp_bytes *bytes = &node->space->bytes;
    struct tdxp_node *table;
    uint32_t length = 0;
    char name[4] = "";
    char shown[sizeof name * TDXP_ESCAPE_MAX + 1];

    if (end - from < hob_format_acpi_table.size) {
        tdxp_node_mark(tree, node, TDXP_MARK_INVALID, "too short for an ACPI table");
        hob_add_data(tree, node, from, end);
        return;
    }
    table = walk_struct(tree, node, &hob_format_acpi_table, "AcpiTable", "ACPI table", from);
    tdxp_read_copy(bytes, from, name, sizeof name);
    tdxp_escape(name, sizeof name, shown, sizeof shown);
    table->note = tdxp_tree_text(tree, "%s", shown);
    node->note = tdxp_tree_text(tree, "ACPI table %s", shown);
    tdxp_read_u32(bytes, from + 4, &length);
    if (length < hob_format_acpi_table.size || length > end - from) {
        tdxp_node_mark(tree, walked_field(table, "Length"), TDXP_MARK_INVALID, "%s",
                       length > end - from ? "reaches past the end of the block" : "less than the table's header");
        length = (uint32_t)(end - from); /* a block has less than 64 KiB */
    } else if (tdxp_bytes_sum8(bytes, from, length) != 0) {
        struct tdxp_node *sum = walked_field(table, "Checksum");

        tdxp_node_mark(tree, sum, TDXP_MARK_INVALID, "the bytes do not add up to 0");
        if (sum) {
            tdxp_node_set_right(tree, sum, (uint8_t)(sum->value - tdxp_bytes_sum8(bytes, from, length)));
        }
    }
    table->length = length;
    hob_add_data(tree, table, from + hob_format_acpi_table.size, from + length);
}

static void decode_e820(struct tdxp_tree *tree, struct tdxp_node *node, uint64_t from, uint64_t end)
{
    uint32_t size = hob_format_e820_entry.size;
    uint32_t count = 0;

    for (; end - from >= size; from += size) {
        struct tdxp_node *entry =
            walk_struct(tree, node, &hob_format_e820_entry, tdxp_tree_text(tree, "E820Table[%" PRIu32 "]", count),
                        tdxp_tree_text(tree, "Entry %" PRIu32, count), from);
        struct tdxp_node *address = walked_field(entry, "Address");
        struct tdxp_node *length = walked_field(entry, "Size");

        if (address && length && length->value > 0) {
            entry->gpa = address->value;
            entry->gpa_size = length->value;
            point_to_gpa(address, address->value, length->value);
        }
        count++;
    }
    node->note = tdxp_tree_text(tree, "%" PRIu32 " entr%s", count, count == 1 ? "y" : "ies");
    hob_add_data(tree, node, from, end);
}

static const struct {
    const struct tdxp_guid *guid;
    void (*decode)(struct tdxp_tree *tree, struct tdxp_node *node, uint64_t from, uint64_t end);
} extensions[] = {
    {&payload_info_guid, decode_payload_info},
    {&acpi_table_guid, decode_acpi_table},
    {&e820_table_guid, decode_e820},
};

/* The well-known name of the GUID becomes the block's note, until something better is known. */
static void name_by_guid(struct tdxp_node *node, const struct tdxp_guid *guid)
{
    const struct tdxp_guid_name *known = tdxp_guid_find(guid);

    if (known) {
        node->note = known->name;
    }
}

void hob_guid_decode(struct tdxp_tree *tree, struct tdxp_node *node, uint64_t end)
{
    uint64_t from = node->offset + hob_format_guid.size;
    struct tdxp_guid guid;

    if (!tdxp_read_guid(&node->space->bytes, node->offset + 8, &guid)) {
        return;
    }
    name_by_guid(node, &guid);
    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++) {
        if (tdxp_guid_equal(extensions[i].guid, &guid)) {
            extensions[i].decode(tree, node, from, end);
            return;
        }
    }
    hob_add_data(tree, node, from, end);
}

void hob_allocation_decode(struct tdxp_tree *tree, struct tdxp_node *node, uint64_t end)
{
    uint64_t from = node->offset + hob_format_allocation.size;
    struct tdxp_node *base = walked_field(node, "MemoryBaseAddress");
    struct tdxp_node *length = walked_field(node, "MemoryLength");
    struct tdxp_node *entry;
    struct tdxp_guid guid;

    if (base && length && length->value > 0) {
        node->gpa = base->value;
        node->gpa_size = length->value;
        point_to_gpa(base, base->value, length->value);
    }
    if (!tdxp_read_guid(&node->space->bytes, node->offset + 8, &guid)) {
        return;
    }
    name_by_guid(node, &guid);
    if (tdxp_guid_equal(&guid, &allocation_module_guid) && end - node->offset >= hob_format_allocation_module.size) {
        walk_fields(tree, node, &hob_format_allocation_module, node->offset);
        from = node->offset + hob_format_allocation_module.size;
        entry = walked_field(node, "EntryPoint");
        if (entry) {
            point_to_gpa(entry, entry->value, 1);
        }
    }
    hob_add_data(tree, node, from, end);
}
