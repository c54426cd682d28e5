/* Measuring the launch while the explorer goes on, and the overlay that shows what is measured. */
#ifndef TUI_MEASURING_H
#define TUI_MEASURING_H

#include "tdxplore/text.h"
#include "tui/app.h"

/* Options that nobody has changed, and nothing measured. */
void measuring_open(struct measuring *measuring);

/* Free what it holds. */
void measuring_free(struct measuring *measuring);

/*
 * Begin to measure the launch of the guest that is shown where that has not been done. False, with a message and without
 * overlay, where memory ran out.
 */
bool measuring_start(struct app *app);

/* The launch of the guest that is shown has been begun, be it finished or not. */
bool measuring_begun(const struct app *app);

/* Measure it anew: its options have changed. */
void measuring_anew(struct app *app);

/* There are steps to make, for whichever guest. */
bool measuring_runs(const struct app *app);

/* A bounded piece of the work, while there is any: that for the guest that is shown comes first. */
void measuring_step(struct app *app);

/* Show the overlay, or no longer. */
void measuring_toggle(struct app *app);

/*
 * Begin anew for another decoding of the image what has been begun, with the same options, into *made. False, with *err
 * filled in, where memory ran out; *made is to be freed in any case.
 */
bool measuring_again(const struct measuring *measuring, const struct tdxp_firmware *fw,
                     const struct tdxp_check_result *check, struct measuring *made, struct tdxp_error *err);

/* Go on with that, which is taken over. */
void measuring_reload(struct app *app, const struct measuring *made);

/*
 * Whether the launch extends the pages of a section of the descriptor that is shown: as it is measured, or before that as
 * the section's Attributes say.
 */
bool measuring_extends(const struct app *app, const struct tdxp_section *section);

/* ---- what the overlay shows; only for a guest whose launch has been begun ---- */

/* How many bytes of the file are what; together the file's size. */
void measuring_totals(const struct app *app, uint64_t bytes[static TDXP_COVERS]);

/* The same as shares in text; together 100.0 %. */
void measuring_shares(const struct app *app, char shares[static TDXP_COVERS][TDXP_SHARE_SIZE]);

/*
 * What becomes of a byte of a space. One that was decompressed is what the bytes are that it was made of; where they are
 * not all alike, the least of them: it is measured where all of them are.
 */
enum tdxp_cover measuring_cover(const struct app *app, const struct tdxp_space *space, uint64_t offset);

/* What becomes of most of some bytes of a space, one at least; *mixed: not all of them are alike. */
enum tdxp_cover measuring_cover_of(const struct app *app, const struct tdxp_space *space, uint64_t offset,
                                   uint64_t length, bool *mixed);

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
