/* Giving up rights: what is allowed at a place stays, the rest is refused. Each case is a process of its own. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "confine/confine.h"
#include "place.h"

enum { SKIPPED = 77 };

/* A tree of files; the working directory is in it while a test runs. */
struct ground {
    char root[PLACE_DIR];
    char before[PATH_MAX];
};

static void make_file(const char *path)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs("content", file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int make_ground(void **state)
{
    static struct ground ground;

    if (!getcwd(ground.before, sizeof ground.before) || !make_directory(ground.root) || chdir(ground.root) != 0 ||
        mkdir("in", 0700) != 0 || mkdir("in/deep", 0700) != 0 || mkdir("out", 0700) != 0 || mkdir("home", 0700) != 0 ||
        mkdir("home/work", 0700) != 0) {
        return -1;
    }
    make_file("in/file");
    make_file("in/other");
    make_file("in/deep/file");
    make_file("out/file");
    make_file("home/file");
    *state = &ground;
    return symlink("../out/file", "in/link");
}

static int remove_ground(void **state)
{
    struct ground *ground = *state;

    return chdir(ground->before) != 0 || !remove_directory(ground->root);
}

/* What a child process says of itself: the line of the condition that does not hold, or 0. */
#define DEMAND(condition)                                                                                      \
    do {                                                                                                       \
        if (!(condition)) {                                                                                    \
            fprintf(stderr, "%s:%d: %s does not hold: %s\n", __FILE__, __LINE__, #condition, strerror(errno)); \
            _exit(1);                                                                                          \
        }                                                                                                      \
    } while (0)

/* Runs check in a process of its own, and takes over that it fails, or cannot be made here. */
static void in_process(void (*check)(void))
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        check();
        _exit(0);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == SKIPPED) {
        skip();
    }
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void need(unsigned achieved, unsigned what)
{
    if (!(achieved & what)) {
        _exit(SKIPPED);
    }
}

static bool opens(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);

    if (fd >= 0) {
        close(fd);
    }
    return fd >= 0;
}

static bool refused(const char *path, int flags)
{
    return !opens(path, flags) && errno == EACCES;
}

static bool lists(const char *path)
{
    DIR *directory = opendir(path);

    if (directory) {
        closedir(directory);
    }
    return directory != NULL;
}

/* ---- files ---- */

static void check_reading(void)
{
    struct confine c;

    confine_begin(&c);
    confine_allow(&c, "in", CONFINE_READ);
    confine_allow(&c, "not there", CONFINE_READ);
    need(confine_enter(&c), CONFINED_FILES);
    DEMAND(opens("in/file", O_RDONLY));
    DEMAND(opens("in/deep/file", O_RDONLY));
    DEMAND(lists("in"));
    DEMAND(refused("in/file", O_WRONLY));
    DEMAND(refused("in/new", O_WRONLY | O_CREAT));
    DEMAND(unlink("in/file") != 0 && errno == EACCES);
    DEMAND(rename("in/file", "in/new") != 0 && errno == EACCES);
    DEMAND(mkdir("in/dir", 0700) != 0 && errno == EACCES);
    DEMAND(refused("out/file", O_RDONLY));
    DEMAND(refused("in/link", O_RDONLY));
    DEMAND(refused("in/../out/file", O_RDONLY));
    DEMAND(!lists("out") && errno == EACCES);
    DEMAND(opens("/usr/share", O_RDONLY));
    DEMAND(refused("/etc/passwd", O_RDONLY));
}

static void a_place_to_read_can_be_read_and_nothing_else(void **state)
{
    (void)state;
    in_process(check_reading);
}

static void check_one_file(void)
{
    struct confine c;

    confine_begin(&c);
    confine_allow(&c, "in/file", CONFINE_READ);
    need(confine_enter(&c), CONFINED_FILES);
    DEMAND(opens("in/file", O_RDONLY));
    DEMAND(refused("in/other", O_RDONLY));
    DEMAND(!lists("in") && errno == EACCES);
}

static void a_file_is_allowed_without_those_beside_it(void **state)
{
    (void)state;
    in_process(check_one_file);
}

static void check_named(void)
{
    struct confine c;

    confine_begin(&c);
    confine_allow(&c, "in", CONFINE_NAMED);
    confine_allow(&c, "out/file", CONFINE_NAMED);
    need(confine_enter(&c), CONFINED_FILES);
    DEMAND(opens("in", O_RDONLY));
    DEMAND(refused("in/file", O_RDONLY));
    DEMAND(opens("out/file", O_RDONLY));
    DEMAND(refused("out/file", O_WRONLY));
}

static void a_directory_that_is_named_for_a_file_opens_none_in_it(void **state)
{
    (void)state;
    in_process(check_named);
}

