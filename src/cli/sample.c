/* The sub-command that writes the built-in sample. */
#include "tdxplore/sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/message.h"
#include "tdxplore/save.h"

static int write_sample(const struct args *args, const struct tdxp_bytes *bytes)
{
    const char *path = args->text[OPTION_OUTPUT];
    struct tdxp_error err;

    if (!path) {
        /* A failure stays in the stream, where the end of the program sees it. */
        fwrite(bytes->data, 1, (size_t)bytes->size, stdout);
        return STATUS_OK;
    }
    if (!tdxp_save(path, bytes, args->given[OPTION_FORCE] ? TDXP_SAVE_REPLACE : TDXP_SAVE_NEW,
                   &err)) {
        file_error(path, err.text);
        return STATUS_TROUBLE;
    }
    return STATUS_OK;
}

int run_sample(const struct args *args)
{
    uint8_t *memory;
    int status;

    if (!args->given[OPTION_OUTPUT] && isatty(STDOUT_FILENO)) {
        error_message("16 MiB of binary are not for a terminal: use '-o FILE', or a pipe");
        return STATUS_TROUBLE;
    }
    memory = malloc(TDXP_SAMPLE_SIZE);
    if (!memory) {
        error_message("out of memory");
        return STATUS_TROUBLE;
    }
    tdxp_sample_build(memory);
    status = write_sample(args, &(struct tdxp_bytes){memory, TDXP_SAMPLE_SIZE});
    free(memory);
    return status;
}
