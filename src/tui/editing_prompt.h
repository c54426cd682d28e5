/* Typing what is to be changed: the value of a field, bytes at the cursor, or the value that a finding asks for. */
#ifndef TUI_EDITING_PROMPT_H
#define TUI_EDITING_PROMPT_H

#include "tui/app.h"

/* Open the prompt for the value of what is selected, as it is now. */
void editing_prompt_value(struct app *app);

/* Open the prompt for bytes: to overwrite those at the cursor with, or to fill the marked range with. */
void editing_prompt_bytes(struct app *app);

/* Give the selected field, or the one that is to blame for a finding about what is selected, its correct value. */
void editing_fix(struct app *app);

#endif
