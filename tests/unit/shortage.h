/*
 * Running out of memory, at whichever allocation it may be: a program with this in it has its own malloc, calloc and
 * realloc, which fail on demand.
 */
#ifndef TESTS_UNIT_SHORTAGE_H
#define TESTS_UNIT_SHORTAGE_H

#include <stdbool.h>

#include "tdxplore/image.h"

/* From now on countdown allocations succeed; the one after them fails, and with for_ever all that follow it as well. */
void shortage_begin(unsigned countdown, bool for_ever);

/* From now on all succeed again. Returns how many have failed since shortage_begin(). */
unsigned shortage_end(void);

/* An image of sections that are compressed by each method, one of them around another; to be closed. */
struct tdxp_image *shortage_packed_image(void);

#endif
