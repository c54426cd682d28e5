/* SEV metadata: found through the GUIDed table, decoded, and laid on guest memory of its own. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

enum {
    ASEV = 0xc000, /* file offset of the metadata in images that are made here */
    FIRST = ASEV + 16,
};

struct entry {
    uint32_t base, size, type;
};

static const struct entry usual[] = {
    {0x800000, 0x9000, TDXP_SEV_SNP_SEC_MEM},   {0x80d000, 0x1000, TDXP_SEV_SNP_SECRETS},
    {0x80e000, 0x1000, TDXP_SEV_CPUID},         {0x80f000, 0x1000, TDXP_SEV_SVSM_CAA},
    {0x810000, 0x1000, TDXP_SEV_KERNEL_HASHES},
};

static void put_metadata(uint8_t *at, const struct entry *entries, uint32_t count)
{
    memcpy(at, "ASEV", 4);
    put_uint(at + 4, 4, 16 + 12 * count);
    put_uint(at + 8, 4, 1);
    put_uint(at + 12, 4, count);
    for (uint32_t i = 0; i < count; i++) {
        put_uint(at + 16 + 12 * i, 4, entries[i].base);
        put_uint(at + 20 + 12 * i, 4, entries[i].size);
        put_uint(at + 24 + 12 * i, 4, entries[i].type);
    }
}

/* An image of the default plan whose table leads to metadata at distance from its end. */
static uint8_t *bytes_with(uint32_t distance, const struct entry *entries, uint32_t count)
{
    uint8_t pointer[4];
    const struct plan_entry entry = {tdxp_guid_sev_metadata_offset, pointer, 4};
    struct plan plan = plan_default();
    uint8_t *bytes;

    put_uint(pointer, 4, distance);
    plan.entries = &entry;
    plan.entry_count = 1;
    bytes = plan_bytes(&plan);
    put_metadata(bytes + ASEV, entries, count);
    return bytes;
}

static struct decoded decode_usual(size_t at, unsigned width, uint64_t value)
{
    uint8_t *bytes = bytes_with(PLAN_SIZE - ASEV, usual, 5);

    if (width > 0) {
        put_uint(bytes + at, width, value);
    }
    return decode_taken(bytes, PLAN_SIZE);
}

static void metadata_is_shown_down_to_each_field(void **state)
{
    struct decoded d = decode_usual(0, 0, 0);

    (void)state;
    assert_non_null(d.fw->sev);
    assert_int_equal(d.fw->sev->offset, ASEV);
    assert_int_equal(d.fw->sev->section_count, 5);
    assert_range(&d, "sev", ASEV, 16 + 60);
    assert_string_equal(node_at(&d, "sev")->note, "version 1, 5 sections");
    assert_value(&d, "sev/Signature", "\"ASEV\"");
    assert_value(&d, "sev/Length", "0x4c");
    assert_value(&d, "sev/NumberOfSections", "5");
    assert_value(&d, "sev/section[0]/Type", "1 (SNP_SEC_MEM)");
    assert_value(&d, "sev/section[4]/Type", "0x10 (KERNEL_HASHES)");
    assert_leads_to_gpa(&d, "sev/section[1]", 0x80d000, 0x1000);
    assert_leads_to_gpa(&d, "sev/section[1]/Base", 0x80d000, 0x1000);
    assert_int_equal(node_at(&d, "sev/section[1]")->gpa, 0x80d000);
    assert_int_equal(node_at(&d, "sev/section[1]")->section, -1); /* of the other descriptor */
    for (uint32_t i = 0; i < 5; i++) {
        assert_ptr_equal(d.fw->sev->sections[i].node->parent, node_at(&d, "sev"));
        assert_int_equal(d.fw->sev->sections[i].base, usual[i].base);
        assert_int_equal(d.fw->sev->sections[i].size, usual[i].size);
        assert_int_equal(d.fw->sev->sections[i].type, usual[i].type);
        assert_int_equal(d.fw->sev->sections[i].node->marks, 0);
    }
    assert_leads_to_bytes(&d, "guid-table/entry[1]/Offset", ASEV, 1);
    assert_marks(&d, "guid-table/entry[1]/Offset", 0);
    assert_sound(&d);
    decoded_free(&d);
}

