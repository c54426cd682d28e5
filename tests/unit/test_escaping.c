/*
 * No byte of an image or of its name reaches a report as it is: control sequences, characters that change the direction of
 * text or cannot be seen, and what is no UTF-8, through every kind of name that a format carries.
 */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "nv_image.h"
#include "parts.h"
#include "programs.h"
#include "tdxplore/compare.h"
#include "tdxplore/edit.h"
#include "tdxplore/report.h"
#include "tdxplore/search.h"
#include "tdxplore/text.h"

/* ---- what means no good ---- */

/*
 * ESC and a sequence that colours, one that sets the title, the same introduced by a single byte, a bell, an override of
 * the direction, an isolate, a lone surrogate, a space of no width, a noncharacter, a line separator; MARK is looked for.
 */
static const uint16_t hostile16[] = {0x1b,   '[',    '3',  '1',  'm', 0x1b,   ']',    '0',    ';',
                                     'x',    7,      0x9b, '2',  'J', 0x202e, 0x2066, 0xd800, 0x200b,
                                     0xfffe, 0x2028, '\n', 0x7f, 'M', 'A',    'R',    'K',    0};
static const char hostile8[] = "\x1b[31m\x1b]0;x\x07\x9b"
                               "2J\xe2\x80\xae\xe2\x81\xa6\xed\xa0\x80\xff\xc0\xaf\n\x7fMARK";

enum { WIDE = sizeof hostile16 };

static void put_wide(uint8_t *at)
{
    for (size_t i = 0; i < WIDE / 2; i++) {
        put_uint(at + 2 * i, 2, hostile16[i]);
    }
}

/* ---- images that carry it ---- */

/* A variable whose name is hostile, of a vendor that is known, and its data. */
static uint8_t *variable_image(size_t *size)
{
    struct nv_image image = nv_new(0x2000, 0);
    size_t at = nv_add(&image, "12345678901234567890123456", &nv_global, NV_ADDED, hostile8, sizeof hostile8);

    put_wide(image.bytes + at + NV_AUTHENTICATED);
    nv_add(&image, "PlatformLang", &nv_global, NV_ADDED, hostile8, sizeof hostile8);
    *size = image.size;
    return image.bytes;
}

/* A boot option: its description, a device path of a file, and data behind it. */
static uint8_t *option_image(size_t *size)
{
    struct nv_image image = nv_new(0x2000, 0);
    uint8_t data[6 + 2 * WIDE + 32] = {1, 0, 0, 0};
    size_t length = 6;

    put_uint(data + 4, 2, 4 + WIDE + 4);
    put_wide(data + length);
    length += WIDE;
    data[length] = 4;
    data[length + 1] = 4; /* media, file path */
    put_uint(data + length + 2, 2, 4 + WIDE);
    put_wide(data + length + 4);
    length += 4 + WIDE;
    put_uint(data + length, 4, 0x0004ff7f);
    length += 4;
    nv_add(&image, "Boot0000", &nv_global, NV_ADDED, data, length);
    *size = image.size;
    return image.bytes;
}

static uint8_t *certificate_image(size_t *size)
{
    static const char *const entries[] = {"CN", "\x1b[31mMARK\x07", "O", "\xe2\x80\xaeMARK", NULL};
    struct nv_image image = nv_new(0x4000, 0);
    size_t length;
    uint8_t *certificate = nv_certificate(entries, &length);
    uint8_t list[4096];

    length = nv_put_list(list, &nv_type_x509, certificate, length);
    free(certificate);
    nv_add(&image, "db", &nv_database, NV_ADDED, list, length);
    *size = image.size;
    return image.bytes;
}

/* Files whose user interface and version sections have such names. */
static uint8_t *file_image(size_t *size)
{
    struct part names[2] = {part_filled(0, WIDE), part_filled(0, 2 + WIDE)};
    struct part file;
    struct part volume;

    put_wide(names[0].data);
    put_wide(names[1].data + 2);
    file = part_file(&part_guid_nobody, 7, part_join(part_section(0x15, names[0]), part_section(0x14, names[1])));
    volume = part_volume(&file, 1);
    *size = volume.size;
    return volume.data;
}

