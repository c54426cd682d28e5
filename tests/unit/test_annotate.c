/* The annotated hexdump: each byte once and as what it is, in whatever form. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "capsule.h"
#include "opening.h"
#include "report_image.h"
#include "sparse.h"
#include "support.h"
#include "tdxplore/gallery.h"

#define OVMF "/usr/share/ovmf/OVMF.fd"
#define GIB (UINT64_C(1) << 30)

enum {
    ROW = 16,          /* bytes of a line of JSON */
    STORED_MAX = 8192, /* blocks of 512 bytes: far more than the image has, far less than the hole */
};

static const struct small_section sections[] = {
    {0x2000, 0x2000, 0xffffe000, 0x2000, TDXP_SECTION_BFV, 1},
    {0, 0, 0x800000, 0x2000, TDXP_SECTION_TD_HOB, 0},
};

/* As a string that the caller frees. */
static char *annotated(const struct tdxp_firmware *fw, const struct tdxp_annotate_style *style)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    assert_true(tdxp_report_annotate(fw, style, out));
    assert_int_equal(fclose(out), 0);
    assert_int_equal(strlen(text), size);
    return text;
}

static json_t *annotated_json(const struct tdxp_firmware *fw, struct tdxp_annotate_style style)
{
    style.format = TDXP_ANNOTATE_JSON;
    return parse_json(annotated(fw, &style));
}

static uint64_t number_of(const json_t *line, const char *key)
{
    const char *text = json_string_value(json_object_get(line, key));

    assert_non_null(text);
    return strtoull(text, NULL, 16);
}

static const char *text_of(const json_t *line, const char *key)
{
    const char *text = json_string_value(json_object_get(line, key));

    return text ? text : "";
}

/* The bytes of a line, put where they belong; those that repeat are made of the row before. */
static void put_line(const json_t *line, uint8_t *bytes, const uint8_t *original)
{
    uint64_t offset = number_of(line, "offset");
    uint64_t length = number_of(line, "length");
    const char *kind = text_of(line, "kind");
    const char *hex = text_of(line, "hex");

    if (strcmp(kind, "skip") == 0) {
        memcpy(bytes + offset, original + offset, length);
    } else if (strcmp(kind, "repeat") == 0) {
        assert_true(offset >= ROW && length % ROW == 0 && length > ROW);
        for (uint64_t i = 0; i < length; i++) {
            bytes[offset + i] = bytes[offset + i - ROW];
        }
    } else {
        assert_string_equal(kind, "bytes");
        assert_in_range(length, 1, ROW);
        assert_int_equal(strlen(hex), 2 * length);
        for (uint64_t i = 0; i < length; i++) {
            unsigned byte;

            assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
            bytes[offset + i] = (uint8_t)byte;
        }
    }
}

/* What there is in all lines together. */
struct seen {
    uint64_t skipped; /* bytes that are left out */
    size_t findings;
};

/* The lines follow each other from start to end of a space, and are its bytes. */
static struct seen assert_whole(const struct tdxp_firmware *fw, const struct tdxp_annotate_style *style,
                                const struct tdxp_space *space, uint64_t start, uint64_t end)
{
    json_t *report = annotated_json(fw, *style);
    uint8_t *bytes = calloc(space->bytes.size, 1);
    struct seen seen = {0};
    uint64_t at = start;
    size_t i;
    json_t *line;

    assert_non_null(bytes);
    json_array_foreach(json_object_get(report, "lines"), i, line)
    {
        if (json_integer_value(json_object_get(line, "space")) != space->id) {
            continue;
        }
        assert_int_equal(number_of(line, "offset"), at);
        at += number_of(line, "length");
        assert_true(at <= end);
        put_line(line, bytes, space->bytes.data);
        seen.skipped += strcmp(text_of(line, "kind"), "skip") == 0 ? number_of(line, "length") : 0;
        seen.findings += json_array_size(json_object_get(line, "findings"));
    }
    assert_int_equal(at, end);
    assert_int_equal(memcmp(bytes + start, space->bytes.data + start, end - start), 0);
    free(bytes);
    json_decref(report);
    return seen;
}

