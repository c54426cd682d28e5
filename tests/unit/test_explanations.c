/* Explanations: everything that is decoded is explained to a reader who sees it for the first time. */
#include "capsule.h"
#include "nv_image.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "format/capsule.h"
#include "format/device_path.h"
#include "format/efi_time.h"
#include "format/ffs.h"
#include "format/ffs_apriori.h"
#include "format/ffs_depex.h"
#include "format/fv.h"
#include "format/hob.h"
#include "format/igvm.h"
#include "format/program.h"
#include "format/siglist.h"
#include "format/td_shim.h"
#include "format/trust_anchor.h"
#include "format/varstore.h"
#include "format/x509.h"
#include "parts.h"
#include "programs.h"
#include "tdxplore/sample.h"
#include "tdxplore/sev.h"
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

static void assert_format_explained(const struct tdxp_format *format)
{
    uint32_t end = 0;

    assert_non_null(format->doc.summary);
    for (const struct tdxp_field *field = format->fields; field->name; field++) {
        assert_field_explained(format->name, field);
        assert_true(field->offset >= end); /* in the order of their offsets, none over another */
        end = field->offset + field->size;
        assert_ptr_equal(tdxp_field_find(format, field->name), field);
    }
    assert_int_equal(end, format->size);
    assert_null(tdxp_field_find(format, "no such field"));
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
        &ffs_format_crc32,
        &depex_format_opcode,
        &depex_format_operand,
        &apriori_format_entry,
        &elf_format_ident,
        &elf_format_header32,
        &elf_format_header64,
        &elf_format_segment32,
        &elf_format_segment64,
        &elf_format_section32,
        &elf_format_section64,
        &pe_format_dos,
        &pe_format_file,
        &pe_format_optional32,
        &pe_format_optional64,
        &pe_format_directory,
        &pe_format_section,
        &te_format_header,
        &bzimage_format_setup,
        &hob_format_acpi_table,
        &hob_format_allocation,
        &hob_format_allocation_module,
        &hob_format_capsule,
        &hob_format_cpu,
        &hob_format_e820_entry,
        &hob_format_guid,
        &hob_format_handoff,
        &hob_format_header,
        &hob_format_payload_info,
        &hob_format_payload_info_packed,
        &hob_format_resource,
        &hob_format_volume,
        &hob_format_volume2,
        &hob_format_volume3,
        &igvm_format_header,
        &igvm_format_header2,
        &igvm_format_variable,
        &mailbox_format,
        &sec_core_format,
        &signed_payload_format,
        &td_info_format,
        &td_params_format,
        &tdxp_format_sev_header,
        &tdxp_format_sev_section,
        &device_path_format_header,
        &efi_time_format,
        &ftw_format_header,
        &ftw_format_record,
        &ftw_format_write,
        &key_option_format,
        &key_option_format_key,
        &load_option_format,
        &siglist_format_list,
        &siglist_format_revoked,
        &siglist_format_signature,
        &trust_anchor_format,
        &varstore_format_authenticated,
        &varstore_format_header,
        &varstore_format_variable,
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
        assert_format_explained(formats[i]);
    }
}

static void every_known_variable_is_explained(void **state)
{
    (void)state;
    for (size_t i = 0; i < varstore_known_count; i++) {
        const struct varstore_known *known = &varstore_known[i];

        assert_explained("known variables", known->name, &known->doc);
        if (known->format) {
            assert_format_explained(known->format);
        }
    }
}

static void every_kind_of_node_in_a_device_path_is_explained(void **state)
{
    (void)state;
    for (const struct device_path_kind *kind = device_path_kinds; kind->name; kind++) {
        assert_true(is_plain(kind->name, false));
        if (kind->format) {
            assert_format_explained(kind->format);
        }
    }
}

static void every_part_of_a_certificate_is_explained(void **state)
{
    (void)state;
    for (const struct x509_part *part = x509_parts; part->key; part++) {
        assert_explained("certificate", part->key, &part->doc);
    }
}

