/* The options of the command line: one table of them, and the parsing. */
#include "cli/args.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/message.h"
#include "tdxplore/check.h"
#include "tdxplore/map_layout.h"
#include "tdxplore/measure.h"
#include "tdxplore/snp.h"
#include "tdxplore/text.h"

const struct option_row option_rows[OPTIONS] = {
    [OPTION_JSON] = {"json", 0, OPTION_FLAG, NULL, "print JSON"},
    [OPTION_SARIF] = {"sarif", 0, OPTION_FLAG, NULL, "print a SARIF 2.1.0 log"},
    [OPTION_SEVERITY] = {"severity", 0, OPTION_WORD, "S", "leave out findings below severity S"},
    [OPTION_CONSUMER] = {"consumer", 0, OPTION_WORD, "C", "ask only whether consumer C refuses, and for what"},
    [OPTION_DEPTH] = {"depth", 'd', OPTION_NUMBER, "N", "go no deeper than N levels below the image"},
    [OPTION_PATHS] = {"paths", 'p', OPTION_FLAG, NULL, "print the path of each node as well"},
    [OPTION_COUNT] = {"count", 'c', OPTION_FLAG, NULL, "print only how many matches there are"},
    [OPTION_ALL] = {"all", 0, OPTION_FLAG, NULL, "print all of the image"},
    [OPTION_GPA] = {"gpa", 0, OPTION_FLAG, NULL, "print guest-physical addresses as well"},
    [OPTION_CHECK] = {"check", 0, OPTION_FLAG, NULL, "tell what is wrong with it as well, or of a lesson alone"},
    [OPTION_NOTES] = {"notes", 0, OPTION_FLAG, NULL, "show your notes as well"},
    [OPTION_TEXT_OF_NOTE] = {"text", 't', OPTION_TEXT, "TEXT", "make TEXT the note at PATH"},
    [OPTION_RANGE] = {"range", 0, OPTION_TEXT, "RANGE", "of bytes OFFSET+LENGTH in the node at PATH"},
    [OPTION_REMOVE] = {"remove", 0, OPTION_FLAG, NULL, "take away the note at PATH"},
    [OPTION_IMPORT] = {"import", 0, OPTION_FILE, "FILE", "add the notes in FILE"},
    [OPTION_COLOR] = {"color", 0, OPTION_WORD, "WHEN", "print text in colours"},
    [OPTION_HTML] = {"html", 0, OPTION_FLAG, NULL, "print a page as HTML"},
    [OPTION_SVG] = {"svg", 0, OPTION_FLAG, NULL, "print a picture as SVG"},
    [OPTION_SCALE] = {"scale", 0, OPTION_WORD, "SCALE", "how sizes become heights"},
    [OPTION_WIDTH] = {"width", 0, OPTION_NUMBER, "N", "make no line longer than N columns"},
    [OPTION_ROWS] = {"rows", 0, OPTION_NUMBER, "N", "make the picture N lines tall, if that suffices"},
    [OPTION_GUEST] = {"guest", 0, OPTION_WORD, "GUEST", "draw the memory of that guest"},
    [OPTION_VMM] = {"vmm", 0, OPTION_WORD, "VMM", "measure as VMM launches the image"},
    [OPTION_TD_VMM] = {"vmm", 0, OPTION_WORD, "VMM", "measure as VMM launches the image"},
    [OPTION_ORDER] = {"order", 0, OPTION_WORD, "ORDER", "measure pages in this order"},
    [OPTION_PAYLOAD] = {"payload", 0, OPTION_FILE, "FILE", "take FILE as the payload"},
    [OPTION_HOB] = {"hob", 0, OPTION_FILE, "FILE", "take FILE as the hand-off blocks"},
    [OPTION_PARAM] = {"param", 0, OPTION_FILE, "FILE", "take FILE as the command line"},
    [OPTION_HASH_LIMIT] = {"hash-limit", 0, OPTION_SIZE, "SIZE", "hash at most SIZE"},
    [OPTION_TRACE] = {"trace", 0, OPTION_FLAG, NULL, "print every record that is hashed"},
    [OPTION_EXPECT] = {"expect", 0, OPTION_TEXT, "HEX", "tell whether HEX is the value, or of which variant"},
    [OPTION_SNP] = {"snp", 0, OPTION_FLAG, NULL, "measure the launch of an AMD SEV-SNP guest"},
    [OPTION_VCPUS] = {"vcpus", 0, OPTION_NUMBER, "N", "give the SEV-SNP guest N vCPUs"},
    [OPTION_VCPU_TYPE] = {"vcpu-type", 0, OPTION_WORD, "TYPE", "give it vCPUs of this type"},
    [OPTION_VCPU_SIG] = {"vcpu-sig", 0, OPTION_NUMBER, "N", "give it vCPUs with this CPUID signature"},
    [OPTION_GUEST_FEATURES] = {"guest-features", 0, OPTION_NUMBER, "N", "take N for its SEV_FEATURES"},
    [OPTION_KERNEL] = {"kernel", 0, OPTION_FILE, "FILE", "measure the hash of FILE as its kernel"},
    [OPTION_INITRD] = {"initrd", 0, OPTION_FILE, "FILE", "take FILE as the kernel's initial ramdisk"},
    [OPTION_APPEND] = {"append", 0, OPTION_TEXT, "TEXT", "take TEXT as the kernel's command line"},
    [OPTION_SNP_OVMF_HASH] = {"snp-ovmf-hash", 0, OPTION_TEXT, "HEX", "take HEX as the digest of the firmware's pages"},
    [OPTION_OUTPUT] = {"output", 'o', OPTION_TARGET, "FILE", "write to FILE, which must not exist"},
    [OPTION_FORCE] = {"force", 'f', OPTION_FLAG, NULL, "replace a FILE that exists; measure what is refused"},
    [OPTION_BROKEN] = {"broken", 0, OPTION_TEXT, "NAME", "take the broken image NAME, made from the sample"},
    [OPTION_LIST] = {"list", 0, OPTION_FLAG, NULL, "list what there is to choose from"},
    [OPTION_LESSON] = {"lesson", 0, OPTION_FILE, "FILE", "take the lesson in FILE"},
    [OPTION_DIFF] = {"diff", 0, OPTION_FILE, "FILE", "compare with FILE, side by side"},
    [OPTION_CONFIG] = {"config", 0, OPTION_FILE, "FILE", "take settings, keys and colours from FILE"},
    [OPTION_RELOAD] = {"reload", 'r', OPTION_FLAG, NULL, "read IMAGE again by itself when it changes"},
    [OPTION_NO_MOUSE] = {"no-mouse", 0, OPTION_FLAG, NULL, "leave the mouse to the terminal"},
    [OPTION_NO_REMEMBER] = {"no-remember", 0, OPTION_FLAG, NULL, "begin at the start, and do not keep the last place"},
    [OPTION_UNPACK] = {"unpack", 'u', OPTION_FLAG, NULL, "decompress what is compressed, and show that as well"},
    [OPTION_UNPACK_LIMIT] = {"unpack-limit", 0, OPTION_SIZE, "SIZE",
                             "decompress at most SIZE in all, however small it was"},
    [OPTION_VARS] = {"vars", 0, OPTION_FILE, "FILE", "put the variable store FILE before IMAGE"},
    [OPTION_READ_LIMIT] = {"read-limit", 0, OPTION_SIZE, "SIZE", "read at most SIZE from input that cannot be mapped"},
    [OPTION_ALLOW] = {"allow", 0, OPTION_DIRS, "DIRS", "open and write files in DIRS too, with : between"},
    [OPTION_NO_CONFINE] = {"no-confine", 0, OPTION_FLAG, NULL, "do not confine the process, see tdxplore(1)"},
    [OPTION_HELP] = {"help", 'h', OPTION_FLAG, NULL, "print this help and exit"},
    [OPTION_VERSION] = {"version", 'V', OPTION_FLAG, NULL, "print the version and exit"},
};

