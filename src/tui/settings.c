/* What can be set. */
#include "tui/settings.h"

#include <stdio.h>
#include <string.h>

static const char *const switch_words[] = {"off", "on", NULL};
static const char *const theme_words[] = {"auto", "dark", "light", "mono", NULL};
static const char *const bytes_words[] = {"auto", "8", "16", "32", NULL};
static const char *const group_words[] = {"1", "2", "4", "8", NULL};
static const char *const offsets_words[] = {"hex", "decimal", NULL};
static const char *const characters_words[] = {"ascii", "cp437", NULL};
static const char *const scale_words[] = {"compressed", "linear", "logarithmic", NULL};
static const char *const pane_words[] = {"tree",     "hex",  "map",         "explanation", "findings",
                                         "verdicts", "code", "measurement", "matches",     NULL};
static const char *const column_words[] = {"hex",  "map",         "findings", "verdicts",
                                           "code", "measurement", "matches",  NULL};
static const char *const below_words[] = {"explanation", "readout", NULL};
static const char *const corner_words[] = {"findings", "verdicts", "code", "measurement", "matches", "readout", NULL};

static const struct setting rows[SETTINGS] = {
    [SET_THEME] =
        {"theme", theme_words, SET_THEME_AUTO, "the colours",
         "dark and light are for terminals with such a ground; the colours of both can be told apart by people with "
         "any of the common colour deficiencies. mono is attributes alone. auto is mono where NO_COLOR is set, "
         "light where the terminal says in COLORFGBG that its ground is, and else dark."},
    [SET_MOUSE] = {"mouse", switch_words, SET_ON, "the mouse is the explorer's, not the terminal's",
                   "Off leaves it to the terminal, to mark text with. The option --no-mouse is the same."},
    [SET_RELOAD] = {"reload", switch_words, SET_OFF, "a file that has changed is read again by itself",
                    "As with the option --reload."},
    [SET_REMEMBER] =
        {"remember", switch_words, SET_ON, "the last place in an image is remembered",
         "The next time that the image is opened the explorer begins there. The option --no-remember turns it off."},
    [SET_PANE] = {"pane", pane_words, 0, "which pane has the keys at the start", NULL},
    [SET_COLUMN] = {"column", column_words, 0, "what stands beside the tree on 80 to 131 columns",
                    "Until another pane is called there."},
    [SET_BELOW] = {"below", below_words, 0, "what stands below these", "Until another pane is called there."},
    [SET_CORNER] = {"corner", corner_words, 0, "what stands in the lower left corner from 132 columns on",
                    "Until another pane is called there."},
    [SET_BYTES] = {"bytes", bytes_words, 0, "bytes a row of the hex pane",
                   "auto is as many as fit; a number is that many, where they fit."},
    [SET_GROUP] = {"group", group_words, 0, "bytes that stand together", NULL},
    [SET_OFFSETS] = {"offsets", offsets_words, 0, "offsets in the file",
                     "Guest-physical addresses are always hexadecimal."},
    [SET_CHARACTERS] = {"characters", characters_words, 0, "which characters stand beside the bytes",
                        "Code page 437 needs a locale with UTF-8."},
    [SET_SCALE] = {"scale", scale_words, 0, "how sizes become heights in guest memory", NULL},
};

const struct setting *setting_row(enum setting_id id)
{
    return &rows[id];
}

bool setting_is_switch(enum setting_id id)
{
    return rows[id].words == switch_words;
}

const char *setting_word(const struct settings *settings, enum setting_id id)
{
    return rows[id].words[settings->values[id]];
}

static bool is(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && strncmp(text, word, length) == 0;
}

enum setting_id setting_named(const char *name, size_t length)
{
    int id = 0;

    while (id < SETTINGS && !is(name, length, rows[id].name)) {
        id++;
    }
    return (enum setting_id)id;
}

void settings_default(struct settings *settings)
{
    for (int id = 0; id < SETTINGS; id++) {
        settings->values[id] = rows[id].standard;
    }
}

void setting_next(struct settings *settings, enum setting_id id)
{
    unsigned next = settings->values[id] + 1;

    settings->values[id] = rows[id].words[next] ? next : 0;
}

void setting_previous(struct settings *settings, enum setting_id id)
{
    unsigned value = settings->values[id];

    if (value == 0) {
        while (rows[id].words[value]) {
            value++;
        }
    }
    settings->values[id] = value - 1;
}

void setting_words(enum setting_id id, char *buffer, size_t size)
{
    const char *const *words = rows[id].words;
    size_t used = 0;

    buffer[0] = '\0';
    for (int i = 0; words[i] && used < size; i++) {
        used += (size_t)snprintf(buffer + used, size - used, "%s%s",
                                 i == 0         ? ""
                                 : words[i + 1] ? ", "
                                                : " or ",
                                 words[i]);
    }
}

bool setting_word_named(enum setting_id id, const char *word, unsigned *value)
{
    for (unsigned i = 0; rows[id].words[i]; i++) {
        if (strcmp(rows[id].words[i], word) == 0) {
            *value = i;
            return true;
        }
    }
    return false;
}

/* A name without a value. */
static enum setting_id take_bare(struct settings *settings, const char *name, size_t length, char sign,
                                 struct tdxp_error *err)
{
    enum setting_id id = setting_named(name, length);
    bool off = id == SETTINGS && length > 2 && strncmp(name, "no", 2) == 0;
    char words[128];

    if (off) {
        id = setting_named(name + 2, length - 2);
    }
    if (id == SETTINGS || (off && !setting_is_switch(id))) {
        tdxp_error_set(err, "no such setting: '%.*s'", (int)length, name);
        return SETTINGS;
    }
    if (sign == '!' && !off) {
        setting_next(settings, id);
    } else if (sign == '&' && !off) {
        settings->values[id] = rows[id].standard;
    } else if (!sign && setting_is_switch(id)) {
        settings->values[id] = off ? SET_OFF : SET_ON;
    } else {
        setting_words(id, words, sizeof words);
        tdxp_error_set(err, "%s is %s", rows[id].name, words);
        return SETTINGS;
    }
    return id;
}

enum setting_id settings_take(struct settings *settings, const char *text, struct tdxp_error *err)
{
    const char *name = text + strspn(text, " \t");
    size_t length = strcspn(name, " \t=!&");
    const char *rest = name + length;
    char words[128];
    enum setting_id id;

    if ((*rest == '!' || *rest == '&') && rest[1] == '\0') {
        return take_bare(settings, name, length, *rest, err);
    }
    rest += strspn(rest, " \t");
    if (*rest == '\0') {
        return take_bare(settings, name, length, '\0', err);
    }
    rest += *rest == '=';
    rest += strspn(rest, " \t");
    id = setting_named(name, length);
    if (id == SETTINGS) {
        tdxp_error_set(err, "no such setting: '%.*s'", (int)length, name);
        return SETTINGS;
    }
    if (!setting_word_named(id, rest, &settings->values[id])) {
        setting_words(id, words, sizeof words);
        tdxp_error_set(err, "%s is %s, not '%s'", rows[id].name, words, rest);
        return SETTINGS;
    }
    return id;
}
