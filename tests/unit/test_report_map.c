/* The guest memory map as text, as JSON and as SVG. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report_image.h"

/* BFV and CFV below 4 GiB, a TD_HOB that a TempMem overlaps, a payload that the file ends within, PermMem. */
static const struct small_section mixed[] = {
    {0x2000, 0x2000, 0xffffe000, 0x2000, TDXP_SECTION_BFV, 1},
    {0x0, 0x1000, 0xffffc000, 0x2000, TDXP_SECTION_CFV, 0},
    {0, 0, 0x800000, 0x2000, TDXP_SECTION_TD_HOB, 0},
    {0, 0, 0x801000, 0x2000, TDXP_SECTION_TEMP_MEM, 1},
    {0x3000, 0x2000, 0x900000, 0x3000, TDXP_SECTION_PAYLOAD, 1},
    {0, 0, 0x100000, 0x1000, TDXP_SECTION_PERM_MEM, 2},
};

static const struct small_patch no_descriptor[] = {{SMALL_DESCRIPTOR, 0}, {SMALL_SIZE - 0x20, 0}};

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SVG };

static char *report_of(const struct small *small, enum format format, const struct tdxp_map_style *style)
{
    static const struct tdxp_map_style plain = {.scale = TDXP_SCALE_COMPRESSED};
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    assert_true(format == FORMAT_TEXT   ? tdxp_report_map(small->firmware, style, out)
                : format == FORMAT_JSON ? tdxp_report_map_json(small->firmware, style ? style : &plain, out)
                                        : tdxp_report_map_svg(small->firmware, style, out));
    assert_int_equal(fclose(out), 0);
    assert_int_equal(strlen(text), size);
    return text;
}

static char *report_sections(const char *name, const struct small_section *sections, uint32_t count, enum format format,
                             const struct tdxp_map_style *style)
{
    struct small small = small_new(name, sections, count, NULL, 0);
    char *text = report_of(&small, format, style);

    small_free(&small);
    return text;
}

static char *mixed_text(const struct tdxp_map_style *style)
{
    return report_sections("mixed.fd", mixed, sizeof mixed / sizeof mixed[0], FORMAT_TEXT, style);
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part)) {
        fail_msg("not found: '%s' in\n%s", part, text);
    }
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part)) {
        fail_msg("found: '%s' in\n%s", part, text);
    }
}

static size_t occurrences(const char *text, const char *part)
{
    size_t count = 0;

    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part)) {
        count++;
    }
    return count;
}

/* ---- text ---- */

static void each_band_is_drawn_between_edges_with_their_addresses(void **state)
{
    static const struct small_section sections[] = {
        {0x2000, 0x2000, 0xffffe000, 0x2000, TDXP_SECTION_BFV, 1},
        {0, 0, 0x1000, 0x2000, TDXP_SECTION_TEMP_MEM, 0},
    };
    char *text = report_sections("two.fd", sections, 2, FORMAT_TEXT, &(struct tdxp_map_style){.width = 56});

    (void)state;
    assert_string_equal(text, "two.fd\n"
                              "Guest memory as the VMM builds it, compressed scale\n"
                              "\n"
                              "0x100000000 +---------------------------+   4 GiB\n"
                              "            |# 0 BFV ###################|M  8.0 KiB\n"
                              " 0xffffe000 +---------------------------+\n"
                              "                     : ~4.0 GiB             MMIO hole\n"
                              "     0x3000 +---------------------------+\n"
                              "            |. 1 TempMem ...............|   8.0 KiB\n"
                              "     0x1000 +---------------------------+\n"
                              "                      : 4.0 KiB\n"
                              "        0x0\n"
                              "\n"
                              "# copied, measured   . zero pages   M measured\n"
                              "\n"
                              "added (PAGE.ADD)                             16.0 KiB\n"
                              "  of it measured (MR.EXTEND)                  8.0 KiB\n"
                              "  of it without bytes of the file             8.0 KiB\n"
                              "left to the guest to accept (PAGE.AUG)            0 B\n"
                              "bytes of the file that sections copy          8.0 KiB\n"
                              "bytes of the file that no section copies      8.0 KiB\n");
    free(text);
}

static void overlapping_segments_stand_in_lanes_and_are_marked(void **state)
{
    char *text = mixed_text(&(struct tdxp_map_style){.width = 80});

    (void)state;
    assert_has(text, "   0x803000                  +----------------+\n"
                     "                             |. 3 TempMem ....|M  8.0 KiB     zero pages\n"
                     "   0x802000 +----------------+................|\n"
                     "            |. 2 TD_HOB .....|................|M! overlap of 2\n"
                     "   0x801000 |................+----------------+\n"
                     "            |................|\n"
                     "   0x800000 +----------------+\n");
    assert_has(text, "! overlap\n");
    free(text);
}

