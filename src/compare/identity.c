/* What makes a node the same as one of another image: one table. */
#include "compare/identity.h"

#include <string.h>

enum { PATH_STEPS = 2 };

/*
 * Of which fields the name of a node consists that is one of an indexed row, "file[3]". A row applies where the node has
 * them all; of those of one stem the first that applies is taken.
 */
static const struct row {
    const char *stem;
    const char *parts[IDENTITY_PARTS][PATH_STEPS]; /* keys from the node down */
    bool named, newest;
} rows[] = {
    /* EFI_FFS_FILE_HEADER.Name: unique in a volume (PI 1.8, volume III, 3.2.3), but for pad files. */
    {.stem = "file", .parts = {{"header", "Name"}}, .named = true},
    {.stem = "volume", .parts = {{"ext-header", "FvName"}}, .named = true},
    {.stem = "volume", .parts = {{"header", "FileSystemGuid"}}},
    /* A variable is known by its name and the vendor's GUID (UEFI 2.10, 8.2); deleted versions lie before it. */
    {.stem = "variable", .parts = {{"header", "VendorGuid"}, {"Name"}}, .named = true, .newest = true},
    {.stem = "section", .parts = {{"header", "SectionDefinitionGuid"}}}, /* of a file */
    {.stem = "section", .parts = {{"header", "Type"}}},
    {.stem = "section", .parts = {{"Type"}}}, /* of TDVF and SEV metadata */
    {.stem = "section-header", .parts = {{"Name"}}},
    {.stem = "entry", .parts = {{"Guid"}}}, /* of the GUIDed table */
    {.stem = "list", .parts = {{"header", "SignatureType"}}},
};

static const struct tdxp_node *child_of(const struct tdxp_node *node, const char *key)
{
    for (const struct tdxp_node *n = node->child; n; n = n->next) {
        if (strcmp(n->key, key) == 0) {
            return n;
        }
    }
    return NULL;
}

static void copy_part(struct identity_part *part, const struct tdxp_bytes *bytes, uint64_t offset, uint64_t length)
{
    *part = (struct identity_part){.size = length};
    tdxp_read_some(bytes, offset, part->bytes, length < IDENTITY_BYTES ? (size_t)length : IDENTITY_BYTES);
}

static bool find_part(const struct tdxp_node *node, const char *const *path, struct identity_part *part)
{
    for (int i = 0; node && i < PATH_STEPS && path[i]; i++) {
        node = child_of(node, path[i]);
    }
    if (!node || node->length == 0) {
        return false;
    }
    copy_part(part, &node->space->bytes, node->offset, node->length);
    return true;
}

static bool apply(const struct row *row, struct identity *identity)
{
    for (int i = 0; i < IDENTITY_PARTS && row->parts[i][0]; i++) {
        if (!find_part(identity->node, row->parts[i], &identity->parts[i])) {
            return false;
        }
    }
    identity->named = row->named;
    identity->newest = row->newest;
    return true;
}

struct identity identity_of(const struct tdxp_node *node)
{
    struct identity identity = {.node = node, .stem = strcspn(node->key, "[")};

    if (node->kind == TDXP_KIND_UNCLAIMED && node->parent && node->parent->kind == TDXP_KIND_GROUP) {
        identity.stem = 0; /* their keys are where they are: they are a row too */
        return identity;
    }
    if (!identity_is_indexed(&identity)) {
        return identity;
    }
    if (node->field && node->field->type == TDXP_TYPE_GUID) {
        copy_part(&identity.parts[0], &node->space->bytes, node->offset, node->length);
        return identity;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strlen(rows[i].stem) == identity.stem && strncmp(rows[i].stem, node->key, identity.stem) == 0 &&
            apply(&rows[i], &identity)) {
            return identity;
        }
    }
    memset(identity.parts, 0, sizeof identity.parts);
    if (node->kind == TDXP_KIND_CONTENT && node->note) {
        /* Contents of a section of the metadata: the note is its type. */
        struct tdxp_bytes note = {(const uint8_t *)node->note, strlen(node->note)};

        copy_part(&identity.parts[0], &note, 0, note.size);
    }
    return identity;
}

bool identity_is_indexed(const struct identity *identity)
{
    return identity->node->key[identity->stem] != '\0';
}

static int compare_parts(const struct identity_part *a, const struct identity_part *b)
{
    int order = memcmp(a->bytes, b->bytes, sizeof a->bytes);

    return order != 0 ? order : a->size < b->size ? -1 : a->size > b->size;
}

int identity_compare(const struct identity *a, const struct identity *b)
{
    int order;

    if (a->stem != b->stem) {
        return a->stem < b->stem ? -1 : 1;
    }
    order = strncmp(a->node->key, b->node->key, a->stem);
    for (int i = 0; order == 0 && i < IDENTITY_PARTS; i++) {
        order = compare_parts(&a->parts[i], &b->parts[i]);
    }
    return order;
}
