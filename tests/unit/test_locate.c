/* Finding the descriptor: every way is tried and shown, the best one is taken, and disagreement is noticed. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

enum {
    LEGACY = PLAN_SIZE - 0x20,
    TDX_DATA = PLAN_SIZE - 0x32 - 22, /* data of the table's entry */
    ELSEWHERE = 0x4000,               /* room for a second descriptor */
};

static const char *const paths[TDXP_METHODS] = {
    [TDXP_METHOD_GUID_TABLE] = "locate/guid-table",
    [TDXP_METHOD_LEGACY_OFFSET] = "locate/legacy-offset",
    [TDXP_METHOD_SIGNATURE_SCAN] = "locate/signature-scan",
};

/* The descriptor was found, by that way and at that place, and the nodes say so. */
static void assert_taken(const struct decoded *d, enum tdxp_method method, uint64_t offset)
{
    assert_int_equal(d->fw->located_by, method);
    assert_non_null(d->fw->tdvf);
    assert_int_equal(d->fw->tdvf->offset, offset);
    assert_ptr_equal(d->fw->lookups[method].tdvf, d->fw->tdvf);
    assert_string_equal(node_at(d, "locate")->note, tdxp_method_title(method));
    for (int i = 0; i < TDXP_METHODS; i++) {
        const struct tdxp_node *node = node_at(d, paths[i]);

        assert_ptr_equal(d->fw->lookups[i].node, node);
        assert_int_equal(node->kind, TDXP_KIND_LOOKUP);
        assert_int_equal(node->marks & TDXP_MARK_TAKEN, i == (int)method ? TDXP_MARK_TAKEN : 0);
        assert_int_equal(node->marks & TDXP_MARKS_TROUBLE, 0);
    }
    assert_leads_to_bytes(d, paths[method], offset, 16);
    assert_sound(d);
}

static void assert_note(const struct decoded *d, enum tdxp_method method, const char *expected)
{
    assert_string_equal(node_at(d, paths[method])->note, expected);
}

static void assert_outcomes(const struct decoded *d, enum tdxp_outcome table, enum tdxp_outcome legacy,
                            enum tdxp_outcome scan)
{
    assert_int_equal(d->fw->lookups[TDXP_METHOD_GUID_TABLE].outcome, table);
    assert_int_equal(d->fw->lookups[TDXP_METHOD_LEGACY_OFFSET].outcome, legacy);
    assert_int_equal(d->fw->lookups[TDXP_METHOD_SIGNATURE_SCAN].outcome, scan);
}

/* The bytes of the default image with a copy of its descriptor, its GUID included, at another place. */
static uint8_t *bytes_with_copies(const uint64_t *places, size_t count)
{
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);

    for (size_t i = 0; i < count; i++) {
        memcpy(bytes + places[i] - 16, bytes + PLAN_DESCRIPTOR - 16, 16 + 16 + 4 * 32);
    }
    return bytes;
}

/* ---- which way is taken ---- */

static void all_ways_are_tried_and_the_table_comes_first(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);

    (void)state;
    assert_taken(&d, TDXP_METHOD_GUID_TABLE, PLAN_DESCRIPTOR);
    assert_outcomes(&d, TDXP_OUTCOME_FOUND, TDXP_OUTCOME_FOUND, TDXP_OUTCOME_FOUND);
    assert_false(d.fw->lookups_disagree);
    assert_note(&d, TDXP_METHOD_GUID_TABLE, "taken: 0xf000");
    assert_note(&d, TDXP_METHOD_LEGACY_OFFSET, "0xf000");
    assert_note(&d, TDXP_METHOD_SIGNATURE_SCAN, "0xf000");
    assert_range(&d, paths[TDXP_METHOD_GUID_TABLE], TDX_DATA, 4);
    assert_range(&d, paths[TDXP_METHOD_LEGACY_OFFSET], LEGACY, 4);
    assert_range(&d, paths[TDXP_METHOD_SIGNATURE_SCAN], PLAN_DESCRIPTOR, 4);
    for (int i = 0; i < TDXP_METHODS; i++) {
        assert_ptr_equal(d.fw->lookups[i].tdvf, d.fw->tdvf);
    }
    decoded_free(&d);
}

