/* The verdicts pane: what each program that loads such images, and the specification, would say of this one. */
#include "tui/pane_verdicts.h"

#include <stdio.h>

#include "tui/app.h"
#include "tui/list.h"

struct verdicts_state {
    struct list list; /* of consumers */
};

struct drawing {
    const struct app *app;
    const struct pane *pane;
    int row, top, indent;
    enum style style;
    bool selected;
};

static void draw_line(void *context, const char *start, int length)
{
    struct drawing *d = context;
    int row = d->row++ - d->top;

    if (row < 0 || row >= d->pane->inside.rows) {
        return;
    }
    theme_set(&d->app->theme,
              !d->selected ? d->style : d->pane->focused ? STYLE_SELECTED : STYLE_SELECTED_OTHER);
    if (d->selected) {
        blank(d->pane->inside, row, 0, d->pane->inside.cols);
    }
    putf(&d->app->canvas, d->pane->inside, row, d->indent, -1, "%.*s", length, start);
}

static void write_text(struct drawing *d, enum style style, int indent, const char *text)
{
    d->style = style;
    d->indent = indent;
    wrap_text(text, d->pane->inside.cols - indent - 1, draw_line, d);
}

static void draw_verdict(struct drawing *d, const struct tdxp_verdict *v, bool selected)
{
    char line[256];

    snprintf(line, sizeof line, "%s %s: %s", v->accepts ? "ok" : "NO", v->consumer->name,
             v->accepts ? "accepts this image" : "refuses this image");
    d->selected = selected;
    write_text(d, v->accepts ? STYLE_GOOD : STYLE_ERROR, 1, line);
    d->selected = false;
    if (!v->accepts) {
        write_text(d, STYLE_VALUE, 4, v->reason);
        if (v->rule) {
            snprintf(line, sizeof line, "rule %s", v->rule->id);
            write_text(d, STYLE_TEXT, 4, line);
        }
    }
    write_text(d, STYLE_DIM, 4, v->consumer->description);
    snprintf(line, sizeof line, "studied: %s", v->consumer->version);
    write_text(d, STYLE_DIM, 4, line);
}

/* Lines differ in number, so that the view is found by drawing nothing once: up to the end of the chosen verdict. */
static int end_of(const struct app *app, const struct pane *pane, int chosen)
{
    struct drawing d = {.app = app, .pane = pane, .top = 1 << 30};

    for (int i = 0; i <= chosen && i < (int)app->check->verdict_count; i++) {
        draw_verdict(&d, &app->check->verdicts[i], false);
    }
    return d.row;
}

static void verdicts_draw(struct app *app, struct pane *pane)
{
    struct verdicts_state *state = pane->state;
    struct drawing d = {.app = app, .pane = pane};
    int end;

    state->list.count = (int)app->check->verdict_count;
    state->list.rows = state->list.count;
    list_fit(&state->list);
    end = end_of(app, pane, state->list.at);
    d.top = end > pane->inside.rows ? end - pane->inside.rows : 0;
    for (int i = 0; i < state->list.count; i++) {
        draw_verdict(&d, &app->check->verdicts[i], i == state->list.at && pane->focused);
    }
    pane->cursor_row = -1;
}

static bool verdicts_command(struct app *app, struct pane *pane, enum command command)
{
    struct verdicts_state *state = pane->state;
    const struct tdxp_verdict *verdict = &app->check->verdicts[state->list.at];

    if (command != CMD_FOLLOW) {
        return list_command(&state->list, command);
    }
    if (verdict->accepts || !verdict->node) {
        app_message(app, false, "%s accepts this image", verdict->consumer->name);
        return true;
    }
    app_select_node(app, verdict->node, true);
    app_focus(app, PANE_HEX);
    return true;
}

static void verdicts_title(const struct app *app, const struct pane *pane, char *buffer, size_t size)
{
    size_t refusals = 0;

    (void)pane;
    for (size_t i = 0; i < app->check->verdict_count; i++) {
        refusals += !app->check->verdicts[i].accepts;
    }
    snprintf(buffer, size, "%zu of %zu refuse", refusals, app->check->verdict_count);
}

const struct pane_class pane_verdicts = {
    .name = "Verdicts",
    .hint = "j/k choose  Enter to the bytes",
    .state_size = sizeof(struct verdicts_state),
    .title = verdicts_title,
    .draw = verdicts_draw,
    .command = verdicts_command,
};
