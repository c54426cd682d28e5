/* Sections: dependency expressions, apriori lists, and sections that hold sections without compressing them. */
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "format/fv.h"
#include "parts.h"

#define FILE_PATH "volumes/volume[0]/file[0]"

/* A volume with one driver that is made of these sections. */
static struct decoded decode_sections(struct part sections)
{
    struct part file = part_file(&part_guid_nobody, 0x07, sections);
    struct part volume = part_volume(&file, 1);

    return decode_taken(volume.data, volume.size);
}

static void assert_note(const struct decoded *d, const char *path, const char *expected)
{
    const struct tdxp_node *node = node_at(d, path);

    assert_non_null(node->note);
    assert_string_equal(node->note, expected);
}

/* A method that is known and that nothing here decompresses. */
static const struct tdxp_guid guid_tiano =
    TDXP_GUID(0xa31280ad, 0x481e, 0x41b6, 0x95, 0xe8, 0x12, 0x7f, 0x4c, 0x98, 0x47, 0x79);

static void assert_remark(const struct decoded *d, const char *path, const char *part)
{
    const char *remark = node_at(d, path)->remark;

    if (!remark || !strstr(remark, part)) {
        fail_msg("the remark of %s is '%s', without '%s'", path, remark ? remark : "", part);
    }
}

static void assert_nothing_marked(const struct decoded *d)
{
    for (uint32_t i = 0; i < tdxp_tree_count(d->fw->tree); i++) {
        const struct tdxp_node *node = tdxp_tree_node(d->fw->tree, i);

        if (node->marks & (TDXP_MARKS_TROUBLE | TDXP_MARK_LIMIT)) {
            fail_msg("%s is marked: %s", node->name, node->remark ? node->remark : "no remark");
        }
    }
}

/* ---- dependency expressions ---- */

#define PCD 0x02, 0xf6, 0xf0, 0xa3, 0x13, 0x4a, 0x26, 0xf0, 0x3e, 0xf2, 0xe0, 0xde, 0xc5, 0x12, 0x34, 0x2f, 0x34
#define CPU 0x02, 0xb1, 0xcc, 0xba, 0x26, 0x42, 0x6f, 0xd4, 0x11, 0xbc, 0xe7, 0x00, 0x80, 0xc7, 0x3c, 0x88, 0x81
#define ANY(opcode) opcode, 4, 3, 2, 1, 6, 5, 8, 7, 9, 10, 11, 12, 13, 14, 15, 16
#define ANY_TEXT "01020304-0506-0708-090a-0b0c0d0e0f10"

struct expression {
    uint8_t type; /* of the section */
    size_t size;
    uint8_t bytes[80];
    const char *note;   /* what it means; NULL: nothing is said */
    const char *marked; /* the node that is marked, below the section; NULL: none; "": the section */
    const char *remark; /* part of the marked node's remark */
};

static const struct expression expressions[] = {
    {0x13, 2, {6, 8}, "TRUE", NULL, NULL},
    {0x1b, 18, {PCD, 8}, "PCD protocol", NULL, NULL},
    {0x13, 36, {PCD, CPU, 3, 8}, "PCD protocol AND CPU protocol", NULL, NULL},
    {0x1c, 54, {PCD, CPU, 3, ANY(2), 3, 8}, "PCD protocol AND CPU protocol AND " ANY_TEXT, NULL, NULL},
    {0x13, 54, {PCD, CPU, 4, ANY(2), 3, 8}, "(PCD protocol OR CPU protocol) AND " ANY_TEXT, NULL, NULL},
    {0x13, 54, {PCD, CPU, ANY(2), 4, 3, 8}, "PCD protocol AND (CPU protocol OR " ANY_TEXT ")", NULL, NULL},
    {0x13, 37, {PCD, CPU, 4, 5, 8}, "NOT (PCD protocol OR CPU protocol)", NULL, NULL},
    {0x13, 19, {PCD, 5, 8}, "NOT PCD protocol", NULL, NULL},
    {0x13, 18, {ANY(0), 8}, "BEFORE " ANY_TEXT, NULL, NULL},
    {0x13, 18, {ANY(1), 8}, "AFTER " ANY_TEXT, NULL, NULL},
    {0x13, 19, {9, PCD, 8}, "on request: PCD protocol", NULL, NULL},
    {0x13, 1, {8}, NULL, "opcode[0]", "no value is left"},
    {0x13, 3, {6, 7, 8}, NULL, "opcode[2]", "more than one value"},
    {0x13, 3, {6, 3, 8}, NULL, "opcode[1]", "fewer values"},
    {0x13, 2, {5, 8}, NULL, "opcode[0]", "fewer values"},
    {0x13, 1, {6}, NULL, "", "no END"},
    {0x13, 4, {6, 8, 0, 0}, "TRUE", "rest", "nobody reads"},
    {0x13, 3, {6, 10, 8}, NULL, "opcode[1]", "no such opcode"},
    {0x13, 17, {6, 2, 4, 3, 2, 1}, NULL, "opcode[1]", "ends inside of its GUID"},
    {0x13, 19, {6, ANY(0), 8}, NULL, "opcode[1]", "must be the first"},
    {0x13, 19, {ANY(1), 6, 8}, NULL, "opcode[1]", "only END may follow"},
    {0x13, 3, {6, 9, 8}, NULL, "opcode[1]", "must be the first"},
    {0x1b, 18, {ANY(0), 8}, NULL, "opcode[0]", "PEI module"},
    {0x1b, 3, {9, 6, 8}, NULL, "opcode[0]", "PEI module"},
};