/* ---- guest memory ---- */

static void sections_and_image_have_a_map_of_their_own(void **state)
{
    static const bool measured[] = {true, false, false, true, true};
    struct decoded d = decode_usual(0, 0, 0);
    const struct tdxp_region *image = tdxp_guest_map_section(d.fw->sev_map, 5);
    struct tdxp_guest_totals totals = tdxp_guest_map_totals(d.fw->sev_map);
    size_t count;

    (void)state;
    tdxp_guest_map_regions(d.fw->sev_map, &count);
    assert_int_equal(count, 6);
    for (uint32_t i = 0; i < 5; i++) {
        const struct tdxp_region *region = tdxp_guest_map_section(d.fw->sev_map, i);

        assert_int_equal(region->start, usual[i].base);
        assert_int_equal(region->last, usual[i].base + usual[i].size - 1);
        assert_int_equal(region->placed.measured, measured[i]);
        assert_ptr_equal(region->placed.entry, d.fw->sev->sections[i].node);
    }
    assert_string_equal(image->placed.name, "image");
    assert_int_equal(image->start, PLAN_GPA);
    assert_int_equal(image->last, 0xffffffff);
    assert_int_equal(totals.file_loaded, PLAN_SIZE);
    assert_int_equal(totals.zero, 0x9000 + 4 * 0x1000);
    assert_int_equal(totals.measured, PLAN_SIZE + 0x9000 + 2 * 0x1000);
    tdxp_guest_map_regions(d.fw->map, &count);
    assert_int_equal(count, 4); /* that for TDX is as it was */
    decoded_free(&d);
}

static void sections_that_overlap_lie_side_by_side(void **state)
{
    struct decoded d = decode_usual(FIRST + 12, 4, 0x808000); /* Base of section 1 */

    (void)state;
    assert_true(tdxp_guest_map_section(d.fw->sev_map, 0)->overlapped);
    assert_int_equal(tdxp_guest_map_lanes(d.fw->sev_map), 2);
    decoded_free(&d);
}

static void without_metadata_there_is_neither_node_nor_map(void **state)
{
    size_t count;
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);

    (void)state;
    assert_null(d.fw->sev);
    tdxp_guest_map_regions(d.fw->sev_map, &count);
    assert_int_equal(count, 0);
    assert_no_node(&d, "sev");
    decoded_free(&d);
}

/* ---- what is wrong ---- */

