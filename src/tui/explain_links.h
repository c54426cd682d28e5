/* From an explanation to others: what a node points to, is pointed to by, and belongs to. */
#ifndef TUI_EXPLAIN_LINKS_H
#define TUI_EXPLAIN_LINKS_H

#include "tui/app.h"

enum { EXPLAIN_LINKS = 12 };

struct explain_link {
    const char *what; /* "points to" */
    const struct tdxp_node *node;
};

struct explain_links {
    struct explain_link items[EXPLAIN_LINKS];
    int count;
};

/* The links of a node; of more than there is room for the first. Looks at each node of the tree once. */
struct explain_links explain_links_of(const struct app *app, const struct tdxp_node *node);

#endif
