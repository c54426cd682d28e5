/* A list on the whole screen, to choose from. */
#include "tui/sheet.h"

#include "tui/hints.h"

void sheet_show(struct app *app, const struct sheet_class *class, int chosen)
{
    if (class->count(app) > 0) {
        app->sheet = (struct sheet){.class = class, .list.at = chosen};
    }
}

void sheet_close(struct app *app)
{
    app->sheet.class = NULL;
}

static struct box frame_of(const struct app *app)
{
    return (struct box){1, 0, app->rows - 2, app->cols};
}

/* For the size of the screen, and as many rows as there are. */
static void fit(struct app *app)
{
    app->sheet.list.rows = box_inside(frame_of(app)).rows;
    app->sheet.list.count = app->sheet.class->count(app);
    list_fit(&app->sheet.list);
}

bool sheet_command(struct app *app, enum command command)
{
    if (!app->sheet.class) {
        return false;
    }
    fit(app);
    if (list_command(&app->sheet.list, command) || app->sheet.class->command(app, app->sheet.list.at, command)) {
        return true;
    }
    switch (command) {
    case CMD_CANCEL:
        sheet_close(app);
        return true;
    case CMD_QUIT:
    case CMD_REDRAW:
    case CMD_SUSPEND:
    case CMD_PROMPT:
        return false;
    default:
        return true;
    }
}

void sheet_click(struct app *app, int y)
{
    struct box inside = box_inside(frame_of(app));
    int row = y - inside.y + app->sheet.list.top;

    if (y >= inside.y && y < inside.y + inside.rows && row < app->sheet.class->count(app)) {
        app->sheet.list.at = row;
        app->sheet.class->command(app, row, CMD_FOLLOW);
    }
}

void sheet_draw(struct app *app)
{
    struct box frame = frame_of(app);
    struct box inside = box_inside(frame);
    struct box bottom = {app->rows - 1, 0, 1, app->cols};
    const struct list *list = &app->sheet.list;

    fit(app);
    for (int row = 0; row < inside.rows && list->top + row < list->count; row++) {
        char text[SHEET_TEXT];

        app->sheet.class->row(app, list->top + row, text, sizeof text);
        theme_set(&app->theme, STYLE_TEXT);
        if (list->top + row == list->at) {
            theme_set_selected(&app->theme, true);
            blank(inside, row, 0, inside.cols);
        }
        put(&app->canvas, inside, row, 1, -1, text);
    }
    theme_set(&app->theme, STYLE_BORDER_FOCUSED);
    draw_frame(&app->canvas, frame, app->sheet.class->title, NULL);
    if (app->asking.answer) {
        theme_set(&app->theme, STYLE_KEY);
        put(&app->canvas, bottom, 0, 1, -1, app->asking.text);
        return;
    }
    if (app->message[0]) {
        theme_set(&app->theme, app->message_is_error ? STYLE_ERROR : STYLE_HEAD);
        put(&app->canvas, bottom, 0, 1, -1, app->message);
        return;
    }
    theme_set(&app->theme, STYLE_DIM);
    put_hints(app, bottom, 1, app->sheet.class->hint);
}
