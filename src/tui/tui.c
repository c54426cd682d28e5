/* The explorer: opening the screen, the event loop, closing it. */
#include "tui/tui.h"

#include <curses.h>
#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tdxplore/text.h"
#include "tui/app.h"
#include "tui/copy.h"
#include "tui/going.h"
#include "tui/hex_options.h"
#include "tui/measuring.h"
#include "tui/pane_code.h"
#include "tui/pane_explain.h"
#include "tui/pane_findings.h"
#include "tui/pane_hex.h"
#include "tui/pane_map.h"
#include "tui/pane_matches.h"
#include "tui/pane_measure.h"
#include "tui/pane_readout.h"
#include "tui/pane_tree.h"
#include "tui/pane_verdicts.h"
#include "tui/places.h"
#include "tui/playback.h"
#include "tui/prompt.h"
#include "tui/reread.h"
#include "tui/save.h"
#include "tui/screen.h"
#include "tui/searching.h"
#include "tui/span.h"
#include "tui/terminal.h"
#include "tui/unpack.h"
#include "tui/vars.h"

enum { POLL_MS = 1000 }; /* how often the file is looked at while no key comes */

static const struct pane_class *const classes[PANES] = {
    [PANE_TREE] = &pane_tree,         [PANE_HEX] = &pane_hex,           [PANE_MAP] = &pane_map,
    [PANE_EXPLAIN] = &pane_explain,   [PANE_FINDINGS] = &pane_findings, [PANE_VERDICTS] = &pane_verdicts,
    [PANE_CODE] = &pane_code,         [PANE_MEASURE] = &pane_measure,   [PANE_MATCHES] = &pane_matches,
    [PANE_READOUT] = &pane_readout,
};

static void close_panes(struct app *app)
{
    for (int i = 0; i < PANES; i++) {
        struct pane *pane = &app->panes[i];

        if (pane->state && pane->class->close) {
            pane->class->close(app, pane);
        }
        free(pane->state);
        pane->state = NULL;
    }
}

static bool open_panes(struct app *app)
{
    for (int i = 0; i < PANES; i++) {
        struct pane *pane = &app->panes[i];

        pane->class = classes[i];
        pane->state = calloc(1, pane->class->state_size ? pane->class->state_size : 1);
        if (!pane->state || (pane->class->open && !pane->class->open(app, pane))) {
            return false;
        }
    }
    return true;
}

static void app_close(struct app *app)
{
    if (app->fw) {
        close_panes(app);
    }
    prompt_close(app);
    playback_close(app);
    unpack_close(app);
    measuring_free(&app->measuring);
    searching_close(app);
    span_end(app);
    tdxp_check_free(app->check);
    tdxp_firmware_free(app->fw);
    tdxp_opened_free(app->opened);
    reread_close(app);
}

/* Where a reader wants to begin: at the descriptor, or without one at the first byte. */
static void select_start(struct app *app)
{
    app->selection.space = tdxp_tree_space(app->fw->tree, 0);
    app->selection.node = tdxp_tree_root(app->fw->tree);
    app_select_node(app, app->fw->tdvf ? app->fw->tdvf->node : app->selection.node, false);
    app->history.count = 1;
}

static bool app_open(struct app *app, struct tdxp_image *image, const struct tui_options *options,
                     struct tdxp_error *err)
{
    memset(app, 0, sizeof *app);
    app->image = image;
    app->opened = options->opened;
    app->read_again = options->read_again;
    measuring_open(&app->measuring);
    app->canvas.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    app->main = PANE_HEX;
    app->aux = PANE_FINDINGS;
    app->low = PANE_EXPLAIN;
    app_set_name(app, options->title);
    app->fw = tdxp_firmware_decode_opened(image, app->opened, err);
    app->whose = app->fw ? tdxp_guest_default(app->fw) : TDXP_GUEST_TDX;
    app->check = app->fw ? tdxp_check(app->fw, err) : NULL;
    if (!app->check) {
        return false;
    }
    if (!open_panes(app)) {
        tdxp_error_set(err, "out of memory");
        return false;
    }
    select_start(app);
    return true;
}

/* The next pane that has something of its own to show; it need not be on the screen yet. */
static void cycle_focus(struct app *app, int step)
{
    app_focus(app, (enum pane_id)((app->focus + PANES + step) % PANES));
}