/* Whatever is asked for, the lines are the bytes of the file. */
static void assert_all_ways_whole(const struct tdxp_firmware *fw)
{
    const struct tdxp_space *file = tdxp_tree_space(fw->tree, 0);
    const struct tdxp_annotate_style whole = {.from = tdxp_tree_root(fw->tree)};

    assert_whole(fw, &(struct tdxp_annotate_style){0}, file, 0, file->bytes.size);
    assert_whole(fw, &(struct tdxp_annotate_style){.all = true}, file, 0, file->bytes.size);
    assert_int_equal(assert_whole(fw, &whole, file, 0, file->bytes.size).skipped, 0);
}

/* ---- bytes ---- */

static void lines_of_an_image_are_its_bytes(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);

    (void)state;
    assert_all_ways_whole(d.fw);
    decoded_free(&d);
}

static void lines_of_any_beginning_of_an_image_are_its_bytes(void **state)
{
    static const size_t sizes[] = {1, 15, 16, 17, 31, 32, 33, 48, 0x52, PLAN_DESCRIPTOR + 3, PLAN_DESCRIPTOR + 0x21};
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct decoded d = decode_copy(bytes, sizes[i]);

        assert_all_ways_whole(d.fw);
        decoded_free(&d);
        /* Its end has the table and the pointers. */
        d = decode_copy(bytes + PLAN_SIZE - sizes[i], sizes[i]);
        assert_all_ways_whole(d.fw);
        decoded_free(&d);
    }
    free(bytes);
}

static void lines_of_a_broken_image_are_its_bytes_and_have_each_finding_once(void **state)
{
    size_t count;
    const struct tdxp_gallery_image *images = tdxp_gallery(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        uint64_t size;
        uint8_t *bytes = tdxp_gallery_build(&images[i], &size, NULL);
        struct tdxp_check_result *result;
        struct decoded d;

        assert_non_null(bytes);
        d = decode_taken(bytes, size);
        result = tdxp_check(d.fw, NULL);
        assert_non_null(result);
        for (int all = 0; all <= 1; all++) {
            const struct tdxp_annotate_style style = {.all = all, .findings = result};
            struct seen seen = assert_whole(d.fw, &style, tdxp_tree_space(d.fw->tree, 0), 0, size);

            assert_int_equal(seen.findings, result->count);
        }
        tdxp_check_free(result);
        decoded_free(&d);
    }
}

static void lines_of_a_capsule_are_its_bytes(void **state)
{
    struct plan plan = plan_default();
    uint8_t *inner = plan_bytes(&plan);
    struct capsule_plan around = capsule_full(inner, PLAN_SIZE);
    size_t size;
    size_t start;
    uint8_t *bytes = capsule_bytes(&around, &size, &start);
    struct decoded d = decode_taken(bytes, size);
    json_t *report = annotated_json(d.fw, (struct tdxp_annotate_style){0});
    json_t *first = json_array_get(json_object_get(report, "lines"), 0);

    (void)state;
    assert_all_ways_whole(d.fw);
    /* The metadata is that of the image inside, at offsets of the file. */
    assert_string_equal(text_of(first, "kind"), "skip");
    assert_int_equal(number_of(first, "length"), start + PLAN_DESCRIPTOR - 16);
    json_decref(report);
    decoded_free(&d);
    free(inner);
}

static void lines_of_ovmf_are_its_bytes(void **state)
{
    struct decoded d = decode_file_or_skip(OVMF);

    (void)state;
    assert_all_ways_whole(d.fw);
    decoded_free(&d);
}

static void lines_of_a_node_are_its_bytes_alone(void **state)
{
    static const char *const paths[] = {"tdvf", "tdvf/section[1]", "tdvf/section[1]/MemoryAddress", "guid-table",
                                        "reset-vector"};
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        const struct tdxp_node *node = node_at(&d, paths[i]);
        const struct tdxp_annotate_style style = {.from = node};

        struct seen seen = assert_whole(d.fw, &style, node->space, node->offset, node->offset + node->length);

        assert_int_equal(seen.skipped, 0);
    }
    decoded_free(&d);
}

