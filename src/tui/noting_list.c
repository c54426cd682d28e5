/* The list of notes, going to them, and taking them elsewhere. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tdxplore/save.h"
#include "tui/files.h"
#include "tui/going.h"
#include "tui/noting.h"
#include "tui/noting_do.h"
#include "tui/sheet.h"
#include "tui/span.h"

/* ---- going there ---- */

/* To its node; of a range also mark that, with the cursor on its first byte. */
static void go_to_placed(struct app *app, const struct tdxp_noted *noted)
{
    struct tdxp_range range = noted->range;

    if (app->span.active) {
        span_end(app);
    }
    if (noted->note->place.range.length == 0 || range.length == 0) {
        app_select_node(app, noted->node, true);
        return;
    }
    app_select_byte(app, noted->node->space, range.start + range.length - 1, true);
    if (!app->guest && span_begin(app)) {
        app_select_byte(app, noted->node->space, range.start, false);
    }
}

static bool go_to(struct app *app, const struct tdxp_noted *noted)
{
    char safe[SAFE_SIZE];

    if (noted->node) {
        go_to_placed(app, noted);
        return true;
    }
    if (noted->packed) {
        return going_to(app, noted->note->place.path);
    }
    app_message(app, true, "not in this image: %.150s", app_safe(app, noted->note->place.path, safe, sizeof safe));
    return false;
}

/* Whether going to a note would change nothing. */
static bool is_there(const struct app *app, const struct tdxp_noted *noted)
{
    const struct picked picked = span_picked(app);

    if (noted->note->place.range.length == 0 || noted->range.length == 0) {
        return !app->span.active && noted->node == app->selection.node;
    }
    return app->span.active && noted->node->space == picked.space && noted->range.start == picked.range.start &&
           noted->range.length == picked.range.length;
}

/* Whether a note stands before what is selected in the tree, or in the bytes of the selected node. */
static bool is_before(const struct app *app, const struct tdxp_noted *noted)
{
    const struct selection *s = &app->selection;

    if (noted->node != s->node) {
        return noted->node->id < s->node->id;
    }
    return noted->note->place.range.length == 0 || (s->node->space == s->space && noted->range.start < s->offset);
}

/* The one that somebody has just gone to, by its place in the order; that count where it is none. */
static size_t current(const struct app *app)
{
    const struct tdxp_noting *places = app->noting.places;
    size_t i = 0;

    while (i < places->placed && !is_there(app, &places->items[i])) {
        i++;
    }
    return i;
}

bool noting_next(struct app *app, bool backwards)
{
    const struct tdxp_noting *places;
    size_t count, at;

    if (!noting_refresh(app)) {
        return false;
    }
    places = app->noting.places;
    count = places ? places->placed : 0;
    if (count == 0) {
        app_message(app, false, "no notes of this image; %s writes one", app_key(app, CMD_NOTE).text);
        return false;
    }
    at = current(app);
    if (at < count) {
        at = backwards ? (at + count - 1) % count : (at + 1) % count;
    } else {
        for (at = 0; at < count && is_before(app, &places->items[at]); at++) {
        }
        at = backwards ? (at + count - 1) % count : at % count;
    }
    return go_to(app, &places->items[at]);
}

/* ---- the list ---- */

static int count_notes(const struct app *app)
{
    return app->noting.places ? (int)app->noting.places->count : 0;
}

static void row_text(const struct app *app, int index, char *buffer, size_t size)
{
    const struct tdxp_noted *noted = &app->noting.places->items[index];
    const struct tdxp_note_place *place = &noted->note->place;
    char path[SAFE_SIZE], words[SAFE_SIZE];
    char where[64], range[64] = "";

    if (noted->node) {
        snprintf(where, sizeof where, "%.20s 0x%" PRIx64, noted->node->space->name, noted->range.start);
    } else {
        snprintf(where, sizeof where, "%s", noted->packed ? "compressed" : "not in this image");
    }
    if (place->range.length > 0) {
        snprintf(range, sizeof range, " 0x%" PRIx64 "+0x%" PRIx64, place->range.start, place->range.length);
    }
    noting_words(app, noted->note, words, sizeof words);
    snprintf(buffer, size, "%-18s %.150s%s: %s", where, app_safe(app, place->path, path, sizeof path), range, words);
}

static bool list_command_of(struct app *app, int index, enum command command)
{
    const struct tdxp_noted *noted;

    /* Another image may have taken the place of the one that the list was of. */
    if (index < 0 || index >= count_notes(app)) {
        return false;
    }
    noted = &app->noting.places->items[index];
    switch (command) {
    case CMD_FOLLOW:
        if (noted->node || noted->packed) {
            sheet_close(app);
        }
        go_to(app, noted);
        return true;
    case CMD_NOTE:
        if (noting_aim_at(app, &noted->note->place)) {
            noting_want(app, NOTING_EDIT, "");
        }
        return true;
    case CMD_CLOSE_ALL:
        if (noting_aim_at(app, &noted->note->place)) {
            noting_want(app, NOTING_WRITE, "");
        }
        return true;
    default:
        return false;
    }
}

static const struct sheet_class sheet_notes = {
    "Notes", "{down}/{up} choose  {follow} go there  {note} change  {close-all} take away  {cancel} back", count_notes,
    row_text, list_command_of};

