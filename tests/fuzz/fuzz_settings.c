/*
 * A target for libFuzzer: any text as what the explorer reads of a user: the settings file, places and progress that are
 * kept, and lines that are typed, with what completes them.
 *
 * The first byte says as what it is read. What is wrong is told with its line, and what is written is read again as the same.
 */
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "image/word.h"
#include "image/xdg.h"
#include "sandbox.h"
#include "screenless.h"
#include "support.h"
#include "tui/complete.h"
#include "tui/config.h"
#include "tui/expression.h"
#include "tui/going.h"
#include "tui/lesson_progress.h"
#include "tui/prompt.h"
#include "tui/seen.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORDS_ASKED = 100, STEPS_LESS = 1000 };

/* ---- the settings file ---- */

static struct app *app_with(const char *config)
{
    struct app *app = calloc(1, sizeof *app);
    struct tdxp_error err;

    demand(app != NULL, "there is memory");
    app->canvas.utf8 = true;
    settings_default(&app->settings);
    keymap_default(&app->keys);
    demand(config_load(app, config, &err), "a settings file that is there is read");
    app->config.at_start = app->settings;
    return app;
}

static void ask_settings(const struct app *app, int lines)
{
    const struct config *config = &app->config;
    int before = 0;

    demand(config->count <= lines, "no more lines are wrong than there are");
    for (int i = 0; i < config->count && i < PROBLEMS_MOST; i++) {
        int line = 0;
        char behind = '\0';

        demand(sscanf(config->problems[i], ":%d: %c", &line, &behind) == 2, "a problem has a line, and words");
        demand(line > before && line <= lines, "problems are told in the order of the lines");
        before = line;
    }
    for (int id = 0; id < SETTINGS; id++) {
        unsigned value;

        demand(setting_word_named((enum setting_id)id, setting_word(&app->settings, (enum setting_id)id), &value) &&
                   value == app->settings.values[id],
               "the word of a setting is its value");
    }
    for (size_t i = 0; i < app->keys.count; i++) {
        const struct key_binding *binding = &app->keys.bindings[i];
        char label[KEY_NAME];
        int key;

        key_label(binding->key, label, sizeof label);
        demand(key_named(label, strlen(label), &key) && key_canonical(key) == key_canonical(binding->key),
               "a key has the name by which it is bound");
        demand(keymap_find(&app->keys, binding->key) == binding->command, "a key does one thing");
    }
}

static int count_lines(const char *text, size_t size)
{
    int lines = 1;

    for (size_t i = 0; i < size; i++) {
        lines += text[i] == '\n';
    }
    return lines;
}

static void ask_same_settings(const struct app *one, const struct app *other)
{
    demand(memcmp(&one->settings, &other->settings, sizeof one->settings) == 0, "settings are written");
    for (int look = 0; look < LOOKS; look++) {
        const struct look *a = &one->palette.looks[look];
        const struct look *b = &other->palette.looks[look];

        demand(a->chosen == b->chosen &&
                   (!a->chosen || (a->fg == b->fg && a->bg == b->bg && a->attributes == b->attributes)),
               "colours are written");
    }
    demand(one->keys.count == other->keys.count, "keys are written");
    for (size_t i = 0; i < one->keys.count; i++) {
        demand(keymap_find(&other->keys, one->keys.bindings[i].key) == one->keys.bindings[i].command,
               "keys are written");
    }
}

/* As the line behind ":" takes it: a line can be set, key or colour. */
static void type_line(struct app *app, char *line)
{
    struct tdxp_error err;
    bool kept = strncmp(line, "key ", 4) == 0 || strncmp(line, "colour ", 7) == 0;

    if (strlen(line) < PROMPT_SIZE - 1 && (kept || strncmp(line, "set ", 4) == 0) && config_take(app, line, &err) &&
        kept) {
        config_typed(app, line);
    }
}

/* Up to a byte that no text has stands the file, behind it what is typed then; all of it is written, and read again. */
static void read_settings(char *text, size_t size)
{
    char *typed = memchr(text, '\xff', size);
    size_t length = typed ? (size_t)(typed - text) : size;
    struct app *app;
    struct app *again;
    struct tdxp_error err;
    int wrong;

    sandbox_put("config", text, length);
    app = app_with("config");
    ask_settings(app, count_lines(text, length));
    wrong = app->config.count;
    for (char *line = typed ? strtok(typed + 1, "\n") : NULL; line && app->config.typed_count < TYPED_MOST;
         line = strtok(NULL, "\n")) {
        type_line(app, line);
    }
    demand(config_write(app, &err), "settings can be written");
    again = app_with("config");
    demand(again->config.count == wrong, "what was wrong is wrong still, and nothing else");
    ask_same_settings(app, again);
    free(again);
    free(app);
}

/* ---- places ---- */

static bool same_place(const struct seen_place *one, const struct seen_place *other)
{
    return one->set == other->set &&
           (!one->set || (strcmp(one->pane, other->pane) == 0 && one->guest == other->guest && one->sev == other->sev &&
                          one->offset == other->offset && strcmp(one->node, other->node) == 0));
}

static bool same_seen(const struct seen *one, const struct seen *other)
{
    bool same = same_place(&one->last, &other->last);

    for (int i = 0; i < SEEN_MARKS; i++) {
        same = same && same_place(&one->marks[i], &other->marks[i]);
    }
    return same;
}

