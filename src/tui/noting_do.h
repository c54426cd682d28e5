/* What can be done with notes; the notes are known. All return false after a message where it could not be done. */
#ifndef TUI_NOTING_DO_H
#define TUI_NOTING_DO_H

#include "tui/app.h"

/* Take what is selected, the marked range or else the node, for the place that is noted at next. False with a message. */
bool noting_aim(struct app *app);

/* The same for a place. */
bool noting_aim_at(struct app *app, const struct tdxp_note_place *place);

/* Let the note of that place be typed; NULL: begin with the text that it has. */
bool noting_edit(struct app *app, const char *typed);

/* Write what was typed. An empty text takes the note away, when that has been confirmed. */
bool noting_write(struct app *app, const char *typed);

/* Go to the next note in the tree, or the one before. */
bool noting_next(struct app *app, bool backwards);

/* Show the list. */
bool noting_list(struct app *app);

/* ":notes" with what is behind it: "carry", "export FILE", "import FILE", or nothing for the list. */
bool noting_do_command(struct app *app, const char *rest);

/* ---- for the line behind ":" and for keys ---- */

bool noting_run_note(struct app *app, const char *rest);
bool noting_run_notes(struct app *app, const char *rest);
void noting_offer(const struct app *app, const char *typed, struct completions *c);

/* True where the command is one of notes. */
bool noting_command(struct app *app, enum command command);

#endif
