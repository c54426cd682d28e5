/* What the reports of findings have in common: a table of functions for each format, and the state of a report. */
#ifndef REPORT_CHECK_H
#define REPORT_CHECK_H

#include <jansson.h>

#include "tdxplore/report.h"

/* The functions return false where memory ran out. */
struct check_format {
    bool (*begin)(struct tdxp_check_report *report);
    bool (*image)(struct tdxp_check_report *report, const struct tdxp_firmware *firmware,
                  const struct tdxp_check_result *result);
    bool (*failure)(struct tdxp_check_report *report, const char *path, const char *message);
    bool (*end)(struct tdxp_check_report *report);
};

extern const struct check_format check_text;
extern const struct check_format check_json;
extern const struct check_format check_sarif;

struct tdxp_check_report {
    const struct check_format *format;
    struct tdxp_check_options options;
    uint32_t consumer_bit; /* of options.consumer, in refused_by; 0 where all are asked about */
    FILE *out;
    bool failed; /* memory ran out */

    size_t images, failures;                /* so far */
    size_t counts[TDXP_SEVERITY_ERROR + 1]; /* text: of the findings that were written */
    size_t left_out;                        /* text: findings that were not */
    json_t *document;                       /* JSON and SARIF: what is written at the end; NULL for text */
};

/* Whether the options want the finding. */
bool check_shows(const struct tdxp_check_report *report, const struct tdxp_finding *finding);

/* Whether they want the verdict. */
bool check_shows_verdict(const struct tdxp_check_report *report, const struct tdxp_verdict *verdict);

/* The escape sequence (ECMA-48, SGR) that a severity is written in; "\33[m" ends it. */
const char *check_colour(enum tdxp_severity severity);

/* What JSON and SARIF share; NULL where memory ran out. */

/* The keys of the consumers whose bits are set, as an array. */
json_t *check_refusers(uint32_t bits);

/* The verdicts, as an object with the keys of the consumers. */
json_t *check_verdicts(const struct tdxp_check_report *report, const struct tdxp_check_result *result);

/* Whether all that was opened has come out as a whole. */
json_t *check_complete(const struct tdxp_firmware *firmware);

/* The index of a finding's section, or null. */
json_t *check_section(const struct tdxp_finding *finding);

/* Print the document. */
bool check_print(struct tdxp_check_report *report);

#endif
