/* Real images: those of Debian's ovmf package, and ends of others, where they are at hand. */
#include "support.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The layout is that of the 2 MiB build; other packages may have another under the same name. */
static struct decoded decode_or_skip(const char *path, uint64_t size)
{
    struct decoded d = decode_file_or_skip(path);

    if (tdxp_image_bytes(d.image)->size != size) {
        print_message("skipped: %s is of another build\n", path);
        decoded_free(&d);
        skip();
    }
    return d;
}

static struct decoded decode_ovmf(void)
{
    return decode_or_skip("/usr/share/ovmf/OVMF.fd", 0x200000);
}

/* No node of the subtree is marked as trouble. */
static void assert_no_trouble(const struct decoded *d, const char *path)
{
    const struct tdxp_node *top = node_at(d, path);

    for (uint32_t i = 0; i < tdxp_tree_count(d->fw->tree); i++) {
        const struct tdxp_node *node = tdxp_tree_node(d->fw->tree, i);

        if (tdxp_node_within(node, top) && (node->marks & TDXP_MARKS_TROUBLE)) {
            fail_msg("%s below %s: %s", node->name, path, node->remark ? node->remark : "marked");
        }
    }
}

/* ---- OVMF.fd ---- */

static void descriptor_of_ovmf_is_found_by_the_table_and_the_scan(void **state)
{
    struct decoded d = decode_ovmf();

    (void)state;
    assert_int_equal(d.fw->located_by, TDXP_METHOD_GUID_TABLE);
    assert_int_equal(d.fw->tdvf->offset, 0x1ff7c0);
    assert_true(d.fw->tdvf->has_guid);
    assert_int_equal(d.fw->tdvf->version, 1);
    assert_int_equal(d.fw->tdvf->section_count, 6);
    assert_int_equal(d.fw->lookups[TDXP_METHOD_SIGNATURE_SCAN].outcome, TDXP_OUTCOME_FOUND);
    assert_int_equal(d.fw->lookups[TDXP_METHOD_SIGNATURE_SCAN].offset, 0x1ff7c0);
    assert_int_equal(d.fw->lookups[TDXP_METHOD_SIGNATURE_SCAN].matches, 1);
    assert_int_not_equal(d.fw->lookups[TDXP_METHOD_LEGACY_OFFSET].outcome, TDXP_OUTCOME_FOUND);
    assert_false(d.fw->lookups_disagree);
    assert_range(&d, "tdvf", 0x1ff7c0, 0xd0);
    assert_range(&d, "tdvf-guid", 0x1ff7b0, 0x10);
    decoded_free(&d);
}

static void nothing_in_ovmf_is_marked_and_its_code_is_no_broken_offset(void **state)
{
    struct decoded d = decode_ovmf();

    (void)state;
    assert_no_trouble(&d, "/");
    assert_number(&d, "legacy-offset", 0x90ff2ae9);
    assert_no_node(&d, "unclaimed");
    decoded_free(&d);
}

static void sections_of_ovmf_are_those_of_its_build(void **state)
{
    static const struct plan_section expected[] = {
        {0x20000, 0x1e0000, 0xffe20000, 0x1e0000, TDXP_SECTION_BFV, 1},
        {0x0, 0x20000, 0xffe00000, 0x20000, TDXP_SECTION_CFV, 0},
        {0, 0, 0x810000, 0x10000, TDXP_SECTION_TEMP_MEM, 0},
        {0, 0, 0x80b000, 0x2000, TDXP_SECTION_TEMP_MEM, 0},
        {0, 0, 0x809000, 0x2000, TDXP_SECTION_TD_HOB, 0},
        {0, 0, 0x800000, 0x6000, TDXP_SECTION_TEMP_MEM, 0},
    };
    struct decoded d = decode_ovmf();

    (void)state;
    for (uint32_t i = 0; i < 6; i++) {
        const struct tdxp_section *s = &d.fw->tdvf->sections[i];

        assert_int_equal(s->offset, 0x1ff7d0 + (uint64_t)i * 32);
        assert_int_equal(s->data_offset, expected[i].data_offset);
        assert_int_equal(s->raw_data_size, expected[i].raw_data_size);
        assert_int_equal(s->memory_address, expected[i].memory_address);
        assert_int_equal(s->memory_data_size, expected[i].memory_data_size);
        assert_int_equal(s->type, expected[i].type);
        assert_int_equal(s->attributes, expected[i].attributes);
    }
    decoded_free(&d);
}

