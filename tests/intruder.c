/*
 * Preloaded into the program, takes the part of a decoder that somebody's bytes have taken over: it does so where libcrypto is
 * given the bytes of an image to hash, and writes what it could do and what not to the file that INTRUDER_LOG names, a line
 * each: what, and "done" or the name of the error.
 *
 * INTRUDER_HOME is a directory with a file "secret" in it. What succeeds is undone where that is possible. "landlock" is
 * whether the kernel has it.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int report = -1; /* opened before anything is given up */

__attribute__((constructor)) static void begin(void)
{
    const char *name = getenv("INTRUDER_LOG");

    report = name ? open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
    unsetenv("LD_PRELOAD"); /* not for programs that it starts */
}

static void tell(const char *what, bool done)
{
    const char *error = done ? "done" : strerrorname_np(errno);

    dprintf(report, "%s %s\n", what, error ? error : "?");
}

static const char *secret(void)
{
    static char path[PATH_MAX];
    const char *home = getenv("INTRUDER_HOME");

    snprintf(path, sizeof path, "%s/secret", home ? home : "/nowhere");
    return path;
}

/* ---- files ---- */

static bool opens(const char *path, int flags)
{
    int fd = open(path, flags, 0600);

    if (fd >= 0) {
        close(fd);
    }
    return fd >= 0;
}

static bool lists(const char *path)
{
    DIR *directory = opendir(path);

    if (directory) {
        closedir(directory);
    }
    return directory != NULL;
}

static bool makes_file(void)
{
    char path[PATH_MAX + 8];
    bool made;

    snprintf(path, sizeof path, "%s.new", secret());
    made = opens(path, O_WRONLY | O_CREAT | O_EXCL);
    if (made) {
        unlink(path);
    }
    return made;
}

static bool makes_link(void)
{
    char path[PATH_MAX + 8];
    bool made;

    snprintf(path, sizeof path, "%s.link", secret());
    made = symlink("/", path) == 0;
    if (made) {
        unlink(path);
    }
    return made;
}

static bool renames(void)
{
    char path[PATH_MAX + 8];
    bool renamed;

    snprintf(path, sizeof path, "%s.moved", secret());
    renamed = rename(secret(), path) == 0;
    if (renamed) {
        renamed = rename(path, secret()) == 0;
    }
    return renamed;
}

static void try_files(void)
{
    tell("read-secret", opens(secret(), O_RDONLY));
    tell("read-passwd", opens("/etc/passwd", O_RDONLY));
    tell("read-own-memory", opens("/proc/self/mem", O_RDWR));
    tell("write-secret", opens(secret(), O_WRONLY));
    tell("make-file", makes_file());
    tell("make-link", makes_link());
    tell("rename", renames());
    tell("truncate", truncate(secret(), 6) == 0);
    tell("chmod", chmod(secret(), 0600) == 0);
    tell("utimes", utimensat(AT_FDCWD, secret(), NULL, 0) == 0);
    tell("list-root", lists("/"));
}

/* ---- network ---- */

static bool connects(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool answered;

    if (fd < 0) {
        return false;
    }
    /* That nobody listens is an answer. */
    answered = connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 || errno == ECONNREFUSED;
    close(fd);
    return answered;
}

static bool has_socket(int family, int type)
{
    int fd = socket(family, type, 0);

    if (fd >= 0) {
        close(fd);
    }
    return fd >= 0;
}

static void try_network(void)
{
    tell("connect", connects());
    tell("udp-socket", has_socket(AF_INET, SOCK_DGRAM));
    tell("unix-socket", has_socket(AF_UNIX, SOCK_STREAM));
}

/* ---- other programs, and the kernel ---- */

static bool executes(void)
{
    char word[] = "true";
    char *const words[] = {word, NULL};
    pid_t child = fork();
    int status = 1;

    if (child == 0) {
        execv("/bin/true", words);
        _exit(1);
    }
    if (child < 0) {
        /* No other process: this one itself, then. If that succeeds, nothing more is told, and the test misses it. */
        execv("/bin/true", words);
        return false;
    }
    return waitpid(child, &status, 0) == child && status == 0;
}

static bool forks(void)
{
    pid_t child = fork();

    if (child == 0) {
        _exit(0);
    }
    return child > 0 && waitpid(child, NULL, 0) == child;
}

static bool gets_descriptor(long descriptor)
{
    if (descriptor >= 0) {
        close((int)descriptor);
    }
    return descriptor >= 0;
}

static void try_programs(void)
{
    tell("fork", forks());
    tell("exec", executes());
    tell("signal-parent", kill(getppid(), 0) == 0);
    tell("pidfd", gets_descriptor(syscall(SYS_pidfd_open, getppid(), 0)));
    tell("ptrace", ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0);
    tell("memfd", gets_descriptor(syscall(SYS_memfd_create, "x", 0)));
    tell("user-namespace", unshare(CLONE_NEWUSER) == 0);
    tell("keyring", syscall(SYS_keyctl, 0, -3, 0) >= 0);
    tell("bpf", syscall(SYS_bpf, 0, NULL, 0) >= 0);
    tell("type-for-user", ioctl(STDIN_FILENO, TIOCSTI, "q") == 0);
}

int EVP_DigestUpdate(void *context, const void *data, size_t size);

int EVP_DigestUpdate(void *context, const void *data, size_t size)
{
    static int (*real)(void *context, const void *data, size_t size);

    if (!real) {
        *(void **)&real = dlsym(RTLD_NEXT, "EVP_DigestUpdate");
        if (report >= 0) {
            tell("landlock", syscall(SYS_landlock_create_ruleset, NULL, 0, 1) >= 1);
            try_files();
            try_network();
            try_programs();
            dprintf(report, "end\n");
        }
    }
    return real(context, data, size);
}
