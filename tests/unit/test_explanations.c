/* Explanations: everything that is decoded is explained to a reader who sees it for the first time. */
#include "capsule.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "format/capsule.h"
#include "format/ffs.h"
#include "format/fv.h"
#include "tdxplore/sample.h"
#include "tdxplore/tdvf.h"

/* ---- how an explanation is written ---- */

static bool is_plain(const char *text, bool paragraphs)
{
    for (const char *p = text; *p; p++) {
        if ((*p < 0x20 || *p > 0x7e) && !(paragraphs && *p == '\n')) {
            return false;
        }
    }
    return *text != '\0' && *text != ' ' && text[strlen(text) - 1] != ' ' && !strstr(text, "  ");
}

/* NULL where the explanation is whole and plain, else what is wrong with it. */
static const char *doc_fault(const struct tdxp_doc *doc, bool needs_reference)
{
    if (!doc || !doc->summary || !is_plain(doc->summary, false)) {
        return "no summary, or one that is not plain";
    }
    if (doc->summary[strlen(doc->summary) - 1] == '.' || strlen(doc->summary) > 100) {
        return "the summary is not one line without a full stop";
    }
    if (!doc->detail || !is_plain(doc->detail, true)) {
        return "no detail, or one that is not plain";
    }
    if (!strchr(".:)", doc->detail[strlen(doc->detail) - 1])) {
        return "the detail is not made of sentences";
    }
    if (needs_reference && (!doc->reference || !is_plain(doc->reference, false))) {
        return "no reference, or one that is not plain";
    }
    return NULL;
}

static void assert_explained(const char *where, const char *name, const struct tdxp_doc *doc)
{
    const char *fault = doc_fault(doc, true);

    if (fault) {
        fail_msg("%s, %s: %s", where, name, fault);
    }
}

/* ---- the tables ---- */

static void assert_field_explained(const char *where, const struct tdxp_field *field)
{
    assert_explained(where, field->name, &field->doc);
    assert_non_null(field->type_name);
    assert_int_equal(field->role == TDXP_ROLE_ENUM, field->choices != NULL);
    assert_int_equal(field->role == TDXP_ROLE_FLAGS, field->flags != NULL);
    for (const struct tdxp_choice *choice = field->choices; choice && choice->name; choice++) {
        assert_explained(field->name, choice->name, &choice->doc);
    }
    for (const struct tdxp_flag *flag = field->flags; flag && flag->name; flag++) {
        assert_explained(field->name, flag->name, &flag->doc);
        assert_true(flag->low <= flag->high && flag->high < 8 * field->size);
    }
}

static void every_row_of_every_table_is_explained(void **state)
{
    static const struct tdxp_format *const formats[] = {
        &tdxp_format_tdvf_header,
        &tdxp_format_tdvf_section,
        &fv_format_header,
        &fv_format_block,
        &fv_format_ext_header,
        &fv_format_ext_entry,
        &fv_format_ext_oem_type,
        &fv_format_ext_guid_type,
        &fv_format_ext_used_size,
        &ffs_format_file,
        &ffs_format_file_extended,
        &ffs_format_section,
        &ffs_format_section_extended,
        &ffs_format_compression,
        &ffs_format_guid_defined,
        &ffs_format_freeform,
        &ffs_format_version,
        &capsule_format_header,
        &capsule_format_fmp,
        &capsule_format_item,
        &capsule_format_item_2,
        &capsule_format_item_3,
        &capsule_format_auth,
        &capsule_format_payload,
    };

    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        const struct tdxp_format *format = formats[i];
        uint32_t end = 0;

        assert_non_null(format->doc.summary);
        for (const struct tdxp_field *field = format->fields; field->name; field++) {
            assert_field_explained(format->name, field);
            assert_true(field->offset >=
                        end); /* in the order of their offsets, none over another */
            end = field->offset + field->size;
            assert_ptr_equal(tdxp_field_find(format, field->name), field);
        }
        assert_int_equal(end, format->size);
        assert_null(tdxp_field_find(format, "no such field"));
    }
}

/* ---- what is decoded ---- */

/* Groups and what nothing describes are ours: there is nobody to refer to. */
static bool needs_reference(const struct tdxp_node *node)
{
    return node->kind != TDXP_KIND_GROUP && node->kind != TDXP_KIND_UNCLAIMED;
}

static void assert_tree_explained(struct decoded *d)
{
    for (uint32_t i = 0; i < tdxp_tree_count(d->fw->tree); i++) {
        const struct tdxp_node *node = tdxp_tree_node(d->fw->tree, i);
        const char *fault = doc_fault(node->doc, needs_reference(node));
        char path[512];

        if (fault) {
            tdxp_node_path(node, path, sizeof path);
            fail_msg("%s (%s): %s", path, node->name, fault);
        }
        if (node->kind == TDXP_KIND_FIELD) {
            assert_non_null(node->field);
            assert_field_explained(node->parent->name, node->field);
        }
    }
    decoded_free(d);
}

static void every_node_of_the_sample_is_explained(void **state)
{
    struct decoded d = decode_taken(sample_bytes(), TDXP_SAMPLE_SIZE);

    (void)state;
    assert_tree_explained(&d);
}

