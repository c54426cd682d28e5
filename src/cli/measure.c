/* The sub-command that tells what a launch measures. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/locale.h"
#include "cli/measure.h"
#include "cli/message.h"
#include "cli/source.h"
#include "tdxplore/report.h"

/* Options that name a file with data which the VMM hands over, and what it is. */
static const struct {
    enum option_id option;
    enum tdxp_measure_content content;
} givens[] = {
    {OPTION_PAYLOAD, TDXP_CONTENT_PAYLOAD},
    {OPTION_HOB, TDXP_CONTENT_TD_HOB},
    {OPTION_PARAM, TDXP_CONTENT_PAYLOAD_PARAM},
};

enum { GIVENS = sizeof givens / sizeof givens[0] };

struct job {
    const struct args *args;
    struct tdxp_measure_options options;
    struct tdxp_image *given[GIVENS];
    struct tdxp_image *image;
    struct tdxp_firmware *firmware;
    struct tdxp_check_result *check;
    struct tdxp_measurement *measurement;
    uint8_t expected[TDXP_MRTD_SIZE];
    struct tdxp_measure_match match;
    char vars[PATH_MAX]; /* the file that is put before the image where that gives the expected value; else empty */
};

static bool options_make_sense(struct job *job)
{
    return measure_options_fit(job->args) && measure_digest_of(job->args, OPTION_EXPECT, job->expected);
}

static bool open_given(struct job *job)
{
    for (unsigned i = 0; i < GIVENS; i++) {
        const char *path = job->args->text[givens[i].option];
        struct tdxp_error err;

        if (!path) {
            continue;
        }
        job->given[i] = source_open_file(job->args, path, &err);
        if (!job->given[i]) {
            file_error(path, err.text);
            return false;
        }
        job->options.given[givens[i].content] = *tdxp_image_bytes(job->given[i]);
    }
    return true;
}

static bool measure(struct job *job)
{
    struct tdxp_error err;

    job->firmware = source_decode(job->image);
    if (!job->firmware) {
        return false;
    }
    job->check = tdxp_check(job->firmware, &err);
    if (job->check) {
        job->measurement = tdxp_measure_begin(job->firmware, job->check, &job->options, &err);
    }
    if (!job->measurement) {
        file_error(tdxp_image_name(job->image), err.text);
        return false;
    }
    return true;
}

/* ---- an expected value ---- */

static bool matches(const struct job *job)
{
    const struct tdxp_measure_result *result = tdxp_measure_result(job->measurement);

    return result->state == TDXP_MEASURE_DONE && memcmp(result->mrtd, job->expected, sizeof job->expected) == 0;
}

static bool search_in_joined(const struct args *args, const struct tdxp_firmware *whole, measure_search *search,
                             const void *context, struct tdxp_measure_match *match, char vars[static PATH_MAX])
{
    struct tdxp_image *joined = source_join_beside(args, whole, vars);
    struct tdxp_firmware *firmware = joined ? tdxp_firmware_decode(joined, NULL) : NULL;
    struct tdxp_measure_match found = {.tried = 0};
    bool done = !joined || (firmware && search(context, firmware, &found));

    if (done && found.found) {
        *match = found;
    } else {
        match->tried += found.tried;
        vars[0] = '\0';
    }
    tdxp_firmware_free(firmware);
    tdxp_image_close(joined);
    return done;
}

bool measure_compare(const struct args *args, const struct tdxp_firmware *firmware, bool matches,
                     measure_search *search, const void *context, struct tdxp_measure_match *match,
                     char vars[static PATH_MAX])
{
    vars[0] = '\0';
    if (matches) {
        *match = (struct tdxp_measure_match){.found = true, .as_asked = true, .all_tried = true, .tried = 1};
        return true;
    }
    return search(context, firmware, match) &&
           (match->found || search_in_joined(args, firmware, search, context, match, vars));
}

/* The check is that of the job's image alone. */
static bool search_launch(const void *context, const struct tdxp_firmware *firmware, struct tdxp_measure_match *match)
{
    const struct job *job = context;

    return tdxp_measure_match(firmware, firmware == job->firmware ? job->check : NULL, &job->options, job->expected,
                              match, NULL);
}

static bool compare(struct job *job)
{
    return measure_compare(job->args, job->firmware, matches(job), search_launch, job, &job->match, job->vars);
}

/* ---- the report ---- */

static bool report(struct job *job)
{
    const struct tdxp_report_style style = {.utf8 = locale_is_utf8()};
    const struct tdxp_measure_expected expected = {
        .mrtd = job->expected,
        .matches = matches(job),
        .match = &job->match,
        .joined = job->vars[0] ? job->vars : NULL,
    };
    const struct tdxp_measure_expected *given = job->args->given[OPTION_EXPECT] ? &expected : NULL;

    return job->args->given[OPTION_JSON] ? tdxp_report_measure_json(job->firmware, job->measurement, given, stdout)
                                         : tdxp_report_measure(job->firmware, job->measurement, given, &style, stdout);
}

