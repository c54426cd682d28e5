/* Writing notes, and taking them away. */
#include "tui/noting_do.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tdxplore/range.h"
#include "tui/noting.h"
#include "tui/prompt.h"
#include "tui/sheet.h"
#include "tui/span.h"

/* ---- where ---- */

bool noting_aim_at(struct app *app, const struct tdxp_note_place *place)
{
    char *path = strdup(place->path);

    if (!path) {
        app_message(app, true, "out of memory");
        return false;
    }
    free(app->noting.path);
    app->noting.path = path;
    app->noting.range = place->range;
    return true;
}

/* A note that is about exactly these bytes, be it of a node that is larger than need be; NULL: none. */
static const struct tdxp_note *note_of_range(const struct app *app, const struct picked *picked)
{
    const struct tdxp_noting *places = app->noting.places;

    for (size_t i = 0; places && i < places->placed; i++) {
        const struct tdxp_noted *noted = &places->items[i];

        if (noted->note->place.range.length > 0 && noted->node->space == picked->space &&
            noted->range.start == picked->range.start && noted->range.length == picked->range.length) {
            return noted->note;
        }
    }
    return NULL;
}

bool noting_aim(struct app *app)
{
    struct picked picked = span_picked(app);
    const struct tdxp_note *known = picked.is_range ? note_of_range(app, &picked) : NULL;
    const struct tdxp_node *node = picked.node->space == picked.space ? picked.node : picked.space->top;
    struct tdxp_note_place place = {0};
    char path[TDXP_NOTE_PATH_MOST];

    if (known) {
        return noting_aim_at(app, &known->place);
    }
    if (!picked.is_range) {
        node = picked.node;
    } else if (picked.range.start != node->offset || picked.range.length != node->length) {
        place.range = (struct tdxp_range){picked.range.start - node->offset, picked.range.length};
    }
    if (tdxp_node_path(node, path, sizeof path) >= sizeof path) {
        app_message(app, true, "the path of the node is too long to be noted");
        return false;
    }
    place.path = path;
    return noting_aim_at(app, &place);
}

static struct tdxp_note_place aimed(const struct app *app)
{
    return (struct tdxp_note_place){app->noting.path, app->noting.range};
}

static void tell(struct app *app, const char *what)
{
    char safe[SAFE_SIZE];

    app_message(app, false, "%s %s%.150s", what, app->noting.range.length > 0 ? "bytes of " : "",
                app_safe(app, app->noting.path, safe, sizeof safe));
}

/* ---- text as it is typed ---- */

/* A line break is typed as "\n", and so a backslash as two. False where there is no room. */
static bool put_typed(const char *text, char line[static PROMPT_SIZE])
{
    size_t length = 0;

    for (; *text; text++) {
        bool escaped = *text == '\n' || *text == '\\';

        if (length + 2 >= PROMPT_SIZE) {
            return false;
        }
        if (escaped) {
            line[length++] = '\\';
        }
        line[length++] = (char)(*text == '\n' ? 'n' : *text);
    }
    line[length] = '\0';
    return true;
}

/* The other way round, in place. */
static void take_typed(char *line)
{
    char *to = line;

    for (const char *from = line; *from; from++) {
        if (from[0] == '\\' && (from[1] == 'n' || from[1] == '\\')) {
            *to++ = *++from == 'n' ? '\n' : '\\';
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
}

static bool accept_note(struct app *app, const char *text)
{
    return noting_want(app, NOTING_WRITE, text);
}

bool noting_edit(struct app *app, const char *typed)
{
    struct tdxp_note_place place = aimed(app);
    const struct tdxp_note *note = app->noting.notes ? tdxp_notes_find(app->noting.notes, &place) : NULL;
    char line[PROMPT_SIZE] = "";

    free(app->noting.was);
    app->noting.was = note ? strdup(note->text) : NULL;
    if (note && !typed && !put_typed(note->text, line)) {
        app_message(app, true, "the note is too long for this line: tdxplore notes --text writes it anew");
        return false;
    }
    app_prompt(app, "Note: ", accept_note);
    app->prompt.takes_empty = true;
    app->prompt.hint = "what there is to say; \\n begins another line";
    prompt_fill(app, typed ? typed : line);
    return true;
}

/* ---- writing ---- */

static void remove_it(struct app *app)
{
    struct tdxp_note_place place = aimed(app);
    struct tdxp_error err;
    bool removed;
    struct tdxp_notes *notes = tdxp_notes_drop(app->noting.sha256, &place, &removed, &err);

    if (!notes) {
        noting_fail(app, &err);
        return;
    }
    noting_adopt(app, notes);
    tell(app, removed ? "the note is gone from" : "there was no note of");
    if (app->sheet.class && app->sheet.class->count(app) == 0) {
        sheet_close(app);
    }
}

static void answer_remove(struct app *app, int key)
{
    if (key == 'y') {
        remove_it(app);
    } else {
        app_message(app, false, "the note stays");
    }
}

/* The place is that which was aimed at. */
static bool begin_remove(struct app *app)
{
    struct tdxp_note_place place = aimed(app);

    if (!tdxp_notes_find(app->noting.notes, &place)) {
        tell(app, "nothing noted of");
        return true;
    }
    app_ask_key(app, "Take the note away?  y yes  any other key no", answer_remove);
    return true;
}

bool noting_write(struct app *app, const char *typed)
{
    char text[2 * PROMPT_SIZE];
    struct tdxp_note note = {aimed(app), text, time(NULL), 0};
    struct tdxp_notes *notes;
    struct tdxp_error err;

    line_utf8(typed, text, sizeof text);
    take_typed(text);
    if (!*text) {
        return begin_remove(app);
    }
    note.changed = note.made;
    notes = tdxp_notes_keep(app->noting.sha256, &note, app->noting.was, &err);
    if (!notes) {
        noting_fail(app, &err);
        return false;
    }
    noting_adopt(app, notes);
    tell(app, "noted:");
    return true;
}

/* ---- commands ---- */

bool noting_run_note(struct app *app, const char *rest)
{
    rest += strspn(rest, " ");
    if (!noting_aim(app)) {
        return false;
    }
    if (!*rest) {
        return noting_want(app, NOTING_EDIT, "");
    }
    /* Who writes without having seen what is there adds to it. */
    free(app->noting.was);
    app->noting.was = NULL;
    return noting_want(app, NOTING_WRITE, rest);
}

bool noting_command(struct app *app, enum command command)
{
    switch (command) {
    case CMD_NOTE:
        noting_run_note(app, "");
        return true;
    case CMD_NEXT_NOTE:
        noting_want(app, NOTING_NEXT, "");
        return true;
    case CMD_PREV_NOTE:
        noting_want(app, NOTING_PREVIOUS, "");
        return true;
    case CMD_NOTES:
        noting_want(app, NOTING_LIST, "");
        return true;
    case CMD_CANCEL:
        if (!noting_waits(app)) {
            return false;
        }
        noting_stop(app);
        app_message(app, false, "nothing was noted");
        return true;
    default:
        return false;
    }
}
