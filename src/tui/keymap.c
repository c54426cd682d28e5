/* Keys and commands. */
#include "tui/keymap.h"

#include <curses.h>
#include <stdio.h>
#include <string.h>

#define CTRL(letter) ((letter)&0x1f)

/* In the order in which the help screen names them. */
static const struct key_binding bindings[] = {
    {'k', CMD_UP},
    {KEY_UP, CMD_UP},
    {'j', CMD_DOWN},
    {KEY_DOWN, CMD_DOWN},
    {'h', CMD_LEFT},
    {KEY_LEFT, CMD_LEFT},
    {'l', CMD_RIGHT},
    {KEY_RIGHT, CMD_RIGHT},
    {KEY_PPAGE, CMD_PAGE_UP},
    {CTRL('b'), CMD_PAGE_UP},
    {KEY_NPAGE, CMD_PAGE_DOWN},
    {CTRL('f'), CMD_PAGE_DOWN},
    {CTRL('u'), CMD_HALF_UP},
    {CTRL('d'), CMD_HALF_DOWN},
    {KEY_HOME, CMD_LINE_START},
    {'0', CMD_LINE_START},
    {KEY_END, CMD_LINE_END},
    {'$', CMD_LINE_END},
    {'g', CMD_GOTO},
    {'<', CMD_TOP},
    {'G', CMD_BOTTOM},
    {'>', CMD_BOTTOM},
    {'\r', CMD_FOLLOW},
    {CTRL('o'), CMD_BACK},
    {KEY_BACKSPACE, CMD_BACK},
    {'F', CMD_FORWARD},
    {' ', CMD_TOGGLE},
    {'p', CMD_PARENT},
    {'}', CMD_NEXT_SIBLING},
    {'{', CMD_PREV_SIBLING},
    {'*', CMD_OPEN_ALL},
    {'-', CMD_CLOSE_ALL},
    {']', CMD_NEXT_FINDING},
    {'[', CMD_PREV_FINDING},
    {'/', CMD_SEARCH},
    {'?', CMD_SEARCH_BACK},
    {'n', CMD_NEXT_MATCH},
    {'N', CMD_PREV_MATCH},
    {'#', CMD_SEARCH_SELECTED},
    {')', CMD_NEXT_SECTION},
    {'(', CMD_PREV_SECTION},
    {'u', CMD_NEXT_UNCLAIMED},
    {'U', CMD_PREV_UNCLAIMED},
    {'w', CMD_NEXT_DATA},
    {'W', CMD_PREV_DATA},
    {';', CMD_NEXT_DIFFERENCE},
    {'"', CMD_PREV_DIFFERENCE},
    {'M', CMD_MARK},
    {'\'', CMD_JUMP},
    {'a', CMD_NOTE},
    {'J', CMD_NEXT_NOTE},
    {'I', CMD_PREV_NOTE},
    {'@', CMD_NOTES},
    {'\t', CMD_NEXT_PANE},
    {KEY_BTAB, CMD_PREV_PANE},
    {'1', CMD_PANE_1},
    {'2', CMD_PANE_2},
    {'3', CMD_PANE_3},
    {'4', CMD_PANE_4},
    {'5', CMD_PANE_5},
    {'6', CMD_PANE_6},
    {'7', CMD_PANE_7},
    {'8', CMD_PANE_8},
    {'9', CMD_PANE_9},
    {'E', CMD_EDIT},
    {'R', CMD_OVERWRITE},
    {'%', CMD_FIX},
    {'Z', CMD_UNDO},
    {'Y', CMD_REDO},
    {'X', CMD_DIFFERENCES},
    {'~', CMD_SHIFT},
    {'d', CMD_READOUT},
    {'v', CMD_VIEW},
    {'c', CMD_HEX_BYTES},
    {'B', CMD_HEX_GROUP},
    {'D', CMD_HEX_OFFSETS},
    {'C', CMD_HEX_CHARACTERS},
    {'S', CMD_SPAN},
    {CTRL('@'), CMD_SPAN},
    {KEY_SR, CMD_SPAN_UP},
    {KEY_SF, CMD_SPAN_DOWN},
    {KEY_SLEFT, CMD_SPAN_LEFT},
    {KEY_SRIGHT, CMD_SPAN_RIGHT},
    {'t', CMD_GUEST},
    {'z', CMD_ZOOM},
    {'i', CMD_ZOOM_IN},
    {'+', CMD_ZOOM_IN},
    {'=', CMD_ZOOM_IN},
    {'o', CMD_ZOOM_OUT},
    {'f', CMD_FIT},
    {'e', CMD_FIT_SELECTION},
    {'s', CMD_SCALE},
    {'b', CMD_BITS},
    {'m', CMD_MEASURED},
    {'V', CMD_VMM},
    {'O', CMD_ORDER},
    {'P', CMD_VCPUS},
    {'!', CMD_FORCE},
    {'L', CMD_LAUNCH},
    {'.', CMD_STEP},
    {',', CMD_STEP_BACK},
    {'T', CMD_LEARN},
    {CTRL('n'), CMD_LESSON_NEXT},
    {CTRL('p'), CMD_LESSON_BACK},
    {'A', CMD_ANSWER},
    {'K', CMD_HINT},
    {'x', CMD_SAVE},
    {'r', CMD_RELOAD},
    {'y', CMD_COPY},
    {':', CMD_PROMPT},
    {'H', CMD_HELP},
    {KEY_F(1), CMD_HELP},
    {CTRL('l'), CMD_REDRAW},
    {CTRL('z'), CMD_SUSPEND},
    {0x1b, CMD_CANCEL},
    {'q', CMD_QUIT},
};