static void every_source_has_a_fill_of_its_own(void **state)
{
    char *text = mixed_text(&(struct tdxp_map_style){.width = 80});

    (void)state;
    assert_has(text, "|# 0 BFV ");
    assert_has(text, "|= 1 CFV ===");
    assert_has(text, "|- 1 CFV tail ---");
    assert_has(text, "|# 4 Payload ###");
    assert_has(text, "|x 4 Payload xxx");
    assert_has(text, "|- 4 Payload tail ---");
    assert_has(text, "|o 5 PermMem ooo");
    assert_has(text, "# copied, measured   = copied   - zero tail   . zero pages   o left to the guest\n"
                     "x past the file   M measured   ! overlap\n");
    free(text);
}

static void utf8_draws_the_same_picture_with_blocks_and_lines(void **state)
{
    char *text = mixed_text(&(struct tdxp_map_style){.width = 80, .utf8 = true});

    (void)state;
    assert_has(text, "0x100000000 ┌─────────────────────────────────┐   4 GiB\n");
    assert_has(text, "            │█ 0 BFV █████████████████████████│M  8.0 KiB     copied, measured\n");
    assert_has(text, " 0xffffe000 ├─────────────────────────────────┤\n");
    assert_has(text, "   0x802000 ┌────────────────┤░░░░░░░░░░░░░░░░│\n");
    assert_has(text, "⋮ ");
    assert_has(text, "│· 5 PermMem ···");
    assert_has(text, "│× 4 Payload ×××");
    assert_has(text, "│▒ 4 Payload tail ▒▒▒");
    assert_has(text, "│▓ 1 CFV ▓▓▓");
    free(text);
}

static void no_line_is_wider_than_asked_for_or_ends_in_a_space(void **state)
{
    static const struct small_section far[] = {
        {0x2000, 0x1000, UINT64_C(0xfffffffffffff000), 0x2000, TDXP_SECTION_BFV, 1},
        {0, 0, UINT64_C(0x1000000000000), UINT64_C(0x3ffffffffffff000), TDXP_SECTION_PERM_MEM, 2},
        {0, 0, UINT64_C(0x1000000000000), 1, 9, 1},
    };

    (void)state;
    for (uint32_t width = TDXP_MAP_WIDTH_MIN; width < 140; width++) {
        const struct tdxp_map_style style = {.width = width, .scale = width % TDXP_SCALES};
        char *texts[] = {
            mixed_text(&style),
            report_sections("a name of many words and letters, too long for most of the widths", far, 3, FORMAT_TEXT,
                            &style),
        };

        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
            for (char *line = strtok(texts[i], "\n"); line; line = strtok(NULL, "\n")) {
                assert_in_range(strlen(line), 1, width);
                assert_int_not_equal(line[strlen(line) - 1], ' ');
            }
            free(texts[i]);
        }
    }
}

static void every_section_is_named_at_every_scale_where_there_is_room_for_names(void **state)
{
    static const char *const labels[] = {"0 BFV", "1 CFV", "2 TD_HOB", "3 TempMem", "4 Payload", "5 PermMem"};

    (void)state;
    for (uint32_t width = 40; width < 140; width++) {
        const struct tdxp_map_style style = {.width = width, .scale = width % TDXP_SCALES};
        char *text = mixed_text(&style);

        for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
            assert_has(text, labels[i]);
        }
        assert_has(text, "100000000 +");
        assert_has(text, "800000 +");
        free(text);
    }
}

static void where_there_is_no_room_for_names_the_numbers_remain(void **state)
{
    char *text = mixed_text(&(struct tdxp_map_style){.width = TDXP_MAP_WIDTH_MIN});

    (void)state;
    assert_has(text, "   902000 +----------+\n"
                     "          |x 4 M xxxx|M\n"
                     "   901000 +----------+\n");
    assert_has(text, "   802000 +----+.....|\n"
                     "          |. 2 |.....|M!\n"
                     "   801000 |....+-----+\n");
    free(text);
}

