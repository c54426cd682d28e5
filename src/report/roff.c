/* Manual pages: source for man(7), in what both groff and mandoc understand. */
#include "report/roff.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

enum { FILLED_COLUMNS = 76 }; /* of the source; two more may follow */

/* Characters that roff would take for an instruction, or print as another character than the one in ASCII. */
static const char *escape_of(char c)
{
    static const struct {
        char c;
        const char *escape;
    } escapes[] = {
        {'\\', "\\e"},  {'-', "\\-"},   {'\'', "\\(aq"}, {'"', "\\(dq"},
        {'`', "\\(ga"}, {'^', "\\(ha"}, {'~', "\\(ti"},  {'/', "/\\:"},
    };

    for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
        if (escapes[i].c == c) {
            return escapes[i].escape;
        }
    }
    return NULL;
}

/* Write literal characters; returns how many were written, the escapes counted. */
static unsigned put_literal(FILE *out, const char *text, size_t length)
{
    unsigned written = 0;

    for (size_t i = 0; i < length; i++) {
        const char *escape = escape_of(text[i]);

        if (escape) {
            fputs(escape, out);
            written += (unsigned)strlen(escape);
        } else {
            putc(text[i], out);
            written++;
        }
    }
    return written;
}

static unsigned literal_length(const char *text, size_t length)
{
    unsigned total = 0;

    for (size_t i = 0; i < length; i++) {
        const char *escape = escape_of(text[i]);

        total += escape ? (unsigned)strlen(escape) : 1;
    }
    return total;
}

void roff_end(struct roff *roff)
{
    if (roff->column > 0) {
        putc('\n', roff->out);
        roff->column = 0;
    }
}

void roff_macro(struct roff *roff, const char *name, ...)
{
    const char *argument;
    va_list arguments;

    roff_end(roff);
    fprintf(roff->out, ".%s", name);
    va_start(arguments, name);
    while ((argument = va_arg(arguments, const char *))) {
        bool quoted = !*argument || strchr(argument, ' ');

        fputs(quoted ? " \"" : " ", roff->out);
        put_literal(roff->out, argument, strlen(argument));
        fputs(quoted ? "\"" : "", roff->out);
    }
    va_end(arguments);
    putc('\n', roff->out);
}

/* Whether a word ends like a sentence: with a full stop or the like, perhaps in quotes or parentheses. */
static bool is_stopped(const char *word, size_t length)
{
    while (length > 0 && strchr(")\"'", word[length - 1])) {
        length--;
    }
    return length > 0 && strchr(".?!", word[length - 1]);
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static void put_word(struct roff *roff, const char *word, size_t length)
{
    unsigned columns = literal_length(word, length);

    if (roff->column > 0 && roff->column + 1 + columns > FILLED_COLUMNS) {
        roff_end(roff);
    }
    if (roff->column > 0) {
        putc(' ', roff->out);
        roff->column++;
    } else if (word[0] == '.') {
        fputs("\\&", roff->out);
    }
    put_literal(roff->out, word, length);
    roff->column += columns;
}

void roff_text(struct roff *roff, const char *text)
{
    while (*(text += strspn(text, " "))) {
        size_t length = strcspn(text, " ");
        const char *next = text + length + strspn(text + length, " ");

        put_word(roff, text, length);
        if (is_stopped(text, length) && is_upper(*next)) {
            roff_end(roff);
        } else if (is_stopped(text, length) && *next) {
            /* An abbreviation: the line may be broken here, and no sentence ends with it. */
            fputs("\\&", roff->out);
        }
        text = next;
    }
}

void roff_line(struct roff *roff, const char *text)
{
    roff_end(roff);
    if (text[0] == '.') {
        fputs("\\&", roff->out);
    }
    put_literal(roff->out, text, strlen(text));
    putc('\n', roff->out);
}
