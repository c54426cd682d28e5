/* What a command may still do once it begins with the work. */
#ifndef CLI_CONFINING_H
#define CLI_CONFINING_H

#include "cli/args.h"
#include "confine/confine.h"

/* Give up all but what the command needs: to read the files that it is told of, and to write where it is told to. */
void confine_command(const struct args *args);

/*
 * What the explorer needs of files that the command line names: them, their directories, in which new ones take their names,
 * the one where it was started, and those of --allow. The caller enters or drops it.
 */
void confine_explorer(const struct args *args, struct confine *confine);

#endif
