/* Copying what is selected: to the terminal's clipboard or into a file. */
#include "tui/copy.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tdxplore/save.h"
#include "tdxplore/text.h"
#include "tui/copy_text.h"
#include "tui/files.h"
#include "tui/span.h"
#include "tui/terminal.h"

/* Bytes of which the text is made in memory. */
#define COPY_MOST (UINT64_C(64) << 20)

/* What is to be copied; its text. */
struct copy {
    struct picked picked;
    char *text; /* owned */
    size_t length;
};

/* ---- forms ---- */

static void set_text(struct copy *copy, const char *text)
{
    copy->text = strdup(text);
    copy->length = strlen(text);
}

static struct tdxp_bytes bytes_of(const struct picked *picked)
{
    return tdxp_bytes_slice(&picked->space->bytes, picked->range.start, picked->range.length);
}

static bool make_hex(struct app *app, struct copy *copy)
{
    struct tdxp_bytes bytes = bytes_of(&copy->picked);

    (void)app;
    copy->text = copy_hex(&bytes, &copy->length);
    return true;
}

static bool make_c(struct app *app, struct copy *copy)
{
    struct tdxp_bytes bytes = bytes_of(&copy->picked);
    char path[SAFE_SIZE];

    (void)app;
    span_path(&copy->picked, path, sizeof path);
    copy->text = copy_c(&bytes, path, &copy->length);
    return true;
}

static bool make_text(struct app *app, struct copy *copy)
{
    struct tdxp_bytes bytes = bytes_of(&copy->picked);

    (void)app;
    copy->text = copy_plain(&bytes, &copy->length);
    return true;
}

/* Of a range that is all of a field, the field's; bytes alone may stand for anything. */
static bool make_value(struct app *app, struct copy *copy)
{
    const struct picked *picked = &copy->picked;
    const struct tdxp_node *node = picked->node;
    char value[1024];
    char name[SAFE_SIZE];

    if (picked->space != node->space || picked->range.start != node->offset || picked->range.length != node->length) {
        app_message(app, true, "a range of bytes has no value; those of a whole field have");
        return false;
    }
    tdxp_node_value(node, value, sizeof value);
    if (!*value) {
        app_message(app, true, "%s has no value of its own", app_safe(app, node->name, name, sizeof name));
        return false;
    }
    set_text(copy, value);
    return true;
}

static bool make_path(struct app *app, struct copy *copy)
{
    char path[1024];

    (void)app;
    span_path(&copy->picked, path, sizeof path);
    set_text(copy, path);
    return true;
}

static bool make_offset(struct app *app, struct copy *copy)
{
    const struct picked *picked = &copy->picked;
    char offset[32];

    snprintf(offset, sizeof offset, "0x%" PRIx64, picked->is_range ? picked->range.start : app->selection.offset);
    set_text(copy, offset);
    return true;
}

/* Of a range its first byte's, as with the offset; the cursor may be on the last one. */
static bool make_gpa(struct app *app, struct copy *copy)
{
    const struct picked *picked = &copy->picked;
    struct selection at = app->selection;
    char gpa[32];

    if (picked->is_range) {
        at = (struct selection){.space = picked->space, .offset = picked->range.start, .node = picked->node};
        app_complete(app, app->whose, &at);
    }
    if (!at.has_gpa) {
        app_message(app, true, "the %s has no guest-physical address",
                    picked->is_range ? "range's first byte" : "byte at the cursor");
        return false;
    }
    snprintf(gpa, sizeof gpa, "0x%" PRIx64, at.gpa);
    set_text(copy, gpa);
    return true;
}

static const struct form {
    int key;
    const char *name; /* for ":copy" */
    const char *words;
    bool of_bytes;
    bool (*make)(struct app *app, struct copy *copy); /* false with a message; text NULL: memory ran out */
} forms[] = {
    {'h', "hex", "as hex", true, make_hex},      {'c', "c", "as a C array", true, make_c},
    {'t', "text", "as text", true, make_text},   {'v', "value", "the value", false, make_value},
    {'p', "path", "the path", false, make_path}, {'o', "offset", "the offset", false, make_offset},
    {'g', "gpa", "the GPA", false, make_gpa},
};

enum { FORMS = sizeof forms / sizeof forms[0] };

/* ---- copying ---- */

