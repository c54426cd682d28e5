/* What share of a file becomes what. */
#include "measure/share.h"

#include <stdio.h>

/* Tenths of a percent, rounded down, and what is lost by that. */
struct rounded {
    unsigned tenths;
    double rest;
};

/* Where most is lost; of several with as much the largest, which is changed least by a tenth. */
static unsigned most_lost(const struct rounded rounded[static TDXP_COVERS])
{
    unsigned most = 0;

    for (unsigned i = 1; i < TDXP_COVERS; i++) {
        if (rounded[i].rest > rounded[most].rest ||
            (rounded[i].rest == rounded[most].rest && rounded[i].tenths > rounded[most].tenths)) {
            most = i;
        }
    }
    return most;
}

void measure_shares(const uint64_t bytes[static TDXP_COVERS], char shares[static TDXP_COVERS][TDXP_SHARE_SIZE])
{
    struct rounded rounded[TDXP_COVERS];
    uint64_t whole = 0;
    unsigned sum = 0;

    for (unsigned i = 0; i < TDXP_COVERS; i++) {
        whole += bytes[i];
    }
    for (unsigned i = 0; i < TDXP_COVERS; i++) {
        double exact = whole > 0 ? (double)bytes[i] / (double)whole * 1000 : 0;

        rounded[i].tenths = (unsigned)exact;
        rounded[i].rest = exact - rounded[i].tenths;
        sum += rounded[i].tenths;
    }
    for (; whole > 0 && sum < 1000; sum++) {
        struct rounded *most = &rounded[most_lost(rounded)];

        most->tenths++;
        most->rest = 0;
    }
    for (unsigned i = 0; i < TDXP_COVERS; i++) {
        unsigned tenths = rounded[i].tenths;

        if (bytes[i] > 0 && tenths == 0) {
            snprintf(shares[i], TDXP_SHARE_SIZE, "<0.1 %%");
        } else if (bytes[i] < whole && tenths >= 1000) {
            snprintf(shares[i], TDXP_SHARE_SIZE, ">99.9 %%");
        } else {
            snprintf(shares[i], TDXP_SHARE_SIZE, "%u.%u %%", tenths / 10, tenths % 10);
        }
    }
}
