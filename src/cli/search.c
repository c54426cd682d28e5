/* The sub-command that searches an image. */
#include <inttypes.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/locale.h"
#include "cli/message.h"
#include "cli/source.h"
#include "tdxplore/report.h"

enum { STEP = 64 << 20 }; /* bytes */

static bool print(const struct args *args, const struct tdxp_firmware *firmware, const struct tdxp_search *search)
{
    const struct tdxp_report_style style = {.utf8 = locale_is_utf8()};

    if (args->given[OPTION_JSON]) {
        return tdxp_report_search_json(firmware, search, stdout);
    }
    if (args->given[OPTION_COUNT]) {
        printf("%" PRIu64 "\n", tdxp_search_result(search)->count);
        return true;
    }
    return tdxp_report_search(firmware, search, &style, stdout);
}

static int search_image(const struct args *args, const struct tdxp_firmware *firmware,
                        const struct tdxp_pattern *pattern)
{
    const struct tdxp_search_options options = {.count_only = args->given[OPTION_COUNT]};
    const char *name = tdxp_image_name(firmware->image);
    struct tdxp_error err;
    struct tdxp_search *search = tdxp_search_begin(firmware, pattern, &options, &err);
    const struct tdxp_search_result *result;
    int status;

    if (!search) {
        file_error(name, err.text);
        return STATUS_TROUBLE;
    }
    while (tdxp_search_step(search, STEP)) {
    }
    result = tdxp_search_result(search);
    status = result->count > 0 ? STATUS_OK : STATUS_FOUND;
    if (result->state == TDXP_SEARCH_FAILED || !print(args, firmware, search)) {
        file_error(name, "out of memory");
        status = STATUS_TROUBLE;
    } else if (result->state == TDXP_SEARCH_FULL) {
        tdxp_error_set(&err, "there are more than %" PRIu64 " matches: the first of them are shown; --count counts all",
                       result->count);
        file_error(name, err.text);
    }
    source_tell_unpacked(args, firmware);
    tdxp_search_free(search);
    return status;
}

static bool parse(const struct args *args, struct tdxp_pattern *pattern)
{
    struct tdxp_error err;

    if (tdxp_pattern_parse(args->operands[1], pattern, &err)) {
        return true;
    }
    fputs(PROGRAM ": '", stderr);
    put_escaped(args->operands[1]);
    fprintf(stderr, "': %s\n", err.text);
    try_help(args->command);
    return false;
}

int run_search(const struct args *args)
{
    struct tdxp_pattern pattern;
    struct tdxp_image *image = parse(args, &pattern) ? source_open(args) : NULL;
    struct tdxp_opened *opened = image ? source_opened(args, NULL) : NULL;
    struct tdxp_firmware *firmware = opened ? source_decode_opened(image, opened) : NULL;
    int status = firmware ? search_image(args, firmware, &pattern) : STATUS_TROUBLE;

    tdxp_firmware_free(firmware);
    tdxp_opened_free(opened);
    return source_close(image, status);
}
