/* How far somebody has come in the lessons: a line each, "NAME STEP" or "NAME STEP done", with steps from 1. */
#include "tui/lesson_progress.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/xdg.h"

/* The number of the lesson among those that are noted; their count where it is none of them. */
static size_t find(const struct learning *l, const char *name)
{
    size_t i = 0;

    while (i < l->progress_count && strcmp(l->progress[i].name, name) != 0) {
        i++;
    }
    return i;
}

/* The lesson's own, or that of one more; of more than can be kept the oldest gives way. */
static struct lesson_progress *find_or_add(struct learning *l, const char *name)
{
    size_t i = find(l, name);

    if (i < l->progress_count) {
        return &l->progress[i];
    }
    if (l->progress_count == LESSONS_MOST) {
        memmove(l->progress, l->progress + 1, sizeof l->progress - sizeof l->progress[0]);
        l->progress_count--;
        i--;
    }
    l->progress_count++;
    l->progress[i] = (struct lesson_progress){.at = 0};
    snprintf(l->progress[i].name, sizeof l->progress[i].name, "%s", name);
    return &l->progress[i];
}

void lesson_progress_load(struct app *app)
{
    char path[PATH_MAX];
    char line[2 * LESSON_NAME];
    bool known = xdg_path(XDG_STATE, "lessons", path, sizeof path);
    FILE *in = known ? fopen(path, "re") : NULL;

    app->learning.progress_hidden = known && !in && errno != ENOENT && errno != ENOTDIR;
    while (in && app->learning.progress_count < LESSONS_MOST && fgets(line, sizeof line, in)) {
        char name[LESSON_NAME];
        char word[8] = "";
        char digits[10]; /* not as a number at once: that may have a sign */
        unsigned long step;

        if (sscanf(line, "%63s %9[0-9] %7s", name, digits, word) >= 2 && (step = strtoul(digits, NULL, 10)) > 0) {
            struct lesson_progress *progress = find_or_add(&app->learning, name);

            progress->at = step - 1;
            progress->done = strcmp(word, "done") == 0;
        }
    }
    if (in) {
        app->learning.progress_hidden = ferror(in);
        fclose(in);
    }
}

struct lesson_progress lesson_progress_of(const struct app *app, const char *name)
{
    const struct learning *l = &app->learning;
    size_t i = find(l, name);

    return i < l->progress_count ? l->progress[i] : (struct lesson_progress){.at = 0};
}

/* The file, as text that the caller frees; NULL where memory ran out. */
static char *make_text(const struct learning *l, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);

    for (size_t i = 0; out && i < l->progress_count; i++) {
        fprintf(out, "%s %zu%s\n", l->progress[i].name, l->progress[i].at + 1, l->progress[i].done ? " done" : "");
    }
    if (out && fclose(out) != 0) {
        free(text);
        text = NULL;
    }
    return text;
}

static bool write_file(const struct learning *l, const char *path, struct tdxp_error *err)
{
    size_t size;
    char *text;
    bool written;

    if (l->progress_hidden) {
        tdxp_error_set(err, "cannot read what is there");
        return false;
    }
    if (!xdg_make_directories(path)) {
        tdxp_error_set(err, "%s", strerror(errno));
        return false;
    }
    text = make_text(l, &size);
    if (!text) {
        tdxp_error_set(err, "out of memory");
        return false;
    }
    written = xdg_replace(path, &(const struct tdxp_bytes){(const uint8_t *)text, size}, err);
    free(text);
    return written;
}

/* That it cannot be kept is not said in the middle of a lesson. */
static void save(struct app *app)
{
    char path[PATH_MAX];
    struct tdxp_error err;

    if (!xdg_path(XDG_STATE, "lessons", path, sizeof path)) {
        app_unkept_anywhere(app, UNKEPT_PROGRESS);
        return;
    }
    app->unkept[UNKEPT_PROGRESS].text[0] = '\0';
    if (!write_file(&app->learning, path, &err)) {
        app_unkept(app, UNKEPT_PROGRESS, path, &err);
    }
}

void lesson_progress_set(struct app *app, const char *name, size_t at, bool done)
{
    struct lesson_progress *progress = find_or_add(&app->learning, name);

    progress->at = at;
    progress->done |= done;
    save(app);
}
