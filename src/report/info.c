/* An image at a glance, as text for 80 columns. */
#include <inttypes.h>
#include <string.h>

#include "image/digest.h"
#include "report/problems.h"
#include "report/table.h"
#include "report/totals.h"
#include "tdxplore/report.h"
#include "tdxplore/text.h"

enum {
    LABEL_COLUMNS = 14,
    ESCAPED_NAME = 4096,
    ENTRIES_SHOWN = 16, /* of the GUIDed table; 'tree' prints all */
};

/* Where problems are printed: lines behind the rows of a table, or on out where table is NULL. */
struct printer {
    struct table *table;
    FILE *out;
    unsigned indent;
    const struct tdxp_report_style *style;
};

static void print_problem(void *context, const struct tdxp_node *node, const char *text)
{
    struct printer *printer = context;
    char escaped[PROBLEM_TEXT * TDXP_ESCAPE_MAX + 8] = "! ";

    (void)node;
    tdxp_escape_text(printer->style->utf8, text, escaped + 2, sizeof escaped - 2);
    if (printer->table) {
        table_line(printer->table, printer->indent, escaped);
    } else {
        fprintf(printer->out, "%*s", (int)printer->indent, "");
        print_wrapped(printer->out, printer->indent, printer->indent + 2, escaped);
    }
}

static void label(FILE *out, const char *name)
{
    fprintf(out, "%-*s", LABEL_COLUMNS, name);
}

/* The files of an image that is made of more than one. */
static void print_files(const struct tdxp_image *image, const struct tdxp_report_style *style, FILE *out)
{
    size_t count;
    const struct tdxp_image_part *parts = tdxp_image_parts(image, &count);
    char escaped[ESCAPED_NAME];

    for (size_t i = 0; count > 1 && i < count; i++) {
        tdxp_escape_text(style->utf8, tdxp_file_title(parts[i].name), escaped, sizeof escaped);
        label(out, i == 0 ? "Files" : "");
        fprintf(out, "0x%" PRIx64 " + 0x%" PRIx64 "  %s\n", parts[i].range.start, parts[i].range.length, escaped);
    }
}

static void print_image(const struct tdxp_firmware *firmware, const struct tdxp_report_style *style, FILE *out)
{
    const struct tdxp_bytes *bytes = tdxp_image_bytes(firmware->image);
    uint64_t start = tdxp_firmware_range(firmware).start;
    const char *name = tdxp_image_name(firmware->image);
    char escaped[ESCAPED_NAME];
    char human[TDXP_HUMAN_SIZE];
    char sha256[SHA256_TEXT];
    struct tdxp_gpa first;

    tdxp_escape_text(style->utf8, tdxp_file_title(name), escaped, sizeof escaped);
    label(out, "Image");
    fprintf(out, "%s\n", escaped);
    print_files(firmware->image, style, out);
    label(out, "Kind");
    fprintf(out, "%s\n", tdxp_tree_root(firmware->tree)->note);
    tdxp_human_size(bytes->size, human);
    label(out, "Size");
    fprintf(out, "0x%" PRIx64 " (%s)\n", bytes->size, human);
    label(out, "SHA-256");
    if (bytes->size > TDXP_REPORT_HASH_LIMIT) {
        fprintf(out, "not computed for a file of more than 256 MiB\n");
    } else {
        fprintf(out, "%s\n", digest_sha256(bytes, sha256) ? sha256 : "could not be computed");
    }
    label(out, "BIOS mapping");
    if (tdxp_gpa_by_bios(firmware, start, &first)) {
        fprintf(out, "0x%" PRIx64 " - 0xffffffff, the end of the %s at 4 GiB\n", first.gpa,
                firmware->capsule ? "image" : "file");
    } else {
        fprintf(out, "none: %s\n",
                bytes->size > UINT64_C(1) << 32 ? "the file is larger than 4 GiB" : "no VMM maps a file of this kind");
    }
}

static const char *table_end_text(enum tdxp_table_end end)
{
    static const char *const texts[] = {
        [TDXP_TABLE_ABSENT] = "", /* not printed */
        [TDXP_TABLE_WHOLE] = "",
        [TDXP_TABLE_BAD_SIZE] = ", impossible size",
        [TDXP_TABLE_BAD_ENTRY] = ", ends at a broken entry",
        [TDXP_TABLE_LEFT_OVER] = ", bytes left over",
    };

    return texts[end];
}

