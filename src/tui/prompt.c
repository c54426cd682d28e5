/* The line that is typed at the bottom of the screen. */
#include "tui/prompt.h"

#include <curses.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tdxplore/range.h"
#include "tdxplore/text.h"
#include "tui/copy.h"
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

    theme_set(&app->theme, STYLE_KEY);
    put(&app->canvas, line, 0, 0, -1, p->label);
    if (p->length == 0 && p->hint) {
        theme_set(&app->theme, STYLE_DIM);
        put(&app->canvas, line, 0, label + 2, -1, p->hint);
    }
    theme_set(&app->theme, STYLE_TEXT);
    put(&app->canvas, line, 0, label, -1, p->text + skip);
    if (app->message[0]) {
        draw_error(app, line, label + p->length - skip);
    }
    move(line.y, line.x + label + p->cursor - skip);
}

/* A number as C writes it; the whole text must be one. */
static bool parse_number(const char *text, uint64_t *value)
{
    return *text != '-' && *text != '+' && tdxp_parse_size(text, value);
}

/* An address without a byte of the file can only be shown in guest memory. */
static bool go_gpa(struct app *app, const char *text)
{
    uint64_t gpa;

    text += strspn(text, " ");
    if (!parse_number(text, &gpa)) {
        app_message(app, true, "not an address: %s", text);
        return false;
    }
    if (!app_select_gpa(app, gpa, true)) {
        app_message(app, true, "nothing is at GPA 0x%" PRIx64, gpa);
        return false;
    }
    return true;
}

static bool run_gpa(struct app *app, const char *rest)
{
    if (!go_gpa(app, rest)) {
        return false;
    }
    app->guest = !app->selection.gpa_by_bios;
    app_focus(app, PANE_HEX);
    return true;
}

/* An offset is one of the file, which is then shown. */
static void go_to_byte(struct app *app, uint64_t offset)
{
    app_select_byte(app, app->selection.space, offset, true);
    app->guest = false;
    app_show_selection(app);
}

static bool go_relative(struct app *app, const char *text)
{
    const struct selection *s = &app->selection;
    uint64_t size = s->space->bytes.size;
    uint64_t distance;
    uint64_t to;

    if (!parse_number(text + 1, &distance)) {
        app_message(app, true, "not a number: %s", text);
        return false;
    }
    /* "-0x20" counts from the end of the file, as everything in this format does. */
    to = *text == '+' ? tdxp_add_sat(s->offset, distance) : distance <= size ? size - distance : size;
    if (to >= size) {
        app_message(app, true, "outside of the %s, which has 0x%" PRIx64 " bytes", s->space->name, size);
        return false;
    }
    go_to_byte(app, to);
    return true;
}

bool prompt_go(struct app *app, const char *text)
{
    const struct selection *s = &app->selection;
    const struct tdxp_node *node;
    uint64_t offset;

    text += strspn(text, " ");
    if (!*text) {
        app_message(app, true, "no place is named");
        return false;
    }
    if (strncmp(text, "gpa:", 4) == 0) {
        return go_gpa(app, text + 4);
    }
    if (*text == '-' || *text == '+') {
        return go_relative(app, text);
    }
    if (parse_number(text, &offset)) {
        if (offset >= s->space->bytes.size) {
            app_message(app, true, "0x%" PRIx64 " is past the end, 0x%" PRIx64, offset,
                        s->space->bytes.size);
            return false;
        }
        go_to_byte(app, offset);
        return true;
    }
    node = tdxp_tree_find(app->fw->tree, text);
    if (node) {
        app_select_node(app, node, true);
        return true;
    }
    app_message(app, true, "no such place: %s", text);
    return false;
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
    {"g", prompt_go}, {"go", prompt_go}, {"goto", prompt_go}, {"gpa", run_gpa},
    {"vars", vars_run},      {"copy", copy_run}, {"copy!", copy_run_over},
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
    /* As in vi and less, a bare number goes there. */
    if (strchr("0123456789+-", *text)) {
        return prompt_go(app, text);
    }
    app_message(app, true, "no such command: %.*s", (int)length, text);
    return false;
}
