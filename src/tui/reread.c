/* Reading the file again, as it is now. */
#include "tui/reread.h"

#include <inttypes.h>
#include <stdio.h>

#include "tdxplore/text.h"
#include "tui/reload.h"

bool reread_take(struct app *app, struct tdxp_image *image, struct tdxp_error *err)
{
    if (!app_reload(app, image, err)) {
        return false;
    }
    tdxp_image_close(app->own);
    app->own = image;
    return true;
}

static void tell(struct app *app, uint64_t before, uint64_t after)
{
    const struct changes *changes = &app->changes;
    uint64_t difference = after > before ? after - before : before - after;
    char size[TDXP_HUMAN_SIZE];
    char grown[64] = "";

    tdxp_human_size(difference, size);
    if (difference > 0) {
        snprintf(grown, sizeof grown, "%s %s, ", size, after > before ? "larger" : "smaller");
    }
    if (changes->count == 0) {
        app_message(app, false, "read again: %sno byte differs from what was shown", grown);
    } else {
        app_message(app, false, "read again: %s%" PRIu64 " byte%s changed, in %zu place%s, the first at 0x%" PRIx64,
                    grown, changes->bytes, changes->bytes == 1 ? "" : "s", changes->count,
                    changes->count == 1 ? "" : "s", changes->runs[0].start);
    }
}

void reread_image(struct app *app)
{
    uint64_t before = tdxp_image_bytes(app->image)->size;
    struct tdxp_error err;
    struct tdxp_image *again = tdxp_image_reopen(app->image, &err);
    struct changes changes = {.runs = NULL};

    if (again) {
        changes = changes_between(tdxp_image_bytes(app->image), tdxp_image_bytes(again));
    }
    if (again && reread_take(app, again, &err)) {
        changes_free(&app->changes);
        app->changes = changes;
        tell(app, before, tdxp_image_bytes(again)->size);
        return;
    }
    changes_free(&changes);
    tdxp_image_close(again);
    app_message(app, true, "not read again: %s", err.text);
}

void reread_close(struct app *app)
{
    changes_free(&app->changes);
    tdxp_image_close(app->own);
    app->own = NULL;
}
