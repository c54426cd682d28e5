/* What keys are called. */
#include <curses.h>
#include <stdio.h>
#include <string.h>

#include "image/ascii.h"
#include "tui/keymap.h"

#define CTRL(letter) ((letter)&0x1f)

enum { FUNCTION_KEYS = 12, DELETE = 0x7f };

static const struct {
    int key;
    const char *name;
} special[] = {
    {KEY_UP, "Up"},
    {KEY_DOWN, "Down"},
    {KEY_LEFT, "Left"},
    {KEY_RIGHT, "Right"},
    {KEY_PPAGE, "PgUp"},
    {KEY_NPAGE, "PgDn"},
    {KEY_HOME, "Home"},
    {KEY_END, "End"},
    {KEY_IC, "Insert"},
    {KEY_DC, "Delete"},
    {'\r', "Enter"},
    {'\t', "Tab"},
    {KEY_BTAB, "Shift-Tab"},
    {' ', "Space"},
    {KEY_BACKSPACE, "Backspace"},
    {0x1b, "Esc"},
    {KEY_SR, "Shift-Up"},
    {KEY_SF, "Shift-Down"},
    {KEY_SLEFT, "Shift-Left"},
    {KEY_SRIGHT, "Shift-Right"},
    {KEY_SHOME, "Shift-Home"},
    {KEY_SEND, "Shift-End"},
    {CTRL('@'), "Ctrl-Space"},
};

enum { SPECIALS = sizeof special / sizeof special[0] };

int key_canonical(int key)
{
    switch (key) {
    case '\n':
    case KEY_ENTER:
        return '\r';
    case DELETE:
    case CTRL('h'):
        return KEY_BACKSPACE;
    default:
        return key;
    }
}

const char *key_special(unsigned n)
{
    return n < SPECIALS ? special[n].name : NULL;
}

void key_label(int key, char *buffer, size_t size)
{
    for (int i = 0; i < SPECIALS; i++) {
        if (special[i].key == key) {
            snprintf(buffer, size, "%s", special[i].name);
            return;
        }
    }
    if (key > KEY_F(0) && key <= KEY_F(FUNCTION_KEYS)) {
        snprintf(buffer, size, "F%d", key - KEY_F(0));
    } else if (key < ' ') {
        snprintf(buffer, size, "Ctrl-%c", key + '@');
    } else {
        snprintf(buffer, size, "%c", key);
    }
}

static bool is(const char *name, size_t length, const char *word)
{
    return strlen(word) == length && ascii_same(name, word, length);
}

bool key_named(const char *name, size_t length, int *key)
{
    char function[KEY_NAME];

    if (length == 1 && *name > ' ' && *name < DELETE) {
        *key = (unsigned char)*name;
        return true;
    }
    for (int i = 0; i < SPECIALS; i++) {
        if (is(name, length, special[i].name)) {
            *key = special[i].key;
            return true;
        }
    }
    for (int i = 1; i <= FUNCTION_KEYS; i++) {
        snprintf(function, sizeof function, "F%d", i);
        if (is(name, length, function)) {
            *key = KEY_F(i);
            return true;
        }
    }
    if (length == 6 && ascii_same(name, "Ctrl-", 5) && ascii_upper(name[5]) >= '@' && ascii_upper(name[5]) <= '_') {
        *key = key_canonical(CTRL(name[5]));
        return true;
    }
    return false;
}
