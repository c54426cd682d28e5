/* Error messages. */
#include "tdxplore/error.h"

#include <stdio.h>

void tdxp_error_set(struct tdxp_error *err, const char *format, ...)
{
    va_list args;

    if (!err) {
        return;
    }
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
}
