/* Learning: a lesson that leads through its image, step by step, while everything can be looked at freely. */
#ifndef TUI_LEARNING_H
#define TUI_LEARNING_H

#include "learn/library.h"
#include "tui/app.h"

/*
 * Begin a lesson, where it was left: with its image in place of the one that is shown. The explorer becomes the owner of the
 * lesson. name: what its progress is kept under; path: of its file, or NULL. False with a message, and nothing changed.
 */
bool learning_begin(struct app *app, struct lesson *lesson, const char *name, const char *path);

/* Begin the n-th of the lessons that are built in. */
bool learning_begin_builtin(struct app *app, unsigned n);

/* Go back to the image and the place that were shown before the lesson. */
void learning_end(struct app *app);

/* Free what it holds, when the explorer ends. */
void learning_close(struct app *app);

/* Commands of a lesson. False where the command is for something else. */
bool learning_command(struct app *app, enum command command);

/* The step that is shown; NULL where there is no lesson. */
const struct lesson_step *learning_step(const struct app *app);

/* The image was decoded again, and app->check is of that: hide it where it is to be found by eye. */
void learning_judge(struct app *app);

/* Steps may carry out what shows something: nothing that ends the explorer, asks for something or writes. */
bool lesson_may_run(enum command command);

/* What stands in place of findings and verdicts while they are hidden. */
extern const char learning_hidden_text[];

/* What the measurement goes by: what was found in the image, be it hidden for a lesson or not. */
const struct tdxp_check_result *learning_judged(const struct app *app);

#endif