/* A program whose section headers are named so; eight bytes are room for as much. */
static uint8_t *program_image(size_t *size)
{
    static const char *const names[] = {"\x1b[31m\x07\x9b\xff", "\xe2\x80\xaeMARK"};
    uint8_t program[0x4000] = {0};
    size_t length = make_pe64(program);
    size_t found = 0;

    for (size_t i = 0; i + 8 < length && found < 2; i++) {
        if (memcmp(program + i, ".text", 5) == 0 || memcmp(program + i, ".data", 5) == 0) {
            memcpy(program + i, names[found], strlen(names[found]));
            found++;
        }
    }
    assert_true(found > 0);
    return image_with_program(program, length, 0x10, size);
}

/* The descriptor's own characters, and bytes that no structure claims. */
static uint8_t *descriptor_image(size_t *size)
{
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);

    memcpy(bytes + PLAN_DESCRIPTOR, "\x1b[m\x9b", 4);
    memcpy(bytes + 0x100, hostile8, sizeof hostile8);
    *size = PLAN_SIZE;
    return bytes;
}

static uint8_t *(*const makers[])(size_t *size) = {variable_image, option_image,  certificate_image,
                                                   file_image,     program_image, descriptor_image};

enum { MAKERS = sizeof makers / sizeof makers[0] };

/* ---- what a report may have ---- */

static uint32_t next_character(const uint8_t **at)
{
    uint32_t c = **at;
    int more = c < 0x80 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;

    c &= more == 0 ? 0x7f : 0x3f >> more;
    (*at)++;
    for (; more > 0; more--, (*at)++) {
        c = c << 6 | (**at & 0x3f);
    }
    return c;
}

static bool is_harmless(uint32_t c)
{
    bool control = (c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0);
    bool turns =
        c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    bool unseen = c == 0xad || (c >= 0x200b && c <= 0x200d) || c == 0x2060 || c == 0xfeff || c == 0x2028 || c == 0x2029;

    return !control && !turns && !unseen && !(c >= 0xd800 && c < 0xe000) && (c & 0xfffe) != 0xfffe;
}

static void assert_harmless(const char *what, const char *text, size_t length)
{
    const uint8_t *at = (const uint8_t *)text;

    if (!tdxp_is_utf8(text, length)) {
        fail_msg("%s is no UTF-8", what);
    }
    while (at < (const uint8_t *)text + length) {
        uint32_t c = next_character(&at);

        if (!is_harmless(c)) {
            fail_msg("%s has the character U+%04X", what, (unsigned)c);
        }
    }
}

/* ---- the reports ---- */

struct subject {
    struct tdxp_firmware *fw;
    struct tdxp_check_result *check;
    const struct tdxp_pair *pair;
    bool utf8;
};

static bool write_info(const struct subject *s, FILE *out)
{
    const struct tdxp_report_style style = {.utf8 = s->utf8};

    return tdxp_report_info(s->fw, &style, out) && tdxp_report_info_json(s->fw, out);
}

static bool write_tree(const struct subject *s, FILE *out)
{
    const struct tdxp_report_style style = {.utf8 = s->utf8, .paths = true};

    return tdxp_report_tree(s->fw, &style, out) && tdxp_report_tree_json(s->fw, &style, out);
}

static bool write_annotated(const struct subject *s, FILE *out)
{
    bool whole = true;

    for (int format = TDXP_ANNOTATE_TEXT; format <= TDXP_ANNOTATE_JSON; format++) {
        const struct tdxp_annotate_style style = {.format = (enum tdxp_annotate_format)format,
                                                  .all = true,
                                                  .gpa = true,
                                                  .findings = s->check,
                                                  .utf8 = s->utf8};

        whole = tdxp_report_annotate(s->fw, &style, out) && whole;
    }
    return whole;
}

static bool write_findings(const struct subject *s, FILE *out)
{
    bool whole = true;

    for (int format = TDXP_CHECK_TEXT; format <= TDXP_CHECK_SARIF; format++) {
        const struct tdxp_check_options options = {.format = (enum tdxp_check_format)format, .utf8 = s->utf8};
        struct tdxp_check_report *report = tdxp_report_check_begin(&options, out);

        whole = whole && report && tdxp_report_check_image(report, s->fw, s->check);
        whole = tdxp_report_check_end(report) && whole;
    }
    return whole;
}

static bool write_map(const struct subject *s, FILE *out)
{
    const struct tdxp_map_style style = {.utf8 = s->utf8};

    return tdxp_report_map(s->fw, &style, out) && tdxp_report_map_json(s->fw, &style, out) &&
           tdxp_report_map_svg(s->fw, &style, out);
}

