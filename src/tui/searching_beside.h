/* The search in the image that this one is compared with: the same pattern as in this one. */
#ifndef TUI_SEARCHING_BESIDE_H
#define TUI_SEARCHING_BESIDE_H

#include "tui/searching.h"

/* What was found there; NULL where nothing is compared or searched for, and before the first step. */
const struct tdxp_search_result *searching_beside_result(const struct app *app);

/* There is something to do; a bounded piece of it. */
bool searching_beside_runs(const struct app *app);
void searching_beside_step(struct app *app);

/* Show a match. */
void searching_beside_choose(struct app *app, size_t index, bool remember);

/* How a byte of that image is highlighted; *begins: a match begins with it. */
enum search_look searching_beside_look(const struct app *app, const struct tdxp_space *space, uint64_t offset,
                                       bool *begins);

#endif
