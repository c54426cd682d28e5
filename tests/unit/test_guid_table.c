/* The GUIDed table at the end of an image: every entry becomes a node, and nothing in it can lead a reader astray. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

enum {
    FOOTER = PLAN_SIZE - 0x32, /* length field of the footer */
    TABLE_END = PLAN_SIZE - 0x20,
    ENTRY_FIXED = 18,
    TDX_LENGTH = FOOTER - ENTRY_FIXED, /* length field of the first entry of the walk */
    TDX_DATA = TDX_LENGTH - 4,
};

static const struct tdxp_guid sev_metadata =
    TDXP_GUID(0xdc886566, 0x984a, 0x4798, 0xa7, 0x5e, 0x55, 0x85, 0xa7, 0xbf, 0x67, 0xcc);
static const struct tdxp_guid hash_table =
    TDXP_GUID(0x7255371f, 0x3a3b, 0x4b04, 0x92, 0x7b, 0x1d, 0xa6, 0xef, 0xa8, 0xd4, 0x54);
static const struct tdxp_guid secret_block =
    TDXP_GUID(0x4c2eb361, 0x7d9b, 0x4cc3, 0x80, 0x81, 0x12, 0x7c, 0x90, 0xd3, 0xd2, 0x94);
static const struct tdxp_guid reset_block =
    TDXP_GUID(0x00f771de, 0x1a7e, 0x4fcb, 0x89, 0x0e, 0x68, 0xc7, 0x7e, 0x2f, 0xb4, 0x4e);
static const struct tdxp_guid svsm_info =
    TDXP_GUID(0xa789a612, 0x0597, 0x4c4b, 0xa4, 0x9f, 0xcb, 0xb1, 0xfe, 0x9d, 0x1d, 0xdd);
static const struct tdxp_guid unknown =
    TDXP_GUID(0x01234567, 0x89ab, 0xcdef, 0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe);

static struct decoded decode_entries(const struct plan_entry *entries, uint32_t count)
{
    struct plan plan = plan_default();

    plan.entries = entries;
    plan.entry_count = count;
    return decode_plan(&plan);
}

/* ---- entries ---- */

static void table_and_its_entries_are_nodes_down_to_each_field(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);

    (void)state;
    assert_int_equal(d.fw->table.end, TDXP_TABLE_WHOLE);
    assert_int_equal(d.fw->table.count, 1);
    assert_int_equal(d.fw->table.length, 2 * ENTRY_FIXED + 4);
    assert_int_equal(d.fw->table.start, TDX_DATA);
    assert_ptr_equal(d.fw->table.node, node_at(&d, "guid-table"));
    assert_ptr_equal(d.fw->table.entries[0].node, node_at(&d, "guid-table/entry[0]"));
    assert_string_equal(node_at(&d, "guid-table")->note, "1 entry");
    assert_range(&d, "guid-table", TDX_DATA, TABLE_END - TDX_DATA);
    assert_range(&d, "guid-table/footer", FOOTER, ENTRY_FIXED);
    assert_range(&d, "guid-table/footer/Length", FOOTER, 2);
    assert_range(&d, "guid-table/footer/Guid", FOOTER + 2, 16);
    assert_value(&d, "guid-table/footer/Length", "0x28");
    assert_value(&d, "guid-table/footer/Guid", "96b582de-1fb2-45f7-baea-a366c55a082d (GUIDed table footer)");
    assert_range(&d, "guid-table/entry[0]", TDX_DATA, 22);
    assert_range(&d, "guid-table/entry[0]/Offset", TDX_DATA, 4);
    assert_range(&d, "guid-table/entry[0]/Length", TDX_LENGTH, 2);
    assert_range(&d, "guid-table/entry[0]/Guid", TDX_LENGTH + 2, 16);
    assert_value(&d, "guid-table/entry[0]/Offset", "0x1000");
    assert_value(&d, "guid-table/entry[0]/Length", "0x16");
    assert_value(&d, "guid-table/entry[0]/Guid", "e47a6535-984a-4798-865e-4685a7bf8ec2 (TDX metadata offset)");
    assert_string_equal(node_at(&d, "guid-table/entry[0]")->name, "TDX metadata offset");
    assert_sound(&d);
    decoded_free(&d);
}

