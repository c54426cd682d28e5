/* Commands against other programs that do the like. */
#include "bench.h"

static void compare(const char *what, const char *const ours[], const char *const peers[], const char *peer,
                    const char *budget)
{
    struct samples mine = {.count = 0};
    struct samples theirs = {.count = 0};

    for (int round = 0; round < BENCH_ROUNDS; round++) {
        double taken = bench_command(ours);
        double other = bench_command(peers);

        if (taken < 0 || other < 0) {
            bench_missing(what, "a program or the image is not there");
            return;
        }
        samples_add(&mine, 1e3 * taken);
        samples_add(&theirs, 1e3 * other);
    }
    bench_row(what, samples_median(&mine), samples_median(&theirs), "ms", peer, budget);
}

void bench_commands(const char *program)
{
    const char *const tree[] = {program, "tree", "--unpack", BENCH_OVMF, NULL};
    const char *const extract[] = {"UEFIExtract", BENCH_OVMF, "report", NULL};
    const char *const info[] = {program, "info", BENCH_OVMF, NULL};
    const char *const sum[] = {"sha256sum", BENCH_OVMF, NULL};

    compare("tree of OVMF.fd, all decompressed", tree, extract, "UEFIExtract report", "at most 0.5");
    compare("info of OVMF.fd", info, sum, "sha256sum", "");
}
