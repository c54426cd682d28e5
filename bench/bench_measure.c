/* The hash of a launch against the same number of bytes through the cryptographic library alone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "bench.h"
#include "tdxplore/measure.h"
#include "tdxplore/sample.h"

enum {
    BLOCK = 1 << 16,   /* bytes of an update of the peer's */
    LEAST = 192 << 20, /* bytes of a round, so that it takes some tenths of a second */
};

/* Seconds for about that many bytes, and how many they were; negative where the library fails. */
static double hash_plainly(uint64_t total)
{
    static const uint8_t block[BLOCK];
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    uint8_t digest[EVP_MAX_MD_SIZE];
    double start = bench_cpu();
    bool done = context && EVP_DigestInit_ex(context, EVP_sha384(), NULL) == 1;

    for (uint64_t hashed = 0; done && hashed < total;) {
        size_t length = total - hashed < BLOCK ? (size_t)(total - hashed) : BLOCK;

        done = EVP_DigestUpdate(context, block, length) == 1;
        hashed += length;
    }
    done = done && EVP_DigestFinal_ex(context, digest, NULL) == 1;
    EVP_MD_CTX_free(context);
    return done ? bench_cpu() - start : -1;
}

/* Seconds for a number of whole measurements, each from its plan to its MRTD, and how many bytes were hashed. */
static double measure(const struct tdxp_firmware *fw, const struct tdxp_check_result *check, uint64_t *hashed)
{
    const struct tdxp_measure_options options = {.force = true};
    double start = bench_cpu();

    for (*hashed = 0; *hashed < LEAST;) {
        struct tdxp_measurement *m = tdxp_measure_begin(fw, check, &options, NULL);
        bool done;

        if (!m) {
            return -1;
        }
        tdxp_measure_step(m, UINT64_MAX);
        done = tdxp_measure_result(m)->state == TDXP_MEASURE_DONE;
        *hashed += tdxp_measure_result(m)->done;
        tdxp_measure_free(m);
        if (!done) {
            return -1;
        }
    }
    return bench_cpu() - start;
}

static void compare(const char *what, struct tdxp_image *image)
{
    struct tdxp_firmware *fw = image ? tdxp_firmware_decode(image, NULL) : NULL;
    struct tdxp_check_result *check = fw ? tdxp_check(fw, NULL) : NULL;
    struct samples ours = {.count = 0};
    struct samples peers = {.count = 0};

    for (int round = 0; check && round < BENCH_ROUNDS; round++) {
        uint64_t hashed;
        double taken = measure(fw, check, &hashed);
        double plain = taken > 0 ? hash_plainly(hashed) : -1;

        if (plain > 0) {
            samples_add(&ours, (double)hashed / taken / 1e6);
            samples_add(&peers, (double)hashed / plain / 1e6);
        }
    }
    if (ours.count == BENCH_ROUNDS) {
        bench_row(what, samples_median(&ours), samples_median(&peers), "MB/s", "EVP SHA-384", "at least 0.95");
    } else {
        bench_missing(what, "there is no such image, or it has no MRTD");
    }
    tdxp_check_free(check);
    tdxp_firmware_free(fw);
    tdxp_image_close(image);
}

void bench_measure(void)
{
    uint8_t *bytes = malloc(TDXP_SAMPLE_SIZE);
    struct tdxp_image *sample = NULL;

    if (bytes) {
        tdxp_sample_build(bytes);
        sample = tdxp_image_from_memory("sample", bytes, TDXP_SAMPLE_SIZE, NULL);
    }
    if (!sample) {
        free(bytes);
    }
    compare("MRTD of the sample", sample);
    compare("MRTD of OVMF.fd", tdxp_image_open(BENCH_OVMF, NULL, NULL));
}
