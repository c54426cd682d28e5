/* File names as people type them. */
#include "tui/files.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool files_path(const char *typed, char *path, size_t size)
{
    const char *home = typed[0] == '~' && (typed[1] == '/' || !typed[1]) ? getenv("HOME") : NULL;
    /* Standard input has the keys, and never ends. */
    const char *before = home ? home : strcmp(typed, "-") == 0 ? "./" : "";
    int length = snprintf(path, size, "%s%s", before, home ? typed + 1 : typed);

    return length >= 0 && (size_t)length < size;
}

struct tdxp_image *files_image(const char *path, struct tdxp_error *err)
{
    const struct tdxp_image_options options = {.files_only = true};

    return tdxp_image_open(path, &options, err);
}

/* Links count as what they lead to. */
static bool is_directory(DIR *dir, const struct dirent *entry)
{
    struct stat status;

    return fstatat(dirfd(dir), entry->d_name, &status, 0) == 0 && S_ISDIR(status.st_mode);
}

/* Where one stands, and what is above it, only where the second is typed; names with a '.' where that is. */
static bool is_shown(const char *name, const char *typed)
{
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
        return strcmp(name, "..") == 0 && strcmp(typed, "..") == 0;
    }
    return name[0] != '.' || typed[0] == '.';
}

void files_offer(const struct app *app, const char *typed, struct completions *c)
{
    const char *slash = strrchr(typed, '/');
    size_t head = slash ? (size_t)(slash - typed) + 1 : 0;
    char name[LINE_SIZE];
    char path[PATH_MAX];
    const struct dirent *entry;
    DIR *dir;

    (void)app;
    if (strcmp(typed, "~") == 0) {
        completions_add(c, "~", "/");
        return;
    }
    snprintf(name, sizeof name, "%.*s", (int)head, typed);
    dir = files_path(head > 0 ? name : ".", path, sizeof path) ? opendir(path) : NULL;
    if (!dir) {
        return;
    }
    completions_from(c, typed, head);
    c->sorted = true;
    while ((entry = readdir(dir))) {
        if (is_shown(entry->d_name, typed + head) && completions_wants(c, entry->d_name)) {
            completions_add(c, entry->d_name, is_directory(dir, entry) ? "/" : "");
        }
    }
    closedir(dir);
}

const char *files_wrong(const char *path, enum confine_access access, const struct tdxp_error *err)
{
    return confine_refuses(path, access) ? "outside of what is allowed; '--allow=DIR' allows more" : err->text;
}