static void without_the_table_the_legacy_offset_is_taken(void **state)
{
    struct plan plan = plan_default();
    struct decoded d;

    (void)state;
    plan.no_table = true;
    d = decode_plan(&plan);
    assert_taken(&d, TDXP_METHOD_LEGACY_OFFSET, PLAN_DESCRIPTOR);
    assert_outcomes(&d, TDXP_OUTCOME_ABSENT, TDXP_OUTCOME_FOUND, TDXP_OUTCOME_FOUND);
    assert_note(&d, TDXP_METHOD_GUID_TABLE, "no entry that gives an offset");
    assert_range(&d, paths[TDXP_METHOD_GUID_TABLE], 0, 0);
    assert_leads_nowhere(&d, paths[TDXP_METHOD_GUID_TABLE]);
    assert_false(d.fw->lookups_disagree);
    decoded_free(&d);
}

static void table_without_an_entry_for_tdx_is_as_good_as_none(void **state)
{
    struct plan plan = plan_default();
    struct decoded d;

    (void)state;
    plan.no_tdx_entry = true;
    d = decode_plan(&plan);
    assert_taken(&d, TDXP_METHOD_LEGACY_OFFSET, PLAN_DESCRIPTOR);
    assert_outcomes(&d, TDXP_OUTCOME_ABSENT, TDXP_OUTCOME_FOUND, TDXP_OUTCOME_FOUND);
    node_at(&d, "guid-table/footer");
    decoded_free(&d);
}

static void without_both_the_scan_is_taken(void **state)
{
    struct plan plan = plan_default();
    struct decoded d;

    (void)state;
    plan.no_table = plan.no_legacy = true;
    d = decode_plan(&plan);
    assert_taken(&d, TDXP_METHOD_SIGNATURE_SCAN, PLAN_DESCRIPTOR);
    assert_outcomes(&d, TDXP_OUTCOME_ABSENT, TDXP_OUTCOME_NO_SIGNATURE, TDXP_OUTCOME_FOUND);
    assert_note(&d, TDXP_METHOD_LEGACY_OFFSET, "0x0 holds no \"TDVF\"");
    assert_false(d.fw->lookups_disagree);
    decoded_free(&d);
}

static void without_any_way_there_is_no_descriptor_and_nothing_is_wrong(void **state)
{
    struct plan plan = plan_default();
    struct decoded d;

    (void)state;
    plan.no_table = plan.no_legacy = plan.no_guid = plan.no_descriptor = true;
    d = decode_plan(&plan);
    assert_int_equal(d.fw->located_by, -1);
    assert_null(d.fw->tdvf);
    assert_false(d.fw->lookups_disagree);
    assert_outcomes(&d, TDXP_OUTCOME_ABSENT, TDXP_OUTCOME_NO_SIGNATURE, TDXP_OUTCOME_ABSENT);
    assert_string_equal(node_at(&d, "locate")->note, "no TDX descriptor");
    assert_note(&d, TDXP_METHOD_SIGNATURE_SCAN, "no match");
    assert_no_node(&d, "tdvf");
    assert_no_node(&d, "contents");
    for (int i = 0; i < TDXP_METHODS; i++) {
        assert_leads_nowhere(&d, paths[i]);
        assert_marks(&d, paths[i], 0);
        assert_null(d.fw->lookups[i].tdvf);
    }
    assert_sound(&d);
    decoded_free(&d);
}

static void ways_have_names_for_programs_and_titles_for_people(void **state)
{
    (void)state;
    assert_string_equal(tdxp_method_name(TDXP_METHOD_GUID_TABLE), "guid-table");
    assert_string_equal(tdxp_method_name(TDXP_METHOD_LEGACY_OFFSET), "legacy-offset");
    assert_string_equal(tdxp_method_name(TDXP_METHOD_SIGNATURE_SCAN), "signature-scan");
    assert_string_equal(tdxp_method_title(TDXP_METHOD_GUID_TABLE), "GUIDed table");
    assert_string_equal(tdxp_method_title(TDXP_METHOD_LEGACY_OFFSET), "legacy offset");
    assert_string_equal(tdxp_method_title(TDXP_METHOD_SIGNATURE_SCAN), "signature scan");
}

/* ---- the table's entry ---- */

