/* The whole screen: title line, panes, bottom line, help. */
#include "tui/screen.h"

#include <curses.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tdxplore/text.h"
#include "tui/disk.h"
#include "tui/editing.h"
#include "tui/hints.h"
#include "tui/learning.h"
#include "tui/measuring.h"
#include "tui/noting.h"
#include "tui/pane_explain.h"
#include "tui/playback.h"
#include "tui/prompt.h"
#include "tui/searching.h"
#include "tui/sheet.h"
#include "tui/span.h"
#include "tui/unpack.h"

/* "spec ok  qemu NO  ". */
static void verdicts_long(const struct app *app, char *buffer, size_t size)
{
    size_t used = 0;

    buffer[0] = '\0';
    if (app->learning.hidden) {
        snprintf(buffer, size, "verdicts hidden  ");
        return;
    }
    for (size_t i = 0; i < app->check->verdict_count && used < size; i++) {
        const struct tdxp_verdict *v = &app->check->verdicts[i];

        used += (size_t)snprintf(buffer + used, size - used, "%s %s  ", v->consumer->key, v->accepts ? "ok" : "NO");
    }
}

/* Those that refuse: "refused by qemu kvm ". */
static void verdicts_named(const struct app *app, char *buffer, size_t size)
{
    size_t used = (size_t)snprintf(buffer, size, "refused by ");
    bool refused = false;

    for (size_t i = 0; i < app->check->verdict_count && used < size; i++) {
        const struct tdxp_verdict *v = &app->check->verdicts[i];

        if (!v->accepts) {
            used += (size_t)snprintf(buffer + used, size - used, "%s ", v->consumer->key);
            refused = true;
        }
    }
    if (!refused) {
        snprintf(buffer, size, app->learning.hidden ? "verdicts hidden " : "all accept ");
    }
}

/* Only how many refuse. */
static void verdicts_short(const struct app *app, char *buffer, size_t size)
{
    size_t refusals = 0;

    for (size_t i = 0; i < app->check->verdict_count; i++) {
        refusals += !app->check->verdicts[i].accepts;
    }
    if (refusals == 0) {
        snprintf(buffer, size, app->learning.hidden ? "hidden " : "all accept ");
    } else {
        snprintf(buffer, size, "%zu of %zu refuse ", refusals, app->check->verdict_count);
    }
}

/*
 * What gives way where room is short, in this order: those who accept, how the descriptor was found, the names of those
 * who refuse, the image's name.
 */
static void draw_title(struct app *app)
{
    static const char program[] = " tdxplore  ";
    enum { LEAST_NAME = 8 };
    struct box line = {0, 0, 1, app->cols};
    char size[TDXP_HUMAN_SIZE];
    char facts[128];
    char via[96] = "";
    char verdicts[256];
    const char *shown = app->name;
    int name = text_width(shown);
    int room;

    tdxp_human_size(tdxp_image_bytes(app->image)->size, size);
    if (app->fw->tdvf) {
        snprintf(facts, sizeof facts, "%s  %s%s  TDVF v%" PRIu32 ", %" PRIu32 " section%s  ",
                 editing_unsaved(app) ? " [+]" : "", size, disk_word(app->image_state), app->fw->tdvf->version,
                 app->fw->tdvf->section_count, app->fw->tdvf->section_count == 1 ? "" : "s");
        snprintf(via, sizeof via, "via %s  ", tdxp_method_title((enum tdxp_method)app->fw->located_by));
    } else {
        snprintf(facts, sizeof facts, "%s  %s%s  no TDX descriptor  ", editing_unsaved(app) ? " [+]" : "", size,
                 disk_word(app->image_state));
        snprintf(via, sizeof via, "%s  ", tdxp_tree_root(app->fw->tree)->note);
    }
    room = line.cols - text_width(program) - text_width(facts);
    verdicts_long(app, verdicts, sizeof verdicts);
    if (name + text_width(via) + text_width(verdicts) > room) {
        verdicts_named(app, verdicts, sizeof verdicts);
    }
    if (name + text_width(via) + text_width(verdicts) > room) {
        via[0] = '\0';
    }
    if (name + text_width(verdicts) > room) {
        verdicts_short(app, verdicts, sizeof verdicts);
    }
    room -= text_width(via) + text_width(verdicts);
    /* On a small screen what the image is called and who refuses it matter more than its size. */
    if (room < LEAST_NAME && room < name) {
        room += text_width(facts) - 2;
        snprintf(facts, sizeof facts, "  ");
    }
    if (room < LEAST_NAME && room < name) {
        room += text_width(verdicts);
        verdicts[0] = '\0';
    }
    if (name > room && strchr(shown, '/')) {
        shown = strrchr(shown, '/') + 1;
        name = text_width(shown);
    }
    name = name < room ? name : room;
    app->verdicts_col = line.cols - text_width(verdicts);
    theme_set(&app->theme, STYLE_TITLE);
    blank(line, 0, 0, line.cols);
    put(&app->canvas, line, 0, 0, -1, program);
    put_tail(&app->canvas, line, 0, text_width(program), name, shown);
    putf(&app->canvas, line, 0, text_width(program) + name, -1, "%s%s", facts, via);
    put(&app->canvas, line, 0, line.cols - text_width(verdicts), -1, verdicts);
}

