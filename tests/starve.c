/*
 * Preloaded into a program, makes one allocation of memory fail, or that one and all that follow.
 *
 * STARVE_AT is its number, from 1; with STARVE_ON in the environment all that follow fail too. The number of allocations goes
 * to the file that STARVE_COUNT names.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* How glibc's own are named, where others take their places. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static unsigned long done;

static bool fails(void)
{
    const char *text = getenv("STARVE_AT");
    unsigned long at = text ? strtoul(text, NULL, 10) : 0;
    bool now = ++done == at || (at > 0 && done > at && getenv("STARVE_ON"));

    if (now) {
        errno = ENOMEM;
    }
    return now;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return fails() ? NULL : __libc_realloc(old, size);
}

/* Opened at once: the program gives up the right to open what it was not told of. */
static int report = -1;

__attribute__((constructor)) static void begin(void)
{
    const char *name = getenv("STARVE_COUNT");

    report = name ? open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
}

__attribute__((destructor)) static void tell(void)
{
    if (report >= 0) {
        dprintf(report, "%lu\n", done);
    }
}
