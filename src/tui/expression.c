/* Places as people type them: offsets, addresses, nodes, sections, and sums of them. */
#include "tui/expression.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tdxplore/range.h"
#include "tdxplore/text.h"
#include "tui/unpack.h"

enum { NAME_SIZE = 512, DEPTH_MOST = 32 /* parentheses inside of each other */ };

struct parser {
    const struct expression_context *context;
    const char *text; /* all of it */
    const char *at;   /* what is left */
    int depth;
    struct expression_error *error;
};

static bool fail(struct parser *p, const char *at, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Where the fault is at the start, what is wrong says enough. */
static bool fail(struct parser *p, const char *at, const char *format, ...)
{
    char *text = p->error->text;
    size_t size = sizeof p->error->text;
    size_t used = 0;
    va_list args;

    if (at > p->text) {
        used = (size_t)snprintf(text, size, "at %zu: ", (size_t)(at - p->text) + 1);
    }
    va_start(args, format);
    vsnprintf(text + used, size - used, format, args);
    va_end(args);
    return false;
}

static void skip_blanks(struct parser *p)
{
    p->at += strspn(p->at, " ");
}

static struct expression_value number(uint64_t value)
{
    return (struct expression_value){.kind = EXPRESSION_NUMBER, .value = value};
}

static struct expression_value byte(const struct tdxp_space *space, uint64_t offset)
{
    return (struct expression_value){.kind = EXPRESSION_BYTE, .value = offset, .space = space};
}

static struct expression_value node_value(const struct tdxp_node *node)
{
    struct expression_value value = byte(node->space, node->offset);

    value.node = node;
    return value;
}

/* ---- values ---- */

/* What of a section is meant: its bytes where it has any, else its entry in the descriptor. */
static bool section_value(struct parser *p, const char *at, const char *digits, struct expression_value *value)
{
    const struct tdxp_tdvf *tdvf = p->context->fw->tdvf;
    const struct tdxp_section *section;
    uint64_t index;

    if (!tdxp_parse_size(digits, &index) || !tdvf || index >= tdvf->section_count) {
        return fail(p, at, "no such section: %.40s", digits);
    }
    section = &tdvf->sections[index];
    *value = node_value(section->content && section->content->length > 0 ? section->content : section->entry);
    return true;
}

static bool all_digits(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

static bool parse_number(struct parser *p, struct expression_value *value)
{
    const char *start = p->at;
    char digits[NAME_SIZE];
    uint64_t parsed;

    while (isalnum((unsigned char)*p->at)) {
        p->at++;
    }
    snprintf(digits, sizeof digits, "%.*s", (int)(p->at - start), start);
    if (!tdxp_parse_size(digits, &parsed)) {
        return fail(p, start, "not a number of 64 bits: %.100s", digits);
    }
    *value = number(parsed);
    return true;
}

/* "section 3": the number stands for itself. */
static bool parse_section_word(struct parser *p, struct expression_value *value)
{
    static const char word[] = "section";
    const char *start = p->at;
    const char *rest = start + strlen(word);
    char digits[24];

    if (strncmp(start, word, strlen(word)) != 0) {
        return false;
    }
    rest += strspn(rest, " ");
    if (!isdigit((unsigned char)*rest)) {
        return false;
    }
    snprintf(digits, sizeof digits, "%.*s", (int)strspn(rest, "0123456789"), rest);
    p->at = rest + strspn(rest, "0123456789");
    return section_value(p, start, digits, value);
}

/* A whole name. False, without an error, where it is none. */
static bool find_name(struct parser *p, const char *name, struct expression_value *value)
{
    const struct expression_context *c = p->context;
    const struct tdxp_node *node = tdxp_tree_find(c->fw->tree, name);

    if (node) {
        *value = node_value(node);
    } else if (strcmp(name, ".") == 0) {
        *value = byte(c->space, c->cursor);
    } else if (strcmp(name, "$") == 0) {
        *value = byte(c->space, c->space->bytes.size);
    } else {
        return false;
    }
    return true;
}

/* Why a name is none: where it leads into what is compressed, that may yet change. */
static bool fail_name(struct parser *p, const char *start, const char *name)
{
    const char *rest = name;
    const struct tdxp_node *node = tdxp_tree_reach(p->context->fw->tree, &rest);
    const struct tdxp_node *packed = node && *rest ? unpack_node(node) : NULL;

    if (packed) {
        p->error->closed = packed;
        return fail(p, start, "is compressed and not opened: %.100s", name);
    }
    return fail(p, start, "no such place: %.120s", name);
}

/* Take the last "-" for a sign, and what is before it for the name. False where there is none. */
static bool cut_at_dash(char *name)
{
    char *dash = strrchr(name, '-');

    if (dash) {
        *dash = '\0';
    }
    return dash != NULL;
}

static bool parse_name(struct parser *p, struct expression_value *value)
{
    const char *start = p->at;
    size_t length = strcspn(start, " +*()");
    char whole[NAME_SIZE];
    char name[NAME_SIZE];

    if (length == 0 || length >= sizeof name) {
        return fail(p, start, length == 0 ? "a place is missing" : "no such place");
    }
    snprintf(whole, sizeof whole, "%.*s", (int)length, start);
    snprintf(name, sizeof name, "%s", whole);
    do {
        p->at = start + strlen(name);
        if (*name && find_name(p, name, value)) {
            return true;
        }
        if (name[0] == 's' && all_digits(name + 1)) {
            return section_value(p, start, name + 1, value);
        }
    } while (cut_at_dash(name));
    p->at = start;
    return isdigit((unsigned char)*start) ? parse_number(p, value) : fail_name(p, start, whole);
}

static bool parse_sum(struct parser *p, struct expression_value *value);
static bool parse_value(struct parser *p, struct expression_value *value);

static bool parse_parentheses(struct parser *p, struct expression_value *value)
{
    const char *start = p->at++;

    if (++p->depth > DEPTH_MOST) {
        return fail(p, start, "too many parentheses inside of each other");
    }
    skip_blanks(p);
    if (!parse_sum(p, value)) {
        return false;
    }
    if (*p->at != ')') {
        return fail(p, p->at, *p->at ? "what is this: %.40s" : "a ) is missing", p->at);
    }
    p->at++;
    p->depth--;
    return true;
}

static bool parse_gpa(struct parser *p, struct expression_value *value)
{
    const char *start;

    p->at += strlen("gpa:");
    skip_blanks(p);
    start = p->at;
    if (!isdigit((unsigned char)*start) && *start != '(') {
        return fail(p, start, "not an address: %.100s", start);
    }
    if (!parse_value(p, value)) {
        return false;
    }
    if (value->kind != EXPRESSION_NUMBER) {
        return fail(p, start, "not an address, but a place already");
    }
    value->kind = EXPRESSION_GPA;
    return true;
}

static bool parse_value(struct parser *p, struct expression_value *value)
{
    bool parsed;

    if (*p->at == '(') {
        parsed = parse_parentheses(p, value);
    } else if (strncmp(p->at, "gpa:", 4) == 0) {
        parsed = parse_gpa(p, value);
    } else {
        p->error->text[0] = '\0';
        parsed = parse_section_word(p, value) || (!p->error->text[0] && parse_name(p, value));
    }
    skip_blanks(p);
    return parsed;
}

/* ---- sums and products ---- */

static bool parse_product(struct parser *p, struct expression_value *value)
{
    if (!parse_value(p, value)) {
        return false;
    }
    while (*p->at == '*') {
        const char *start = p->at++;
        struct expression_value factor;

        skip_blanks(p);
        if (!parse_value(p, &factor)) {
            return false;
        }
        if (value->kind != EXPRESSION_NUMBER || factor.kind != EXPRESSION_NUMBER) {
            return fail(p, start, "only numbers can be multiplied");
        }
        if (__builtin_mul_overflow(value->value, factor.value, &value->value)) {
            return fail(p, start, "more than 64 bits");
        }
    }
    return true;
}

/* The result is no offset, no address and no number at all. */
static bool fail_range(struct parser *p, const char *at, const struct expression_value *a,
                       const struct expression_value *b, const char *why)
{
    const struct expression_value *place = a->kind != EXPRESSION_NUMBER ? a : b;

    switch (place->kind) {
    case EXPRESSION_BYTE:
        return fail(p, at, "outside of the %s: %s", place->space->name, why);
    case EXPRESSION_GPA:
        return fail(p, at, "no address: %s", why);
    default:
        return fail(p, at, "%s", why);
    }
}

static bool add(struct parser *p, const char *at, struct expression_value *value, const struct expression_value *term)
{
    if (value->kind != EXPRESSION_NUMBER && term->kind != EXPRESSION_NUMBER) {
        return fail(p, at, "two places cannot be added");
    }
    if (!tdxp_add(value->value, term->value, &value->value)) {
        return fail_range(p, at, value, term, "more than 64 bits");
    }
    if (term->kind != EXPRESSION_NUMBER) {
        value->kind = term->kind;
        value->space = term->space;
    }
    value->node = NULL;
    return true;
}

/* The distance of two places is a number. */
static bool subtract(struct parser *p, const char *at, struct expression_value *value,
                     const struct expression_value *term)
{
    bool distance = value->kind == term->kind && value->space == term->space;

    if (term->kind != EXPRESSION_NUMBER && !distance) {
        return fail(p, at, "only a place of the same kind can be taken from one");
    }
    if (term->value > value->value) {
        return fail_range(p, at, value, term, "less than 0");
    }
    value->value -= term->value;
    value->node = NULL;
    if (distance) {
        value->kind = EXPRESSION_NUMBER;
        value->space = NULL;
    }
    return true;
}

/* What follows the first product of a sum, to be added to value. */
static bool parse_terms(struct parser *p, struct expression_value *value)
{
    while (*p->at == '+' || *p->at == '-') {
        const char *start = p->at++;
        struct expression_value term;

        skip_blanks(p);
        if (!parse_product(p, &term) ||
            !(*start == '+' ? add(p, start, value, &term) : subtract(p, start, value, &term))) {
            return false;
        }
    }
    return true;
}

static bool parse_sum(struct parser *p, struct expression_value *value)
{
    return parse_product(p, value) && parse_terms(p, value);
}

bool expression_value(const struct expression_context *context, const char *text, struct expression_value *value,
                      struct expression_error *error)
{
    struct parser p = {.context = context, .text = text, .at = text, .error = error};
    const struct tdxp_node *node = *text ? tdxp_tree_find(context->fw->tree, text) : NULL;
    struct expression_value parsed;
    bool done;

    *error = (struct expression_error){.closed = NULL};
    if (node) {
        *value = node_value(node);
        return true;
    }
    skip_blanks(&p);
    p.text = p.at;
    if (*p.at == '+' || *p.at == '-') {
        parsed = byte(context->space, *p.at == '+' ? context->cursor : context->space->bytes.size);
        done = parse_terms(&p, &parsed);
    } else {
        done = parse_sum(&p, &parsed);
    }
    if (!done) {
        return false;
    }
    if (*p.at) {
        return fail(&p, p.at, "what is this: %.100s", p.at);
    }
    *value = parsed;
    return true;
}

bool expression_byte(const struct expression_value *value, const struct tdxp_space **space, uint64_t *offset)
{
    bool place = value->kind == EXPRESSION_BYTE;

    *space = place ? value->space : *space;
    *offset = value->value;
    if (place && *offset > 0 && *offset == (*space)->bytes.size) {
        --*offset;
    }
    return *offset < (*space)->bytes.size;
}
