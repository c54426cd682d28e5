/* Keys, commands, and what each does: the help screen, the hints and the manual are made from the two tables. */
#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

/* clang-format off */
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
    CMD_READOUT, CMD_DIFFERENCES, CMD_NEXT_DIFFERENCE, CMD_PREV_DIFFERENCE, CMD_SHIFT,
    CMD_EDIT, CMD_OVERWRITE, CMD_FIX, CMD_UNDO, CMD_REDO,
    CMD_SPAN, CMD_SPAN_UP, CMD_SPAN_DOWN, CMD_SPAN_LEFT, CMD_SPAN_RIGHT,
    CMD_COPY, CMD_MARK, CMD_JUMP, CMD_NEXT_DATA, CMD_PREV_DATA, CMD_NEXT_UNCLAIMED, CMD_PREV_UNCLAIMED,
    CMD_NEXT_SECTION, CMD_PREV_SECTION, CMD_HEX_BYTES, CMD_HEX_GROUP, CMD_HEX_OFFSETS, CMD_HEX_CHARACTERS,
    CMD_NOTE, CMD_NEXT_NOTE, CMD_PREV_NOTE, CMD_NOTES,
    CMD_LEARN, CMD_LESSON_NEXT, CMD_LESSON_BACK, CMD_ANSWER, CMD_HINT,
    COMMANDS,
};
/* clang-format on */

/* What a key does. */
struct key_binding {
    int key; /* in its one form, see key_canonical */
    enum command command;
};

enum { KEYMAP_MOST = 256, KEY_NAME = 16, KEYMAP_KEY = 32 };

/* The keys that do something, in the order in which the help screen names them. */
struct keymap {
    struct key_binding bindings[KEYMAP_MOST];
    size_t count;
};

struct command_info {
    enum command command;
    const char *name;    /* in settings and as a command of the line behind ":" */
    const char *group;   /* heading in the help screen; the same for neighbouring rows */
    const char *summary; /* one line */
};

/* ---- keys ---- */

/* Terminals have several values for Enter and for Backspace; the one that stands for all of them. */
int key_canonical(int key);

/* What a key is called: "j", "Ctrl-O", "Shift-Tab", "F1". */
void key_label(int key, char *buffer, size_t size);

/* The key of a name of so many bytes, in any case but for a character alone. False where there is none. */
bool key_named(const char *name, size_t length, int *key);

/* Names of keys that are no character, for lists of them: the n-th, or NULL past the last. */
const char *key_special(unsigned n);

/* ---- commands ---- */

/* The table of commands, for help and manual. A command may be in it twice, with the same name. */
const struct command_info *keymap_commands(size_t *count);

/* The name of a command; NULL for CMD_NONE. */
const char *command_name(enum command command);

/* The command of a name of so many bytes, or CMD_NONE. */
enum command command_named(const char *name, size_t length);

/* ---- which key does what ---- */

/* The keys as they are without settings. */
void keymap_default(struct keymap *map);

/* Let a key do something, or with CMD_NONE nothing. False where there are too many. */
bool keymap_bind(struct keymap *map, int key, enum command command);

/* What a key does, CMD_NONE for one that is not bound. */
enum command keymap_find(const struct keymap *map, int key);

/* The keys of a command as text ("j Down"), into buffer. */
void keymap_names(const struct keymap *map, enum command command, char *buffer, size_t size);

/* The first of them; where there is none, false with ":NAME", which does the same in the line that is typed. KEYMAP_KEY bytes suffice. */
bool keymap_key(const struct keymap *map, enum command command, char *buffer, size_t size);

/*
 * Hints and messages name commands, as in "{help} help", and show the keys that these have: the next piece of such a text,
 * which is a key (the command is returned) or what stands before the next one (CMD_NONE). *text goes on behind it. Braces
 * around anything else are text.
 */
enum command keymap_expand_next(const struct keymap *map, const char **text, char *buffer, size_t size);

/* All of it. */
void keymap_expand(const struct keymap *map, const char *text, char *buffer, size_t size);

#endif
