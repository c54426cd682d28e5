/* Rules of the GUIDed table itself. */
#include <inttypes.h>

#include "check/rules.h"
#include "check/run.h"

enum {
    ENTRY_FIXED = 18, /* bytes of an entry that are not data */
    ENTRY_TDX = 22,   /* length of the TDX metadata offset entry */
};

/* What is right for the TDX metadata offset entry. */
#define TDX_LENGTH "0x16: 4 bytes of offset, 2 of length, 16 of GUID"

RULE_CHECK(check_table_length)
{
    const struct tdxp_guid_table *table = &run->fw->table;

    if (table->end != TDXP_TABLE_BAD_SIZE) {
        return;
    }
    if (table->length < ENTRY_FIXED) {
        report(run, table->node, "length 0x%" PRIx16 " of the GUIDed table is below the 0x12 bytes of its own footer",
               table->length);
    } else {
        report(run, table->node,
               "length 0x%" PRIx16 " of the GUIDed table reaches 0x%" PRIx64 " bytes before the start of the file",
               table->length, table->length - (table->footer + ENTRY_FIXED));
    }
    point_at(run, table->bad, 2);
    suggest(run, "the length counts the footer and all entries: 0x28 for a table of the TDX metadata offset alone");
}

RULE_CHECK(check_table_entry_length)
{
    const struct tdxp_guid_table *table = &run->fw->table;
    struct tdxp_guid guid;
    uint64_t room;

    if (table->end != TDXP_TABLE_BAD_ENTRY) {
        return;
    }
    room = table->bad + ENTRY_FIXED - table->start;
    report(run, table->node,
           "length 0x%" PRIx16 " of a GUIDed entry is impossible: 0x12 is the least, and 0x%" PRIx64
           " bytes of the table remain",
           table->bad_length, room);
    point_at(run, table->bad, 2);
    if (tdxp_read_guid(run->bytes, table->bad + 2, &guid) && tdxp_guid_equal(&guid, &tdxp_guid_tdx_metadata_offset)) {
        suggest(run, TDX_LENGTH);
        correct(run, field_at(run, table->bad, 2), ENTRY_TDX);
    } else {
        suggest(run, "an entry's length counts its data, the length itself and its GUID");
    }
}

RULE_CHECK(check_table_left_over)
{
    const struct tdxp_guid_table *table = &run->fw->table;
    uint64_t end;

    if (table->end != TDXP_TABLE_LEFT_OVER) {
        return;
    }
    end = table->count ? table->entries[table->count - 1].offset : table->footer;
    report(run, table->node, "0x%" PRIx64 " bytes of the GUIDed table are left over, too few for an entry",
           end - table->start);
    point_at(run, table->start, end - table->start);
    suggest(run, "with these entries the length of the table is 0x%" PRIx64, table->length - (end - table->start));
    correct(run, field_at(run, table->footer, 2), table->length - (end - table->start));
}

static bool is_tdx_entry(const struct tdxp_guid_entry *entry)
{
    return tdxp_guid_equal(&entry->guid, &tdxp_guid_tdx_metadata_offset);
}

RULE_CHECK(check_tdx_entry_length)
{
    const struct tdxp_guid_table *table = &run->fw->table;

    for (uint32_t i = 0; i < table->count; i++) {
        const struct tdxp_guid_entry *entry = &table->entries[i];

        if (is_tdx_entry(entry) && entry->length != ENTRY_TDX) {
            report(run, entry->node,
                   "the TDX metadata offset entry at 0x%" PRIx64 " has length 0x%" PRIx16 " instead of 0x16",
                   entry->offset, entry->length);
            point_at(run, entry->offset + entry->data_length, 2);
            suggest(run, TDX_LENGTH);
            correct(run, field_at(run, entry->offset + entry->data_length, 2), ENTRY_TDX);
            return;
        }
    }
}

RULE_CHECK(check_tdx_entry_twice)
{
    const struct tdxp_guid_table *table = &run->fw->table;
    const struct tdxp_guid_entry *first = NULL;

    for (uint32_t i = 0; i < table->count; i++) {
        const struct tdxp_guid_entry *entry = &table->entries[i];

        if (!is_tdx_entry(entry)) {
            continue;
        }
        if (first) {
            report(run, entry->node,
                   "the GUIDed table has another TDX metadata offset entry at 0x%" PRIx64 ": the one at 0x%" PRIx64
                   " is met first",
                   entry->offset, first->offset);
            suggest(run, "no second one");
        }
        first = first ? first : entry;
    }
}
