/* What a launch measures, as text for 80 columns. */
#include "report/measure_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "image/ascii.h"
#include "measure/share.h"
#include "report/table.h"
#include "tdxplore/event.h"
#include "tdxplore/text.h"

enum { COLUMNS = 8 };

/* False where memory ran out. */
static bool print_file_name(const char *path, const struct tdxp_report_style *style, FILE *out)
{
    size_t size = strlen(path) * TDXP_ESCAPE_MAX + 1;
    char *escaped = malloc(size);

    if (!escaped) {
        return false;
    }
    tdxp_escape_text(style->utf8, path, escaped, size);
    fputs(escaped, out);
    free(escaped);
    return true;
}

bool measure_title(const struct tdxp_firmware *firmware, const struct tdxp_report_style *style, FILE *out)
{
    bool whole;

    fputs("What the launch of ", out);
    whole = print_file_name(tdxp_file_title(tdxp_image_name(firmware->image)), style, out);
    fputs(" measures\n", out);
    return whole;
}

void measure_digest_cell(struct table *table, const uint8_t *digest)
{
    char text[TDXP_MRTD_TEXT];

    if (!digest) {
        table_cell(table, "-");
        return;
    }
    tdxp_mrtd_format(digest, text);
    table_cell(table, "%.16s..", text);
}

static void section_row(struct table *table, const struct tdxp_measure_section *section, uint64_t total)
{
    char share[TDXP_SHARE_SIZE];

    tdxp_share(section->hashed_bytes, total, share);
    table_cell(table, "%" PRIu32, section->section->index);
    table_cell(table, "%s", tdxp_section_type_name(section->section->type));
    table_cell(table, "%" PRIu64, section->pages_added);
    table_cell(table, "0x%" PRIx64, section->bytes_extended);
    table_cell(table, "0x%" PRIx64, section->hashed_bytes);
    table_cell(table, "%s", share);
    table_cell(table, "%s", tdxp_measure_register(section));
    measure_digest_cell(table, section->done ? section->digest : NULL);
}

static bool print_sections(const struct tdxp_measure_result *result, FILE *out)
{
    static const char *const headings[2][COLUMNS] = {
        {"", "", "Pages", "Bytes", "Bytes", "", "Contents", "Digest"},
        {"#", "Type", "added", "extended", "hashed", "Share", "go to", "so far"},
    };
    struct table *table = table_new("rlrrrrll", 1);
    bool whole;

    for (int row = 0; row < 2; row++) {
        for (int column = 0; column < COLUMNS; column++) {
            table_cell(table, "%s", headings[row][column]);
        }
    }
    for (uint32_t i = 0; i < result->section_count; i++) {
        section_row(table, &result->sections[i], result->total);
    }
    whole = table_print(table, 0, out);
    table_free(table);
    return whole;
}

void measure_value(const char *name, bool done, const uint8_t *digest, const char *refused, FILE *out)
{
    char mrtd[TDXP_MRTD_TEXT];
    char text[1024];

    if (done) {
        tdxp_mrtd_format(digest, mrtd);
        fprintf(out, "%c%s %s\n", ascii_upper(*name), name + 1, mrtd);
    }
    if (refused) {
        snprintf(text, sizeof text, "%s%s: %s", done ? "Measured by force, no launch comes to it" : "No ",
                 done ? "" : name, refused);
        print_wrapped(out, 0, 2, text);
    }
}

void measure_covered(const char *name, const uint64_t bytes[static TDXP_COVERS], FILE *out)
{
    char covered[64];
    const struct {
        enum tdxp_cover cover;
        const char *words;
    } rows[TDXP_COVERS] = {
        {TDXP_COVER_MEASURED, covered},
        {TDXP_COVER_LOADED, "loaded, not measured"},
        {TDXP_COVER_NEVER, "never loaded"},
    };
    char shares[TDXP_COVERS][TDXP_SHARE_SIZE];

    measure_shares(bytes, shares);
    snprintf(covered, sizeof covered, "covered by the %s", name);
    fputs("\nBytes of the file\n", out);
    for (unsigned i = 0; i < TDXP_COVERS; i++) {
        char human[TDXP_HUMAN_SIZE];

        tdxp_human_size(bytes[rows[i].cover], human);
        fprintf(out, "  %-22s%11s  %7s  0x%" PRIx64 "\n", rows[i].words, human, shares[rows[i].cover],
                bytes[rows[i].cover]);
    }
}

