/* The findings pane: what is wrong, one line a finding. */
#include "tui/pane_findings.h"

#include <stdio.h>

#include "tui/app.h"
#include "tui/learning.h"
#include "tui/list.h"
#include "tui/reload.h"

struct findings_state {
    struct list list;
    bool chosen; /* the list's item is what the selection shows */
};

static bool is_at(const struct app *app, const struct tdxp_finding *finding)
{
    return finding->node == app->selection.node;
}

static void choose(struct app *app, struct findings_state *state, int at, bool remember)
{
    const struct tdxp_finding *finding;

    if (app->check->count == 0) {
        app_message(app, false, "there are no findings");
        return;
    }
    state->list.at = at;
    list_fit(&state->list);
    finding = &app->check->findings[state->list.at];
    app_select_node_at(app, finding->node, finding->offset, remember);
    state->chosen = true;
}

/* After another selection: the first finding about the selected node, if it has any. */
static void findings_follow(struct app *app, struct pane *pane)
{
    struct findings_state *state = pane->state;

    state->list.count = (int)app->check->count;
    state->list.rows = pane->inside.rows;
    list_fit(&state->list);
    if (app->check->count > 0 && is_at(app, &app->check->findings[state->list.at])) {
        state->chosen = true;
        return;
    }
    state->chosen = false;
    if (tdxp_check_node_worst(app->check, app->selection.node) == TDXP_SEVERITY_NONE) {
        return;
    }
    for (size_t i = 0; i < app->check->count; i++) {
        if (is_at(app, &app->check->findings[i])) {
            state->list.at = (int)i;
            state->chosen = true;
            list_fit(&state->list);
            return;
        }
    }
}

void findings_step(struct app *app, bool forward)
{
    struct findings_state *state = app->panes[PANE_FINDINGS].state;
    int count = (int)app->check->count;
    int at = state->list.at;

    if (count == 0) {
        app_message(app, false, "there are no findings");
        return;
    }
    if (state->chosen) {
        at += forward ? 1 : -1;
    } else {
        /* From a byte: the next finding at or behind it, or the last one before it. */
        at = 0;
        while (at < count && app->check->findings[at].offset < app_file_offset(app)) {
            at++;
        }
        at -= forward ? 0 : 1;
    }
    if (at < 0 || at >= count) {
        at = at < 0 ? count - 1 : 0;
        app_message(app, false, forward ? "from the first finding again" : "from the last finding again");
    }
    choose(app, state, at, true);
}

static void draw_finding(const struct app *app, const struct pane *pane, int row, const struct tdxp_finding *f,
                         bool selected)
{
    int col = 0;

    if (selected) {
        theme_set_selected(&app->theme, pane->focused);
        blank(pane->inside, row, 0, pane->inside.cols);
    } else {
        theme_set(&app->theme, theme_severity(f->severity));
    }
    col += putf(&app->canvas, pane->inside, row, 0, 8, "%-8s", tdxp_severity_name(f->severity));
    if (!selected) {
        theme_set(&app->theme, STYLE_DIM);
    }
    col += putf(&app->canvas, pane->inside, row, col, 11, "%-11s", f->rule->id);
    if (!selected) {
        theme_set(&app->theme, STYLE_TEXT);
    }
    put(&app->canvas, pane->inside, row, col, -1, f->message);
}

static void findings_draw(struct app *app, struct pane *pane)
{
    struct findings_state *state = pane->state;

    state->list.count = (int)app->check->count;
    state->list.rows = pane->inside.rows;
    list_fit(&state->list);
    pane->cursor_row = -1;
    if (app->learning.hidden) {
        theme_set(&app->theme, STYLE_DIM);
        put(&app->canvas, pane->inside, 0, 1, -1, learning_hidden_text);
        return;
    }
    if (app->check->count == 0) {
        theme_set(&app->theme, STYLE_GOOD);
        put(&app->canvas, pane->inside, 0, 1, -1, "No findings: every rule holds.");
        return;
    }
    for (int row = 0; row < pane->inside.rows && state->list.top + row < state->list.count; row++) {
        int i = state->list.top + row;
        bool selected = i == state->list.at && (pane->focused || state->chosen);

        draw_finding(app, pane, row, &app->check->findings[i], selected);
        if (selected) {
            pane->cursor_row = row;
            pane->cursor_col = 0;
        }
    }
}

static bool findings_command(struct app *app, struct pane *pane, enum command command)
{
    struct findings_state *state = pane->state;

    if (command == CMD_FOLLOW && app->check->count > 0) {
        choose(app, state, state->list.at, true);
        app_focus(app, PANE_HEX);
        return true;
    }
    if (!list_command(&state->list, command)) {
        return false;
    }
    choose(app, state, state->list.at, false);
    return true;
}

static bool findings_click(struct app *app, struct pane *pane, int row, int col)
{
    struct findings_state *state = pane->state;

    (void)col;
    if (state->list.top + row < (int)app->check->count) {
        choose(app, state, state->list.top + row, false);
        return true;
    }
    return false;
}

/* The finding that was chosen, as far as there is one like it. */
static void findings_adopt(struct app *app, struct pane *pane, const void *before, const struct change *change)
{
    struct findings_state *state = pane->state;
    const struct findings_state *was = before;
    const struct tdxp_finding *old;

    if (was->list.at >= (int)change->checked_from->count) {
        return;
    }
    old = &change->checked_from->findings[was->list.at];
    for (size_t i = 0; i < app->check->count; i++) {
        const struct tdxp_finding *finding = &app->check->findings[i];

        if (finding->rule == old->rule && finding->node == change_exact(change, old->node)) {
            state->list = was->list;
            state->list.count = (int)app->check->count;
            state->list.top += (int)i - was->list.at;
            state->list.at = (int)i;
            state->chosen = was->chosen;
            list_fit(&state->list);
            return;
        }
    }
}

static void findings_title(const struct app *app, const struct pane *pane, char *buffer, size_t size)
{
    const size_t *counts = app->check->counts;

    (void)pane;
    buffer[0] = '\0';
    if (app->learning.hidden) {
        return;
    }
    snprintf(buffer, size, "%zu error%s, %zu warning%s, %zu note%s", counts[TDXP_SEVERITY_ERROR],
             counts[TDXP_SEVERITY_ERROR] == 1 ? "" : "s", counts[TDXP_SEVERITY_WARNING],
             counts[TDXP_SEVERITY_WARNING] == 1 ? "" : "s", counts[TDXP_SEVERITY_NOTE],
             counts[TDXP_SEVERITY_NOTE] == 1 ? "" : "s");
}

const struct pane_class pane_findings = {
    .name = "Findings",
    .hint = "{down}/{up} choose  {follow} to the bytes  {next-finding} {previous-finding} next, previous",
    .state_size = sizeof(struct findings_state),
    .adopt = findings_adopt,
    .title = findings_title,
    .draw = findings_draw,
    .command = findings_command,
    .click = findings_click,
    .follow = findings_follow,
};
