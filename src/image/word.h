/* Text of any bytes as one word of a file that is read line by line. */
#ifndef IMAGE_WORD_H
#define IMAGE_WORD_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Write text as a word: bytes that are not printable ASCII, blanks and "%" as %XX. Returns the length that the word has;
 * it is cut to size with a NUL.
 */
size_t word_put(const char *text, char *buffer, size_t size);

/* The other way round. False for what is no such word, is empty, or does not fit. */
bool word_take(const char *word, char *text, size_t size);

/* True for a byte that stands for itself in a word. */
bool word_is_plain(unsigned char byte);

#endif