static void cancel(struct app *app)
{
    if (app->help) {
        app->help = false;
    } else if (app->span.active) {
        span_end(app);
    } else if (app->zoomed) {
        app->zoomed = false;
        app_focus(app, app->focus);
    } else if (searching_end(app)) {
        app_message(app, false, "the search has ended");
    }
}

static void on_resize(struct app *app, struct terminal *terminal)
{
    term_fit(terminal);
    app->rows = LINES;
    app->cols = COLS;
    if (app->help_top > screen_help_most(app)) {
        app->help_top = screen_help_most(app);
    }
    app_layout(app);
    app_show_selection(app);
}

/* Commands that no pane took. */
static void app_command(struct app *app, struct terminal *terminal, enum command command)
{
    switch (command) {
    case CMD_FOLLOW:
        app_follow(app);
        return;
    case CMD_BACK:
        app_back(app);
        return;
    case CMD_FORWARD:
        app_forward(app);
        return;
    case CMD_NEXT_PANE:
        cycle_focus(app, 1);
        return;
    case CMD_PREV_PANE:
        cycle_focus(app, -1);
        return;
    case CMD_PANE_1:
    case CMD_PANE_2:
    case CMD_PANE_3:
    case CMD_PANE_4:
    case CMD_PANE_5:
    case CMD_PANE_6:
    case CMD_PANE_7:
    case CMD_PANE_8:
    case CMD_PANE_9:
        app_focus(app, (enum pane_id)(command - CMD_PANE_1));
        return;
    case CMD_ZOOM:
        app->zoomed = !app->zoomed;
        app_focus(app, app->focus);
        return;
    case CMD_READOUT:
        app_toggle_readout(app);
        return;
    case CMD_COPY:
        copy_begin(app);
        return;
    case CMD_SPAN:
        span_toggle(app);
        return;
    case CMD_VIEW:
        app_switch_view(app);
        return;
    case CMD_GUEST:
        app_switch_guest(app);
        return;
    case CMD_MEASURED:
        measuring_toggle(app);
        return;
    case CMD_GOTO:
        app_prompt(app, "Go to: ", going_to);
        app->prompt.hint = "0x1ff7c0  -0x20 (end)  +0x10  gpa:0xffe20000  s3  tdvf+8  Tab completes";
        app->prompt.offer = going_offer;
        return;
    case CMD_PROMPT:
        app_prompt(app, ":", prompt_run_command);
        app->prompt.hint = "goto PLACE  find PATTERN  copy FORM  unpack  help  quit  Tab lists them all";
        app->prompt.offer = prompt_offer_command;
        return;
    case CMD_RELOAD:
        reread_image(app);
        return;
    case CMD_SAVE:
        save_begin(app);
        return;
    case CMD_HELP:
        app->help = !app->help;
        app->help_top = 0;
        return;
    case CMD_NEXT_FINDING:
        findings_step(app, true);
        return;
    case CMD_PREV_FINDING:
        findings_step(app, false);
        return;
    case CMD_SEARCH:
    case CMD_SEARCH_BACK:
        searching_prompt(app, command == CMD_SEARCH_BACK);
        return;
    case CMD_NEXT_MATCH:
    case CMD_PREV_MATCH:
        searching_next(app, command == CMD_PREV_MATCH);
        return;
    case CMD_SEARCH_SELECTED:
        searching_selected(app);
        return;
    case CMD_REDRAW:
        clearok(curscr, TRUE);
        return;
    case CMD_SUSPEND:
        term_suspend(terminal, true);
        on_resize(app, terminal);
        return;
    case CMD_CANCEL:
        cancel(app);
        return;
    case CMD_QUIT:
        app->quit = true;
        return;
    case CMD_MARK:
        going_mark(app);
        return;
    case CMD_JUMP:
        going_jump(app);
        return;
    default:
        if (going_command(app, command) || hex_options_command(app, command)) {
            return;
        }
        app_message(app, false, "that key does nothing here; H shows the keys");
        return;
    }
}

