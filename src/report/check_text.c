/* Findings as text: one line each, in the form that compilers have and editors can jump by. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/check.h"
#include "tdxplore/text.h"

/* Select graphic rendition (ECMA-48, 8.3.117): bold, and red, magenta or cyan. */
static const char *const colours[] = {
    [TDXP_SEVERITY_NONE] = "",
    [TDXP_SEVERITY_NOTE] = "\33[1;36m",
    [TDXP_SEVERITY_WARNING] = "\33[1;35m",
    [TDXP_SEVERITY_ERROR] = "\33[1;31m",
};

const char *check_colour(enum tdxp_severity severity)
{
    return colours[severity];
}

static bool begin(struct tdxp_check_report *report)
{
    (void)report;
    return true;
}

/* From malloc; NULL where memory ran out. */
static char *shown_name(const struct tdxp_check_report *report, const char *path)
{
    const char *name = tdxp_file_title(path);
    size_t size = strlen(name) * TDXP_ESCAPE_MAX + 1;
    char *escaped = malloc(size);

    if (escaped) {
        tdxp_escape_text(report->options.utf8, name, escaped, size);
    }
    return escaped;
}

/* The place is one that an editor finds: of the file that has the bytes. False where memory ran out. */
static bool print_finding(const struct tdxp_check_report *report, const struct tdxp_image *image,
                          const struct tdxp_finding *finding)
{
    const struct tdxp_image_part *part = tdxp_image_part_at(image, finding->offset);
    char *name = part ? shown_name(report, part->name) : NULL;
    bool colour = report->options.colour;

    if (!name) {
        return false;
    }
    fprintf(report->out, "%s:0x%" PRIx64 ": %s%s:%s %s [%s]\n", name, finding->offset - part->range.start,
            colour ? colours[finding->severity] : "", tdxp_severity_name(finding->severity), colour ? "\33[m" : "",
            finding->message, finding->rule->id);
    if (finding->fix) {
        fprintf(report->out, "    fix: %s\n", finding->fix);
    }
    free(name);
    return true;
}

static void print_verdict(const struct tdxp_check_report *report, const char *name, const struct tdxp_verdict *verdict)
{
    if (verdict->accepts) {
        fprintf(report->out, "%s: %s: accepts\n", name, verdict->consumer->key);
    } else {
        fprintf(report->out, "%s: %s: refuses: %s [%s]\n", name, verdict->consumer->key, verdict->reason,
                verdict->rule->id);
    }
}

static bool image(struct tdxp_check_report *report, const struct tdxp_firmware *firmware,
                  const struct tdxp_check_result *result)
{
    char *name;

    for (size_t i = 0; i < result->count; i++) {
        if (!check_shows(report, &result->findings[i])) {
            report->left_out++;
            continue;
        }
        if (!print_finding(report, firmware->image, &result->findings[i])) {
            return false;
        }
        report->counts[result->findings[i].severity]++;
    }
    name = shown_name(report, tdxp_image_name(firmware->image));
    if (!name) {
        return false;
    }
    for (size_t i = 0; i < result->verdict_count; i++) {
        if (check_shows_verdict(report, &result->verdicts[i])) {
            print_verdict(report, name, &result->verdicts[i]);
        }
    }
    free(name);
    return true;
}

static bool failure(struct tdxp_check_report *report, const char *path, const char *message)
{
    (void)report;
    (void)path;
    (void)message;
    return true;
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static bool end(struct tdxp_check_report *report)
{
    for (int severity = TDXP_SEVERITY_ERROR; severity > TDXP_SEVERITY_NONE; severity--) {
        size_t count = report->counts[severity];

        fprintf(report->out, "%zu %s%s%s", count, tdxp_severity_name((enum tdxp_severity)severity), plural(count),
                severity > TDXP_SEVERITY_NOTE ? ", " : "");
    }
    fprintf(report->out, " in %zu image%s", report->images, plural(report->images));
    if (report->left_out > 0) {
        fprintf(report->out, "; %zu finding%s left out", report->left_out, plural(report->left_out));
    }
    if (report->failures > 0) {
        fprintf(report->out, "; %zu image%s not checked", report->failures, plural(report->failures));
    }
    putc('\n', report->out);
    return true;
}

const struct check_format check_text = {begin, image, failure, end};
