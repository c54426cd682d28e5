/* Dependency expressions: decoding them, and writing them as a person would. */
#include "format/ffs_depex.h"

#include <inttypes.h>
#include <string.h>

#include "format/walker.h"
#include "tdxplore/guid.h"

enum {
    OPCODE_SIZE = 1,
    OPERAND_SIZE = 16,
    OPCODES_MAX = 256, /* of one expression that are shown */
    STACK_MAX = 64,    /* values on the stack */
    TEXT_MAX = 400,    /* bytes of an expression that are kept */
};

/* A value on the stack, in words. */
struct term {
    const char *text;
    uint8_t made_by; /* the opcode that made it: whether it needs brackets */
};

struct reading {
    const struct ffs_walk *w;
    struct tdxp_node *node; /* the section */
    bool pei;               /* a PEI module: fewer opcodes are allowed */
    struct term stack[STACK_MAX];
    unsigned depth;
    bool broken; /* what was said of the expression no longer holds */
    bool whole;  /* BEFORE or AFTER was met: only END may follow */
    bool ended;
};

static bool has_operand(uint8_t opcode)
{
    return opcode == DEPEX_BEFORE || opcode == DEPEX_AFTER || opcode == DEPEX_PUSH;
}

/* ---- meaning ---- */

static void fault(struct reading *r, struct tdxp_node *opcode, const char *why)
{
    r->broken = true;
    tdxp_node_mark(r->w->tree, opcode, TDXP_MARK_INVALID, "%s", why);
}

static void push(struct reading *r, struct tdxp_node *opcode, uint8_t made_by, const char *text)
{
    if (r->depth == STACK_MAX) {
        r->broken = true;
        tdxp_node_mark(r->w->tree, opcode, TDXP_MARK_LIMIT,
                       "from here on the expression is not followed: %u values are on the stack", (unsigned)STACK_MAX);
        return;
    }
    r->stack[r->depth++] = (struct term){text, made_by};
}

/* As an operand: in brackets where it was made by an operator other than the one that takes it. */
static const char *operand(const struct reading *r, const struct term *term, uint8_t taken_by)
{
    bool bare = term->made_by == taken_by || !(term->made_by == DEPEX_AND || term->made_by == DEPEX_OR);

    return bare ? term->text : tdxp_tree_text(r->w->tree, "(%s)", term->text);
}

static void operate(struct reading *r, struct tdxp_node *node, uint8_t opcode)
{
    unsigned needed = opcode == DEPEX_NOT ? 1 : 2;
    const char *first;
    const char *text;

    if (r->broken) {
        return;
    }
    if (r->depth < needed) {
        fault(r, node, "fewer values are on the stack than it takes");
        return;
    }
    r->depth -= needed;
    first = operand(r, &r->stack[r->depth], opcode);
    if (opcode == DEPEX_NOT) {
        text = tdxp_tree_text(r->w->tree, "NOT %.*s", TEXT_MAX, first);
    } else {
        text = tdxp_tree_text(r->w->tree, "%.*s %s %.*s", TEXT_MAX, first, depex_opcode_find(opcode)->name, TEXT_MAX,
                              operand(r, &r->stack[r->depth + 1], opcode));
    }
    push(r, node, opcode, text);
}

static void end(struct reading *r, struct tdxp_node *node)
{
    r->ended = true;
    if (r->broken || r->whole) {
        return;
    }
    if (r->depth != 1) {
        fault(r, node,
              r->depth == 0 ? "no value is left on the stack for the answer"
                            : "more than one value is left on the stack");
    }
}

/* Work off one opcode. Returns false where nothing behind it can be told apart. */
static bool work_off(struct reading *r, struct tdxp_node *node, uint32_t index, uint8_t opcode, const char *name)
{
    bool ordering = opcode == DEPEX_BEFORE || opcode == DEPEX_AFTER || opcode == DEPEX_SOR;

    if (r->pei && ordering) {
        fault(r, node, "a PEI module's expression must not have it");
    } else if (ordering && index > 0) {
        fault(r, node, "it must be the first opcode");
    } else if (r->whole && opcode != DEPEX_END) {
        fault(r, node, "only END may follow BEFORE or AFTER");
    }
    switch (opcode) {
    case DEPEX_BEFORE:
    case DEPEX_AFTER:
        r->whole = true;
        push(r, node, opcode, tdxp_tree_text(r->w->tree, "%s %s", depex_opcode_find(opcode)->name, name));
        return true;
    case DEPEX_PUSH:
        push(r, node, opcode, name);
        return true;
    case DEPEX_TRUE:
    case DEPEX_FALSE:
        push(r, node, opcode, depex_opcode_find(opcode)->name);
        return true;
    case DEPEX_AND:
    case DEPEX_OR:
    case DEPEX_NOT:
        operate(r, node, opcode);
        return true;
    case DEPEX_END:
        end(r, node);
        return false;
    case DEPEX_SOR:
        return true;
    default:
        r->broken = true;
        tdxp_node_mark(r->w->tree, node, TDXP_MARK_INVALID, "no such opcode: nothing behind it is decoded");
        return false;
    }
}

