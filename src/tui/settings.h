/* What can be set, in one table: the settings file, ":set", its list and tdxplore.conf(5) are made from it. */
#ifndef TUI_SETTINGS_H
#define TUI_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "tdxplore/error.h"

enum setting_id {
    SET_THEME,
    SET_MOUSE,
    SET_RELOAD,
    SET_REMEMBER,
    SET_PANE,
    SET_COLUMN,
    SET_BELOW,
    SET_CORNER,
    SET_BYTES,
    SET_GROUP,
    SET_OFFSETS,
    SET_CHARACTERS,
    SET_SCALE,
    SETTINGS,
};

/* What the values of some stand for. */
enum { SET_OFF, SET_ON };
enum { SET_OFFSETS_HEX, SET_OFFSETS_DECIMAL };
enum { SET_CHARACTERS_ASCII, SET_CHARACTERS_CP437 };
enum { SET_THEME_AUTO, SET_THEME_DARK, SET_THEME_LIGHT, SET_THEME_MONO };

struct setting {
    const char *name;
    const char *const *words; /* what it may be, NULL behind the last; its value is the index of one */
    unsigned standard;        /* the value without settings */
    const char *summary;      /* a few words, for the list on the screen */
    const char *explanation;  /* for the manual, behind the summary; or NULL */
};

/* The values of all. */
struct settings {
    unsigned values[SETTINGS];
};

const struct setting *setting_row(enum setting_id id);

/* The setting of a name of so many bytes, or SETTINGS. */
enum setting_id setting_named(const char *name, size_t length);

/* It is on or off, and nothing else. */
bool setting_is_switch(enum setting_id id);

/* Its value as a word. */
const char *setting_word(const struct settings *settings, enum setting_id id);

/* The value of a word; false where the setting has none of that. */
bool setting_word_named(enum setting_id id, const char *word, unsigned *value);

/* All as they are without a settings file. */
void settings_default(struct settings *settings);

/*
 * Take over "NAME=VALUE" or "NAME VALUE", and of one that is on or off "NAME" and "noNAME"; "NAME!" is the next value and
 * "NAME&" the one without settings. Returns which was set, or SETTINGS with *err filled in and nothing changed; that may
 * quote text as it is.
 */
enum setting_id settings_take(struct settings *settings, const char *text, struct tdxp_error *err);

/* Go on to the next value of one, behind the last to the first; and the other way round. */
void setting_next(struct settings *settings, enum setting_id id);
void setting_previous(struct settings *settings, enum setting_id id);

/* Write "auto, 8, 16 or 32" into buffer. */
void setting_words(enum setting_id id, char *buffer, size_t size);

#endif