static void widths_beyond_the_limits_are_taken_for_the_limits(void **state)
{
    char *least = mixed_text(&(struct tdxp_map_style){.width = TDXP_MAP_WIDTH_MIN});
    char *less = mixed_text(&(struct tdxp_map_style){.width = 1});
    char *most = mixed_text(&(struct tdxp_map_style){.width = TDXP_MAP_WIDTH_MAX});
    char *more = mixed_text(&(struct tdxp_map_style){.width = UINT32_MAX});
    char *normal = mixed_text(&(struct tdxp_map_style){.width = TDXP_MAP_WIDTH_DEFAULT});
    char *unsaid = mixed_text(&(struct tdxp_map_style){.width = 0});

    (void)state;
    assert_string_equal(less, least);
    assert_string_equal(more, most);
    assert_string_equal(unsaid, normal);
    free(least);
    free(less);
    free(most);
    free(more);
    free(normal);
    free(unsaid);
}

static void the_picture_has_as_many_lines_as_asked_for(void **state)
{
    (void)state;
    for (uint64_t rows = 40; rows < 200; rows += 20) {
        char *text = mixed_text(&(struct tdxp_map_style){.rows = rows});
        const char *begin = strstr(text, "\n\n") + 2;
        const char *end = strstr(begin, "\n\n") + 1;
        uint64_t lines = 0;

        for (const char *at = begin; at < end; at++) {
            lines += *at == '\n';
        }
        assert_int_equal(lines, rows);
        free(text);
    }
}

static void landmarks_stand_beside_their_addresses(void **state)
{
    char *text = mixed_text(&(struct tdxp_map_style){.width = 100, .rows = 60});

    (void)state;
    assert_has(text, "4 GiB\n");
    assert_has(text, "reset vector");
    assert_has(text, "MMIO hole\n");
    assert_has(text, "640 KiB\n");
    /* The lower edge of section 5 is a landmark itself. */
    assert_has(text, "0x100000 +");
    assert_has(text, "+   1 MiB\n");
    free(text);
}

static void colour_is_written_only_where_it_is_asked_for_and_taken_back(void **state)
{
    char *plain = mixed_text(&(struct tdxp_map_style){0});
    char *coloured = mixed_text(&(struct tdxp_map_style){.colour = true});
    size_t kept = 0;

    (void)state;
    assert_lacks(plain, "\33");
    assert_has(coloured, "\33[33m#\33[33;1m 0 BFV \33[33m###");
    assert_has(coloured, "\33[36m=\33[36;1m 1 CFV ");
    for (char *line = coloured; *line; line = strchr(line, '\n') + 1) {
        const char *last = NULL;

        for (const char *at = line; *at != '\n'; at++) {
            last = *at == '\33' ? at : last;
        }
        assert_true(!last || strncmp(last, "\33[m", 3) == 0);
    }
    /* Without the sequences it is the plain one. */
    for (const char *at = coloured; *at; at++) {
        if (*at == '\33') {
            at = strchr(at, 'm');
        } else {
            coloured[kept++] = *at;
        }
    }
    coloured[kept] = '\0';
    assert_string_equal(coloured, plain);
    free(plain);
    free(coloured);
}

static void too_many_lanes_are_told_not_hidden(void **state)
{
    struct small_section sections[40];
    char *text;

    (void)state;
    for (uint32_t i = 0; i < 40; i++) {
        sections[i] = (struct small_section){0, 0, 0x100000, 0x1000 * (i + 1), TDXP_SECTION_TEMP_MEM, i == 39};
    }
    text = report_sections("lanes", sections, 40, FORMAT_TEXT, &(struct tdxp_map_style){.width = 80});
    assert_has(text, "M! overlap of 40\n");
    assert_has(text, "32 of 40 sections are not drawn: too many overlap.\n");
    free(text);
    text = report_sections("lanes", sections, 40, FORMAT_SVG, &(struct tdxp_map_style){0});
    assert_has(text, ">overlap of 40 sections, 24 not drawn<");
    free(text);
}

static void without_a_descriptor_the_map_says_so(void **state)
{
    struct small small = small_new("none.fd", mixed, 2, no_descriptor, 2);
    char *text = report_of(&small, FORMAT_TEXT, &(struct tdxp_map_style){0});
    char *svg = report_of(&small, FORMAT_SVG, &(struct tdxp_map_style){0});

    (void)state;
    assert_has(text, "No TDX descriptor");
    assert_has(svg, ">No TDX descriptor: this image does not say how to build a trust domain.<");
    free(text);
    free(svg);
    small_free(&small);
}

