/* The tree of nodes: building, sealing, finding. */
#include "tdxplore/tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/tree_private.h"
#include "tdxplore/range.h"

static const struct tdxp_doc no_doc = {.summary = ""};

/* A space that is not yet the tree's, or NULL; its id is that of the next. */
static struct tdxp_space *space_new(struct tdxp_tree *tree, const char *name, const struct tdxp_bytes *bytes)
{
    struct tdxp_space *space = tdxp_tree_alloc(tree, 1, sizeof *space);

    if (tree->space_count == tree->space_room) {
        unsigned room = tree->space_room ? tree->space_room * 2 : 4;
        struct tdxp_space **grown = realloc(tree->spaces, room * sizeof *grown);

        if (!grown) {
            tree->failed = true;
            return NULL;
        }
        tree->spaces = grown;
        tree->space_room = room;
    }
    if (space) {
        space->id = tree->space_count;
        space->name = name;
        space->bytes = *bytes;
        space->image.length = bytes->size;
    }
    return space;
}

struct tdxp_tree *tdxp_tree_new(const char *name, const struct tdxp_bytes *bytes, const struct tdxp_doc *doc)
{
    struct tdxp_tree *tree = calloc(1, sizeof *tree);
    struct tdxp_space *space;

    if (!tree) {
        return NULL;
    }
    tree->spare.doc = &no_doc;
    tree->spare.key = tree->spare.name = "";
    tree->spare.section = -1;
    space = space_new(tree, "file", bytes);
    tree->root = tdxp_tree_alloc(tree, 1, sizeof *tree->root);
    if (!space || !tree->root) {
        tdxp_tree_free(tree);
        return NULL;
    }
    space->top = tree->root;
    tree->spaces[tree->space_count++] = space;
    tree->spare.space = space;

    tree->root->kind = TDXP_KIND_IMAGE;
    tree->root->key = "";
    tree->root->name = tdxp_tree_text(tree, "%s", name);
    tree->root->doc = doc;
    tree->root->space = space;
    tree->root->length = bytes->size;
    tree->root->section = -1;
    return tree;
}

void tdxp_tree_free(struct tdxp_tree *tree)
{
    if (!tree) {
        return;
    }
    for (unsigned i = 0; i < tree->space_count && tree->indexes; i++) {
        byte_index_free(&tree->indexes[i]);
    }
    free(tree->indexes);
    free(tree->spaces);
    arena_free(&tree->arena);
    free(tree);
}

void *tdxp_tree_alloc(struct tdxp_tree *tree, size_t count, size_t size)
{
    void *memory = arena_alloc(&tree->arena, count, size);

    if (!memory) {
        tree->failed = true;
    }
    return memory;
}

__attribute__((format(printf, 2, 0))) static const char *text_va(struct tdxp_tree *tree, const char *format,
                                                                 va_list args)
{
    const char *text = arena_text(&tree->arena, format, args);

    if (!text) {
        tree->failed = true;
        return "";
    }
    return text;
}

const char *tdxp_tree_text(struct tdxp_tree *tree, const char *format, ...)
{
    const char *text;
    va_list args;

    va_start(args, format);
    text = text_va(tree, format, args);
    va_end(args);
    return text;
}

struct tdxp_node *tdxp_tree_top(struct tdxp_tree *tree)
{
    return tree->root;
}

void tdxp_tree_set_image(struct tdxp_tree *tree, struct tdxp_range image)
{
    struct tdxp_space *file = tree->spaces[0];

    file->image.start = image.start < file->bytes.size ? image.start : file->bytes.size;
    file->image.length = tdxp_clip(image.start, image.length, file->bytes.size);
}

static void cut_to_space(struct tdxp_node *node, uint64_t length)
{
    uint64_t size = node->space->bytes.size;

    node->length = tdxp_clip(node->offset, length, size);
    if (node->length < length) {
        node->marks |= node->length == 0 ? TDXP_MARK_OUTSIDE : TDXP_MARK_TRUNCATED;
    }
    if (node->offset > size) {
        node->offset = size;
    }
}

struct tdxp_node *tdxp_tree_add(struct tdxp_tree *tree, struct tdxp_node *parent, enum tdxp_kind kind, const char *key,
                                const char *name, uint64_t offset, uint64_t length, const struct tdxp_doc *doc)
{
    struct tdxp_node *node;

    if (parent == &tree->spare) {
        return &tree->spare;
    }
    node = tdxp_tree_alloc(tree, 1, sizeof *node);
    if (!node) {
        return &tree->spare;
    }
    node->kind = kind;
    node->key = key;
    node->name = name;
    node->doc = doc;
    node->section = parent->section;
    node->space = parent->space;
    node->offset = offset;
    cut_to_space(node, length);

    node->parent = parent;
    node->prev = parent->last_child;
    if (parent->last_child) {
        parent->last_child->next = node;
    } else {
        parent->child = node;
    }
    parent->last_child = node;
    return node;
}

struct tdxp_node *tdxp_tree_space_new(struct tdxp_tree *tree, struct tdxp_node *origin, const char *key,
                                      const char *name, const struct tdxp_bytes *bytes, const struct tdxp_doc *doc)
{
    struct tdxp_space *space;
    struct tdxp_node *top;

    if (origin == &tree->spare) {
        return &tree->spare;
    }
    space = space_new(tree, tdxp_tree_text(tree, "space %u", tree->space_count), bytes);
    if (!space) {
        return &tree->spare;
    }
    top = tdxp_tree_add(tree, origin, TDXP_KIND_CONTENT, key, name, 0, 0, doc);
    if (top == &tree->spare) {
        return top;
    }
    top->space = space;
    top->length = bytes->size;
    space->origin = origin;
    space->top = top;
    tree->spaces[tree->space_count++] = space;
    return top;
}

