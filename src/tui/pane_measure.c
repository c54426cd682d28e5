/* The measurement pane: the MRTD of a launch, what each section has in it, and what there is to know about it. */
#include "tui/pane_measure.h"

#include <limits.h>
#include <stdio.h>

#include "tui/app.h"
#include "tui/list.h"
#include "tui/measure_write.h"
#include "tui/measuring.h"

struct measure_state {
    struct scroll scroll; /* lines as of the last drawing */
    int first_row;        /* line of the first section, likewise */
    int32_t section;      /* that was selected when it was last brought into view */
    bool show;            /* it is to be brought into view */
};

static const struct tdxp_measure_result *result_of(const struct app *app)
{
    return tdxp_measure_result(app->measuring.measurement);
}

/* The row of the selected section; -1 for none. A VMM may read another descriptor than the one that is shown. */
static int32_t chosen_of(const struct app *app)
{
    const struct tdxp_measure_result *result = result_of(app);
    int32_t section = app->selection.section;

    return result->tdvf == app->fw->tdvf && section >= 0 &&
                   (uint32_t)section < result->section_count
               ? section
               : -1;
}

/* ---- what is in view ---- */

static void write_all(struct writer *w, struct measure_state *state, int32_t chosen)
{
    const struct tdxp_measure_result *result = result_of(w->app);

    measure_write_head(w, result);
    state->first_row = w->line;
    measure_write_sections(w, result, chosen);
    measure_write_rest(w, result);
    state->scroll.lines = w->line;
}

/* The chosen section comes into view, with all above it where that fits. */
static void show_chosen(struct measure_state *state, const struct pane *pane, int32_t chosen)
{
    int line = state->first_row + chosen;

    state->show = false;
    if (chosen < 0) {
        return;
    }
    if (line < pane->inside.rows) {
        state->scroll.top = 0;
    } else if (line < state->scroll.top) {
        state->scroll.top = line;
    } else if (line >= state->scroll.top + pane->inside.rows) {
        state->scroll.top = line - pane->inside.rows + 1;
    }
}

static void measure_draw(struct app *app, struct pane *pane)
{
    struct measure_state *state = pane->state;
    struct writer w = {.app = app, .pane = pane, .top = INT_MAX};
    int32_t chosen;

    pane->cursor_row = -1;
    if (!measuring_start(app)) {
        writer_text(&(struct writer){.app = app, .pane = pane}, STYLE_ERROR, 1,
                    "There is not enough memory to measure.");
        return;
    }
    chosen = chosen_of(app);
    write_all(&w, state, chosen);
    if (state->show) {
        show_chosen(state, pane, chosen);
    }
    scroll_by(&state->scroll, pane->inside.rows, 0);
    w = (struct writer){.app = app, .pane = pane, .top = state->scroll.top};
    write_all(&w, state, chosen);
    if (chosen >= 0) {
        pane->cursor_row = state->first_row + chosen - state->scroll.top;
        pane->cursor_col = 0;
    }
}

/* ---- commands ---- */

static void choose(struct app *app, uint32_t section)
{
    if (result_of(app)->tdvf == app->fw->tdvf) {
        app_select_section(app, section, false);
    } else {
        app_message(app, false, "%s reads another descriptor than the one that is shown",
                    tdxp_vmm_name(result_of(app)->vmm));
    }
}

/* From the first section up and from the last one down the text scrolls. */
static void step(struct app *app, struct pane *pane, bool down)
{
    struct measure_state *state = pane->state;
    int32_t chosen = chosen_of(app);
    int64_t to = chosen < 0 ? 0 : (int64_t)chosen + (down ? 1 : -1);

    if (to < 0 || to >= result_of(app)->section_count) {
        scroll_by(&state->scroll, pane->inside.rows, down ? 1 : -1);
    } else {
        choose(app, (uint32_t)to);
    }
}

static void next_vmm(struct app *app)
{
    struct tdxp_measure_options options = app->measuring.options;

    options.vmm = (enum tdxp_vmm)((options.vmm + 1) % TDXP_VMMS);
    measuring_choose(app, &options);
}

