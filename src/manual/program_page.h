/* The parts of tdxplore(1) and tdxplore.conf(5) that come from tables. */
#ifndef MANUAL_PROGRAM_PAGE_H
#define MANUAL_PROGRAM_PAGE_H

#include "report/roff.h"

/* An entry of a list: the tag in bold, what it takes (or NULL) in italics. */
void write_tag(struct roff *roff, const char *tag, const char *argument);

/* The keys of the explorer. */
void write_keys(struct roff *roff);

/* What can be set, and to what. */
void write_settings(struct roff *roff);

/* The names of keys that are no characters; and of commands, with what they do and the keys that they have. */
void write_key_names(struct roff *roff);
void write_key_commands(struct roff *roff);

/* The names of colours, of attributes, and of what can have them. */
void write_colours(struct roff *roff);
void write_attributes(struct roff *roff);
void write_looks(struct roff *roff);

#endif