static void table_that_leads_to_no_metadata_is_marked(void **state)
{
    static const uint32_t distances[] = {0, 1, PLAN_SIZE - ASEV - 1, PLAN_SIZE, PLAN_SIZE + 1, UINT32_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof distances / sizeof distances[0]; i++) {
        struct decoded d = decode_taken(bytes_with(distances[i], usual, 5), PLAN_SIZE);

        assert_null(d.fw->sev);
        assert_marks(&d, "guid-table/entry[1]/Offset", TDXP_MARK_INVALID);
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void values_that_cannot_be_are_marked(void **state)
{
    static const struct {
        const char *path;
        size_t at;
        uint32_t value, marks;
    } faults[] = {
        {"sev/Length", ASEV + 4, 0x4b, TDXP_MARK_INVALID},
        {"sev/Version", ASEV + 8, 2, TDXP_MARK_INVALID},
        {"sev/Length", ASEV + 12, 4, TDXP_MARK_INVALID},
        {"sev/NumberOfSections", ASEV + 12, UINT32_MAX, TDXP_MARK_INVALID},
        {"sev/section[0]/Base", FIRST, 0x800800, TDXP_MARK_INVALID},
        {"sev/section[0]/Size", FIRST + 4, 0x800, TDXP_MARK_INVALID},
        {"sev/section[0]/Size", FIRST + 4, 0, TDXP_MARK_INVALID},
        {"sev/section[0]/Type", FIRST + 8, 0, TDXP_MARK_RESERVED},
        {"sev/section[0]/Type", FIRST + 8, 5, TDXP_MARK_RESERVED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct decoded d = decode_usual(faults[i].at, 4, faults[i].value);

        assert_marks(&d, faults[i].path, faults[i].marks);
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void memory_up_to_4_gib_is_fine(void **state)
{
    struct decoded d = decode_usual(FIRST, 8, UINT64_C(0xfffff000fffff000)); /* Base and Size of section 0 */

    (void)state;
    assert_int_equal(tdxp_guest_map_section(d.fw->sev_map, 0)->last, 0x1ffffdfff);
    assert_sound(&d);
    decoded_free(&d);
}

/* Metadata in the last bytes of the file, behind the GUIDed table and the older offset. */
static struct decoded decode_at_end(uint32_t distance, uint32_t count)
{
    uint8_t metadata[28];
    uint8_t *bytes = bytes_with(distance, usual, 1);

    put_metadata(metadata, usual, 1);
    put_uint(metadata + 12, 4, count);
    memcpy(bytes + PLAN_SIZE - distance, metadata, distance);
    return decode_taken(bytes, PLAN_SIZE);
}

static void entries_that_the_file_cuts_off_are_not_decoded(void **state)
{
    struct decoded d = decode_at_end(28, 2);

    (void)state;
    assert_int_equal(d.fw->sev->section_count, 1);
    assert_int_equal(d.fw->sev->sections[0].size, 0x9000);
    assert_marks(&d, "sev/NumberOfSections", TDXP_MARK_INVALID);
    assert_sound(&d);
    decoded_free(&d);
    d = decode_at_end(27, 1);
    assert_int_equal(d.fw->sev->section_count, 0);
    assert_marks(&d, "sev/NumberOfSections", TDXP_MARK_INVALID);
    assert_sound(&d);
    decoded_free(&d);
}

static void header_that_the_file_cuts_off_has_the_fields_that_are_there(void **state)
{
    struct decoded d = decode_at_end(10, 1);

    (void)state;
    assert_int_equal(d.fw->sev->section_count, 0);
    assert_value(&d, "sev/Length", "0x1c");
    assert_marks(&d, "sev/Version", TDXP_MARK_TRUNCATED);
    assert_marks(&d, "sev/NumberOfSections", TDXP_MARK_OUTSIDE);
    assert_sound(&d);
    decoded_free(&d);
}

static void decoder_stops_at_its_limit_and_says_so(void **state)
{
    enum { COUNT = TDXP_SEV_SECTION_LIMIT + 1, SIZE = 0x20000 };
    const struct plan_section bfv = {0, SIZE, 0xfffe0000, SIZE, TDXP_SECTION_BFV, 1};
    uint8_t pointer[4];
    const struct plan_entry entry = {tdxp_guid_sev_metadata_offset, pointer, 4};
    struct plan plan = plan_default();
    uint8_t *bytes;
    struct decoded d;

    (void)state;
    plan.size = SIZE;
    plan.sections = &bfv;
    plan.section_count = 1;
    plan.entries = &entry;
    plan.entry_count = 1;
    put_uint(pointer, 4, SIZE - 0x100);
    bytes = plan_bytes(&plan);
    put_metadata(bytes + 0x100, usual, 5);
    put_uint(bytes + 0x104, 4, 16 + 12 * COUNT);
    put_uint(bytes + 0x10c, 4, COUNT);
    d = decode_taken(bytes, SIZE);
    assert_true(d.fw->sev->limited);
    assert_int_equal(d.fw->sev->section_count, TDXP_SEV_SECTION_LIMIT);
    assert_marks(&d, "sev/NumberOfSections", TDXP_MARK_LIMIT);
    decoded_free(&d);
}

static void any_bytes_changed_are_sound(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        uint8_t *bytes = bytes_with(PLAN_SIZE - ASEV, usual, 5);
        uint64_t rng = seed;
        struct decoded d;

        for (int i = 0; i < 4; i++) {
            uint64_t at =
                random_below(&rng, 2) ? ASEV + random_below(&rng, 76) : PLAN_SIZE - 0x20 - random_below(&rng, 62) - 1;

            bytes[at] = (uint8_t)(random_next(&rng) >> random_below(&rng, 8));
        }
        d = decode_taken(bytes, PLAN_SIZE);
        assert_sound(&d);
        decoded_free(&d);
    }
}

/* ---- the blocks of the GUIDed table ---- */

static struct decoded decode_block(struct tdxp_guid guid, uint32_t first, uint32_t second, uint16_t length)
{
    uint8_t data[8];
    const struct plan_entry entry = {guid, data, length};
    struct plan plan = plan_default();

    put_uint(data, 4, first);
    put_uint(data + 4, 4, second);
    plan.entries = &entry;
    plan.entry_count = 1;
    return decode_plan(&plan);
}

static void reset_block_gives_segment_and_instruction_pointer(void **state)
{
    static const struct tdxp_guid guid =
        TDXP_GUID(0x00f771de, 0x1a7e, 0x4fcb, 0x89, 0x0e, 0x68, 0xc7, 0x7e, 0x2f, 0xb4, 0x4e);
    struct decoded d = decode_block(guid, 0x80b004, 0, 4);

    (void)state;
    assert_number(&d, "guid-table/entry[1]/Addr/IP", 0xb004);
    assert_number(&d, "guid-table/entry[1]/Addr/CS_BASE", 0x80);
    assert_leads_to_gpa(&d, "guid-table/entry[1]/Addr", 0x80b004, 1);
    decoded_free(&d);
    d = decode_block(guid, 0, 0, 4);
    assert_leads_nowhere(&d, "guid-table/entry[1]/Addr");
    decoded_free(&d);
}

static void secret_and_hash_blocks_give_their_memory(void **state)
{
    static const struct tdxp_guid guids[] = {
        TDXP_GUID(0x4c2eb361, 0x7d9b, 0x4cc3, 0x80, 0x81, 0x12, 0x7c, 0x90, 0xd3, 0xd2, 0x94),
        TDXP_GUID(0x7255371f, 0x3a3b, 0x4b04, 0x92, 0x7b, 0x1d, 0xa6, 0xef, 0xa8, 0xd4, 0x54),
    };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct decoded d = decode_block(guids[i], 0x810c00, 0x400, 8);

        assert_leads_to_gpa(&d, "guid-table/entry[1]/Base", 0x810c00, 0x400);
        assert_int_equal(node_at(&d, "guid-table/entry[1]")->gpa, 0x810c00);
        assert_int_equal(node_at(&d, "guid-table/entry[1]")->gpa_size, 0x400);
        decoded_free(&d);
        d = decode_block(guids[i], 0, 0, 8);
        assert_string_equal(node_at(&d, "guid-table/entry[1]")->note, "not used");
        assert_int_equal(node_at(&d, "guid-table/entry[1]")->gpa_size, 0);
        decoded_free(&d);
    }
}

static void svsm_that_starts_outside_of_the_file_is_marked(void **state)
{
    static const struct tdxp_guid guid =
        TDXP_GUID(0xa789a612, 0x0597, 0x4c4b, 0xa4, 0x9f, 0xcb, 0xb1, 0xfe, 0x9d, 0x1d, 0xdd);
    struct decoded d = decode_block(guid, PLAN_SIZE, 0, 4);

    (void)state;
    assert_marks(&d, "guid-table/entry[1]/LaunchOffset", TDXP_MARK_INVALID);
    decoded_free(&d);
    d = decode_block(guid, PLAN_SIZE - 1, 0, 4);
    assert_marks(&d, "guid-table/entry[1]/LaunchOffset", 0);
    decoded_free(&d);
}

/* ---- real images ---- */

static void assert_sections(const struct decoded *d, const struct entry *expected, uint32_t count)
{
    assert_non_null(d->fw->sev);
    assert_int_equal(d->fw->sev->section_count, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct tdxp_sev_section *s = &d->fw->sev->sections[i];

        assert_int_equal(s->base, expected[i].base);
        assert_int_equal(s->size, expected[i].size);
        assert_int_equal(s->type, expected[i].type);
        assert_int_equal(s->node->marks, 0);
    }
    for (const struct tdxp_node *n = d->fw->sev->node->child; n; n = n->next) {
        assert_int_equal(n->marks, 0);
    }
    assert_sound(d);
}

static void metadata_of_ovmf_is_that_of_its_build(void **state)
{
    static const struct entry expected[] = {
        {0x800000, 0x9000, 1}, {0x80a000, 0x3000, 1},  {0x80d000, 0x1000, 2},
        {0x80e000, 0x1000, 3}, {0x80f000, 0x11000, 1},
    };
    struct decoded d = decode_file_or_skip("/usr/share/ovmf/OVMF.fd");

    (void)state;
    if (tdxp_image_bytes(d.image)->size != 0x200000) {
        decoded_free(&d);
        print_message("skipped: another OVMF.fd\n");
        skip();
    }
    assert_int_equal(d.fw->sev->offset, 0x1ffad4);
    assert_sections(&d, expected, 5);
    decoded_free(&d);
}

static void metadata_of_an_x64_build_is_decoded(void **state)
{
    static const struct entry expected[] = {
        {0x800000, 0x9000, 1}, {0x80a000, 0x3000, 1}, {0x80d000, 0x1000, 2},
        {0x80e000, 0x1000, 3}, {0x80f000, 0x1000, 4}, {0x810000, 0x10000, 1},
    };
    struct decoded d = decode_data_or_skip("ovmf_OvmfX64_suffix.bin");

    (void)state;
    assert_sections(&d, expected, 6);
    decoded_free(&d);
}

static void metadata_of_a_sev_build_is_decoded(void **state)
{
    static const struct entry expected[] = {
        {0x800000, 0x9000, 1}, {0x80a000, 0x3000, 1},    {0x80d000, 0x1000, 2}, {0x80e000, 0x1000, 3},
        {0x80f000, 0x1000, 4}, {0x810000, 0x1000, 0x10}, {0x811000, 0xf000, 1},
    };
    struct decoded d = decode_data_or_skip("ovmf_AmdSev_suffix.bin");

    (void)state;
    assert_sections(&d, expected, 7);
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metadata_is_shown_down_to_each_field),
        cmocka_unit_test(sections_and_image_have_a_map_of_their_own),
        cmocka_unit_test(sections_that_overlap_lie_side_by_side),
        cmocka_unit_test(without_metadata_there_is_neither_node_nor_map),
        cmocka_unit_test(table_that_leads_to_no_metadata_is_marked),
        cmocka_unit_test(values_that_cannot_be_are_marked),
        cmocka_unit_test(memory_up_to_4_gib_is_fine),
        cmocka_unit_test(entries_that_the_file_cuts_off_are_not_decoded),
        cmocka_unit_test(header_that_the_file_cuts_off_has_the_fields_that_are_there),
        cmocka_unit_test(decoder_stops_at_its_limit_and_says_so),
        cmocka_unit_test(any_bytes_changed_are_sound),
        cmocka_unit_test(reset_block_gives_segment_and_instruction_pointer),
        cmocka_unit_test(secret_and_hash_blocks_give_their_memory),
        cmocka_unit_test(svsm_that_starts_outside_of_the_file_is_marked),
        cmocka_unit_test(metadata_of_ovmf_is_that_of_its_build),
        cmocka_unit_test(metadata_of_an_x64_build_is_decoded),
        cmocka_unit_test(metadata_of_a_sev_build_is_decoded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
