/* Notes as text that people can read, edit and compare. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "image/utf8.h"
#include "image/word.h"
#include "notes/list.h"
#include "notes/moment.h"
#include "notes/read.h"
#include "tdxplore/text.h"

#define FIRST_LINE "tdxplore notes "

enum { WORD_MOST = 3 * (int)TDXP_NOTE_PATH_MOST };

/* ---- writing ---- */

/* A line of length bytes, made harmless. False where memory ran out. */
static bool put_line(const char *line, size_t length, bool ascii, FILE *out)
{
    size_t size = length * TDXP_ESCAPE_MAX + 1;
    char *safe = malloc(size);

    if (!safe) {
        return false;
    }
    (ascii ? tdxp_escape : tdxp_escape_utf8)(line, length, safe, size);
    fprintf(out, length > 0 ? "| %s\n" : "|%s\n", safe);
    free(safe);
    return true;
}

static bool put_text(const char *text, bool ascii, FILE *out)
{
    bool whole = true;

    for (bool more = true; more && whole;) {
        size_t length = strcspn(text, "\n");

        whole = put_line(text, length, ascii, out);
        more = text[length] == '\n';
        text += length + 1;
    }
    return whole;
}

static void put_time(const char *key, int64_t seconds, FILE *out)
{
    char text[MOMENT_TEXT];

    moment_put(seconds, text);
    if (text[0]) {
        fprintf(out, "%s %s\n", key, text);
    }
}

/* For who reads it; a comment to who parses it. */
static void put_where(const struct tdxp_noted *noted, FILE *out)
{
    char name[256];

    if (!noted->node) {
        fputs(noted->packed ? "# in what is not decompressed\n" : "# not in this image\n", out);
        return;
    }
    fprintf(out, "# at 0x%" PRIx64 ", 0x%" PRIx64 " bytes", noted->range.start, noted->range.length);
    if (noted->node->space->id > 0) {
        tdxp_escape(noted->node->space->name, strlen(noted->node->space->name), name, sizeof name);
        fprintf(out, " of %s", name);
    }
    putc('\n', out);
}

static bool put_note(const struct tdxp_note *note, const struct tdxp_noted *noted, bool ascii, FILE *out)
{
    char word[WORD_MOST];
    struct tdxp_range range = note->place.range;

    word_put(note->place.path, word, sizeof word);
    fprintf(out, "\nnote %s\n", word);
    if (range.length > 0) {
        fprintf(out, "range 0x%" PRIx64 "+0x%" PRIx64 "\n", range.start, range.length);
    }
    if (noted) {
        put_where(noted, out);
    }
    put_time("made", note->made, out);
    if (note->changed != note->made) {
        put_time("changed", note->changed, out);
    }
    return put_text(note->text, ascii, out);
}

bool tdxp_notes_write(const struct tdxp_notes *notes, const struct tdxp_noting *noting, bool ascii, FILE *out)
{
    bool whole = true;

    fputs(FIRST_LINE "1\n", out);
    if (*tdxp_notes_sha256(notes)) {
        fprintf(out, "image %s\n", tdxp_notes_sha256(notes));
    }
    for (size_t i = 0; i < tdxp_notes_count(notes) && whole; i++) {
        const struct tdxp_noted *noted = noting ? &noting->items[i] : NULL;

        whole = put_note(noted ? noted->note : tdxp_notes_get(notes, i), noted, ascii, out);
    }
    return whole;
}

/* ---- reading ---- */

struct reader {
    struct tdxp_notes *notes;
    size_t line; /* its number, from 1 */
    bool open;   /* a note has begun */
    size_t begun;
    struct tdxp_note note;
    char path[TDXP_NOTE_PATH_MOST];
    char *text; /* of the note; points into the buffer that is read */
    size_t length;
    struct tdxp_error *err;
};

static bool fail(struct reader *r, size_t line, const char *wrong)
{
    tdxp_error_set(r->err, "line %zu: %s", line, wrong);
    return false;
}

/* Write a character as UTF-8, where it is one; returns how many bytes. */
static size_t encode(unsigned long c, char out[4])
{
    bool none = c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000);

    return none ? 0 : utf8_put((uint32_t)c, out);
}

/* What an escape at a backslash stands for, *used bytes of it; 0 where it is none, and the backslash stands for itself. */
static size_t unescape(const char *at, size_t *used, char out[4])
{
    static const char digits[] = "0123456789abcdefABCDEF";
    size_t count;

    if (at[1] == '\\') {
        *used = 2;
        out[0] = '\\';
        return 1;
    }
    if (at[1] == 'x' && strspn(at + 2, digits) >= 2) {
        const char pair[] = {at[2], at[3], '\0'};

        *used = 4;
        out[0] = (char)strtoul(pair, NULL, 16);
        return out[0] ? 1 : 0;
    }
    count = at[1] == 'u' && at[2] == '{' ? strspn(at + 3, digits) : 0;
    if (count == 0 || count > 6 || at[3 + count] != '}') {
        return 0;
    }
    *used = count + 4;
    return encode(strtoul(at + 3, NULL, 16), out);
}

