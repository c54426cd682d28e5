/* The store of opened spaces, as the decoders ask it. */
#ifndef FORMAT_OPENED_H
#define FORMAT_OPENED_H

#include "tdxplore/opened.h"

/* What came of opening a part. */
struct opened_part {
    struct tdxp_bytes bytes; /* size 0: nothing; valid as long as the store */
    uint32_t marks;          /* enum tdxp_mark */
    char remark[192];        /* empty where there is nothing to say */
};

enum opened_answer {
    OPENED_NOTHING, /* the store knows nothing of the node */
    OPENED_PART,
    OPENED_NO_MEMORY,
};

/*
 * What the store has of a node whose packed member is set, which lies inside of depth spaces other than the file. A store
 * that opens everything opens it now. opened may be NULL: it has nothing.
 */
enum opened_answer opened_ask(struct tdxp_opened *opened, const struct tdxp_node *node, unsigned depth,
                              struct opened_part *part);

#endif
