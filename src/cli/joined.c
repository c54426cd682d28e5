/* The image that a file of code is a part of. */
#include "cli/joined.h"

#include <stdlib.h>
#include <string.h>

#define JOINED_MAX (UINT64_C(1) << 28) /* bytes; firmware is some megabytes */

/* The path with VARS for the last CODE of its file name; NULL where there is none, or memory ran out. */
static char *vars_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *vars = strdup(path);
    char *at = vars ? vars + (slash ? slash + 1 - path : 0) : NULL;
    char *last = NULL;

    while (at && (at = strstr(at, "CODE"))) {
        last = at;
        at += 4;
    }
    if (!last) {
        free(vars);
        return NULL;
    }
    memcpy(last, "VARS", 4);
    return vars;
}

/* Take out what stands between the first and the last dot of the file name: OVMF_VARS.secboot.fd has OVMF_VARS.fd. */
static bool drop_middle(char *path)
{
    char *slash = strrchr(path, '/');
    char *first = strchr(slash ? slash : path, '.');
    char *last = strrchr(path, '.');

    if (!first || first == last) {
        return false;
    }
    memmove(first, last, strlen(last) + 1);
    return true;
}

static struct tdxp_image *join(const struct tdxp_image *first, const struct tdxp_image *second)
{
    const struct tdxp_bytes *a = tdxp_image_bytes(first);
    const struct tdxp_bytes *b = tdxp_image_bytes(second);
    struct tdxp_image *image;
    uint8_t *bytes;

    if (a->size > JOINED_MAX || b->size > JOINED_MAX) {
        return NULL;
    }
    bytes = malloc((size_t)(a->size + b->size));
    if (!bytes) {
        return NULL;
    }
    tdxp_read_copy(a, 0, bytes, (size_t)a->size);
    tdxp_read_copy(b, 0, bytes + a->size, (size_t)b->size);
    image = tdxp_image_from_memory("joined image", bytes, a->size + b->size, NULL);
    if (!image) {
        free(bytes);
    }
    return image;
}

struct tdxp_image *joined_open(const struct tdxp_image *code, const char *path, char **vars)
{
    struct tdxp_image *joined = NULL;
    struct tdxp_image *store;

    *vars = vars_path(path);
    store = *vars ? tdxp_image_open(*vars, NULL, NULL) : NULL;
    if (*vars && !store && drop_middle(*vars)) {
        store = tdxp_image_open(*vars, NULL, NULL);
    }
    if (store) {
        joined = join(store, code);
    }
    tdxp_image_close(store);
    if (!joined) {
        free(*vars);
        *vars = NULL;
    }
    return joined;
}
