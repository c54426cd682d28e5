/* The sub-command that draws guest memory. */
#include <inttypes.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/locale.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/source.h"
#include "tdxplore/report.h"

static struct tdxp_map_style style_of(const struct args *args, const struct tdxp_firmware *firmware)
{
    uint64_t width = args->given[OPTION_WIDTH] ? args->number[OPTION_WIDTH] : output_columns();

    return (struct tdxp_map_style){
        .guest = args->given[OPTION_GUEST] ? (enum tdxp_guest)args->number[OPTION_GUEST] : tdxp_guest_default(firmware),
        .scale = (enum tdxp_map_scale)args->number[OPTION_SCALE],
        .rows = args->number[OPTION_ROWS],
        .width = width < TDXP_MAP_WIDTH_MAX ? (uint32_t)width : TDXP_MAP_WIDTH_MAX,
        .utf8 = locale_is_utf8(),
        .colour = output_takes_colour(),
    };
}

enum { ROWS_MOST = 100000 }; /* of a picture that somebody asks for: others are as tall as they must be */

static bool is_within(const struct args *args, enum option_id option, uint64_t least, uint64_t most)
{
    uint64_t number = args->number[option];

    if (!args->given[option] || (number >= least && number <= most)) {
        return true;
    }
    error_message("invalid argument '%" PRIu64 "' of '--%s': the %s is %" PRIu64, number, option_rows[option].name,
                  number < least ? "least" : "most", number < least ? least : most);
    return false;
}

static bool options_make_sense(const struct args *args)
{
    if (args_exclude(args, OPTION_JSON, OPTION_SVG) || args_exclude(args, OPTION_JSON, OPTION_WIDTH) ||
        args_exclude(args, OPTION_JSON, OPTION_ROWS) || args_exclude(args, OPTION_SVG, OPTION_WIDTH)) {
        return false;
    }
    return is_within(args, OPTION_WIDTH, TDXP_MAP_WIDTH_MIN, TDXP_MAP_WIDTH_MAX) &&
           is_within(args, OPTION_ROWS, 0, ROWS_MOST);
}

static bool report(const struct args *args, const struct tdxp_firmware *firmware, const struct tdxp_map_style *style)
{
    if (args->given[OPTION_JSON]) {
        return tdxp_report_map_json(firmware, style, stdout);
    }
    return args->given[OPTION_SVG] ? tdxp_report_map_svg(firmware, style, stdout)
                                   : tdxp_report_map(firmware, style, stdout);
}

int run_map(const struct args *args)
{
    struct tdxp_image *image;
    struct tdxp_firmware *firmware;
    int status = STATUS_TROUBLE;

    if (!options_make_sense(args)) {
        try_help(args->command);
        return STATUS_TROUBLE;
    }
    image = source_open(args);
    firmware = image ? source_decode(image) : NULL;
    if (firmware) {
        const struct tdxp_map_style style = style_of(args, firmware);

        if (report(args, firmware, &style)) {
            status = tdxp_guest_described(firmware, style.guest) ? STATUS_OK : STATUS_FOUND;
        } else {
            file_error(tdxp_image_name(image), "out of memory");
        }
    }
    tdxp_firmware_free(firmware);
    return source_close(image, status);
}
