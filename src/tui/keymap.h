/* Keys, commands, and what each does, in one table: the help screen and the manual are made from it. */
#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

#include <stddef.h>

enum command {
    CMD_NONE,
    CMD_UP, CMD_DOWN, CMD_LEFT, CMD_RIGHT,
    CMD_PAGE_UP, CMD_PAGE_DOWN, CMD_HALF_UP, CMD_HALF_DOWN, CMD_LINE_START, CMD_LINE_END, CMD_TOP, CMD_BOTTOM,
    CMD_FOLLOW, CMD_TOGGLE, CMD_OPEN_ALL, CMD_CLOSE_ALL, CMD_PARENT, CMD_NEXT_SIBLING, CMD_PREV_SIBLING,
    CMD_BACK, CMD_FORWARD, CMD_NEXT_PANE, CMD_PREV_PANE, CMD_PANE_1, CMD_PANE_2, CMD_PANE_3, CMD_PANE_4,
    CMD_PANE_5, CMD_PANE_6, CMD_PANE_7, CMD_PANE_8, CMD_PANE_9, CMD_ZOOM, CMD_GOTO, CMD_PROMPT, CMD_SAVE, CMD_RELOAD, CMD_HELP, CMD_QUIT,
    CMD_REDRAW, CMD_CANCEL,
    CMD_NEXT_FINDING, CMD_PREV_FINDING, CMD_SUSPEND,
    CMD_SEARCH, CMD_SEARCH_BACK, CMD_NEXT_MATCH, CMD_PREV_MATCH, CMD_SEARCH_SELECTED,
    CMD_ZOOM_IN, CMD_ZOOM_OUT, CMD_FIT, CMD_FIT_SELECTION, CMD_SCALE, CMD_VIEW, CMD_GUEST, CMD_LAUNCH, CMD_STEP,
    CMD_STEP_BACK, CMD_BITS, CMD_MEASURED, CMD_VMM, CMD_ORDER, CMD_VCPUS, CMD_FORCE,
    CMD_READOUT, CMD_SPAN, CMD_SPAN_UP, CMD_SPAN_DOWN, CMD_SPAN_LEFT, CMD_SPAN_RIGHT,
    CMD_COPY, CMD_MARK, CMD_JUMP, CMD_NEXT_DATA, CMD_PREV_DATA, CMD_NEXT_UNCLAIMED, CMD_PREV_UNCLAIMED,
    CMD_NEXT_SECTION, CMD_PREV_SECTION, CMD_HEX_BYTES, CMD_HEX_GROUP, CMD_HEX_OFFSETS, CMD_HEX_CHARACTERS,
    COMMANDS,
};

struct key_binding {
    int key;              /* character, or KEY_* of curses */
    const char *name;     /* as shown: "Ctrl-O" */
    enum command command;
};

struct command_info {
    enum command command;
    const char *group;   /* heading in the help screen; the same for neighbouring rows */
    const char *summary; /* one line */
};

/* What a key does, CMD_NONE for one that is not bound. */
enum command keymap_find(int key);

/* The tables, for help and manual. */
const struct key_binding *keymap_bindings(size_t *count);
const struct command_info *keymap_commands(size_t *count);

/* The keys of a command as text ("j Down"), into buffer. */
void keymap_names(enum command command, char *buffer, size_t size);

#endif