void tdxp_node_mark(struct tdxp_tree *tree, struct tdxp_node *node, uint32_t marks, const char *format, ...)
{
    const char *text;
    va_list args;

    if (!node) {
        return; /* what was to be marked could not be added: the seal tells */
    }
    node->marks |= marks;
    if (!format) {
        return;
    }
    va_start(args, format);
    text = text_va(tree, format, args);
    va_end(args);
    node->remark = node->remark ? tdxp_tree_text(tree, "%s; %s", node->remark, text) : text;
}

void tdxp_node_set_right(struct tdxp_tree *tree, struct tdxp_node *node, uint64_t value)
{
    uint64_t *right = node ? tdxp_tree_alloc(tree, 1, sizeof *right) : NULL;

    if (right) {
        *right = value;
        node->right = right;
    }
}

static struct tdxp_node *next_in_preorder(struct tdxp_node *node)
{
    if (node->child) {
        return node->child;
    }
    while (node && !node->next) {
        node = node->parent;
    }
    return node ? node->next : NULL;
}

static bool number_nodes(struct tdxp_tree *tree)
{
    uint32_t id = 0;

    for (struct tdxp_node *n = tree->root; n; n = next_in_preorder(n)) {
        n->id = id++;
        n->depth = n->parent ? n->parent->depth + 1 : 0;
        if (!n->doc) {
            n->doc = &no_doc;
        }
    }
    tree->nodes = tdxp_tree_alloc(tree, id, sizeof(struct tdxp_node *));
    if (!tree->nodes) {
        return false;
    }
    tree->count = id;
    for (struct tdxp_node *n = tree->root; n; n = next_in_preorder(n)) {
        tree->nodes[n->id] = n;
    }
    return true;
}

bool tdxp_tree_seal(struct tdxp_tree *tree)
{
    if (!number_nodes(tree)) {
        return false;
    }
    tree->indexes = calloc(tree->space_count, sizeof *tree->indexes);
    if (!tree->indexes) {
        return false;
    }
    for (unsigned i = 0; i < tree->space_count; i++) {
        if (!byte_index_build(&tree->indexes[i], tree, tree->spaces[i])) {
            tree->failed = true;
        }
    }
    return !tree->failed;
}

const struct tdxp_node *tdxp_tree_root(const struct tdxp_tree *tree)
{
    return tree->root;
}

uint32_t tdxp_tree_count(const struct tdxp_tree *tree)
{
    return tree->count;
}

const struct tdxp_node *tdxp_tree_node(const struct tdxp_tree *tree, uint32_t id)
{
    return id < tree->count ? tree->nodes[id] : NULL;
}

const struct tdxp_space *tdxp_tree_space(const struct tdxp_tree *tree, unsigned id)
{
    return id < tree->space_count ? tree->spaces[id] : NULL;
}

const struct tdxp_node *tdxp_tree_at(const struct tdxp_tree *tree, const struct tdxp_space *space, uint64_t offset)
{
    const struct byte_index *index = &tree->indexes[space->id];

    if (offset >= space->bytes.size || index->count == 0) {
        return NULL;
    }
    return index->runs[byte_index_at(index, offset)].node;
}

bool tdxp_tree_run(const struct tdxp_tree *tree, const struct tdxp_space *space, uint64_t offset, uint64_t *start,
                   uint64_t *length)
{
    const struct byte_index *index = &tree->indexes[space->id];
    uint64_t end = space->bytes.size;
    size_t at;

    if (offset >= end || index->count == 0) {
        return false;
    }
    at = byte_index_at(index, offset);
    if (at + 1 < index->count) {
        end = index->runs[at + 1].start;
    }
    *start = index->runs[at].start;
    *length = end - *start;
    return true;
}

size_t tdxp_node_path(const struct tdxp_node *node, char *buffer, size_t size)
{
    size_t length = 0;
    size_t end;

    for (const struct tdxp_node *n = node; n->parent; n = n->parent) {
        length += strlen(n->key) + (n->parent->parent ? 1 : 0);
    }
    if (!node->parent) {
        snprintf(buffer, size, "/");
        return 1;
    }
    if (size == 0) {
        return length;
    }
    buffer[length < size ? length : size - 1] = '\0';
    /* From the leaf back to the root; what lies past the end of the buffer is dropped. */
    end = length;
    for (const struct tdxp_node *n = node; n->parent; n = n->parent) {
        size_t part = strlen(n->key);

        end -= part;
        for (size_t i = 0; i < part && end + i < size - 1; i++) {
            buffer[end + i] = n->key[i];
        }
        if (n->parent->parent) {
            end--;
            if (end < size - 1) {
                buffer[end] = '/';
            }
        }
    }
    return length;
}

const struct tdxp_node *tdxp_tree_reach(const struct tdxp_tree *tree, const char **path)
{
    const struct tdxp_node *node = tree->root;

    *path += **path == '/';
    while (**path) {
        size_t part = strcspn(*path, "/");
        const struct tdxp_node *child = node->child;

        while (child && !(strncmp(child->key, *path, part) == 0 && child->key[part] == '\0')) {
            child = child->next;
        }
        if (!child) {
            break;
        }
        node = child;
        *path += part;
        *path += **path == '/';
    }
    return node;
}

const struct tdxp_node *tdxp_tree_find(const struct tdxp_tree *tree, const char *path)
{
    const struct tdxp_node *node = tdxp_tree_reach(tree, &path);

    return *path ? NULL : node;
}

bool tdxp_node_within(const struct tdxp_node *node, const struct tdxp_node *ancestor)
{
    while (node && node != ancestor) {
        node = node->parent;
    }
    return node != NULL;
}
