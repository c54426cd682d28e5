/* Settings, names of keys and commands, and colours, for tdxplore.conf(5). */
#include <stdio.h>
#include <string.h>

#include "manual/program_page.h"
#include "tui/keymap.h"
#include "tui/palette.h"
#include "tui/settings.h"

void write_settings(struct roff *roff)
{
    struct settings standard;

    settings_default(&standard);
    for (int i = 0; i < SETTINGS; i++) {
        enum setting_id id = (enum setting_id)i;
        const struct setting *row = setting_row(id);
        char words[128];
        char text[640];
        char tag[64];

        setting_words(id, words, sizeof words);
        snprintf(tag, sizeof tag, "%s=%s", row->name, setting_word(&standard, id));
        write_tag(roff, tag, NULL);
        snprintf(text, sizeof text, "%s: %s.%s%s", row->summary, words, row->explanation ? " " : "",
                 row->explanation ? row->explanation : "");
        roff_text(roff, text);
    }
}

/* Words in bold, each but the last with a comma. */
static void write_words(struct roff *roff, const char *(*word)(unsigned n), bool ends)
{
    for (unsigned n = 0; word(n); n++) {
        roff_macro(roff, "BR", word(n), word(n + 1) || !ends ? "," : ".", NULL);
    }
}

void write_key_names(struct roff *roff)
{
    write_words(roff, key_special, false);
    roff_macro(roff, "BR", "F1", NULL);
    roff_text(roff, "to");
    roff_macro(roff, "BR", "F12", ",", NULL);
}

void write_colours(struct roff *roff)
{
    write_words(roff, palette_colour, false);
}

void write_attributes(struct roff *roff)
{
    write_words(roff, palette_attribute, true);
}

/* A command that is in the table twice does the like in two places. */
static bool is_before(const struct command_info *commands, size_t i)
{
    for (size_t before = 0; before < i; before++) {
        if (commands[before].command == commands[i].command) {
            return true;
        }
    }
    return false;
}

void write_key_commands(struct roff *roff)
{
    size_t count;
    const struct command_info *commands = keymap_commands(&count);
    struct keymap keymap;

    keymap_default(&keymap);
    for (size_t i = 0; i < count; i++) {
        char keys[64];
        char text[256];

        if (is_before(commands, i)) {
            continue;
        }
        write_tag(roff, commands[i].name, NULL);
        keymap_names(&keymap, commands[i].command, keys, sizeof keys);
        snprintf(text, sizeof text, "%s (%s)", commands[i].summary, keys);
        roff_text(roff, text);
    }
}

void write_looks(struct roff *roff)
{
    const struct look_info *looks = palette_looks();

    for (int i = 0; i < LOOKS; i++) {
        write_tag(roff, looks[i].name, NULL);
        roff_text(roff, looks[i].summary);
    }
}
