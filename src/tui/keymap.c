/* Keys and commands. */
#include "tui/keymap.h"

#include <curses.h>
#include <stdio.h>
#include <string.h>

#define CTRL(letter) ((letter) & 0x1f)

/* In the order in which the help screen names them. */
static const struct key_binding bindings[] = {
    {'k', "k", CMD_UP},
    {KEY_UP, "Up", CMD_UP},
    {'j', "j", CMD_DOWN},
    {KEY_DOWN, "Down", CMD_DOWN},
    {'h', "h", CMD_LEFT},
    {KEY_LEFT, "Left", CMD_LEFT},
    {'l', "l", CMD_RIGHT},
    {KEY_RIGHT, "Right", CMD_RIGHT},
    {KEY_PPAGE, "PgUp", CMD_PAGE_UP},
    {CTRL('b'), "Ctrl-B", CMD_PAGE_UP},
    {KEY_NPAGE, "PgDn", CMD_PAGE_DOWN},
    {CTRL('f'), "Ctrl-F", CMD_PAGE_DOWN},
    {CTRL('u'), "Ctrl-U", CMD_HALF_UP},
    {CTRL('d'), "Ctrl-D", CMD_HALF_DOWN},
    {KEY_HOME, "Home", CMD_LINE_START},
    {'0', "0", CMD_LINE_START},
    {KEY_END, "End", CMD_LINE_END},
    {'$', "$", CMD_LINE_END},
    {'g', "g", CMD_GOTO},
    {'<', "<", CMD_TOP},
    {'G', "G", CMD_BOTTOM},
    {'>', ">", CMD_BOTTOM},
    {'\r', "Enter", CMD_FOLLOW},
    {'\n', "", CMD_FOLLOW},
    {KEY_ENTER, "", CMD_FOLLOW},
    {KEY_BACKSPACE, "Backspace", CMD_BACK},
    {0x7f, "", CMD_BACK},
    {CTRL('o'), "Ctrl-O", CMD_BACK},
    {CTRL('h'), "", CMD_BACK},
    {'F', "F", CMD_FORWARD},
    {' ', "Space", CMD_TOGGLE},
    {'p', "p", CMD_PARENT},
    {'}', "}", CMD_NEXT_SIBLING},
    {'{', "{", CMD_PREV_SIBLING},
    {'*', "*", CMD_OPEN_ALL},
    {'-', "-", CMD_CLOSE_ALL},
    {']', "]", CMD_NEXT_FINDING},
    {'[', "[", CMD_PREV_FINDING},
    {'/', "/", CMD_SEARCH},
    {'?', "?", CMD_SEARCH_BACK},
    {'n', "n", CMD_NEXT_MATCH},
    {'N', "N", CMD_PREV_MATCH},
    {'#', "#", CMD_SEARCH_SELECTED},
    {')', ")", CMD_NEXT_SECTION},
    {'(', "(", CMD_PREV_SECTION},
    {'u', "u", CMD_NEXT_UNCLAIMED},
    {'U', "U", CMD_PREV_UNCLAIMED},
    {'w', "w", CMD_NEXT_DATA},
    {'W', "W", CMD_PREV_DATA},
    {'M', "M", CMD_MARK},
    {'\'', "'", CMD_JUMP},
    {'\t', "Tab", CMD_NEXT_PANE},
    {KEY_BTAB, "Shift-Tab", CMD_PREV_PANE},
    {'1', "1", CMD_PANE_1},
    {'2', "2", CMD_PANE_2},
    {'3', "3", CMD_PANE_3},
    {'4', "4", CMD_PANE_4},
    {'5', "5", CMD_PANE_5},
    {'6', "6", CMD_PANE_6},
    {'7', "7", CMD_PANE_7},
    {'8', "8", CMD_PANE_8},
    {'9', "9", CMD_PANE_9},
    {'d', "d", CMD_READOUT},
    {'v', "v", CMD_VIEW},
    {'c', "c", CMD_HEX_BYTES},
    {'B', "B", CMD_HEX_GROUP},
    {'D', "D", CMD_HEX_OFFSETS},
    {'C', "C", CMD_HEX_CHARACTERS},
    {'S', "S", CMD_SPAN},
    {CTRL('@'), "Ctrl-Space", CMD_SPAN},
    {KEY_SR, "Shift-Up", CMD_SPAN_UP},
    {KEY_SF, "Shift-Down", CMD_SPAN_DOWN},
    {KEY_SLEFT, "Shift-Left", CMD_SPAN_LEFT},
    {KEY_SRIGHT, "Shift-Right", CMD_SPAN_RIGHT},
    {'t', "t", CMD_GUEST},
    {'z', "z", CMD_ZOOM},
    {'i', "i", CMD_ZOOM_IN},
    {'+', "+", CMD_ZOOM_IN},
    {'=', "", CMD_ZOOM_IN},
    {'o', "o", CMD_ZOOM_OUT},
    {'f', "f", CMD_FIT},
    {'e', "e", CMD_FIT_SELECTION},
    {'s', "s", CMD_SCALE},
    {'b', "b", CMD_BITS},
    {'m', "m", CMD_MEASURED},
    {'V', "V", CMD_VMM},
    {'O', "O", CMD_ORDER},
    {'P', "P", CMD_VCPUS},
    {'!', "!", CMD_FORCE},
    {'L', "L", CMD_LAUNCH},
    {'.', ".", CMD_STEP},
    {',', ",", CMD_STEP_BACK},
    {'x', "x", CMD_SAVE},
    {'r', "r", CMD_RELOAD},
    {'y', "y", CMD_COPY},
    {':', ":", CMD_PROMPT},
    {'H', "H", CMD_HELP},
    {KEY_F(1), "F1", CMD_HELP},
    {CTRL('l'), "Ctrl-L", CMD_REDRAW},
    {CTRL('z'), "Ctrl-Z", CMD_SUSPEND},
    {0x1b, "Esc", CMD_CANCEL},
    {'q', "q", CMD_QUIT},
};

