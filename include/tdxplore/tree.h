/*
 * The model: nodes in spaces.
 *
 * Everything that is shown is a node: a named thing with a byte range in a space and, where it has one, a
 * guest-physical range. The tree is built once by the decoders and does not change afterwards.
 */
#ifndef TDXPLORE_TREE_H
#define TDXPLORE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/bytes.h"
#include "tdxplore/format.h"
#include "tdxplore/range.h"

struct tdxp_tree;
struct tdxp_node;

/* A run of bytes with an address rule of its own: the file, or what was decompressed from it. */
struct tdxp_space {
    unsigned id;                    /* 0 is the file */
    const char *name;               /* owned by the tree */
    struct tdxp_bytes bytes;        /* valid as long as what they were made from */
    struct tdxp_range image;        /* the firmware image in it: offsets that an image holds count from its start or its
                                       end. All of the bytes, but for a capsule */
    const struct tdxp_node *origin; /* the node whose bytes it was made from; NULL for the file */
    const struct tdxp_node *top;    /* the node that covers all of it; all others of the space lie below it */
};

enum tdxp_kind {
    TDXP_KIND_IMAGE,     /* the whole file, which is the root; or one of those that it is made of or holds */
    TDXP_KIND_GROUP,     /* holds other nodes together */
    TDXP_KIND_STRUCT,    /* a structure of fields */
    TDXP_KIND_FIELD,     /* one field */
    TDXP_KIND_BITS,      /* some bits of the parent field; shares its bytes */
    TDXP_KIND_CONTENT,   /* bytes that something else describes: the contents of a section */
    TDXP_KIND_CODE,      /* instructions */
    TDXP_KIND_LOOKUP,    /* one way of finding a structure, and what it gave */
    TDXP_KIND_UNCLAIMED, /* bytes that no structure claims */
};

/* Which instructions a node of TDXP_KIND_CODE holds. */
enum tdxp_code_bits {
    TDXP_CODE_UNKNOWN = 0,
    TDXP_CODE_FOREIGN = 1, /* of a processor that is not x86 */
    TDXP_CODE_16 = 16,     /* of x86, by the size of an operand: real mode */
    TDXP_CODE_32 = 32,     /* protected mode */
    TDXP_CODE_64 = 64,     /* long mode */
};

/* What a decoder noticed about a node while reading it. Judging an image is the checks' work, not this. */
enum tdxp_mark {
    TDXP_MARK_TRUNCATED = 1u << 0, /* part of it lies outside of the space; the node covers what is there */
    TDXP_MARK_OUTSIDE = 1u << 1,   /* none of it lies inside; the node has length 0 */
    TDXP_MARK_RESERVED = 1u << 2,  /* a reserved value, or reserved bits that are set */
    TDXP_MARK_INVALID = 1u << 3,   /* not the value that the format requires here */
    TDXP_MARK_LIMIT = 1u << 4,     /* the decoder stopped at one of its own limits */
    TDXP_MARK_TAKEN = 1u << 5,     /* of several ways, the one that was taken */
};

#define TDXP_MARKS_TROUBLE (TDXP_MARK_TRUNCATED | TDXP_MARK_OUTSIDE | TDXP_MARK_RESERVED | TDXP_MARK_INVALID)

enum tdxp_target_kind {
    TDXP_TARGET_NONE,
    TDXP_TARGET_BYTES, /* start, length: bytes in space */
    TDXP_TARGET_GPA,   /* start, length: guest-physical addresses */
};

/* Where a node points: what following it goes to. */
struct tdxp_target {
    enum tdxp_target_kind kind;
    const struct tdxp_space *space; /* for TDXP_TARGET_BYTES */
    uint64_t start, length;         /* in bytes; may lie wholly or partly outside of what exists */
};

enum tdxp_packed_state {
    TDXP_PACKED_CLOSED, /* nobody has opened it yet */
    TDXP_PACKED_OPEN,   /* a space was made of it */
    TDXP_PACKED_FAILED, /* nothing came of it: the node's remark says why */
};

struct tdxp_codec;

/* Compressed bytes, which can be opened as a space of their own (tdxplore/opened.h). */
struct tdxp_packed {
    const char *method;             /* "LZMA" */
    const struct tdxp_codec *codec; /* for the decoders */
    struct tdxp_bytes bytes;        /* in their compressed form */
    enum tdxp_packed_state state;
    const struct tdxp_node *content; /* covers the space that was made of them; NULL but for TDXP_PACKED_OPEN */
};

struct tdxp_node {
    const char *key;                /* path segment, unique among its siblings: "section[0]", "DataOffset" */
    const char *name;               /* shown: "Section 0" */
    const char *note;               /* shown behind the name: "BFV"; NULL where there is none */
    const char *remark;             /* what the decoder noticed, in words; NULL where there is nothing */
    const struct tdxp_doc *doc;     /* never NULL once the tree is sealed */
    const struct tdxp_field *field; /* the row that it was decoded from; NULL for all but fields and bits */
    const struct tdxp_flag *flag;   /* the row of a TDXP_KIND_BITS node; else NULL */

    struct tdxp_node *parent, *child, *last_child, *next, *prev;
    const struct tdxp_packed *packed; /* what is compressed in it; NULL for most nodes */
    const struct tdxp_space *space;
    uint64_t offset, length; /* in bytes from the start of the space; always inside of it */
    uint64_t value;          /* of an integer field or bits; enum tdxp_code_bits of code; 0 for others */
    /* Of an integer field: the value that its decoder computes for it, where another stands there; NULL for most. */
    const uint64_t *right;
    uint64_t gpa, gpa_size; /* guest-physical range that the node describes or fills; size 0: none */
    struct tdxp_target target;

