/* How far somebody has come in the lessons: a line each, "NAME STEP" or "NAME STEP done", with steps from 1. */
#include "tui/lesson_progress.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/xdg.h"
#include "tdxplore/save.h"

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

/* That it cannot be kept is not worth a word in the middle of a lesson. */
static void save(const struct app *app)
{
    const struct learning *l = &app->learning;
    char path[PATH_MAX];
    char *text = NULL;
    size_t size;
    FILE *out = l->progress_hidden ? NULL : open_memstream(&text, &size);

    for (size_t i = 0; out && i < l->progress_count; i++) {
        fprintf(out, "%s %zu%s\n", l->progress[i].name, l->progress[i].at + 1,
                l->progress[i].done ? " done" : "");
    }
    if (out && fclose(out) == 0 && xdg_path(XDG_STATE, "lessons", path, sizeof path) &&
        xdg_make_directories(path)) {
        const struct tdxp_bytes bytes = {(const uint8_t *)text, size};

        tdxp_save(path, &bytes, TDXP_SAVE_REPLACE, NULL);
    }
    free(text);
}

void lesson_progress_set(struct app *app, const char *name, size_t at, bool done)
{
    struct lesson_progress *progress = find_or_add(&app->learning, name);

    progress->at = at;
    progress->done |= done;
    save(app);
}