static const struct command_info commands[] = {
    {CMD_UP, "up", "Moving", "up: the node, row or segment above"},
    {CMD_DOWN, "down", "Moving", "down"},
    {CMD_LEFT, "left", "Moving", "left; in the tree close the node or go to its parent"},
    {CMD_RIGHT, "right", "Moving", "right; in the tree open the node or go into it"},
    {CMD_PAGE_UP, "page-up", "Moving", "one screen up"},
    {CMD_PAGE_DOWN, "page-down", "Moving", "one screen down"},
    {CMD_HALF_UP, "half-up", "Moving", "half a screen up"},
    {CMD_HALF_DOWN, "half-down", "Moving", "half a screen down"},
    {CMD_LINE_START, "line-start", "Moving", "start of the row; in lists the first line"},
    {CMD_LINE_END, "line-end", "Moving", "end of the row; in lists the last line"},
    {CMD_TOP, "top", "Moving", "start of the file or list"},
    {CMD_BOTTOM, "bottom", "Moving", "end of the file or list"},
    {CMD_FOLLOW, "follow", "Going", "to what the selection points at; open compressed data"},
    {CMD_BACK, "back", "Going", "back to where you were before"},
    {CMD_FORWARD, "forward", "Going", "forward again"},
    {CMD_GOTO, "go", "Going", "go to an offset, address, node, section, or a sum"},
    {CMD_NEXT_FINDING, "next-finding", "Going", "next finding"},
    {CMD_PREV_FINDING, "previous-finding", "Going", "previous finding"},
    {CMD_NEXT_SECTION, "next-section", "Going", "next start of a section in the file"},
    {CMD_PREV_SECTION, "previous-section", "Going", "previous start of a section"},
    {CMD_NEXT_UNCLAIMED, "next-unclaimed", "Going", "next bytes that no structure claims"},
    {CMD_PREV_UNCLAIMED, "previous-unclaimed", "Going", "previous bytes that no structure claims"},
    {CMD_NEXT_DATA, "next-data", "Going", "next data behind at least 16 zeros"},
    {CMD_PREV_DATA, "previous-data", "Going", "previous data behind at least 16 zeros"},
    {CMD_MARK, "mark", "Going", "mark this place with a letter, the next key"},
    {CMD_JUMP, "jump", "Going", "go to a letter's mark; ' again back, ? lists them"},
    {CMD_SEARCH, "search", "Searching", "search forwards: bytes, text, a GUID, a number, name:"},
    {CMD_SEARCH_BACK, "search-back", "Searching", "search backwards"},
    {CMD_NEXT_MATCH, "next-match", "Searching", "next match; past the last, the first again"},
    {CMD_PREV_MATCH, "previous-match", "Searching", "previous match"},
    {CMD_SEARCH_SELECTED, "search-selected", "Searching", "find the selected GUID, number or bytes everywhere"},
    {CMD_EDIT, "edit", "Changing", "the value of the field: what if it were another?"},
    {CMD_OVERWRITE, "overwrite", "Changing", "bytes at the cursor; the marked range with one byte"},
    {CMD_FIX, "fix", "Changing", "the value that a finding asks for"},
    {CMD_UNDO, "undo", "Changing", "take the latest change back; :changes lists all"},
    {CMD_REDO, "redo", "Changing", "make it again; :write FILE saves to a new file"},
    {CMD_DIFFERENCES, "differences", "Comparing", "what the other image has otherwise; :diff FILE begins"},
    {CMD_NEXT_DIFFERENCE, "next-difference", "Comparing", "next difference; in hex, of bytes"},
    {CMD_PREV_DIFFERENCE, "previous-difference", "Comparing", "previous difference"},
    {CMD_SHIFT, "shift", "Comparing", "bytes beside what they stand for, or the same offsets"},
    {CMD_NOTE, "note", "Notes", "write a note on the node, or on the marked range"},
    {CMD_NEXT_NOTE, "next-note", "Notes", "next note in the tree"},
    {CMD_PREV_NOTE, "previous-note", "Notes", "previous note"},
    {CMD_NOTES, "notes", "Notes", "list of all notes, to go to or take away"},
    {CMD_TOGGLE, "toggle", "Tree", "open or close the node"},
    {CMD_PARENT, "parent", "Tree", "to the parent"},
    {CMD_NEXT_SIBLING, "next-sibling", "Tree", "next node of the same level"},
    {CMD_PREV_SIBLING, "previous-sibling", "Tree", "previous node of the same level"},
    {CMD_OPEN_ALL, "open-all", "Tree", "open everything below the node"},
    {CMD_CLOSE_ALL, "close-all", "Tree", "close everything below the node"},
    {CMD_VIEW, "view", "Hex", "the bytes of the file, or guest memory by address"},
    {CMD_HEX_BYTES, "hex-bytes", "Hex", "bytes a row: as many as fit, 8, 16, 32"},
    {CMD_HEX_GROUP, "hex-group", "Hex", "bytes that stand together: 1, 2, 4, 8"},
    {CMD_HEX_OFFSETS, "hex-offsets", "Hex", "decimal or hexadecimal offsets"},
    {CMD_HEX_CHARACTERS, "hex-characters", "Hex", "characters of ASCII or of code page 437"},
    {CMD_SPAN, "range", "Hex", "mark a range from here to the cursor; again to end"},
    {CMD_SPAN_UP, "range-up", "Hex", "mark upwards"},
    {CMD_SPAN_DOWN, "range-down", "Hex", "mark downwards"},
    {CMD_SPAN_LEFT, "range-left", "Hex", "mark to the left"},
    {CMD_SPAN_RIGHT, "range-right", "Hex", "mark to the right"},
    {CMD_NEXT_PANE, "next-pane", "Panes", "keys to the next pane"},
    {CMD_PREV_PANE, "previous-pane", "Panes", "keys to the previous pane"},
    {CMD_PANE_1, "pane-tree", "Panes", "structure tree"},
    {CMD_PANE_2, "pane-hex", "Panes", "hex"},
    {CMD_PANE_3, "pane-map", "Panes", "guest memory"},
    {CMD_PANE_4, "pane-explanation", "Panes", "explanation"},
    {CMD_PANE_5, "pane-findings", "Panes", "findings"},
    {CMD_PANE_6, "pane-verdicts", "Panes", "verdicts of the loaders"},
    {CMD_PANE_7, "pane-code", "Panes", "code"},
    {CMD_PANE_8, "pane-measurement", "Panes", "measurement"},
    {CMD_PANE_9, "pane-matches", "Panes", "matches of the search"},
    {CMD_READOUT, "readout", "Panes", "readout of the bytes at the cursor, or none"},
    {CMD_ZOOM, "zoom", "Panes", "this pane on the whole screen, and back"},
    {CMD_GUEST, "guest", "Guest memory", "the memory of a TDX guest or of an SEV-SNP one"},
    {CMD_SCALE, "scale", "Guest memory", "next scale: compressed, linear, logarithmic"},
    {CMD_ZOOM_IN, "zoom-in", "Guest memory", "zoom in around the selection"},
    {CMD_ZOOM_OUT, "zoom-out", "Guest memory", "zoom out"},
    {CMD_FIT, "fit", "Guest memory", "show everything"},
    {CMD_FIT_SELECTION, "fit-selection", "Guest memory", "fit the selection"},
    {CMD_BITS, "bits", "Code", "16, 32 or 64 bits, or by place"},
    {CMD_MEASURED, "measured", "Measurement", "show which bytes are measured, loaded, never loaded"},
    {CMD_VMM, "vmm", "Measurement", "next VMM of those that launch the guest that is shown"},
    {CMD_ORDER, "order", "Measurement", "next order of the pages; SEV-SNP: next type of vCPU"},
    {CMD_VCPUS, "vcpus", "Measurement", "number of vCPUs of an SEV-SNP guest"},
    {CMD_FORCE, "force", "Measurement", "measure what is refused, or no longer"},
    {CMD_LAUNCH, "launch", "Launch", "play how the VMM builds the guest; again to end"},
    {CMD_STEP, "step", "Launch", "next step"},
    {CMD_STEP_BACK, "step-back", "Launch", "previous step"},
    {CMD_TOGGLE, "toggle", "Launch", "step by step by itself, or pause"},
    {CMD_LEARN, "learn", "Learning", "the lessons: a tour of the format, and faults to find"},
    {CMD_LESSON_NEXT, "lesson-next", "Learning", "next step of the lesson"},
    {CMD_LESSON_BACK, "lesson-back", "Learning", "previous step"},
    {CMD_ANSWER, "answer", "Learning", "answer the step: by the selection, or by typing"},
    {CMD_HINT, "hint", "Learning", "a hint, and another one"},
    {CMD_SAVE, "save", "Program", "save the marked or selected bytes to a file"},
    {CMD_RELOAD, "reload", "Program", "read the file again, as it is now"},
    {CMD_COPY, "copy", "Program", "copy it to the terminal's clipboard in some form"},
    {CMD_PROMPT, "command", "Program", "command: goto, find, unpack, copy, set, key; Tab"},
    {CMD_HELP, "help", "Program", "this help, and back"},
    {CMD_REDRAW, "redraw", "Program", "draw the screen again"},
    {CMD_SUSPEND, "suspend", "Program", "suspend; fg comes back"},
    {CMD_CANCEL, "cancel", "Program", "leave help, prompt, range, zoom; stop what runs"},
    {CMD_QUIT, "quit", "Program", "quit"},
};

