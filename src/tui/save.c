/* Saving the selected bytes to a file. */
#include "tui/save.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "tdxplore/save.h"
#include "tdxplore/text.h"
#include "tui/files.h"
#include "tui/prompt.h"
#include "tui/span.h"

enum {
    IMAGE_MAX = 40,      /* bytes of the proposed name that come from the image's name, */
    PATH_PART_MAX = 120, /* and from the node's path */
};

/* Append what may stand in any file name; the rest is left out, but for '/' and ' ', which become dots and dashes. */
static void append_plain(char *name, size_t size, const char *text)
{
    size_t length = strlen(name);

    for (; *text && length + 1 < size; text++) {
        char c = (char)(*text == '/' ? '.' : *text == ' ' ? '-' : *text);

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr(".-_", c)) {
            name[length++] = c;
        }
    }
    name[length] = '\0';
}

/* Of a path that is too long, the end, which tells the node from its neighbours. */
static const char *tail_of(const char *path)
{
    while (strlen(path) > PATH_PART_MAX && strchr(path, '/')) {
        path = strchr(path, '/') + 1;
    }
    return path;
}

/* What may stand in a file's name of an image's. The file is not hidden, and its name is not that of an option. */
static void append_image(char *name, const char *image)
{
    image += strspn(image, ".-");
    append_plain(name, IMAGE_MAX + 1, image);
    if (name[0] == '\0' || name[0] == '.' || name[0] == '-') {
        name[0] = '\0';
        append_plain(name, IMAGE_MAX + 1, "image");
        append_plain(name, IMAGE_MAX + 1, image);
    }
}

/* "OVMF.fd.tdvf.section0.bin", "OVMF.fd.tdvf0x4.bin". */
static void propose(const struct app *app, char *name, size_t size)
{
    struct picked picked = span_picked(app);
    char path[1024];

    name[0] = '\0';
    append_image(name, tdxp_file_title(tdxp_tree_root(app->fw->tree)->name));
    span_path(&picked, path, sizeof path);
    append_plain(name, size, picked.node->parent ? "." : "");
    append_plain(name, size, picked.node->parent || picked.is_range ? tail_of(path) : "");
    append_plain(name, size, ".bin");
}

/* What the prompt accepts. What is selected now is saved. */
static bool save_to(struct app *app, const char *path)
{
    struct picked picked = span_picked(app);
    struct tdxp_bytes bytes = tdxp_bytes_slice(&picked.space->bytes, picked.range.start, picked.range.length);
    char human[TDXP_HUMAN_SIZE];
    char name[SAFE_SIZE];
    char what[SAFE_SIZE];
    char file[PATH_MAX];
    struct tdxp_error err;

    app_safe(app, path, name, sizeof name);
    if (!files_path(path, file, sizeof file)) {
        app_message(app, true, "%.100s: the name is too long", name);
        return false;
    }
    if (!tdxp_save(file, &bytes, TDXP_SAVE_NEW, &err)) {
        app_message(app, true, "%.100s: %s", name, files_wrong(file, CONFINE_WRITE, &err));
        return false;
    }
    tdxp_human_size(bytes.size, human);
    app_message(app, false, "%s%.60s, %s, saved to %.120s", picked.is_range ? "bytes of " : "",
                app_safe(app, picked.node->name, what, sizeof what), human, name);
    return true;
}

void save_begin(struct app *app)
{
    char name[IMAGE_MAX + PATH_PART_MAX + sizeof "..bin"];
    char safe[SAFE_SIZE];

    if (span_picked(app).range.length == 0) {
        app_message(app, true, "%s has no bytes of its own",
                    app_safe(app, app->selection.node->name, safe, sizeof safe));
        return;
    }
    propose(app, name, sizeof name);
    app_prompt(app, "Save to: ", save_to);
    app->prompt.offer = files_offer;
    prompt_fill(app, name);
}
