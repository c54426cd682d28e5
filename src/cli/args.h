/* The options of the command line: one table of them, and the parsed result. */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include <stdbool.h>
#include <stddef.h>
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
    OPTION_COUNT,
    OPTION_ALL,
    OPTION_GPA,
    OPTION_CHECK,
    OPTION_NOTES,
    OPTION_TEXT_OF_NOTE,
    OPTION_RANGE,
    OPTION_REMOVE,
    OPTION_IMPORT,
    OPTION_COLOR,
    OPTION_HTML,
    OPTION_SVG,
    OPTION_SCALE,
    OPTION_WIDTH,
    OPTION_ROWS,
    OPTION_GUEST,
    OPTION_VMM,
    OPTION_TD_VMM, /* of the same name, without those that launch an SEV-SNP guest alone */
    OPTION_ORDER,
    OPTION_PAYLOAD,
    OPTION_HOB,
    OPTION_PARAM,
    OPTION_HASH_LIMIT,
    OPTION_TRACE,
    OPTION_EXPECT,
    OPTION_SNP,
    OPTION_VCPUS,
    OPTION_VCPU_TYPE,
    OPTION_VCPU_SIG,
    OPTION_GUEST_FEATURES,
    OPTION_KERNEL,
    OPTION_INITRD,
    OPTION_APPEND,
    OPTION_SNP_OVMF_HASH,
    OPTION_OUTPUT,
    OPTION_FORCE,
    OPTION_BROKEN,
    OPTION_LIST,
    OPTION_LESSON,
    OPTION_DIFF,
    OPTION_CONFIG,
    OPTION_RELOAD,
    OPTION_NO_MOUSE,
    OPTION_NO_REMEMBER,
    OPTION_UNPACK,
    OPTION_UNPACK_LIMIT,
    OPTION_VARS,
    OPTION_READ_LIMIT,
    OPTION_ALLOW,
    OPTION_NO_CONFINE,
    OPTION_HELP,
    OPTION_VERSION,
    OPTIONS,
};

#define OPTION_BIT(id) (UINT64_C(1) << (id))

enum option_kind {
    OPTION_FLAG,   /* takes no argument */
    OPTION_TEXT,   /* any text */
    OPTION_FILE,   /* the name of a file that is read */
    OPTION_TARGET, /* the name of a file that is written */
    OPTION_DIRS,   /* names of directories, with ':' between them */
    OPTION_NUMBER, /* a number, as for tdxp_parse_size but without a suffix */
    OPTION_SIZE,   /* a size in bytes, as for tdxp_parse_size */
    OPTION_WORD,   /* one of several words */
};

enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER }; /* the words of --color in their order */

struct option_row {
    const char *name;
    int letter; /* 0: none */
    enum option_kind kind;
    const char *argument; /* its name in the help; NULL for a flag */
    const char *help;
};

extern const struct option_row option_rows[OPTIONS];

/* The n-th word that an option of the kind OPTION_WORD takes, or NULL past the last. */
const char *option_word(enum option_id id, unsigned n);

/* Print these words: "a, b or c". */
void print_words(enum option_id id, FILE *out);

struct args {
    const struct command *command;
    bool given[OPTIONS];
    const char *text[OPTIONS]; /* as it was given; NULL for a flag */
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

/* True, after a message, where both options are given. */
bool args_exclude(const struct args *args, enum option_id a, enum option_id b);

/* False, after a message, where one of those options is given, which do not go with another one that is. */
bool args_without(const struct args *args, enum option_id given, const enum option_id *options, size_t count);

/* Say what is wrong with the argument of an option. */
void args_complain(const struct args *args, enum option_id id, const char *wrong);

#endif
