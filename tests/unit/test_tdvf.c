/* The descriptor and its sections: every field a node, whatever the fields hold; their bytes, and what is left. */
#include "support.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER = 16, ENTRY = 32 };

/* File offsets of the header's fields. */
enum {
    AT_LENGTH = PLAN_DESCRIPTOR + 4,
    AT_VERSION = PLAN_DESCRIPTOR + 8,
    AT_COUNT = PLAN_DESCRIPTOR + 12,
};

/* The default image with other sections. */
static struct decoded decode_sections(const struct plan_section *sections, uint32_t count)
{
    struct plan plan = plan_default();

    plan.sections = sections;
    plan.section_count = count;
    return decode_plan(&plan);
}

/* ---- every field a node ---- */

static void header_fields_are_nodes_with_their_values(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);

    (void)state;
    assert_range(&d, "tdvf", PLAN_DESCRIPTOR, HEADER + 4 * ENTRY);
    assert_string_equal(node_at(&d, "tdvf")->note, "version 1, 4 sections");
    assert_range(&d, "tdvf/Signature", PLAN_DESCRIPTOR, 4);
    assert_range(&d, "tdvf/Length", AT_LENGTH, 4);
    assert_range(&d, "tdvf/Version", AT_VERSION, 4);
    assert_range(&d, "tdvf/NumberOfSectionEntry", AT_COUNT, 4);
    assert_value(&d, "tdvf/Signature", "\"TDVF\"");
    assert_value(&d, "tdvf/Length", "0x90");
    assert_value(&d, "tdvf/Version", "1");
    assert_value(&d, "tdvf/NumberOfSectionEntry", "4");
    assert_ptr_equal(d.fw->tdvf->node, node_at(&d, "tdvf"));
    assert_int_equal(d.fw->tdvf->present, HEADER);
    assert_int_equal(d.fw->tdvf->signature, TDXP_TDVF_SIGNATURE);
    assert_int_equal(d.fw->tdvf->length, HEADER + 4 * ENTRY);
    assert_int_equal(d.fw->tdvf->version, 1);
    assert_int_equal(d.fw->tdvf->count, 4);
    assert_int_equal(d.fw->tdvf->section_count, 4);
    assert_true(d.fw->tdvf->has_guid);
    assert_false(d.fw->tdvf->limited);
    assert_value(&d, "tdvf-guid", "e9eaf9f3-168e-44d5-a8eb-7f4d8738f6ae (TDX metadata)");
    assert_range(&d, "tdvf-guid", PLAN_DESCRIPTOR - 16, 16);
    assert_sound(&d);
    decoded_free(&d);
}

static void section_fields_are_nodes_with_their_values(void **state)
{
    static const struct plan_section section = {
        0x89abcdef, 0x01234567, UINT64_C(0xfedcba9876543210), UINT64_C(0x13579bdf2468ace0), 4, 2};
    struct decoded d = decode_sections(&section, 1);
    const struct tdxp_section *s = &d.fw->tdvf->sections[0];

    (void)state;
    assert_string_equal(node_at(&d, "tdvf")->note, "version 1, 1 section");
    assert_range(&d, "tdvf/section[0]", PLAN_SECTION_0, ENTRY);
    assert_range(&d, "tdvf/section[0]/DataOffset", PLAN_SECTION_0, 4);
    assert_range(&d, "tdvf/section[0]/RawDataSize", PLAN_SECTION_0 + 4, 4);
    assert_range(&d, "tdvf/section[0]/MemoryAddress", PLAN_SECTION_0 + 8, 8);
    assert_range(&d, "tdvf/section[0]/MemoryDataSize", PLAN_SECTION_0 + 16, 8);
    assert_range(&d, "tdvf/section[0]/Type", PLAN_SECTION_0 + 24, 4);
    assert_range(&d, "tdvf/section[0]/Attributes", PLAN_SECTION_0 + 28, 4);
    assert_value(&d, "tdvf/section[0]/DataOffset", "0x89abcdef");
    assert_value(&d, "tdvf/section[0]/RawDataSize", "0x1234567");
    assert_value(&d, "tdvf/section[0]/MemoryAddress", "0xfedcba9876543210");
    assert_value(&d, "tdvf/section[0]/MemoryDataSize", "0x13579bdf2468ace0");
    assert_value(&d, "tdvf/section[0]/Type", "4 (PermMem)");
    assert_value(&d, "tdvf/section[0]/Attributes", "0x2 (PAGE.AUG)");
    assert_int_equal(s->index, 0);
    assert_int_equal(s->offset, PLAN_SECTION_0);
    assert_int_equal(s->data_offset, 0x89abcdef);
    assert_int_equal(s->raw_data_size, 0x01234567);
    assert_int_equal(s->memory_address, UINT64_C(0xfedcba9876543210));
    assert_int_equal(s->memory_data_size, UINT64_C(0x13579bdf2468ace0));
    assert_int_equal(s->type, 4);
    assert_int_equal(s->attributes, 2);
    assert_ptr_equal(s->entry, node_at(&d, "tdvf/section[0]"));
    assert_int_equal(s->entry->gpa, s->memory_address);
    assert_int_equal(s->entry->gpa_size, s->memory_data_size);
    assert_sound(&d);
    decoded_free(&d);
}