static void print_guid_table(const struct tdxp_firmware *firmware, const struct tdxp_report_style *style, FILE *out)
{
    const struct tdxp_guid_table *table = &firmware->table;
    struct printer printer = {NULL, out, LABEL_COLUMNS, style};

    label(out, "GUIDed table");
    if (table->end == TDXP_TABLE_ABSENT) {
        fprintf(out, "none\n");
        return;
    }
    fprintf(out, "0x%" PRIx64 " + 0x%" PRIx16 ", %" PRIu32 " entr%s%s\n", table->start, table->length, table->count,
            table->count == 1 ? "y" : "ies", table_end_text(table->end));
    for (uint32_t i = 0; i < table->count && i < ENTRIES_SHOWN; i++) {
        const struct tdxp_guid_entry *entry = &table->entries[i];
        const struct tdxp_guid_name *known = tdxp_guid_find(&entry->guid);
        char guid[TDXP_GUID_TEXT];

        tdxp_guid_format(&entry->guid, guid);
        fprintf(out, "%*s%s  %s\n", LABEL_COLUMNS, "", guid, known ? known->name : "unknown");
    }
    if (table->count > ENTRIES_SHOWN) {
        fprintf(out, "%*sand %" PRIu32 " more\n", LABEL_COLUMNS, "", table->count - ENTRIES_SHOWN);
    }
    node_problems(table->node, print_problem, &printer);
}

static const char *leads_to(const struct tdxp_lookup *lookup)
{
    if (lookup->outcome == TDXP_OUTCOME_OUT_OF_RANGE) {
        return "outside of the file"; /* the note repeats the pointer, which has a column here */
    }
    return lookup->node && lookup->node->note ? lookup->node->note : "";
}

static void lookup_row(struct table *table, const struct tdxp_firmware *firmware, const struct tdxp_lookup *lookup)
{
    bool taken = (int)lookup->method == firmware->located_by;
    bool pointer = lookup->method != TDXP_METHOD_SIGNATURE_SCAN && lookup->outcome != TDXP_OUTCOME_ABSENT;

    table_cell(table, "%s%s", taken ? "* " : "  ", tdxp_method_title(lookup->method));
    if (pointer) {
        table_cell(table, "0x%" PRIx64, lookup->pointer_offset);
        table_cell(table, "0x%" PRIx32, lookup->pointer);
    } else {
        table_cell(table, "-");
        table_cell(table, "-");
    }
    table_cell(table, "%s", leads_to(lookup));
    if (lookup->partial && lookup->node && lookup->node->remark) {
        table_line(table, 6, lookup->node->remark);
    }
}

static bool print_lookups(const struct tdxp_firmware *firmware, FILE *out)
{
    struct table *table = table_new("lrrl", 2);
    bool whole;

    table_cell(table, "  Located by");
    table_cell(table, "Pointer at");
    table_cell(table, "Pointer");
    table_cell(table, "Leads to");
    for (int i = 0; i < TDXP_METHODS; i++) {
        lookup_row(table, firmware, &firmware->lookups[i]);
    }
    if (firmware->lookups_disagree) {
        table_line(table, 4, "! the ways lead to different descriptors");
    }
    whole = table_print(table, 0, out);
    table_free(table);
    return whole;
}

static void print_descriptor(const struct tdxp_firmware *firmware, const struct tdxp_report_style *style, FILE *out)
{
    const struct tdxp_tdvf *tdvf = firmware->tdvf;
    struct printer printer = {NULL, out, 4, style};

    fprintf(out, "%s descriptor at 0x%" PRIx64 ", by the %s: Version %" PRIu32 ", Length 0x%" PRIx32 "\n",
            tdvf->signature == TDXP_NRX_SIGNATURE ? "NRX" : "TDVF", tdvf->offset,
            tdxp_method_title((enum tdxp_method)firmware->located_by), tdvf->version, tdvf->length);
    fprintf(out, "NumberOfSectionEntry %" PRIu32 ", ", tdvf->count);
    if (tdvf->section_count == tdvf->count) {
        fprintf(out, "all in the file");
    } else {
        fprintf(out, "%" PRIu32 " %s", tdvf->section_count, tdvf->limited ? "decoded" : "in the file");
    }
    fprintf(out, "%s\n", tdvf->has_guid ? "" : "; the TDX metadata GUID does not stand before it");
    descriptor_problems(firmware, print_problem, &printer);
}

static void attributes_text(uint32_t attributes, char *text, size_t size)
{
    const struct tdxp_field *field = tdxp_field_find(&tdxp_format_tdvf_section, "Attributes");
    size_t used = 0;

    snprintf(text, size, "-");
    for (const struct tdxp_flag *flag = field ? field->flags : NULL; flag && flag->name; flag++) {
        if (!flag->reserved && (attributes >> flag->low & 1)) {
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? " " : "", flag->name);
        }
    }
    if (attributes & TDXP_ATTRIBUTE_RESERVED) {
        snprintf(text + used, size - used, "%s0x%" PRIx32, used ? " " : "", attributes & TDXP_ATTRIBUTE_RESERVED);
    }
}

