/* Reading the value of a node from text: what the kinds of nodes share. */
#ifndef EDIT_VALUE_PARSE_H
#define EDIT_VALUE_PARSE_H

#include "tdxplore/edit.h"

/* A number in some bytes: a field, or bits of one. */
struct number {
    uint64_t now;  /* the value that is shown */
    uint64_t most; /* the largest that fits */
    bool inverted; /* its bits are stored as their complement */
};

/* Whether the node is a number as a whole: an integer field, all of which is there. */
bool is_number(const struct tdxp_node *node);

/* The number that a field is, or that bits of a field are. */
struct number number_of(const struct tdxp_node *node);

/* The bits of a field that belong to a flag, and the largest number in so many bits. */
uint64_t flag_mask(const struct tdxp_flag *flag);
uint64_t flag_most(const struct tdxp_flag *flag);

/* The integer that all bytes of a node make; it is a number, or bits of one. */
uint64_t stored_value(const struct tdxp_node *node);

/* Store an integer in as many bytes, the lowest first. */
void store_value(uint64_t value, uint64_t length, uint8_t *bytes);

/* Text of some length that is not ended by a NUL. */
struct word {
    const char *at;
    size_t length;
};

/* Without blanks at either end. */
struct word word_trim(struct word word);

/* Whether the word is that text, in either case. */
bool word_is(struct word word, const char *text);

/* A number of at most that much; suffixed: it may have a suffix as K. False with *err saying why. */
bool read_number(struct word word, bool suffixed, uint64_t most, uint64_t *value, struct tdxp_error *err);

/* Whether the word has the form of a number without a suffix. Names may begin with digits, too. */
bool looks_like_number(struct word word);

/* A value of flags: names, or changes to *value. False with *err saying why. */
bool read_flags(const struct tdxp_flag *flags, struct word word, uint64_t *value, struct tdxp_error *err);

#endif