static void lines_of_what_was_decompressed_have_its_offsets(void **state)
{
    struct part inner = part_section(0x19, part_random(0x300));
    struct image image = opened_image(&part_guid_lzma, part_lzma(inner), NULL);
    const struct tdxp_node *inside = node_at(&image.d, INSIDE);
    const struct tdxp_annotate_style style = {.from = inside};
    const struct tdxp_annotate_style all = {.all = true};
    char *text = annotated(image.d.fw, &style);

    (void)state;
    assert_int_not_equal(inside->space->id, 0);
    assert_non_null(strstr(text, "1:0x0  "));
    assert_int_equal(assert_whole(image.d.fw, &style, inside->space, 0, inside->length).skipped, 0);
    /* All of the image is all that is opened, too. */
    assert_whole(image.d.fw, &all, inside->space, 0, inside->length);
    free(text);
    image_free(&image);
}

static void a_huge_hole_is_a_few_lines_and_is_not_read(void **state)
{
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);
    struct sparse sparse;
    struct tdxp_firmware *fw;
    struct stat status;
    char *text;
    unsigned lines = 0;

    (void)state;
    if (!sparse_open(&sparse, bytes, PLAN_SIZE, 4 * GIB - PLAN_SIZE)) {
        free(bytes);
        skip();
    }
    fw = tdxp_firmware_decode(sparse.image, NULL);
    assert_non_null(fw);
    text = annotated(fw, &(struct tdxp_annotate_style){.all = true});
    for (const char *p = text; *p; p++) {
        lines += *p == '\n';
    }
    assert_in_range(lines, 10, 300);
    assert_non_null(strstr(text, " * 0xfffe"));
    /* A page of it that is read would be stored. */
    assert_int_equal(fstat(sparse.fd, &status), 0);
    assert_in_range(status.st_blocks, 0, STORED_MAX);
    free(text);
    tdxp_firmware_free(fw);
    sparse_close(&sparse);
    free(bytes);
}

/* ---- what stands beside them ---- */

static void each_field_of_the_descriptor_has_one_line_that_names_it(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);
    json_t *report = annotated_json(d.fw, (struct tdxp_annotate_style){0});
    const struct tdxp_node *descriptor = node_at(&d, "tdvf");
    unsigned fields = 0;

    (void)state;
    for (uint32_t id = 0; id < tdxp_tree_count(d.fw->tree); id++) {
        const struct tdxp_node *node = tdxp_tree_node(d.fw->tree, id);
        char path[256];
        char value[256];
        unsigned found = 0;
        size_t i;
        json_t *line;

        if (node->kind != TDXP_KIND_FIELD || !tdxp_node_within(node, descriptor)) {
            continue;
        }
        tdxp_node_path(node, path, sizeof path);
        tdxp_node_value(node, value, sizeof value);
        json_array_foreach(json_object_get(report, "lines"), i, line)
        {
            if (strcmp(text_of(line, "path"), path) == 0) {
                found++;
                assert_int_equal(number_of(line, "offset"), node->offset);
                assert_int_equal(number_of(line, "length"), node->length);
                assert_string_equal(text_of(line, "value"), value);
                assert_string_equal(text_of(line, "summary"), node->doc->summary);
            }
        }
        assert_int_equal(found, 1);
        fields++;
    }
    assert_int_equal(fields, 4 + 6 * plan.section_count);
    json_decref(report);
    decoded_free(&d);
}

static void a_line_has_offset_bytes_characters_path_and_value(void **state)
{
    struct small small = small_new("small.fd", sections, 2, NULL, 0);
    char *text = annotated(small.firmware, &(struct tdxp_annotate_style){0});

    (void)state;
    assert_non_null(strstr(text, "0x1010  54 44 56 46                                      TDVF"
                                 "              Signature             \"TDVF\"\n"));
    assert_non_null(strstr(text, "\ntdvf/section[0]  Section 0, BFV; 0x20 bytes at 0x1020\n  one piece of "));
    assert_non_null(strstr(text, "0x1028  00 e0 ff ff 00 00 00 00                          ........"
                                 "          MemoryAddress         0xffffe000\n"));
    assert_non_null(strstr(text, "   0x0  ... 0x1000 bytes left out\n"));
    assert_null(strstr(text, " \n"));
    free(text);
    small_free(&small);
}