/* True where the help screen has used the command up. */
static bool help_command(struct app *app, enum command command)
{
    int page = app->rows > 6 ? app->rows - 5 : 1;
    int most = screen_help_most(app);

    switch (command) {
    case CMD_UP:
        app->help_top--;
        break;
    case CMD_DOWN:
        app->help_top++;
        break;
    case CMD_PAGE_UP:
    case CMD_HALF_UP:
        app->help_top -= page;
        break;
    case CMD_PAGE_DOWN:
    case CMD_HALF_DOWN:
    case CMD_TOGGLE:
        app->help_top += page;
        break;
    case CMD_TOP:
        app->help_top = 0;
        break;
    case CMD_BOTTOM:
        app->help_top = most;
        break;
    case CMD_HELP:
    case CMD_CANCEL:
    case CMD_QUIT:
    case CMD_REDRAW:
    case CMD_SUSPEND:
        return false;
    default:
        return true;
    }
    app->help_top = app->help_top < 0 ? 0 : app->help_top > most ? most : app->help_top;
    return true;
}

enum { WHEEL_LINES = 3 };

/* Turning the wheel is pressing a cursor key a few times in the pane under it, which need not have the keys. */
static void on_wheel(struct app *app, struct pane *pane, enum command command)
{
    if (app->places.which != PLACES_NONE) {
        places_command(app, command);
        return;
    }
    if (!app->help && pane && pane->class->wheel) {
        pane->class->wheel(app, pane, command == CMD_UP);
        return;
    }
    for (int n = 0; n < WHEEL_LINES; n++) {
        if (app->help) {
            help_command(app, command);
        } else if (pane) {
            pane->class->command(app, pane, command);
        }
    }
}

static struct pane *pane_under(struct app *app, int y, int x)
{
    for (int i = 0; i < PANES; i++) {
        struct box in = app->panes[i].inside;

        if (y >= in.y && y < in.y + in.rows && x >= in.x && x < in.x + in.cols) {
            return &app->panes[i];
        }
    }
    return NULL;
}

/* A button that was pressed in a pane is let go at another cell of it. */
static void on_release(struct app *app, const struct pane *pane, int row, int col)
{
    struct press press = app->press;

    app->press.pane = NULL;
    if (pane && press.pane == pane && pane->class->drag && (press.row != row || press.col != col)) {
        pane->class->drag(app, press.pane, row, col);
    }
}

static void on_mouse_event(struct app *app, const MEVENT *event)
{
    struct pane *pane = pane_under(app, event->y, event->x);
    int row = pane ? event->y - pane->inside.y : 0;
    int col = pane ? event->x - pane->inside.x : 0;

    if (event->bstate & (BUTTON4_PRESSED | BUTTON5_PRESSED)) {
        on_wheel(app, pane, event->bstate & BUTTON4_PRESSED ? CMD_UP : CMD_DOWN);
        return;
    }
    if (event->bstate & BUTTON1_RELEASED) {
        on_release(app, app->help ? NULL : pane, row, col);
        return;
    }
    if (app->places.which != PLACES_NONE) {
        places_click(app, event->y);
        return;
    }
    if (app->help || !pane) {
        return;
    }
    app->press = (struct press){pane, row, col};
    app_focus(app, (enum pane_id)(pane - app->panes));
    if (pane->class->click) {
        pane->class->click(app, pane, row, col);
    }
}

/* One KEY_MOUSE may stand for several events, which curses hands out from the newest to the oldest. */
static void on_mouse(struct app *app)
{
    MEVENT events[16];
    int count = 0;

    while (count < 16 && getmouse(&events[count]) == OK) {
        count++;
    }
    while (count > 0) {
        on_mouse_event(app, &events[--count]);
    }
}

static void take_answer(struct app *app, int key)
{
    void (*answer)(struct app *app, int key) = app->asking.answer;

    app->asking.answer = NULL;
    if (key != 0x1b) {
        answer(app, key);
    }
}