static const char *severity_word(unsigned n)
{
    return n <= TDXP_SEVERITY_ERROR - TDXP_SEVERITY_NOTE
               ? tdxp_severity_name((enum tdxp_severity)(TDXP_SEVERITY_NOTE + n))
               : NULL;
}

static const char *consumer_word(unsigned n)
{
    size_t count;
    const struct tdxp_consumer *const *consumers = tdxp_consumers(&count);

    return n < count ? consumers[n]->key : NULL;
}

static const char *scale_word(unsigned n)
{
    return n < TDXP_SCALES ? tdxp_map_scale_name((enum tdxp_map_scale)n) : NULL;
}

static const char *guest_word(unsigned n)
{
    return n < TDXP_GUESTS ? tdxp_guest_key((enum tdxp_guest)n) : NULL;
}

static const char *td_vmm_word(unsigned n)
{
    return n < TDXP_VMMS ? tdxp_vmm_key((enum tdxp_vmm)n) : NULL;
}

/* Those that launch a trust domain, then those that launch an SEV-SNP guest alone. */
static const char *vmm_word(unsigned n)
{
    if (n < TDXP_VMMS) {
        return td_vmm_word(n);
    }
    n -= TDXP_VMMS;
    for (unsigned vmm = 0; vmm < TDXP_SNP_VMMS; vmm++) {
        const char *key = tdxp_snp_vmm_key((enum tdxp_snp_vmm)vmm);
        unsigned known = 0;

        while (known < TDXP_VMMS && strcmp(tdxp_vmm_key((enum tdxp_vmm)known), key) != 0) {
            known++;
        }
        if (known == TDXP_VMMS && n-- == 0) {
            return key;
        }
    }
    return NULL;
}

