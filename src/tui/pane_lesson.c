/* The lesson pane: the step of a lesson, or the lessons to choose from. */
#include "tui/pane_lesson.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "tui/learning.h"
#include "tui/lesson_progress.h"
#include "tui/list.h"
#include "tui/writer.h"

struct lesson_state {
    struct scroll scroll;
    unsigned shown; /* for which it holds: see struct learning */
    struct list list;
};

static void lesson_adopt(struct app *app, struct pane *pane, const void *before, const struct change *change)
{
    (void)app;
    (void)change;
    memcpy(pane->state, before, sizeof(struct lesson_state));
}

/* ---- a step ---- */

enum { TEXT = 8192 }; /* bytes of a text that are shown */

/* Text of a file, in which keys are named by their commands. */
static void write_text(struct writer *w, enum style style, const char *text)
{
    char safe[TEXT], expanded[TEXT];
    const char *paragraph = text;

    while (*paragraph) {
        char one[TEXT];
        int length = (int)strcspn(paragraph, "\n");

        snprintf(one, sizeof one, "%.*s", length, paragraph);
        app_safe(w->app, one, safe, sizeof safe);
        writer_text(w, style, 1, app_expand(w->app, safe, expanded, sizeof expanded));
        paragraph += length + (paragraph[length] == '\n');
    }
}

static void write_asked(struct writer *w, const struct lesson_step *step)
{
    static const char *const asks[] = {
        [LESSON_ASK_NOTHING] = NULL,
        [LESSON_ASK_POINT] = "Go there, and press {answer}. {hint} shows a hint.",
        [LESSON_ASK_VALUE] = "{answer} takes a number for an answer. {hint} shows a hint.",
        [LESSON_ASK_WORD] = "{answer} takes a word for an answer. {hint} shows a hint.",
    };

    if (!asks[step->ask]) {
        return;
    }
    if (w->app->learning.answered[w->app->learning.at]) {
        writer_text(w, STYLE_GOOD, 1, "Right.");
        write_text(w, STYLE_TEXT, step->then ? step->then : "");
        return;
    }
    for (size_t i = 0; i < w->app->learning.hints; i++) {
        write_text(w, STYLE_NOTE, step->hints[i]);
    }
    write_text(w, STYLE_KEY, asks[step->ask]);
}

static void write_step(struct writer *w)
{
    const struct lesson_step *step = learning_step(w->app);

    write_text(w, STYLE_HEAD, step->title);
    write_text(w, STYLE_TEXT, step->text ? step->text : "");
    write_asked(w, step);
}

static void draw_step(const struct app *app, struct pane *pane)
{
    struct lesson_state *state = pane->state;
    struct writer w = {.app = app, .pane = pane, .top = INT_MAX};

    write_step(&w);
    state->scroll.lines = w.line;
    if (state->shown != app->learning.shown) {
        state->shown = app->learning.shown;
        /* An answer and a hint stand at the end. */
        state->scroll.top = app->learning.hints > 0 ? w.line : 0;
    }
    scroll_by(&state->scroll, pane->inside.rows, 0);
    w = (struct writer){.app = app, .pane = pane, .top = state->scroll.top};
    write_step(&w);
}

/* ---- the lessons ---- */

static int count_lessons(void)
{
    unsigned n = 0;

    while (lesson_builtin(n)) {
        n++;
    }
    return (int)n;
}

static void fit(const struct pane *pane)
{
    struct lesson_state *state = pane->state;

    state->list.count = count_lessons();
    state->list.rows = pane->inside.rows;
    list_fit(&state->list);
}

static void draw_lesson(struct app *app, const struct pane *pane, int row, unsigned n, bool chosen)
{
    const struct lesson_source *source = lesson_builtin(n);
    struct lesson_progress progress = lesson_progress_of(app, source->name);
    char left[32] = "";

    if (progress.done) {
        snprintf(left, sizeof left, "done");
    } else if (progress.at > 0) {
        snprintf(left, sizeof left, "at %zu", progress.at + 1);
    }
    theme_set(&app->theme, STYLE_TEXT);
    if (chosen) {
        theme_set_selected(&app->theme, pane->focused);
        blank(pane->inside, row, 0, pane->inside.cols);
    }
    putf(&app->canvas, pane->inside, row, 1, -1, "%2u  %-5s  %s: %s", n + 1, left, source->title, source->about);
}

static void lesson_draw(struct app *app, struct pane *pane)
{
    struct lesson_state *state = pane->state;

    pane->cursor_row = -1;
    if (app->learning.lesson) {
        draw_step(app, pane);
        return;
    }
    fit(pane);
    for (int row = 0; row < pane->inside.rows && state->list.top + row < state->list.count; row++) {
        int i = state->list.top + row;

        draw_lesson(app, pane, row, (unsigned)i, i == state->list.at);
    }
}

/* ---- keys ---- */

static bool lesson_command(struct app *app, struct pane *pane, enum command command)
{
    struct lesson_state *state = pane->state;

    if (app->learning.lesson && command == CMD_CANCEL) {
        learning_end(app);
        return true;
    }
    if (app->learning.lesson) {
        return scroll_command(&state->scroll, pane->inside.rows, command);
    }
    fit(pane);
    if (command == CMD_FOLLOW) {
        learning_begin_builtin(app, (unsigned)state->list.at);
        return true;
    }
    return list_command(&state->list, command);
}

static bool lesson_click(struct app *app, struct pane *pane, int row, int col)
{
    struct lesson_state *state = pane->state;

    (void)col;
    if (app->learning.lesson || state->list.top + row >= count_lessons()) {
        return false;
    }
    state->list.at = state->list.top + row;
    return true;
}

static void lesson_title(const struct app *app, const struct pane *pane, char *buffer, size_t size)
{
    const struct learning *l = &app->learning;
    char safe[SAFE_SIZE];

    (void)pane;
    buffer[0] = '\0';
    if (l->lesson) {
        snprintf(buffer, size, "%zu/%zu  %s", l->at + 1, l->lesson->step_count,
                 app_safe(app, l->lesson->title, safe, sizeof safe));
    }
}

static const char *lesson_hint(const struct app *app)
{
    return app->learning.lesson ? "{lesson-next} next  {lesson-back} back  {cancel} end lesson"
                                : "{down}/{up} choose  {follow} begin";
}

const struct pane_class pane_lesson = {
    .name = "Lesson",
    .key = 'T',
    .hint_now = lesson_hint,
    .state_size = sizeof(struct lesson_state),
    .adopt = lesson_adopt,
    .title = lesson_title,
    .draw = lesson_draw,
    .command = lesson_command,
    .click = lesson_click,
};