/* Put a line of text behind those of the note; it never becomes longer than what it is read from, before which it stays. */
static void take_text(struct reader *r, char *line)
{
    if (!r->text) {
        r->text = line;
        r->length = 0;
    } else {
        r->text[r->length++] = '\n';
    }
    while (*line) {
        char piece[4] = {*line};
        size_t used = 1;
        size_t count = *line == '\\' ? unescape(line, &used, piece) : 1;

        if (count == 0) {
            piece[0] = *line;
            count = 1;
            used = 1;
        }
        line += used;
        memcpy(r->text + r->length, piece, count);
        r->length += count;
    }
}

static bool end_note(struct reader *r)
{
    struct tdxp_notes_tally tally = {0};
    struct tdxp_error err;

    if (!r->open) {
        return true;
    }
    r->open = false;
    if (!r->text) {
        return fail(r, r->begun, "a note has no text");
    }
    r->text[r->length] = '\0';
    r->note.place.path = r->path;
    r->note.text = r->text;
    if (r->note.changed == 0) {
        r->note.changed = r->note.made;
    }
    /* Of two that somebody has put together in an editor, none is lost. */
    return notes_join(r->notes, &r->note, &tally, &err) || fail(r, r->begun, err.text);
}

static bool begin_note(struct reader *r, const char *word)
{
    if (!end_note(r)) {
        return false;
    }
    r->note = (struct tdxp_note){0};
    r->text = NULL;
    r->open = true;
    r->begun = r->line;
    return word_take(word, r->path, sizeof r->path) || fail(r, r->line, "that is no path of a node");
}

static const char *behind(const char *line, const char *key)
{
    size_t length = strlen(key);

    return strncmp(line, key, length) == 0 ? line + length : NULL;
}

/* A line that is neither empty nor a comment. */
static bool take_line(struct reader *r, char *line)
{
    const char *rest;

    if ((rest = behind(line, "note "))) {
        return begin_note(r, rest);
    }
    if (!r->open && (rest = behind(line, "image "))) {
        notes_set_sha256(r->notes, rest);
        return notes_is_sha256(rest) || fail(r, r->line, "that is no SHA-256");
    }
    if (r->open && !r->text && (rest = behind(line, "range "))) {
        return tdxp_note_range_parse(rest, &r->note.place.range) ||
               fail(r, r->line, "a range is OFFSET+LENGTH, as 0x10+0x20");
    }
    if (r->open && !r->text && (rest = behind(line, "made "))) {
        return moment_take(rest, &r->note.made) || fail(r, r->line, "that is no time");
    }
    if (r->open && !r->text && (rest = behind(line, "changed "))) {
        return moment_take(rest, &r->note.changed) || fail(r, r->line, "that is no time");
    }
    if (r->open && line[0] == '|') {
        take_text(r, line + (line[1] == ' ' ? 2 : 1));
        return true;
    }
    return fail(r, r->line, "this is no line of notes here");
}

static bool take_first(struct reader *r, const char *line)
{
    const char *version = behind(line, FIRST_LINE);

    if (!version) {
        return fail(r, 1, "these are no notes: the first line is not '" FIRST_LINE "1'");
    }
    return strcmp(version, "1") == 0 || fail(r, 1, "these notes are of another version of the format");
}

static bool take_lines(struct reader *r, char *text, size_t size)
{
    char *end = text + size;

    while (text < end) {
        char *stop = memchr(text, '\n', (size_t)(end - text));
        char *next = stop ? stop + 1 : end;

        stop = stop ? stop : end;
        r->line++;
        if (memchr(text, '\0', (size_t)(stop - text))) {
            return r->line == 1 ? take_first(r, "") : fail(r, r->line, "there is a NUL in it");
        }
        *stop = '\0';
        if (stop > text && stop[-1] == '\r') {
            stop[-1] = '\0';
        }
        if (r->line == 1 ? !take_first(r, text) : *text && *text != '#' && !take_line(r, text)) {
            return false;
        }
        text = next;
    }
    return r->line > 0 ? end_note(r) : take_first(r, "");
}

struct tdxp_notes *notes_read_text(char *text, size_t size, struct tdxp_error *err)
{
    struct reader *r = calloc(1, sizeof *r);
    struct tdxp_notes *notes = r ? tdxp_notes_new("") : NULL;

    if (!notes) {
        tdxp_error_set(err, "out of memory");
        free(r);
        return NULL;
    }
    r->notes = notes;
    r->err = err;
    if (!take_lines(r, text, size)) {
        tdxp_notes_free(notes);
        notes = NULL;
    }
    free(r);
    return notes;
}