static int conclude(struct job *job)
{
    const struct tdxp_measure_result *result = tdxp_measure_result(job->measurement);
    bool whole;

    if (job->args->given[OPTION_TRACE]) {
        tdxp_report_measure_trace(job->measurement, stdout);
        whole = true;
    } else {
        tdxp_measure_step(job->measurement, UINT64_MAX);
        whole =
            result->state != TDXP_MEASURE_FAILED && (!job->args->given[OPTION_EXPECT] || compare(job)) && report(job);
    }
    if (!whole || result->state == TDXP_MEASURE_FAILED) {
        file_error(tdxp_image_name(job->image), "out of memory");
        return STATUS_TROUBLE;
    }
    return measure_status(job->args, result->state == TDXP_MEASURE_DONE, matches(job));
}

/* Returns the exit status, which was status so far. */
static int clean_up(struct job *job, int status)
{
    tdxp_measure_free(job->measurement);
    tdxp_check_free(job->check);
    tdxp_firmware_free(job->firmware);
    status = source_close(job->image, status);
    for (unsigned i = 0; i < GIVENS; i++) {
        status = source_close(job->given[i], status);
    }
    return status;
}

/* ---- what is common to both kinds of launches ---- */

/* Options that go with one kind of launch alone. */
static const struct {
    enum option_id option;
    bool snp;
} of_one_kind[] = {
    {OPTION_ORDER, false}, {OPTION_PAYLOAD, false},  {OPTION_HOB, false},           {OPTION_PARAM, false},
    {OPTION_VCPUS, true},  {OPTION_VCPU_TYPE, true}, {OPTION_VCPU_SIG, true},       {OPTION_KERNEL, true},
    {OPTION_INITRD, true}, {OPTION_APPEND, true},    {OPTION_GUEST_FEATURES, true}, {OPTION_SNP_OVMF_HASH, true},
};

/* The VMMs of SEV-SNP guests are words behind those of trust domains; QEMU is one of both. */
static bool vmm_fits(const struct args *args)
{
    unsigned word = (unsigned)args->number[OPTION_VMM];
    bool snp = args->given[OPTION_SNP];

    if (snp ? word == TDXP_VMM_QEMU || word >= TDXP_VMMS : word < TDXP_VMMS) {
        return true;
    }
    error_message(snp ? "option '--vmm=%s' does not go with '--snp'" : "option '--vmm=%s' goes with '--snp' only",
                  option_word(OPTION_VMM, word));
    return false;
}

bool measure_options_fit(const struct args *args)
{
    bool snp = args->given[OPTION_SNP];

    if (args_exclude(args, OPTION_JSON, OPTION_TRACE) || args_exclude(args, OPTION_EXPECT, OPTION_TRACE)) {
        return false;
    }
    for (size_t i = 0; i < sizeof of_one_kind / sizeof of_one_kind[0]; i++) {
        enum option_id option = of_one_kind[i].option;

        if (args->given[option] && of_one_kind[i].snp != snp) {
            error_message(snp ? "option '--%s' does not go with '--snp'" : "option '--%s' goes with '--snp' only",
                          option_rows[option].name);
            return false;
        }
    }
    return vmm_fits(args);
}

bool measure_digest_of(const struct args *args, enum option_id option, uint8_t digest[static TDXP_MRTD_SIZE])
{
    if (!args->given[option] || tdxp_mrtd_parse(args->text[option], digest)) {
        return true;
    }
    args_complain(args, option,
                  args->given[OPTION_SNP] ? "a launch digest has 96 hexadecimal digits"
                                          : "an MRTD has 96 hexadecimal digits");
    return false;
}

int measure_status(const struct args *args, bool there, bool expected)
{
    return (args->given[OPTION_EXPECT] ? expected : there) ? STATUS_OK : STATUS_FOUND;
}

struct tdxp_measure_options measure_options_of(const struct args *args)
{
    return (struct tdxp_measure_options){
        .vmm = (enum tdxp_vmm)args->number[args->given[OPTION_TD_VMM] ? OPTION_TD_VMM : OPTION_VMM],
        .order = (enum tdxp_measure_order)args->number[OPTION_ORDER],
        .limit = args->number[OPTION_HASH_LIMIT],
        .force = args->given[OPTION_FORCE],
    };
}

static int run_mrtd(const struct args *args)
{
    struct job job = {
        .args = args,
        .options = measure_options_of(args),
    };
    int status = STATUS_TROUBLE;

    if (!options_make_sense(&job)) {
        try_help(args->command);
        return STATUS_TROUBLE;
    }
    if (open_given(&job) && (job.image = source_open(args)) && measure(&job)) {
        status = conclude(&job);
    }
    return clean_up(&job, status);
}

int run_measure(const struct args *args)
{
    return args->given[OPTION_SNP] ? run_measure_snp(args) : run_mrtd(args);
}
