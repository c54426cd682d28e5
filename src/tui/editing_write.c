/* Writing the changed image to a file, and leaving with changes. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tdxplore/save.h"
#include "tdxplore/text.h"
#include "tui/editing.h"
#include "tui/files.h"

/* Whether a path leads to one of the files that the image was opened from, by whatever name. */
static bool is_opened_file(const struct app *app, const char *path)
{
    size_t count;
    const struct tdxp_image_part *parts = tdxp_image_parts(app->image, &count);
    struct stat theirs;
    struct stat mine;

    for (size_t i = 0; i < count; i++) {
        if (tdxp_image_part_is_file(app->image, i) && stat(path, &theirs) == 0 && stat(parts[i].name, &mine) == 0 &&
            theirs.st_dev == mine.st_dev && theirs.st_ino == mine.st_ino) {
            return true;
        }
    }
    return false;
}

/* The file that is written over where no name is given, or NULL. */
static const char *one_file(const struct app *app)
{
    size_t count;
    const struct tdxp_image_part *parts = tdxp_image_parts(app->image, &count);

    return count == 1 && tdxp_image_part_is_file(app->image, 0) ? parts[0].name : NULL;
}

static bool save(struct app *app, const char *path, bool over)
{
    char human[TDXP_HUMAN_SIZE];
    char safe[SAFE_SIZE];
    struct tdxp_error err;
    bool opened = is_opened_file(app, path);

    app_safe(app, path, safe, sizeof safe);
    if (!over && opened) {
        app_message(app, true, "%.100s is the file that is open: ':write!%s' writes over it", safe,
                    one_file(app) ? "" : " FILE");
        return false;
    }
    if (!tdxp_save_image(path, app->image, over ? TDXP_SAVE_REPLACE : TDXP_SAVE_NEW, &err)) {
        app_message(app, true, "%.100s: %s%s", safe, files_wrong(path, CONFINE_WRITE, &err),
                    over || access(path, F_OK) != 0 ? "" : "; ':write!' replaces one that exists");
        return false;
    }
    if (app->editing.edits) {
        tdxp_edits_mark_saved(app->editing.edits);
    }
    if (opened) {
        app->editing.wrote = true;
        app->editing.written = tdxp_image_stamp(app->image);
    }
    tdxp_human_size(tdxp_image_bytes(app->image)->size, human);
    app_message(app, false, "%.100s written, %s", safe, human);
    return true;
}

static bool write_to(struct app *app, const char *rest, bool over)
{
    const char *one = one_file(app);
    char path[PATH_MAX];

    rest += strspn(rest, " ");
    if (app->learning.lesson) {
        app_message(app, true, "this is a lesson's image, not your own");
        return false;
    }
    if (*rest) {
        if (files_path(rest, path, sizeof path)) {
            return save(app, path, over);
        }
        app_message(app, true, "the name of the file is too long");
        return false;
    }
    if (!over || !one) {
        app_message(app, true,
                    over  ? "write to which file?"
                    : one ? "name the new file: ':write FILE'; ':write!' writes over this one"
                          : "name the new file: ':write FILE'");
        return false;
    }
    return save(app, one, true);
}

bool editing_run_write(struct app *app, const char *rest)
{
    return write_to(app, rest, false);
}

bool editing_run_write_over(struct app *app, const char *rest)
{
    return write_to(app, rest, true);
}

bool editing_wrote(const struct app *app)
{
    struct tdxp_image_stamp stamp = tdxp_image_stamp(app->image);

    return app->editing.wrote && memcmp(&stamp, &app->editing.written, sizeof stamp) == 0;
}

/* ---- leaving ---- */

static void answer_quit(struct app *app, int key)
{
    if (key == 'q') {
        app->quit = true;
    } else if (key == 'w') {
        app_prompt(app, "Write to: ", editing_run_write);
        app->prompt.offer = files_offer;
    }
}

void editing_quit(struct app *app)
{
    if (!editing_unsaved(app)) {
        app->quit = true;
        return;
    }
    app_ask_key(app, "the changes are in no file:  w write them  q quit all the same  Esc stay", answer_quit);
}

bool editing_run_quit(struct app *app, const char *rest)
{
    (void)rest;
    if (editing_unsaved(app)) {
        app_message(app, true, "the changes are in no file: ':write FILE', or ':quit!' to leave them");
        return false;
    }
    app->quit = true;
    return true;
}

bool editing_run_quit_anyway(struct app *app, const char *rest)
{
    (void)rest;
    app->quit = true;
    return true;
}
