/* A filter of system calls. */
#ifndef CONFINE_CALLS_H
#define CONFINE_CALLS_H

#include <stdbool.h>

/* Stands for the process id in the filter as it is built. No process has it: the largest is 2^22 (proc_pid_max(5)). */
#define CALLS_SELF 0x5e1f5e1fU

/*
 * Give up all system calls but those that the program needs, for good. The process must have given up new privileges. False
 * where the kernel cannot do that, or the program was built without libseccomp.
 */
bool calls_give_up(void);

#endif