static void next_order(struct app *app)
{
    struct tdxp_measure_options options = app->measuring.options;

    options.order = (enum tdxp_measure_order)((options.order + 1) % TDXP_ORDERS);
    measuring_choose(app, &options);
}

static void force(struct app *app)
{
    struct tdxp_measure_options options = app->measuring.options;

    if (!result_of(app)->refused) {
        app_message(app, false, "this launch is not refused");
    } else if (measure_is_final(result_of(app))) {
        app_message(app, false, "not even by force: %s", result_of(app)->refused);
    } else {
        options.force = !options.force;
        measuring_choose(app, &options);
    }
}

static bool measure_command(struct app *app, struct pane *pane, enum command command)
{
    struct measure_state *state = pane->state;

    if (!measuring_start(app)) {
        return false;
    }
    switch (command) {
    case CMD_UP:
    case CMD_DOWN:
        step(app, pane, command == CMD_DOWN);
        return true;
    case CMD_FOLLOW:
        if (chosen_of(app) < 0) {
            app_message(app, false, "no section is chosen");
            return true;
        }
        app_select_section(app, (uint32_t)chosen_of(app), true);
        app_focus(app, PANE_HEX);
        return true;
    case CMD_VMM:
        next_vmm(app);
        return true;
    case CMD_ORDER:
        next_order(app);
        return true;
    case CMD_FORCE:
        force(app);
        return true;
    default:
        return scroll_command(&state->scroll, pane->inside.rows, command);
    }
}

static void measure_click(struct app *app, struct pane *pane, int row, int col)
{
    const struct measure_state *state = pane->state;
    int section = state->scroll.top + row - state->first_row;

    (void)col;
    if (app->measuring.measurement && section >= 0 &&
        (uint32_t)section < result_of(app)->section_count) {
        choose(app, (uint32_t)section);
    }
}

static void measure_wheel(struct app *app, struct pane *pane, bool up)
{
    enum { ROWS = 3 };
    struct measure_state *state = pane->state;

    (void)app;
    scroll_by(&state->scroll, pane->inside.rows, up ? -ROWS : ROWS);
}

/* While nobody sees the pane it stays where it is: the value is what a reader wants to see first. */
static void measure_follow(struct app *app, struct pane *pane)
{
    struct measure_state *state = pane->state;

    if (state->section != app->selection.section) {
        state->section = app->selection.section;
        state->show = pane->inside.rows > 0;
    }
}

static bool measure_open(struct app *app, struct pane *pane)
{
    struct measure_state *state = pane->state;

    (void)app;
    *state = (struct measure_state){.section = -1};
    return true;
}

static void measure_adopt(struct app *app, struct pane *pane, const void *before,
                          const struct change *change)
{
    struct measure_state *state = pane->state;
    const struct measure_state *was = before;

    (void)app;
    (void)change;
    *state = *was;
}

static void measure_title(const struct app *app, const struct pane *pane, char *buffer, size_t size)
{
    const struct tdxp_measure_result *result;

    (void)pane;
    if (!app->measuring.measurement) {
        return;
    }
    result = result_of(app);
    switch (result->state) {
    case TDXP_MEASURE_RUNNING:
        snprintf(buffer, size, "%s  %d %%", tdxp_vmm_key(result->vmm), measure_percent(result));
        break;
    case TDXP_MEASURE_DONE:
        snprintf(buffer, size, "%s%s", tdxp_vmm_key(result->vmm),
                 result->refused ? "  by force" : "");
        break;
    case TDXP_MEASURE_REFUSED:
        snprintf(buffer, size, "%s  refused", tdxp_vmm_key(result->vmm));
        break;
    case TDXP_MEASURE_FAILED:
        snprintf(buffer, size, "failed");
        break;
    }
}

const struct pane_class pane_measure = {
    .name = "Measurement",
    .hint = "j/k section  m overlay  V VMM  O order  ! force",
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
