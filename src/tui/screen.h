/* The whole screen: title line, panes, bottom line, help. */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include "tui/app.h"

/* Draw everything; curses sends only what differs from what is shown. */
void screen_draw(struct app *app);

/* How far the help screen can be scrolled down. */
int screen_help_most(const struct app *app);

/* True where the help screen has used the command up. It is open. */
bool screen_help_command(struct app *app, enum command command);

#endif
