/* A list of notes. */
#include "notes/list.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/text.h"

struct item {
    struct tdxp_note note; /* whose strings are these: */
    char *path, *text;     /* owned */
};

struct tdxp_notes {
    char sha256[TDXP_SHA256_TEXT];
    struct item *items; /* owned */
    size_t count, room;
};

bool notes_is_sha256(const char *text)
{
    return strlen(text) == TDXP_SHA256_TEXT - 1 && strspn(text, "0123456789abcdef") == TDXP_SHA256_TEXT - 1;
}

void notes_set_sha256(struct tdxp_notes *notes, const char *sha256)
{
    notes->sha256[0] = '\0';
    if (notes_is_sha256(sha256)) {
        memcpy(notes->sha256, sha256, sizeof notes->sha256);
    }
}

struct tdxp_notes *tdxp_notes_new(const char *sha256)
{
    struct tdxp_notes *notes = calloc(1, sizeof *notes);

    if (notes) {
        notes_set_sha256(notes, sha256);
    }
    return notes;
}

static void free_item(struct item *item)
{
    free(item->path);
    free(item->text);
}

void tdxp_notes_free(struct tdxp_notes *notes)
{
    for (size_t i = 0; notes && i < notes->count; i++) {
        free_item(&notes->items[i]);
    }
    if (notes) {
        free(notes->items);
    }
    free(notes);
}

const char *tdxp_notes_sha256(const struct tdxp_notes *notes)
{
    return notes->sha256;
}

size_t tdxp_notes_count(const struct tdxp_notes *notes)
{
    return notes->count;
}

const struct tdxp_note *tdxp_notes_get(const struct tdxp_notes *notes, size_t n)
{
    return n < notes->count ? &notes->items[n].note : NULL;
}

/* ---- places ---- */

/* The path without slashes at its ends, *length bytes; the root, which is nothing else, is "/". */
static const char *bare(const char *path, size_t *length)
{
    const char *from = path + strspn(path, "/");
    size_t count = strlen(from);

    while (count > 0 && from[count - 1] == '/') {
        count--;
    }
    *length = count > 0 ? count : 1;
    return count > 0 ? from : "/";
}

static bool same_place(const struct tdxp_note_place *a, const struct tdxp_note_place *b)
{
    size_t a_length, b_length;
    const char *a_path = bare(a->path, &a_length);
    const char *b_path = bare(b->path, &b_length);

    if (a->range.length != b->range.length || (a->range.length > 0 && a->range.start != b->range.start)) {
        return false;
    }
    return a_length == b_length && memcmp(a_path, b_path, a_length) == 0;
}

static struct item *find(const struct tdxp_notes *notes, const struct tdxp_note_place *place)
{
    for (size_t i = 0; i < notes->count; i++) {
        if (same_place(&notes->items[i].note.place, place)) {
            return &notes->items[i];
        }
    }
    return NULL;
}

const struct tdxp_note *tdxp_notes_find(const struct tdxp_notes *notes, const struct tdxp_note_place *place)
{
    const struct item *item = find(notes, place);

    return item ? &item->note : NULL;
}

/* ---- putting and removing ---- */

/* A copy of the text whose lines end as they should; NULL where memory ran out. */
static char *clean_text(const char *text)
{
    char *copy = malloc(strlen(text) + 1);
    size_t length = 0;

    if (!copy) {
        return NULL;
    }
    for (; *text; text++) {
        if (*text == '\r') {
            copy[length++] = '\n';
            text += text[1] == '\n';
        } else {
            copy[length++] = *text;
        }
    }
    while (length > 0 && copy[length - 1] == '\n') {
        length--;
    }
    copy[length] = '\0';
    return copy;
}

static bool is_sound(const struct tdxp_note_place *place, const char *text, struct tdxp_error *err)
{
    size_t length;
    const char *path = bare(place->path, &length);
    size_t size = strlen(text);
    uint64_t end;

    if (!*place->path || length >= TDXP_NOTE_PATH_MOST || !tdxp_is_utf8(path, length)) {
        tdxp_error_set(err, "a path is empty, not UTF-8, or longer than %u bytes", TDXP_NOTE_PATH_MOST - 1);
        return false;
    }
    if (!tdxp_add(place->range.start, place->range.length, &end)) {
        tdxp_error_set(err, "a range ends beyond 64 bits");
        return false;
    }
    if (size == 0 || size > TDXP_NOTE_TEXT_MOST) {
        tdxp_error_set(err, size == 0 ? "a note has no text" : "the text of a note is longer than 65536 bytes");
        return false;
    }
    if (!tdxp_is_utf8(text, size)) {
        tdxp_error_set(err, "the text of a note is not UTF-8");
        return false;
    }
    return true;
}