static void on_key(struct app *app, struct terminal *terminal, int key)
{
    struct pane *pane = &app->panes[app->focus];
    enum command command;

    app->message[0] = '\0';
    changes_free(&app->changes);
    if (key == KEY_MOUSE) {
        on_mouse(app);
        return;
    }
    if (app->prompt.active) {
        prompt_key(app, key);
        return;
    }
    if (key == ('c' & 0x1f)) {
        app->signal = SIGINT;
        return;
    }
    if (key == ('\\' & 0x1f)) {
        app->signal = SIGQUIT;
        return;
    }
    if (app->asking.answer) {
        take_answer(app, key);
        return;
    }
    command = keymap_find(key);
    if (command == CMD_NONE) {
        app_message(app, false, "that key does nothing; H shows the keys");
        return;
    }
    if (app->help && help_command(app, command)) {
        return;
    }
    if (places_command(app, command)) {
        return;
    }
    if (!app->help && (unpack_command(app, command) || searching_command(app, command) || playback_command(app, command))) {
        return;
    }
    if (app->help || !pane->class->command(app, pane, command)) {
        app_command(app, terminal, command);
    }
}

static void on_signal(struct app *app, struct terminal *terminal, int signo)
{
    switch (signo) {
    case SIGWINCH:
        /* A terminal that was smaller for a moment has lost what it showed, whatever its size is now. */
        clearok(curscr, TRUE);
        on_resize(app, terminal);
        return;
    case SIGTSTP:
        term_suspend(terminal, false);
        on_resize(app, terminal);
        return;
    case SIGCONT:
        term_resume(terminal);
        on_resize(app, terminal);
        return;
    default:
        app->signal = signo;
        return;
    }
}

/* Said once when it happens; the title line goes on telling. */
static void on_idle(struct app *app)
{
    static const char *const messages[] = {
        [TDXP_IMAGE_SAME] = "the file is as it was again",
        [TDXP_IMAGE_CHANGED] = "the file has changed on disk: old and new may be mixed; r reads it again",
        [TDXP_IMAGE_SHRUNK] = "the file has become shorter: bytes past its end show as 00; r reads it again",
        [TDXP_IMAGE_GONE] = "the file was deleted or replaced: this is the old one; r reads the new",
    };
    enum tdxp_image_state state = tdxp_image_poll(app->image);

    if (state != app->image_state) {
        app->image_state = state;
        app_message(app, state != TDXP_IMAGE_SAME, "%s", messages[state]);
    }
    if (app->read_again && state != TDXP_IMAGE_SAME) {
        reread_when_still(app);
    }
}

/* Everything that has come is handled before the screen is drawn once. */
static void run(struct app *app, struct terminal *terminal)
{
    while (!app->quit && !app->signal) {
        int timeout;
        enum term_event event;
        int value;

        screen_draw(app); /* which may begin to measure */
        timeout = app->unpack.opening || measuring_runs(app) || searching_runs(app) || span_runs(app) || hex_runs(app)
                      ? 0
                  : app->playback.running                    ? PLAYBACK_MS
                                                             : POLL_MS;
        while ((event = term_wait(terminal, timeout, &value)) != TERM_IDLE) {
            if (event == TERM_HANGUP) {
                app->signal = SIGHUP;
            } else if (event == TERM_SIGNAL) {
                on_signal(app, terminal, value);
            } else {
                on_key(app, terminal, value);
            }
            if (app->quit || app->signal) {
                return;
            }
            timeout = 0;
        }
        if (timeout != 0) {
            on_idle(app);
            playback_tick(app);
        }
        unpack_step(app);
        measuring_step(app);
        searching_step(app);
        span_step(app);
        hex_step(app);
    }
}

int tui_run(struct tdxp_image *image, const struct tui_options *options)
{
    const char *no_color = getenv("NO_COLOR");
    struct terminal terminal;
    struct tdxp_error err;
    struct app *app = malloc(sizeof *app);
    bool opened;

    if (!app || !app_open(app, image, options, &err)) {
        fprintf(stderr, "tdxplore: %s\n", app ? err.text : "out of memory");
        if (app) {
            app_close(app);
        } else {
            tdxp_opened_free(options->opened);
        }
        free(app);
        return 2;
    }
    opened = term_open(&terminal, !options->no_mouse, &err);
    if (opened) {
        theme_init(&app->theme, no_color && *no_color);
        on_resize(app, &terminal);
        app_focus(app, PANE_TREE);
        vars_offer(app);
        run(app, &terminal);
        term_close(&terminal);
    } else {
        fprintf(stderr, "tdxplore: %s\n", err.text);
    }
    int signo = app->signal;

    app_close(app);
    free(app);
    if (signo) {
        term_die(signo);
    }
    return opened ? 0 : 2;
}