static bool write_matches(const struct subject *s, FILE *out)
{
    const struct tdxp_report_style style = {.utf8 = s->utf8};
    const struct tdxp_search_options options = {.limit = 1000};
    static const char *const patterns[] = {"text:MARK", "wide:MARK", "name:a", "hex:1b"};
    bool whole = true;

    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        struct tdxp_pattern pattern;
        struct tdxp_search *search;

        assert_true(tdxp_pattern_parse(patterns[i], &pattern, NULL));
        search = tdxp_search_begin(s->fw, &pattern, &options, NULL);
        assert_non_null(search);
        while (tdxp_search_step(search, UINT64_MAX)) {
        }
        whole = tdxp_report_search(s->fw, search, &style, out) && tdxp_report_search_json(s->fw, search, out) && whole;
        tdxp_search_free(search);
    }
    return whole;
}

static bool write_diff(const struct subject *s, FILE *out)
{
    const struct tdxp_diff_style style = {.utf8 = s->utf8, .paths = true};
    struct tdxp_diff diff = {.pair = s->pair};
    struct tdxp_effects effects;
    bool whole;

    assert_true(tdxp_effects_make(&effects, s->pair, NULL, NULL));
    while (tdxp_effects_step(&effects, UINT64_MAX)) {
    }
    diff.effects = &effects;
    for (int side = 0; side < TDXP_SIDES; side++) {
        diff.measured[side] = tdxp_measure_result(effects.measurement[side]);
    }
    whole = tdxp_report_diff(&diff, &style, out) && tdxp_report_diff_json(&diff, out);
    tdxp_effects_free(&effects);
    return whole;
}

/* The value of every node as it is put into a prompt. */
static bool write_values(const struct subject *s, FILE *out)
{
    for (uint32_t id = 0; id < tdxp_tree_count(s->fw->tree); id++) {
        char text[4096];

        tdxp_edit_value_text(tdxp_tree_node(s->fw->tree, id), text, sizeof text);
        fprintf(out, "%s\n", text);
    }
    return true;
}

static const struct {
    const char *name;
    bool (*write)(const struct subject *subject, FILE *out);
} reports[] = {
    {"info", write_info}, {"tree", write_tree},      {"annotate", write_annotated}, {"check", write_findings},
    {"map", write_map},   {"search", write_matches}, {"diff", write_diff},          {"values", write_values},
};

/* All reports of an image and of its differences from another one. */
static void assert_reports_harmless(const struct subject *subject, int maker)
{
    for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
        char what[64];
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);

        assert_non_null(out);
        assert_true(reports[i].write(subject, out));
        assert_int_equal(fclose(out), 0);
        snprintf(what, sizeof what, "%s of image %d%s", reports[i].name, maker, subject->utf8 ? "" : " in ASCII");
        assert_harmless(what, text, length);
        /* The names are there, so that there was something to make harmless. */
        if (strcmp(reports[i].name, "tree") == 0 && maker != MAKERS - 1) {
            assert_non_null(strstr(text, "MARK"));
            assert_true(strstr(text, "\\x1b") || strstr(text, "\\u{1b}") || strstr(text, "\\u001b") ||
                        strstr(text, "\\\\x1b") || strstr(text, "\\\\u{1b}"));
        }
        free(text);
    }
}

static struct tdxp_image *hostile_image(int maker)
{
    size_t size;
    uint8_t *bytes = makers[maker](&size);
    struct tdxp_image *image = tdxp_image_from_memory(hostile8, bytes, size, NULL);

    assert_non_null(image);
    return image;
}

static void reports_are_harmless_whatever_names_say(void **state)
{
    (void)state;
    for (int maker = 0; maker < MAKERS; maker++) {
        struct tdxp_image *image = hostile_image(maker);
        struct tdxp_image *other = hostile_image((maker + 1) % MAKERS);
        struct tdxp_pair pair;
        struct subject subject = {.pair = &pair};

        assert_true(tdxp_pair_make(&pair, image, other, NULL, NULL));
        subject.fw = pair.firmware[TDXP_SIDE_A];
        subject.check = pair.check[TDXP_SIDE_A];
        for (int utf8 = 0; utf8 < 2; utf8++) {
            subject.utf8 = utf8;
            assert_reports_harmless(&subject, maker);
        }
        tdxp_pair_free(&pair);
        tdxp_image_close(image);
        tdxp_image_close(other);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_are_harmless_whatever_names_say),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
