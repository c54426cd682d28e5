/* The line that is typed at the bottom of the screen. */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include "tui/app.h"

/* Put a text into the open prompt, to be taken as it is or changed. */
void prompt_fill(struct app *app, const char *text);

/* A key for the open prompt. */
void prompt_key(struct app *app, int key);

/* Draw it into a row of the screen; the hardware cursor is left on it. */
void prompt_draw(struct app *app, struct box line);

/* What ":" accepts. */
bool prompt_run_command(struct app *app, const char *text);

#endif