static void known_entries_bear_their_names_and_show_their_data(void **state)
{
    static const uint8_t distance[] = {0x34, 0x12, 0, 0};
    static const uint8_t hashes[] = {0x00, 0x0c, 0x81, 0, 0x00, 0x04, 0, 0};
    static const uint8_t secret[] = {0x00, 0x00, 0x81, 0, 0x00, 0x0c, 0, 0};
    static const uint8_t reset[] = {0x04, 0xb0, 0x80, 0};
    static const uint8_t launch[] = {0x78, 0x56, 0, 0};
    const struct plan_entry entries[] = {
        {sev_metadata, distance, 4}, {hash_table, hashes, 8}, {secret_block, secret, 8},
        {reset_block, reset, 4},     {svsm_info, launch, 4},
    };
    struct decoded d = decode_entries(entries, 5);

    (void)state;
    assert_int_equal(d.fw->table.count, 6);
    assert_string_equal(node_at(&d, "guid-table")->note, "6 entries");
    assert_string_equal(node_at(&d, "guid-table/entry[1]")->name, "SEV metadata offset");
    assert_string_equal(node_at(&d, "guid-table/entry[2]")->name, "SEV hash table block");
    assert_string_equal(node_at(&d, "guid-table/entry[3]")->name, "SEV secret block");
    assert_string_equal(node_at(&d, "guid-table/entry[4]")->name, "SEV-ES reset block");
    assert_string_equal(node_at(&d, "guid-table/entry[5]")->name, "SVSM info");
    assert_number(&d, "guid-table/entry[1]/Offset", 0x1234);
    assert_number(&d, "guid-table/entry[2]/Base", 0x810c00);
    assert_number(&d, "guid-table/entry[2]/Size", 0x400);
    assert_number(&d, "guid-table/entry[3]/Base", 0x810000);
    assert_number(&d, "guid-table/entry[3]/Size", 0xc00);
    assert_number(&d, "guid-table/entry[4]/Addr", 0x80b004);
    assert_number(&d, "guid-table/entry[5]/LaunchOffset", 0x5678);
    assert_sound(&d);
    decoded_free(&d);
}

static void numbers_in_the_entries_lead_to_what_they_mean(void **state)
{
    static const uint8_t distance[] = {0x34, 0x12, 0, 0};
    static const uint8_t hashes[] = {0x00, 0x0c, 0x81, 0, 0x00, 0x04, 0, 0};
    static const uint8_t none[] = {0, 0, 0, 0, 0, 0, 0, 0};
    static const uint8_t launch[] = {0x78, 0x56, 0, 0};
    const struct plan_entry entries[] = {
        {sev_metadata, distance, 4},
        {hash_table, hashes, 8},
        {secret_block, none, 8},
        {svsm_info, launch, 4},
    };
    struct decoded d = decode_entries(entries, 4);

    (void)state;
    assert_leads_to_bytes(&d, "guid-table/entry[0]/Offset", PLAN_DESCRIPTOR, 1);
    assert_leads_to_bytes(&d, "guid-table/entry[1]/Offset", PLAN_SIZE - 0x1234, 1);
    assert_leads_to_gpa(&d, "guid-table/entry[2]/Base", 0x810c00, 0x400);
    assert_leads_nowhere(&d, "guid-table/entry[3]/Base");
    assert_leads_to_bytes(&d, "guid-table/entry[4]/LaunchOffset", 0x5678, 1);
    assert_leads_nowhere(&d, "guid-table/entry[0]/Length");
    assert_leads_nowhere(&d, "guid-table/footer");
    decoded_free(&d);
}

static void distance_beyond_the_start_of_the_file_leads_nowhere(void **state)
{
    struct decoded d = decode_changed(TDX_DATA, 4, PLAN_SIZE + 1);

    (void)state;
    assert_leads_nowhere(&d, "guid-table/entry[0]/Offset");
    decoded_free(&d);
    d = decode_changed(TDX_DATA, 4, PLAN_SIZE);
    assert_leads_to_bytes(&d, "guid-table/entry[0]/Offset", 0, 1);
    decoded_free(&d);
}

