/* What the files with seeds share. */
#ifndef FUZZ_SEEDS_H
#define FUZZ_SEEDS_H

#include <stddef.h>
#include <stdio.h>

/* Write a file, or end the program with a message. */
void put_file(const char *directory, const char *name, const void *bytes, size_t size);

/* A dictionary: begun, a word of it, and ended. */
FILE *dictionary_begin(const char *path);
void dictionary_put(FILE *out, const void *bytes, size_t size);
void dictionary_end(FILE *out, const char *path);

/* Sessions in the explorer, and what is typed in them. */
void put_sessions(const char *directory);
void put_typed_words(const char *path);

#endif
