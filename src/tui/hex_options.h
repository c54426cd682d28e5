/* How the hex pane shows bytes: how many a row, in which groups, with which offsets and characters. */
#ifndef TUI_HEX_OPTIONS_H
#define TUI_HEX_OPTIONS_H

#include "tui/app.h"

/* Bytes a row, as far as they fit; 0: as many as fit. */
int hex_bytes(const struct app *app);

/* Bytes that stand together. */
int hex_group(const struct app *app);

/* Offsets of the file are decimal, not hexadecimal. */
bool hex_decimal(const struct app *app);

/* Go on to the next choice, with a message. False where the command is for something else. */
bool hex_options_command(struct app *app, enum command command);

/* The character of a byte in code page 437, one column wide, in UTF-8. */
const char *hex_cp437(unsigned char byte);

#endif
