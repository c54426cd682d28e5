/* The sub-command that compares two images. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/locale.h"
#include "cli/measure.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/source.h"
#include "tdxplore/report.h"

enum { STEP = 64 << 20 }; /* bytes */

static bool print(const struct args *args, const struct tdxp_diff *diff)
{
    const struct tdxp_diff_style style = {
        .utf8 = locale_is_utf8(),
        .paths = args->given[OPTION_PATHS],
        .colour = output_wants_colour(args),
    };

    return args->given[OPTION_JSON] ? tdxp_report_diff_json(diff, stdout) : tdxp_report_diff(diff, &style, stdout);
}

static int report(const struct args *args, const struct tdxp_pair *pair)
{
    const struct tdxp_measure_options options = measure_options_of(args);
    struct tdxp_diff diff = {.pair = pair};
    struct tdxp_effects effects;
    struct tdxp_error err;
    bool printed;

    if (!tdxp_effects_make(&effects, pair, &options, &err)) {
        error_message("%s", err.text);
        return STATUS_TROUBLE;
    }
    while (tdxp_effects_step(&effects, STEP)) {
    }
    diff.effects = &effects;
    for (int side = 0; side < TDXP_SIDES; side++) {
        diff.measured[side] = tdxp_measure_result(effects.measurement[side]);
    }
    printed = print(args, &diff);
    tdxp_effects_free(&effects);
    if (!printed) {
        error_message("out of memory");
        return STATUS_TROUBLE;
    }
    return tdxp_comparison_totals(pair->comparison).same ? STATUS_OK : STATUS_FOUND;
}

static int compare(const struct args *args, const struct tdxp_image *a, const struct tdxp_image *b)
{
    struct tdxp_open_limits limits = source_limits(args);
    struct tdxp_pair pair;
    struct tdxp_error err;
    int status;

    if (!tdxp_pair_make(&pair, a, b, &limits, &err)) {
        error_message("%s", err.text);
        return STATUS_TROUBLE;
    }
    status = report(args, &pair);
    tdxp_pair_free(&pair);
    return status;
}

int run_diff(const struct args *args)
{
    struct tdxp_image *images[TDXP_SIDES] = {NULL};
    int status = STATUS_OK;

    if (!measure_options_fit(args)) {
        try_help(args->command);
        return STATUS_TROUBLE;
    }
    for (int side = 0; status == STATUS_OK && side < TDXP_SIDES; side++) {
        struct tdxp_error err;

        images[side] = source_open_file(args, args->operands[side], &err);
        if (!images[side]) {
            file_error(args->operands[side], err.text);
            status = STATUS_TROUBLE;
        }
    }
    if (status == STATUS_OK) {
        status = compare(args, images[TDXP_SIDE_A], images[TDXP_SIDE_B]);
    }
    for (int side = 0; side < TDXP_SIDES; side++) {
        status = source_close(images[side], status);
    }
    return status;
}
