/* Reports of findings, whatever their format. */
#include "report/check.h"

#include <stdlib.h>

static const struct check_format *const formats[] = {
    [TDXP_CHECK_TEXT] = &check_text,
    [TDXP_CHECK_JSON] = &check_json,
    [TDXP_CHECK_SARIF] = &check_sarif,
};

struct tdxp_check_report *tdxp_report_check_begin(const struct tdxp_check_options *options, FILE *out)
{
    struct tdxp_check_report *report = calloc(1, sizeof *report);

    if (!report) {
        return NULL;
    }
    report->format = formats[options->format];
    report->options = *options;
    report->out = out;
    if (options->consumer) {
        report->consumer_bit = UINT32_C(1) << tdxp_consumer_find(options->consumer->key);
    }
    if (!report->format->begin(report)) {
        json_decref(report->document);
        free(report);
        return NULL;
    }
    return report;
}

bool tdxp_report_check_image(struct tdxp_check_report *report, const struct tdxp_firmware *firmware,
                             const struct tdxp_check_result *result)
{
    report->failed = report->failed || !report->format->image(report, firmware, result);
    report->images++;
    return !report->failed;
}

bool tdxp_report_check_failure(struct tdxp_check_report *report, const char *path, const char *message)
{
    report->failed = report->failed || !report->format->failure(report, path, message);
    report->failures++;
    return !report->failed;
}

bool tdxp_report_check_end(struct tdxp_check_report *report)
{
    bool whole;

    if (!report) {
        return true;
    }
    whole = !report->failed && report->format->end(report);
    json_decref(report->document);
    free(report);
    return whole;
}

bool check_shows(const struct tdxp_check_report *report, const struct tdxp_finding *finding)
{
    return finding->severity >= report->options.least &&
           (!report->options.consumer || (finding->refused_by & report->consumer_bit));
}

bool check_shows_verdict(const struct tdxp_check_report *report, const struct tdxp_verdict *verdict)
{
    return !report->options.consumer || verdict->consumer == report->options.consumer;
}
