/* Times as text: "2026-11-28T12:04:01Z". */
#ifndef NOTES_MOMENT_H
#define NOTES_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

#define MOMENT_TEXT 32 /* bytes that suffice for one, the NUL included */

/* Write seconds since 1970 in UTC; "" for 0 and for what no year of four digits has. */
void moment_put(int64_t seconds, char text[static MOMENT_TEXT]);

/* The other way round. False, and *seconds untouched, for what is no such time. */
bool moment_take(const char *text, int64_t *seconds);

#endif
