/* Load options: from the numbers in BootOrder and its like to the variables that they stand for. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "format/varstore.h"
#include "format/varstore_value.h"
#include "format/walker.h"

enum { DIGITS = 4 }; /* of a number at the end of a name */

/* A variable that is a load option. */
struct option {
    const struct varstore_known *kind; /* the row of Boot####, say */
    uint16_t number;
    bool replaced; /* in deleted transition: it counts only where there is no newer one */
    const struct tdxp_node *node;
};

/* The row that explains a variable; NULL for one that is not known. */
static const struct varstore_known *row_of(const struct tdxp_node *variable)
{
    for (size_t i = 0; i < varstore_known_count; i++) {
        if (variable->doc == &varstore_known[i].doc) {
            return &varstore_known[i];
        }
    }
    return NULL;
}

static uint64_t state_of(const struct tdxp_node *variable)
{
    return variable->child ? volume_field(variable->child, "State")->value : 0;
}

static bool is_live(const struct tdxp_node *variable)
{
    return variable->kind == TDXP_KIND_STRUCT &&
           (state_of(variable) & (VARSTORE_LIVE | VARSTORE_DELETED)) == VARSTORE_LIVE;
}

/* By kind and number; what counts comes first. */
static int by_number(const void *a, const void *b)
{
    const struct option *x = a;
    const struct option *y = b;

    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    if (x->number != y->number) {
        return x->number < y->number ? -1 : 1;
    }
    return x->replaced - y->replaced;
}

/* The load options of a store in that order; *count of them. NULL where memory ran out. */
static struct option *options_of(struct tdxp_tree *tree, const struct tdxp_node *store, size_t *count)
{
    struct option *options;
    size_t room = 0;

    for (const struct tdxp_node *n = store->child; n; n = n->next) {
        room++;
    }
    *count = 0;
    options = tdxp_tree_alloc(tree, room + 1, sizeof *options);
    for (const struct tdxp_node *n = store->child; n && options; n = n->next) {
        const struct varstore_known *kind = is_live(n) ? row_of(n) : NULL;

        if (kind && kind->decode == load_option_decode) {
            options[(*count)++] = (struct option){kind, (uint16_t)strtoul(n->name + strlen(n->name) - DIGITS, NULL, 16),
                                                  (state_of(n) & ~(uint64_t)VARSTORE_LIVE) != 0, n};
        }
    }
    if (options && *count > 1) {
        qsort(options, *count, sizeof *options, by_number);
    }
    return options;
}

static const struct option *find(const struct option *options, size_t count, const struct varstore_known *kind,
                                 uint16_t number)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (by_number(&options[middle], &(struct option){.kind = kind, .number = number}) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && options[low].kind == kind && options[low].number == number ? &options[low] : NULL;
}

/* BootOrder, BootNext and BootCurrent are about Boot####: the kind of options that a list of numbers is about. */
static const struct varstore_known *kind_of(const struct varstore_known *list)
{
    static const char *const ends[] = {"Order", "Next", "Current"};

    for (size_t i = 0; i < varstore_known_count; i++) {
        const struct varstore_known *row = &varstore_known[i];
        size_t length = strcspn(row->name, "#");

        for (size_t k = 0; row->decode == load_option_decode && k < sizeof ends / sizeof ends[0]; k++) {
            if (strncmp(list->name, row->name, length) == 0 && strcmp(list->name + length, ends[k]) == 0) {
                return row;
            }
        }
    }
    return NULL;
}

/* The description in an option, in quotes; "" where there is none. */
static const char *description_of(const struct tdxp_node *option)
{
    for (const struct tdxp_node *n = option->child; n; n = n->next) {
        for (const struct tdxp_node *part = n->child; part; part = part->next) {
            if (part->doc == &load_option_doc_description && part->note) {
                return part->note;
            }
        }
    }
    return "";
}

static void link_number(struct tdxp_tree *tree, struct tdxp_node *entry, const struct varstore_known *kind,
                        const struct option *option, bool all)
{
    if (option) {
        const char *description = description_of(option->node);

        entry->note = tdxp_tree_text(tree, "%s%s%s", option->node->name, *description ? ", " : "", description);
        point_to_bytes(entry, option->node->space, option->node->offset, option->node->length);
    } else if (all) {
        tdxp_node_mark(tree, entry, TDXP_MARK_INVALID, "the store has no %.*s%04" PRIX16, (int)strcspn(kind->name, "#"),
                       kind->name, (uint16_t)entry->value);
    }
}

void varstore_link_options(struct tdxp_tree *tree, const struct tdxp_node *store)
{
    size_t count;
    const struct option *options = options_of(tree, store, &count);
    bool all = !(store->marks & TDXP_MARK_LIMIT);

    for (const struct tdxp_node *variable = store->child; variable && options; variable = variable->next) {
        const struct varstore_known *list = row_of(variable);
        const struct varstore_known *kind = list && list->format == &value_format_option ? kind_of(list) : NULL;

        if (!kind || !variable->last_child) {
            continue;
        }
        for (struct tdxp_node *n = variable->last_child->child; n; n = n->next) {
            if (n->field == value_format_option.fields) {
                link_number(tree, n, kind, find(options, count, kind, (uint16_t)n->value), all);
            }
        }
    }
}
