/*
 * Places as people type them: offsets, addresses, nodes, sections, and sums of them.
 *
 *   place:  ["+" | "-"] sum       from the cursor, back from the end of the space
 *   sum:    product { ("+" | "-") product }
 *   product: value { "*" value }
 *   value:  number | "(" sum ")" | "gpa:" value | path of a node | "s" N | "section" N | "." the cursor | "$" the end
 *
 * Numbers are those of tdxp_parse_size. A path is the longest that is one up to a blank, "+", "*" or a parenthesis, so
 * that a "-" may stand in it.
 */
#ifndef TUI_EXPRESSION_H
#define TUI_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/firmware.h"

enum expression_kind {
    EXPRESSION_NUMBER, /* an offset or an address, as the reader needs it */
    EXPRESSION_BYTE,   /* an offset in a space */
    EXPRESSION_GPA,
};

struct expression_value {
    enum expression_kind kind;
    uint64_t value;
    const struct tdxp_space *space; /* of EXPRESSION_BYTE */
    const struct tdxp_node *node;   /* what was named, and nothing added to it; else NULL */
};

/* What names stand for. */
struct expression_context {
    const struct tdxp_firmware *fw;
    const struct tdxp_space *space; /* the one that is shown */
    uint64_t cursor;                /* offset in it */
};

struct expression_error {
    char text[192];                 /* what is wrong, with the place in the expression where that is not its start */
    const struct tdxp_node *closed; /* the path leads into this compressed node, which nobody has opened; else NULL */
};

/*
 * Work out text; words of it in *error are not safe to show. No sum or product wraps. Whether an offset lies in its space is for the caller
 * to see. False with *error filled in, and *value untouched.
 */
bool expression_value(const struct expression_context *context, const char *text, struct expression_value *value,
                      struct expression_error *error);

/*
 * The byte that a place stands for, or a number as an offset in *space, into *space and *offset. The end is behind all
 * bytes: as a place it is the last one. False where it is further behind.
 */
bool expression_byte(const struct expression_value *value, const struct tdxp_space **space, uint64_t *offset);

#endif
