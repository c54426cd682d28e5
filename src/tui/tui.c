/* The explorer: opening the screen, the event loop, closing it. */
#include "tui/tui.h"

#include <curses.h>
#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "confine/confine.h"
#include "tdxplore/text.h"
#include "tui/app.h"
#include "tui/comparing.h"
#include "tui/config.h"
#include "tui/copy.h"
#include "tui/disk.h"
#include "tui/editing.h"
#include "tui/going.h"
#include "tui/hex_options.h"
#include "tui/hints.h"
#include "tui/learning.h"
#include "tui/lesson_progress.h"
#include "tui/measuring.h"
#include "tui/monotonic.h"
#include "tui/mouse.h"
#include "tui/noting.h"
#include "tui/noting_do.h"
#include "tui/pane_code.h"
#include "tui/pane_differences.h"
#include "tui/pane_explain.h"
#include "tui/pane_findings.h"
#include "tui/pane_hex.h"
#include "tui/pane_lesson.h"
#include "tui/pane_map.h"
#include "tui/pane_matches.h"
#include "tui/pane_measure.h"
#include "tui/pane_readout.h"
#include "tui/pane_tree.h"
#include "tui/pane_verdicts.h"
#include "tui/playback.h"
#include "tui/prompt.h"
#include "tui/remember.h"
#include "tui/reread.h"
#include "tui/save.h"
#include "tui/screen.h"
#include "tui/searching.h"
#include "tui/searching_beside.h"
#include "tui/set.h"
#include "tui/sheet.h"
#include "tui/span.h"
#include "tui/terminal.h"
#include "tui/unpack.h"
#include "tui/vars.h"
#include "tui/watch.h"

enum { POLL_MS = 1000 }; /* how often the file is looked at while no key comes */

static const struct pane_class *const classes[PANES] = {
    [PANE_TREE] = &pane_tree,       [PANE_HEX] = &pane_hex,           [PANE_MAP] = &pane_map,
    [PANE_EXPLAIN] = &pane_explain, [PANE_FINDINGS] = &pane_findings, [PANE_VERDICTS] = &pane_verdicts,
    [PANE_CODE] = &pane_code,       [PANE_MEASURE] = &pane_measure,   [PANE_MATCHES] = &pane_matches,
    [PANE_READOUT] = &pane_readout, [PANE_LESSON] = &pane_lesson,     [PANE_DIFFERENCES] = &pane_differences,
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
    comparing_close(app);
    span_end(app);
    learning_close(app);
    noting_close(app);
    tdxp_check_free(app->check);
    tdxp_firmware_free(app->fw);
    tdxp_opened_free(app->opened);
    editing_close(app);
    reread_close(app);
    watch_close(&app->watch);
}

/* Where a reader wants to begin: at the descriptor, or without one at the first byte. */
static void select_start(struct app *app)
{
    app->selection.space = tdxp_tree_space(app->fw->tree, 0);
    app->selection.node = tdxp_tree_root(app->fw->tree);
    app_select_node(app, app->fw->tdvf ? app->fw->tdvf->node : app->selection.node, false);
    app->history.count = 1;
}

/* Those of the file, and over them the options. */
static bool take_settings(struct app *app, const struct tui_options *options, struct tdxp_error *err)
{
    settings_default(&app->settings);
    keymap_default(&app->keys);
    if (!config_load(app, options->config, err)) {
        return false;
    }
    if (options->read_again) {
        app->settings.values[SET_RELOAD] = SET_ON;
    }
    if (options->no_remember) {
        app->settings.values[SET_REMEMBER] = SET_OFF;
    }
    if (options->no_mouse) {
        app->settings.values[SET_MOUSE] = SET_OFF;
    }
    app->config.at_start = app->settings;
    return true;
}

/* What is needed to take over the terminal: nothing of it comes from the image. */
static bool app_begin(struct app *app, struct tdxp_image *image, const struct tui_options *options,
                      struct tdxp_error *err)
{
    app->image = image;
    app->opened = options->opened;
    app->canvas.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    return take_settings(app, options, err);
}