    uint32_t id;     /* position in pre-order: the root is 0; children follow their parent */
    uint32_t depth;  /* the root has 0 */
    uint32_t marks;  /* enum tdxp_mark */
    int32_t section; /* index of the metadata section that it belongs to, or -1 */
    enum tdxp_kind kind;
};

/* ---- reading a sealed tree ---- */

const struct tdxp_node *tdxp_tree_root(const struct tdxp_tree *tree);

/* Number of nodes; ids run from 0 to this less one. */
uint32_t tdxp_tree_count(const struct tdxp_tree *tree);

/* The node with that id, or NULL. */
const struct tdxp_node *tdxp_tree_node(const struct tdxp_tree *tree, uint32_t id);

/* The space with that id (0: the file), or NULL. */
const struct tdxp_space *tdxp_tree_space(const struct tdxp_tree *tree, unsigned id);

/*
 * The deepest node that covers the byte at offset of a space: the one with the shortest range, and of equals the
 * one further down in the tree. Bits take no part: their field answers. NULL past the end. O(log n).
 */
const struct tdxp_node *tdxp_tree_at(const struct tdxp_tree *tree, const struct tdxp_space *space, uint64_t offset);

/*
 * The run of bytes around offset in which tdxp_tree_at gives the same node, into *start and *length.
 * False past the end of the space. O(log n).
 */
bool tdxp_tree_run(const struct tdxp_tree *tree, const struct tdxp_space *space, uint64_t offset, uint64_t *start,
                   uint64_t *length);

/*
 * Write the path of a node ("tdvf/section[0]/DataOffset"; the root is "/") into buffer, cut to size with a NUL.
 * Returns the length that the whole path has.
 */
size_t tdxp_node_path(const struct tdxp_node *node, char *buffer, size_t size);

/* The node with that path, or NULL. A leading '/' and one at the end are optional. */
const struct tdxp_node *tdxp_tree_find(const struct tdxp_tree *tree, const char *path);

/*
 * Which node of another tree has the same path, for each node of a tree: an array by id, with NULL for one without; for
 * an image that was decoded again. The caller frees it with free(). NULL where memory ran out. O(n log n).
 */
const struct tdxp_node **tdxp_tree_match(const struct tdxp_tree *old, const struct tdxp_tree *new);

/*
 * The node that the longest beginning of *path leads to that is a path; *path is then what is left of it, without the '/'
 * before: an empty string where the whole path leads there.
 */
const struct tdxp_node *tdxp_tree_reach(const struct tdxp_tree *tree, const char **path);

/*
 * Write the value of a node as a person reads it ("0x20000", "0 (BFV)", "\"TDVF\"") into buffer, cut to size with a
 * NUL; an empty string where it has none. Bytes of the image come out escaped, as printable ASCII.
 */
void tdxp_node_value(const struct tdxp_node *node, char *buffer, size_t size);

/* True where node is ancestor or lies below it. */
bool tdxp_node_within(const struct tdxp_node *node, const struct tdxp_node *ancestor);

/* The row of an enumeration field's value, or NULL. */
const struct tdxp_choice *tdxp_node_choice(const struct tdxp_node *node);

/* ---- building (for decoders) ---- */

/*
 * A tree whose root covers the file. bytes must outlive it. NULL where memory ran out.
 * Functions below never return NULL: when memory runs out they hand out a node or string that leads nowhere, and
 * tdxp_tree_seal says so.
 */
struct tdxp_tree *tdxp_tree_new(const char *name, const struct tdxp_bytes *bytes, const struct tdxp_doc *doc);

void tdxp_tree_free(struct tdxp_tree *tree);

/* Allocate zeroed memory that lives as long as the tree; NULL where memory ran out. */
void *tdxp_tree_alloc(struct tdxp_tree *tree, size_t count, size_t size);

/* Format a string that lives as long as the tree. */
const char *tdxp_tree_text(struct tdxp_tree *tree, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Add the last child of parent, in the parent's space, at [offset, offset + length); a range that reaches outside of
 * the space is cut and the node marked. key and name must outlive the tree.
 */
struct tdxp_node *tdxp_tree_add(struct tdxp_tree *tree, struct tdxp_node *parent, enum tdxp_kind kind, const char *key,
                                const char *name, uint64_t offset, uint64_t length, const struct tdxp_doc *doc);

/*
 * Make another space of bytes, which must outlive the tree and be at least one, and add a node that covers all of it as
 * the last child of origin, the node that they were made from. What is added below that node lies in the new space.
 */
struct tdxp_node *tdxp_tree_space_new(struct tdxp_tree *tree, struct tdxp_node *origin, const char *key,
                                      const char *name, const struct tdxp_bytes *bytes, const struct tdxp_doc *doc);

/* The root, for adding to. */
struct tdxp_node *tdxp_tree_top(struct tdxp_tree *tree);

/* Say where in the file the firmware image is. What lies outside of the file is cut off. */
void tdxp_tree_set_image(struct tdxp_tree *tree, struct tdxp_range image);

/*
 * Set a mark and, where format is not NULL, say why; a second remark is put behind the first. node may be NULL, as
 * looking for a node gives where memory ran out: nothing is marked.
 */
void tdxp_node_mark(struct tdxp_tree *tree, struct tdxp_node *node, uint32_t marks, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Say which value an integer field should have. node may be NULL, as in tdxp_node_mark. */
void tdxp_node_set_right(struct tdxp_tree *tree, struct tdxp_node *node, uint64_t value);

/*
 * Number the nodes and build the byte index. Afterwards nothing may be added. False where memory ran out at any time
 * since the tree was made.
 */
bool tdxp_tree_seal(struct tdxp_tree *tree);

#endif
