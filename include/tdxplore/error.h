/* What went wrong, in words that a person can act on. */
#ifndef TDXPLORE_ERROR_H
#define TDXPLORE_ERROR_H

#include <stdarg.h>

/* Filled in by the function that failed; owned by the caller. text is never empty after a failure. */
struct tdxp_error {
    char text[512]; /* without a trailing newline, without the program's or the file's name */
};

/* Writes the formatted message into *err, cutting it to fit. err may be NULL: the message is dropped. */
void tdxp_error_set(struct tdxp_error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
