/* Messages to the user on standard error, in the form of the GNU conventions. */
#include "cli/message.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/locale.h"
#include "tdxplore/text.h"

void put_escaped(const char *text)
{
    char escaped[PATH_MAX];

    tdxp_escape_text(locale_is_utf8(), text, escaped, sizeof escaped);
    fputs(escaped, stderr);
}

void error_message(const char *format, ...)
{
    va_list args;

    fputs(PROGRAM ": ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    putc('\n', stderr);
}

void begin_file_error(const char *file)
{
    fputs(PROGRAM ": ", stderr);
    put_escaped(tdxp_file_title(file));
    fputs(": ", stderr);
}

void file_error(const char *file, const char *message)
{
    begin_file_error(file);
    fprintf(stderr, "%s\n", message);
}

void try_help(const struct command *command)
{
    fprintf(stderr, "Try '" PROGRAM "%s%s --help' for more information.\n", command->name ? " " : "",
            command->name ? command->name : "");
}