static void a_descriptor_that_describes_no_memory_is_told_from_none(void **state)
{
    static const struct small_section nothing[] = {{0x2000, 0x1000, 0x1000, 0, TDXP_SECTION_TD_INFO, 0}};
    char *text = report_sections("info.fd", nothing, 1, FORMAT_TEXT, &(struct tdxp_map_style){0});
    char *svg = report_sections("info.fd", nothing, 1, FORMAT_SVG, &(struct tdxp_map_style){0});

    (void)state;
    assert_has(text, "No section describes memory.\n");
    assert_has(svg, ">No section describes memory.<");
    free(text);
    free(svg);
}

static void the_name_of_an_image_cannot_control_the_terminal_or_the_document(void **state)
{
    const char *name = "dir/<b>&\"'\33[31m\xff\xc3\xa9\xe2\x80\xae";
    char *ascii = report_sections(name, mixed, 2, FORMAT_TEXT, &(struct tdxp_map_style){0});
    char *utf8 = report_sections(name, mixed, 2, FORMAT_TEXT, &(struct tdxp_map_style){.utf8 = true});
    char *svg = report_sections(name, mixed, 2, FORMAT_SVG, &(struct tdxp_map_style){0});

    (void)state;
    assert_has(ascii, "dir/<b>&\"'\\x1b[31m\\xff\\xc3\\xa9\\xe2\\x80\\xae\n");
    assert_has(utf8, "dir/<b>&\"'\\x1b[31m\\xff\xc3\xa9\\u{202e}\n");
    assert_has(svg, "<title id=\"tdxp-title\">Guest memory of "
                    "&lt;b&gt;&amp;&quot;&#39;\\x1b[31m\\xff\xc3\xa9\\u{202e}</title>");
    assert_lacks(svg, "<b>");
    free(ascii);
    free(utf8);
    free(svg);
}

/* ---- JSON ---- */

static json_t *json_of(const struct small *small)
{
    json_error_t error;
    char *text = report_of(small, FORMAT_JSON, NULL);
    json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &error);

    if (!value) {
        fail_msg("%s at line %d of\n%s", error.text, error.line, text);
    }
    free(text);
    return value;
}

/* The segment that begins at an address, of a section. */
static const json_t *segment_at(const json_t *report, const char *start, int section)
{
    size_t index;
    const json_t *segment;

    json_array_foreach(json_object_get(report, "segments"), index, segment)
    {
        if (strcmp(member(segment, NULL, "start"), start) == 0 &&
            json_integer_value(json_object_get(segment, "section")) == section) {
            return segment;
        }
    }
    fail_msg("no segment of section %d at %s", section, start);
    return NULL;
}

static void assert_segment(const json_t *report, const char *start, int section, const char *end, const char *source,
                           const char *file_offset)
{
    const json_t *segment = segment_at(report, start, section);

    assert_string_equal(member(segment, NULL, "end"), end);
    assert_string_equal(member(segment, NULL, "source"), source);
    if (file_offset) {
        assert_string_equal(member(segment, NULL, "file_offset"), file_offset);
    } else {
        assert_true(json_is_null(json_object_get(segment, "file_offset")));
    }
}

static void json_has_every_segment_with_its_last_address_and_source(void **state)
{
    struct small small = small_new("mixed.fd", mixed, sizeof mixed / sizeof mixed[0], NULL, 0);
    json_t *report = json_of(&small);

    (void)state;
    assert_int_equal(json_array_size(json_object_get(report, "segments")), 9);
    assert_segment(report, "0xffffe000", 0, "0xffffffff", "file", "0x2000");
    assert_segment(report, "0xffffc000", 1, "0xffffcfff", "file", "0x0");
    assert_segment(report, "0xffffd000", 1, "0xffffdfff", "zero-fill", NULL);
    assert_segment(report, "0x800000", 2, "0x801fff", "launch", NULL);
    assert_segment(report, "0x801000", 3, "0x802fff", "zero", NULL);
    assert_segment(report, "0x900000", 4, "0x900fff", "file", "0x3000");
    assert_segment(report, "0x901000", 4, "0x901fff", "none", "0x4000");
    assert_segment(report, "0x902000", 4, "0x902fff", "zero-fill", NULL);
    assert_segment(report, "0x100000", 5, "0x100fff", "aug", NULL);
    assert_string_equal(member(segment_at(report, "0x902000", 4), NULL, "size"), "0x1000");
    assert_string_equal(member(segment_at(report, "0x902000", 4), NULL, "type_name"), "Payload");
    assert_true(json_is_true(json_object_get(segment_at(report, "0x902000", 4), "measured")));
    assert_true(json_is_false(json_object_get(segment_at(report, "0x100000", 5), "measured")));
    assert_string_equal(member(report, "image", "name"), "mixed.fd");
    assert_string_equal(member(report, "totals", "augmented"), "0x1000");
    assert_string_equal(member(report, "totals", "file_loaded"), "0x3000");
    assert_string_equal(member(report, "totals", "file_not_loaded"), "0x1000");
    json_decref(report);
    small_free(&small);
}

