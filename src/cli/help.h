/* What --help and --version print. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

struct command;

void print_help(const struct command *command);
void print_version(void);

#endif