enum { BINDINGS = sizeof bindings / sizeof bindings[0] };

_Static_assert((int)BINDINGS <= (int)KEYMAP_MOST, "the keys of the table fit into a keymap");

void keymap_default(struct keymap *map)
{
    memcpy(map->bindings, bindings, sizeof bindings);
    map->count = BINDINGS;
}

static struct key_binding *binding_of(struct keymap *map, int key)
{
    for (size_t i = 0; i < map->count; i++) {
        if (map->bindings[i].key == key) {
            return &map->bindings[i];
        }
    }
    return NULL;
}

/* What a key is given last is named last. */
bool keymap_bind(struct keymap *map, int key, enum command command)
{
    struct key_binding *old = binding_of(map, key);

    if (old) {
        size_t behind = map->count - (size_t)(old - map->bindings) - 1;

        memmove(old, old + 1, behind * sizeof *old);
        map->count--;
    }
    if (command == CMD_NONE) {
        return true;
    }
    if (map->count == KEYMAP_MOST) {
        return false;
    }
    map->bindings[map->count++] = (struct key_binding){key, command};
    return true;
}

enum command keymap_find(const struct keymap *map, int key)
{
    key = key_canonical(key);
    for (size_t i = 0; i < map->count; i++) {
        if (map->bindings[i].key == key) {
            return map->bindings[i].command;
        }
    }
    return CMD_NONE;
}

