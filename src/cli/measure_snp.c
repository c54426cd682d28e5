/* The sub-command that tells what a launch measures, with --snp: the launch digest of an SEV-SNP guest. */
#include <stdio.h>
#include <string.h>

#include "cli/locale.h"
#include "cli/measure.h"
#include "cli/message.h"
#include "cli/source.h"
#include "tdxplore/report.h"

struct job {
    const struct args *args;
    struct tdxp_snp_options options;
    struct tdxp_image *kernel, *initrd, *image;
    struct tdxp_firmware *firmware;
    struct tdxp_snp_measurement *measurement;
    uint8_t expected[TDXP_SNP_DIGEST_SIZE];
    uint8_t firmware_digest[TDXP_SNP_DIGEST_SIZE];
    struct tdxp_measure_match match;
    char vars[PATH_MAX]; /* the file that is put before the image where that gives the expected value; else empty */
};

/* ---- options ---- */

/* Take a number of 32 bits where it is given. False after a message. */
static bool take_number(const struct args *args, enum option_id option, uint32_t *number)
{
    if (args->given[option] && args->number[option] > UINT32_MAX) {
        args_complain(args, option, "at most 4294967295");
        return false;
    }
    if (args->given[option]) {
        *number = (uint32_t)args->number[option];
    }
    return true;
}

static bool needs_kernel(const struct args *args, enum option_id option)
{
    if (!args->given[option] || args->given[OPTION_KERNEL]) {
        return true;
    }
    error_message("option '--%s' needs '--kernel'", option_rows[option].name);
    return false;
}

static enum tdxp_snp_vmm vmm_of(const struct args *args)
{
    const char *word = option_word(OPTION_VMM, (unsigned)args->number[OPTION_VMM]);
    unsigned vmm = 0;

    while (strcmp(tdxp_snp_vmm_key((enum tdxp_snp_vmm)vmm), word) != 0) {
        vmm++; /* measure_options_fit has seen that it is one of them */
    }
    return (enum tdxp_snp_vmm)vmm;
}

static bool take_options(struct job *job)
{
    const struct args *args = job->args;
    struct tdxp_snp_options *options = &job->options;

    if (!measure_options_fit(args) || args_exclude(args, OPTION_VCPU_TYPE, OPTION_VCPU_SIG) ||
        !needs_kernel(args, OPTION_INITRD) || !needs_kernel(args, OPTION_APPEND)) {
        return false;
    }
    *options = tdxp_snp_options_default();
    options->vmm = vmm_of(args);
    options->limit = args->number[OPTION_HASH_LIMIT];
    options->force = args->given[OPTION_FORCE];
    options->append = args->text[OPTION_APPEND];
    if (args->given[OPTION_VCPU_TYPE]) {
        const struct tdxp_snp_cpu *cpu = tdxp_snp_cpu((unsigned)args->number[OPTION_VCPU_TYPE]);

        options->cpu_signature = cpu->signature;
        options->cpu_name = cpu->name;
    }
    if (args->given[OPTION_VCPU_SIG]) {
        options->cpu_name = NULL;
    }
    if (args->given[OPTION_GUEST_FEATURES]) {
        options->guest_features = args->number[OPTION_GUEST_FEATURES];
    }
    if (args->given[OPTION_SNP_OVMF_HASH]) {
        options->firmware_digest = job->firmware_digest;
    }
    return take_number(args, OPTION_VCPUS, &options->vcpus) &&
           take_number(args, OPTION_VCPU_SIG, &options->cpu_signature) &&
           measure_digest_of(args, OPTION_SNP_OVMF_HASH, job->firmware_digest) &&
           measure_digest_of(args, OPTION_EXPECT, job->expected);
}

/* ---- files ---- */

/* Open the file that an option names, where it does. False after a message. */
static bool open_given(const struct args *args, enum option_id option, struct tdxp_image **file,
                       struct tdxp_bytes *bytes)
{
    const struct tdxp_image_options how = {
        .read_limit = args->number[OPTION_READ_LIMIT],
        .allow_empty = true,
    };
    struct tdxp_error err;

