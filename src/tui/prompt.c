/* The line that is typed at the bottom of the screen. */
#include "tui/prompt.h"

#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/columns.h"
#include "tdxplore/text.h"
#include "tui/comparing.h"
#include "tui/copy.h"
#include "tui/editing.h"
#include "tui/files.h"
#include "tui/going.h"
#include "tui/noting_do.h"
#include "tui/places.h"
#include "tui/searching.h"
#include "tui/set.h"
#include "tui/terminal.h"
#include "tui/unpack.h"
#include "tui/vars.h"

#define CTRL(letter) ((letter)&0x1f)

enum { TYPED_LEAST = 20 }; /* columns for what is typed, where there are as many for the label */

void app_prompt(struct app *app, const char *label, bool (*accept)(struct app *app, const char *text))
{
    memset(&app->prompt, 0, sizeof app->prompt);
    app->prompt.active = true;
    app->prompt.label = label;
    app->prompt.accept = accept;
}

void prompt_fill(struct app *app, const char *text)
{
    line_set(&app->prompt.line, text);
    app->prompt.lacking = false;
}

void prompt_close(struct app *app)
{
    completions_close(&app->prompt.completions);
    app->prompt.active = false;
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

static void accept(struct app *app)
{
    char text[PROMPT_SIZE];

    snprintf(text, sizeof text, "%s", app->prompt.line.text);
    for (size_t end = strlen(text); end > 0 && text[end - 1] == ' '; end--) {
        text[end - 1] = '\0';
    }
    app->prompt.active = false;
    if ((*text || app->prompt.takes_empty) && !app->prompt.accept(app, text)) {
        app->prompt.active = true;
    }
}

/* ---- completing ---- */

static void put_word(struct app *app, const char *word)
{
    struct prompt *p = &app->prompt;

    if (!line_replace(&p->line, p->completions.start, p->line.cursor, word)) {
        app_message(app, true, "the line is full");
    }
}

/* One word is taken; of several what they have in common, and the list is there for the keys that follow. */
static void begin_completing(struct app *app)
{
    struct prompt *p = &app->prompt;
    struct completions *c = &p->completions;
    char typed[LINE_SIZE];

    snprintf(typed, sizeof typed, "%.*s", (int)p->line.cursor, p->line.text);
    completions_open(c, typed);
    p->offer(app, typed, c);
    c->typed = NULL;
    if (c->count == 0) {
        app_message(app, true, "nothing to complete");
    } else {
        put_word(app, c->common);
    }
    if (c->count <= 1) {
        completions_close(c);
    }
}

/* True where the key is one of those that complete. Any other ends the list: what stands in the line is taken. */
static bool completing_key(struct app *app, int key)
{
    struct prompt *p = &app->prompt;
    struct completions *c = &p->completions;
    bool chosen = c->count > 0 && c->at < c->count;

    if (key == '\t' || key == KEY_BTAB) {
        if (c->count > 0) {
            put_word(app, completions_step(c, key == '\t' ? 1 : -1));
        } else if (p->offer) {
            begin_completing(app);
        }
        return true;
    }
    completions_close(c);
    /* A directory that was chosen ends in its '/' already. */
    return chosen && key == '/' && p->line.cursor > 0 && p->line.text[p->line.cursor - 1] == '/';
}

/* ---- keys ---- */

static void insert(struct prompt *p, int key)
{
    if ((key >= TERM_WIDE || (key >= ' ' && key < 0x7f)) && !line_insert(&p->line, (wchar_t)(key & (TERM_WIDE - 1)))) {
        p->lacking = true;
    }
}

static void edit(struct prompt *p, int key)
{
    struct line *line = &p->line;

    switch (key) {
    case KEY_LEFT:
    case CTRL('b'):
        line_left(line);
        return;
    case KEY_RIGHT:
    case CTRL('f'):
        line_right(line);
        return;
    case KEY_HOME:
    case CTRL('a'):
        line->cursor = 0;
        return;
    case KEY_END:
    case CTRL('e'):
        line->cursor = line->length;
        return;
    case KEY_BACKSPACE:
    case 0x7f:
    case CTRL('h'):
        line_erase_left(line);
        return;
    case KEY_DC:
    case CTRL('d'):
        line_erase_right(line);
        return;
    case CTRL('w'):
        line_erase_word(line);
        return;
    case CTRL('u'):
        line_replace(line, 0, line->cursor, "");
        return;
    case CTRL('k'):
        line_replace(line, line->cursor, line->length, "");
        return;
    default:
        insert(p, key);
        return;
    }
}

/* What was pasted comes with its Enter at once: nobody has seen yet that something is lacking. */
static void accept_whole(struct app *app)
{
    struct prompt *p = &app->prompt;

    if (p->lacking) {
        p->lacking = false;
        app_message(app, true, "not all characters can be typed in this locale; Enter takes the line as it is");
        return;
    }
    accept(app);
}

void prompt_key(struct app *app, int key)
{
    struct prompt *p = &app->prompt;
    bool was_empty = p->line.length == 0;

    if (completing_key(app, key)) {
        return;
    }
    switch (key) {
    case '\r':
    case '\n':
    case KEY_ENTER:
        accept_whole(app);
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
    case KEY_BACKSPACE:
    case 0x7f:
    case CTRL('h'):
        if (p->line.length == 0) {
            p->active = false;
            return;
        }
        break;
    }
    edit(p, key);
    p->lacking = p->lacking && (was_empty || p->line.length > 0);
    if (p->lacking) {
        app_message(app, true, "such a character cannot be typed in this locale");
    }
}

/* ---- drawing ---- */

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

/* Marks at the ends say that there are more words than are shown. */
static void draw_completions(const struct app *app, struct box above)
{
    const struct completions *c = &app->prompt.completions;
    size_t room = above.cols > 8 ? (size_t)above.cols - 8 : 1;
    char label[LINE_SIZE];
    int col = 2;
    size_t count;
    size_t first = completions_page(c, app->canvas.utf8, room, &count);

    theme_set(&app->theme, STYLE_TEXT);
    blank(above, 0, 0, above.cols);
    put(&app->canvas, above, 0, 0, -1, first > 0 ? "<" : "");
    for (size_t i = first; i < first + count; i++) {
        completions_label(c, app->canvas.utf8, i, label, sizeof label);
        if (i == c->at) {
            theme_set_selected(&app->theme, true);
        } else {
            theme_set(&app->theme, STYLE_TEXT);
        }
        col += put(&app->canvas, above, 0, col, (int)room, label) + COMPLETIONS_GAP;
    }
    theme_set(&app->theme, STYLE_TEXT);
    if (first + count < c->count) {
        put(&app->canvas, above, 0, above.cols - 1, -1, ">");
    } else if (c->more) {
        put(&app->canvas, above, 0, col, -1, "...");
    }
}

/* How wide the label may be, so that what is typed can be seen. */
static int label_most(int cols)
{
    return cols < 2 * TYPED_LEAST ? cols / 2 : cols - TYPED_LEAST;
}

void prompt_draw(struct app *app, struct box line)
{
    const struct prompt *p = &app->prompt;
    char shown[LINE_SIZE * TDXP_ESCAPE_MAX];
    int most = label_most(line.cols);
    int label = text_width(p->label) < most ? text_width(p->label) : most;
    int room = line.cols - label - 1;
    char hint[256];
    const char *from = shown;
    int cursor;

    theme_set(&app->theme, STYLE_KEY);
    put(&app->canvas, line, 0, 0, label, p->label);
    if (p->line.length == 0 && p->hint) {
        theme_set(&app->theme, STYLE_DIM);
        put(&app->canvas, line, 0, label + 2, -1, app_expand(app, p->hint, hint, sizeof hint));
    }
    cursor = text_width(line_show(app->canvas.utf8, p->line.text, p->line.cursor, shown, sizeof shown));
    line_show(app->canvas.utf8, p->line.text, p->line.length, shown, sizeof shown);
    while (cursor > room && *from) {
        size_t columns;

        from += text_next(from, &columns);
        cursor -= (int)columns;
    }
    theme_set(&app->theme, STYLE_TEXT);
    put(&app->canvas, line, 0, label, -1, from);
    if (p->completions.count > 0) {
        draw_completions(app, (struct box){line.y - 1, line.x, 1, line.cols});
    }
    if (app->message[0]) {
        draw_error(app, line, label + text_width(from));
    }
    move(line.y, line.x + label + cursor);
}

/* ---- commands ---- */

static bool run_help(struct app *app, const char *rest)
{
    (void)rest;
    app->help = true;
    app->help_top = 0;
    return true;
}

static const struct prompt_command commands[] = {
    {"q", editing_run_quit, NULL, NULL},
    {"quit", editing_run_quit, NULL, NULL},
    {"q!", editing_run_quit_anyway, NULL, NULL},
    {"quit!", editing_run_quit_anyway, NULL, NULL},
    {"w", editing_run_write, files_offer, "FILE"},
    {"w!", editing_run_write_over, files_offer, "[FILE]"},
    {"write", editing_run_write, files_offer, "FILE"},
    {"write!", editing_run_write_over, files_offer, "[FILE]"},
    {"changes", editing_run_changes, NULL, NULL},
    {"h", run_help, NULL, NULL},
    {"help", run_help, NULL, NULL},
    {"g", going_to, going_offer, "PLACE"},
    {"go", going_to, going_offer, "PLACE"},
    {"goto", going_to, going_offer, "PLACE"},
    {"gpa", going_gpa, NULL, "ADDRESS"},
    {"vars", vars_run, files_offer, "FILE"},
    {"find", searching_run_find, searching_offer, "PATTERN"},
    {"here", searching_run_here, searching_offer, "PATTERN"},
    {"diff", comparing_run, files_offer, "FILE"},
    {"shift", comparing_run_shift, comparing_offer_shift, "aligned"},
    {"unpack", unpack_run, NULL, NULL},
    {"copy", copy_run, copy_offer, "FORM [FILE]"},
    {"copy!", copy_run_over, copy_offer, "FORM FILE"},
    {"note", noting_run_note, NULL, "TEXT"},
    {"notes", noting_run_notes, noting_offer, "[export FILE]"},
    {"marks", places_run_marks, NULL, NULL},
    {"jumps", places_run_jumps, NULL, NULL},
    {"set", set_run, set_offer, "NAME=VALUE"},
    {"key", set_run_key, set_offer_key, "KEY COMMAND"},
    {"colour", set_run_colour, set_offer_colour, "NAME COLOUR"},
    {"color", set_run_colour, set_offer_colour, NULL},
    {"config", set_run_config, set_offer_config, "[write]"},
};

enum { COMMANDS_OF_PROMPT = sizeof commands / sizeof commands[0] };

static const struct prompt_command *find_command(const char *name, size_t length)
{
    for (int i = 0; i < COMMANDS_OF_PROMPT; i++) {
        if (strlen(commands[i].name) == length && strncmp(commands[i].name, name, length) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

/* One letter needs no completing, nor does another spelling, for which what it takes is not said again. */
static void offer_names(const char *name, struct completions *c)
{
    completions_from(c, name, 0);
    for (int i = 0; i < COMMANDS_OF_PROMPT; i++) {
        if (commands[i].name[1] && (commands[i].usage || !commands[i].offer)) {
            completions_add(c, commands[i].name, commands[i].usage ? " " : "");
        }
    }
}

void prompt_offer_command(const struct app *app, const char *typed, struct completions *c)
{
    const char *name = typed + strspn(typed, " ");
    const char *rest = name + strcspn(name, " ");
    const struct prompt_command *command;

    if (!*rest) {
        offer_names(name, c);
        return;
    }
    command = find_command(name, (size_t)(rest - name));
    rest += strspn(rest, " ");
    if (command && command->offer) {
        completions_from(c, rest, 0);
        command->offer(app, rest, c);
    }
}

bool prompt_run_command(struct app *app, const char *text)
{
    const struct prompt_command *command;
    size_t length;
    char safe[SAFE_SIZE];
    char name[LINE_SIZE];

    text += strspn(text, " ");
    length = strcspn(text, " ");
    command = find_command(text, length);
    if (command) {
        return command->run(app, text + length);
    }
    if (command_named(text, length) != CMD_NONE && text[length] == '\0') {
        app_run(app, command_named(text, length));
        return true;
    }
    /* As in vi and less, a bare number goes there. */
    if (strchr("0123456789+-", *text)) {
        return going_to(app, text);
    }
    snprintf(name, sizeof name, "%.*s", (int)length, text);
    app_message(app, true, "no such command: %.120s", app_safe(app, name, safe, sizeof safe));
    return false;
}
