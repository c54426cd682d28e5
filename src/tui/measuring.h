/* Measuring the launch while the explorer goes on, and the overlay that shows what is measured. */
#ifndef TUI_MEASURING_H
#define TUI_MEASURING_H

#include "tui/app.h"

/* Begin to measure where that has not been done. False, with a message, where memory ran out. */
bool measuring_start(struct app *app);

/* Measure anew, with other options. */
void measuring_choose(struct app *app, const struct tdxp_measure_options *options);

/* There are steps to make. */
bool measuring_runs(const struct app *app);

/* A bounded piece of the work, while there is any. */
void measuring_step(struct app *app);

/* Show the overlay, or no longer. */
void measuring_toggle(struct app *app);

/* The image was decoded again: go on with the measurement of that, with the same options, or with none where it is NULL. */
void measuring_reload(struct app *app, struct tdxp_measurement *measurement);

/* Free what it holds. */
void measuring_close(struct app *app);

/*
 * Whether the launch extends the pages of a section of the descriptor that is shown: as it is measured, or before that as
 * the section's Attributes say.
 */
bool measuring_extends(const struct app *app, const struct tdxp_section *section);

/* ---- what the overlay shows; only while it is shown ---- */

/*
 * What becomes of a byte of a space. One that was decompressed is what the bytes are that it was made of; where they are
 * not all alike, the least of them: it is measured where all of them are.
 */
enum tdxp_cover measuring_cover(const struct app *app, const struct tdxp_space *space,
                                uint64_t offset);

/* The same for an address of guest memory. */
enum tdxp_cover measuring_cover_gpa(const struct app *app, uint64_t gpa);

/* How it looks, without section and selection. */
enum style measuring_style(enum tdxp_cover cover);

/* Its mark, one column wide: "M", "L", "-". */
const char *measuring_mark(enum tdxp_cover cover);

/* What the cursor byte is, in a few words, into buffer: "loaded, not measured". */
void measuring_words(const struct app *app, char *buffer, size_t size);

/* Draw how much of the file is what, with the marks, into the line. Returns the column behind it. */
int measuring_draw(const struct app *app, struct box line, int col, int room);

#endif
