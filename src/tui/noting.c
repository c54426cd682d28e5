/* The notes of the image that is shown. */
#include "tui/noting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/digest.h"
#include "tdxplore/range.h"
#include "tdxplore/text.h"
#include "tui/editing.h"
#include "tui/noting_do.h"

enum {
    STEP = 4 << 20,    /* bytes that are hashed between two looks at the keys */
    AT_ONCE = 32 << 20 /* and at once, where somebody waits: what is no larger is there without a pause */
};

/* ---- where they are ---- */

static int by_start(const void *a, const void *b)
{
    const struct noted_run *x = a;
    const struct noted_run *y = b;

    if (x->space != y->space) {
        return x->space < y->space ? -1 : 1;
    }
    return (x->range.start > y->range.start) - (x->range.start < y->range.start);
}

/* Ranges that overlap or touch become one. */
static size_t join_runs(struct noted_run *runs, size_t count)
{
    size_t kept = 0;

    for (size_t i = 1; i < count; i++) {
        struct noted_run *last = &runs[kept];
        uint64_t end = last->range.start + last->range.length;

        if (runs[i].space != last->space || runs[i].range.start > end) {
            runs[++kept] = runs[i];
        } else if (runs[i].range.length > end - runs[i].range.start) {
            last->range.length = runs[i].range.start + runs[i].range.length - last->range.start;
        }
    }
    return count > 0 ? kept + 1 : 0;
}

/* Without memory for them, bytes are not told apart. */
static void find_runs(struct noting *n)
{
    free(n->runs);
    n->run_count = 0;
    n->runs = calloc(n->places->placed + 1, sizeof *n->runs);
    for (size_t i = 0; n->runs && i < n->places->placed; i++) {
        const struct tdxp_noted *noted = &n->places->items[i];

        if (noted->note->place.range.length > 0 && noted->range.length > 0) {
            n->runs[n->run_count++] = (struct noted_run){noted->node->space->id, noted->range};
        }
    }
    if (n->run_count > 0) {
        qsort(n->runs, n->run_count, sizeof *n->runs, by_start);
        n->run_count = join_runs(n->runs, n->run_count);
    }
}

static void forget_places(struct noting *n)
{
    tdxp_noting_free(n->places);
    n->places = NULL;
    free(n->runs);
    n->runs = NULL;
    n->run_count = 0;
}

static void find_places(struct app *app)
{
    struct noting *n = &app->noting;

    forget_places(n);
    n->places = n->notes ? tdxp_noting_new(n->notes, app->fw->tree) : NULL;
    if (n->places) {
        find_runs(n);
    }
}

void noting_adopt(struct app *app, struct tdxp_notes *notes)
{
    forget_places(&app->noting);
    tdxp_notes_free(app->noting.notes);
    app->noting.notes = notes;
    find_places(app);
}

void noting_fail(struct app *app, const struct tdxp_error *err)
{
    static const char ending[] = ".notes: ";
    const char *wrong = strstr(err->text, ending);

    app_message(app, true, "%s%.200s", wrong ? "the file of notes: " : "",
                wrong ? wrong + sizeof ending - 1 : err->text);
}

bool noting_refresh(struct app *app)
{
    struct tdxp_error err;
    struct tdxp_notes *notes = tdxp_notes_load(app->noting.sha256, &err);

    if (!notes) {
        noting_fail(app, &err);
        return false;
    }
    noting_adopt(app, notes);
    return true;
}

/* ---- hashing ---- */

static void start(struct app *app)
{
    struct noting *n = &app->noting;

    n->digest = digest_begin(tdxp_image_bytes(editing_opened(app)));
    n->state = n->digest ? NOTING_HASHING : NOTING_OFF;
    n->image = editing_opened(app);
}

/* Once, where the image that was read again has none of its own. */
static void tell_carry(struct app *app)
{
    struct noting *n = &app->noting;
    size_t count = n->before ? tdxp_notes_count(n->before) : 0;

    if (!n->reread || count == 0 || tdxp_notes_count(n->notes) > 0) {
        tdxp_notes_free(n->before);
        n->before = NULL;
        return;
    }
    app_message(app, false, "read again; %zu note%s of the file as it was: :notes carry takes %s over", count,
                count == 1 ? " is" : "s are", count == 1 ? "it" : "them");
}

/* With the hash known. False with a message. */
static bool load(struct app *app)
{
    if (!noting_refresh(app)) {
        return false;
    }
    app->noting.state = NOTING_READY;
    tell_carry(app);
    return true;
}

static void finish(struct app *app)
{
    struct noting *n = &app->noting;
    enum tdxp_image_state state = tdxp_image_poll(editing_opened(app));
    uint32_t crc32;
    bool hashed = digest_finish(n->digest, &crc32, n->sha256);

    digest_free(n->digest);
    n->digest = NULL;
    if (!hashed || state == TDXP_IMAGE_CHANGED || state == TDXP_IMAGE_SHRUNK || state == TDXP_IMAGE_UNREAD) {
        n->state = NOTING_MIXED;
        return;
    }
    n->state = NOTING_HASHED;
    load(app);
}

static void hash(struct app *app, uint64_t bytes)
{
    if (app->noting.state == NOTING_HASHING && !digest_step_image(app->noting.digest, app->image, bytes)) {
        finish(app);
    }
}

void noting_open(struct app *app)
{
    app->noting.image = editing_opened(app);
    if (tdxp_notes_any()) {
        start(app);
    }
}

void noting_close(struct app *app)
{
    struct noting *n = &app->noting;

    forget_places(n);
    digest_free(n->digest);
    tdxp_notes_free(n->notes);
    tdxp_notes_free(n->before);
    free(n->path);
    free(n->was);
    *n = (struct noting){.state = NOTING_OFF};
}