static bool make_room(struct tdxp_notes *notes, struct tdxp_error *err)
{
    size_t room = notes->room ? 2 * notes->room : 16;
    struct item *items;

    if (notes->count >= TDXP_NOTES_MOST) {
        tdxp_error_set(err, "there are more than %u notes", TDXP_NOTES_MOST);
        return false;
    }
    if (notes->count < notes->room) {
        return true;
    }
    items = realloc(notes->items, room * sizeof *items);
    if (!items) {
        tdxp_error_set(err, "out of memory");
        return false;
    }
    notes->items = items;
    notes->room = room;
    return true;
}

/* Takes text over where it succeeds. */
static bool add(struct tdxp_notes *notes, const struct tdxp_note *note, char *text, struct tdxp_error *err)
{
    size_t length;
    const char *from = bare(note->place.path, &length);
    struct item *item;
    char *path;

    if (!make_room(notes, err)) {
        return false;
    }
    path = strndup(from, length);
    if (!path) {
        tdxp_error_set(err, "out of memory");
        return false;
    }
    item = &notes->items[notes->count];
    *item = (struct item){*note, path, text};
    item->note.place.path = path;
    item->note.text = text;
    if (note->place.range.length == 0) {
        item->note.place.range.start = 0;
    }
    notes->count++;
    return true;
}

bool tdxp_notes_put(struct tdxp_notes *notes, const struct tdxp_note *note, struct tdxp_error *err)
{
    char *text = clean_text(note->text);
    struct item *old;

    if (!text) {
        tdxp_error_set(err, "out of memory");
        return false;
    }
    if (!is_sound(&note->place, text, err)) {
        free(text);
        return false;
    }
    old = find(notes, &note->place);
    if (!old) {
        bool added = add(notes, note, text, err);

        if (!added) {
            free(text);
        }
        return added;
    }
    free(old->text);
    old->text = text;
    old->note.text = text;
    old->note.changed = note->changed;
    if (old->note.made == 0) {
        old->note.made = note->made;
    }
    return true;
}

bool tdxp_notes_remove(struct tdxp_notes *notes, const struct tdxp_note_place *place)
{
    struct item *item = find(notes, place);
    size_t behind;

    if (!item) {
        return false;
    }
    behind = notes->count - 1 - (size_t)(item - notes->items);
    free_item(item);
    memmove(item, item + 1, behind * sizeof *item);
    notes->count--;
    return true;
}

/* ---- merging ---- */

/* Whether the lines of part are among those of whole, one behind the other. */
static bool has_lines(const char *whole, const char *part)
{
    size_t length = strlen(part);
    const char *at = whole;

    while (strncmp(at, part, length) != 0 || (at[length] != '\0' && at[length] != '\n')) {
        at = strchr(at, '\n');
        if (!at) {
            return false;
        }
        at++;
    }
    return true;
}

/* The lines of both; NULL where memory ran out. */
static char *lines_of_both(const char *a, const char *b)
{
    char *text;

    if (has_lines(a, b)) {
        return strdup(a);
    }
    if (has_lines(b, a)) {
        return strdup(b);
    }
    text = malloc(strlen(a) + strlen(b) + 2);
    if (text) {
        stpcpy(stpcpy(stpcpy(text, a), "\n"), b);
    }
    return text;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

bool notes_join(struct tdxp_notes *notes, const struct tdxp_note *note, struct tdxp_notes_tally *tally,
                struct tdxp_error *err)
{
    const struct tdxp_note *old = tdxp_notes_find(notes, &note->place);
    struct tdxp_note joined = *note;
    char *clean;
    char *text;
    bool new;
    bool put;

    if (!old) {
        put = tdxp_notes_put(notes, note, err);
        tally->added += put;
        return put;
    }
    clean = clean_text(note->text);
    text = clean ? lines_of_both(old->text, clean) : NULL;
    free(clean);
    if (!text) {
        tdxp_error_set(err, "out of memory");
        return false;
    }
    new = strcmp(text, old->text) != 0;
    joined.text = text;
    joined.changed = later(old->changed, note->changed);
    put = !new || tdxp_notes_put(notes, &joined, err);
    tally->joined += put && new;
    tally->same += put && !new;
    free(text);
    return put;
}

bool tdxp_notes_merge(struct tdxp_notes *notes, const struct tdxp_notes *other, struct tdxp_notes_tally *tally,
                      struct tdxp_error *err)
{
    *tally = (struct tdxp_notes_tally){0};
    for (size_t i = 0; i < other->count; i++) {
        if (!notes_join(notes, &other->items[i].note, tally, err)) {
            return false;
        }
    }
    return true;
}