static void distance_in_the_table_must_lead_into_the_file(void **state)
{
    static const struct {
        uint32_t distance;
        enum tdxp_outcome outcome;
        uint64_t offset; /* unless out of range */
    } cases[] = {
        {0, TDXP_OUTCOME_OUT_OF_RANGE, PLAN_SIZE},
        {3, TDXP_OUTCOME_OUT_OF_RANGE, PLAN_SIZE - 3},
        {4, TDXP_OUTCOME_NO_SIGNATURE, PLAN_SIZE - 4},
        {PLAN_SIZE - 1, TDXP_OUTCOME_NO_SIGNATURE, 1},
        {PLAN_SIZE, TDXP_OUTCOME_NO_SIGNATURE, 0},
        {PLAN_SIZE + 1, TDXP_OUTCOME_OUT_OF_RANGE, 0},
        {UINT32_MAX, TDXP_OUTCOME_OUT_OF_RANGE, 0},
        {PLAN_SIZE - PLAN_DESCRIPTOR, TDXP_OUTCOME_FOUND, PLAN_DESCRIPTOR},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan plan = plan_default();
        const struct tdxp_lookup *lookup;
        struct decoded d;
        uint8_t *bytes;

        bytes = plan_bytes(&plan);
        put_uint(bytes + TDX_DATA, 4, cases[i].distance);
        d = decode_taken(bytes, PLAN_SIZE);
        lookup = &d.fw->lookups[TDXP_METHOD_GUID_TABLE];
        assert_int_equal(lookup->outcome, cases[i].outcome);
        assert_int_equal(lookup->pointer, cases[i].distance);
        assert_int_equal(lookup->pointer_offset, TDX_DATA);
        assert_int_equal(lookup->offset, cases[i].offset);
        assert_taken(&d, cases[i].outcome == TDXP_OUTCOME_FOUND ? TDXP_METHOD_GUID_TABLE : TDXP_METHOD_LEGACY_OFFSET,
                     PLAN_DESCRIPTOR);
        decoded_free(&d);
    }
}

static void of_two_entries_for_tdx_the_one_nearer_to_the_footer_counts(void **state)
{
    static const uint8_t wrong[] = {0x00, 0x40, 0, 0};
    const struct plan_entry entries[] = {{tdxp_guid_tdx_metadata_offset, wrong, 4}};
    struct plan plan = plan_default();
    struct decoded d;

    (void)state;
    plan.entries = entries;
    plan.entry_count = 1;
    d = decode_plan(&plan);
    assert_taken(&d, TDXP_METHOD_GUID_TABLE, PLAN_DESCRIPTOR);
    decoded_free(&d);
}

static void entry_for_tdx_may_be_longer_but_not_shorter_than_its_number(void **state)
{
    static const uint8_t longer[] = {0x00, 0x10, 0, 0, 0xff, 0xff};
    static const uint8_t shorter[] = {0x00, 0x10, 0};
    struct plan_entry entry = {tdxp_guid_tdx_metadata_offset, longer, sizeof longer};
    struct plan plan = plan_default();
    struct decoded d;

    (void)state;
    plan.no_tdx_entry = true;
    plan.entries = &entry;
    plan.entry_count = 1;
    d = decode_plan(&plan);
    assert_taken(&d, TDXP_METHOD_GUID_TABLE, PLAN_DESCRIPTOR);
    decoded_free(&d);
    entry.data = shorter;
    entry.data_length = sizeof shorter;
    d = decode_plan(&plan);
    assert_taken(&d, TDXP_METHOD_LEGACY_OFFSET, PLAN_DESCRIPTOR);
    assert_outcomes(&d, TDXP_OUTCOME_ABSENT, TDXP_OUTCOME_FOUND, TDXP_OUTCOME_FOUND);
    decoded_free(&d);
}

/* ---- the legacy offset ---- */

