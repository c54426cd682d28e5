/* The measurement pane: the MRTD or launch digest of a launch, what each part has in it, and what there is to know about it. */
#include "tui/pane_measure.h"

#include <limits.h>
#include <stdio.h>

#include "tui/list.h"
#include "tui/measure_write.h"
#include "tui/measuring.h"

/* Where the text of one kind of guest is. */
struct measure_view {
    struct scroll scroll; /* lines as of the last drawing */
    int32_t row;          /* that was chosen when it was last brought into view */
    bool show;            /* it is to be brought into view */
};

struct measure_state {
    struct measure_view views[TDXP_GUESTS];
    int first_row; /* line of the table's first row, as of the last drawing */
};

static struct measure_view *view_of(const struct app *app, const struct pane *pane)
{
    struct measure_state *state = pane->state;

    return &state->views[app->whose];
}

static int32_t chosen_of(const struct app *app)
{
    return measure_kind_of(app)->chosen(app);
}

/* ---- what is in view ---- */

static void write_all(struct writer *w, struct measure_state *state, const struct measured *m,
                      const struct measure_widths *widths, int32_t chosen)
{
    measure_write_head(w, m, widths);
    state->first_row = w->line;
    measure_write_rows(w, m, widths, chosen);
    measure_write_rest(w, m);
    view_of(w->app, w->pane)->scroll.lines = w->line;
}

static void scroll_view(const struct app *app, const struct pane *pane, int lines)
{
    scroll_by(&view_of(app, pane)->scroll, pane->inside.rows, lines);
}

/* The chosen row comes into view, with all above it where that fits. */
static void show_chosen(const struct app *app, const struct pane *pane, int32_t chosen)
{
    const struct measure_state *state = pane->state;
    struct measure_view *view = view_of(app, pane);
    int line = state->first_row + chosen;

    view->show = false;
    if (chosen < 0) {
        return;
    }
    if (line < pane->inside.rows) {
        view->scroll.top = 0;
    } else if (line < view->scroll.top) {
        view->scroll.top = line;
    } else if (line >= view->scroll.top + pane->inside.rows) {
        view->scroll.top = line - pane->inside.rows + 1;
    }
}

static void measure_draw(struct app *app, struct pane *pane)
{
    struct measure_state *state = pane->state;
    struct measure_view *view = view_of(app, pane);
    struct writer w = {.app = app, .pane = pane, .top = INT_MAX};
    bool begun = measuring_begun(app);
    struct measure_widths widths;
    struct measured measured;
    int32_t chosen;

    pane->cursor_row = -1;
    if (!measuring_start(app)) {
        writer_text(&(struct writer){.app = app, .pane = pane}, STYLE_ERROR, 1,
                    "There is not enough memory to measure.");
        return;
    }
    measured = measured_of(app);
    widths = measure_widths_of(&measured, pane->inside.cols - 2);
    chosen = chosen_of(app);
    if (!begun) {
        view->row = chosen; /* the value is what a reader wants to see first */
    }
    write_all(&w, state, &measured, &widths, chosen);
    if (view->show) {
        show_chosen(app, pane, chosen);
    }
    scroll_view(app, pane, 0);
    w = (struct writer){.app = app, .pane = pane, .top = view->scroll.top};
    write_all(&w, state, &measured, &widths, chosen);
    if (chosen >= 0) {
        pane->cursor_row = state->first_row + chosen - view->scroll.top;
        pane->cursor_col = 0;
    }
}

/* ---- commands ---- */

/* From the first row up and from the last one down the text scrolls. */
static void step(struct app *app, struct pane *pane, bool down)
{
    int32_t chosen = chosen_of(app);
    int64_t to = chosen < 0 ? 0 : (int64_t)chosen + (down ? 1 : -1);

    if (to < 0 || to >= measured_of(app).row_count) {
        scroll_view(app, pane, down ? 1 : -1);
    } else {
        measure_kind_of(app)->choose(app, (uint32_t)to, false);
    }
}

