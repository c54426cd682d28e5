/* The lists of marks and of places that one has been at. */
#ifndef TUI_PLACES_H
#define TUI_PLACES_H

#include "tui/app.h"

enum { PLACES_TEXT = 256 };

/* A place in a few words, "file 0x1ff7c0  tdvf", into buffer. Safe to show. */
void places_text(const struct app *app, const struct place *place, char *buffer, size_t size);

/* Show the list of marks. A message where none is set. */
void places_show_marks(struct app *app);

/* What ":marks" and ":jumps" do. */
bool places_run_marks(struct app *app, const char *rest);
bool places_run_jumps(struct app *app, const char *rest);

#endif
