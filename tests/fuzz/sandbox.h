/* A directory of its own for a target that runs the explorer: the only one in which anything is opened or written. */
#ifndef FUZZ_SANDBOX_H
#define FUZZ_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/* Make it, with HOME and the user's directories in it; once. It goes away with the process, but for one that aborts. */
void sandbox_open(void);

/* Stand in it, and again where one stood before: what libFuzzer is told to read and write has names from there. */
void sandbox_enter(void);
void sandbox_leave(void);

/* A directory in it. */
void sandbox_make(const char *name);

/* A file in it, which is there until the sandbox is cleared. */
void sandbox_put(const char *name, const void *bytes, size_t size);

/* Another one takes its name; or a byte of it, at an offset in bytes, is written over. Both count as changes. */
void sandbox_replace(const char *name, const void *bytes, size_t size);
void sandbox_poke(const char *name, size_t offset, unsigned char byte);

/* Something was written, made or taken away since it was cleared last. */
bool sandbox_changed(void);

/* Take away all that is in it. */
void sandbox_clear(void);

/* Abort with a word about what does not hold. */
void demand(bool holds, const char *what);

#endif
