/*
 * A program of the build: writes the filter of system calls that calls.c gives to the kernel. The calls that are kept are one
 * table here. libseccomp knows their numbers on each kind of machine; it is not used at run time, as it does not survive that
 * memory runs out (2.5 does not).
 */
#include <asm/termbits.h> /* the numbers of TCGETS2 and its like need its struct termios2; <termios.h> has none */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/filter.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "confine/calls.h"

/*
 * By name, as not every machine has each. Among them are those that an older or a newer C library makes in place of others.
 * What is missing: sockets; other programs and processes, and looking into them; owners, permissions and times of files by
 * their path, which Landlock does not look after; everything that needs privileges.
 */
/* clang-format off */
static const char *const kept[] = {
    /* Open files, and what may be opened. */
    "open", "openat", "close", "close_range", "read", "readv", "pread64", "preadv", "write", "writev", "pwrite64", "lseek",
    "_llseek", "dup", "dup2", "dup3", "fstat", "fstat64", "fstatfs", "fstatfs64", "fsync", "fdatasync", "ftruncate", "ftruncate64",
    "fchmod", "flock", "fadvise64", "fadvise64_64", "getdents", "getdents64", "umask",
    /* Their names. */
    "stat", "stat64", "lstat", "lstat64", "newfstatat", "fstatat64", "statx", "access", "faccessat", "faccessat2", "readlink",
    "readlinkat", "getcwd", "mkdir", "mkdirat", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat",
    "inotify_init", "inotify_init1", "inotify_add_watch", "inotify_rm_watch",
    /* Memory. */
    "brk", "mmap", "mmap2", "munmap", "mremap", "mprotect", "madvise",
    /* Waiting and time. */
    "poll", "ppoll", "ppoll_time64", "select", "_newselect", "pselect6", "pselect6_time64", "nanosleep", "clock_nanosleep",
    "clock_nanosleep_time64", "clock_gettime", "clock_gettime64", "clock_getres", "clock_getres_time64", "gettimeofday", "time",
    "restart_syscall",
    /* Signals that come. */
    "rt_sigaction", "sigaction", "rt_sigprocmask", "sigprocmask", "rt_sigreturn", "sigreturn", "rt_sigtimedwait",
    "rt_sigtimedwait_time64", "rt_sigpending", "rt_sigsuspend", "sigaltstack", "signalfd", "signalfd4",
    /* Oneself. */
    "exit", "exit_group", "getpid", "getppid", "gettid", "getpgrp", "getuid", "geteuid", "getgid", "getegid", "getuid32",
    "geteuid32", "getgid32", "getegid32", "getrandom", "getrusage", "getrlimit", "ugetrlimit", "sysinfo", "times", "uname",
    "futex", "futex_time64", "set_robust_list", "set_tid_address", "rseq", "arch_prctl", "sched_getaffinity", "sched_yield",
};
/* clang-format on */

/* Those of which an argument says what they do: what is kept of them. */
struct kept_argument {
    const char *call;
    unsigned argument;
    uint32_t value;
};

/* Not among them: TIOCSTI and TIOCLINUX, with which a program can type for the user (ioctl_tty(2)). */
static const struct kept_argument kept_arguments[] = {
    {"ioctl", 1, TCGETS},     {"ioctl", 1, TCSETS},          {"ioctl", 1, TCSETSW},   {"ioctl", 1, TCSETSF},
    {"ioctl", 1, TCFLSH},     {"ioctl", 1, TIOCGWINSZ},      {"ioctl", 1, TIOCGPGRP}, {"ioctl", 1, FIONREAD},
#ifdef TCGETS2
    {"ioctl", 1, TCGETS2},    {"ioctl", 1, TCSETS2},         {"ioctl", 1, TCSETSW2},  {"ioctl", 1, TCSETSF2},
#endif
    {"fcntl", 1, F_DUPFD},    {"fcntl", 1, F_DUPFD_CLOEXEC}, {"fcntl", 1, F_GETFD},   {"fcntl", 1, F_SETFD},
    {"fcntl", 1, F_GETFL},    {"fcntl", 1, F_SETFL},         {"fcntl64", 1, F_DUPFD}, {"fcntl64", 1, F_DUPFD_CLOEXEC},
    {"fcntl64", 1, F_GETFD},  {"fcntl64", 1, F_SETFD},       {"fcntl64", 1, F_GETFL}, {"fcntl64", 1, F_SETFL},
    {"kill", 0, 0},          /* the own job, which is stopped as a whole */
    {"kill", 0, CALLS_SELF}, /* oneself */
    {"tkill", 0, CALLS_SELF}, {"tgkill", 0, CALLS_SELF},     {"prlimit64", 0, 0}, /* the own limits */
};

static bool keep(scmp_filter_ctx filter, const char *name, const struct scmp_arg_cmp *only)
{
    int call = seccomp_syscall_resolve_name(name);

    return call == __NR_SCMP_ERROR || seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, only ? 1 : 0, only) == 0;
}

/* The kernel looks at the lower half of such an argument alone. */
static bool keep_argument(scmp_filter_ctx filter, const struct kept_argument *kept_argument)
{
    struct scmp_arg_cmp only =
        SCMP_CMP64(kept_argument->argument, SCMP_CMP_MASKED_EQ, UINT32_MAX, kept_argument->value);

    return keep(filter, kept_argument->call, &only);
}

static bool fill(scmp_filter_ctx filter)
{
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (!keep(filter, kept[i], NULL)) {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof kept_arguments / sizeof kept_arguments[0]; i++) {
        if (!keep_argument(filter, &kept_arguments[i])) {
            return false;
        }
    }
    return true;
}

/* As the lines of an array of struct sock_filter. */
static bool print(FILE *program)
{
    struct sock_filter step;

    rewind(program);
    while (fread(&step, sizeof step, 1, program) == 1) {
        printf("{0x%x, %u, %u, 0x%" PRIx32 "},\n", step.code, step.jt, step.jf, step.k);
    }
    return feof(program) && fflush(stdout) == 0;
}

/*
 * What is not kept fails as on a kernel that does not know it. For calls that a newer C library tries, it then has others; a
 * process that is killed leaves the terminal as it is.
 */
int main(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    FILE *program = tmpfile();

    if (!filter || !program || !fill(filter) || seccomp_export_bpf(filter, fileno(program)) != 0 || !print(program)) {
        fputs("make_filter: the filter cannot be made\n", stderr);
        return 1;
    }
    seccomp_release(filter);
    fclose(program);
    return 0;
}