static void boot_volume_of_ovmf_lies_at_its_bytes_and_its_addresses(void **state)
{
    struct decoded d = decode_ovmf();
    const struct tdxp_region *region = tdxp_guest_map_section(d.fw->map, 0);
    struct tdxp_gpa section;
    struct tdxp_gpa bios;

    (void)state;
    assert_range(&d, "contents/section[0]", 0x20000, 0x1e0000);
    assert_leads_to_bytes(&d, "tdvf/section[0]/DataOffset", 0x20000, 0x1e0000);
    assert_leads_to_gpa(&d, "tdvf/section[0]/MemoryAddress", 0xffe20000, 0x1e0000);
    assert_int_equal(region->start, 0xffe20000);
    assert_int_equal(region->last, 0xffffffff);
    assert_false(region->overlapped);
    /* The section and the BIOS mapping agree, for this image, on every byte. */
    for (uint64_t offset = 0; offset < 0x200000; offset += 0xfff) {
        assert_true(tdxp_gpa_by_section(d.fw, offset, &section));
        assert_true(tdxp_gpa_by_bios(d.fw, offset, &bios));
        assert_int_equal(section.gpa, bios.gpa);
    }
    decoded_free(&d);
}

static void memory_of_ovmf_adds_up(void **state)
{
    struct decoded d = decode_ovmf();
    struct tdxp_guest_totals totals = tdxp_guest_map_totals(d.fw->map);
    size_t count;

    (void)state;
    tdxp_guest_map_regions(d.fw->map, &count);
    assert_int_equal(count, 6);
    assert_int_equal(tdxp_guest_map_lanes(d.fw->map), 1);
    assert_int_equal(totals.measured, 0x1e0000);
    assert_int_equal(totals.file_loaded, 0x200000);
    assert_int_equal(totals.zero, 0x10000 + 0x2000 + 0x2000 + 0x6000);
    assert_int_equal(totals.added, totals.file_loaded + totals.zero);
    assert_int_equal(totals.augmented, 0);
    decoded_free(&d);
}

static void table_of_ovmf_has_its_entries_under_their_names(void **state)
{
    static const char *const names[] = {"SEV-ES reset block", "SEV secret block", "SEV hash table block",
                                        "SEV metadata offset", "TDX metadata offset"};
    struct decoded d = decode_ovmf();

    (void)state;
    assert_int_equal(d.fw->table.end, TDXP_TABLE_WHOLE);
    assert_int_equal(d.fw->table.count, 5);
    for (uint32_t i = 0; i < 5; i++) {
        assert_string_equal(d.fw->table.entries[i].node->name, names[i]);
    }
    assert_range(&d, "guid-table", 0x1fff58, 0x88);
    assert_leads_to_bytes(&d, "guid-table/entry[4]/Offset", 0x1ff7c0, 1);
    decoded_free(&d);
}

/* ---- others of the package ---- */

static void ovmf_code_of_4_mib_has_a_table_and_no_descriptor(void **state)
{
    struct decoded d = decode_or_skip("/usr/share/OVMF/OVMF_CODE_4M.fd", 0x37c000);

    (void)state;
    assert_int_equal(d.fw->table.end, TDXP_TABLE_WHOLE);
    assert_true(d.fw->table.count > 0);
    assert_int_equal(d.fw->located_by, -1);
    assert_null(d.fw->tdvf);
    assert_string_equal(node_at(&d, "locate")->note, "no TDX descriptor");
    assert_string_equal(node_at(&d, "locate/guid-table")->note, "no entry that gives an offset");
    assert_range(&d, "guid-table/footer", 0x37c000 - 0x32, 18);
    assert_no_node(&d, "tdvf");
    node_at(&d, "volumes/volume[0]");
    assert_no_trouble(&d, "/");
    decoded_free(&d);
}

