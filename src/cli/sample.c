/* The sub-command that writes the built-in sample and the broken images, and lists these. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/binary.h"
#include "cli/command.h"
#include "cli/message.h"
#include "cli/source.h"
#include "tdxplore/report.h"

/* Write the list rather than an image. */
static int print_list(const struct args *args)
{
    if (!args->given[OPTION_JSON]) {
        tdxp_report_gallery(stdout);
    } else if (!tdxp_report_gallery_json(stdout)) {
        error_message("out of memory");
        return STATUS_TROUBLE;
    }
    return STATUS_OK;
}

/* A list is no image, and an image no JSON. */
static bool options_agree(const struct args *args)
{
    static const enum option_id of_image[] = {OPTION_BROKEN, OPTION_OUTPUT, OPTION_FORCE};

    if (!args->given[OPTION_LIST]) {
        if (args->given[OPTION_JSON]) {
            error_message("option '--json' goes with '--list' only");
        }
        return !args->given[OPTION_JSON];
    }
    return args_without(args, OPTION_LIST, of_image, sizeof of_image / sizeof of_image[0]);
}

int run_sample(const struct args *args)
{
    char name[SOURCE_NAME];
    uint64_t size;
    uint8_t *bytes;
    int status;

    if (!options_agree(args)) {
        try_help(args->command);
        return STATUS_TROUBLE;
    }
    if (args->given[OPTION_LIST]) {
        return print_list(args);
    }
    bytes = source_build(args, &size, name);
    if (!bytes) {
        return STATUS_TROUBLE;
    }
    status = write_binary(args, &(struct tdxp_bytes){bytes, size});
    free(bytes);
    return status;
}