/* The first image of the file is put into it anew, and the second one stays what it is. */
static void read_places(char *text, size_t size)
{
    char key[2][64] = {"/none", "/other"};
    const char *at = text;
    struct seen seen[2];
    struct seen again;
    bool known;
    struct tdxp_error err;

    for (int i = 0; i < 2 && (at = strstr(at, "image /")); at++) {
        i += sscanf(at, "image %63[!-~]", key[i]) == 1;
    }
    sandbox_put("places", text, size);
    seen_read("places", key[0], &seen[0]);
    known = seen_read("places", key[1], &seen[1]);
    demand(seen_write("places", key[0], &seen[0], &err), "places can be written");
    demand(seen_read("places", key[0], &again) && same_seen(&seen[0], &again), "a place is written as it was read");
    if (strcmp(key[0], key[1]) != 0) {
        demand(seen_read("places", key[1], &again) == known && same_seen(&seen[1], &again), "places of others stay");
    }
}

static void read_word(const char *text)
{
    char word[1024];
    char again[1024];

    word_take(text, again, sizeof again);
    if (*text && word_put(text, word, sizeof word) < sizeof word) {
        demand(word_take(word, again, sizeof again) && strcmp(text, again) == 0, "a word is the text that it is of");
    }
}

/* ---- lessons ---- */

static void read_progress(const char *text, size_t size)
{
    struct app *app = calloc(1, sizeof *app);
    struct app *again = calloc(1, sizeof *again);
    char path[PATH_MAX];

    demand(app && again && xdg_path(XDG_STATE, "lessons", path, sizeof path), "there is a directory of state");
    demand(xdg_make_directories(path), "it can be made");
    sandbox_put("tdxplore/lessons", text, size);
    lesson_progress_load(app);
    lesson_progress_set(app, "05-map", size % STEPS_LESS, size % 2);
    lesson_progress_load(again);
    demand(app->learning.progress_count == again->learning.progress_count, "the same lessons are kept");
    for (size_t i = 0; i < app->learning.progress_count; i++) {
        const struct lesson_progress *one = &app->learning.progress[i];
        const struct lesson_progress other = lesson_progress_of(again, one->name);

        demand(strcmp(one->name, other.name) == 0 && one->at == other.at && one->done == other.done,
               "how far one has come is kept");
    }
    free(app);
    free(again);
}

/* ---- lines that are typed ---- */

/* Made once; nothing that is asked of it here changes it. */
static struct app *explorer(void)
{
    static struct app *app;

    if (!app) {
        struct plan plan = plan_default();

        app = screenless_new(tdxp_image_from_memory("fuzzed", plan_bytes(&plan), plan.size, NULL));
    }
    return app;
}

static void read_place(const char *text)
{
    const struct app *app = explorer();
    const struct expression_context context = {app->fw, app->selection.space, app->selection.offset};
    struct expression_error error = {.text = ""};
    struct expression_value value;

    if (!expression_value(&context, text, &value, &error)) {
        demand(error.closed || error.text[0] != '\0', "a place is found, or it is said what is wrong");
        return;
    }
    demand(value.kind != EXPRESSION_BYTE ||
               (value.space && tdxp_tree_space(app->fw->tree, value.space->id) == value.space),
           "a byte is in a space of the tree");
    demand(!value.node || tdxp_tree_node(app->fw->tree, value.node->id) == value.node, "what is named is in the tree");
}

/* All that is offered begins as what is typed does, and can be gone through and shown. */
static void complete(const char *text, completions_offer *offer)
{
    struct completions c = {.typed = NULL};
    char typed[LINE_SIZE];

    snprintf(typed, sizeof typed, "%s", text);
    completions_open(&c, typed);
    offer(explorer(), typed, &c);
    demand(c.start <= strlen(typed), "the word that is completed is in the line");
    for (size_t i = 0; i < c.count && i < WORDS_ASKED; i++) {
        char label[LINE_SIZE];
        size_t count;
        size_t first = completions_page(&c, true, 40, &count);
        const char *word = completions_step(&c, 1);

        demand(strncmp(word, typed + c.start, strlen(typed + c.start)) == 0, "a word begins as what is typed");
        demand(strncmp(word, c.common, strlen(c.common)) == 0, "and as all do");
        demand(count > 0 && first + count <= c.count, "a page of them is of those that there are");
        completions_label(&c, true, i, label, sizeof label);
        for (const char *at = label; *at; at++) {
            demand((unsigned char)*at >= ' ' && *at != 0x7f, "a word is safe to show");
        }
    }
    completions_close(&c);
}

static void expand(const char *text)
{
    char whole[256];
    char piece[32];
    size_t pieces = 0;

    keymap_expand(&explorer()->keys, text, whole, sizeof whole);
    for (const char *at = text; *at; pieces++) {
        keymap_expand_next(&explorer()->keys, &at, piece, sizeof piece);
    }
    demand(pieces <= strlen(text), "each piece is of some of the text");
}

/* ---- the target ---- */

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    setlocale(LC_ALL, "C.UTF-8");
    sandbox_open();
    return 0;
}

static void read_as(unsigned what, char *text, size_t size)
{
    switch (what) {
    case 0:
        read_settings(text, size);
        break;
    case 1:
        read_places(text, size);
        break;
    case 2:
        read_progress(text, size);
        break;
    case 3:
        read_place(text);
        complete(text, going_offer);
        break;
    case 4:
        complete(text, prompt_offer_command);
        break;
    default:
        read_word(text);
        expand(text);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text;

    if (size < 1) {
        return 0;
    }
    text = exact_text(data + 1, size - 1);
    sandbox_enter();
    read_as(data[0] % 6, text, size - 1);
    if (sandbox_changed()) {
        sandbox_clear();
    }
    sandbox_leave();
    free(text);
    return 0;
}
