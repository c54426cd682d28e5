/* Whether a lesson fits its image: the places, panes and commands that it names. */
#ifndef TUI_LESSON_CHECK_H
#define TUI_LESSON_CHECK_H

#include "learn/lesson.h"

/*
 * Tell of each line that cannot be done; path is that of its file, or NULL. Returns how many there are, or -1 with *err
 * filled in where its image cannot be opened or memory ran out.
 */
int lesson_check(const struct lesson *lesson, const char *path,
                 void (*tell)(void *context, int line, const char *wrong), void *context, struct tdxp_error *err);

#endif