static const char *vcpu_type_word(unsigned n)
{
    const struct tdxp_snp_cpu *cpu = tdxp_snp_cpu(n);

    return cpu ? cpu->name : NULL;
}

static const char *order_word(unsigned n)
{
    return n < TDXP_ORDERS ? tdxp_measure_order_name((enum tdxp_measure_order)n) : NULL;
}

static const char *color_word(unsigned n)
{
    static const char *const words[] = {[COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};

    return n < sizeof words / sizeof words[0] ? words[n] : NULL;
}

/* What options of the kind OPTION_WORD take: the n-th word, or NULL past the last. */
static const char *(*const option_words[OPTIONS])(unsigned n) = {
    [OPTION_COLOR] = color_word,   [OPTION_SEVERITY] = severity_word, [OPTION_CONSUMER] = consumer_word,
    [OPTION_SCALE] = scale_word,   [OPTION_GUEST] = guest_word,       [OPTION_VMM] = vmm_word,
    [OPTION_TD_VMM] = td_vmm_word, [OPTION_ORDER] = order_word,       [OPTION_VCPU_TYPE] = vcpu_type_word,
};

const char *option_word(enum option_id id, unsigned n)
{
    return option_words[id](n);
}

enum { LONG_BASE = 256 }; /* values of getopt_long for options, above all letters */

/* The options of a command in the form that getopt_long takes. */
struct spellings {
    struct option longs[OPTIONS + 1];
    char letters[2 * OPTIONS + 2]; /* '+' first: stop at the first operand */
};

static bool takes(const struct command *command, unsigned id)
{
    return (command->options | OPTIONS_OF_ALL) & OPTION_BIT(id);
}

static bool has_name(unsigned id, const char *name)
{
    return strcmp(option_rows[id].name, name) == 0;
}

/*
 * Without a sub-command all options are read, because those of one may stand before its name; of those with one name the
 * first, which take_over hands to the one that the command takes.
 */
static bool reads(const struct command *command, unsigned id)
{
    return command->name ? takes(command, id) : id == 0 || !has_name(id - 1, option_rows[id].name);
}

static void spell(const struct command *command, bool stop_at_operand, struct spellings *out)
{
    struct option *option = out->longs;
    char *letter = out->letters;

    memset(out, 0, sizeof *out);
    if (stop_at_operand) {
        *letter++ = '+';
    }
    for (unsigned id = 0; id < OPTIONS; id++) {
        const struct option_row *row = &option_rows[id];
        bool argument = row->kind != OPTION_FLAG;

        if (!reads(command, id)) {
            continue;
        }
        *option++ = (struct option){row->name, argument ? required_argument : no_argument, NULL, LONG_BASE + (int)id};
        if (row->letter) {
            *letter++ = (char)row->letter;
            if (argument) {
                *letter++ = ':';
            }
        }
    }
}

static unsigned id_of(int found)
{
    unsigned id = 0;

    if (found >= LONG_BASE) {
        return (unsigned)(found - LONG_BASE);
    }
    while (id < OPTIONS && option_rows[id].letter != found) {
        id++;
    }
    return id;
}

static bool is_plain_number(const char *text)
{
    return text[strspn(text, "0123456789abcdefABCDEFxX")] == '\0';
}

void print_words(enum option_id id, FILE *out)
{
    for (unsigned n = 0; option_words[id](n); n++) {
        bool last = !option_words[id](n + 1);

        fprintf(out, "%s%s", n == 0 ? "" : last ? " or " : ", ", option_words[id](n));
    }
}

/* Text that was given, whatever bytes it has. */
static void begin_complaint(const struct option_row *row, const char *value)
{
    fputs(PROGRAM ": invalid argument '", stderr);
    put_escaped(value);
    fprintf(stderr, "' of '--%s': ", row->name);
}

void args_complain(const struct args *args, enum option_id id, const char *wrong)
{
    begin_complaint(&option_rows[id], args->text[id]);
    fprintf(stderr, "%s\n", wrong);
}

/* Which of its words an option is given. False after a message. */
static bool take_word(unsigned id, const char *value, uint64_t *number)
{
    for (unsigned n = 0; option_words[id](n); n++) {
        if (strcmp(option_words[id](n), value) == 0) {
            *number = n;
            return true;
        }
    }
    begin_complaint(&option_rows[id], value);
    fputs("must be ", stderr);
    print_words((enum option_id)id, stderr);
    putc('\n', stderr);
    return false;
}

/* What is wrong with a number or size, or NULL. A minus is read for the sake of the message. */
static const char *number_fault(enum option_kind kind, const char *value, uint64_t *number)
{
    bool negative = *value == '-';
    const char *digits = negative ? value + 1 : value;
    bool fits = tdxp_parse_size(digits, number);

    if (!fits && errno != ERANGE) {
        return kind == OPTION_SIZE ? "a size is a number, then nothing or K, M, G or T" : "not a number";
    }
    if (kind != OPTION_SIZE && !is_plain_number(digits)) {
        return "not a number";
    }
    if (negative) {
        return "must not be negative";
    }
    return fits ? NULL : "too large";
}

static bool take_value(struct args *args, unsigned id, const char *value)
{
    const struct option_row *row = &option_rows[id];
    const char *fault;

    args->given[id] = true;
    args->text[id] = value;
    switch (row->kind) {
    case OPTION_NUMBER:
    case OPTION_SIZE:
        fault = number_fault(row->kind, value, &args->number[id]);
        if (fault) {
            args_complain(args, (enum option_id)id, fault);
        }
        return !fault;
    case OPTION_WORD:
        return take_word(id, value, &args->number[id]);
    default:
        return true;
    }
}

bool args_exclude(const struct args *args, enum option_id a, enum option_id b)
{
    if (!args->given[a] || !args->given[b]) {
        return false;
    }
    error_message("options '--%s' and '--%s' exclude each other", option_rows[a].name, option_rows[b].name);
    return true;
}

bool args_without(const struct args *args, enum option_id given, const enum option_id *options, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (args->given[options[i]]) {
            error_message("option '--%s' does not go with '--%s'", option_rows[options[i]].name,
                          option_rows[given].name);
            return false;
        }
    }
    return true;
}

