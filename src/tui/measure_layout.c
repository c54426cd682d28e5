/* What of a measurement is shown where, by the columns that there are. */
#include "tui/measure_layout.h"

#include <stddef.h>
#include <string.h>

enum {
    SHARE = 7,    /* ">99.9 %" */
    REGISTER = 7, /* "RTMR[0]" */
    HASHED = 10,  /* "~999.9 KiB" */
    BAR = 6,
    DIGEST_LEAST = 10, /* 8 digits, and that there are more */
    DIGEST_MOST = TDXP_MRTD_TEXT - 1,
};

static int digits_of(uint64_t number)
{
    int digits = 1;

    while (number >= 10) {
        number /= 10;
        digits++;
    }
    return digits;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

/* Shown where there is room for them, in this order. */
static const enum measure_column optional[] = {MEASURE_ADDED, MEASURE_EXTENDED, MEASURE_HASHED,
                                               MEASURE_DIGEST, MEASURE_BAR};

struct measure_widths measure_widths_of(const struct tdxp_measure_result *result, int cols)
{
    int wanted[MEASURE_COLUMNS] = {
        [MEASURE_INDEX] = 1,
        [MEASURE_TYPE] = 4,
        [MEASURE_ADDED] = 5,
        [MEASURE_EXTENDED] = 8,
        [MEASURE_HASHED] = HASHED,
        [MEASURE_SHARE] = SHARE,
        [MEASURE_BAR] = BAR,
        [MEASURE_REGISTER] = REGISTER,
        [MEASURE_DIGEST] = DIGEST_LEAST,
    };
    struct measure_widths widths = {{0}};
    int used;

    for (uint32_t i = 0; i < result->section_count; i++) {
        const struct tdxp_measure_section *s = &result->sections[i];

        wanted[MEASURE_INDEX] = most(wanted[MEASURE_INDEX], digits_of(s->section->index));
        wanted[MEASURE_TYPE] =
            most(wanted[MEASURE_TYPE], (int)strlen(tdxp_section_type_name(s->section->type)));
        wanted[MEASURE_ADDED] = most(wanted[MEASURE_ADDED], digits_of(s->pages_added));
        wanted[MEASURE_EXTENDED] =
            most(wanted[MEASURE_EXTENDED], digits_of(s->bytes_extended / TDXP_PAGE_SIZE));
    }
    memcpy(widths.width, wanted, sizeof wanted);
    for (size_t i = 0; i < sizeof optional / sizeof optional[0]; i++) {
        widths.width[optional[i]] = 0;
    }
    used = widths.width[MEASURE_INDEX] + widths.width[MEASURE_TYPE] + SHARE + REGISTER + 3;
    for (size_t i = 0; i < sizeof optional / sizeof optional[0]; i++) {
        enum measure_column column = optional[i];

        if (used + 1 + wanted[column] > cols) {
            break;
        }
        widths.width[column] = wanted[column];
        used += 1 + wanted[column];
    }
    if (widths.width[MEASURE_DIGEST] > 0) {
        widths.width[MEASURE_DIGEST] += cols - used;
        if (widths.width[MEASURE_DIGEST] > DIGEST_MOST) {
            widths.width[MEASURE_DIGEST] = DIGEST_MOST;
        }
    }
    return widths;
}

int measure_digits(int cols)
{
    static const int choices[] = {96, 48, 32, 24, 16, 12};

    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        if (choices[i] <= cols) {
            return choices[i];
        }
    }
    return 8;
}