const struct command_info *keymap_commands(size_t *count)
{
    *count = sizeof commands / sizeof commands[0];
    return commands;
}

const char *command_name(enum command command)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (commands[i].command == command) {
            return commands[i].name;
        }
    }
    return NULL;
}

enum command command_named(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strlen(commands[i].name) == length && strncmp(commands[i].name, name, length) == 0) {
            return commands[i].command;
        }
    }
    return CMD_NONE;
}

void keymap_names(const struct keymap *map, enum command command, char *buffer, size_t size)
{
    size_t used = 0;

    buffer[0] = '\0';
    for (size_t i = 0; i < map->count; i++) {
        char name[KEY_NAME];

        if (map->bindings[i].command == command && used < size) {
            key_label(map->bindings[i].key, name, sizeof name);
            used += (size_t)snprintf(buffer + used, size - used, "%s%s", used ? " " : "", name);
        }
    }
}

bool keymap_key(const struct keymap *map, enum command command, char *buffer, size_t size)
{
    for (size_t i = 0; i < map->count; i++) {
        if (map->bindings[i].command == command) {
            key_label(map->bindings[i].key, buffer, size);
            return true;
        }
    }
    snprintf(buffer, size, ":%s", command_name(command));
    return false;
}

/* The command between the braces that text begins with; *length: of all that. CMD_NONE: it is no such thing. */
static enum command braced(const char *text, size_t *length)
{
    const char *end = *text == '{' ? strchr(text, '}') : NULL;

    *length = end ? (size_t)(end - text) + 1 : 1;
    return end && *length > 2 ? command_named(text + 1, *length - 2) : CMD_NONE;
}

enum command keymap_expand_next(const struct keymap *map, const char **text, char *buffer, size_t size)
{
    const char *start = *text;
    size_t length;
    enum command command = braced(start, &length);

    if (command != CMD_NONE) {
        keymap_key(map, command, buffer, size);
        *text += length;
        return command;
    }
    do {
        ++*text;
    } while (**text && braced(*text, &length) == CMD_NONE);
    snprintf(buffer, size, "%.*s", (int)(*text - start), start);
    return CMD_NONE;
}

void keymap_expand(const struct keymap *map, const char *text, char *buffer, size_t size)
{
    size_t used = 0;

    buffer[0] = '\0';
    while (*text && used < size) {
        keymap_expand_next(map, &text, buffer + used, size - used);
        used += strlen(buffer + used);
        if (used + 1 >= size) {
            return;
        }
    }
}
