/* The settings file: lines that set, bind keys and choose colours, as they are also typed behind ":". */
#ifndef TUI_CONFIG_H
#define TUI_CONFIG_H

#include "confine/confine.h"
#include "tui/app.h"

/*
 * Take over a line: "set NAME=VALUE" (settings.h), "key KEY COMMAND" or "key KEY none", "colour LOOK ..." (palette.h). False
 * with *err filled in, and nothing changed; that may quote the line as it is.
 */
bool config_take(struct app *app, const char *line, struct tdxp_error *err);

/*
 * Take over the settings, keys and colours of a file; NULL: of the one in the user's directory of settings, where there is
 * one. A line that is wrong is left out and noted in app->config. Nothing is shown: there need not be a screen yet.
 * False with *err filled in where path is given and cannot be read.
 */
bool config_load(struct app *app, const char *path, struct tdxp_error *err);

/* A line that was typed and that config_write is to keep, as it has done something: a key or a colour. */
void config_typed(struct app *app, const char *line);

/* Say what was wrong in the file, in the bottom line, where something was. */
void config_tell(struct app *app);

/* Allow that file to be written, and make the directory for it. */
void config_allow(const struct app *app, const struct confine *confine);

/*
 * Write what was set, bound and coloured since the start into that file, whose other lines stay as they are; it is made
 * where there is none. False with *err filled in, and the file as it was.
 */
bool config_write(struct app *app, struct tdxp_error *err);

#endif
