/* Finding the variable store that belongs to a file of code, by its name and its size. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tdxplore/image.h"

static bool has_size(const char *path, uint64_t size)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size == size;
}

/* The last place in the file's name where the word for code stands, or NULL. */
static const char *find_word(const char *path, const char *word)
{
    const char *slash = strrchr(path, '/');
    const char *found = NULL;

    for (const char *at = strstr(slash ? slash : path, word); at; at = strstr(at + 1, word)) {
        found = at;
    }
    return found;
}

/* "OVMF_CODE_4M.secboot.fd" becomes "OVMF_CODE_4M.fd": the part before the last, that tells variants apart, is left out. */
static bool drop_variant(const char *name, char *shorter, size_t room)
{
    const char *last = strrchr(name, '.');
    const char *before = last;

    while (before && before > name && before[-1] != '.') {
        before--;
    }
    if (!before || before == name) {
        return false;
    }
    return (size_t)snprintf(shorter, room, "%.*s%s", (int)(before - 1 - name), name, last) < room;
}

static bool try_name(const char *path, const char *at, const char *word, const char *rest, uint64_t size, char *buffer,
                     size_t room)
{
    return (size_t)snprintf(buffer, room, "%.*s%s%s", (int)(at - path), path, word, rest) < room &&
           has_size(buffer, size);
}

bool tdxp_vars_beside(const char *path, uint64_t size, char *buffer, size_t room)
{
    static const struct {
        const char *code, *vars;
    } words[] = {{"CODE", "VARS"}, {"code", "vars"}};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const char *at = find_word(path, words[i].code);
        char shorter[NAME_MAX + 1];

        if (!at || at - path > INT_MAX) {
            continue;
        }
        if (try_name(path, at, words[i].vars, at + strlen(words[i].code), size, buffer, room) ||
            (drop_variant(at + strlen(words[i].code), shorter, sizeof shorter) &&
             try_name(path, at, words[i].vars, shorter, size, buffer, room))) {
            return true;
        }
    }
    return false;
}