static void every_data_directory_is_explained(void **state)
{
    (void)state;
    for (size_t i = 0; i < PE_DIRECTORIES; i++) {
        assert_explained("data directory", pe_directories[i].name, &pe_directories[i].doc);
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

static void every_node_of_ovmfs_variables_is_explained(void **state)
{
    struct decoded d = decode_file_or_skip("/usr/share/OVMF/OVMF_VARS_4M.ms.fd");

    (void)state;
    assert_tree_explained(&d);
}

/* What the real images have none of: writes under way, a hash of a certificate, optional data, and faults. */
static void variables_of_every_kind_are_explained(void **state)
{
    static const struct tdxp_guid revoked =
        TDXP_GUID(0x3bd2a492, 0x96c0, 0x4079, 0xb4, 0x20, 0xfc, 0xf9, 0x8e, 0xf1, 0x03, 0xed);
    static const char option[] = "\1\0\0\0\4\0\0\0\x7f\xff\4\0opt";
    uint8_t list[128];
    uint8_t hash[48] = {1};
    struct nv_image image = nv_new(0x2000, 0x800);
    size_t length = nv_put_list(list, &revoked, hash, sizeof hash);
    struct decoded d;

    (void)state;
    put_uint(list + 20, 4, 4); /* a header of the signatures, and too few bytes for a signature */
    nv_add(&image, "dbx", &nv_database, NV_ADDED, list, length);
    put_uint(list + 20, 4, 0);
    nv_add(&image, "dbx", &nv_database, NV_ADDED, list, length);
    put_uint(list + 24, 4, 30);
    nv_add(&image, "db", &nv_database, NV_ADDED, list, length);
    memcpy(list, nv_nobody.bytes, 16);
    nv_add(&image, "KEK", &nv_global, NV_ADDED, list, length);
    nv_add(&image, "Boot0000", &nv_global, NV_ADDED, option, sizeof option - 1);
    nv_add(&image, "ConIn", &nv_global, NV_ADDED, "\3\3\5\0x\1\2\3", 8);
    memset(image.bytes + image.at, 0x55, 3);
    nv_put_ftw(&image, 0x1000, 0x800);
    memset(image.bytes + 0x1020, 0, 40 + 48); /* a note on a write, and a record with data behind it */
    put_uint(image.bytes + 0x1020 + 24, 8, 1);
    put_uint(image.bytes + 0x1020 + 32, 8, 8);
    d = nv_decode(&image);
    node_at(&d, NV_VARIABLE(0) "/Data/list[0]/SignatureHeader");
    node_at(&d, NV_VARIABLE(0) "/Data/list[0]/rest");
    node_at(&d, NV_VARIABLE(1) "/Data/list[0]/signature[0]/TimeOfRevocation");
    node_at(&d, NV_VARIABLE(3) "/Data/list[0]/signature[0]/SignatureData");
    node_at(&d, NV_VARIABLE(4) "/Data/OptionalData");
    node_at(&d, NV_VARIABLE(5) "/Data/rest");
    node_at(&d, NV_STORE_PATH "/rest");
    node_at(&d, NV_VARIABLES "/ftw-working/write[0]/record[0]/PrivateData");
    assert_tree_explained(&d);
}

static void sections_and_entries_of_every_kind_are_explained(void **state)
{
    static const uint8_t data[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    static const struct plan_entry entries[] = {
        {TDXP_GUID(0xdc886566, 0x984a, 0x4798, 0xa7, 0x5e, 0x55, 0x85, 0xa7, 0xbf, 0x67, 0xcc), data, 9},
        {TDXP_GUID(0x7255371f, 0x3a3b, 0x4b04, 0x92, 0x7b, 0x1d, 0xa6, 0xef, 0xa8, 0xd4, 0x54), data, 8},
        {TDXP_GUID(0x4c2eb361, 0x7d9b, 0x4cc3, 0x80, 0x81, 0x12, 0x7c, 0x90, 0xd3, 0xd2, 0x94), data, 8},
        {TDXP_GUID(0x00f771de, 0x1a7e, 0x4fcb, 0x89, 0x0e, 0x68, 0xc7, 0x7e, 0x2f, 0xb4, 0x4e), data, 4},
        {TDXP_GUID(0xa789a612, 0x0597, 0x4c4b, 0xa4, 0x9f, 0xcb, 0xb1, 0xfe, 0x9d, 0x1d, 0xdd), data, 4},
        {TDXP_GUID(0x01234567, 0x89ab, 0xcdef, 0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe), data, 5},
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

/* A volume with sections of every kind, decoded with what is compressed in them. */
static void all_that_sections_hold_is_explained(void **state)
{
    static const uint8_t depex[] = {0x02, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0x05, 0x08, 0x00};
    struct part row = part_ui("Name");
    struct part files[2];
    struct part volume;
    struct tdxp_opened *opened = tdxp_opened_new(NULL, true);
    struct decoded d;

    (void)state;
    row = part_join(row, part_section(0x13, part_of(depex, sizeof depex)));
    row = part_join(row, part_section(0x1b, part_filled(6, 400)));
    row = part_join(row, part_guided(&part_guid_crc32, 2, part_filled(0, 4), part_ui("CRC")));
    row = part_join(row, part_guided(&part_guid_nobody, 1, part_filled(1, 8), part_filled(2, 8)));
    row = part_join(row, part_guided(&part_guid_lzma, 1, part_of(NULL, 0), part_lzma(part_ui("Packed"))));
    row = part_join(row, part_section(0x03, part_section(0x01, part_filled(0, 20))));
    files[0] = part_file(&part_guid_nobody, 0x07, row);
    files[1] = part_file(&part_guid_dxe_apriori, 0x02, part_section(0x19, part_filled(3, 40)));
    volume = part_volume(files, 2);
    d.image = tdxp_image_from_memory("test", volume.data, volume.size, NULL);
    d.fw = tdxp_firmware_decode_opened(d.image, opened, NULL);
    assert_non_null(d.fw);
    node_at(&d, "volumes/volume[0]/file[0]/section[1]/rest");
    node_at(&d, "volumes/volume[0]/file[0]/section[3]/CRC32Checksum");
    node_at(&d, "volumes/volume[0]/file[0]/section[4]/guid-fields");
    node_at(&d, "volumes/volume[0]/file[0]/section[5]/decompressed/section[0]");
    node_at(&d, "volumes/volume[0]/file[1]/section[0]/rest");
    assert_tree_explained(&d);
    tdxp_opened_free(opened);
}

static void every_node_of_a_program_is_explained(void **state)
{
    (void)state;
    for (const struct program_sample *sample = program_samples; sample->name; sample++) {
        uint8_t bytes[PROGRAM_ROOM] = {0};
        size_t size = sample->make(bytes);
        struct decoded d = decode_copy(bytes, size);

        node_at(&d, sample->name);
        assert_tree_explained(&d);
    }
}

/* Blocks of every type, with ones for data: flags and reserved values are shown, too. */
static void hand_off_blocks_of_every_type_are_explained(void **state)
{
    static const struct tdxp_guid guids[] = {
        TDXP_GUID(0xb96fa412, 0x461f, 0x4be3, 0x8c, 0x0d, 0xad, 0x80, 0x5a, 0x49, 0x7a, 0xc0),
        TDXP_GUID(0x6a0c5870, 0xd4ed, 0x44f4, 0xa1, 0x35, 0xdd, 0x23, 0x8b, 0x6f, 0x0c, 0x8d),
        TDXP_GUID(0x8f8072ea, 0x3486, 0x4b47, 0x86, 0xa7, 0x23, 0x53, 0xb8, 0x8a, 0x87, 0x73),
        TDXP_GUID(0xf8e21975, 0x0899, 0x4f58, 0xa4, 0xbe, 0x55, 0x25, 0xa9, 0xc6, 0xd7, 0x7a),
    };
    enum { TYPES = 16, SIZE = 80 };
    uint8_t bytes[56 + (TYPES + 4) * SIZE + 8];
    struct decoded d;

    (void)state;
    memset(bytes, 0xff, sizeof bytes);
    put_uint(bytes, 8, UINT64_C(0x380001));
    put_uint(bytes + 8, 8, 9);
    for (uint32_t i = 0; i < TYPES + 4; i++) {
        uint8_t *at = bytes + 56 + i * SIZE;

        put_uint(at, 2, i < TYPES ? i : i < TYPES + 3 ? 4 : 2);
        put_uint(at + 2, 2, SIZE);
        if (i >= TYPES) {
            memcpy(at + 8, guids[i - TYPES].bytes, 16);
        }
    }
    put_uint(bytes + sizeof bytes - 6, 2, 8);
    d = decode_copy(bytes, sizeof bytes);
    assert_string_equal(node_at(&d, "hob-list")->note, "22 blocks");
    assert_tree_explained(&d);
}

static void igvm_files_are_explained(void **state)
{
    static const uint32_t types[] = {1, 0x302, 0x313, 0x80000999};
    uint8_t bytes[0x100] = "IGVM";

    (void)state;
    put_uint(bytes + 4, 4, 2);
    put_uint(bytes + 8, 4, 32);
    put_uint(bytes + 12, 4, sizeof types / sizeof types[0] * 16);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        put_uint(bytes + 32 + 16 * i, 4, types[i]);
        put_uint(bytes + 36 + 16 * i, 4, 8);
    }
    for (uint64_t version = 1; version <= 2; version++) {
        struct decoded d;

        put_uint(bytes + 4, 4, version);
        d = decode_copy(bytes, sizeof bytes);
        node_at(&d, "igvm/variables/variable[3]/content");
        assert_tree_explained(&d);
    }
    for (uint64_t type = 0; type < 0x400; type++) {
        const struct tdxp_choice *choice = igvm_type_find(type);

        if (choice) {
            assert_explained("variable header", choice->name, &choice->doc);
        }
    }
}

static void what_td_shim_and_ovmf_put_into_an_image_is_explained(void **state)
{
    static const struct tdxp_guid payload =
        TDXP_GUID(0xfcf2d558, 0x9df5, 0x4f4d, 0xb0, 0xd7, 0x3e, 0x4b, 0x79, 0x8a, 0xb0, 0x66);
    static const struct plan_section sections[] = {
        {0x8000, 0x8000, PLAN_GPA + 0x8000, 0x8000, TDXP_SECTION_BFV, 1},
        {0x9000, 0x100, 0, 0, TDXP_SECTION_TD_INFO, 0},
        {0xa000, 0x400, 0, 0, TDXP_SECTION_TD_PARAMS, 0},
    };
    static const uint8_t distance[] = {0, 0x40, 0, 0};
    const struct plan_entry entry = {tdxp_guid_sev_metadata_offset, distance, 4};
    struct plan plan = plan_default();
    struct decoded d;
    uint8_t *bytes;

    (void)state;
    plan.sections = sections;
    plan.section_count = sizeof sections / sizeof sections[0];
    plan.entries = &entry;
    plan.entry_count = 1;
    bytes = plan_bytes(&plan);
    memcpy(bytes + 0xc000, "ASEV", 4);
    put_uint(bytes + 0xc00c, 4, 2);
    memset(bytes + 0x9000, 0xff, 0x100);
    put_uint(bytes + 0x9010, 4, 0x40);
    memset(bytes + 0xa000, 0xff, 0x400);
    memcpy(bytes + 0x8000, payload.bytes, 16);
    put_uint(bytes + 0x8014, 4, 0x100);
    put_uint(bytes + 0x8028, 4, 2);
    d = decode_taken(bytes, plan.size);
    node_at(&d, "sev/section[1]/Type");
    node_at(&d, "contents/section[0]/signed-payload/signature");
    node_at(&d, "contents/section[1]/td-info/data");
    node_at(&d, "contents/section[2]/td-params/ATTRIBUTES/reserved[26:18]");
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
        cmocka_unit_test(every_data_directory_is_explained),
        cmocka_unit_test(every_known_variable_is_explained),
        cmocka_unit_test(every_kind_of_node_in_a_device_path_is_explained),
        cmocka_unit_test(every_part_of_a_certificate_is_explained),
        cmocka_unit_test(every_node_of_the_sample_is_explained),
        cmocka_unit_test(every_node_of_ovmf_is_explained),
        cmocka_unit_test(every_node_of_ovmf_code_is_explained),
        cmocka_unit_test(every_node_of_ovmfs_variables_is_explained),
        cmocka_unit_test(variables_of_every_kind_are_explained),
        cmocka_unit_test(sections_and_entries_of_every_kind_are_explained),
        cmocka_unit_test(all_that_sections_hold_is_explained),
        cmocka_unit_test(every_node_of_a_program_is_explained),
        cmocka_unit_test(hand_off_blocks_of_every_type_are_explained),
        cmocka_unit_test(igvm_files_are_explained),
        cmocka_unit_test(what_td_shim_and_ovmf_put_into_an_image_is_explained),
        cmocka_unit_test(every_node_of_a_capsule_is_explained),
        cmocka_unit_test(every_kind_of_file_is_explained),
        cmocka_unit_test(what_is_broken_is_explained_as_well),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
