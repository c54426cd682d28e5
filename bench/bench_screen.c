/* The explorer on a terminal: what the first screen costs, and what a key does. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../tests/screen/harness.h"
#include "bench.h"
#include "tdxplore/sample.h"

enum { KEYS = 60 };

/* CPU seconds of a running process so far, by the scheduler's own count in nanoseconds; 0 where that is not to be had. */
static double process_cpu(pid_t pid)
{
    unsigned long long taken = 0;
    char path[64];
    FILE *file;

    snprintf(path, sizeof path, "/proc/%ld/schedstat", (long)pid);
    file = fopen(path, "r");
    if (file) {
        if (fscanf(file, "%llu", &taken) != 1) {
            taken = 0;
        }
        fclose(file);
    }
    return (double)taken / 1e9;
}

static double first_screen(const char *program, const char *path)
{
    const struct screen_options options = {.rows = 40, .cols = 120, .cwd = "."};
    const char *const argv[] = {program, path, NULL};
    struct screen *s = screen_start(&options, argv);
    double taken;

    screen_wait_text(s, "TDVF descriptor");
    taken = process_cpu(screen_pid(s));
    screen_free(s);
    return taken;
}

static void compare_opening(const char *program, const char *what, const char *path)
{
    struct samples ours = {.count = 0};
    struct samples peers = {.count = 0};

    for (int round = 0; round < BENCH_ROUNDS; round++) {
        const char *const dump[] = {"sh", "-c", "xxd \"$0\" | head", path, NULL};
        double other = bench_command(dump);

        if (other < 0) {
            bench_missing(what, "there is no xxd");
            return;
        }
        samples_add(&peers, 1e3 * other);
        samples_add(&ours, 1e3 * first_screen(program, path));
    }
    bench_row(what, samples_median(&ours), samples_median(&peers), "ms", "xxd | head", "at most 10 ms more");
}

/* Resident memory in MiB of a running process, by a line of /proc/PID/status; 0 where that is not to be had. */
static double process_memory(pid_t pid, const char *line)
{
    char path[64];
    char text[256];
    double kib = 0;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    file = fopen(path, "r");
    while (file && fgets(text, sizeof text, file)) {
        if (strncmp(text, line, strlen(line)) == 0) {
            kib = strtod(text + strlen(line), NULL);
        }
    }
    if (file) {
        fclose(file);
    }
    return kib / 1024;
}

/* Memory of its own, without the pages of the file that are looked at, once the screen is there. */
static double memory_of(const char *const argv[], const char *first)
{
    const struct screen_options options = {.rows = 40, .cols = 120, .cwd = "."};
    struct screen *s = screen_start(&options, argv);
    double memory;

    screen_wait_text(s, first);
    screen_settle(s);
    memory = process_memory(screen_pid(s), "RssAnon:");
    screen_free(s);
    return memory;
}

static void compare_memory(const char *program, const char *what, const char *path)
{
    const char *const explore[] = {program, path, NULL};
    const char *const less[] = {"less", "-f", path, NULL};

    bench_row(what, memory_of(explore, "TDVF descriptor"), memory_of(less, ""), "MiB", "less -f", "under 32 MiB");
}

/* What the terminal gets, and the program takes, for a key. */
struct cost {
    double bytes, ms;
};

/* The key, or where key is NULL another size of the screen. */
static void press(struct screen *s, const char *key, int rows, int cols, int turn)
{
    if (key) {
        screen_type(s, key);
    } else {
        screen_resize(s, rows - turn % 2, cols - turn % 2);
    }
    screen_settle(s);
}