/* Works through words[1..]; words[0] is the name in getopt's messages. Returns the index of the first operand, or -1
   after a message. */
static int take_options(struct args *args, int count, char **words, bool stop_at_operand)
{
    struct spellings spellings;
    int found;

    spell(args->command, stop_at_operand, &spellings);
    optind = 0; /* start anew: getopt keeps its place between calls */
    while ((found = getopt_long(count, words, spellings.letters, spellings.longs, NULL)) != -1) {
        unsigned id = id_of(found);

        if (id >= OPTIONS || !take_value(args, id, optarg)) {
            try_help(args->command);
            return -1;
        }
    }
    return optind;
}

/* An option that stood before the command is the one of that name that the command takes. False after a message. */
static bool take_over(struct args *args)
{
    for (unsigned id = 0; id + 1 < OPTIONS; id++) {
        if (args->given[id] && !takes(args->command, id) && takes(args->command, id + 1) &&
            has_name(id + 1, option_rows[id].name)) {
            args->given[id] = false;
            return take_value(args, id + 1, args->text[id]);
        }
    }
    return true;
}

static bool options_fit(const struct args *args)
{
    for (unsigned id = 0; id < OPTIONS; id++) {
        if (!args->given[id] || takes(args->command, id)) {
            continue;
        }
        if (args->command->name) {
            error_message("option '--%s' does not go with '%s'", option_rows[id].name, args->command->name);
        } else {
            error_message("option '--%s' goes with a command only", option_rows[id].name);
        }
        return false;
    }
    return true;
}