static void entry_with_an_unknown_guid_is_called_by_it(void **state)
{
    static const uint8_t data[] = {1, 2, 3, 4, 5};
    const struct plan_entry entries[] = {{unknown, data, 5}, {unknown, NULL, 0}};
    struct decoded d = decode_entries(entries, 2);

    (void)state;
    assert_string_equal(node_at(&d, "guid-table/entry[1]")->name, "01234567-89ab-cdef-1032-547698badcfe");
    assert_value(&d, "guid-table/entry[1]/Guid", "01234567-89ab-cdef-1032-547698badcfe");
    assert_range(&d, "guid-table/entry[1]/Data", d.fw->table.entries[1].offset, 5);
    assert_no_node(&d, "guid-table/entry[2]/Data");
    assert_int_equal(d.fw->table.entries[2].data_length, 0);
    assert_sound(&d);
    decoded_free(&d);
}

static void data_behind_the_known_fields_is_shown_as_bytes(void **state)
{
    static const uint8_t data[] = {0x10, 0x20, 0, 0, 0xaa, 0xbb};
    const struct plan_entry entries[] = {{sev_metadata, data, 6}};
    struct decoded d = decode_entries(entries, 1);
    uint64_t start = d.fw->table.entries[1].offset;

    (void)state;
    assert_number(&d, "guid-table/entry[1]/Offset", 0x2010);
    assert_range(&d, "guid-table/entry[1]/Data", start + 4, 2);
    decoded_free(&d);
}

static void data_too_short_for_the_known_fields_is_shown_as_bytes(void **state)
{
    static const uint8_t data[] = {0x10, 0x20, 0x30};
    const struct plan_entry entries[] = {{sev_metadata, data, 3}, {reset_block, NULL, 0}};
    struct decoded d = decode_entries(entries, 2);

    (void)state;
    assert_no_node(&d, "guid-table/entry[1]/Offset");
    assert_range(&d, "guid-table/entry[1]/Data", d.fw->table.entries[1].offset, 3);
    assert_no_node(&d, "guid-table/entry[2]/Addr");
    assert_no_node(&d, "guid-table/entry[2]/Data");
    assert_sound(&d);
    decoded_free(&d);
}

static void table_of_the_footer_alone_has_no_entries(void **state)
{
    struct plan plan = plan_default();
    struct decoded d;

    (void)state;
    plan.no_tdx_entry = true;
    d = decode_plan(&plan);
    assert_int_equal(d.fw->table.end, TDXP_TABLE_WHOLE);
    assert_int_equal(d.fw->table.count, 0);
    assert_string_equal(node_at(&d, "guid-table")->note, "0 entries");
    assert_range(&d, "guid-table", FOOTER, ENTRY_FIXED);
    assert_marks(&d, "guid-table", 0);
    decoded_free(&d);
}

/* ---- lengths that cannot be ---- */

