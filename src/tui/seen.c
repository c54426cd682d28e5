/* The file of places. */
#include "tui/seen.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "image/word.h"
#include "image/xdg.h"

enum { FILE_MOST = 1 << 20, LINE_MOST = 3 * SEEN_PATH + 128 };

/* ---- lines ---- */

static bool take_place(const char *text, struct seen_place *place)
{
    char view[SEEN_WORD], guest[SEEN_WORD], pane[SEEN_WORD], offset[24], node[LINE_MOST], more;
    char *end;

    if (sscanf(text, "%15s %15s %15s %23s %3199s %c", pane, view, guest, offset, node, &more) != 5) {
        return false;
    }
    *place = (struct seen_place){.set = true, .guest = strcmp(view, "guest") == 0, .sev = strcmp(guest, "sev") == 0};
    memcpy(place->pane, pane, sizeof place->pane);
    errno = 0;
    place->offset = strtoull(offset, &end, 16);
    return *end == '\0' && errno == 0 && strncmp(offset, "0x", 2) == 0 &&
           word_take(node, place->node, sizeof place->node) && (place->guest || strcmp(view, "file") == 0) &&
           (place->sev || strcmp(guest, "tdx") == 0);
}

static int mark_number(char letter)
{
    return letter >= 'a' && letter <= 'z' ? letter - 'a' : letter >= 'A' && letter <= 'Z' ? 26 + letter - 'A' : -1;
}

/* A line below that of an image: true where it is one, which is then put into *seen. */
static bool take_line(const char *line, struct seen *seen)
{
    struct seen_place place;
    int mark = strncmp(line, "mark ", 5) == 0 ? mark_number(line[5]) : -1;

    if (mark >= 0 && line[6] == ' ' && take_place(line + 7, &place)) {
        seen->marks[mark] = place;
        return true;
    }
    if (strncmp(line, "place ", 6) == 0 && take_place(line + 6, &place)) {
        seen->last = place;
        return true;
    }
    return false;
}

/* The key of a line that begins an image, or NULL. */
static const char *key_of(const char *line)
{
    const char *key = strncmp(line, "image /", 7) == 0 ? line + 6 : NULL;

    for (const char *c = key; c && *c; c++) {
        if (!word_is_plain((unsigned char)*c) && *c != '%' && *c != ' ') {
            return NULL;
        }
    }
    return key;
}

static void put_place(FILE *out, const struct seen_place *place)
{
    char node[LINE_MOST];

    word_put(place->node, node, sizeof node);
    fprintf(out, "%s %s %s 0x%" PRIx64 " %s\n", place->pane, place->guest ? "guest" : "file",
            place->sev ? "sev" : "tdx", place->offset, node);
}

static void put_image(FILE *out, const char *key, const struct seen *seen)
{
    fprintf(out, "image %s\n", key);
    if (seen->last.set) {
        fputs("place ", out);
        put_place(out, &seen->last);
    }
    for (int i = 0; i < SEEN_MARKS; i++) {
        if (seen->marks[i].set) {
            fprintf(out, "mark %c ", i < 26 ? 'a' + i : 'A' + i - 26);
            put_place(out, &seen->marks[i]);
        }
    }
}

/* ---- the file ---- */

/* Open it to be read; NULL where it is not there, no file, or too large. *hidden where there is one that does not open. */
static FILE *open_file(const char *path, bool *hidden)
{
    FILE *in = fopen(path, "re");
    struct stat info;

    *hidden = in ? fstat(fileno(in), &info) != 0 : errno != ENOENT && errno != ENOTDIR;
    if (in && (*hidden || !S_ISREG(info.st_mode) || info.st_size > FILE_MOST)) {
        int cause = errno;

        fclose(in);
        errno = cause;
        in = NULL;
    }
    return in;
}

/* The next line without its end; one that is too long is passed over. False at the end of the file. */
static bool next_line(FILE *in, char line[LINE_MOST])
{
    while (fgets(line, LINE_MOST, in)) {
        char *end = strchr(line, '\n');
        int c;

        if (end) {
            *end = '\0';
            return true;
        }
        while ((c = getc(in)) != EOF && c != '\n') {
        }
    }
    return false;
}

bool seen_read(const char *path, const char *key, struct seen *seen)
{
    char line[LINE_MOST];
    bool found = false;
    bool here = false;
    bool hidden;
    FILE *in = open_file(path, &hidden);

    memset(seen, 0, sizeof *seen);
    while (in && next_line(in, line)) {
        if (strncmp(line, "image ", 6) == 0) {
            if (found) {
                break;
            }
            here = key_of(line) && strcmp(key_of(line), key) == 0;
            found = here;
        } else if (here) {
            take_line(line, seen);
        }
    }
    if (in) {
        fclose(in);
    }
    return found;
}

/* What the file has of the other images. False with errno set where it cannot be read. */
static bool put_others(FILE *out, FILE *in, const char *key)
{
    char line[LINE_MOST];
    int images = 1;
    bool keep = false;

    while (next_line(in, line)) {
        struct seen scratch;

        if (strncmp(line, "image ", 6) == 0) {
            keep = key_of(line) && strcmp(key_of(line), key) != 0 && images < SEEN_IMAGES;
            images += keep;
        } else if (!take_line(line, &scratch)) {
            continue;
        }
        if (keep) {
            fprintf(out, "%s\n", line);
        }
    }
    return !ferror(in);
}

bool seen_write(const char *path, const char *key, const struct seen *seen, struct tdxp_error *err)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    bool hidden;
    FILE *in = open_file(path, &hidden);
    int cause = errno;
    bool written = false;

    if (out) {
        put_image(out, key, seen);
        if (in && !put_others(out, in, key)) {
            hidden = true;
            cause = errno;
        }
        written = fclose(out) == 0;
    }
    if (in) {
        fclose(in);
    }
    if (!written) {
        tdxp_error_set(err, "out of memory");
    } else if (hidden) {
        /* The places of other images would be lost. */
        tdxp_error_set(err, "cannot read: %s", strerror(cause));
        written = false;
    } else if (!xdg_make_directories(path)) {
        tdxp_error_set(err, "%s", strerror(errno));
        written = false;
    } else {
        const struct tdxp_bytes bytes = {(const uint8_t *)text, size};

        written = xdg_replace(path, &bytes, err);
    }
    free(text);
    return written;
}
