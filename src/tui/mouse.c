/* The mouse: presses, drags, double clicks and the wheel, led to the panes under it. */
#include "tui/mouse.h"

#include <curses.h>

#include "tui/hints.h"
#include "tui/monotonic.h"
#include "tui/screen.h"
#include "tui/sheet.h"

enum {
    WHEEL_LINES = 3,
    DOUBLE_MS = 400, /* from one press to the next of a double click */
    BEYOND_MS = 50,  /* from one line to the next, while the button is held above or below the pane */
    EVENTS = 16,     /* more than curses keeps */
};

static bool is_in(struct box box, int y, int x)
{
    return y >= box.y && y < box.y + box.rows && x >= box.x && x < box.x + box.cols;
}

static struct pane *pane_under(struct app *app, int y, int x)
{
    for (int i = 0; i < PANES; i++) {
        if (is_in(app->panes[i].inside, y, x)) {
            return &app->panes[i];
        }
    }
    return NULL;
}

/* The pane whose title stands there, in the top edge of its frame. */
static struct pane *pane_titled(struct app *app, int y, int x)
{
    for (int i = 0; i < PANES; i++) {
        struct box edge = app->panes[i].box;

        edge.rows = edge.rows > 0;
        if (is_in(edge, y, x)) {
            return &app->panes[i];
        }
    }
    return NULL;
}

static void focus(struct app *app, const struct pane *pane)
{
    app_focus(app, (enum pane_id)(pane - app->panes));
}

/* Turning the wheel is pressing a cursor key a few times in the pane under it, which need not have the keys. */
static void on_wheel(struct app *app, struct pane *pane, enum command command)
{
    if (app->sheet.class) {
        sheet_command(app, command);
        return;
    }
    if (!app->help && pane && pane->class->wheel) {
        pane->class->wheel(app, pane, command == CMD_UP);
        return;
    }
    for (int n = 0; n < WHEEL_LINES; n++) {
        if (app->help) {
            screen_help_command(app, command);
        } else if (pane) {
            pane->class->command(app, pane, command);
        }
    }
}

static void drag_on(struct app *app)
{
    struct press *press = &app->press;
    bool begins = !press->dragged;

    press->dragged = true;
    press->pane->class->drag(app, press->pane, press->row, press->col, begins);
}

static bool is_beyond(const struct press *press)
{
    int rows = press->pane ? press->pane->inside.rows : 0;

    return rows > 0 && press->dragged && (press->row < 0 || press->row >= rows);
}

/* The mouse is at a cell of the screen with the button held down. */
static void on_motion(struct app *app, int y, int x)
{
    struct press *press = &app->press;
    int row, col;

    if (!press->pane || !press->pane->class->drag || press->pane->inside.rows == 0) {
        return;
    }
    row = y - press->pane->inside.y;
    col = x - press->pane->inside.x;
    if (row == press->row && col == press->col) {
        return;
    }
    press->row = row;
    press->col = col;
    press->chosen = NULL;
    drag_on(app);
    press->due_ms = monotonic_ms() + BEYOND_MS;
}

/* A terminal that tells nothing in between tells here where the mouse was dragged to. */
static void on_release(struct app *app, int y, int x)
{
    on_motion(app, y, x);
    app->press.pane = NULL;
}

/* What Enter does in the pane, about what the press before has chosen there: it may stand elsewhere by now. */
static void open_chosen(struct app *app, struct pane *pane)
{
    if (!pane->class->command(app, pane, CMD_FOLLOW)) {
        app_follow(app);
    }
}

static void on_press(struct app *app, int y, int x)
{
    const struct press before = app->press;
    struct pane *pane = pane_under(app, y, x);
    int64_t now = monotonic_ms();

    app->press = (struct press){.pane = NULL};
    if (before.chosen && before.y == y && before.x == x && now - before.at_ms <= DOUBLE_MS) {
        open_chosen(app, before.chosen);
        return;
    }
    if (!pane) {
        pane = pane_titled(app, y, x);
        if (y == 0 && x >= app->verdicts_col) {
            app_focus(app, PANE_VERDICTS);
        } else if (pane) {
            focus(app, pane);
        }
        return;
    }
    focus(app, pane);
    app->press.pane = pane;
    app->press.row = y - pane->inside.y;
    app->press.col = x - pane->inside.x;
    if (pane->class->click && pane->class->click(app, pane, app->press.row, app->press.col)) {
        app->press.chosen = pane;
        app->press.y = y;
        app->press.x = x;
        app->press.at_ms = now;
    }
}

static void on_event(struct app *app, const MEVENT *event)
{
    if (event->bstate & REPORT_MOUSE_POSITION) {
        on_motion(app, event->y, event->x);
        return;
    }
    if (event->bstate & BUTTON1_RELEASED) {
        on_release(app, event->y, event->x);
        return;
    }
    app->message[0] = '\0';
    changes_free(&app->changes);
    if (event->bstate & (BUTTON4_PRESSED | BUTTON5_PRESSED)) {
        on_wheel(app, pane_under(app, event->y, event->x), (event->bstate & BUTTON4_PRESSED) ? CMD_UP : CMD_DOWN);
    } else if (event->bstate & BUTTON3_PRESSED) {
        mouse_end(app);
        if (!app->help && !app->sheet.class) {
            app_back(app);
        }
    } else if (event->y == app->rows - 1 && hints_at(app, event->x) != CMD_NONE) {
        mouse_end(app);
        app_run(app, hints_at(app, event->x));
    } else if (app->sheet.class) {
        mouse_end(app);
        sheet_click(app, event->y);
    } else if (!app->help) {
        on_press(app, event->y, event->x);
    }
}

/* One KEY_MOUSE may stand for several events, which curses hands out from the newest to the oldest. */
void mouse_take(struct app *app)
{
    MEVENT events[EVENTS];
    int count = 0;

    while (count < EVENTS && getmouse(&events[count]) == OK) {
        count++;
    }
    while (count > 0) {
        on_event(app, &events[--count]);
    }
}

int mouse_rest(const struct app *app)
{
    int64_t rest = app->press.due_ms - monotonic_ms();

    return !is_beyond(&app->press) ? -1 : rest > 0 ? (int)rest : 0;
}

void mouse_tick(struct app *app)
{
    if (mouse_rest(app) == 0) {
        drag_on(app);
        app->press.due_ms = monotonic_ms() + BEYOND_MS;
    }
}

void mouse_end(struct app *app)
{
    app->press = (struct press){.pane = NULL};
}