static bool operands_fit(const struct args *args)
{
    if (args->operand_count < args->command->min_operands) {
        error_message("missing operand");
        return false;
    }
    if (args->operand_count <= args->command->max_operands) {
        return true;
    }
    fprintf(stderr, PROGRAM ": extra operand '");
    put_escaped(args->operands[args->command->max_operands]);
    fprintf(stderr, "'\n");
    return false;
}

/* A broken image stands in the place of IMAGE. */
static bool broken_fits(const struct args *args)
{
    if (!args->given[OPTION_BROKEN] || args->operand_count == 0) {
        return true;
    }
    fprintf(stderr, PROGRAM ": option '--broken' and operand '");
    put_escaped(args->operands[0]);
    fprintf(stderr, "' exclude each other\n");
    return false;
}

/* The store is put before a file; what is built in is whole. */
static bool vars_fit(const struct args *args)
{
    if (!args->given[OPTION_VARS] || args->operand_count > 0) {
        return true;
    }
    error_message("option '--vars' goes with an IMAGE only");
    return false;
}

bool args_parse(int count, char **words, struct args *args)
{
    const struct command *command = NULL;
    char name[] = PROGRAM;
    bool ended; /* by "--": what follows is no sub-command */
    int first;

    *args = (struct args){.command = command_row(0)};
    words[0] = name;
    first = take_options(args, count, words, true);
    if (first < 0) {
        return false;
    }
    ended = first > 1 && strcmp(words[first - 1], "--") == 0;
    if (first < count && !ended) {
        command = command_find(words[first]);
    }
    if (command) {
        args->command = command;
        if (!take_over(args)) {
            try_help(command);
            return false;
        }
    }
    if (first < count && !ended) {
        /* Without a sub-command the operand is looked at again, among what may follow it. */
        char **rest = words + first - (command ? 0 : 1);
        int rest_count = count - (int)(rest - words);
        int operand;

        rest[0] = words[0];
        operand = take_options(args, rest_count, rest, false);
        if (operand < 0) {
            return false;
        }
        first = (int)(rest - words) + operand;
    }
    args->operands = words + first;
    args->operand_count = count - first;
    if (args->given[OPTION_HELP] || args->given[OPTION_VERSION]) {
        return true;
    }
    if (!options_fit(args) || !operands_fit(args) || !broken_fits(args) || !vars_fit(args)) {
        try_help(args->command);
        return false;
    }
    return true;
}
