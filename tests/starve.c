/*
 * Preloaded into a program, makes one allocation of memory fail, or that one and all that follow.
 *
 * STARVE_AT is its number, from 1; with STARVE_ON in the environment all that follow fail too. The number of allocations goes
 * to the file that STARVE_COUNT names.
 */
#include <errno.h>
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

__attribute__((destructor)) static void tell(void)
{
    const char *name = getenv("STARVE_COUNT");
    unsigned long count = done;
    FILE *file = name ? fopen(name, "w") : NULL;

    if (file) {
        fprintf(file, "%lu\n", count);
        fclose(file);
    }
}
