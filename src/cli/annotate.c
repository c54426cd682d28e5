/* The sub-command that prints bytes with what they mean. */
#include <inttypes.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/locale.h"
#include "cli/message.h"
#include "cli/node.h"
#include "cli/noting.h"
#include "cli/output.h"
#include "cli/source.h"
#include "tdxplore/report.h"

static bool options_make_sense(const struct args *args)
{
    if (args_exclude(args, OPTION_JSON, OPTION_HTML)) {
        return false;
    }
    if (args->given[OPTION_ALL] && args->operand_count > 1) {
        error_message("'--all' is of the whole image, and takes no PATH");
        return false;
    }
    if (args->given[OPTION_WIDTH] && args->number[OPTION_WIDTH] < TDXP_ANNOTATE_WIDTH_MIN) {
        error_message("invalid argument '%" PRIu64 "' of '--width': the least is %u", args->number[OPTION_WIDTH],
                      TDXP_ANNOTATE_WIDTH_MIN);
        return false;
    }
    return true;
}

static struct tdxp_annotate_style style_of(const struct args *args, const struct tdxp_node *from,
                                           const struct tdxp_check_result *findings, const struct tdxp_noting *notes)
{
    uint64_t width = args->given[OPTION_WIDTH] ? args->number[OPTION_WIDTH] : output_columns();

    return (struct tdxp_annotate_style){
        .format = args->given[OPTION_HTML]   ? TDXP_ANNOTATE_HTML
                  : args->given[OPTION_JSON] ? TDXP_ANNOTATE_JSON
                                             : TDXP_ANNOTATE_TEXT,
        .from = from,
        .all = args->given[OPTION_ALL],
        .gpa = args->given[OPTION_GPA],
        .findings = findings,
        .notes = notes,
        .utf8 = locale_is_utf8(),
        .colour = output_wants_colour(args),
        .width = width < INT32_MAX ? (uint32_t)width : INT32_MAX,
    };
}

static int annotate(const struct args *args, const struct tdxp_firmware *firmware)
{
    const struct tdxp_node *from = NULL;
    struct tdxp_check_result *findings = NULL;
    struct cli_notes notes;
    struct tdxp_annotate_style style;
    int status = firmware->tdvf || args->given[OPTION_ALL] ? STATUS_OK : STATUS_FOUND;

    if (args->operand_count > 1) {
        from = node_find(firmware, args->operands[1]);
        if (!from || !node_has_bytes(firmware, from)) {
            return STATUS_TROUBLE;
        }
        status = STATUS_OK;
    }
    if (args->given[OPTION_CHECK]) {
        struct tdxp_error err;

        findings = tdxp_check(firmware, &err);
        if (!findings) {
            file_error(tdxp_image_name(firmware->image), err.text);
            return STATUS_TROUBLE;
        }
    }
    if (!notes_open(args, firmware, &notes)) {
        tdxp_check_free(findings);
        return STATUS_TROUBLE;
    }
    style = style_of(args, from, findings, notes.noting);
    if (!tdxp_report_annotate(firmware, &style, stdout)) {
        file_error(tdxp_image_name(firmware->image), "out of memory");
        status = STATUS_TROUBLE;
    }
    notes_close(&notes);
    tdxp_check_free(findings);
    return status;
}

int run_annotate(const struct args *args)
{
    struct tdxp_image *image;
    struct tdxp_opened *opened;
    struct tdxp_firmware *firmware;
    int status;

    if (!options_make_sense(args)) {
        try_help(args->command);
        return STATUS_TROUBLE;
    }
    image = source_open(args);
    opened = image ? source_opened_below(args) : NULL;
    firmware = opened ? source_decode_opened(image, opened) : NULL;
    status = firmware ? annotate(args, firmware) : STATUS_TROUBLE;
    tdxp_firmware_free(firmware);
    tdxp_opened_free(opened);
    return source_close(image, status);
}
