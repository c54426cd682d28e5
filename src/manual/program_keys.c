/* The keys of the explorer, for tdxplore(1). */
#include <string.h>

#include "manual/program_page.h"
#include "tui/keymap.h"

void write_tag(struct roff *roff, const char *tag, const char *argument)
{
    roff_macro(roff, "TP", NULL);
    if (argument && *argument) {
        roff_macro(roff, "BI", tag, argument, NULL);
    } else {
        roff_macro(roff, "B", tag, NULL);
    }
}

void write_keys(struct roff *roff)
{
    size_t count;
    const struct command_info *commands = keymap_commands(&count);
    const char *group = "";
    struct keymap keymap;

    keymap_default(&keymap);
    for (size_t i = 0; i < count; i++) {
        char keys[64];

        if (strcmp(group, commands[i].group) != 0) {
            group = commands[i].group;
            roff_macro(roff, "SS", group, NULL);
        }
        keymap_names(&keymap, commands[i].command, keys, sizeof keys);
        write_tag(roff, keys, NULL);
        roff_text(roff, commands[i].summary);
    }
}