static void nodes_know_the_section_that_they_belong_to(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);

    (void)state;
    assert_int_equal(node_at(&d, "tdvf")->section, -1);
    assert_int_equal(node_at(&d, "tdvf/Length")->section, -1);
    assert_int_equal(node_at(&d, "tdvf/section[0]")->section, 0);
    assert_int_equal(node_at(&d, "tdvf/section[3]")->section, 3);
    assert_int_equal(node_at(&d, "tdvf/section[3]/Type")->section, 3);
    assert_int_equal(node_at(&d, "tdvf/section[3]/Attributes/MR.EXTEND")->section, 3);
    assert_int_equal(node_at(&d, "contents/section[1]")->section, 1);
    decoded_free(&d);
}

static void deepest_node_at_a_byte_of_the_descriptor_is_its_field(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);
    const struct tdxp_space *file = tdxp_tree_space(d.fw->tree, 0);

    (void)state;
    assert_ptr_equal(tdxp_tree_at(d.fw->tree, file, PLAN_DESCRIPTOR), node_at(&d, "tdvf/Signature"));
    assert_ptr_equal(tdxp_tree_at(d.fw->tree, file, AT_COUNT + 3), node_at(&d, "tdvf/NumberOfSectionEntry"));
    assert_ptr_equal(tdxp_tree_at(d.fw->tree, file, PLAN_SECTION_0 + 31), node_at(&d, "tdvf/section[0]/Attributes"));
    assert_ptr_equal(tdxp_tree_at(d.fw->tree, file, PLAN_SECTION_0 + 3 * ENTRY + 8),
                     node_at(&d, "tdvf/section[3]/MemoryAddress"));
    decoded_free(&d);
}

/* ---- types and attributes ---- */

static void types_are_called_as_in_the_specification(void **state)
{
    static const char *const names[] = {"BFV",     "CFV",          "TD_HOB",  "TempMem",  "PermMem",
                                        "Payload", "PayloadParam", "TD_INFO", "TD_PARAMS"};
    struct plan_section sections[9];
    struct decoded d;

    (void)state;
    memset(sections, 0, sizeof sections);
    for (uint32_t i = 0; i < 9; i++) {
        sections[i].type = i;
    }
    d = decode_sections(sections, 9);
    for (uint32_t i = 0; i < 9; i++) {
        const struct tdxp_node *node = d.fw->tdvf->sections[i].entry;
        char path[64];
        char value[32];

        assert_string_equal(node->note, names[i]);
        assert_string_equal(tdxp_section_type_name(i), names[i]);
        assert_string_equal(tdxp_section_type_find(i)->name, names[i]);
        snprintf(path, sizeof path, "tdvf/section[%" PRIu32 "]/Type", i);
        snprintf(value, sizeof value, "%" PRIu32 " (%s)", i, names[i]);
        assert_value(&d, path, value);
        assert_marks(&d, path, 0);
    }
    decoded_free(&d);
}

