/* Aligned columns of text, with lines of their own between the rows. */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define REPORT_WIDTH 80u /* columns that a report for people fits into where its values allow */

struct table;

/* columns: one letter each, 'l' or 'r' for the side to which its cells go; gap: spaces between them. NULL where memory
   ran out. */
struct table *table_new(const char *columns, unsigned gap);

/* table may be NULL, here and below. */
void table_free(struct table *table);

/* Fill the next cell; after the last column the next row begins. The text is kept as a copy. */
void table_cell(struct table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A line of its own behind the rows so far, wrapped at REPORT_WIDTH. */
void table_line(struct table *table, unsigned indent, const char *text);

/* Print it, each row indented. False where memory ran out since table_new. */
bool table_print(const struct table *table, unsigned indent, FILE *out);

/* Print text from column start (already reached) on, broken between words so that it keeps to REPORT_WIDTH. */
void print_wrapped(FILE *out, unsigned start, unsigned indent, const char *text);

/* The same for another width than REPORT_WIDTH. */
void print_wrapped_to(FILE *out, unsigned width, unsigned start, unsigned indent, const char *text);

#endif