static bool app_decode(struct app *app, const struct tui_options *options, struct tdxp_error *err)
{
    measuring_open(&app->measuring);
    app_set_name(app, options->title);
    app->fw = tdxp_firmware_decode_opened(app->image, app->opened, err);
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

static void on_resize(struct app *app)
{
    term_fit(app->terminal);
    app->rows = LINES;
    app->cols = COLS;
    if (app->help_top > screen_help_most(app)) {
        app->help_top = screen_help_most(app);
    }
    app_layout(app);
    app_show_selection(app);
}

/* Commands that no pane took. */
static void app_command(struct app *app, enum command command)
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
        app->prompt.hint = "goto PLACE  find PATTERN  copy FORM  unpack  set  help  quit  Tab lists them all";
        app->prompt.offer = prompt_offer_command;
        return;
    case CMD_RELOAD:
        reread_begin(app);
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
        term_suspend(app->terminal, true);
        on_resize(app);
        return;
    case CMD_CANCEL:
        cancel(app);
        return;
    case CMD_QUIT:
        editing_quit(app);
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
        app_message(app, false, "that key does nothing here; %s shows the keys", app_key(app, CMD_HELP).text);
        return;
    }
}

static void take_answer(struct app *app, int key)
{
    void (*answer)(struct app * app, int key) = app->asking.answer;

    app->asking.answer = NULL;
    if (key != 0x1b) {
        answer(app, key);
    }
}

void app_run(struct app *app, enum command command)
{
    struct pane *pane = &app->panes[app->focus];

    if (app->help && screen_help_command(app, command)) {
        return;
    }
    if (sheet_command(app, command)) {
        return;
    }
    if (!app->help &&
        (unpack_command(app, command) || searching_command(app, command) || playback_command(app, command) ||
         learning_command(app, command) || comparing_command(app, command) || editing_command(app, command) ||
         noting_command(app, command))) {
        return;
    }
    if (app->help || !pane->class->command(app, pane, command)) {
        app_command(app, command);
    }
}

static void on_key(struct app *app, int key)
{
    enum command command;

    if (key == KEY_MOUSE) {
        mouse_take(app);
        return;
    }
    mouse_end(app);
    app->message[0] = '\0';
    changes_free(&app->changes);
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
    command = keymap_find(&app->keys, key);
    if (command == CMD_NONE) {
        app_message(app, false, "that key does nothing; %s shows the keys", app_key(app, CMD_HELP).text);
        return;
    }
    app_run(app, command);
}

static void on_signal(struct app *app, int signo)
{
    switch (signo) {
    case SIGWINCH:
        /* A terminal that was smaller for a moment has lost what it showed, whatever its size is now. */
        clearok(curscr, TRUE);
        on_resize(app);
        return;
    case SIGTSTP:
        term_suspend(app->terminal, false);
        on_resize(app);
        return;
    case SIGCONT:
        term_resume(app->terminal);
        on_resize(app);
        return;
    default:
        app->signal = signo;
        return;
    }
}

static void look_at_files(struct app *app)
{
    disk_look(app);
    reread_by_itself(app);
}

/* Nothing more is told for a while: until then there is nothing to wait for. */
static void on_watch(struct app *app)
{
    app->terminal->other = -1;
    if (watch_take(&app->watch)) {
        look_at_files(app);
    }
}

/* How long nothing has to come before the files are looked at, and a launch that is played goes on. */
static int idle_time(const struct app *app)
{
    return app->playback.running ? PLAYBACK_MS : POLL_MS;
}

/* Milliseconds that may pass before something has to be done without a key. */
static int time_to_wait(const struct app *app, int64_t idle)
{
    int64_t now = monotonic_ms();
    int rests[] = {watch_rest(&app->watch), reread_rest(app), mouse_rest(app)};
    int64_t least = idle > now ? idle - now : 0;

    if (app->unpack.opening || measuring_runs(app) || searching_runs(app) || span_runs(app) || hex_runs(app) ||
        comparing_runs(app) || searching_beside_runs(app) || noting_runs(app)) {
        return 0;
    }
    for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
        least = rests[i] >= 0 && rests[i] < least ? rests[i] : least;
    }
    return (int)least;
}

