/* Time that goes on evenly. */
#ifndef TUI_MONOTONIC_H
#define TUI_MONOTONIC_H

#include <stdint.h>

/* Milliseconds since some moment in the past, whatever is done to the clock on the wall. */
int64_t monotonic_ms(void);

#endif
