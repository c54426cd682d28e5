/* What is copied, as text that is ready to be pasted. */
#ifndef TUI_COPY_TEXT_H
#define TUI_COPY_TEXT_H

#include <stddef.h>

#include "tdxplore/bytes.h"

/*
 * Each returns a string that the caller frees, with its length in *length, or NULL where memory ran out. It takes at most
 * COPY_GROWTH bytes for each of the bytes, and COPY_HEAD besides.
 */
enum { COPY_GROWTH = 8, COPY_HEAD = 256 };

/* "54 44 56 46", 32 bytes a line. */
char *copy_hex(const struct tdxp_bytes *bytes, size_t *length);

/*
 * A definition in C, "static const unsigned char tdvf_Signature[4] = {...};". path names it: what cannot stand in an
 * identifier becomes '_'.
 */
char *copy_c(const struct tdxp_bytes *bytes, const char *path, size_t *length);

/*
 * Characters as they are where all bytes are printable ASCII, tabs and line feeds, in one byte or in UTF-16 little-endian,
 * but for NULs at the end, which are left out. Else, what else there is comes escaped, as \xNN, and a backslash as two.
 */
char *copy_plain(const struct tdxp_bytes *bytes, size_t *length);

#endif
