/*
 * The kernel's interface as its documentation has it (Documentation/userspace-api/landlock.rst, include/uapi/linux/landlock.h):
 * the C library has no functions for it. Headers are often older than the kernel, so what newer versions of the interface have
 * is stated here, and how much of it the kernel knows is asked at run time.
 */
#include "confine/landlock.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef SYS_landlock_create_ruleset

/* Rights, one bit each. */
#define RIGHT(n) (UINT64_C(1) << (n))
#define WRITE_FILE RIGHT(1)
#define READ_FILE RIGHT(2)
#define READ_DIR RIGHT(3)
#define REMOVE_FILE RIGHT(5)
#define MAKE_DIR RIGHT(7)
#define MAKE_REG RIGHT(8)
#define TRUNCATE RIGHT(14)

#define READ (READ_FILE | READ_DIR)

/* Those of a directory hold for all that is below it; a file can be given no others than these. */
static const struct {
    uint64_t directory, file;
} rights_of[] = {
    [CONFINE_NAMED] = {READ_DIR, READ_FILE},
    [CONFINE_READ] = {READ, READ_FILE},
    [CONFINE_WRITE] = {READ | WRITE_FILE | TRUNCATE | REMOVE_FILE | MAKE_DIR | MAKE_REG,
                       READ_FILE | WRITE_FILE | TRUNCATE},
};

/* What each version of the interface has brought: the last bit among the rights for files, those for TCP, and scopes. */
static const struct {
    unsigned files;      /* how many rights */
    uint64_t net, scope; /* bits */
} versions[] = {
    [1] = {13, 0, 0},                   /* EXECUTE to MAKE_SYM */
    [2] = {14, 0, 0},                   /* REFER: to other directories */
    [3] = {15, 0, 0},                   /* TRUNCATE */
    [4] = {15, RIGHT(0) | RIGHT(1), 0}, /* BIND_TCP, CONNECT_TCP */
    [5] = {16, RIGHT(0) | RIGHT(1), 0}, /* IOCTL_DEV */
    /*
     * ABSTRACT_UNIX_SOCKET. SIGNAL is left out: a stop is sent to the whole job, which has processes outside; the filter of
     * system calls looks after signals.
     */
    [6] = {16, RIGHT(0) | RIGHT(1), RIGHT(0)},
};

enum { NEWEST = sizeof versions / sizeof versions[0] - 1, VERSION_OF_NET = 4, VERSION_OF_SCOPE = 6 };

/* struct landlock_ruleset_attr; a kernel that knows less of it takes the first fields. */
struct ruleset {
    uint64_t files, net, scope;
};

/* struct landlock_path_beneath_attr. */
struct beneath {
    uint64_t rights;
    int32_t directory;
} __attribute__((packed));

enum { PATH_BENEATH = 1, ASK_VERSION = 1 };

static size_t known_size(long version)
{
    return version >= VERSION_OF_SCOPE ? sizeof(struct ruleset)
           : version >= VERSION_OF_NET ? offsetof(struct ruleset, scope)
                                       : offsetof(struct ruleset, net);
}

int landlock_begin(uint64_t *handled)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, ASK_VERSION);
    struct ruleset ruleset;

    *handled = 0;
    if (version < 1) {
        return -1;
    }
    version = version > NEWEST ? NEWEST : version;
    *handled = RIGHT(versions[version].files) - 1;
    ruleset = (struct ruleset){*handled, versions[version].net, versions[version].scope};
    return (int)syscall(SYS_landlock_create_ruleset, &ruleset, known_size(version), 0U);
}

void landlock_allow(int ruleset, uint64_t handled, const char *path, enum confine_access access)
{
    struct beneath beneath = {rights_of[access].directory & handled, open(path, O_PATH | O_CLOEXEC)};

    if (beneath.directory < 0) {
        return;
    }
    if (syscall(SYS_landlock_add_rule, ruleset, PATH_BENEATH, &beneath, 0U) != 0) {
        /* No directory. Pipes and the like are refused here too, but may be opened again through /proc in any case. */
        beneath.rights = rights_of[access].file & handled;
        (void)syscall(SYS_landlock_add_rule, ruleset, PATH_BENEATH, &beneath, 0U);
    }
    close(beneath.directory);
}

bool landlock_enter(int ruleset)
{
    return syscall(SYS_landlock_restrict_self, ruleset, 0U) == 0;
}

#else

int landlock_begin(uint64_t *handled)
{
    *handled = 0;
    return -1;
}

void landlock_allow(int ruleset, uint64_t handled, const char *path, enum confine_access access)
{
    (void)ruleset;
    (void)handled;
    (void)path;
    (void)access;
}

bool landlock_enter(int ruleset)
{
    (void)ruleset;
    return false;
}

#endif
