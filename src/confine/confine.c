/* Which places are allowed, and giving up the rest. */
#include "confine/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "confine/calls.h"
#include "confine/landlock.h"

/*
 * What libraries open when they need it: their translations and conversions of character sets, modules of libcrypto, and what
 * these say of themselves. All users may read it on any system.
 */
static const char *const system_places[] = {
    "/usr/lib", "/usr/lib64",       "/usr/share",           "/lib",
    "/lib64",   "/etc/ld.so.cache", "/etc/crypto-policies", "/proc/sys/crypto",
};

/* What is allowed at most in a directory of the system and below it; of several the last counts. */
static const struct {
    const char *path;
    enum confine_access most;
} system_directories[] = {
    {"/etc", CONFINE_NAMED}, {"/proc", CONFINE_NAMED},    {"/sys", CONFINE_NAMED},
    {"/dev", CONFINE_NAMED}, {"/dev/shm", CONFINE_WRITE}, /* no device, but memory for everybody's files */
    {"/lib", CONFINE_READ},  {"/usr", CONFINE_READ},      /* nobody works there, but images are kept */
    {"/boot", CONFINE_READ},
};

enum { SYSTEM_PLACES = sizeof system_places / sizeof system_places[0] };

/* The settings of libcrypto (openssl-config(5), OPENSSL_CONF); what they include is that of the distribution. */
static void allow_crypto(const struct confine *c)
{
    const char *own = getenv("OPENSSL_CONF");
    char path[PATH_MAX];

    if ((size_t)snprintf(path, sizeof path, "%s/openssl.cnf", X509_get_default_cert_area()) < sizeof path) {
        confine_allow(c, path, CONFINE_READ);
    }
    if (own) {
        confine_allow(c, own, CONFINE_READ);
    }
}

void confine_begin(struct confine *c)
{
    *c = (struct confine){.ruleset = -1};
    if (!CONFINEMENT) {
        return;
    }
    c->ruleset = landlock_begin(&c->handled);
    for (size_t i = 0; i < SYSTEM_PLACES; i++) {
        confine_allow(c, system_places[i], CONFINE_READ);
    }
    allow_crypto(c);
}

void confine_allow(const struct confine *c, const char *path, enum confine_access wanted)
{
    if (c->ruleset >= 0) {
        landlock_allow(c->ruleset, c->handled, path, wanted);
    }
}

/* ---- directories of files ---- */

/* The path of the directory in which a file is. False where it is too long. */
static bool directory_of(const char *path, char directory[static PATH_MAX])
{
    const char *slash = strrchr(path, '/');
    int length = slash ? snprintf(directory, PATH_MAX, "%.*s", (int)(slash - path) + 1, path)
                       : snprintf(directory, PATH_MAX, ".");

    return length >= 0 && length < PATH_MAX;
}

/* Call allow for the directory of path, and for that of what path leads to. */
static void for_directories(const struct confine *c, const char *path, enum confine_access wanted,
                            void (*allow)(const struct confine *c, const char *directory, enum confine_access wanted))
{
    char directory[PATH_MAX];
    char real[PATH_MAX];

    if (directory_of(path, directory)) {
        allow(c, directory, wanted);
    }
    if (realpath(path, real) && directory_of(real, directory)) {
        allow(c, directory, wanted);
    }
}

void confine_allow_beside(const struct confine *c, const char *path, enum confine_access wanted)
{
    for_directories(c, path, wanted, confine_allow);
}

/* ---- directories that people work in ---- */

/* Whether inner is outer, or below it. Both are absolute, without links. */
static bool is_within(const char *inner, const char *outer)
{
    size_t length = strlen(outer);

    return strcmp(outer, "/") == 0 ||
           (strncmp(inner, outer, length) == 0 && (inner[length] == '\0' || inner[length] == '/'));
}

static bool is_above_home(const char *real)
{
    const char *home = getenv("HOME");
    char real_home[PATH_MAX];

    return strcmp(real, "/") == 0 || (home && realpath(home, real_home) && is_within(real_home, real));
}

void confine_allow_work(const struct confine *c, const char *directory, enum confine_access wanted)
{
    enum confine_access most = CONFINE_WRITE;
    char real[PATH_MAX];

    if (!realpath(directory, real) || is_above_home(real)) {
        return;
    }
    for (size_t i = 0; i < sizeof system_directories / sizeof system_directories[0]; i++) {
        if (is_within(real, system_directories[i].path)) {
            most = system_directories[i].most;
        }
    }
    if (most != CONFINE_NAMED) {
        confine_allow(c, real, wanted < most ? wanted : most);
    }
}

void confine_allow_work_beside(const struct confine *c, const char *path, enum confine_access wanted)
{
    for_directories(c, path, wanted, confine_allow_work);
}

/* ---- giving up ---- */

void confine_drop(struct confine *c)
{
    if (c->ruleset >= 0) {
        close(c->ruleset);
        c->ruleset = -1;
    }
}

/* The filter comes last: it does not let through what Landlock needs. */
unsigned confine_enter(struct confine *c)
{
    unsigned achieved = 0;

    if (!CONFINEMENT || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        confine_drop(c);
        return 0;
    }
    if (c->ruleset >= 0 && landlock_enter(c->ruleset)) {
        achieved |= CONFINED_FILES;
    }
    confine_drop(c);
    if (calls_give_up()) {
        achieved |= CONFINED_CALLS;
    }
    return achieved;
}

/* A file without a name is made as one with a name is, and leaves nothing behind. */
static bool fails(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600);

    if (fd >= 0) {
        close(fd);
    }
    return fd < 0 && errno == EACCES;
}

/* access(2) looks at permissions, and Landlock does not care about it. */
bool confine_refuses(const char *path, enum confine_access wanted)
{
    char directory[PATH_MAX];

    if (wanted == CONFINE_READ) {
        return fails(path, O_RDONLY) && access(path, R_OK) == 0;
    }
    return directory_of(path, directory) && fails(directory, O_TMPFILE | O_WRONLY) &&
           access(directory, W_OK | X_OK) == 0;
}
