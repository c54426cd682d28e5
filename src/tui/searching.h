/* Searching while the explorer goes on: / and ?, n and N, and what is highlighted. */
#ifndef TUI_SEARCHING_H
#define TUI_SEARCHING_H

#include "tui/app.h"

/* Open the prompt for a pattern. */
void searching_prompt(struct app *app, bool backwards);

/* Commands of the prompt: "find PATTERN" in all spaces, "here PATTERN" in the one that is shown. */
bool searching_run_find(struct app *app, const char *rest);
bool searching_run_here(struct app *app, const char *rest);

/* Offer the kinds of patterns, and of names those of nodes. */
void searching_offer(const struct app *app, const char *typed, struct completions *c);

/* Search for what is selected, by its bytes, everywhere, and list it. */
void searching_selected(struct app *app);

/* Go to the next match in the direction of the search, or in the other one. */
void searching_next(struct app *app, bool reverse);

/* There are steps to make. */
bool searching_runs(const struct app *app);

/* A bounded piece of the work, while there is any. */
void searching_step(struct app *app);

/* Stops it where the command says so. False where it does not, or nothing is running. */
bool searching_command(struct app *app, enum command command);

/* End the search: nothing is highlighted any more. False where there is none. */
bool searching_end(struct app *app);

/* The image was decoded again: search that. */
void searching_reload(struct app *app);

/* Free what it holds. */
void searching_close(struct app *app);

/* ---- what there is to show ---- */

/* What was found; NULL without a search. */
const struct tdxp_search_result *searching_result(const struct app *app);

/* The match that the cursor is in: its index, or -1. */
int searching_current(const struct app *app);

/* Select a match. */
void searching_choose(struct app *app, int index, bool remember);

enum search_look {
    SEARCH_NONE, /* no match covers the byte */
    SEARCH_MATCH,
    SEARCH_CURRENT, /* the match that the cursor is in does */
};

/* How a byte is highlighted; *begins: a match begins with it. */
enum search_look searching_look(const struct app *app, const struct tdxp_space *space, uint64_t offset, bool *begins);

/* The same for what was found of bytes, with the index of the match that counts as the one that the cursor is in, or -1. */
enum search_look searching_look_in(const struct tdxp_search_result *result, const struct tdxp_space *space,
                                   uint64_t offset, int current, bool *begins);

/* Whether a match begins among so many bytes of a space from offset on. */
bool searching_begins_in(const struct app *app, const struct tdxp_space *space, uint64_t offset, uint64_t length);

/* "any:TDVF": what is searched for, with the key of its kind; safe to show. */
void searching_label(const struct app *app, char *buffer, size_t size);

/*
 * Where all that is open was searched and compressed parts are closed: "; 2 compressed parts are closed: :unpack opens
 * them", else nothing. Returns buffer.
 */
enum { SEARCHING_CLOSED = 80 };
const char *searching_closed(const struct app *app, char buffer[static SEARCHING_CLOSED]);

/* "Searching for any:TDVF: 34 %, 12 matches", for the bottom line. */
void searching_line(const struct app *app, char *buffer, size_t size);

#endif
