/* What standard output can show. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

struct args;

/* True for a terminal that has colours, where the user has not refused them (NO_COLOR). */
bool output_takes_colour(void);

/* The same, unless --color says otherwise. */
bool output_wants_colour(const struct args *args);

/* The columns of the terminal, by itself or else by COLUMNS; 0 for what is no terminal, and where neither tells. */
uint32_t output_columns(void);

#endif