static void the_last_address_of_all_is_an_end_like_others(void **state)
{
    static const struct small_section sections[] = {
        {0, 0, UINT64_C(0xfffffffffffff000), 0x2000, TDXP_SECTION_TEMP_MEM, 0},
    };
    struct small small = small_new("last.fd", sections, 1, NULL, 0);
    json_t *report = json_of(&small);

    (void)state;
    assert_segment(report, "0xfffffffffffff000", 0, "0xffffffffffffffff", "zero", NULL);
    assert_string_equal(member(segment_at(report, "0xfffffffffffff000", 0), NULL, "size"), "0x1000");
    json_decref(report);
    small_free(&small);
}

static void overlaps_are_those_of_the_segment_not_of_the_whole_section(void **state)
{
    /* The first two overlap in the bytes of the file, not in the tail; the third in the tail alone. */
    static const struct small_section sections[] = {
        {0x2000, 0x1000, 0x10000, 0x3000, TDXP_SECTION_PAYLOAD, 0},
        {0, 0, 0x10800, 0x100, TDXP_SECTION_TEMP_MEM, 0},
        {0, 0, 0x12fff, 0x10, TDXP_SECTION_TD_HOB, 0},
        {0, 0, 0x13100, 0x10, TDXP_SECTION_TEMP_MEM, 0},
    };
    struct small small = small_new("overlap.fd", sections, 4, NULL, 0);
    json_t *report = json_of(&small);
    const json_t *bytes = json_object_get(segment_at(report, "0x10000", 0), "overlaps");
    const json_t *tail = json_object_get(segment_at(report, "0x11000", 0), "overlaps");

    (void)state;
    assert_int_equal(json_array_size(bytes), 1);
    assert_int_equal(json_integer_value(json_array_get(bytes, 0)), 1);
    assert_int_equal(json_array_size(tail), 1);
    assert_int_equal(json_integer_value(json_array_get(tail, 0)), 2);
    assert_int_equal(json_array_size(json_object_get(segment_at(report, "0x13100", 3), "overlaps")), 0);
    json_decref(report);
    small_free(&small);
}

static void of_many_overlaps_the_lowest_are_listed_and_all_counted(void **state)
{
    struct small_section sections[100];
    struct small small;
    json_t *report;
    const json_t *segment;

    (void)state;
    for (uint32_t i = 0; i < 100; i++) {
        sections[i] = (struct small_section){0, 0, 0x200000 - 0x1000 * i, 0x400000, TDXP_SECTION_TEMP_MEM, 0};
    }
    small = small_new("many.fd", sections, 100, NULL, 0);
    report = json_of(&small);
    segment = segment_at(report, "0x200000", 0);
    assert_int_equal(json_integer_value(json_object_get(segment, "overlap_count")), 99);
    assert_int_equal(json_array_size(json_object_get(segment, "overlaps")), TDXP_REPORT_OVERLAPS_MAX);
    for (size_t i = 0; i < TDXP_REPORT_OVERLAPS_MAX; i++) {
        assert_int_equal(json_integer_value(json_array_get(json_object_get(segment, "overlaps"), i)), i + 1);
    }
    json_decref(report);
    small_free(&small);
}

static void without_a_descriptor_there_are_no_segments(void **state)
{
    struct small small = small_new("none.fd", mixed, 2, no_descriptor, 2);
    json_t *report = json_of(&small);

    (void)state;
    assert_true(json_is_array(json_object_get(report, "segments")));
    assert_int_equal(json_array_size(json_object_get(report, "segments")), 0);
    assert_string_equal(member(report, "totals", "added"), "0x0");
    assert_string_equal(member(report, "totals", "file_not_loaded"), "0x4000");
    json_decref(report);
    small_free(&small);
}

/* ---- SVG ---- */

