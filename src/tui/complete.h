/*
 * Completing what is typed: the words that may stand in place of the one before the cursor, gone through one by one.
 */
#ifndef TUI_COMPLETE_H
#define TUI_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/line.h"

struct app;

enum { COMPLETIONS_MOST = 1000 }; /* words that are kept */

/* All zero while none are offered. */
struct completions {
    const char *typed; /* the line up to the cursor, while words are offered */
    size_t start;      /* where the word begins that they are for; in bytes of the line */
    size_t head;       /* how many bytes of it they all have, and need not show: "tdvf/" of a path */
    bool sorted;       /* they are put in order, each once; else they stay in the order in which they come */
    char **words;      /* owned; heads included */
    size_t count;
    bool more;              /* there are others, which were not kept */
    char common[LINE_SIZE]; /* what all begin with */
    size_t at;              /* the word that stands in the line; count: what was there before */
};

/*
 * What offers words of one kind: typed is the line up to the cursor, or what of it is behind the name of a command and its
 * blanks. It says with completions_from where the word begins, unless that is at typed, and adds.
 */
typedef void completions_offer(const struct app *app, const char *typed, struct completions *c);

/* Begin with none for the line up to the cursor, which is to stay as it is while words are offered. */
void completions_open(struct completions *c, const char *typed);

/* The word begins there in the line; head bytes of it are those of all words. */
void completions_from(struct completions *c, const char *word, size_t head);

/* True where a word, without the head, begins as what is typed does. */
bool completions_wants(const struct completions *c, const char *word);

/* Offer a word, without the head, and what naturally follows it: "/", " " or "". One that is not wanted is left out. */
void completions_add(struct completions *c, const char *word, const char *behind);

/* Go to the next word, or with -1 to the one before; past the ends stands what was there before. Returns what stands there. */
const char *completions_step(struct completions *c, int step);

/* A word as the list of them shows it: without the head, and safe to show. Returns buffer. */
const char *completions_label(const struct completions *c, bool utf8, size_t index, char *buffer, size_t size);

/*
 * Of the list, cut into pages of so many columns with COMPLETIONS_GAP between two words: the first word of the page that
 * the current one is on, and how many are on it, at least one.
 */
enum { COMPLETIONS_GAP = 2 };
size_t completions_page(const struct completions *c, bool utf8, size_t columns, size_t *count);

/* Free what it holds, and offer nothing. */
void completions_close(struct completions *c);

#endif
