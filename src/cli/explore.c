/* What happens without a sub-command: the explorer, or the report where there is no terminal for it. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/confining.h"
#include "cli/message.h"
#include "cli/reports.h"
#include "cli/source.h"
#include "tdxplore/text.h"
#include "tui/tui.h"

static bool is_stdin(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

/* Keys come from standard input, or where that is the image or a part of it, from the terminal itself. */
static bool has_keyboard(const struct args *args)
{
    int fd;

    if (!is_stdin(args->text[OPTION_VARS]) && (args->operand_count == 0 || !is_stdin(args->operands[0]))) {
        return isatty(STDIN_FILENO);
    }
    fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        return false;
    }
    close(fd);
    return true;
}

/* The image to compare with, where one is asked for. False after a message. */
static bool open_other(const struct args *args, struct tdxp_image **other)
{
    struct tdxp_error err;

    *other = NULL;
    if (!args->given[OPTION_DIFF]) {
        return true;
    }
    *other = source_open_file(args, args->text[OPTION_DIFF], &err);
    if (!*other) {
        file_error(args->text[OPTION_DIFF], err.text);
    }
    return *other != NULL;
}

static int explore(const struct args *args, struct tdxp_image *image)
{
    struct tdxp_opened *opened = source_opened(args, NULL);
    struct confine confine;
    struct tui_options options = {
        .title = tdxp_file_title(tdxp_image_name(image)),
        .opened = opened,
        .config = args->text[OPTION_CONFIG],
        .read_again = args->given[OPTION_RELOAD],
        .no_mouse = args->given[OPTION_NO_MOUSE],
        .no_remember = args->given[OPTION_NO_REMEMBER],
    };

    if (!opened || !open_other(args, &options.other)) {
        tdxp_opened_free(opened);
        return STATUS_TROUBLE;
    }
    if (!args->given[OPTION_NO_CONFINE]) {
        confine_explorer(args, &confine);
        options.confine = &confine;
    }
    return tui_run(image, &options);
}

int run_explore(const struct args *args)
{
    struct tdxp_image *image = source_open(args);
    int status;

    if (!image) {
        return STATUS_TROUBLE;
    }
    if (!isatty(STDOUT_FILENO) || !has_keyboard(args)) {
        if (args->given[OPTION_DIFF]) {
            error_message("option '--diff' needs a terminal; '" PROGRAM " diff' compares without one");
            return source_close(image, STATUS_TROUBLE);
        }
        confine_command(args);
        return source_close(image, report_info(image, NULL, false));
    }
    status = explore(args, image);
    tdxp_image_close(image);
    return status;
}
