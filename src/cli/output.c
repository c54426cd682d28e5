/* What standard output can show. */
#include "cli/output.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/args.h"
#include "tdxplore/text.h"

bool output_takes_colour(void)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    return isatty(STDOUT_FILENO) && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
}

bool output_wants_colour(const struct args *args)
{
    uint64_t when = args->number[OPTION_COLOR];

    return when == COLOR_AUTO ? output_takes_colour() : when == COLOR_ALWAYS;
}

uint32_t output_columns(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    uint64_t number;

    if (!isatty(STDOUT_FILENO)) {
        return 0;
    }
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col;
    }
    return columns && tdxp_parse_size(columns, &number) && number <= UINT16_MAX ? (uint32_t)number : 0;
}
