/* Letters of ASCII in either case. Those of <ctype.h> are the locale's: in Turkish, I is no capital of i. */
#ifndef IMAGE_ASCII_H
#define IMAGE_ASCII_H

#include <stdbool.h>
#include <stddef.h>

static inline char ascii_upper(char c)
{
    if (c >= 'a' && c <= 'z') {
        return (char)(c - 'a' + 'A');
    }
    return c;
}

/* Whether the first length characters are the same but for their case. Ends where both texts do. */
static inline bool ascii_same(const char *a, const char *b, size_t length)
{
    size_t i = 0;

    while (i < length && a[i] && ascii_upper(a[i]) == ascii_upper(b[i])) {
        i++;
    }
    return i == length || ascii_upper(a[i]) == ascii_upper(b[i]);
}

#endif
