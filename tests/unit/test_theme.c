/* The colours of the themes: people with colour deficiencies tell the sections apart, and everybody reads them. */
#include "support.h"

#include <math.h>

#include "tui/theme_table.h"

struct triple {
    double v[3];
};

/* The colour of a number from 16 on, as xterm computes it, in linear light. */
static struct triple colour_of(int number)
{
    static const int steps[] = {0, 95, 135, 175, 215, 255};
    struct triple colour;

    for (int i = 0; i < 3; i++) {
        int cube = (number - 16) / (i == 0 ? 36 : i == 1 ? 6 : 1) % 6;
        double value = (number < 232 ? steps[cube] : 8 + 10 * (number - 232)) / 255.0;

        colour.v[i] = value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
    }
    return colour;
}

static struct triple product(const double matrix[3][3], struct triple in)
{
    struct triple out;

    for (int i = 0; i < 3; i++) {
        out.v[i] = matrix[i][0] * in.v[0] + matrix[i][1] * in.v[1] + matrix[i][2] * in.v[2];
        out.v[i] = out.v[i] < 0 ? 0 : out.v[i] > 1 ? 1 : out.v[i];
    }
    return out;
}

/* sRGB to XYZ by IEC 61966-2-1, relative to its white. */
static const double xyz[3][3] = {{0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047},
                                 {0.2126729, 0.7151522, 0.0721750},
                                 {0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883}};

static struct triple lab(struct triple linear)
{
    struct triple t = product(xyz, linear);

    for (int i = 0; i < 3; i++) {
        t.v[i] = t.v[i] > 0.008856 ? cbrt(t.v[i]) : 7.787 * t.v[i] + 16.0 / 116;
    }
    return (struct triple){{116 * t.v[1] - 16, 500 * (t.v[0] - t.v[1]), 200 * (t.v[1] - t.v[2])}};
}

static double difference(struct triple a, struct triple b)
{
    a = lab(a);
    b = lab(b);
    return sqrt(pow(a.v[0] - b.v[0], 2) + pow(a.v[1] - b.v[1], 2) + pow(a.v[2] - b.v[2], 2));
}

/* As they are, and without one of the three cones: Machado, Oliveira and Fernandes (2009), severity 1. */
static const double eyes[][3][3] = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
};

static void sections_are_told_apart_by_everybody(void **state)
{
    enum { LEAST = 20 }; /* about 2 is what anybody sees side by side */

    (void)state;
    for (int light = 0; light < 2; light++) {
        const short *hues = theme_table(light)->rich_hues;

        for (size_t eye = 0; eye < sizeof eyes / sizeof eyes[0]; eye++) {
            for (int i = 0; i < HUES; i++) {
                for (int j = 0; j < i; j++) {
                    assert_true(difference(product(eyes[eye], colour_of(hues[i])),
                                           product(eyes[eye], colour_of(hues[j]))) >= LEAST);
                }
            }
        }
    }
}

static double luminance(int number)
{
    return product(xyz, colour_of(number)).v[1];
}

/* Contrast as WCAG 2.1 defines it; 3 is what it asks for large or bold text. */
static double contrast(int a, int b)
{
    double one = luminance(a) + 0.05;
    double other = luminance(b) + 0.05;

    return one > other ? one / other : other / one;
}

static void sections_are_read_on_the_grounds_of_their_theme(void **state)
{
    enum { BLACK = 16, WHITE = 231 };

    (void)state;
    for (int light = 0; light < 2; light++) {
        const struct theme_table *table = theme_table(light);

        for (int i = 0; i < HUES; i++) {
            assert_true(contrast(table->rich_hues[i], light ? WHITE : BLACK) >= 3);
            for (int shade = 0; shade < SHADES - 1; shade++) {
                assert_true(contrast(table->rich_hues[i], table->rich_shades[shade]) >= 2.2);
            }
        }
        for (int i = 0; i < STYLES; i++) {
            const struct look *look = &table->rich[i];

            if (look->fg >= BLACK) {
                assert_true(contrast(look->fg, look->bg >= 0 ? look->bg : light ? WHITE : BLACK) >= 2.2);
            }
        }
    }
}

static void sections_have_colours_of_their_own_where_there_are_eight(void **state)
{
    (void)state;
    for (int light = 0; light < 2; light++) {
        const short *hues = theme_table(light)->plain_hues;

        for (int i = 0; i < HUES; i++) {
            for (int j = 0; j < i; j++) {
                assert_int_not_equal(hues[i], hues[j]);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_are_told_apart_by_everybody),
        cmocka_unit_test(sections_are_read_on_the_grounds_of_their_theme),
        cmocka_unit_test(sections_have_colours_of_their_own_where_there_are_eight),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
