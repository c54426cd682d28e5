/* The keys that are worth knowing now, in the bottom line; a click on one is as good as the key. */
#ifndef TUI_HINTS_H
#define TUI_HINTS_H

#include "tui/app.h"

/* Forget what stands in the bottom line; to be called before it is drawn. */
void hints_clear(struct app *app);

/*
 * Hints, two blanks apart, that name commands ("{help} help  {quit} quit"): each is shown whole or not at all. Returns the
 * column behind the last.
 */
int put_hints(struct app *app, struct box line, int col, const char *hints);

/* The same for a text whose parts are two blanks apart, and which names no commands. */
int put_parts(const struct app *app, struct box line, int col, const char *text);

/* The columns that all of the hints take. */
int hints_width(const struct app *app, const char *hints);

/* The command of the hint at a column of the bottom line, or CMD_NONE. */
enum command hints_at(const struct app *app, int col);

#endif
