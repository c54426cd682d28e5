/* Whether a program has left its terminal as it was. */
#ifndef TESTS_SCREEN_GIVEN_BACK_H
#define TESTS_SCREEN_GIVEN_BACK_H

#include "harness.h"

/*
 * Fails the test where the terminal is not as before the program: its screen, its cursor, what it reports of the mouse,
 * its line modes, which were *before, or a private mode that was set since the last mark. Returns how often the program
 * has changed a private mode, which is never where it did not take the terminal.
 */
int assert_given_back(struct screen *s, const struct termios *before);

#endif
