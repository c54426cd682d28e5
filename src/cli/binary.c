/* Bytes as the output of a command. */
#include "cli/binary.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/message.h"
#include "tdxplore/save.h"
#include "tdxplore/text.h"

static int write_output(const struct tdxp_bytes *bytes)
{
    char human[TDXP_HUMAN_SIZE];

    if (isatty(STDOUT_FILENO)) {
        tdxp_human_size(bytes->size, human);
        error_message("%s of binary are not for a terminal: use '-o FILE', or a pipe", human);
        return STATUS_TROUBLE;
    }
    /* What fails here is told here: the end of the program sees that something has, and no longer why. */
    if (fwrite(bytes->data, 1, (size_t)bytes->size, stdout) < bytes->size) {
        error_message("write error: %s", strerror(errno));
        clearerr(stdout);
        return STATUS_TROUBLE;
    }
    return STATUS_OK;
}

static enum tdxp_save_mode mode_of(const struct args *args)
{
    return args->given[OPTION_FORCE] ? TDXP_SAVE_REPLACE : TDXP_SAVE_NEW;
}

static int saved_status(bool saved, const char *path, const struct tdxp_error *err)
{
    if (!saved) {
        file_error(path, err->text);
    }
    return saved ? STATUS_OK : STATUS_TROUBLE;
}

int write_binary(const struct args *args, const struct tdxp_bytes *bytes)
{
    const char *path = args->text[OPTION_OUTPUT];
    struct tdxp_error err;

    if (!path) {
        return write_output(bytes);
    }
    return saved_status(tdxp_save(path, bytes, mode_of(args), &err), path, &err);
}

int write_image(const struct args *args, const struct tdxp_image *image)
{
    const char *path = args->text[OPTION_OUTPUT];
    struct tdxp_error err;

    if (!path) {
        return write_output(tdxp_image_bytes(image));
    }
    return saved_status(tdxp_save_image(path, image, mode_of(args), &err), path, &err);
}
