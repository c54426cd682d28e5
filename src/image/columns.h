/* How wide text is on a terminal: in the locale's multibyte encoding, by wcwidth(3). */
#ifndef IMAGE_COLUMNS_H
#define IMAGE_COLUMNS_H

#include <stddef.h>

/*
 * Length in bytes of the character at text, which is not its end, and into *columns how many columns it takes. A byte
 * that is no character, and a character that the locale does not know, count as one column.
 */
size_t text_next(const char *text, size_t *columns);

/* How many columns of a terminal the text takes; in a locale other than UTF-8, its length. */
size_t text_columns(const char *text);

/* How many bytes of the text, whole characters of it, fit into so many columns. */
size_t text_fitting(const char *text, size_t columns);

#endif
