/* Reading the file again, as it is now. */
#include "tui/reread.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tdxplore/text.h"
#include "tui/comparing.h"
#include "tui/disk.h"
#include "tui/editing.h"
#include "tui/files.h"
#include "tui/monotonic.h"
#include "tui/noting.h"
#include "tui/reload.h"

bool reread_take(struct app *app, struct tdxp_image *image, struct tdxp_error *err)
{
    if (!app_reload(app, image, err)) {
        return false;
    }
    editing_close(app);
    tdxp_image_close(app->own);
    app->own = image;
    noting_offer_carry(app);
    disk_watch(app);
    return true;
}

/* What is known of the changes, in words: short, so that the offset stands on a terminal of 80 columns. */
static void changes_text(const struct changes *changes, bool in_place, char *text, size_t size)
{
    uint64_t first = changes->count > 0 ? changes->runs[0].start : 0;
    char bytes[TDXP_HUMAN_SIZE];

    if (in_place) {
        snprintf(text, size, "written in place, so what changed is not known");
        return;
    }
    if (changes->count == 0) {
        snprintf(text, size,
                 changes->partial ? "no change in what was compared, which is not all"
                                  : "no byte differs from what was shown");
        return;
    }
    tdxp_human_size(changes->bytes, bytes);
    if (changes->bytes < 1024) {
        snprintf(bytes, sizeof bytes, "%" PRIu64 " byte%s", changes->bytes, changes->bytes == 1 ? "" : "s");
    }
    if (changes->count == 1) {
        snprintf(text, size, "%s changed at 0x%" PRIx64, bytes, first);
    } else {
        snprintf(text, size, "%s changed in %zu places from 0x%" PRIx64, bytes, changes->count, first);
    }
}

static void tell(struct app *app, bool in_place, uint64_t before, uint64_t after)
{
    uint64_t difference = after > before ? after - before : before - after;
    char size[TDXP_HUMAN_SIZE];
    char grown[64] = "";
    char text[128];

    tdxp_human_size(difference, size);
    if (difference > 0) {
        snprintf(grown, sizeof grown, "%s %s; ", size, after > before ? "larger" : "smaller");
    }
    changes_text(&app->changes, in_place, text, sizeof text);
    app_message(app, false, "read again: %s%s", grown, text);
}

/*
 * A mapped file that was written to shows its new bytes as the old image too: there is nothing left to compare. A file
 * that took its place by its name leaves the old one as it was.
 */
static bool is_written_in_place(const struct tdxp_image *image)
{
    enum tdxp_image_state state = tdxp_image_poll(image);

    return state == TDXP_IMAGE_CHANGED || state == TDXP_IMAGE_SHRUNK;
}

/* Why an image could not be opened again: err, or that the confinement does not allow it for one of its files. */
static const char *why_not(const struct tdxp_image *image, const struct tdxp_error *err)
{
    size_t count;
    const struct tdxp_image_part *parts = tdxp_image_parts(image, &count);
    const char *wrong = err->text;

    for (size_t i = 0; i < count && wrong == err->text; i++) {
        if (tdxp_image_part_is_file(image, i)) {
            wrong = files_wrong(parts[i].name, CONFINE_READ, err);
        }
    }
    return wrong;
}

/* Whether the other image is the only one of the two that has become another. */
static bool only_other_stale(const struct app *app)
{
    return app->image_state == TDXP_IMAGE_SAME && app->comparing.state != TDXP_IMAGE_SAME;
}

static bool reread_own(struct app *app)
{
    uint64_t before = tdxp_image_bytes(app->image)->size;
    bool in_place = is_written_in_place(app->image);
    struct tdxp_error err;
    struct tdxp_image *again = tdxp_image_reopen(app->image, &err);
    struct changes changes = {.runs = NULL};

    if (again && !in_place) {
        changes = changes_between(tdxp_image_bytes(app->image), tdxp_image_bytes(again));
    }
    if (again && reread_take(app, again, &err)) {
        changes_free(&app->changes);
        app->changes = changes;
        tell(app, in_place, before, tdxp_image_bytes(again)->size);
        return true;
    }
    changes_free(&changes);
    tdxp_image_close(again);
    app_message(app, true, "not read again: %s", why_not(app->image, &err));
    return false;
}

void reread_image(struct app *app)
{
    bool own;
    struct tdxp_error err;

    disk_look(app);
    own = !only_other_stale(app);
    if (own && !reread_own(app)) {
        return;
    }
    if (app->comparing.state != TDXP_IMAGE_SAME &&
        !comparing_reread(app, own ? "both read again: " : "B read again: ", &err)) {
        app_message(app, true, "B not read again: %s", why_not(app->comparing.image, &err));
    }
}

static void answer_reread(struct app *app, int key)
{
    if (key == 'r') {
        reread_image(app);
    }
}

void reread_begin(struct app *app)
{
    disk_look(app);
    if (editing_unsaved(app) && !only_other_stale(app)) {
        app_ask_key(app, "the changes are in no file:  r read the file again without them  Esc stay", answer_reread);
    } else {
        reread_image(app);
    }
}

static void stamp_all(const struct app *app, struct tdxp_image_stamp stamps[2])
{
    memset(stamps, 0, 2 * sizeof *stamps);
    stamps[0] = tdxp_image_stamp(app->image);
    if (app->comparing.image) {
        stamps[1] = tdxp_image_stamp(app->comparing.image);
    }
}

static void reread_when_still(struct app *app)
{
    struct standing *standing = &app->standing;
    struct tdxp_image_stamp stamps[2];

    stamp_all(app, stamps);
    if (!standing->known || memcmp(stamps, standing->stamps, sizeof stamps) != 0) {
        *standing = (struct standing){.since_ms = monotonic_ms(), .known = true, .waits = true};
        memcpy(standing->stamps, stamps, sizeof stamps);
    } else if (standing->waits && monotonic_ms() - standing->since_ms >= REREAD_STILL_MS) {
        standing->waits = false;
        reread_image(app);
    }
}

void reread_by_itself(struct app *app)
{
    if (app->image_state == TDXP_IMAGE_SAME && app->comparing.state == TDXP_IMAGE_SAME) {
        app->standing = (struct standing){.known = false};
    } else if (app->settings.values[SET_RELOAD] == SET_ON && (only_other_stale(app) || !editing_unsaved(app))) {
        reread_when_still(app);
    }
}

int reread_rest(const struct app *app)
{
    int64_t rest = app->standing.since_ms + REREAD_STILL_MS - monotonic_ms();

    return !app->standing.waits ? -1 : rest > 0 ? (int)rest : 0;
}

void reread_close(struct app *app)
{
    changes_free(&app->changes);
    tdxp_image_close(app->own);
    app->own = NULL;
}