static void section_row(struct table *table, const struct tdxp_firmware *firmware, const struct tdxp_section *section,
                        const struct tdxp_report_style *style)
{
    const struct tdxp_region *region = tdxp_guest_map_section(firmware->map, section->index);
    struct printer printer = {table, NULL, 4, style};
    char attributes[64];

    attributes_text(section->attributes, attributes, sizeof attributes);
    table_cell(table, "%" PRIu32, section->index);
    if (tdxp_section_type_find(section->type)) {
        table_cell(table, "%s", tdxp_section_type_name(section->type));
    } else {
        table_cell(table, "reserved (0x%" PRIx32 ")", section->type);
    }
    table_cell(table, "0x%" PRIx32, section->data_offset);
    table_cell(table, "0x%" PRIx32, section->raw_data_size);
    table_cell(table, "0x%" PRIx64, section->memory_address);
    table_cell(table, "0x%" PRIx64, section->memory_data_size);
    if (region) {
        table_cell(table, "0x%" PRIx64, region->last);
    } else {
        table_cell(table, "-");
    }
    table_cell(table, "%s", attributes);
    section_problems(firmware, section, print_problem, &printer);
}

static bool print_sections(const struct tdxp_firmware *firmware, const struct tdxp_report_style *style, FILE *out)
{
    /* The names of the fields are broken in two, so that their columns keep to the width of the values. */
    static const char *const headings[2][8] = {
        {"", "", "Data", "RawData", "Memory", "MemoryData", "", ""},
        {"#", "Type", "Offset", "Size", "Address", "Size", "Last GPA", "Attributes"},
    };
    struct table *table = table_new("rlrrrrrl", 1);
    bool whole;

    for (int row = 0; row < 2; row++) {
        for (int column = 0; column < 8; column++) {
            table_cell(table, "%s", headings[row][column]);
        }
    }
    for (uint32_t i = 0; i < firmware->tdvf->section_count; i++) {
        section_row(table, firmware, &firmware->tdvf->sections[i], style);
    }
    whole = table_print(table, 0, out);
    table_free(table);
    return whole;
}

/* ---- SEV metadata ---- */

static void sev_row(struct table *table, const struct tdxp_sev_section *section, const struct tdxp_report_style *style)
{
    struct printer printer = {table, NULL, 4, style};

    table_cell(table, "%" PRIu32, section->index);
    table_cell(table, "%s", tdxp_sev_section_type_name(section->type));
    table_cell(table, "0x%" PRIx32, section->base);
    table_cell(table, "0x%" PRIx32, section->size);
    if (section->size > 0) {
        table_cell(table, "0x%" PRIx64, (uint64_t)section->base + section->size - 1);
    } else {
        table_cell(table, "-");
    }
    table_cell(table, "%s", tdxp_sev_section_measured(section->type) ? "contents" : "address only");
    node_problems(section->node, print_problem, &printer);
}

static bool print_sev_sections(const struct tdxp_sev *sev, const struct tdxp_report_style *style, FILE *out)
{
    struct table *table = table_new("rlrrrl", 2);
    bool whole;

    table_cell(table, "#");
    table_cell(table, "Type");
    table_cell(table, "Base");
    table_cell(table, "Size");
    table_cell(table, "Last GPA");
    table_cell(table, "Measured");
    for (uint32_t i = 0; i < sev->section_count; i++) {
        sev_row(table, &sev->sections[i], style);
    }
    whole = table_print(table, 0, out);
    table_free(table);
    return whole;
}

static void print_sev_header(const struct tdxp_sev *sev, const struct tdxp_report_style *style, FILE *out)
{
    struct printer printer = {NULL, out, 4, style};

    fprintf(out, "SEV metadata at 0x%" PRIx64 ": Version %" PRIu32 ", Length 0x%" PRIx32 "\n", sev->offset,
            sev->version, sev->length);
    fprintf(out, "NumberOfSections %" PRIu32 ", ", sev->count);
    if (sev->section_count == sev->count) {
        fprintf(out, "all in the file\n");
    } else {
        fprintf(out, "%" PRIu32 " %s\n", sev->section_count, sev->limited ? "decoded" : "in the file");
    }
    sev_problems(sev, print_problem, &printer);
}

static bool print_sev(const struct tdxp_firmware *firmware, const struct tdxp_report_style *style, FILE *out)
{
    if (!firmware->sev) {
        return true;
    }
    putc('\n', out);
    print_sev_header(firmware->sev, style, out);
    putc('\n', out);
    return print_sev_sections(firmware->sev, style, out);
}

/* ---- all of it ---- */

bool tdxp_report_info(const struct tdxp_firmware *firmware, const struct tdxp_report_style *style, FILE *out)
{
    print_image(firmware, style, out);
    print_guid_table(firmware, style, out);
    putc('\n', out);
    /* A file that is no image has none of the places where they would be. */
    if (firmware->lookups[0].node) {
        if (!print_lookups(firmware, out)) {
            return false;
        }
        putc('\n', out);
    }
    if (!firmware->tdvf) {
        fprintf(out, "No TDX descriptor: this image does not say how to build a trust domain.\n");
        return print_sev(firmware, style, out);
    }
    print_descriptor(firmware, style, out);
    putc('\n', out);
    if (!print_sections(firmware, style, out)) {
        return false;
    }
    putc('\n', out);
    fprintf(out, "Guest memory at launch\n");
    print_totals(firmware, TDXP_GUEST_TDX, 2, REPORT_WIDTH, out);
    return print_sev(firmware, style, out);
}
