/*
 * What a pane is: a small table of functions. The app knows panes only through it.
 *
 * A pane draws the app's one selection in its own way and changes it through the functions of app.h; it never talks to
 * another pane.
 */
#ifndef TUI_PANE_H
#define TUI_PANE_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/draw.h"
#include "tui/keymap.h"

struct app;
struct change;
struct pane;

struct pane_class {
    const char *name; /* shown in the frame, behind the key that leads to the pane */
    char key;         /* that key, where it is not the digit of the pane's number; else 0 */
    const char *hint; /* keys worth knowing here, for the bottom line: "Enter follow  h/l close/open" */
    const char *(*hint_now)(
        const struct app *app); /* in its place, where the keys are not always the same; may be NULL */
    size_t state_size;          /* bytes of pane->state, zeroed at the start; 0: none */

    /* Text for the frame's top edge behind the name, into buffer; may be NULL. */
    void (*title)(const struct app *app, const struct pane *pane, char *buffer, size_t size);
    /* Draw into pane->inside. Places the hardware cursor with pane->cursor_* where it has one. */
    void (*draw)(struct app *app, struct pane *pane);
    /* Carry out a command. False where the pane has no use for it: the app then tries its own. */
    bool (*command)(struct app *app, struct pane *pane, enum command command);
    /*
     * A click at a cell of pane->inside (row and column from its corner). True where that has chosen something which CMD_FOLLOW
     * is then about, so that a double click opens it. May be NULL.
     */
    bool (*click)(struct app *app, struct pane *pane, int row, int col);
    /*
     * The button that was pressed at a cell, as click was told, is held down at another one: above or below the
     * pane where row is negative or not less than pane->inside.rows, and then told again and again. begins: for the first
     * time since it was pressed. May be NULL.
     */
    void (*drag)(struct app *app, struct pane *pane, int row, int col, bool begins);
    /* The wheel was turned by a notch. May be NULL: it then moves by a few lines, as the arrow keys do. */
    void (*wheel)(struct app *app, struct pane *pane, bool up);
    /* The selection has changed, by whomever: bring it into view. May be NULL. */
    void (*follow)(struct app *app, struct pane *pane);
    /* Another image is shown: size the state for it. False where memory ran out. May be NULL. */
    bool (*open)(struct app *app, struct pane *pane);
    /*
     * The image was decoded again (tui/reload.h), and state is as open made it: take over from the state before what still
     * holds. The trees that it is of are both there. May be NULL: everything begins anew.
     */
    void (*adopt)(struct app *app, struct pane *pane, const void *before, const struct change *change);
    /* Free what state holds. May be NULL. */
    void (*close)(struct app *app, struct pane *pane);
};

struct pane {
    const struct pane_class *class;
    void *state;
    struct box box;    /* with the frame; rows 0 where it is not on the screen */
    struct box inside; /* without the frame; the same as box where it has none */
    bool focused;
    int cursor_row, cursor_col; /* in inside; row -1: no hardware cursor */
};

#endif
