/* Every page of the launch of an SEV-SNP guest, one a line. */
#include "report/measure_text.h"

static void print_record(void *context, const struct tdxp_snp_record *record)
{
    measure_trace_line(tdxp_snp_page_name(record->page), record->gpa, record->from_file ? &record->file_offset : NULL,
                       context);
}

void tdxp_report_snp_trace(struct tdxp_snp_measurement *measurement, FILE *out)
{
    const struct tdxp_snp_result *result = tdxp_snp_result(measurement);
    char text[TDXP_MRTD_TEXT];

    tdxp_snp_listen(measurement, print_record, out);
    tdxp_snp_step(measurement, UINT64_MAX);
    tdxp_snp_listen(measurement, NULL, NULL);
    for (uint32_t i = 0; i < result->group_count && result->groups[i].done; i++) {
        tdxp_mrtd_format(result->groups[i].digest, text);
        fprintf(out, "# %s %s\n", result->groups[i].name, text);
    }
    if (result->state == TDXP_MEASURE_DONE) {
        tdxp_mrtd_format(result->digest, text);
        fprintf(out, "# launch digest %s\n", text);
    }
    if (result->refused) {
        fprintf(out, "# %s: %s\n", result->state == TDXP_MEASURE_DONE ? "by force" : "no launch digest",
                result->refused);
    }
}
