/*
 * A line that is typed: text in the encoding of the locale, and a cursor that moves in it by characters, each with those
 * that combine with it.
 */
#ifndef TUI_LINE_H
#define TUI_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

enum { LINE_SIZE = 1024 /* bytes of a line, with its NUL */ };

/* All zero is an empty one. */
struct line {
    char text[LINE_SIZE];
    size_t length, cursor; /* in bytes */
};

/* Make the line this text, cut where it is too long, with the cursor behind it. */
void line_set(struct line *line, const char *text);

/* Put a character before the cursor, where there is room. False where it is left out, as it cannot be printed. */
bool line_insert(struct line *line, wchar_t character);

/*
 * Put text in place of the bytes from from to to, with the cursor behind it. False, and the line as it was, where there is
 * no room.
 */
bool line_replace(struct line *line, size_t from, size_t to, const char *text);

/* Move the cursor over a character. */
void line_left(struct line *line);
void line_right(struct line *line);

/* Take out the character before the cursor, or the one that it is on. */
void line_erase_left(struct line *line);
void line_erase_right(struct line *line);

/* Take out the word before the cursor, or the part of a path: up to a blank or a '/'. */
void line_erase_word(struct line *line);

/*
 * Write length bytes of such a text as the screen can show them, cut to size with a NUL: characters as they are, what is
 * none, or would control the terminal, escaped as app_safe does. Returns buffer.
 */
const char *line_show(bool utf8, const char *text, size_t length, char *buffer, size_t size);

/*
 * Write the text in UTF-8, cut to size with a NUL. Bytes that are no character stay as they are. Returns buffer.
 */
const char *line_utf8(const char *text, char *buffer, size_t size);

#endif
