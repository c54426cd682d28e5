/* The keys that are worth knowing now. */
#include "tui/hints.h"

#include <stdio.h>
#include <string.h>

enum { HINT = 160 }; /* bytes of one */

void hints_clear(struct app *app)
{
    app->hints.count = 0;
}

/* The next part of a text whose parts are two blanks apart, into part. NULL where there is none. */
static const char *next_part(const char *text, char part[HINT])
{
    const char *end = strstr(text, "  ");
    size_t length = end ? (size_t)(end - text) : strlen(text);

    if (!*text) {
        return NULL;
    }
    snprintf(part, HINT, "%.*s", (int)length, text);
    return text + length + strspn(text + length, " ");
}

int put_parts(const struct app *app, struct box line, int col, const char *text)
{
    char part[HINT];

    while ((text = next_part(text, part)) != NULL) {
        if (col + text_width(part) <= line.cols) {
            col += put(&app->canvas, line, 0, col, -1, part) + 2;
        }
    }
    return col;
}

int hints_width(const struct app *app, const char *hints)
{
    char text[1024];

    return text_width(app_expand(app, hints, text, sizeof text));
}

/* A key and the words behind it, up to the next key, are one spot for the mouse. */
static void put_hint(struct app *app, struct box line, int col, const char *hint)
{
    struct hints *hints = &app->hints;
    int first = hints->count;

    while (*hint) {
        char piece[HINT];
        enum command command = keymap_expand_next(&app->keys, &hint, piece, sizeof piece);

        if (command != CMD_NONE && hints->count < HINTS_MOST) {
            hints->spots[hints->count++] = (struct hint_spot){line.x + col, 0, command};
        }
        col += put(&app->canvas, line, 0, col, -1, piece);
        if (hints->count > first) {
            hints->spots[hints->count - 1].end = line.x + col;
        }
    }
}

int put_hints(struct app *app, struct box line, int col, const char *hints)
{
    char hint[HINT];

    while ((hints = next_part(hints, hint)) != NULL) {
        int width = hints_width(app, hint);

        if (col + width <= line.cols) {
            put_hint(app, line, col, hint);
            col += width + 2;
        }
    }
    return col;
}

enum command hints_at(const struct app *app, int col)
{
    for (int i = 0; i < app->hints.count; i++) {
        const struct hint_spot *spot = &app->hints.spots[i];

        if (col >= spot->col && col < spot->end) {
            return spot->command;
        }
    }
    return CMD_NONE;
}
