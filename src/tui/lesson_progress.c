/* How far somebody has come in the lessons: a line each, "NAME STEP" or "NAME STEP done", with steps from 1. */
#include "tui/lesson_progress.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tdxplore/save.h"
#include "tui/xdg.h"

static struct lesson_progress *find(struct app *app, const char *name)
{
    struct learning *l = &app->learning;

    for (size_t i = 0; i < l->progress_count; i++) {
        if (strcmp(l->progress[i].name, name) == 0) {
            return &l->progress[i];
        }
    }
    return NULL;
}

/* The lesson's own, or that of one more; of more than can be kept the oldest gives way. */
static struct lesson_progress *find_or_add(struct app *app, const char *name)
{
    struct learning *l = &app->learning;
    struct lesson_progress *progress = find(app, name);

    if (progress) {
        return progress;
    }
    if (l->progress_count == LESSONS_MOST) {
        memmove(l->progress, l->progress + 1, sizeof l->progress - sizeof l->progress[0]);
        l->progress_count--;
    }
    progress = &l->progress[l->progress_count++];
    *progress = (struct lesson_progress){.at = 0};
    snprintf(progress->name, sizeof progress->name, "%s", name);
    return progress;
}

void lesson_progress_load(struct app *app)
{
    char path[PATH_MAX];
    char line[2 * LESSON_NAME];
    FILE *in = xdg_path(XDG_STATE, "lessons", path, sizeof path) ? fopen(path, "re") : NULL;

    while (in && app->learning.progress_count < LESSONS_MOST && fgets(line, sizeof line, in)) {
        char name[LESSON_NAME];
        char word[8] = "";
        unsigned step;

        if (sscanf(line, "%63s %9u %7s", name, &step, word) >= 2 && step > 0) {
            struct lesson_progress *progress = find_or_add(app, name);

            progress->at = step - 1;
            progress->done = strcmp(word, "done") == 0;
        }
    }
    if (in) {
        fclose(in);
    }
}

struct lesson_progress lesson_progress_of(const struct app *app, const char *name)
{
    const struct lesson_progress *progress = find((struct app *)(uintptr_t)app, name);

    return progress ? *progress : (struct lesson_progress){.at = 0};
}

/* That it cannot be kept is not worth a word in the middle of a lesson. */
static void save(const struct app *app)
{
    const struct learning *l = &app->learning;
    char path[PATH_MAX];
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

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
    struct lesson_progress *progress = find_or_add(app, name);

    progress->at = at;
    progress->done |= done;
    save(app);
}
