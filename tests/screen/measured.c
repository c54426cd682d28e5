/* The digest that the measurement pane has, and what the command says of the same. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "measured.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

void measured_shown(struct explorer *e, char digest[TDXP_MRTD_TEXT])
{
    struct area inside = explorer_inside(e, MEASUREMENT);
    size_t used = 0;

    for (int row = 0; row < inside.rows; row++) {
        char text[EXPLORER_TEXT];
        size_t length;

        explorer_text(e, inside, row, text, sizeof text);
        length = strspn(text, "0123456789abcdef");
        if (length >= 8 && text[length] == '\0' && used + length < TDXP_MRTD_TEXT) {
            memcpy(digest + used, text, length);
            used += length;
        }
    }
    digest[used] = '\0';
}

static bool digest_is(struct screen *s, void *context)
{
    struct explorer *e = ((void **)context)[0];
    char text[TDXP_MRTD_TEXT];

    (void)s;
    measured_shown(e, text);
    return strcmp(text, ((const char **)context)[1]) == 0;
}

void measured_wait(struct explorer *e, char *expected)
{
    void *context[] = {e, expected};

    screen_wait_until(e->s, digest_is, context, expected);
}

void measured_by_command(const char *name, const char *arguments, char digest[TDXP_MRTD_TEXT])
{
    const size_t length = strlen(name);
    char command[512];
    char line[256];
    FILE *out;

    snprintf(command, sizeof command, "\"$TDXPLORE\" measure %s", arguments);
    out = popen(command, "r");
    assert_non_null(out);
    digest[0] = '\0';
    while (fgets(line, sizeof line, out)) {
        if (strncmp(line, name, length) == 0 && line[length] == ' ') {
            snprintf(digest, TDXP_MRTD_TEXT, "%.96s", line + length + 1);
        }
    }
    pclose(out);
    assert_int_equal(strlen(digest), TDXP_MRTD_TEXT - 1);
}