static void svg_draws_and_describes_every_segment(void **state)
{
    char *svg =
        report_sections("dir/mixed.fd", mixed, sizeof mixed / sizeof mixed[0], FORMAT_SVG, &(struct tdxp_map_style){0});

    (void)state;
    assert_has(svg, "role=\"img\" aria-labelledby=\"tdxp-title tdxp-desc\"");
    assert_has(svg, "<title id=\"tdxp-title\">Guest memory of mixed.fd</title>");
    assert_has(svg, "Section 0 BFV, 0xffffe000 to 0xffffffff, 8.0 KiB, copied from the file at 0x2000, measured.\n");
    assert_has(svg, "Section 2 TD_HOB, 0x800000 to 0x801fff, 8.0 KiB, written at launch, not measured, overlapping others");
    assert_int_equal(occurrences(svg, "<g><title>"), 9);
    assert_has(svg, ">1 CFV tail <tspan");
    assert_has(svg, ">overlap of 2 TD_HOB and 3 TempMem<");
    assert_has(svg, ">0x100000000<");
    assert_has(svg, ">0xffffe000<");
    assert_has(svg, ">0x0<");
    assert_has(svg, ">reset vector<");
    assert_has(svg, "prefers-color-scheme:dark");
    assert_lacks(svg, "<script");
    assert_lacks(svg, "@import");
    assert_lacks(svg, "href");
    free(svg);
}

static void svg_tells_every_fill_apart_by_a_pattern(void **state)
{
    char *svg =
        report_sections("mixed.fd", mixed, sizeof mixed / sizeof mixed[0], FORMAT_SVG, &(struct tdxp_map_style){0});

    (void)state;
    for (char id[] = "tdxp-f1"; id[6] <= '5'; id[6]++) {
        char definition[32];
        char use[32];

        snprintf(definition, sizeof definition, "<pattern id=\"%s\"", id);
        snprintf(use, sizeof use, "fill=\"url(#%s)\"", id);
        assert_int_equal(occurrences(svg, definition), 1);
        assert_in_range(occurrences(svg, use), 2, 99); /* a segment and the legend */
    }
    free(svg);
}

static void a_long_name_is_cut_between_characters(void **state)
{
    char name[3 * 200 + 1];
    char *svg;

    (void)state;
    for (size_t i = 0; i < 200; i++) {
        memcpy(name + 3 * i, "語", 3);
    }
    name[sizeof name - 1] = '\0';
    svg = report_sections(name, mixed, 2, FORMAT_SVG, &(struct tdxp_map_style){0});
    assert_has(svg, "語語語…</text>");
    assert_int_equal(occurrences(svg, "語"), 200 + 59);
    free(svg);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_band_is_drawn_between_edges_with_their_addresses),
        cmocka_unit_test(overlapping_segments_stand_in_lanes_and_are_marked),
        cmocka_unit_test(every_source_has_a_fill_of_its_own),
        cmocka_unit_test(utf8_draws_the_same_picture_with_blocks_and_lines),
        cmocka_unit_test(no_line_is_wider_than_asked_for_or_ends_in_a_space),
        cmocka_unit_test(every_section_is_named_at_every_scale_where_there_is_room_for_names),
        cmocka_unit_test(where_there_is_no_room_for_names_the_numbers_remain),
        cmocka_unit_test(widths_beyond_the_limits_are_taken_for_the_limits),
        cmocka_unit_test(the_picture_has_as_many_lines_as_asked_for),
        cmocka_unit_test(landmarks_stand_beside_their_addresses),
        cmocka_unit_test(colour_is_written_only_where_it_is_asked_for_and_taken_back),
        cmocka_unit_test(too_many_lanes_are_told_not_hidden),
        cmocka_unit_test(without_a_descriptor_the_map_says_so),
        cmocka_unit_test(a_descriptor_that_describes_no_memory_is_told_from_none),
        cmocka_unit_test(the_name_of_an_image_cannot_control_the_terminal_or_the_document),
        cmocka_unit_test(json_has_every_segment_with_its_last_address_and_source),
        cmocka_unit_test(the_last_address_of_all_is_an_end_like_others),
        cmocka_unit_test(overlaps_are_those_of_the_segment_not_of_the_whole_section),
        cmocka_unit_test(of_many_overlaps_the_lowest_are_listed_and_all_counted),
        cmocka_unit_test(without_a_descriptor_there_are_no_segments),
        cmocka_unit_test(svg_draws_and_describes_every_segment),
        cmocka_unit_test(svg_tells_every_fill_apart_by_a_pattern),
        cmocka_unit_test(a_long_name_is_cut_between_characters),
    };

    return cmocka_run_group_tests_name("report: map", tests, NULL, NULL);
}
