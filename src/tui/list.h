/* A list that scrolls: what the panes with one row an item share. */
#ifndef TUI_LIST_H
#define TUI_LIST_H

#include <stdbool.h>

#include "tui/keymap.h"

struct list {
    int top;   /* first item on the screen */
    int at;    /* the chosen item */
    int count;
    int rows;  /* items that fit on the screen */
};

/* Move by a command; false where it is none that moves in a list. */
bool list_command(struct list *list, enum command command);

/* Bring the chosen item into view and keep everything in range. */
void list_fit(struct list *list);

#endif
