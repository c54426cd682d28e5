/* What reports say of a guest in words: one row for each. */
#ifndef REPORT_GUEST_H
#define REPORT_GUEST_H

#include "tdxplore/firmware.h"

struct guest_words {
    const char *none;                                /* the image does not describe one */
    const char *empty;                               /* it does, and there is no memory in it */
    const char *builds;                              /* who makes the memory: "the VMM builds it" */
    const char *into;                                /* what becomes of measured pages */
    const char *added, *measured, *zero, *augmented; /* what the totals are called; NULL: there is no such memory */
};

extern const struct guest_words guest_words[TDXP_GUESTS];

#endif