static void addresses_stand_beside_offsets_where_asked_for(void **state)
{
    struct small small = small_new("small.fd", sections, 2, NULL, 0);
    char *without = annotated(small.firmware, &(struct tdxp_annotate_style){0});
    char *with = annotated(small.firmware, &(struct tdxp_annotate_style){.gpa = true});
    json_t *report = annotated_json(small.firmware, (struct tdxp_annotate_style){.gpa = true});
    json_t *lines = json_object_get(report, "lines");

    (void)state;
    assert_null(strstr(without, "0xfffffff0"));
    assert_non_null(strstr(with, "0x3ff0  0xfffffff0  "));
    assert_string_equal(text_of(json_array_get(lines, json_array_size(lines) - 1), "gpa"), "0xfffffff0");
    json_decref(report);
    free(with);
    free(without);
    small_free(&small);
}

static void no_line_is_longer_than_the_width(void **state)
{
    static const uint32_t widths[] = {1, TDXP_ANNOTATE_WIDTH_MIN, 80, 100, 120};
    struct small small = small_new("small.fd", sections, 2, NULL, 0);

    (void)state;
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
        const struct tdxp_annotate_style style = {.all = true, .gpa = true, .width = widths[i]};
        uint32_t most = widths[i] < TDXP_ANNOTATE_WIDTH_MIN ? TDXP_ANNOTATE_WIDTH_MIN : widths[i];
        char *text = annotated(small.firmware, &style);
        char *rest = text;
        char *line;

        while ((line = strsep(&rest, "\n"))) {
            assert_true(strlen(line) <= most);
        }
        free(text);
    }
    small_free(&small);
}

static void bytes_of_a_section_have_its_colour(void **state)
{
    struct small small = small_new("small.fd", sections, 2, NULL, 0);
    char *plain = annotated(small.firmware, &(struct tdxp_annotate_style){0});
    char *coloured = annotated(small.firmware, &(struct tdxp_annotate_style){.colour = true});
    char *page = annotated(small.firmware, &(struct tdxp_annotate_style){.format = TDXP_ANNOTATE_HTML});

    (void)state;
    assert_null(strchr(plain, '\33'));
    assert_non_null(strstr(coloured, "0x1028  \33[33m00 e0 ff ff"));
    assert_non_null(strstr(coloured, "0x1048  \33[36m00 00 80 00"));
    assert_non_null(strstr(page, "<td class=\"h0\">00 e0 ff ff"));
    assert_non_null(strstr(page, "<td class=\"h1\">00 00 80 00"));
    free(page);
    free(coloured);
    free(plain);
    small_free(&small);
}

/* ---- findings ---- */

/* MemoryAddress of the first section is made odd. */
static struct small broken(void)
{
    static const struct small_patch patch = {0x1028, 0xffffe123};

    return small_new("broken.fd", sections, 2, &patch, 1);
}

static void a_finding_marks_its_bytes_and_stands_below_them(void **state)
{
    struct small small = broken();
    struct tdxp_check_result *result = tdxp_check(small.firmware, NULL);
    char *text = annotated(small.firmware, &(struct tdxp_annotate_style){.findings = result});
    const char *line = strstr(text, "0x1028  23 e1 ff ff 00 00 00 00");
    const char *below;

    (void)state;
    assert_non_null(line);
    below = strchr(line, '\n') + 1;
    assert_int_equal(strspn(below, " "), strlen("0x1028  "));
    assert_int_equal(strspn(below + strspn(below, " "), "^"), strlen("23 e1 ff ff 00 00 00 00"));
    assert_non_null(strstr(below, "^ error: "));
    free(text);
    tdxp_check_free(result);
    small_free(&small);
}

