/* Aligned columns of text, with lines of their own between the rows. */
#include "report/table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "image/columns.h"

enum { COLUMNS_MAX = 12, CELL_MAX = 1024 };

/* A cell, or a line between the rows. */
struct item {
    char *text;
    bool line;
    unsigned indent; /* of a line */
};

struct table {
    struct item *items;
    size_t count, capacity;
    size_t widths[COLUMNS_MAX];
    unsigned columns, next; /* how many, and which comes next */
    unsigned gap;
    bool right[COLUMNS_MAX];
    bool failed; /* memory ran out */
};

struct table *table_new(const char *columns, unsigned gap)
{
    struct table *table = calloc(1, sizeof *table);

    if (table) {
        table->gap = gap;
    }
    for (; table && *columns && table->columns < COLUMNS_MAX; columns++) {
        table->right[table->columns++] = *columns == 'r';
    }
    return table;
}

void table_free(struct table *table)
{
    for (size_t i = 0; table && i < table->count; i++) {
        free(table->items[i].text);
    }
    free(table ? table->items : NULL);
    free(table);
}

static void add(struct table *table, const char *text, bool line, unsigned indent)
{
    char *copy = strdup(text);

    if (table->count == table->capacity) {
        size_t capacity = table->capacity ? 2 * table->capacity : 64;
        struct item *grown = realloc(table->items, capacity * sizeof *grown);

        if (grown) {
            table->items = grown;
            table->capacity = capacity;
        }
    }
    if (!copy || table->count == table->capacity) {
        free(copy);
        table->failed = true;
        return;
    }
    table->items[table->count++] = (struct item){copy, line, indent};
    /* cppcheck-suppress memleak ; the item has it */
}

void table_cell(struct table *table, const char *format, ...)
{
    char text[CELL_MAX];
    size_t width;
    va_list args;

    if (!table) {
        return;
    }
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    width = text_columns(text);
    if (width > table->widths[table->next]) {
        table->widths[table->next] = width;
    }
    add(table, text, false, 0);
    table->next = (table->next + 1) % table->columns;
}

void table_line(struct table *table, unsigned indent, const char *text)
{
    if (table) {
        add(table, text, true, indent);
    }
}

static void print_cell(const struct table *table, unsigned column, const char *text, size_t *owed, FILE *out)
{
    size_t width = text_columns(text);
    size_t padding = table->widths[column] - width;

    /* Spaces are owed until text follows them, so that no line ends in any. */
    *owed += table->right[column] ? padding : 0;
    if (width > 0) {
        fprintf(out, "%*s%s", (int)*owed, "", text);
        *owed = 0;
    }
    *owed += (table->right[column] ? 0 : padding) + table->gap;
}

bool table_print(const struct table *table, unsigned indent, FILE *out)
{
    unsigned column = 0;
    size_t owed = indent;

    if (!table || table->failed) {
        return false;
    }
    for (size_t i = 0; i < table->count; i++) {
        const struct item *item = &table->items[i];

        if (item->line) {
            fprintf(out, "%*s", (int)item->indent, "");
            print_wrapped(out, item->indent, item->indent + 2, item->text);
            continue;
        }
        print_cell(table, column, item->text, &owed, out);
        if (++column == table->columns) {
            putc('\n', out);
            column = 0;
            owed = indent;
        }
    }
    return true;
}

void print_wrapped(FILE *out, unsigned start, unsigned indent, const char *text)
{
    print_wrapped_to(out, REPORT_WIDTH, start, indent, text);
}

void print_wrapped_to(FILE *out, unsigned width, unsigned start, unsigned indent, const char *text)
{
    size_t at = start;
    bool first = true;

    while (*text) {
        char word[CELL_MAX];
        size_t length = strcspn(text, " ");
        size_t columns;

        snprintf(word, sizeof word, "%.*s", (int)length, text);
        columns = text_columns(word);
        if (!first && at + 1 + columns > width) {
            fprintf(out, "\n%*s", (int)indent, "");
            at = indent;
            first = true;
        }
        fprintf(out, "%s%s", first ? "" : " ", word);
        at += columns + !first;
        first = false;
        text += length;
        text += strspn(text, " ");
    }
    putc('\n', out);
}
