/* The range of bytes that is marked, and what is selected: the range, or else the node. */
#ifndef TUI_SPAN_H
#define TUI_SPAN_H

#include "tdxplore/range.h"
#include "tui/app.h"

struct change;

/* Begin a range at the cursor, in place of one that there is; from then on it goes with the cursor. False with a message. */
bool span_begin(struct app *app);

/* End it: no bytes are marked. */
void span_end(struct app *app);

/* Begin one, or end the one that there is. */
void span_toggle(struct app *app);

/* The selection has changed: extend the range to the cursor, or end it where that has left its space. */
void span_follow(struct app *app);

/* The image was decoded again. The range stays where its bytes are still there. */
void span_reload(struct app *app, const struct change *change);

/* CRC32 and SHA-256 are not worked out yet; a bounded piece of that work. */
bool span_runs(const struct app *app);
void span_step(struct app *app);

/* True where the byte of a space is marked. */
bool span_has(const struct app *app, const struct tdxp_space *space, uint64_t offset);

/* What is selected, for whoever does something with it. */
struct picked {
    const struct tdxp_space *space;
    struct tdxp_range range;      /* in space; length 0: a node without bytes */
    const struct tdxp_node *node; /* it, or the deepest that covers the range */
    bool is_range;                /* somebody marked it */
};
struct picked span_picked(const struct app *app);

/*
 * The path of what is selected, into buffer: "tdvf/section[0]", of a range with its place in the structure around it,
 * "tdvf+0x4". May hold any byte.
 */
void span_path(const struct picked *picked, char *buffer, size_t size);

enum { SPAN_LINES = 4, SPAN_TEXT = 512 };

/*
 * What there is to say of the range, in so many lines: where it is in the file, where in the structure around it, CRC32,
 * SHA-256. Safe to show.
 */
void span_lines(const struct app *app, char lines[static SPAN_LINES][SPAN_TEXT]);

/* The same in short, for the bottom line, in parts two blanks apart. */
void span_line(const struct app *app, char *buffer, size_t size);

#endif
