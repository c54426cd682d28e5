/* The line that is typed at the bottom of the screen. */
#include "tui/prompt.h"

#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tdxplore/text.h"
#include "tui/copy.h"
#include "tui/going.h"
#include "tui/places.h"
#include "tui/searching.h"
#include "tui/set.h"
#include "tui/vars.h"

#define CTRL(letter) ((letter) & 0x1f)

void app_prompt(struct app *app, const char *label, bool (*accept)(struct app *app, const char *text))
{
    memset(&app->prompt, 0, sizeof app->prompt);
    app->prompt.active = true;
    app->prompt.label = label;
    app->prompt.accept = accept;
}

void prompt_fill(struct app *app, const char *text)
{
    struct prompt *p = &app->prompt;

    snprintf(p->text, sizeof p->text, "%s", text);
    p->length = (int)strlen(p->text);
    p->cursor = p->length;
}

void prompt_past_add(struct prompt_past *past, const char *line)
{
    int same = 0;

    while (same < past->count && strcmp(past->lines[same], line) != 0) {
        same++;
    }
    if (same == past->count) {
        past->count += past->count < PAST_MAX;
        same = past->count - 1;
    }
    memmove(past->lines[1], past->lines[0], (size_t)same * sizeof past->lines[0]);
    snprintf(past->lines[0], sizeof past->lines[0], "%s", line);
}

/* The line before the one that is shown, or the one after it, which is empty at last. */
static void recall(struct app *app, int step)
{
    struct prompt *p = &app->prompt;
    int to = p->recalled + step;

    if (p->past && to >= 0 && to <= p->past->count) {
        p->recalled = to;
        prompt_fill(app, to > 0 ? p->past->lines[to - 1] : "");
    }
}

static void insert(struct prompt *p, int key)
{
    if (p->length + 1 >= PROMPT_SIZE) {
        return;
    }
    memmove(p->text + p->cursor + 1, p->text + p->cursor, (size_t)(p->length - p->cursor) + 1);
    p->text[p->cursor++] = (char)key;
    p->length++;
}

static void cut_out(struct prompt *p, int from, int to)
{
    memmove(p->text + from, p->text + to, (size_t)(p->length - to) + 1);
    p->length -= to - from;
    p->cursor = from;
}

static void accept(struct app *app)
{
    char text[PROMPT_SIZE];

    snprintf(text, sizeof text, "%s", app->prompt.text);
    for (size_t end = strlen(text); end > 0 && text[end - 1] == ' '; end--) {
        text[end - 1] = '\0';
    }
    app->prompt.active = false;
    if (*text && !app->prompt.accept(app, text)) {
        app->prompt.active = true;
    }
}

void prompt_key(struct app *app, int key)
{
    struct prompt *p = &app->prompt;

    switch (key) {
    case '\r':
    case '\n':
    case KEY_ENTER:
        accept(app);
        return;
    case 0x1b:
    case CTRL('c'):
    case CTRL('g'):
        p->active = false;
        return;
    case KEY_UP:
    case CTRL('p'):
        recall(app, 1);
        return;
    case KEY_DOWN:
    case CTRL('n'):
        recall(app, -1);
        return;
    case KEY_LEFT:
    case CTRL('b'):
        p->cursor -= p->cursor > 0;
        return;
    case KEY_RIGHT:
    case CTRL('f'):
        p->cursor += p->cursor < p->length;
        return;
    case KEY_HOME:
    case CTRL('a'):
        p->cursor = 0;
        return;
    case KEY_END:
    case CTRL('e'):
        p->cursor = p->length;
        return;
    case KEY_BACKSPACE:
    case 0x7f:
    case CTRL('h'):
        if (p->length == 0) {
            p->active = false;
        } else if (p->cursor > 0) {
            cut_out(p, p->cursor - 1, p->cursor);
        }
        return;
    case KEY_DC:
    case CTRL('d'):
        if (p->cursor < p->length) {
            cut_out(p, p->cursor, p->cursor + 1);
        }
        return;
    case CTRL('u'):
        cut_out(p, 0, p->cursor);
        return;
    case CTRL('k'):
        cut_out(p, p->cursor, p->length);
        p->cursor = p->length;
        return;
    default:
        if (key >= 0x20 && key < 0x7f) {
            insert(p, key);
        }
        return;
    }
}

/* Behind what is typed, or where there is no room for that, in the line above: a refusal must be seen. */
static void draw_error(const struct app *app, struct box line, int used)
{
    int width = text_width(app->message) + 2;
    struct box above = {line.y - 1, line.x, 1, line.cols};

    theme_set(&app->theme, STYLE_ERROR);
    if (used + width < line.cols) {
        put(&app->canvas, line, 0, line.cols - width, -1, app->message);
        return;
    }
    blank(above, 0, 0, above.cols);
    put(&app->canvas, above, 0, 1, -1, app->message);
}

void prompt_draw(struct app *app, struct box line)
{
    const struct prompt *p = &app->prompt;
    int label = text_width(p->label);
    int room = line.cols - label - 1;
    int skip = p->cursor > room ? p->cursor - room : 0;
    char hint[256];

    theme_set(&app->theme, STYLE_KEY);
    put(&app->canvas, line, 0, 0, -1, p->label);
    if (p->length == 0 && p->hint) {
        theme_set(&app->theme, STYLE_DIM);
        put(&app->canvas, line, 0, label + 2, -1, app_expand(app, p->hint, hint, sizeof hint));
    }
    theme_set(&app->theme, STYLE_TEXT);
    put(&app->canvas, line, 0, label, -1, p->text + skip);
    if (app->message[0]) {
        draw_error(app, line, label + p->length - skip);
    }
    move(line.y, line.x + label + p->cursor - skip);
}

static bool run_quit(struct app *app, const char *rest)
{
    (void)rest;
    app->quit = true;
    return true;
}

static bool run_help(struct app *app, const char *rest)
{
    (void)rest;
    app->help = true;
    app->help_top = 0;
    return true;
}

static const struct {
    const char *name;
    bool (*run)(struct app *app, const char *rest);
} commands[] = {
    {"q", run_quit}, {"quit", run_quit}, {"h", run_help},     {"help", run_help},
    {"g", going_to}, {"go", going_to}, {"goto", going_to}, {"gpa", going_gpa},
    {"vars", vars_run}, {"find", searching_run_find}, {"here", searching_run_here},
    {"copy", copy_run}, {"copy!", copy_run_over},
    {"marks", places_run_marks}, {"jumps", places_run_jumps},
    {"set", set_run}, {"key", set_run_key}, {"colour", set_run_colour}, {"color", set_run_colour},
    {"config", set_run_config},
};

bool prompt_run_command(struct app *app, const char *text)
{
    size_t length;

    text += strspn(text, " ");
    length = strcspn(text, " ");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strlen(commands[i].name) == length && strncmp(commands[i].name, text, length) == 0) {
            return commands[i].run(app, text + length);
        }
    }
    if (command_named(text, length) != CMD_NONE && text[length] == '\0') {
        app_run(app, command_named(text, length));
        return true;
    }
    /* As in vi and less, a bare number goes there. */
    if (strchr("0123456789+-", *text)) {
        return going_to(app, text);
    }
    app_message(app, true, "no such command: %.*s", (int)length, text);
    return false;
}
