/* The sub-commands: one table of them. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/args.h"

/* What the program gives back. */
enum exit_status {
    STATUS_OK = 0,
    STATUS_FOUND = 1,   /* done, and the answer is not the good one */
    STATUS_TROUBLE = 2, /* not done */
};

struct command {
    const char *name;     /* NULL for what happens without a sub-command */
    const char *operands; /* as the usage shows them */
    int min_operands, max_operands;
    uint64_t options;                    /* OPTION_BIT of each that it takes, besides those that all take */
    const char *summary;                 /* one line of the help */
    const char *description;             /* of its own help; lines are broken as they are printed */
    bool explores;                       /* takes over the terminal; is confined when it has it */
    bool images;                         /* all its operands are files, not the first alone */
    bool beside;                         /* reads what is beside IMAGE */
    bool patterns;                       /* its help tells the kinds of patterns as well */
    int (*run)(const struct args *args); /* returns enum exit_status */
};

/* Options that every command takes. */
#define OPTIONS_OF_ALL (OPTION_BIT(OPTION_NO_CONFINE) | OPTION_BIT(OPTION_HELP) | OPTION_BIT(OPTION_VERSION))

/* A new sub-command is a function here and a row in commands.c. */
int run_annotate(const struct args *args);
int run_check(const struct args *args);
int run_diff(const struct args *args);
int run_explore(const struct args *args);
int run_extract(const struct args *args);
int run_info(const struct args *args);
int run_learn(const struct args *args);
int run_map(const struct args *args);
int run_measure(const struct args *args);
int run_patch(const struct args *args);
int run_notes(const struct args *args);
int run_sample(const struct args *args);
int run_search(const struct args *args);
int run_tree(const struct args *args);

/* The sub-command of that name, or NULL. */
const struct command *command_find(const char *name);

/* The n-th row, or NULL past the last. The first is the one without a name. */
const struct command *command_row(unsigned n);

#endif
