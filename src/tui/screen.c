/* The whole screen: title line, panes, bottom line, help. */
#include "tui/screen.h"

#include <curses.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tdxplore/text.h"
#include "tui/pane_explain.h"
#include "tui/playback.h"
#include "tui/prompt.h"

/* "spec ok  qemu NO"; where room is short those that refuse, and where there is less still how many. */
static void verdicts_text(const struct app *app, int room, char *buffer, size_t size)
{
    const struct tdxp_check_result *check = app->check;
    char refusers[128] = "refused by";
    size_t refusals = 0;
    size_t used = 0;
    size_t named = strlen(refusers);

    for (size_t i = 0; i < check->verdict_count; i++) {
        const struct tdxp_verdict *v = &check->verdicts[i];

        used += (size_t)snprintf(buffer + used, used < size ? size - used : 0, "%s %s  ", v->consumer->key,
                                 v->accepts ? "ok" : "NO");
        if (!v->accepts && named < sizeof refusers) {
            refusals++;
            named += (size_t)snprintf(refusers + named, sizeof refusers - named, " %s", v->consumer->key);
        }
    }
    if (used < size && (int)used <= room) {
        return;
    }
    if (refusals == 0) {
        snprintf(buffer, size, "all accept ");
    } else if (named < sizeof refusers && (int)named < room) {
        snprintf(buffer, size, "%s ", refusers);
    } else {
        snprintf(buffer, size, "%zu of %zu refuse ", refusals, check->verdict_count);
    }
}

/* What is said of the image at the left; how it was found is left out where room is short. */
static void title_text(const struct app *app, bool with_way, char *buffer, size_t size)
{
    const struct tdxp_tdvf *tdvf = app->fw->tdvf;
    char human[TDXP_HUMAN_SIZE];
    int used;

    tdxp_human_size(tdxp_image_bytes(app->image)->size, human);
    used = snprintf(buffer, size, " tdxplore  %s  %s  ", app->name, human);
    if (used < 0 || (size_t)used >= size) {
        return;
    }
    buffer += used;
    size -= (size_t)used;
    if (!tdvf) {
        snprintf(buffer, size, "no TDX descriptor  ");
        return;
    }
    used = snprintf(buffer, size, "TDVF v%" PRIu32 ", %" PRIu32 " section%s  ", tdvf->version,
                    tdvf->section_count, tdvf->section_count == 1 ? "" : "s");
    if (with_way && used > 0 && (size_t)used < size) {
        snprintf(buffer + used, size - (size_t)used, "via %s  ",
                 tdxp_method_title((enum tdxp_method)app->fw->located_by));
    }
}

static void draw_title(struct app *app)
{
    struct box line = {0, 0, 1, app->cols};
    char verdicts[256];
    char text[512];

    title_text(app, true, text, sizeof text);
    verdicts_text(app, line.cols - text_width(text), verdicts, sizeof verdicts);
    if (text_width(text) + text_width(verdicts) > line.cols) {
        title_text(app, false, text, sizeof text);
        verdicts_text(app, line.cols - text_width(text), verdicts, sizeof verdicts);
    }
    theme_set(&app->theme, STYLE_TITLE);
    blank(line, 0, 0, line.cols);
    put(&app->canvas, line, 0, 0, -1, text);
    if (text_width(text) + text_width(verdicts) <= line.cols) {
        put(&app->canvas, line, 0, line.cols - text_width(verdicts), -1, verdicts);
    }
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
    snprintf(name, sizeof name, "%d %s", (int)id + 1, pane->class->name);
    if (pane->class->title) {
        pane->class->title(app, pane, title, sizeof title);
    }
    snprintf(text, sizeof text, "%s%s%s", name, *title ? "  " : "", title);
    theme_set(&app->theme, pane->focused ? STYLE_BORDER_FOCUSED : STYLE_BORDER);
    draw_frame(&app->canvas, pane->box, text, NULL);
}

static void draw_playback(struct app *app, struct box line)
{
    const char *hint = app->playback.running ? "Space pause  Esc end" : ", . step  Space run  Esc end";
    int room = line.cols - 3 - text_width(hint);
    char text[160];

    playback_line(app, text, sizeof text);
    theme_set(&app->theme, STYLE_HEAD);
    put(&app->canvas, line, 0, 1, room > 0 ? room : -1, text);
    if (room > 0) {
        theme_set(&app->theme, STYLE_DIM);
        put(&app->canvas, line, 0, line.cols - 1 - text_width(hint), -1, hint);
    }
}

static void draw_bottom(struct app *app)
{
    struct box line = {app->rows - 1, 0, 1, app->cols};
    static const char ways_on[] = "Tab pane  Ctrl-O back  ] finding";
    static const char ways_out[] = "? help  q quit";
    const struct pane *pane = &app->panes[app->focus];
    char hint[256];
    int room;
    int col;

    if (app->message[0]) {
        theme_set(&app->theme, app->message_is_error ? STYLE_ERROR : STYLE_HEAD);
        put(&app->canvas, line, 0, 1, -1, app->message);
        return;
    }
    if (app->playback.active) {
        draw_playback(app, line);
        return;
    }
    /* How to get help and out is never cut off. */
    room = line.cols - 1 - text_width(ways_out);
    snprintf(hint, sizeof hint, "%s%s", app->zoomed ? "z back  " : "", pane->class->hint);
    if (text_width(hint) + text_width(ways_on) + 4 <= room) {
        snprintf(hint + strlen(hint), sizeof hint - strlen(hint), "  %s", ways_on);
    }
    theme_set(&app->theme, STYLE_DIM);
    col = 1 + put(&app->canvas, line, 0, 1, room - 3, hint);
    put(&app->canvas, line, 0, col > 1 ? col + 2 : 1, -1, ways_out);
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
        keymap_names(commands[i].command, keys, sizeof keys);
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
    put(&app->canvas, bottom, 0, 1, -1, "j/k scroll  ? or Esc back to the image  q quit");
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
    bool shown = !app->help && pane->inside.rows > 0 && pane->cursor_row >= 0 &&
                 pane->cursor_row < pane->inside.rows && pane->cursor_col < pane->inside.cols;

    curs_set(shown ? 1 : 0);
    if (shown) {
        move(pane->inside.y + pane->cursor_row, pane->inside.x + pane->cursor_col);
    }
}

void screen_draw(struct app *app)
{
    theme_set(&app->theme, STYLE_TEXT);
    erase();
    if (too_small(app)) {
        refresh();
        return;
    }
    draw_title(app);
    if (app->help) {
        draw_help(app);
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