static void draw_pane(struct app *app, enum pane_id id)
{
    struct pane *pane = &app->panes[id];
    char name[64];
    char title[512] = "";
    char text[600];

    if (pane->box.rows < 3 || pane->box.cols < 3) {
        return;
    }
    pane->class->draw(app, pane);
    if (pane->inside.rows == pane->box.rows) {
        return;
    }
    snprintf(name, sizeof name, "%c %s", pane->class->key ? pane->class->key : '1' + (char)id, pane->class->name);
    if (pane->class->title) {
        pane->class->title(app, pane, title, sizeof title);
    }
    snprintf(text, sizeof text, "%s%s%s", name, *title ? "  " : "", title);
    theme_set(&app->theme, pane->focused ? STYLE_BORDER_FOCUSED : STYLE_BORDER);
    draw_frame(&app->canvas, pane->box, text, NULL);
}

static void draw_playback(struct app *app, struct box line)
{
    char text[160];
    int col;

    playback_line(app, text, sizeof text);
    theme_set(&app->theme, STYLE_HEAD);
    col = 1 + put(&app->canvas, line, 0, 1, -1, text) + 2;
    theme_set(&app->theme, STYLE_DIM);
    put_hints(app, line, col,
              app->playback.running ? "{toggle} pause  {cancel} end"
                                    : "{step} next  {step-back} back  {toggle} run  {cancel} end");
}

/* How far it has come, and behind that what there is to say besides. */
static void draw_progress(struct app *app, struct box line, const char *text)
{
    int col;

    theme_set(&app->theme, STYLE_HEAD);
    col = 1 + put(&app->canvas, line, 0, 1, -1, text) + 2;
    theme_set(&app->theme, app->message[0] && app->message_is_error ? STYLE_ERROR : STYLE_DIM);
    if (app->message[0]) {
        put_parts(app, line, col, app->message);
    } else {
        put_hints(app, line, col, "{cancel} stop");
    }
}

/* What is marked, and what can be done with it. */
static void draw_span(struct app *app, struct box line)
{
    static const char hints[] = "{copy} copy  {save} save  {cancel} end";
    struct box room = {line.y, line.x, 1, line.cols - hints_width(app, hints) - 2};
    char text[SPAN_TEXT * 2];
    int col;

    span_line(app, text, sizeof text);
    theme_set(&app->theme, STYLE_HEAD);
    col = put_parts(app, room, 1, text);
    theme_set(&app->theme, STYLE_DIM);
    put_hints(app, line, col, hints);
}

/* Legend and shares of the overlay, and how to leave it. */
static void draw_measured(struct app *app, struct box line)
{
    static const char hints[] = "{measured} off  {help} help  {quit} quit";
    int col = measuring_draw(app, line, 1, line.cols - 1 - hints_width(app, hints));

    theme_set(&app->theme, STYLE_DIM);
    put_hints(app, line, col, hints);
}

/* Where nothing else is to be said. */
static void draw_hints(struct app *app, struct box line)
{
    const struct pane *pane = &app->panes[app->focus];
    const struct tdxp_field *field = app->selection.node->field;
    const struct lesson_step *step = learning_step(app);
    int col;

    theme_set(&app->theme, STYLE_DIM);
    col = put_hints(app, line, 1, step ? "{lesson-next} next step" : "");
    col = put_hints(app, line, col, step && step->ask != LESSON_ASK_NOTHING ? "{answer} answer" : "");
    col = put_hints(app, line, col, app->zoomed ? "{help} help  {quit} quit  {zoom} back" : "{help} help  {quit} quit");
    /* Who has no image of their own wants to learn. */
    col = put_hints(app, line, col, step || tdxp_image_part_is_file(app->image, 0) ? "" : "{learn} lessons");
    col = put_hints(app, line, col, field && field->type == TDXP_TYPE_GUID ? "{search-selected} find this GUID" : "");
    col = put_hints(app, line, col, pane->class->hint_now ? pane->class->hint_now(app) : pane->class->hint);
    if (app->searching.search) {
        put_hints(app, line, col,
                  "{next-match} {previous-match} match  {cancel} end search  {next-pane} pane  {back} back");
        return;
    }
    col = put_hints(app, line, col, "{search} search  {next-pane} pane  {back} back  {next-finding} finding");
    /* The pane of the measurement has a hint of its own for that key. */
    put_hints(app, line, col, app->focus != PANE_MEASURE ? "{measured} measured" : "");
}

