/* Manual pages: source for man(7), in what both groff and mandoc understand. */
#ifndef REPORT_ROFF_H
#define REPORT_ROFF_H

#include <stdio.h>

/* A page that is being written. Zero-initialise it but for out, whose errors stay in it. */
struct roff {
    FILE *out;
    unsigned column; /* of the line of text that is being filled; 0 at the start of one */
};

/*
 * A macro on a line of its own, with arguments up to a NULL: roff_macro(roff, "SH", "NAME", NULL).
 * Arguments are literal text, as for roff_text.
 */
void roff_macro(struct roff *roff, const char *name, ...) __attribute__((sentinel));

/*
 * Words behind those before them, filled into lines that end where a sentence does. Nothing in them is taken for an
 * instruction, hyphens and quotes stay what they are in ASCII, and a line may be broken behind a slash.
 */
void roff_text(struct roff *roff, const char *text);

/* Literal text as a line with all its blanks, for where lines are not filled (between the macros EX and EE). */
void roff_line(struct roff *roff, const char *text);

/* End the line that is being filled; the next text goes on in the same paragraph. */
void roff_end(struct roff *roff);

#endif
