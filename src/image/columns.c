/* How wide text is on a terminal. */
#include "image/columns.h"

#include <stdlib.h>
#include <wchar.h>

size_t text_next(const char *text, size_t *columns)
{
    mbstate_t state = {0};
    wchar_t wide;
    size_t length;
    int width;

    *columns = 1;
    /* Most of a screen is this, and it is one column in every locale (POSIX, 6.1 Portable Character Set). */
    if (*text >= ' ' && *text <= '~') {
        return 1;
    }
    length = mbrtowc(&wide, text, MB_CUR_MAX, &state);
    if (length == (size_t)-1 || length == (size_t)-2 || length == 0) {
        return 1;
    }
    width = wcwidth(wide);
    if (width >= 0) {
        *columns = (size_t)width;
    }
    return length;
}

size_t text_columns(const char *text)
{
    size_t total = 0;

    while (*text) {
        size_t columns;

        text += text_next(text, &columns);
        total += columns;
    }
    return total;
}

size_t text_fitting(const char *text, size_t columns)
{
    size_t bytes = 0;
    size_t used = 0;

    while (text[bytes]) {
        size_t width;
        size_t length = text_next(text + bytes, &width);

        if (width > columns - used) {
            break;
        }
        bytes += length;
        used += width;
    }
    return bytes;
}
