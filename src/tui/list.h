/* Lists and texts that scroll: what the panes of either kind share. */
#ifndef TUI_LIST_H
#define TUI_LIST_H

#include <stdbool.h>

#include "tui/keymap.h"

struct list {
    int top; /* first item on the screen */
    int at;  /* the chosen item */
    int count;
    int rows; /* items that fit on the screen */
};

/* Move by a command; false where it is none that moves in a list. */
bool list_command(struct list *list, enum command command);

/* Bring the chosen item into view and keep everything in range. */
void list_fit(struct list *list);

/* A text that scrolls, without a chosen line. */
struct scroll {
    int top;   /* first line on the screen */
    int lines; /* of the whole text */
};

/* Scroll by so many lines, on a screen with room for rows, as far as there are any; 0 keeps everything in range. */
void scroll_by(struct scroll *scroll, int rows, int lines);

/* Scroll by a command; false where it is none that does. */
bool scroll_command(struct scroll *scroll, int rows, enum command command);

#endif