static void draw_bottom(struct app *app)
{
    struct box line = {app->rows - 1, 0, 1, app->cols};
    char text[SAFE_SIZE + 64];

    if (app->asking.answer) {
        theme_set(&app->theme, STYLE_KEY);
        put_parts(app, line, 1, app->asking.text);
        return;
    }
    if (app->unpack.opening) {
        unpack_line(app, text, sizeof text);
        draw_progress(app, line, text);
        return;
    }
    if (searching_runs(app)) {
        searching_line(app, text, sizeof text);
        draw_progress(app, line, text);
        return;
    }
    if (noting_waits(app)) {
        noting_line(app, text, sizeof text);
        draw_progress(app, line, text);
        return;
    }
    if (app->message[0]) {
        theme_set(&app->theme, app->message_is_error ? STYLE_ERROR : STYLE_HEAD);
        put(&app->canvas, line, 0, 1, -1, app->message);
        return;
    }
    if (app->playback.active) {
        draw_playback(app, line);
        return;
    }
    if (app->span.active) {
        draw_span(app, line);
        return;
    }
    if (app->measuring.overlay) {
        draw_measured(app, line);
        return;
    }
    draw_hints(app, line);
}

static void draw_summary(struct app *app)
{
    struct box line = {app->rows - 2, 0, 1, app->cols};
    char text[512];

    explain_line(app, text, sizeof text);
    theme_set(&app->theme, STYLE_TEXT);
    put(&app->canvas, line, 0, 1, -1, text);
}

/* One line a command below its group's heading; returns how many lines there are. */
static int draw_help_lines(struct app *app, struct box inside, int top)
{
    size_t count;
    const struct command_info *commands = keymap_commands(&count);
    const char *group = "";
    int line = 0;

    for (size_t i = 0; i < count; i++) {
        char keys[64];

        if (strcmp(group, commands[i].group) != 0) {
            group = commands[i].group;
            line += line > 0;
            theme_set(&app->theme, STYLE_HEAD);
            put(&app->canvas, inside, line++ - top, 1, -1, group);
        }
        keymap_names(&app->keys, commands[i].command, keys, sizeof keys);
        theme_set(&app->theme, STYLE_KEY);
        put(&app->canvas, inside, line - top, 3, 20, keys);
        theme_set(&app->theme, STYLE_TEXT);
        put(&app->canvas, inside, line++ - top, 24, -1, commands[i].summary);
    }
    return line;
}

static void draw_help(struct app *app)
{
    struct box box = {1, 0, app->rows - 2, app->cols};
    struct box bottom = {app->rows - 1, 0, 1, app->cols};

    draw_help_lines(app, box_inside(box), app->help_top);
    theme_set(&app->theme, STYLE_BORDER_FOCUSED);
    draw_frame(&app->canvas, box, "Help", NULL);
    theme_set(&app->theme, STYLE_DIM);
    put_hints(app, bottom, 1, "{down}/{up} scroll  {help} or {cancel} back to the image  {quit} quit");
}

int screen_help_most(const struct app *app)
{
    size_t count;
    const struct command_info *commands = keymap_commands(&count);
    int lines = (int)count + 1;
    int rows = app->rows - 4;

    for (size_t i = 1; i < count; i++) {
        lines += strcmp(commands[i].group, commands[i - 1].group) != 0 ? 2 : 0;
    }
    return lines > rows ? lines - rows : 0;
}

bool screen_help_command(struct app *app, enum command command)
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

static bool too_small(struct app *app)
{
    struct box box = {0, 0, app->rows, app->cols};

    if (app->panes[app->focus].box.rows > 0) {
        return false;
    }
    theme_set(&app->theme, STYLE_TEXT);
    put(&app->canvas, box, 0, 0, -1, "tdxplore needs 20x5");
    return true;
}

/* The hardware cursor follows the selection, for people who use a screen reader or a magnifier. */
static void place_cursor(struct app *app)
{
    const struct pane *pane = &app->panes[app->focus];
    bool shown = !app->help && !app->sheet.class && pane->inside.rows > 0 && pane->cursor_row >= 0 &&
                 pane->cursor_row < pane->inside.rows && pane->cursor_col < pane->inside.cols;

    curs_set(shown ? 1 : 0);
    if (shown) {
        move(pane->inside.y + pane->cursor_row, pane->inside.x + pane->cursor_col);
    }
}

void screen_draw(struct app *app)
{
    theme_set(&app->theme, STYLE_TEXT);
    hints_clear(app);
    erase();
    if (too_small(app)) {
        refresh();
        return;
    }
    if (app->measuring.overlay) {
        measuring_start(app); /* it may be another guest's by now */
    }
    draw_title(app);
    app->searching.shown = searching_current(app);
    if (app->help) {
        draw_help(app);
    } else if (app->sheet.class) {
        sheet_draw(app);
    } else {
        for (int i = 0; i < PANES; i++) {
            draw_pane(app, (enum pane_id)i);
        }
        if (app->summary_line) {
            draw_summary(app);
        }
        draw_bottom(app);
    }
    place_cursor(app);
    if (app->prompt.active) {
        struct box line = {app->rows - 1, 0, 1, app->cols};

        theme_set(&app->theme, STYLE_TEXT);
        move(line.y, 0);
        clrtoeol();
        curs_set(1);
        prompt_draw(app, line);
    }
    refresh();
}
