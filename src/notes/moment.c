/* Times as text. */
#include "notes/moment.h"

#include <string.h>
#include <time.h>

void moment_put(int64_t seconds, char text[static MOMENT_TEXT])
{
    time_t time = (time_t)seconds;
    struct tm parts;

    text[0] = '\0';
    if (seconds > 0 && gmtime_r(&time, &parts) && parts.tm_year <= 9999 - 1900) {
        strftime(text, MOMENT_TEXT, "%Y-%m-%dT%H:%M:%SZ", &parts);
    }
}

bool moment_take(const char *text, int64_t *seconds)
{
    struct tm parts;
    char again[MOMENT_TEXT];
    const char *end;
    time_t time;

    memset(&parts, 0, sizeof parts);
    end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (!end || *end) {
        return false;
    }
    /* What is written differently, as a 31st of June, would not come out as it went in. */
    time = timegm(&parts);
    moment_put(time, again);
    if (strcmp(again, text) != 0) {
        return false;
    }
    *seconds = time;
    return true;
}
