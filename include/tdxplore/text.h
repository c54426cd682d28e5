/* Text for people: foreign text made harmless, sizes written and read. */
#ifndef TDXPLORE_TEXT_H
#define TDXPLORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest escape for one byte of input: a buffer of length * TDXP_ESCAPE_MAX + 1 bytes always suffices. */
#define TDXP_ESCAPE_MAX 4u

/*
 * Write length bytes of unknown origin (from an image, or a file name) as printable ASCII into buffer: every byte that
 * is not a printable ASCII character becomes \xNN, a backslash becomes two.
 *
 * The result ends in a NUL and is cut to size bytes, never in the middle of an escape. Returns the length of the whole
 * escaped text without the NUL, which is size or more where it was cut. bytes may be NULL only where length is 0;
 * buffer may be NULL only where size is 0.
 */
size_t tdxp_escape(const void *bytes, size_t length, char *buffer, size_t size);

/*
 * As tdxp_escape, but well-formed UTF-8 stays as it is, so that the result is valid UTF-8. Characters that would
 * control the terminal or make text look other than it is (control characters, bidirectional controls, line separators,
 * invisible fillers, noncharacters) become \u{HEX}; bytes that are not well-formed UTF-8 become \xNN.
 */
size_t tdxp_escape_utf8(const void *bytes, size_t length, char *buffer, size_t size);

/* What people are told that a file is: its path, or "standard input" for "-". The result is path, or lives forever. */
const char *tdxp_file_title(const char *path);

/* The part of a path behind its last slash; all of it where that is empty. */
const char *tdxp_file_base(const char *path);

/* tdxp_escape_utf8 where utf8 is true, else tdxp_escape, of a string that ends in a NUL. */
size_t tdxp_escape_text(bool utf8, const char *text, char *buffer, size_t size);

/* True where the bytes are well-formed UTF-8 as a whole (Unicode 15, table 3-7). */
bool tdxp_is_utf8(const void *bytes, size_t length);

#define TDXP_HUMAN_SIZE 32 /* bytes that suffice for every result of tdxp_human_size, the NUL included */

/*
 * Write a number of bytes as a person says it: "512 B", "2.0 MiB", and with a tilde where the one decimal is rounded:
 * "~1.3 KiB". Never depends on the locale.
 */
void tdxp_human_size(uint64_t bytes, char text[static TDXP_HUMAN_SIZE]);

#define TDXP_SHARE_SIZE 16 /* bytes that suffice for every result of tdxp_share, the NUL included */

/*
 * Write part of whole in tenths of a percent: "6.2 %". "0.0 %" and "100.0 %" are said of nothing and of everything alone:
 * what is rounded to them is "<0.1 %" or ">99.9 %". Never depends on the locale. Nothing is 0.0 % of nothing.
 */
void tdxp_share(uint64_t part, uint64_t whole, char text[static TDXP_SHARE_SIZE]);

/*
 * Read a size in bytes: a decimal number or a hexadecimal one with 0x, and after it nothing or K, M, G, T (powers of
 * 1024; small letters and "KiB" do as well). False, and *bytes untouched, for anything else, with errno EINVAL, and beyond 64
 * bits, with ERANGE.
 */
bool tdxp_parse_size(const char *text, uint64_t *bytes);

#endif
