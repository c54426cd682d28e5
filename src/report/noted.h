/* Notes in the reports that show them. */
#ifndef REPORT_NOTED_H
#define REPORT_NOTED_H

#include <jansson.h>

#include "tdxplore/notes.h"

#define NOTED_LABEL 64 /* bytes that suffice for a label */

/* What leads the text of a note: "noted: ", or of a range in its node "noted 0x10+0x20: ". */
void noted_label(const struct tdxp_note *note, char label[static NOTED_LABEL]);

/* One line of a note's text, made harmless, into an allocated string; *text is then the next one, or NULL behind the last.
   NULL where memory ran out. */
char *noted_line(const char **text, bool utf8);

/* A note as JSON: "offset" and "length" in its node, or null, and "text"; NULL where memory ran out. */
json_t *noted_object(const struct tdxp_note *note);

#endif
