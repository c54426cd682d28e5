/* Going to places: those that are typed, marked, listed, or next of their kind. */
#ifndef TUI_GOING_H
#define TUI_GOING_H

#include "tui/app.h"

struct change;

/*
 * What "g" and ":goto" do: text is a place as tui/expression.h has it. A path through what is compressed and closed has
 * that opened, and goes on then. False with a message.
 */
bool going_to(struct app *app, const char *text);

/* Offer places: nodes level by level, sections, and what addresses begin with. */
void going_offer(const struct app *app, const char *typed, struct completions *c);

/* What ":gpa" does: an address, or a sum, is shown in guest memory. False with a message. */
bool going_gpa(struct app *app, const char *text);

/* Take the next key for the letter of a mark: to set it here, or to go to it. */
void going_mark(struct app *app);
void going_jump(struct app *app);

/* The image was decoded again: translate says where a place is now. */
void going_reload(struct app *app, void (*translate)(struct app *app, const struct change *change, struct place *place),
                  const struct change *change);

/* Go to the next or previous place of the kind that the command is of. False where it is none of those. */
bool going_command(struct app *app, enum command command);

#endif
