/* Messages to the user on standard error, in the form of the GNU conventions. */
#ifndef CLI_MESSAGE_H
#define CLI_MESSAGE_H

struct command;

#define PROGRAM "tdxplore"

/* "tdxplore: MESSAGE". Text from outside must be escaped by the caller, except that of file_error. */
void error_message(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "tdxplore: FILE: MESSAGE", with the name of the file escaped where it needs it. */
void file_error(const char *file, const char *message);

/* "tdxplore: FILE: ", which the rest of a message follows. */
void begin_file_error(const char *file);

/* "Try 'tdxplore COMMAND --help' for more information." */
void try_help(const struct command *command);

/* Write text of any origin to standard error, escaped. */
void put_escaped(const char *text);

#endif
