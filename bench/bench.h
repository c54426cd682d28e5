/* Measurements against a peer in the same run: each is a row of a table, and a ratio of the two is what counts. */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BENCH_ROUNDS = 9 }; /* ours and the peer's in turn, so that what slows the machine down slows both */

/* A number of each round, of which the median is taken. */
struct samples {
    double values[BENCH_ROUNDS];
    size_t count;
};

void samples_add(struct samples *samples, double value);
double samples_median(const struct samples *samples);

/*
 * Print a row: what was measured, ours and the peer's number in the unit, the peer, ours divided by the peer's, and the
 * budget (a sentence of the design, or "").
 */
void bench_row(const char *what, double ours, double peers, const char *unit, const char *peer, const char *budget);

/* Print a row for what cannot be measured here, and why. */
void bench_missing(const char *what, const char *why);

/* CPU seconds that this process has taken. */
double bench_cpu(void);

/*
 * CPU seconds of a command (argv, NULL at the end) and all that it starts, its output thrown away. Negative where it cannot
 * be run.
 */
double bench_command(const char *const argv[]);

/* The same, with the peak of its resident memory in MiB besides. */
struct bench_use {
    double cpu; /* seconds; negative where it cannot be run */
    double memory;
};
struct bench_use bench_use_of(const char *const argv[]);

/* The current directory, which is thrown away behind it, holds a copy of the real image under this name, if there is one. */
#define BENCH_OVMF "OVMF.fd"

/* bench_measure.c: the hash of a launch against the cryptographic library alone. */
void bench_measure(void);

/* bench_commands.c: commands against other programs. */
void bench_commands(const char *program);

/* bench_growth.c: what more sections, files and images cost. */
void bench_growth(const char *program);

/* bench_search.c: searching an image that is open against grep on the file. */
void bench_search(void);

/* bench_screen.c: the explorer on a terminal against other programs on one. */
void bench_screen(const char *program);

#endif
