/*
 * Keys at random, with resizes, stops and clicks, on images that mean no good: whatever comes, the program lives, its
 * frames are whole, and it ends when it is told to.
 *
 * $TDXPLORE_TEST_SEED repeats a run, whose seed is printed; $TDXPLORE_TEST_KEYS makes it longer.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "explorer.h"
#include "tdxplore/gallery.h"

enum {
    KEYS = 12000,   /* in all, unless more are asked for */
    BURST = 400,    /* that are typed before anybody looks at the screen */
    IMAGES = 6,     /* that take part in a run */
    NOISE = 0x8000, /* bytes of the image of noise */
};

static const uint32_t seed_default = 1;

/* Numerical Recipes' generator: good enough to press keys. */
static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

static unsigned long from_environment(const char *name, unsigned long otherwise)
{
    const char *text = getenv(name);

    return text && *text ? strtoul(text, NULL, 0) : otherwise;
}

/* One of the images that take part, in a file. */
static char *image_file(struct explorer *e, const char *name, int which, uint32_t *state)
{
    size_t count;
    const struct tdxp_gallery_image *gallery = tdxp_gallery(&count);
    uint8_t *bytes;
    uint64_t size = NOISE;
    char *path;

    if (which == 0) {
        bytes = malloc(NOISE);
        assert_non_null(bytes);
        for (int i = 0; i < NOISE; i++) {
            bytes[i] = (uint8_t)next_random(state);
        }
    } else {
        bytes = tdxp_gallery_build(&gallery[next_random(state) % count], &size, NULL);
        assert_non_null(bytes);
    }
    path = explorer_file(e, name, bytes, (size_t)size);
    free(bytes);
    return path;
}

/* Any key but those that end or suspend the program by themselves, or save a file whatever it is called. */
static void press_any(struct explorer *e, uint32_t *state)
{
    static const char digits[] = "0123456789abcdefX+-*/$.:";
    uint32_t kind = next_random(state) % 100;
    char text[2] = {0};

    if (kind < 20) {
        screen_key(e->s, (enum screen_key)(next_random(state) % SCREEN_F1));
    } else if (kind < 30) {
        text[0] = digits[next_random(state) % (sizeof digits - 1)];
        screen_type(e->s, text);
    } else if (kind < 34) {
        screen_ctrl(e->s, "ABDEFGKLNOPRTUVWXY@]^_"[next_random(state) % 22]);
    } else if (kind < 36) {
        screen_key(e->s, SCREEN_ESC);
    } else {
        do {
            text[0] = (char)(' ' + next_random(state) % 95);
        } while (text[0] == 'q' || text[0] == 'x');
        screen_type(e->s, text);
    }
}

static void disturb(struct explorer *e, uint32_t *state)
{
    int rows = 1 + (int)(next_random(state) % 60);
    int cols = 1 + (int)(next_random(state) % 200);

    switch (next_random(state) % 5) {
    case 0:
        screen_resize(e->s, rows, cols);
        break;
    case 1:
        screen_signal(e->s, SIGSTOP);
        screen_wait_state(e->s, SCREEN_STOPPED);
        screen_foreground(e->s);
        screen_wait_state(e->s, SCREEN_RUNNING);
        break;
    case 2:
        screen_signal(e->s, SIGTSTP);
        screen_wait_state(e->s, SCREEN_STOPPED);
        screen_foreground(e->s);
        screen_wait_state(e->s, SCREEN_RUNNING);
        break;
    case 3:
        /* Not in the bottom line, where the hint of q is one to click on. */
        screen_click(e->s, (int)(next_random(state) % (unsigned)(screen_rows(e->s) > 1 ? screen_rows(e->s) - 1 : 1)),
                     (int)(next_random(state) % (unsigned)screen_cols(e->s)),
                     SCREEN_BUTTON_LEFT + (enum screen_button)(next_random(state) % 5));
        break;
    default:
        break;
    }
}

static bool has_whole_frames(struct screen *s, void *context)
{
    struct explorer *e = context;
    struct area frame;

    (void)s;
    return explorer_pane(e, "Structure", &frame) && explorer_pane(e, "Hex", &frame);
}

/* Prompts, help, lists and zoom are left, and what runs is stopped: then the panes are there again. */
static void look(struct explorer *e)
{
    screen_resize(e->s, 40, 140);
    for (int i = 0; i < 6; i++) {
        screen_key(e->s, SCREEN_ESC);
        screen_settle(e->s);
    }
    screen_wait_until(e->s, has_whole_frames, e, "whole frames");
    assert_int_equal(screen_child_state(e->s), SCREEN_RUNNING);
}

static bool has_ended_or_asks(struct screen *s, void *context)
{
    int row;
    int col;

    (void)context;
    return screen_child_state(s) == SCREEN_ENDED || screen_find(s, "the changes are in no file", &row, &col);
}

/* Keys may have changed the image: then it is asked what becomes of that. */
static void leave(struct explorer *e)
{
    screen_type(e->s, "q");
    screen_wait_until(e->s, has_ended_or_asks, NULL, "the end, or to be asked");
    if (screen_child_state(e->s) != SCREEN_ENDED) {
        screen_type(e->s, "q");
    }
}

static void whatever_is_pressed_the_program_lives_and_ends_when_told(void **state)
{
    struct explorer *e = *state;
    uint32_t seed = (uint32_t)from_environment("TDXPLORE_TEST_SEED", seed_default);
    unsigned long keys = from_environment("TDXPLORE_TEST_KEYS", KEYS);
    const struct screen_options options = {.rows = 40, .cols = 140, .cwd = e->dir, .timeout_ms = 20000};
    uint32_t random = seed;

    print_message("TDXPLORE_TEST_SEED=%lu TDXPLORE_TEST_KEYS=%lu\n", (unsigned long)seed, keys);
    for (int which = 0; which < IMAGES; which++) {
        char *path = image_file(e, "image.fd", which, &random);
        char *other = image_file(e, "other.fd", which + 1, &random);
        char option[160];
        /* Every second one has another beside it from the start. */
        const char *const argv[] = {screen_program(), path, which % 2 ? option : NULL, NULL};

        snprintf(option, sizeof option, "--diff=%s", other);
        explorer_run(e, &options, argv);
        screen_wait_text(e->s, "tdxplore");
        for (unsigned long done = 0; done < keys / IMAGES; done += BURST) {
            for (int key = 0; key < BURST; key++) {
                press_any(e, &random);
                if (key % 100 == 99) {
                    disturb(e, &random);
                }
            }
            look(e);
        }
        leave(e);
        explorer_expect_exit(e, 0);
        free(path);
        free(other);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(whatever_is_pressed_the_program_lives_and_ends_when_told, explorer_setup,
                                        explorer_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
