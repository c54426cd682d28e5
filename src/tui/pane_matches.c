/* The matches pane: what a search has found, one line a match. */
#include "tui/pane_matches.h"

#include <inttypes.h>
#include <stdio.h>

#include "tdxplore/report.h"
#include "tui/app.h"
#include "tui/comparing.h"
#include "tui/list.h"
#include "tui/searching.h"
#include "tui/searching_beside.h"
#include "tui/writer.h"

enum {
    OFFSET_COLUMNS = 12,
    TEXT_COLUMNS = 18,
    HEX_COLUMNS = 28,
    BYTES_FROM = 76, /* columns of the pane from which on there is room for the bytes besides the path */
};

struct matches_state {
    struct list list;
};

/* Of this image alone. */
static int own_count(const struct app *app)
{
    const struct tdxp_search_result *result = searching_result(app);

    return result ? (int)result->kept : 0;
}

/* Behind them stand those of the image that this one is compared with. */
static int count_of(const struct app *app)
{
    const struct tdxp_search_result *beside = searching_beside_result(app);

    return own_count(app) + (beside ? (int)beside->kept : 0);
}

static const struct tdxp_match *match_at(const struct app *app, int index)
{
    int own = own_count(app);

    return index < own ? &searching_result(app)->matches[index] : &searching_beside_result(app)->matches[index - own];
}

static void choose(struct app *app, int index, bool remember)
{
    int own = own_count(app);

    if (index < own) {
        searching_choose(app, index, remember);
    } else {
        searching_beside_choose(app, (size_t)(index - own), remember);
    }
}

static void fit(const struct app *app, const struct pane *pane)
{
    struct matches_state *state = pane->state;

    state->list.count = count_of(app);
    state->list.rows = pane->inside.rows;
    list_fit(&state->list);
}

static void matches_follow(struct app *app, struct pane *pane)
{
    struct matches_state *state = pane->state;
    int current = searching_current(app);

    if (current >= 0 && !(comparing_pinned(app) && state->list.at >= own_count(app))) {
        state->list.at = current;
    }
    fit(app, pane);
}

static void draw_match(const struct app *app, const struct pane *pane, int row, const struct tdxp_match *match,
                       bool selected, bool beside)
{
    char text[512];
    char safe[512];
    int col = OFFSET_COLUMNS;

    if (selected) {
        theme_set_selected(&app->theme, pane->focused);
        blank(pane->inside, row, 0, pane->inside.cols);
    } else {
        theme_set(&app->theme, STYLE_VALUE);
    }
    if (match->space->id == 0) {
        snprintf(text, sizeof text, "%s0x%" PRIx64, beside ? "B " : "", match->offset);
    } else {
        snprintf(text, sizeof text, "%s%u:0x%" PRIx64, beside ? "B " : "", match->space->id, match->offset);
    }
    put(&app->canvas, pane->inside, row, 0, OFFSET_COLUMNS - 1, text);
    if (!selected) {
        theme_set(&app->theme, STYLE_TEXT);
    }
    if (pane->inside.cols >= BYTES_FROM) {
        tdxp_match_hex(match, text, sizeof text);
        put(&app->canvas, pane->inside, row, col, HEX_COLUMNS - 1, text);
        tdxp_match_text(match, text, sizeof text);
        put(&app->canvas, pane->inside, row, col + HEX_COLUMNS, TEXT_COLUMNS - 1, text);
        col += HEX_COLUMNS + TEXT_COLUMNS;
    }
    if (!selected) {
        theme_set(&app->theme, STYLE_DIM);
    }
    tdxp_node_path(match->node, text, sizeof text);
    put_tail(&app->canvas, pane->inside, row, col, -1, app_safe(app, text, safe, sizeof safe));
}

static void draw_nothing(const struct app *app, const struct pane *pane)
{
    char closed[SEARCHING_CLOSED];
    char text[SAFE_SIZE];

    if (!searching_result(app)) {
        app_expand(app, "Nothing was searched for: {search} searches, {search-selected} for what is selected.", text,
                   sizeof text);
    } else if (searching_runs(app)) {
        snprintf(text, sizeof text, "No match so far.");
    } else {
        snprintf(text, sizeof text, "No match%s", *searching_closed(app, closed) ? closed : ".");
    }
    writer_text(&(struct writer){.app = app, .pane = pane}, STYLE_DIM, 1, text);
}

static void matches_draw(struct app *app, struct pane *pane)
{
    struct matches_state *state = pane->state;
    int current = searching_current(app);

    fit(app, pane);
    pane->cursor_row = -1;
    if (state->list.count == 0) {
        draw_nothing(app, pane);
        return;
    }
    for (int row = 0; row < pane->inside.rows && state->list.top + row < state->list.count; row++) {
        int i = state->list.top + row;
        bool selected = i == state->list.at && (pane->focused || i == current);

        draw_match(app, pane, row, match_at(app, i), selected, i >= own_count(app));
        if (selected) {
            pane->cursor_row = row;
            pane->cursor_col = 0;
        }
    }
}

static bool matches_command(struct app *app, struct pane *pane, enum command command)
{
    struct matches_state *state = pane->state;

    fit(app, pane);
    if (state->list.count == 0) {
        return false;
    }
    if (command == CMD_FOLLOW) {
        choose(app, state->list.at, true);
        app_focus(app, PANE_HEX);
        return true;
    }
    if (!list_command(&state->list, command)) {
        return false;
    }
    choose(app, state->list.at, false);
    return true;
}

static bool matches_click(struct app *app, struct pane *pane, int row, int col)
{
    struct matches_state *state = pane->state;

    (void)col;
    if (state->list.top + row < count_of(app)) {
        choose(app, state->list.top + row, false);
        return true;
    }
    return false;
}

static void matches_title(const struct app *app, const struct pane *pane, char *buffer, size_t size)
{
    const struct tdxp_search_result *result = searching_result(app);
    int current = searching_current(app);
    char closed[SEARCHING_CLOSED];
    char label[128];
    char beside[48] = "";

    (void)pane;
    buffer[0] = '\0';
    if (!result) {
        return;
    }
    searching_label(app, label, sizeof label);
    if (searching_beside_result(app)) {
        snprintf(beside, sizeof beside, ", %zu in B", searching_beside_result(app)->kept);
    }
    if (current >= 0) {
        snprintf(buffer, size, "%d of %zu%s%s  %s%s", current + 1, result->kept,
                 result->state == TDXP_SEARCH_DONE ? "" : "+", beside, label, searching_closed(app, closed));
    } else {
        snprintf(buffer, size, "%zu%s%s  %s%s", result->kept, result->state == TDXP_SEARCH_DONE ? "" : "+", beside,
                 label, searching_closed(app, closed));
    }
}

const struct pane_class pane_matches = {
    .name = "Matches",
    .hint = "{down}/{up} choose  {follow} to the bytes",
    .state_size = sizeof(struct matches_state),
    .title = matches_title,
    .draw = matches_draw,
    .command = matches_command,
    .click = matches_click,
    .follow = matches_follow,
};