/* ---- nodes ---- */

/* Add the opcode at at; room is what the section has left. Returns how many bytes it takes. */
static uint64_t add_opcode(struct reading *r, uint32_t index, uint64_t at, uint64_t room, struct tdxp_node **added,
                           const char **name)
{
    struct tdxp_tree *tree = r->w->tree;
    const struct tdxp_choice *row;
    struct tdxp_guid guid;
    uint64_t size = OPCODE_SIZE;
    uint8_t opcode = 0;

    tdxp_read_u8(r->w->bytes, at, &opcode);
    row = depex_opcode_find(opcode);
    if (has_operand(opcode)) {
        size += OPERAND_SIZE;
    }
    *added = tdxp_tree_add(tree, r->node, TDXP_KIND_STRUCT, tdxp_tree_text(tree, "opcode[%" PRIu32 "]", index),
                           row ? row->name : tdxp_tree_text(tree, "Opcode 0x%02x", opcode), at,
                           size < room ? size : room, &depex_doc_opcode);
    walk_fields(tree, *added, &depex_format_opcode, at);
    *name = "";
    if (size > room) {
        tdxp_node_mark(tree, *added, TDXP_MARK_TRUNCATED, "the section ends inside of its GUID");
    } else if (has_operand(opcode) && tdxp_read_guid(r->w->bytes, at + OPCODE_SIZE, &guid)) {
        walk_fields(tree, *added, &depex_format_operand, at);
        *name = (*added)->note = ffs_guid_text(r->w, &guid);
    }
    volume_nodes_add(r->w->volumes, *added);
    return size;
}

/* more: the bytes ended, and not what could be told apart. */
static void tell_meaning(struct reading *r, bool more, const char *prefix)
{
    if (!r->ended && more) {
        tdxp_node_mark(r->w->tree, r->node, TDXP_MARK_INVALID, "the expression has no END");
    } else if (r->ended && !r->broken && r->depth == 1) {
        r->node->note = tdxp_tree_text(r->w->tree, "%s%.*s%s", prefix, TEXT_MAX, r->stack[0].text,
                                       strlen(r->stack[0].text) > TEXT_MAX ? "..." : "");
    }
}

void ffs_add_depex(const struct ffs_walk *w, struct tdxp_node *node, const struct ffs_section *s)
{
    struct reading r = {.w = w, .node = node, .pei = s->type == FFS_SECTION_PEI_DEPEX};
    uint64_t stop = s->offset + s->size;
    uint64_t at = s->data;
    const char *prefix = "";
    bool more = true;

    for (uint32_t i = 0; more && at < stop; i++) {
        struct tdxp_node *opcode;
        const char *name;
        uint64_t size;
        uint8_t code = 0;

        if (i == OPCODES_MAX) {
            tdxp_node_mark(w->tree, node, TDXP_MARK_LIMIT, "only the first %u opcodes are decoded",
                           (unsigned)OPCODES_MAX);
            ffs_content(w, node, "rest", "Further opcodes", at, stop - at, &ffs_doc_section_data);
            return;
        }
        tdxp_read_u8(w->bytes, at, &code);
        size = add_opcode(&r, i, at, stop - at, &opcode, &name);
        if (code == DEPEX_SOR && i == 0) {
            prefix = "on request: ";
        }
        more = work_off(&r, opcode, i, code, name) && size <= stop - at;
        at = size < stop - at ? at + size : stop;
    }
    tell_meaning(&r, more, prefix);
    if (at < stop) {
        ffs_content(w, node, "rest", "Bytes behind END", at, stop - at, &depex_doc_rest);
        if (r.ended) {
            tdxp_node_mark(w->tree, node->last_child, TDXP_MARK_INVALID, "nobody reads them");
        }
    }
}