static void code_where_the_legacy_offset_would_be_is_no_mistake(void **state)
{
    static const struct {
        uint32_t code;
        const char *note;
        enum tdxp_outcome outcome;
    } cases[] = {
        {0x90ff2ae9, "0x90ff2ae9 leads outside of the file", TDXP_OUTCOME_OUT_OF_RANGE}, /* OVMF: jmp, nop */
        {0x000011eb, "0x11eb holds no \"TDVF\"", TDXP_OUTCOME_NO_SIGNATURE},
        {PLAN_SIZE - 3, "0xfffd leads outside of the file", TDXP_OUTCOME_OUT_OF_RANGE},
        {PLAN_SIZE - 4, "0xfffc holds no \"TDVF\"", TDXP_OUTCOME_NO_SIGNATURE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan plan = plan_default();
        uint8_t *bytes = plan_bytes(&plan);
        struct decoded d;

        put_uint(bytes + LEGACY, 4, cases[i].code);
        d = decode_taken(bytes, PLAN_SIZE);
        assert_taken(&d, TDXP_METHOD_GUID_TABLE, PLAN_DESCRIPTOR);
        assert_outcomes(&d, TDXP_OUTCOME_FOUND, cases[i].outcome, TDXP_OUTCOME_FOUND);
        assert_note(&d, TDXP_METHOD_LEGACY_OFFSET, cases[i].note);
        assert_leads_nowhere(&d, paths[TDXP_METHOD_LEGACY_OFFSET]);
        assert_false(d.fw->lookups_disagree);
        assert_number(&d, "legacy-offset", cases[i].code);
        assert_marks(&d, "legacy-offset", 0);
        decoded_free(&d);
    }
}

static void file_below_0x20_bytes_has_no_legacy_offset(void **state)
{
    (void)state;
    for (size_t size = 1; size <= 0x21; size++) {
        struct decoded d = decode_taken(calloc(1, size), size);
        enum tdxp_outcome outcome = d.fw->lookups[TDXP_METHOD_LEGACY_OFFSET].outcome;

        if (size < 0x20) {
            assert_int_equal(outcome, TDXP_OUTCOME_ABSENT);
            assert_note(&d, TDXP_METHOD_LEGACY_OFFSET, "the file is too short to have one");
            assert_no_node(&d, "legacy-offset");
        } else {
            assert_int_equal(outcome, TDXP_OUTCOME_NO_SIGNATURE);
            assert_range(&d, "legacy-offset", size - 0x20, 4);
        }
        assert_sound(&d);
        decoded_free(&d);
    }
}

/* ---- the scan ---- */

static void signature_without_the_guid_before_it_is_no_match(void **state)
{
    struct plan plan = plan_default();
    struct decoded d;

    (void)state;
    plan.no_guid = true;
    d = decode_plan(&plan);
    assert_taken(&d, TDXP_METHOD_GUID_TABLE, PLAN_DESCRIPTOR);
    assert_outcomes(&d, TDXP_OUTCOME_FOUND, TDXP_OUTCOME_FOUND, TDXP_OUTCOME_ABSENT);
    assert_false(d.fw->tdvf->has_guid);
    assert_no_node(&d, "tdvf-guid");
    decoded_free(&d);
}

static void scan_finds_a_match_at_any_place_where_one_fits(void **state)
{
    enum { SIZE = 64, MATCH = 20 };

    (void)state;
    for (size_t at = 0; at + MATCH <= SIZE; at++) {
        uint8_t *bytes = calloc(1, SIZE);
        struct decoded d;

        assert_non_null(bytes);
        memcpy(bytes + at, tdxp_guid_tdx_metadata.bytes, 16);
        memcpy(bytes + at + 16, "TDVF", 4);
        d = decode_taken(bytes, SIZE);
        assert_taken(&d, TDXP_METHOD_SIGNATURE_SCAN, at + 16);
        assert_int_equal(d.fw->lookups[TDXP_METHOD_SIGNATURE_SCAN].matches, 1);
        assert_range(&d, "tdvf-guid", at, 16);
        decoded_free(&d);
    }
}

static void match_that_the_end_of_the_file_cuts_is_none(void **state)
{
    (void)state;
    for (size_t size = 1; size < 20; size++) {
        uint8_t whole[20];
        struct decoded d;

        memcpy(whole, tdxp_guid_tdx_metadata.bytes, 16);
        memcpy(whole + 16, "TDVF", 4);
        d = decode_copy(whole, size);
        assert_int_equal(d.fw->located_by, -1);
        assert_int_equal(d.fw->lookups[TDXP_METHOD_SIGNATURE_SCAN].outcome, TDXP_OUTCOME_ABSENT);
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void scan_takes_the_first_of_several_matches_and_counts_them(void **state)
{
    struct plan plan = plan_default();
    struct decoded d;
    uint8_t *bytes;

    (void)state;
    plan.no_table = plan.no_legacy = true;
    bytes = plan_bytes(&plan);
    memcpy(bytes + ELSEWHERE - 16, bytes + PLAN_DESCRIPTOR - 16, 0x20);
    d = decode_taken(bytes, PLAN_SIZE);
    assert_taken(&d, TDXP_METHOD_SIGNATURE_SCAN, ELSEWHERE);
    assert_int_equal(d.fw->lookups[TDXP_METHOD_SIGNATURE_SCAN].matches, 2);
    assert_note(&d, TDXP_METHOD_SIGNATURE_SCAN, "taken: 0x4000, the first of 2 places");
    decoded_free(&d);
}

static void scan_stops_counting_where_there_are_very_many_matches(void **state)
{
    enum { MATCH = 20, COUNT = 1000 };
    uint8_t *bytes = calloc(COUNT, MATCH);
    struct decoded d;

    (void)state;
    assert_non_null(bytes);
    for (size_t i = 0; i < COUNT; i++) {
        memcpy(bytes + i * MATCH, tdxp_guid_tdx_metadata.bytes, 16);
        memcpy(bytes + i * MATCH + 16, "TDVF", 4);
    }
    d = decode_taken(bytes, COUNT * MATCH);
    assert_taken(&d, TDXP_METHOD_SIGNATURE_SCAN, 16);
    assert_int_equal(d.fw->lookups[TDXP_METHOD_SIGNATURE_SCAN].matches, 64);
    assert_note(&d, TDXP_METHOD_SIGNATURE_SCAN, "taken: 0x10, the first of 64 or more places");
    decoded_free(&d);
}

/* ---- a broken signature ---- */

static void broken_signature_is_decoded_where_the_table_leads_to_it(void **state)
{
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);
    struct decoded d;

    (void)state;
    bytes[PLAN_DESCRIPTOR] = 'X';
    d = decode_taken(bytes, PLAN_SIZE);
    assert_taken(&d, TDXP_METHOD_GUID_TABLE, PLAN_DESCRIPTOR);
    assert_outcomes(&d, TDXP_OUTCOME_NO_SIGNATURE, TDXP_OUTCOME_NO_SIGNATURE, TDXP_OUTCOME_ABSENT);
    assert_note(&d, TDXP_METHOD_GUID_TABLE, "taken: 0xf000, broken signature");
    assert_marks(&d, "tdvf/Signature", TDXP_MARK_INVALID);
    assert_value(&d, "tdvf/Signature", "\"XDVF\"");
    assert_int_equal(d.fw->tdvf->section_count, 4);
    assert_false(d.fw->lookups_disagree);
    decoded_free(&d);
}

static void broken_signature_at_the_legacy_offset_is_decoded_behind_the_guid_only(void **state)
{
    struct plan plan = plan_default();
    struct decoded d;
    uint8_t *bytes;

    (void)state;
    plan.no_table = true;
    bytes = plan_bytes(&plan);
    put_uint(bytes + PLAN_DESCRIPTOR, 4, 0);
    d = decode_taken(bytes, PLAN_SIZE);
    assert_taken(&d, TDXP_METHOD_LEGACY_OFFSET, PLAN_DESCRIPTOR);
    assert_note(&d, TDXP_METHOD_LEGACY_OFFSET, "taken: 0xf000, broken signature");
    assert_marks(&d, "tdvf/Signature", TDXP_MARK_INVALID);
    decoded_free(&d);

    plan.no_guid = true;
    bytes = plan_bytes(&plan);
    put_uint(bytes + PLAN_DESCRIPTOR, 4, 0);
    d = decode_taken(bytes, PLAN_SIZE);
    assert_int_equal(d.fw->located_by, -1);
    assert_null(d.fw->tdvf);
    assert_sound(&d);
    decoded_free(&d);
}

static void signature_found_another_way_beats_a_broken_one_in_the_table(void **state)
{
    static const uint64_t places[] = {ELSEWHERE};
    uint8_t *bytes = bytes_with_copies(places, 1);
    struct decoded d;

    (void)state;
    bytes[PLAN_DESCRIPTOR] = 'X';
    d = decode_taken(bytes, PLAN_SIZE);
    assert_taken(&d, TDXP_METHOD_SIGNATURE_SCAN, ELSEWHERE);
    assert_false(d.fw->lookups_disagree);
    decoded_free(&d);
}

/* ---- disagreement ---- */

static void descriptors_at_different_places_are_all_decoded(void **state)
{
    static const uint64_t places[] = {ELSEWHERE, ELSEWHERE + 0x1000};
    uint8_t *bytes = bytes_with_copies(places, 2);
    struct decoded d;

    (void)state;
    put_uint(bytes + LEGACY, 4, ELSEWHERE + 0x1000);
    d = decode_taken(bytes, PLAN_SIZE);
    assert_taken(&d, TDXP_METHOD_GUID_TABLE, PLAN_DESCRIPTOR);
    assert_true(d.fw->lookups_disagree);
    assert_range(&d, "tdvf", PLAN_DESCRIPTOR, 16 + 4 * 32);
    assert_range(&d, "tdvf-legacy-offset", ELSEWHERE + 0x1000, 16 + 4 * 32);
    assert_range(&d, "tdvf-signature-scan", ELSEWHERE, 16 + 4 * 32);
    assert_range(&d, "tdvf-guid", PLAN_DESCRIPTOR - 16, 16);
    assert_range(&d, "tdvf-legacy-offset-guid", ELSEWHERE + 0x1000 - 16, 16);
    assert_range(&d, "tdvf-signature-scan-guid", ELSEWHERE - 16, 16);
    assert_int_equal(d.fw->lookups[TDXP_METHOD_LEGACY_OFFSET].tdvf->offset, ELSEWHERE + 0x1000);
    assert_int_equal(d.fw->lookups[TDXP_METHOD_SIGNATURE_SCAN].tdvf->offset, ELSEWHERE);
    assert_leads_to_bytes(&d, paths[TDXP_METHOD_LEGACY_OFFSET], ELSEWHERE + 0x1000, 16);
    assert_leads_to_bytes(&d, paths[TDXP_METHOD_SIGNATURE_SCAN], ELSEWHERE, 16);
    decoded_free(&d);
}

static void descriptor_to_which_two_ways_lead_is_decoded_once(void **state)
{
    static const uint64_t places[] = {ELSEWHERE};
    uint8_t *bytes = bytes_with_copies(places, 1);
    struct decoded d;

    (void)state;
    put_uint(bytes + LEGACY, 4, ELSEWHERE);
    d = decode_taken(bytes, PLAN_SIZE);
    assert_taken(&d, TDXP_METHOD_GUID_TABLE, PLAN_DESCRIPTOR);
    assert_true(d.fw->lookups_disagree);
    assert_ptr_equal(d.fw->lookups[TDXP_METHOD_LEGACY_OFFSET].tdvf, d.fw->lookups[TDXP_METHOD_SIGNATURE_SCAN].tdvf);
    node_at(&d, "tdvf-legacy-offset");
    assert_no_node(&d, "tdvf-signature-scan");
    decoded_free(&d);
}

static void way_that_leads_to_no_signature_does_not_disagree(void **state)
{
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);
    struct decoded d;

    (void)state;
    put_uint(bytes + TDX_DATA, 4, 0x8000);
    d = decode_taken(bytes, PLAN_SIZE);
    assert_taken(&d, TDXP_METHOD_LEGACY_OFFSET, PLAN_DESCRIPTOR);
    assert_note(&d, TDXP_METHOD_GUID_TABLE, "0x8000 holds no \"TDVF\"");
    assert_false(d.fw->lookups_disagree);
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_ways_are_tried_and_the_table_comes_first),
        cmocka_unit_test(without_the_table_the_legacy_offset_is_taken),
        cmocka_unit_test(table_without_an_entry_for_tdx_is_as_good_as_none),
        cmocka_unit_test(without_both_the_scan_is_taken),
        cmocka_unit_test(without_any_way_there_is_no_descriptor_and_nothing_is_wrong),
        cmocka_unit_test(ways_have_names_for_programs_and_titles_for_people),
        cmocka_unit_test(distance_in_the_table_must_lead_into_the_file),
        cmocka_unit_test(of_two_entries_for_tdx_the_one_nearer_to_the_footer_counts),
        cmocka_unit_test(entry_for_tdx_may_be_longer_but_not_shorter_than_its_number),
        cmocka_unit_test(code_where_the_legacy_offset_would_be_is_no_mistake),
        cmocka_unit_test(file_below_0x20_bytes_has_no_legacy_offset),
        cmocka_unit_test(signature_without_the_guid_before_it_is_no_match),
        cmocka_unit_test(scan_finds_a_match_at_any_place_where_one_fits),
        cmocka_unit_test(match_that_the_end_of_the_file_cuts_is_none),
        cmocka_unit_test(scan_takes_the_first_of_several_matches_and_counts_them),
        cmocka_unit_test(scan_stops_counting_where_there_are_very_many_matches),
        cmocka_unit_test(broken_signature_is_decoded_where_the_table_leads_to_it),
        cmocka_unit_test(broken_signature_at_the_legacy_offset_is_decoded_behind_the_guid_only),
        cmocka_unit_test(signature_found_another_way_beats_a_broken_one_in_the_table),
        cmocka_unit_test(descriptors_at_different_places_are_all_decoded),
        cmocka_unit_test(descriptor_to_which_two_ways_lead_is_decoded_once),
        cmocka_unit_test(way_that_leads_to_no_signature_does_not_disagree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
