/* The options of the command line: one table of them, and the parsed result. */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct command;

/* An option means the same wherever it is taken. A new one is a line here and a row in args.c. */
enum option_id {
    OPTION_JSON,
    OPTION_SARIF,
    OPTION_SEVERITY,
    OPTION_CONSUMER,
    OPTION_DEPTH,
    OPTION_PATHS,
    OPTION_SVG,
    OPTION_SCALE,
    OPTION_WIDTH,
    OPTION_ROWS,
    OPTION_GUEST,
    OPTION_VMM,
    OPTION_ORDER,
    OPTION_PAYLOAD,
    OPTION_HOB,
    OPTION_PARAM,
    OPTION_HASH_LIMIT,
    OPTION_TRACE,
    OPTION_EXPECT,
    OPTION_OUTPUT,
    OPTION_FORCE,
    OPTION_BROKEN,
    OPTION_LIST,
    OPTION_UNPACK,
    OPTION_UNPACK_LIMIT,
    OPTION_VARS,
    OPTION_READ_LIMIT,
    OPTION_HELP,
    OPTION_VERSION,
    OPTIONS,
};

#define OPTION_BIT(id) (UINT64_C(1) << (id))

enum option_kind {
    OPTION_FLAG,   /* takes no argument */
    OPTION_TEXT,   /* any text */
    OPTION_NUMBER, /* a number, as for tdxp_parse_size but without a suffix */
    OPTION_SIZE,   /* a size in bytes, as for tdxp_parse_size */
    OPTION_WORD,   /* one of several words */
};

struct option_row {
    const char *name;
    int letter; /* 0: none */
    enum option_kind kind;
    const char *argument; /* its name in the help; NULL for a flag */
    const char *help;
};

extern const struct option_row option_rows[OPTIONS];

/* Print the words that an option of the kind OPTION_WORD takes: "a, b or c". */
void print_words(enum option_id id, FILE *out);

struct args {
    const struct command *command;
    bool given[OPTIONS];
    const char *text[OPTIONS]; /* of OPTION_TEXT */
    uint64_t number[OPTIONS];  /* of OPTION_NUMBER and OPTION_SIZE; of OPTION_WORD, which word */
    char **operands;           /* not owned */
    int operand_count;
};

/*
 * Parse the command line. The order of words may change, and words[0] points nowhere
 * afterwards.
 * False after a message on standard error, for exit status 2.
 */
bool args_parse(int count, char **words, struct args *args);

#endif