static void every_node_of_ovmf_is_explained(void **state)
{
    struct decoded d = decode_file_or_skip("/usr/share/ovmf/OVMF.fd");

    (void)state;
    assert_tree_explained(&d);
}

static void every_node_of_ovmf_code_is_explained(void **state)
{
    struct decoded d = decode_file_or_skip("/usr/share/OVMF/OVMF_CODE_4M.fd");

    (void)state;
    assert_tree_explained(&d);
}

static void sections_and_entries_of_every_kind_are_explained(void **state)
{
    static const uint8_t data[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    static const struct plan_entry entries[] = {
        {TDXP_GUID(0xdc886566, 0x984a, 0x4798, 0xa7, 0x5e, 0x55, 0x85, 0xa7, 0xbf, 0x67, 0xcc),
         data, 9},
        {TDXP_GUID(0x7255371f, 0x3a3b, 0x4b04, 0x92, 0x7b, 0x1d, 0xa6, 0xef, 0xa8, 0xd4, 0x54),
         data, 8},
        {TDXP_GUID(0x4c2eb361, 0x7d9b, 0x4cc3, 0x80, 0x81, 0x12, 0x7c, 0x90, 0xd3, 0xd2, 0x94),
         data, 8},
        {TDXP_GUID(0x00f771de, 0x1a7e, 0x4fcb, 0x89, 0x0e, 0x68, 0xc7, 0x7e, 0x2f, 0xb4, 0x4e),
         data, 4},
        {TDXP_GUID(0xa789a612, 0x0597, 0x4c4b, 0xa4, 0x9f, 0xcb, 0xb1, 0xfe, 0x9d, 0x1d, 0xdd),
         data, 4},
        {TDXP_GUID(0x01234567, 0x89ab, 0xcdef, 0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe),
         data, 5},
    };
    struct plan_section sections[12];
    struct plan plan = plan_default();
    struct decoded d;
    uint8_t *bytes;

    (void)state;
    for (uint32_t i = 0; i < 12; i++) {
        sections[i] = (struct plan_section){i * 0x1000, 0x800, 0x100000 + i * UINT64_C(0x1000),
                                            0x1000,     i,     i * UINT32_C(0x11111111)};
    }
    plan.sections = sections;
    plan.section_count = 12;
    plan.entries = entries;
    plan.entry_count = sizeof entries / sizeof entries[0];
    bytes = plan_bytes(&plan);
    put_volume_header(bytes + 0x2000, 0x400);
    memset(bytes + 0x2000 + VOLUME_HEADER, 0x55, 0x40);
    put_volume_header(bytes + 0x3000, 0x100);
    memset(bytes + 0x3010, 0x77, 16); /* a file system that nobody knows */
    d = decode_taken(bytes, plan.size);
    node_at(&d, "contents/section[2]/volume[0]/rest");
    node_at(&d, "contents/section[3]/volume[0]/data");
    assert_tree_explained(&d);
}

static void every_node_of_a_capsule_is_explained(void **state)
{
    struct plan plan = plan_default();
    uint8_t *image = plan_bytes(&plan);
    struct capsule_plan envelope = capsule_full(image, PLAN_SIZE);
    size_t size;
    size_t start;
    uint8_t *bytes = capsule_bytes(&envelope, &size, &start);
    struct decoded d = decode_taken(bytes, size);

    (void)state;
    node_at(&d, "capsule/payload[0]/vendor-code");
    assert_tree_explained(&d);
    free(image);
}

static void every_kind_of_file_is_explained(void **state)
{
    unsigned n = 0;

    (void)state;
    for (; tdxp_image_kind(n); n++) {
        const struct tdxp_image_kind *kind = tdxp_image_kind(n);

        assert_true(is_plain(kind->key, false));
        assert_true(is_plain(kind->name, false));
        assert_explained("kind", kind->key, &kind->doc);
        for (unsigned other = 0; other < n; other++) {
            assert_string_not_equal(tdxp_image_kind(other)->key, kind->key);
            assert_string_not_equal(tdxp_image_kind(other)->name, kind->name);
        }
    }
    assert_true(n > 10);
}

static void what_is_broken_is_explained_as_well(void **state)
{
    static const uint16_t lengths[] = {0, 17, 19, 0xffff};

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct plan plan = plan_default();
        uint8_t *bytes = plan_bytes(&plan);
        struct decoded d;

        put_uint(bytes + PLAN_SIZE - 0x32 - 18, 2, lengths[i]);
        put_uint(bytes + PLAN_DESCRIPTOR + 12, 4, UINT32_MAX);
        memcpy(bytes + 0x4000, tdxp_guid_tdx_metadata.bytes, 16); /* a second descriptor */
        memcpy(bytes + 0x4010, "TDVF", 4);
        d = decode_taken(bytes, PLAN_SIZE);
        assert_tree_explained(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_every_table_is_explained),
        cmocka_unit_test(every_node_of_the_sample_is_explained),
        cmocka_unit_test(every_node_of_ovmf_is_explained),
        cmocka_unit_test(every_node_of_ovmf_code_is_explained),
        cmocka_unit_test(sections_and_entries_of_every_kind_are_explained),
        cmocka_unit_test(every_node_of_a_capsule_is_explained),
        cmocka_unit_test(every_kind_of_file_is_explained),
        cmocka_unit_test(what_is_broken_is_explained_as_well),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