void noting_reload(struct app *app)
{
    struct noting *n = &app->noting;

    if (n->image == editing_opened(app)) {
        find_places(app);
        return;
    }
    forget_places(n);
    digest_free(n->digest);
    n->digest = NULL;
    if (n->notes && tdxp_notes_count(n->notes) > 0) {
        tdxp_notes_free(n->before);
        n->before = n->notes;
    } else {
        tdxp_notes_free(n->notes);
    }
    n->notes = NULL;
    n->reread = false;
    n->state = NOTING_OFF;
    noting_open(app);
    if (n->want == NOTING_WRITE && !app->prompt.active) {
        noting_edit(app, n->typed); /* what was typed for the other image is not lost */
    }
    n->want = NOTING_NOTHING;
}

void noting_offer_carry(struct app *app)
{
    app->noting.reread = true;
}

/* ---- what is wanted ---- */

static bool carry_out(struct app *app, enum noting_want want, const char *typed)
{
    switch (want) {
    case NOTING_EDIT:
        return noting_edit(app, NULL);
    case NOTING_WRITE:
        return noting_write(app, typed);
    case NOTING_LIST:
        return noting_list(app);
    case NOTING_NEXT:
    case NOTING_PREVIOUS:
        return noting_next(app, want == NOTING_PREVIOUS);
    case NOTING_COMMAND:
        return noting_do_command(app, typed);
    default:
        return true;
    }
}

bool noting_want(struct app *app, enum noting_want want, const char *typed)
{
    struct noting *n = &app->noting;

    if (n->state == NOTING_OFF) {
        start(app);
    }
    hash(app, AT_ONCE);
    if (n->state == NOTING_HASHING) {
        n->want = want;
        snprintf(n->typed, sizeof n->typed, "%s", typed);
        return true;
    }
    if (n->state == NOTING_OFF) {
        app_message(app, true, "out of memory");
    } else if (n->state == NOTING_HASHED) {
        load(app);
    } else if (n->state == NOTING_MIXED) {
        app_message(app, true, "the file has changed: %s reads it again, and then its notes are known",
                    app_key(app, CMD_RELOAD).text);
    }
    return n->state == NOTING_READY && carry_out(app, want, typed);
}

/* Somebody who types something else meanwhile is not disturbed. */
static void carry_out_late(struct app *app)
{
    struct noting *n = &app->noting;
    enum noting_want want = n->want;

    if (want == NOTING_NOTHING || n->state == NOTING_HASHING || app->prompt.active || app->asking.answer) {
        return;
    }
    n->want = NOTING_NOTHING;
    if (!noting_want(app, want, n->typed) && want == NOTING_WRITE) {
        noting_edit(app, n->typed); /* what was typed is not lost */
    }
}

bool noting_runs(const struct app *app)
{
    return app->noting.state == NOTING_HASHING;
}

void noting_step(struct app *app)
{
    hash(app, STEP);
    carry_out_late(app);
}

bool noting_waits(const struct app *app)
{
    return app->noting.state == NOTING_HASHING && app->noting.want != NOTING_NOTHING;
}

void noting_line(const struct app *app, char *buffer, size_t size)
{
    uint64_t whole = tdxp_image_bytes(editing_opened(app))->size;

    snprintf(buffer, size, "hashing the image, by which notes are kept: %d %%",
             (int)(100.0 * (double)digest_done(app->noting.digest) / (double)whole));
}

void noting_stop(struct app *app)
{
    struct noting *n = &app->noting;

    n->want = NOTING_NOTHING;
    if (n->state == NOTING_HASHING && !tdxp_notes_any()) {
        digest_free(n->digest);
        n->digest = NULL;
        n->state = NOTING_OFF;
    }
}

/* ---- what panes show ---- */

const struct tdxp_noted *noting_of(const struct app *app, const struct tdxp_node *node, size_t *count)
{
    *count = 0;
    return app->noting.places ? tdxp_noting_of(app->noting.places, node, count) : NULL;
}

bool noting_has(const struct app *app, const struct tdxp_space *space, uint64_t offset)
{
    const struct noting *n = &app->noting;
    size_t low = 0;
    size_t high = n->run_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct noted_run *run = &n->runs[middle];

        if (run->space == space->id && tdxp_range_has(run->range, offset)) {
            return true;
        }
        if (run->space < space->id || (run->space == space->id && run->range.start < offset)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return false;
}

const struct tdxp_noted *noting_selected(const struct app *app, int *from)
{
    const struct tdxp_noting *places = app->noting.places;
    const struct selection *s = &app->selection;

    for (size_t i = (size_t)*from + 1; places && i < places->placed; i++) {
        const struct tdxp_noted *noted = &places->items[i];

        if (noted->node == s->node || (noted->note->place.range.length > 0 && noted->node->space == s->space &&
                                       tdxp_range_has(noted->range, s->offset))) {
            *from = (int)i;
            return noted;
        }
    }
    return NULL;
}

void noting_words(const struct app *app, const struct tdxp_note *note, char *buffer, size_t size)
{
    const char *more = glyph(&app->canvas, GLYPH_ELLIPSIS);
    size_t room = size - strlen(more) - 1;
    size_t length = strcspn(note->text, "\n");
    size_t whole = (app->canvas.utf8 ? tdxp_escape_utf8 : tdxp_escape)(note->text, length, buffer, room);

    /* Cut between two characters. */
    if (whole >= room || note->text[length]) {
        size_t used = strlen(buffer);

        snprintf(buffer + used, size - used, " %s", more);
    }
}
