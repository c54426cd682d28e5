/* Apriori files: a list of names of files, in the order in which they are run. */
#include "format/ffs_apriori.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "format/walker.h"
#include "tdxplore/guid.h"

enum { ENTRIES_MAX = 1024 }; /* of one list that are shown */

#define PI "PI specification vol. 1 (PEI Apriori File) and vol. 2, 10 (DXE Dispatcher, The A Priori File)"

static const struct tdxp_guid guid_pei =
    TDXP_GUID(0x1b45cc0a, 0x156a, 0x428a, 0xaf, 0x62, 0x49, 0x86, 0x4d, 0xa0, 0xe6, 0xe6);
static const struct tdxp_guid guid_dxe =
    TDXP_GUID(0xfc510ee7, 0xffdc, 0x11d4, 0xbd, 0x41, 0x00, 0x80, 0xc7, 0x3c, 0x88, 0x81);

static const struct tdxp_field entry_fields[] = {
    {.name = "FileName",
     .type_name = "EFI_GUID",
     .offset = 0,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"name of a file of this volume that is run early",
             "The files of the list are run one after the other in its order, before all others and whatever their "
             "dependency expressions say. Following it goes to the file.",
             PI}},
    {.name = NULL},
};

const struct tdxp_format apriori_format_entry = {
    .name = "apriori entry", .size = 16, .fields = entry_fields, .doc = {.summary = "apriori entry"}};

const struct tdxp_doc apriori_doc_rest = {"what is left of the list",
                                          "Too short for another name, or behind as many names as are shown.", PI};

bool ffs_is_apriori(const struct tdxp_guid *name)
{
    return tdxp_guid_equal(name, &guid_pei) || tdxp_guid_equal(name, &guid_dxe);
}

void ffs_add_apriori(const struct ffs_walk *w, struct tdxp_node *node, const struct ffs_section *s)
{
    const uint32_t size = apriori_format_entry.size;
    uint64_t stop = s->offset + s->size;
    uint64_t at = s->data;
    uint32_t count = 0;

    for (; count < ENTRIES_MAX && stop - at >= size; count++, at += size) {
        struct tdxp_node *entry = walk_field(w->tree, node, &entry_fields[0], at);

        entry->key = tdxp_tree_text(w->tree, "entry[%" PRIu32 "]", count);
        entry->name = tdxp_tree_text(w->tree, "Entry %" PRIu32, count);
        volume_nodes_add(w->volumes, entry);
    }
    node->note = tdxp_tree_text(w->tree, "%" PRIu32 " file%s to run first", count, count == 1 ? "" : "s");
    if (at == stop) {
        return;
    }
    ffs_content(w, node, "rest", "Rest of the list", at, stop - at, &apriori_doc_rest);
    if (stop - at >= size) {
        tdxp_node_mark(w->tree, node, TDXP_MARK_LIMIT, "only the first %u entries are decoded", (unsigned)ENTRIES_MAX);
    } else {
        tdxp_node_mark(w->tree, node->last_child, TDXP_MARK_INVALID, "half a name");
    }
}

/* ---- names ---- */

struct named {
    struct tdxp_guid name;
    const struct tdxp_node *file;
};

static int by_name(const void *a, const void *b)
{
    const struct named *x = a;
    const struct named *y = b;

    return memcmp(x->name.bytes, y->name.bytes, sizeof x->name.bytes);
}

static bool is_file(const struct tdxp_node *node)
{
    static const char prefix[] = "file[";

    return strncmp(node->key, prefix, sizeof prefix - 1) == 0;
}

/* The files of a volume by name; *count of them. NULL where memory ran out. */
static struct named *files_of(struct tdxp_tree *tree, const struct tdxp_node *volume, size_t *count)
{
    struct named *files;
    size_t room = 0;

    for (const struct tdxp_node *n = volume->child; n; n = n->next) {
        room += is_file(n);
    }
    *count = 0;
    files = tdxp_tree_alloc(tree, room + 1, sizeof *files);
    for (const struct tdxp_node *n = volume->child; n && files; n = n->next) {
        if (is_file(n) && tdxp_read_guid(&n->space->bytes, n->offset, &files[*count].name)) {
            files[(*count)++].file = n;
        }
    }
    if (files && *count > 1) {
        qsort(files, *count, sizeof *files, by_name);
    }
    return files;
}

void ffs_name_apriori(struct tdxp_tree *tree, const struct tdxp_node *volume, struct tdxp_node *list)
{
    size_t count;
    struct named *files = files_of(tree, volume, &count);

    for (struct tdxp_node *n = list->child; n && files; n = n->next) {
        struct named wanted = {.file = NULL};
        const struct named *found;

        if (n->field != &entry_fields[0] || !tdxp_read_guid(&n->space->bytes, n->offset, &wanted.name)) {
            continue;
        }
        found = bsearch(&wanted, files, count, sizeof *files, by_name);
        if (!found) {
            tdxp_node_mark(tree, n, 0, "this volume has no file of that name");
            continue;
        }
        n->note = found->file->name;
        point_to_bytes(n, found->file->space, found->file->offset, found->file->length);
    }
}
