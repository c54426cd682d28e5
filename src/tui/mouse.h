/* The mouse: presses, drags, double clicks and the wheel, led to the panes under it. */
#ifndef TUI_MOUSE_H
#define TUI_MOUSE_H

#include "tui/app.h"

/* Take from curses what the mouse has done, and do what it stands for. To be called on KEY_MOUSE. */
void mouse_take(struct app *app);

/* Milliseconds until mouse_tick is to be called while the button is held above or below the pane; -1: it is not. */
int mouse_rest(const struct app *app);

/* Go on with a drag that has left its pane, where it is time for that. */
void mouse_tick(struct app *app);

/* A key was pressed: what was done with the mouse before is over. */
void mouse_end(struct app *app);

#endif