static void dependency_expressions_are_written_as_a_person_would(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof expressions / sizeof expressions[0]; i++) {
        const struct expression *e = &expressions[i];
        struct decoded d = decode_sections(part_section(e->type, part_of(e->bytes, e->size)));
        char path[64];

        if (e->note) {
            assert_note(&d, FILE_PATH "/section[0]", e->note);
        } else {
            assert_null(node_at(&d, FILE_PATH "/section[0]")->note);
        }
        if (e->marked) {
            snprintf(path, sizeof path, FILE_PATH "/section[0]%s%s", *e->marked ? "/" : "", e->marked);
            assert_true(node_at(&d, path)->marks & TDXP_MARKS_TROUBLE);
            assert_remark(&d, path, e->remark);
        } else {
            assert_nothing_marked(&d);
        }
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void each_opcode_is_a_node_with_its_operand(void **state)
{
    static const uint8_t bytes[] = {PCD, CPU, 3, 8};
    struct decoded d = decode_sections(part_section(0x13, part_of(bytes, sizeof bytes)));

    (void)state;
    assert_range(&d, FILE_PATH "/section[0]/opcode[1]", 0x75, 17);
    assert_note(&d, FILE_PATH "/section[0]/opcode[1]", "CPU protocol");
    assert_value(&d, FILE_PATH "/section[0]/opcode[1]/Opcode", "2 (PUSH)");
    assert_value(&d, FILE_PATH "/section[0]/opcode[1]/Guid", "26baccb1-6f42-11d4-bce7-0080c73c8881 (CPU protocol)");
    assert_range(&d, FILE_PATH "/section[0]/opcode[2]", 0x86, 1);
    assert_value(&d, FILE_PATH "/section[0]/opcode[3]/Opcode", "8 (END)");
    assert_no_node(&d, FILE_PATH "/section[0]/opcode[4]");
    decoded_free(&d);
}

static void long_expressions_are_decoded_up_to_a_limit(void **state)
{
    struct decoded d = decode_sections(part_section(0x13, part_filled(6, 300)));

    (void)state;
    assert_remark(&d, FILE_PATH "/section[0]/opcode[64]", "64 values are on the stack");
    assert_remark(&d, FILE_PATH "/section[0]", "first 256 opcodes");
    assert_no_node(&d, FILE_PATH "/section[0]/opcode[256]");
    assert_range(&d, FILE_PATH "/section[0]/rest", 0x64 + 256, 300 - 256);
    decoded_free(&d);
}

static void long_expressions_are_cut_where_they_are_told(void **state)
{
    struct part bytes = part_filled(3, 100 * 17 + 99 + 1);
    static const uint8_t push[] = {ANY(2)};
    struct decoded d;
    size_t at = 0;

    (void)state;
    for (int i = 0; i < 100; i++) {
        memcpy(bytes.data + at, push, sizeof push);
        at += sizeof push + (i > 0);
    }
    bytes.data[at] = 8;
    d = decode_sections(part_section(0x13, bytes));
    assert_in_range(strlen(node_at(&d, FILE_PATH "/section[0]")->note), 400, 410);
    assert_non_null(strstr(node_at(&d, FILE_PATH "/section[0]")->note, "..."));
    assert_nothing_marked(&d);
    decoded_free(&d);
}

/* ---- apriori lists ---- */

static struct decoded decode_apriori(const struct tdxp_guid *name, size_t size)
{
    static const struct tdxp_guid first = {{1}};
    static const struct tdxp_guid second = {{2}};
    uint8_t list[48] = {2};
    struct part files[3];
    struct part volume;

    list[16] = 3;
    list[32] = 1;
    files[0] = part_file(name, 0x02, part_section(0x19, part_of(list, size)));
    files[1] = part_file(&first, 0x07, part_ui("First"));
    files[2] = part_file(&second, 0x07, part_ui("Second"));
    volume = part_volume(files, 3);
    return decode_taken(volume.data, volume.size);
}

static void entries_of_apriori_files_lead_to_the_files_that_they_name(void **state)
{
    const struct tdxp_guid *const names[] = {&part_guid_pei_apriori, &part_guid_dxe_apriori};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct decoded d = decode_apriori(names[i], 48);
        const struct tdxp_node *file = node_at(&d, "volumes/volume[0]/file[2]");

        assert_note(&d, FILE_PATH "/section[0]", "3 files to run first");
        assert_note(&d, FILE_PATH "/section[0]/entry[0]", "Second");
        assert_leads_to_bytes(&d, FILE_PATH "/section[0]/entry[0]", file->offset, file->length);
        assert_remark(&d, FILE_PATH "/section[0]/entry[1]", "no file of that name");
        assert_leads_nowhere(&d, FILE_PATH "/section[0]/entry[1]");
        assert_note(&d, FILE_PATH "/section[0]/entry[2]", "First");
        assert_nothing_marked(&d);
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void half_an_entry_of_an_apriori_file_is_marked(void **state)
{
    struct decoded d = decode_apriori(&part_guid_dxe_apriori, 24);

    (void)state;
    assert_note(&d, FILE_PATH "/section[0]", "1 file to run first");
    assert_marks(&d, FILE_PATH "/section[0]/rest", TDXP_MARK_INVALID);
    assert_range(&d, FILE_PATH "/section[0]/rest", 0x74, 8);
    decoded_free(&d);
}

static void raw_sections_of_other_files_are_no_lists(void **state)
{
    struct decoded d = decode_apriori(&part_guid_nobody, 48);

    (void)state;
    assert_no_node(&d, FILE_PATH "/section[0]/entry[0]");
    node_at(&d, FILE_PATH "/section[0]/data");
    decoded_free(&d);
}

static void long_apriori_lists_are_decoded_up_to_a_limit(void **state)
{
    struct part file = part_file(&part_guid_pei_apriori, 0x02, part_section(0x19, part_filled(9, 16 * 1030)));
    struct part volume = part_volume(&file, 1);
    struct decoded d = decode_taken(volume.data, volume.size);

    (void)state;
    assert_remark(&d, FILE_PATH "/section[0]", "first 1024 entries");
    assert_no_node(&d, FILE_PATH "/section[0]/entry[1024]");
    assert_int_equal(node_at(&d, FILE_PATH "/section[0]/rest")->length, 16 * 6);
    decoded_free(&d);
}

/* ---- sections that hold sections ---- */

static struct part crc_fields(const struct part *data, uint32_t change)
{
    uint8_t fields[4];

    put_uint(fields, 4, crc32(0, data->data, (uInt)data->size) ^ change);
    return part_of(fields, 4);
}

static void crc32_of_a_section_is_verified(void **state)
{
    (void)state;
    for (uint32_t change = 0; change < 2; change++) {
        struct part data = part_ui("Inside");
        struct part fields = crc_fields(&data, change);
        uint32_t stands =
            (uint32_t)(fields.data[0] | fields.data[1] << 8 | fields.data[2] << 16) | (uint32_t)fields.data[3] << 24;
        struct decoded d = decode_sections(part_guided(&part_guid_crc32, 2, fields, data));
        char expected[64];

        assert_number(&d, FILE_PATH "/section[0]/CRC32Checksum", stands);
        assert_note(&d, FILE_PATH "/section[0]/section[0]", "\"Inside\"");
        assert_string_equal(node_at(&d, FILE_PATH)->name, "Inside");
        if (change) {
            snprintf(expected, sizeof expected, "the data has 0x%08x", (unsigned)(stands ^ change));
            assert_marks(&d, FILE_PATH "/section[0]/CRC32Checksum", TDXP_MARK_INVALID);
            assert_remark(&d, FILE_PATH "/section[0]/CRC32Checksum", expected);
        } else {
            assert_note(&d, FILE_PATH "/section[0]/CRC32Checksum", "right");
            assert_nothing_marked(&d);
        }
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void crc32_needs_room_before_the_data(void **state)
{
    struct decoded d = decode_sections(part_guided(&part_guid_crc32, 2, part_filled(0, 3), part_ui("Inside")));

    (void)state;
    assert_marks(&d, FILE_PATH "/section[0]/header/DataOffset", TDXP_MARK_INVALID);
    assert_remark(&d, FILE_PATH "/section[0]/header/DataOffset", "no room for the CRC32");
    decoded_free(&d);
}

static void sections_that_need_no_processing_are_decoded_whatever_their_guid(void **state)
{
    struct decoded d = decode_sections(part_guided(&part_guid_nobody, 2, part_filled(0x77, 12), part_ui("Signed")));

    (void)state;
    assert_range(&d, FILE_PATH "/section[0]/guid-fields", 0x78, 12);
    assert_string_equal(node_at(&d, FILE_PATH)->name, "Signed");
    assert_nothing_marked(&d);
    decoded_free(&d);
}

static void sections_that_nobody_here_can_undo_say_so(void **state)
{
    static const struct {
        const struct tdxp_guid *guid;
        const char *remark;
    } rows[] = {{&part_guid_nobody, "nobody here knows the GUID"}, {&guid_tiano, "no decoder for the method"}};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct decoded d = decode_sections(part_guided(rows[i].guid, 1, part_of(NULL, 0), part_filled(1, 20)));

        assert_remark(&d, FILE_PATH "/section[0]", rows[i].remark);
        assert_range(&d, FILE_PATH "/section[0]/data", 0x78, 20);
        assert_null(node_at(&d, FILE_PATH "/section[0]")->packed);
        assert_nothing_marked(&d);
        decoded_free(&d);
    }
}

/* A compression section that claims length bytes. */
static struct part compression(uint8_t type, size_t length, struct part data)
{
    struct part body = part_filled(type, 5 + data.size);

    put_uint(body.data, 4, length);
    memcpy(body.data + 5, data.data, data.size);
    free(data.data);
    return part_section(0x01, body);
}

static void compression_sections_that_are_not_compressed_are_decoded(void **state)
{
    struct decoded d = decode_sections(compression(0, 16, part_ui("Plain")));

    (void)state;
    assert_note(&d, FILE_PATH "/section[0]", "NOT_COMPRESSED");
    assert_range(&d, FILE_PATH "/section[0]/section[0]", 0x69, 16);
    assert_string_equal(node_at(&d, FILE_PATH)->name, "Plain");
    assert_nothing_marked(&d);
    decoded_free(&d);

    d = decode_sections(compression(0, 17, part_ui("Plain")));
    assert_marks(&d, FILE_PATH "/section[0]/header/UncompressedLength", TDXP_MARK_INVALID);
    assert_remark(&d, FILE_PATH "/section[0]/header/UncompressedLength", "0x10 bytes");
    decoded_free(&d);
}

static void standard_compression_says_that_it_cannot_be_shown(void **state)
{
    struct decoded d = decode_sections(compression(1, 100, part_filled(1, 20)));

    (void)state;
    assert_note(&d, FILE_PATH "/section[0]", "STANDARD_COMPRESSION");
    assert_remark(&d, FILE_PATH "/section[0]", "no decoder for the EFI compression algorithm");
    node_at(&d, FILE_PATH "/section[0]/data");
    assert_nothing_marked(&d);
    decoded_free(&d);

    d = decode_sections(compression(9, 100, part_filled(1, 20)));
    assert_remark(&d, FILE_PATH "/section[0]", "no such type");
    assert_marks(&d, FILE_PATH "/section[0]/header/CompressionType", TDXP_MARK_RESERVED);
    decoded_free(&d);
}

static void disposable_sections_are_followed(void **state)
{
    struct decoded d = decode_sections(part_section(0x03, part_ui("Gone")));

    (void)state;
    assert_string_equal(node_at(&d, FILE_PATH)->name, "Gone");
    assert_nothing_marked(&d);
    decoded_free(&d);
}

static void sections_inside_of_each_other_end_at_a_limit(void **state)
{
    struct part row = part_ui("Deep");
    struct decoded d;
    char path[256] = FILE_PATH "/section[0]";

    (void)state;
    for (unsigned i = 0; i <= SECTION_DEPTH_LIMIT; i++) {
        row = part_section(0x03, row);
    }
    d = decode_sections(row);
    for (unsigned i = 0; i < SECTION_DEPTH_LIMIT; i++) {
        snprintf(path + strlen(path), sizeof path - strlen(path), "/section[0]");
    }
    assert_remark(&d, path, "inside of 16 sections, and that is the limit");
    assert_true(node_at(&d, path)->marks & TDXP_MARK_LIMIT);
    assert_null(tdxp_tree_find(d.fw->tree, strcat(path, "/section[0]")));
    assert_sound(&d);
    decoded_free(&d);
}

static void types_of_sections_of_vendors_are_not_marked(void **state)
{
    static const struct {
        uint8_t type;
        const char *note;
    } rows[] = {{0xc0, "OEM type"}, {0xe5, "debug type"}, {0xf3, "file system's own type"}};
    struct decoded d;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        d = decode_sections(part_section(rows[i].type, part_filled(1, 20)));
        assert_note(&d, FILE_PATH "/section[0]", rows[i].note);
        assert_nothing_marked(&d);
        decoded_free(&d);
    }
    d = decode_sections(part_section(0x1a, part_filled(1, 20)));
    assert_note(&d, FILE_PATH "/section[0]", "reserved type");
    assert_marks(&d, FILE_PATH "/section[0]/header/Type", TDXP_MARK_RESERVED);
    decoded_free(&d);
}

/* ---- the volume top file ---- */

static void a_volume_top_file_that_is_not_at_the_top_is_marked(void **state)
{
    static const struct tdxp_guid top =
        TDXP_GUID(0x1ba0062e, 0xc779, 0x4582, 0x85, 0x66, 0x33, 0x6a, 0xe8, 0xf7, 0x8f, 0x09);
    struct part files[] = {part_file(&top, 0x01, part_filled(0x90, 16)),
                           part_file(&part_guid_nobody, 0x01, part_filled(1, 32))};
    struct part volume = part_volume(files, 2);
    struct decoded d = decode_taken(volume.data, volume.size);

    (void)state;
    assert_marks(&d, FILE_PATH "/header/Size", TDXP_MARK_INVALID);
    assert_remark(&d, FILE_PATH "/header/Size", "0x40 bytes before the volume does");
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dependency_expressions_are_written_as_a_person_would),
        cmocka_unit_test(each_opcode_is_a_node_with_its_operand),
        cmocka_unit_test(long_expressions_are_decoded_up_to_a_limit),
        cmocka_unit_test(long_expressions_are_cut_where_they_are_told),
        cmocka_unit_test(entries_of_apriori_files_lead_to_the_files_that_they_name),
        cmocka_unit_test(half_an_entry_of_an_apriori_file_is_marked),
        cmocka_unit_test(raw_sections_of_other_files_are_no_lists),
        cmocka_unit_test(long_apriori_lists_are_decoded_up_to_a_limit),
        cmocka_unit_test(crc32_of_a_section_is_verified),
        cmocka_unit_test(crc32_needs_room_before_the_data),
        cmocka_unit_test(sections_that_need_no_processing_are_decoded_whatever_their_guid),
        cmocka_unit_test(sections_that_nobody_here_can_undo_say_so),
        cmocka_unit_test(compression_sections_that_are_not_compressed_are_decoded),
        cmocka_unit_test(standard_compression_says_that_it_cannot_be_shown),
        cmocka_unit_test(disposable_sections_are_followed),
        cmocka_unit_test(sections_inside_of_each_other_end_at_a_limit),
        cmocka_unit_test(types_of_sections_of_vendors_are_not_marked),
        cmocka_unit_test(a_volume_top_file_that_is_not_at_the_top_is_marked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
