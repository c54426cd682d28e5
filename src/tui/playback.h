/* Playing the launch: how the VMM builds the guest, step by step, shown by all panes. */
#ifndef TUI_PLAYBACK_H
#define TUI_PLAYBACK_H

#include "tui/app.h"

enum { PLAYBACK_MS = 900 }; /* from one step to the next while it runs */

/* How far the launch has come with a section. */
enum playback_state {
    PLAYBACK_DONE,    /* all of it: always so while nothing is played */
    PLAYBACK_ADDED,   /* its pages are there; they are not measured yet */
    PLAYBACK_PENDING, /* not begun */
};

enum playback_state playback_state_of(const struct app *app, uint32_t section);

/* A command of the playback; false where it is none, or none now. */
bool playback_command(struct app *app, enum command command);

/* The time for a step has come, while it runs. */
void playback_tick(struct app *app);

/* "launch 3/9  PAGE.ADD  0 BFV  ffe20000-ffffffff", for the bottom line. */
void playback_line(const struct app *app, char *buffer, size_t size);

/* The current step in words. */
void playback_words(const struct app *app, char *buffer, size_t size);

/* The image was decoded again: go on at the same step, or end where the launch has become another. */
void playback_reload(struct app *app);

/* Free what it holds. */
void playback_close(struct app *app);

#endif
