/* Where each pane stands on the screen. */
#include <string.h>

#include "tui/app.h"
#include "tui/comparing.h"
#include "tui/pane_hex.h"

enum {
    MIN_ROWS = 5,
    MIN_COLS = 20,
    FRAME_ROWS = 6,   /* with less, every row is for the pane's contents and none for its frame */
    MEDIUM_COLS = 80, /* two columns from here */
    WIDE_COLS = 132,  /* three from here */
    COLUMN_ROWS = 14, /* less than this is one pane at a time, however wide */
    SIDE_LEAST = 27,  /* tree and map are not narrower */
    SIDE_WANTED = 44, /* and not narrower than this for the sake of more than 16 bytes a row */
    MAP_MOST = 56,
    READOUT_MOST = 16, /* rows with the frame: all that it says */
};

static int clamp(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

static void place(struct app *app, enum pane_id id, int y, int x, int rows, int cols)
{
    struct pane *pane = &app->panes[id];

    pane->box = (struct box){y, x, rows, cols};
    pane->inside = box_inside(pane->box);
}

/* One pane at a time; without a frame around it where every row counts. */
static void layout_single(struct app *app, struct box body)
{
    app->summary_line = app->focus != PANE_EXPLAIN && body.rows >= FRAME_ROWS;
    place(app, app->focus, body.y, body.x, body.rows - (app->summary_line ? 1 : 0), body.cols);
    if (body.rows < FRAME_ROWS) {
        app->panes[app->focus].inside = body;
    }
}

/* Two columns of eight bytes take the place of the tree as well where there is not enough for both, until the tree has the keys. */
static bool hex_needs_all(const struct app *app, int cols)
{
    return comparing(app) && app->main == PANE_HEX && app->focus != PANE_TREE &&
           hex_columns(app, WIDE_COLS, 8) > cols - SIDE_LEAST;
}

/* Where the explanation gives way to something else, what is selected is told in one line above the bottom one. */
static void layout_medium(struct app *app, struct box body)
{
    bool summary = app->low != PANE_EXPLAIN;
    int rows = body.rows - summary;
    bool whole = hex_needs_all(app, body.cols);
    int low = app->low == PANE_READOUT  ? clamp(rows / 2, 6, READOUT_MOST)
              : app->low == PANE_LESSON ? clamp(rows * 2 / 5, 10, 14)
                                        : clamp(rows * 3 / 10, 6, 12);
    int top = rows - low;
    int hex = hex_columns(app, body.cols - SIDE_LEAST - 2, 16);
    int tree = whole ? 0 : clamp(body.cols - hex, SIDE_LEAST, body.cols / 2);

    app->summary_line = summary;
    if (!whole) {
        place(app, PANE_TREE, body.y, body.x, top, tree);
    }
    place(app, app->main, body.y, body.x + tree, top, body.cols - tree);
    place(app, app->low, body.y + top, body.x, low, body.cols);
}

static void layout_wide(struct app *app, struct box body)
{
    int low = clamp(body.rows * 3 / 10, 6, 16);
    int top = body.rows - low;
    int narrow = hex_columns(app, body.cols - 2 * SIDE_LEAST, 16);
    int comfortable = hex_columns(app, body.cols - 2 * SIDE_WANTED, 32);
    int hex = comfortable > narrow ? comfortable : narrow;
    int rest = body.cols - hex;
    int map = clamp(rest / 2, SIDE_LEAST, MAP_MOST);
    int tree = rest - map;
    int aux = clamp(body.cols * 2 / 5, 40, 90);

    place(app, PANE_TREE, body.y, body.x, top, tree);
    place(app, PANE_HEX, body.y, body.x + tree, top, hex);
    place(app, PANE_MAP, body.y, body.x + tree + hex, top, map);
    place(app, app->aux, body.y + top, body.x, low, aux);
    place(app, PANE_EXPLAIN, body.y + top, body.x + aux, low, body.cols - aux);
}

void app_layout(struct app *app)
{
    struct box body = {1, 0, app->rows - 2, app->cols};

    for (int i = 0; i < PANES; i++) {
        place(app, (enum pane_id)i, 0, 0, 0, 0);
        app->panes[i].focused = (enum pane_id)i == app->focus;
    }
    app->summary_line = false;
    if (app->rows < MIN_ROWS || app->cols < MIN_COLS) {
        return;
    }
    if (app->zoomed || app->cols < MEDIUM_COLS || body.rows < COLUMN_ROWS) {
        layout_single(app, body);
    } else if (app->cols < WIDE_COLS) {
        layout_medium(app, body);
    } else {
        layout_wide(app, body);
    }
}

void app_focus(struct app *app, enum pane_id pane)
{
    app->focus = pane;
    if (pane == PANE_FINDINGS || pane == PANE_VERDICTS || pane == PANE_CODE || pane == PANE_MEASURE ||
        pane == PANE_MATCHES || pane == PANE_READOUT || pane == PANE_LESSON || pane == PANE_DIFFERENCES) {
        app->aux = pane;
    }
    if (pane == PANE_EXPLAIN || pane == PANE_READOUT || pane == PANE_LESSON || pane == PANE_DIFFERENCES) {
        app->low = pane;
    } else if (pane != PANE_TREE) {
        app->main = pane;
    }
    app_layout(app);
    app_show_selection(app);
}

void app_toggle_readout(struct app *app)
{
    bool shown = app->panes[PANE_READOUT].inside.rows > 0;

    if (app->focus == PANE_READOUT) {
        app->focus = PANE_HEX;
    }
    app->aux = shown ? PANE_FINDINGS : PANE_READOUT;
    app->low = shown ? PANE_EXPLAIN : PANE_READOUT;
    app_layout(app);
    if (!shown && (app->panes[PANE_READOUT].inside.rows == 0 || app->panes[app->focus].inside.rows == 0)) {
        /* There is room for one pane alone, or it stands where the pane with the keys stood. */
        app->focus = PANE_READOUT;
    }
    app_focus(app, app->focus);
}
