/* "make bench": prints what the program costs, each time beside a peer that does the like. */
#include "bench.h"

#include <fcntl.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "../tests/screen/harness.h"

void samples_add(struct samples *samples, double value)
{
    if (samples->count < BENCH_ROUNDS) {
        samples->values[samples->count++] = value;
    }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

double samples_median(const struct samples *samples)
{
    struct samples sorted = *samples;

    if (sorted.count == 0) {
        return 0;
    }
    qsort(sorted.values, sorted.count, sizeof sorted.values[0], by_value);
    return sorted.values[sorted.count / 2];
}

void bench_row(const char *what, double ours, double peers, const char *unit, const char *peer, const char *budget)
{
    printf("%-52s %10.2f %10.2f %-5s %-22s %7.2f  %s\n", what, ours, peers, unit, peer, peers > 0 ? ours / peers : 0,
           budget);
    fflush(stdout);
}

void bench_missing(const char *what, const char *why)
{
    printf("%-52s not measured: %s\n", what, why);
}

double bench_cpu(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Of a process that has ended, and those that it has waited for. */
static double cpu_of(const struct rusage *usage)
{
    return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
           (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
}

double bench_command(const char *const argv[])
{
    return bench_use_of(argv).cpu;
}

struct bench_use bench_use_of(const char *const argv[])
{
    posix_spawn_file_actions_t actions;
    char *words[16] = {NULL}; /* that function wants words that could be changed */
    struct rusage usage = {.ru_maxrss = 0};
    int status = 0;
    pid_t pid;
    bool ran;

    for (size_t i = 0; argv[i] && i + 1 < sizeof words / sizeof words[0]; i++) {
        words[i] = strdup(argv[i]);
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ran = posix_spawnp(&pid, argv[0], &actions, NULL, words, environ) == 0 && wait4(pid, &status, 0, &usage) == pid &&
          WIFEXITED(status) && WEXITSTATUS(status) != 127;
    posix_spawn_file_actions_destroy(&actions);
    for (size_t i = 0; words[i]; i++) {
        free(words[i]);
    }
    return (struct bench_use){ran ? cpu_of(&usage) : -1, (double)usage.ru_maxrss / 1024};
}

/* A line of a file behind its first colon, as /proc/cpuinfo has them; nothing where it is not there. */
static void print_line(const char *path, const char *name)
{
    char line[256];
    FILE *file = fopen(path, "r");
    bool found = false;

    while (file && !found && fgets(line, sizeof line, file)) {
        const char *value = strchr(line, ':');

        found = value && strncmp(line, name, strlen(name)) == 0;
        if (found) {
            printf("%s%s", name, value);
        }
    }
    if (file) {
        fclose(file);
    }
}

/* What a table of results has to say of where it was made. */
static void print_machine(void)
{
    struct utsname machine;

    if (uname(&machine) == 0) {
        printf("kernel: %s %s, %s, %ld processors\n", machine.sysname, machine.release, machine.machine,
               sysconf(_SC_NPROCESSORS_ONLN));
    }
    print_line("/proc/cpuinfo", "model name");
    print_line("/proc/meminfo", "MemTotal");
    printf("compiler: %s; median of %d rounds, ours and the peer's in turn\n\n", __VERSION__, BENCH_ROUNDS);
}

static void run_all(void **state)
{
    static const char *const copy[] = {"cp", "/usr/share/ovmf/OVMF.fd", BENCH_OVMF, NULL};
    const char *program = screen_program();
    char dir[256];

    (void)state;
    assert_true(screen_make_dir(dir, sizeof dir, "bench"));
    assert_int_equal(chdir(dir), 0);
    bench_command(copy);
    print_machine();
    printf("%-52s %10s %10s %-5s %-22s %7s  %s\n", "", "ours", "peer's", "unit", "peer", "ratio", "budget");
    bench_measure();
    bench_commands(program);
    bench_growth(program);
    bench_search();
    bench_screen(program);
    screen_remove_dir(dir);
}

int main(void)
{
    /* The harness of the screen tests reports what goes wrong through cmocka. */
    const struct CMUnitTest tests[] = {cmocka_unit_test(run_all)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
