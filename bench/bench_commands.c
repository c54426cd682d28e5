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

/* The most memory that each has at a time; it hardly differs between two runs. */
static void compare_memory(const char *what, const char *const ours[], const char *const peers[], const char *peer,
                           const char *budget)
{
    struct bench_use mine = bench_use_of(ours);
    struct bench_use theirs = bench_use_of(peers);

    if (mine.cpu < 0 || theirs.cpu < 0) {
        bench_missing(what, "a program or the image is not there");
        return;
    }
    bench_row(what, mine.memory, theirs.memory, "MiB", peer, budget);
}

void bench_commands(const char *program)
{
    const char *const tree[] = {program, "tree", "--unpack", BENCH_OVMF, NULL};
    const char *const extract[] = {"UEFIExtract", BENCH_OVMF, "report", NULL};
    const char *const info[] = {program, "info", BENCH_OVMF, NULL};
    const char *const diff[] = {program, "diff", "/usr/share/OVMF/OVMF_CODE_4M.fd",
                                "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd", NULL};
    const char *const cmp[] = {"cmp", "-l", "/usr/share/OVMF/OVMF_CODE_4M.fd",
                               "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd", NULL};
    const char *const sum[] = {"sha256sum", BENCH_OVMF, NULL};

    compare("tree of OVMF.fd, all decompressed", tree, extract, "UEFIExtract report", "at most 0.5");
    compare_memory("tree of OVMF.fd, all decompressed, peak memory", tree, extract, "UEFIExtract report",
                   "at most 0.33");
    compare("info of OVMF.fd", info, sum, "sha256sum", "");
    compare("diff of two builds of OVMF, all decompressed", diff, cmp, "cmp -l", "");
}
