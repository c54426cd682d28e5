/* Whether a terminal is as it was. See given_back.h. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "given_back.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- Modes that the terminal is switched to by what the program writes ---- */

enum { HIGHEST_MODE = 3000, WRAP = 7, BLINKING_CURSOR = 12, CURSOR = 25 };

/* No private mode that was set is set still, but for those that are from the start. Returns how often one was changed. */
static int assert_private_modes_reset(struct screen *s)
{
    bool set[HIGHEST_MODE] = {false};
    size_t size;
    const uint8_t *log = screen_bytes_since(s, &size);
    char *bytes = calloc(size + 1, 1); /* strtol and strspn need an end */
    const char *end = bytes + size;
    const char *last;
    bool keypad = false;
    int count = 0;

    assert_non_null(bytes);
    memcpy(bytes, log, size);
    for (const char *p = bytes; p < end; p++) {
        if (end - p >= 2 && p[0] == '\033' && (p[1] == '=' || p[1] == '>')) {
            keypad = p[1] == '=';
        }
        if (end - p < 3 || strncmp(p, "\033[?", 3) != 0) {
            continue;
        }
        last = p + 3 + strspn(p + 3, "0123456789;");
        if (last >= end || (*last != 'h' && *last != 'l')) {
            continue;
        }
        for (const char *q = p + 2; *q == '?' || *q == ';';) {
            long mode = strtol(q + 1, (char **)(uintptr_t)&q, 10);

            assert_true(mode > 0 && mode < HIGHEST_MODE);
            set[mode] = *last == 'h';
            count++;
        }
    }
    free(bytes);
    for (int mode = 1; mode < HIGHEST_MODE; mode++) {
        if (mode != WRAP && mode != CURSOR && mode != BLINKING_CURSOR && set[mode]) {
            fail_msg("private mode %d is still set", mode);
        }
    }
    assert_false(keypad);
    return count;
}

/* ---- Line modes ---- */

static void assert_same_line_modes(const struct screen *s, const struct termios *before)
{
    struct termios now;

    screen_termios(s, &now);
    assert_int_equal(now.c_iflag, before->c_iflag);
    assert_int_equal(now.c_oflag, before->c_oflag);
    assert_int_equal(now.c_cflag, before->c_cflag);
    assert_int_equal(now.c_lflag, before->c_lflag);
    assert_memory_equal(now.c_cc, before->c_cc, sizeof now.c_cc);
}

int assert_given_back(struct screen *s, const struct termios *before)
{
    bool visible;

    assert_false(screen_altscreen(s));
    screen_cursor(s, NULL, NULL, &visible);
    assert_true(visible);
    assert_int_equal(screen_mouse_mode(s), SCREEN_MOUSE_OFF);
    assert_same_line_modes(s, before);
    return assert_private_modes_reset(s);
}
