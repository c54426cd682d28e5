/* The digest that the measurement pane has, and what the command says of the same. */
#ifndef TESTS_SCREEN_MEASURED_H
#define TESTS_SCREEN_MEASURED_H

#include "explorer.h"
#include "tdxplore/measure.h"

#define MEASUREMENT "Measurement"

/* The first digest that stands in the pane, from rows that are digits and nothing else; "" for none. */
void measured_shown(struct explorer *e, char digest[TDXP_MRTD_TEXT]);

/* Waits until it is that one. */
void measured_wait(struct explorer *e, char *expected);

/* What "tdxplore measure" with these arguments says behind the name of the value, which begins a line of its output. */
void measured_by_command(const char *name, const char *arguments, char digest[TDXP_MRTD_TEXT]);

#endif
