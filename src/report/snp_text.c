/* What the launch of an SEV-SNP guest measures, as text for 80 columns. */
#include <inttypes.h>

#include "report/measure_text.h"
#include "tdxplore/text.h"

#define VALUE "launch digest"

enum { COLUMNS = 7 };

/* Who launches it, and with what. */
static void print_launch(const struct tdxp_snp_result *result, FILE *out)
{
    char text[512];

    snprintf(text, sizeof text,
             "by %s as an SEV-SNP guest with %" PRIu32 " vCPU%s of type %s (0x%" PRIx32 "), guest features 0x%" PRIx64
             ", %s a kernel's hashes",
             tdxp_snp_vmm_name(result->vmm), result->vcpus, result->vcpus == 1 ? "" : "s",
             result->cpu_name ? result->cpu_name : "unknown", result->cpu_signature, result->guest_features,
             result->with_kernel ? "with" : "without");
    print_wrapped(out, 0, 0, text);
}

static void group_row(struct table *table, const struct tdxp_snp_group *group, uint64_t total)
{
    char share[TDXP_SHARE_SIZE];

    tdxp_share(group->hashed_bytes, total, share);
    if (group->section) {
        table_cell(table, "%" PRIu32, group->section->index);
    } else {
        table_cell(table, "-");
    }
    table_cell(table, "%s", group->name);
    table_cell(table, "%s", tdxp_snp_page_name(group->page));
    table_cell(table, "0x%" PRIx64, group->gpa);
    table_cell(table, "%" PRIu64, group->pages);
    table_cell(table, "%s", group->given ? "given" : share);
    measure_digest_cell(table, group->done ? group->digest : NULL);
}

static bool print_groups(const struct tdxp_snp_result *result, FILE *out)
{
    static const char *const headings[COLUMNS] = {"#", "Pages of", "Type", "GPA", "Pages", "Hashed", "Digest so far"};
    struct table *table = table_new("rllrrrl", 1);
    bool whole;

    for (int column = 0; column < COLUMNS; column++) {
        table_cell(table, "%s", headings[column]);
    }
    for (uint32_t i = 0; i < result->group_count; i++) {
        group_row(table, &result->groups[i], result->total);
    }
    whole = table_print(table, 0, out);
    table_free(table);
    return whole;
}

static void print_on_the_way(const char *name, const uint8_t *digest, FILE *out)
{
    char text[TDXP_MRTD_TEXT];

    if (digest) {
        tdxp_mrtd_format(digest, text);
        fprintf(out, "%-13s %s\n", name, text);
    }
}

bool tdxp_report_snp(const struct tdxp_firmware *firmware, const struct tdxp_snp_measurement *measurement,
                     const struct tdxp_measure_expected *expected, const struct tdxp_report_style *style, FILE *out)
{
    const struct tdxp_snp_result *result = tdxp_snp_result(measurement);
    bool whole = measure_title(firmware, style, out);
    uint64_t covered[TDXP_COVERS];

    print_launch(result, out);
    putc('\n', out);
    whole = print_groups(result, out) && whole;
    putc('\n', out);
    print_on_the_way("Firmware", result->firmware_digest, out);
    print_on_the_way("Before VMSA", result->before_vmsa, out);
    measure_value(VALUE, result->state == TDXP_MEASURE_DONE, result->digest, result->refused, out);
    if (expected) {
        whole = measure_expected(VALUE, result->refused, expected, style, out) && whole;
    }
    tdxp_snp_cover_totals(measurement, covered);
    measure_covered("digest", covered, out);
    measure_notes(result->notes, result->note_count, out);
    return whole;
}
