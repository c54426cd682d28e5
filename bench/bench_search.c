/* Searching an image, as the explorer does once it is open, against grep on the same file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "tdxplore/search.h"

enum {
    COPIES = 64, /* of the real image in one file, so that starting a process counts for little */
    STEP = 8 << 20,
};

#define LARGE "large.fd"

/* The real image many times over, in memory and as a file; *size bytes, from malloc. NULL where there is none. */
static uint8_t *make_large(size_t *size)
{
    FILE *in = fopen(BENCH_OVMF, "rb");
    FILE *out = in ? fopen(LARGE, "wb") : NULL;
    uint8_t *bytes = NULL;
    size_t one = 0;
    bool whole = out && fseek(in, 0, SEEK_END) == 0 && ftell(in) > 0;

    if (whole) {
        one = (size_t)ftell(in);
        rewind(in);
        bytes = malloc(COPIES * one);
        whole = bytes && fread(bytes, 1, one, in) == one;
    }
    for (size_t i = 0; whole && i < COPIES; i++) {
        memmove(bytes + i * one, bytes, one);
        whole = fwrite(bytes, 1, one, out) == one;
    }
    if (in) {
        fclose(in);
    }
    if (out) {
        whole = fclose(out) == 0 && whole;
    }
    *size = COPIES * one;
    if (!whole) {
        free(bytes);
        bytes = NULL;
    }
    return bytes;
}

/* Seconds that a search takes; negative where it fails. */
static double search(const struct tdxp_firmware *fw, const char *text)
{
    struct tdxp_pattern pattern;
    double start = bench_cpu();
    struct tdxp_search *search =
        tdxp_pattern_parse(text, &pattern, NULL) ? tdxp_search_begin(fw, &pattern, NULL, NULL) : NULL;
    bool done;

    while (search && tdxp_search_step(search, STEP)) {
    }
    done = search && tdxp_search_result(search)->state == TDXP_SEARCH_DONE;
    tdxp_search_free(search);
    return done ? bench_cpu() - start : -1;
}

static void compare(const struct tdxp_firmware *fw, const char *what, const char *ours, const char *peers)
{
    /* Into a file: where its output is thrown away, grep ends at the first match. */
    const char *const grep[] = {"sh", "-c", "LC_ALL=C exec grep -obUaP \"$1\" " LARGE " >matches", "sh", peers, NULL};
    double size = (double)tdxp_image_bytes(fw->image)->size;
    struct samples mine = {.count = 0};
    struct samples theirs = {.count = 0};

    for (int round = 0; round < BENCH_ROUNDS; round++) {
        double taken = search(fw, ours);
        double other = bench_command(grep);

        if (taken <= 0 || other <= 0) {
            bench_missing(what, "a program or the image is not there");
            return;
        }
        samples_add(&mine, size / taken / 1e6);
        samples_add(&theirs, size / other / 1e6);
    }
    bench_row(what, samples_median(&mine), samples_median(&theirs), "MB/s", "grep -obUaP", "at least 1.3");
}

void bench_search(void)
{
    size_t size;
    uint8_t *bytes = make_large(&size);
    struct tdxp_image *image = bytes ? tdxp_image_from_memory(LARGE, bytes, size, NULL) : NULL;
    struct tdxp_firmware *fw = image ? tdxp_firmware_decode(image, NULL) : NULL;

    if (fw) {
        compare(fw, "search for text", "text:TDVF", "TDVF");
        compare(fw, "search for a GUID", "8c8ce578-8a3d-4f1c-9935-896185c32dd3",
                "\\x78\\xe5\\x8c\\x8c\\x3d\\x8a\\x1c\\x4f\\x99\\x35\\x89\\x61\\x85\\xc3\\x2d\\xd3");
        compare(fw, "search for bytes with wildcards", "hex:54 44 ?? 4?", "\\x54\\x44.[\\x40-\\x4f]");
        compare(fw, "search for text in either case", "text/i:tdvf", "(?i)tdvf");
    } else {
        bench_missing("search", "the image is not there");
    }
    tdxp_firmware_free(fw);
    if (bytes && !image) {
        free(bytes);
    }
    tdxp_image_close(image);
}
