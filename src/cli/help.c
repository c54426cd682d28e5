/* What --help and --version print. */
#include "cli/help.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/message.h"
#include "report/table.h"
#include "tdxplore/search.h"

enum {
    HELP_COLUMN = 24, /* where explanations begin */
    HELP_WIDTH = 80,  /* columns that no line exceeds */
};

/* A spelling that leaves no room before that column has a line of its own, as GNU programs have it. */
static void print_explained(const char *spelling, const char *explanation)
{
    bool fits = strlen(spelling) < HELP_COLUMN;

    printf("%-*s%s", HELP_COLUMN, spelling, fits ? "" : "\n");
    printf("%*s%s\n", fits ? 0 : HELP_COLUMN, "", explanation);
}

static void print_option(const struct option_row *row)
{
    char spelling[64];

    snprintf(spelling, sizeof spelling, "  %c%c%s--%s%s%s", row->letter ? '-' : ' ', row->letter ? row->letter : ' ',
             row->letter ? ", " : "  ", row->name, row->argument ? "=" : "", row->argument ? row->argument : "");
    print_explained(spelling, row->help);
}

/* What an option of OPTION_WORD takes, in lines that are not too long. */
static void print_word_list(enum option_id id)
{
    unsigned column = (unsigned)printf("%s is one of", option_rows[id].argument);

    for (unsigned n = 0; option_word(id, n); n++) {
        char word[64];
        unsigned length;
        const char *before = n > 0 && !option_word(id, n + 1) ? "or " : "";
        const char *behind = !option_word(id, n + 1) ? "." : option_word(id, n + 2) ? "," : "";

        length = (unsigned)snprintf(word, sizeof word, "%s%s%s", before, option_word(id, n), behind);
        if (column + 1 + length > HELP_WIDTH) {
            putchar('\n');
            column = 0;
        }
        column += (unsigned)printf("%s%s", column > 0 ? " " : "", word);
    }
    putchar('\n');
}

/* What the options of OPTION_WORD take. */
static void print_word_lists(uint64_t options)
{
    for (unsigned id = 0; id < OPTIONS; id++) {
        const struct option_row *row = &option_rows[id];

        if ((options & OPTION_BIT(id)) && row->kind == OPTION_WORD) {
            print_word_list((enum option_id)id);
        }
    }
}

static void print_options(const struct command *command)
{
    uint64_t options = command->options | OPTIONS_OF_ALL;

    printf("\nOptions:\n");
    for (unsigned id = 0; id < OPTIONS; id++) {
        if (options & OPTION_BIT(id)) {
            print_option(&option_rows[id]);
        }
    }
    if (options & OPTION_BIT(OPTION_READ_LIMIT)) {
        printf("\nIMAGE '-' is standard input%s.\n"
               "SIZE is a number of bytes; K, M, G and T behind it stand for powers of 1024,\n"
               "also as small letters and with 'iB' behind them.\n",
               command->min_operands == 0 ? "; without IMAGE, the built-in sample is taken" : "");
    }
    print_word_lists(options);
}

static void print_commands(void)
{
    printf("\nCommands ('" PROGRAM " COMMAND --help' tells more):\n");
    for (unsigned n = 1; command_row(n); n++) {
        const struct command *command = command_row(n);
        char spelling[64];

        snprintf(spelling, sizeof spelling, "  %s %s", command->name, command->operands);
        print_explained(spelling, command->summary);
    }
    printf("A file that is named like a command can be given as ./NAME.\n");
}

static void print_patterns(void)
{
    const struct tdxp_pattern_kind *kind;

    printf("\nKinds of PATTERN; without KEY the first is taken that fits:\n");
    for (unsigned n = 0; (kind = tdxp_pattern_kind(n)); n++) {
        char spelling[64];
        char text[512];
        bool fits = strlen(kind->key) + 3 + strlen(kind->example) < HELP_COLUMN;

        snprintf(spelling, sizeof spelling, "  %s:%s", kind->key, kind->example);
        snprintf(text, sizeof text, "%s%s%s", kind->summary, kind->plain ? "; without KEY: " : "",
                 kind->plain ? kind->plain : "");
        printf("%-*s%s%*s", HELP_COLUMN, spelling, fits ? "" : "\n", fits ? 0 : HELP_COLUMN, "");
        print_wrapped(stdout, HELP_COLUMN, HELP_COLUMN, text);
    }
}

void print_help(const struct command *command)
{
    const char *operands = command->operands;

    if (command->name) {
        printf("Usage: " PROGRAM " %s [OPTION]...%s%s\n", command->name, *operands ? " " : "", operands);
    } else {
        printf("Usage: " PROGRAM " [OPTION]... %s\n"
               "   or: " PROGRAM " COMMAND [ARGUMENT]...\n",
               operands);
    }
    fputs(command->description, stdout);
    if (!command->name) {
        print_commands();
    }
    print_options(command);
    if (command->patterns) {
        print_patterns();
    }
    printf("\nExit status: 0 if all is well, 1 if the answer is no, 2 if there is trouble.\n");
}

void print_version(void)
{
    printf(PROGRAM " " PACKAGE_VERSION "\n"
                   "Copyright (C) 2026 The tdxplore authors\n"
                   "License BSD-2-Clause <https://spdx.org/licenses/BSD-2-Clause.html>\n"
                   "This is free software: you are free to change and redistribute it.\n"
                   "There is NO WARRANTY, to the extent permitted by law.\n");
}
