/* What has become of the files on disk. */
#include "tui/disk.h"

#include "tui/editing.h"

static const struct {
    const char *word;
    const char *said; /* behind what it is said of */
} states[] = {
    [TDXP_IMAGE_SAME] = {"", "is as it was again"},
    [TDXP_IMAGE_CHANGED] = {", CHANGED", "has changed on disk: old and new may be mixed; {reload} reads it again"},
    [TDXP_IMAGE_SHRUNK] = {", SHORTER", "has become shorter: bytes past its end show as 00; {reload} reads it again"},
    [TDXP_IMAGE_GONE] = {", GONE", "was deleted or replaced: this is the old one; {reload} reads the new"},
    [TDXP_IMAGE_UNREAD] = {", READ ERROR",
                           "has a read error: bytes that did not come show as 00; {reload} reads it again"},
};

const char *disk_word(enum tdxp_image_state state)
{
    return states[state].word;
}

void disk_watch(struct app *app)
{
    const struct tdxp_image *const images[] = {app->image, app->comparing.image};

    watch_images(&app->watch, images, app->comparing.image ? 2 : 1);
}

static void note(struct app *app, enum tdxp_image_state *was, enum tdxp_image_state is, const char *of)
{
    char text[MESSAGE_SIZE];

    if (*was != is) {
        *was = is;
        app_message(app, is != TDXP_IMAGE_SAME, "%s %s", of, app_expand(app, states[is].said, text, sizeof text));
    }
}

void disk_look(struct app *app)
{
    if (app->comparing.image) {
        note(app, &app->comparing.state, tdxp_image_poll(app->comparing.image), "B");
    }
    note(app, &app->image_state, editing_wrote(app) ? TDXP_IMAGE_SAME : tdxp_image_poll(app->image), "the file");
}
