/* How the hex pane shows bytes: how many a row, in which groups, with which offsets and characters. */
#ifndef TUI_HEX_OPTIONS_H
#define TUI_HEX_OPTIONS_H

#include "tui/app.h"

/* Bytes a row: 8, 16 or 32, as far as they fit; 0: as many as fit. False, and nothing changed, for another number. */
bool hex_options_set_bytes(struct app *app, int bytes);

/* Bytes that stand together: 1, 2, 4 or 8. False, and nothing changed, for another number. */
bool hex_options_set_group(struct app *app, int group);

/* Offsets of the file in decimal, or in hexadecimal. Guest-physical addresses are in hexadecimal. */
void hex_options_set_decimal(struct app *app, bool decimal);

/* Characters of code page 437, or of ASCII alone. False, and nothing changed, where the locale cannot show those. */
bool hex_options_set_cp437(struct app *app, bool cp437);

/* Go on to the next choice, with a message. False where the command is for something else. */
bool hex_options_command(struct app *app, enum command command);

/* The character of a byte in code page 437, one column wide, in UTF-8. */
const char *hex_cp437(unsigned char byte);

#endif
