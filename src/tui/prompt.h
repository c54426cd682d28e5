/* The line that is typed at the bottom of the screen. */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include "tui/app.h"

/* A command of ":". The table of them is in prompt.c. */
struct prompt_command {
    const char *name;
    bool (*run)(struct app *app,
                const char *rest); /* rest: what is behind the name. False, with a message, keeps the prompt */
    completions_offer *offer;      /* what Tab completes behind the name; NULL: nothing */
    const char *usage;             /* what may follow the name, for people; NULL: nothing */
};

/* Put a text into the open prompt, to be taken as it is or changed. */
void prompt_fill(struct app *app, const char *text);

/* A key for the open prompt. */
void prompt_key(struct app *app, int key);

/* Draw it into a row of the screen; the hardware cursor is left on it. */
void prompt_draw(struct app *app, struct box line);

/* What ":" accepts. */
bool prompt_run_command(struct app *app, const char *text);

/* What Tab completes of it: names of commands, and behind one what the command offers. */
void prompt_offer_command(const struct app *app, const char *typed, struct completions *c);

/* Free what the prompt holds. */
void prompt_close(struct app *app);

#endif
