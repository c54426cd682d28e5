/* The program: sets up the process, runs what the command line asks for, and sees that all output went out. */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/confining.h"
#include "cli/help.h"
#include "cli/message.h"
#include "tdxplore/image.h"

/*
 * A process may be started with standard streams closed. Then the first file that it opens would become one of them,
 * and a message would be written into it. The stand-ins are open the wrong way round, so that use of them fails.
 */
static bool hold_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd) {
            return false;
        }
    }
    return true;
}

static int run(int argc, char **argv)
{
    struct args args;

    if (!args_parse(argc, argv, &args)) {
        return STATUS_TROUBLE;
    }
    if (args.given[OPTION_HELP]) {
        print_help(args.command);
        return STATUS_OK;
    }
    if (args.given[OPTION_VERSION]) {
        print_version();
        return STATUS_OK;
    }
    if (!args.command->explores) {
        confine_command(&args);
    }
    return args.command->run(&args);
}

/* Output that is lost without a word (full disk, closed pipe) would pass for a success. */
static bool close_output(void)
{
    bool failed = ferror(stdout);

    errno = 0;
    if (fclose(stdout) == 0 && !failed) {
        return true;
    }
    if (errno) {
        error_message("write error: %s", strerror(errno));
    } else {
        error_message("write error");
    }
    return false;
}

int main(int argc, char **argv)
{
    int status;

    if (argc < 1 || !hold_standard_streams()) {
        return STATUS_TROUBLE;
    }
    /* Output that grows larger than it may is an error like a full disk, and no end without a word. */
    signal(SIGXFSZ, SIG_IGN);
    /* Which characters there are is of the locale; numbers, order and messages are the same everywhere. */
    setlocale(LC_CTYPE, "");
    if (!tdxp_image_guard_install()) {
        error_message("cannot install the handler for truncated files: %s", strerror(errno));
        return STATUS_TROUBLE;
    }
    status = run(argc, argv);
    return close_output() ? status : STATUS_TROUBLE;
}