static struct cost cost_of_keys(const char *const argv[], const char *first, const char *before, const char *key,
                                int rows, int cols)
{
    const struct screen_options options = {.rows = rows, .cols = cols, .cwd = "."};
    struct screen *s = screen_start(&options, argv);
    struct cost cost;
    uint64_t bytes;
    double taken;

    screen_wait_text(s, first);
    screen_type(s, before);
    screen_settle(s);
    bytes = screen_raw_bytes(s);
    taken = process_cpu(screen_pid(s));
    for (int i = 0; i < KEYS; i++) {
        press(s, key, rows, cols, i);
    }
    cost.bytes = (double)(screen_raw_bytes(s) - bytes) / KEYS;
    cost.ms = 1e3 * (process_cpu(screen_pid(s)) - taken) / KEYS;
    screen_free(s);
    return cost;
}

/* What is pressed, and what of less is like it. */
static const struct key_row {
    const char *what;
    const char *before; /* keys that lead there */
    const char *key;    /* NULL: the screen gets another size */
    const char *peers, *peer;
    const char *bytes, *ms; /* the budgets */
} key_rows[] = {
    {"the cursor, along", "2", "l", "j", "less, a line down", "under 1024 bytes", "under 0.5 ms"},
    {"the cursor, a row down", "2", "j", "j", "less, a line down", "under 1024 bytes", "under 0.5 ms"},
    {"the selection in the tree", "1", "j", "j", "less, a line down", "", ""},
    {"a page of bytes", "2\x15", "\x15", " ", "less, a page down", "", ""},
    {"another size", "", NULL, NULL, "less, the same", "", ""},
};

static void compare_key(const char *program, const struct key_row *row, int rows, int cols)
{
    static const char *const less[] = {"sh", "-c", "xxd " BENCH_OVMF " >dump && exec less dump", NULL};
    const char *const explore[] = {program, BENCH_OVMF, NULL};
    struct cost ours = cost_of_keys(explore, "TDVF descriptor", row->before, row->key, rows, cols);
    struct cost peers = cost_of_keys(less, "00000000:", "", row->peers, rows, cols);
    char what[80];

    snprintf(what, sizeof what, "%s, %dx%d, to the terminal", row->what, cols, rows);
    bench_row(what, ours.bytes, peers.bytes, "bytes", row->peer, row->bytes);
    snprintf(what, sizeof what, "%s, %dx%d, CPU", row->what, cols, rows);
    bench_row(what, ours.ms, peers.ms, "ms", row->peer, row->ms);
}

static void compare_keys(const char *program, int rows, int cols)
{
    for (size_t i = 0; i < sizeof key_rows / sizeof key_rows[0]; i++) {
        compare_key(program, &key_rows[i], rows, cols);
    }
}

/* The sample at the end of a file of 4 GiB, of which all else is a hole. */
static bool write_sparse(const char *path)
{
    uint8_t *bytes = malloc(TDXP_SAMPLE_SIZE);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    bool written = false;

    if (bytes && fd >= 0) {
        tdxp_sample_build(bytes);
        written =
            pwrite(fd, bytes, TDXP_SAMPLE_SIZE, (off_t)((UINT64_C(1) << 32) - TDXP_SAMPLE_SIZE)) == TDXP_SAMPLE_SIZE;
    }
    if (fd >= 0) {
        close(fd);
    }
    free(bytes);
    return written;
}

void bench_screen(const char *program)
{
    static const char sample[] = "sample.fd";
    static const char sparse[] = "sparse.fd";
    const char *const write_sample[] = {program, "sample", "-o", sample, NULL};

    if (bench_command(write_sample) >= 0) {
        compare_opening(program, "first screen of the sample, 16 MiB", sample);
        compare_memory(program, "memory of its own, sample of 16 MiB", sample);
    }
    if (write_sparse(sparse)) {
        compare_opening(program, "first screen of a sparse file, 4 GiB", sparse);
        compare_memory(program, "memory of its own, sparse file of 4 GiB", sparse);
    }
    if (access(BENCH_OVMF, R_OK) == 0) {
        compare_opening(program, "first screen of OVMF.fd, 2 MiB", BENCH_OVMF);
        compare_keys(program, 24, 80);
        compare_keys(program, 40, 120);
    }
}