/* Chosen is the one of what is selected, where there is one. */
bool noting_list(struct app *app)
{
    int index = -1;

    if (!noting_refresh(app)) {
        return false;
    }
    noting_selected(app, &index);
    sheet_show(app, &sheet_notes, index >= 0 ? index : 0);
    if (count_notes(app) == 0) {
        app_message(app, false, "no notes of this image; %s writes one", app_key(app, CMD_NOTE).text);
    }
    return true;
}

/* ---- to files and from them ---- */

static bool ends_in_json(const char *path)
{
    size_t length = strlen(path);

    return length >= 5 && strcmp(path + length - 5, ".json") == 0;
}

static bool write_all(const struct app *app, const char *file, struct tdxp_error *err)
{
    const struct noting *n = &app->noting;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    bool written = false;

    if (out) {
        bool whole = ends_in_json(file) ? tdxp_notes_write_json(n->notes, NULL, out)
                                        : tdxp_notes_write(n->notes, NULL, false, out);

        written = fclose(out) == 0 && whole;
    }
    if (!written) {
        tdxp_error_set(err, "out of memory");
    } else {
        const struct tdxp_bytes bytes = {(const uint8_t *)text, size};

        written = tdxp_save(file, &bytes, TDXP_SAVE_NEW, err);
    }
    free(text);
    return written;
}

static bool export_to(struct app *app, const char *typed, const char *file)
{
    char name[SAFE_SIZE];
    struct tdxp_error err;

    app_safe(app, typed, name, sizeof name);
    if (!noting_refresh(app)) {
        return false;
    }
    if (!write_all(app, file, &err)) {
        app_message(app, true, "%.100s: %.120s", name, files_wrong(file, CONFINE_WRITE, &err));
        return false;
    }
    app_message(app, false, "%zu note%s written to %.150s", tdxp_notes_count(app->noting.notes),
                tdxp_notes_count(app->noting.notes) == 1 ? "" : "s", name);
    return true;
}

/* What is new of others, into those of the image. */
static bool take(struct app *app, const struct tdxp_notes *others, const char *besides)
{
    struct tdxp_notes_tally tally;
    struct tdxp_error err;
    struct tdxp_notes *notes = tdxp_notes_take(app->noting.sha256, others, &tally, &err);

    if (!notes) {
        noting_fail(app, &err);
        return false;
    }
    noting_adopt(app, notes);
    app_message(app, false, "notes: %zu new, %zu joined with others, %zu as they were%s", tally.added, tally.joined,
                tally.same, besides);
    return true;
}

static bool import_from(struct app *app, const char *typed, const char *file)
{
    char name[SAFE_SIZE];
    struct tdxp_error err;
    struct tdxp_notes *notes = tdxp_notes_read(file, &err);
    bool foreign, taken;

    if (!notes) {
        app_message(app, true, "%.100s: %.120s", app_safe(app, typed, name, sizeof name),
                    files_wrong(file, CONFINE_READ, &err));
        return false;
    }
    foreign = *tdxp_notes_sha256(notes) && strcmp(tdxp_notes_sha256(notes), app->noting.sha256) != 0;
    taken = take(app, notes, foreign ? "; they are of another image" : "");
    tdxp_notes_free(notes);
    return taken;
}

static bool carry(struct app *app)
{
    struct noting *n = &app->noting;

    if (!n->before) {
        app_message(app, true, "there are no notes to carry over: none are of the file as it was");
        return false;
    }
    if (!take(app, n->before, "")) {
        return false;
    }
    tdxp_notes_free(n->before);
    n->before = NULL;
    return true;
}

static const struct {
    const char *name;
    bool (*run)(struct app *app, const char *typed, const char *file);
} forms[] = {{"export", export_to}, {"import", import_from}};

enum { FORMS = sizeof forms / sizeof *forms };

/* "-" is a name here: standard input is where the keys come from. */
static bool with_file(struct app *app, unsigned form, const char *typed)
{
    char path[PATH_MAX], file[PATH_MAX + 2];

    if (!*typed || !files_path(typed, path, sizeof path)) {
        app_message(app, true, "notes %s FILE", forms[form].name);
        return false;
    }
    snprintf(file, sizeof file, "%s%s", *path == '-' ? "./" : "", path);
    return forms[form].run(app, typed, file);
}

bool noting_do_command(struct app *app, const char *rest)
{
    size_t length;

    rest += strspn(rest, " ");
    length = strcspn(rest, " ");
    if (length == 0) {
        return noting_list(app);
    }
    if (strcmp(rest, "carry") == 0) {
        return carry(app);
    }
    for (unsigned i = 0; i < FORMS; i++) {
        if (strlen(forms[i].name) == length && strncmp(forms[i].name, rest, length) == 0) {
            rest += length;
            return with_file(app, i, rest + strspn(rest, " "));
        }
    }
    app_message(app, true, "notes export FILE, import FILE or carry; alone it lists them");
    return false;
}

bool noting_run_notes(struct app *app, const char *rest)
{
    return noting_want(app, NOTING_COMMAND, rest);
}

void noting_offer(const struct app *app, const char *typed, struct completions *c)
{
    const char *rest = typed + strcspn(typed, " ");

    if (*rest) {
        rest += strspn(rest, " ");
        completions_from(c, rest, 0);
        files_offer(app, rest, c);
        return;
    }
    completions_add(c, "carry", "");
    for (unsigned i = 0; i < FORMS; i++) {
        completions_add(c, forms[i].name, " ");
    }
}
