/* The sub-commands that print a report: info, tree. */
#include "cli/reports.h"

#include <stdio.h>

#include "cli/command.h"
#include "cli/hint.h"
#include "cli/locale.h"
#include "cli/message.h"
#include "cli/node.h"
#include "cli/noting.h"
#include "cli/source.h"
#include "tdxplore/report.h"

static struct tdxp_report_style style_of(const struct args *args)
{
    uint64_t depth = args->number[OPTION_DEPTH];

    return (struct tdxp_report_style){
        .utf8 = locale_is_utf8(),
        .paths = args->given[OPTION_PATHS],
        .limited = args->given[OPTION_DEPTH],
        .depth = depth < UINT32_MAX ? (uint32_t)depth : UINT32_MAX,
    };
}

static int finish(bool whole, const struct tdxp_image *image, int status)
{
    if (!whole) {
        file_error(tdxp_image_name(image), "out of memory");
        return STATUS_TROUBLE;
    }
    return status;
}

int report_info(const struct tdxp_image *image, const char *command, bool json)
{
    const struct tdxp_report_style style = {.utf8 = locale_is_utf8()};
    struct tdxp_firmware *firmware = source_decode(image);
    bool whole;
    int status;

    if (!firmware) {
        return STATUS_TROUBLE;
    }
    whole = json ? tdxp_report_info_json(firmware, stdout) : tdxp_report_info(firmware, &style, stdout);
    if (!json) {
        print_hint(firmware, command, stdout);
    }
    status = firmware->tdvf ? STATUS_OK : STATUS_FOUND;
    tdxp_firmware_free(firmware);
    return finish(whole, image, status);
}

int run_info(const struct args *args)
{
    struct tdxp_image *image = source_open(args);
    int status;

    if (!image) {
        return STATUS_TROUBLE;
    }
    status = report_info(image, args->command->name, args->given[OPTION_JSON]);
    return source_close(image, status);
}

static int report_tree(const struct args *args, const struct tdxp_firmware *firmware)
{
    struct tdxp_report_style style = style_of(args);
    struct cli_notes notes;
    bool whole;

    if (args->operand_count > 1) {
        style.from = node_find(firmware, args->operands[1]);
        if (!style.from) {
            return STATUS_TROUBLE;
        }
    }
    if (!notes_open(args, firmware, &notes)) {
        return STATUS_TROUBLE;
    }
    style.notes = notes.noting;
    whole = args->given[OPTION_JSON] ? tdxp_report_tree_json(firmware, &style, stdout)
                                     : tdxp_report_tree(firmware, &style, stdout);
    notes_close(&notes);
    return finish(whole, firmware->image, STATUS_OK);
}

int run_tree(const struct args *args)
{
    struct tdxp_image *image = source_open(args);
    struct tdxp_opened *opened = image ? source_opened_below(args) : NULL;
    struct tdxp_firmware *firmware = opened ? source_decode_opened(image, opened) : NULL;
    int status = firmware ? report_tree(args, firmware) : STATUS_TROUBLE;

    tdxp_firmware_free(firmware);
    tdxp_opened_free(opened);
    return source_close(image, status);
}