    if (!args->given[option]) {
        return true;
    }
    *file = tdxp_image_open(args->text[option], &how, &err);
    if (!*file) {
        file_error(args->text[option], err.text);
        return false;
    }
    *bytes = *tdxp_image_bytes(*file);
    return true;
}

static bool open_all(struct job *job)
{
    job->options.with_kernel = job->args->given[OPTION_KERNEL];
    if (!open_given(job->args, OPTION_KERNEL, &job->kernel, &job->options.kernel) ||
        !open_given(job->args, OPTION_INITRD, &job->initrd, &job->options.initrd)) {
        return false;
    }
    job->image = source_open(job->args);
    job->firmware = job->image ? source_decode(job->image) : NULL;
    return job->firmware;
}

/* ---- the report ---- */

static bool matches(const struct job *job)
{
    const struct tdxp_snp_result *result = tdxp_snp_result(job->measurement);

    return result->state == TDXP_MEASURE_DONE && memcmp(result->digest, job->expected, sizeof job->expected) == 0;
}

static bool search_launch(const void *context, const struct tdxp_firmware *firmware, struct tdxp_measure_match *match)
{
    const struct job *job = context;

    return tdxp_snp_match(firmware, &job->options, job->expected, match, NULL);
}

static bool compare(struct job *job)
{
    return measure_compare(job->args, job->firmware, matches(job), search_launch, job, &job->match, job->vars);
}

/* Compare with what is expected, where that is asked for, and print all of it. False where memory ran out. */
static bool report(struct job *job)
{
    bool compared = !job->args->given[OPTION_EXPECT] || compare(job);
    const struct tdxp_report_style style = {.utf8 = locale_is_utf8()};
    const struct tdxp_measure_expected expected = {
        .mrtd = job->expected,
        .matches = matches(job),
        .match = &job->match,
        .joined = job->vars[0] ? job->vars : NULL,
    };
    const struct tdxp_measure_expected *given = job->args->given[OPTION_EXPECT] ? &expected : NULL;

    if (!compared) {
        return false;
    }
    return job->args->given[OPTION_JSON] ? tdxp_report_snp_json(job->firmware, job->measurement, given, stdout)
                                         : tdxp_report_snp(job->firmware, job->measurement, given, &style, stdout);
}

static int conclude(struct job *job)
{
    const struct tdxp_snp_result *result = tdxp_snp_result(job->measurement);
    bool whole = true;

    if (job->args->given[OPTION_TRACE]) {
        tdxp_report_snp_trace(job->measurement, stdout);
    } else {
        tdxp_snp_step(job->measurement, UINT64_MAX);
        whole = result->state != TDXP_MEASURE_FAILED && report(job);
    }
    if (!whole || result->state == TDXP_MEASURE_FAILED) {
        file_error(tdxp_image_name(job->image), "out of memory");
        return STATUS_TROUBLE;
    }
    return measure_status(job->args, result->state == TDXP_MEASURE_DONE, matches(job));
}

static int measure(struct job *job)
{
    struct tdxp_error err;

    if (!open_all(job)) {
        return STATUS_TROUBLE;
    }
    job->measurement = tdxp_snp_begin(job->firmware, &job->options, &err);
    if (!job->measurement) {
        file_error(tdxp_image_name(job->image), err.text);
        return STATUS_TROUBLE;
    }
    return conclude(job);
}

int run_measure_snp(const struct args *args)
{
    struct job job = {.args = args};
    int status;

    if (!take_options(&job)) {
        try_help(args->command);
        return STATUS_TROUBLE;
    }
    status = measure(&job);
    tdxp_snp_free(job.measurement);
    tdxp_firmware_free(job.firmware);
    status = source_close(job.image, status);
    status = source_close(job.kernel, status);
    return source_close(job.initrd, status);
}
