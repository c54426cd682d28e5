/* The lists of marks and of places that one has been at, on the whole screen. */
#include "tui/places.h"

#include <inttypes.h>
#include <stdio.h>

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
    if (app->places.list == PLACES_JUMPS) {
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

void places_show(struct app *app, enum places_list list)
{
    app->history.items[app->history.at] = app_here(app);
    app->places = (struct places){.list = list};
    if (list == PLACES_JUMPS) {
        app->places.chosen = app->history.at;
    }
    if (count_rows(app) == 0) {
        app->places.list = PLACES_NONE;
        app_message(app, false, "no marks are set; M and a letter set one");
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

/* ---- commands ---- */

static void go(struct app *app)
{
    enum places_list list = app->places.list;
    int chosen = app->places.chosen;
    char sign;
    const struct place *place = row_at(app, chosen, &sign);

    app->places.list = PLACES_NONE;
    if (list == PLACES_JUMPS) {
        app_go_history(app, chosen);
    } else if (place) {
        app_go_place(app, place);
    }
}

static int page_of(const struct app *app)
{
    return app->rows > 5 ? app->rows - 4 : 1;
}

static void choose(struct app *app, int to)
{
    int count = count_rows(app);

    app->places.chosen = to < 0 ? 0 : to >= count ? count - 1 : to;
}

bool places_command(struct app *app, enum command command)
{
    int chosen = app->places.chosen;

    if (app->places.list == PLACES_NONE) {
        return false;
    }
    switch (command) {
    case CMD_UP:
        choose(app, chosen - 1);
        return true;
    case CMD_DOWN:
        choose(app, chosen + 1);
        return true;
    case CMD_PAGE_UP:
    case CMD_HALF_UP:
        choose(app, chosen - page_of(app));
        return true;
    case CMD_PAGE_DOWN:
    case CMD_HALF_DOWN:
        choose(app, chosen + page_of(app));
        return true;
    case CMD_TOP:
    case CMD_LINE_START:
        choose(app, 0);
        return true;
    case CMD_BOTTOM:
    case CMD_LINE_END:
        choose(app, count_rows(app) - 1);
        return true;
    case CMD_FOLLOW:
        go(app);
        return true;
    case CMD_CANCEL:
        app->places.list = PLACES_NONE;
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

static struct box frame_of(const struct app *app)
{
    return (struct box){1, 0, app->rows - 2, app->cols};
}

static int top_of(const struct app *app)
{
    int rows = box_inside(frame_of(app)).rows;

    return app->places.chosen >= rows ? app->places.chosen - rows + 1 : 0;
}

void places_click(struct app *app, int y)
{
    struct box inside = box_inside(frame_of(app));
    int row = y - inside.y + top_of(app);

    if (y >= inside.y && y < inside.y + inside.rows && row < count_rows(app)) {
        app->places.chosen = row;
        go(app);
    }
}

void places_draw(struct app *app)
{
    struct box frame = frame_of(app);
    struct box inside = box_inside(frame);
    struct box bottom = {app->rows - 1, 0, 1, app->cols};
    bool jumps = app->places.list == PLACES_JUMPS;
    int top = top_of(app);

    for (int row = 0; row < inside.rows; row++) {
        char text[PLACES_TEXT];
        char sign;
        const struct place *place = row_at(app, top + row, &sign);

        if (!place) {
            break;
        }
        places_text(app, place, text, sizeof text);
        theme_set(&app->theme, STYLE_TEXT);
        if (top + row == app->places.chosen) {
            theme_set_selected(&app->theme, true);
            blank(inside, row, 0, inside.cols);
        }
        putf(&app->canvas, inside, row, 1, -1, "%c  %s", sign, text);
    }
    theme_set(&app->theme, STYLE_BORDER_FOCUSED);
    draw_frame(&app->canvas, frame, jumps ? "Places, from the oldest on" : "Marks", NULL);
    theme_set(&app->theme, STYLE_DIM);
    put(&app->canvas, bottom, 0, 1, -1, "j/k choose  Enter go there  Esc back");
}