static void follow(struct app *app)
{
    int32_t chosen = chosen_of(app);

    if (chosen < 0) {
        app_message(app, false, "no row is chosen");
        return;
    }
    measure_kind_of(app)->choose(app, (uint32_t)chosen, true);
    app_focus(app, PANE_HEX);
}

static void force(struct app *app)
{
    struct measured measured = measured_of(app);
    bool *option = measured.kind->force(app);

    if (!measured.refused) {
        app_message(app, false, "this launch is not refused");
    } else if (measured.final) {
        app_message(app, false, "not even by force: %s", measured.refused);
    } else {
        *option = !*option;
        measuring_anew(app);
    }
}

static bool measure_command(struct app *app, struct pane *pane, enum command command)
{
    if (!measuring_start(app)) {
        return false;
    }
    switch (command) {
    case CMD_UP:
    case CMD_DOWN:
        step(app, pane, command == CMD_DOWN);
        return true;
    case CMD_FOLLOW:
        follow(app);
        return true;
    case CMD_FORCE:
        force(app);
        return true;
    default:
        return measure_kind_of(app)->command(app, command) ||
               scroll_command(&view_of(app, pane)->scroll, pane->inside.rows, command);
    }
}

static bool measure_click(struct app *app, struct pane *pane, int row, int col)
{
    const struct measure_state *state = pane->state;
    int at = view_of(app, pane)->scroll.top + row - state->first_row;

    (void)col;
    if (measuring_begun(app) && at >= 0 && (uint32_t)at < measured_of(app).row_count) {
        measure_kind_of(app)->choose(app, (uint32_t)at, false);
        return true;
    }
    return false;
}

static void measure_wheel(struct app *app, struct pane *pane, bool up)
{
    enum { ROWS = 3 };

    scroll_view(app, pane, up ? -ROWS : ROWS);
}

/* While nobody sees the pane it stays where it is: the value is what a reader wants to see first. */
static void measure_follow(struct app *app, struct pane *pane)
{
    struct measure_view *view = view_of(app, pane);
    int32_t chosen = measuring_begun(app) ? chosen_of(app) : -1;

    if (view->row != chosen) {
        view->row = chosen;
        view->show = pane->inside.rows > 0;
    }
}

static bool measure_open(struct app *app, struct pane *pane)
{
    struct measure_state *state = pane->state;

    (void)app;
    *state = (struct measure_state){.views = {{.row = -1}, {.row = -1}}};
    return true;
}

static void measure_adopt(struct app *app, struct pane *pane, const void *before, const struct change *change)
{
    struct measure_state *state = pane->state;
    const struct measure_state *was = before;

    (void)app;
    (void)change;
    *state = *was;
}

static void measure_title(const struct app *app, const struct pane *pane, char *buffer, size_t size)
{
    struct measured m;

    (void)pane;
    if (!measuring_begun(app)) {
        return;
    }
    m = measured_of(app);
    switch (m.state) {
    case TDXP_MEASURE_RUNNING:
        snprintf(buffer, size, "%s%s  %d %%", m.kind->title, m.vmm, measure_percent(&m));
        break;
    case TDXP_MEASURE_DONE:
        snprintf(buffer, size, "%s%s%s", m.kind->title, m.vmm, m.refused ? "  by force" : "");
        break;
    case TDXP_MEASURE_REFUSED:
        snprintf(buffer, size, "%s%s  refused", m.kind->title, m.vmm);
        break;
    case TDXP_MEASURE_FAILED:
        snprintf(buffer, size, "%sfailed", m.kind->title);
        break;
    }
}

static const char *measure_hint(const struct app *app)
{
    return measure_kind_of(app)->hint;
}

const struct pane_class pane_measure = {
    .name = "Measurement",
    .hint_now = measure_hint,
    .state_size = sizeof(struct measure_state),
    .open = measure_open,
    .adopt = measure_adopt,
    .title = measure_title,
    .draw = measure_draw,
    .command = measure_command,
    .click = measure_click,
    .wheel = measure_wheel,
    .follow = measure_follow,
};
