/* What a file seems to be as a whole: a complete image, a part of one, or an envelope around one. */
#ifndef TDXPLORE_KIND_H
#define TDXPLORE_KIND_H

#include <stdbool.h>

#include "tdxplore/format.h"

/* One kind of file. The rows live as long as the program. */
struct tdxp_image_kind {
    const char *key;     /* stable, for programs: "ovmf-code" */
    const char *name;    /* in a few words: "OVMF without its variable store" */
    bool unmapped;       /* no VMM maps such a file with its end at 4 GiB, where a processor would start in it */
    struct tdxp_doc doc; /* what it is, and what to do with it */
};

/* The n-th kind, in the order in which a file is tried for them, or NULL past the last, which is that of any other file. */
const struct tdxp_image_kind *tdxp_image_kind(unsigned n);

#endif