static const struct command_info commands[] = {
    {CMD_UP, "Moving", "up: the node, row or segment above"},
    {CMD_DOWN, "Moving", "down"},
    {CMD_LEFT, "Moving", "left; in the tree close the node or go to its parent"},
    {CMD_RIGHT, "Moving", "right; in the tree open the node or go into it"},
    {CMD_PAGE_UP, "Moving", "one screen up"},
    {CMD_PAGE_DOWN, "Moving", "one screen down"},
    {CMD_HALF_UP, "Moving", "half a screen up"},
    {CMD_HALF_DOWN, "Moving", "half a screen down"},
    {CMD_LINE_START, "Moving", "start of the row; in lists the first line"},
    {CMD_LINE_END, "Moving", "end of the row; in lists the last line"},
    {CMD_TOP, "Moving", "start of the file or list"},
    {CMD_BOTTOM, "Moving", "end of the file or list"},
    {CMD_FOLLOW, "Going", "to what the selection points at; open compressed data"},
    {CMD_BACK, "Going", "back to where you were before"},
    {CMD_FORWARD, "Going", "forward again"},
    {CMD_GOTO, "Going", "go to an offset, address, node, section, or a sum"},
    {CMD_NEXT_FINDING, "Going", "next finding"},
    {CMD_PREV_FINDING, "Going", "previous finding"},
    {CMD_NEXT_SECTION, "Going", "next start of a section in the file"},
    {CMD_PREV_SECTION, "Going", "previous start of a section"},
    {CMD_NEXT_UNCLAIMED, "Going", "next bytes that no structure claims"},
    {CMD_PREV_UNCLAIMED, "Going", "previous bytes that no structure claims"},
    {CMD_NEXT_DATA, "Going", "next data behind at least 16 zeros"},
    {CMD_PREV_DATA, "Going", "previous data behind at least 16 zeros"},
    {CMD_MARK, "Going", "mark this place with a letter, the next key"},
    {CMD_JUMP, "Going", "go to a letter's mark; ' again back, ? lists them"},
    {CMD_SEARCH, "Searching", "search forwards: bytes, text, a GUID, a number, name:"},
    {CMD_SEARCH_BACK, "Searching", "search backwards"},
    {CMD_NEXT_MATCH, "Searching", "next match; past the last, the first again"},
    {CMD_PREV_MATCH, "Searching", "previous match"},
    {CMD_SEARCH_SELECTED, "Searching", "find the selected GUID, number or bytes everywhere"},
    {CMD_TOGGLE, "Tree", "open or close the node"},
    {CMD_PARENT, "Tree", "to the parent"},
    {CMD_NEXT_SIBLING, "Tree", "next node of the same level"},
    {CMD_PREV_SIBLING, "Tree", "previous node of the same level"},
    {CMD_OPEN_ALL, "Tree", "open everything below the node"},
    {CMD_CLOSE_ALL, "Tree", "close everything below the node"},
    {CMD_VIEW, "Hex", "the bytes of the file, or guest memory by address"},
    {CMD_HEX_BYTES, "Hex", "bytes a row: as many as fit, 8, 16, 32"},
    {CMD_HEX_GROUP, "Hex", "bytes that stand together: 1, 2, 4, 8"},
    {CMD_HEX_OFFSETS, "Hex", "decimal or hexadecimal offsets"},
    {CMD_HEX_CHARACTERS, "Hex", "characters of ASCII or of code page 437"},
    {CMD_SPAN, "Hex", "mark a range from here to the cursor; again to end"},
    {CMD_SPAN_UP, "Hex", "mark upwards"},
    {CMD_SPAN_DOWN, "Hex", "mark downwards"},
    {CMD_SPAN_LEFT, "Hex", "mark to the left"},
    {CMD_SPAN_RIGHT, "Hex", "mark to the right"},
    {CMD_NEXT_PANE, "Panes", "keys to the next pane"},
    {CMD_PREV_PANE, "Panes", "keys to the previous pane"},
    {CMD_PANE_1, "Panes", "structure tree"},
    {CMD_PANE_2, "Panes", "hex"},
    {CMD_PANE_3, "Panes", "guest memory"},
    {CMD_PANE_4, "Panes", "explanation"},
    {CMD_PANE_5, "Panes", "findings"},
    {CMD_PANE_6, "Panes", "verdicts of the loaders"},
    {CMD_PANE_7, "Panes", "code"},
    {CMD_PANE_8, "Panes", "measurement"},
    {CMD_PANE_9, "Panes", "matches of the search"},
    {CMD_READOUT, "Panes", "readout of the bytes at the cursor, or none"},
    {CMD_ZOOM, "Panes", "this pane on the whole screen, and back"},
    {CMD_GUEST, "Guest memory", "the memory of a TDX guest or of an SEV-SNP one"},
    {CMD_SCALE, "Guest memory", "next scale: compressed, linear, logarithmic"},
    {CMD_ZOOM_IN, "Guest memory", "zoom in around the selection"},
    {CMD_ZOOM_OUT, "Guest memory", "zoom out"},
    {CMD_FIT, "Guest memory", "show everything"},
    {CMD_FIT_SELECTION, "Guest memory", "fit the selection"},
    {CMD_BITS, "Code", "16, 32 or 64 bits, or by place"},
    {CMD_MEASURED, "Measurement", "show which bytes are measured, loaded, never loaded"},
    {CMD_VMM, "Measurement", "next VMM of those that launch the guest that is shown"},
    {CMD_ORDER, "Measurement", "next order of the pages; SEV-SNP: next type of vCPU"},
    {CMD_VCPUS, "Measurement", "number of vCPUs of an SEV-SNP guest"},
    {CMD_FORCE, "Measurement", "measure what is refused, or no longer"},
    {CMD_LAUNCH, "Launch", "play how the VMM builds the guest; again to end"},
    {CMD_STEP, "Launch", "next step"},
    {CMD_STEP_BACK, "Launch", "previous step"},
    {CMD_TOGGLE, "Launch", "step by step by itself, or pause"},
    {CMD_SAVE, "Program", "save the marked or selected bytes to a file"},
    {CMD_RELOAD, "Program", "read the file again, as it is now"},
    {CMD_COPY, "Program", "copy it to the terminal's clipboard in some form"},
    {CMD_PROMPT, "Program", "command: goto, find, unpack, marks, copy, vars; Tab"},
    {CMD_HELP, "Program", "this help, and back"},
    {CMD_REDRAW, "Program", "draw the screen again"},
    {CMD_SUSPEND, "Program", "suspend; fg comes back"},
    {CMD_CANCEL, "Program", "leave help, prompt, range, zoom; stop what runs"},
    {CMD_QUIT, "Program", "quit"},
};

enum command keymap_find(int key)
{
    for (size_t i = 0; i < sizeof bindings / sizeof bindings[0]; i++) {
        if (bindings[i].key == key) {
            return bindings[i].command;
        }
    }
    return CMD_NONE;
}

const struct key_binding *keymap_bindings(size_t *count)
{
    *count = sizeof bindings / sizeof bindings[0];
    return bindings;
}

const struct command_info *keymap_commands(size_t *count)
{
    *count = sizeof commands / sizeof commands[0];
    return commands;
}

void keymap_names(enum command command, char *buffer, size_t size)
{
    size_t used = 0;

    buffer[0] = '\0';
    for (size_t i = 0; i < sizeof bindings / sizeof bindings[0]; i++) {
        if (bindings[i].command == command && *bindings[i].name && used < size) {
            used += (size_t)snprintf(buffer + used, size - used, "%s%s", used ? " " : "",
                                     bindings[i].name);
        }
    }
}
