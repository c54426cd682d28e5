/*
 * Writes the manual pages tdxplore(1) and tdxplore.conf(5), when the program is built: their text from a file, and what the
 * program's own tables say of commands, options, keys and settings in the places that the text leaves for them.
 *
 * usage: program_page TITLE SECTION TEXT >PAGE
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "manual/program_page.h"
#include "tdxplore/search.h"

/* "an option", "an option or another": the long names of what a command takes besides those that all take. */
static void write_options_of(struct roff *roff, const struct command *command)
{
    char name[64];
    bool any = false;

    for (unsigned id = 0; id < OPTIONS; id++) {
        if (command->options & OPTION_BIT(id)) {
            snprintf(name, sizeof name, "%s --%s", any ? "" : "Options:", option_rows[id].name);
            roff_text(roff, name);
            any = true;
        }
    }
}

static void write_commands(struct roff *roff)
{
    for (unsigned n = 0; command_row(n); n++) {
        const struct command *command = command_row(n);
        char tag[64];

        snprintf(tag, sizeof tag, "tdxplore%s%s ", command->name ? " " : "", command->name ? command->name : "");
        write_tag(roff, tag, command->operands);
        roff_text(roff, command->description);
        roff_macro(roff, "IP", NULL);
        write_options_of(roff, command);
    }
}

/* "help: a, b or c" */
static void write_words(struct roff *roff, enum option_id id)
{
    char text[128];

    snprintf(text, sizeof text, "%s:", option_rows[id].help);
    roff_text(roff, text);
    for (unsigned n = 0; option_word(id, n); n++) {
        bool last = !option_word(id, n + 1);

        snprintf(text, sizeof text, "%s%s%s", n > 0 && last ? "or " : "", option_word(id, n),
                 last || !option_word(id, n + 2) ? "" : ",");
        roff_text(roff, text);
    }
}

/* Of options with one name the first, which has the words of the others. */
static void write_options(struct roff *roff)
{
    for (unsigned id = 0; id < OPTIONS; id++) {
        const struct option_row *row = &option_rows[id];
        char tag[64];

        if (id > 0 && strcmp(option_rows[id - 1].name, row->name) == 0) {
            continue;
        }
        if (row->letter) {
            snprintf(tag, sizeof tag, "-%c, --%s%s", row->letter, row->name, row->argument ? "=" : "");
        } else {
            snprintf(tag, sizeof tag, "--%s%s", row->name, row->argument ? "=" : "");
        }
        write_tag(roff, tag, row->argument);
        if (row->kind == OPTION_WORD) {
            write_words(roff, (enum option_id)id);
        } else {
            roff_text(roff, row->help);
        }
    }
}

static void write_patterns(struct roff *roff)
{
    const struct tdxp_pattern_kind *kind;

    for (unsigned n = 0; (kind = tdxp_pattern_kind(n)); n++) {
        char text[512];

        snprintf(text, sizeof text, "%s:%s", kind->key, kind->example);
        write_tag(roff, text, NULL);
        snprintf(text, sizeof text, "%s%s%s", kind->summary, kind->plain ? "; without KEY: " : "",
                 kind->plain ? kind->plain : "");
        roff_text(roff, text);
    }
}

/* What a line of the text stands for that is a comment for roff. */
static const struct {
    const char *line;
    void (*write)(struct roff *roff);
} places[] = {
    {".\\\"@ commands\n", write_commands},         {".\\\"@ options\n", write_options},
    {".\\\"@ patterns\n", write_patterns},         {".\\\"@ keys\n", write_keys},
    {".\\\"@ settings\n", write_settings},         {".\\\"@ key-names\n", write_key_names},
    {".\\\"@ key-commands\n", write_key_commands}, {".\\\"@ colours\n", write_colours},
    {".\\\"@ attributes\n", write_attributes},     {".\\\"@ looks\n", write_looks},
};

static bool write_place(struct roff *roff, const char *line)
{
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (strcmp(line, places[i].line) == 0) {
            places[i].write(roff);
            roff_end(roff);
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv)
{
    struct roff roff = {.out = stdout};
    char line[1024];
    FILE *text = argc == 4 ? fopen(argv[3], "r") : NULL;

    if (!text) {
        fputs("usage: program_page TITLE SECTION TEXT >PAGE\n", stderr);
        return EXIT_FAILURE;
    }
    printf(".TH %s %s " RELEASE_DATE " \"" PACKAGE_STRING "\"\n", argv[1], argv[2]);
    while (fgets(line, sizeof line, text)) {
        if (!write_place(&roff, line)) {
            fputs(line, stdout);
        }
    }
    fclose(text);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror(argv[1]);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
