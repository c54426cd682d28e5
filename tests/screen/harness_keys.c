/* Keys, the mouse and the size: what goes in. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "harness_private.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* After vterm.h: term.h has macros for all capabilities, also for names that vterm.h uses. */
#define NCURSES_NOMACROS
#include <curses.h>
#include <term.h>

static const struct key_row key_table[SCREEN_KEYS] = {
    [SCREEN_UP] = {"kcuu1", VTERM_KEY_UP, VTERM_MOD_NONE},
    [SCREEN_DOWN] = {"kcud1", VTERM_KEY_DOWN, VTERM_MOD_NONE},
    [SCREEN_LEFT] = {"kcub1", VTERM_KEY_LEFT, VTERM_MOD_NONE},
    [SCREEN_RIGHT] = {"kcuf1", VTERM_KEY_RIGHT, VTERM_MOD_NONE},
    [SCREEN_PGUP] = {"kpp", VTERM_KEY_PAGEUP, VTERM_MOD_NONE},
    [SCREEN_PGDN] = {"knp", VTERM_KEY_PAGEDOWN, VTERM_MOD_NONE},
    [SCREEN_HOME] = {"khome", VTERM_KEY_HOME, VTERM_MOD_NONE},
    [SCREEN_END] = {"kend", VTERM_KEY_END, VTERM_MOD_NONE},
    [SCREEN_INSERT] = {"kich1", VTERM_KEY_INS, VTERM_MOD_NONE},
    [SCREEN_DELETE] = {"kdch1", VTERM_KEY_DEL, VTERM_MOD_NONE},
    [SCREEN_ENTER] = {NULL, VTERM_KEY_ENTER, VTERM_MOD_NONE},
    [SCREEN_TAB] = {NULL, VTERM_KEY_TAB, VTERM_MOD_NONE},
    [SCREEN_BACKTAB] = {"kcbt", VTERM_KEY_TAB, VTERM_MOD_SHIFT},
    [SCREEN_BACKSPACE] = {"kbs", VTERM_KEY_BACKSPACE, VTERM_MOD_NONE},
    [SCREEN_ESC] = {NULL, VTERM_KEY_ESCAPE, VTERM_MOD_NONE},
    [SCREEN_F1] = {"kf1", VTERM_KEY_FUNCTION(1), VTERM_MOD_NONE},
    [SCREEN_F2] = {"kf2", VTERM_KEY_FUNCTION(2), VTERM_MOD_NONE},
    [SCREEN_F3] = {"kf3", VTERM_KEY_FUNCTION(3), VTERM_MOD_NONE},
    [SCREEN_F4] = {"kf4", VTERM_KEY_FUNCTION(4), VTERM_MOD_NONE},
    [SCREEN_F5] = {"kf5", VTERM_KEY_FUNCTION(5), VTERM_MOD_NONE},
    [SCREEN_F6] = {"kf6", VTERM_KEY_FUNCTION(6), VTERM_MOD_NONE},
    [SCREEN_F7] = {"kf7", VTERM_KEY_FUNCTION(7), VTERM_MOD_NONE},
    [SCREEN_F8] = {"kf8", VTERM_KEY_FUNCTION(8), VTERM_MOD_NONE},
    [SCREEN_F9] = {"kf9", VTERM_KEY_FUNCTION(9), VTERM_MOD_NONE},
    [SCREEN_F10] = {"kf10", VTERM_KEY_FUNCTION(10), VTERM_MOD_NONE},
    [SCREEN_F11] = {"kf11", VTERM_KEY_FUNCTION(11), VTERM_MOD_NONE},
    [SCREEN_F12] = {"kf12", VTERM_KEY_FUNCTION(12), VTERM_MOD_NONE},
};

/* True for a cursor key as terminfo has it where there is an application mode: ESC O and a letter. */
static bool follows_cursor_mode(const char *sequence)
{
    return strncmp(sequence, "\033O", 2) == 0 && sequence[2] && strchr("ABCDHF", sequence[2]) && !sequence[3];
}

void harness_look_up_keys(struct screen *s, const char *term)
{
    TERMINAL *before = cur_term;
    int error;

    if (setupterm(term, STDOUT_FILENO, &error) == OK) {
        for (size_t i = 0; i < SCREEN_KEYS; i++) {
            const char *name = key_table[i].capability;
            char *sequence = name ? tigetstr(name) : NULL;

            if (sequence && sequence != (char *)-1 && !follows_cursor_mode(sequence)) {
                s->keys[i] = harness_need(strdup(sequence));
            }
        }
        del_curterm(set_curterm(before));
    }
}

void screen_type(struct screen *s, const char *text)
{
    harness_append(&s->keys_out, text, strlen(text));
    harness_pump(s, 0);
}

void screen_key(struct screen *s, enum screen_key key)
{
    if (s->keys[key]) {
        screen_type(s, s->keys[key]);
        return;
    }
    vterm_keyboard_key(s->vt, key_table[key].key, key_table[key].modifier);
    harness_pump(s, 0);
}

void screen_ctrl(struct screen *s, char c)
{
    char byte = c == '?' ? 0x7f : (char)(c & 0x1f);

    harness_append(&s->keys_out, &byte, 1);
    harness_pump(s, 0);
}

bool screen_mouse(struct screen *s, int row, int col, enum screen_button button, bool pressed)
{
    /* libvterm 0.1 reports buttons also to a program that has not asked for them. */
    harness_pump(s, 0);
    if (s->mouse == VTERM_PROP_MOUSE_NONE) {
        return false;
    }
    vterm_mouse_move(s->vt, row, col, VTERM_MOD_NONE);
    vterm_mouse_button(s->vt, (int)button, pressed || button >= SCREEN_WHEEL_UP, VTERM_MOD_NONE);
    harness_pump(s, 0);
    return true;
}

bool screen_click(struct screen *s, int row, int col, enum screen_button button)
{
    return screen_mouse(s, row, col, button, true) &&
           (button >= SCREEN_WHEEL_UP || screen_mouse(s, row, col, button, false));
}

void screen_resize(struct screen *s, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

    harness_pump(s, 0);
    vterm_set_size(s->vt, rows, cols);
    harness_free_list(s->row_texts, (size_t)s->rows);
    s->row_texts = harness_need(calloc((size_t)rows, sizeof *s->row_texts));
    s->rows = rows;
    s->cols = cols;
    if (ioctl(s->master, TIOCSWINSZ, &size) < 0) {
        harness_give_up(s, "cannot resize the terminal: %s", strerror(errno));
    }
}
