/* The sub-command that checks images. */
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/hint.h"
#include "cli/locale.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/source.h"
#include "tdxplore/opened.h"
#include "tdxplore/report.h"

/* One call of the sub-command. */
struct job {
    const struct args *args;
    struct tdxp_check_options options;
    struct tdxp_check_report *report;
    int status; /* enum exit_status so far */
};

static enum tdxp_check_format format_of(const struct args *args)
{
    if (args->given[OPTION_SARIF]) {
        return TDXP_CHECK_SARIF;
    }
    return args->given[OPTION_JSON] ? TDXP_CHECK_JSON : TDXP_CHECK_TEXT;
}

static struct tdxp_check_options options_of(const struct args *args)
{
    struct tdxp_check_options options = {
        .format = format_of(args),
        .utf8 = locale_is_utf8(),
        .colour = output_takes_colour(),
    };
    size_t count;

    if (args->given[OPTION_SEVERITY]) {
        options.least = (enum tdxp_severity)(TDXP_SEVERITY_NOTE + args->number[OPTION_SEVERITY]);
    }
    if (args->given[OPTION_CONSUMER]) {
        options.consumer = tdxp_consumers(&count)[args->number[OPTION_CONSUMER]];
    }
    return options;
}

/* Whether the answer is not the good one. */
static bool is_refused(const struct job *job, const struct tdxp_check_result *result)
{
    enum tdxp_severity least = job->options.least;

    if (job->options.consumer) {
        return !result->verdicts[job->args->number[OPTION_CONSUMER]].accepts;
    }
    return result->worst >= (least == TDXP_SEVERITY_NONE ? TDXP_SEVERITY_WARNING : least);
}

static void worsen(struct job *job, int status)
{
    job->status = status > job->status ? status : job->status;
}

/* False where the image could not be checked, with *err filled in. */
static bool check_image(struct job *job, const struct tdxp_image *image, struct tdxp_opened *opened,
                        struct tdxp_error *err)
{
    struct tdxp_firmware *firmware = tdxp_firmware_decode_opened(image, opened, err);
    struct tdxp_check_result *result = firmware ? tdxp_check(firmware, err) : NULL;

    if (result) {
        tdxp_report_check_image(job->report, firmware, result);
        if (job->options.format == TDXP_CHECK_TEXT) {
            print_hint(firmware, job->args->command->name, stdout);
        }
        source_tell_unpacked(job->args, firmware);
        worsen(job, is_refused(job, result) ? STATUS_FOUND : STATUS_OK);
    }
    tdxp_check_free(result);
    tdxp_firmware_free(firmware);
    return result != NULL;
}

static void check_path(struct job *job, const char *path)
{
    struct tdxp_error err;
    const char *failed = path;
    struct tdxp_image *image = source_open_path(job->args, path, &failed, &err);
    struct tdxp_opened *opened = image ? source_opened(job->args, NULL) : NULL;

    if (image && !opened) {
        worsen(job, STATUS_TROUBLE);
    } else if (!image || !check_image(job, image, opened, &err)) {
        file_error(failed, err.text);
        tdxp_report_check_failure(job->report, failed, err.text);
        worsen(job, STATUS_TROUBLE);
    }
    tdxp_opened_free(opened);
    worsen(job, source_close(image, STATUS_OK));
}

int run_check(const struct args *args)
{
    struct job job = {.args = args, .options = options_of(args)};

    if (args_exclude(args, OPTION_JSON, OPTION_SARIF)) {
        try_help(args->command);
        return STATUS_TROUBLE;
    }
    job.report = tdxp_report_check_begin(&job.options, stdout);
    for (int i = 0; job.report && i < args->operand_count; i++) {
        check_path(&job, args->operands[i]);
    }
    if (!job.report || !tdxp_report_check_end(job.report)) {
        error_message("out of memory");
        return STATUS_TROUBLE;
    }
    return job.status;
}
