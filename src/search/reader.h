/* Reading a pattern: the text, where reading it has come, and how each kind is read. */
#ifndef SEARCH_READER_H
#define SEARCH_READER_H

#include "tdxplore/guid.h"
#include "tdxplore/search.h"

struct reader {
    const char *text; /* all of the pattern, for the numbers of its characters */
    const char *at;   /* the rest of it, without key and colon */
    struct tdxp_pattern *pattern;
    struct tdxp_error *err; /* may be NULL */
};

/* Fill in the error: "character 7 of the pattern: ...". at is in the text. Returns false. */
bool reader_fail(const struct reader *reader, const char *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Append a byte to a needle; false, with the error, where it is full. */
bool reader_put(const struct reader *reader, struct tdxp_needle *needle, const char *at, uint8_t value, uint8_t mask);

/* Another needle for the pattern. There is room for one. */
struct tdxp_needle *reader_needle(const struct reader *reader);

/* A GUID in any of the forms in which people write it. False, with the error, for anything else. */
bool reader_guid(const struct reader *reader, struct tdxp_guid *guid);

#endif