/* Everything that has come is handled before the screen is drawn once. */
static void run(struct app *app)
{
    int64_t idle = monotonic_ms() + idle_time(app); /* when that long is over */

    while (!app->quit && !app->signal) {
        int timeout;
        enum term_event event;
        int value;

        screen_draw(app); /* which may begin to measure */
        timeout = time_to_wait(app, idle);
        app->terminal->other = watch_descriptor(&app->watch);
        while ((event = term_wait(app->terminal, timeout, &value)) != TERM_IDLE) {
            if (event == TERM_HANGUP) {
                app->signal = SIGHUP;
            } else if (event == TERM_SIGNAL) {
                on_signal(app, value);
            } else if (event == TERM_OTHER) {
                on_watch(app);
            } else {
                on_key(app, value);
                idle = monotonic_ms() + idle_time(app);
            }
            if (app->quit || app->signal) {
                return;
            }
            timeout = 0;
        }
        if (reread_rest(app) == 0) {
            look_at_files(app);
        }
        mouse_tick(app);
        if (monotonic_ms() >= idle) {
            look_at_files(app);
            playback_tick(app);
            idle = monotonic_ms() + idle_time(app);
        }
        unpack_step(app);
        measuring_step(app);
        searching_step(app);
        span_step(app);
        comparing_step(app);
        searching_beside_step(app);
        noting_step(app);
        hex_step(app);
    }
}

/* Where a lesson is asked for: it, or those that there are. */
static void begin_learning(struct app *app, const struct tui_options *options)
{
    lesson_progress_load(app);
    if (options->lesson) {
        learning_begin(app, options->lesson, options->lesson_name, options->lesson_path);
    } else if (options->learn) {
        app_focus(app, PANE_LESSON);
    }
}

static void begin_comparing(struct app *app, struct tdxp_image *other)
{
    struct tdxp_error err;

    if (other && !comparing_begin(app, other, &err)) {
        tdxp_image_close(other);
        app_message(app, true, "not compared: %s", err.text);
    }
}

/* From here on, what an image does to its decoder stays in this process. */
static void give_up_rights(struct app *app, struct confine *confine)
{
    if (confine) {
        config_allow(app, confine);
        confine_enter(confine);
    }
}

static void explore(struct app *app, const struct tui_options *options)
{
    settings_show(app);
    on_resize(app);
    watch_open(&app->watch);
    disk_watch(app);
    noting_open(app);
    remember_take_up(app);
    vars_offer(app);
    config_tell(app);
    begin_comparing(app, options->other);
    begin_learning(app, options);
    run(app);
    learning_end(app); /* what is kept is the place in the image, not in the lesson */
    remember_keep(app);
}

/* True where it could be begun, and has ended. False with err set, and nothing taken over. */
static bool run_on_terminal(struct app *app, struct terminal *terminal, const struct tui_options *options,
                            struct tdxp_error *err)
{
    bool decoded;

    if (!term_open(terminal, app->settings.values[SET_MOUSE] == SET_ON, err)) {
        return false;
    }
    app->terminal = terminal;
    give_up_rights(app, options->confine);
    decoded = app_decode(app, options, err);
    if (decoded) {
        explore(app, options);
    }
    term_close(terminal);
    return decoded;
}

int tui_run(struct tdxp_image *image, const struct tui_options *options)
{
    struct tdxp_error err = {.text = "out of memory"};
    struct app *app = calloc(1, sizeof *app);
    struct terminal terminal;
    bool done = app && app_begin(app, image, options, &err) && run_on_terminal(app, &terminal, options, &err);
    int signo = app ? app->signal : 0;

    if (!done) {
        fprintf(stderr, "tdxplore: %s\n", err.text);
        lesson_free(options->lesson);
        tdxp_image_close(options->other);
    }
    if (options->confine) {
        confine_drop(options->confine);
    }
    for (int i = 0; app && i < UNKEPTS; i++) {
        if (*app->unkept[i].text) {
            fprintf(stderr, "tdxplore: %s\n", app->unkept[i].text);
        }
    }
    if (app) {
        app_close(app);
    } else {
        tdxp_opened_free(options->opened);
    }
    free(app);
    if (signo) {
        term_die(signo);
    }
    term_let_signals();
    return done ? 0 : 2;
}
