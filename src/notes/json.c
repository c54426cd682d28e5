/* Notes as JSON. */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "notes/list.h"
#include "notes/moment.h"
#include "notes/read.h"
#include "tdxplore/text.h"

#define FORMAT "tdxplore notes"

/* ---- writing ---- */

static json_t *hex(uint64_t value)
{
    return json_sprintf("0x%" PRIx64, value);
}

static json_t *time_text(int64_t seconds)
{
    char text[MOMENT_TEXT];

    moment_put(seconds, text);
    return text[0] ? json_string(text) : json_null();
}

/* Where it is; for who looks at it, not for who reads it again. */
static bool set_where(json_t *object, const struct tdxp_noted *noted)
{
    static const char *const keys[] = {"space", "start", "size"};
    json_t *const values[] = {
        noted->node ? json_integer(noted->node->space->id) : json_null(),
        noted->node ? hex(noted->range.start) : json_null(),
        noted->node ? hex(noted->range.length) : json_null(),
    };
    bool set = true;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        set = json_object_set_new(object, keys[i], values[i]) == 0 && set;
    }
    return set;
}

static json_t *note_object(const struct tdxp_note *note, const struct tdxp_noted *noted)
{
    bool ranged = note->place.range.length > 0;
    json_t *object = json_pack("{s:s, s:o, s:o, s:s, s:o, s:o}", "path", note->place.path, "offset",
                               ranged ? hex(note->place.range.start) : json_null(), "length",
                               ranged ? hex(note->place.range.length) : json_null(), "text", note->text, "made",
                               time_text(note->made), "changed", time_text(note->changed));

    if (object && noted && !set_where(object, noted)) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static int write_part(const char *text, size_t length, void *context)
{
    /* An error of the stream is seen in the stream. */
    fwrite(text, 1, length, context);
    return 0;
}

bool tdxp_notes_write_json(const struct tdxp_notes *notes, const struct tdxp_noting *noting, FILE *out)
{
    const char *sha256 = tdxp_notes_sha256(notes);
    json_t *array = json_array();
    json_t *root = json_pack("{s:s, s:i, s:o, s:o}", "format", FORMAT, "version", 1, "sha256",
                             *sha256 ? json_string(sha256) : json_null(), "notes", array);
    bool whole = root != NULL;

    for (size_t i = 0; i < tdxp_notes_count(notes) && whole; i++) {
        const struct tdxp_noted *noted = noting ? &noting->items[i] : NULL;

        whole = json_array_append_new(array, note_object(noted ? noted->note : tdxp_notes_get(notes, i), noted)) == 0;
    }
    whole = whole && json_dump_callback(root, write_part, out, JSON_ENSURE_ASCII | JSON_INDENT(2)) == 0;
    json_decref(root);
    if (whole) {
        putc('\n', out);
    }
    return whole;
}

/* ---- reading ---- */

static bool is_none(const json_t *value)
{
    return !value || json_is_null(value);
}

/* "0x10", or a number. */
static bool take_number(const json_t *value, char text[static 32])
{
    if (json_is_string(value) && json_string_length(value) < 31) {
        strcpy(text, json_string_value(value));
        return true;
    }
    if (json_is_integer(value) && json_integer_value(value) >= 0) {
        snprintf(text, 32, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return true;
    }
    return false;
}

static bool take_range(const json_t *object, struct tdxp_range *range)
{
    const json_t *offset = json_object_get(object, "offset");
    const json_t *length = json_object_get(object, "length");
    char start[32], size[32], both[72];

    if (is_none(offset) && is_none(length)) {
        return true;
    }
    if (!take_number(offset, start) || !take_number(length, size)) {
        return false;
    }
    snprintf(both, sizeof both, "%s+%s", start, size);
    return tdxp_note_range_parse(both, range);
}

static bool take_time(const json_t *value, int64_t *seconds)
{
    return is_none(value) || (json_is_string(value) && moment_take(json_string_value(value), seconds));
}

/* What is wrong with a note, or NULL. */
static const char *take_note(const json_t *object, struct tdxp_note *note)
{
    note->place.path = json_string_value(json_object_get(object, "path"));
    note->text = json_string_value(json_object_get(object, "text"));
    if (!note->place.path || !note->text) {
        return "a note has \"path\" and \"text\", which are strings";
    }
    if (!take_range(object, &note->place.range)) {
        return "\"offset\" and \"length\" are no range";
    }
    if (!take_time(json_object_get(object, "made"), &note->made) ||
        !take_time(json_object_get(object, "changed"), &note->changed)) {
        return "\"made\" or \"changed\" is no time";
    }
    if (note->changed == 0) {
        note->changed = note->made;
    }
    return NULL;
}

static bool take_notes(struct tdxp_notes *notes, const json_t *array, struct tdxp_error *err)
{
    size_t count = json_array_size(array);

    for (size_t i = 0; i < count; i++) {
        struct tdxp_note note = {0};
        struct tdxp_notes_tally tally = {0};
        struct tdxp_error cause;
        const char *wrong = take_note(json_array_get(array, i), &note);

        if (wrong || !notes_join(notes, &note, &tally, &cause)) {
            tdxp_error_set(err, "note %zu: %s", i + 1, wrong ? wrong : cause.text);
            return false;
        }
    }
    return true;
}

/* What is wrong with the whole, or NULL. */
static const char *judge(const json_t *root)
{
    const char *format = json_string_value(json_object_get(root, "format"));
    const json_t *sha256 = json_object_get(root, "sha256");

    if (!format || strcmp(format, FORMAT) != 0) {
        return "these are no notes: \"format\" is not \"" FORMAT "\"";
    }
    if (json_integer_value(json_object_get(root, "version")) != 1) {
        return "these notes are of another version of the format";
    }
    if (!is_none(sha256) && !(json_is_string(sha256) && notes_is_sha256(json_string_value(sha256)))) {
        return "\"sha256\" is no SHA-256";
    }
    return json_is_array(json_object_get(root, "notes")) ? NULL : "\"notes\" is no array";
}

static struct tdxp_notes *take_root(const json_t *root, struct tdxp_error *err)
{
    const char *sha256 = json_string_value(json_object_get(root, "sha256"));
    const char *wrong = judge(root);
    struct tdxp_notes *notes;

    if (wrong) {
        tdxp_error_set(err, "%s", wrong);
        return NULL;
    }
    notes = tdxp_notes_new(sha256 ? sha256 : "");
    if (!notes) {
        tdxp_error_set(err, "out of memory");
        return NULL;
    }
    if (!take_notes(notes, json_object_get(root, "notes"), err)) {
        tdxp_notes_free(notes);
        return NULL;
    }
    return notes;
}

struct tdxp_notes *notes_read_json(const char *text, size_t size, struct tdxp_error *err)
{
    json_error_t cause;
    json_t *root = json_loadb(text, size, 0, &cause);
    struct tdxp_notes *notes = NULL;

    if (root) {
        notes = take_root(root, err);
    } else {
        char safe[160];

        tdxp_escape(cause.text, strlen(cause.text), safe, sizeof safe);
        tdxp_error_set(err, "line %d: %s", cause.line, safe);
    }
    json_decref(root);
    return notes;
}
