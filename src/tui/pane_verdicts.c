/* The verdicts pane: what each program that loads such images, and the specification, would say of this one. */
#include "tui/pane_verdicts.h"

#include <limits.h>
#include <stdio.h>

#include "tui/app.h"
#include "tui/learning.h"
#include "tui/list.h"
#include "tui/writer.h"

struct verdicts_state {
    struct list list; /* of consumers */
};

/* Every verdict has its answer and its reason; what was studied is told of the chosen one alone. */
static void draw_verdict(struct writer *d, const struct tdxp_verdict *v, bool chosen)
{
    char line[256];

    snprintf(line, sizeof line, "%s %s: %s", v->accepts ? "ok" : "NO", v->consumer->name,
             v->accepts ? "accepts this image" : "refuses this image");
    d->selected = chosen && d->pane->focused;
    writer_text(d, v->accepts ? STYLE_GOOD : STYLE_ERROR, 1, line);
    d->selected = false;
    if (!v->accepts) {
        writer_text(d, STYLE_VALUE, 4, v->reason);
        if (v->rule) {
            snprintf(line, sizeof line, "rule %s", v->rule->id);
            writer_text(d, STYLE_TEXT, 4, line);
        }
    }
    if (!chosen || !d->pane->focused) {
        return;
    }
    writer_text(d, STYLE_DIM, 4, v->consumer->description);
    snprintf(line, sizeof line, "Studied: %s", v->consumer->version);
    writer_text(d, STYLE_DIM, 4, line);
}

/* The line, from the first of all, on which a verdict begins. */
static int line_of(const struct app *app, const struct pane *pane, int verdict)
{
    const struct verdicts_state *state = pane->state;
    struct writer d = {.app = app, .pane = pane, .top = INT_MAX};

    for (int i = 0; i < verdict && i < (int)app->check->verdict_count; i++) {
        draw_verdict(&d, &app->check->verdicts[i], i == state->list.at);
    }
    return d.line;
}

/* The chosen verdict is shown whole, or where it is too long, from its start. */
static int top_line(const struct app *app, const struct pane *pane)
{
    const struct verdicts_state *state = pane->state;
    int start = line_of(app, pane, state->list.at);
    int top = line_of(app, pane, state->list.at + 1) - pane->inside.rows;

    return top < 0 ? 0 : top > start ? start : top;
}

static void verdicts_draw(struct app *app, struct pane *pane)
{
    struct verdicts_state *state = pane->state;
    struct writer d = {.app = app, .pane = pane};

    state->list.count = (int)app->check->verdict_count;
    state->list.rows = state->list.count;
    list_fit(&state->list);
    if (app->learning.hidden) {
        writer_text(&d, STYLE_DIM, 1, learning_hidden_text);
        return;
    }
    d.top = top_line(app, pane);
    for (int i = 0; i < state->list.count; i++) {
        if (i == state->list.at) {
            pane->cursor_row = d.line - d.top;
            pane->cursor_col = 0;
        }
        draw_verdict(&d, &app->check->verdicts[i], i == state->list.at);
    }
}

static bool verdicts_click(struct app *app, struct pane *pane, int row, int col)
{
    struct verdicts_state *state = pane->state;
    int line = top_line(app, pane) + row;
    int verdict = 0;

    (void)col;
    if (app->learning.hidden || line >= line_of(app, pane, state->list.count)) {
        return false;
    }
    while (line >= line_of(app, pane, verdict + 1)) {
        verdict++;
    }
    state->list.at = verdict;
    return true;
}

static bool verdicts_command(struct app *app, struct pane *pane, enum command command)
{
    struct verdicts_state *state = pane->state;
    const struct tdxp_verdict *verdict;

    if (app->learning.hidden) {
        return false;
    }
    if (command != CMD_FOLLOW) {
        return list_command(&state->list, command);
    }
    verdict = &app->check->verdicts[state->list.at];
    if (verdict->accepts || !verdict->node) {
        app_message(app, false, "%s accepts this image", verdict->consumer->name);
        return true;
    }
    app_select_node_at(app, verdict->node, verdict->offset, true);
    app_focus(app, PANE_HEX);
    return true;
}

/* The consumers are always the same. */
static void verdicts_adopt(struct app *app, struct pane *pane, const void *before, const struct change *change)
{
    struct verdicts_state *state = pane->state;
    const struct verdicts_state *was = before;

    (void)app;
    (void)change;
    *state = *was;
}

static void verdicts_title(const struct app *app, const struct pane *pane, char *buffer, size_t size)
{
    size_t refusals = 0;

    (void)pane;
    buffer[0] = '\0';
    if (app->learning.hidden) {
        return;
    }
    for (size_t i = 0; i < app->check->verdict_count; i++) {
        refusals += !app->check->verdicts[i].accepts;
    }
    snprintf(buffer, size, "%zu of %zu refuse", refusals, app->check->verdict_count);
}

const struct pane_class pane_verdicts = {
    .name = "Verdicts",
    .hint = "{down}/{up} choose  {follow} to the bytes",
    .state_size = sizeof(struct verdicts_state),
    .adopt = verdicts_adopt,
    .title = verdicts_title,
    .draw = verdicts_draw,
    .command = verdicts_command,
    .click = verdicts_click,
};
