/* Where a user's files are. */
#include "image/xdg.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tdxplore/save.h"

static const struct {
    const char *variable;
    const char *otherwise; /* below HOME */
} places[] = {
    [XDG_CONFIG] = {"XDG_CONFIG_HOME", ".config"},
    [XDG_STATE] = {"XDG_STATE_HOME", ".local/state"},
    [XDG_DATA] = {"XDG_DATA_HOME", ".local/share"},
};

/* A path that is not absolute is to be taken for none, says the specification. */
static const char *absolute(const char *variable)
{
    const char *value = getenv(variable);

    return value && *value == '/' ? value : NULL;
}

bool xdg_path(enum xdg which, const char *name, char *buffer, size_t size)
{
    const char *base = absolute(places[which].variable);
    const char *home = absolute("HOME");
    int length = -1;

    if (base) {
        length = snprintf(buffer, size, "%s/tdxplore/%s", base, name);
    } else if (home) {
        length = snprintf(buffer, size, "%s/%s/tdxplore/%s", home, places[which].otherwise, name);
    }
    return length >= 0 && (size_t)length < size;
}

bool xdg_make_directories(const char *path)
{
    char part[PATH_MAX];

    for (const char *end = strchr(path + 1, '/'); end; end = strchr(end + 1, '/')) {
        int length = snprintf(part, sizeof part, "%.*s", (int)(end - path), path);

        if ((size_t)length >= sizeof part) {
            errno = ENAMETOOLONG;
            return false;
        }
        if (mkdir(part, 0700) != 0 && errno != EEXIST) {
            return false;
        }
    }
    return true;
}

/* Replacing a file keeps who may read it: one that is not there is made first, for the user alone. */
bool xdg_replace(const char *path, const struct tdxp_bytes *bytes, struct tdxp_error *err)
{
    int made = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool saved;

    if (made >= 0) {
        close(made);
    }
    saved = tdxp_save(path, bytes, TDXP_SAVE_REPLACE, err);
    if (!saved && made >= 0) {
        unlink(path);
    }
    return saved;
}