static void sections_of_ovmf_code_reach_past_its_end_and_are_marked(void **state)
{
    struct decoded d = decode_or_skip("/usr/share/OVMF/OVMF_CODE.fd", 0x1e0000);
    const struct tdxp_segment *segments;
    size_t count;

    (void)state;
    assert_int_equal(d.fw->located_by, TDXP_METHOD_GUID_TABLE);
    assert_int_equal(d.fw->tdvf->section_count, 6);
    assert_range(&d, "contents/section[0]", 0x20000, 0x1c0000);
    assert_marks(&d, "contents/section[0]", TDXP_MARK_TRUNCATED);
    assert_string_equal(node_at(&d, "contents/section[0]")->remark,
                        "RawDataSize claims 0x1e0000 bytes from 0x20000, but the file ends at 0x1e0000");
    /* What they cut is whole in the file. */
    assert_string_equal(node_at(&d, "contents")->note, "other bytes than are meant: 0x20000 are missing before them");
    assert_null(node_at(&d, "contents/section[0]")->child);
    assert_range(&d, "volumes/volume[0]", 0, 0x1ac000);
    assert_range(&d, "volumes/volume[1]", 0x1ac000, 0x34000);
    assert_marks(&d, "volumes/volume[0]", 0);
    segments = tdxp_guest_map_segments(d.fw->map, &count);
    assert_int_equal(segments[count - 1].source, TDXP_SOURCE_NONE);
    assert_int_equal(segments[count - 1].start, 0xfffe0000);
    assert_int_equal(segments[count - 1].last, 0xffffffff);
    decoded_free(&d);
}

/* ---- ends of other builds ---- */

/* The last 4 KiB of an image of 4 MiB: its sections are not there, its descriptor and table are. */
static void assert_end_of_ovmf(const char *name, uint64_t descriptor, uint64_t sev_distance)
{
    struct decoded d = decode_data_or_skip(name);

    assert_int_equal(d.fw->located_by, TDXP_METHOD_GUID_TABLE);
    assert_int_equal(d.fw->tdvf->offset, descriptor);
    assert_false(d.fw->lookups_disagree);
    assert_no_trouble(&d, "tdvf");
    assert_no_trouble(&d, "locate");
    assert_no_trouble(&d, "guid-table");
    assert_marks(&d, "legacy-offset", 0);
    assert_int_equal(d.fw->table.end, TDXP_TABLE_WHOLE);
    assert_int_equal(d.fw->table.count, 5);
    assert_number(&d, "guid-table/entry[0]/Addr", 0x80b004);
    assert_string_equal(node_at(&d, "guid-table/entry[3]")->name, "SEV metadata offset");
    assert_number(&d, "guid-table/entry[3]/Offset", sev_distance);
    assert_marks(&d, "contents/section[0]", TDXP_MARK_OUTSIDE);
    assert_marks(&d, "contents/section[1]", TDXP_MARK_TRUNCATED);
    assert_range(&d, "contents/section[1]", 0, 0x1000);
    assert_sound(&d);
    decoded_free(&d);
}

static void end_of_an_x64_build_is_decoded(void **state)
{
    (void)state;
    assert_end_of_ovmf("ovmf_OvmfX64_suffix.bin", 0x640, 0x548);
}

static void end_of_a_sev_build_is_decoded(void **state)
{
    (void)state;
    assert_end_of_ovmf("ovmf_AmdSev_suffix.bin", 0x630, 0x554);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(descriptor_of_ovmf_is_found_by_the_table_and_the_scan),
        cmocka_unit_test(nothing_in_ovmf_is_marked_and_its_code_is_no_broken_offset),
        cmocka_unit_test(sections_of_ovmf_are_those_of_its_build),
        cmocka_unit_test(boot_volume_of_ovmf_lies_at_its_bytes_and_its_addresses),
        cmocka_unit_test(memory_of_ovmf_adds_up),
        cmocka_unit_test(table_of_ovmf_has_its_entries_under_their_names),
        cmocka_unit_test(ovmf_code_of_4_mib_has_a_table_and_no_descriptor),
        cmocka_unit_test(sections_of_ovmf_code_reach_past_its_end_and_are_marked),
        cmocka_unit_test(end_of_an_x64_build_is_decoded),
        cmocka_unit_test(end_of_a_sev_build_is_decoded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
