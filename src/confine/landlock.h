/* Landlock: a process takes from itself the right to open files but those below some places (landlock(7)). */
#ifndef CONFINE_LANDLOCK_H
#define CONFINE_LANDLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "confine/confine.h"

/* A set of rules, as a descriptor, with the rights that it handles in *handled. -1 where the kernel has no Landlock. */
int landlock_begin(uint64_t *handled);

/* Give back what access stands for at path. */
void landlock_allow(int ruleset, uint64_t handled, const char *path, enum confine_access access);

/* Take away what the set handles and no rule gives back. The process must have given up new privileges. */
bool landlock_enter(int ruleset);

#endif
