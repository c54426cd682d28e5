/* The parts of tdxplore(1) that come from tables. */
#ifndef MANUAL_PROGRAM_PAGE_H
#define MANUAL_PROGRAM_PAGE_H

#include "report/roff.h"

/* An entry of a list: the tag in bold, what it takes (or NULL) in italics. */
void write_tag(struct roff *roff, const char *tag, const char *argument);

/* The keys of the explorer. */
void write_keys(struct roff *roff);

#endif
