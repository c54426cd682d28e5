/* Putting a variable store before the code that is shown. */
#include "tui/vars.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "tdxplore/text.h"
#include "tui/editing.h"
#include "tui/files.h"
#include "tui/reread.h"

static bool find_beside(const struct app *app, char *path, size_t size)
{
    return app->fw->missing_front > 0 &&
           tdxp_vars_beside(tdxp_image_name(app->image), app->fw->missing_front, path, size);
}

void vars_offer(struct app *app)
{
    char path[PATH_MAX];
    char name[SAFE_SIZE];

    if (app->fw->missing_front == 0) {
        return;
    }
    if (find_beside(app, path, sizeof path)) {
        app_message(app, false, "its variable store is beside it: :vars puts %.100s before it",
                    app_safe(app, tdxp_file_base(path), name, sizeof name));
    } else {
        app_message(app, false, "it lacks its variable store: :vars FILE puts that before it");
    }
}

static bool show_joined(struct app *app, const struct tdxp_image *vars, struct tdxp_error *err)
{
    struct tdxp_image *joined = tdxp_image_join(vars, app->image, NULL, err);

    if (!joined || !reread_take(app, joined, err)) {
        tdxp_image_close(joined);
        return false;
    }
    app_set_name(app, tdxp_image_name(joined));
    return true;
}

bool vars_run(struct app *app, const char *rest)
{
    char path[PATH_MAX];
    char name[SAFE_SIZE];
    struct tdxp_error err;
    struct tdxp_image *vars;
    size_t parts;
    bool shown;

    rest += strspn(rest, " ");
    tdxp_image_parts(app->image, &parts);
    if (parts > 1) {
        app_message(app, true, "a variable store is before it already");
        return false;
    }
    if (editing_unsaved(app)) {
        app_message(app, true, "the changes are in no file: ':write FILE' comes first");
        return false;
    }
    if (*rest) {
        if (!files_path(rest, path, sizeof path)) {
            app_message(app, true, "the name of the file is too long");
            return false;
        }
    } else if (!find_beside(app, path, sizeof path)) {
        app_message(app, true, "no variable store that fits is beside it: name its file");
        return false;
    }
    app_safe(app, path, name, sizeof name);
    vars = files_image(path, &err);
    shown = vars && show_joined(app, vars, &err);
    if (shown) {
        app_message(app, false, "%.100s is put before it", name);
    } else {
        app_message(app, true, "%.100s: %s", name, vars ? err.text : files_wrong(path, CONFINE_READ, &err));
    }
    tdxp_image_close(vars);
    return shown;
}