static void event_rows(struct table *table, const struct tdxp_measure_section *section)
{
    const struct tdxp_event *events[TDXP_EVENTS_MAX];
    size_t count = tdxp_section_events(section->section->type, section->extended, events);

    for (size_t i = 0; i < count; i++) {
        table_cell(table, "%s", i == 0 ? tdxp_section_type_name(section->section->type) : "");
        table_cell(table, "%s", tdxp_register_name(events[i]->reg));
        table_cell(table, "%s", events[i]->by ? events[i]->by : "-");
        if (events[i]->event) {
            table_cell(table, "%s \"%s\"", events[i]->event, events[i]->descriptor);
        } else {
            table_cell(table, "-");
        }
    }
}

/* Sections that are alike have the same rows: these are told once. */
static bool print_events(const struct tdxp_measure_result *result, FILE *out)
{
    static const char *const headings[] = {"Type", "Register", "By", "Event in the log"};
    struct table *table = table_new("llll", 1);
    bool told[TDXP_SECTION_TD_PARAMS + 1][2] = {{false}};
    bool whole;

    for (unsigned i = 0; i < sizeof headings / sizeof headings[0]; i++) {
        table_cell(table, "%s", headings[i]);
    }
    for (uint32_t i = 0; i < result->section_count; i++) {
        const struct tdxp_measure_section *section = &result->sections[i];
        uint32_t type = section->section->type;

        if (type < sizeof told / sizeof told[0] && !told[type][section->extended]) {
            told[type][section->extended] = true;
            event_rows(table, section);
        }
    }
    fputs("\nWho measures what is in the pages\n", out);
    whole = table_print(table, 2, out);
    table_free(table);
    return whole;
}

static void print_note(const struct tdxp_measure_note *note, FILE *out)
{
    char where[64] = "";
    char text[1024];

    if (note->count == 1) {
        snprintf(where, sizeof where, "Section %" PRIu32 ": ", note->first);
    } else if (note->count > 1) {
        snprintf(where, sizeof where, "Section %" PRIu32 " and %" PRIu32 " more: ", note->first, note->count - 1);
    }
    snprintf(text, sizeof text, "%s%s [%s]", where, note->text, note->source);
    fputs("- ", out);
    print_wrapped(out, 2, 2, text);
}

bool measure_expected(const char *name, const char *refused, const struct tdxp_measure_expected *expected,
                      const struct tdxp_report_style *style, FILE *out)
{
    const struct tdxp_measure_match *match = expected->match;
    char mrtd[TDXP_MRTD_TEXT];
    bool whole = true;

    tdxp_mrtd_format(expected->mrtd, mrtd);
    fprintf(out, "\nExpected %s\n", mrtd);
    if (expected->matches) {
        fprintf(out, "  That is the %s.\n", name);
        return true;
    }
    if (!match->found) {
        fprintf(out, "  Not the %s, nor that of any variant that is known:%s%" PRIu32 " launch%s tried%s.\n", name,
                strlen(name) > 4 ? "\n  " : " ", match->tried, match->tried == 1 ? "" : "es",
                match->all_tried ? "" : ", others left out for the limit");
        return true;
    }
    if (refused && match->as_asked && !expected->joined) {
        fprintf(out, "  It would be the %s if the launch were not refused.\n", name);
        return true;
    }
    fprintf(out, "  Not the %s, but that of this variant:\n", name);
    if (expected->joined) {
        fputs("  - the image is joined: before it stands ", out);
        whole = print_file_name(expected->joined, style, out);
        putc('\n', out);
    }
    if (*match->text) {
        fputs("  - ", out);
        print_wrapped(out, 4, 4, match->text);
    }
    return whole;
}

void measure_notes(const struct tdxp_measure_note *notes, size_t count, FILE *out)
{
    fputs("\nTo know\n", out);
    for (size_t i = 0; i < count; i++) {
        print_note(&notes[i], out);
    }
}

bool tdxp_report_measure(const struct tdxp_firmware *firmware, const struct tdxp_measurement *measurement,
                         const struct tdxp_measure_expected *expected, const struct tdxp_report_style *style, FILE *out)
{
    const struct tdxp_measure_result *result = tdxp_measure_result(measurement);
    bool whole = measure_title(firmware, style, out);
    uint64_t covered[TDXP_COVERS];

    fprintf(out, "by %s%s, in the order %s\n\n", tdxp_vmm_name(result->vmm),
            result->vmm == TDXP_VMM_QEMU ? " on KVM" : "", tdxp_measure_order_name(result->order));
    if (result->section_count > 0) {
        whole = print_sections(result, out) && whole;
        putc('\n', out);
    }
    measure_value("MRTD", result->state == TDXP_MEASURE_DONE, result->mrtd, result->refused, out);
    if (expected) {
        whole = measure_expected("MRTD", result->refused, expected, style, out) && whole;
    }
    if (result->section_count > 0) {
        tdxp_measure_cover_totals(measurement, covered);
        measure_covered("MRTD", covered, out);
        whole = print_events(result, out) && whole;
        measure_notes(result->notes, result->note_count, out);
    }
    return whole;
}