static void reserved_type_is_decoded_and_marked(void **state)
{
    static const struct {
        uint32_t type;
        const char *value;
    } cases[] = {
        {9, "9 (reserved)"},
        {10, "0xa (reserved)"},
        {0x80000000, "0x80000000 (reserved)"},
        {UINT32_MAX, "0xffffffff (reserved)"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan_section section = {0, 0x1000, 0x10000, 0x1000, cases[i].type, 0};
        struct decoded d = decode_sections(&section, 1);

        assert_value(&d, "tdvf/section[0]/Type", cases[i].value);
        assert_marks(&d, "tdvf/section[0]/Type", TDXP_MARK_RESERVED);
        assert_string_equal(node_at(&d, "tdvf/section[0]")->note, "reserved");
        assert_null(tdxp_section_type_find(cases[i].type));
        assert_string_equal(tdxp_section_type_name(cases[i].type), "reserved");
        assert_range(&d, "contents/section[0]", 0, 0x1000);
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void attributes_are_shown_bit_by_bit(void **state)
{
    static const struct {
        uint32_t attributes;
        const char *value, *extend, *aug;
    } cases[] = {
        {0, "0x0", "clear", "clear"},
        {1, "0x1 (MR.EXTEND)", "set", "clear"},
        {2, "0x2 (PAGE.AUG)", "clear", "set"},
        {3, "0x3 (MR.EXTEND | PAGE.AUG)", "set", "set"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan_section section = {0, 0, 0x10000, 0x1000, 3, cases[i].attributes};
        struct decoded d = decode_sections(&section, 1);

        assert_value(&d, "tdvf/section[0]/Attributes", cases[i].value);
        assert_value(&d, "tdvf/section[0]/Attributes/MR.EXTEND", cases[i].extend);
        assert_value(&d, "tdvf/section[0]/Attributes/PAGE.AUG", cases[i].aug);
        assert_no_node(&d, "tdvf/section[0]/Attributes/reserved");
        assert_marks(&d, "tdvf/section[0]/Attributes", 0);
        assert_range(&d, "tdvf/section[0]/Attributes/PAGE.AUG", PLAN_SECTION_0 + 28, 4);
        decoded_free(&d);
    }
}

static void reserved_attribute_bits_are_shown_and_marked_where_they_are_set(void **state)
{
    (void)state;
    for (unsigned bit = 2; bit < 32; bit++) {
        struct plan_section section = {0, 0, 0x10000, 0x1000, 3, UINT32_C(1) | UINT32_C(1) << bit};
        struct decoded d = decode_sections(&section, 1);

        assert_number(&d, "tdvf/section[0]/Attributes/reserved", UINT64_C(1) << (bit - 2));
        assert_marks(&d, "tdvf/section[0]/Attributes/reserved", TDXP_MARK_RESERVED);
        assert_marks(&d, "tdvf/section[0]/Attributes", TDXP_MARK_RESERVED);
        assert_value(&d, "tdvf/section[0]/Attributes/MR.EXTEND", "set");
        assert_sound(&d);
        decoded_free(&d);
    }
}

/* ---- headers that are wrong ---- */

static void wrong_length_is_marked_and_changes_nothing_else(void **state)
{
    static const uint32_t lengths[] = {0, 16, 0x8f, 0x91, 0xb0, UINT32_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct decoded d = decode_changed(AT_LENGTH, 4, lengths[i]);

        assert_number(&d, "tdvf/Length", lengths[i]);
        assert_marks(&d, "tdvf/Length", TDXP_MARK_INVALID);
        assert_non_null(strstr(node_at(&d, "tdvf/Length")->remark, "0x90"));
        assert_int_equal(d.fw->tdvf->section_count, 4);
        assert_range(&d, "tdvf", PLAN_DESCRIPTOR, HEADER + 4 * ENTRY);
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void wrong_version_is_marked_and_changes_nothing_else(void **state)
{
    static const uint32_t versions[] = {0, 2, 0x01000000, UINT32_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        struct decoded d = decode_changed(AT_VERSION, 4, versions[i]);

        assert_int_equal(d.fw->tdvf->version, versions[i]);
        assert_marks(&d, "tdvf/Version", TDXP_MARK_INVALID);
        assert_marks(&d, "tdvf/Length", 0);
        assert_int_equal(d.fw->tdvf->section_count, 4);
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void count_decides_how_many_entries_there_are(void **state)
{
    (void)state;
    for (uint32_t count = 0; count < 8; count++) {
        struct decoded d = decode_changed(AT_COUNT, 4, count);
        char path[64];

        assert_int_equal(d.fw->tdvf->section_count, count);
        assert_range(&d, "tdvf", PLAN_DESCRIPTOR, HEADER + (uint64_t)count * ENTRY);
        assert_marks(&d, "tdvf/Length", count == 4 ? 0 : TDXP_MARK_INVALID);
        assert_marks(&d, "tdvf/NumberOfSectionEntry", 0);
        snprintf(path, sizeof path, "tdvf/section[%" PRIu32 "]", count);
        assert_no_node(&d, path);
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void count_beyond_the_end_of_the_file_gives_the_entries_that_are_there(void **state)
{
    static const uint32_t counts[] = {128, 129, 0x08000000, 0x80000000, UINT32_MAX};
    enum { ROOM = (PLAN_SIZE - PLAN_SECTION_0) / ENTRY }; /* 127, and 16 bytes of another */

    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        struct decoded d = decode_changed(AT_COUNT, 4, counts[i]);
        char path[64];

        assert_int_equal(d.fw->tdvf->count, counts[i]);
        assert_int_equal(d.fw->tdvf->section_count, ROOM);
        assert_false(d.fw->tdvf->limited);
        assert_marks(&d, "tdvf/NumberOfSectionEntry", TDXP_MARK_INVALID);
        assert_range(&d, "tdvf", PLAN_DESCRIPTOR, PLAN_SIZE - PLAN_DESCRIPTOR);
        snprintf(path, sizeof path, "tdvf/section[%d]", (int)ROOM);
        assert_range(&d, path, PLAN_SIZE - 16, 16);
        assert_marks(&d, path, TDXP_MARK_TRUNCATED);
        snprintf(path, sizeof path, "tdvf/section[%d]/MemoryDataSize", (int)ROOM);
        assert_marks(&d, path, TDXP_MARK_OUTSIDE);
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void descriptor_with_very_many_entries_is_decoded_up_to_a_limit(void **state)
{
    enum { SIZE = 0x100000, DESCRIPTOR = 0x100 };
    static const uint32_t counts[] = {TDXP_SECTION_LIMIT, TDXP_SECTION_LIMIT + 1, 0x7ff0, UINT32_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        uint8_t *bytes = calloc(1, SIZE);
        bool over = counts[i] > TDXP_SECTION_LIMIT;
        bool beyond = counts[i] > (SIZE - DESCRIPTOR - HEADER) / ENTRY;
        struct decoded d;

        assert_non_null(bytes);
        memcpy(bytes + DESCRIPTOR, "TDVF", 4);
        put_uint(bytes + DESCRIPTOR + 4, 4, HEADER + (uint64_t)ENTRY * counts[i]);
        put_uint(bytes + DESCRIPTOR + 8, 4, 1);
        put_uint(bytes + DESCRIPTOR + 12, 4, counts[i]);
        put_uint(bytes + SIZE - 0x20, 4, DESCRIPTOR);
        d = decode_taken(bytes, SIZE);
        assert_int_equal(d.fw->tdvf->section_count, TDXP_SECTION_LIMIT);
        assert_int_equal(d.fw->tdvf->limited, over);
        assert_marks(&d, "tdvf/NumberOfSectionEntry",
                     (over ? TDXP_MARK_LIMIT : 0u) | (beyond ? TDXP_MARK_INVALID : 0u));
        assert_range(&d, "tdvf", DESCRIPTOR, HEADER + (uint64_t)ENTRY * TDXP_SECTION_LIMIT);
        decoded_free(&d);
    }
}

static void descriptor_cut_anywhere_is_decoded_as_far_as_it_goes(void **state)
{
    static const struct {
        const char *path;
        uint64_t end; /* bytes of the descriptor that the field needs */
    } fields[] = {
        {"tdvf/Length", 8},
        {"tdvf/Version", 12},
        {"tdvf/NumberOfSectionEntry", 16},
    };
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);

    (void)state;
    for (uint64_t keep = 4; keep <= HEADER + 4 * ENTRY; keep++) {
        struct decoded d = decode_copy(bytes, PLAN_DESCRIPTOR + keep);
        uint64_t entries = keep < HEADER ? 0 : (keep - HEADER) / ENTRY;

        assert_int_equal(d.fw->located_by, TDXP_METHOD_SIGNATURE_SCAN);
        assert_int_equal(d.fw->tdvf->present, keep < HEADER ? keep : HEADER);
        assert_int_equal(d.fw->tdvf->section_count, entries);
        assert_range(&d, "tdvf", PLAN_DESCRIPTOR, keep);
        assert_value(&d, "tdvf/Signature", "\"TDVF\"");
        for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
            bool whole = keep >= fields[i].end;
            bool gone = keep <= fields[i].end - 4;

            assert_int_equal(node_at(&d, fields[i].path)->marks & (TDXP_MARK_OUTSIDE | TDXP_MARK_TRUNCATED),
                             whole  ? 0
                             : gone ? TDXP_MARK_OUTSIDE
                                    : TDXP_MARK_TRUNCATED);
        }
        assert_int_equal(node_at(&d, "tdvf/NumberOfSectionEntry")->marks & TDXP_MARK_INVALID,
                         keep >= HEADER && entries < 4 ? TDXP_MARK_INVALID : 0);
        assert_sound(&d);
        decoded_free(&d);
    }
    free(bytes);
}

/* ---- contents ---- */

static void bytes_of_a_section_are_a_node_at_their_place(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);

    (void)state;
    assert_range(&d, "contents/section[0]", 0x8000, 0x8000);
    assert_range(&d, "contents/section[1]", 0, 0x4000);
    assert_string_equal(node_at(&d, "contents/section[0]")->note, "BFV");
    assert_string_equal(node_at(&d, "contents/section[1]")->note, "CFV");
    assert_int_equal(node_at(&d, "contents/section[0]")->kind, TDXP_KIND_CONTENT);
    assert_int_equal(node_at(&d, "contents/section[0]")->gpa, PLAN_GPA + 0x8000);
    assert_int_equal(node_at(&d, "contents/section[0]")->gpa_size, 0x8000);
    assert_int_equal(node_at(&d, "contents/section[1]")->gpa, PLAN_GPA);
    assert_int_equal(node_at(&d, "contents/section[1]")->gpa_size, 0x4000);
    assert_ptr_equal(d.fw->tdvf->sections[1].content, node_at(&d, "contents/section[1]"));
    assert_null(d.fw->tdvf->sections[2].content);
    assert_no_node(&d, "contents/section[2]");
    assert_no_node(&d, "contents/section[3]");
    decoded_free(&d);
}

static void bytes_that_the_file_does_not_have_are_marked(void **state)
{
    static const struct {
        uint32_t offset, size;
        uint64_t shown_offset, shown;
        uint32_t marks;
    } cases[] = {
        {0xf000, 0x1000, 0xf000, 0x1000, 0},
        {0xf000, 0x1001, 0xf000, 0x1000, TDXP_MARK_TRUNCATED},
        {0x8000, UINT32_MAX, 0x8000, 0x8000, TDXP_MARK_TRUNCATED},
        {0x10000, 1, 0x10000, 0, TDXP_MARK_OUTSIDE},
        {UINT32_MAX, UINT32_MAX, 0x10000, 0, TDXP_MARK_OUTSIDE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan_section section = {cases[i].offset, cases[i].size, 0x100000, 0x10000, 1, 0};
        struct decoded d = decode_sections(&section, 1);
        const struct tdxp_node *content = node_at(&d, "contents/section[0]");

        assert_range(&d, "contents/section[0]", cases[i].shown_offset, cases[i].shown);
        assert_marks(&d, "contents/section[0]", cases[i].marks);
        assert_int_equal(content->remark != NULL, cases[i].marks != 0);
        assert_int_equal(content->gpa_size, cases[i].shown);
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void contents_fill_no_more_memory_than_the_section_has(void **state)
{
    static const struct plan_section sections[] = {
        {0x8000, 0x8000, 0x100000, 0x1000, 0, 1},
        {0x8000, 0x8000, 0x200000, 0, 7, 0},
    };
    struct decoded d = decode_sections(sections, 2);

    (void)state;
    assert_int_equal(node_at(&d, "contents/section[0]")->gpa_size, 0x1000);
    assert_int_equal(node_at(&d, "contents/section[1]")->gpa_size, 0);
    assert_range(&d, "contents/section[1]", 0x8000, 0x8000);
    decoded_free(&d);
}

/* ---- where fields lead ---- */

static void fields_lead_to_the_bytes_and_the_memory_that_they_name(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);

    (void)state;
    assert_leads_to_bytes(&d, "tdvf/section[0]", 0x8000, 0x8000);
    assert_leads_to_bytes(&d, "tdvf/section[0]/DataOffset", 0x8000, 0x8000);
    assert_leads_to_gpa(&d, "tdvf/section[0]/MemoryAddress", PLAN_GPA + 0x8000, 0x8000);
    assert_leads_to_bytes(&d, "tdvf/section[1]/DataOffset", 0, 0x4000);
    assert_leads_to_gpa(&d, "tdvf/section[1]/MemoryAddress", PLAN_GPA, 0x8000);
    assert_leads_nowhere(&d, "tdvf/section[2]");
    assert_leads_nowhere(&d, "tdvf/section[2]/DataOffset");
    assert_leads_to_gpa(&d, "tdvf/section[2]/MemoryAddress", 0x810000, 0x10000);
    assert_leads_nowhere(&d, "tdvf/section[0]/RawDataSize");
    assert_leads_nowhere(&d, "tdvf/section[0]/Type");
    assert_leads_nowhere(&d, "tdvf/Signature");
    assert_leads_to_bytes(&d, "legacy-offset", PLAN_DESCRIPTOR, 1);
    assert_leads_to_gpa(&d, "reset-vector", 0xfffffff0, 16);
    decoded_free(&d);
}

static void address_of_a_section_without_memory_leads_nowhere(void **state)
{
    static const struct plan_section section = {0x8000, 0x100, 0, 0, 7, 0};
    struct decoded d = decode_sections(&section, 1);

    (void)state;
    assert_leads_nowhere(&d, "tdvf/section[0]/MemoryAddress");
    assert_leads_to_bytes(&d, "tdvf/section[0]/DataOffset", 0x8000, 0x100);
    decoded_free(&d);
}

/* ---- the end of the image, and what nothing claims ---- */

static void last_bytes_of_an_image_are_the_reset_vector(void **state)
{
    (void)state;
    for (size_t size = 1; size <= 0x40; size++) {
        struct decoded d = decode_taken(calloc(1, size), size);

        if (size < 16) {
            assert_no_node(&d, "reset-vector");
        } else {
            assert_range(&d, "reset-vector", size - 16, 16);
            assert_int_equal(node_at(&d, "reset-vector")->kind, TDXP_KIND_CODE);
        }
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void bytes_that_no_structure_claims_are_nodes_of_their_own(void **state)
{
    static const struct plan_section sections[] = {
        {0x8000, 0x4000, PLAN_GPA + 0x8000, 0x4000, 0, 1},
        {0x1000, 0x3000, PLAN_GPA + 0x1000, 0x3000, 1, 0},
    };
    struct decoded d = decode_sections(sections, 2);
    const struct tdxp_space *file = tdxp_tree_space(d.fw->tree, 0);

    (void)state;
    assert_range(&d, "unclaimed/0x0", 0, 0x1000);
    assert_range(&d, "unclaimed/0x4000", 0x4000, 0x4000);
    assert_range(&d, "unclaimed/0xc000", 0xc000, PLAN_DESCRIPTOR - 16 - 0xc000);
    assert_range(&d, "unclaimed/0xf050", 0xf050, PLAN_SIZE - 0x32 - 22 - 0xf050);
    assert_range(&d, "unclaimed/0xffe4", 0xffe4, 0xc);
    assert_int_equal(node_at(&d, "unclaimed/0x0")->kind, TDXP_KIND_UNCLAIMED);
    assert_ptr_equal(tdxp_tree_at(d.fw->tree, file, 0x5000), node_at(&d, "unclaimed/0x4000"));
    assert_ptr_equal(node_at(&d, "unclaimed")->last_child, node_at(&d, "unclaimed/0xffe4"));
    assert_sound(&d);
    decoded_free(&d);
}

static void image_that_is_claimed_to_its_last_byte_has_no_unclaimed_ones(void **state)
{
    static const struct plan_section section = {0, PLAN_SIZE, PLAN_GPA, PLAN_SIZE, 0, 1};
    struct decoded d = decode_sections(&section, 1);

    (void)state;
    assert_no_node(&d, "unclaimed");
    decoded_free(&d);
}

static void file_of_one_byte_is_one_unclaimed_byte(void **state)
{
    struct decoded d = decode_taken(calloc(1, 1), 1);

    (void)state;
    assert_range(&d, "unclaimed/0x0", 0, 1);
    assert_sound(&d);
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header_fields_are_nodes_with_their_values),
        cmocka_unit_test(section_fields_are_nodes_with_their_values),
        cmocka_unit_test(nodes_know_the_section_that_they_belong_to),
        cmocka_unit_test(deepest_node_at_a_byte_of_the_descriptor_is_its_field),
        cmocka_unit_test(types_are_called_as_in_the_specification),
        cmocka_unit_test(reserved_type_is_decoded_and_marked),
        cmocka_unit_test(attributes_are_shown_bit_by_bit),
        cmocka_unit_test(reserved_attribute_bits_are_shown_and_marked_where_they_are_set),
        cmocka_unit_test(wrong_length_is_marked_and_changes_nothing_else),
        cmocka_unit_test(wrong_version_is_marked_and_changes_nothing_else),
        cmocka_unit_test(count_decides_how_many_entries_there_are),
        cmocka_unit_test(count_beyond_the_end_of_the_file_gives_the_entries_that_are_there),
        cmocka_unit_test(descriptor_with_very_many_entries_is_decoded_up_to_a_limit),
        cmocka_unit_test(descriptor_cut_anywhere_is_decoded_as_far_as_it_goes),
        cmocka_unit_test(bytes_of_a_section_are_a_node_at_their_place),
        cmocka_unit_test(bytes_that_the_file_does_not_have_are_marked),
        cmocka_unit_test(contents_fill_no_more_memory_than_the_section_has),
        cmocka_unit_test(fields_lead_to_the_bytes_and_the_memory_that_they_name),
        cmocka_unit_test(address_of_a_section_without_memory_leads_nowhere),
        cmocka_unit_test(last_bytes_of_an_image_are_the_reset_vector),
        cmocka_unit_test(bytes_that_no_structure_claims_are_nodes_of_their_own),
        cmocka_unit_test(image_that_is_claimed_to_its_last_byte_has_no_unclaimed_ones),
        cmocka_unit_test(file_of_one_byte_is_one_unclaimed_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
