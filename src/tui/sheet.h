/* A list on the whole screen, to choose from: marks, places, settings. */
#ifndef TUI_SHEET_H
#define TUI_SHEET_H

#include "tui/app.h"

enum { SHEET_TEXT = 512 };

struct sheet_class {
    const char *title;
    const char *hint; /* names commands, for the line below */
    int (*count)(const struct app *app);
    /* A row as text, safe to show, into buffer. */
    void (*row)(const struct app *app, int index, char *buffer, size_t size);
    /* What a command does to a row. False where it is for something else. CMD_FOLLOW is also a click on the row. */
    bool (*command)(struct app *app, int index, enum command command);
};

/* Show it, with a row chosen. Without rows it is not shown. */
void sheet_show(struct app *app, const struct sheet_class *class, int chosen);

/* Show it no longer. */
void sheet_close(struct app *app);

/* True where the sheet has used the command up; false where none is shown. */
bool sheet_command(struct app *app, enum command command);

/* A click on a row of the screen, while a sheet is shown. */
void sheet_click(struct app *app, int y);

/* Draw it, and the line below it. */
void sheet_draw(struct app *app);

#endif
