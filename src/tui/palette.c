/* What somebody has chosen to look otherwise than the theme has it. */
#include "tui/palette.h"

#include <stdlib.h>
#include <string.h>

static const struct look_info infos[LOOKS] = {
    [STYLE_TEXT] = {"text", "ordinary text"},
    [STYLE_DIM] = {"dim", "what need not be looked at first, as bytes that no structure claims"},
    [STYLE_NAME] = {"name", "names of fields and structures that belong to no section"},
    [STYLE_VALUE] = {"value", "decoded values"},
    [STYLE_TITLE] = {"title", "the title line"},
    [STYLE_HEAD] = {"heading", "a heading inside of a pane"},
    [STYLE_BORDER] = {"border", "the frame of a pane"},
    [STYLE_BORDER_FOCUSED] = {"border-focused", "the frame of the pane that has the keys"},
    [STYLE_SELECTED] = {"selected", "the selected row or bytes, in the pane that has the keys"},
    [STYLE_SELECTED_OTHER] = {"selected-other", "the same in the other panes"},
    [STYLE_RANGE] = {"range", "bytes of a range that is marked"},
    [STYLE_CURSOR] = {"cursor", "the byte at the cursor"},
    [STYLE_MATCH] = {"match", "bytes that a search has found"},
    [STYLE_CHANGED] = {"changed", "bytes of a file that has changed"},
    [STYLE_EDITED] = {"edited", "bytes that were changed in memory"},
    [STYLE_DIFFERS] = {"differs", "bytes that are others in the image that is compared with this one"},
    [STYLE_ADDED] = {"added", "what the image alone has that is compared with this one"},
    [STYLE_REMOVED] = {"removed", "what this image alone has of the two"},
    [STYLE_MATCH_CURRENT] = {"match-current", "the match that the cursor is in"},
    [STYLE_KEY] = {"key", "the name of a key"},
    [STYLE_ERROR] = {"error", "errors"},
    [STYLE_WARNING] = {"warning", "warnings"},
    [STYLE_NOTE] = {"note", "notes"},
    [STYLE_GOOD] = {"good", "what is as it should be"},
    [STYLE_MEASURED] = {"measured", "bytes that the launch measures"},
    [STYLE_LOADED] = {"loaded", "bytes that it loads and does not measure"},
    [STYLE_NEVER] = {"never", "bytes that it never loads"},
    [LOOK_HUE] = {"section-1", "the first section, the seventh, and so on"},
    [LOOK_HUE + 1] = {"section-2", "the second section, the eighth, and so on"},
    [LOOK_HUE + 2] = {"section-3", "the third section"},
    [LOOK_HUE + 3] = {"section-4", "the fourth section"},
    [LOOK_HUE + 4] = {"section-5", "the fifth section"},
    [LOOK_HUE + 5] = {"section-6", "the sixth section"},
    [LOOK_SHADE] = {"depth-1", "the ground of the bytes of a structure (256 colours)"},
    [LOOK_SHADE + 1] = {"depth-2", "that of a structure in a structure"},
    [LOOK_SHADE + 2] = {"depth-3", "that of one further in"},
};

/* The first 16 of the 256, as ECMA-48 has eight of them and terminals double them. */
static const char *const colours[] = {
    "black",       "red",          "green",      "yellow",       "blue",          "magenta",     "cyan",
    "white",       "bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta",
    "bright-cyan", "bright-white", "default",
};

enum { NAMED = sizeof colours / sizeof colours[0], DEFAULT = NAMED - 1, MOST_COLOURS = 256 };

static const struct {
    const char *name;
    attr_t value;
} attributes[] = {
    {"bold", A_BOLD},       {"dim", A_DIM},     {"underline", A_UNDERLINE},
    {"reverse", A_REVERSE}, {"blink", A_BLINK}, {"italic", A_ITALIC},
};

enum { ATTRIBUTES = sizeof attributes / sizeof attributes[0] };

const struct look_info *palette_looks(void)
{
    return infos;
}

const char *palette_colour(unsigned n)
{
    return n < NAMED ? colours[n] : NULL;
}

const char *palette_attribute(unsigned n)
{
    return n < ATTRIBUTES ? attributes[n].name : NULL;
}

/* A word of a line; length 0 past the last. */
struct word {
    const char *start;
    size_t length;
};

static struct word next_word(const char **text)
{
    struct word word = {*text + strspn(*text, " \t"), 0};

    word.length = strcspn(word.start, " \t");
    *text = word.start + word.length;
    return word;
}

static bool is(struct word word, const char *text)
{
    return strlen(text) == word.length && strncmp(word.start, text, word.length) == 0;
}

static bool take_colour(struct word word, short *colour)
{
    char digits[4] = "";
    long number;

    for (int i = 0; i < NAMED; i++) {
        if (is(word, colours[i])) {
            *colour = (short)(i == DEFAULT ? -1 : i);
            return true;
        }
    }
    if (word.length == 0 || word.length >= sizeof digits || strspn(word.start, "0123456789") < word.length) {
        return false;
    }
    memcpy(digits, word.start, word.length);
    number = strtol(digits, NULL, 10);
    *colour = (short)number;
    return number < MOST_COLOURS;
}

static bool take_attribute(struct word word, attr_t *value)
{
    for (int i = 0; i < ATTRIBUTES; i++) {
        if (is(word, attributes[i].name)) {
            *value |= attributes[i].value;
            return true;
        }
    }
    return false;
}

static int look_named(struct word word)
{
    int i = 0;

    while (i < LOOKS && !is(word, infos[i].name)) {
        i++;
    }
    return i;
}

static bool take_look(const char *text, struct look *look, struct tdxp_error *err)
{
    struct word word = next_word(&text);
    bool coloured = false;

    if (is(word, "theme") && next_word(&text).length == 0) {
        *look = (struct look){.chosen = false};
        return true;
    }
    if (word.length == 0) {
        tdxp_error_set(err, "a colour is missing");
        return false;
    }
    *look = (struct look){.chosen = true, .fg = -1, .bg = -1};
    for (; word.length > 0; word = next_word(&text)) {
        if (is(word, "on")) {
            word = next_word(&text);
            if (take_colour(word, &look->bg)) {
                continue;
            }
        } else if (take_attribute(word, &look->attributes)) {
            continue;
        } else if (!coloured && take_colour(word, &look->fg)) {
            coloured = true;
            continue;
        }
        tdxp_error_set(err, "no colour: '%.*s'", (int)word.length, word.start);
        return false;
    }
    return true;
}

bool palette_take(struct palette *palette, const char *text, struct tdxp_error *err)
{
    struct word name = next_word(&text);
    int which = look_named(name);
    struct look look;

    if (which == LOOKS) {
        tdxp_error_set(err, "nothing of that name has a colour: '%.*s'", (int)name.length, name.start);
        return false;
    }
    if (!take_look(text, &look, err)) {
        return false;
    }
    palette->looks[which] = look;
    return true;
}
