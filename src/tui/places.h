/* The lists of marks and of places that one has been at, on the whole screen. */
#ifndef TUI_PLACES_H
#define TUI_PLACES_H

#include "tui/app.h"

enum { PLACES_TEXT = 256 };

/* A place in a few words, "file 0x1ff7c0  tdvf", into buffer. Safe to show. */
void places_text(const struct app *app, const struct place *place, char *buffer, size_t size);

/* Show a list. A message where it is empty. */
void places_show(struct app *app, enum places_which which);

/* What ":marks" and ":jumps" do. */
bool places_run_marks(struct app *app, const char *rest);
bool places_run_jumps(struct app *app, const char *rest);

/* True where the list has used the command up; false where none is shown. */
bool places_command(struct app *app, enum command command);

/* A click on a row of the screen, while a list is shown. */
void places_click(struct app *app, int y);

/* Draw the list that is shown, and the line below it. */
void places_draw(struct app *app);

#endif