static void impossible_length_of_an_entry_ends_the_walk_and_is_shown(void **state)
{
    static const uint8_t data[] = {1, 2, 3, 4};
    const struct plan_entry entries[] = {{sev_metadata, data, 4}, {unknown, data, 4}};
    static const uint16_t lengths[] = {0, 1, 17, 45, 0x8000, 0xffff}; /* 44 bytes remain */
    enum { SEV_LENGTH = TDX_DATA - ENTRY_FIXED };

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct plan plan = plan_default();
        struct decoded d;
        uint8_t *bytes;

        plan.entries = entries;
        plan.entry_count = 2;
        bytes = plan_bytes(&plan);
        put_uint(bytes + SEV_LENGTH, 2, lengths[i]);
        d = decode_taken(bytes, PLAN_SIZE);
        assert_int_equal(d.fw->table.end, TDXP_TABLE_BAD_ENTRY);
        assert_int_equal(d.fw->table.count, 1);
        assert_int_equal(d.fw->table.bad, SEV_LENGTH);
        assert_int_equal(d.fw->table.bad_length, lengths[i]);
        assert_string_equal(node_at(&d, "guid-table/entry[0]")->name, "TDX metadata offset");
        assert_string_equal(node_at(&d, "guid-table/entry[1]")->name, "Broken entry");
        assert_marks(&d, "guid-table/entry[1]", TDXP_MARK_INVALID);
        assert_non_null(strstr(node_at(&d, "guid-table/entry[1]")->remark, "44 bytes remain"));
        assert_number(&d, "guid-table/entry[1]/Length", lengths[i]);
        assert_no_node(&d, "guid-table/entry[2]");
        assert_int_equal(d.fw->located_by, TDXP_METHOD_GUID_TABLE);
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void entry_that_takes_all_that_remains_is_no_mistake(void **state)
{
    static const uint8_t data[] = {1, 2, 3, 4};
    const struct plan_entry entries[] = {{sev_metadata, data, 4}, {unknown, data, 4}};
    struct plan plan = plan_default();
    struct decoded d;
    uint8_t *bytes;

    (void)state;
    plan.entries = entries;
    plan.entry_count = 2;
    bytes = plan_bytes(&plan);
    put_uint(bytes + TDX_DATA - ENTRY_FIXED, 2, 44);
    d = decode_taken(bytes, PLAN_SIZE);
    assert_int_equal(d.fw->table.end, TDXP_TABLE_WHOLE);
    assert_int_equal(d.fw->table.count, 2);
    assert_int_equal(d.fw->table.entries[1].data_length, 44 - ENTRY_FIXED);
    decoded_free(&d);
}

static void what_is_behind_a_broken_entry_is_not_found(void **state)
{
    struct decoded d = decode_changed(TDX_LENGTH, 2, 17);

    (void)state;
    assert_int_equal(d.fw->lookups[TDXP_METHOD_GUID_TABLE].outcome, TDXP_OUTCOME_ABSENT);
    assert_int_equal(d.fw->located_by, TDXP_METHOD_LEGACY_OFFSET);
    decoded_free(&d);
}

static void bytes_too_few_for_an_entry_are_left_over(void **state)
{
    (void)state;
    for (uint64_t more = 1; more < ENTRY_FIXED; more++) {
        struct decoded d = decode_changed(FOOTER, 2, 2 * ENTRY_FIXED + 4 + more);

        assert_int_equal(d.fw->table.end, TDXP_TABLE_LEFT_OVER);
        assert_int_equal(d.fw->table.count, 1);
        assert_range(&d, "guid-table", TDX_DATA - more, TABLE_END - TDX_DATA + more);
        assert_marks(&d, "guid-table", TDXP_MARK_INVALID);
        assert_int_equal(d.fw->located_by, TDXP_METHOD_GUID_TABLE);
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void length_of_the_table_below_the_footers_own_is_marked(void **state)
{
    (void)state;
    for (uint16_t length = 0; length < ENTRY_FIXED; length++) {
        struct decoded d = decode_changed(FOOTER, 2, length);

        assert_int_equal(d.fw->table.end, TDXP_TABLE_BAD_SIZE);
        assert_int_equal(d.fw->table.count, 0);
        assert_int_equal(d.fw->table.bad, FOOTER);
        assert_int_equal(d.fw->table.bad_length, length);
        assert_range(&d, "guid-table", FOOTER, ENTRY_FIXED);
        assert_marks(&d, "guid-table/footer/Length", TDXP_MARK_INVALID);
        assert_int_equal(d.fw->lookups[TDXP_METHOD_GUID_TABLE].outcome, TDXP_OUTCOME_ABSENT);
        assert_sound(&d);
        decoded_free(&d);
    }
}

/* A file of size bytes with nothing but a footer that claims length bytes. */
static struct decoded decode_footer(uint64_t size, uint16_t length)
{
    uint8_t *bytes = calloc(1, size);

    assert_non_null(bytes);
    memcpy(bytes + size - 0x30, tdxp_guid_table_footer.bytes, 16);
    put_uint(bytes + size - 0x32, 2, length);
    return decode_taken(bytes, size);
}

static void table_may_begin_with_the_file_but_not_before_it(void **state)
{
    struct decoded d = decode_footer(0x80, 0x60);

    (void)state;
    assert_int_equal(d.fw->table.end, TDXP_TABLE_BAD_ENTRY); /* of length 0: there is nothing but zeros */
    assert_int_equal(d.fw->table.start, 0);
    assert_sound(&d);
    decoded_free(&d);
    d = decode_footer(0x80, 0x61);
    assert_int_equal(d.fw->table.end, TDXP_TABLE_BAD_SIZE);
    assert_int_equal(d.fw->table.start, 0x80 - 0x32);
    assert_marks(&d, "guid-table/footer/Length", TDXP_MARK_INVALID);
    assert_sound(&d);
    decoded_free(&d);
}

static void table_of_the_largest_length_is_walked_to_its_start(void **state)
{
    enum { SIZE = 0x10100, COUNT = (0xffff - ENTRY_FIXED) / ENTRY_FIXED };
    uint8_t *bytes = calloc(1, SIZE);
    struct decoded d;

    (void)state;
    assert_non_null(bytes);
    memcpy(bytes + SIZE - 0x30, tdxp_guid_table_footer.bytes, 16);
    put_uint(bytes + SIZE - 0x32, 2, 0xffff);
    for (uint64_t i = 1; i <= COUNT; i++) {
        put_uint(bytes + SIZE - 0x32 - i * ENTRY_FIXED, 2, ENTRY_FIXED);
    }
    d = decode_taken(bytes, SIZE);
    assert_int_equal(d.fw->table.end, TDXP_TABLE_LEFT_OVER);
    assert_int_equal(d.fw->table.count, COUNT);
    assert_sound(&d);
    decoded_free(&d);
}

/* ---- no table ---- */

static void without_the_whole_guid_of_the_footer_there_is_no_table(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 16; i++) {
        struct plan plan = plan_default();
        uint8_t *bytes = plan_bytes(&plan);
        struct decoded d;

        bytes[FOOTER + 2 + i] ^= 1;
        d = decode_taken(bytes, PLAN_SIZE);
        assert_int_equal(d.fw->table.end, TDXP_TABLE_ABSENT);
        assert_null(d.fw->table.node);
        assert_no_node(&d, "guid-table");
        assert_int_equal(d.fw->lookups[TDXP_METHOD_GUID_TABLE].outcome, TDXP_OUTCOME_ABSENT);
        decoded_free(&d);
    }
}

static void file_needs_0x32_bytes_to_have_a_table(void **state)
{
    struct decoded d = decode_footer(0x32, ENTRY_FIXED);
    uint8_t *bytes = calloc(1, 0x31);

    (void)state;
    assert_int_equal(d.fw->table.end, TDXP_TABLE_WHOLE);
    assert_range(&d, "guid-table", 0, ENTRY_FIXED);
    assert_sound(&d);
    decoded_free(&d);
    assert_non_null(bytes);
    memcpy(bytes + 1, tdxp_guid_table_footer.bytes, 16);
    d = decode_taken(bytes, 0x31);
    assert_int_equal(d.fw->table.end, TDXP_TABLE_ABSENT);
    assert_sound(&d);
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_and_its_entries_are_nodes_down_to_each_field),
        cmocka_unit_test(known_entries_bear_their_names_and_show_their_data),
        cmocka_unit_test(numbers_in_the_entries_lead_to_what_they_mean),
        cmocka_unit_test(distance_beyond_the_start_of_the_file_leads_nowhere),
        cmocka_unit_test(entry_with_an_unknown_guid_is_called_by_it),
        cmocka_unit_test(data_behind_the_known_fields_is_shown_as_bytes),
        cmocka_unit_test(data_too_short_for_the_known_fields_is_shown_as_bytes),
        cmocka_unit_test(table_of_the_footer_alone_has_no_entries),
        cmocka_unit_test(impossible_length_of_an_entry_ends_the_walk_and_is_shown),
        cmocka_unit_test(entry_that_takes_all_that_remains_is_no_mistake),
        cmocka_unit_test(what_is_behind_a_broken_entry_is_not_found),
        cmocka_unit_test(bytes_too_few_for_an_entry_are_left_over),
        cmocka_unit_test(length_of_the_table_below_the_footers_own_is_marked),
        cmocka_unit_test(table_may_begin_with_the_file_but_not_before_it),
        cmocka_unit_test(table_of_the_largest_length_is_walked_to_its_start),
        cmocka_unit_test(without_the_whole_guid_of_the_footer_there_is_no_table),
        cmocka_unit_test(file_needs_0x32_bytes_to_have_a_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
