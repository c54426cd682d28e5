/* What more of everything costs: each row beside one with a quarter of it, so that 4 is linear. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tests/unit/parts.h"
#include "../tests/unit/support.h"
#include "bench.h"

enum { IMAGES = 1000 };

static bool write_file(const char *path, const uint8_t *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    bool written = file && fwrite(bytes, 1, size, file) == size;

    return file && fclose(file) == 0 && written;
}

/* An image whose descriptor has so many sections of memory, one behind the other. */
static bool write_sections(const char *path, uint32_t count)
{
    struct plan_section *sections = calloc(count, sizeof *sections);
    struct plan plan = plan_default();
    uint8_t *bytes;
    bool written;

    for (uint32_t i = 0; sections && i < count; i++) {
        sections[i] = (struct plan_section){0, 0, UINT64_C(0x800000) + i * UINT64_C(0x1000), 0x1000, 3, 0};
    }
    plan.size = 0x100000;
    plan.descriptor = 0x1000;
    plan.sections = sections;
    plan.section_count = count;
    bytes = sections ? plan_bytes(&plan) : NULL;
    written = bytes && write_file(path, bytes, plan.size);
    free(bytes);
    free(sections);
    return written;
}

/* A volume with so many files. */
static bool write_files(const char *path, size_t count)
{
    struct part *files = calloc(count, sizeof *files);
    struct part volume;
    bool written;

    if (!files) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct tdxp_guid name = {{(uint8_t)i, (uint8_t)(i >> 8), 1}};

        files[i] = part_file(&name, 7, part_section(0x19, part_filled(0x5a, 40)));
    }
    volume = part_volume(files, count);
    written = write_file(path, volume.data, volume.size);
    free(volume.data);
    free(files);
    return written;
}

static double median_of(const char *const argv[])
{
    struct samples samples = {.count = 0};

    for (int round = 0; round < BENCH_ROUNDS; round++) {
        double taken = bench_command(argv);

        if (taken < 0) {
            return -1;
        }
        samples_add(&samples, 1e3 * taken);
    }
    return samples_median(&samples);
}

static void compare_growth(const char *program, const char *command, const char *what, const char *large,
                           const char *small)
{
    const char *const many[] = {program, command, large, NULL};
    const char *const few[] = {program, command, small, NULL};
    double taken = median_of(many);
    double other = median_of(few);

    if (taken < 0 || other < 0) {
        bench_missing(what, "it cannot be run");
    } else {
        bench_row(what, taken, other, "ms", "a quarter of them", "about 4");
    }
}

/* A thousand small images with one command, beside a thousand sums of them with one command. */
static void check_many(const char *program)
{
    char name[32];
    const char *const check[] = {"sh", "-c", "exec \"$0\" check many/*", program, NULL};
    const char *const sum[] = {"sh", "-c", "exec sha256sum many/*", NULL};
    const char *const make[] = {"mkdir", "many", NULL};
    double taken;
    double other;

    if (bench_command(make) < 0) {
        bench_missing("check of 1000 images", "they cannot be written");
        return;
    }
    for (int i = 0; i < IMAGES; i++) {
        struct plan plan = plan_default();
        uint8_t *bytes = plan_bytes(&plan);

        bytes[i % PLAN_SIZE] ^= (uint8_t)i;
        snprintf(name, sizeof name, "many/%04d.fd", i);
        write_file(name, bytes, plan.size);
        free(bytes);
    }
    taken = median_of(check);
    other = median_of(sum);
    bench_row("check of 1000 images of 64 KiB", taken, other, "ms", "sha256sum", "");
}

void bench_growth(const char *program)
{
    if (write_sections("sections-16384.fd", 16384) && write_sections("sections-4096.fd", 4096)) {
        compare_growth(program, "check", "check of 16384 sections", "sections-16384.fd", "sections-4096.fd");
        compare_growth(program, "map", "map of 16384 sections", "sections-16384.fd", "sections-4096.fd");
    }
    if (write_files("files-3200.fd", 3200) && write_files("files-800.fd", 800)) {
        compare_growth(program, "tree", "tree of 3200 files", "files-3200.fd", "files-800.fd");
        compare_growth(program, "check", "check of 3200 files", "files-3200.fd", "files-800.fd");
    }
    check_many(program);
}
