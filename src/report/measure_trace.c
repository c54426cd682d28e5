/* Every record that goes into an MRTD, one a line. */
#include <inttypes.h>

#include "report/measure_text.h"

void measure_trace_line(const char *what, uint64_t gpa, const uint64_t *file_offset, FILE *out)
{
    fprintf(out, "%s 0x%" PRIx64, what, gpa);
    if (file_offset) {
        fprintf(out, " 0x%" PRIx64 "\n", *file_offset);
    } else {
        fputs(" -\n", out);
    }
}

static void print_record(void *context, const struct tdxp_measure_record *record)
{
    measure_trace_line(record->extend ? "MR.EXTEND" : "MEM.PAGE.ADD", record->gpa,
                       record->from_file > 0 ? &record->file_offset : NULL, context);
}

void tdxp_report_measure_trace(struct tdxp_measurement *measurement, FILE *out)
{
    const struct tdxp_measure_result *result = tdxp_measure_result(measurement);
    char text[TDXP_MRTD_TEXT];

    tdxp_measure_listen(measurement, print_record, out);
    tdxp_measure_step(measurement, UINT64_MAX);
    tdxp_measure_listen(measurement, NULL, NULL);
    for (uint32_t i = 0; i < result->section_count && result->sections[i].done; i++) {
        tdxp_mrtd_format(result->sections[i].digest, text);
        fprintf(out, "# section %" PRIu32 " %s %s\n", i, tdxp_section_type_name(result->sections[i].section->type),
                text);
    }
    if (result->state == TDXP_MEASURE_DONE) {
        tdxp_mrtd_format(result->mrtd, text);
        fprintf(out, "# MRTD %s\n", text);
    }
    if (result->refused) {
        fprintf(out, "# %s: %s\n", result->state == TDXP_MEASURE_DONE ? "by force" : "no MRTD", result->refused);
    }
}
