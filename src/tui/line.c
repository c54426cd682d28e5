/* A line that is typed. */
#include "tui/line.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <uchar.h>
#include <wctype.h>

#include "image/columns.h"
#include "image/utf8.h"
#include "tdxplore/text.h"

void line_set(struct line *line, const char *text)
{
    line->length = strnlen(text, sizeof line->text - 1);
    memcpy(line->text, text, line->length);
    line->text[line->length] = '\0';
    line->cursor = line->length;
}

bool line_replace(struct line *line, size_t from, size_t to, const char *text)
{
    size_t length = strlen(text);

    if (length >= sizeof line->text - (line->length - (to - from))) {
        return false;
    }
    memmove(line->text + from + length, line->text + to, line->length - to + 1);
    memcpy(line->text + from, text, length);
    line->length += length;
    line->length -= to - from;
    line->cursor = from + length;
    return true;
}

bool line_insert(struct line *line, wchar_t character)
{
    char bytes[MB_LEN_MAX + 1];
    mbstate_t state = {0};
    size_t length = iswprint((wint_t)character) ? wcrtomb(bytes, character, &state) : (size_t)-1;

    if (length == (size_t)-1) {
        return false;
    }
    bytes[length] = '\0';
    line_replace(line, line->cursor, line->cursor, bytes);
    return true;
}

/* ---- characters ---- */

/* Where the character behind the one at a place begins, with what combines with that. */
static size_t behind(const struct line *line, size_t at)
{
    size_t columns;

    if (at >= line->length) {
        return line->length;
    }
    at += text_next(line->text + at, &columns);
    while (at < line->length) {
        size_t length = text_next(line->text + at, &columns);

        if (columns > 0) {
            break;
        }
        at += length;
    }
    return at;
}

/* From the start: in the encodings of some locales nobody can tell from behind where a character begins. */
static size_t before(const struct line *line, size_t at)
{
    size_t last = 0;

    for (size_t next = 0; next < at; next = behind(line, next)) {
        last = next;
    }
    return last;
}

void line_left(struct line *line)
{
    line->cursor = before(line, line->cursor);
}

void line_right(struct line *line)
{
    line->cursor = behind(line, line->cursor);
}

void line_erase_left(struct line *line)
{
    line_replace(line, before(line, line->cursor), line->cursor, "");
}

void line_erase_right(struct line *line)
{
    line_replace(line, line->cursor, behind(line, line->cursor), "");
}

void line_erase_word(struct line *line)
{
    size_t word = 0;     /* where the one begins that was gone over last */
    bool between = true; /* words, and not in one */

    for (size_t at = 0; at < line->cursor; at = behind(line, at)) {
        bool is_blank = line->text[at] == ' ' || line->text[at] == '/';

        if (between && !is_blank) {
            word = at;
        }
        between = is_blank;
    }
    line_replace(line, word, line->cursor, "");
}

/* ---- other forms of the text ---- */

/* UTF-8 has its own idea of what is harmless; in other encodings it is what the locale can print. */
static bool is_printable(const char *text, size_t length)
{
    mbstate_t state = {0};
    wchar_t wide;

    return mbrtowc(&wide, text, length, &state) == length && iswprint((wint_t)wide);
}

const char *line_show(bool utf8, const char *text, size_t length, char *buffer, size_t size)
{
    size_t used = 0;

    buffer[0] = '\0';
    for (size_t at = 0; at < length;) {
        size_t columns;
        size_t bytes = text_next(text + at, &columns);
        size_t needed;

        bytes = bytes < length - at ? bytes : length - at;
        if (text[at] == '\\' || (!utf8 && is_printable(text + at, bytes))) {
            needed = bytes;
            if (used + needed < size) {
                memcpy(buffer + used, text + at, bytes);
                buffer[used + needed] = '\0';
            }
        } else {
            needed = (utf8 ? tdxp_escape_utf8 : tdxp_escape)(text + at, bytes, buffer + used, size - used);
        }
        if (used + needed >= size) {
            buffer[used] = '\0';
            break;
        }
        used += needed;
        at += bytes;
    }
    return buffer;
}

const char *line_utf8(const char *text, char *buffer, size_t size)
{
    mbstate_t state = {0};
    size_t used = 0;

    while (*text) {
        char bytes[4] = {*text};
        char32_t code;
        size_t taken = mbrtoc32(&code, text, MB_LEN_MAX, &state);
        size_t length = 1;

        if (taken == 0 || taken > MB_LEN_MAX) {
            taken = 1;
            state = (mbstate_t){0};
        } else {
            length = utf8_put(code, bytes);
        }
        if (used + length >= size) {
            break;
        }
        memcpy(buffer + used, bytes, length);
        used += length;
        text += taken;
    }
    buffer[used] = '\0';
    return buffer;
}
