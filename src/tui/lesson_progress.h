/* How far somebody has come in the lessons, kept in the user's directory of state. */
#ifndef TUI_LESSON_PROGRESS_H
#define TUI_LESSON_PROGRESS_H

#include "tui/app.h"

/* Read what was kept, where there is anything. */
void lesson_progress_load(struct app *app);

/* Of a lesson; all zero for one that nobody has begun. */
struct lesson_progress lesson_progress_of(const struct app *app, const char *name);

/* Note it, and write it down where that can be done. done: it was gone through, which stays so. */
void lesson_progress_set(struct app *app, const char *name, size_t at, bool done);

#endif
