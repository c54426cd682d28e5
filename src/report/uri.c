/* File names as URI references. */
#include "report/uri.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { ENCODED_MAX = 3 }; /* bytes for one of the path: "%2F" */

/* Every other byte is encoded, ':' too, so that the first segment is never taken for a scheme. */
static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("-._~", c));
}

static char *put_encoded(char *at, const char *bytes, size_t length)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];

        if (is_unreserved(bytes[i])) {
            *at++ = bytes[i];
        } else {
            *at++ = '%';
            *at++ = digits[byte >> 4];
            *at++ = digits[byte & 15];
        }
    }
    return at;
}

static bool is_segment(const char *start, size_t length, const char *segment)
{
    return length == strlen(segment) && memcmp(start, segment, length) == 0;
}

static bool leads_up(const char *path)
{
    while (*path) {
        size_t length = strcspn(path, "/");

        if (is_segment(path, length, "..")) {
            return true;
        }
        path += length + (path[length] == '/');
    }
    return false;
}

static char *encode(const char *path)
{
    bool absolute = path[0] == '/';
    char *uri = malloc(sizeof URI_FILE + strlen(path) * ENCODED_MAX + 1);
    char *at = uri;
    char *first;

    if (!uri) {
        return NULL;
    }
    if (absolute) {
        memcpy(at, URI_FILE, strlen(URI_FILE));
        at += strlen(URI_FILE);
    }
    first = at;
    while (*path) {
        size_t length = strcspn(path, "/");

        if (length > 0 && !is_segment(path, length, ".")) {
            if (absolute || at > first) {
                *at++ = '/';
            }
            at = put_encoded(at, path, length);
        }
        path += length + (path[length] == '/');
    }
    if (at == first) {
        *at++ = absolute ? '/' : '.';
    }
    *at = '\0';
    return uri;
}

char *uri_of_path(const char *path)
{
    char *resolved = leads_up(path) ? realpath(path, NULL) : NULL;
    char *uri = encode(resolved ? resolved : path);

    free(resolved);
    return uri;
}