/* Text has a character for each byte at least: what is too much is known before any is made. */
static bool check_size(struct app *app, const struct form *form, const struct picked *picked, bool to_file)
{
    char name[SAFE_SIZE];
    char most[TDXP_HUMAN_SIZE];

    if (!form->of_bytes) {
        return true;
    }
    if (picked->range.length == 0) {
        app_message(app, true, "%s has no bytes of its own", app_safe(app, picked->node->name, name, sizeof name));
        return false;
    }
    if (picked->range.length > (to_file ? COPY_MOST : TERM_CLIPBOARD_MOST)) {
        tdxp_human_size(to_file ? COPY_MOST : TERM_CLIPBOARD_MOST, most);
        if (to_file) {
            app_message(app, true, "too much to copy: at most %s; %s saves the bytes themselves", most,
                        app_key(app, CMD_SAVE).text);
        } else {
            app_message(app, true, "too much to copy to the terminal: at most %s; :copy FORM FILE writes a file", most);
        }
        return false;
    }
    return true;
}

/* "16 B as hex, 47 characters" or "the path, 14 characters". */
static void say_what(const struct form *form, const struct copy *copy, char *words, size_t size)
{
    char human[TDXP_HUMAN_SIZE];

    tdxp_human_size(copy->picked.range.length, human);
    snprintf(words, size, "%s%s%s, %zu character%s", form->of_bytes ? human : "", form->of_bytes ? " " : "",
             form->words, copy->length, copy->length == 1 ? "" : "s");
}

static bool to_clipboard(struct app *app, const struct form *form, const struct copy *copy)
{
    char words[128];

    say_what(form, copy, words, sizeof words);
    if (copy->length > TERM_CLIPBOARD_MOST) {
        app_message(app, true, "%s: more than the %d that terminals take; :copy %s FILE writes a file", words,
                    TERM_CLIPBOARD_MOST, form->name);
        return false;
    }
    if (!term_clipboard(copy->text, copy->length)) {
        app_message(app, true, "the terminal cannot be written to");
        return false;
    }
    app_message(app, false, "%s, sent to the terminal's clipboard", words);
    return true;
}

static bool to_file(struct app *app, const struct form *form, const struct copy *copy, const char *path,
                    enum tdxp_save_mode mode)
{
    const struct tdxp_bytes text = {(const uint8_t *)copy->text, copy->length};
    char words[128];
    char name[SAFE_SIZE];
    char file[PATH_MAX];
    struct tdxp_error err;

    app_safe(app, path, name, sizeof name);
    if (!files_path(path, file, sizeof file)) {
        app_message(app, true, "%.100s: the name is too long", name);
        return false;
    }
    if (!tdxp_save(file, &text, mode, &err)) {
        app_message(app, true, "%.100s: %s", name, files_wrong(file, CONFINE_WRITE, &err));
        return false;
    }
    say_what(form, copy, words, sizeof words);
    app_message(app, false, "%s, written to %.120s", words, name);
    return true;
}

/* path NULL: to the clipboard. */
static bool copy_as(struct app *app, const struct form *form, const char *path, enum tdxp_save_mode mode)
{
    struct copy copy = {.picked = span_picked(app)};
    bool copied;

    if (!check_size(app, form, &copy.picked, path != NULL) || !form->make(app, &copy)) {
        return false;
    }
    if (!copy.text) {
        app_message(app, true, "out of memory");
        return false;
    }
    copied = path ? to_file(app, form, &copy, path, mode) : to_clipboard(app, form, &copy);
    free(copy.text);
    return copied;
}

static void copy_key(struct app *app, int key)
{
    for (int i = 0; i < FORMS; i++) {
        if (forms[i].key == key) {
            copy_as(app, &forms[i], NULL, TDXP_SAVE_NEW);
            return;
        }
    }
    app_message(app, false, "nothing copied");
}

void copy_begin(struct app *app)
{
    app_ask_key(app, "Copy:  h hex  c C array  t text  v value  p path  o offset  g GPA", copy_key);
}

static bool run(struct app *app, const char *rest, enum tdxp_save_mode mode)
{
    size_t length;

    rest += strspn(rest, " ");
    length = strcspn(rest, " ");
    for (int i = 0; i < FORMS; i++) {
        if (strlen(forms[i].name) == length && strncmp(forms[i].name, rest, length) == 0) {
            rest += length;
            rest += strspn(rest, " ");
            return copy_as(app, &forms[i], *rest ? rest : NULL, mode);
        }
    }
    app_message(app, true, "copy hex, c, text, value, path, offset or gpa");
    return false;
}

void copy_offer(const struct app *app, const char *typed, struct completions *c)
{
    const char *rest = typed + strcspn(typed, " ");

    if (*rest) {
        rest += strspn(rest, " ");
        completions_from(c, rest, 0);
        files_offer(app, rest, c);
        return;
    }
    for (int i = 0; i < FORMS; i++) {
        completions_add(c, forms[i].name, " ");
    }
}

bool copy_run(struct app *app, const char *rest)
{
    return run(app, rest, TDXP_SAVE_NEW);
}

bool copy_run_over(struct app *app, const char *rest)
{
    return run(app, rest, TDXP_SAVE_REPLACE);
}