static void findings_about_other_bytes_are_counted(void **state)
{
    struct small small = broken();
    struct tdxp_check_result *result = tdxp_check(small.firmware, NULL);
    const struct tdxp_node *other = tdxp_tree_find(small.firmware->tree, "tdvf/section[1]/Type");
    const struct tdxp_annotate_style style = {.from = other, .findings = result};
    struct seen seen = assert_whole(small.firmware, &style, other->space, other->offset, other->offset + other->length);
    char *text = annotated(small.firmware, &style);
    char expected[64];

    (void)state;
    assert_true(result->count > seen.findings + 1);
    snprintf(expected, sizeof expected, "\n%zu findings are about other bytes\n", result->count - seen.findings);
    assert_non_null(strstr(text, expected));
    free(text);
    tdxp_check_free(result);
    small_free(&small);
}

/* ---- what comes from outside ---- */

static void no_writer_lets_a_control_character_or_markup_through(void **state)
{
    struct small_patch patches[64];
    struct small small;

    (void)state;
    /* All bytes that there are, in the middle of the section's contents. */
    for (uint32_t i = 0; i < 64; i++) {
        patches[i] =
            (struct small_patch){0x2400 + 4 * i, (4 * i) | (4 * i + 1) << 8 | (4 * i + 2) << 16 | (4 * i + 3) << 24};
    }
    small = small_new("<b>&\"\33[31m\n\xe2\x80\xae\xff", sections, 2, patches, 64);
    for (int format = TDXP_ANNOTATE_TEXT; format <= TDXP_ANNOTATE_JSON; format++) {
        const struct tdxp_annotate_style style = {
            .format = (enum tdxp_annotate_format)format, .from = tdxp_tree_root(small.firmware->tree), .utf8 = true};
        char *text = annotated(small.firmware, &style);

        for (const char *p = text; *p; p++) {
            assert_true(*p == '\n' || ((unsigned char)*p >= 0x20 && *p != 0x7f));
        }
        assert_null(strstr(text, "\xe2\x80\xae"));
        if (format == TDXP_ANNOTATE_HTML) {
            assert_null(strstr(text, "<b>"));
            assert_non_null(strstr(text, "&lt;b&gt;&amp;&quot;"));
        }
        free(text);
    }
    small_free(&small);
}

static void nothing_is_written_after_an_error_of_the_stream(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);
    const struct tdxp_annotate_style style = {.from = tdxp_tree_root(d.fw->tree)};
    char room[256];
    FILE *out = fmemopen(room, sizeof room, "w");

    (void)state;
    assert_non_null(out);
    assert_int_equal(setvbuf(out, NULL, _IONBF, 0), 0);
    assert_true(tdxp_report_annotate(d.fw, &style, out));
    assert_true(ferror(out));
    fclose(out);
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_an_image_are_its_bytes),
        cmocka_unit_test(lines_of_any_beginning_of_an_image_are_its_bytes),
        cmocka_unit_test(lines_of_a_broken_image_are_its_bytes_and_have_each_finding_once),
        cmocka_unit_test(lines_of_a_capsule_are_its_bytes),
        cmocka_unit_test(lines_of_ovmf_are_its_bytes),
        cmocka_unit_test(lines_of_a_node_are_its_bytes_alone),
        cmocka_unit_test(lines_of_what_was_decompressed_have_its_offsets),
        cmocka_unit_test(a_huge_hole_is_a_few_lines_and_is_not_read),
        cmocka_unit_test(each_field_of_the_descriptor_has_one_line_that_names_it),
        cmocka_unit_test(a_line_has_offset_bytes_characters_path_and_value),
        cmocka_unit_test(addresses_stand_beside_offsets_where_asked_for),
        cmocka_unit_test(no_line_is_longer_than_the_width),
        cmocka_unit_test(bytes_of_a_section_have_its_colour),
        cmocka_unit_test(a_finding_marks_its_bytes_and_stands_below_them),
        cmocka_unit_test(findings_about_other_bytes_are_counted),
        cmocka_unit_test(no_writer_lets_a_control_character_or_markup_through),
        cmocka_unit_test(nothing_is_written_after_an_error_of_the_stream),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
