/* Notes in the reports that show them. */
#include "report/noted.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/json.h"
#include "tdxplore/text.h"

void noted_label(const struct tdxp_note *note, char label[static NOTED_LABEL])
{
    struct tdxp_range range = note->place.range;

    if (range.length > 0) {
        snprintf(label, NOTED_LABEL, "noted 0x%" PRIx64 "+0x%" PRIx64 ": ", range.start, range.length);
    } else {
        snprintf(label, NOTED_LABEL, "noted: ");
    }
}

char *noted_line(const char **text, bool utf8)
{
    size_t length = strcspn(*text, "\n");
    size_t size = length * TDXP_ESCAPE_MAX + 1;
    char *line = malloc(size);

    if (line) {
        (utf8 ? tdxp_escape_utf8 : tdxp_escape)(*text, length, line, size);
        *text = (*text)[length] ? *text + length + 1 : NULL;
    }
    return line;
}

json_t *noted_object(const struct tdxp_note *note)
{
    struct tdxp_range range = note->place.range;
    bool ranged = range.length > 0;

    return json_pack("{s:o, s:o, s:s}", "offset", ranged ? json_hex(range.start) : json_null(), "length",
                     ranged ? json_hex(range.length) : json_null(), "text", note->text);
}