static void check_writing(void)
{
    struct confine c;
    int fd;

    confine_begin(&c);
    confine_allow(&c, "in", CONFINE_WRITE);
    need(confine_enter(&c), CONFINED_FILES);
    fd = open("in/new", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    DEMAND(fd >= 0 && write(fd, "x", 1) == 1 && fsync(fd) == 0 && ftruncate(fd, 0) == 0 && fchmod(fd, 0640) == 0);
    close(fd);
    DEMAND(rename("in/new", "in/file") == 0);
    DEMAND(renameat2(AT_FDCWD, "in/file", AT_FDCWD, "in/renamed", RENAME_NOREPLACE) == 0);
    DEMAND(opens("in/renamed", O_WRONLY | O_TRUNC));
    DEMAND(unlink("in/renamed") == 0);
    DEMAND(mkdir("in/dir", 0700) == 0 && opens("in/dir/file", O_WRONLY | O_CREAT));
    DEMAND(refused("out/new", O_WRONLY | O_CREAT));
    DEMAND(rename("in/other", "out/other") != 0);
    DEMAND(symlink("x", "in/sym") != 0);
    DEMAND(mkfifo("in/fifo", 0600) != 0);
}

static void a_place_to_write_lets_files_be_made_replaced_and_taken_away(void **state)
{
    (void)state;
    in_process(check_writing);
}

static void check_beside(void)
{
    struct confine c;

    confine_begin(&c);
    confine_allow_beside(&c, "in/link", CONFINE_READ);
    need(confine_enter(&c), CONFINED_FILES);
    DEMAND(opens("in/file", O_RDONLY));
    DEMAND(opens("in/link", O_RDONLY));
    DEMAND(opens("out/file", O_RDONLY));
    DEMAND(refused("home/file", O_RDONLY));
}

static void a_link_allows_its_directory_and_that_which_it_leads_to(void **state)
{
    (void)state;
    in_process(check_beside);
}

static void set_home(void)
{
    char home[PATH_MAX];

    DEMAND(realpath("home", home) && setenv("HOME", home, 1) == 0);
}

static void check_work(void)
{
    struct confine c;

    set_home();
    confine_begin(&c);
    confine_allow_work(&c, "home/work", CONFINE_WRITE);
    confine_allow_work_beside(&c, "in/file", CONFINE_WRITE);
    need(confine_enter(&c), CONFINED_FILES);
    DEMAND(opens("home/work/new", O_WRONLY | O_CREAT));
    DEMAND(opens("in/new", O_WRONLY | O_CREAT));
    DEMAND(refused("home/file", O_RDONLY));
}

static void check_home(void)
{
    struct confine c;

    set_home();
    confine_begin(&c);
    confine_allow_work(&c, "home/work/..", CONFINE_WRITE);
    confine_allow_work(&c, ".", CONFINE_WRITE);
    confine_allow_work(&c, "/", CONFINE_WRITE);
    need(confine_enter(&c), CONFINED_FILES);
    DEMAND(refused("home/file", O_RDONLY));
    DEMAND(refused("in/file", O_RDONLY));
    DEMAND(refused("/etc/passwd", O_RDONLY));
    DEMAND(refused("home/new", O_WRONLY | O_CREAT));
}

static void check_system(void)
{
    struct confine c;

    confine_begin(&c);
    confine_allow_work(&c, "/usr/bin", CONFINE_WRITE);
    confine_allow_work(&c, "/etc", CONFINE_WRITE);
    confine_allow_work(&c, "/proc/self", CONFINE_WRITE);
    need(confine_enter(&c), CONFINED_FILES);
    DEMAND(opens("/usr/bin/env", O_RDONLY));
    DEMAND(refused("/usr/bin/new", O_WRONLY | O_CREAT));
    DEMAND(refused("/etc/passwd", O_RDONLY));
    DEMAND(refused("/proc/self/mem", O_RDWR));
}

/* No device, though it is among theirs. */
static void check_shared_memory(void)
{
    struct confine c;
    char path[64];

    if (access("/dev/shm", W_OK) != 0) {
        _exit(SKIPPED);
    }
    snprintf(path, sizeof path, "/dev/shm/tdxplore-%ld", (long)getpid());
    confine_begin(&c);
    confine_allow_work(&c, "/dev/shm", CONFINE_WRITE);
    need(confine_enter(&c), CONFINED_FILES);
    DEMAND(opens(path, O_WRONLY | O_CREAT));
    DEMAND(unlink(path) == 0);
    DEMAND(refused("/dev/null", O_RDONLY));
}

static void shared_memory_is_a_place_to_work_in(void **state)
{
    (void)state;
    in_process(check_shared_memory);
}

static void where_people_work_is_written_but_not_their_whole_home(void **state)
{
    (void)state;
    in_process(check_work);
    in_process(check_home);
    in_process(check_system);
}

static void check_who_refuses(void)
{
    struct confine c;

    DEMAND(!confine_refuses("out/file", CONFINE_READ));
    confine_begin(&c);
    confine_allow(&c, "in", CONFINE_READ);
    need(confine_enter(&c), CONFINED_FILES);
    DEMAND(confine_refuses("out/file", CONFINE_READ));
    DEMAND(confine_refuses("out/new", CONFINE_WRITE));
    DEMAND(confine_refuses("in/new", CONFINE_WRITE));
    DEMAND(!confine_refuses("in/file", CONFINE_READ));
    DEMAND(!confine_refuses("out/none", CONFINE_READ));
    DEMAND(!confine_refuses("none/new", CONFINE_WRITE));
}

static void it_can_be_told_who_refuses(void **state)
{
    (void)state;
    in_process(check_who_refuses);
}

/* ---- system calls ---- */

static volatile sig_atomic_t came;

static void note_signal(int signo)
{
    came = signo;
}

/* What the explorer does, and nothing that a C library does for it. */
static void check_kept_calls(void)
{
    struct confine c;
    struct rlimit limit;
    struct timespec moment = {.tv_nsec = 1000};
    struct pollfd pollfd = {.fd = STDIN_FILENO};
    struct winsize size;
    char *page;
    int fd;

    confine_begin(&c);
    confine_allow(&c, "in", CONFINE_READ);
    need(confine_enter(&c), CONFINED_CALLS);
    page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    DEMAND(page != MAP_FAILED && mprotect(page, 4096, PROT_READ) == 0 && munmap(page, 4096) == 0);
    DEMAND(signal(SIGUSR1, note_signal) != SIG_ERR && raise(SIGUSR1) == 0 && came == SIGUSR1);
    DEMAND(kill(getpid(), SIGUSR1) == 0);
    DEMAND(nanosleep(&moment, NULL) == 0 && clock_gettime(CLOCK_MONOTONIC, &moment) == 0);
    DEMAND(poll(&pollfd, 1, 0) >= 0);
    DEMAND(ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0 || errno == ENOTTY);
    DEMAND(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    fd = open("in/file", O_RDONLY | O_CLOEXEC);
    DEMAND(fd >= 0 && lseek(fd, 0, SEEK_END) == 7);
    fd = fcntl(fd, F_DUPFD_CLOEXEC, 10);
    DEMAND(fd >= 10);
    fd = inotify_init1(IN_CLOEXEC);
    DEMAND(fd >= 0 && inotify_add_watch(fd, "in", IN_MODIFY) >= 0);
}

static void the_program_goes_on(void **state)
{
    (void)state;
    in_process(check_kept_calls);
}

static void check_gone_calls(void)
{
    char word[] = "true";
    char *const words[] = {word, NULL};
    struct confine c;
    unsigned achieved;

    confine_begin(&c);
    achieved = confine_enter(&c);
    need(achieved, CONFINED_CALLS);
    DEMAND(socket(AF_UNIX, SOCK_STREAM, 0) < 0 && errno == ENOSYS);
    DEMAND(socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == ENOSYS);
    DEMAND(fork() < 0 && errno == ENOSYS);
    DEMAND(execv("/bin/true", words) < 0 && errno == ENOSYS);
    DEMAND(kill(getppid(), 0) < 0 && errno == ENOSYS);
    DEMAND(syscall(SYS_tgkill, getppid(), getppid(), 0) < 0 && errno == ENOSYS);
    DEMAND(chmod("in/file", 0600) < 0 && errno == ENOSYS);
    DEMAND(ioctl(STDIN_FILENO, TIOCSTI, "q") < 0 && errno == ENOSYS);
    DEMAND(fcntl(STDIN_FILENO, F_SETOWN, getppid()) < 0 && errno == ENOSYS);
    DEMAND(syscall(SYS_prlimit64, getppid(), RLIMIT_NOFILE, NULL, NULL) < 0 && errno == ENOSYS);
}

static void calls_that_it_does_not_need_are_gone(void **state)
{
    (void)state;
    in_process(check_gone_calls);
}

static void check_dropping(void)
{
    struct confine c;

    confine_begin(&c);
    confine_drop(&c);
    DEMAND(opens("out/file", O_RDWR));
    DEMAND(opens("/etc/passwd", O_RDONLY));
    DEMAND(!(confine_enter(&c) & CONFINED_FILES));
}

static void what_is_dropped_leaves_files_alone(void **state)
{
    (void)state;
    in_process(check_dropping);
}

#define ON_GROUND(test) cmocka_unit_test_setup_teardown(test, make_ground, remove_ground)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_GROUND(a_place_to_read_can_be_read_and_nothing_else),
        ON_GROUND(a_file_is_allowed_without_those_beside_it),
        ON_GROUND(a_directory_that_is_named_for_a_file_opens_none_in_it),
        ON_GROUND(a_place_to_write_lets_files_be_made_replaced_and_taken_away),
        ON_GROUND(a_link_allows_its_directory_and_that_which_it_leads_to),
        ON_GROUND(shared_memory_is_a_place_to_work_in),
        ON_GROUND(where_people_work_is_written_but_not_their_whole_home),
        ON_GROUND(it_can_be_told_who_refuses),
        ON_GROUND(the_program_goes_on),
        ON_GROUND(calls_that_it_does_not_need_are_gone),
        ON_GROUND(what_is_dropped_leaves_files_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
