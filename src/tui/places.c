/* The lists of marks and of places that one has been at, on the whole screen. */
#include "tui/places.h"

#include <inttypes.h>
#include <stdio.h>

#include "tui/hints.h"

void places_text(const struct app *app, const struct place *place, char *buffer, size_t size)
{
    const struct selection *s = &place->selection;
    char path[SAFE_SIZE], safe[SAFE_SIZE];

    tdxp_node_path(s->node, path, sizeof path);
    app_safe(app, path, safe, sizeof safe);
    if (place->guest && s->has_gpa) {
        snprintf(buffer, size, "GPA 0x%" PRIx64 "  %.150s", s->gpa, safe);
    } else {
        snprintf(buffer, size, "%s 0x%" PRIx64 "  %.150s", s->space->name, s->offset, safe);
    }
}

/* ---- rows ---- */

/* The index-th row: its place, and the sign before it. NULL past the last. */
static const struct place *row_at(const struct app *app, int index, char *sign)
{
    if (app->places.which == PLACES_JUMPS) {
        *sign = index == app->history.at ? '>' : ' ';
        return index < app->history.count ? &app->history.items[index] : NULL;
    }
    for (int i = 0; i < MARKS; i++) {
        if (app->marks[i].set && index-- == 0) {
            *sign = (char)(i < 26 ? 'a' + i : 'A' + i - 26);
            return &app->marks[i].place;
        }
    }
    return NULL;
}

static int count_rows(const struct app *app)
{
    char sign;
    int count = 0;

    while (row_at(app, count, &sign)) {
        count++;
    }
    return count;
}

void places_show(struct app *app, enum places_which which)
{
    app->history.items[app->history.at] = app_here(app);
    app->places = (struct places){.which = which};
    if (which == PLACES_JUMPS) {
        app->places.list.at = app->history.at;
    }
    if (count_rows(app) == 0) {
        app->places.which = PLACES_NONE;
        app_message(app, false, "no marks are set; {mark} and a letter set one");
    }
}

bool places_run_marks(struct app *app, const char *rest)
{
    (void)rest;
    places_show(app, PLACES_MARKS);
    return true;
}

bool places_run_jumps(struct app *app, const char *rest)
{
    (void)rest;
    places_show(app, PLACES_JUMPS);
    return true;
}

static struct box frame_of(const struct app *app)
{
    return (struct box){1, 0, app->rows - 2, app->cols};
}

/* For the size of the screen, and as many rows as there are. */
static void fit(struct app *app)
{
    app->places.list.rows = box_inside(frame_of(app)).rows;
    app->places.list.count = count_rows(app);
    list_fit(&app->places.list);
}

/* ---- commands ---- */

static void go(struct app *app)
{
    enum places_which which = app->places.which;
    int chosen = app->places.list.at;
    char sign;
    const struct place *place = row_at(app, chosen, &sign);

    app->places.which = PLACES_NONE;
    if (which == PLACES_JUMPS) {
        app_go_history(app, chosen);
    } else if (place) {
        app_go_place(app, place);
    }
}

bool places_command(struct app *app, enum command command)
{
    if (app->places.which == PLACES_NONE) {
        return false;
    }
    fit(app);
    if (list_command(&app->places.list, command)) {
        return true;
    }
    switch (command) {
    case CMD_FOLLOW:
        go(app);
        return true;
    case CMD_CANCEL:
        app->places.which = PLACES_NONE;
        return true;
    case CMD_QUIT:
    case CMD_REDRAW:
    case CMD_SUSPEND:
        return false;
    default:
        return true;
    }
}

/* ---- drawing ---- */

void places_click(struct app *app, int y)
{
    struct box inside = box_inside(frame_of(app));
    int row = y - inside.y + app->places.list.top;

    if (y >= inside.y && y < inside.y + inside.rows && row < count_rows(app)) {
        app->places.list.at = row;
        go(app);
    }
}

void places_draw(struct app *app)
{
    struct box frame = frame_of(app);
    struct box inside = box_inside(frame);
    struct box bottom = {app->rows - 1, 0, 1, app->cols};
    bool jumps = app->places.which == PLACES_JUMPS;
    int top;

    fit(app);
    top = app->places.list.top;
    for (int row = 0; row < inside.rows; row++) {
        char text[PLACES_TEXT];
        char sign;
        const struct place *place = row_at(app, top + row, &sign);

        if (!place) {
            break;
        }
        places_text(app, place, text, sizeof text);
        theme_set(&app->theme, STYLE_TEXT);
        if (top + row == app->places.list.at) {
            theme_set_selected(&app->theme, true);
            blank(inside, row, 0, inside.cols);
        }
        putf(&app->canvas, inside, row, 1, -1, "%c  %s", sign, text);
    }
    theme_set(&app->theme, STYLE_BORDER_FOCUSED);
    draw_frame(&app->canvas, frame, jumps ? "Places, from the oldest on" : "Marks", NULL);
    theme_set(&app->theme, STYLE_DIM);
    put_hints(app, bottom, 1, "{down}/{up} choose  {follow} go there  {cancel} back");
}
